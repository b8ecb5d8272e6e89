package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const offlineForm = `SELECT id, person_id, made_at, kept FROM offline_forms WHERE id = $1 AND person_id = $2`

// AddOfflineForm keeps what was saved when a form was made.
func (s Reviews) AddOfflineForm(ctx context.Context, f *review.OfflineForm) error {
	return s.insert(ctx, "offline_forms", f)
}

// OfflineForm is a person's own form; anybody else's is NotFound.
func (s Reviews) OfflineForm(ctx context.Context, id ident.OfflineForm, me ident.Person) (*review.OfflineForm, error) {
	return one[review.OfflineForm](ctx, s.DB, "review form", offlineForm, id, me)
}
