// Package contract holds the few Go types that only the API has: scalars of its own, pages of lists,
// payloads, and inputs of use cases that take bare arguments. Every other type of the schema is an area's own.
package contract

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

// Node is anything with an id that says what it is.
type Node any

// MarshalSpoken writes the words in the language of who asks, or in English.
func MarshalSpoken(t program.Text) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(ctx context.Context, w io.Writer) error {
		wire.MarshalString(t.In(auth.Who(ctx).Locale)).MarshalGQL(w)
		return nil
	})
}

// UnmarshalSpoken reads words without a language as English.
func UnmarshalSpoken(_ context.Context, v any) (program.Text, error) {
	s, err := wire.Text(v)
	return program.Text{"en": s}, err
}

// MarshalLabel writes a form's words in the language of who asks, or in English.
func MarshalLabel(t map[string]string) graphql.ContextMarshaler {
	if len(t) == 0 {
		return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
			graphql.Null.MarshalGQL(w)
			return nil
		})
	}
	return MarshalSpoken(t)
}

// UnmarshalLabel reads words without a language as English.
func UnmarshalLabel(ctx context.Context, v any) (map[string]string, error) {
	return UnmarshalSpoken(ctx, v)
}

// MarshalWords writes all languages, as an object of texts by locale.
func MarshalWords(t map[string]string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _ = json.NewEncoder(w).Encode(t) })
}

// UnmarshalWords reads an object of texts by locale; what is no text is refused.
func UnmarshalWords(v any) (map[string]string, error) {
	given, ok := v.(map[string]any)
	if !ok || len(given) > 20 {
		return nil, wire.Refuse("not_words", `This must be an object of texts by locale, such as {"en": "Title"}.`)
	}
	out := make(map[string]string, len(given))
	for locale, x := range given {
		s, err := wire.Text(x)
		if err != nil {
			return nil, err
		}
		out[locale] = s
	}
	return out, nil
}

// MarshalDigest writes a hash as hexadecimal digits; none is null.
func MarshalDigest(b []byte) graphql.Marshaler {
	if len(b) == 0 {
		return graphql.Null
	}
	return wire.MarshalString(hex.EncodeToString(b))
}

// UnmarshalDigest reads a hash of 64 hexadecimal digits.
func UnmarshalDigest(v any) ([]byte, error) {
	s, err := wire.Text(v)
	if err != nil {
		return nil, err
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 {
		return nil, wire.Refuse("bad_digest", "This must be 64 hexadecimal digits.")
	}
	return b, nil
}

// MarshalWhole writes a whole number of 64 bits as decimal text.
func MarshalWhole(n int64) graphql.Marshaler { return wire.MarshalString(strconv.FormatInt(n, 10)) }

// UnmarshalWhole reads decimal text of a whole number.
func UnmarshalWhole(v any) (int64, error) {
	s, err := wire.Text(v)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, wire.Refuse("not_whole", "This must be a whole number as text.")
	}
	return n, nil
}

// MarshalRatio writes a share in basis points.
func MarshalRatio(r money.Ratio) graphql.Marshaler { return wire.MarshalInt64(int64(r)) }

// UnmarshalRatio reads a share in basis points.
func UnmarshalRatio(v any) (money.Ratio, error) {
	n, err := wire.UnmarshalInt64(v)
	return money.Ratio(n), err
}

// MarshalVerdict writes yes, no or unknown; true and false are no names in GraphQL.
func MarshalVerdict(o partnership.Outcome) graphql.Marshaler {
	switch o {
	case partnership.True:
		return wire.MarshalString("yes")
	case partnership.False:
		return wire.MarshalString("no")
	}
	return wire.MarshalString("unknown")
}

// UnmarshalVerdict reads yes, no or unknown.
func UnmarshalVerdict(v any) (partnership.Outcome, error) {
	s, err := wire.Text(v)
	if err != nil {
		return "", err
	}
	switch s {
	case "yes":
		return partnership.True, nil
	case "no":
		return partnership.False, nil
	}
	return partnership.Unknown, nil
}

// MarshalCode writes one of a list of codes; none is null.
func MarshalCode(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return wire.MarshalString(s)
}

// UnmarshalCode reads a code; null is none.
func UnmarshalCode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	return wire.Text(v)
}

// MarshalJSON writes a value as it is kept; none is null.
func MarshalJSON(raw json.RawMessage) graphql.Marshaler {
	if len(raw) == 0 {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(raw) })
}

// UnmarshalJSON reads any value.
func UnmarshalJSON(v any) (json.RawMessage, error) { return json.Marshal(v) }
