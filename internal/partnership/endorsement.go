package partnership

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// EndorsementState is where an embassy's word is.
type EndorsementState string

// The states of an endorsement.
const (
	EndorsementRequested EndorsementState = "requested"
	SentToPost           EndorsementState = "sent_to_post"
	Endorsed             EndorsementState = "endorsed"
	EndorsementDeclined  EndorsementState = "declined"
	EndorsementExpired   EndorsementState = "expired"
)

// Endorsement is the nearest embassy's or consulate's word on a museum abroad (rule E6).
type Endorsement struct {
	ID           ident.Endorsement `bun:"id,pk"`
	Member       ident.Member      `bun:"member_id"`
	PostID       ident.Post        `bun:"post_id"` // of the directory; absent when the office named another
	Post         string            `bun:"post"`
	Email        string            `bun:"email"` // where the link went
	State        EndorsementState  `bun:"state"`
	Reason       string            `bun:"reason"`
	Note         string            `bun:"note"` // what the office wrote to the post
	RequestedBy  ident.Person      `bun:"requested_by"`
	RequestedAt  time.Time         `bun:"requested_at"`
	SentAt       *time.Time        `bun:"sent_at"`
	ExpiresAt    *time.Time        `bun:"expires_at"`
	RemindedAt   *time.Time        `bun:"reminded_at"`
	AnsweredAt   *time.Time        `bun:"answered_at"`
	OfficerName  string            `bun:"officer_name"` // who answered at the post, as typed there
	OfficerTitle string            `bun:"officer_title"`
	RecordedBy   ident.Person      `bun:"recorded_by"` // of the office, when the answer came another way
	Document     ident.Document    `bun:"document_id"` // the answer as it came, when it was a file
}

// answered tells whether the post has said yes or no.
func (e *Endorsement) answered() bool { return e.State == Endorsed || e.State == EndorsementDeclined }

// EndorsementVerb is what moves an endorsement.
type EndorsementVerb string

// The verbs of an endorsement's life.
const (
	VerbRequest EndorsementVerb = "request"
	VerbSend    EndorsementVerb = "send"
	VerbAnswer  EndorsementVerb = "answer"
	VerbRecord  EndorsementVerb = "record"
	VerbExpire  EndorsementVerb = "expire"
)

// EndorsementMove is one permitted step; a step by nobody's permission is the link's or the clock's.
type EndorsementMove struct {
	From, To EndorsementState
	Verb     EndorsementVerb
	By       auth.Permission
}

// EndorsementMoves is the whole life of an endorsement; an expired one is asked for anew.
func EndorsementMoves() []EndorsementMove {
	const office = auth.RecordEndorsement
	return []EndorsementMove{
		{"", EndorsementRequested, VerbRequest, office},
		{"", SentToPost, VerbSend, office},
		{"", Endorsed, VerbRecord, office},
		{"", EndorsementDeclined, VerbRecord, office},
		{EndorsementRequested, SentToPost, VerbSend, office},
		{EndorsementRequested, Endorsed, VerbRecord, office},
		{EndorsementRequested, EndorsementDeclined, VerbRecord, office},
		{EndorsementRequested, EndorsementExpired, VerbExpire, office},
		{SentToPost, SentToPost, VerbSend, office},
		{SentToPost, Endorsed, VerbAnswer, ""},
		{SentToPost, EndorsementDeclined, VerbAnswer, ""},
		{SentToPost, Endorsed, VerbRecord, office},
		{SentToPost, EndorsementDeclined, VerbRecord, office},
		{SentToPost, EndorsementExpired, VerbExpire, ""},
		{Endorsed, EndorsementDeclined, VerbRecord, office},
		{Endorsed, EndorsementExpired, VerbExpire, office},
		{EndorsementDeclined, Endorsed, VerbRecord, office},
		{EndorsementDeclined, EndorsementExpired, VerbExpire, office},
		{EndorsementExpired, SentToPost, VerbSend, office},
		{EndorsementExpired, Endorsed, VerbRecord, office},
		{EndorsementExpired, EndorsementDeclined, VerbRecord, office},
	}
}

// endorsementMay refuses a step that does not lead from one state to the other.
func endorsementMay(from, to EndorsementState, verbs ...EndorsementVerb) error {
	for _, m := range EndorsementMoves() {
		for _, v := range verbs {
			if m.From == from && m.To == to && m.Verb == v {
				return nil
			}
		}
	}
	return fault.New(fault.Conflict, "state", "An endorsement does not go there from here.").With("state", string(from))
}

// EndorsementLink is one mailed link; the table holds its hash, and the newest of an endorsement works, once.
type EndorsementLink struct {
	TokenHash   []byte            `bun:"token_hash,pk"`
	Endorsement ident.Endorsement `bun:"endorsement_id"`
	Link        string            `bun:"link_id"` // what the token is derived from, with the key of the house
	MadeAt      time.Time         `bun:"made_at"`
	ExpiresAt   time.Time         `bun:"expires_at"`
	UsedAt      *time.Time        `bun:"used_at"`
	VoidedAt    *time.Time        `bun:"voided_at"`
}

// check refuses a link that was used, replaced by a newer one, or kept too long.
func (l *EndorsementLink) check(now time.Time) error {
	switch {
	case l.UsedAt != nil:
		return fault.New(fault.Conflict, "link_used", "This link has been used: the answer is with the office.").With("at", *l.UsedAt)
	case l.VoidedAt != nil:
		return fault.New(fault.Conflict, "link_replaced", "A newer link has taken the place of this one, or the answer came another way.").With("at", *l.VoidedAt)
	case !now.Before(l.ExpiresAt):
		return fault.New(fault.Conflict, "link_expired", "The time of this link is over. The office can send another.").With("at", l.ExpiresAt)
	}
	return nil
}
