package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// seat is a panel as one of its members sees it: the rules of the phase, the titles to declare upon and the agenda.
type seat struct {
	panel  *review.Panel
	phases phased
	titles []*review.PanelTitle // where members read all
	agenda *agenda
	own    *ownLine // how the member scores, once all of theirs is handed in
	me     ident.Person
	again
}

func seatURL(id ident.Panel) string { return "/reviews/panels/" + id.String() + "/member" }

func (s *Site) memberPanel(w http.ResponseWriter, r *http.Request) error {
	return s.drawSeat(w, r, again{})
}

func (s *Site) drawSeat(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.WriteReview); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d, err := s.seat(ctx, id, a)
	if err != nil {
		return err
	}
	p := s.page(r, "review.panel.title")
	p.Title, p.Eyebrow = d.panel.Name, p.T("review.panel.title")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return seatPage(p, d) })
}

func (s *Site) seat(ctx context.Context, id ident.Panel, a again) (d seat, err error) {
	d.again, d.me = a, auth.Who(ctx).Person
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return d, err
	}
	if !d.sits() {
		return d, fault.Missing("panel")
	}
	if d.phases, err = s.phases(ctx, d.panel, a); err != nil {
		return d, err
	}
	if d.phases.now().Reads == review.WholePanel {
		if d.titles, err = s.Review.PanelTitles(ctx, id); err != nil {
			return d, err
		}
	}
	if d.own, err = s.ownLine(ctx, d.panel); err != nil {
		return d, err
	}
	d.agenda, err = s.agenda(ctx, d.panel, "member", a)
	return d, err
}

func (d seat) sits() bool {
	for _, m := range d.panel.Members {
		if m.Person == d.me && m.LeftAt == nil {
			return true
		}
	}
	return false
}

// open are the titles the member has not said anything of; free are those they may read.
func (d seat) open() (open, free []*review.PanelTitle) {
	for _, t := range d.titles {
		switch {
		case t.DeclaredAt != nil:
			free = append(free, t)
		case !t.Assigned:
			open = append(open, t)
		}
	}
	return open, free
}

// titleInstitutions names the lead with its place and each partner with its country.
func titleInstitutions(p view.Page, t *review.PanelTitle) templ.Component {
	return institutions(p, &review.QueueRow{LeadName: t.LeadName, LeadCity: t.LeadCity, LeadState: t.LeadState, Partners: t.Partners})
}

func (s *Site) declareTitles(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, ids, err := titleDeclarations(id, q)
		if err != nil {
			return "", "", err
		}
		_, err = s.Review.DeclareForPanel(r.Context(), in)
		return seatURL(id), s.page(r, "review.queue").N("review.declared", len(ids)), renamed(err, declaredPath(ids))
	}, func(a again) error { return s.drawSeat(w, r, a) })
}

func titleDeclarations(panel ident.Panel, q url.Values) (in review.DeclareForPanelInput, ids []string, err error) {
	in.Panel = panel
	ids, err = declared(q, "application", func(id ident.Application, k review.ConflictKind, note string) {
		in.Declarations = append(in.Declarations, review.TitleDeclaration{Application: id, Kind: k, Note: note})
	})
	return in, ids, err
}

// rescore opens one's own review again while the panel rescores, with a reason.
func (s *Site) rescore(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AssignmentKind](r, "assignment")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Review.Rescore(r.Context(), review.RescoreInput{Assignment: id, Reason: q.Get("reason")})
		return reviewURL(id), s.page(r, "review.read").T("panel.rescore.begun"), err
	}, func(a again) error { return s.drawReading(w, r, a) })
}

// mayRescore tells whether the page offers to open one's own review again.
func (d reading) mayRescore() bool {
	k := d.sheet.Assignment.State
	return d.panel.State == review.Rescoring && (k == review.SubmittedIt || k == review.FinalIt)
}

// writer names who wrote another's review where the phase of the panel shows names.
func (d reading) writer(p view.Page, i int, r *review.Review) string {
	for _, m := range d.panel.Members {
		if m.Person == r.Reviewer && m.Name != "" {
			return m.Name
		}
	}
	return p.T("review.other", "n", i+1)
}

// writer names who wrote a review, or numbers it where the phase of the panel hides names.
func (d panelReading) writer(p view.Page, i int, r *review.Review) string {
	if name := d.names[r.Reviewer]; name != "" {
		return name
	}
	return p.T("review.other", "n", i+1)
}
