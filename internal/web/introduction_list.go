package web

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// introductionList is what the reader meets, and whom their museums never want suggested.
type introductionList struct {
	rows     []*matching.Meeting
	pager    view.Pager
	silences []*matching.Silenced
	museum   bool
}

func (s *Site) introductions(w http.ResponseWriter, r *http.Request) error {
	return s.introductionsBack(w, r)(again{})
}

func (s *Site) introductionsBack(w http.ResponseWriter, r *http.Request) func(again) error {
	return func(a again) error {
		ctx := r.Context()
		if err := need(ctx, auth.ViewIntroduction); err != nil {
			return err
		}
		d := introductionList{museum: !auth.Scope(ctx, auth.SeekPartner).Nothing()}
		c, err := s.Matching.Introductions(ctx, matching.ListInput{}, pageArgs(r, listed))
		if err != nil {
			return err
		}
		d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
		if d.silences, err = s.Matching.Silences(ctx); err != nil {
			return err
		}
		p := s.page(r, "introduction.list")
		p.Lead = p.T("introduction.list.lead")
		p.Crumbs = []view.Crumb{{Label: p.T("profile.directory"), URL: "/partners"}}
		if !d.museum {
			p.Lead = p.T("introduction.office.lead")
			p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
		}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return introductionsPage(p, d) })
	}
}

func (d introductionList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("introduction.list"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("statement.museums")}, {Title: p.T("public.calls.call")}, {Title: p.T("officer.state")}, {Title: p.T("introduction.when")}},
		Empty:   view.Empty{Title: p.T("introduction.none"), Text: p.T("introduction.none.text"), ActionLabel: p.T("profile.directory"), ActionURL: "/partners"},
	}
	for _, m := range d.rows {
		state := view.Status(introductionBadge(p, m.State))
		if m.Report != "" {
			state = view.Status(view.Badge{Label: p.T("introduction.reported"), Tone: view.Warning})
		}
		t.Rows = append(t.Rows, view.Row{Key: m.ID.String(), Cells: []templ.Component{
			view.NameLink(m.AskerMuseum+" · "+m.AskedMuseum, "", introductionURL(m.ID)), view.Text(m.CycleTitle), state, view.Moment(p, m.AskedAt, nil),
		}})
	}
	return t
}
