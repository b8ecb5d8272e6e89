package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) shareRoutes(r chi.Router) {
	r.Get("/awards/{award}/costshare", s.do(s.sharesPage))
	r.Post("/awards/{award}/costshare", s.do(s.newShare))
	r.Get("/awards/{award}/costshare/{contribution}", s.do(s.sharePage))
	r.Get("/awards/{award}/costshare/{contribution}/record", s.do(s.shareRecord))
	r.Post("/awards/{award}/costshare/{contribution}/evidence", s.do(s.evidenceShare))
	for verb, do := range map[string]shareAct{
		"claim": s.claimShare, "verify": s.verifyShare, "return": s.returnShare, "reject": s.rejectShare, "reverse": s.reverseShare,
	} {
		r.Post("/awards/{award}/costshare/{contribution}/"+verb, s.do(s.sharePost(verb, do)))
	}
}

// shareAct does what one form of a contribution asks for.
type shareAct func(r *http.Request, c *expense.Contribution, q url.Values) error

func sharesURL(id ident.Award) string { return "/awards/" + id.String() + "/costshare" }

func shareURL(c *expense.Contribution) string { return sharesURL(c.Award) + "/" + c.ID.String() }

// shareList is the cost share of an award with how far it is.
type shareList struct {
	spending
	filter  expense.ShareFilter
	account *expense.Statement
	rows    []*expense.Contribution
	pager   view.Pager
}

func (s *Site) sharesPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawShares(w, r, again{})
}

func (s *Site) drawShares(w http.ResponseWriter, r *http.Request, a again) error {
	d := shareList{}
	var err error
	if d.spending, err = s.spendingOf(r, a); err != nil {
		return err
	}
	q := r.URL.Query()
	d.filter = expense.ShareFilter{
		Award: d.Award, State: expense.ShareState(q.Get("state")), Funding: budget.Funding(q.Get("funding")), Side: partnership.Side(q.Get("side")), Category: budget.Category(q.Get("category")),
	}
	c, err := s.Expense.Contributions(r.Context(), d.filter, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	from, through := expense.Quarter(s.today())
	if d.account, err = s.Expense.Account(r.Context(), expense.AccountInput{Award: d.Award, From: from, Through: through}); err != nil {
		return err
	}
	p := s.spendingPageOf(r, d.spending, "costshare.title")
	p.Lead = p.T("costshare.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return sharesPage(p, d) })
}

func shareTyped(r *http.Request, q url.Values) (expense.ClaimInput, error) {
	var c fault.Check
	in := expense.ClaimInput{
		Donor: q.Get("donor"), Side: partnership.Side(q.Get("side")), Funding: budget.Funding(q.Get("funding")), Category: budget.Category(q.Get("category")), Valuation: ruleset.Valuation(q.Get("valuation")),
		Description: q.Get("description"), Quantity: q.Get("quantity"), Unit: q.Get("unit"), Currency: q.Get("currency"), Rate: q.Get("rate"), RateSource: q.Get("rateSource"),
		OtherAward: q.Get("otherAward"), PaidByGovernment: q.Get("paidByGovernment") == "on", Statute: q.Get("statute"), ExpectedVersion: versionOf(q),
	}
	var err error
	if in.Award, err = param[ident.AwardKind](r, "award"); err != nil {
		return in, err
	}
	if in.Museum, err = ident.Parse[ident.OrganizationKind](q.Get("museum")); err != nil {
		c.Refuse("museum", "required", "Say whose cost it is.")
	}
	for name, into := range map[string]*calendar.Date{"givenOn": &in.GivenOn, "rateOn": &in.RateOn} {
		if *into, err = dayTyped(q, name); err != nil {
			c.Refuse(name, "bad_date", "A date looks like 2027-08-01.")
		}
	}
	return in, c.Err()
}

func (s *Site) newShare(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := shareTyped(r, bare(q, "claim."))
		if err != nil {
			return "", "", under(err, "claim.")
		}
		c, err := s.Expense.ClaimContribution(r.Context(), in)
		if err != nil {
			return "", "", under(err, "claim.")
		}
		return shareURL(c), s.page(r, "costshare.title").Choice("costshare.did", "claim"), nil
	}, func(a again) error { return s.drawShares(w, r, a) })
}

// oneShare is a contribution with its award and the seven tests.
type oneShare struct {
	spending
	*expense.Contribution
	judged *ruleset.Judged
}

func (d oneShare) url(verb string) string { return shareURL(d.Contribution) + "/" + verb }

func (d oneShare) hidden() []view.Field {
	return []view.Field{{Name: "version", Value: strconv.Itoa(d.Contribution.Version)}}
}

func (d oneShare) may(verb string) bool {
	perm := auth.VerifyShare
	if verb == "evidence" {
		perm = auth.RecordExpense
	}
	_, err := ruleset.ContributionMoves().Step(string(d.Contribution.State), verb)
	return err == nil && d.moving() && d.viewer(perm, d.Museum)
}

func (s *Site) shareHere(r *http.Request, a again) (oneShare, error) {
	d := oneShare{}
	var err error
	if d.spending, err = s.spendingOf(r, a); err != nil {
		return d, err
	}
	id, err := param[ident.ContributionKind](r, "contribution")
	if err != nil {
		return d, err
	}
	if d.Contribution, err = s.Expense.Contribution(r.Context(), id); err != nil {
		return d, err
	}
	if d.Contribution.Award != d.File.Award {
		return d, fault.Missing("contribution")
	}
	return d, nil
}

func (s *Site) sharePage(w http.ResponseWriter, r *http.Request) error {
	return s.drawShare(w, r, again{})
}

func (s *Site) drawShare(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.shareHere(r, a)
	if err != nil {
		return err
	}
	if d.judged, err = s.Expense.JudgeContribution(r.Context(), d.Contribution.ID); err != nil {
		return err
	}
	p := s.spendingPageOf(r, d.spending, "costshare.title")
	p.Title, p.Wide = d.Description, false
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("costshare.title"), URL: sharesURL(d.File.Award)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return oneSharePage(p, d) })
}

func (s *Site) shareRecord(w http.ResponseWriter, r *http.Request) error {
	d, err := s.shareHere(r, again{})
	if err != nil {
		return err
	}
	file, err := s.Expense.ShareFile(r.Context(), d.Contribution.ID)
	if err != nil {
		return err
	}
	return s.sendFile(w, r, file)
}

func (s *Site) evidenceShare(w http.ResponseWriter, r *http.Request) error {
	name, file, err := fileOf(w, r, "evidence.file", mostPaper)
	if err != nil {
		return s.drawShare(w, r, after(r, err))
	}
	return s.sharePost("evidence", func(r *http.Request, c *expense.Contribution, q url.Values) error {
		_, err := s.Expense.EvidenceContribution(r.Context(), expense.EvidenceInput{
			Contribution: c.ID, Reference: q.Get("reference"), Certifier: q.Get("certifier"), FileName: name, File: file, ExpectedVersion: versionOf(q),
		})
		return renamed(err, func(path string) string {
			if path == "receiptNumber" {
				return "reference"
			}
			return path
		})
	})(w, r)
}

func (s *Site) sharePost(verb string, do shareAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.shareHere(r, again{})
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, d.Contribution, bare(q, verb+"."))
			if verb == "verify" {
				err = bareRefusal(err)
			}
			return shareURL(d.Contribution), s.page(r, "costshare.title").Choice("costshare.did", verb), under(err, verb+".")
		}, func(a again) error { return s.drawShare(w, r, a) })
	}
}

func (s *Site) claimShare(r *http.Request, c *expense.Contribution, q url.Values) error {
	q.Set("museum", c.Museum.String())
	in, err := shareTyped(r, q)
	if err != nil {
		return err
	}
	in.Contribution = c.ID
	_, err = s.Expense.ClaimContribution(r.Context(), in)
	return err
}

func (s *Site) verifyShare(r *http.Request, c *expense.Contribution, q url.Values) error {
	_, err := s.Expense.VerifyContribution(r.Context(), expense.VerifyInput{
		Contribution: c.ID, Necessary: q.Get("necessary") == "on", Conforms: q.Get("conforms") == "on", Note: q.Get("note"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) returnShare(r *http.Request, c *expense.Contribution, q url.Values) error {
	_, err := s.Expense.ReturnContribution(r.Context(), expense.ReturnShareInput{Contribution: c.ID, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) rejectShare(r *http.Request, c *expense.Contribution, q url.Values) error {
	_, err := s.Expense.RejectContribution(r.Context(), expense.RejectShareInput{Contribution: c.ID, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) reverseShare(r *http.Request, c *expense.Contribution, q url.Values) error {
	_, err := s.Expense.ReverseContribution(r.Context(), expense.ReverseShareInput{Contribution: c.ID, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}
