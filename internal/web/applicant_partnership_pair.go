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
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// pairing is the page that says whether two museums could apply together, before there is a partnership.
type pairing struct {
	calls         []*program.Call
	lead, partner *people.Organization
	found         map[string][]*people.Organization // by the side searched
	searched      map[string]bool
	rules         *partnership.Eligibility
	open          bool // the call takes proposals now
	typed         url.Values
}

// eligibilityPair answers by GET, so that a pair can be linked to; nothing is kept.
func (s *Site) eligibilityPair(w http.ResponseWriter, r *http.Request) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	d, refusal, err := s.pairing(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	p := s.page(r, "partnership.pair.title")
	p.Lead, p.Wide = p.T("partnership.pair.lead"), true
	p.Crumbs = []view.Crumb{homeCrumb(r, p)}
	return s.draw(w, r, p, again{err: refusal}, func(p view.Page) templ.Component { return pairPage(p, d) })
}

func (s *Site) pairing(ctx context.Context, q url.Values) (d pairing, refusal, err error) {
	d = pairing{typed: q, found: map[string][]*people.Organization{}, searched: map[string]bool{}}
	if d.calls, err = s.Program.Calls(ctx); err != nil {
		return d, nil, err
	}
	if d.lead, err = s.pairSide(ctx, &d, "lead"); err != nil {
		return d, nil, err
	}
	if d.partner, err = s.pairSide(ctx, &d, "partner"); err != nil {
		return d, nil, err
	}
	cycle, bad := ident.Parse[ident.CycleKind](q.Get("cycle"))
	if bad != nil || d.lead == nil || d.partner == nil {
		return d, nil, nil
	}
	d.open = slices.ContainsFunc(d.calls, func(c *program.Call) bool { return c.ID == cycle && c.OpenAt(s.Now()) })
	d.rules, err = s.Partnership.WouldBeEligible(ctx, partnership.Pair{Cycle: cycle, Lead: d.lead.ID, Partners: []ident.Organization{d.partner.ID}})
	if fault.Is(err, fault.Invalid) {
		return d, renamed(err, func(string) string { return "partner.q" }), nil
	}
	return d, nil, err
}

// pairSide is the museum chosen for a side, or what the words typed for it find.
func (s *Site) pairSide(ctx context.Context, d *pairing, side string) (*people.Organization, error) {
	words := clean(d.typed.Get(side + ".q"))
	if words != "" {
		list, err := s.People.Organizations(ctx, people.Filter{Text: words}, page.First(foundAtOnce))
		if err != nil {
			return nil, err
		}
		d.searched[side], d.found[side] = true, list.Nodes
		return nil, nil
	}
	id, err := ident.Parse[ident.OrganizationKind](d.typed.Get(side))
	if err != nil {
		return nil, nil //nolint:nilerr // nothing chosen yet
	}
	found, err := s.People.OrganizationsByID(ctx, []ident.Organization{id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// with is the page's address with one thing changed; a search on that side is over then.
func (d pairing) with(name, value string) string {
	q := url.Values{}
	for _, k := range []string{"cycle", "lead", "partner"} {
		if v := d.typed.Get(k); v != "" {
			q.Set(k, v)
		}
	}
	q.Set(name, value)
	return "/eligibility?" + q.Encode()
}

func (d pairing) cycles() []view.Option {
	var out []view.Option
	for _, c := range d.calls {
		out = append(out, view.Option{Value: c.ID.String(), Label: c.Title, Lang: "en"})
	}
	return out
}

func (d pairing) museums() []ruleMuseum {
	return []ruleMuseum{{d.lead.ID, d.lead.Name}, {d.partner.ID, d.partner.Name}}
}
