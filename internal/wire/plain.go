package wire

import (
	"context"

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
