package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

const waitingUpTo = `SELECT m.id FROM messages m JOIN messages until ON until.id = $1
WHERE m.person_id IS NOT DISTINCT FROM until.person_id AND m.state = 'queued' AND (m.queued_at, m.id) <= (until.queued_at, until.id)
ORDER BY m.queued_at, m.id`

// WaitingUpTo are the person's messages that have not left, oldest first, up to and with this one.
func (s Messages) WaitingUpTo(ctx context.Context, id ident.Message) ([]ident.Message, error) {
	return idsOf[ident.Message](ctx, s.DB, waitingUpTo, id)
}

// Claim locks a message that waits to leave, until the transaction ends; nil when it has left or was given up meanwhile.
func (s Messages) Claim(ctx context.Context, id ident.Message) (*notify.Message, error) {
	rows, err := query[notify.Message](ctx, s.DB, `SELECT * FROM messages WHERE id = $1 AND state = 'queued' FOR UPDATE`, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// GaveUp notes that a message will never leave, and why.
func (s Messages) GaveUp(ctx context.Context, id ident.Message, why string) error {
	_, err := s.exec(ctx, `UPDATE messages SET state = 'failed', attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state = 'queued'`, id, why)
	return err
}

// Queue reads how the jobs are getting on.
type Queue struct{ *DB }

// JobCount is how many jobs of a kind are in a state.
type JobCount struct {
	Kind  string `bun:"kind"`
	State string `bun:"state"` // available, running, retryable, scheduled, completed, cancelled, discarded
	Count int    `bun:"count"`
}

// Counts are the jobs by kind and state; finished ones are counted until the queue forgets them.
func (s Queue) Counts(ctx context.Context) ([]JobCount, error) {
	return query[JobCount](ctx, s.DB, `SELECT kind, state::text AS state, count(*) AS count FROM river_job GROUP BY 1, 2 ORDER BY 1, 2`)
}
