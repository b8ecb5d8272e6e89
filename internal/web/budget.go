package web

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// budgetRoutes are the pages of a proposal's budget, below the proposal's own.
func (s *Site) budgetRoutes(r chi.Router) {
	r.Get("/budget", s.do(s.budget))
	r.Get("/budget.csv", s.do(s.budgetFile))
	r.Get("/budget/sf424a", s.do(s.federalForm))
	r.Get("/budget/sf424a.csv", s.do(s.federalFile))
	r.Get("/budget/sf424a.json", s.do(s.federalFile))
	r.Get("/budget/import", s.do(s.importBudgetForm))
	r.Post("/budget/import", s.do(s.importBudget))
	r.Get("/budget/lines/new", s.do(s.newLine))
	r.Post("/budget/lines/new", s.do(s.addLine))
	r.Get("/budget/lines/{line}", s.do(s.editLine))
	r.Post("/budget/lines/{line}", s.do(s.changeLine))
	r.Post("/budget/lines/{line}/remove", s.do(s.removeLine))
	r.Get("/budget/rates/{org}", s.do(s.rateForm))
	r.Post("/budget/rates/{org}", s.do(s.setRate))
	r.Get("/budget/narrative/{category}", s.do(s.noteForm))
	r.Post("/budget/narrative/{category}", s.do(s.saveNote))
}

// budgetView is a budget with the proposal it is part of.
type budgetView struct {
	writing
	Sheet *budget.Sheet
	Mine  bool // the viewer's side writes the budget
	again
}

func budgetURL(id ident.Application) string { return applicationURL(id) + "/budget" }

// budgeted reads the budget of the address with its proposal.
func (s *Site) budgeted(r *http.Request, a again) (v budgetView, err error) {
	v.again = a
	if v.writing, err = s.written(r); err != nil {
		return v, err
	}
	if v.Sheet, err = s.Budget.Sheet(r.Context(), v.ID); err != nil {
		return v, err
	}
	v.Mine = v.Sheet.MayWrite(r.Context(), &v.Form.Definition)
	return v, nil
}

// budgetPart begins a page below the budget's own.
func (s *Site) budgetPart(r *http.Request, v budgetView) view.Page {
	p := partOf(s.writingPage(r, v.writing), v.writing, "")
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("applicant.budget"), URL: budgetURL(v.ID)})
	return p
}

func (s *Site) budget(w http.ResponseWriter, r *http.Request) error {
	v, err := s.budgeted(r, again{})
	if err != nil {
		return err
	}
	p := partOf(s.writingPage(r, v.writing), v.writing, "")
	p.Title, p.Lead = p.T("applicant.budget"), p.T("applicant.budget.lead")
	return s.show(w, r, http.StatusOK, p, budgetPage(p, v))
}

func (s *Site) federalForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.budgeted(r, again{})
	if err != nil {
		return err
	}
	p := s.budgetPart(r, v)
	p.Title, p.Lead = p.T("budget.sf424a"), p.T("budget.sf424a.lead")
	f := v.Sheet.Form()
	return s.show(w, r, http.StatusOK, p, federalPage(p, v, f))
}

// findings are what the budget says of itself, as checks are shown.
func (v budgetView) findings(p view.Page) []checkLine {
	var out []checkLine
	for _, f := range v.Sheet.Findings() {
		verdict := map[budget.Weight]string{budget.Stops: "no", budget.Opens: "unknown", budget.Advice: "yes"}[f.Weight]
		var facts []partnership.Fact
		for _, x := range f.Facts {
			facts = append(facts, partnership.Fact{Name: x.Name, Value: x.Value})
		}
		line := checkLine{view.Rule{Title: p.Choice("applicant.check", f.Code), Verdict: verdict, Why: reasonWords(p, f.Code, f.Message, facts)}, ""}
		if i := slices.IndexFunc(v.Sheet.Lines, func(l *budget.Line) bool { return f.Line > 0 && l.Ordinal == f.Line }); i >= 0 && v.Mine {
			line.URL = lineURL(v.Sheet.Lines[i])
		}
		out = append(out, line)
	}
	return out
}

// part is the lines of one object class, with what they come to.
type budgetPart struct {
	Category budget.Category
	Lines    []*budget.Line
	Sum      money.Money
}

// parts are the classes that have lines, in the form's order.
func (v budgetView) parts() []budgetPart {
	var out []budgetPart
	for _, c := range budget.Categories() {
		part := budgetPart{Category: c, Sum: money.New(0, v.Currency)}
		for _, l := range v.Sheet.Lines {
			if l.Category == c {
				part.Lines, part.Sum = append(part.Lines, l), part.Sum.Add(l.Amount())
			}
		}
		if len(part.Lines) > 0 {
			out = append(out, part)
		}
	}
	return out
}

// table is one class of the budget, a card a line where the page is narrow.
func (v budgetView) table(p view.Page, part budgetPart) view.Table {
	t := view.Table{
		Caption: p.Choice("applicant.category", string(part.Category)), Stacked: true,
		Columns: []view.Column{
			{Title: p.T("applicant.budget.description")},
			{Title: p.T("budget.museum")},
			{Title: p.T("applicant.budget.funding")},
			{Title: p.T("budget.reckoning"), Numeric: true},
			{Title: p.T("budget.amount"), Numeric: true},
		},
	}
	for _, l := range part.Lines {
		t.Rows = append(t.Rows, view.Row{Key: l.ID.String(), Cells: []templ.Component{
			lineName(p, v, l), view.Name(v.bearer(p, l), ""), view.Text(p.Choice("applicant.funding", string(l.Funding))),
			view.Text(reckoning(p, l)), view.Cash(p, l.Amount()),
		}})
	}
	t.Foot = []view.Row{{Cells: []templ.Component{view.Text(p.T("table.total")), view.Text(""), view.Text(""), view.Text(""), view.Cash(p, part.Sum)}}}
	return t
}

// bearer is the museum of a line, or its side where no museum is named.
func (v budgetView) bearer(p view.Page, l *budget.Line) string {
	for _, m := range v.Sheet.Museums {
		if m.Organization == l.Organization {
			return m.Name
		}
	}
	return p.Choice("applicant.side", string(l.Side))
}

// reckoning says how a line comes to its amount: 3 nights × MX$1,200.00 at 18.25.
func reckoning(p view.Page, l *budget.Line) string {
	text := l.Quantity() + " × " + p.Money(l.Rate())
	if l.Unit != "" {
		text = l.Quantity() + " " + l.Unit + " × " + p.Money(l.Rate())
	}
	if l.Converted() {
		text += " " + p.T("budget.at", "exchange", l.Exchange(), "day", p.Date(l.ExchangeOn))
	}
	return text
}

func lineURL(l *budget.Line) string { return budgetURL(l.Application) + "/lines/" + l.ID.String() }

// museumTable is what each museum spends, by who pays.
func (v budgetView) museumTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("budget.by_museum"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("budget.museum")},
			{Title: p.T("applicant.funding.grant"), Numeric: true},
			{Title: p.T("applicant.funding.cash"), Numeric: true},
			{Title: p.T("applicant.funding.in_kind"), Numeric: true},
			{Title: p.T("table.total"), Numeric: true},
			{Title: p.T("budget.rate")},
		},
	}
	for _, b := range v.Sheet.ByMuseum() {
		name := b.Museum.Name
		if name == "" {
			name = p.Choice("applicant.side", string(b.Museum.Side))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Name(name, ""), view.Cash(p, b.Grant), view.Cash(p, b.Cash), view.Cash(p, b.InKind), view.Cash(p, b.Total), museumRate(p, v, b.Museum),
		}})
	}
	return t
}

// rateWords is how a museum charges its indirect costs, in words.
func (v budgetView) rateWords(p view.Page, o ident.Organization) string {
	r := v.Sheet.RateOf(o)
	switch {
	case r == nil:
		return p.T("budget.rate.unstated")
	case r.Kind == budget.NoRate:
		return p.Choice("budget.ratekind", string(r.Kind))
	}
	return p.Choice("budget.ratekind", string(r.Kind)) + ", " + p.Percent(float64(r.Rate)/10_000, 2)
}

// sf424a is section B of the federal form: object classes by who pays and whose cost it is.
func sf424a(p view.Page, d *application.Detail) view.BudgetTable {
	b := d.Budget()
	t := view.BudgetTable{Caption: p.T("applicant.budget.summary"), Currency: string(b.Currency)}
	for _, c := range budget.Columns() {
		t.Columns = append(t.Columns, p.T("applicant.budget.column", "funding", p.Choice("applicant.funding", string(c.Funding)), "side", p.Choice("applicant.side.short", string(c.Side))))
	}
	add := func(label string, row budget.Row) {
		line := view.BudgetLine{Label: label, Total: p.Money(row.Total)}
		for _, m := range row.Cells {
			line.Cells = append(line.Cells, view.BudgetCell{Text: cashOrDash(p, m)})
		}
		t.Lines = append(t.Lines, line)
	}
	for _, row := range b.Rows {
		if row.Category != budget.Indirect {
			add(p.Choice("applicant.category", string(row.Category)), row)
		}
	}
	add(p.T("applicant.budget.direct"), b.Direct)
	add(p.Choice("applicant.category", string(budget.Indirect)), b.Indirect)
	for _, m := range b.Total.Cells {
		t.Totals = append(t.Totals, view.BudgetCell{Text: p.Money(m)})
	}
	t.Totals = append(t.Totals, view.BudgetCell{Text: p.Money(b.Total.Total)})
	return t
}

// budgetSection tells whether a section holds the budget, whose lines have a page of their own.
func budgetSection(section form.Section) bool {
	return slices.ContainsFunc(section.Questions, func(q form.Question) bool { return q.Kind == form.Budget })
}

// cashOrDash leaves the eye the amounts that are there.
func cashOrDash(p view.Page, m money.Money) string {
	if m.IsZero() {
		return "–"
	}
	return p.Money(m)
}
