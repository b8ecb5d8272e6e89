package federalform

import (
	"fmt"
	"math/big"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Spent is one accepted expenditure or verified contribution; a refund is below zero.
type Spent struct {
	On       calendar.Date
	Category budget.Category
	Funding  budget.Funding
	Amount   money.Money
}

// MoneyRow is one object class in Table F of a report to the funder.
type MoneyRow struct {
	Category      budget.Category // empty in the sums 6i and 6k
	Approved      money.Money     // federal
	Quarter       money.Money     // federal, in the period
	Cumulative    money.Money     // federal, since the award began
	Balance       money.Money     // approved less cumulative
	ApprovedShare money.Money
	Cash          money.Money // share to date
	InKind        money.Money // share to date, never mixed with cash
	Remaining     money.Money // share; nothing once it is met
}

// TableF is the money of a report by object class.
type TableF struct {
	Currency money.Currency
	Rows     []MoneyRow // in the form's order, those without money too
	Direct   MoneyRow   // 6i
	Total    MoneyRow   // 6k
}

// MoneyOf computes Table F from the approved budgets, federal and share, and all that was spent through
// a day; what is dated later is left out.
func MoneyOf(federal, share []ruleset.Planned, spent []Spent, from, through calendar.Date, c money.Currency) TableF {
	t := TableF{Currency: c, Direct: moneyRow("", c), Total: moneyRow("", c)}
	for _, category := range budget.Categories() {
		r := moneyRow(category, c)
		for _, p := range federal {
			if p.Category == category {
				r.Approved = r.Approved.Add(p.Amount)
			}
		}
		for _, p := range share {
			if p.Category == category {
				r.ApprovedShare = r.ApprovedShare.Add(p.Amount)
			}
		}
		for _, s := range spent {
			if s.Category == category && !s.On.After(through) {
				r.spend(s, from)
			}
		}
		r.rest()
		t.Rows = append(t.Rows, r)
		t.Total.plus(r)
		if category != budget.Indirect {
			t.Direct.plus(r)
		}
	}
	t.Direct.rest()
	t.Total.rest()
	return t
}

func moneyRow(category budget.Category, c money.Currency) MoneyRow {
	zero := money.New(0, c)
	return MoneyRow{category, zero, zero, zero, zero, zero, zero, zero, zero}
}

func (r *MoneyRow) spend(s Spent, from calendar.Date) {
	switch s.Funding {
	case budget.Grant:
		r.Cumulative = r.Cumulative.Add(s.Amount)
		if !s.On.Before(from) {
			r.Quarter = r.Quarter.Add(s.Amount)
		}
	case budget.Cash:
		r.Cash = r.Cash.Add(s.Amount)
	case budget.InKind:
		r.InKind = r.InKind.Add(s.Amount)
	}
}

func (r *MoneyRow) plus(o MoneyRow) {
	r.Approved, r.Quarter, r.Cumulative = r.Approved.Add(o.Approved), r.Quarter.Add(o.Quarter), r.Cumulative.Add(o.Cumulative)
	r.ApprovedShare, r.Cash, r.InKind = r.ApprovedShare.Add(o.ApprovedShare), r.Cash.Add(o.Cash), r.InKind.Add(o.InKind)
}

func (r *MoneyRow) rest() {
	r.Balance = r.Approved.Sub(r.Cumulative)
	r.Remaining = r.ApprovedShare.Sub(r.Cash).Sub(r.InKind)
	if r.Remaining.Minor < 0 {
		r.Remaining = money.New(0, r.Remaining.Currency)
	}
}

// Used is the part of the approved money that is spent, in basis points rounded down; nil where none was approved.
func (r MoneyRow) Used() *money.Ratio {
	if r.Approved.Minor <= 0 {
		return nil
	}
	n := new(big.Int).Mul(big.NewInt(r.Cumulative.Minor), big.NewInt(10_000))
	used := money.Ratio(n.Div(n, big.NewInt(r.Approved.Minor)).Int64())
	return &used
}

// Variances are the rows of a final report that differ from the approved budget by more than a tenth of
// it, either way, or spent where nothing was approved; each needs its reason.
func (t TableF) Variances() []MoneyRow {
	var out []MoneyRow
	for _, r := range t.Rows {
		off := r.Balance.Minor
		if max(off, -off)*10 > r.Approved.Minor {
			out = append(out, r)
		}
	}
	return out
}

// Ties holds the table against the SF-425 of the same day: its federal total is line 10e, its share in
// cash and in kind line 10j.
func (t TableF) Ties(x *SF425) []ruleset.Finding {
	var out []ruleset.Finding
	for _, tie := range []struct {
		code, line string
		sum        money.Money
	}{
		{"form_table_federal", "10e", t.Total.Cumulative},
		{"form_table_share", "10j", t.Total.Cash.Add(t.Total.InKind)},
	} {
		if on := x.Lines.Value(tie.line); on != tie.sum {
			f := deny(tie.code, tie.line, fmt.Sprintf("Table F sums to %s and line %s is %s.", tie.sum, tie.line, on),
				ruleset.Fact{Name: "table", Value: tie.sum.String()}, ruleset.Fact{Name: "value", Value: on.String()})
			out = append(out, f)
		}
	}
	return out
}
