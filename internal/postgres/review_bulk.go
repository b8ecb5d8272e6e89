package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/uptrace/bun"
)

// bare is a uuid read in binary where pgx reads it, and as text inside bun's transactions.
type bare struct{ uuid.UUID }

// ScanUUID takes the sixteen bytes as they come.
func (b *bare) ScanUUID(v pgtype.UUID) error {
	b.UUID = v.Bytes
	return nil
}

// each reads many narrow rows into the same places, once per row. Outside a transaction it goes
// around database/sql, which takes four times as long for the 15,000 reviews of a large cycle.
func (db *DB) each(ctx context.Context, text string, args, into []any, do func() error) error {
	if _, in := ctx.Value(txKey{}).(bun.Tx); !in {
		rows, err := db.Pool.Query(ctx, text, prepared(args)...)
		if err != nil {
			return failure(err)
		}
		_, err = pgx.ForEachRow(rows, into, do)
		return failure(err)
	}
	rows, err := db.conn(ctx).QueryContext(ctx, text, prepared(args)...)
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return failure(err)
		}
		if err := do(); err != nil {
			return err
		}
	}
	return failure(rows.Err())
}
