// Package amendment changes an award in force: each change a typed delta with a day from which it holds and a reason,
// previewed with what it does to terms, money, cost share and reports, approved by another than who asked, applied as one act.
//
// It owns what is asked, decided and done, and the people an award names; terms themselves are agreement's, rules are ruleset's.
package amendment

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is what an amendment changes.
type Kind string

// The kinds of amendments; each has a delta of its own.
const (
	Supplement   Kind = "supplement"  // more money
	Rebudget     Kind = "rebudget"    // money from category to category
	Extend       Kind = "extension"   // a later end without more money
	ChangePerson Kind = "key_person"  // somebody the award names
	ChangeScope  Kind = "scope"       // what the project does
	ChangeMuseum Kind = "partner"     // a museum leaves, joins or both
	Terminate    Kind = "termination" // an earlier end, and what is not paid goes back
)

// Kinds are all kinds in the order they are offered.
func Kinds() []Kind {
	return []Kind{Rebudget, Extend, ChangePerson, ChangeScope, ChangeMuseum, Supplement, Terminate}
}

// State is where an amendment is in its life.
type State string

// The states of an amendment (9.3).
const (
	Draft          State = "draft"
	Submitted      State = "submitted"
	Withdrawn      State = "withdrawn"
	InReview       State = "aam_review"
	Approved       State = "approved"
	Rejected       State = "rejected"
	NeedsFunder    State = "needs_eca"
	FunderApproved State = "eca_approved"
	FunderRejected State = "eca_rejected"
	Applied        State = "applied"
)

// Amendment is one change to an award, from draft to applied.
type Amendment struct {
	ID              ident.Amendment `bun:"id,pk"`
	Award           ident.Award     `bun:"award_id"`
	Number          int             `bun:"number"`
	Kind            Kind            `bun:"kind"`
	Undoes          ident.Amendment `bun:"undoes_id"` // a counter-amendment; its delta is what that one had
	State           State           `bun:"state"`
	EffectiveOn     calendar.Date   `bun:"effective_on"`
	Reason          string          `bun:"reason"`
	Delta           Delta           `bun:"delta,type:jsonb"`
	Version         int             `bun:"version"`
	BegunBy         ident.Person    `bun:"begun_by"`
	BegunAt         time.Time       `bun:"begun_at"`
	ByOffice        bool            `bun:"by_office"` // asked by the office, not by the museum
	SubmittedOn     calendar.Date   `bun:"submitted_on"`
	SignerName      string          `bun:"signer_name"`
	SignerTitle     string          `bun:"signer_title"`
	Triggers        []string        `bun:"triggers,array"` // of prior approval, as they were when it was decided
	Resets          bool            `bun:"resets"`         // its budget was approved: transfers are counted from it
	AnsweredOn      calendar.Date   `bun:"answered_on"`    // by the funder
	AnswerReference string          `bun:"answer_reference"`
	TermsNumber     *int            `bun:"terms_number"`
	AppliedBy       ident.Person    `bun:"applied_by"`
	AppliedAt       *time.Time      `bun:"applied_at"`
	Code            *string         `bun:"code"`
	Content         []byte          `bun:"content"` // canonical JSON of what the letter says
	Document        ident.Document  `bun:"document_id"`
}

// Counter tells whether it takes back an earlier one.
func (a *Amendment) Counter() bool { return !a.Undoes.IsZero() }

// Step is one step somebody took.
type Step struct {
	Amendment ident.Amendment `bun:"amendment_id,pk"`
	Ordinal   int             `bun:"ordinal,pk"`
	Verb      string          `bun:"verb"`
	From      State           `bun:"from_state"`
	To        State           `bun:"to_state"`
	By        ident.Person    `bun:"taken_by"`
	At        time.Time       `bun:"taken_at"`
	Reason    string          `bun:"reason"`
}

// Delta is what an amendment changes; exactly the part of its kind is there.
type Delta struct {
	Money       *Money       `json:"money,omitempty"` // of a supplement or a rebudget
	Extension   *Extension   `json:"extension,omitempty"`
	Person      *Person      `json:"person,omitempty"`
	Scope       *Scope       `json:"scope,omitempty"`
	Partner     *Partner     `json:"partner,omitempty"`
	Termination *Termination `json:"termination,omitempty"`
}

// Money is what categories gain and lose.
type Money struct {
	Lines      []*Moved       `json:"lines"`
	SupportOut int64          `json:"supportOut,omitempty"` // participant support that leaves its category, in minor units
	Currency   money.Currency `json:"currency"`
}

// Support is the participant support that leaves its category.
func (m *Money) Support() money.Money { return money.New(m.SupportOut, m.Currency) }

// Moved is what one category gains; below zero is what it loses. In minor units of the award's currency.
type Moved struct {
	Category budget.Category `json:"category"`
	Grant    int64           `json:"grant"`
	Share    int64           `json:"share"`
}

// Extension is a later end.
type Extension struct {
	EndsOn      calendar.Date `json:"endsOn"`
	OnlyToSpend bool          `json:"onlyToSpend,omitempty"` // no work is left, money is
}

// Person is who leaves, who comes, or what changes about who stays.
type Person struct {
	Who          ident.KeyPerson    `json:"who,omitzero"`
	Was          string             `json:"was,omitempty"` // their name when it was asked
	Leaves       bool               `json:"leaves,omitempty"`
	AwayFrom     calendar.Date      `json:"awayFrom,omitzero"`
	AwayTo       calendar.Date      `json:"awayTo,omitzero"`
	Effort       money.Ratio        `json:"effort,omitempty"` // from now on, of full time; nought is as before
	Name         string             `json:"name,omitempty"`   // of who comes
	Role         KeyRole            `json:"role,omitempty"`
	Organization ident.Organization `json:"organization,omitzero"`
	NewEffort    money.Ratio        `json:"newEffort,omitempty"` // of who comes
}

// Scope is what the project does otherwise.
type Scope struct {
	Changes     string `json:"changes"`
	Description string `json:"description"` // of the project from then on
}

// Partner is the museum that leaves and the one that joins; either may be absent.
type Partner struct {
	Leaves     ident.Organization `json:"leaves,omitzero"`
	LeavesName string             `json:"leavesName,omitempty"`
	Joins      ident.Organization `json:"joins,omitzero"`
	JoinsName  string             `json:"joinsName,omitempty"`
	Part       string             `json:"part,omitempty"` // what the one that joins does
}

// Termination is the last day of the work; what is not paid is taken back (2 CFR 200.340).
type Termination struct {
	EndsOn calendar.Date `json:"endsOn"`
}

// KeyRole is what a named person does in the award.
type KeyRole string

// The roles of named people.
const (
	ProjectDirector KeyRole = "project_director"
	KeyStaff        KeyRole = "key_staff"
)

// KeyPerson is somebody the award names to do its work.
type KeyPerson struct {
	ID           ident.KeyPerson    `bun:"id,pk"`
	Award        ident.Award        `bun:"award_id"`
	Organization ident.Organization `bun:"organization_id"`
	Person       ident.Person       `bun:"person_id"` // who they are here, where that is known
	Name         string             `bun:"name"`
	Role         KeyRole            `bun:"role"`
	Effort       money.Ratio        `bun:"effort_bp"` // of full time; nought is not said
	Since        calendar.Date      `bun:"since"`
	Source       string             `bun:"source"` // public id of the agreement or amendment that named them
	EndedOn      calendar.Date      `bun:"ended_on"`
	EndedBy      ident.Amendment    `bun:"ended_by"`
}

// Row is an amendment as lists and its page show it.
type Row struct {
	Amendment
	AwardNumber string             `bun:"award_number"`
	AwardTitle  string             `bun:"award_title"`
	Lead        ident.Organization `bun:"lead_id"`
	LeadName    string             `bun:"lead_name"`
	ProgramName string             `bun:"program_name"`
	UndoneBy    ident.Amendment    `bun:"undone_by"` // the counter-amendment that was applied
	Log         []*Step            `bun:"-"`         // oldest first; lists do not carry it
}

// Name is the number of the award with that of the amendment, as letters write it.
func (r *Row) Name() string { return nameOf(r.AwardNumber, r.Number) }
