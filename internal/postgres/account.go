package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Accounts keeps credentials, links, tokens and staff roles.
type Accounts struct{ *DB }

const (
	saveCredential = `INSERT INTO credentials (person_id, password_hash, totp_secret, totp_last_step, verified_at, suspended_at, failures, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
	totp_last_step = excluded.totp_last_step, verified_at = excluded.verified_at, suspended_at = excluded.suspended_at,
	failures = excluded.failures, changed_at = excluded.changed_at`
	takeLink = `UPDATE sign_in_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING *`
	// Parameters: the person; today.
	actorRead = `SELECT p.id, p.email, p.given_name, p.family_name, p.locale, p.zone, (
	SELECT jsonb_agg(g) FROM (
		SELECT m.role, m.organization_id, NULL::uuid AS program_id, NULL::uuid AS panel_id FROM memberships m WHERE m.person_id = p.id AND ` + inForce + `
		UNION ALL
		SELECT r.role, NULL, r.program_id, NULL FROM role_grants r WHERE r.person_id = p.id AND r.revoked_at IS NULL
		UNION ALL
		SELECT CASE WHEN v.chair AND v.confidentiality_at IS NOT NULL THEN 'panel_chair' ELSE 'reviewer' END, NULL, NULL, v.panel_id FROM panel_members v WHERE v.person_id = p.id AND v.left_at IS NULL
	) g) AS grants_json
FROM people p LEFT JOIN credentials c ON c.person_id = p.id
WHERE p.id = $1 AND c.suspended_at IS NULL`
)

// PersonByEmail is the person with an address, in lower case.
func (s Accounts) PersonByEmail(ctx context.Context, email string) (*people.Person, error) {
	return one[people.Person](ctx, s.DB, "person", `SELECT * FROM people WHERE email = $1`, email)
}

// AddPerson keeps someone new.
func (s Accounts) AddPerson(ctx context.Context, p *people.Person) error {
	return s.insert(ctx, "people", p)
}

// Credential is how a person proves who they are, locked until the transaction ends.
func (s Accounts) Credential(ctx context.Context, p ident.Person) (*account.Credential, error) {
	return one[account.Credential](ctx, s.DB, "credential", `SELECT * FROM credentials WHERE person_id = $1 FOR UPDATE`, p)
}

// SaveCredential writes all of a credential, new or known.
func (s Accounts) SaveCredential(ctx context.Context, c *account.Credential) error {
	_, err := s.exec(ctx, saveCredential, c.Person, c.PasswordHash, c.TOTPSecret, c.TOTPLastStep, c.VerifiedAt, c.SuspendedAt, c.Failures, c.ChangedAt)
	return err
}

// AddLink keeps a mailed link.
func (s Accounts) AddLink(ctx context.Context, l *account.Link) error {
	return s.insert(ctx, "sign_in_links", l)
}

// TakeLink uses a link once and before it expires; any other is refused with the same words.
func (s Accounts) TakeLink(ctx context.Context, hash []byte, now time.Time) (*account.Link, error) {
	l, err := one[account.Link](ctx, s.DB, "link", takeLink, hash, now)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.Unauthenticated, "bad_link", "This link was used already or is too old. Ask for a new one.")
	}
	return l, err
}

// AddToken keeps a token by its hash.
func (s Accounts) AddToken(ctx context.Context, t *account.Token) error {
	return s.insert(ctx, "tokens", t)
}

// TokenByHash is the token of a hash, whatever became of it.
func (s Accounts) TokenByHash(ctx context.Context, hash []byte) (*account.Token, error) {
	return one[account.Token](ctx, s.DB, "token", `SELECT * FROM tokens WHERE token_hash = $1`, hash)
}

// TouchToken notes the day of the last use.
func (s Accounts) TouchToken(ctx context.Context, t ident.Token, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE tokens SET last_used_on = $2 WHERE id = $1`, t, calendar.Of(now, time.UTC))
	return err
}

// Tokens are a person's tokens, newest first.
func (s Accounts) Tokens(ctx context.Context, p ident.Person) ([]*account.Token, error) {
	return query[*account.Token](ctx, s.DB, `SELECT * FROM tokens WHERE person_id = $1 ORDER BY created_at DESC, id DESC`, p)
}

// RevokeToken ends a person's own token; another's is not found.
func (s Accounts) RevokeToken(ctx context.Context, p ident.Person, t ident.Token, now time.Time) error {
	n, err := s.exec(ctx, `UPDATE tokens SET revoked_at = coalesce(revoked_at, $3) WHERE id = $1 AND person_id = $2`, t, p, now)
	if err == nil && n == 0 {
		return fault.Missing("token")
	}
	return err
}

// AddRole keeps a staff role.
func (s Accounts) AddRole(ctx context.Context, g *account.RoleGrant) error {
	return s.insert(ctx, "role_grants", g)
}

// Role is one staff role, locked until the transaction ends.
func (s Accounts) Role(ctx context.Context, id ident.RoleGrant) (*account.RoleGrant, error) {
	return one[account.RoleGrant](ctx, s.DB, "role", `SELECT * FROM role_grants WHERE id = $1 FOR UPDATE`, id)
}

// RevokeRole ends a staff role, once.
func (s Accounts) RevokeRole(ctx context.Context, g ident.RoleGrant, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE role_grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`, g, now)
	return err
}

// Roles are all staff roles ever given, newest first.
func (s Accounts) Roles(ctx context.Context) ([]*account.RoleGrant, error) {
	return query[*account.RoleGrant](ctx, s.DB, `SELECT * FROM role_grants ORDER BY granted_at DESC, id DESC`)
}

// EndSessions signs a person out of every browser.
func (s Accounts) EndSessions(ctx context.Context, p ident.Person) error {
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE person_id = $1`, p)
	return err
}

type actorRow struct {
	people.Person
	Grants []byte `bun:"grants_json"`
}

type grantRow struct {
	Role         auth.Role          `bun:"role"`
	Organization ident.Organization `bun:"organization_id"`
	Program      ident.Program      `bun:"program_id"`
	Panel        ident.Panel        `bun:"panel_id"`
}

// Actor is a person with every role in force today, in one statement; a suspended one is not found.
func (s Accounts) Actor(ctx context.Context, p ident.Person) (auth.Actor, error) {
	r, err := one[actorRow](ctx, s.DB, "person", actorRead, p, calendar.Of(s.Now(), time.UTC))
	if err != nil {
		return auth.Actor{}, err
	}
	a := auth.Actor{Person: r.ID, Name: r.Name(), Email: r.Email, Locale: r.Locale, Zone: r.Zone}
	var j nested
	for _, g := range nestedRows[grantRow](&j, r.Grants) {
		a.Grants = append(a.Grants, auth.Grant(*g))
	}
	return a, j.err
}
