package view

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// markdown turns what people write into HTML; raw HTML in it is left out.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Strikethrough))
})

// safe keeps paragraphs, emphasis, lists, quotes and links, and nothing else:
// no picture (another host would see the reader), no heading (the page has its own).
var safe = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "del", "ul", "ol", "li", "blockquote", "code", "pre", "hr")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})

// prose is a person's Markdown as safe HTML; headings become strong paragraphs.
func prose(text string) string {
	var out bytes.Buffer
	if err := markdown().Convert([]byte(text), &out); err != nil {
		return "<p>" + html.EscapeString(text) + "</p>"
	}
	s := out.String()
	for _, level := range "123456" {
		s = strings.ReplaceAll(s, "<h"+string(level)+">", "<p><strong>")
		s = strings.ReplaceAll(s, "</h"+string(level)+">", "</strong></p>")
	}
	return safe().Sanitize(s)
}
