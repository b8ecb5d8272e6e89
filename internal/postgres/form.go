package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Forms keeps form definitions by version.
type Forms struct{ *DB }

const formColumns = `SELECT id, key, version, title, definition, published_at FROM forms `

// FormsByID are the named forms.
func (s Forms) FormsByID(ctx context.Context, ids []ident.Form) ([]*form.Form, error) {
	return query[*form.Form](ctx, s.DB, formColumns+`WHERE id = ANY($1::uuid[])`, uuids(ids))
}

// Forms are all forms by key, newest version first.
func (s Forms) Forms(ctx context.Context) ([]*form.Form, error) {
	return query[*form.Form](ctx, s.DB, formColumns+`ORDER BY key, version DESC`)
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

// KeepPublished fixes a form.
func (s Forms) KeepPublished(ctx context.Context, f *form.Form) error {
	return s.update(ctx, "forms", f, "published_at")
}
