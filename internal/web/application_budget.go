package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// budgetView is the budget's lines as a form, with what they sum to.
type budgetView struct {
	writing
	Lines   []application.LineInput
	Mine    bool // the viewer's side writes the budget
	Unsaved bool // lines were added or taken off since the last save
	Stamp   string
	again
}

func (s *Site) budgetForm(w http.ResponseWriter, r *http.Request) error {
	return s.budgetPage(w, r, nil, false, again{})
}

// budgetPage draws the kept lines, or the typed ones while they are not saved.
func (s *Site) budgetPage(w http.ResponseWriter, r *http.Request, typed []application.LineInput, unsaved bool, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	v := budgetView{writing: d, again: a, Lines: typed, Unsaved: unsaved, Stamp: a.value("version", strconv.Itoa(d.Version))}
	if section := d.Form.Definition.BudgetSection(); section != nil {
		v.Mine = d.Write[section.Key]
	}
	if typed == nil {
		v.Lines = linesKept(d.Lines)
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title, p.Lead = p.T("applicant.budget"), p.T("applicant.budget.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return budgetPage(p, v) })
}

// linesKept are the kept lines as they were typed.
func linesKept(lines []*application.BudgetLine) []application.LineInput {
	out := make([]application.LineInput, len(lines))
	for i, l := range lines {
		out[i] = application.LineInput{
			Category: l.Category, Side: l.Side, Funding: l.Funding, Description: l.Description, Unit: l.Unit,
			Quantity: l.Quantity(), Rate: l.Rate().Decimal(), Justification: l.Justification,
		}
	}
	return out
}

// linesTyped reads the lines of the form, at most one more than a budget may have.
func linesTyped(q url.Values) []application.LineInput {
	n, _ := strconv.Atoi(q.Get("lines"))
	out := make([]application.LineInput, 0, max(0, min(n, application.MostLines+1)))
	for i := range cap(out) {
		at := func(name string) string { return strings.TrimSpace(q.Get(lineField(i, name))) }
		out = append(out, application.LineInput{
			Category: application.Category(at("category")), Side: partnership.Side(at("side")), Funding: application.Funding(at("funding")),
			Description: at("description"), Unit: at("unit"), Quantity: at("quantity"), Rate: at("rate"), Justification: at("justification"),
		})
	}
	return out
}

func lineField(i int, name string) string { return "lines." + strconv.Itoa(i) + "." + name }

// saveBudget adds or takes off a line without saving, or saves all of them.
func (s *Site) saveBudget(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.budgetPage(w, r, linesTyped(r.PostForm), true, after(r, err))
	}
	q := r.PostForm
	lines := linesTyped(q)
	if i, ok := number(q.Get("remove")); ok && i < len(lines) {
		return s.budgetPage(w, r, slices.Delete(lines, i, i+1), true, again{typed: q})
	}
	if q.Get("do") == "add" {
		return s.budgetPage(w, r, append(lines, nextLine(lines)), true, again{typed: q})
	}
	_, err = s.Application.SaveBudget(r.Context(), application.SaveBudgetInput{Application: id, Lines: lines, ExpectedVersion: versionOf(q)})
	if err != nil {
		return s.budgetPage(w, r, lines, true, after(r, err))
	}
	return s.goTo(w, r, applicationURL(id)+"/budget", s.page(r, "applicant.untitled").T("applicant.budget.saved"))
}

// nextLine begins like the line before it, because neighbors are alike.
func nextLine(lines []application.LineInput) application.LineInput {
	if len(lines) == 0 {
		return application.LineInput{Category: application.Personnel, Side: partnership.US, Funding: application.Grant, Quantity: "1"}
	}
	last := lines[len(lines)-1]
	return application.LineInput{Category: last.Category, Side: last.Side, Funding: last.Funding, Quantity: "1"}
}

// amount is what a line comes to; empty while it cannot be told.
func (v budgetView) amount(p view.Page, l application.LineInput) string {
	lines, err := application.Lines([]application.LineInput{l}, v.Currency)
	if err != nil || len(lines) == 0 {
		return ""
	}
	return p.Money(lines[0].Amount())
}

// open tells whether a line is drawn open: it is new, or something in it was refused.
func (v budgetView) open(p view.Page, i int) bool {
	prefix := "lines." + strconv.Itoa(i) + "."
	return v.Lines[i].Description == "" || slices.ContainsFunc(p.Errors, func(e view.FieldError) bool { return strings.HasPrefix(e.Field, prefix) })
}

func categoryOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, c := range application.Categories() {
		out = append(out, view.Option{Value: string(c), Label: p.Choice("applicant.category", string(c))})
	}
	return out
}

func sideOptions(p view.Page) []view.Option {
	return []view.Option{
		{Value: string(partnership.US), Label: p.Choice("applicant.side", string(partnership.US))},
		{Value: string(partnership.NonUS), Label: p.Choice("applicant.side", string(partnership.NonUS))},
	}
}

func fundingOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, f := range application.Fundings() {
		out = append(out, view.Option{Value: string(f), Label: p.Choice("applicant.funding", string(f))})
	}
	return out
}

// sf424a is section B of the federal form: object classes by who pays and whose cost it is.
func sf424a(p view.Page, d *application.Detail) view.BudgetTable {
	b := d.Budget()
	t := view.BudgetTable{Caption: p.T("applicant.budget.summary"), Currency: string(b.Currency)}
	for _, c := range application.Columns() {
		t.Columns = append(t.Columns, p.T("applicant.budget.column", "funding", p.Choice("applicant.funding", string(c.Funding)), "side", p.Choice("applicant.side.short", string(c.Side))))
	}
	add := func(label string, row application.BudgetRow) {
		line := view.BudgetLine{Label: label, Total: p.Money(row.Total)}
		for _, m := range row.Cells {
			line.Cells = append(line.Cells, view.BudgetCell{Text: cashOrDash(p, m)})
		}
		t.Lines = append(t.Lines, line)
	}
	for _, row := range b.Rows {
		if row.Category != application.Indirect {
			add(p.Choice("applicant.category", string(row.Category)), row)
		}
	}
	add(p.T("applicant.budget.direct"), b.Direct)
	add(p.Choice("applicant.category", string(application.Indirect)), b.Indirect)
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
