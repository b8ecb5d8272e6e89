package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

const (
	commentsOf = `SELECT r.application_id, r.id AS review_id, k.id AS criterion_id, n.version, k.title AS criterion, k.ordinal, n.comment,
	e.id AS edit_id, coalesce(e.new_text, n.comment) AS text, coalesce(e.nature, '') AS nature, coalesce(e.grounds, '') AS grounds, coalesce(e.reason, '') AS reason,
	e.edited_by, e.edited_at, x.released_by, x.released_at
FROM reviews r
JOIN LATERAL (SELECT DISTINCT ON (s.criterion_id) s.criterion_id, s.version, s.comment FROM scores s
	WHERE s.review_id = r.id ORDER BY s.criterion_id, s.version DESC) n ON n.comment <> ''
JOIN criteria k ON k.id = n.criterion_id
LEFT JOIN LATERAL (SELECT * FROM comment_edits y WHERE (y.review_id, y.criterion_id, y.score_version) = (r.id, n.criterion_id, n.version)
	ORDER BY y.edited_at DESC, y.id DESC LIMIT 1) e ON true
LEFT JOIN comment_releases x ON x.edit_id = e.id
WHERE r.application_id = ANY($1::uuid[]) AND r.state IN ('submitted', 'locked')
ORDER BY r.application_id, k.ordinal, md5(n.comment || k.ordinal::text), r.id`

	reviewersOf = `SELECT DISTINCT trim(p.given_name || ' ' || p.family_name) AS name FROM panel_members m JOIN panels x ON x.id = m.panel_id
JOIN people p ON p.id = m.person_id WHERE x.cycle_id = $1 ORDER BY 1`

	toldOf = `SELECT l.application_id, a.number, a.title, l.decision FROM slate_lines l JOIN slates s ON s.id = l.slate_id JOIN applications a ON a.id = l.application_id
WHERE s.cycle_id = $1 AND l.superseded_at IS NULL AND l.decision <> 'award' AND NOT ` + bound + `($2::uuid, l.application_id)) ORDER BY a.number`

	cycleOfComments = `SELECT ` + cycleColumns + ` FROM cycles c JOIN applications a ON a.cycle_id = c.id WHERE ` + staffSeen + ` AND a.id = $3
	AND EXISTS (SELECT FROM slate_lines l WHERE l.application_id = a.id) AND NOT ` + bound + `($4::uuid, a.id))`

	applicationOfReview = `SELECT application_id AS id FROM reviews WHERE id = $1`
)

// CommentsOf are the newest comments of counted reviews by criterion, with their newest edits.
func (s Awards) CommentsOf(ctx context.Context, ids []ident.Application) ([]*award.Comment, error) {
	return query[*award.Comment](ctx, s.DB, commentsOf, uuids(ids))
}

// ReviewersOf are the names of everyone on the cycle's panels.
func (s Awards) ReviewersOf(ctx context.Context, c ident.Cycle) ([]string, error) {
	rows, err := query[struct {
		Name string `bun:"name"`
	}](ctx, s.DB, reviewersOf, c)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return out, err
}

// ToldOf are the slate's applications whose letters quote comments, without those the viewer is bound to.
func (s Awards) ToldOf(ctx context.Context, c ident.Cycle) ([]*award.CommentRow, error) {
	return query[*award.CommentRow](ctx, s.DB, toldOf, c, viewer(ctx))
}

// CycleOfComments is the cycle of an application on a slate, within the filter; who is bound to it finds none.
func (s Awards) CycleOfComments(ctx context.Context, a ident.Application, f auth.Filter) (*program.Cycle, error) {
	return one[program.Cycle](ctx, s.DB, "application", cycleOfComments, staffArgs(f, a, viewer(ctx))...)
}

// ApplicationOfReview is what a review is of; nobody's, which is not found, for one that is not there.
func (s Awards) ApplicationOfReview(ctx context.Context, r ident.Review) (ident.Application, error) {
	x, err := query[struct {
		ID ident.Application `bun:"id"`
	}](ctx, s.DB, applicationOfReview, r)
	if err != nil || len(x) == 0 {
		return ident.Application{}, err
	}
	return x[0].ID, nil
}

// AddCommentEdit keeps a wording.
func (s Awards) AddCommentEdit(ctx context.Context, e *award.CommentEdit) error {
	return s.insert(ctx, "comment_edits", e)
}

// AddCommentReleases keeps that a second person let wordings go.
func (s Awards) AddCommentReleases(ctx context.Context, r []*award.CommentRelease) error {
	return s.insert(ctx, "comment_releases", &r)
}
