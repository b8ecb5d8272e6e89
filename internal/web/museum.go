package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// directory is one page of the register with the filters that made it.
type directory struct {
	Filter people.Filter
	Page   *page.Connection[*people.Organization]
	Total  int
	Pager  view.Pager
	// Languages are the tags to filter by.
	Languages []string
	// Claims, and whether the reader keeps the register.
	Claims int
	Keeper bool
}

func (s *Site) museums(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	d := directory{Filter: museumFilter(q)}
	var err error
	if d.Page, err = s.People.Organizations(r.Context(), d.Filter, pageArgs(r, listed)); err != nil {
		return lost(err)
	}
	if d.Total, err = d.Page.TotalCount(r.Context()); err != nil {
		return err
	}
	if d.Languages, err = s.People.Languages(r.Context()); err != nil {
		return err
	}
	if d.Keeper = auth.May(r.Context(), auth.DecideClaim, auth.Target{}); d.Keeper {
		waiting, err := s.People.ClaimQueue(r.Context())
		if err != nil {
			return err
		}
		d.Claims = len(waiting)
	}
	d.Pager = pager(r, d.Page.PageInfo)
	p := s.page(r, "public.museums.title")
	p.Lead = p.T("public.museums.lead")
	return s.show(w, r, http.StatusOK, p, museumsPage(p, d))
}

func museumFilter(q url.Values) people.Filter {
	f := people.Filter{Text: clean(q.Get("text"))}
	if c := place.Country(q.Get("country")); c.Valid() {
		f.Country = c
	}
	if st := place.State(q.Get("state")); st.Valid() {
		f.State = st
	}
	if d := q.Get("discipline"); slices.Contains(people.Disciplines(), d) {
		f.Discipline = d
	}
	if tag := q.Get("language"); len(tag) <= 35 {
		f.Language = clean(tag)
	}
	return f
}

func museumQuery(f people.Filter) url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"text": f.Text, "country": string(f.Country), "state": string(f.State), "discipline": f.Discipline, "language": f.Language} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

func museumFilters(p view.Page, f people.Filter) view.FilterSpec {
	q := museumQuery(f)
	spec := view.FilterSpec{Action: "/museums"}
	add := func(name, label string) {
		if label != "" {
			spec.Chips = append(spec.Chips, view.Chip{Label: label, RemoveURL: without("/museums", q, name)})
		}
	}
	add("text", f.Text)
	if f.Country != "" {
		add("country", f.Country.Name(p.Locale()))
	}
	if f.State != "" {
		add("state", f.State.Name())
	}
	if f.Discipline != "" {
		add("discipline", p.Choice("public.discipline", f.Discipline))
	}
	if f.Language != "" {
		add("language", tongueName(p, f.Language))
	}
	if len(spec.Chips) > 1 {
		spec.ClearURL = "/museums"
	}
	return spec
}

func disciplineOptions(p view.Page, none string) []view.Option {
	out := []view.Option{{Label: none}}
	for _, d := range people.Disciplines() {
		out = append(out, view.Option{Value: d, Label: p.Choice("public.discipline", d)})
	}
	return out
}

// tongueName is the name of a language in the reader's, or its tag where nobody knows one.
func tongueName(p view.Page, tag string) string {
	namer := display.Tags(language.Make(p.Locale()))
	if name := namer.Name(language.Make(tag)); name != "" {
		return name
	}
	return tag
}

func languageOptions(p view.Page, none string, tags []string) []view.Option {
	out := []view.Option{{Label: none}}
	for _, t := range tags {
		out = append(out, view.Option{Value: t, Label: tongueName(p, t)})
	}
	return out
}

func (s *Site) projectsOf(ctx context.Context, id ident.Organization) ([]*award.Project, error) {
	all, err := s.Award.Projects(ctx)
	return slices.DeleteFunc(all, func(x *award.Project) bool {
		return !slices.ContainsFunc(x.Museums, func(m award.ProjectMuseum) bool { return m.Organization == id })
	}), err
}

// townOf is city, state and country on one line in the reader's language.
func townOf(p view.Page, city string, st place.State, c place.Country) string {
	out := city
	for _, part := range []string{st.Name(), c.Name(p.Locale())} {
		if part == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += part
	}
	return out
}

func ratioText(p view.Page, basisPoints int64) string {
	digits := 0
	if basisPoints%100 != 0 {
		digits = 2
	}
	return p.Percent(float64(basisPoints)/10000, digits)
}
