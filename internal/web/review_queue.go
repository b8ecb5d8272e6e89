package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// queue is what a reviewer has to do, in the order in which it must be done.
type queue struct {
	rows    []*review.QueueRow
	unheard []*review.Unsigned // panels whose statement is not signed, or not as it is now
	asked   int                // invitations to panels that wait for an answer
	declare int                // assignments that wait for a word on conflicts
	done    int
	whole   bool // all rows are on this page
	chairs  []*review.Panel
	seats   []*review.Panel     // panels the reviewer sits on
	meet    []*review.Panel     // of them those that discuss or rescore
	slates  []*award.PanelSlate // that wait for the reader to speak for a panel
	pager   view.Pager
}

func (s *Site) reviewQueue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.WriteReview); err != nil {
		return err
	}
	c, err := s.Review.Queue(ctx, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	q := queue{rows: c.Nodes, pager: pager(r, c.PageInfo), whole: !c.PageInfo.HasNextPage && !c.PageInfo.HasPreviousPage}
	q.sort()
	if q.whole { // what is still to do comes first; within, the reading order stays
		slices.SortStableFunc(q.rows, func(a, b *review.QueueRow) int { return cmp.Compare(rank(a.Step), rank(b.Step)) })
	}
	if ids := chaired(auth.Who(ctx)); len(ids) > 0 {
		if q.chairs, err = s.Review.PanelsByID(ctx, ids); err != nil {
			return err
		}
	}
	if q.unheard, err = s.Review.MyUnsigned(ctx); err != nil {
		return err
	}
	if q.asked, err = s.invited(ctx); err != nil {
		return err
	}
	if q.seats, err = s.seats(ctx); err != nil {
		return err
	}
	q.meet = slices.DeleteFunc(slices.Clone(q.seats), func(p *review.Panel) bool { return p.State != review.Discussion && p.State != review.Rescoring })
	if q.slates, err = s.slatesWaiting(ctx, slices.Concat(q.chairs, q.seats)); err != nil {
		return err
	}
	p := s.page(r, "review.queue")
	p.Lead = p.T("review.queue.lead")
	return s.show(w, r, http.StatusOK, p, reviewQueuePage(p, q))
}

// seats are the panels the reader sits on.
func (s *Site) seats(ctx context.Context) ([]*review.Panel, error) {
	var ids []ident.Panel
	for _, g := range auth.Who(ctx).Grants {
		if g.Role == auth.Reviewer && !g.Panel.IsZero() {
			ids = append(ids, g.Panel)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Review.PanelsByID(ctx, ids)
}

// invited is how many invitations to panels wait for the reader's answer.
func (s *Site) invited(ctx context.Context) (n int, err error) {
	list, err := s.Review.MyPanelInvitations(ctx)
	for _, i := range list {
		if i.State == review.InvitationSent {
			n++
		}
	}
	return n, err
}

func chaired(who auth.Actor) []ident.Panel {
	var out []ident.Panel
	for _, g := range who.Grants {
		if g.Role == auth.Chair && !g.Panel.IsZero() {
			out = append(out, g.Panel)
		}
	}
	return out
}

func (q *queue) sort() {
	for _, row := range q.rows {
		switch row.Step {
		case review.DeclareStep:
			q.declare++
		case review.DoneStep:
			q.done++
		}
	}
}

// rank puts what waits for the reviewer before what is done or closed.
func rank(s review.Step) int {
	switch s {
	case review.DoneStep, review.ClosedStep:
		return 1
	case review.RecusedStep:
		return 2
	}
	return 0
}

// live are the rows that are the reviewer's to read.
func (q *queue) live() int {
	return len(slices.DeleteFunc(slices.Clone(q.rows), func(r *review.QueueRow) bool { return r.Step == review.RecusedStep }))
}

func (q *queue) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("review.queue.caption"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("review.proposal")},
			{Title: p.T("review.institutions")},
			{Title: p.T("review.state")},
			{Title: p.T("review.scored")},
			{Title: p.T("review.due")},
		},
		Empty: view.Empty{Title: p.T("review.queue.empty"), Text: p.T("review.queue.empty.text")},
	}
	for _, r := range q.rows {
		t.Rows = append(t.Rows, queueRow(p, r))
	}
	return t
}

func queueRow(p view.Page, r *review.QueueRow) view.Row {
	title, scored, due := view.Text(p.T("review.hidden")), view.Text("–"), view.Text("–")
	if r.Title != "" {
		title = cell(queueTitle(r), quietLine(r.Number))
	}
	if r.Step == review.ReadStep || r.Step == review.ScoreStep || r.Step == review.DoneStep {
		scored = view.Text(p.T("review.scored.of", "n", r.Scored, "all", r.Criteria))
	}
	if r.Due != nil && r.Step != review.DoneStep && r.Step != review.RecusedStep {
		due = view.Moment(p, *r.Due, nil)
	}
	return view.Row{Key: r.ID.String(), Cells: []templ.Component{title, institutions(p, r), stepBadge(p, r.Step), scored, due}}
}

func queueTitle(r *review.QueueRow) templ.Component {
	switch r.Step {
	case review.ReadStep, review.ScoreStep, review.DoneStep, review.ClosedStep:
		return view.NameLink(r.Title, "", reviewURL(r.ID))
	case review.DeclareStep:
		return view.NameLink(r.Title, "", "/reviews/conflicts#"+r.ID.String())
	}
	return view.Name(r.Title, "")
}

func reviewURL(id ident.Assignment) string { return "/reviews/" + id.String() }

// institutions names the lead with its place and each partner with its country.
func institutions(p view.Page, r *review.QueueRow) templ.Component {
	if r.LeadName == "" {
		return view.Text("–")
	}
	where := r.LeadCity
	if r.LeadState != "" {
		where += ", " + r.LeadState.Name()
	}
	lines := []templ.Component{institutionLine(r.LeadName, where)}
	for _, x := range r.Partners {
		lines = append(lines, institutionLine(x.Name, x.Country.Name(p.Locale())))
	}
	return cell(lines...)
}

func stepBadge(p view.Page, step review.Step) templ.Component {
	tone := view.Neutral
	switch step {
	case review.SignStep, review.DeclareStep, review.ReadStep:
		tone = view.Waiting
	case review.ScoreStep:
		tone = view.Info
	case review.DoneStep:
		tone = view.Good
	}
	return badge(p.Choice("review.step", string(step)), tone)
}

func (s *Site) signPanel(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return err
	}
	_, err = s.Review.SignConfidentiality(r.Context(), review.SignConfidentialityInput{Panel: id, SHA256: r.PostForm.Get("sha256")})
	if fault.HasCode(err, "statement_changed") {
		return s.goTo(w, r, "/reviews", s.page(r, "review.queue").T("pool.sign.changed"))
	}
	if err != nil {
		return err
	}
	return s.goTo(w, r, "/reviews/conflicts", s.page(r, "review.queue").T("review.signed"))
}

func (s *Site) reviewConflicts(w http.ResponseWriter, r *http.Request) error {
	return s.drawConflicts(w, r, again{})
}

func (s *Site) drawConflicts(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.WriteReview); err != nil {
		return err
	}
	rows, unsigned, err := s.undeclared(r)
	if err != nil {
		return err
	}
	p := s.page(r, "review.conflicts")
	p.Lead = p.T("review.conflicts.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return reviewConflictsPage(p, rows, unsigned, a) })
}

// undeclared are the assignments that wait for a word on conflicts, and whether others wait for a signature.
func (s *Site) undeclared(r *http.Request) (rows []*review.QueueRow, unsigned bool, err error) {
	c, err := s.Review.Queue(r.Context(), pageArgs(r, 100))
	if err != nil {
		return nil, false, lost(err)
	}
	for _, row := range c.Nodes {
		switch row.Step {
		case review.DeclareStep:
			rows = append(rows, row)
		case review.SignStep:
			unsigned = true
		}
	}
	return rows, unsigned, nil
}

// none is the choice that says no conflict; it is chosen, never assumed.
const none = "none"

func conflictOptions(p view.Page, none ...view.Option) []view.Option {
	out := append([]view.Option{{Label: p.T("review.choose")}}, none...)
	for _, k := range []review.ConflictKind{
		review.Employment, review.Board, review.PaidWork, review.Family, review.CoAuthor, review.Teaching, review.Financial,
		review.NamedInProposal, review.OwnProposal, review.EndorsedIt, review.PastPartner, review.OtherConflict,
	} {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("review.conflict", string(k))})
	}
	return out
}

func (s *Site) declareConflicts(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, paths, err := declarations(q)
		if err != nil {
			return "", "", err
		}
		done, err := s.Review.DeclareConflicts(r.Context(), in)
		if err != nil {
			return "", "", renamed(err, declaredPath(paths))
		}
		return "/reviews", s.page(r, "review.queue").N("review.declared", len(done)), nil
	}, func(a again) error { return s.drawConflicts(w, r, a) })
}

// declarations reads the assignments whose question was answered, with the id each path index stands for.
func declarations(q url.Values) (in review.DeclareConflictsInput, ids []string, err error) {
	ids, err = declared(q, "assignment", func(id ident.Assignment, k review.ConflictKind, note string) {
		in.Declarations = append(in.Declarations, review.Declaration{Assignment: id, Kind: k, Note: note})
	})
	return in, ids, err
}

// declared hands on each answered question about conflicts, no kind for none, and answers the ids in that order;
// a form without any answer is refused.
func declared[K ident.Kind](q url.Values, what string, add func(id ident.ID[K], k review.ConflictKind, note string)) (ids []string, err error) {
	for name, values := range q {
		text, found := strings.CutPrefix(name, "kind.")
		if !found || values[0] == "" {
			continue
		}
		id, err := ident.Parse[K](text)
		if err != nil {
			return nil, fault.Missing(what)
		}
		kind := review.ConflictKind(values[0])
		if kind == none {
			kind = ""
		}
		add(id, kind, q.Get("note."+text))
		ids = append(ids, text)
	}
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "declare_one", "Answer for at least one proposal.")
	}
	return ids, nil
}

// declaredPath turns the index in a fault's path into the id its field was drawn with.
func declaredPath(ids []string) func(path string) string {
	return func(path string) string {
		parts := strings.SplitN(path, ".", 3)
		if i, ok := number(parts[min(1, len(parts)-1)]); ok && len(parts) == 3 && i < len(ids) {
			return parts[2] + "." + ids[i]
		}
		return path
	}
}
