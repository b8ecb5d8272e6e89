package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// exceptions are what holds the office up, the reader's own part first.
type exceptions struct {
	mine, others []view.Task
	calls        []*program.Call
	compose      bool // the reader may make programs and cycles
}

func (s *Site) officeHome(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	p := s.page(r, "officer.home")
	p.Lead = p.T("officer.home.lead")
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return err
	}
	e := exceptions{calls: calls, compose: auth.May(ctx, auth.ComposeProgram, auth.Target{})}
	for _, c := range calls {
		if err := s.waiting(ctx, p, c, &e); err != nil {
			return err
		}
	}
	if err := s.waitingMuseums(ctx, p, &e); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, p, officeHomePage(p, e))
}

// waiting gathers what waits in one cycle; drafts and closed ones hold nobody up.
func (s *Site) waiting(ctx context.Context, p view.Page, c *program.Call, e *exceptions) error {
	if slices.Contains([]program.State{program.Draft, program.Active, program.Closed}, c.State) {
		return nil
	}
	if err := s.waitingProposals(ctx, p, c, e); err != nil {
		return err
	}
	if c.State != program.InReview && c.State != program.SlateState {
		return nil
	}
	if err := s.waitingPanels(ctx, p, c, e); err != nil {
		return err
	}
	return s.waitingSlate(ctx, p, c, e)
}

// add puts a task to the reader's own when the permission is theirs.
func (e *exceptions) add(ctx context.Context, c *program.Call, perm auth.Permission, t view.Task) {
	t.Hint = c.Title
	if auth.May(ctx, perm, auth.Target{Program: c.Program}) {
		e.mine = append(e.mine, t)
		return
	}
	e.others = append(e.others, t)
}

func (s *Site) waitingProposals(ctx context.Context, p view.Page, c *program.Call, e *exceptions) error {
	toCheck, err := s.countOf(ctx, c.ID, application.Submitted, application.TechnicalCheck)
	if err != nil {
		return err
	}
	unread, err := s.countOf(ctx, c.ID, application.Eligible)
	if err != nil {
		return err
	}
	if toCheck > 0 {
		e.add(ctx, c, auth.CheckApplication, view.Task{
			Title: p.N("officer.wait.check", toCheck), URL: listURL(c.ID, application.Submitted),
			Status: view.Badge{Label: p.T("officer.wait.badge.check"), Tone: view.Waiting},
		})
	}
	if unread > 0 && c.State == program.InReview {
		e.add(ctx, c, auth.Assign, view.Task{
			Title: p.N("officer.wait.unread", unread), URL: cycleURL(c.ID),
			Status: view.Badge{Label: p.T("officer.wait.badge.assign"), Tone: view.Waiting},
		})
	}
	return nil
}

// countOf counts a cycle's applications in some states, as the reader may see them.
func (s *Site) countOf(ctx context.Context, c ident.Cycle, states ...application.State) (int, error) {
	found, err := s.Application.Applications(ctx, application.Filter{Cycle: c, States: states}, page.First(1))
	if err != nil {
		return 0, err
	}
	if len(found.Nodes) == 0 {
		return 0, nil
	}
	return found.TotalCount(ctx)
}

func (s *Site) waitingPanels(ctx context.Context, p view.Page, c *program.Call, e *exceptions) error {
	panels, err := s.Review.Panels(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, panel := range panels {
		g, err := s.Review.PanelProgress(ctx, panel.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		s.waitingPanel(ctx, p, c, e, panel, g)
	}
	return nil
}

func (s *Site) waitingPanel(ctx context.Context, p view.Page, c *program.Call, e *exceptions, panel *review.Panel, g *review.Progress) {
	assigned, open := 0, 0
	for _, m := range g.Reviewers {
		assigned += m.Assigned
		open += m.Assigned - m.Submitted
	}
	url := "/office/panels/" + panel.ID.String()
	working := panel.State == review.Forming || panel.State == review.Reading
	switch {
	case working && (g.Applications == 0 || assigned < g.Applications*g.Needed):
		e.add(ctx, c, auth.Assign, view.Task{
			Title: p.T("officer.wait.short", "panel", panel.Name), URL: url,
			Status: view.Badge{Label: p.T("officer.wait.badge.short"), Tone: view.Warning},
		})
	case panel.State == review.Reading && open > 0 && panel.DueAt != nil && panel.DueAt.Before(s.Now()):
		e.add(ctx, c, auth.FormPanel, view.Task{
			Title: p.N("officer.wait.late", open, "panel", panel.Name), URL: url,
			Status: view.Badge{Label: p.T("officer.wait.badge.late"), Tone: view.Bad},
		})
	case panel.State == review.Locked:
		e.add(ctx, c, auth.FreezeRanking, view.Task{
			Title: p.T("officer.wait.rank", "panel", panel.Name), URL: url,
			Status: view.Badge{Label: p.T("officer.wait.badge.rank"), Tone: view.Waiting},
		})
	}
}

func (s *Site) waitingSlate(ctx context.Context, p view.Page, c *program.Call, e *exceptions) error {
	sl, err := s.Award.SlateOf(ctx, c.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch sl.Slate.State {
	case award.SlateDraft:
		e.add(ctx, c, auth.ProposeSlate, view.Task{
			Title: p.T("officer.wait.slate.draft"), URL: cycleURL(c.ID) + "/slate",
			Status: view.Badge{Label: p.T("officer.wait.badge.slate"), Tone: view.Waiting},
		})
	case award.SlateProposed:
		e.add(ctx, c, auth.ApproveSlate, view.Task{
			Title: p.T("officer.wait.slate.proposed"), URL: cycleURL(c.ID) + "/slate",
			Status: view.Badge{Label: p.T("officer.wait.badge.decide"), Tone: view.Waiting},
		})
	case award.SlateRecommended:
		e.add(ctx, c, auth.ProposeSlate, view.Task{
			Title: p.T("officer.wait.slate.draft"), URL: cycleURL(c.ID) + "/slate",
			Status: view.Badge{Label: p.T("officer.wait.badge.slate"), Tone: view.Waiting},
		})
	case award.SlateApproved:
		rule, err := s.Award.DecisionRule(ctx, c.ID)
		if err != nil {
			return err
		}
		if rule.Concurrence {
			e.add(ctx, c, auth.RecordConcurrence, view.Task{
				Title: p.T("decide.waiting"), URL: cycleURL(c.ID) + "/slate",
				Status: view.Badge{Label: p.T("officer.wait.badge.decide"), Tone: view.Waiting},
			})
			return nil
		}
		return s.waitingLetters(ctx, p, c, e)
	case award.SlateConcurred:
		return s.waitingLetters(ctx, p, c, e)
	}
	return nil
}

func (s *Site) waitingLetters(ctx context.Context, p view.Page, c *program.Call, e *exceptions) error {
	g, err := s.Award.LetterProgress(ctx, c.ID)
	if err != nil {
		return err
	}
	t := view.Task{URL: cycleURL(c.ID) + "/letters", Status: view.Badge{Label: p.T("officer.wait.badge.letters"), Tone: view.Waiting}}
	switch {
	case g.Total() == 0:
		t.Title = p.T("officer.wait.letters.none")
		e.add(ctx, c, auth.PrepareLetters, t)
	case g.Held > 0:
		t.Title = p.N("officer.wait.letters.held", g.Held)
		e.add(ctx, c, auth.SendLetters, t)
	}
	return nil
}

func cycleURL(id ident.Cycle) string { return "/office/cycles/" + id.String() }

func listURL(c ident.Cycle, s application.State) string {
	return "/office/applications?cycle=" + c.String() + "&state=" + string(s)
}

// officeCycles is every cycle the reader may see, the newest first.
func officeCycles(p view.Page, calls []*program.Call) view.Table {
	t := view.Table{
		Caption: p.T("officer.cycles"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.cycle")}, {Title: p.T("officer.state")}, {Title: p.T("officer.closes")}, {Title: p.T("officer.money"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("officer.cycles.none")},
	}
	for _, c := range calls {
		closes := view.Text("–")
		if c.ClosesAt != nil {
			closes = view.Text(p.Day(*c.ClosesAt))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(c.Title, "", cycleURL(c.ID)), badge(p.Choice("officer.cycle.state", string(c.State)), cycleTone(c.State)), closes, appropriated(p, &c.Cycle),
		}})
	}
	return t
}

// appropriated is a cycle's money; old cycles have none on record.
func appropriated(p view.Page, c *program.Cycle) templ.Component {
	if c.AppropriationMinor == 0 {
		return view.Text("–")
	}
	return view.Cash(p, c.Appropriation())
}

func cycleTone(s program.State) view.Tone {
	switch s {
	case program.Draft, program.Closed:
		return view.Neutral
	case program.Announced, program.Active:
		return view.Good
	case program.InReview, program.SlateState:
		return view.Waiting
	}
	return view.Info
}
