package postgres

import (
	"context"
	"database/sql"
	"reflect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (db *DB) conn(ctx context.Context) querier {
	if tx, ok := ctx.Value(txKey{}).(bun.Tx); ok {
		return tx.Tx
	}
	return db.sql
}

func prepared(args []any) []any {
	return append([]any{pgx.QueryExecModeCacheStatement}, args...)
}

// query runs constant SQL with $n parameters, prepared once per connection, into rows by bun tags.
func query[T any](ctx context.Context, db *DB, text string, args ...any) ([]T, error) {
	tx, ok := ctx.Value(txKey{}).(bun.Tx)
	if !ok {
		out, err := read[T](ctx, db, text, args)
		return out, failure(err)
	}
	rows, err := tx.Tx.QueryContext(ctx, text, prepared(args)...)
	if err != nil {
		return nil, failure(err)
	}
	defer rows.Close()
	var out []T
	if err := db.Bun.ScanRows(ctx, rows, &out); err != nil {
		return nil, failure(err)
	}
	return out, nil
}

// one is query for a single row; no row is NotFound.
func one[T any](ctx context.Context, db *DB, what, text string, args ...any) (*T, error) {
	out, err := query[T](ctx, db, text, args...)
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fault.Missing(what)
	}
	return &out[0], nil
}

func (db *DB) exec(ctx context.Context, text string, args ...any) (int64, error) {
	r, err := db.conn(ctx).ExecContext(ctx, text, prepared(args)...)
	if err != nil {
		return 0, failure(err)
	}
	n, err := r.RowsAffected()
	return n, failure(err)
}

// insert adds one record or a slice of them to a table, by bun tags.
func (db *DB) insert(ctx context.Context, table string, model any) error {
	if v := reflect.Indirect(reflect.ValueOf(model)); v.Kind() == reflect.Slice && v.Len() == 0 {
		return nil
	}
	_, err := db.idb(ctx).NewInsert().Model(model).ModelTableExpr("?", bun.Ident(table)).Returning("NULL").Exec(ctx)
	return failure(err)
}

// update writes the named columns of one record by its key; no such record is NotFound.
func (db *DB) update(ctx context.Context, table string, model any, columns ...string) error {
	r, err := db.updating(ctx, table, model, columns).Exec(ctx)
	if err != nil {
		return failure(err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		return fault.Missing("record")
	}
	return nil
}

func (db *DB) updating(ctx context.Context, table string, model any, columns []string) *bun.UpdateQuery {
	alias := db.Bun.Table(reflect.Indirect(reflect.ValueOf(model)).Type()).SQLAlias
	return db.idb(ctx).NewUpdate().Model(model).ModelTableExpr("? AS ?", bun.Ident(table), alias).Column(columns...).WherePK()
}

// updateVersioned writes the columns and the next version, unless another has written since.
func (db *DB) updateVersioned(ctx context.Context, table string, model any, expected int, columns ...string) error {
	r, err := db.updating(ctx, table, model, columns).Set("version = ?", expected+1).Where("version = ?", expected).Exec(ctx)
	if err != nil {
		return failure(err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		return staleVersion
	}
	if v := reflect.Indirect(reflect.ValueOf(model)).FieldByName("Version"); v.CanSet() {
		v.SetInt(int64(expected + 1))
	}
	return nil
}

var staleVersion = fault.New(fault.Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.")

// uuids turns typed ids into a uuid[] parameter.
func uuids[K ident.Kind](ids []ident.ID[K]) []uuid.UUID {
	out := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		out[i] = id.UUID()
	}
	return out
}
