package wire

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Plain writes a field that is read from its object without asking anybody: it cannot be refused or fail, so it
// needs neither the middleware nor, where nothing is below it, a place in the path of errors. The generated code
// calls it in place of gqlgen's ResolveField, which costs fifteen allocations a field.
func Plain[T any](
	ctx context.Context, oc *graphql.OperationContext, field graphql.CollectedField,
	place func(context.Context, graphql.CollectedField) (*graphql.FieldContext, error),
	read func() T, marshal func(context.Context, ast.SelectionSet, T) graphql.Marshaler,
) (ret graphql.Marshaler) {
	defer func() {
		if r := recover(); r != nil {
			ctx = placed(ctx, field, place)
			oc.Error(ctx, oc.Recover(ctx, r))
			ret = graphql.Null
		}
	}()
	if len(field.Selections) > 0 {
		ctx = placed(ctx, field, place)
	}
	return marshal(ctx, field.Selections, read())
}

func placed(
	ctx context.Context, field graphql.CollectedField,
	place func(context.Context, graphql.CollectedField) (*graphql.FieldContext, error),
) context.Context {
	if fc, err := place(ctx, field); err == nil {
		return graphql.WithFieldContext(ctx, fc)
	}
	return ctx
}

// Slice writes the elements of a list one after the other. What they refer to has been read for all of them
// beforehand, so nothing waits, and a goroutine for each would only cost; the limit of workers is not used.
func Slice(
	ctx context.Context, length int, _ int64, _ bool, element func(context.Context, int) graphql.Marshaler,
) (ret graphql.Array) {
	ret = make(graphql.Array, length)
	at := ctx
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(at, graphql.Recover(at, r))
			ret = nil
		}
	}()
	for i := range length {
		at = graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i})
		ret[i] = element(at, i)
	}
	return ret
}

// Object writes the fields of an object once each, as FieldSet does, without a map and a copy of each field.
func Object(set *graphql.FieldSet, fields []graphql.CollectedField) graphql.Marshaler {
	return &object{set, fields}
}

type object struct {
	set    *graphql.FieldSet
	fields []graphql.CollectedField
}

// MarshalGQL writes the object as JSON; names of GraphQL need no escaping.
func (o *object) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, "{")
	for i := range o.fields {
		if o.written(i) {
			continue
		}
		if i > 0 {
			_, _ = io.WriteString(w, ",")
		}
		_, _ = io.WriteString(w, `"`)
		_, _ = io.WriteString(w, o.fields[i].Alias)
		_, _ = io.WriteString(w, `":`)
		o.set.Values[i].MarshalGQL(w)
	}
	_, _ = io.WriteString(w, "}")
}

// written tells whether an earlier field, of another fragment, has the same name in the answer.
func (o *object) written(n int) bool {
	for i := range n {
		if o.fields[i].Alias == o.fields[n].Alias {
			return true
		}
	}
	return false
}
