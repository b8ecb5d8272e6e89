package postgres

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Table is rows to load, as the text form of COPY, in the order of the columns.
type Table struct {
	Name    string
	Columns []string
	Rows    io.Reader
}

// loading lets the word index gather its entries in memory instead of merging them every 4 MB.
const loading = `SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off;
SET LOCAL gin_pending_list_limit = '256MB'; SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'`

// Load streams tables into the database in one transaction with triggers and references asleep,
// so whoever makes the rows answers for their sense; a world that is there already is CONFLICT.
func (db *DB) Load(ctx context.Context, tables []Table, loaded func(table string, rows int64)) error {
	conn, err := db.Pool.Acquire(ctx)
	if err != nil {
		return failure(err)
	}
	defer conn.Release()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, loading, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		for _, t := range tables {
			n, err := tx.Conn().PgConn().CopyFrom(ctx, t.Rows, copyText(t))
			if err != nil {
				return fmt.Errorf("load %s: %w", t.Name, loadFailure(err))
			}
			loaded(t.Name, n.RowsAffected())
		}
		return nil
	})
	if err != nil {
		return err
	}
	return db.analyze(ctx, conn.Conn(), tables)
}

func copyText(t Table) string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = pgx.Identifier{c}.Sanitize()
	}
	return "COPY " + pgx.Identifier{t.Name}.Sanitize() + " (" + strings.Join(quoted, ", ") + ") FROM STDIN"
}

func loadFailure(err error) error {
	if strings.Contains(err.Error(), "SQLSTATE 23505") {
		return fault.New(fault.Conflict, "loaded_already", "This database holds these rows already; load into a fresh one.")
	}
	return err
}

// analyze tells the planner of rows that were not there a moment ago.
func (db *DB) analyze(ctx context.Context, conn *pgx.Conn, tables []Table) error {
	for _, t := range tables {
		if _, err := conn.Exec(ctx, "VACUUM (ANALYZE) "+pgx.Identifier{t.Name}.Sanitize(), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("analyze %s: %w", t.Name, err)
		}
	}
	return nil
}
