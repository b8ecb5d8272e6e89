package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// way is one of the ways to do some work, with what it sent for each subject.
type way struct {
	name string
	call func(context.Context, *work) error
	sent [][]postgres.Statement // empty for plain SQL
	took []time.Duration
	bare []time.Duration // its own statements through pgx alone, where they are not those of the use case
}

func (b *bench) ways(m *measured) []*way {
	out := []*way{{name: "use case", call: func(ctx context.Context, w *work) error { return w.use(ctx) }}}
	if m.work[0].query != "" {
		out = append(out, &way{name: "GraphQL", call: func(ctx context.Context, w *work) error { return w.operation(ctx, b.api) }})
	}
	if m.work[0].page != "" {
		out = append(out, &way{name: "page", call: func(ctx context.Context, w *work) error { return w.visit(ctx, b.pages) }})
	}
	return out
}

// measure takes turns: plain SQL, use case, GraphQL, page, and again, each turn on the next subject.
func (b *bench) measure(ctx context.Context, m *measured) (plain []time.Duration, ways []*way, err error) {
	ways = b.ways(m)
	for _, y := range ways {
		for i := range m.work {
			sent, err := b.record(ctx, m, y, &m.work[i])
			if err != nil {
				return nil, nil, fmt.Errorf("%s, %s: %w", m.name, y.name, err)
			}
			y.sent = append(y.sent, sent)
		}
	}
	turns := b.Runs
	if m.slow {
		turns = max(turns/4, 1)
	}
	for n := range turns + 1 {
		i := n % len(m.work)
		took, err := b.turn(ctx, m, i, ways)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", m.name, err)
		}
		if n > 0 || turns == 1 { // the first turn only warms what is prepared once
			plain = append(plain, took)
		} else {
			for _, y := range ways {
				y.took, y.bare = nil, nil
			}
		}
	}
	return plain, ways, nil
}

// turn does the work once in every way.
func (b *bench) turn(ctx context.Context, m *measured, i int, ways []*way) (time.Duration, error) {
	sql := func(sent []postgres.Statement) (time.Duration, error) {
		if m.undo {
			sent = slices.Concat([]postgres.Statement{{Text: "begin"}}, sent, []postgres.Statement{{Text: "rollback"}})
		}
		return b.timed(func() error { return b.replay(ctx, sent) })
	}
	plain, err := sql(ways[0].sent[i])
	if err != nil {
		return 0, err
	}
	for _, y := range ways {
		took, err := b.timed(func() error { return b.once(ctx, m, y, &m.work[i]) })
		if err != nil {
			return 0, err
		}
		y.took = append(y.took, took)
		if y == ways[0] || same(y.sent[i], ways[0].sent[i]) {
			continue
		}
		if took, err = sql(y.sent[i]); err != nil {
			return 0, err
		}
		y.bare = append(y.bare, took)
	}
	return plain, nil
}

func (b *bench) once(ctx context.Context, m *measured, y *way, w *work) error {
	ctx = auth.As(ctx, w.actor)
	if m.undo {
		return b.undo(ctx, func(ctx context.Context) error { return y.call(ctx, w) })
	}
	return y.call(ctx, w)
}

// record does the work once and keeps what went to Postgres, but for the transaction it is undone in.
func (b *bench) record(ctx context.Context, m *measured, y *way, w *work) ([]postgres.Statement, error) {
	ctx, sent := postgres.Recording(ctx)
	if err := b.once(ctx, m, y, w); err != nil {
		return nil, err
	}
	if m.undo {
		return slices.DeleteFunc(sent(), edge), nil
	}
	return sent(), nil
}

func same(a, b []postgres.Statement) bool {
	return slices.EqualFunc(a, b, func(x, y postgres.Statement) bool { return x.Text == y.Text })
}

func (b *bench) timed(do func() error) (time.Duration, error) {
	begun := b.Now()
	err := do()
	return b.Now().Sub(begun), err
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
