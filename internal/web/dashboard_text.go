package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/dashboard"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostBars is how many awards a plot draws; the table behind it has them all.
const mostBars = 12

func sharePoints(p view.Page, n int64) string { return p.Percent(float64(n)/10_000, 0) }

func dollars(p view.Page, n int64) string { return p.Money(money.New(n, money.USD)) }

// glanceFigures are a program in six numbers.
func glanceFigures(p view.Page, d glance) []view.Figure {
	var granted, spent, due, shared int64
	late := 0
	for _, x := range d.standings {
		granted, spent, due, shared, late = granted+x.Granted, spent+x.Spent, due+x.ShareDue, shared+x.Shared, late+x.Late
	}
	sum := dashboard.Standing{Granted: granted, Spent: spent, ShareDue: due, Shared: shared}
	return []view.Figure{
		{Label: p.T("dashboard.out"), Value: p.Number(int64(d.out()))},
		{Label: p.T("dashboard.awards"), Value: p.Number(int64(len(d.standings))), URL: "/awards"},
		{Label: p.T("dashboard.granted"), Value: dollars(p, granted)},
		{Label: p.T("dashboard.spent"), Value: sharePoints(p, sum.SpentPoints())},
		{Label: p.T("dashboard.shared"), Value: sharePoints(p, sum.SharePoints())},
		{Label: p.T("dashboard.late"), Value: p.Number(int64(late)), URL: "/due"},
	}
}

// exceptionTable is what is out of order in one way, each row with the way to the page that mends it.
func exceptionTable(p view.Page, k dashboard.Kind, all []*dashboard.Exception) view.Table {
	t := view.Table{
		Caption: p.Choice("dashboard.kind", string(k)), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("dashboard.award")}, {Title: p.Choice("dashboard.day", string(k))}, {Title: p.T("dashboard.off"), Numeric: true}},
	}
	for _, e := range all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{cell(view.NameLink(e.Title, "", e.URL()), quietLine(e.Number)), view.Date(p, e.On), view.Text(offBy(p, e))}})
	}
	return t
}

// offBy says by how much something is out of order.
func offBy(p view.Page, e *dashboard.Exception) string {
	switch e.Kind {
	case dashboard.BurnFast, dashboard.BurnSlow:
		return p.T("dashboard.off.points", "n", p.Decimal(float64(e.Points)/100, 0))
	case dashboard.ShareBehind, dashboard.PaymentWaits:
		return dollars(p, e.Minor)
	}
	today := dayOf(p.Now(), "UTC")
	if e.On.After(today) {
		return p.N("dashboard.days_left", today.DaysTo(e.On))
	}
	return p.N("dashboard.days_over", e.On.DaysTo(today))
}

// burnPlot is spending against time, those furthest apart first.
func burnPlot(p view.Page, d glance) view.Chart {
	all := slices.Clone(d.standings)
	slices.SortStableFunc(all, func(a, b *dashboard.Standing) int { return cmp.Compare(magnitude(b.Burn()), magnitude(a.Burn())) })
	var rows []chart.Row
	for _, x := range all[:min(len(all), mostBars)] {
		rows = append(rows, chart.Row{Label: x.Number, Values: []float64{float64(x.Elapsed) / 100, float64(x.SpentPoints()) / 100}, Texts: []string{sharePoints(p, x.Elapsed), sharePoints(p, x.SpentPoints())}})
	}
	t := view.Table{
		Caption: p.T("dashboard.burn.table"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("dashboard.award")},
			{Title: p.T("dashboard.lead_museum")},
			{Title: p.T("dashboard.ends")},
			{Title: p.T("dashboard.granted"), Numeric: true},
			{Title: p.T("dashboard.elapsed"), Numeric: true},
			{Title: p.T("dashboard.spent"), Numeric: true},
			{Title: p.T("dashboard.burn"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("dashboard.none")},
	}
	for _, x := range all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(x.Title, "", "/awards/"+x.Award.String()), quietLine(x.Number)), view.Name(x.Lead, ""), view.Date(p, x.EndsOn), view.Text(dollars(p, x.Granted)),
			view.Text(sharePoints(p, x.Elapsed)), view.Text(sharePoints(p, x.SpentPoints())), view.Text(p.T("dashboard.off.points", "n", p.Decimal(float64(x.Burn())/100, 0))),
		}})
	}
	note := p.T("dashboard.burn.note", "n", len(rows), "all", len(all))
	series := []string{p.T("dashboard.elapsed"), p.T("dashboard.spent")}
	return view.Chart{Title: p.T("dashboard.burn.title"), SVG: chart.GroupedBars(640, series, rows).SVG("burn", p.T("dashboard.burn.title"), note), Note: note, Table: t}
}

func magnitude(n int64) int64 { return max(n, -n) }

// sharePlot is the cost share that was verified against what the spending asks for so far.
func sharePlot(p view.Page, d glance) view.Chart {
	all := slices.Clone(d.standings)
	slices.SortStableFunc(all, func(a, b *dashboard.Standing) int {
		return cmp.Compare(a.SharePoints()-a.SpentPoints(), b.SharePoints()-b.SpentPoints())
	})
	var rows []chart.Row
	for _, x := range all[:min(len(all), mostBars)] {
		rows = append(rows, chart.Row{Label: x.Number, Values: []float64{float64(x.SpentPoints()) / 100, float64(x.SharePoints()) / 100}, Texts: []string{sharePoints(p, x.SpentPoints()), sharePoints(p, x.SharePoints())}})
	}
	t := view.Table{
		Caption: p.T("dashboard.share.table"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("dashboard.award")}, {Title: p.T("dashboard.share.due"), Numeric: true}, {Title: p.T("dashboard.share.verified"), Numeric: true}, {Title: p.T("dashboard.shared"), Numeric: true}, {Title: p.T("dashboard.spent"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("dashboard.none")},
	}
	for _, x := range all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(x.Title, "", "/awards/"+x.Award.String()+"/costshare"), quietLine(x.Number)), view.Text(dollars(p, x.ShareDue)), view.Text(dollars(p, x.Shared)), view.Text(sharePoints(p, x.SharePoints())), view.Text(sharePoints(p, x.SpentPoints())),
		}})
	}
	note := p.T("dashboard.share.note", "n", len(rows), "all", len(all))
	series := []string{p.T("dashboard.spent"), p.T("dashboard.shared")}
	return view.Chart{Title: p.T("dashboard.share.title"), SVG: chart.GroupedBars(640, series, rows).SVG("share", p.T("dashboard.share.title"), note), Note: note, Table: t}
}

func quarterName(q *dashboard.Quarter) string {
	return strconv.Itoa(q.From.Year()) + " Q" + strconv.Itoa((int(q.From.Month())+2)/3)
}

// timelyPlot is how the reports of each quarter came.
func timelyPlot(p view.Page, d glance) view.Chart {
	var rows []chart.Row
	t := view.Table{
		Caption: p.T("dashboard.timely.table"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("dashboard.quarter")}, {Title: p.T("dashboard.timely.due"), Numeric: true}, {Title: p.T("dashboard.timely.on_time"), Numeric: true}, {Title: p.T("dashboard.timely.late"), Numeric: true}, {Title: p.T("dashboard.timely.never"), Numeric: true}},
	}
	due, good := 0, 0
	for _, q := range d.quarters {
		rows = append(rows, chart.Row{Label: quarterName(q), Values: []float64{float64(q.OnTime), float64(q.Late), float64(q.Never)}, Texts: []string{strconv.Itoa(q.OnTime), strconv.Itoa(q.Late), strconv.Itoa(q.Never)}})
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(quarterName(q)), view.Text(p.Number(int64(q.Due))), view.Text(p.Number(int64(q.OnTime))), view.Text(p.Number(int64(q.Late))), view.Text(p.Number(int64(q.Never)))}})
		due, good = due+q.OnTime+q.Late+q.Never, good+q.OnTime
	}
	note := p.T("dashboard.timely.note", "good", good, "due", due)
	series := []string{p.T("dashboard.timely.on_time"), p.T("dashboard.timely.late"), p.T("dashboard.timely.never")}
	return view.Chart{Title: p.T("dashboard.timely.title"), SVG: chart.Stacked(640, series, rows).SVG("timely", p.T("dashboard.timely.title"), note), Note: note, Table: t}
}

// moneyPlot is what each quarter spent and brought.
func moneyPlot(p view.Page, d glance) view.Chart {
	var rows []chart.Row
	t := view.Table{
		Caption: p.T("dashboard.money.table"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("dashboard.quarter")}, {Title: p.T("dashboard.money.spent"), Numeric: true}, {Title: p.T("dashboard.share.verified"), Numeric: true}},
	}
	for _, q := range d.quarters {
		rows = append(rows, chart.Row{Label: quarterName(q), Values: []float64{float64(q.Spent) / 100, float64(q.Shared) / 100}, Texts: []string{dollars(p, q.Spent), dollars(p, q.Shared)}})
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(quarterName(q)), view.Text(dollars(p, q.Spent)), view.Text(dollars(p, q.Shared))}})
	}
	note := p.T("dashboard.money.note")
	series := []string{p.T("dashboard.money.spent"), p.T("dashboard.share.verified")}
	return view.Chart{Title: p.T("dashboard.money.title"), SVG: chart.GroupedBars(640, series, rows).SVG("money", p.T("dashboard.money.title"), note), Note: note, Table: t}
}

// glanceReach is how far the program reaches by the counting rules: what is kept here, by year, and what was published.
func glanceReach(p view.Page, d glance) view.Table {
	t := view.Table{
		Caption: p.T("dashboard.reach.table"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("dashboard.reach.by")}, {Title: p.T("public.reach.states"), Numeric: true}, {Title: p.T("dashboard.reach.district")}, {Title: p.T("public.reach.countries"), Numeric: true}, {Title: p.T("public.reach.projects"), Numeric: true}},
	}
	row := func(by string, states int, district bool, countries int, projects string) {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(by), view.Text(p.Number(int64(states))), view.Text(p.Choice("dashboard.reach", map[bool]string{true: "yes", false: "no"}[district])), view.Text(p.Number(int64(countries))), view.Text(projects),
		}})
	}
	counted := func(by string, projects []*award.Project) {
		r := reach(projects)
		district := slices.Contains(r.States, place.State("DC"))
		states := slices.DeleteFunc(slices.Clone(r.States), func(x place.State) bool { return x.Kind() != place.KindState })
		row(by, len(states), district, len(r.Countries), p.Number(int64(len(projects))))
	}
	if d.tells {
		for _, a := range dashboard.Anchors() {
			row(p.T("dashboard.reach.published", "year", strconv.Itoa(a.Year)), a.States, a.District, a.Countries, "")
			counted(p.T("dashboard.reach.kept", "year", strconv.Itoa(a.Year)), slices.DeleteFunc(slices.Clone(d.projects), func(x *award.Project) bool { return x.Year > a.Year }))
		}
	}
	counted(p.T("dashboard.reach.now"), d.projects)
	return t
}

// reachLists are the states and the countries by name.
func reachLists(p view.Page, d glance) []view.Fact {
	r := reach(d.projects)
	var states, countries []string
	for _, x := range r.States {
		states = append(states, x.Name())
	}
	for _, x := range r.Countries {
		countries = append(countries, x.Name(p.Locale()))
	}
	slices.Sort(states)
	slices.Sort(countries)
	return []view.Fact{{Term: p.T("public.reach.states"), Value: view.Text(p.List(states))}, {Term: p.T("public.reach.countries"), Value: view.Text(p.List(countries))}}
}
