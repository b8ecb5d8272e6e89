package report

import (
	"slices"
	"strings"
)

// Table is one of the tables that a quarterly or final report is made of (domain 7.1), drawn alike on page and paper.
type Table struct {
	Letter  string // A to F
	Key     string // names its caption: a, b_country, b_age, b_role, c, d, f
	Columns []string
	Rows    []*Line
	Foot    *Line // sums; nil where nothing may be added
}

// Line is a row of a table: an award, a trip, or a part such as a country.
type Line struct {
	Subject string // public id, or the part
	Label   string // of a record; empty for a part, whose name is of the reader's language
	Cells   []Cell
}

// Cell is one number of a table with the figure it is, or is a part of; nil where it only adds up others.
type Cell struct {
	Figure *Figure
	Unit   Unit
	Value  int64
	Word   string // a status in place of a number
}

// The words of a project's status.
const (
	OnTrack = "on_track"
	AtRisk  = "at_risk" // a quarter of the time and more has passed without spending to match
	Late    = "late"    // a report is owed and not accepted
)

// slack is by how much time may run ahead of spending before a project is at risk, in basis points.
const slack = 25_00

// Statused is the status of a project by what has passed, what is spent (both in basis points) and its reports.
func Statused(elapsed, spent, due, accepted int64) string {
	switch {
	case accepted < due:
		return Late
	case elapsed-spent > slack:
		return AtRisk
	}
	return OnTrack
}

// Tables are the tables of a quarterly or final report; figures of awards and trips need the rows behind them.
func Tables(figures []*Figure) []*Table {
	if !slices.ContainsFunc(figures, func(f *Figure) bool { return f.Key == "a_amount" }) {
		return nil
	}
	out := []*Table{statusTable(figures)}
	for _, key := range []string{"b_country", "b_age", "b_role"} {
		out = append(out, personsTable(figures, key))
	}
	return append(out, tripsTable(figures), audienceTable(figures), moneyTable(figures))
}

func family(figures []*Figure, key string) (out []*Figure) {
	for _, f := range figures {
		if f.Key == key {
			out = append(out, f)
		}
	}
	return out
}

func part(figures []*Figure, key, part string) Cell {
	for _, f := range figures {
		if f.Key == key && f.Part == part {
			return Cell{Figure: f, Unit: f.Unit, Value: f.Value}
		}
	}
	return Cell{Unit: unitOf(key)}
}

func unitOf(key string) Unit {
	for _, m := range measures() {
		if m.key == key {
			return m.unit
		}
	}
	return MinorUSD
}

// behind is what a record adds to the one figure of a family.
func behind(figures []*Figure, key, subject string) Cell {
	for _, f := range family(figures, key) {
		for _, r := range f.Rows {
			if r.Subject == subject {
				return Cell{Figure: f, Unit: f.Unit, Value: r.Value}
			}
		}
	}
	return Cell{Unit: unitOf(key)}
}

func statusTable(figures []*Figure) *Table {
	t := &Table{Letter: "A", Key: "a", Columns: []string{"amount", "spent", "spent_share", "elapsed_share", "status", "reports_accepted", "reports_due"}}
	for _, f := range family(figures, "a_amount") {
		for _, r := range f.Rows {
			at := func(key string) Cell { return behind(figures, key, r.Subject) }
			amount, spent, due, accepted := at("a_amount"), at("a_spent"), at("a_reports_due"), at("a_reports_accepted")
			share := Cell{Figure: spent.Figure, Unit: BasisPoints, Value: ratio(spent.Value, amount.Value)}
			elapsed := Cell{Figure: at("a_elapsed").Figure, Unit: BasisPoints, Value: ratio(at("a_elapsed").Value, at("a_days").Value)}
			word := Cell{Word: Statused(elapsed.Value, share.Value, due.Value, accepted.Value)}
			t.Rows = append(t.Rows, &Line{r.Subject, r.Label, []Cell{amount, spent, share, elapsed, word, accepted, due}})
		}
	}
	return t.summed(0, 1, 5, 6)
}

// summed adds a foot to the columns that may be added up; without rows there is none.
func (t *Table) summed(columns ...int) *Table {
	if len(t.Rows) == 0 {
		return t
	}
	t.Foot = &Line{Cells: make([]Cell, len(t.Columns))}
	for _, i := range columns {
		t.Foot.Cells[i].Unit = t.Rows[0].Cells[i].Unit
		for _, r := range t.Rows {
			t.Foot.Cells[i].Value += r.Cells[i].Value
		}
	}
	return t
}

func everyColumn(t *Table) *Table {
	all := make([]int, len(t.Columns))
	for i := range all {
		all[i] = i
	}
	return t.summed(all...)
}

func personsTable(figures []*Figure, key string) *Table {
	cells := []string{"us/female", "us/male", "us/other", "non_us/female", "non_us/male", "non_us/other"}
	t := &Table{Letter: "B", Key: key, Columns: append(slices.Clone(cells), "total")}
	for _, head := range heads(family(figures, key)) {
		line := &Line{Subject: head}
		total := Cell{Unit: Count}
		for _, c := range cells {
			x := part(figures, key, head+"/"+c)
			total.Value += x.Value
			line.Cells = append(line.Cells, x)
		}
		line.Cells = append(line.Cells, total)
		t.Rows = append(t.Rows, line)
	}
	return everyColumn(t)
}

// heads are the first parts of a family's parts, each once, in the order of the figures.
func heads(all []*Figure) (out []string) {
	for _, f := range all {
		head, _, _ := strings.Cut(f.Part, "/")
		if !slices.Contains(out, head) {
			out = append(out, head)
		}
	}
	return out
}

func tripsTable(figures []*Figure) *Table {
	t := &Table{Letter: "C", Key: "c", Columns: []string{"travelers", "travelers_minors", "travel_grant", "travel_share"}}
	for _, f := range family(figures, "trips") {
		for _, r := range f.Rows {
			line := &Line{Subject: r.Subject, Label: r.Label}
			for _, key := range t.Columns {
				line.Cells = append(line.Cells, behind(figures, key, r.Subject))
			}
			t.Rows = append(t.Rows, line)
		}
	}
	return everyColumn(t)
}

func audienceTable(figures []*Figure) *Table {
	places := []string{"us", "partner_country", "online"}
	t := &Table{Letter: "D", Key: "d", Columns: append(slices.Clone(places), "total")}
	for _, head := range heads(family(figures, "audience")) {
		line := &Line{Subject: head}
		total := Cell{Unit: Count}
		for _, p := range places {
			x := part(figures, "audience", head+"/"+p)
			total.Value += x.Value
			line.Cells = append(line.Cells, x)
		}
		line.Cells = append(line.Cells, total)
		t.Rows = append(t.Rows, line)
	}
	return t // contacts of different kinds are not added up
}

func moneyTable(figures []*Figure) *Table {
	keys := []string{"f_approved", "f_period", "f_spent", "f_balance", "f_share_approved", "f_share_cash", "f_share_in_kind"}
	t := &Table{Letter: "F", Key: "f", Columns: append(slices.Clone(keys), "f_share_remaining")}
	var rows []string
	for _, k := range keys {
		for _, f := range family(figures, k) {
			if !slices.Contains(rows, f.Part) {
				rows = append(rows, f.Part)
			}
		}
	}
	order := measures()[slices.IndexFunc(measures(), func(m measure) bool { return m.key == "f_approved" })].parts()
	slices.SortFunc(rows, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	for _, category := range rows {
		line := &Line{Subject: category}
		for _, k := range keys {
			line.Cells = append(line.Cells, part(figures, k, category))
		}
		left := line.Cells[4].Value - line.Cells[5].Value - line.Cells[6].Value
		line.Cells = append(line.Cells, Cell{Unit: MinorUSD, Value: max(left, 0)})
		t.Rows = append(t.Rows, line)
	}
	return everyColumn(t)
}
