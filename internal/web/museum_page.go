package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// museumReading is a museum's page: what all read, and what the reader may do there.
type museumReading struct {
	*people.Organization
	projects []*award.Project
	sites    []*people.Site
	signals  []*people.StandingSignal
	checks   []*people.ExclusionCheck // for officers
	family   []*people.Relative       // above and below it, for officers
	relates  bool                     // the reader may say what it is part of
	claim    *people.ClaimRow         // the reader's own that waits
	mine     bool                     // the reader may write the record
	speaks   bool                     // the reader answers claims on it
	signedIn bool
	officer  bool
	again
}

// url is the address of the museum's page, or of one below it.
func (m museumReading) url(below string) string { return museumURL(m.ID) + below }

func museumURL(id ident.Organization) string { return "/museums/" + id.String() }

func (s *Site) museum(w http.ResponseWriter, r *http.Request) error {
	return s.drawMuseum(w, r, again{})
}

func (s *Site) drawMuseum(w http.ResponseWriter, r *http.Request, a again) error {
	m, err := s.museumReading(r)
	if err != nil {
		return err
	}
	if !m.MergedInto.IsZero() {
		http.Redirect(w, r, museumURL(m.MergedInto), http.StatusFound)
		return nil
	}
	m.again = a
	if m.projects, err = s.projectsOf(r.Context(), m.ID); err != nil {
		return err
	}
	p := s.page(r, "nav.museums")
	p.Title, p.TitleLang = m.Name, ""
	p.Eyebrow = p.Choice("public.kind", string(m.Kind))
	p.Crumbs = []view.Crumb{{Label: p.T("public.museums.title"), URL: "/museums"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return museumPage(p, m) })
}

// museumReading reads the record that an address names, with what belongs to it.
func (s *Site) museumReading(r *http.Request) (museumReading, error) {
	ctx := r.Context()
	var m museumReading
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return m, err
	}
	if m.Organization, err = s.People.Organization(ctx, id); err != nil {
		return m, err
	}
	if m.sites, err = s.People.Sites(ctx, id); err != nil {
		return m, err
	}
	if m.signals, err = s.People.StandingSignals(ctx, id); err != nil {
		return m, err
	}
	t := auth.Target{Organizations: []ident.Organization{id}}
	m.signedIn, m.mine, m.speaks = auth.Who(ctx).SignedIn(), auth.May(ctx, auth.EditOrganization, t), auth.May(ctx, auth.AnswerClaim, t)
	if m.officer = auth.May(ctx, auth.CheckExclusions, t); m.officer {
		if m.checks, err = s.People.ExclusionChecks(ctx, id); err != nil {
			return m, err
		}
	}
	if m.relates = auth.May(ctx, auth.RelateOrganization, t); m.relates {
		if m.family, err = s.People.Family(ctx, id); err != nil {
			return m, err
		}
	}
	m.claim, err = s.claimOf(ctx, id)
	return m, err
}

// claimOf is the reader's own claim on a museum that waits, if there is one.
func (s *Site) claimOf(ctx context.Context, id ident.Organization) (*people.ClaimRow, error) {
	if auth.Who(ctx).Person.IsZero() {
		return nil, nil
	}
	mine, err := s.People.MyClaims(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(mine, func(c *people.ClaimRow) bool { return c.Organization == id && c.State == people.Claimed }); i >= 0 {
		return mine[i], nil
	}
	return nil, nil
}

// museumRecord is where a museum's people keep its sites and signals.
func (s *Site) museumRecord(w http.ResponseWriter, r *http.Request) error {
	return s.drawRecord(w, r, again{})
}

func (s *Site) drawRecord(w http.ResponseWriter, r *http.Request, a again) error {
	m, err := s.museumReading(r)
	if err != nil {
		return err
	}
	if err := auth.Require(r.Context(), auth.EditOrganization, auth.Target{Organizations: []ident.Organization{m.ID}}); err != nil {
		return err
	}
	m.again = a
	p := s.page(r, "museum.record.title")
	p.Eyebrow, p.Lead = m.Name, p.T("museum.record.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("public.museums.title"), URL: "/museums"}, {Label: m.Name, URL: m.url("")}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return recordPage(p, m) })
}

// dateTyped reads a date that may be empty.
func dateTyped(q url.Values, name string) (calendar.Date, error) {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.Parse(text)
	if err != nil {
		return d, fault.BadField(name, "bad_date", "A date looks like 1987-05-01.")
	}
	return d, nil
}

func (s *Site) keepSite(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := people.SiteInput{
			Organization: id, Name: q.Get("site.name"), NameLang: q.Get("site.nameLang"), Country: place.Country(q.Get("site.country")),
			State: place.State(q.Get("site.state")), City: q.Get("site.city"), Street: q.Get("site.street"), Main: q.Get("site.main") != "",
		}
		var err error
		if in.OpenedOn, err = dateTyped(q, "site.openedOn"); err != nil {
			return "", "", err
		}
		_, err = s.People.KeepSite(r.Context(), in)
		return museumURL(id) + "/record", s.page(r, "museum.record.title").T("museum.site.kept"), under(err, "site.")
	}, func(a again) error { return s.drawRecord(w, r, a) })
}

func (s *Site) removeSite(w http.ResponseWriter, r *http.Request) error {
	org, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	id, err := param[ident.SiteKind](r, "site")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		return museumURL(org) + "/record", s.page(r, "museum.record.title").T("museum.site.removed"), s.People.RemoveSite(r.Context(), id)
	}, func(a again) error { return s.drawRecord(w, r, a) })
}

func (s *Site) addStanding(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := people.StandingInput{Organization: id, Kind: people.Signal(q.Get("standing.kind")), Detail: q.Get("standing.detail")}
		var err error
		if in.Since, err = dateTyped(q, "standing.since"); err != nil {
			return "", "", err
		}
		if in.Until, err = dateTyped(q, "standing.until"); err != nil {
			return "", "", err
		}
		_, err = s.People.AddStandingSignal(r.Context(), in)
		return museumURL(id) + "/record", s.page(r, "museum.record.title").T("museum.standing.kept"), under(err, "standing.")
	}, func(a again) error { return s.drawRecord(w, r, a) })
}

func (s *Site) removeStanding(w http.ResponseWriter, r *http.Request) error {
	org, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	id, err := param[ident.StandingKind](r, "standing")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		return museumURL(org) + "/record", s.page(r, "museum.record.title").T("museum.standing.removed"), s.People.RemoveStandingSignal(r.Context(), id)
	}, func(a again) error { return s.drawRecord(w, r, a) })
}

func (s *Site) recordExclusion(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := people.ExclusionInput{Organization: id, Result: people.ExclusionResult(q.Get("exclusion.result")), Note: q.Get("exclusion.note")}
		var err error
		if in.CheckedOn, err = dateTyped(q, "exclusion.checkedOn"); err != nil {
			return "", "", err
		}
		_, err = s.People.RecordExclusionCheck(r.Context(), in)
		return museumURL(id), s.page(r, "museum.exclusions").T("museum.exclusion.kept"), under(err, "exclusion.")
	}, func(a again) error { return s.drawMuseum(w, r, a) })
}

// above are what the museum is part of, the nearest first; below what is part of it.
func (m museumReading) above() []*people.Relative { return relatives(m.family, true) }

func (m museumReading) below() []*people.Relative { return relatives(m.family, false) }

func relatives(all []*people.Relative, up bool) []*people.Relative {
	return slices.DeleteFunc(slices.Clone(all), func(x *people.Relative) bool { return (x.Steps > 0) != up })
}

// setParent says what the museum is part of; its page's address is as good as its id.
func (s *Site) setParent(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := people.SetParentInput{Organization: id, Reason: strings.TrimSpace(q.Get("parent.reason")), ExpectedVersion: versionOf(q)}
		if typed := strings.Trim(strings.TrimSpace(q.Get("parent.parent")), "/"); typed != "" {
			if in.Parent, err = ident.Parse[ident.OrganizationKind](typed[strings.LastIndex(typed, "/")+1:]); err != nil {
				return "", "", fault.BadField("parent.parent", "not_found", "There is no such organization.")
			}
		}
		_, err := s.People.SetParent(r.Context(), in)
		return museumURL(id), s.page(r, "museum.parent").T("museum.parent.kept"), under(err, "parent.")
	}, func(a again) error { return s.drawMuseum(w, r, a) })
}
