package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// federalTable begins a section of SF-424A: words first, then amounts.
func federalTable(caption string, words []string, amounts ...string) view.Table {
	t := view.Table{Caption: caption, HideCaption: true, Stacked: true}
	for _, w := range words {
		t.Columns = append(t.Columns, view.Column{Title: w})
	}
	for _, a := range amounts {
		t.Columns = append(t.Columns, view.Column{Title: a, Numeric: true})
	}
	return t
}

func federalRow(p view.Page, words []string, amounts ...money.Money) view.Row {
	var r view.Row
	for _, w := range words {
		r.Cells = append(r.Cells, view.Text(w))
	}
	for _, m := range amounts {
		r.Cells = append(r.Cells, view.Cash(p, m))
	}
	return r
}

func sectionA(p view.Page, f *budget.SF424A) view.Table {
	t := federalTable(p.T("budget.sf.a"), []string{p.T("budget.sf.program"), p.T("budget.sf.listing")}, p.T("budget.sf.federal"), p.T("budget.sf.non_federal"), p.T("table.total"))
	for _, a := range f.Summary {
		t.Rows = append(t.Rows, federalRow(p, []string{a.Name, a.Listing}, a.Federal, a.NonFederal, a.Total))
	}
	t.Foot = []view.Row{federalRow(p, []string{p.T("table.total"), ""}, f.SummaryAll.Federal, f.SummaryAll.NonFederal, f.SummaryAll.Total)}
	return t
}

func sectionB(p view.Page, f *budget.SF424A) view.Table {
	t := federalTable(p.T("budget.sf.b"), []string{p.T("table.category")}, p.T("budget.sf.federal"), p.T("budget.sf.non_federal"), p.T("table.total"))
	add := func(name string, r budget.ClassRow) view.Row {
		return federalRow(p, []string{r.Line + " " + name}, r.Federal, r.NonFederal, r.Total)
	}
	for _, r := range f.Classes {
		name := p.T("budget.sf.construction")
		if r.Category != "construction" {
			name = p.Choice("applicant.category", string(r.Category))
		}
		t.Rows = append(t.Rows, add(name, r))
	}
	t.Rows = append(t.Rows, add(p.T("applicant.budget.direct"), f.Direct), add(p.Choice("applicant.category", string(budget.Indirect)), f.Indirect))
	t.Foot = []view.Row{add(p.T("table.total"), f.Totals)}
	return t
}

func sectionC(p view.Page, f *budget.SF424A) view.Table {
	t := federalTable(p.T("budget.sf.c"), []string{p.T("budget.sf.program")}, p.T("budget.sf.applicant"), p.T("budget.sf.state"), p.T("budget.sf.other"), p.T("table.total"))
	for _, r := range f.Resources {
		t.Rows = append(t.Rows, federalRow(p, []string{r.Name}, r.Applicant, r.State, r.Other, r.Total))
	}
	t.Foot = []view.Row{federalRow(p, []string{p.T("table.total")}, f.Resource.Applicant, f.Resource.State, f.Resource.Other, f.Resource.Total)}
	return t
}

func sectionD(p view.Page, f *budget.SF424A) view.Table {
	heads := []string{p.T("budget.sf.first_year")}
	for i := range 4 {
		heads = append(heads, p.T("budget.sf.quarter", "n", strconv.Itoa(i+1)))
	}
	t := federalTable(p.T("budget.sf.d"), []string{p.T("budget.sf.needs")}, heads...)
	names := []string{p.T("budget.sf.federal"), p.T("budget.sf.non_federal"), p.T("table.total")}
	for i, c := range f.Cash {
		t.Rows = append(t.Rows, federalRow(p, []string{c.Line + " " + names[i]}, append([]money.Money{c.Year}, c.Quarters...)...))
	}
	return t
}

func sectionE(p view.Page, f *budget.SF424A) view.Table {
	var heads []string
	for i := range f.Years {
		heads = append(heads, p.T("budget.sf.later", "n", strconv.Itoa(i+1)))
	}
	t := federalTable(p.T("budget.sf.e"), []string{p.T("budget.sf.program")}, heads...)
	t.Rows = []view.Row{federalRow(p, []string{f.Summary[0].Name}, f.Years...)}
	return t
}

func sectionF(p view.Page, f *budget.SF424A) view.Table {
	t := federalTable(p.T("budget.sf.f"), []string{p.T("budget.sf.charge"), p.T("budget.ratekind")}, p.T("budget.base.counted"), p.T("budget.amount"))
	t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.T("budget.sf.direct")), view.Text("–"), view.Text("–"), view.Cash(p, f.DirectAll)}})
	for _, c := range f.Charges {
		name := p.T("budget.sf.indirect", "museum", c.Museum)
		kind := p.Choice("budget.ratekind", string(c.Kind)) + ", " + p.Percent(float64(c.Rate)/10_000, 2)
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(name), view.Text(kind), view.Cash(p, c.Base), view.Cash(p, c.Amount)}})
	}
	return t
}
