package graph

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

// tell says what a client may know of an error: faults are written for people, everything else is ours to mend.
func tell(words func(context.Context, *fault.Error) *fault.Error) func(context.Context, error) (wire.Problem, bool) {
	return func(ctx context.Context, err error) (wire.Problem, bool) {
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind == fault.Internal {
			return wire.Problem{}, false
		}
		if words != nil {
			f = words(ctx, f)
		}
		return problem(ctx, f), true
	}
}

func problem(ctx context.Context, f *fault.Error) wire.Problem {
	p := wire.Problem{Code: wire.Code(f.Kind), Message: f.Message, Extra: map[string]any{}}
	maps.Copy(p.Extra, f.Facts)
	p.Extra["reason"] = f.Code
	if f.Hint != "" {
		p.Extra["hint"] = f.Hint
	}
	for _, x := range f.Fields {
		p.Fields = append(p.Fields, wire.Field{Path: under(ctx, x.Path), Code: x.Code, Message: x.Message})
	}
	return p
}

// under places a refused field in the argument it came in: use cases name fields of their own input only.
func under(ctx context.Context, path string) string {
	fc := graphql.GetFieldContext(ctx)
	if fc == nil || fc.Field.Definition == nil {
		return path
	}
	args := fc.Field.Definition.Arguments
	head, _, _ := strings.Cut(path, ".")
	switch {
	case fc.Object == "Mutation" && path == "":
		return "input"
	case fc.Object == "Mutation":
		return "input." + path
	case args.ForName(head) != nil:
		return path
	case args.ForName("filter") != nil:
		return "filter." + path
	case head == "id" && len(args) > 0: // an id is an id, whatever its argument is called
		return args[0].Name
	}
	return path
}
