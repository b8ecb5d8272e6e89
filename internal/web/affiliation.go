package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// tiesURL is where people declare what they are tied to.
const tiesURL = "/account/ties"

func (s *Site) affiliationRoutes(r chi.Router) {
	r.Get(tiesURL, s.do(s.ties))
	r.Post(tiesURL, s.do(s.declareTie))
	r.Post(tiesURL+"/end", s.do(s.endTie))
	r.Post(tiesURL+"/withdraw", s.do(s.withdrawTie))
}

// tiesView is what somebody declared to be tied to.
type tiesView struct {
	ties []*review.Affiliation
	orgs []*people.Affiliation // roles the house knows already
	done *review.Record        // on panels
	again
}

func (s *Site) ties(w http.ResponseWriter, r *http.Request) error { return s.drawTies(w, r, again{}) }

func (s *Site) drawTies(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if !auth.Who(ctx).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	v := tiesView{again: a}
	var err error
	if v.ties, err = s.Review.MyAffiliations(ctx); err != nil {
		return err
	}
	if v.orgs, err = s.People.MyOrganizations(ctx); err != nil {
		return err
	}
	if v.done, err = s.Review.MyRecord(ctx); err != nil {
		return err
	}
	p := s.page(r, "ties.title")
	p.Lead = p.T("ties.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("account.title"), URL: "/account"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return tiesPage(p, v) })
}

// tiesPosted runs one form of the page and comes back to it.
func (s *Site) tiesPosted(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, url.Values) (string, error)) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		words, err := do(r.Context(), s.page(r, "ties.title"), q)
		return tiesURL, words, err
	}, func(a again) error { return s.drawTies(w, r, a) })
}

func (s *Site) declareTie(w http.ResponseWriter, r *http.Request) error {
	return s.tiesPosted(w, r, func(ctx context.Context, p view.Page, q url.Values) (string, error) {
		in := review.DeclareAffiliationInput{Bond: interest.Bond(q.Get("bond")), Name: q.Get("name"), Email: q.Get("email")}
		var err error
		if in.Since, err = dayTyped(q, "since"); err != nil {
			return "", err
		}
		if in.Until, err = dayTyped(q, "until"); err != nil {
			return "", err
		}
		if !in.Bond.ToPerson() {
			if in.Organization, err = s.museumNamed(ctx, in.Name); err != nil {
				return "", err
			}
		}
		_, err = s.Review.DeclareAffiliation(ctx, in)
		return p.T("ties.declared"), err
	})
}

// museumNamed is the one record of the register with exactly this name; with none or several the name stands as it was typed.
func (s *Site) museumNamed(ctx context.Context, name string) (ident.Organization, error) {
	none := ident.Organization{}
	if strings.TrimSpace(name) == "" {
		return none, nil
	}
	found, err := s.People.Organizations(ctx, people.Filter{Text: name}, page.First(20))
	if err != nil {
		return none, err
	}
	out, n := none, 0
	for _, o := range found.Nodes {
		if people.NameKey(o.Name) == people.NameKey(name) {
			out, n = o.ID, n+1
		}
	}
	if n != 1 {
		return none, nil
	}
	return out, nil
}

func (s *Site) endTie(w http.ResponseWriter, r *http.Request) error {
	return s.tiesPosted(w, r, func(ctx context.Context, p view.Page, q url.Values) (string, error) {
		id, err := idOf[ident.AffiliationKind](q, "tie")
		if err != nil {
			return "", err
		}
		until, err := dayTyped(q, "until."+id.String())
		if err != nil {
			return "", err
		}
		_, err = s.Review.EndAffiliation(ctx, review.EndAffiliationInput{Affiliation: id, Until: until})
		return p.T("ties.ended"), renamed(err, func(path string) string { return path + "." + id.String() })
	})
}

func (s *Site) withdrawTie(w http.ResponseWriter, r *http.Request) error {
	return s.tiesPosted(w, r, func(ctx context.Context, p view.Page, q url.Values) (string, error) {
		id, err := idOf[ident.AffiliationKind](q, "tie")
		if err != nil {
			return "", err
		}
		_, err = s.Review.WithdrawAffiliation(ctx, review.WithdrawAffiliationInput{Affiliation: id})
		return p.T("ties.withdrawn"), err
	})
}

func bondOptions(p view.Page) []view.Option {
	return worded(p, "ties.bond", interest.Bonds(), view.Option{Label: p.T("review.choose")})
}

// tieName is whom or what a tie is to.
func tieName(a *review.Affiliation) string {
	switch {
	case a.OrganizationName != "":
		return a.OrganizationName
	case a.Name != "":
		return a.Name
	}
	return a.Email
}

func (v tiesView) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("ties.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("ties.to")}, {Title: p.T("ties.how")}, {Title: p.T("ties.since")}, {Title: p.T("ties.until")}, {Title: p.T("ties.change"), Hidden: true}},
		Empty:   view.Empty{Title: p.T("ties.none"), Text: p.T("ties.none.text")},
	}
	for _, a := range v.ties {
		until := p.Date(a.Until)
		if a.Until.IsZero() {
			until = p.T("ties.lasts")
		}
		t.Rows = append(t.Rows, view.Row{Key: a.ID.String(), Cells: []templ.Component{
			view.Name(tieName(a), ""), view.Text(p.Choice("ties.bond", string(a.Bond))), view.Text(p.Date(a.Since)), view.Text(until), tieActs(p, v, a),
		}})
	}
	return t
}
