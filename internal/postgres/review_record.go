package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// reviewerRecord counts a reviewer's readings within the programs of who asks, without what binds them.
const reviewerRecord = `WITH given AS (
	SELECT s.state IN ('declined', 'conflicted', 'recused', 'voided') AS ended, s.state = 'recused' AS late, r.at, p.due_at,
		p.due_at < $5 OR p.state NOT IN ('forming', 'reading') AS closed
	FROM assignments s JOIN panels p ON p.id = s.panel_id JOIN cycles y ON y.id = p.cycle_id
	LEFT JOIN LATERAL (SELECT min(v.submitted_at) AS at FROM reviews v WHERE v.assignment_id = s.id) r ON true
	WHERE s.reviewer_id = $3 AND ($1::boolean OR y.program_id = ANY($2::uuid[])) AND NOT ` + bound + `($4::uuid, s.application_id)))
SELECT $3::uuid AS person_id,
	(SELECT count(*)::int FROM panel_members m JOIN panels p ON p.id = m.panel_id JOIN cycles y ON y.id = p.cycle_id
		WHERE m.person_id = $3 AND ($1::boolean OR y.program_id = ANY($2::uuid[]))) AS panels,
	count(*) FILTER (WHERE NOT ended)::int AS assigned,
	count(*) FILTER (WHERE NOT ended AND at IS NOT NULL)::int AS handed_in,
	count(*) FILTER (WHERE NOT ended AND at IS NOT NULL AND (due_at IS NULL OR at <= due_at))::int AS on_time,
	coalesce(sum(ceil(extract(epoch FROM at - due_at) / 86400)) FILTER (WHERE NOT ended AND at > due_at), 0)::int AS late_days,
	count(*) FILTER (WHERE NOT ended AND at IS NULL AND closed)::int AS missing,
	count(*) FILTER (WHERE late)::int AS late_found
FROM given`

// Record counts what somebody did on panels within sight.
func (s Reviews) Record(ctx context.Context, who ident.Person, v review.Sight, now time.Time) (*review.Record, error) {
	return one[review.Record](ctx, s.DB, "person", reviewerRecord, v.Everything, uuids(v.Programs), who, person(v.Viewer), now)
}
