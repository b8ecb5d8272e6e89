package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// profileList is the directory of profiles, or the office's queue, as it was asked for.
type profileList struct {
	path      string
	in        profile.ListInput
	side      string
	query     url.Values // what narrows it, as in the address
	total     int
	rows      []*profile.Row
	pager     view.Pager
	themes    map[string]form.Option // of all the forms, by key
	order     []string               // of the themes
	cycles    []view.Option
	current   string // the newest call that is no draft, else the newest
	languages []string
	begin     bool
	office    bool
	meet      bool // the viewer meets introductions
}

func (s *Site) partners(w http.ResponseWriter, r *http.Request) error {
	d := profileList{path: "/partners"}
	d.begin = !auth.Who(r.Context()).SignedIn() || !auth.Scope(r.Context(), auth.EditProfile).Nothing()
	if err := s.readProfiles(r, &d, profile.Listed); err != nil {
		return err
	}
	p := s.page(r, "profile.directory")
	p.Lead = p.T("profile.directory.lead")
	return s.show(w, r, http.StatusOK, p, profileListPage(p, d))
}

func (s *Site) officeProfiles(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ListProfile); err != nil {
		return err
	}
	d := profileList{path: "/office/profiles", office: true}
	if err := s.readProfiles(r, &d, profile.State(r.URL.Query().Get("state"))); err != nil {
		return err
	}
	p := s.page(r, "profile.queue")
	p.Wide, p.Lead = true, p.T("profile.queue.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, profileListPage(p, d))
}

func (s *Site) readProfiles(r *http.Request, d *profileList, state profile.State) error {
	ctx := r.Context()
	d.narrow(r.URL.Query())
	d.meet = !auth.Scope(ctx, auth.ViewIntroduction).Nothing()
	if d.in.State = state; d.office && !slices.Contains(profileStates(), state) {
		d.in.State = profile.Submitted
	}
	if err := s.profileChoices(ctx, d); err != nil {
		return err
	}
	c, err := s.Profile.Profiles(ctx, d.in, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	d.total, err = c.TotalCount(ctx)
	return err
}

// profileChoices are what the directory can be narrowed to: calls with profiles, their themes, and languages.
func (s *Site) profileChoices(ctx context.Context, d *profileList) error {
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return err
	}
	d.themes = map[string]form.Option{}
	seen := map[ident.Form]bool{}
	var newest program.State
	for _, c := range calls {
		if c.ProfileForm.IsZero() {
			continue
		}
		d.cycles = append(d.cycles, view.Option{Value: c.ID.String(), Label: c.Title})
		if d.current == "" || newest == program.Draft {
			d.current, newest = c.ID.String(), c.State // the newest that is no draft, if there is one
		}
		if seen[c.ProfileForm] {
			continue
		}
		seen[c.ProfileForm] = true
		f, err := s.Form.Form(ctx, c.ProfileForm)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		_, q, ok := f.Definition.Find(profile.ThemesKey)
		if !ok {
			continue
		}
		for _, o := range q.Options {
			if _, known := d.themes[o.Key]; !known {
				d.order = append(d.order, o.Key)
			}
			d.themes[o.Key] = o
		}
	}
	d.languages, err = s.People.Languages(ctx)
	return err
}

// narrow reads the filters; what names nothing does not narrow.
func (d *profileList) narrow(q url.Values) {
	d.query = url.Values{}
	keep := func(name, value string) {
		if value != "" {
			d.query.Set(name, value)
		}
	}
	d.in.Words = clean(q.Get("words"))
	keep("words", d.in.Words)
	if id, err := ident.Parse[ident.CycleKind](q.Get("cycle")); err == nil {
		d.in.Cycle = id
		keep("cycle", id.String())
	}
	switch side := q.Get("side"); side {
	case "us", "abroad":
		us := side == "us"
		d.in.US, d.side = &us, side
		keep("side", side)
	}
	if c := place.Country(q.Get("country")); c.Valid() {
		d.in.Country = c
		keep("country", string(c))
	}
	if st := place.State(q.Get("state_us")); st.Valid() {
		d.in.USState = st
		keep("state_us", string(st))
	}
	if x := q.Get("discipline"); slices.Contains(people.Disciplines(), x) {
		d.in.Type = x
		keep("discipline", x)
	}
	d.in.Theme, d.in.Language = clean(q.Get("theme")), clean(q.Get("language"))
	keep("theme", d.in.Theme)
	keep("language", d.in.Language)
	if d.in.Seeking = q.Get("seeking") == "yes"; d.in.Seeking {
		keep("seeking", "yes")
	}
}

func (d profileList) filters(p view.Page) view.FilterSpec {
	spec := view.FilterSpec{Action: d.path}
	if len(d.query) > 1 {
		spec.ClearURL = d.path
	}
	labels := map[string]string{
		"words": d.in.Words, "side": p.Choice("profile.side", d.side), "country": d.in.Country.Name(p.Locale()), "state_us": d.in.USState.Name(),
		"discipline": p.Choice("public.discipline", d.in.Type), "theme": d.theme(p, d.in.Theme), "language": tongueName(p, d.in.Language), "seeking": p.T("profile.seeking"),
	}
	for _, c := range d.cycles {
		if c.Value == d.in.Cycle.String() {
			labels["cycle"] = c.Label
		}
	}
	for _, name := range []string{"words", "cycle", "side", "country", "state_us", "discipline", "theme", "language", "seeking"} {
		if d.query.Has(name) {
			spec.Chips = append(spec.Chips, view.Chip{Label: labels[name], RemoveURL: without(d.path, d.query, name)})
		}
	}
	return spec
}

// theme is a theme in words; one that no form has any more is its key.
func (d profileList) theme(p view.Page, key string) string {
	if o, ok := d.themes[key]; ok {
		return inWords(o.Label, p.Locale())
	}
	return key
}

func (d profileList) themeOptions(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("public.filter.any")}}
	for _, key := range d.order {
		out = append(out, view.Option{Value: key, Label: d.theme(p, key)})
	}
	return out
}

func (d profileList) cycleOptions(p view.Page) []view.Option {
	return append([]view.Option{{Label: p.T("public.filter.any")}}, d.cycles...)
}

func profileSides(p view.Page) []view.Option {
	return []view.Option{
		{Label: p.T("public.filter.any")}, {Value: "us", Label: p.Choice("profile.side", "us")}, {Value: "abroad", Label: p.Choice("profile.side", "abroad")},
	}
}

func profileStates() []profile.State {
	return []profile.State{profile.Submitted, profile.Returned, profile.Listed, profile.Draft, profile.Archived}
}

func profileStateOptions(p view.Page) []view.Option {
	return worded(p, "profile.state", profileStates())
}

func (d profileList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("profile.directory"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.museums.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("profile.themes")}, {Title: p.T("profile.idea")}, {Title: p.T("profile.seeks")}},
		Empty:   view.Empty{Title: p.T("profile.none"), Text: p.T("profile.none.text"), ActionLabel: p.T("table.filter.clear"), ActionURL: d.path},
	}
	if d.office {
		t.Columns[4] = view.Column{Title: p.T("officer.state")}
		t.Columns = append(t.Columns, view.Column{Title: p.T("profile.handed_in")})
	}
	for _, x := range d.rows {
		themes := make([]string, len(x.Themes))
		for i, key := range x.Themes {
			themes[i] = d.theme(p, key)
		}
		cells := []templ.Component{
			view.NameLink(x.Museum, "", profileURL(x.ID)), view.Text(townOf(p, x.City, x.USState, x.Country)), view.Text(dash(p.List(themes))), view.Name(dash(x.Idea), ""),
		}
		if d.office {
			in := view.Quiet("–")
			if x.SubmittedAt != nil {
				in = view.Moment(p, *x.SubmittedAt, nil)
			}
			cells = append(cells, view.Status(profileBadge(p, x.State)), in)
		} else if x.Seeking {
			cells = append(cells, view.Status(view.Badge{Label: p.T("profile.seeking"), Tone: view.Good}))
		} else {
			cells = append(cells, view.Quiet(p.T("profile.has_partner")))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells, Key: x.ID.String()})
	}
	return t
}
