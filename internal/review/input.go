package review

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// FormPanelInput names a panel of a cycle, who sits on it and who runs it.
type FormPanelInput struct {
	Cycle     ident.Cycle
	Name      string
	Members   []ident.Person
	Chair     ident.Person // put among the members when missing there; may be named later
	LoadLimit *int         // most applications a member reads; nil is no limit
	DueAt     *time.Time
}

// AddMemberInput puts a person on a panel, or back on it; a new chair replaces the old.
type AddMemberInput struct {
	Panel     ident.Panel
	Person    ident.Person
	Chair     bool
	LoadLimit *int
}

// RemoveMemberInput takes a person off a panel; their unfinished assignments are voided.
type RemoveMemberInput struct {
	Panel  ident.Panel
	Person ident.Person
	Reason string
}

// AssignInput gives applications to reviewers by hand; pairs already assigned stay as they are.
type AssignInput struct {
	Panel ident.Panel
	Pairs []Pairing
}

// AssignEvenlyInput spreads applications over the panel with equal loads.
type AssignEvenlyInput struct {
	Panel          ident.Panel
	Applications   []ident.Application // none is every eligible one that no other panel reads
	PerApplication *int                // nil is the cycle's number of reviews needed
	Seed           *int                // of the lots that break ties; nil is the panel's own
}

// AssignmentPlan is what an assignment by the machine did and where it fell short.
type AssignmentPlan struct {
	Assigned []*Assignment
	Short    []Shortfall
	Seed     int // the same seed and the same records give the same plan
}

// DeclareConflictsInput is the actor's word on their own assignments, before documents open.
type DeclareConflictsInput struct {
	Declarations []Declaration
}

// Declaration says none (an empty kind) or what binds the reviewer, for one assignment.
type Declaration struct {
	Assignment ident.Assignment
	Kind       ConflictKind
	Note       string
}

// RecordConflictInput is an officer's record of somebody's conflict, at any time.
type RecordConflictInput struct {
	Application ident.Application
	Person      ident.Person
	Kind        ConflictKind
	Note        string
}

// LiftConflictInput ends a conflict, by another person than who has or found it, with a reason.
type LiftConflictInput struct {
	Conflict ident.Conflict
	Reason   string
}

// SaveScoreInput gives one criterion of the actor's own review half points and a comment.
type SaveScoreInput struct {
	Assignment      ident.Assignment
	Criterion       ident.Criterion
	HalfPoints      int // 2 to 10; odd ones where the cycle has half points
	Comment         string
	ExpectedVersion *int // of this criterion's score; 0 is none yet
}

// Receipt is a score read back from where it is kept.
type Receipt struct {
	Score
	Scored int `bun:"scored"` // criteria scored so far
	Of     int `bun:"of"`     // criteria of the cycle
}

// SaveOverallInput keeps the recommendation and the words on the whole of the actor's own review.
type SaveOverallInput struct {
	Assignment      ident.Assignment
	Recommendation  Recommendation // empty while undecided
	Overall         string
	ExpectedVersion *int // of the review
}

// SubmitReviewInput hands the actor's own review in; a second time changes nothing.
type SubmitReviewInput struct {
	Assignment      ident.Assignment
	ExpectedVersion *int
}

// ReopenReviewInput lets a reviewer score anew; the review handed in is kept as superseded.
type ReopenReviewInput struct {
	Review ident.Review
	Reason string
}

// MovePanelInput closes or locks a panel.
type MovePanelInput struct {
	Panel           ident.Panel
	ExpectedVersion *int
}

// ResumeReadingInput opens a closed panel's reading again, so that a reassigned application finds its readers.
type ResumeReadingInput struct {
	Panel           ident.Panel
	Reason          string
	ExpectedVersion *int
}

// FreezeRankingInput freezes a locked panel's order by a method.
type FreezeRankingInput struct {
	Panel  ident.Panel
	Method Method
}
