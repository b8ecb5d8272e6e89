package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// projects is the list of past partnerships, narrowed by what the address says; unknown values do not narrow.
func (s *Site) projects(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Award.Projects(r.Context())
	if err != nil {
		return err
	}
	f := projectFilter(r.URL.Query())
	var shown []*award.Project
	for _, x := range all {
		if f.Lets(x) {
			shown = append(shown, x)
		}
	}
	p := s.page(r, "public.projects.title")
	p.Lead = p.T("public.projects.lead")
	return s.show(w, r, http.StatusOK, p, projectsPage(p, f, all, shown, s.Publisher != ""))
}

func projectFilter(q url.Values) award.ProjectFilter {
	f := award.ProjectFilter{Text: clean(q.Get("text"))}
	if y, err := strconv.Atoi(q.Get("year")); err == nil && y > 0 {
		f.Year = y
	}
	if c := place.Country(q.Get("country")); c.Valid() {
		f.Country = c
	}
	if st := place.State(q.Get("state")); st.Valid() {
		f.State = st
	}
	return f
}

// clean makes text from an address safe to search with and to show again.
func clean(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200])
	}
	return strings.TrimSpace(s)
}

func (s *Site) project(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	x, err := s.Award.Project(r.Context(), id)
	if err != nil {
		return err
	}
	stories, err := s.Outreach.PublicStories(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "public.project.one")
	p.Title, p.TitleLang, p.Lead = x.Title, "", x.Subject
	p.Eyebrow = x.ProgramName + " · " + strconv.Itoa(x.Year)
	p.Crumbs = []view.Crumb{{Label: p.T("public.projects.title"), URL: "/projects"}}
	return s.show(w, r, http.StatusOK, p, projectPage(p, x, stories))
}

// without is the address of a list with one of its filters taken off.
func without(path string, q url.Values, name string) string {
	kept := url.Values{}
	for k, v := range q {
		if k != name && k != "after" && k != "before" && len(v) > 0 && v[0] != "" {
			kept[k] = v[:1]
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

func projectQuery(f award.ProjectFilter) url.Values {
	q := url.Values{}
	if f.Text != "" {
		q.Set("text", f.Text)
	}
	if f.Year != 0 {
		q.Set("year", strconv.Itoa(f.Year))
	}
	if f.Country != "" {
		q.Set("country", string(f.Country))
	}
	if f.State != "" {
		q.Set("state", string(f.State))
	}
	return q
}

// projectFilters is the bar over the list: choices are what the whole list holds.
func projectFilters(p view.Page, f award.ProjectFilter) view.FilterSpec {
	q := projectQuery(f)
	spec := view.FilterSpec{Action: "/projects"}
	add := func(name, label string) {
		spec.Chips = append(spec.Chips, view.Chip{Label: label, RemoveURL: without("/projects", q, name)})
	}
	if f.Text != "" {
		add("text", f.Text)
	}
	if f.Year != 0 {
		add("year", strconv.Itoa(f.Year))
	}
	if f.Country != "" {
		add("country", f.Country.Name(p.Locale()))
	}
	if f.State != "" {
		add("state", f.State.Name())
	}
	if len(spec.Chips) > 1 {
		spec.ClearURL = "/projects"
	}
	return spec
}

func yearOptions(p view.Page, years []int) []view.Option {
	out := []view.Option{{Label: p.T("public.filter.any")}}
	for _, y := range years {
		out = append(out, view.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return out
}

// countryOptions are countries by their names in the reader's language, after a choice of none.
func countryOptions(p view.Page, none string, countries []place.Country) []view.Option {
	var out []view.Option
	for _, c := range countries {
		out = append(out, view.Option{Value: string(c), Label: c.Name(p.Locale())})
	}
	slices.SortFunc(out, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return append([]view.Option{{Label: none}}, out...)
}

// stateOptions are US states and territories by name, after a choice of none.
func stateOptions(none string, states []place.State) []view.Option {
	var out []view.Option
	for _, st := range states {
		out = append(out, view.Option{Value: string(st), Label: st.Name(), Lang: "en"})
	}
	slices.SortFunc(out, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return append([]view.Option{{Label: none}}, out...)
}

func yearText(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}
