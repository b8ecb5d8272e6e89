package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// What anyone may read: awards recorded as history, and those whose agreement is in force or was.
const projectRead = `SELECT w.id, w.number, w.title, w.subject, w.kind, w.state, w.amount_minor, w.currency, w.starts_on, w.ends_on,
	w.cycle_id, c.title AS cycle_title, c.year, p.id AS program_id, p.name AS program_name, coalesce(t.title, '{}'::jsonb) AS theme,
	o.id AS organization_id, coalesce(m.lead, false) AS lead, coalesce(m.part, '') AS part, coalesce(o.name, '') AS museum_name,
	coalesce(o.name_local, '') AS name_local, coalesce(o.name_lang, '') AS name_lang, coalesce(o.city, '') AS city,
	coalesce(o.state, '') AS museum_state, coalesce(o.country, '') AS country, o.lat, o.lon
FROM (SELECT x.* FROM awards x JOIN cycles y ON y.id = x.cycle_id
	WHERE ($1::uuid IS NULL OR x.id = $1) AND (
		(x.application_id IS NULL AND x.slate_line_id IS NULL AND x.state NOT IN ('declined_by_museum', 'rescinded', 'terminated'))
		OR x.state IN ('official', 'active', 'period_ended', 'closing', 'closed'))
	ORDER BY y.year DESC, x.number, x.id LIMIT 1000) w
JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
LEFT JOIN themes t ON t.id = w.theme_id
LEFT JOIN partnership_members m ON m.partnership_id = w.partnership_id
LEFT JOIN organizations o ON o.id = m.organization_id
ORDER BY c.year DESC, w.number, w.id, m.lead DESC, o.name, o.id`

// ProjectRows are public projects with a row for each museum, in one statement.
func (s Awards) ProjectRows(ctx context.Context, id ident.Award) ([]*award.ProjectRow, error) {
	return query[*award.ProjectRow](ctx, s.DB, projectRead, id)
}
