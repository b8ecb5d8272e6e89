package review

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Service is what a panel's officer, reviewers and chair do.
type Service struct {
	Desk      desk.Desk
	Store     Store
	Files     Files // reads what is attached to proposals; nil reads nothing
	Accounts  Accounts
	LinkToken func(uuid.UUID) string // makes the token of a mailed link; no table holds it
}

// Files reads the text of files, once each, so that names in them are found.
type Files interface {
	// ReadFiles reads every attached file of a cycle's proposals that nobody has read yet.
	ReadFiles(ctx context.Context, c ident.Cycle) error
}

// Sight is what of the panels somebody may see; never anything they have a conflict with.
type Sight struct {
	auth.Filter
	Viewer ident.Person
}

// sight is what the permission reaches; what is one's own, too, unless one acts through a token of another scope.
func sight(ctx context.Context, p auth.Permission) Sight {
	s := Sight{Filter: auth.Scope(ctx, p), Viewer: auth.Who(ctx).Person}
	if s.Nothing() && auth.Scope(ctx, auth.WriteReview).Nothing() {
		s.Viewer = ident.Person{}
	}
	return s
}

// Rules are the cycle's rules that reviewing hangs on.
type Rules struct {
	Program        ident.Program `bun:"program_id"`
	ReviewsNeeded  int           `bun:"reviews_needed"`
	ReviewOpenedAt *time.Time    `bun:"review_opened_at"`
	Rubric
}

// File is a panel with the rules of its cycle, locked for a change.
type File struct {
	Panel
	Rules
}

func (f *File) target() auth.Target { return auth.Target{Program: f.Program, Panel: f.ID} }

// Task is an assignment with all its rules hang on, locked for a change.
type Task struct {
	Assignment
	Rules
	Cycle         ident.Cycle  `bun:"cycle_id"`
	PanelState    PanelState   `bun:"panel_state"`
	SignedAt      *time.Time   `bun:"signed_at"` // the confidentiality statement
	Review        ident.Review `bun:"review_id"` // the live one, if begun
	ReviewState   State        `bun:"review_state"`
	ReviewVersion int          `bun:"review_version"`
}

// Candidate is a person who may come on a panel, and whether they are staff of its program.
type Candidate struct {
	Person ident.Person `bun:"id"`
	Name   string       `bun:"name"`
	Email  string       `bun:"email"`
	Staff  bool         `bun:"staff"`
}

// Assignable is an application that a panel can be given, with who reads it already.
type Assignable struct {
	Application ident.Application  `bun:"id"`
	Number      string             `bun:"number"`
	Ready       bool               `bun:"ready"` // eligible or in review
	Elsewhere   bool               `bun:"elsewhere"`
	Readers     []ident.Person     `bun:"-"`
	Theme       ident.Theme        `bun:"theme_id"`
	Topics      []assignment.Topic `bun:"topics,type:jsonb"` // countries, disciplines and languages of its museums
}

func (a *Assignable) topics() []assignment.Topic {
	if a.Theme.IsZero() {
		return a.Topics
	}
	return append(slices.Clone(a.Topics), assignment.Topic{Kind: ThemeTopic, Value: a.Theme.String()})
}

// Records are what is on record of people and a cycle's applications, with the cycle's rule of strictness.
type Records struct {
	interest.Facts
	Strict bool // who is at a museum that applies sits on no panel of the cycle
}

// Seat is somebody on a panel of a cycle.
type Seat struct {
	Cycle  ident.Cycle  `bun:"cycle_id"`
	Person ident.Person `bun:"person_id"`
}

// Store keeps panels and all they write; Missing is the answer for what a Sight does not reach.
type Store interface {
	PanelStore
	ConflictStore
	ReviewStore
	RankingStore
	PeopleStore
}

// PanelStore keeps panels, members and assignments.
type PanelStore interface {
	CycleProgram(ctx context.Context, id ident.Cycle) (ident.Program, error)
	Candidates(ctx context.Context, p ident.Program, ids []ident.Person) ([]Candidate, error)
	AddPanel(ctx context.Context, p *Panel, members []*PanelMember) error
	PutMember(ctx context.Context, m *PanelMember) error
	ClearChair(ctx context.Context, id ident.Panel) error
	MembersOf(ctx context.Context, ids []ident.Panel) ([]*PanelMember, error)
	LeaveMember(ctx context.Context, id ident.PanelMember, at time.Time) error
	PanelForUpdate(ctx context.Context, id ident.Panel, s Sight) (*File, error)
	PanelFile(ctx context.Context, id ident.Panel, s Sight) (*File, error)
	KeepPanel(ctx context.Context, p *Panel) error
	LoadsOf(ctx context.Context, id ident.Panel) (map[ident.Person]int, error)
	Assignables(ctx context.Context, p *Panel, only []ident.Application, s Sight) ([]*Assignable, error)
	AddAssignments(ctx context.Context, list []*Assignment) error
	StartReview(ctx context.Context, ids []ident.Application, at time.Time) ([]ident.Application, error)
	VoidAssignments(ctx context.Context, p ident.Panel, by ident.Person, reason string) (int, error)
	Panels(ctx context.Context, c ident.Cycle, ids []ident.Panel, s Sight) ([]*Panel, error)
	Queue(ctx context.Context, me ident.Person, c page.Cut) ([]*QueueRow, error)
	QueueSize(ctx context.Context, me ident.Person) (int, error)
	Assignments(ctx context.Context, f AssignmentFilter, s Sight, c page.Cut) ([]*AssignmentRow, error)
	CountAssignments(ctx context.Context, f AssignmentFilter, s Sight) (int, error)
	AssignmentsByID(ctx context.Context, ids []ident.Assignment, s Sight) ([]*Assignment, error)
	Progress(ctx context.Context, id ident.Panel, s Sight) (*Progress, error)
	PhaseForUpdate(ctx context.Context, id ident.Panel, k PhaseKind) (*PanelPhase, error)
	KeepPhase(ctx context.Context, p *PanelPhase, change *PhaseChange) error
	PhasesOf(ctx context.Context, id ident.Panel) ([]*PanelPhase, error)
	PhaseChanges(ctx context.Context, id ident.Panel) ([]*PhaseChange, error)
	Agenda(ctx context.Context, id ident.Panel, me ident.Person, runs bool) ([]*AgendaItem, error)
	AddPlan(ctx context.Context, p *AssignmentProblem) error
	LastPlan(ctx context.Context, id ident.Panel) (*AssignmentProblem, error)
	KeepSkills(ctx context.Context, m *PanelMember) error
	AddCallUp(ctx context.Context, c *CallUp) (bool, error)
}

// ConflictStore keeps who may not meet what.
type ConflictStore interface {
	ActiveConflicts(ctx context.Context, people []ident.Person) ([]Pairing, error)
	// Records are what conflicts of the people with the cycle's applications are found from.
	Records(ctx context.Context, c ident.Cycle, people []ident.Person, on calendar.Date) (*Records, error)
	// KnownConflicts are the people's conflicts within the cycle, lifted ones too.
	KnownConflicts(ctx context.Context, c ident.Cycle, people []ident.Person) ([]*Conflict, error)
	// Concerned are who sits on a panel that is not ranked yet and is one of the people or tied to one of them.
	Concerned(ctx context.Context, ids []ident.Person) ([]*Seat, error)
	// FamilySeats are who sits on the panels at work of the cycles in which an organization's family proposes.
	FamilySeats(ctx context.Context, id ident.Organization) ([]*Seat, error)
	SeatsIn(ctx context.Context, c ident.Cycle, who ident.Person) ([]*PanelMember, error)
	PeopleAt(ctx context.Context, id ident.Organization) ([]ident.Person, error)
	Record(ctx context.Context, who ident.Person, s Sight, now time.Time) (*Record, error)
	AddAffiliation(ctx context.Context, a *Affiliation) error
	AffiliationForUpdate(ctx context.Context, id ident.Affiliation, me ident.Person) (*Affiliation, error)
	KeepAffiliation(ctx context.Context, a *Affiliation) error
	Affiliations(ctx context.Context, me ident.Person) ([]*Affiliation, error)
	LockAssignmentsOf(ctx context.Context, p Pairing) ([]*Assignment, error)
	AddConflict(ctx context.Context, c *Conflict) (added bool, err error)
	ConflictForUpdate(ctx context.Context, id ident.Conflict, s Sight) (*Conflict, error)
	LiftConflict(ctx context.Context, c *Conflict) error
	ConflictsOf(ctx context.Context, id ident.Application, s Sight) ([]*Conflict, error)
	PanelConflicts(ctx context.Context, id ident.Panel, s Sight) ([]*Conflict, error)
	Subject(ctx context.Context, id ident.Application, s Sight) (*Subject, error)
	Recount(ctx context.Context, ids ...ident.Application) error
	DeclareFree(ctx context.Context, d *PanelDeclaration) error
	PanelTitles(ctx context.Context, id ident.Panel, me ident.Person) ([]*PanelTitle, error)
}

// ReviewStore keeps reviews and scores.
type ReviewStore interface {
	TaskForUpdate(ctx context.Context, id ident.Assignment, me ident.Person) (*Task, error)
	TaskOfReview(ctx context.Context, id ident.Review, s Sight) (*Task, error)
	KeepAssignment(ctx context.Context, a *Assignment) error
	AddReview(ctx context.Context, r *Review) error
	KeepReview(ctx context.Context, r *Review, expected int) error
	ReviewByID(ctx context.Context, id ident.Review) (*Review, error)
	AddScore(ctx context.Context, s *Score, c ident.Cycle, expected *int) (*Receipt, error)
	CopyScores(ctx context.Context, from, to ident.Review, at time.Time) error
	LockReviews(ctx context.Context, id ident.Panel) (int, error)
	UnfinishedReopened(ctx context.Context, id ident.Panel) (int, error)
	Criteria(ctx context.Context, c ident.Cycle) ([]*program.Criterion, error)
	Sheet(ctx context.Context, id ident.Assignment, me ident.Person) (*Sheet, error)
	ReviewsOf(ctx context.Context, id ident.Application, s Sight) ([]*Review, error)
	AddOfflineForm(ctx context.Context, f *OfflineForm) error
	OfflineForm(ctx context.Context, id ident.OfflineForm, me ident.Person) (*OfflineForm, error)
}

// RankingStore keeps frozen orders and reads what they are made of.
type RankingStore interface {
	Inputs(ctx context.Context, id ident.Panel) (Inputs, error)
	// Readings are the counted reviews of the same applications with marks and reading order, in no order.
	Readings(ctx context.Context, id ident.Panel) ([]*Marked, error)
	Hidden(ctx context.Context, id ident.Cycle, from ident.Person) ([]ident.Application, error)
	OwnUnsubmitted(ctx context.Context, id ident.Panel, me ident.Person) (int, error)
	LastRanking(ctx context.Context, id ident.Panel, m Method) (*Ranking, error)
	AddRanking(ctx context.Context, r *Ranking) error
	Rankings(ctx context.Context, c ident.Cycle, s Sight) ([]*Ranking, error)
	Ranking(ctx context.Context, id ident.Ranking, s Sight) (*Ranking, error)
	NamePlaces(ctx context.Context, places []*Place) error
}
