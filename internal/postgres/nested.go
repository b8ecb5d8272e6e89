package postgres

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// nested decodes rows that a statement gathered with jsonb_agg, so that a
// detail with its parts is one statement; the first failure is kept.
type nested struct{ err error }

type scanner interface{ Scan(any) error }

// nestedKind is how a value gets into its field.
type nestedKind int

const (
	asJSON nestedKind = iota
	asText            // a string, without a check of what is kept already
	asScan            // the type reads its own text, as ids and dates do
	asInt
	asBool
)

type nestedField struct {
	column string
	index  int
	kind   nestedKind
}

func nestedPlan(t reflect.Type) []nestedField {
	plan := make([]nestedField, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		column, _, _ := strings.Cut(f.Tag.Get("bun"), ",")
		if column != "" && column != "-" {
			plan = append(plan, nestedField{column, i, nestedKindOf(f.Type)})
		}
	}
	return plan
}

func nestedKindOf(t reflect.Type) nestedKind {
	is := func(i reflect.Type) bool { return reflect.PointerTo(t).Implements(i) }
	switch {
	case t.Kind() == reflect.String:
		return asText
	case is(reflect.TypeFor[scanner]()):
		return asScan
	case is(reflect.TypeFor[json.Unmarshaler]()) || is(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return asJSON
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return asInt
	case t.Kind() == reflect.Bool:
		return asBool
	}
	return asJSON
}

// nestedRows reads a JSON array of rows into records by their bun tags.
func nestedRows[T any](n *nested, raw []byte) []*T {
	if n.err != nil || len(raw) == 0 {
		return nil
	}
	plan := nestedPlan(reflect.TypeFor[T]())
	out := []*T{}
	n.err = eachPart(raw, func(_, row []byte) error {
		out = append(out, nestedRow[T](n, plan, row))
		return n.err
	})
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
	out := new(T)
	v := reflect.ValueOf(out).Elem()
	n.err = eachPart(raw, func(column, value []byte) error {
		for i := range plan {
			if f := &plan[i]; f.column == string(column) {
				if err := nestedValue(v.Field(f.index), f.kind, value); err != nil {
					return fmt.Errorf("read %T.%s: %w", *out, f.column, err)
				}
				break
			}
		}
		return nil
	})
	if n.err != nil {
		return nil
	}
	return out
}

func nestedValue(v reflect.Value, kind nestedKind, raw []byte) error {
	if string(raw) == "null" {
		return nil
	}
	switch kind {
	case asText, asScan:
		text, err := nestedText(raw)
		if err != nil || kind == asText {
			v.SetString(text)
			return err
		}
		return v.Addr().Interface().(scanner).Scan(text)
	case asInt:
		i, err := strconv.ParseInt(string(raw), 10, 64)
		v.SetInt(i)
		return err
	case asBool:
		v.SetBool(raw[0] == 't')
		return nil
	}
	return json.Unmarshal(raw, v.Addr().Interface())
}

func nestedText(raw []byte) (string, error) {
	if last := len(raw) - 1; last > 0 && raw[0] == '"' && raw[last] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1:last]), nil
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err
}

var errNested = errors.New("this is no array or object of Postgres")

// eachPart finds the members of an object, or with an empty key the elements of an array, in JSON that Postgres
// wrote: it is valid, so a value ends where its quotes or brackets do, and encoding/json need not look thrice.
func eachPart(raw []byte, do func(key, value []byte) error) error {
	i := gap(raw, 0)
	if i >= len(raw) || (raw[i] != '{' && raw[i] != '[') {
		return errNested
	}
	object := raw[i] == '{'
	for i = gap(raw, i+1); i < len(raw) && raw[i] != '}' && raw[i] != ']'; i = gap(raw, i) {
		var key []byte
		if object {
			end := valueEnd(raw, i)
			if end-i < 2 || raw[i] != '"' {
				return errNested
			}
			key = raw[i+1 : end-1]
			i = gap(raw, end)
		}
		end := valueEnd(raw, i)
		if end <= i {
			return errNested
		}
		if err := do(key, raw[i:end]); err != nil {
			return err
		}
		i = end
	}
	if i >= len(raw) {
		return errNested
	}
	return nil
}

// gap steps over what stands between values.
func gap(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == ',' || raw[i] == ':' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

// valueEnd is where the value that begins at i ends.
func valueEnd(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			for i++; i < len(raw) && raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
			i++
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		default:
			for i < len(raw) && !bytes.ContainsRune([]byte(`,:]}{[" `), rune(raw[i])) {
				i++
			}
		}
		if depth == 0 {
			return min(i, len(raw))
		}
		i = gap(raw, i)
	}
	return min(i, len(raw))
}
