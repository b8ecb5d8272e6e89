package application

import (
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Cell names one column of the budget table: whose cost, and who pays.
type Cell struct {
	Side    partnership.Side
	Funding Funding
}

// Columns are the six columns of the budget table: grant, cash and kind of each side.
func Columns() []Cell {
	var out []Cell
	for _, f := range Fundings() {
		out = append(out, Cell{partnership.US, f}, Cell{partnership.NonUS, f})
	}
	return out
}

// BudgetRow is one object class with its amount in each column.
type BudgetRow struct {
	Category Category
	Cells    []money.Money // in the order of Columns
	Grant    money.Money
	Share    money.Money // cash and kind together
	Total    money.Money
}

// Budget is section B of SF-424A derived from the lines: classes, then 6i, 6j and 6k.
type Budget struct {
	Currency money.Currency
	Rows     []BudgetRow // every class, also those without a line
	Direct   BudgetRow   // 6i, the direct charges
	Indirect BudgetRow   // 6j
	Total    BudgetRow   // 6k
}

// Sum derives the budget from its lines; lines of other currencies are a programming error.
func Sum(lines []*BudgetLine, c money.Currency) *Budget {
	b := &Budget{Currency: c}
	for _, category := range Categories() {
		row := newRow(category, c)
		for _, l := range lines {
			if l.Category == category {
				row.add(l)
			}
		}
		b.Rows = append(b.Rows, row)
	}
	b.Direct, b.Total = newRow("", c), newRow("", c)
	for _, r := range b.Rows {
		b.Total.plus(r)
		if r.Category == Indirect {
			b.Indirect = r
		} else {
			b.Direct.plus(r)
		}
	}
	return b
}

func newRow(category Category, c money.Currency) BudgetRow {
	zero := money.New(0, c)
	r := BudgetRow{Category: category, Grant: zero, Share: zero, Total: zero}
	for range Columns() {
		r.Cells = append(r.Cells, zero)
	}
	return r
}

func (r *BudgetRow) add(l *BudgetLine) {
	for i, c := range Columns() {
		if c.Side == l.Side && c.Funding == l.Funding {
			r.Cells[i] = r.Cells[i].Add(l.Amount())
		}
	}
	if l.Funding == Grant {
		r.Grant = r.Grant.Add(l.Amount())
	} else {
		r.Share = r.Share.Add(l.Amount())
	}
	r.Total = r.Total.Add(l.Amount())
}

func (r *BudgetRow) plus(o BudgetRow) {
	for i := range r.Cells {
		r.Cells[i] = r.Cells[i].Add(o.Cells[i])
	}
	r.Grant, r.Share, r.Total = r.Grant.Add(o.Grant), r.Share.Add(o.Share), r.Total.Add(o.Total)
}

// Requested is the grant money asked for.
func (b *Budget) Requested() money.Money { return b.Total.Grant }

// CostShare is the partners' own cash and kind.
func (b *Budget) CostShare() money.Money { return b.Total.Share }

// Meter shows the cost share: what is asked, what is offered, what is missing.
type Meter struct {
	Requested money.Money
	Ratio     money.Ratio // of the request, in basis points
	Required  money.Money // the smallest share that is enough, rounded up to the cent
	Offered   money.Money
	Missing   money.Money // nothing when enough is offered
}

// Enough tells whether the share is at least what the cycle asks.
func (m Meter) Enough() bool { return m.Missing.IsZero() }

// MeterOf measures the cost share against a cycle's ratio: at one half, 80,000 needs 40,000.
func MeterOf(requested, share money.Money, ratio money.Ratio) Meter {
	m := Meter{Requested: requested, Ratio: ratio, Required: ratio.AtLeast(requested), Offered: share, Missing: money.New(0, requested.Currency)}
	if share.Less(m.Required) {
		m.Missing = m.Required.Sub(share)
	}
	return m
}
