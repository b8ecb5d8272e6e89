package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// members is the page on which museums join, go, are replaced and invited.
type members struct {
	partnershipView
	Found    []*people.Organization // of the search for a museum that joins
	Searched bool
	Chosen   *people.Organization
}

func (s *Site) membersForm(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.drawMembers(w, r, id, again{typed: r.URL.Query()})
}

func (s *Site) drawMembers(w http.ResponseWriter, r *http.Request, id ident.Partnership, a again) error {
	if err := need(r.Context(), auth.ViewPartnership); err != nil {
		return err
	}
	m := members{}
	var err error
	if m.partnershipView, err = s.partnershipView(r.Context(), id); err != nil {
		return err
	}
	m.again = a
	if !m.Change && !m.Leave && !m.Office {
		return fault.New(fault.Forbidden, "forbidden", "Your roles do not allow this (%s).", auth.EditPartnership)
	}
	if err := s.searchMember(r.Context(), &m); err != nil {
		return err
	}
	p := s.page(r, "partnership.members.title")
	p.Eyebrow, p.Lead = m.Cycle.Title, p.T("partnership.members.lead")
	p.Crumbs = []view.Crumb{{Label: m.Title, URL: partnershipURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return membersPage(p, m) })
}

// searchMember finds museums by the words typed, and the one chosen before.
func (s *Site) searchMember(ctx context.Context, m *members) error {
	if id, err := ident.Parse[ident.OrganizationKind](m.typed.Get("comes")); err == nil {
		found, err := s.People.OrganizationsByID(ctx, []ident.Organization{id})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			m.Chosen = found[0]
		}
	}
	words, country := clean(m.typed.Get("q")), place.Country(m.typed.Get("country"))
	if words == "" && !country.Valid() {
		return nil
	}
	filter := people.Filter{Text: words}
	if country.Valid() {
		filter.Country = country
	}
	list, err := s.People.Organizations(ctx, filter, page.First(foundAtOnce))
	if err != nil {
		return err
	}
	m.Searched = true
	m.Found = slices.DeleteFunc(list.Nodes, func(o *people.Organization) bool { return m.Museum(o.ID) != nil })
	return nil
}

// changeMembers does what the form says: a museum joins, goes, or takes another's place.
func (s *Site) changeMembers(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.changeMember(r.Context(), id, q)
		return partnershipURL(id), s.page(r, "partnership.members.title").T("partnership.members.done"), err
	}, func(a again) error { return s.drawMembers(w, r, id, a) })
}

func (s *Site) changeMember(ctx context.Context, id ident.Partnership, q url.Values) error {
	goes, _ := ident.Parse[ident.OrganizationKind](q.Get("goes"))
	comes, _ := ident.Parse[ident.OrganizationKind](q.Get("comes"))
	var err error
	switch {
	case q.Get("do") == "remove" && goes.IsZero():
		return fault.BadField("goes", "required", "Choose one.")
	case q.Get("do") == "remove":
		_, err = s.Partnership.RemoveMember(ctx, partnership.RemoveMemberInput{Partnership: id, Organization: goes, Reason: q.Get("goes.reason"), ExpectedVersion: versionOf(q)})
		return renamed(err, func(path string) string {
			if path == "reason" {
				return "goes.reason"
			}
			return "goes"
		})
	case comes.IsZero():
		return fault.BadField("q", "required", "Choose one.")
	case !goes.IsZero():
		_, err = s.Partnership.ReplaceMember(ctx, partnership.ReplaceMemberInput{
			Partnership: id, Organization: goes, Replacement: comes, Part: q.Get("part"), Reason: q.Get("reason"), ExpectedVersion: versionOf(q),
		})
	default:
		_, err = s.Partnership.AddMember(ctx, partnership.AddMemberInput{
			Partnership: id, Organization: comes, Part: q.Get("part"), Reason: q.Get("reason"), ExpectedVersion: versionOf(q),
		})
	}
	return renamed(err, func(path string) string {
		if path == "organization" || path == "replacement" {
			return "q"
		}
		return path
	})
}

// goers are the museums the viewer may take out: the lead any partner, others their own.
func (m members) goers() []view.Option {
	var out []view.Option
	for _, x := range m.Museums {
		if !x.Member.Lead && (m.Change || slices.Contains(m.Own, x.Member.Organization)) {
			out = append(out, view.Option{Value: x.Member.Organization.String(), Label: x.Organization.Name})
		}
	}
	return out
}

// uninvited are members that have not confirmed and for which nobody speaks yet.
func (m members) uninvited() []partnership.Museum {
	var out []partnership.Museum
	for _, x := range m.Museums {
		if x.Member.ConfirmedAt == nil && !slices.Contains(m.Spoken, x.Member.Organization) {
			out = append(out, x)
		}
	}
	return out
}
