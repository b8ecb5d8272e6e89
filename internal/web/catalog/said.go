package catalog

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// saying is a sentence that is kept in English with its record, as a pattern of its figures.
type saying struct {
	key     Key
	pattern *regexp.Regexp
	names   []string
}

var blank = regexp.MustCompile(`\\\{\\\{\\\.([a-z]+)\\\}\\\}`)

// sayings are the English messages under said, the more exact before the shorter.
var sayings = sync.OnceValue(func() []saying {
	var out []saying
	for key, m := range load()[English].messages {
		if !strings.HasPrefix(string(key), "said.") && !strings.HasPrefix(string(key), "rule.counting.") {
			continue
		}
		s := saying{key: key}
		text := blank.ReplaceAllStringFunc(regexp.QuoteMeta(m.Other), func(at string) string {
			s.names = append(s.names, blank.FindStringSubmatch(at)[1])
			return "(.+?)"
		})
		s.pattern = regexp.MustCompile("^" + text + "$")
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b saying) int { return strings.Compare(string(a.key), string(b.key)) })
	return out
})

// Said is a sentence that the services keep in English, such as why an application has its place, in the reader's
// language; false where it has no words for it. Parts joined by semicolons are said one by one.
func (p Printer) Said(english string) (string, bool) {
	if p.Locale() == English || english == "" {
		return english, true
	}
	if text, ok := p.said(english); ok {
		return text, true
	}
	for i, c := range english { // a part may hold a semicolon itself
		if c != ';' || !strings.HasPrefix(english[i:], "; ") {
			continue
		}
		head, ok := p.said(english[:i])
		if !ok {
			continue
		}
		if rest, ok := p.Said(english[i+2:]); ok {
			return head + p.T("date.comma") + rest, true
		}
	}
	return english, false
}

func (p Printer) said(english string) (string, bool) {
	for _, s := range sayings() {
		found := s.pattern.FindStringSubmatch(english)
		if found == nil {
			continue
		}
		pairs := make([]any, 0, 2*len(s.names))
		for i, name := range s.names {
			pairs = append(pairs, name, found[i+1])
		}
		return p.T(s.key, pairs...), true
	}
	return "", false
}
