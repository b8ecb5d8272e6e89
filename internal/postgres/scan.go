package postgres

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// read is query outside a transaction: straight from pgx into the record, since database/sql and bun's scanning
// take as long for a list as Postgres does. NULL leaves a field as it is, as it does with bun.
func read[T any](ctx context.Context, db *DB, text string, args []any) ([]T, error) {
	rows, err := db.Pool.Query(ctx, text, prepared(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	record := reflect.TypeFor[T]()
	pointer := record.Kind() == reflect.Pointer
	if pointer {
		record = record.Elem()
	}
	fields, err := fieldsOf(db.Bun, record, rows)
	if err != nil {
		return nil, err
	}
	var out []T
	into := make([]any, len(fields))
	for rows.Next() {
		v := reflect.New(record)
		for i, raw := range rows.RawValues() {
			if into[i] = nil; raw != nil {
				into[i] = fields[i].Value(v.Elem()).Addr().Interface()
			}
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		if !pointer {
			v = v.Elem()
		}
		out = append(out, v.Interface().(T))
	}
	return out, rows.Err()
}

// fieldsOf finds where each column goes, by bun's tags; a column without a field is a mistake of ours.
func fieldsOf(db *bun.DB, record reflect.Type, rows pgx.Rows) ([]*schema.Field, error) {
	table := db.Table(record)
	columns := rows.FieldDescriptions()
	out := make([]*schema.Field, len(columns))
	for i, c := range columns {
		if out[i] = table.LookupField(c.Name); out[i] == nil {
			return nil, &unplaced{table: table.TypeName, column: c.Name}
		}
	}
	return out, nil
}

// unplaced is a column that a record has no field for.
type unplaced struct{ table, column string }

// Error names the record and the column.
func (u *unplaced) Error() string { return u.table + " has no field for column " + u.column }
