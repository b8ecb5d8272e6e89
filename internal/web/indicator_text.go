package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// inUnit is a value of an indicator as people read it.
func inUnit(p view.Page, n int64, u exchange.Unit) string {
	switch u {
	case exchange.UnitShare:
		return p.Percent(float64(n)/10_000, 1)
	case exchange.UnitMoney:
		return p.Money(money.New(n, money.USD))
	}
	return p.Number(n)
}

// indicatorTable is Table E.
func indicatorTable(p view.Page, d measuring) view.Table {
	t := view.Table{
		Caption: p.T("indicator.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("indicator.one")},
			{Title: p.T("indicator.source.title")},
			{Title: p.T("indicator.baseline"), Numeric: true},
			{Title: p.T("indicator.target"), Numeric: true},
			{Title: p.T("indicator.now"), Numeric: true},
			{Title: p.T("indicator.reached"), Numeric: true},
			{Title: p.T("indicator.parts.title")},
		},
		Empty: view.Empty{Title: p.T("indicator.none"), Text: p.T("indicator.none.text")},
	}
	for _, r := range d.rows {
		reached := p.T("indicator.no_way")
		if r.Reached != nil {
			reached = p.Percent(float64(*r.Reached)/10_000, 0)
		}
		now := inUnit(p, r.Cumulative, r.Unit)
		if r.Unit == exchange.UnitShare {
			now = p.T("indicator.of", "share", now, "n", r.Asked)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Text(r.Of.Name.In(p.Locale())), quietLine(r.Of.Framework+" "+r.Of.Version+" · "+r.Of.Code)), view.Text(p.Choice("indicator.source", string(r.Of.Source))),
			view.Text(inUnit(p, r.Baseline, r.Unit)), view.Text(inUnit(p, r.Target, r.Unit)), view.Text(now), view.Text(reached), view.Text(partsText(p, r)),
		}})
	}
	return t
}

func partsText(p view.Page, r outreach.IndicatorRow) string {
	var out []string
	for _, x := range r.Parts {
		out = append(out, partSaid(p, r.Of.Parts, x.Part)+": "+inUnit(p, x.Value, r.Unit))
	}
	if hidden := len(r.Hidden); hidden > 0 && !slices.ContainsFunc(r.Parts, func(x exchange.PartRow) bool { return slices.Contains(r.Hidden, x.Part) }) {
		out = append(out, p.T("indicator.hidden"))
	}
	return strings.Join(out, " · ")
}

func partSaid(p view.Page, by outreach.Parts, part string) string {
	if part == string(exchange.Undisclosed) {
		return p.T("outreach.gender.undisclosed")
	}
	return p.Choice(map[outreach.Parts]catalog.Key{outreach.ByGender: "outreach.gender", outreach.ByAge: "outreach.age", outreach.BySide: "outreach.side"}[by], part)
}

// indicatorOptions are the program's indicators that a form may name.
func indicatorOptions(p view.Page, all []*outreach.Indicator, fits func(*outreach.Indicator) bool) []view.Option {
	out := []view.Option{{Label: p.T("outreach.choose")}}
	for _, i := range all {
		if fits(i) {
			out = append(out, view.Option{Value: i.ID.String(), Label: i.Code + " · " + i.Name.In(p.Locale())})
		}
	}
	return out
}

func anyIndicator(*outreach.Indicator) bool { return true }

func entered(d measuring) func(*outreach.Indicator) bool {
	return func(i *outreach.Indicator) bool { return i.Source == outreach.FromEntry && d.takes(i) }
}

func (d measuring) takes(i *outreach.Indicator) bool {
	return slices.ContainsFunc(d.taken, func(t *outreach.TakenUp) bool { return t.Indicator.ID == i.ID })
}

// statementOptions are what the award may ask in a survey.
func (d measuring) statementOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, t := range d.taken {
		if t.Indicator.Source == outreach.FromSurvey {
			out = append(out, view.Option{Value: t.Indicator.ID.String(), Label: t.Indicator.Question.In(p.Locale())})
		}
	}
	return out
}

// saidOptions are the parts somebody may say they belong to; saying nothing is the first.
func saidOptions(p view.Page, by outreach.Parts) []view.Option {
	out := []view.Option{{Label: p.T("indicator.rather_not")}}
	for _, v := range by.Values() {
		out = append(out, view.Option{Value: v, Label: partSaid(p, by, v)})
	}
	return out
}

func agreeOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		out = append(out, view.Option{Value: n, Label: p.Choice("indicator.agree", n)})
	}
	return out
}

func frameworkTable(p view.Page, d framework) view.Table {
	t := view.Table{
		Caption: p.T("indicator.framework"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("indicator.code")}, {Title: p.T("indicator.one")}, {Title: p.T("indicator.unit.title")}, {Title: p.T("indicator.source.title")}, {Title: p.T("indicator.parts.title")}},
		Empty:   view.Empty{Title: p.T("indicator.framework.none")},
	}
	for _, i := range d.rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Text(i.Code), quietLine(i.Framework+" "+i.Version)), cell(view.Text(i.Name.In(p.Locale())), quietLine(i.Question.In(p.Locale()))),
			view.Text(p.Choice("indicator.unit", string(i.Unit))), view.Text(p.Choice("indicator.source", string(i.Source))), view.Text(p.Choice("indicator.parts", string(i.Parts))),
		}})
	}
	return t
}
