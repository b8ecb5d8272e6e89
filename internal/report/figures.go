package report

import (
	"cmp"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Rules are how things were counted, printed in every report (domain 7.2).
func Rules() []string {
	return []string{
		"An award counts unless it was rescinded or the museum declined it.",
		"A state is where a US museum of an awarded project is; the District of Columbia and the territories are counted apart from the states.",
		"A country is where a museum abroad of an awarded project is, by its ISO code; the United States is never counted.",
		"A museum, a state and a country are counted once, however many projects they take part in; a supplement is part of the partnership it adds to.",
		"Received applications are those submitted, also when withdrawn afterwards; eligible ones passed the technical check and were not withdrawn; reviewed ones have at least one counted review.",
		"Cost share is what the partners offered, cash and in kind; leverage is cost share divided by award money.",
		"What has no theme or place on record is shown as undisclosed, so that parts sum to the whole.",
	}
}

// Figures computes every figure of a cycle, in the order they are printed, with the rows behind each.
func Figures(f *Facts) []*Figure {
	var b board
	b.applications(f)
	b.reach(f)
	b.money(f)
	b.breakdowns(f)
	ordered(b)
	return b
}

// ordered gives figures and the rows behind them the order they are printed in.
func ordered(figures []*Figure) {
	for i, x := range figures {
		x.Ordinal = i + 1
		for j, r := range x.Rows {
			r.Ordinal = j + 1
		}
	}
}

type board []*Figure

func (b *board) add(key, part string, u Unit, formula string, rows []*Row) {
	f := &Figure{Key: key, Part: part, Unit: u, Formula: formula, Rows: rows}
	for _, r := range rows {
		f.Value += r.Value
	}
	*b = append(*b, f)
}

func (b *board) applications(f *Facts) {
	pick := func(ok func(*ApplicationFact) bool) (rows []*Row) {
		for _, a := range f.Applications {
			if ok(a) {
				rows = append(rows, &Row{Subject: a.ID.String(), Label: a.Number + " " + a.Title, Value: 1})
			}
		}
		return rows
	}
	b.add("applications_received", "", Count, "applications submitted", pick(func(*ApplicationFact) bool { return true }))
	b.add("applications_eligible", "", Count, "submitted applications that passed the technical check, not withdrawn", pick(func(a *ApplicationFact) bool { return a.Eligible }))
	b.add("applications_reviewed", "", Count, "submitted applications with at least one counted review", pick(func(a *ApplicationFact) bool { return a.Reviewed }))
	b.add("applications_awarded", "", Count, "submitted applications with a live award", pick(func(a *ApplicationFact) bool { return a.Awarded }))
	partnerships := firstOf(f.awards(), func(m *MuseumFact) ident.Partnership { return m.Partnership })
	b.add("partnerships_awarded", "", Count, "distinct partnerships of live awards", rowsOf(partnerships, awardRow))
}

func awardRow(m *MuseumFact) *Row {
	return &Row{Subject: m.Award.String(), Label: m.Number + " " + m.Title, Value: 1}
}

func rowsOf(all []*MuseumFact, row func(*MuseumFact) *Row) []*Row {
	rows := make([]*Row, 0, len(all))
	for _, m := range all {
		rows = append(rows, row(m))
	}
	return rows
}

// distinct gives one row per museum; the first of each place counts 1, the others stand behind it with 0.
func distinct(museums []*MuseumFact, at func(*MuseumFact) string) []*Row {
	sorted := slices.Clone(museums)
	slices.SortStableFunc(sorted, func(a, c *MuseumFact) int {
		return cmp.Or(cmp.Compare(at(a), at(c)), cmp.Compare(a.label(), c.label()))
	})
	var rows []*Row
	last := ""
	for i, m := range sorted {
		r := &Row{Subject: m.Organization.String(), Label: m.label()}
		if i == 0 || at(m) != last {
			r.Value = 1
		}
		last = at(m)
		rows = append(rows, r)
	}
	return rows
}

func museumRow(m *MuseumFact) *Row {
	return &Row{Subject: m.Organization.String(), Label: m.label(), Value: 1}
}

func (b *board) reach(f *Facts) {
	home, abroad := f.side(true), f.side(false)
	b.add("museums", "", Count, "distinct museums of live awards", rowsOf(slices.Concat(home, abroad), museumRow))
	b.add("museums_us", "", Count, "distinct US museums of live awards", rowsOf(home, museumRow))
	b.add("museums_abroad", "", Count, "distinct museums abroad of live awards", rowsOf(abroad, museumRow))
	for _, k := range []struct {
		key, formula string
		kind         place.StateKind
	}{
		{"states_reached", "distinct states of US museums of live awards, without DC and territories", place.KindState},
		{"district_reached", "1 when a US museum of a live award is in the District of Columbia", place.KindDistrict},
		{"territories_reached", "distinct US territories of US museums of live awards", place.KindTerritory},
	} {
		there := slices.DeleteFunc(slices.Clone(home), func(m *MuseumFact) bool { return m.State.Kind() != k.kind })
		b.add(k.key, "", Count, k.formula, distinct(there, (*MuseumFact).state))
	}
	known := slices.DeleteFunc(slices.Clone(abroad), func(m *MuseumFact) bool { return m.Country == "" })
	b.add("countries_reached", "", Count, "distinct countries of museums abroad of live awards", distinct(known, (*MuseumFact).country))
}

func (b *board) money(f *Facts) {
	c := f.Cycle
	b.add("money_available", "", MinorUSD, "appropriation - administrative reserve", []*Row{
		{Subject: c.ID.String(), Label: "appropriation", Value: c.AppropriationMinor},
		{Subject: c.ID.String(), Label: "administrative reserve", Value: -c.ReserveMinor},
	})
	var asked []*Row
	for _, a := range f.Applications {
		asked = append(asked, &Row{Subject: a.ID.String(), Label: a.Number + " " + a.Title, Value: a.RequestedMinor})
	}
	b.add("money_requested", "", MinorUSD, "sum of the requests of submitted applications", asked)
	awards := f.awards()
	b.add("money_awarded", "", MinorUSD, "sum of live awards", rowsOf(awards, amountRow))
	awarded := (*b)[len(*b)-1].Value
	b.add("cost_share_offered", "", MinorUSD, "sum of the cost share offered for live awards", rowsOf(awards, shareRow))
	share := (*b)[len(*b)-1].Value
	*b = append(*b, &Figure{
		Key: "leverage", Unit: BasisPoints, Formula: "cost share offered / money awarded, half a basis point up", Value: ratio(share, awarded),
		Rows: []*Row{{Subject: c.ID.String(), Label: "cost share offered", Value: share}, {Subject: c.ID.String(), Label: "money awarded", Value: awarded}},
	})
}

func ratio(a, b int64) int64 {
	if b == 0 {
		return 0
	}
	return (a*10_000 + b/2) / b
}

func amountRow(m *MuseumFact) *Row { return moneyRow(m, m.AmountMinor) }

func shareRow(m *MuseumFact) *Row { return moneyRow(m, m.CostShareMinor) }

func moneyRow(m *MuseumFact, minor *int64) *Row {
	r := awardRow(m)
	if r.Value = 0; minor == nil {
		r.Label += " (amount unknown)"
		return r
	}
	r.Value = *minor
	return r
}

func (b *board) breakdowns(f *Facts) {
	home, abroad, awards := f.side(true), f.side(false), f.awards()
	partnerships := firstOf(awards, func(m *MuseumFact) ident.Partnership { return m.Partnership })
	b.by("partnerships_by_theme", Count, "partnerships awarded by theme of the award", partnerships, (*MuseumFact).theme, awardRow)
	b.by("awarded_by_theme", MinorUSD, "money awarded by theme of the award", awards, (*MuseumFact).theme, amountRow)
	b.by("partners_by_region", Count, "museums abroad by regional bureau", abroad, (*MuseumFact).region, museumRow)
	b.by("partners_by_country", Count, "museums abroad by country", abroad, (*MuseumFact).country, museumRow)
	b.by("museums_by_state", Count, "US museums by state, DC or territory", home, (*MuseumFact).state, museumRow)
	b.by("awarded_by_state", MinorUSD, "money awarded by state of the lead museum", awards, (*MuseumFact).leadState, amountRow)
}

// by adds one figure per part, by the part's name, the undisclosed last.
func (b *board) by(key string, u Unit, formula string, all []*MuseumFact, part func(*MuseumFact) string, row func(*MuseumFact) *Row) {
	rows := map[string][]*Row{}
	var parts []string
	for _, m := range all {
		p := part(m)
		if rows[p] == nil {
			parts = append(parts, p)
		}
		rows[p] = append(rows[p], row(m))
	}
	slices.SortFunc(parts, func(x, y string) int {
		switch {
		case x == y:
			return 0
		case x == Undisclosed:
			return 1
		case y == Undisclosed:
			return -1
		}
		return cmp.Compare(x, y)
	})
	for _, p := range parts {
		b.add(key, p, u, formula, rows[p])
	}
}
