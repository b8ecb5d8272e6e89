// Package ruleset says what the rules of federal assistance make of an award, a cost, a change or a
// contribution: 2 CFR 200 by the version that the funder award's terms name, never by today's date.
//
// The figures are the thresholds kept by package fund, each with its unit and section; a new version
// is rows of that table and no code. Everything here is arithmetic and decision on what is handed
// in: amounts in minor units, shares in basis points, days without a zone. What a rule finds is a
// Finding that names its section and the figures it was made from; nothing is stored or asked.
package ruleset

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Set is one version of the rules with every figure there is.
type Set struct {
	Key     string
	Title   string
	From    calendar.Date // the first day of awards that fall under it by themselves
	figures map[string]fund.Threshold
}

// Catalog is the versioned table: every set known, oldest first.
type Catalog struct{ sets []*Set }

// Known is the table this program ships, the same that new databases are given.
func Known() *Catalog {
	c, err := Read(fund.RuleSets(), fund.Thresholds())
	if err != nil {
		panic(err) // the shipped table is tested whole
	}
	return c
}

// Read makes the table from its rows; a set without a figure, or one in another unit, is refused by name.
func Read(sets []fund.RuleSet, thresholds []fund.Threshold) (*Catalog, error) {
	c := &Catalog{}
	for _, s := range sets {
		set := &Set{Key: s.Key, Title: s.Title, From: s.EffectiveFrom, figures: map[string]fund.Threshold{}}
		for _, t := range thresholds {
			if t.RuleSet == s.Key {
				set.figures[t.Name] = t
			}
		}
		if err := set.whole(); err != nil {
			return nil, err
		}
		c.sets = append(c.sets, set)
	}
	slices.SortStableFunc(c.sets, func(a, b *Set) int {
		return cmp.Or(cmp.Compare(a.From.String(), b.From.String()), cmp.Compare(a.Key, b.Key))
	})
	return c, nil
}

// whole compares the set's figures with those every set must have.
func (s *Set) whole() error {
	for _, want := range fund.Thresholds() {
		got, there := s.figures[want.Name]
		switch {
		case !there:
			return fault.New(fault.Invalid, "rules_incomplete", "The rules %s do not say %s.", s.Key, want.Name).With("rules", s.Key).With("figure", want.Name)
		case got.Unit != want.Unit || got.Value <= 0:
			return fault.New(fault.Invalid, "rules_incomplete", "The rules %s say %s as %d %s; it is above zero and in %s.", s.Key, want.Name, got.Value, got.Unit, want.Unit).With("rules", s.Key).With("figure", want.Name)
		}
	}
	return nil
}

// Sets are all versions, oldest first.
func (c *Catalog) Sets() []*Set { return slices.Clone(c.sets) }

// Named is the version of that key; false where there is none.
func (c *Catalog) Named(key string) (*Set, bool) {
	i := slices.IndexFunc(c.sets, func(s *Set) bool { return s.Key == key })
	if i < 0 {
		return nil, false
	}
	return c.sets[i], true
}

// On is the version an award signed that day falls under; false before the first.
func (c *Catalog) On(day calendar.Date) (*Set, bool) {
	var found *Set
	for _, s := range c.sets {
		if !day.Before(s.From) {
			found = s
		}
	}
	return found, found != nil
}

// Amount is a figure in US dollars; asking for a name that is no amount is a programming error.
func (s *Set) Amount(name string) money.Money { return money.Cents(s.figure(name, fund.Cents).Value) }

// Share is a figure in basis points.
func (s *Set) Share(name string) money.Ratio {
	return money.Ratio(s.figure(name, fund.BasisPoints).Value)
}

// Days is a figure in calendar days.
func (s *Set) Days(name string) int { return int(s.figure(name, fund.Days).Value) }

// Months is a figure in months.
func (s *Set) Months(name string) int { return int(s.figure(name, fund.Months).Value) }

// Years is a figure in years.
func (s *Set) Years(name string) int { return int(s.figure(name, fund.Years).Value) }

// Source is the section a figure stands in, such as 2 CFR 200.414(f).
func (s *Set) Source(name string) string { return s.figures[name].Source }

func (s *Set) figure(name, unit string) fund.Threshold {
	f, ok := s.figures[name]
	if !ok || f.Unit != unit {
		panic(fmt.Sprintf("ruleset: %s has no %s in %s", s.Key, name, unit))
	}
	return f
}
