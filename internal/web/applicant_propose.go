package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// proposing is the form of a new partnership between its steps; all it holds travels in the form.
type proposing struct {
	Open     []*program.Call
	Leads    []*people.Affiliation
	Partners []*people.Organization
	Found    []*people.Organization
	Searched bool
	AddOpen  bool // the form of a museum that is not in the directory
	typed    url.Values
}

// foundAtOnce is how many partners a search shows.
const foundAtOnce = 12

func (s *Site) newPartnership(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	typed := url.Values{"cycle": {q.Get("cycle")}, "partner": q["partner"]}
	return s.proposingPage(w, r, typed, nil)
}

// proposePartnership does what the pressed button says; each step but the last draws the form again with all in it.
func (s *Site) proposePartnership(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.proposingPage(w, r, r.PostForm, err)
	}
	q := r.PostForm
	if add := q.Get("add"); add != "" && !slices.Contains(q["partner"], add) {
		q.Add("partner", add)
		q.Del("q")
		return s.proposingPage(w, r, q, nil)
	}
	if remove := q.Get("remove"); remove != "" {
		q["partner"] = slices.DeleteFunc(q["partner"], func(x string) bool { return x == remove })
		return s.proposingPage(w, r, q, nil)
	}
	switch q.Get("do") {
	case "name":
		return s.nameMuseum(w, r, q)
	case "propose":
		return s.propose(w, r, q)
	}
	return s.proposingPage(w, r, q, nil)
}

// propose makes the partnership; refused fields come back at their place in the form.
func (s *Site) propose(w http.ResponseWriter, r *http.Request, q url.Values) error {
	in := partnership.ProposeInput{Title: q.Get("title"), LeadPart: q.Get("leadPart")}
	var err error
	if in.Cycle, err = idOf[ident.CycleKind](q, "cycle"); err != nil {
		return s.proposingPage(w, r, q, err)
	}
	if in.Lead, err = idOf[ident.OrganizationKind](q, "lead"); err != nil {
		return s.proposingPage(w, r, q, err)
	}
	for _, x := range q["partner"] {
		id, err := ident.Parse[ident.OrganizationKind](x)
		if err != nil {
			return fault.Missing("museum")
		}
		in.Partners = append(in.Partners, partnership.PartnerInput{Organization: id, Part: q.Get("part-" + x)})
	}
	d, err := s.Partnership.Propose(r.Context(), in)
	if err != nil {
		return s.proposingPage(w, r, q, renamed(err, func(path string) string { return partField(q["partner"], path) }))
	}
	return s.goTo(w, r, partnershipURL(d.ID), s.page(r, "applicant.propose.title").T("applicant.propose.done"))
}

// partField puts a refusal of partners.2.part at the field of that partner, and of partners at the search.
func partField(partners []string, path string) string {
	rest, ok := strings.CutPrefix(path, "partners")
	if !ok {
		return path
	}
	parts := strings.Split(strings.TrimPrefix(rest, "."), ".")
	if i, err := strconv.Atoi(parts[0]); err == nil && i >= 0 && i < len(partners) {
		return "part-" + partners[i]
	}
	return "q"
}

// nameMuseum adds a partner that the directory lacks; one of the same name and place is taken instead.
func (s *Site) nameMuseum(w http.ResponseWriter, r *http.Request, q url.Values) error {
	in := people.OrganizationInput{
		Name: q.Get("new.name"), NameLocal: q.Get("new.nameLocal"), Country: place.Country(q.Get("new.country")), City: q.Get("new.city"),
		Website: q.Get("new.website"), Kind: people.Kind(q.Get("new.kind")),
	}
	var id string
	o, err := s.People.NameOrganization(r.Context(), in)
	if twin := twinOf(err); twin != "" {
		id, err = strings.TrimPrefix(twin, "/museums/"), nil
	} else if err == nil {
		id = o.ID.String()
	}
	if err != nil {
		return s.proposingPage(w, r, q, under(err, "new."))
	}
	if !slices.Contains(q["partner"], id) {
		q.Add("partner", id)
	}
	for _, name := range []string{"name", "nameLocal", "country", "city", "website", "kind"} {
		q.Del("new." + name)
	}
	return s.proposingPage(w, r, q, nil)
}

func (s *Site) proposingPage(w http.ResponseWriter, r *http.Request, q url.Values, refusal error) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	f, err := s.proposing(r.Context(), q)
	if err != nil {
		return err
	}
	p := s.page(r, "applicant.propose.title")
	p.Lead = p.T("applicant.propose.lead")
	p.Crumbs = []view.Crumb{homeCrumb(r, p)}
	return s.draw(w, r, p, again{err: refusal, typed: q}, func(p view.Page) templ.Component {
		f.AddOpen = slices.ContainsFunc(p.Errors, func(e view.FieldError) bool { return strings.HasPrefix(e.Field, "new.") })
		return proposingPage(p, f)
	})
}

func (s *Site) proposing(ctx context.Context, q url.Values) (f proposing, err error) {
	f.typed = q
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return f, err
	}
	for _, c := range calls {
		if c.TakesWork() && c.ClosesAt != nil && s.Now().Before(*c.ClosesAt) {
			f.Open = append(f.Open, c)
		}
	}
	mine, err := s.People.MyOrganizations(ctx)
	if err != nil {
		return f, err
	}
	for _, o := range mine {
		if o.US() && auth.May(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{o.ID}}) &&
			!slices.ContainsFunc(f.Leads, func(x *people.Affiliation) bool { return x.ID == o.ID }) {
			f.Leads = append(f.Leads, o)
		}
	}
	if f.Partners, err = s.partnersTyped(ctx, q["partner"]); err != nil {
		return f, err
	}
	return f, s.searchPartners(ctx, &f)
}

// partnersTyped are the chosen museums in the order chosen; broken ids are left out.
func (s *Site) partnersTyped(ctx context.Context, typed []string) ([]*people.Organization, error) {
	var ids []ident.Organization
	for _, x := range typed {
		if id, err := ident.Parse[ident.OrganizationKind](x); err == nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.People.OrganizationsByID(ctx, ids)
	slices.SortFunc(found, func(a, b *people.Organization) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, err
}

func (s *Site) searchPartners(ctx context.Context, f *proposing) error {
	words, country := clean(f.typed.Get("q")), place.Country(f.typed.Get("country"))
	if words == "" && !country.Valid() {
		return nil
	}
	f.Searched = true
	filter := people.Filter{Text: words}
	if country.Valid() {
		filter.Country = country
	}
	list, err := s.People.Organizations(ctx, filter, page.First(foundAtOnce))
	if err != nil {
		return err
	}
	f.Found = slices.DeleteFunc(list.Nodes, func(o *people.Organization) bool { return slices.Contains(f.typed["partner"], o.ID.String()) })
	return nil
}

func callOptions(p view.Page, open []*program.Call) []view.Option {
	var out []view.Option
	for _, c := range open {
		out = append(out, view.Option{Value: c.ID.String(), Label: c.Title + " · " + p.Date(dayOf(*c.ClosesAt, c.Zone)), Lang: "en"})
	}
	return out
}

func leadOptions(leads []*people.Affiliation) []view.Option {
	var out []view.Option
	for _, o := range leads {
		out = append(out, view.Option{Value: o.ID.String(), Label: o.Name})
	}
	return out
}

// dayOf is the calendar day of an instant in a zone by name.
func dayOf(t time.Time, zone string) calendar.Date { return calendar.Of(t, zoneOf(zone)) }

func memberEyebrow(p view.Page, m partnership.Museum) string {
	if m.Member.Lead {
		return p.T("public.project.lead")
	}
	return p.T("public.project.partner")
}

func endorsementBadge(p view.Page, e *partnership.Endorsement) view.Badge {
	if e == nil {
		return view.Badge{Label: p.Choice("applicant.endorse", "none"), Tone: view.Neutral}
	}
	tone := view.Waiting
	switch e.State {
	case partnership.Endorsed:
		tone = view.Good
	case partnership.EndorsementDeclined, partnership.EndorsementExpired:
		tone = view.Bad
	}
	return view.Badge{Label: p.Choice("applicant.endorse", string(e.State)), Tone: tone}
}

// wordsTyped are the words typed for this museum, if it was refused.
func wordsTyped(v partnershipView, org ident.Organization) string {
	if v.typed.Get("organization") != org.String() {
		return ""
	}
	return v.typed.Get("words")
}
