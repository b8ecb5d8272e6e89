package wire

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// Text reads a string of valid UTF-8 without NUL; numbers and booleans are refused.
func Text(v any) (string, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return "", Refuse("not_text", "This must be text in quotation marks.")
	case !utf8.ValidString(s):
		return "", Refuse("bad_text", "This text is not valid UTF-8.")
	case strings.IndexByte(s, 0) >= 0:
		return "", Refuse("bad_text", "This text holds a NUL character.")
	}
	return s, nil
}

// MarshalString writes text; what is not UTF-8 becomes the replacement character.
func MarshalString(s string) graphql.Marshaler {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return graphql.MarshalString(s)
}

// UnmarshalString reads text strictly; see Text.
func UnmarshalString(v any) (string, error) { return Text(v) }

// MarshalID writes an identifier as text.
func MarshalID(s string) graphql.Marshaler { return MarshalString(s) }

// UnmarshalID reads an identifier: text, or a whole number as the specification allows.
func UnmarshalID(v any) (string, error) {
	switch n := v.(type) {
	case int:
		return strconv.Itoa(n), nil
	case int64:
		return strconv.FormatInt(n, 10), nil
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return strconv.FormatInt(i, 10), nil
		}
		return "", Refuse("not_id", "This must be an identifier.")
	}
	return Text(v)
}

// MarshalInt writes a whole number.
func MarshalInt(n int) graphql.Marshaler { return MarshalInt64(int64(n)) }

// UnmarshalInt reads a whole number of 32 bits; text, fractions and null are refused.
func UnmarshalInt(v any) (int, error) {
	n, err := UnmarshalInt64(v)
	return int(n), err
}

// MarshalInt64 writes a whole number that Go keeps in 64 bits.
func MarshalInt64(n int64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.FormatInt(n, 10)) })
}

// UnmarshalInt64 reads a GraphQL Int, which has 32 bits, into Go's 64.
func UnmarshalInt64(v any) (int64, error) {
	var n int64
	var err error
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int32:
		n = int64(v)
	case int64:
		n = v
	case json.Number:
		n, err = v.Int64()
	default:
		return 0, Refuse("not_int", "This must be a whole number.")
	}
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, Refuse("not_int", "This must be a whole number between -2147483648 and 2147483647.")
	}
	return n, nil
}

// MarshalFloat writes a number; infinity and not-a-number become null.
func MarshalFloat(f float64) graphql.Marshaler {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.FormatFloat(f, 'g', -1, 64)) })
}

// UnmarshalFloat reads a finite number; text is refused. Money never uses it.
func UnmarshalFloat(v any) (float64, error) {
	var f float64
	var err error
	switch v := v.(type) {
	case int:
		f = float64(v)
	case int64:
		f = float64(v)
	case float64:
		f = v
	case json.Number:
		f, err = v.Float64()
	default:
		return 0, Refuse("not_number", "This must be a number.")
	}
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, Refuse("not_number", "This number is too large.")
	}
	return f, nil
}

// MarshalBoolean writes true or false.
func MarshalBoolean(b bool) graphql.Marshaler { return graphql.MarshalBoolean(b) }

// UnmarshalBoolean reads true or false only; 1, "true" and null are refused.
func UnmarshalBoolean(v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, Refuse("not_boolean", "This must be true or false.")
	}
	return b, nil
}

// MarshalDateTime writes an instant as RFC 3339 with its offset; the zero time is null.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, `"`+t.Format(time.RFC3339Nano)+`"`)
	})
}

// UnmarshalDateTime reads RFC 3339 with an offset; empty text is refused.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, err := Text(v)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	// Parse also takes one-digit hours, comma fractions and offsets beyond a day, which RFC 3339 does not
	strict := len(s) >= len("2006-01-02T15:04:05Z") && s[13] == ':' && !strings.Contains(s, ",")
	if _, offset := t.Zone(); err != nil || !strict || t.Year() < 1 || offset <= -86400 || offset >= 86400 {
		return time.Time{}, Refuse("bad_datetime", "This must be a date and time with an offset, such as 2026-11-21T17:00:00-05:00.")
	}
	return t, nil
}
