package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// suggested is who fits a museum, with the words for the reasons.
type suggested struct {
	of      *profile.Detail
	list    []*matching.Suggestion
	pager   view.Pager
	themes  profileList // names the themes
	write   bool        // the viewer is of the museum
	propose bool        // the viewer's museum leads, so it can go on to a partnership
}

func (s *Site) suggestions(w http.ResponseWriter, r *http.Request) error {
	v, err := s.profiling(r)
	if err != nil {
		return err
	}
	d := suggested{of: v.Detail, write: v.Write, propose: v.Write && v.Country == "US"}
	c, err := s.Matching.Suggestions(r.Context(), v.ID, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.list, d.pager = c.Nodes, pager(r, c.PageInfo)
	if err := s.profileChoices(r.Context(), &d.themes); err != nil {
		return err
	}
	p := s.profilePage(r, v)
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: v.Museum, URL: profileURL(v.ID)})
	p.Title, p.Lead = p.T("partner.suggested"), p.T("partner.suggested.lead")
	p.Eyebrow = v.Museum + " · " + v.CycleTitle
	return s.show(w, r, http.StatusOK, p, suggestionPage(p, d))
}

func (d suggested) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("partner.suggested"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.museums.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("partner.score"), Numeric: true}, {Title: p.T("partner.why")}},
		Empty:   view.Empty{Title: p.T("partner.none"), Text: p.T("partner.none.text"), ActionLabel: p.T("profile.directory"), ActionURL: "/partners"},
	}
	if d.of.State == profile.Listed {
		t.Columns = append(t.Columns, view.Column{Title: p.T("introduction.title"), Hidden: true})
	}
	if d.propose {
		t.Columns = append(t.Columns, view.Column{Title: p.T("partner.step"), Hidden: true})
	}
	for _, x := range d.list {
		cells := []templ.Component{
			view.NameLink(x.Museum, "", profileURL(x.Profile)), view.Text(townOf(p, x.City, x.USState, x.Country)), view.Text(strconv.Itoa(x.Score)), reasonList(p, whys(p, x, d.themes)),
		}
		if d.of.State == profile.Listed {
			label := p.T("introduction.ask")
			if !d.write {
				label = p.T("introduction.introduce")
			}
			cells = append(cells, view.Link(label, askURL(d.of.ID, x.Profile)))
		}
		if d.propose {
			cells = append(cells, view.Link(p.T("partner.propose"), proposeURL(d.of.Cycle, x.Organization)))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells, Key: x.Profile.String()})
	}
	return t
}

// proposeURL begins a partnership with the partner named already.
func proposeURL(c ident.Cycle, partner ident.Organization) string {
	return "/applicant/partnerships/new?" + url.Values{"cycle": {c.String()}, "partner": {partner.String()}}.Encode()
}

// whys are the parts of a score in words, each with its points and what it rests on.
func whys(p view.Page, x *matching.Suggestion, themes profileList) []string {
	var out []string
	for _, part := range x.Parts {
		words := p.T("partner.points", "reason", p.Choice("partner.reason", string(part.Reason)), "points", part.Points)
		var on []string
		for _, key := range part.Keys {
			if part.Reason == matching.SharedLanguages {
				on = append(on, tongueName(p, key))
			} else {
				on = append(on, themes.theme(p, key))
			}
		}
		switch {
		case len(on) > 0:
			words += " (" + p.List(on) + ")"
		case part.Reason == matching.SharedHours:
			words += fmt.Sprintf(" (%s h)", p.Decimal(part.Hours, 1))
		}
		out = append(out, words)
	}
	if x.Recent {
		out = append(out, p.T("partner.recent"))
	}
	return out
}

// aloneList is who of a call is still alone.
type aloneList struct {
	cycle  ident.Cycle
	cycles []view.Option
	due    *calendar.Deadline
	rows   []*matching.Alone
	pager  view.Pager
	themes profileList
}

func (s *Site) officeAlone(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ListProfile); err != nil {
		return err
	}
	var d aloneList
	if err := s.profileChoices(ctx, &d.themes); err != nil {
		return err
	}
	d.cycles = d.themes.cycles
	asked := r.URL.Query().Get("cycle")
	if asked == "" {
		asked = d.themes.current
	}
	if id, err := ident.Parse[ident.CycleKind](asked); err == nil {
		d.cycle = id
		c, err := s.Matching.Alone(ctx, id, pageArgs(r, listed))
		if err != nil {
			return lost(err)
		}
		d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
		cycle, err := s.Program.Cycle(ctx, id)
		if err != nil {
			return err
		}
		if at, ok := cycle.Deadline(program.ProfileAlone); ok {
			d.due = &at
		}
	}
	p := s.page(r, "partner.alone")
	p.Wide, p.Lead = true, p.T("partner.alone.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("profile.queue"), URL: "/office/profiles"}}
	return s.show(w, r, http.StatusOK, p, alonePage(p, d))
}

func (d aloneList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("partner.alone"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.museums.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("partner.alone.best")}},
		Empty:   view.Empty{Title: p.T("partner.alone.none"), Text: p.T("partner.alone.none.text"), ActionLabel: p.T("profile.queue"), ActionURL: "/office/profiles"},
	}
	for _, x := range d.rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Museum, "", profileURL(x.Profile)), view.Text(townOf(p, x.City, x.USState, x.Country)), bestOf(p, x, d.themes),
		}, Key: x.Profile.String()})
	}
	return t
}
