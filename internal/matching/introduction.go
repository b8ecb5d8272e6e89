package matching

import (
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// State is where an introduction is in its life.
type State string

// The states of an introduction.
const (
	Asked    State = "asked"
	Accepted State = "accepted"
	Declined State = "declined"
	Expired  State = "expired"
	Closed   State = "closed"
)

// Side is one of the two museums of an introduction.
type Side string

// The sides; where an officer introduces two, the first named is the asker's.
const (
	AskerSide Side = "asker"
	AskedSide Side = "asked"
)

// Other is the side across.
func (s Side) Other() Side {
	if s == AskerSide {
		return AskedSide
	}
	return AskerSide
}

// Introduction is one museum's wish, or an officer's, that two museums of a cycle talk with each other.
type Introduction struct {
	ID                ident.Introduction `bun:"id,pk"`
	Cycle             ident.Cycle        `bun:"cycle_id"`
	Asker             ident.Profile      `bun:"asker_id"`
	Asked             ident.Profile      `bun:"asked_id"`
	AskerOrganization ident.Organization `bun:"asker_organization_id"`
	AskedOrganization ident.Organization `bun:"asked_organization_id"`
	Words             string             `bun:"words"` // with which it was asked
	State             State              `bun:"state"`
	Version           int                `bun:"version"`
	AskedBy           ident.Person       `bun:"asked_by"`
	AskedAt           time.Time          `bun:"asked_at"`
	ByOffice          bool               `bun:"by_office"` // an officer introduces; both sides accept
	AskerAgreedAt     *time.Time         `bun:"asker_agreed_at"`
	AskedAgreedAt     *time.Time         `bun:"asked_agreed_at"`
	EndedAt           *time.Time         `bun:"ended_at"` // declined, expired or closed
	Reason            string             `bun:"reason"`   // why it was declined
	Report            string             `bun:"report"`   // what a museum told the officers when it closed
	ReportSide        Side               `bun:"report_side"`
}

// Message is what one side wrote to the other; it never changes.
type Message struct {
	ID           ident.IntroductionMessage `bun:"id,pk"`
	Introduction ident.Introduction        `bun:"introduction_id"`
	Side         Side                      `bun:"side"`
	Text         string                    `bun:"text"`
	WrittenBy    ident.Person              `bun:"written_by"`
	WrittenAt    time.Time                 `bun:"written_at"`
}

// Silence keeps two museums from being suggested to each other, either way, until the one that wished it takes it back.
type Silence struct {
	Organization ident.Organization `bun:"organization_id,pk"`
	Other        ident.Organization `bun:"other_id,pk"`
	SetBy        ident.Person       `bun:"set_by"`
	SetAt        time.Time          `bun:"set_at"`
}

// Silenced is a silence with the names of the museums.
type Silenced struct {
	Silence
	Museum      string
	OtherMuseum string
}

// Meeting is an introduction with what its page shows; lists carry no messages.
type Meeting struct {
	Introduction
	Program     ident.Program
	CycleTitle  string
	AskerMuseum string
	AskedMuseum string
	Messages    []*Message
}

// Museums are the two museums.
func (m *Meeting) Museums() []ident.Organization {
	return []ident.Organization{m.AskerOrganization, m.AskedOrganization}
}

// Of is the museum of a side.
func (m *Meeting) Of(s Side) ident.Organization {
	if s == AskerSide {
		return m.AskerOrganization
	}
	return m.AskedOrganization
}

// Name is the name of the museum of a side.
func (m *Meeting) Name(s Side) string {
	if s == AskerSide {
		return m.AskerMuseum
	}
	return m.AskedMuseum
}

// Agreed tells whether a side wants the introduction.
func (m *Meeting) Agreed(s Side) bool {
	if s == AskerSide {
		return m.AskerAgreedAt != nil
	}
	return m.AskedAgreedAt != nil
}

// agree notes that a side wants it; with both, it is accepted.
func (m *Meeting) agree(s Side, at time.Time) {
	if s == AskerSide {
		m.AskerAgreedAt = &at
	} else {
		m.AskedAgreedAt = &at
	}
	if m.AskerAgreedAt != nil && m.AskedAgreedAt != nil {
		m.State = Accepted
	}
}

// Verb is what moves an introduction.
type Verb string

// The verbs of an introduction's life.
const (
	VerbAccept  Verb = "accept"
	VerbDecline Verb = "decline"
	VerbExpire  Verb = "expire"
	VerbClose   Verb = "close"
	VerbWrite   Verb = "write"
)

// Move is one permitted step of an introduction's life; an empty permission is the clock.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// Moves is the whole life of an introduction; of two whom an officer introduces, the second to accept moves it.
func Moves() []Move {
	return []Move{
		{Asked, Accepted, VerbAccept, auth.SeekPartner},
		{Asked, Declined, VerbDecline, auth.SeekPartner},
		{Asked, Closed, VerbClose, auth.SeekPartner},
		{Asked, Expired, VerbExpire, ""},
		{Accepted, Accepted, VerbWrite, auth.SeekPartner},
		{Accepted, Closed, VerbClose, auth.SeekPartner},
	}
}

// after is where a verb leads from here, or a refusal that names the state.
func (i *Introduction) after(v Verb) (State, error) {
	n := slices.IndexFunc(Moves(), func(m Move) bool { return m.From == i.State && m.Verb == v })
	if n < 0 {
		return "", fault.New(fault.Conflict, "state", "An introduction that is %s does not go this way.", i.State).With("state", string(i.State))
	}
	return Moves()[n].To, nil
}
