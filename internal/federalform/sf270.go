package federalform

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// PaymentKind is what is asked for.
type PaymentKind string

// The kinds of payment.
const (
	Advance       PaymentKind = "advance"
	Reimbursement PaymentKind = "reimbursement"
)

// Column270 is one program or activity of line 11; a form has up to three.
type Column270 struct {
	Name       string
	Outlays    []Source    // 11a: total to date
	Income     money.Money // 11b: program income to date
	Estimated  money.Money // 11d: net cash outlays estimated for the advance period
	NonFederal money.Money // 11f
	Previous   []Source    // 11h: federal payments requested before
}

// Facts270 is what SF-270 is derived from.
type Facts270 struct {
	Currency money.Currency
	Kind     PaymentKind
	Final    bool
	Basis    Basis
	Number   int // of the request, from 1
	From, To calendar.Date
	Columns  []Column270
	Months   [3]money.Money // 11j: of an advance, by month
	Outlays  money.Money    // 12a: federal outlays estimated for the period; advances only
	OnHand   money.Money    // 12b: less the federal cash on hand at its start
}

// MostColumns is how many programs or activities one request has.
const MostColumns = 3

// SF270 is a request for advance or reimbursement.
type SF270 struct {
	Facts   Facts270
	Columns []Sheet // line 11 of each program or activity
	Total   Sheet   // line 11 in all
	Advance Sheet   // line 12; empty for a reimbursement
}

func lines270() Sheet {
	return Sheet{
		{No: "11a", Name: "Total program outlays to date"},
		{No: "11b", Name: "Less: cumulative program income"},
		{No: "11c", Name: "Net program outlays", Formula: []Term{{"11a", false}, {"11b", true}}},
		{No: "11d", Name: "Estimated net cash outlays for advance period"},
		{No: "11e", Name: "Total", Formula: []Term{{"11c", false}, {"11d", false}}},
		{No: "11f", Name: "Non-federal share of amount on line e"},
		{No: "11g", Name: "Federal share of amount on line e", Formula: []Term{{"11e", false}, {"11f", true}}},
		{No: "11h", Name: "Federal payments previously requested"},
		{No: "11i", Name: "Federal share now requested", Formula: []Term{{"11g", false}, {"11h", true}}},
	}
}

// DeriveSF270 computes a request; its total is the sum of its columns, line by line.
func DeriveSF270(f Facts270) *SF270 {
	x := &SF270{Facts: f, Total: lines270()}
	for i := range x.Total {
		x.Total[i].Value = money.New(0, f.Currency)
	}
	for _, c := range f.Columns {
		s := lines270()
		for i := range s {
			s[i].Value = money.New(0, f.Currency)
		}
		s[0].Sources, s[7].Sources = c.Outlays, c.Previous
		for _, i := range []int{0, 7} {
			for _, r := range s[i].Sources {
				s[i].Value = s[i].Value.Add(r.Amount)
			}
		}
		s[1].Value, s[3].Value, s[5].Value = s[1].Value.Add(c.Income), s[3].Value.Add(c.Estimated), s[5].Value.Add(c.NonFederal)
		s.compute(f.Currency)
		for i, l := range s {
			if !l.Computed() {
				x.Total[i].Value = x.Total[i].Value.Add(l.Value)
				x.Total[i].Sources = append(x.Total[i].Sources, Source{Key: l.No, Label: c.Name, Amount: l.Value})
			}
		}
		x.Columns = append(x.Columns, s)
	}
	x.Total.compute(f.Currency)
	if f.Kind == Advance {
		zero := money.New(0, f.Currency)
		x.Advance = Sheet{
			{No: "12a", Name: "Estimated federal cash outlays during the period", Value: zero.Add(f.Outlays)},
			{No: "12b", Name: "Less: estimated federal cash on hand at its beginning", Value: zero.Add(f.OnHand)},
			{No: "12c", Name: "Amount requested", Formula: []Term{{"12a", false}, {"12b", true}}},
		}
		x.Advance.compute(f.Currency)
	}
	return x
}

// Requested is the amount that is asked for: line 11i.
func (x *SF270) Requested() money.Money { return x.Total.Value("11i") }

// Position is how an award stands when money is asked for (invariant 6).
type Position struct {
	Obligated   money.Money // by award and amendments so far
	Paid        money.Money // and not returned
	Need        money.Money // approved for the period; nothing where none was
	Outstanding money.Money // advances not accounted for by accepted reports
	Suspended   bool
	Blocking    []string // reports due and not accepted
}

// Check holds a request against its formulas and the award it draws on.
func (x *SF270) Check(p Position) []ruleset.Finding {
	f := x.Facts
	out := x.Total.check(f.Currency)
	for _, s := range x.Columns {
		out = append(out, s.check(f.Currency)...)
	}
	if n := len(x.Columns); n == 0 || n > MostColumns {
		out = append(out, deny("sf270_columns", "11", fmt.Sprintf("A request has 1 to %d programs or activities.", MostColumns)))
	}
	if f.To.Before(f.From) || f.From.IsZero() {
		out = append(out, deny("sf270_period", "8", "The period of the request ends before it begins, or has no beginning."))
	}
	asked := x.Requested()
	amount := ruleset.Fact{Name: "requested", Value: asked.String()}
	if asked.Minor <= 0 {
		out = append(out, deny("sf270_nothing", "11i", "Nothing is asked for.", amount))
	}
	if left := p.Obligated.Sub(p.Paid); left.Less(asked) {
		out = append(out, deny("sf270_above_obligation", "11i", fmt.Sprintf("%s is asked for and %s of the obligation is left.", asked, left),
			amount, ruleset.Fact{Name: "left", Value: left.String()}, ruleset.Fact{Name: "obligated", Value: p.Obligated.String()}, ruleset.Fact{Name: "paid", Value: p.Paid.String()}))
	}
	switch f.Kind {
	case Advance:
		out = append(out, x.advance(p)...)
	case Reimbursement:
		if !x.Total.Value("11d").IsZero() {
			out = append(out, deny("sf270_estimate", "11d", "A reimbursement estimates nothing."))
		}
	default:
		out = append(out, deny("sf270_no_kind", "1a", "The request says neither advance nor reimbursement."))
	}
	if p.Suspended {
		out = append(out, deny("sf270_suspended", "1a", "The award is suspended."))
	}
	for _, r := range p.Blocking {
		out = append(out, deny("sf270_report_owed", "1a", "A report that is due is not accepted: "+r+".", ruleset.Fact{Name: "report", Value: r}))
	}
	return out
}

// advance holds an advance to the immediate need for cash (2 CFR 200.305) and its months to the amount.
func (x *SF270) advance(p Position) []ruleset.Finding {
	var out []ruleset.Finding
	asked, cash := x.Requested(), x.Advance.Value("12c")
	months := money.New(0, x.Facts.Currency)
	for _, m := range x.Facts.Months {
		months = months.Add(m)
	}
	if months != asked {
		out = append(out, deny("sf270_months", "11j", fmt.Sprintf("The months sum to %s and %s is asked for.", months, asked), ruleset.Fact{Name: "months", Value: months.String()}, ruleset.Fact{Name: "requested", Value: asked.String()}))
	}
	if cash != asked {
		out = append(out, deny("sf270_cash_need", "12c", fmt.Sprintf("The need for cash is %s and %s is asked for.", cash, asked), ruleset.Fact{Name: "need", Value: cash.String()}, ruleset.Fact{Name: "requested", Value: asked.String()}))
	}
	if total := p.Outstanding.Add(asked); p.Need.Less(total) {
		out = append(out, deny("sf270_above_need", "11i", fmt.Sprintf("With this request %s of advances are outstanding; %s is approved for the period.", total, p.Need),
			ruleset.Fact{Name: "outstanding", Value: total.String()}, ruleset.Fact{Name: "need", Value: p.Need.String()}))
	}
	return out
}
