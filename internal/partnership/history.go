package partnership

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ChangeKind says what happened to a partnership.
type ChangeKind string

// The kinds of changes, as the history shows them.
const (
	WasProposed         ChangeKind = "proposed"
	WasConfirmed        ChangeKind = "confirmed"
	ConfirmationVoid    ChangeKind = "confirmation_void" // asked again, because the whole changed
	WasAdded            ChangeKind = "added"
	WasRemoved          ChangeKind = "removed"
	HasLeft             ChangeKind = "left"
	PartsChanged        ChangeKind = "parts"
	WasInvited          ChangeKind = "invited"
	InvitationTaken     ChangeKind = "invitation_taken"
	WasDissolved        ChangeKind = "dissolved"
	FoundEligible       ChangeKind = "found_eligible"
	FoundIneligible     ChangeKind = "found_ineligible"
	WasExcepted         ChangeKind = "excepted"
	ExceptionRevoked    ChangeKind = "exception_revoked"
	EndorsementSent     ChangeKind = "endorsement_sent"
	WasEndorsed         ChangeKind = "endorsed"
	WasDeclined         ChangeKind = "declined"
	HasExpired          ChangeKind = "endorsement_expired"
	EndorsementRecorded ChangeKind = "endorsement_recorded"
)

// Change is one thing that happened, kept with the names of the day; it is never rewritten.
type Change struct {
	Partnership      ident.Partnership  `bun:"partnership_id"`
	Kind             ChangeKind         `bun:"kind"`
	Organization     ident.Organization `bun:"organization_id"`
	OrganizationName string             `bun:"organization_name"`
	Person           ident.Person       `bun:"person_id"`
	PersonName       string             `bun:"person_name"`
	Words            string             `bun:"words"`
	At               time.Time          `bun:"at"`
}

// note keeps what happened in the history that the partnership's museums read.
func (s *Service) note(ctx context.Context, d *Detail, kind ChangeKind, m *Museum, words string) error {
	who := auth.Who(ctx)
	c := &Change{Partnership: d.ID, Kind: kind, Person: who.Person, PersonName: who.Name, Words: words, At: s.Desk.Now()}
	if m != nil {
		c.Organization, c.OrganizationName = m.Organization.ID, m.Organization.Name
	}
	return s.Store.AddChange(ctx, c)
}

// History is what happened to a partnership, oldest first; a hidden partnership has none.
func (s *Service) History(ctx context.Context, id ident.Partnership) ([]*Change, error) {
	if _, err := s.Partnership(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Changes(ctx, id)
}
