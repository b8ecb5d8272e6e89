// Package statement keeps statements of intent to propose: rolling, not competitive, answered by staff and in a call.
package statement

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// State is where a statement is in its life.
type State string

// The states of a statement; nobody is refused on merit.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Answered  State = "feedback_given"
	Invited   State = "invited"
	Withdrawn State = "withdrawn"
)

// Statement is what a partnership says it wants to propose, one live one a cycle.
type Statement struct {
	ID              ident.Statement   `bun:"id,pk"`
	Cycle           ident.Cycle       `bun:"cycle_id"`
	Partnership     ident.Partnership `bun:"partnership_id"`
	Form            ident.Form        `bun:"form_id"`
	State           State             `bun:"state"`
	Round           int               `bun:"round"` // how often it was handed in
	Version         int               `bun:"version"`
	CreatedBy       ident.Person      `bun:"created_by"`
	CreatedAt       time.Time         `bun:"created_at"`
	SubmittedBy     ident.Person      `bun:"submitted_by"`
	SubmittedAt     *time.Time        `bun:"submitted_at"` // the last time
	AnsweredAt      *time.Time        `bun:"answered_at"`  // when staff last sent feedback
	InvitedBy       ident.Person      `bun:"invited_by"`
	InvitedAt       *time.Time        `bun:"invited_at"`
	WithdrawnReason string            `bun:"withdrawn_reason"`
}

// Writable tells whether its museums still write it; after feedback they may hand in another version.
func (s *Statement) Writable() bool { return s.State == Draft || s.State == Answered }

// Submission is a statement as it was handed in; it never changes.
type Submission struct {
	Statement   ident.Statement `bun:"statement_id,pk"`
	Round       int             `bun:"round,pk"`
	Content     json.RawMessage `bun:"content,type:jsonb"` // the answers by question key
	SHA256      []byte          `bun:"sha256"`
	SubmittedBy ident.Person    `bun:"submitted_by"`
	SubmittedAt time.Time       `bun:"submitted_at"`
}

// Answers are the answers as they were handed in.
func (x *Submission) Answers() (form.Answers, error) {
	var a form.Answers
	return a, json.Unmarshal(x.Content, &a)
}

// Feedback is what staff say to one section of one round; an empty section speaks of the whole.
type Feedback struct {
	Statement ident.Statement `bun:"statement_id,pk"`
	Round     int             `bun:"round,pk"`
	Section   string          `bun:"section,pk"`
	Words     string          `bun:"words"`
	WrittenBy ident.Person    `bun:"written_by"`
	WrittenAt time.Time       `bun:"written_at"`
	SentAt    *time.Time      `bun:"sent_at"` // until then only staff read it
}

// Detail is a statement with all that its pages show.
type Detail struct {
	Statement
	Program     ident.Program
	CycleTitle  string
	CycleYear   int
	Zone        string // the program's
	Title       string // of the project, else of the partnership
	Answers     form.Answers
	Partners    *partnership.Partnership
	Names       []Museum // in the order of the members
	Submissions []*Submission
	Feedback    []*Feedback // sent, and for staff also what is not yet
	Calls       []*Call     // newest first
}

// Museum is a member's name as lists and invitations show it.
type Museum struct {
	Organization ident.Organization `bun:"id"`
	Name         string             `bun:"name"`
	Country      string             `bun:"country"`
	Lead         bool               `bun:"lead"`
}

// FeedbackOf is what was said to a section in a round; nil where nothing was.
func (d *Detail) FeedbackOf(round int, section string) *Feedback {
	for _, f := range d.Feedback {
		if f.Round == round && f.Section == section {
			return f
		}
	}
	return nil
}

// Submission is what was handed in the given time; nil where it was not.
func (d *Detail) Submission(round int) *Submission {
	for _, x := range d.Submissions {
		if x.Round == round {
			return x
		}
	}
	return nil
}

// Lead is the museum that hands the statement in.
func (d *Detail) Lead() ident.Organization {
	if d.Partners == nil || d.Partners.Lead() == nil {
		return ident.Organization{}
	}
	return d.Partners.Lead().Organization
}

// Live is the call that is offered or booked; nil where there is none.
func (d *Detail) Live() *Call {
	for _, c := range d.Calls {
		if c.State == Offered || c.State == Booked {
			return c
		}
	}
	return nil
}

// Verb is what moves a statement.
type Verb string

// The verbs of a statement's life.
const (
	VerbSubmit   Verb = "submit"
	VerbAnswer   Verb = "answer"
	VerbInvite   Verb = "invite"
	VerbWithdraw Verb = "withdraw"
)

// Move is one permitted step of a statement's life.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// Moves is the whole life of a statement.
func Moves() []Move {
	return []Move{
		{Draft, Submitted, VerbSubmit, auth.SubmitStatement},
		{Answered, Submitted, VerbSubmit, auth.SubmitStatement},
		{Submitted, Answered, VerbAnswer, auth.AdviseStatement},
		{Submitted, Invited, VerbInvite, auth.AdviseStatement},
		{Answered, Invited, VerbInvite, auth.AdviseStatement},
		{Draft, Withdrawn, VerbWithdraw, auth.SubmitStatement},
		{Submitted, Withdrawn, VerbWithdraw, auth.SubmitStatement},
		{Answered, Withdrawn, VerbWithdraw, auth.SubmitStatement},
		{Invited, Withdrawn, VerbWithdraw, auth.SubmitStatement},
	}
}

// after is where a verb leads from here, or a refusal that names the state.
func (s *Statement) after(v Verb) (State, error) {
	i := slices.IndexFunc(Moves(), func(m Move) bool { return m.From == s.State && m.Verb == v })
	if i < 0 {
		return "", fault.New(fault.Conflict, "state", "A statement that is %s does not go this way.", s.State).With("state", string(s.State))
	}
	return Moves()[i].To, nil
}
