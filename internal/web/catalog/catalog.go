// Package catalog speaks to readers in English, Spanish and Simplified Chinese.
//
// Every sentence of the pages is a message in one of the files
// <language>/<area>.json next to this one, so that a translator edits words
// and never code, and two areas never edit the same file. A key starts with
// the name of its file: "shell.skip" lives in shell.json of each language.
//
//	"shell.skip": "Skip to the page",
//	"apply.words": {"one": "{{.count}} word", "other": "{{.count}} words"}
//
// A page asks a Printer: p.T("shell.skip"), p.N("apply.words", 12),
// p.Choice("apply.state", string(state)) for the label of an enum's value.
// The package's tests read all sources and fail on a key that a language
// lacks, that nobody uses, or whose placeholders or plural forms differ.
package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Key names a message: the area, a dot, and what it says.
type Key string

// The languages Vitrine speaks, as BCP 47 tags.
const (
	English = "en"
	Spanish = "es"
	Chinese = "zh-Hans"
)

// Language is one language with the name its own readers give it.
type Language struct {
	Tag  string
	Name string
}

// Languages lists the languages in the order a switch shows them.
func Languages() []Language {
	return []Language{{English, "English"}, {Spanish, "Español"}, {Chinese, "简体中文"}}
}

//go:embed en/*.json es/*.json zh-Hans/*.json
var files embed.FS

// load reads the embedded files once; a broken file is found by the tests.
var load = sync.OnceValue(func() map[string]*words {
	all, err := read(files)
	if err != nil {
		panic(err)
	}
	return all
})

// words are the messages of one language.
type words struct {
	tag       language.Tag
	name      string
	messages  map[Key]*i18n.Message
	plural    *i18n.Localizer
	numbers   numbers
	fallback  *words
	documents map[string][]Key
}

func read(from fs.FS) (map[string]*words, error) {
	bundle := i18n.NewBundle(language.English)
	all := map[string]*words{}
	for _, l := range Languages() {
		w := &words{
			tag: language.MustParse(l.Tag), name: l.Tag, messages: map[Key]*i18n.Message{},
			numbers: numbersOf(l.Tag), documents: map[string][]Key{}, fallback: all[English],
		}
		if err := w.read(bundle, from); err != nil {
			return nil, fmt.Errorf("read messages of %s: %w", l.Tag, err)
		}
		all[l.Tag] = w
	}
	for tag, w := range all {
		w.plural = i18n.NewLocalizer(bundle, tag)
	}
	return all, nil
}

func (w *words) read(bundle *i18n.Bundle, from fs.FS) error {
	paths, err := fs.Glob(from, w.name+"/*.json")
	if err != nil {
		return err
	}
	for _, p := range paths {
		text, err := fs.ReadFile(from, p)
		if err != nil {
			return err
		}
		file, err := bundle.ParseMessageFileBytes(text, path.Base(p)[:len(path.Base(p))-len("json")]+w.name+".json")
		if err != nil {
			return fmt.Errorf("parse %s: %w", p, err)
		}
		for _, m := range file.Messages {
			k := Key(m.ID)
			if _, twice := w.messages[k]; twice {
				return fmt.Errorf("%s says %s a second time", p, k)
			}
			w.messages[k] = m
			w.documents[path.Base(p)] = append(w.documents[path.Base(p)], k)
		}
	}
	return nil
}
