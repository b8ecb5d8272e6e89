package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	loadsOf = `SELECT reviewer_id AS id, count(*) AS n FROM assignments WHERE panel_id = $1 AND state NOT IN ` + assignmentEnds + ` GROUP BY reviewer_id`

	assignables = `SELECT a.id, a.number, a.state IN ('eligible', 'in_review') AS ready, EXISTS (SELECT FROM assignments s
	WHERE s.application_id = a.id AND s.panel_id <> $3 AND s.state NOT IN ` + assignmentEnds + `) AS elsewhere, a.theme_id, coalesce(t.list, '[]') AS topics
FROM applications a JOIN cycles y ON y.id = a.cycle_id
LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('Kind', k.kind, 'Value', k.value) ORDER BY k.kind, k.value) AS list FROM (
	SELECT 'country' AS kind, o.country AS value FROM partnership_members pm JOIN organizations o ON o.id = pm.organization_id WHERE pm.partnership_id = a.partnership_id AND o.country <> 'US'
	UNION SELECT 'discipline', o.discipline FROM partnership_members pm JOIN organizations o ON o.id = pm.organization_id WHERE pm.partnership_id = a.partnership_id AND o.discipline <> ''
	UNION SELECT 'language', l FROM partnership_members pm JOIN organizations o ON o.id = pm.organization_id, unnest(o.languages) l WHERE pm.partnership_id = a.partnership_id) k) t ON true
WHERE ($1::boolean OR y.program_id = ANY($2::uuid[])) AND a.cycle_id = $4 AND a.state NOT IN ('draft', 'signed', 'withdrawn')
	AND ($5::uuid[] IS NULL OR a.id = ANY($5::uuid[]))
	AND NOT ` + bound + `($6::uuid, a.id))
ORDER BY a.number, a.id`

	readersOf = `SELECT application_id, reviewer_id FROM assignments WHERE application_id = ANY($1::uuid[]) AND state NOT IN ` + assignmentEnds

	startReview = `UPDATE applications SET state = 'in_review', updated_at = $2, version = version + 1 WHERE id = ANY($1::uuid[]) AND state = 'eligible' RETURNING id`

	voidDrafts = `UPDATE reviews SET state = 'voided' WHERE panel_id = $1 AND reviewer_id = $2 AND state = 'draft'`

	voidAssignments = `UPDATE assignments SET state = 'voided', ended_reason = $3
WHERE panel_id = $1 AND reviewer_id = $2 AND state IN ('offered', 'accepted', 'conflict_declared_none', 'reading', 'draft', 'reopened')`

	assignmentsByID = `SELECT ` + assignmentFields + ` FROM assignments s JOIN panels p ON p.id = s.panel_id JOIN cycles y ON y.id = p.cycle_id
WHERE (` + panelSeen + ` OR s.reviewer_id = $4) AND s.id = ANY($5::uuid[]) AND ` + notMyConflict

	notMyConflict = `NOT ` + bound + `($4::uuid, s.application_id))`

	assignmentsFrom = ` FROM assignments s JOIN panels p ON p.id = s.panel_id JOIN cycles y ON y.id = p.cycle_id
JOIN applications a ON a.id = s.application_id
WHERE ` + panelSeen + ` AND ` + notMyConflict + `
	AND ($5::uuid IS NULL OR s.panel_id = $5) AND ($6::uuid IS NULL OR s.application_id = $6)
	AND ($7::uuid IS NULL OR s.reviewer_id = $7) AND ($8::text = '' OR s.state = $8)`

	assignmentsRows = `SELECT ` + assignmentFields + `, s.number, s.title, ` + nameOfPerson + ` AS reviewer_name, coalesce(o.name, '') AS lead_name
FROM (SELECT ` + assignmentFields + `, a.number, a.title, a.lead_organization_id` + assignmentsFrom

	assignmentsForward = assignmentsRows + ` AND ($9::text IS NULL OR (a.number, s.id) > ($9, $10::uuid)) ORDER BY a.number, s.id LIMIT $11) s` + assignmentsNamed + ` ORDER BY s.number, s.id`

	assignmentsBackward = assignmentsRows + ` AND ($9::text IS NULL OR (a.number, s.id) < ($9, $10::uuid)) ORDER BY a.number DESC, s.id DESC LIMIT $11) s` + assignmentsNamed + ` ORDER BY s.number DESC, s.id DESC`

	assignmentsNamed = ` JOIN people h ON h.id = s.reviewer_id LEFT JOIN organizations o ON o.id = s.lead_organization_id`
)

// LoadsOf counts the live assignments of each reviewer of a panel.
func (s Reviews) LoadsOf(ctx context.Context, id ident.Panel) (map[ident.Person]int, error) {
	rows, err := query[struct {
		ID ident.Person `bun:"id"`
		N  int          `bun:"n"`
	}](ctx, s.DB, loadsOf, id)
	out := make(map[ident.Person]int, len(rows))
	for _, r := range rows {
		out[r.ID] = r.N
	}
	return out, err
}

// Assignables are the applications of the panel's cycle, all or some, with who reads each already.
func (s Reviews) Assignables(ctx context.Context, p *review.Panel, only []ident.Application, v review.Sight) ([]*review.Assignable, error) {
	if len(only) == 0 {
		only = nil
	}
	out, err := query[*review.Assignable](ctx, s.DB, assignables, v.Everything, uuids(v.Programs), p.ID, p.Cycle, optional(only), person(v.Viewer))
	if err != nil {
		return nil, err
	}
	by, ids := map[ident.Application]*review.Assignable{}, make([]ident.Application, len(out))
	for i, a := range out {
		by[a.Application], ids[i] = a, a.Application
	}
	pairs, err := query[review.Pairing](ctx, s.DB, readersOf, uuids(ids))
	for _, r := range pairs {
		by[r.Application].Readers = append(by[r.Application].Readers, r.Reviewer)
	}
	return out, err
}

// AddAssignments keeps new assignments.
func (s Reviews) AddAssignments(ctx context.Context, list []*review.Assignment) error {
	return s.insert(ctx, "assignments", &list)
}

// StartReview moves eligible applications into review and answers those it moved.
func (s Reviews) StartReview(ctx context.Context, ids []ident.Application, at time.Time) ([]ident.Application, error) {
	return idsOf[ident.Application](ctx, s.DB, startReview, uuids(ids), at)
}

// VoidAssignments ends what a reviewer has not handed in.
func (s Reviews) VoidAssignments(ctx context.Context, p ident.Panel, by ident.Person, reason string) (int, error) {
	if _, err := s.exec(ctx, voidDrafts, p, by); err != nil {
		return 0, err
	}
	n, err := s.exec(ctx, voidAssignments, p, by, reason)
	return int(n), err
}

// KeepAssignment keeps an assignment's state.
func (s Reviews) KeepAssignment(ctx context.Context, a *review.Assignment) error {
	return s.update(ctx, "assignments", a, "state", "cleared_at", "ended_reason")
}

// AssignmentsByID are those of the ids within sight, or the viewer's own.
func (s Reviews) AssignmentsByID(ctx context.Context, ids []ident.Assignment, v review.Sight) ([]*review.Assignment, error) {
	return query[*review.Assignment](ctx, s.DB, assignmentsByID, sightArgs(v, person(v.Viewer), uuids(ids))...)
}
