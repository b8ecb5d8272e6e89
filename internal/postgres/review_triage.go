package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	// Place is of all the panel reads; only then is left out what the viewer ($2) is bound to. To them that counts as part of
	// the better half wherever it stands: who else is discussed would tell them. So they may see one too few, never one too many.
	// A preliminary mean shows to who runs the panel ($3), else as the phase says and after one's own.
	agendaRead = `SELECT x.application_id, x.number, x.title, coalesce(o.name, '') AS lead_name, x.counted, x.place,
	CASE WHEN $3::boolean OR (f.others <> 'never' AND EXISTS (SELECT FROM reviews mine WHERE mine.application_id = x.application_id
		AND mine.panel_id = $1 AND mine.reviewer_id = $2::uuid AND mine.state IN ('submitted', 'locked'))) THEN x.mean END AS preliminary_milli,
	row_number() OVER (ORDER BY x.place) + x.total - count(*) OVER () <= (x.total + 1) / 2 OR x.counted < x.needed OR u.list IS NOT NULL AS discussed,
	u.list AS called_up,
	CASE WHEN $3::boolean THEN (SELECT jsonb_agg(jsonb_build_object('person_id', m.person_id) ORDER BY m.person_id) FROM panel_members m
		WHERE m.panel_id = $1 AND m.left_at IS NULL AND ` + bound + `(m.person_id, x.application_id))) END AS recused
FROM (SELECT a.id AS application_id, a.number, a.title, a.lead_organization_id, r.counted, r.mean, greatest(y.reviews_needed, 3) AS needed, p.state,
		count(*) OVER () AS total, row_number() OVER (ORDER BY r.mean DESC NULLS LAST, length(a.number), a.number, a.id) AS place
	FROM panels p JOIN cycles y ON y.id = p.cycle_id
	JOIN applications a ON a.id IN (SELECT s.application_id FROM assignments s WHERE s.panel_id = p.id AND s.state NOT IN ('voided', 'declined'))
	JOIN LATERAL (SELECT count(*) AS counted, floor(avg(r.base_milli))::integer AS mean FROM reviews r
		WHERE r.panel_id = p.id AND r.application_id = a.id AND r.phase = 'preliminary' AND r.submitted_at IS NOT NULL AND r.state IN ('submitted', 'locked', 'superseded')) r ON true
	WHERE p.id = $1) x
JOIN panel_phases f ON f.panel_id = $1 AND f.kind = phase_of_panel(x.state)
LEFT JOIN organizations o ON o.id = x.lead_organization_id
LEFT JOIN LATERAL (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.at, c.called_by) AS list
	FROM call_ups c WHERE c.panel_id = $1 AND c.application_id = x.application_id) u ON true
WHERE NOT ` + bound + `($2::uuid, x.application_id))
	AND NOT EXISTS (SELECT FROM panel_members m WHERE m.panel_id = $1 AND m.person_id = $2::uuid AND m.left_at IS NULL AND m.confidentiality_at IS NULL)
ORDER BY x.place`

	addCallUp = `INSERT INTO call_ups (panel_id, application_id, called_by, reason, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
)

// Agenda is what a panel discusses, best preliminary mean first, without what the viewer is bound to; runs shows all scores.
func (s Reviews) Agenda(ctx context.Context, id ident.Panel, me ident.Person, runs bool) ([]*review.AgendaItem, error) {
	rows, err := query[struct {
		review.AgendaItem
		Calls []byte `bun:"called_up"`
		Bound []byte `bun:"recused"`
	}](ctx, s.DB, agendaRead, id, person(me), runs)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*review.AgendaItem, len(rows))
	for i := range rows {
		out[i] = &rows[i].AgendaItem
		out[i].CalledUp = nestedRows[review.CallUp](&n, rows[i].Calls)
		for _, m := range nestedRows[review.PanelMember](&n, rows[i].Bound) {
			out[i].Recused = append(out[i].Recused, m.Person)
		}
	}
	return out, n.err
}

// AddCallUp keeps a wish to discuss; the same person's second one is not added.
func (s Reviews) AddCallUp(ctx context.Context, c *review.CallUp) (bool, error) {
	n, err := s.exec(ctx, addCallUp, c.Panel, c.Application, c.By, c.Reason, c.At)
	return n > 0, err
}
