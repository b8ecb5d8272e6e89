// Package review keeps panels, conflicts, scores and the frozen order of applications they lead to.
package review

import (
	"encoding/json"
	"time"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
)

// PanelState is where a panel is in its work.
type PanelState string

// The states of a panel.
const (
	Forming           PanelState = "forming"
	Reading           PanelState = "reading"
	PreliminaryClosed PanelState = "preliminary_closed"
	Discussion        PanelState = "discussion"
	Rescoring         PanelState = "rescoring"
	Locked            PanelState = "locked"
	Ranked            PanelState = "ranked"
)

// Panel is a group that reads the applications of a cycle.
type Panel struct {
	ID       ident.Panel    `bun:"id,pk"`
	Cycle    ident.Cycle    `bun:"cycle_id"`
	Name     string         `bun:"name"`
	State    PanelState     `bun:"state"`
	FormedBy ident.Person   `bun:"formed_by"`
	FormedAt time.Time      `bun:"formed_at"`
	LockedBy ident.Person   `bun:"locked_by"`
	LockedAt *time.Time     `bun:"locked_at"`
	DueAt    *time.Time     `bun:"due_at"` // when reviews are asked for; the chair closes, not this instant
	Version  int            `bun:"version"`
	Members  []*PanelMember `bun:"-"` // chair first, then by name
}

// PanelMember is a person on a panel; the chair runs it.
type PanelMember struct {
	ID                ident.PanelMember  `bun:"id,pk"`
	Panel             ident.Panel        `bun:"panel_id"`
	Person            ident.Person       `bun:"person_id"`
	Chair             bool               `bun:"chair"`
	ConfidentialityAt *time.Time         `bun:"confidentiality_at"`
	LoadLimit         *int               `bun:"load_limit"`
	LeftAt            *time.Time         `bun:"left_at"`
	Skills            []assignment.Skill `bun:"skills,type:jsonb"` // what they know, by kind of topic
	Name              string             `bun:"name,scanonly"`
}

// ConflictKind is how a reviewer is bound to an application (domain rules 8.2).
type ConflictKind string

// The kinds of conflicts.
const (
	Employment      ConflictKind = "employment"
	Board           ConflictKind = "board"
	PaidWork        ConflictKind = "paid_work"
	Family          ConflictKind = "family"
	CoAuthor        ConflictKind = "co_author"
	Teaching        ConflictKind = "teaching"
	Financial       ConflictKind = "financial"
	NamedInProposal ConflictKind = "named_in_proposal"
	OwnProposal     ConflictKind = "own_proposal"
	EndorsedIt      ConflictKind = "endorsed"
	PastPartner     ConflictKind = "past_partner"
	OtherConflict   ConflictKind = "other"
)

// ConflictSource is how a conflict became known.
type ConflictSource string

// The sources of conflicts.
const (
	Declared ConflictSource = "declared"
	Detected ConflictSource = "detected"
	Recorded ConflictSource = "recorded"
)

// Conflict bars a person from everything about an application until lifted.
type Conflict struct {
	ID           ident.Conflict    `bun:"id,pk"`
	Person       ident.Person      `bun:"person_id"`
	Application  ident.Application `bun:"application_id"`
	Kind         ConflictKind      `bun:"kind"`
	Source       ConflictSource    `bun:"source"`
	Note         string            `bun:"note"`
	Path         []interest.Step   `bun:"path,type:jsonb"` // how it was found; none where somebody said it
	FoundAt      time.Time         `bun:"found_at"`
	FoundBy      ident.Person      `bun:"found_by"`
	LiftedAt     *time.Time        `bun:"lifted_at"`
	LiftedBy     ident.Person      `bun:"lifted_by"`
	LiftedReason string            `bun:"lifted_reason"`
	LiftedPaths  []string          `bun:"lifted_paths,array"` // the paths that were known then: they bind no more
}

// AssignmentState is where a reviewer's reading of one application is.
type AssignmentState string

// The states of an assignment; conflicted, recused and voided are ends.
const (
	Offered        AssignmentState = "offered"
	Accepted       AssignmentState = "accepted"
	DeclinedOffer  AssignmentState = "declined"
	Cleared        AssignmentState = "conflict_declared_none"
	ReadingIt      AssignmentState = "reading"
	DraftReview    AssignmentState = "draft"
	SubmittedIt    AssignmentState = "submitted"
	Reopened       AssignmentState = "reopened"
	FinalIt        AssignmentState = "final"
	LockedIt       AssignmentState = "locked"
	Conflicted     AssignmentState = "conflicted"
	Recused        AssignmentState = "recused"
	VoidAssignment AssignmentState = "voided"
)

// Assignment is a reviewer's task to read one application.
type Assignment struct {
	ID           ident.Assignment  `bun:"id,pk"`
	Panel        ident.Panel       `bun:"panel_id"`
	Application  ident.Application `bun:"application_id"`
	Reviewer     ident.Person      `bun:"reviewer_id"`
	State        AssignmentState   `bun:"state"`
	ReadingOrder int               `bun:"reading_order"`
	AssignedBy   ident.Person      `bun:"assigned_by"`
	AssignedAt   time.Time         `bun:"assigned_at"`
	ClearedAt    *time.Time        `bun:"cleared_at"` // when the reviewer declared no conflict
	EndedReason  string            `bun:"ended_reason"`
}

// Phase tells scores before the discussion from those after it.
type Phase string

// The phases of a review.
const (
	Preliminary Phase = "preliminary"
	Final       Phase = "final"
)

// State is where a review is.
type State string

// The states of a review; superseded and voided ones are kept but not counted.
const (
	Drafted      State = "draft"
	Submitted    State = "submitted"
	LockedReview State = "locked"
	Superseded   State = "superseded"
	Voided       State = "voided"
)

// Recommendation is a reviewer's overall word.
type Recommendation string

// The recommendations.
const (
	Fund        Recommendation = "fund"
	FundIfMoney Recommendation = "fund_if_money"
	DoNotFund   Recommendation = "do_not_fund"
)

// Review is one reviewer's word on an application.
type Review struct {
	ID             ident.Review      `bun:"id,pk"`
	Assignment     ident.Assignment  `bun:"assignment_id"`
	Application    ident.Application `bun:"application_id"`
	Panel          ident.Panel       `bun:"panel_id"`
	Reviewer       ident.Person      `bun:"reviewer_id"`
	Phase          Phase             `bun:"phase"`
	State          State             `bun:"state"`
	BaseMilli      *int              `bun:"base_milli"`  // thousandths of a point of 100
	Tie1Half       *int              `bun:"tie1_half"`   // half points of the criterion that breaks ties first
	Tie2Half       *int              `bun:"tie2_half"`   // and second
	BonusMilli     *int              `bun:"bonus_milli"` // points of the bonus criteria, apart; nil where there are none
	Recommendation Recommendation    `bun:"recommendation"`
	Overall        string            `bun:"overall"`
	Version        int               `bun:"version"`
	StartedAt      time.Time         `bun:"started_at"`
	SubmittedAt    *time.Time        `bun:"submitted_at"`
	Scores         []*Score          `bun:"-"` // the newest of each criterion
}

// Score is what a reviewer gave one criterion; a change is a new version.
type Score struct {
	Review     ident.Review    `bun:"review_id,pk"`
	Criterion  ident.Criterion `bun:"criterion_id,pk"`
	Version    int             `bun:"version,pk"`
	HalfPoints int             `bun:"half_points"` // twice the points; of what is passed 2 or 0, of what is only commented 0
	Comment    string          `bun:"comment"`
	At         time.Time       `bun:"at"`
}

// Method is how a ranking orders applications.
type Method string

// The methods.
const (
	Raw            Method = "raw"
	Normalized     Method = "normalized"
	PassShare      Method = "pass_share"      // of the readers, those who passed it
	RecommendShare Method = "recommend_share" // of the readers, those who recommend it; if there is money counts half
	Unscored       Method = "unscored"        // comments alone: nothing has a place
)

// Ranking is a frozen order: the same inputs give the same hash.
type Ranking struct {
	ID             ident.Ranking   `bun:"id,pk"`
	Cycle          ident.Cycle     `bun:"cycle_id"`
	Panel          ident.Panel     `bun:"panel_id"`
	Method         Method          `bun:"method"`
	Inputs         json.RawMessage `bun:"inputs,type:jsonb"`
	SHA256         []byte          `bun:"sha256"`
	PanelMeanMilli *int            `bun:"panel_mean_milli"`
	PanelSDMilli   *int            `bun:"panel_sd_milli"`
	FrozenBy       ident.Person    `bun:"frozen_by"`
	FrozenAt       time.Time       `bun:"frozen_at"`
	Places         []*Place        `bun:"-"` // best first, the unranked last
}

// Place is where an application stands in a ranking, and why.
type Place struct {
	Ranking         ident.Ranking     `bun:"ranking_id,pk"`
	Application     ident.Application `bun:"application_id,pk"`
	Place           *int              `bun:"place"` // nil with fewer than three counted reviews
	Counted         int               `bun:"counted"`
	RawMilli        *int              `bun:"raw_milli"` // both means are cut to thousandths; Points shows them
	NormalizedMilli *int              `bun:"normalized_milli"`
	ZMicro          *int64            `bun:"z_micro"`     // millionths of a standard deviation
	BonusMilli      *int              `bun:"bonus_milli"` // mean of the bonus points, apart from both means
	Why             string            `bun:"why"`
	Number          string            `bun:"number,scanonly"`
	Title           string            `bun:"title,scanonly"`
	LeadName        string            `bun:"lead_name,scanonly"`
	RequestedMinor  int64             `bun:"requested_minor,scanonly"`
	Model           *ModelScore       `bun:"-"` // computed when read, beside the frozen means
}

// ModelScore is a score with its reviewers' strictness taken out, in thousandths of a point of 100.
type ModelScore struct {
	Milli      int64
	ErrorMilli *int64 // standard error; nil when the panel is too thin to say
	LowMilli   *int64 // 95 % interval
	HighMilli  *int64
}
