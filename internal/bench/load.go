package bench

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// callers ask at once, each again as soon as it is answered.
const callers = 32

// rounds is how often the two take turns.
const rounds = 3

// reached are the ratios of gqlgen with one prepared statement to the mirror, measured once elsewhere: 876 of 1,493 and 2,107 of 4,123 a second.
var reached = map[string]string{"list": "0.59", "detail": "0.51"}

// atOnce prints requests a second of the API beside those of the mirror, taking turns.
func (b *bench) atOnce(ctx context.Context) error {
	if !b.wanted("requests a second") {
		return nil
	}
	s, err := b.subjects(ctx)
	if err != nil {
		return err
	}
	b.printf("\nRequests a second with %d callers, in process; medians of %d rounds of %s each.\n\n%-42s %12s %12s %8s  %s\n",
		callers, rounds, b.Each, "", "pgx and JSON", "GraphQL", "ratio", "to reach")
	for _, m := range []struct {
		name string
		work []work
	}{{"list", b.lists(s)}, {"detail", b.details(s)}} {
		if len(m.work) == 0 {
			continue
		}
		if err := b.against(ctx, m.name, m.work); err != nil {
			return fmt.Errorf("%s with many callers: %w", m.name, err)
		}
	}
	return nil
}

func (b *bench) against(ctx context.Context, name string, all []work) error {
	var sent [][]postgres.Statement
	y := &way{call: func(ctx context.Context, w *work) error { return w.use(ctx) }}
	for i := range all {
		one, err := b.record(ctx, &measured{}, y, &all[i])
		if err != nil {
			return err
		}
		sent = append(sent, one)
	}
	mirror := b.mirror(sent)
	byHand := func(ctx context.Context, i int) error {
		_, err := through(ctx, mirror, http.MethodPost, "/", "application/json", strconv.Itoa(i))
		return err
	}
	api := func(ctx context.Context, i int) error { return all[i].operation(auth.As(ctx, all[i].actor), b.api) }
	var hand, graph []time.Duration // of one request, so that the median is taken the same way
	for range rounds {
		for _, x := range []struct {
			call func(context.Context, int) error
			into *[]time.Duration
		}{{byHand, &hand}, {api, &graph}} {
			per, err := b.flood(ctx, len(all), x.call)
			if err != nil {
				return err
			}
			*x.into = append(*x.into, per)
		}
	}
	a, g := median(hand), median(graph)
	b.printf("%-42s %12.0f %12.0f %8.2f  %s\n", name, rate(a), rate(g), ratio(a, g), reached[name])
	return nil
}

func rate(d time.Duration) float64 { return float64(time.Second) / float64(max(d, 1)) }

// flood lets every caller ask until the time is over and answers the time one request took of all.
func (b *bench) flood(ctx context.Context, n int, call func(context.Context, int) error) (time.Duration, error) {
	var done atomic.Int64
	var failed atomic.Pointer[error]
	begun := b.Now()
	end := begun.Add(b.Each)
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for i := c; failed.Load() == nil; i++ {
				if err := call(ctx, i%n); err != nil {
					failed.Store(&err)
					return
				}
				done.Add(1)
				if !b.Now().Before(end) {
					return
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return b.Now().Sub(begun) / time.Duration(max(done.Load(), 1)), nil
}
