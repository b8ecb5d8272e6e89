// Package graph answers the GraphQL API over the services of the house.
//
// Resolvers have three shapes only: a root field is one call of a service; a reference is one look-up in a batch
// (batch.go), gathered beforehand for all rows of a list (prime.go); a computed field is a method on the area's
// type. No rule and no permission is asked here: the services do.
package graph

//go:generate go run generate.go

import (
	"context"
	"encoding/json"
	"time"

	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Resolver answers every field from one office.
type Resolver struct {
	office *office.Office
	keys   Keys
	watch  time.Duration // between looks of a subscription
	actor  func(context.Context) (auth.Actor, error)
}

// Keys remember which change was made under which idempotency key.
type Keys interface {
	// Take claims a key for an input; a key used before answers with what was answered then.
	// Another input under the same key is CONFLICT. Two at once: the second waits for the first.
	Take(ctx context.Context, person ident.Person, key, operation string, hash []byte) (answer json.RawMessage, err error)
	// Keep notes the answer of the key just taken, in the same transaction.
	Keep(ctx context.Context, person ident.Person, key string, answer json.RawMessage) error
}

type (
	query        struct{ r *Resolver }
	mutation     struct{ r *Resolver }
	subscription struct{ r *Resolver }
)

// Query answers what is read.
func (r *Resolver) Query() generated.QueryResolver { return query{r} }

// Mutation answers what changes.
func (r *Resolver) Mutation() generated.MutationResolver { return mutation{r} }

// Subscription answers what is sent as it happens.
func (r *Resolver) Subscription() generated.SubscriptionResolver { return subscription{r} }

// by reads one thing by the public form of its id.
func by[K ident.Kind, T any](ctx context.Context, id string, read func(context.Context, ident.ID[K]) (T, error)) (T, error) {
	x, err := ident.Parse[K](id)
	if err != nil {
		var none T
		return none, err
	}
	return read(ctx, x)
}

// args gathers the four arguments of a page.
func args(first *int, after *string, last *int, before *string) page.Args {
	return page.Args{First: first, After: after, Last: last, Before: before}
}

// orAll is the filter given, or one that lets everything through.
func orAll[T any](f *T) T {
	if f == nil {
		var all T
		return all
	}
	return *f
}

// pointers are the rows as the generated code takes them.
func pointers[T any](rows []T, err error) ([]*T, error) {
	out := make([]*T, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out, err
}

// refer is a pointer to what a call answered.
func refer[T any](v T, err error) (*T, error) { return &v, err }

// download is the path of a document that the pages serve; nil while it is not drawn.
func download(path string, d ident.Document) (*string, error) {
	if d.IsZero() {
		return nil, nil
	}
	return &path, nil
}

func signedIn(ctx context.Context) error {
	if auth.Who(ctx).SignedIn() {
		return nil
	}
	return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
}
