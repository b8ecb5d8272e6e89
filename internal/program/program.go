// Package program keeps grant programs and their cycles: phases, deadlines, themes, criteria, limits.
package program

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Text is the same words in several languages, by locale; English is always there.
type Text map[string]string

// In is the words in a language, or in English where it has none.
func (t Text) In(locale string) string {
	if s := t[locale]; s != "" {
		return s
	}
	return t["en"]
}

// Program is a grant program, such as Museums Connect.
type Program struct {
	ID            ident.Program `bun:"id,pk"`
	Key           string        `bun:"key"`
	Name          string        `bun:"name"`
	Administrator string        `bun:"administrator"`
	Funder        ident.Funder  `bun:"funder_id"`
	Summary       Text          `bun:"summary,type:jsonb"`
	Applicant     Applicant     `bun:"applicant"`
	Version       int           `bun:"version"`
}

// Applicant is who applies to a program.
type Applicant string

// The kinds of applicants.
const (
	ByPartnership Applicant = "partnership"
	ByPerson      Applicant = "person"
)

// State is where a cycle is in its life.
type State string

// The states of a cycle, in their order.
const (
	Draft         State = "draft"
	Published     State = "published"
	ProfilesOpen  State = "profiles_open"
	SIPOpen       State = "sip_open"
	ProposalsOpen State = "proposals_open"
	InReview      State = "review"
	SlateState    State = "slate"
	Announced     State = "announced"
	Active        State = "active"
	Closed        State = "closed"
)

// ThemeRule says how many themes an application names.
type ThemeRule string

// The rules about themes.
const (
	ThemesFree     ThemeRule = "none"
	AtLeastOne     ThemeRule = "at_least_one"
	MasterAndOther ThemeRule = "master_and_one"
)

// Cycle is one round of a program with its own rules, frozen with it.
type Cycle struct {
	ID                 ident.Cycle       `bun:"id,pk"`
	Program            ident.Program     `bun:"program_id"`
	Year               int               `bun:"year"`
	Title              string            `bun:"title"`
	State              State             `bun:"state"`
	Zone               string            `bun:"zone"` // IANA name of its deadlines
	FunderAward        ident.FunderAward `bun:"funder_award_id"`
	AppropriationMinor int64             `bun:"appropriation_minor"`
	AdminReserveMinor  int64             `bun:"admin_reserve_minor"`
	Currency           money.Currency    `bun:"currency"`
	AwardMinMinor      int64             `bun:"award_min_minor"`
	AwardMaxMinor      int64             `bun:"award_max_minor"`
	CostShare          money.Ratio       `bun:"cost_share_bp"` // of the request, in basis points
	YearsOpenMin       int               `bun:"years_open_min"`
	ReapplyGapYears    int               `bun:"reapply_gap_years"` // 3: a 2012 awardee can next apply in 2015
	RenewalsAllowed    bool              `bun:"renewals_allowed"`
	ThemeRule          ThemeRule         `bun:"theme_rule"`
	ReviewsNeeded      int               `bun:"reviews_needed"`
	HalfPoints         bool              `bun:"half_points"`
	CommentMinChars    int               `bun:"comment_min_chars"`
	ReviewKind         ReviewKind        `bun:"review_kind"`
	ScaleLowest        int               `bun:"scale_lowest"`    // of the points reviewers give
	ScaleHighest       int               `bun:"scale_highest"`   // with the lowest, at most 0 to 10
	OverallSkipped     bool              `bun:"overall_skipped"` // no overall recommendation is asked
	ConflictMonths     int               `bun:"conflict_months"`
	ConflictStrict     bool              `bun:"conflict_strict"` // who is at a museum that applies sits on no panel of the cycle
	ProjectStartsOn    calendar.Date     `bun:"project_starts_on"`
	ProjectEndsOn      calendar.Date     `bun:"project_ends_on"`
	ReviewOpenedAt     *time.Time        `bun:"review_opened_at"`
	ProfileForm        ident.Form        `bun:"profile_form_id"`
	StatementForm      ident.Form        `bun:"statement_form_id"`
	ProposalForm       ident.Form        `bun:"proposal_form_id"`
	ProfileRollover    bool              `bun:"profile_rollover"`   // a profile after the deadline counts for the next cycle
	ReturnsBarred      bool              `bun:"returns_barred"`     // the office may not send an application back once for missing pieces
	SignatureRequired  bool              `bun:"signature_required"` // an authorized official signs before a proposal is handed in
	Version            int               `bun:"version"`
}

// Appropriation is the cycle's whole money.
func (c *Cycle) Appropriation() money.Money { return money.New(c.AppropriationMinor, c.Currency) }

// AdminReserve is the part kept for administration.
func (c *Cycle) AdminReserve() money.Money { return money.New(c.AdminReserveMinor, c.Currency) }

// AwardMin is the smallest award.
func (c *Cycle) AwardMin() money.Money { return money.New(c.AwardMinMinor, c.Currency) }

// AwardMax is the largest award.
func (c *Cycle) AwardMax() money.Money { return money.New(c.AwardMaxMinor, c.Currency) }

// PhaseKind is what may be handed in during a phase.
type PhaseKind string

// The kinds of phases.
const (
	ProfileAlone       PhaseKind = "profile_alone"
	ProfileWithPartner PhaseKind = "profile_with_partner"
	StatementPhase     PhaseKind = "statement"
	ProposalPhase      PhaseKind = "proposal"
	FellowshipPhase    PhaseKind = "fellowship"
)

// Phase is one window of a cycle.
type Phase struct {
	ID           ident.Phase `bun:"id,pk"`
	Cycle        ident.Cycle `bun:"cycle_id"`
	Kind         PhaseKind   `bun:"kind"`
	OpensAt      time.Time   `bun:"opens_at"`
	ClosesAt     time.Time   `bun:"closes_at"`
	GraceSeconds int         `bun:"grace_seconds"`
}

// Deadline is the instant the phase closes, in the cycle's zone.
func (p *Phase) Deadline(zone string) calendar.Deadline {
	return calendar.Deadline{At: p.ClosesAt, Zone: zone, Grace: time.Duration(p.GraceSeconds) * time.Second}
}

// DeadlineChange is one move of a deadline: old, new, who, why.
type DeadlineChange struct {
	Phase     ident.Phase  `bun:"phase_id"`
	ClosesWas time.Time    `bun:"closes_was"`
	ClosesNow time.Time    `bun:"closes_now"`
	Reason    string       `bun:"reason"`
	ChangedBy ident.Person `bun:"changed_by"`
	At        time.Time    `bun:"at"`
}

// Theme is a theme of a cycle.
type Theme struct {
	ID      ident.Theme `bun:"id,pk"`
	Cycle   ident.Cycle `bun:"cycle_id"`
	Title   Text        `bun:"title,type:jsonb"`
	Master  bool        `bun:"master"`
	Ordinal int         `bun:"ordinal"`
}

// Criterion is a thing reviewers judge; the weights of a cycle's scored ones sum to 100, a bonus counts apart.
type Criterion struct {
	ID       ident.Criterion `bun:"id,pk"`
	Cycle    ident.Cycle     `bun:"cycle_id"`
	Key      string          `bun:"key"`
	Title    Text            `bun:"title,type:jsonb"`
	Meaning  Text            `bun:"meaning,type:jsonb"`
	Weight   int             `bun:"weight"`
	Ordinal  int             `bun:"ordinal"`
	TieBreak int             `bun:"tie_break"`          // 1 breaks ties first; 0 never
	Anchors  []Text          `bun:"anchors,type:jsonb"` // what each whole point of the scale means; none or all
	Kind     CriterionKind   `bun:"kind"`
	Bonus    bool            `bun:"bonus"`             // points shown apart, added to nothing
	Least    *int            `bun:"comment_min_chars"` // of its comment; nil is the cycle's
}
