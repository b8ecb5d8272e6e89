package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	// The panel is locked before the assignment everywhere, and both before anything is read:
	// what a statement joins is as old as its snapshot, not as its lock.
	lockTask = `SELECT s.id FROM assignments s JOIN panels p ON p.id = s.panel_id WHERE s.id = $1 FOR SHARE OF p FOR UPDATE OF s`

	lockTaskOfReview = `SELECT s.id FROM reviews r JOIN assignments s ON s.id = r.assignment_id JOIN panels p ON p.id = s.panel_id
WHERE r.id = $1 FOR SHARE OF p FOR UPDATE OF s`

	taskRead = `SELECT ` + assignmentFields + `, ` + ruleColumns + `, p.cycle_id, p.state AS panel_state, m.confidentiality_at AS signed_at,
	r.id AS review_id, coalesce(r.state, '') AS review_state, coalesce(r.version, 0) AS review_version
FROM assignments s JOIN panels p ON p.id = s.panel_id JOIN cycles y ON y.id = p.cycle_id
JOIN panel_members m ON m.panel_id = s.panel_id AND m.person_id = s.reviewer_id
LEFT JOIN reviews r ON r.assignment_id = s.id AND r.state NOT IN ('superseded', 'voided')
WHERE s.state NOT IN ` + assignmentEnds

	ownTask = taskRead + ` AND s.id = $1 AND s.reviewer_id = $2 AND m.left_at IS NULL
	AND NOT EXISTS (SELECT FROM conflicts k WHERE k.application_id = s.application_id AND k.person_id = $2 AND k.lifted_at IS NULL)`

	panelTask = taskRead + ` AND ` + panelSeen + ` AND ` + notMyConflict + ` AND s.id = $5`

	reviewColumns = `r.id, r.assignment_id, r.application_id, r.panel_id, r.reviewer_id, ` + reviewRest

	// To the other members of a panel the phase may leave a review without its writer's name.
	reviewShown = `r.id, r.assignment_id, r.application_id, r.panel_id,
	CASE WHEN f.names OR r.reviewer_id = $4::uuid OR ` + panelSeen + ` THEN r.reviewer_id END AS reviewer_id, ` + reviewRest

	reviewRest = `r.phase, r.state, r.base_milli, r.bonus_milli, r.tie1_half, r.tie2_half,
	r.recommendation, r.overall, r.version, r.started_at, r.submitted_at,
	(SELECT jsonb_agg(to_jsonb(n) ORDER BY n.criterion_id) FROM (SELECT DISTINCT ON (c.criterion_id) c.* FROM scores c
		WHERE c.review_id = r.id ORDER BY c.criterion_id, c.version DESC) n) AS newest`

	reviewByID = `SELECT ` + reviewColumns + ` FROM reviews r WHERE r.id = $1`

	// An application within sight, and beside it: own reviews always; others' when handed in, as the phase of the panel
	// says, and only while no own one of the application is still due.
	reviewsOf = `SELECT ` + reviewShown + ` FROM applications a JOIN cycles y ON y.id = a.cycle_id
LEFT JOIN (reviews r JOIN panels p ON p.id = r.panel_id JOIN panel_phases f ON f.panel_id = p.id AND f.kind = phase_of_panel(p.state)) ON r.application_id = a.id
	AND (r.reviewer_id = $4::uuid OR (r.submitted_at IS NOT NULL AND r.state <> 'draft'
		AND (` + panelSeen + `
			OR (r.state <> 'voided' AND f.others <> 'never' AND EXISTS (SELECT FROM reviews o WHERE o.application_id = $6 AND o.panel_id = r.panel_id AND o.reviewer_id = $5::uuid AND o.state IN ('submitted', 'locked')))
			OR (r.state <> 'voided' AND f.others = 'always' AND EXISTS (SELECT FROM panel_members o WHERE o.panel_id = p.id AND o.person_id = $5::uuid AND o.left_at IS NULL)))
		AND NOT EXISTS (SELECT FROM assignments s WHERE s.application_id = $6 AND s.reviewer_id = $4::uuid AND s.state NOT IN ` + assignmentEnds + `
			AND NOT EXISTS (SELECT FROM reviews o WHERE o.assignment_id = s.id AND o.state IN ('submitted', 'locked')))))
WHERE a.id = $6 AND ` + subjectSeen + `
ORDER BY r.started_at, r.id`

	addScore = `INSERT INTO scores (review_id, criterion_id, version, half_points, comment, at)
SELECT $1, $2, v.newest + 1, $4, $5, $6
FROM (SELECT coalesce(max(version), 0) AS newest FROM scores WHERE review_id = $1 AND criterion_id = $2) v
WHERE $7::integer IS NULL OR v.newest = $7
RETURNING review_id, criterion_id, version, half_points, comment, at,
	(SELECT count(DISTINCT criterion_id) FROM scores WHERE review_id = $1 AND criterion_id <> $2) + 1 AS scored,
	(SELECT count(*) FROM criteria WHERE cycle_id = $3) AS of`

	newestScore = `SELECT coalesce(max(version), 0) AS n FROM scores WHERE review_id = $1 AND criterion_id = $2`

	copyScores = `INSERT INTO scores (review_id, criterion_id, version, half_points, comment, at)
SELECT $2, n.criterion_id, 1, n.half_points, n.comment, $3 FROM (SELECT DISTINCT ON (criterion_id) criterion_id, half_points, comment
	FROM scores WHERE review_id = $1 ORDER BY criterion_id, version DESC) n`

	unfinishedReopened = `SELECT count(*) AS n FROM assignments WHERE panel_id = $1 AND state = 'reopened'`

	criteriaOf = `SELECT id, cycle_id, key, title, meaning, weight, ordinal, tie_break, anchors, kind, bonus, comment_min_chars FROM criteria WHERE cycle_id = $1 ORDER BY ordinal, id`

	sheetRead = `SELECT ` + assignmentFields + `, m.confidentiality_at AS signed_at, p.cycle_id, p.state AS panel_state, y.half_points, y.comment_min_chars, y.review_kind, y.scale_lowest, y.scale_highest, y.overall_skipped, y.review_opened_at IS NOT NULL AS opened,
	a.number, a.title, coalesce(o.name, '') AS lead_name, to_jsonb(r) AS review,
	(SELECT jsonb_agg(jsonb_build_object('id', c.id, 'key', c.key, 'title', c.title, 'meaning', c.meaning, 'anchors', c.anchors, 'weight', c.weight, 'kind', c.kind, 'bonus', c.bonus, 'comment_min_chars', c.comment_min_chars, 'tie_break', c.tie_break,
		'half_points', n.half_points, 'comment', coalesce(n.comment, ''), 'version', coalesce(n.version, 0), 'at', n.at) ORDER BY c.ordinal, c.id)
	 FROM criteria c LEFT JOIN LATERAL (SELECT * FROM scores x WHERE x.review_id = r.id AND x.criterion_id = c.id ORDER BY x.version DESC LIMIT 1) n ON true
	 WHERE c.cycle_id = p.cycle_id) AS lines
FROM assignments s JOIN panels p ON p.id = s.panel_id JOIN cycles y ON y.id = p.cycle_id
JOIN panel_members m ON m.panel_id = s.panel_id AND m.person_id = s.reviewer_id AND m.left_at IS NULL
JOIN applications a ON a.id = s.application_id LEFT JOIN organizations o ON o.id = a.lead_organization_id
LEFT JOIN reviews r ON r.assignment_id = s.id AND r.state NOT IN ('superseded', 'voided')
WHERE s.id = $1 AND s.reviewer_id = $2 AND s.state NOT IN ` + assignmentEnds + `
	AND NOT EXISTS (SELECT FROM conflicts k WHERE k.application_id = s.application_id AND k.person_id = $2 AND k.lifted_at IS NULL)`
)

// TaskForUpdate locks a reviewer's own assignment, unless it has ended or they have a conflict.
func (s Reviews) TaskForUpdate(ctx context.Context, id ident.Assignment, me ident.Person) (*review.Task, error) {
	if _, err := s.exec(ctx, lockTask, id); err != nil {
		return nil, err
	}
	return one[review.Task](ctx, s.DB, "assignment", ownTask, id, me)
}

// TaskOfReview locks the assignment of a review within sight; a review that is not there is looked for as long as a hidden one.
func (s Reviews) TaskOfReview(ctx context.Context, id ident.Review, v review.Sight) (*review.Task, error) {
	locked, err := query[struct {
		ID ident.Assignment `bun:"id"`
	}](ctx, s.DB, lockTaskOfReview, id)
	if err != nil {
		return nil, err
	}
	var of ident.Assignment
	if len(locked) > 0 {
		of = locked[0].ID
	}
	return one[review.Task](ctx, s.DB, "review", panelTask, sightArgs(v, person(v.Viewer), of)...)
}

// AddReview keeps a new review, a draft.
func (s Reviews) AddReview(ctx context.Context, r *review.Review) error {
	return s.insert(ctx, "reviews", r)
}

// KeepReview keeps what a reviewer wrote on the whole, under the next version.
func (s Reviews) KeepReview(ctx context.Context, r *review.Review, expected int) error {
	return s.updateVersioned(ctx, "reviews", r, expected, "state", "base_milli", "bonus_milli", "tie1_half", "tie2_half", "recommendation", "overall", "submitted_at")
}

type reviewRow struct {
	review.Review
	Newest []byte `bun:"newest"`
}

func (r *reviewRow) whole() (*review.Review, error) {
	var n nested
	r.Scores = nestedRows[review.Score](&n, r.Newest)
	return &r.Review, n.err
}

// ReviewByID is a review with its newest scores, for its own use cases.
func (s Reviews) ReviewByID(ctx context.Context, id ident.Review) (*review.Review, error) {
	row, err := one[reviewRow](ctx, s.DB, "review", reviewByID, id)
	if err != nil {
		return nil, err
	}
	return row.whole()
}

// ReviewsOf are the reviews of an application within sight, with their newest scores; one that is not is NotFound.
func (s Reviews) ReviewsOf(ctx context.Context, id ident.Application, v review.Sight) ([]*review.Review, error) {
	rows, err := query[reviewRow](ctx, s.DB, reviewsOf, subjectArgs(v, id)...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Missing("application")
	}
	out := make([]*review.Review, 0, len(rows))
	for i := range rows {
		if rows[i].ID.IsZero() {
			continue // the application as such, without a review within sight
		}
		r, err := rows[i].whole()
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// AddScore appends the next version of a criterion's score and reads it back.
func (s Reviews) AddScore(ctx context.Context, k *review.Score, c ident.Cycle, expected *int) (*review.Receipt, error) {
	kept, err := one[review.Receipt](ctx, s.DB, "score", addScore, k.Review, k.Criterion, c, k.HalfPoints, k.Comment, k.At, expected)
	if !fault.Is(err, fault.NotFound) {
		return kept, err
	}
	current, err := s.number(ctx, newestScore, k.Review, k.Criterion)
	if err != nil {
		return nil, err
	}
	return nil, fault.Stale(current)
}

// CopyScores gives a reopened review the newest scores of the one before.
func (s Reviews) CopyScores(ctx context.Context, from, to ident.Review, at time.Time) error {
	_, err := s.exec(ctx, copyScores, from, to, at)
	return err
}

// LockReviews locks every review handed in, and its assignment.
func (s Reviews) LockReviews(ctx context.Context, id ident.Panel) (int, error) {
	n, err := s.exec(ctx, `UPDATE reviews SET state = 'locked' WHERE panel_id = $1 AND state = 'submitted'`, id)
	if err != nil {
		return 0, err
	}
	_, err = s.exec(ctx, `UPDATE assignments SET state = 'locked' WHERE panel_id = $1 AND state IN ('submitted', 'final')`, id)
	return int(n), err
}

// UnfinishedReopened counts the reopened reviews that are not handed in.
func (s Reviews) UnfinishedReopened(ctx context.Context, id ident.Panel) (int, error) {
	return s.number(ctx, unfinishedReopened, id)
}

// Criteria are a cycle's criteria in their order.
func (s Reviews) Criteria(ctx context.Context, c ident.Cycle) ([]*program.Criterion, error) {
	return query[*program.Criterion](ctx, s.DB, criteriaOf, c)
}

// Sheet is a reviewer's own rubric with what they have written.
func (s Reviews) Sheet(ctx context.Context, id ident.Assignment, me ident.Person) (*review.Sheet, error) {
	row, err := one[struct {
		review.Assignment
		SignedAt   *time.Time        `bun:"signed_at"`
		Cycle      ident.Cycle       `bun:"cycle_id"`
		PanelState review.PanelState `bun:"panel_state"`
		review.Rubric
		Opened   bool   `bun:"opened"`
		Number   string `bun:"number"`
		Title    string `bun:"title"`
		LeadName string `bun:"lead_name"`
		Review   []byte `bun:"review"`
		Lines    []byte `bun:"lines"`
	}](ctx, s.DB, "assignment", sheetRead, id, me)
	if err != nil {
		return nil, err
	}
	var n nested
	sh := &review.Sheet{
		Assignment: row.Assignment, Signed: row.SignedAt != nil, PanelState: row.PanelState, Cycle: row.Cycle, Number: row.Number, Title: row.Title, LeadName: row.LeadName,
		Rubric: row.Rubric,
		Review: nestedOne[review.Review](&n, row.Review), Lines: nestedRows[review.SheetLine](&n, row.Lines),
	}
	for _, l := range sh.Lines {
		if sh.Review != nil && l.HalfPoints != nil {
			sh.Review.Scores = append(sh.Review.Scores, &review.Score{
				Review: sh.Review.ID, Criterion: l.Criterion, Version: l.Version, HalfPoints: *l.HalfPoints, Comment: l.Comment, At: *l.At,
			})
		}
	}
	sh.Writable = row.Opened && sh.Assignment.State.Open(sh.PanelState) && (sh.Review == nil || sh.Review.State == review.Drafted)
	return sh, n.err
}
