package people

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ClaimState is where a claim is in its life.
type ClaimState string

// The states of a claim.
const (
	Claimed  ClaimState = "claimed"
	Verified ClaimState = "verified"
	Declined ClaimState = "declined"
	Expired  ClaimState = "expired"
)

// ClaimVia is what a claim was verified or declined by.
type ClaimVia string

// The ways a claim is decided.
const (
	ByMail      ClaimVia = "mail"      // a link mailed to the museum's own domain
	ByColleague ClaimVia = "colleague" // somebody who speaks for the museum already
	ByOfficer   ClaimVia = "officer"
)

// Claim is a person's wish to speak for a museum of the register, and what became of it.
type Claim struct {
	ID           ident.Claim        `bun:"id,pk"`
	Organization ident.Organization `bun:"organization_id"`
	Person       ident.Person       `bun:"person_id"`
	Role         auth.Role          `bun:"role"`
	Title        string             `bun:"title"`
	Words        string             `bun:"words"` // to the office
	State        ClaimState         `bun:"state"`
	// Membership is the role it verifies: held meanwhile by who added the museum, given by verification to others.
	Membership ident.Membership `bun:"membership_id"`
	Email      string           `bun:"email"` // in the museum's own domain; empty goes to the office
	LinkHash   []byte           `bun:"link_hash"`
	LinkSentAt *time.Time       `bun:"link_sent_at"`
	LinkUntil  *time.Time       `bun:"link_until"`
	ProvedAt   *time.Time       `bun:"proved_at"` // by the link; nil is not
	ObjectedBy ident.Person     `bun:"objected_by"`
	ObjectedAt *time.Time       `bun:"objected_at"`
	Objection  string           `bun:"objection"`
	Via        ClaimVia         `bun:"decided_via"`
	DecidedBy  ident.Person     `bun:"decided_by"`
	DecidedAt  *time.Time       `bun:"decided_at"`
	Reason     string           `bun:"reason"`
	CreatedAt  time.Time        `bun:"created_at"`
	ExpiresAt  *time.Time       `bun:"expires_at"` // nil for who added the museum: that waits for an answer
}

// ClaimRow is a claim with the names a queue shows.
type ClaimRow struct {
	Claim
	Museum   string `bun:"museum"`
	City     string `bun:"city"`
	Country  string `bun:"country"`
	Website  string `bun:"website"`
	Given    string `bun:"given_name"`
	Family   string `bun:"family_name"`
	Address  string `bun:"address"` // the person's own
	Speakers int    `bun:"speakers"`
}

// Who is the name of the person who claims.
func (c *ClaimRow) Who() string {
	return (&Person{Email: c.Address, GivenName: c.Given, FamilyName: c.Family}).Name()
}

// How long a claim and its links live, how often a link is sent again, and how many claims one person has at once.
const (
	claimLife     = 30 * 24 * time.Hour
	claimLinkLife = 48 * time.Hour
	claimLinkRest = 10 * time.Minute
	mostClaims    = 5
	// mostPerDomain is how many museums of the register may share a domain before an address in it proves nothing of one.
	mostPerDomain = 3
)

// ClaimVerb is what moves a claim.
type ClaimVerb string

// The verbs of a claim's life.
const (
	VerbProve   ClaimVerb = "prove"   // by the mailed link; enough where nobody speaks for the museum and nobody objects
	VerbAccept  ClaimVerb = "accept"  // by a colleague
	VerbObject  ClaimVerb = "object"  // by a colleague; the office decides
	VerbVerify  ClaimVerb = "verify"  // by an officer
	VerbDecline ClaimVerb = "decline" // by an officer
	VerbExpire  ClaimVerb = "expire"
)

// ClaimMove is one permitted step of a claim's life; no permission is the house itself or the mailed link.
type ClaimMove struct {
	From, To ClaimState
	Verb     ClaimVerb
	By       auth.Permission
}

// ClaimMoves is the whole life of a claim.
func ClaimMoves() []ClaimMove {
	return []ClaimMove{
		{Claimed, Claimed, VerbProve, ""},
		{Claimed, Verified, VerbProve, ""},
		{Claimed, Verified, VerbAccept, auth.AnswerClaim},
		{Claimed, Claimed, VerbObject, auth.AnswerClaim},
		{Claimed, Verified, VerbVerify, auth.DecideClaim},
		{Claimed, Declined, VerbDecline, auth.DecideClaim},
		{Claimed, Expired, VerbExpire, ""},
	}
}

// ClaimStore keeps claims.
type ClaimStore interface {
	AddClaim(ctx context.Context, c *Claim) error
	KeepClaim(ctx context.Context, c *Claim) error
	ClaimForUpdate(ctx context.Context, id ident.Claim) (*ClaimRow, error)
	// ClaimByLink is the claim whose link has the hash, locked until the transaction ends.
	ClaimByLink(ctx context.Context, hash []byte) (*ClaimRow, error)
	Claims(ctx context.Context, q ClaimQuery) ([]*ClaimRow, error)
	// ClaimsDue are the claims that nobody answered in time, locked.
	ClaimsDue(ctx context.Context, now time.Time) ([]*ClaimRow, error)
	// Speakers are who may answer for a museum on a day.
	Speakers(ctx context.Context, o ident.Organization, today calendar.Date) ([]ident.Person, error)
	// CountDomain counts the records whose website is in a domain.
	CountDomain(ctx context.Context, domain string) (int, error)
}

// ClaimQuery narrows the claims; zero ids are everybody's, and everything is for who sees the office's queue.
type ClaimQuery struct {
	Person       ident.Person
	Organization ident.Organization
	Waiting      bool // claimed only
}

func (c *Claim) waiting() error {
	if c.State != Claimed {
		return fault.New(fault.Conflict, "state", "This claim is %s already.", c.State).With("state", string(c.State))
	}
	return nil
}

// MyClaims are the signed-in person's claims, newest first.
func (s *Service) MyClaims(ctx context.Context) ([]*ClaimRow, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ClaimOrganization, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	return s.Store.Claims(ctx, ClaimQuery{Person: who.Person})
}

// ClaimsOf are the claims on a museum, for its own people and officers.
func (s *Service) ClaimsOf(ctx context.Context, o ident.Organization) ([]*ClaimRow, error) {
	t := auth.Target{Organizations: []ident.Organization{o}}
	if !auth.May(ctx, auth.AnswerClaim, t) && !auth.May(ctx, auth.DecideClaim, t) {
		return nil, fault.Missing("organization")
	}
	return s.Store.Claims(ctx, ClaimQuery{Organization: o})
}

// ClaimQueue is the claims that wait for an answer, oldest first; for officers.
func (s *Service) ClaimQueue(ctx context.Context) ([]*ClaimRow, error) {
	if err := auth.Require(ctx, auth.DecideClaim, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Claims(ctx, ClaimQuery{Waiting: true})
}
