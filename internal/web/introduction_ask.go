package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// asking is who is asked, and for which of the reader's museums; an officer introduces the first to the second.
type asking struct {
	asked *profile.Detail
	asker *profile.Detail // named by an officer
	own   []ownProfile
	again
}

// ownProfile is a listed profile of a museum the reader speaks for.
type ownProfile struct {
	profile *profile.Profile
	museum  string
}

func askURL(asker, asked ident.Profile) string {
	q := url.Values{"asked": {asked.String()}}
	if !asker.IsZero() {
		q.Set("asker", asker.String())
	}
	return "/introductions/new?" + q.Encode()
}

// ownProfiles are the listed profiles of the reader's museums in a cycle, but for one museum.
func (s *Site) ownProfiles(ctx context.Context, c ident.Cycle, but ident.Organization) ([]ownProfile, error) {
	if auth.Scope(ctx, auth.SeekPartner).Nothing() {
		return nil, nil
	}
	mine, err := s.People.MyOrganizations(ctx)
	if err != nil {
		return nil, err
	}
	var out []ownProfile
	for _, o := range mine {
		if o.ID == but || !auth.May(ctx, auth.SeekPartner, auth.Target{Organizations: []ident.Organization{o.ID}}) {
			continue
		}
		x, err := s.Profile.ProfileOf(ctx, c, o.ID)
		if err != nil {
			return nil, err
		}
		if x != nil && x.State == profile.Listed {
			out = append(out, ownProfile{x, o.Name})
		}
	}
	return out, nil
}

func (s *Site) newIntroduction(w http.ResponseWriter, r *http.Request) error {
	return s.drawAsking(w, r, r.URL.Query())(again{})
}

// asking reads whom the page is about; the office's page names both museums.
func (s *Site) asking(ctx context.Context, q url.Values) (v asking, err error) {
	if err := need(ctx, auth.ViewIntroduction); err != nil {
		return v, err
	}
	asked, err := ident.Parse[ident.ProfileKind](q.Get("asked"))
	if err != nil {
		return v, fault.Missing("profile")
	}
	if v.asked, err = s.Profile.Profile(ctx, asked); err != nil {
		return v, err
	}
	if v.own, err = s.ownProfiles(ctx, v.asked.Cycle, v.asked.Organization); err != nil || len(v.own) > 0 {
		return v, err
	}
	asker, err := ident.Parse[ident.ProfileKind](q.Get("asker"))
	if err != nil {
		return v, nil
	}
	if v.asker, err = s.Profile.Profile(ctx, asker); err != nil {
		return v, err
	}
	if !auth.May(ctx, auth.IntroduceMuseums, auth.Target{Program: v.asker.Program, Organizations: []ident.Organization{v.asker.Organization, v.asked.Organization}}) {
		return v, fault.Missing("page")
	}
	return v, nil
}

func (s *Site) drawAsking(w http.ResponseWriter, r *http.Request, q url.Values) func(again) error {
	return func(a again) error {
		v, err := s.asking(r.Context(), q)
		if err != nil {
			return err
		}
		v.again = a
		p := s.page(r, "introduction.ask")
		p.Eyebrow = v.asked.CycleTitle
		p.Crumbs = []view.Crumb{{Label: p.T("profile.directory"), URL: "/partners"}, {Label: v.asked.Museum, URL: profileURL(v.asked.ID)}}
		if v.asker != nil {
			p.Title = p.T("introduction.introduce")
		}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return askPage(p, v) })
	}
}

// chosen are the museums to ask for; the one named in the address stands first.
func (v asking) chosen() []view.Option {
	out := make([]view.Option, len(v.own))
	for i, o := range v.own {
		out[i] = view.Option{Value: o.profile.ID.String(), Label: o.museum}
	}
	return out
}

func (s *Site) beginIntroduction(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, asker, asked ident.Profile, words string) (*matching.Meeting, error)) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		asked, err := idOf[ident.ProfileKind](q, "asked")
		if err != nil {
			return "", "", err
		}
		asker, err := idOf[ident.ProfileKind](q, "asker")
		if err != nil {
			return "", "", err
		}
		m, err := do(r.Context(), asker, asked, q.Get("words"))
		if err != nil {
			return "", "", err
		}
		return introductionURL(m.ID), s.page(r, "introduction.title").T("introduction.asked"), nil
	}, func(a again) error { return s.drawAsking(w, r, r.PostForm)(a) })
}

func (s *Site) ask(w http.ResponseWriter, r *http.Request) error {
	return s.beginIntroduction(w, r, func(ctx context.Context, asker, asked ident.Profile, words string) (*matching.Meeting, error) {
		return s.Matching.Ask(ctx, matching.AskInput{Asker: asker, Asked: asked, Words: words})
	})
}

func (s *Site) introduce(w http.ResponseWriter, r *http.Request) error {
	return s.beginIntroduction(w, r, func(ctx context.Context, asker, asked ident.Profile, words string) (*matching.Meeting, error) {
		return s.Matching.Introduce(ctx, matching.IntroduceInput{Asker: asker, Asked: asked, Words: words})
	})
}
