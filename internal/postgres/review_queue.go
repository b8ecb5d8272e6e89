package postgres

import (
	"context"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// The application is joined only where the reviewer may meet it, so that of the
// others not even a name can slip through one of the columns.
const (
	queueMine = `FROM assignments s JOIN panel_members m ON m.panel_id = s.panel_id AND m.person_id = s.reviewer_id AND m.left_at IS NULL
	WHERE s.reviewer_id = $1 AND s.state NOT IN ('voided', 'declined')`

	queueRows = `SELECT s.id, s.panel_id, p.name AS panel_name, p.state AS panel_state, s.state, s.reading_order, p.due_at,
	CASE WHEN a.id IS NULL AND s.confidentiality_at IS NOT NULL OR s.state IN ('conflicted', 'recused') THEN 'recused'
		WHEN s.confidentiality_at IS NULL THEN 'sign'
		WHEN s.cleared_at IS NULL THEN 'declare'
		WHEN r.state IN ('submitted', 'locked') THEN 'done'
		WHEN NOT (p.state = 'reading' OR (s.state = 'reopened' AND p.state <> 'ranked')) THEN 'closed'
		WHEN r.id IS NULL THEN 'read' ELSE 'score' END AS step,
	a.id AS application_id, coalesce(a.number, '') AS number, coalesce(a.title, '') AS title,
	coalesce(o.name, '') AS lead_name, coalesce(o.city, '') AS lead_city, coalesce(o.state, '') AS lead_state,
	coalesce(w.partners, '[]') AS partners, coalesce(g.scored, 0) AS scored, n.criteria,
	r.id AS review_id, r.base_milli, r.submitted_at, coalesce(r.version, 0) AS review_version
FROM (SELECT s.*, m.confidentiality_at ` + queueMine

	queueJoins = `) s JOIN panels p ON p.id = s.panel_id
LEFT JOIN applications a ON a.id = s.application_id AND s.confidentiality_at IS NOT NULL AND s.state NOT IN ` + assignmentEnds + `
	AND NOT EXISTS (SELECT FROM conflicts k WHERE k.application_id = s.application_id AND k.person_id = $1 AND k.lifted_at IS NULL)
LEFT JOIN organizations o ON o.id = a.lead_organization_id
LEFT JOIN reviews r ON r.assignment_id = s.id AND r.state NOT IN ('superseded', 'voided') AND a.id IS NOT NULL
LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('name', po.name, 'country', po.country) ORDER BY po.country, po.name) AS partners
	FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id WHERE pm.partnership_id = a.partnership_id AND NOT pm.lead) w ON true
LEFT JOIN LATERAL (SELECT count(DISTINCT c.criterion_id) AS scored FROM scores c WHERE c.review_id = r.id) g ON true
LEFT JOIN LATERAL (SELECT count(*) AS criteria FROM criteria c WHERE c.cycle_id = p.cycle_id) n ON true`

	queueForward = queueRows + ` AND ($2::integer IS NULL OR (s.reading_order, s.id) > ($2, $3::uuid)) ORDER BY s.reading_order, s.id LIMIT $4` +
		queueJoins + ` ORDER BY s.reading_order, s.id`

	queueBackward = queueRows + ` AND ($2::integer IS NULL OR (s.reading_order, s.id) < ($2, $3::uuid)) ORDER BY s.reading_order DESC, s.id DESC LIMIT $4` +
		queueJoins + ` ORDER BY s.reading_order DESC, s.id DESC`

	queueSize = `SELECT count(*) AS n ` + queueMine

	reviewerProgress = `SELECT m.person_id, ` + nameOfPerson + ` AS name, m.chair, m.confidentiality_at IS NOT NULL AS signed, m.load_limit,
	count(s.id) FILTER (WHERE s.state NOT IN ` + assignmentEnds + `) AS assigned,
	count(s.id) FILTER (WHERE s.state NOT IN ` + assignmentEnds + ` AND s.cleared_at IS NULL) AS undeclared,
	count(s.id) FILTER (WHERE s.state IN ('draft', 'reopened')) AS drafts,
	count(s.id) FILTER (WHERE s.state IN ('submitted', 'final', 'locked')) AS submitted,
	count(s.id) FILTER (WHERE s.state IN ('conflicted', 'recused')) AS recused
FROM panels p JOIN cycles y ON y.id = p.cycle_id JOIN panel_members m ON m.panel_id = p.id AND m.left_at IS NULL JOIN people h ON h.id = m.person_id
LEFT JOIN assignments s ON s.panel_id = p.id AND s.reviewer_id = m.person_id AND s.state NOT IN ('voided', 'declined') AND ` + notMyConflict + `
WHERE ` + panelSeen + ` AND p.id = $5
GROUP BY m.person_id, h.given_name, h.family_name, h.email, m.chair, m.confidentiality_at, m.load_limit ORDER BY m.chair DESC, ` + nameOfPerson + ` COLLATE "und-x-icu", m.person_id`

	panelTotals = `SELECT p.id AS panel_id, greatest(y.reviews_needed, 3) AS needed, count(t.application_id) AS applications,
	count(*) FILTER (WHERE t.counted >= greatest(y.reviews_needed, 3)) AS enough
FROM panels p JOIN cycles y ON y.id = p.cycle_id LEFT JOIN LATERAL (
	SELECT d.application_id, (SELECT count(*) FROM reviews r WHERE r.panel_id = p.id AND r.application_id = d.application_id AND r.state IN ('submitted', 'locked')) AS counted
	FROM (SELECT DISTINCT s.application_id FROM assignments s WHERE s.panel_id = p.id AND s.state NOT IN ('voided', 'declined') AND ` + notMyConflict + `) d) t ON true
WHERE ` + panelSeen + ` AND p.id = $5 GROUP BY p.id, y.reviews_needed`
)

// Queue is one page of a reviewer's queue.
func (s Reviews) Queue(ctx context.Context, me ident.Person, c page.Cut) ([]*review.QueueRow, error) {
	text, key := queueForward, []any{nil, nil}
	if c.Backward {
		text = queueBackward
	}
	if c.Key != nil {
		order, err := strconv.Atoi(c.Key[0])
		if err != nil {
			return nil, badCursor()
		}
		var id ident.Assignment
		if err := id.UnmarshalText([]byte(c.Key[1])); err != nil {
			return nil, badCursor()
		}
		key = []any{order, id.UUID()}
	}
	return query[*review.QueueRow](ctx, s.DB, text, me, key[0], key[1], c.Limit+1)
}

func badCursor() error {
	return fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
}

type number struct {
	N int `bun:"n"`
}

// QueueSize counts a reviewer's queue.
func (s Reviews) QueueSize(ctx context.Context, me ident.Person) (int, error) {
	return s.number(ctx, queueSize, me)
}

func (s Reviews) number(ctx context.Context, text string, args ...any) (int, error) {
	n, err := one[number](ctx, s.DB, "number", text, args...)
	if err != nil {
		return 0, err
	}
	return n.N, nil
}

// Assignments are one page of who reads what.
func (s Reviews) Assignments(ctx context.Context, f review.AssignmentFilter, v review.Sight, c page.Cut) ([]*review.AssignmentRow, error) {
	text, key := assignmentsForward, []any{nil, nil}
	if c.Backward {
		text = assignmentsBackward
	}
	if c.Key != nil {
		var id ident.Assignment
		if err := id.UnmarshalText([]byte(c.Key[1])); err != nil {
			return nil, badCursor()
		}
		key = []any{c.Key[0], id.UUID()}
	}
	args := append(assignmentArgs(f, v), key[0], key[1], c.Limit+1)
	return query[*review.AssignmentRow](ctx, s.DB, text, args...)
}

// CountAssignments counts who reads what.
func (s Reviews) CountAssignments(ctx context.Context, f review.AssignmentFilter, v review.Sight) (int, error) {
	return s.number(ctx, `SELECT count(*) AS n`+assignmentsFrom, assignmentArgs(f, v)...)
}

func assignmentArgs(f review.AssignmentFilter, v review.Sight) []any {
	return sightArgs(v, person(v.Viewer), f.Panel, f.Application, f.Reviewer, string(f.State))
}

// Progress counts a panel's work per reviewer and in all.
func (s Reviews) Progress(ctx context.Context, id ident.Panel, v review.Sight) (*review.Progress, error) {
	args := sightArgs(v, person(v.Viewer), id)
	p, err := one[review.Progress](ctx, s.DB, "panel", panelTotals, args...)
	if err != nil {
		return nil, err
	}
	p.Reviewers, err = query[*review.ReviewerProgress](ctx, s.DB, reviewerProgress, args...)
	return p, err
}
