package budget

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Rules are the figures of the rule set that the funder award's terms name.
type Rules struct {
	Key            string
	EquipmentMinor int64       // unit cost from which a lasting thing is equipment (2 CFR 200.1)
	SubawardMinor  int64       // how much of each subaward is in the base of indirect costs (2 CFR 200.1)
	DeMinimis      money.Ratio // the rate anyone without a negotiated one may elect (2 CFR 200.414(f))
}

// RulesOf gathers the figures from the thresholds of one rule set.
func RulesOf(thresholds []*fund.Threshold) Rules {
	var r Rules
	for _, t := range thresholds {
		r.Key = t.RuleSet
		switch t.Name {
		case fund.EquipmentUnitCost:
			r.EquipmentMinor = t.Value
		case fund.SubawardInBase:
			r.SubawardMinor = t.Value
		case fund.DeMinimisRate:
			r.DeMinimis = money.Ratio(t.Value)
		}
	}
	return r
}

// Known tells whether the award's terms name rules at all.
func (r Rules) Known() bool { return r.Key != "" }

// RateKind says where a museum's rate of indirect costs comes from.
type RateKind string

// The kinds of indirect cost rates.
const (
	NoRate     RateKind = "none"
	DeMinimis  RateKind = "de_minimis"
	Negotiated RateKind = "negotiated"
)

// RateKinds are the kinds of rates in the order they are offered.
func RateKinds() []RateKind { return []RateKind{NoRate, DeMinimis, Negotiated} }

// Rate is how one museum charges its indirect costs, and from what price it calls a thing equipment.
type Rate struct {
	Application         ident.Application  `bun:"application_id,pk"`
	Organization        ident.Organization `bun:"organization_id,pk"`
	Kind                RateKind           `bun:"kind"`
	Rate                money.Ratio        `bun:"rate_bp"` // in basis points
	Agreement           string             `bun:"agreement"`
	ValidUntil          calendar.Date      `bun:"valid_until"`
	CapitalizationMinor int64              `bun:"capitalization_minor"` // the museum's own level; 0 is none
	Version             int                `bun:"version"`
}

// Base is what indirect costs are a share of: modified total direct costs, with what is left out.
type Base struct {
	Counted      money.Money
	Subawards    money.Money // the part of Counted that is the beginning of subawards
	Equipment    money.Money // left out
	Participants money.Money // left out
	Rest         money.Money // left out: what subawards are above the figure of the rule set
}

// BaseOf is the base of one museum's own lines and of what it passes on to others.
func BaseOf(lines []*Line, subawards []money.Money, r Rules, c money.Currency) Base {
	zero := money.New(0, c)
	b := Base{Counted: zero, Subawards: zero, Equipment: zero, Participants: zero, Rest: zero}
	for _, l := range lines {
		switch {
		case l.Category == Indirect:
		case l.Participant:
			b.Participants = b.Participants.Add(l.Amount())
		case l.Category == Equipment:
			b.Equipment = b.Equipment.Add(l.Amount())
		default:
			b.Counted = b.Counted.Add(l.Amount())
		}
	}
	for _, s := range subawards {
		counts, rest := OfSubaward(s, r.SubawardMinor)
		b.Subawards, b.Rest = b.Subawards.Add(counts), b.Rest.Add(rest)
	}
	b.Counted = b.Counted.Add(b.Subawards)
	return b
}

// OfSubaward splits what a subaward comes to into what counts toward a base, up to a limit in minor units, and the rest.
func OfSubaward(whole money.Money, most int64) (counts, rest money.Money) {
	counts = money.New(min(whole.Minor, most), whole.Currency)
	return counts, whole.Sub(counts)
}

// Most is the largest indirect cost a rate allows on the base, never a cent above it.
func (b Base) Most(r money.Ratio) money.Money { return r.AtMost(b.Counted) }

// Limit holds the indirect costs of one museum against its rate and base.
type Limit struct {
	Museum  Museum
	Rate    *Rate // nil while the museum has not said
	Funding Part
	Base    Base
	Most    money.Money
	Charged money.Money
}

// Part says which costs a limit looks at.
type Part string

// The parts of a budget that indirect costs are held against.
const (
	GrantPart Part = "grant" // what the grant pays must stand on what the grant pays
	WholePart Part = "whole"
)

// Over is by how much the charged indirect costs exceed the limit; nothing when they are within it.
func (l Limit) Over() money.Money {
	if l.Most.Less(l.Charged) {
		return l.Charged.Sub(l.Most)
	}
	return money.New(0, l.Most.Currency)
}

// Limits hold every museum's indirect costs against its rate, of the grant alone and of the whole.
// The lead passes money on, so its base has the beginning of what each other museum spends.
func (s *Sheet) Limits() []Limit {
	var out []Limit
	for _, m := range s.Museums {
		for _, part := range []Part{GrantPart, WholePart} {
			out = append(out, s.limit(m, part))
		}
	}
	return out
}

func (s *Sheet) limit(m Museum, part Part) Limit {
	var own []*Line
	passed := map[ident.Organization]money.Money{}
	l := Limit{Museum: m, Rate: s.RateOf(m.Organization), Funding: part, Charged: money.New(0, s.Currency)}
	for _, line := range s.Lines {
		if part == GrantPart && line.Funding != Grant {
			continue
		}
		bearer := s.bearer(line)
		switch {
		case bearer == m.Organization && line.Category == Indirect:
			l.Charged = l.Charged.Add(line.Amount())
		case bearer == m.Organization:
			own = append(own, line)
		case m.Lead:
			passed[bearer] = passed[bearer].Add(line.Amount())
		}
	}
	var subawards []money.Money
	for _, other := range s.Museums {
		if sum, ok := passed[other.Organization]; ok && other.Organization != m.Organization {
			subawards = append(subawards, sum)
		}
	}
	if sum, ok := passed[ident.Organization{}]; ok { // of a side as a whole
		subawards = append(subawards, sum)
	}
	l.Base = BaseOf(own, subawards, s.Rules, s.Currency)
	l.Most = l.Base.Most(l.allowed(s.Rules))
	return l
}

// allowed is the rate that holds: the one stated, or the one anybody may elect while none is.
func (l Limit) allowed(r Rules) money.Ratio {
	switch {
	case l.Rate == nil:
		return r.DeMinimis
	case l.Rate.Kind == NoRate:
		return 0
	case l.Rate.Kind == DeMinimis:
		return min(l.Rate.Rate, r.DeMinimis)
	}
	return l.Rate.Rate
}

// RateOf is what a museum said of its indirect costs; nil while it has not.
func (s *Sheet) RateOf(o ident.Organization) *Rate {
	if i := slices.IndexFunc(s.Rates, func(r *Rate) bool { return r.Organization == o }); i >= 0 {
		return s.Rates[i]
	}
	return nil
}

// bearer is the museum of a line; a US line of no museum is the lead's.
func (s *Sheet) bearer(l *Line) ident.Organization {
	if l.Organization.IsZero() && len(s.Museums) > 0 && s.Museums[0].Side == l.Side {
		return s.Museums[0].Organization
	}
	return l.Organization
}

// nobodys is the indirect cost that is left to a side of several museums.
func (s *Sheet) nobodys() money.Money {
	sum := money.New(0, s.Currency)
	for _, l := range s.Lines {
		if l.Category == Indirect && !slices.Contains(s.Organizations(), s.bearer(l)) {
			sum = sum.Add(l.Amount())
		}
	}
	return sum
}
