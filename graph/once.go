package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// keyArgument is accepted by every mutation and read only here.
const keyArgument = "idempotencyKey"

// answeredByLink is the one change for those who are not signed in: a mailed link that works once is their leave.
const answeredByLink = "answerEndorsement"

// longestKey is in bytes.
const longestKey = 200

// errUndo takes back a change whose errors are in the answer already.
var errUndo = errors.New("answered with errors")

// perChange sees to it that every change starts with nothing read before it, and happens once under its key.
func (r *Resolver) perChange(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation == ast.Mutation {
		op.RootResolverMiddleware = r.change
	}
	return next(ctx)
}

func (r *Resolver) change(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	ctx = context.WithValue(ctx, batchesKey{}, newBatches(r.office))
	field := graphql.GetRootFieldContext(ctx).Field
	given := field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	key, keyed := given[keyArgument].(string)
	byLink := field.Name == answeredByLink && !keyed // keys are kept by person
	if err := signedIn(ctx); err != nil && !byLink { // before anything is read, so that nobody learns what there is
		graphql.AddError(atField(ctx, field), err)
		return graphql.Null
	}
	if !keyed {
		return next(ctx)
	}
	var out graphql.Marshaler = graphql.Null
	err := r.once(ctx, key, field, given, func(ctx context.Context) (json.RawMessage, error) {
		before := len(graphql.GetErrors(ctx))
		out = next(ctx)
		var b bytes.Buffer
		out.MarshalGQL(&b)
		if len(graphql.GetErrors(ctx)) > before {
			return nil, errUndo
		}
		return b.Bytes(), nil
	}, func(answer json.RawMessage) { out = raw(answer) })
	if err != nil && !errors.Is(err, errUndo) {
		graphql.AddError(atField(ctx, field), err)
		return graphql.Null
	}
	return out
}

// once runs the change and keeps its answer under the key in one transaction, or replays the answer of before.
func (r *Resolver) once(
	ctx context.Context, key string, field graphql.CollectedField, given map[string]any,
	do func(context.Context) (json.RawMessage, error), replay func(json.RawMessage),
) error {
	if key == "" || len(key) > longestKey || !utf8.ValidString(key) {
		return fault.New(fault.Invalid, "bad_key", "An idempotency key has 1 to %d bytes.", longestKey)
	}
	hash, err := fingerprint(ctx, field, given)
	if err != nil {
		return err
	}
	person := auth.Who(ctx).Person
	return r.office.DB.InTx(ctx, func(ctx context.Context) error {
		before, err := r.keys.Take(ctx, person, key, field.Name, hash)
		if err != nil {
			return err
		}
		if before != nil {
			replay(before)
			return nil
		}
		answer, err := do(ctx)
		if err != nil {
			return err
		}
		return r.keys.Keep(ctx, person, key, answer)
	})
}

// fingerprint is of what was asked: the field, what is selected of it, and its arguments without the key.
func fingerprint(ctx context.Context, field graphql.CollectedField, given map[string]any) ([]byte, error) {
	rest := map[string]any{}
	for k, v := range given {
		if k != keyArgument {
			rest[k] = v
		}
	}
	b, err := json.Marshal(map[string]any{"field": field.Name, "as": field.Alias, "with": rest, "in": graphql.GetOperationContext(ctx).RawQuery})
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(b)
	return h[:], nil
}

func atField(ctx context.Context, field graphql.CollectedField) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Mutation", Field: field})
}

func raw(answer json.RawMessage) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(answer) })
}
