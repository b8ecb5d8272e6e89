package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// beginning is which museum may begin a profile in which cycle.
type beginning struct {
	Museums, Cycles []view.Option
	cycle, museum   string
	again
}

func (s *Site) newProfile(w http.ResponseWriter, r *http.Request) error {
	return s.drawNewProfile(w, r)(again{})
}

func (s *Site) drawNewProfile(w http.ResponseWriter, r *http.Request) func(again) error {
	return func(a again) error {
		ctx, q := r.Context(), r.URL.Query()
		if !auth.Who(ctx).SignedIn() {
			return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
		}
		v := beginning{cycle: clean(q.Get("cycle")), museum: clean(q.Get("organization")), again: a}
		mine, err := s.People.MyOrganizations(ctx)
		if err != nil {
			return err
		}
		for _, o := range mine {
			if auth.May(ctx, auth.EditProfile, auth.Target{Organizations: []ident.Organization{o.ID}}) {
				v.Museums = append(v.Museums, view.Option{Value: o.ID.String(), Label: museumIn(&o.Organization)})
			}
		}
		calls, err := s.Program.Calls(ctx)
		if err != nil {
			return err
		}
		for _, c := range calls {
			if c.ProfileForm.IsZero() {
				continue
			}
			if _, err := s.Program.ProfileCycle(ctx, c.ID); err == nil {
				v.Cycles = append(v.Cycles, view.Option{Value: c.ID.String(), Label: c.Title})
			} else if fault.Is(err, fault.Internal) {
				return err
			}
		}
		p := s.page(r, "profile.begin")
		p.Lead = p.T("profile.begin.lead")
		p.Crumbs = []view.Crumb{{Label: p.T("profile.directory"), URL: "/partners"}}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return newProfilePage(p, v) })
	}
}

// startProfile begins a profile, or opens the one that the museum has in the cycle.
func (s *Site) startProfile(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		museum, err := idOf[ident.OrganizationKind](q, "organization")
		if err != nil {
			return "", "", err
		}
		cycle, err := idOf[ident.CycleKind](q, "cycle")
		if err != nil {
			return "", "", err
		}
		d, err := s.Profile.Start(r.Context(), profile.StartInput{Cycle: cycle, Organization: museum})
		if fault.HasCode(err, "profile_taken") {
			has, looked := s.Program.ProfileCycle(r.Context(), cycle)
			if looked != nil {
				return "", "", looked
			}
			old, looked := s.Profile.ProfileOf(r.Context(), has.ID, museum)
			if looked != nil || old == nil {
				return "", "", err
			}
			return profileURL(old.ID), "", nil
		}
		if err != nil {
			return "", "", err
		}
		return profileURL(d.ID), s.page(r, "profile.title").T("profile.started"), nil
	}, s.drawNewProfile(w, r))
}
