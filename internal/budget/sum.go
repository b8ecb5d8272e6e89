package budget

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

// Row is one object class with its amount in each column.
type Row struct {
	Category Category
	Cells    []money.Money // in the order of Columns
	Grant    money.Money
	Share    money.Money // cash and kind together
	Total    money.Money
}

// Table is section B of SF-424A derived from the lines: classes, then 6i, 6j and 6k.
type Table struct {
	Currency money.Currency
	Rows     []Row // every class, also those without a line
	Direct   Row   // 6i, the direct charges
	Indirect Row   // 6j
	Total    Row   // 6k
}

// Sum derives the budget from its lines; lines of other currencies are a programming error.
func Sum(lines []*Line, c money.Currency) *Table {
	b := &Table{Currency: c}
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

func newRow(category Category, c money.Currency) Row {
	zero := money.New(0, c)
	r := Row{Category: category, Grant: zero, Share: zero, Total: zero}
	for range Columns() {
		r.Cells = append(r.Cells, zero)
	}
	return r
}

func (r *Row) add(l *Line) {
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

func (r *Row) plus(o Row) {
	for i := range r.Cells {
		r.Cells[i] = r.Cells[i].Add(o.Cells[i])
	}
	r.Grant, r.Share, r.Total = r.Grant.Add(o.Grant), r.Share.Add(o.Share), r.Total.Add(o.Total)
}

// Requested is the grant money asked for.
func (b *Table) Requested() money.Money { return b.Total.Grant }

// CostShare is the partners' own cash and kind.
func (b *Table) CostShare() money.Money { return b.Total.Share }

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

// Row is the row of an object class; one without lines has nothing in it.
func (b *Table) Row(c Category) Row {
	for _, r := range b.Rows {
		if r.Category == c {
			return r
		}
	}
	return newRow(c, b.Currency)
}

// Bears is what one museum spends: of the grant, of its own money, in kind, and in all.
type Bears struct {
	Museum Museum // without an organization, a side as a whole
	Grant  money.Money
	Cash   money.Money
	InKind money.Money
	Total  money.Money
}

// Share is the museum's own part, in cash and in kind.
func (b Bears) Share() money.Money { return b.Cash.Add(b.InKind) }

// ByMuseum sums the lines by the museum that bears them, lead first; what is left to a side stands last.
func (s *Sheet) ByMuseum() []Bears {
	zero := money.New(0, s.Currency)
	var out []Bears
	at := func(l *Line) *Bears {
		bearer := s.bearer(l)
		for i := range out {
			if out[i].Museum.Organization == bearer && (!bearer.IsZero() || out[i].Museum.Side == l.Side) {
				return &out[i]
			}
		}
		out = append(out, Bears{Museum{Side: l.Side}, zero, zero, zero, zero})
		return &out[len(out)-1]
	}
	for _, m := range s.Museums {
		out = append(out, Bears{m, zero, zero, zero, zero})
	}
	for _, l := range s.Lines {
		b := at(l)
		switch l.Funding {
		case Grant:
			b.Grant = b.Grant.Add(l.Amount())
		case Cash:
			b.Cash = b.Cash.Add(l.Amount())
		case InKind:
			b.InKind = b.InKind.Add(l.Amount())
		}
		b.Total = b.Total.Add(l.Amount())
	}
	return out
}
