package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Forms keeps form definitions by version.
type Forms struct{ *DB }

const formColumns = `SELECT id, key, version, title, definition, published_at, revision FROM forms `

// FormsByID are the named forms.
func (s Forms) FormsByID(ctx context.Context, ids []ident.Form) ([]*form.Form, error) {
	return query[*form.Form](ctx, s.DB, formColumns+`WHERE id = ANY($1::uuid[])`, uuids(ids))
}

// Forms are all forms by key, newest version first.
func (s Forms) Forms(ctx context.Context) ([]*form.Form, error) {
	return query[*form.Form](ctx, s.DB, formColumns+`ORDER BY key, version DESC`)
}

// Versions are the versions of one form, newest first.
func (s Forms) Versions(ctx context.Context, key string) ([]*form.Form, error) {
	return query[*form.Form](ctx, s.DB, formColumns+`WHERE key = $1 ORDER BY version DESC`, key)
}

// LatestVersion is the highest version of a form, 0 where there is none.
func (s Forms) LatestVersion(ctx context.Context, key string) (int, error) {
	r, err := one[struct {
		Version int `bun:"version"`
	}](ctx, s.DB, "form", `SELECT coalesce(max(version), 0) AS version FROM forms WHERE key = $1`, key)
	if err != nil {
		return 0, err
	}
	return r.Version, nil
}

// AddForm keeps a new version of a form.
func (s Forms) AddForm(ctx context.Context, f *form.Form) error { return s.insert(ctx, "forms", f) }

// KeepDraft keeps what a draft holds now; a save in between is CONFLICT version.
func (s Forms) KeepDraft(ctx context.Context, f *form.Form, expected int) error {
	return s.keep(ctx, `UPDATE forms SET title = $2, definition = $3, revision = $4 WHERE id = $1 AND revision = $5`,
		f.ID, f.Title, f.Definition, f.Revision, expected)
}

// KeepPublished fixes a form as it was checked; a save in between is CONFLICT version.
func (s Forms) KeepPublished(ctx context.Context, f *form.Form) error {
	return s.keep(ctx, `UPDATE forms SET published_at = $2 WHERE id = $1 AND revision = $3`, f.ID, f.PublishedAt, f.Revision)
}

func (s Forms) keep(ctx context.Context, text string, args ...any) error {
	n, err := s.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "version", "Someone else changed this form meanwhile. Look at it again, then decide.")
	}
	return err
}

// DropDraft takes a draft away; Postgres keeps what is published or answered.
func (s Forms) DropDraft(ctx context.Context, id ident.Form) error {
	_, err := s.exec(ctx, `DELETE FROM forms WHERE id = $1`, id)
	return err
}

const formUses = `
SELECT f.id AS form_id, f.version, c.id AS cycle_id, coalesce(c.title, '') AS cycle_title, r.kind,
    count(*) FILTER (WHERE NOT r.frozen AND coalesce(x.movable, true)) AS drafts,
    count(*) FILTER (WHERE r.frozen OR NOT coalesce(x.movable, true)) AS fixed
FROM forms f
JOIN responses r ON r.form_id = f.id
LEFT JOIN response_cycles x ON x.id = r.id
LEFT JOIN cycles c ON c.id = x.cycle_id
WHERE f.key = $1
GROUP BY f.id, f.version, c.id, c.title, c.year, r.kind
ORDER BY c.year DESC NULLS LAST, f.version DESC, r.kind`

// Uses are the answers that hang on the versions of a form, by cycle.
func (s Forms) Uses(ctx context.Context, key string) ([]*form.Use, error) {
	return query[*form.Use](ctx, s.DB, formUses, key)
}

const formPins = `
SELECT f.id AS form_id, f.version, c.id AS cycle_id, c.title AS cycle_title, c.state AS cycle_state
FROM forms f
JOIN cycles c ON f.id IN (c.profile_form_id, c.statement_form_id, c.proposal_form_id)
WHERE f.key = $1
ORDER BY c.year DESC, c.id`

// Pins are the cycles that ask a version of a form.
func (s Forms) Pins(ctx context.Context, key string) ([]*form.Pin, error) {
	return query[*form.Pin](ctx, s.DB, formPins, key)
}

// adoptLocks take the drafts before their answers, as whoever writes or hands one in does.
func adoptLocks() []string {
	var out []string
	for _, table := range []string{"applications", "statements", "profiles"} {
		out = append(out, `SELECT a.id FROM `+table+` a JOIN forms f ON f.id = a.form_id
WHERE f.key = $1 AND a.form_id <> $2 AND a.cycle_id = $3 AND a.state = 'draft' ORDER BY a.id FOR NO KEY UPDATE OF a`)
	}
	return out
}

const (
	// What is being handed in holds its row, so that it is either still a draft or pinned to what it answered.
	adoptDrafts = `
WITH moving AS (
    SELECT r.id FROM responses r
    JOIN forms f ON f.id = r.form_id
    JOIN response_cycles x ON x.id = r.id
    WHERE f.key = $1 AND r.form_id <> $2 AND x.cycle_id = $3 AND x.movable AND NOT r.frozen
    ORDER BY r.id
), locked AS (
    SELECT r.id FROM responses r WHERE r.id IN (SELECT id FROM moving) AND NOT r.frozen ORDER BY r.id FOR UPDATE
), proposals AS (
    UPDATE applications a SET form_id = $2 FROM locked l WHERE a.id = l.id
), statements AS (
    UPDATE statements a SET form_id = $2 FROM locked l WHERE a.id = l.id
), profiles AS (
    UPDATE profiles a SET form_id = $2 FROM locked l WHERE a.id = l.id
)
UPDATE responses r SET form_id = $2, version = r.version + 1 FROM locked l WHERE r.id = l.id`
	adoptCycle = `
UPDATE cycles c SET
    profile_form_id = CASE WHEN p.key = $1 THEN $2 ELSE c.profile_form_id END,
    statement_form_id = CASE WHEN s.key = $1 THEN $2 ELSE c.statement_form_id END,
    proposal_form_id = CASE WHEN q.key = $1 THEN $2 ELSE c.proposal_form_id END,
    version = c.version + 1
FROM cycles k
LEFT JOIN forms p ON p.id = k.profile_form_id
LEFT JOIN forms s ON s.id = k.statement_form_id
LEFT JOIN forms q ON q.id = k.proposal_form_id
WHERE c.id = $3 AND k.id = c.id AND $1 IN (p.key, s.key, q.key)`
)

// Adopt makes a cycle ask this version and moves its drafts there; it answers how many moved.
func (s Forms) Adopt(ctx context.Context, f *form.Form, cycle ident.Cycle) (int, error) {
	if _, err := s.exec(ctx, adoptCycle, f.Key, f.ID, cycle); err != nil {
		return 0, err
	}
	for _, lock := range adoptLocks() {
		if _, err := s.exec(ctx, lock, f.Key, f.ID, cycle); err != nil {
			return 0, err
		}
	}
	n, err := s.exec(ctx, adoptDrafts, f.Key, f.ID, cycle)
	return int(n), err
}
