package postgres

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// nested decodes rows that a statement gathered with jsonb_agg, so that a
// detail with its parts is one statement; the first failure is kept.
type nested struct{ err error }

type scanner interface{ Scan(any) error }

type nestedField struct {
	column string
	index  int
	scans  bool // the type reads its own text, as ids and dates do
}

func nestedPlan(t reflect.Type) []nestedField {
	var plan []nestedField
	for i := range t.NumField() {
		column, _, _ := strings.Cut(t.Field(i).Tag.Get("bun"), ",")
		if column == "" || column == "-" {
			continue
		}
		_, scans := reflect.New(t.Field(i).Type).Interface().(scanner)
		plan = append(plan, nestedField{column, i, scans})
	}
	return plan
}

// nestedRows reads a JSON array of rows into records by their bun tags.
func nestedRows[T any](n *nested, raw []byte) []*T {
	if n.err != nil || len(raw) == 0 {
		return nil
	}
	var rows []json.RawMessage
	if n.err = json.Unmarshal(raw, &rows); n.err != nil {
		return nil
	}
	plan := nestedPlan(reflect.TypeFor[T]())
	out := make([]*T, 0, len(rows))
	for _, r := range rows {
		out = append(out, nestedRow[T](n, plan, r))
	}
	return out
}

// nestedOne reads one JSON row into a record by its bun tags; null is nil.
func nestedOne[T any](n *nested, raw []byte) *T {
	return nestedRow[T](n, nestedPlan(reflect.TypeFor[T]()), raw)
}

func nestedRow[T any](n *nested, plan []nestedField, raw []byte) *T {
	if n.err != nil || len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var columns map[string]json.RawMessage
	if n.err = json.Unmarshal(raw, &columns); n.err != nil {
		return nil
	}
	out := new(T)
	v := reflect.ValueOf(out).Elem()
	for _, f := range plan {
		if err := nestedValue(v.Field(f.index), f, columns[f.column]); err != nil {
			n.err = fmt.Errorf("read %T.%s: %w", *out, f.column, err)
			return nil
		}
	}
	return out
}

func nestedValue(v reflect.Value, f nestedField, raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if v.Kind() == reflect.String { // no check of what is kept already
		var text string
		err := json.Unmarshal(raw, &text)
		v.SetString(text)
		return err
	}
	if !f.scans {
		return json.Unmarshal(raw, v.Addr().Interface())
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	return v.Addr().Interface().(scanner).Scan(text)
}
