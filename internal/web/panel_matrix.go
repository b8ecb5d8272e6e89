package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// matrix is the picture of an assignment: who reads what, who may not, who carries how much, and why.
type matrix struct {
	panel     *review.Panel
	cycle     *program.Detail
	progress  *review.Progress
	apps      []*panelApplication // on this page
	numbers   map[ident.Application]string
	cells     map[review.Pairing]review.AssignmentState
	conflicts map[review.Pairing]review.ConflictKind
	why       *review.Explanation
	names     map[ident.Person]string
	refused   string // why nothing can be explained
	from, all int    // the first of the applications on this page, counted from 0, of how many
	pager     view.Pager
	arranges  bool // whether the viewer keeps what members know
}

// matrixRows is how many applications stand on one page: with thirty members these are nine hundred pairs.
const matrixRows = 30

// pages keeps the applications of one page, from the one asked for on.
func (d *matrix) pages(p view.Page, r *http.Request) {
	d.all = len(d.apps)
	n, _ := number(r.URL.Query().Get("from"))
	d.from = max(0, min(n, d.all-1))
	d.apps = d.apps[d.from:min(d.from+matrixRows, d.all)]
	if d.from > 0 {
		d.pager.PrevURL = with(r, "from", strconv.Itoa(max(0, d.from-matrixRows)), "application", "reviewer")
	}
	if d.from+matrixRows < d.all {
		d.pager.NextURL = with(r, "from", strconv.Itoa(d.from+matrixRows), "application", "reviewer")
	}
	if d.all > len(d.apps) {
		d.pager.Showing = p.T("panel.matrix.showing", "first", d.from+1, "last", d.from+len(d.apps), "all", d.all)
	}
}

func (s *Site) panelMatrix(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	p := s.page(r, "panel.matrix")
	d, err := s.matrix(ctx, id)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("application") != "" {
		if err := s.explain(r, p, &d); err != nil {
			return err
		}
	}
	d.pages(p, r)
	p.Eyebrow, p.Wide = d.panel.Name, true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.cycle.ID)}, {Label: d.panel.Name, URL: "/office/panels/" + id.String()}}
	return s.show(w, r, http.StatusOK, p, matrixPage(p, d))
}

func (s *Site) matrix(ctx context.Context, id ident.Panel) (d matrix, err error) {
	d.cells, d.conflicts = map[review.Pairing]review.AssignmentState{}, map[review.Pairing]review.ConflictKind{}
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return d, err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.panel.Cycle); err != nil {
		return d, err
	}
	d.arranges = auth.May(ctx, auth.FormPanel, auth.Target{Program: d.cycle.Program, Panel: id})
	if d.progress, err = s.Review.PanelProgress(ctx, id); err != nil {
		return d, err
	}
	rows, err := s.assignments(ctx, review.AssignmentFilter{Panel: id})
	if err != nil {
		return d, err
	}
	d.apps, d.numbers = byApplication(rows), map[ident.Application]string{}
	for _, r := range rows {
		d.numbers[r.Application] = r.Number
		d.cells[review.Pairing{Application: r.Application, Reviewer: r.Reviewer}] = r.State
	}
	bound, err := s.Review.PanelConflicts(ctx, id)
	if err != nil {
		return d, err
	}
	for _, c := range bound {
		d.conflicts[review.Pairing{Application: c.Application, Reviewer: c.Person}] = c.Kind
	}
	d.names, err = s.namesOn(ctx, d.panel)
	return d, err
}

// explain asks why a pair was assigned or not; what cannot be explained is said on the page.
func (s *Site) explain(r *http.Request, p view.Page, d *matrix) error {
	app, err := idOf[ident.ApplicationKind](r.URL.Query(), "application")
	if err != nil {
		return fault.Missing("page")
	}
	who, err := idOf[ident.PersonKind](r.URL.Query(), "reviewer")
	if err != nil {
		return fault.Missing("page")
	}
	d.why, err = s.Review.ExplainAssignment(r.Context(), review.ExplainAssignmentInput{Panel: d.panel.ID, Application: app, Reviewer: who})
	switch {
	case fault.Is(err, fault.NotFound):
		d.refused = p.T("panel.why.none")
	case fault.HasCode(err, "conflicted"):
		d.refused = p.T("panel.why.bound")
	case fault.Is(err, fault.Forbidden):
		d.refused = p.T("panel.why.forbidden")
	default:
		return err
	}
	return nil
}

// members are those who sit on the panel now, in its order.
func (d matrix) members() []*review.PanelMember {
	return slices.DeleteFunc(slices.Clone(d.panel.Members), func(m *review.PanelMember) bool { return m.LeftAt != nil })
}

func (d matrix) url(part string) string { return "/office/panels/" + d.panel.ID.String() + part }

// here keeps the page one is on in an address; the first needs no word.
func (d matrix) here() string {
	if d.from == 0 {
		return ""
	}
	return "&from=" + strconv.Itoa(d.from)
}

func (d matrix) number(id ident.Application) string { return d.numbers[id] }

func (d matrix) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("panel.matrix"), HideCaption: true, Columns: []view.Column{{Title: p.T("review.proposal")}},
		Empty: view.Empty{Title: p.T("review.readers.none"), Text: p.T("review.readers.none.text")},
	}
	for _, m := range d.members() {
		t.Columns = append(t.Columns, view.Column{Title: m.Name})
	}
	for _, a := range d.apps {
		cells := []templ.Component{cell(view.Name(a.title, ""), quietLine(a.number))}
		for _, m := range d.members() {
			cells = append(cells, d.pair(p, a, m))
		}
		t.Rows = append(t.Rows, view.Row{Key: a.id.String(), Cells: cells})
	}
	return t
}

// pair is what stands between an application and a member, with the way to why.
func (d matrix) pair(p view.Page, a *panelApplication, m *review.PanelMember) templ.Component {
	k := review.Pairing{Application: a.id, Reviewer: m.Person}
	url := d.url("/matrix") + "?application=" + a.id.String() + "&reviewer=" + m.Person.String() + d.here() + "#why"
	if kind, bound := d.conflicts[k]; bound {
		return pairMark(badge(p.T("panel.pair.conflict"), view.Warning), p.Choice("review.conflict", string(kind)), "", "")
	}
	if state, given := d.cells[k]; given && !state.Over() {
		return pairMark(badge(p.Choice("review.assignment", string(state)), assignmentTone(state)), "", p.T("panel.why.ask", "name", m.Name, "number", a.number), url)
	}
	return pairMark(view.Text(""), "", p.T("panel.whynot.ask", "name", m.Name, "number", a.number), url)
}

// load is how many applications a member reads of the most they take.
func (d matrix) load(p view.Page, m *review.ReviewerProgress) view.Share {
	most, text := m.Assigned, p.Number(int64(m.Assigned))
	if m.Limit != nil {
		most, text = *m.Limit, p.T("panel.load.of", "n", m.Assigned, "most", *m.Limit)
	} else {
		for _, o := range d.progress.Reviewers {
			most = max(most, o.Assigned)
		}
	}
	return view.Share{Label: m.Name, Value: float64(m.Assigned), Max: float64(max(most, 1)), Text: text}
}

// facts are the figures of an explanation.
func (d matrix) facts(p view.Page) []view.Fact {
	x := d.why
	out := []view.Fact{
		{Term: p.T("panel.why.fit"), Value: view.Text(p.Number(int64(x.Fit)))},
		{Term: p.T("panel.why.load"), Value: view.Text(p.Number(int64(x.Load)))},
	}
	figure := func(term string, n *int) {
		if n != nil {
			out = append(out, view.Fact{Term: term, Value: view.Text(p.Number(int64(*n)))})
		}
	}
	figure(p.T("panel.why.most"), x.Most)
	figure(p.T("panel.why.margin"), x.Margin)
	figure(p.T("panel.why.room"), x.Room)
	return out
}

func (d matrix) terms(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("panel.why.terms"), Stacked: true,
		Columns: []view.Column{{Title: p.T("panel.skill.kind")}, {Title: p.T("panel.why.known")}, {Title: p.T("panel.why.points"), Numeric: true}},
	}
	for _, x := range d.why.Terms {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.Choice("panel.skill", x.Kind)), knownCell(topics(p, d.cycle, x)), view.Text(p.T("panel.load.of", "n", x.Points, "most", x.Of)),
		}})
	}
	return t
}

func topics(p view.Page, c *program.Detail, x assignment.Term) []string {
	out := make([]string, len(x.Matched))
	for i, value := range x.Matched {
		out[i] = topicName(p, c, x.Kind, value)
	}
	return out
}

// handOver says what would pass from whom to whom.
func (d matrix) handOver(p view.Page, h review.HandOver) string {
	name := func(id ident.Person) string {
		if id.IsZero() {
			return p.T("panel.nobody")
		}
		return d.names[id]
	}
	return p.T("panel.handover", "number", d.number(h.Application), "from", name(h.From), "to", name(h.To))
}

// disciplines are those a member can be said to know.
func disciplines(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range people.Disciplines() {
		out = append(out, view.Option{Value: review.DisciplineTopic + ":" + k, Label: p.Choice("public.discipline", k)})
	}
	return out
}
