package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// board is a cycle as the office runs it.
type board struct {
	*program.Detail
	free     money.Money
	counts   []view.Figure
	panels   []*review.Panel
	rankings []*review.Ranking
	may      func(auth.Permission) bool
	names    map[ident.Person]string // of those who moved deadlines
	again
}

func (s *Site) cycleBoard(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawBoard(w, r, id, again{})
}

func (s *Site) drawBoard(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d, err := s.Program.Cycle(ctx, id)
	if err != nil {
		return err
	}
	p := s.page(r, "officer.cycle")
	b := board{Detail: d, again: a, may: func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: d.Program}) }}
	if b.free, err = s.Book.Balance(ctx, ledger.FreeOf(id), d.Currency); err != nil {
		return err
	}
	if b.counts, err = s.counts(ctx, p, id); err != nil {
		return err
	}
	if b.panels, err = s.Review.Panels(ctx, id); err != nil {
		return err
	}
	if b.rankings, err = s.Review.Rankings(ctx, id); err != nil {
		return err
	}
	var movers []ident.Person
	for _, m := range d.Deadlines {
		movers = append(movers, m.ChangedBy)
	}
	if b.names, err = s.names(ctx, movers...); err != nil {
		return err
	}
	p.Title, p.Eyebrow = d.Title, d.Of.Name
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return cycleBoardPage(p, b) })
}

// counts are the cycle's applications by where they are, each with the list behind it.
func (s *Site) counts(ctx context.Context, p view.Page, id ident.Cycle) ([]view.Figure, error) {
	var out []view.Figure
	for _, state := range []application.State{
		application.Draft, application.Submitted, application.Eligible, application.InReview, application.Awarded, application.Declined,
	} {
		n, err := s.countOf(ctx, id, statesLike(state)...)
		if err != nil {
			return nil, err
		}
		out = append(out, view.Figure{Label: p.Choice("officer.group", string(state)), Value: p.Number(int64(n)), URL: listURL(id, state)})
	}
	return out, nil
}

// statesLike are the states that a reader of lists takes for one.
func statesLike(s application.State) []application.State {
	switch s {
	case "":
		return nil
	case application.Draft:
		return []application.State{application.Draft, application.Signed, application.ReturnedOnce}
	case application.Submitted:
		return []application.State{application.Submitted, application.TechnicalCheck}
	case application.InReview:
		return []application.State{application.InReview, application.Triaged, application.Discussed, application.Recommended, application.Alternate, application.NotRecommended}
	case application.Declined:
		return []application.State{application.Declined, application.Ineligible, application.Withdrawn}
	}
	return []application.State{s}
}

// cycleTabs are the pages of one cycle, with the one that is open.
func cycleTabs(p view.Page, id ident.Cycle, open string) []view.Tab {
	return []view.Tab{
		{Label: p.T("officer.board"), URL: cycleURL(id), Current: open == "board"},
		{Label: p.T("officer.list"), URL: "/office/applications?cycle=" + id.String()},
		{Label: p.T("officer.slate"), URL: cycleURL(id) + "/slate", Current: open == "slate"},
		{Label: p.T("officer.letters"), URL: cycleURL(id) + "/letters", Current: open == "letters"},
		{Label: p.T("officer.awards"), URL: "/awards?cycle=" + id.String()},
		{Label: p.T("officer.reports"), URL: "/reports#" + id.String()},
	}
}

// steps are the states of a cycle's life with where it stands.
func (b board) steps(p view.Page) []view.Step {
	all := []program.State{program.Draft, program.Published, program.ProposalsOpen, program.InReview, program.SlateState, program.Announced, program.Active, program.Closed}
	now := b.State
	if now == program.ProfilesOpen || now == program.SIPOpen {
		now = program.Published
	}
	var out []view.Step
	state := "done"
	for _, one := range all {
		if one == now {
			state = "current"
		}
		out = append(out, view.Step{Title: p.Choice("officer.cycle.state", string(one)), State: state})
		if one == now {
			state = "next"
		}
	}
	return out
}

func (b board) location() *time.Location {
	if z, err := time.LoadLocation(b.Zone); err == nil {
		return z
	}
	return time.UTC
}

// phases are the windows of the cycle, each closing by the program's clock.
func (b board) phases(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("officer.phases"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.phase")}, {Title: p.T("officer.opens")}, {Title: p.T("officer.closes")}},
		Empty:   view.Empty{Title: p.T("officer.phases.none")},
	}
	for _, x := range b.Phases {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.Choice("officer.phase", string(x.Kind))), view.Moment(p, x.OpensAt, b.location()), view.Moment(p, x.ClosesAt, b.location()),
		}})
	}
	return t
}

func (b board) moves(p view.Page) []view.Step {
	var out []view.Step
	for _, m := range b.Deadlines {
		out = append(out, view.Step{
			Title: p.T("officer.moved", "was", p.DateTime(m.ClosesWas.In(b.location())), "now", p.DateTime(m.ClosesNow.In(b.location()))),
			When:  view.Moment(p, m.At, nil), State: "done", Text: b.why(p, m),
		})
	}
	return out
}

// why is the reason of a moved deadline, with who moved it where that is known.
func (b board) why(p view.Page, m *program.DeadlineChange) string {
	if who := b.names[m.ChangedBy]; who != "" {
		return p.T("compose.moved.by", "who", who, "reason", m.Reason)
	}
	return m.Reason
}

// clockText is how a form writes an instant on the cycle's own clock.
const clockText = "2006-01-02T15:04"

func (s *Site) moveDeadline(w http.ResponseWriter, r *http.Request) error {
	cycle, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	phase, err := param[ident.PhaseKind](r, "phase")
	if err != nil {
		return err
	}
	suffix := "." + phase.String()
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		c, err := s.Program.Cycle(r.Context(), cycle)
		if err != nil {
			return "", "", err
		}
		at, err := instant(q, "closesAt"+suffix, c.Zone)
		if err != nil {
			return "", "", err
		}
		_, err = s.Program.MoveDeadline(r.Context(), program.MoveDeadlineInput{Phase: phase, ClosesAt: at, Reason: q.Get("reason" + suffix)})
		return cycleURL(cycle), s.page(r, "officer.cycle").T("officer.moved.done"), renamed(err, func(path string) string { return path + suffix })
	}, func(a again) error { return s.drawBoard(w, r, cycle, a) })
}

// instant reads a local date and time of a zone from a form.
func instant(q url.Values, field, zone string) (time.Time, error) {
	z, err := time.LoadLocation(zone)
	if err != nil {
		z = time.UTC
	}
	t, err := time.ParseInLocation(clockText, q.Get(field), z)
	if err != nil {
		return t, fault.BadField(field, "bad_instant", "Give a date and a time.")
	}
	return t, nil
}

func (s *Site) openReview(w http.ResponseWriter, r *http.Request) error {
	return s.moveCycle(w, r, func(ctx context.Context, id ident.Cycle, version *int) error {
		in := program.OpenReviewInput{Cycle: id, ExpectedVersion: version}
		if n, ok := number(r.PostForm.Get("acknowledged")); ok {
			in.Acknowledged = &n
		}
		_, err := s.Program.OpenReview(ctx, in)
		return err
	})
}

func (s *Site) publishCycle(w http.ResponseWriter, r *http.Request) error {
	return s.moveCycle(w, r, func(ctx context.Context, id ident.Cycle, version *int) error {
		_, err := s.Program.Publish(ctx, program.PublishInput{Cycle: id, ExpectedVersion: version})
		return err
	})
}

func (s *Site) moveCycle(w http.ResponseWriter, r *http.Request, move func(context.Context, ident.Cycle, *int) error) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		return cycleURL(id), s.page(r, "officer.cycle").T("officer.done"), move(r.Context(), id, versionOf(q))
	}, func(a again) error { return s.drawBoard(w, r, id, a) })
}

func (b board) version() string { return strconv.Itoa(b.Version) }

// rankingName says which panel's order it is, and by which method.
func rankingName(p view.Page, b board, x *review.Ranking) string {
	for _, panel := range b.panels {
		if panel.ID == x.Panel {
			return panel.Name + ": " + p.Choice("officer.method", string(x.Method))
		}
	}
	return p.Choice("officer.method", string(x.Method))
}
