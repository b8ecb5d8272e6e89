package catalog

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Finding is what a rule found, in the reader's language with its figures as the language writes them;
// a finding without words, or one whose figures are not all there, speaks English.
func (p Printer) Finding(f ruleset.Finding) string {
	m := p.own().messages[Key(f.Words())]
	if m == nil {
		return f.Message
	}
	pairs := make([]any, 0, 2*len(f.Facts))
	for _, x := range f.Facts {
		pairs = append(pairs, x.Name, p.fact(x.Value))
	}
	text := p.fill(m.Other, pairs)
	if strings.Contains(text, "{{.") {
		return f.Message
	}
	return text
}

// fact writes amounts and days for people; every other fact is as it is.
func (p Printer) fact(value string) string {
	if d, err := calendar.Parse(value); err == nil {
		return p.Date(d)
	}
	if amount, code, found := strings.Cut(value, " "); found {
		if m, err := money.Parse(amount, money.Currency(code)); err == nil {
			return p.Money(m)
		}
	}
	return value
}
