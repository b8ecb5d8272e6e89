package ruleset

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Agreed is a rate negotiated with a federal agency; a provisional one counts as one.
type Agreed struct {
	Rate        money.Ratio
	From, Until calendar.Date // an absent end is open
	Provisional bool
}

// In tells whether the agreement is in force on a day.
func (a *Agreed) In(day calendar.Date) bool {
	return a != nil && !day.Before(a.From) && (a.Until.IsZero() || !day.After(a.Until))
}

// Elected is how a recipient charges indirect costs.
type Elected struct {
	Kind   budget.RateKind
	Rate   money.Ratio // the rate it charges
	Agreed *Agreed     // its negotiated agreement, if it ever had one
}

// Cap holds charged indirect costs against rate and base (2 CFR 200.414, invariant 10).
type Cap struct {
	Base    money.Money
	Rate    money.Ratio // the highest that may be charged
	Most    money.Money // base times rate, never a cent above it
	Charged money.Money
	Over    money.Money // nothing when within
}

// Indirect caps what was charged on a base on a day, and says what is wrong with the rate itself: a
// de minimis rate above the rule set's, or one elected though a negotiated rate is current; a
// negotiated rate that has lapsed or is charged above its agreement.
func (s *Set) Indirect(e Elected, b Base, charged money.Money, on calendar.Date) (Cap, []Finding) {
	rate, found := s.rate(e, on)
	c := Cap{Base: b.Counted, Rate: rate, Most: b.Most(rate), Charged: charged, Over: money.New(0, charged.Currency)}
	if c.Most.Less(charged) {
		c.Over = charged.Sub(c.Most)
		found = append(found, Finding{
			Code: "indirect_above_cap", Effect: Deny, Section: s.Source(fund.DeMinimisRate),
			Message: fmt.Sprintf("%s of indirect costs are charged; %s of the base of %s is %s.", charged, Percent(rate), b.Counted, c.Most),
			Facts:   []Fact{{"charged", charged.String()}, {"base", b.Counted.String()}, {"rate", Percent(rate)}, {"most", c.Most.String()}, {"over", c.Over.String()}},
		})
	}
	return c, found
}

// rate is the highest rate that may be charged, with what is wrong with the one elected.
func (s *Set) rate(e Elected, on calendar.Date) (money.Ratio, []Finding) {
	most, section := s.Share(fund.DeMinimisRate), s.Source(fund.DeMinimisRate)
	switch e.Kind {
	case budget.DeMinimis:
		if e.Agreed.In(on) {
			return 0, []Finding{{
				Code: "indirect_negotiated_current", Effect: Deny, Section: section,
				Message: fmt.Sprintf("A negotiated rate of %s is current on %s, so the de minimis rate cannot be elected.", Percent(e.Agreed.Rate), on),
				Facts:   []Fact{{"rate", Percent(e.Agreed.Rate)}, {"on", on.String()}},
			}}
		}
		if e.Rate > most {
			return most, []Finding{{
				Code: "indirect_above_de_minimis", Effect: Deny, Section: section,
				Message: fmt.Sprintf("The rate of %s is above the de minimis rate of %s.", Percent(e.Rate), Percent(most)),
				Facts:   []Fact{{"rate", Percent(e.Rate)}, {"most", Percent(most)}},
			}}
		}
		return max(e.Rate, 0), nil
	case budget.Negotiated:
		if !e.Agreed.In(on) {
			return 0, []Finding{{
				Code: "indirect_agreement_lapsed", Effect: Deny, Section: "2 CFR 200.414(c)",
				Message: fmt.Sprintf("No negotiated rate is in force on %s.", on), Facts: []Fact{{"on", on.String()}},
			}}
		}
		if e.Rate > e.Agreed.Rate {
			return e.Agreed.Rate, []Finding{{
				Code: "indirect_above_agreement", Effect: Deny, Section: "2 CFR 200.414(c)",
				Message: fmt.Sprintf("The rate of %s is above the negotiated rate of %s.", Percent(e.Rate), Percent(e.Agreed.Rate)),
				Facts:   []Fact{{"rate", Percent(e.Rate)}, {"most", Percent(e.Agreed.Rate)}},
			}}
		}
		return max(e.Rate, 0), nil
	}
	return 0, nil
}
