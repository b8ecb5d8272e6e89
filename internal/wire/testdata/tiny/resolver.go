// Package tiny is a schema just large enough to try the edge on, with gqlgen's real generated code.
package tiny

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

//go:generate go tool gqlgen generate

// ErrPlain is a cause that must not reach a client.
var ErrPlain = errors.New("SQLSTATE 42P01: relation \"secret\" does not exist")

// ErrConflict is an area's error, which only Present knows.
var ErrConflict = errors.New("version 3 is newer")

// Resolver answers from nothing but its arguments and the channel of ticks.
type Resolver struct {
	Ticks chan int
}

// New makes an executable schema.
func New(r *Resolver) graphql.ExecutableSchema { return NewExecutableSchema(Config{Resolvers: r}) }

type (
	query        struct{}
	mutation     struct{}
	item         struct{}
	subscription struct{ r *Resolver }
)

// Query answers the root fields.
func (r *Resolver) Query() QueryResolver { return query{} }

// Mutation answers changes.
func (r *Resolver) Mutation() MutationResolver { return mutation{} }

// Item answers what hangs on an item.
func (r *Resolver) Item() ItemResolver { return item{} }

// Subscription answers streams.
func (r *Resolver) Subscription() SubscriptionResolver { return subscription{r} }

func (query) Hello(_ context.Context, name string) (string, error) { return "Hello, " + name, nil }

func (query) Node(_ context.Context, id string) (*Item, error) {
	return &Item{ID: id, Name: "item"}, nil
}

func (query) Items(_ context.Context, first, last *int) (*ItemConnection, error) {
	return connection(first, last), nil
}

func (query) Echo(_ context.Context, in EchoInput) (*Echo, error) {
	return &Echo{Text: in.Text, Count: in.Count, Ratio: in.Ratio, On: in.On, At: in.At, ID: in.ID, Many: in.Many}, nil
}

func (query) Tags(context.Context) ([]*Tag, error) { return []*Tag{{Name: "a"}, {Name: "b"}}, nil }

func (query) Self(context.Context) (*Query, error) { return &Query{}, nil }

func (query) Guarded(context.Context) (*Item, error) {
	return nil, &wire.Problem{Code: wire.Forbidden, Message: "Only officers may see this."}
}

func (query) Kind(_ context.Context, of Kind) (Kind, error) { return of, nil }

func (query) Fail(ctx context.Context, how Failure) (*string, error) {
	switch how {
	case FailurePanic:
		panic("a bug with a secret")
	case FailureCoded:
		return nil, &wire.Problem{
			Code: wire.BadUserInput, Message: "Two answers need another look.",
			Fields: []wire.Field{{Path: "title", Code: "too_long", Message: "Too long."}, {Path: "lines.0", Code: "sum", Message: "Off by 1."}},
		}
	case FailureSlow:
		<-ctx.Done()
		return nil, fmt.Errorf("read rows: %w", ctx.Err())
	case FailureConflict:
		return nil, fmt.Errorf("amend: %w", ErrConflict)
	}
	return nil, fmt.Errorf("list: %w", ErrPlain)
}

func (mutation) Touch(_ context.Context, id string) (*Item, error) {
	return &Item{ID: id, Name: "touched"}, nil
}

func (item) Parent(_ context.Context, obj *Item) (*Item, error) {
	return &Item{ID: obj.ID + ".p", Name: "parent"}, nil
}

func (item) Tags(context.Context, *Item) ([]*Tag, error) { return []*Tag{{Name: "t"}}, nil }

func (item) Items(_ context.Context, _ *Item, first, last *int) (*ItemConnection, error) {
	return connection(first, last), nil
}

func connection(first, last *int) *ItemConnection {
	n := 2
	for _, p := range []*int{first, last} {
		if p != nil {
			n = max(0, min(*p, 100))
		}
	}
	c := &ItemConnection{PageInfo: &PageInfo{}, TotalCount: n}
	for i := range n {
		it := &Item{ID: fmt.Sprint(i), Name: "item"}
		c.Nodes = append(c.Nodes, it)
		c.Edges = append(c.Edges, &ItemEdge{Node: it, Cursor: it.ID})
	}
	return c
}

// Ticks counts after the last event the client has seen, one for each value the test sends.
func (s subscription) Ticks(ctx context.Context, upTo int) (<-chan *Tick, error) {
	out := make(chan *Tick)
	n := 0
	_, _ = fmt.Sscan(wire.LastEventID(ctx), &n)
	go func() {
		defer close(out)
		for n < upTo {
			select {
			case <-ctx.Done():
				return
			case <-s.r.Ticks:
				n++
			}
			select {
			case <-ctx.Done():
				return
			case out <- &Tick{N: n}:
			}
		}
	}()
	return out, nil
}
