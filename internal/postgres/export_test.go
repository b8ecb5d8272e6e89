package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Insert is insert, for tests of what every table keeps.
func (db *DB) Insert(ctx context.Context, table string, model any) error {
	return db.insert(ctx, table, model)
}

// ReadInto scans the rows of a statement into a slice of records.
func (db *DB) ReadInto(ctx context.Context, into any, text string, args ...any) error {
	rows, err := db.conn(ctx).QueryContext(ctx, text, prepared(args)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	return db.Bun.ScanRows(ctx, rows, into)
}

// Exec is exec, for tests.
func (db *DB) Exec(ctx context.Context, text string, args ...any) error {
	_, err := db.exec(ctx, text, args...)
	return err
}

// Harm runs statements in the context's transaction with every guard asleep.
func (db *DB) Harm(ctx context.Context, text string) error {
	_, err := db.conn(ctx).ExecContext(ctx, "SET LOCAL session_replication_role = replica; "+text, pgx.QueryExecModeSimpleProtocol)
	return err
}

// Explained is one constraint and what breaking it means to a caller.
type Explained struct {
	Kind                 fault.Kind
	Code, Message, Field string
}

// Explanations are all constraints that callers hear of.
func Explanations() map[string]Explained {
	out := map[string]Explained{}
	for name, f := range constraintFaults() {
		out[name] = Explained(f)
	}
	return out
}

// Tables of explanations, to find a name that two of them claim.
func ExplanationTables() int {
	n := 0
	for _, m := range faultTables() {
		n += len(m)
	}
	return n
}
