package amendment

import (
	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Figures are terms as the API tells them, with amounts in the award's currency.
type Figures struct {
	Number      int
	StartsOn    calendar.Date
	EndsOn      calendar.Date
	EffectiveOn calendar.Date
	Grant       money.Money
	Share       money.Money
	Lines       []*FigureLine
}

// FigureLine is the budget of one category.
type FigureLine struct {
	Category budget.Category
	Grant    money.Money
	Share    money.Money
}

func figures(t *agreement.Terms, cur money.Currency) *Figures {
	out := &Figures{
		Number: t.Number, StartsOn: t.StartsOn, EndsOn: t.EndsOn, EffectiveOn: t.EffectiveOn, Grant: money.New(t.GrantMinor, cur), Share: money.New(t.ShareMinor, cur), Lines: []*FigureLine{},
	}
	for _, l := range t.Lines {
		out.Lines = append(out.Lines, &FigureLine{Category: l.Category, Grant: money.New(l.GrantMinor, cur), Share: money.New(l.ShareMinor, cur)})
	}
	return out
}

// Before are the figures in force.
func (p *Preview) Before() *Figures { return figures(p.Now, p.Currency) }

// After are the figures as they would be.
func (p *Preview) After() *Figures { return figures(p.Then, p.Currency) }

// Need is one approval it needs, with the figures.
type Need struct {
	Trigger string // PA1 to PA10
	ruleset.Finding
}

// Needs are the approvals it needs.
func (p *Preview) Needs() []*Need {
	out := []*Need{}
	for _, a := range p.Approvals {
		out = append(out, &Need{string(a.Trigger), a.Finding})
	}
	return out
}

// Bars are what it cannot be made for.
func (p *Preview) Bars() []*ruleset.Finding {
	out := []*ruleset.Finding{}
	for i := range p.Barred {
		out = append(out, &p.Barred[i])
	}
	return out
}

// MovedReport is a report that a new period moves, adds or drops.
type MovedReport struct {
	Rule     string
	From, To calendar.Date // what it reports on
	Was      calendar.Date // absent where it is added, or waits for the first payment
	Will     calendar.Date // absent where it is dropped, or waits for the first payment
	Why      string        // moves, added or dropped
}

// Moves are the reports that a new period moves; those that stay are left out.
func (p *Preview) Moves() []*MovedReport {
	out := []*MovedReport{}
	for _, x := range p.Shifts {
		if x.Why == duty.ShiftStays || x.Why == duty.ShiftSettled {
			continue
		}
		m := &MovedReport{Why: x.Why}
		for i, o := range []*duty.Owed{x.Before, x.After} {
			if o == nil {
				continue
			}
			m.Rule, m.From, m.To = o.Rule, o.From, o.To
			if i == 0 {
				m.Was = o.On
			} else {
				m.Will = o.On
			}
		}
		out = append(out, m)
	}
	return out
}

// Moved are what categories gain and lose, with amounts.
func (m *Money) Moved() []*FigureLine {
	out := []*FigureLine{}
	for _, l := range m.Lines {
		out = append(out, &FigureLine{Category: l.Category, Grant: money.New(l.Grant, m.Currency), Share: money.New(l.Share, m.Currency)})
	}
	return out
}

// Post is what who comes does in the award; empty where nobody comes.
func (p *Person) Post() string { return string(p.Role) }
