package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) claimForm(w http.ResponseWriter, r *http.Request) error {
	return s.drawClaim(w, r, again{})
}

func (s *Site) drawClaim(w http.ResponseWriter, r *http.Request, a again) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	m, err := s.museumReading(r)
	if err != nil {
		return err
	}
	if !m.MergedInto.IsZero() {
		http.Redirect(w, r, museumURL(m.MergedInto)+"/claim", http.StatusFound)
		return nil
	}
	m.again = a
	p := s.page(r, "museum.claim.title")
	p.Eyebrow, p.Lead = m.Name, p.T("museum.claim.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("public.museums.title"), URL: "/museums"}, {Label: m.Name, URL: m.url("")}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return claimPage(p, m) })
}

func (s *Site) claimMuseum(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		c, err := s.People.ClaimOrganization(r.Context(), people.ClaimInput{
			Organization: id, Official: q.Get("role") == "official", Title: q.Get("title"), Email: q.Get("email"), Words: q.Get("words"),
		})
		if err != nil {
			return "", "", err
		}
		p := s.page(r, "museum.claim.title")
		words := p.T("museum.claim.asked")
		if c.Email != "" {
			words = p.T("museum.claim.mailed", "email", c.Email)
		}
		return museumURL(id) + "/claim", words, nil
	}, func(a again) error { return s.drawClaim(w, r, a) })
}

func (s *Site) sendClaimLink(w http.ResponseWriter, r *http.Request) error {
	org, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	id, err := param[ident.ClaimKind](r, "claim")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.People.SendClaimLink(r.Context(), people.SendClaimLinkInput{Claim: id, Email: q.Get("email")})
		return museumURL(org) + "/claim", s.page(r, "museum.claim.title").T("museum.claim.mailed", "email", q.Get("email")), err
	}, func(a again) error { return s.drawClaim(w, r, a) })
}

// claimList is the claims on one museum, or all that wait, with what the reader may answer.
type claimList struct {
	Claims []*people.ClaimRow
	Answer bool   // as a colleague
	Decide bool   // as an officer
	Back   string // where an answer is posted, before the claim's id
	again
}

func (s *Site) claimsOfMuseum(w http.ResponseWriter, r *http.Request) error {
	return s.drawClaimsOf(w, r, again{})
}

func (s *Site) drawClaimsOf(w http.ResponseWriter, r *http.Request, a again) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	o, err := s.People.Organization(r.Context(), id)
	if err != nil {
		return err
	}
	d := claimList{Back: museumURL(id) + "/claims/", again: a}
	if d.Claims, err = s.People.ClaimsOf(r.Context(), id); err != nil {
		return err
	}
	t := auth.Target{Organizations: []ident.Organization{id}}
	d.Answer, d.Decide = auth.May(r.Context(), auth.AnswerClaim, t), auth.May(r.Context(), auth.DecideClaim, t)
	if d.Decide {
		d.Back = "/office/claims/"
	}
	p := s.page(r, "museum.claims.title")
	p.Eyebrow, p.Lead = o.Name, p.T("museum.claims.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("public.museums.title"), URL: "/museums"}, {Label: o.Name, URL: museumURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return claimsPage(p, d) })
}

func (s *Site) answerClaim(w http.ResponseWriter, r *http.Request) error {
	org, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	id, err := param[ident.ClaimKind](r, "claim")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		accept := q.Get("answer") == "accept"
		_, err := s.People.AnswerClaim(r.Context(), people.AnswerClaimInput{Claim: id, Accept: accept, Reason: q.Get("reason." + id.String())})
		words := s.page(r, "museum.claims.title").T("museum.claim.objected")
		if accept {
			words = s.page(r, "museum.claims.title").T("museum.claim.accepted")
		}
		return museumURL(org) + "/claims", words, ofRow(err, id.String())
	}, func(a again) error { return s.drawClaimsOf(w, r, a) })
}

// ofRow puts the id of a row behind every field of a refusal, for a page with a form in each row.
func ofRow(err error, id string) error {
	return renamed(err, func(path string) string { return path + "." + id })
}

func (s *Site) claimQueue(w http.ResponseWriter, r *http.Request) error {
	return s.drawClaimQueue(w, r, again{})
}

func (s *Site) drawClaimQueue(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.DecideClaim); err != nil {
		return err
	}
	d := claimList{Decide: true, Back: "/office/claims/", again: a}
	var err error
	if d.Claims, err = s.People.ClaimQueue(r.Context()); err != nil {
		return err
	}
	p := s.page(r, "museum.queue.title")
	p.Lead = p.T("museum.queue.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return claimsPage(p, d) })
}

func (s *Site) decideClaim(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ClaimKind](r, "claim")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		verify := q.Get("answer") == "verify"
		_, err := s.People.DecideClaim(r.Context(), people.DecideClaimInput{Claim: id, Verify: verify, Reason: q.Get("reason." + id.String())})
		words := s.page(r, "museum.queue.title").T("museum.claim.declined")
		if verify {
			words = s.page(r, "museum.queue.title").T("museum.claim.verified")
		}
		return "/office/claims", words, ofRow(err, id.String())
	}, func(a again) error { return s.drawClaimQueue(w, r, a) })
}

// privately keeps a page with a secret address out of caches, indexes and other sites' logs.
func privately(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Referrer-Policy", "no-referrer")
}

func (s *Site) claimByLink(w http.ResponseWriter, r *http.Request) error {
	return s.drawLinked(w, r, again{})
}

func (s *Site) drawLinked(w http.ResponseWriter, r *http.Request, a again) error {
	privately(w)
	p := s.page(r, "museum.link.title")
	c, err := s.People.ClaimByLink(r.Context(), chi.URLParam(r, "token"))
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		words := p.T("museum.link.unknown")
		switch {
		case fault.HasCode(err, "link_used"), fault.HasCode(err, "state"):
			words = p.T("museum.link.used")
		case fault.HasCode(err, "link_expired"):
			words = p.T("museum.link.expired")
		}
		return s.show(w, r, statusOf(fault.KindOf(err)), p, deadClaimLink(p, words))
	}
	if err != nil {
		return err
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return linkedClaimPage(p, r.URL.Path, c) })
}

func (s *Site) proveClaim(w http.ResponseWriter, r *http.Request) error {
	privately(w)
	if err := parse(w, r); err != nil {
		return s.drawLinked(w, r, after(r, err))
	}
	c, err := s.People.ProveClaim(r.Context(), chi.URLParam(r, "token"))
	if fault.Is(err, fault.Internal) {
		return err
	}
	if err != nil {
		return s.drawLinked(w, r, again{})
	}
	p := s.page(r, "museum.link.title")
	words := p.T("museum.link.waits")
	if c.State == people.Verified {
		words = p.T("museum.link.done")
	}
	return s.goTo(w, r, museumURL(c.Organization), words)
}

// claimFacts are what stands in a claim, for who answers it.
func claimFacts(p view.Page, c *people.ClaimRow) []view.Fact {
	facts := []view.Fact{
		{Term: p.T("museum.claim.who"), Value: view.Name(c.Who(), "")},
		{Term: p.T("museum.claim.role"), Value: view.Text(p.Choice("role", string(c.Role)))},
	}
	add := func(term string, v templ.Component, known bool) {
		if known {
			facts = append(facts, view.Fact{Term: term, Value: v})
		}
	}
	add(p.T("museum.claim.position"), view.Name(c.Title, ""), c.Title != "")
	add(p.T("museum.claim.account"), view.Name(c.Address, ""), true)
	add(p.T("museum.claim.address"), view.Name(c.Email, ""), c.Email != "")
	add(p.T("public.museum.website"), view.Link(c.Website, c.Website), c.Website != "")
	add(p.T("museum.claim.words"), view.Name(c.Words, ""), c.Words != "")
	add(p.T("museum.claim.speakers"), view.Text(p.Number(int64(c.Speakers))), true)
	add(p.T("museum.claim.objection"), view.Name(c.Objection, ""), c.Objection != "")
	add(p.T("museum.claim.reason"), view.Name(c.Reason, ""), c.Reason != "")
	return facts
}

func claimTone(c *people.ClaimRow) view.Tone {
	switch c.State {
	case people.Verified:
		return view.Good
	case people.Declined:
		return view.Bad
	case people.Expired:
		return view.Neutral
	}
	return view.Waiting
}

func claimRoles(p view.Page) []view.Option {
	return []view.Option{
		{Value: "coordinator", Label: p.T("museum.claim.coordinator"), Hint: p.T("museum.claim.coordinator.hint")},
		{Value: "official", Label: p.T("museum.claim.official"), Hint: p.T("museum.claim.official.hint")},
	}
}
