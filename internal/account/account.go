// Package account lets people in: passwords, mailed links, second factors, tokens and staff roles.
package account

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Credential is how a person proves who they are; the second factor's secret is sealed.
type Credential struct {
	Person       ident.Person `bun:"person_id,pk"`
	PasswordHash *string      `bun:"password_hash"`
	TOTPSecret   []byte       `bun:"totp_secret"`
	TOTPLastStep int64        `bun:"totp_last_step"` // a code is taken once
	VerifiedAt   *time.Time   `bun:"verified_at"`
	SuspendedAt  *time.Time   `bun:"suspended_at"`
	Failures     int          `bun:"failures"`
	ChangedAt    time.Time    `bun:"changed_at"`
}

// Purpose is what a mailed link does.
type Purpose string

// The purposes of mailed links.
const (
	VerifyLink Purpose = "verify"
	SignInLink Purpose = "sign_in"
	ResetLink  Purpose = "reset"
)

// Link is a mailed link, kept by the hash of its token only.
type Link struct {
	TokenHash []byte       `bun:"token_hash,pk"`
	Person    ident.Person `bun:"person_id"`
	Purpose   Purpose      `bun:"purpose"`
	ExpiresAt time.Time    `bun:"expires_at"`
	UsedAt    *time.Time   `bun:"used_at"`
}

// Token is a program's key to the API: scopes, an expiry and the day of last use.
type Token struct {
	ID        ident.Token  `bun:"id,pk"`
	Person    ident.Person `bun:"person_id"`
	Name      string       `bun:"name"`
	TokenHash []byte       `bun:"token_hash"`
	Scopes    []string     `bun:"scopes,array"`
	// SecondFactor tells whether its maker had proved one; without it a token carries no staff role.
	SecondFactor bool       `bun:"second_factor"`
	CreatedAt    time.Time  `bun:"created_at"`
	ExpiresAt    time.Time  `bun:"expires_at"`
	LastUsedOn   *time.Time `bun:"last_used_on"`
	RevokedAt    *time.Time `bun:"revoked_at"`
}

// RoleGrant is a staff role of a person, in one program or in all.
type RoleGrant struct {
	ID        ident.RoleGrant `bun:"id,pk"`
	Person    ident.Person    `bun:"person_id"`
	Role      auth.Role       `bun:"role"`
	Program   ident.Program   `bun:"program_id"` // absent is every program
	GrantedBy ident.Person    `bun:"granted_by"`
	GrantedAt time.Time       `bun:"granted_at"`
	RevokedAt *time.Time      `bun:"revoked_at"`
}

// Store keeps credentials, links, tokens and roles.
type Store interface {
	PersonByEmail(ctx context.Context, email string) (*people.Person, error)
	AddPerson(ctx context.Context, p *people.Person) error
	KeepPerson(ctx context.Context, p *people.Person) error              // name, language and zone
	Credential(ctx context.Context, p ident.Person) (*Credential, error) // locked for update
	SaveCredential(ctx context.Context, c *Credential) error
	AddLink(ctx context.Context, l *Link) error
	TakeLink(ctx context.Context, hash []byte, now time.Time) (*Link, error) // once, before it expires; else UNAUTHENTICATED
	AddToken(ctx context.Context, t *Token) error
	TokenByHash(ctx context.Context, hash []byte) (*Token, error)
	TouchToken(ctx context.Context, t ident.Token, now time.Time) error
	Tokens(ctx context.Context, p ident.Person) ([]*Token, error)
	RevokeToken(ctx context.Context, p ident.Person, t ident.Token, now time.Time) error
	AddRole(ctx context.Context, g *RoleGrant) error
	Role(ctx context.Context, g ident.RoleGrant) (*RoleGrant, error) // locked for update
	RevokeRole(ctx context.Context, g ident.RoleGrant, now time.Time) error
	Roles(ctx context.Context) ([]*RoleGrant, error)
	EndSessions(ctx context.Context, p ident.Person) error
	Actor(ctx context.Context, p ident.Person) (auth.Actor, error) // with every grant in force
}

// Service is the front door.
type Service struct {
	Desk   desk.Desk
	Store  Store
	Key    Key
	Hasher *Hasher
	// StaffNeedSecondFactor is off in demo mode only.
	StaffNeedSecondFactor bool
	// NewID makes the ids of links; random when absent.
	NewID func() uuid.UUID
}
