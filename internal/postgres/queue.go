package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/desk"
)

// Queue counts the jobs of each kind by state, for those who watch over the house.
func (db *DB) Queue(ctx context.Context) ([]*desk.Waiting, error) {
	return query[*desk.Waiting](ctx, db, `SELECT kind, state::text AS state, count(*) AS jobs FROM river_job GROUP BY kind, state ORDER BY kind, state`)
}

// Tally counts messages by state.
func (s Messages) Tally(ctx context.Context) ([]*desk.Waiting, error) {
	return query[*desk.Waiting](ctx, s.DB, `SELECT template AS kind, state::text AS state, count(*) AS jobs FROM messages GROUP BY template, state ORDER BY template, state`)
}
