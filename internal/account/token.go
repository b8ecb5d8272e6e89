package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const tokenPrefix = "vtr_"

// longestToken is the longest life of a token, in days.
const longestToken = 366

// CreateTokenInput names a token, what it may do and for how many days.
type CreateTokenInput struct {
	Name   string
	Scopes []string // areas such as application, single permissions, or all
	Days   int
}

// NewToken is a token with its secret, which is shown this once.
type NewToken struct {
	Token  *Token
	Secret string
}

// CreateToken makes a token of the signed-in person's own rights, never more.
func (s *Service) CreateToken(ctx context.Context, in CreateTokenInput) (*NewToken, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	for _, x := range in.Scopes {
		if !covered(who, x) {
			return nil, fault.New(fault.Forbidden, "token_scope", "A token makes no token that may do more than itself.")
		}
	}
	return s.makeToken(ctx, who.Person, in, who.SecondFactor)
}

// TokenFor makes a token for a person; only the command line on the machine itself may ask, so it is refused to people.
func (s *Service) TokenFor(ctx context.Context, p ident.Person, in CreateTokenInput) (*NewToken, error) {
	if !auth.Who(ctx).IsSystem() {
		return nil, fault.New(fault.Forbidden, "forbidden", "Only the machine itself makes tokens for others.")
	}
	return s.makeToken(ctx, p, in, true)
}

func (s *Service) makeToken(ctx context.Context, p ident.Person, in CreateTokenInput, proved bool) (*NewToken, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	secret := tokenPrefix + base64.RawURLEncoding.EncodeToString(b)
	now := s.Desk.Now()
	t := &Token{
		ID: ident.NewToken(), Person: p, Name: strings.TrimSpace(in.Name), TokenHash: digest(secret), Scopes: in.Scopes,
		SecondFactor: proved, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, in.Days),
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddToken(ctx, t); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.create_token", t.ID, "", map[string]any{"person": p, "scopes": in.Scopes, "days": in.Days})
	})
	if err != nil {
		return nil, err
	}
	return &NewToken{t, secret}, nil
}

func (in CreateTokenInput) check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Name) != "" && len(in.Name) <= 100, "name", "bad_name", "Name the token, in at most 100 characters.")
	c.That(in.Days >= 1 && in.Days <= longestToken, "days", "bad_days", "A token lives between 1 and 366 days.")
	c.That(len(in.Scopes) > 0 && len(in.Scopes) <= 100, "scopes", "no_scopes", "Say what the token may do.")
	c.That(!slices.ContainsFunc(in.Scopes, func(x string) bool { return !knownScope(x) }), "scopes", "bad_scope",
		"A scope is an area such as application, a permission such as application.submit, or all.")
	return c.Err()
}

// covered tells whether the actor's own token, if any, may do what the scope says.
func covered(a auth.Actor, scope string) bool {
	area, _, _ := strings.Cut(scope, ".")
	return len(a.Scopes) == 0 || slices.Contains(a.Scopes, "all") || slices.Contains(a.Scopes, scope) || slices.Contains(a.Scopes, area)
}

func knownScope(x string) bool {
	if x == "all" {
		return true
	}
	for p := range auth.Policy {
		if x == p.Area() || x == string(p) {
			return true
		}
	}
	return false
}

// ActorByToken finds who a bearer token acts for; unknown, expired and revoked ones are refused alike.
func (s *Service) ActorByToken(ctx context.Context, secret string) (auth.Actor, error) {
	refused := fault.New(fault.Unauthenticated, "bad_token", "This token is not valid.")
	if !strings.HasPrefix(secret, tokenPrefix) {
		return auth.Actor{}, refused
	}
	t, err := s.Store.TokenByHash(ctx, digest(secret))
	if fault.Is(err, fault.NotFound) {
		return auth.Actor{}, refused
	}
	if err != nil {
		return auth.Actor{}, err
	}
	now := s.Desk.Now()
	if t.RevokedAt != nil || !now.Before(t.ExpiresAt) {
		return auth.Actor{}, refused
	}
	a, err := s.Actor(ctx, t.Person, t.SecondFactor, "api")
	if fault.Is(err, fault.NotFound) {
		return auth.Actor{}, refused
	}
	if err != nil {
		return auth.Actor{}, err
	}
	if t.LastUsedOn == nil || t.LastUsedOn.Format(time.DateOnly) != now.UTC().Format(time.DateOnly) {
		if err := s.Store.TouchToken(ctx, t.ID, now); err != nil {
			return auth.Actor{}, err
		}
	}
	a.Scopes = slices.Clone(t.Scopes)
	return a, nil
}

// MyTokens are the signed-in person's tokens.
func (s *Service) MyTokens(ctx context.Context) ([]*Token, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	return s.Store.Tokens(ctx, who.Person)
}

// RevokeToken ends one of the signed-in person's tokens at once.
func (s *Service) RevokeToken(ctx context.Context, id ident.Token) error {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return err
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.RevokeToken(ctx, who.Person, id, s.Desk.Now()); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.revoke_token", id, "", nil)
	})
}

// GrantRoleInput gives a staff role to a person, in one program or in all.
type GrantRoleInput struct {
	Person  ident.Person
	Role    auth.Role
	Program *ident.Program
}

func grantable(r auth.Role) bool {
	return r.Staff() || slices.Contains([]auth.Role{auth.FunderReader, auth.Fellow, auth.Referee}, r)
}

// mayGrant holds an administrator of one program to that program.
func mayGrant(ctx context.Context, program ident.Program, not ...ident.Person) error {
	if err := auth.Require(ctx, auth.GrantRole, auth.Target{Program: program, Not: not}); err != nil {
		return err
	}
	if program.IsZero() && !auth.Scope(ctx, auth.GrantRole).Everything {
		return fault.New(fault.Forbidden, "forbidden", "You give roles in your own program only.")
	}
	return nil
}

// GrantRole gives a role; nobody grants one to themselves.
func (s *Service) GrantRole(ctx context.Context, in GrantRoleInput) (*RoleGrant, error) {
	g := &RoleGrant{ID: ident.NewRoleGrant(), Person: in.Person, Role: in.Role, GrantedBy: auth.Who(ctx).Person, GrantedAt: s.Desk.Now()}
	if in.Program != nil {
		g.Program = *in.Program
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := mayGrant(ctx, g.Program, in.Person); err != nil {
			return err
		}
		if !grantable(in.Role) {
			return fault.BadField("role", "bad_role", "There is no such staff role.")
		}
		if err := s.Store.AddRole(ctx, g); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.grant_role", in.Person, "", map[string]any{"role": in.Role, "program": g.Program})
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}

// RevokeRole takes a role back at once; to who gives none, a role is NOT_FOUND like one there is not.
func (s *Service) RevokeRole(ctx context.Context, id ident.RoleGrant, reason string) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		g, err := s.Store.Role(ctx, id)
		if err != nil {
			return err
		}
		if auth.Scope(ctx, auth.GrantRole).Nothing() {
			return fault.Missing("role")
		}
		if err := mayGrant(ctx, g.Program); err != nil {
			return err
		}
		if err := s.Store.RevokeRole(ctx, id, s.Desk.Now()); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.revoke_role", g.Person, reason, map[string]any{"role": g.Role, "program": g.Program})
	})
}

// StaffRoles are all roles ever given, newest first, for the administrator.
func (s *Service) StaffRoles(ctx context.Context) ([]*RoleGrant, error) {
	if err := auth.Require(ctx, auth.GrantRole, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Roles(ctx)
}
