package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
)

// Matching reads who seeks a partner.
type Matching struct{ *DB }

// seekers are what suggestions look at, in one statement. Awards that never came to be count for nothing, and neither do
// those whose letter has not left: no suggestion tells of a decision before it.
const seekers = `WITH real AS (SELECT a.id, a.partnership_id, c.year FROM awards a JOIN cycles c ON c.id = a.cycle_id WHERE a.state NOT IN ('declined_by_museum', 'rescinded')
	AND (a.slate_line_id IS NULL OR EXISTS (SELECT FROM letters l WHERE l.award_id = a.id AND l.sent_at IS NOT NULL))),
known AS (SELECT m.organization_id, r.id, r.partnership_id, r.year FROM real r JOIN partnership_members m ON m.partnership_id = r.partnership_id),
abroad AS (SELECT o.country, count(DISTINCT k.id)::int AS n FROM known k JOIN organizations o ON o.id = k.organization_id GROUP BY o.country)
SELECT f.id, f.organization_id, o.name AS museum, o.country, o.state AS us_state, o.city, coalesce(nullif(o.discipline, ''), o.kind) AS type, o.languages,
	f.themes, f.types, f.countries,
	coalesce((SELECT max(k.year) FROM known k WHERE k.organization_id = o.id), 0) AS last_award,
	ARRAY(SELECT DISTINCT y.organization_id::text FROM known x JOIN known y ON y.partnership_id = x.partnership_id AND y.organization_id <> o.id WHERE x.organization_id = o.id) AS past_partners,
	coalesce((SELECT n FROM abroad WHERE abroad.country = o.country), 0) AS country_awards,
	EXISTS (SELECT FROM partnership_members m JOIN partnerships p ON p.id = m.partnership_id
		WHERE m.organization_id = o.id AND p.cycle_id = f.cycle_id AND p.state NOT IN ('dissolved', 'ineligible')) AS partnered
FROM profiles f JOIN organizations o ON o.id = f.organization_id
WHERE f.cycle_id = $1 AND (f.seeking AND f.state = 'listed' OR f.id = $2) ORDER BY f.id`

// Seekers are the listed profiles of a cycle that seek a partner, and the one asked for.
func (s Matching) Seekers(ctx context.Context, c ident.Cycle, also ident.Profile) ([]*matching.Seeker, error) {
	rows, err := query[struct {
		matching.Seeker
		Partners []string `bun:"past_partners,array"`
	}](ctx, s.DB, seekers, c, nullable(also))
	if err != nil {
		return nil, err
	}
	out := make([]*matching.Seeker, len(rows))
	for i := range rows {
		out[i] = &rows[i].Seeker
		for _, text := range rows[i].Partners {
			id, err := uuid.Parse(text)
			if err != nil {
				return nil, fmt.Errorf("read past partner: %w", err)
			}
			out[i].PastPartners = append(out[i].PastPartners, ident.From[ident.OrganizationKind](id))
		}
	}
	return out, nil
}
