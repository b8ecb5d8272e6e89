package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// panelDesk is a panel as its officer forms it, fills it and follows it.
type panelDesk struct {
	panel    *review.Panel
	cycle    *program.Detail
	progress *review.Progress
	readers  []*review.AssignmentRow
	ready    []*application.Row // eligible or in review, to assign by hand
	short    []review.Shortfall // where the last even assignment fell short, and why
	rankings []*review.Ranking
	phases   phased
	agenda   *agenda
	seed     string // of the last even assignment
	may      func(auth.Permission) bool
	again
}

func (s *Site) officePanel(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.drawPanel(w, r, id, again{})
}

func (s *Site) drawPanel(w http.ResponseWriter, r *http.Request, id ident.Panel, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d, err := s.panelDesk(ctx, id)
	if err != nil {
		return err
	}
	d.again, d.seed = a, s.Sessions.Take(ctx, "seed:"+id.String())
	if d.phases, err = s.phases(ctx, d.panel, a); err != nil {
		return err
	}
	if d.may(auth.FormPanel) {
		d.phases.action = d.url("/phases")
	}
	if d.agenda, err = s.agenda(ctx, d.panel, "office", a); err != nil {
		return err
	}
	if kept := s.Sessions.Take(ctx, "short:"+id.String()); kept != "" {
		if err := json.Unmarshal([]byte(kept), &d.short); err != nil {
			return err
		}
	}
	p := s.page(r, "officer.panel")
	p.Title, p.Eyebrow = d.panel.Name, p.T("officer.panel")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.cycle.ID)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return panelDeskPage(p, d) })
}

func (s *Site) panelDesk(ctx context.Context, id ident.Panel) (d panelDesk, err error) {
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return d, err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.panel.Cycle); err != nil {
		return d, err
	}
	if d.progress, err = s.Review.PanelProgress(ctx, id); err != nil {
		return d, err
	}
	if d.readers, err = s.assignments(ctx, review.AssignmentFilter{Panel: id}); err != nil {
		return d, err
	}
	all, err := s.Review.Rankings(ctx, d.panel.Cycle)
	if err != nil {
		return d, err
	}
	for _, x := range all {
		if x.Panel == id {
			d.rankings = append(d.rankings, x)
		}
	}
	d.may = func(perm auth.Permission) bool {
		return auth.May(ctx, perm, auth.Target{Program: d.cycle.Program, Panel: id})
	}
	if !d.may(auth.Assign) || d.panel.State == review.Locked || d.panel.State == review.Ranked {
		return d, nil
	}
	c, err := s.Application.Applications(ctx, application.Filter{
		Cycle: d.panel.Cycle, States: []application.State{application.Eligible, application.InReview},
	}, page.First(page.Most))
	if err != nil {
		return d, err
	}
	d.ready = c.Nodes
	return d, nil
}

// url is the address of a part of the panel's page.
func (d panelDesk) url(part string) string { return "/office/panels/" + d.panel.ID.String() + part }

// open tells whether members and assignments may still change.
func (d panelDesk) open() bool {
	return d.panel.State != review.Locked && d.panel.State != review.Ranked
}

func (d panelDesk) applications(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.choose")}}
	for _, r := range d.ready {
		out = append(out, view.Option{Value: r.ID.String(), Label: r.Number + " " + titled(p, r.Title)})
	}
	return out
}

func (d panelDesk) members(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.choose")}}
	for _, m := range d.panel.Members {
		if m.LeftAt == nil {
			out = append(out, view.Option{Value: m.Person.String(), Label: m.Name})
		}
	}
	return out
}

// removal is the act beside each member but the chair.
func (d panelDesk) removal(p view.Page) func(*review.ReviewerProgress) templ.Component {
	if !d.open() || !d.may(auth.FormPanel) {
		return nil
	}
	return func(m *review.ReviewerProgress) templ.Component {
		if m.Chair {
			return view.Text("")
		}
		return removeMember(p, d, m)
	}
}

func (s *Site) formPanel(w http.ResponseWriter, r *http.Request) error {
	cycle, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := review.FormPanelInput{Cycle: cycle, Name: q.Get("name")}
		if q.Get("dueAt") != "" {
			c, err := s.Program.Cycle(r.Context(), cycle)
			if err != nil {
				return "", "", err
			}
			due, err := instant(q, "dueAt", c.Zone)
			if err != nil {
				return "", "", err
			}
			in.DueAt = &due
		}
		made, err := s.Review.FormPanel(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		return "/office/panels/" + made.ID.String(), s.page(r, "officer.panel").T("officer.panel.formed"), nil
	}, func(a again) error { return s.drawBoard(w, r, cycle, a) })
}

// onPanel runs one form of the panel's page and comes back to it.
func (s *Site) onPanel(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, ident.Panel, url.Values) (string, error)) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		words, err := do(r.Context(), s.page(r, "officer.panel"), id, q)
		return "/office/panels/" + id.String(), words, err
	}, func(a again) error { return s.drawPanel(w, r, id, a) })
}

func (s *Site) addMember(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		who, err := s.personTyped(ctx, q, "member.person")
		if err != nil {
			return "", err
		}
		in := review.AddMemberInput{Panel: id, Person: who, Chair: q.Get("member.chair") == "on"}
		if text := strings.TrimSpace(q.Get("member.loadLimit")); text != "" {
			n, ok := number(text)
			if !ok {
				return "", fault.BadField("member.loadLimit", "bad_load", "A load limit is at least one.")
			}
			in.LoadLimit = &n
		}
		_, err = s.Review.AddMember(ctx, in)
		return p.T("officer.member.added"), under(err, "member.")
	})
}

func (s *Site) removeMember(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		who, err := idOf[ident.PersonKind](q, "person")
		if err != nil {
			return "", err
		}
		_, err = s.Review.RemoveMember(ctx, review.RemoveMemberInput{Panel: id, Person: who, Reason: q.Get("reason." + who.String())})
		return p.T("officer.member.removed"), renamed(err, func(path string) string { return path + "." + who.String() })
	})
}

func (s *Site) assignByHand(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		app, err := idOf[ident.ApplicationKind](q, "assign.application")
		if err != nil {
			return "", err
		}
		who, err := idOf[ident.PersonKind](q, "assign.reviewer")
		if err != nil {
			return "", err
		}
		done, err := s.Review.Assign(ctx, review.AssignInput{Panel: id, Pairs: []review.Pairing{{Application: app, Reviewer: who}}})
		if err != nil {
			return "", renamed(err, func(path string) string {
				if strings.HasSuffix(path, ".application") {
					return "assign.application"
				}
				return "assign.reviewer"
			})
		}
		return p.N("officer.assigned", len(done)), nil
	})
}

func (s *Site) assignEvenly(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		in := review.AssignEvenlyInput{Panel: id}
		if text := strings.TrimSpace(q.Get("perApplication")); text != "" {
			n, ok := number(text)
			if !ok {
				return "", fault.BadField("perApplication", "out_of_range", "An application gets between 1 and 50 readers.")
			}
			in.PerApplication = &n
		}
		if text := strings.TrimSpace(q.Get("seed")); text != "" {
			n, ok := number(text)
			if !ok {
				return "", fault.BadField("seed", "out_of_range", "A seed is a whole number.")
			}
			in.Seed = &n
		}
		plan, err := s.Review.AssignEvenly(ctx, in)
		if err != nil {
			return "", err
		}
		s.Sessions.Put(ctx, "seed:"+id.String(), strconv.Itoa(plan.Seed))
		if len(plan.Short) > 0 {
			text, err := json.Marshal(plan.Short)
			if err != nil {
				return "", err
			}
			s.Sessions.Put(ctx, "short:"+id.String(), string(text))
		}
		return p.N("officer.assigned", len(plan.Assigned)), nil
	})
}

func (s *Site) detectConflicts(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, _ url.Values) (string, error) {
		found, err := s.Review.DetectConflicts(ctx, id)
		return p.N("officer.detected", len(found)), err
	})
}

func (s *Site) freezeRanking(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		made, err := s.Review.FreezeRanking(r.Context(), review.FreezeRankingInput{Panel: id, Method: review.Method(q.Get("method"))})
		if err != nil {
			return "", "", err
		}
		return "/office/rankings/" + made.ID.String(), s.page(r, "officer.panel").T("officer.frozen"), nil
	}, func(a again) error { return s.drawPanel(w, r, id, a) })
}

func (d panelDesk) zone() *time.Location {
	if z, err := time.LoadLocation(d.cycle.Zone); err == nil {
		return z
	}
	return time.UTC
}
