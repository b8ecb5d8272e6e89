package graph

import (
	"context"
	"errors"
	"maps"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

// tell says what a client may know of an error: faults are written for people, everything else is ours to mend.
func tell(ctx context.Context, err error) (wire.Problem, bool) {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Internal {
		return wire.Problem{}, false
	}
	p := wire.Problem{Code: wire.Code(f.Kind), Message: f.Message, Extra: map[string]any{"reason": f.Code}}
	maps.Copy(p.Extra, f.Facts)
	if f.Hint != "" {
		p.Extra["hint"] = f.Hint
	}
	for _, x := range f.Fields {
		p.Fields = append(p.Fields, wire.Field{Path: under(ctx, x.Path), Code: x.Code, Message: x.Message})
	}
	return p, true
}

// under places a refused field below the argument it is in: use cases name fields of their input only.
func under(ctx context.Context, path string) string {
	fc := graphql.GetFieldContext(ctx)
	if fc == nil || fc.Object != "Mutation" {
		return path
	}
	if path == "" {
		return "input"
	}
	return "input." + path
}
