package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) accountingRoutes(r chi.Router) {
	r.Get("/awards/{award}/account", s.do(s.standingPage))
	r.Post("/awards/{award}/account/income", s.do(s.recordIncome))
	r.Get("/awards/{award}/account/sf425", s.do(s.ffrPage))
}

func standingURL(id ident.Award) string { return "/awards/" + id.String() + "/account" }

func (s *Site) today() calendar.Date { return calendar.Of(s.Now(), time.UTC) }

// standing is the statement of account of an award with the postings behind it.
type standing struct {
	spending
	st       *expense.Statement
	quarters []calendar.Date // the last days of the quarters there are
	postings []*expense.Posting
	filter   expense.PostingFilter
	pager    view.Pager
}

// quarterOf is the federal quarter asked for; without one it is the current one.
func (s *Site) quarterOf(r *http.Request) (calendar.Date, calendar.Date, error) {
	on, err := dayTyped(r.URL.Query(), "quarter")
	if err != nil {
		return on, on, fault.Missing("page")
	}
	if on.IsZero() {
		on = s.today()
	}
	from, through := expense.Quarter(on)
	return from, through, nil
}

// quarters are the last days of the federal quarters from the start of the award until today, newest first.
func quarters(start, today calendar.Date) []calendar.Date {
	var out []calendar.Date
	for at := today.QuarterEnd(); !at.Before(start) && len(out) < 40; at = calendar.On(at.Year(), at.Month(), 1).AddMonths(-3).QuarterEnd() {
		out = append(out, at)
	}
	if len(out) == 0 {
		out = append(out, today.QuarterEnd())
	}
	return out
}

func (s *Site) standingPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawStanding(w, r, again{})
}

func (s *Site) drawStanding(w http.ResponseWriter, r *http.Request, a again) error {
	d := standing{}
	var err error
	if d.spending, err = s.spendingOf(r, a); err != nil {
		return err
	}
	from, through, err := s.quarterOf(r)
	if err != nil {
		return err
	}
	if d.st, err = s.Expense.Account(r.Context(), expense.AccountInput{Award: d.Award, From: from, Through: through}); err != nil {
		return err
	}
	q := r.URL.Query()
	d.filter = expense.PostingFilter{Award: d.Award, Account: ledger.Kind(q.Get("account")), Part: q.Get("part")}
	c, err := s.Expense.Postings(r.Context(), d.filter, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.postings, d.pager, d.quarters = c.Nodes, pager(r, c.PageInfo), quarters(d.Current().StartsOn, s.today())
	p := s.spendingPageOf(r, d.spending, "accounting.title")
	p.Lead = p.T("accounting.lead", "from", p.Date(from), "through", p.Date(through))
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return standingPage(p, d) })
}

func (s *Site) recordIncome(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		q = bare(q, "income.")
		on, err := dayTyped(q, "on")
		if err == nil {
			_, err = s.Expense.RecordIncome(r.Context(), expense.IncomeInput{Award: id, Kind: expense.Income(q.Get("kind")), On: on, Amount: q.Get("amount"), Note: q.Get("note")})
		}
		return standingURL(id), s.page(r, "accounting.title").T("accounting.did.income"), under(err, "income.")
	}, func(a again) error { return s.drawStanding(w, r, a) })
}

// ffrView is the SF-425 of an award for a quarter.
type ffrView struct {
	spending
	form     *federalform.SF425
	found    []ruleset.Finding
	through  calendar.Date
	quarters []calendar.Date
}

func (s *Site) ffrPage(w http.ResponseWriter, r *http.Request) error {
	d := ffrView{}
	var err error
	if d.spending, err = s.spendingOf(r, again{}); err != nil {
		return err
	}
	if _, d.through, err = s.quarterOf(r); err != nil {
		return err
	}
	if d.form, err = s.Expense.Financial(r.Context(), expense.FinancialInput{Award: d.Award, Through: d.through}); err != nil {
		return err
	}
	d.found, d.quarters = expense.Check425(d.form), quarters(d.Current().StartsOn, s.today())
	p := s.spendingPageOf(r, d.spending, "accounting.sf425")
	p.Lead = p.T("accounting.sf425.lead", "through", p.Date(d.through))
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("accounting.title"), URL: standingURL(d.Award)})
	return s.show(w, r, http.StatusOK, p, ffrPage(p, d))
}
