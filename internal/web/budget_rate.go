package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// rateView is how one museum charges its indirect costs, with what they stand on.
type rateView struct {
	budgetView
	Museum budget.Museum
	Rate   budget.Rate // zero while the museum has not said
	Limits []budget.Limit
}

func (s *Site) rateForm(w http.ResponseWriter, r *http.Request) error {
	return s.ratePage(w, r, again{})
}

func (s *Site) ratePage(w http.ResponseWriter, r *http.Request, a again) error {
	v := rateView{}
	var err error
	if v.budgetView, err = s.budgeted(r, a); err != nil {
		return err
	}
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Sheet.Museums, func(m budget.Museum) bool { return m.Organization == id })
	if i < 0 {
		return fault.Missing("museum")
	}
	v.Museum = v.Sheet.Museums[i]
	if kept := v.Sheet.RateOf(id); kept != nil {
		v.Rate = *kept
	}
	for _, l := range v.Sheet.Limits() {
		if l.Museum.Organization == id {
			v.Limits = append(v.Limits, l)
		}
	}
	p := s.budgetPart(r, v.budgetView)
	p.Title, p.Lead = p.T("budget.rate.title"), p.T("budget.rate.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return ratePage(p, v) })
}

func (s *Site) setRate(w http.ResponseWriter, r *http.Request) error {
	app, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	org, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Budget.SetRate(r.Context(), budget.SetRateInput{
			Application: app, Organization: org, Kind: budget.RateKind(q.Get("kind")), Rate: q.Get("rate"), Agreement: q.Get("agreement"),
			ValidUntil: q.Get("validUntil"), Capitalization: q.Get("capitalization"), ExpectedVersion: versionOf(q),
		})
		return budgetURL(app), s.page(r, "applicant.untitled").T("budget.rate.saved"), err
	}, func(a again) error { return s.ratePage(w, r, a) })
}

func rateOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range budget.RateKinds() {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("budget.ratekind", string(k)), Hint: p.Choice("budget.ratekind.hint", string(k))})
	}
	return out
}

// percentOf is the rate as typed.
func (v rateView) percent() string {
	if v.Rate.Rate == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(v.Rate.Rate)/100, 'f', -1, 64)
}

func (v rateView) level() string {
	if v.Rate.CapitalizationMinor == 0 {
		return ""
	}
	return money.New(v.Rate.CapitalizationMinor, v.Currency).Decimal()
}

// limitTable shows the base of the indirect costs and how much of it may be charged.
func (v rateView) limitTable(p view.Page) view.Table {
	t := view.Table{Caption: p.T("budget.base"), HideCaption: true, Stacked: true, Columns: []view.Column{
		{Title: p.T("budget.base.of")},
		{Title: p.T("budget.base.counted"), Numeric: true},
		{Title: p.T("budget.base.subawards"), Numeric: true},
		{Title: p.T("budget.base.left_out"), Numeric: true},
		{Title: p.T("budget.base.most"), Numeric: true},
		{Title: p.T("budget.base.charged"), Numeric: true},
	}}
	for _, l := range v.Limits {
		left := l.Base.Equipment.Add(l.Base.Participants).Add(l.Base.Rest)
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.Choice("budget.base.part", string(l.Funding))), view.Cash(p, l.Base.Counted), view.Cash(p, l.Base.Subawards),
			view.Cash(p, left), view.Cash(p, l.Most), view.Cash(p, l.Charged),
		}})
	}
	return t
}

// noteView is the narrative of one object class.
type noteView struct {
	budgetView
	Note *budget.Note
	Part budgetPart
}

func (s *Site) noteForm(w http.ResponseWriter, r *http.Request) error {
	return s.notePage(w, r, again{})
}

func (s *Site) notePage(w http.ResponseWriter, r *http.Request, a again) error {
	v := noteView{}
	var err error
	if v.budgetView, err = s.budgeted(r, a); err != nil {
		return err
	}
	c := budget.Category(chi.URLParam(r, "category"))
	if !slices.Contains(budget.Categories(), c) {
		return fault.Missing("page")
	}
	v.Note = v.Sheet.NoteOf(c)
	for _, part := range v.parts() {
		if part.Category == c {
			v.Part = part
		}
	}
	p := s.budgetPart(r, v.budgetView)
	p.Title, p.Lead = p.T("budget.narrative.of", "class", p.Choice("applicant.category", string(c))), p.T("budget.narrative.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return notePage(p, v) })
}

func (s *Site) saveNote(w http.ResponseWriter, r *http.Request) error {
	app, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Budget.SaveNote(r.Context(), budget.SaveNoteInput{
			Application: app, Category: budget.Category(chi.URLParam(r, "category")), Words: q.Get("words"), ExpectedVersion: versionOf(q),
		})
		return budgetURL(app), s.page(r, "applicant.untitled").T("budget.narrative.saved"), err
	}, func(a again) error { return s.notePage(w, r, a) })
}
