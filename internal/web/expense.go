package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// expenseRoutes are what museums spend of an award and give beside it, and how it stands.
func (s *Site) expenseRoutes(r chi.Router) {
	r.Get("/expenses", s.do(s.expenseQueue))
	r.Get("/awards/{award}/expenses", s.do(s.expensesPage))
	r.Post("/awards/{award}/expenses", s.do(s.newExpense))
	r.Post("/awards/{award}/expenses/import", s.do(s.bringExpenses))
	r.Post("/awards/{award}/expenses/approve", s.do(s.approveCost))
	r.Get("/awards/{award}/expenses/{expense}", s.do(s.expensePage))
	r.Get("/awards/{award}/expenses/{expense}/receipt", s.do(s.expenseReceipt))
	r.Post("/awards/{award}/expenses/{expense}/save", s.do(s.saveExpense))
	for verb, do := range map[string]expenseAct{
		"submit": s.submitExpense, "withdraw": s.withdrawExpense, "accept": s.acceptExpense, "return": s.returnExpense, "reverse": s.reverseExpense,
	} {
		r.Post("/awards/{award}/expenses/{expense}/"+verb, s.do(s.expensePost(verb, do)))
	}
	s.shareRoutes(r)
	s.accountingRoutes(r)
}

func expensesURL(id ident.Award) string { return "/awards/" + id.String() + "/expenses" }

func expenseURL(e *expense.Expense) string { return expensesURL(e.Award) + "/" + e.ID.String() }

// spending is an award in force before somebody who may see its money.
type spending struct {
	*agreement.File
	viewer func(auth.Permission, ident.Organization) bool
	again
}

// own are the museums the viewer may write down expenses for: their own, and the lead's people for every museum.
func (d spending) own() []*agreement.Party {
	var out []*agreement.Party
	for _, m := range d.Museums {
		if d.viewer(auth.RecordExpense, m.Organization) {
			out = append(out, m)
		}
	}
	return out
}

func (d spending) office(p auth.Permission) bool { return d.viewer(p, ident.Organization{}) }

// moving tells whether money of the award may still move.
func (d spending) moving() bool {
	return slices.Contains([]award.State{award.Official, award.Active, award.Suspended, award.PeriodEnded, award.Closing}, d.State)
}

func (s *Site) spendingOf(r *http.Request, a again) (spending, error) {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return spending{}, err
	}
	if err := need(ctx, auth.ViewExpenses); err != nil {
		return spending{}, err
	}
	f, err := s.Agreement.Running(ctx, id, false)
	if err != nil {
		return spending{}, err
	}
	d := spending{File: f, again: a}
	d.viewer = func(p auth.Permission, museum ident.Organization) bool {
		if p == auth.RecordExpense {
			return auth.May(ctx, p, auth.Target{Organizations: []ident.Organization{museum, f.Lead().Organization}})
		}
		return auth.May(ctx, p, f.Target())
	}
	return d, nil
}

// spendingPageOf is a page of an award's money with its way back.
func (s *Site) spendingPageOf(r *http.Request, d spending, title catalog.Key) view.Page {
	p := s.page(r, title)
	p.Eyebrow, p.Wide = d.Number+" · "+d.Title, true
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: d.Number, URL: "/awards/" + d.Award.String()}}
	return p
}

// expenseList is the expenses of an award with what narrows them.
type expenseList struct {
	spending
	filter    expense.Filter
	rows      []*expense.Expense
	pager     view.Pager
	approvals []*expense.Approval
	brought   *expense.Imported
}

func (s *Site) expensesPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawExpenses(w, r, again{}, nil)
}

func expenseFilter(q url.Values) (expense.Filter, error) {
	f := expense.Filter{Category: budget.Category(q.Get("category")), State: expense.State(q.Get("state"))}
	var err error
	if f.From, err = dayTyped(q, "from"); err != nil {
		return f, fault.Missing("page")
	}
	if f.Through, err = dayTyped(q, "through"); err != nil {
		return f, fault.Missing("page")
	}
	return f, nil
}

func (s *Site) drawExpenses(w http.ResponseWriter, r *http.Request, a again, brought *expense.Imported) error {
	d := expenseList{brought: brought}
	var err error
	if d.spending, err = s.spendingOf(r, a); err != nil {
		return err
	}
	if d.filter, err = expenseFilter(r.URL.Query()); err != nil {
		return err
	}
	d.filter.Award = d.Award
	c, err := s.Expense.Expenses(r.Context(), d.filter, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	if d.approvals, err = s.Expense.Approvals(r.Context(), d.Award); err != nil {
		return err
	}
	p := s.spendingPageOf(r, d.spending, "expense.title")
	p.Lead = p.T("expense.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return expensesPage(p, d) })
}

// expenseQueue is what waits for the office, over all awards it may see.
func (s *Site) expenseQueue(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.AcceptExpense); err != nil {
		return err
	}
	c, err := s.Expense.Expenses(r.Context(), expense.Filter{State: expense.Submitted}, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	shares, err := s.Expense.Contributions(r.Context(), expense.ShareFilter{State: expense.Evidenced}, page.First(page.Most))
	if err != nil {
		return err
	}
	p := s.page(r, "expense.queue")
	p.Lead, p.Wide = p.T("expense.queue.lead"), true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, expenseQueuePage(p, c.Nodes, pager(r, c.PageInfo), shares.Nodes))
}

// newExpense writes down an expense with its receipt.
func (s *Site) newExpense(w http.ResponseWriter, r *http.Request) error {
	return s.writeExpense(w, r, ident.Expense{}, func(a again) error { return s.drawExpenses(w, r, a, nil) })
}

func (s *Site) saveExpense(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ExpenseKind](r, "expense")
	if err != nil {
		return err
	}
	return s.writeExpense(w, r, id, func(a again) error { return s.drawExpense(w, r, a) })
}

func (s *Site) writeExpense(w http.ResponseWriter, r *http.Request, id ident.Expense, back func(again) error) error {
	name, file, err := fileOf(w, r, "save.file", mostPaper)
	if err != nil {
		return back(after(r, err))
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := expenseTyped(r, bare(q, "save."))
		if err != nil {
			return "", "", under(err, "save.")
		}
		in.Expense, in.FileName, in.File = id, name, file
		e, err := s.Expense.SaveExpense(r.Context(), in)
		if err != nil {
			return "", "", under(flightBox(err), "save.")
		}
		return expenseURL(e), s.page(r, "expense.title").T("expense.did.save"), nil
	}, back)
}

// flightBox puts what is wrong with a flight at the box where flights are typed.
func flightBox(err error) error {
	return renamed(err, func(path string) string {
		before, _, _ := strings.Cut(path, ".")
		return before
	})
}

func expenseTyped(r *http.Request, q url.Values) (expense.SaveInput, error) {
	var c fault.Check
	in := expense.SaveInput{
		Category: budget.Category(q.Get("category")), Description: q.Get("description"), Amount: q.Get("amount"), Currency: q.Get("currency"), Rate: q.Get("rate"), RateSource: q.Get("rateSource"),
		Declared: q["declared"], Excluded: ruleset.Exclusion(q.Get("excluded")), Vendor: q.Get("vendor"), ReceiptNumber: q.Get("receiptNumber"), Trip: q.Get("trip"),
		Method: ruleset.TravelMethod(q.Get("method")), Segments: flightsTyped(&c, q.Get("segments")), ExpectedVersion: versionOf(q),
	}
	var err error
	if in.Award, err = param[ident.AwardKind](r, "award"); err != nil {
		return in, err
	}
	if in.Museum, err = ident.Parse[ident.OrganizationKind](q.Get("museum")); err != nil {
		c.Refuse("museum", "required", "Say whose cost it is.")
	}
	if in.SpentOn, err = dayTyped(q, "spentOn"); err != nil {
		c.Refuse("spentOn", "bad_date", "A date looks like 2027-08-01.")
	}
	if in.RateOn, err = dayTyped(q, "rateOn"); err != nil {
		c.Refuse("rateOn", "bad_date", "A date looks like 2027-08-01.")
	}
	if text := strings.TrimSpace(q.Get("receiptLine")); text != "" {
		in.ReceiptLine, err = strconv.Atoi(text)
		c.That(err == nil, "receiptLine", "out_of_range", "A line of a receipt is between 0 and 1,000.")
	}
	return in, c.Err()
}

func (s *Site) bringExpenses(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawExpenses(w, r, after(r, err), nil)
	}
	museum, _ := ident.Parse[ident.OrganizationKind](r.PostForm.Get("import.museum"))
	got, err := s.Expense.ImportExpenses(r.Context(), expense.ImportInput{Award: id, Museum: museum, Text: r.PostForm.Get("import.text")})
	if err == nil && len(got.Refused) == 0 {
		return s.goTo(w, r, expensesURL(id), s.page(r, "expense.title").N("expense.did.import", got.Taken))
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.NotFound || k == fault.Unauthenticated) {
		return err
	}
	a := after(r, under(err, "import."))
	if got != nil {
		// What came back is put where it was pasted, so that it is mended and sent again.
		a = again{typed: url.Values{"import.museum": {museum.String()}, "import.text": {backText(r.PostForm.Get("import.text"), got)}}}
	}
	return s.drawExpenses(w, r, a, got)
}

// backText is the names of the columns and the rows that were refused, as they were pasted.
func backText(text string, got *expense.Imported) string {
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n")
	out := lines[:1:1]
	for _, x := range got.Refused {
		if x.Row-1 < len(lines) {
			out = append(out, lines[x.Row-1])
		}
	}
	return strings.Join(out, "\n")
}

func (s *Site) approveCost(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		q = bare(q, "approve.")
		from, err := dayTyped(q, "fromOn")
		if err == nil {
			_, err = s.Expense.ApproveCost(r.Context(), expense.ApproveCostInput{Award: id, Kind: q.Get("kind"), FromOn: from, Reason: q.Get("reason")})
		}
		return expensesURL(id), s.page(r, "expense.title").T("expense.did.approve"), under(err, "approve.")
	}, func(a again) error { return s.drawExpenses(w, r, a, nil) })
}
