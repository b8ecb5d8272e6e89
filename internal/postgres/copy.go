package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copyIn streams rows into a table within the context's transaction.
func (db *DB) copyIn(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	conn, ok := ctx.Value(connKey{}).(*sql.Conn)
	if !ok {
		return 0, errors.New("copy rows: no transaction")
	}
	var n int64
	err := conn.Raw(func(driver any) (err error) {
		n, err = driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(next))
		return err
	})
	return n, failure(err)
}
