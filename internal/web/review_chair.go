package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// chairing is a panel as its chair runs it.
type chairing struct {
	panel    *review.Panel
	progress *review.Progress
	readers  []*review.AssignmentRow
	phases   phased
	agenda   *agenda
	mayLock  bool
	slate    string // where it is recommended, if the cycle asks the panel
	again
}

func (s *Site) chairPanel(w http.ResponseWriter, r *http.Request) error {
	return s.drawChair(w, r, again{})
}

func (s *Site) drawChair(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d := chairing{again: a, mayLock: auth.May(ctx, auth.LockPanel, auth.Target{Panel: id})}
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return err
	}
	if d.progress, err = s.Review.PanelProgress(ctx, id); err != nil {
		return err
	}
	if d.readers, err = s.assignments(ctx, review.AssignmentFilter{Panel: id}); err != nil {
		return err
	}
	if d.phases, err = s.phases(ctx, d.panel, a); err != nil {
		return err
	}
	if d.agenda, err = s.agenda(ctx, d.panel, "chair", a); err != nil {
		return err
	}
	if d.slate, err = s.slateAsked(ctx, id); err != nil {
		return err
	}
	p := s.page(r, "review.panel.title")
	p.Title, p.Eyebrow = d.panel.Name, p.T("review.panel.title")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return chairPage(p, d) })
}

// assignments are all that a filter lets through, a hundred at a time.
func (s *Site) assignments(ctx context.Context, f review.AssignmentFilter) ([]*review.AssignmentRow, error) {
	var out []*review.AssignmentRow
	args := page.First(page.Most)
	for {
		c, err := s.Review.Assignments(ctx, f, args)
		if err != nil {
			return nil, err
		}
		out = append(out, c.Nodes...)
		if !c.PageInfo.HasNextPage || c.PageInfo.EndCursor == nil {
			return out, nil
		}
		args.After = c.PageInfo.EndCursor
	}
}

// panelApplication is one application of a panel with who reads it.
type panelApplication struct {
	id     ident.Application
	number string
	title  string
	lead   string
	rows   []*review.AssignmentRow
}

// byApplication gathers assignments that come in the order of application numbers.
func byApplication(rows []*review.AssignmentRow) []*panelApplication {
	var out []*panelApplication
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].id != r.Application {
			out = append(out, &panelApplication{id: r.Application, number: r.Number, title: r.Title, lead: r.LeadName})
		}
		last := out[len(out)-1]
		last.rows = append(last.rows, r)
	}
	return out
}

// readersTable is who reads what, an application a row.
func readersTable(p view.Page, rows []*review.AssignmentRow, url func(ident.Application) string) view.Table {
	t := view.Table{
		Caption: p.T("review.readers"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("review.proposal")}, {Title: p.T("review.lead")}, {Title: p.T("review.readers.column")}},
		Empty:   view.Empty{Title: p.T("review.readers.none"), Text: p.T("review.readers.none.text")},
	}
	for _, a := range byApplication(rows) {
		t.Rows = append(t.Rows, view.Row{Key: a.id.String(), Cells: []templ.Component{
			cell(view.NameLink(a.title, "", url(a.id)), quietLine(a.number)), view.Name(a.lead, ""), readersCell(p, a.rows),
		}})
	}
	return t
}

func (s *Site) closePanel(w http.ResponseWriter, r *http.Request) error {
	return s.movePanel(w, r, s.Review.ClosePreliminary, func(p view.Page) string { return p.T("review.panel.closed") })
}

func (s *Site) lockPanel(w http.ResponseWriter, r *http.Request) error {
	return s.movePanel(w, r, s.Review.LockPanel, func(p view.Page) string { return p.T("review.panel.locked") })
}

func (s *Site) movePanel(
	w http.ResponseWriter, r *http.Request, move func(context.Context, review.MovePanelInput) (*review.Panel, error), said func(view.Page) string,
) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := move(r.Context(), review.MovePanelInput{Panel: id, ExpectedVersion: versionOf(q)})
		return "/reviews/panels/" + id.String(), said(s.page(r, "review.panel.title")), err
	}, func(a again) error { return s.drawChair(w, r, a) })
}

// panelReading is what the panel said of one application.
type panelReading struct {
	panel    *review.Panel
	number   string
	title    string
	id       ident.Application
	criteria []*review.SheetLine
	reviews  []*review.Review
	names    map[ident.Person]string
	mayOpen  bool
	again
}

func (s *Site) panelReviews(w http.ResponseWriter, r *http.Request) error {
	return s.drawPanelReviews(w, r, again{})
}

func (s *Site) drawPanelReviews(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	panel, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	d := panelReading{id: id, again: a}
	if d.panel, err = s.Review.Panel(ctx, panel); err != nil {
		return err
	}
	if err := s.panelReading(ctx, &d); err != nil {
		return err
	}
	p := s.page(r, "review.panel.reviews")
	p.Title, p.Eyebrow = d.title, d.number
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}, {Label: d.panel.Name, URL: "/reviews/panels/" + panel.String()}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return panelReviewsPage(p, d) })
}

func (s *Site) panelReading(ctx context.Context, d *panelReading) (err error) {
	if d.reviews, err = s.Review.ReviewsOf(ctx, d.id); err != nil {
		return err
	}
	app, err := s.Application.Application(ctx, d.id)
	if err != nil {
		return err
	}
	d.number, d.title = app.Number, app.Title
	if d.criteria, err = s.criteria(ctx, app.Cycle); err != nil {
		return err
	}
	d.mayOpen = d.panel.State != review.Ranked && auth.May(ctx, auth.LockPanel, auth.Target{Panel: d.panel.ID})
	ids := make([]ident.Person, len(d.reviews))
	for i, x := range d.reviews {
		ids[i] = x.Reviewer
	}
	d.names, err = s.names(ctx, ids...)
	return err
}

// criteria are a cycle's criteria as the lines of a rubric, without scores.
func (s *Site) criteria(ctx context.Context, id ident.Cycle) ([]*review.SheetLine, error) {
	c, err := s.Program.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]*review.SheetLine, len(c.Criteria))
	for i, k := range c.Criteria {
		out[i] = &review.SheetLine{Criterion: k.ID, Key: k.Key, Title: k.Title, Meaning: k.Meaning, Weight: k.Weight}
	}
	return out, nil
}

func (s *Site) reopenReview(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := idOf[ident.ReviewKind](q, "review")
		if err != nil {
			return "", "", err
		}
		_, err = s.Review.ReopenReview(r.Context(), review.ReopenReviewInput{Review: id, Reason: q.Get("reason." + id.String())})
		return r.URL.Path, s.page(r, "review.panel.reviews").T("review.reopened"), renamed(err, func(path string) string { return path + "." + id.String() })
	}, func(a again) error { return s.drawPanelReviews(w, r, a) })
}
