package catalog

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Printer writes messages, figures and dates for one reader; copy it freely.
type Printer struct {
	words *words
	zone  *time.Location
	guess bool // the reader's zone is not known; zone is the house's
	now   time.Time
}

// For is the printer of a language; an unknown one reads English.
func For(locale string) Printer {
	w := load()[locale]
	if w == nil {
		w = load()[English]
	}
	return Printer{words: w, zone: time.UTC}
}

// At tells the printer the present and the reader's zone (nil keeps UTC).
func (p Printer) At(now time.Time, reader *time.Location) Printer {
	p.now = now
	if reader != nil {
		p.zone = reader
	}
	return p
}

// Guessing says that the zone is the house's because the reader's is not known: a program's own zone then goes first.
func (p Printer) Guessing() Printer {
	p.guess = true
	return p
}

// Guesses tells whether the reader's zone is not known.
func (p Printer) Guesses() bool { return p.guess }

// Locale is the BCP 47 tag of the language, for lang attributes.
func (p Printer) Locale() string { return p.own().name }

// Zone is the reader's time zone, UTC until At has said otherwise.
func (p Printer) Zone() *time.Location {
	if p.zone == nil {
		return time.UTC
	}
	return p.zone
}

// Now is the present that At has told; zero when nobody has.
func (p Printer) Now() time.Time { return p.now }

// own lets the zero Printer read English instead of failing.
func (p Printer) own() *words {
	if p.words == nil {
		return load()[English]
	}
	return p.words
}

// T is the message under a key, its {{.name}} places filled by name, value pairs.
// Whole numbers among the values are written as the language writes them.
func (p Printer) T(key Key, pairs ...any) string {
	m := p.own().find(key)
	if m == nil {
		return string(key)
	}
	return p.fill(m.Other, pairs)
}

// N is the plural form of a message for n, which also fills {{.count}}.
func (p Printer) N(key Key, n int, pairs ...any) string {
	w := p.own()
	if w.find(key) == nil {
		return string(key)
	}
	form, err := w.plural.Localize(&i18n.LocalizeConfig{
		MessageID: string(key), PluralCount: n, TemplateParser: template.IdentityParser{},
	})
	if err != nil {
		form = w.find(key).Other
	}
	return p.fill(form, append([]any{"count", n}, pairs...))
}

// Choice is the label of one value of an enum: the message "family.value".
// A value without a label is shown as it is.
func (p Printer) Choice(family Key, value string) string {
	m := p.own().find(family + "." + Key(value))
	if m == nil {
		return value
	}
	return m.Other
}

// Has tells whether the reader's own language holds the key.
func (p Printer) Has(key Key) bool { return p.own().messages[key] != nil }

// Lacking lists "locale: key" for each value of a family without a label, for tests of enums.
func Lacking(family Key, values ...string) []string {
	var lack []string
	for _, l := range Languages() {
		for _, v := range values {
			if k := family + "." + Key(v); !For(l.Tag).Has(k) {
				lack = append(lack, l.Tag+": "+string(k))
			}
		}
	}
	return lack
}

// Fault is a failure in the reader's language: by its code, else its kind.
// English readers get the failure's own, fuller words when no message under fault.code has its code;
// the others those under word.
func (p Printer) Fault(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return p.Choice("fault.kind", string(fault.Internal))
	}
	if m := p.own().find("fault.code." + Key(f.Code)); m != nil {
		return p.fill(m.Other, pairsOf(f.Facts))
	}
	if p.Locale() == English && f.Message != "" && f.Kind != fault.Internal {
		return f.Message
	}
	if m := p.own().messages["word."+Key(f.Code)]; m != nil && f.Kind != fault.Internal {
		if text := p.fill(m.Other, pairsOf(f.Facts)); !strings.Contains(text, "{{") {
			return text
		}
	}
	return p.Choice("fault.kind", string(f.Kind))
}

// FieldFault says in the reader's language why one answer was refused; English keeps the failure's own, fuller words.
func (p Printer) FieldFault(f fault.Field) string {
	if p.Locale() == English && f.Message != "" {
		return f.Message
	}
	for _, family := range []Key{"fault.code.", "word."} {
		if m := p.own().messages[family+Key(f.Code)]; m != nil && !strings.Contains(m.Other, "{{") {
			return m.Other
		}
	}
	return f.Message
}

// Tell is a failure with all its words in the reader's language; codes, facts and paths stay, and English stays as it was.
func (p Printer) Tell(f *fault.Error) *fault.Error {
	if p.Locale() == English {
		return f
	}
	out := *f
	out.Message = p.Fault(f)
	out.Fields = make([]fault.Field, len(f.Fields))
	for i, x := range f.Fields {
		x.Message = p.FieldFault(x)
		out.Fields[i] = x
	}
	return &out
}

func pairsOf(facts map[string]any) []any {
	pairs := make([]any, 0, 2*len(facts))
	for k, v := range facts {
		if text, ok := v.(string); ok {
			if at, err := time.Parse(time.RFC3339, text); err == nil {
				v = at // facts of instants are written for programs
			}
		}
		pairs = append(pairs, k, v)
	}
	return pairs
}

func (w *words) find(key Key) *i18n.Message {
	if m := w.messages[key]; m != nil || w.fallback == nil {
		return m
	}
	return w.fallback.messages[key]
}

// fill puts the values into the places; an unnamed place stays as written.
func (p Printer) fill(text string, pairs []any) string {
	if len(pairs) == 0 || !strings.Contains(text, "{{") {
		return text
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{{.%v}}", pairs[i]), p.value(pairs[i+1]))
	}
	return text
}

func (p Printer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return p.Number(int64(v))
	case int64:
		return p.Number(v)
	case time.Time:
		return p.DateTime(v)
	}
	return fmt.Sprint(v)
}
