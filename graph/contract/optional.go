package contract

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

// optional reads a value where the Go type has no pointer: null is as good as nothing given.
func optional[T any](v any, read func(any) (T, error)) (T, error) {
	if v == nil {
		var none T
		return none, nil
	}
	return read(v)
}

// UnmarshalOptionalString reads text; null is empty.
func UnmarshalOptionalString(v any) (string, error) { return optional(v, wire.UnmarshalString) }

// UnmarshalOptionalInt reads a whole number; null is nought.
func UnmarshalOptionalInt(v any) (int, error) { return optional(v, wire.UnmarshalInt) }

// UnmarshalOptionalInt64 reads a whole number; null is nought.
func UnmarshalOptionalInt64(v any) (int64, error) { return optional(v, wire.UnmarshalInt64) }

// UnmarshalOptionalBoolean reads true or false; null is false.
func UnmarshalOptionalBoolean(v any) (bool, error) { return optional(v, wire.UnmarshalBoolean) }

// UnmarshalOptionalFloat reads a number; null is nought.
func UnmarshalOptionalFloat(v any) (float64, error) { return optional(v, wire.UnmarshalFloat) }

// UnmarshalOptionalDateTime reads an instant; null is absent.
func UnmarshalOptionalDateTime(v any) (time.Time, error) { return optional(v, wire.UnmarshalDateTime) }
