package review

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Step is what a reviewer does next with an assignment.
type Step string

// The steps of a reviewer, in order; recused and done ask for nothing.
const (
	SignStep    Step = "sign"
	DeclareStep Step = "declare"
	ReadStep    Step = "read"
	ScoreStep   Step = "score"
	DoneStep    Step = "done"
	RecusedStep Step = "recused"
	ClosedStep  Step = "closed" // the panel no longer takes scores
)

// QueueRow is one line of a reviewer's queue. Before the conflict declaration it has titles and
// institutions only; of what the reviewer is recused from it has nothing but that.
type QueueRow struct {
	ID            ident.Assignment  `bun:"id"`
	Panel         ident.Panel       `bun:"panel_id"`
	PanelName     string            `bun:"panel_name"`
	PanelState    PanelState        `bun:"panel_state"`
	State         AssignmentState   `bun:"state"`
	Step          Step              `bun:"step"`
	ReadingOrder  int               `bun:"reading_order"`
	Due           *time.Time        `bun:"due_at"`
	Application   ident.Application `bun:"application_id"` // zero before signing and when recused
	Number        string            `bun:"number"`
	Title         string            `bun:"title"`
	LeadName      string            `bun:"lead_name"`
	LeadCity      string            `bun:"lead_city"`
	LeadState     place.State       `bun:"lead_state"`
	Partners      []Institution     `bun:"partners,type:jsonb"` // without the lead
	Scored        int               `bun:"scored"`
	Criteria      int               `bun:"criteria"`
	OwnBaseMilli  *int              `bun:"base_milli"`
	OwnReview     ident.Review      `bun:"review_id"`
	SubmittedAt   *time.Time        `bun:"submitted_at"`
	ReviewVersion int               `bun:"review_version"`
}

// Institution is a partner's name and country, all that shows of it before documents open.
type Institution struct {
	Name    string        `json:"name"`
	Country place.Country `json:"country"`
}

// Queue is what the actor reads, in reading order; one statement.
func (s *Service) Queue(ctx context.Context, args page.Args) (*page.Connection[*QueueRow], error) {
	me := auth.Scope(ctx, auth.WriteReview).Person
	cut, err := args.Check(2)
	if err != nil {
		return nil, err
	}
	var rows []*QueueRow
	if !me.IsZero() {
		if rows, err = s.Store.Queue(ctx, me, cut); err != nil {
			return nil, err
		}
	}
	key := func(r *QueueRow) []string { return []string{strconv.Itoa(r.ReadingOrder), r.ID.String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.QueueSize(ctx, me) }), nil
}

// AssignmentFilter narrows the list of assignments; zero fields do not.
type AssignmentFilter struct {
	Panel       ident.Panel
	Application ident.Application
	Reviewer    ident.Person
	State       AssignmentState
}

// AssignmentRow is one assignment as officers and the chair see it: never with scores.
type AssignmentRow struct {
	Assignment
	Number       string `bun:"number"`
	Title        string `bun:"title"`
	LeadName     string `bun:"lead_name"`
	ReviewerName string `bun:"reviewer_name"`
}

// Assignments are who reads what, by application number, for officers, auditors and the chair; one statement.
func (s *Service) Assignments(ctx context.Context, f AssignmentFilter, args page.Args) (*page.Connection[*AssignmentRow], error) {
	cut, err := args.Check(2)
	if err != nil {
		return nil, err
	}
	view := sight(ctx, auth.ViewRanking)
	rows, err := s.Store.Assignments(ctx, f, view, cut)
	if err != nil {
		return nil, err
	}
	key := func(r *AssignmentRow) []string { return []string{r.Number, r.ID.String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountAssignments(ctx, f, view) }), nil
}

// Assignment is one assignment: the reviewer's own, or of a panel one runs. A conflict makes it NOT_FOUND.
func (s *Service) Assignment(ctx context.Context, id ident.Assignment) (*Assignment, error) {
	found, err := s.AssignmentsByID(ctx, []ident.Assignment{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("assignment")
	}
	return found[0], nil
}

// AssignmentsByID are those of the ids that the viewer may see, in no order.
func (s *Service) AssignmentsByID(ctx context.Context, ids []ident.Assignment) ([]*Assignment, error) {
	return s.Store.AssignmentsByID(ctx, ids, sight(ctx, auth.ViewRanking))
}

// Panel is a panel with its members.
func (s *Service) Panel(ctx context.Context, id ident.Panel) (*Panel, error) {
	found, err := s.PanelsByID(ctx, []ident.Panel{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("panel")
	}
	return found[0], nil
}

// PanelsByID are those of the ids that the viewer may see, with members.
func (s *Service) PanelsByID(ctx context.Context, ids []ident.Panel) ([]*Panel, error) {
	return s.panels(ctx, ident.Cycle{}, ids)
}

// Panels are the panels of a cycle that the viewer may see, by name, with members.
func (s *Service) Panels(ctx context.Context, c ident.Cycle) ([]*Panel, error) {
	return s.panels(ctx, c, nil)
}

func (s *Service) panels(ctx context.Context, c ident.Cycle, ids []ident.Panel) ([]*Panel, error) {
	out, err := s.Store.Panels(ctx, c, ids, sight(ctx, auth.ViewPanel))
	if err != nil || len(out) == 0 {
		return out, err
	}
	by := map[ident.Panel]*Panel{}
	all := make([]ident.Panel, len(out))
	for i, p := range out {
		by[p.ID], all[i] = p, p.ID
	}
	members, err := s.Store.MembersOf(ctx, all)
	for _, m := range members {
		by[m.Panel].Members = append(by[m.Panel].Members, m)
	}
	return out, err
}

// Progress is how far a panel is; what the viewer has a conflict with is not in its counts.
type Progress struct {
	Panel        ident.Panel         `bun:"panel_id"`
	Needed       int                 `bun:"needed"`       // counted reviews that make a place
	Applications int                 `bun:"applications"` // the panel reads
	Enough       int                 `bun:"enough"`       // of them with the reviews needed
	Reviewers    []*ReviewerProgress `bun:"-"`
}

// ReviewerProgress counts one member's assignments by where they are.
type ReviewerProgress struct {
	Person    ident.Person `bun:"person_id"`
	Name      string       `bun:"name"`
	Chair     bool         `bun:"chair"`
	Signed    bool         `bun:"signed"`
	Limit     *int         `bun:"load_limit"`
	Assigned  int          `bun:"assigned"`   // live ones
	Undecided int          `bun:"undeclared"` // conflict not declared yet
	Drafts    int          `bun:"drafts"`
	Submitted int          `bun:"submitted"`
	Recused   int          `bun:"recused"`
}

// PanelProgress counts a panel's work per reviewer, for officers, auditors and the chair.
func (s *Service) PanelProgress(ctx context.Context, id ident.Panel) (*Progress, error) {
	return s.Store.Progress(ctx, id, sight(ctx, auth.ViewRanking))
}

// Subject is an application as far as review needs it.
type Subject struct {
	Application   ident.Application
	Cycle         ident.Cycle
	Program       ident.Program
	Organizations []ident.Organization
}

// ConflictsOf are an application's conflicts, lifted ones too, oldest first, for officers, auditors and the chair.
// The chair, who is a colleague of those bound, reads no path.
func (s *Service) ConflictsOf(ctx context.Context, id ident.Application) ([]*Conflict, error) {
	view := sight(ctx, auth.ViewRanking)
	sub, err := s.Store.Subject(ctx, id, view)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.ConflictsOf(ctx, id, view)
	if err != nil {
		return nil, err
	}
	return discreet(ctx, sub.Program, list), nil
}

// PanelConflicts are the active conflicts of a panel's members within its cycle, for officers, auditors and the chair.
// What the viewer is bound to is left out.
func (s *Service) PanelConflicts(ctx context.Context, id ident.Panel) ([]*Conflict, error) {
	view := sight(ctx, auth.ViewRanking)
	f, err := s.Store.PanelFile(ctx, id, view)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.PanelConflicts(ctx, id, view)
	if err != nil {
		return nil, err
	}
	return discreet(ctx, f.Program, list), nil
}

// discreet leaves out how conflicts were found, for those who are not of the program's office.
func discreet(ctx context.Context, p ident.Program, list []*Conflict) []*Conflict {
	if auth.May(ctx, auth.ViewConflicts, auth.Target{Program: p}) {
		return list
	}
	for _, c := range list {
		c.Path = nil
		if c.Source == Detected {
			c.Note = ""
		}
	}
	return list
}

// Sheet is a reviewer's rubric for one application, with what they have written so far.
type Sheet struct {
	Assignment Assignment
	Signed     bool // the statement in force
	PanelState PanelState
	Cycle      ident.Cycle
	Number     string
	Title      string
	LeadName   string
	Rubric
	Writable bool    // scores are taken now
	Review   *Review // nil before the first score
	Lines    []*SheetLine
}

// SheetLine is one criterion with the newest score of the review, if any.
type SheetLine struct {
	Criterion  ident.Criterion       `bun:"id"`
	Key        string                `bun:"key"`
	Title      program.Text          `bun:"title"`
	Meaning    program.Text          `bun:"meaning"`
	Anchors    []program.Text        `bun:"anchors,type:jsonb"` // what 1 to 5 mean in this criterion; none or five
	Weight     int                   `bun:"weight"`
	Kind       program.CriterionKind `bun:"kind"`
	Bonus      bool                  `bun:"bonus"`             // its weight is points apart
	Least      *int                  `bun:"comment_min_chars"` // of its comment; nil is the cycle's
	TieBreak   int                   `bun:"tie_break"`
	HalfPoints *int                  `bun:"half_points"`
	Comment    string                `bun:"comment"`
	Version    int                   `bun:"version"` // 0 while unscored
	At         *time.Time            `bun:"at"`
}

// MyReview is the actor's own review of an assignment with the rubric.
// Before the conflict declaration it is FORBIDDEN; with a conflict NOT_FOUND.
func (s *Service) MyReview(ctx context.Context, id ident.Assignment) (*Sheet, error) {
	me := auth.Scope(ctx, auth.WriteReview).Person
	if me.IsZero() {
		return nil, fault.Missing("assignment")
	}
	sheet, err := s.Store.Sheet(ctx, id, me)
	if err != nil {
		return nil, err
	}
	if !sheet.Signed {
		return nil, signFirst()
	}
	if sheet.Assignment.ClearedAt == nil {
		return nil, fault.New(fault.Forbidden, "declare_first", "Declare whether you have a conflict of interest first.")
	}
	return sheet, nil
}

// Gaps are what keeps the review from being handed in, by field; empty when it is whole.
func (sh *Sheet) Gaps() []fault.Field {
	r, criteria := &Review{}, make([]*program.Criterion, len(sh.Lines))
	if sh.Review != nil {
		r.Recommendation = sh.Review.Recommendation
	}
	for i, l := range sh.Lines {
		criteria[i] = l.asked()
		if l.HalfPoints != nil {
			r.Scores = append(r.Scores, &Score{Criterion: l.Criterion, HalfPoints: *l.HalfPoints, Comment: l.Comment})
		}
	}
	var f *fault.Error
	if err := r.finish(criteria, sh.Rubric); errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

// asked is the criterion of a line.
func (l *SheetLine) asked() *program.Criterion {
	return &program.Criterion{ID: l.Criterion, Key: l.Key, Title: l.Title, Weight: l.Weight, Kind: l.Kind, Bonus: l.Bonus, Least: l.Least, TieBreak: l.TieBreak}
}

// LeastComment is how long a comment on a line's criterion is at least, in characters.
func (sh *Sheet) LeastComment(l *SheetLine) int { return sh.least(l.asked()) }

func (sh *Sheet) marks() *marks {
	var m marks
	for _, l := range sh.Lines {
		m.hasBonus = m.hasBonus || l.Bonus
		if l.HalfPoints != nil {
			m.add(l.asked(), *l.HalfPoints)
		}
	}
	return &m
}

// BaseMilli is the base score of what is scored so far, in thousandths of a point of 100; nought where words alone are asked.
func (sh *Sheet) BaseMilli() int {
	var word Recommendation
	if sh.Review != nil {
		word = sh.Review.Recommendation
	}
	if base := sh.base(sh.marks(), word); base != nil {
		return *base
	}
	return 0
}

// BonusMilli is what the bonus criteria make so far, apart from the base; nil where the cycle has none.
func (sh *Sheet) BonusMilli() *int { return sh.bonusOf(sh.marks()) }

// ReviewsOf are an application's reviews with their newest scores, oldest first. Drafts are their writer's only;
// who reads the application sees others' reviews only after handing in their own; a conflict makes it NOT_FOUND.
// A voided review is kept for the chair and the office; other members never read what a conflict may have colored.
func (s *Service) ReviewsOf(ctx context.Context, id ident.Application) ([]*Review, error) {
	return s.Store.ReviewsOf(ctx, id, sight(ctx, auth.ReadReviews))
}
