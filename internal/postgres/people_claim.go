package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

const (
	claimShown = `SELECT c.*, o.name AS museum, o.city, o.country, o.website, p.given_name, p.family_name, p.email AS address,
	(SELECT count(DISTINCT m.person_id) FROM memberships m WHERE m.organization_id = c.organization_id AND m.person_id <> c.person_id
		AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator') AND (m.until IS NULL OR m.until >= current_date))::int AS speakers
FROM claims c JOIN organizations o ON o.id = c.organization_id JOIN people p ON p.id = c.person_id `
	claimOne    = claimShown + `WHERE c.id = $1 FOR UPDATE OF c`
	claimByHash = claimShown + `WHERE c.link_hash = $1 FOR UPDATE OF c`
	claimsDue   = claimShown + `WHERE c.state = 'claimed' AND c.expires_at <= $1 ORDER BY c.expires_at, c.id LIMIT 500 FOR UPDATE OF c SKIP LOCKED`
	claimsMine  = claimShown + `WHERE c.person_id = $1 AND (NOT $2 OR c.state = 'claimed') ORDER BY c.created_at DESC, c.id DESC LIMIT 200`
	claimsThere = claimShown + `WHERE c.organization_id = $1 AND (NOT $2 OR c.state = 'claimed') ORDER BY c.created_at DESC, c.id DESC LIMIT 200`
	claimQueue  = claimShown + `WHERE c.state = 'claimed' ORDER BY c.created_at, c.id LIMIT 200`

	speakers = `SELECT DISTINCT m.person_id AS id FROM memberships m WHERE m.organization_id = $1 AND ` + inForce + `
	AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')`
)

// AddClaim keeps a new claim.
func (s People) AddClaim(ctx context.Context, c *people.Claim) error {
	return s.insert(ctx, "claims", c)
}

// KeepClaim writes what became of a claim.
func (s People) KeepClaim(ctx context.Context, c *people.Claim) error {
	return s.update(ctx, "claims", c, "state", "membership_id", "email", "link_hash", "link_sent_at", "link_until", "proved_at",
		"objected_by", "objected_at", "objection", "decided_via", "decided_by", "decided_at", "reason")
}

// ClaimForUpdate is one claim, locked until the transaction ends.
func (s People) ClaimForUpdate(ctx context.Context, id ident.Claim) (*people.ClaimRow, error) {
	return one[people.ClaimRow](ctx, s.DB, "claim", claimOne, id)
}

// ClaimByLink is the claim whose link has the hash, locked until the transaction ends.
func (s People) ClaimByLink(ctx context.Context, hash []byte) (*people.ClaimRow, error) {
	return one[people.ClaimRow](ctx, s.DB, "link", claimByHash, hash)
}

// Claims are a person's, a museum's or all waiting claims.
func (s People) Claims(ctx context.Context, q people.ClaimQuery) ([]*people.ClaimRow, error) {
	switch {
	case !q.Person.IsZero():
		return query[*people.ClaimRow](ctx, s.DB, claimsMine, q.Person, q.Waiting)
	case !q.Organization.IsZero():
		return query[*people.ClaimRow](ctx, s.DB, claimsThere, q.Organization, q.Waiting)
	}
	return query[*people.ClaimRow](ctx, s.DB, claimQueue)
}

// ClaimsDue are the claims that nobody answered in time, locked; another worker's are left to it.
func (s People) ClaimsDue(ctx context.Context, now time.Time) ([]*people.ClaimRow, error) {
	return query[*people.ClaimRow](ctx, s.DB, claimsDue, now)
}

// Speakers are who may answer for a museum on a day.
func (s People) Speakers(ctx context.Context, o ident.Organization, today calendar.Date) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakers, o, today)
}

// CountDomain counts the records whose website is in a domain.
func (s People) CountDomain(ctx context.Context, domain string) (int, error) {
	row, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "domain", `SELECT count(*) AS n FROM organizations WHERE domain = $1 AND domain <> '' AND merged_into IS NULL`, domain)
	if err != nil {
		return 0, err
	}
	return row.N, nil
}
