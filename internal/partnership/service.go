package partnership

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Store keeps partnerships; what the filter hides is not found.
type Store interface {
	Partnership(ctx context.Context, f auth.Filter, id ident.Partnership) (*Detail, error)
	LockPartnership(ctx context.Context, id ident.Partnership) error
	PartnershipsByID(ctx context.Context, f auth.Filter, ids []ident.Partnership) ([]*Partnership, error)
	Rows(ctx context.Context, f auth.Filter, in ListInput) ([]*Row, error)
	OfMember(ctx context.Context, id ident.Member) (ident.Partnership, error)
	// PastAwards are earlier awards of the museums in the cycle's program; those whose letter has not left, only within the filter.
	PastAwards(ctx context.Context, untold auth.Filter, cycle ident.Cycle, of []ident.Organization) ([]PastAward, error)
	Organizations(ctx context.Context, ids []ident.Organization) ([]*people.Organization, error)
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
	Spoken(ctx context.Context, orgs []ident.Organization) ([]ident.Organization, error) // those for which somebody speaks
	AddPartnership(ctx context.Context, p *Partnership) error
	KeepState(ctx context.Context, p *Partnership) error
	KeepConfirmation(ctx context.Context, m *Member) error
	KeepPart(ctx context.Context, m *Member) error
	AddMember(ctx context.Context, m *Member) error
	RemoveMember(ctx context.Context, id ident.Member) error
	AddException(ctx context.Context, e *Exception) error
	RevokeException(ctx context.Context, e *Exception) error
	Proposed(ctx context.Context, id ident.Partnership) (bool, error)
	Frozen(ctx context.Context, id ident.Partnership) (bool, error) // its live proposal is with the office
	AddChange(ctx context.Context, c *Change) error
	Changes(ctx context.Context, id ident.Partnership) ([]*Change, error)
	CycleRules(ctx context.Context, id ident.Cycle) ([]*CycleRule, error)
	// KeepCycleRules writes the rules of a cycle that still has the version, which becomes the next one.
	KeepCycleRules(ctx context.Context, id ident.Cycle, version int, rules []*CycleRule) error
	invitations
	endorsements
}

// invitations keeps what is asked of museums without an account.
type invitations interface {
	AddInvitation(ctx context.Context, i *Invitation) error
	KeepInvitation(ctx context.Context, i *Invitation) error
	InvitationByToken(ctx context.Context, hash []byte) (*Invitation, error) // locked
	Invitation(ctx context.Context, id ident.Invitation) (*Invitation, error)
	Invitations(ctx context.Context, id ident.Partnership) ([]*Invitation, error)
	VoidInvitations(ctx context.Context, id ident.Partnership, of ident.Organization) error // of all museums when absent
}

// endorsements keeps what the posts are asked and say.
type endorsements interface {
	Posts(ctx context.Context) ([]*Post, error)
	KeepPost(ctx context.Context, p *Post, isNew bool, expected int) error
	KeepEndorsement(ctx context.Context, e *Endorsement, isNew bool) error
	AddLink(ctx context.Context, l *EndorsementLink) error
	LinkByToken(ctx context.Context, hash []byte) (*EndorsementLink, error)
	NewestLink(ctx context.Context, id ident.Endorsement) (*EndorsementLink, error)
	UseLink(ctx context.Context, hash []byte, at time.Time) error
	VoidLinks(ctx context.Context, id ident.Partnership, of ident.Member, at time.Time) error // of all members when absent
	OfEndorsement(ctx context.Context, id ident.Endorsement) (ident.Partnership, error)
	Waiting(ctx context.Context) ([]ident.Endorsement, error) // with a post, oldest deadline first
	// Write queues a mail to an address that is nobody's account, such as a post's.
	Write(ctx context.Context, email, locale, template, subject string, data map[string]any) error
}

// Cycles reads the cycle whose rules hold.
type Cycles interface {
	Cycle(ctx context.Context, id ident.Cycle) (*program.Detail, error)
}

// Accounts makes a mailed link's reader somebody: it finds or makes the account of an address that is proved.
type Accounts interface {
	Welcome(ctx context.Context, email, locale string) (ident.Person, error)
}

// Roles gives a person a role at a museum.
type Roles interface {
	AddMembership(ctx context.Context, in people.AddMembershipInput) (*people.Membership, error)
}

// Places are the sites of a museum's record.
type Places interface {
	Sites(ctx context.Context, o ident.Organization) ([]*people.Site, error)
}

// Service is what museums and the office do with partnerships.
type Service struct {
	Desk     desk.Desk
	Store    Store
	Cycles   Cycles
	Accounts Accounts
	Roles    Roles
	Places   Places
	Vault    document.Vault
	Key      account.Key // makes the tokens of mailed links
}

type organization = people.Organization

// Detail is a partnership with its museums as the records know them.
type Detail struct {
	Partnership
	Program    ident.Program
	Museums    []Museum // in the order of the members, lead first
	Exceptions []Exception
	Budget     *Figures          // of its live proposal, when there is one
	Proposal   ident.Application // its live proposal; absent when there is none
}

// Museum is the member of an organization; nil where it has no part.
func (d *Detail) Museum(id ident.Organization) *Museum {
	for i := range d.Museums {
		if d.Museums[i].Member.Organization == id {
			return &d.Museums[i]
		}
	}
	return nil
}

// ListInput narrows the list of partnerships; absent parts do not narrow.
type ListInput struct {
	Cycle        ident.Cycle
	Organization ident.Organization
	State        State
	Unconfirmed  bool // only those a museum of which has not confirmed
	Unendorsed   bool // only those a museum abroad of which no embassy has endorsed
}

// Row is a partnership in a list, with the names a reader looks for.
type Row struct {
	ID                ident.Partnership  `bun:"id"`
	Cycle             ident.Cycle        `bun:"cycle_id"`
	CycleTitle        string             `bun:"cycle_title"`
	Title             string             `bun:"title"`
	State             State              `bun:"state"`
	Lead              ident.Organization `bun:"lead_id"`
	LeadName          string             `bun:"lead_name"`
	PartnerNames      string             `bun:"partner_names"`     // between semicolons
	PartnerCountries  string             `bun:"partner_countries"` // codes between spaces
	Members           int                `bun:"members"`
	ConfirmedMembers  int                `bun:"confirmed"`
	Unconfirmed       string             `bun:"unconfirmed"` // names between semicolons
	Abroad            int                `bun:"abroad"`
	EndorsedMembers   int                `bun:"endorsed"`
	DeclinedMembers   int                `bun:"declined"`
	AskedMembers      int                `bun:"asked"` // the post has not answered yet
	Proposal          ident.Application  `bun:"proposal_id"`
	ProposalNumber    string             `bun:"proposal_number"`
	ProposalState     string             `bun:"proposal_state"`
	ProposalRequested int64              `bun:"proposal_requested"`
}

// Partnership is one partnership with its museums; a hidden one is not found.
func (s *Service) Partnership(ctx context.Context, id ident.Partnership) (*Detail, error) {
	return s.Store.Partnership(ctx, auth.Scope(ctx, auth.ViewPartnership), id)
}

// Partnerships are the newest two hundred the actor may see.
func (s *Service) Partnerships(ctx context.Context, in ListInput) ([]*Row, error) {
	return s.Store.Rows(ctx, auth.Scope(ctx, auth.ViewPartnership), in)
}

// PartnershipsByID are partnerships with their members, for batching; hidden ones are left out.
func (s *Service) PartnershipsByID(ctx context.Context, ids []ident.Partnership) ([]*Partnership, error) {
	return s.Store.PartnershipsByID(ctx, auth.Scope(ctx, auth.ViewPartnership), ids)
}

// Eligibility applies the cycle's rules to what the records say, rule by rule.
func (s *Service) Eligibility(ctx context.Context, id ident.Partnership) (*Eligibility, error) {
	d, err := s.Partnership(ctx, id)
	if err != nil {
		return nil, err
	}
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return nil, err
	}
	return s.EligibilityOf(ctx, d, cycle)
}

// EligibilityOf is Eligibility for what has been read already.
func (s *Service) EligibilityOf(ctx context.Context, d *Detail, cycle *program.Detail) (*Eligibility, error) {
	past, err := s.Store.PastAwards(ctx, auth.Scope(ctx, auth.ViewSlate), d.Cycle, d.Organizations())
	if err != nil {
		return nil, err
	}
	settings, err := s.Store.CycleRules(ctx, d.Cycle)
	if err != nil {
		return nil, err
	}
	e := Judge(Case{Rules: RulesOf(cycle, settings), Museums: d.Museums, Past: past, Budget: d.Budget, Exceptions: d.Exceptions})
	return &e, nil
}

// forUpdate locks the partnership before reading it.
func (s *Service) forUpdate(ctx context.Context, id ident.Partnership) (*Detail, error) {
	if err := s.Store.LockPartnership(ctx, id); err != nil {
		return nil, err
	}
	return s.Partnership(ctx, id)
}

func (s *Service) tell(ctx context.Context, template string, d *Partnership, data map[string]any, orgs []ident.Organization) error {
	to, err := s.Store.Speakers(ctx, orgs)
	if err != nil {
		return err
	}
	data["Title"] = d.Title
	return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), data, to...)
}
