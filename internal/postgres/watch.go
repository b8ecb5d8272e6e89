package postgres

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

type (
	counted  struct{}
	recorded struct{}
)

// Counting counts the statements run with the returned context.
func Counting(ctx context.Context) (context.Context, func() int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, counted{}, n), n.Load
}

// Statement is SQL as it went to Postgres, with its arguments as pgx took them, so that it can be sent again.
type Statement struct {
	Text string
	Args []any
}

// recording is the statements of one context, in the order in which they began.
type recording struct {
	mu   sync.Mutex
	sent []Statement
}

// Recording keeps the statements run with the returned context, begin and commit among them.
func Recording(ctx context.Context) (context.Context, func() []Statement) {
	r := new(recording)
	return context.WithValue(ctx, recorded{}, r), func() []Statement {
		r.mu.Lock()
		defer r.mu.Unlock()
		return slices.Clone(r.sent)
	}
}

type watcher struct{}

// TraceQueryStart counts or keeps one statement when somebody asked for it.
func (watcher) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if n, ok := ctx.Value(counted{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if r, ok := ctx.Value(recorded{}).(*recording); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.sent = append(r.sent, Statement{q.SQL, slices.Clone(q.Args)})
	}
	return ctx
}

// TraceQueryEnd has nothing to add.
func (watcher) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
