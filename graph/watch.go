package graph

import (
	"context"
	"reflect"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// ReviewProgress sends a panel's counts at once and whenever they change.
func (s subscription) ReviewProgress(ctx context.Context, panel string) (<-chan *review.Progress, error) {
	return watch(ctx, s.r, topic[ident.PanelKind](postgres.PanelNews, panel), func(ctx context.Context) (*review.Progress, error) {
		return by(ctx, panel, s.r.office.Review.PanelProgress)
	})
}

// LetterProgress sends the counts of a cycle's letters at once and whenever they change.
func (s subscription) LetterProgress(ctx context.Context, cycle string) (<-chan *award.LetterProgress, error) {
	return watch(ctx, s.r, topic[ident.CycleKind](postgres.CycleNews, cycle), func(ctx context.Context) (*award.LetterProgress, error) {
		return by(ctx, cycle, s.r.office.Award.LetterProgress)
	})
}

// JobProgress sends how the queue and the outbox are getting on, at once and when they change; it looks each second,
// since whoever works the queue may be another program.
func (s subscription) JobProgress(ctx context.Context) (<-chan *desk.Work, error) {
	return watchEvery(ctx, s.r, time.Second, postgres.PersonNews, s.r.office.Work)
}

// topic names what is followed by its id; whatever is no id has no news, and looking refuses it.
func topic[K ident.Kind](kind, id string) string {
	x, err := ident.Parse[K](id)
	if err != nil {
		return kind
	}
	return kind + x.UUID().String()
}

// calm is the least time between two looks: a thousand letters drawn in a second are a few events.
const calm = 50 * time.Millisecond

// watch looks at once, whenever news come of the topic or of the viewer's rights, and now and then in case a right has
// run out by itself; each time with the viewer's rights as they are then. It sends what is new, and ends with the
// context and when the viewer may no longer look.
func watch[T any](ctx context.Context, r *Resolver, topic string, look func(context.Context) (*T, error)) (<-chan *T, error) {
	return watchEvery(ctx, r, r.watch, topic, look)
}

// watchEvery is watch for what tells no news of its own.
func watchEvery[T any](ctx context.Context, r *Resolver, every time.Duration, topic string, look func(context.Context) (*T, error)) (<-chan *T, error) {
	topics := []string{topic}
	if p := auth.Who(ctx).Person; !p.IsZero() {
		topics = append(topics, postgres.PersonNews+p.UUID().String())
	}
	heard, leave := r.office.DB.Follow(topics...) // before the first look, so that nothing falls between
	last, err := look(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	out := make(chan *T, 1)
	out <- last
	go func() {
		defer close(out)
		defer leave()
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-heard:
			case <-tick.C:
			}
			now, err := look(r.again(ctx))
			if err != nil {
				return
			}
			if !reflect.DeepEqual(now, last) {
				last = now
				select {
				case <-ctx.Done():
					return
				case out <- now:
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(calm):
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
