package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// placesOf reads the places of those museums of a partnership that are asked for.
func (s *Site) placesOf(ctx context.Context, v *partnershipView, asked func(partnership.Museum) bool) error {
	if v.Sites == nil {
		v.Sites = map[ident.Organization][]*people.Site{}
	}
	for _, m := range v.Museums {
		if v.Sites[m.Member.Organization] != nil || !asked(m) {
			continue
		}
		all, err := s.People.Sites(ctx, m.Member.Organization)
		if err != nil {
			return err
		}
		v.Sites[m.Member.Organization] = all
	}
	return nil
}

// placeOf is the name of the place at which a museum takes part; empty is the whole museum.
func (v partnershipView) placeOf(m partnership.Museum) string {
	for _, x := range v.Sites[m.Member.Organization] {
		if x.ID == m.Member.Site {
			return x.Name
		}
	}
	return ""
}

func (v partnershipView) siteOptions(p view.Page, m partnership.Museum) []view.Option {
	out := []view.Option{{Label: p.T("partnership.site.whole")}}
	for _, x := range v.Sites[m.Member.Organization] {
		out = append(out, view.Option{Value: x.ID.String(), Label: x.Name + ", " + townOf(p, x.City, x.State, x.Country), Lang: x.NameLang})
	}
	return out
}

func siteField(o ident.Organization) string { return "site-" + o.String() }

// idOrNone is an id as a form carries it; the absent one is empty.
func idOrNone(id ident.Site) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

func (s *Site) chooseSite(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		org, err := ident.Parse[ident.OrganizationKind](q.Get("museum"))
		if err != nil {
			return "", "", fault.Missing("museum")
		}
		in := partnership.ChooseSiteInput{Partnership: id, Organization: org, ExpectedVersion: versionOf(q)}
		if text := q.Get(siteField(org)); text != "" {
			site, err := ident.Parse[ident.SiteKind](text)
			if err != nil {
				return "", "", fault.BadField(siteField(org), "unknown_site", "The record of the museum has no such place.")
			}
			in.Site = &site
		}
		_, err = s.Partnership.ChooseSite(r.Context(), in)
		return partnershipURL(id) + "/parts", s.page(r, "partnership.parts.title").T("partnership.site.done"), renamed(err, func(string) string { return siteField(org) })
	}, func(a again) error { return s.drawParts(w, r, a) })
}
