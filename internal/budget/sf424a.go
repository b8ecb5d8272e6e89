package budget

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// SF424A is the federal budget form for non-construction programs, derived from the lines to the cent.
type SF424A struct {
	Summary    []Activity    // section A, lines 1 to 4
	SummaryAll Activity      // line 5
	Classes    []ClassRow    // section B, lines 6a to 6h
	Direct     ClassRow      // 6i
	Indirect   ClassRow      // 6j
	Totals     ClassRow      // 6k
	Income     money.Money   // line 7; program income is not budgeted
	Resources  []Resource    // section C, lines 8 to 11
	Resource   Resource      // line 12
	Cash       []CashNeed    // section D: federal, non-federal, both (lines 13 to 15)
	Years      []money.Money // section E, line 20: federal money of the first to the fourth later year
	DirectAll  money.Money   // line 21
	Charges    []Charge      // line 22
	Remarks    string        // line 23
	currency   money.Currency
}

// Activity is a line of section A; unobligated money of earlier years is not known here.
type Activity struct {
	Name       string
	Listing    string
	Federal    money.Money
	NonFederal money.Money
	Total      money.Money
}

// ClassRow is a line of section B; construction is there because the form has it.
type ClassRow struct {
	Line       string // 6a to 6k
	Category   Category
	Federal    money.Money
	NonFederal money.Money
	Total      money.Money
}

// Resource is a line of section C: who brings the non-federal part.
type Resource struct {
	Name      string
	Applicant money.Money
	State     money.Money
	Other     money.Money
	Total     money.Money
}

// CashNeed is a line of section D: the first year and its quarters.
type CashNeed struct {
	Line     string // 13, 14, 15
	Year     money.Money
	Quarters []money.Money
}

// Charge is an indirect cost of line 22, with the rate and base it stands on.
type Charge struct {
	Museum string
	Kind   RateKind
	Rate   money.Ratio
	Base   money.Money
	Amount money.Money
}

// Form derives the federal form from the sheet.
func (s *Sheet) Form() *SF424A {
	b := s.Table()
	f := &SF424A{currency: s.Currency, Income: money.New(0, s.Currency)}
	one := Activity{Name: s.Program, Listing: s.Listing, Federal: b.Requested(), NonFederal: b.CostShare(), Total: b.Total.Total}
	f.Summary, f.SummaryAll = []Activity{one}, one
	f.SummaryAll.Name, f.SummaryAll.Listing = "", ""
	for i, c := range []Category{Personnel, Fringe, Travel, Equipment, Supplies, Contractual, "construction", Other} {
		f.Classes = append(f.Classes, classRow("6"+string(rune('a'+i)), c, b.Row(c)))
	}
	f.Direct, f.Indirect, f.Totals = classRow("6i", "", b.Direct), classRow("6j", Indirect, b.Indirect), classRow("6k", "", b.Total)
	f.resources(s)
	f.cash(s.Years())
	f.DirectAll = b.Direct.Total
	for _, l := range s.Limits() {
		if l.Funding == WholePart && (!l.Charged.IsZero() || l.Rate != nil && l.Rate.Kind != NoRate) {
			c := Charge{Museum: l.Museum.Name, Kind: DeMinimis, Rate: l.allowed(s.Rules), Base: l.Base.Counted, Amount: l.Charged}
			if l.Rate != nil {
				c.Kind = l.Rate.Kind
			}
			f.Charges = append(f.Charges, c)
		}
	}
	if rest := s.nobodys(); !rest.IsZero() {
		f.Charges = append(f.Charges, Charge{Kind: NoRate, Base: money.New(0, s.Currency), Amount: rest})
	}
	return f
}

func classRow(line string, c Category, r Row) ClassRow {
	return ClassRow{Line: line, Category: c, Federal: r.Grant, NonFederal: r.Share, Total: r.Total}
}

// resources says what the lead brings itself and what the other museums bring.
func (f *SF424A) resources(s *Sheet) {
	zero := money.New(0, s.Currency)
	r := Resource{Name: s.Program, Applicant: zero, State: zero, Other: zero, Total: zero}
	for _, l := range s.Lines {
		if l.Funding == Grant {
			continue
		}
		if len(s.Museums) > 0 && s.bearer(l) == s.Museums[0].Organization {
			r.Applicant = r.Applicant.Add(l.Amount())
		} else {
			r.Other = r.Other.Add(l.Amount())
		}
		r.Total = r.Total.Add(l.Amount())
	}
	f.Resources, f.Resource = []Resource{r}, r
	f.Resource.Name = ""
}

// cash spreads the money evenly over the project's days: the first year by quarters, later ones whole.
func (f *SF424A) cash(days []int64) {
	first := func(line string, m money.Money) CashNeed {
		year := m.Split(days...)[0]
		return CashNeed{Line: line, Year: year, Quarters: year.Split(1, 1, 1, 1)}
	}
	federal, other := first("13", f.SummaryAll.Federal), first("14", f.SummaryAll.NonFederal)
	both := CashNeed{Line: "15", Year: federal.Year.Add(other.Year)}
	for i := range federal.Quarters {
		both.Quarters = append(both.Quarters, federal.Quarters[i].Add(other.Quarters[i]))
	}
	f.Cash = []CashNeed{federal, other, both}
	for i := range 4 {
		m := money.New(0, f.currency)
		if parts := f.SummaryAll.Federal.Split(days...); i+1 < len(parts) {
			m = parts[i+1]
		}
		f.Years = append(f.Years, m)
	}
}

// Years are the days of the project in each of its years, at most five; a project without dates is one year.
func (s *Sheet) Years() []int64 {
	if s.StartsOn.IsZero() || !s.EndsOn.After(s.StartsOn) {
		return []int64{1}
	}
	var out []int64
	end := s.EndsOn.AddDays(1)
	for from := s.StartsOn; from.Before(end) && len(out) < 5; from = from.AddYears(1) {
		to := from.AddYears(1)
		if to.After(end) || len(out) == 4 {
			to = end
		}
		out = append(out, daysBetween(from, to))
	}
	return out
}

func daysBetween(from, to calendar.Date) int64 {
	return int64(to.Time().Sub(from.Time()).Hours() / 24)
}

// Mismatch is a rule of the form that the figures break.
type Mismatch struct{ Rule, Message string }

// Verify holds the form's own arithmetic; a derived form has no mismatch, and a changed one says which.
func (f *SF424A) Verify() []Mismatch {
	var out []Mismatch
	equal := func(rule string, a, b money.Money) {
		if a != b {
			out = append(out, Mismatch{rule, fmt.Sprintf("%s is not %s", a, b)})
		}
	}
	zero := money.New(0, f.currency)
	federal, other, total := zero, zero, zero
	for _, r := range f.Classes {
		federal, other, total = federal.Add(r.Federal), other.Add(r.NonFederal), total.Add(r.Total)
		equal(r.Line+" adds up", r.Federal.Add(r.NonFederal), r.Total)
	}
	equal("6i is the sum of 6a to 6h, federal", f.Direct.Federal, federal)
	equal("6i is the sum of 6a to 6h, non-federal", f.Direct.NonFederal, other)
	equal("6i is the sum of 6a to 6h", f.Direct.Total, total)
	equal("6k is 6i and 6j", f.Totals.Total, f.Direct.Total.Add(f.Indirect.Total))
	equal("A(e) is the federal part of 6k", f.SummaryAll.Federal, f.Totals.Federal)
	equal("A(f) is the non-federal part of 6k", f.SummaryAll.NonFederal, f.Totals.NonFederal)
	equal("A(g) is 6k", f.SummaryAll.Total, f.Totals.Total)
	equal("C is A(f)", f.Resource.Total, f.SummaryAll.NonFederal)
	equal("C adds up", f.Resource.Applicant.Add(f.Resource.State).Add(f.Resource.Other), f.Resource.Total)
	later := zero
	for _, y := range f.Years {
		later = later.Add(y)
	}
	equal("D 13 and E 20 are A(e)", f.Cash[0].Year.Add(later), f.SummaryAll.Federal)
	for _, c := range f.Cash {
		sum := zero
		for _, q := range c.Quarters {
			sum = sum.Add(q)
		}
		equal("D "+c.Line+" is its quarters", c.Year, sum)
	}
	equal("21 is 6i", f.DirectAll, f.Direct.Total)
	charged := zero
	for _, c := range f.Charges {
		charged = charged.Add(c.Amount)
	}
	equal("22 is 6j", charged, f.Indirect.Total)
	return out
}
