package postgres

import "context"

// Waiting is what the queue holds of one kind of work, by where it is.
type Waiting struct {
	Kind  string `bun:"kind"`
	State string `bun:"state"` // available, running, retryable, completed, discarded ...
	Jobs  int    `bun:"jobs"`
}

// Queue counts the jobs of each kind by state, for those who watch over the house.
func (db *DB) Queue(ctx context.Context) ([]*Waiting, error) {
	return query[*Waiting](ctx, db, `SELECT kind, state::text AS state, count(*) AS jobs FROM river_job GROUP BY kind, state ORDER BY kind, state`)
}

// Tally counts messages by state.
func (s Messages) Tally(ctx context.Context) ([]*Waiting, error) {
	return query[*Waiting](ctx, s.DB, `SELECT template AS kind, state::text AS state, count(*) AS jobs FROM messages GROUP BY template, state ORDER BY template, state`)
}
