package graph

import (
	"context"
	"reflect"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// ReviewProgress sends a panel's counts at once and whenever they change.
func (s subscription) ReviewProgress(ctx context.Context, panel string) (<-chan *review.Progress, error) {
	return watch(ctx, s.r, func(ctx context.Context) (*review.Progress, error) {
		return by(ctx, panel, s.r.office.Review.PanelProgress)
	})
}

// LetterProgress sends the counts of a cycle's letters at once and whenever they change.
func (s subscription) LetterProgress(ctx context.Context, cycle string) (<-chan *award.LetterProgress, error) {
	return watch(ctx, s.r, func(ctx context.Context) (*award.LetterProgress, error) {
		return by(ctx, cycle, s.r.office.Award.LetterProgress)
	})
}

// watch looks again and again, each time with the viewer's rights as they are then, and sends what is new.
// It ends with the context, and when the viewer may no longer look.
func watch[T any](ctx context.Context, r *Resolver, look func(context.Context) (*T, error)) (<-chan *T, error) {
	last, err := look(ctx)
	if err != nil {
		return nil, err
	}
	out := make(chan *T, 1)
	out <- last
	go func() {
		defer close(out)
		tick := time.NewTicker(r.watch)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now, err := look(r.again(ctx))
			if err != nil {
				return
			}
			if reflect.DeepEqual(now, last) {
				continue
			}
			last = now
			select {
			case <-ctx.Done():
				return
			case out <- now:
			}
		}
	}()
	return out, nil
}

// again is the context with the viewer's rights as they are now; whoever may not act any more is nobody.
func (r *Resolver) again(ctx context.Context) context.Context {
	a, err := r.actor(ctx)
	if err != nil {
		return auth.As(ctx, auth.Actor{})
	}
	return auth.As(ctx, a)
}
