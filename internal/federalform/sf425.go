package federalform

import (
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Alternative is how program income is used; deduction unless the award says otherwise (2 CFR 200.307).
type Alternative string

// The alternatives.
const (
	Deduction Alternative = "deduction"
	Addition  Alternative = "addition"
)

// IndirectRow is one rate in line 11, with the part of the period it holds in.
type IndirectRow struct {
	Kind     budget.RateKind
	Rate     money.Ratio
	From, To calendar.Date
	Base     money.Money
	Charged  money.Money // base times rate, never a cent above it
	Federal  money.Money // the federal share of it
}

// Facts425 is what SF-425 is derived from, by line: the rows of each that is not computed.
type Facts425 struct {
	Currency    money.Currency
	Rows        map[string][]Source // of 10a, 10b, 10d, 10e, 10f, 10i, 10j, 10l, 10m, 10n
	Alternative Alternative         // empty is deduction
	Indirect    []IndirectRow       // Charged is computed
	Remarks     string
}

// SF425 is the Federal Financial Report, cumulative since the award began.
type SF425 struct {
	Header      Header
	Currency    money.Currency
	Alternative Alternative
	Lines       Sheet // 10a to 10o
	Indirect    []IndirectRow
	Remarks     string
	Certified   Certification
}

// Lines425 are the lines of section 10 as the form has them: 10a is cash receipts, not the money authorized.
func Lines425(a Alternative) Sheet {
	used := Term{"10m", true}
	if a == Addition {
		used.Line = "10n"
	}
	return Sheet{
		{No: "10a", Name: "Cash receipts"},
		{No: "10b", Name: "Cash disbursements"},
		{No: "10c", Name: "Cash on hand", Formula: []Term{{"10a", false}, {"10b", true}}},
		{No: "10d", Name: "Total federal funds authorized"},
		{No: "10e", Name: "Federal share of expenditures"},
		{No: "10f", Name: "Federal share of unliquidated obligations"},
		{No: "10g", Name: "Total federal share", Formula: []Term{{"10e", false}, {"10f", false}}},
		{No: "10h", Name: "Unobligated balance of federal funds", Formula: []Term{{"10d", false}, {"10g", true}}},
		{No: "10i", Name: "Total recipient share required"},
		{No: "10j", Name: "Recipient share of expenditures"},
		{No: "10k", Name: "Remaining recipient share to be provided", Formula: []Term{{"10i", false}, {"10j", true}}},
		{No: "10l", Name: "Total federal program income earned"},
		{No: "10m", Name: "Program income expended in accordance with the deduction alternative"},
		{No: "10n", Name: "Program income expended in accordance with the addition alternative"},
		{No: "10o", Name: "Unexpended program income", Formula: []Term{{"10l", false}, used}},
	}
}

// DeriveSF425 computes the report from its rows; rows of a line that is computed, or of none, are a programming error.
func DeriveSF425(h Header, f Facts425) *SF425 {
	if f.Alternative == "" {
		f.Alternative = Deduction
	}
	x := &SF425{Header: h, Currency: f.Currency, Alternative: f.Alternative, Lines: Lines425(f.Alternative), Remarks: f.Remarks}
	for no, rows := range f.Rows {
		i := slices.IndexFunc(x.Lines, func(l Line) bool { return l.No == no && !l.Computed() })
		if i < 0 {
			panic("federalform: no rows belong to line " + no)
		}
		x.Lines[i].Sources = rows
	}
	for i, l := range x.Lines {
		x.Lines[i].Value = money.New(0, f.Currency)
		for _, r := range l.Sources {
			x.Lines[i].Value = x.Lines[i].Value.Add(r.Amount)
		}
	}
	x.Lines.compute(f.Currency)
	for _, r := range f.Indirect {
		r.Charged = ruleset.Base{Counted: r.Base}.Most(r.Rate)
		x.Indirect = append(x.Indirect, r)
	}
	return x
}

// IndirectTotals is line 11g: base, amount charged and federal share of all rates.
func (x *SF425) IndirectTotals() (base, charged, federal money.Money) {
	base, charged, federal = money.New(0, x.Currency), money.New(0, x.Currency), money.New(0, x.Currency)
	for _, r := range x.Indirect {
		base, charged, federal = base.Add(r.Base), charged.Add(r.Charged), federal.Add(r.Federal)
	}
	return base, charged, federal
}

// Correction is a logged reason for which a cumulative line may fall.
type Correction struct {
	Line   string
	Amount money.Money // by which it falls, above zero
	Reason string
}

// Cumulative are the lines that never fall from one report to the next without a logged correction;
// 10d follows the award's actions and 10f and 10i may fall.
func Cumulative() []string { return []string{"10a", "10b", "10e", "10j", "10l", "10m", "10n"} }

// Check holds the report against the form's formulas, its rows, the report before (nil for the first)
// and, for a final one, the end of the award (invariant 8).
func (x *SF425) Check(before *SF425, corrections []Correction) []ruleset.Finding {
	out := append(x.Header.Check(), x.Lines.check(x.Currency)...)
	out = append(out, x.signs()...)
	out = append(out, x.indirect()...)
	if before != nil {
		out = append(out, x.after(before, corrections)...)
	}
	if x.Header.Kind == Final {
		out = append(out, x.final()...)
	}
	return out
}

func (x *SF425) signs() []ruleset.Finding {
	var out []ruleset.Finding
	value := func(no string) ruleset.Fact { return ruleset.Fact{Name: "value", Value: x.Lines.Value(no).String()} }
	if x.Lines.Value("10h").Minor < 0 {
		out = append(out, deny("sf425_overspent", "10h", "The federal share is above what is authorized.", value("10h")))
	}
	if x.Lines.Value("10c").Minor < 0 {
		out = append(out, warn("sf425_cash_below", "10c", "More was paid out than received; a reimbursement is owed.", value("10c")))
	}
	if x.Lines.Value("10o").Minor < 0 {
		out = append(out, deny("sf425_income_below", "10o", "More program income is spent than was earned.", value("10o")))
	}
	other := "10n"
	if x.Alternative == Addition {
		other = "10m"
	}
	if !x.Lines.Value(other).IsZero() {
		out = append(out, deny("sf425_other_alternative", other, "Program income is spent by the alternative the award does not have.", value(other)))
	}
	for _, no := range []string{"10d", "10f", "10i"} {
		if x.Lines.Value(no).Minor < 0 {
			out = append(out, deny("sf425_below_zero", no, "The line is below zero.", value(no)))
		}
	}
	return out
}

// indirect holds each row of line 11 to base times rate and the federal share within it.
func (x *SF425) indirect() []ruleset.Finding {
	var out []ruleset.Finding
	for i, r := range x.Indirect {
		at := fmt.Sprintf("11.%d", i+1)
		if most := (ruleset.Base{Counted: r.Base}).Most(r.Rate); r.Charged != most {
			out = append(out, deny("sf425_indirect_off", at, fmt.Sprintf("%s of %s is %s, not %s.", ruleset.Percent(r.Rate), r.Base, most, r.Charged),
				ruleset.Fact{Name: "value", Value: r.Charged.String()}, ruleset.Fact{Name: "computed", Value: most.String()}))
		}
		if r.Charged.Less(r.Federal) {
			out = append(out, deny("sf425_indirect_federal", at, "The federal share is above the amount charged.", ruleset.Fact{Name: "value", Value: r.Federal.String()}))
		}
		if r.To.Before(r.From) {
			out = append(out, deny("sf425_indirect_period", at, "The rate's period ends before it begins."))
		}
	}
	return out
}

// after holds the cumulative lines against the report before; an earlier period end is no next report.
func (x *SF425) after(before *SF425, corrections []Correction) []ruleset.Finding {
	var out []ruleset.Finding
	if !before.Header.Through.Before(x.Header.Through) {
		out = append(out, deny("sf425_not_after", "9", fmt.Sprintf("The report before ends on %s.", before.Header.Through), ruleset.Fact{Name: "before", Value: before.Header.Through.String()}))
	}
	for _, no := range Cumulative() {
		was, is := before.Lines.Value(no), x.Lines.Value(no)
		if !is.Less(was) {
			continue
		}
		explained := money.New(0, x.Currency)
		for _, c := range corrections {
			if c.Line == no && c.Reason != "" && c.Amount.Minor > 0 {
				explained = explained.Add(c.Amount)
			}
		}
		if fell := was.Sub(is); explained.Less(fell) {
			out = append(out, deny("sf425_fell", no, fmt.Sprintf("Line %s falls from %s to %s; corrections explain %s.", no, was, is, explained),
				ruleset.Fact{Name: "before", Value: was.String()}, ruleset.Fact{Name: "value", Value: is.String()}, ruleset.Fact{Name: "explained", Value: explained.String()}))
		}
	}
	return out
}

func (x *SF425) final() []ruleset.Finding {
	var out []ruleset.Finding
	value := func(no string) ruleset.Fact { return ruleset.Fact{Name: "value", Value: x.Lines.Value(no).String()} }
	if !x.Lines.Value("10f").IsZero() {
		out = append(out, deny("sf425_final_unliquidated", "10f", "A final report has no unliquidated obligations.", value("10f")))
	}
	if x.Lines.Value("10k").Minor > 0 {
		out = append(out, deny("sf425_final_share", "10k", "The recipient's share is not provided yet.", value("10k")))
	}
	return out
}

// Settlement is what a final report leaves: cash to give back, or owed, and money to de-obligate.
type Settlement struct {
	Refund     money.Money // cash above the federal share of expenditures
	Owed       money.Money // federal share of expenditures above the cash received
	Deobligate money.Money // 10h
}

// Settle compares cash with expenditures: what was received above them goes back, what was not is owed,
// and the unobligated balance is de-obligated.
func (x *SF425) Settle() Settlement {
	zero := money.New(0, x.Currency)
	s := Settlement{Refund: zero, Owed: zero, Deobligate: x.Lines.Value("10h")}
	switch rest := x.Lines.Value("10a").Sub(x.Lines.Value("10e")); {
	case rest.Minor > 0:
		s.Refund = rest
	case rest.Minor < 0:
		s.Owed = rest.Neg()
	}
	return s
}
