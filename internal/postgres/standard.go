package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/standard"
)

// Standards reads what is published.
type Standards struct{ *DB }

// openGrants are the awards that anyone may read and whose amount and day are on record.
const openGrants = `SELECT w.id, w.number, w.title, coalesce(g.description, w.subject) AS description, w.state, coalesce(t.grant_minor, w.amount_minor) AS amount_minor, w.currency,
	coalesce((g.official_at AT TIME ZONE 'UTC')::date, w.starts_on) AS awarded_on, coalesce(t.starts_on, w.starts_on) AS starts_on, coalesce(t.ends_on, w.ends_on) AS ends_on,
	p.key AS program_key, p.name AS program_name, p.administrator, c.title AS cycle_title, n.name AS funder_name, n.key AS funder_key, n.federal,
	coalesce(f.number, '') AS fain, coalesce(f.assistance_listing, '') AS listing, coalesce(t.recorded_at, g.official_at, w.offered_at, (w.starts_on)::timestamptz) AS changed_at,
	(SELECT jsonb_agg(jsonb_build_object('organization_id', o.id, 'name', o.name, 'city', o.city, 'state', o.state, 'country', o.country, 'ein', coalesce(o.ein, ''), 'website', o.website,
		'lead', m.lead, 'lat', o.lat, 'lon', o.lon) ORDER BY m.lead DESC, o.name, o.id)
		FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = w.partnership_id) AS museums
FROM awards w JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id JOIN funders n ON n.id = p.funder_id
LEFT JOIN funder_awards f ON f.id = c.funder_award_id LEFT JOIN agreements g ON g.award_id = w.id
LEFT JOIN LATERAL (SELECT * FROM award_terms t WHERE t.award_id = w.id ORDER BY t.number DESC LIMIT 1) t ON true
WHERE w.amount_minor IS NOT NULL AND coalesce(g.official_at::date, w.starts_on) IS NOT NULL AND (
	(w.application_id IS NULL AND w.slate_line_id IS NULL AND w.state NOT IN ('declined_by_museum', 'rescinded', 'terminated'))
	OR w.state IN ('official', 'active', 'period_ended', 'closing', 'closed'))
ORDER BY w.number`

type openGrant struct {
	standard.Grant
	Museums []byte `bun:"museums"`
}

// Grants are the public awards in one statement.
func (s Standards) Grants(ctx context.Context) ([]*standard.Grant, error) {
	rows, err := query[*openGrant](ctx, s.DB, openGrants)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*standard.Grant, len(rows))
	for i, r := range rows {
		out[i] = &r.Grant
		out[i].Museums = nestedRows[standard.Museum](&n, r.Museums)
	}
	return out, n.err
}
