package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// At is the same database by another clock.
func (db *DB) At(now func() time.Time) *DB {
	other := *db
	other.Now = now
	return &other
}

// errTakenBack ends a rehearsal's transaction; it never leaves Rehearse.
var errTakenBack = errors.New("the rehearsal is taken back")

// Rehearse runs the function in a transaction that is always rolled back; inside of another one it refuses,
// because there it could not be.
func (db *DB) Rehearse(ctx context.Context, do func(context.Context) error) error {
	if _, ok := ctx.Value(txKey{}).(bun.Tx); ok {
		return errors.New("a rehearsal begins outside of every transaction")
	}
	err := db.InTx(ctx, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		return errTakenBack
	})
	if errors.Is(err, errTakenBack) {
		return nil
	}
	return err
}

// OfTransaction are the messages that the context's transaction queued after the given one, in their order.
func (s Messages) OfTransaction(ctx context.Context, after ident.Message) ([]*notify.Message, error) {
	return query[*notify.Message](ctx, s.DB, `SELECT * FROM messages WHERE id > $1 AND xmin = pg_current_xact_id()::xid ORDER BY id`, after)
}
