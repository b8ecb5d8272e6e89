package review

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// mostReason is the most characters of a reason or a note.
const mostReason = 2000

// PeopleStore keeps who may be asked to sit on panels, who was, what they signed and what they are owed.
type PeopleStore interface {
	StatementInForce(ctx context.Context, c ident.Cycle) (*ConfidentialityStatement, error) // nil before there is any
	Statements(ctx context.Context, c ident.Cycle) ([]*ConfidentialityStatement, error)
	// LockStatements holds signatures of the program's panels back until the transaction ends.
	LockStatements(ctx context.Context, p ident.Program) error
	// AddStatement keeps it under the next version; first keeps it only where the program has none.
	AddStatement(ctx context.Context, t *ConfidentialityStatement, first bool) error
	AskAgain(ctx context.Context, t *ConfidentialityStatement) ([]*AgainToSign, error)
	Signatures(ctx context.Context, id ident.Panel) ([]*ConfidentialitySignature, error)
	Unsigned(ctx context.Context, me ident.Person) ([]*Unsigned, error)
	SeatToSign(ctx context.Context, id ident.Panel, me ident.Person) (*SeatToSign, error)
	AddSignature(ctx context.Context, g *ConfidentialitySignature) error

	Pool(ctx context.Context, p ident.Program, panel ident.Panel) ([]*PoolEntry, error)
	AddToPool(ctx context.Context, p ident.Program, who, by ident.Person, at time.Time) error
	RemoveFromPool(ctx context.Context, p ident.Program, who ident.Person) error
	ReviewerProfiles(ctx context.Context, ids []ident.Person) ([]*ReviewerProfile, error) // of those who said anything
	KeepReviewerProfile(ctx context.Context, p *ReviewerProfile) error
	ThemesKnown(ctx context.Context) ([]*program.Theme, error)
	ThemesIn(ctx context.Context, c ident.Cycle) ([]*program.Theme, error)

	PanelTerms(ctx context.Context, id ident.Panel) (*PanelTerms, error) // nil before any are set
	KeepPanelTerms(ctx context.Context, t *PanelTerms, expected int) error
	PersonOf(ctx context.Context, email string) (ident.Person, error) // zero for nobody
	AddInvitation(ctx context.Context, i *PanelInvitation) error
	KeepInvitation(ctx context.Context, i *PanelInvitation) error
	InvitationForUpdate(ctx context.Context, id ident.PanelInvitation) (*PanelInvitation, error)
	InvitationByToken(ctx context.Context, hash []byte) (*PanelInvitation, error)
	InvitationsWaiting(ctx context.Context) ([]ident.PanelInvitation, error)
	OpenInvitation(ctx context.Context, id ident.Panel, email string) (*PanelInvitation, error) // nil for none
	PanelInvitations(ctx context.Context, id ident.Panel) ([]*PanelInvitation, error)
	InvitationsOf(ctx context.Context, me ident.Person) ([]*PanelInvitation, error)
	// WriteTo queues a mail to an address, in the language of whose it is, or else the one named.
	WriteTo(ctx context.Context, email, locale, template, subject string, data map[string]any) error

	Honoraria(ctx context.Context, id ident.Panel) ([]*Honorarium, error)
	HonorariaOf(ctx context.Context, me ident.Person) ([]*Honorarium, error)
	HonorariumForUpdate(ctx context.Context, id ident.PanelMember) (*Honorarium, error)
	SettleHonorarium(ctx context.Context, x *Settlement) error
	FeePanels(ctx context.Context, s Sight) ([]*FeePanel, error)
}

// Accounts gives whoever has proved an address an account.
type Accounts interface {
	Welcome(ctx context.Context, email, locale string) (ident.Person, error)
}
