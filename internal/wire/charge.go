package wire

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// spent is what an operation cost its actor, published in extensions.cost.
type spent struct {
	Requested int `json:"requested"`
	Limit     int `json:"limit"`
	Remaining int `json:"remaining"`

	reset   time.Duration
	refused bool
}

const spentKey = "cost"

func spentOn(op *graphql.OperationContext) *spent {
	s, _ := op.Stats.GetExtension(spentKey).(*spent)
	return s
}

// charge refuses what costs more than one operation may, or more than the actor has left.
func (e *engine) charge(ctx context.Context, op *graphql.OperationContext, cost int) *Problem {
	if cost > e.limits.Cost {
		return &Problem{
			Code:    ComplexityExceeded,
			Message: fmt.Sprintf("This operation costs %d; the limit is %d. Ask for fewer items or fewer levels.", cost, e.limits.Cost),
			Extra:   map[string]any{"cost": spent{Requested: cost, Limit: e.limits.Cost}},
		}
	}
	s := &spent{Requested: cost, Limit: e.limits.Cost, Remaining: e.limits.Cost - cost}
	op.Stats.SetExtension(spentKey, s)
	if e.cfg.Limiter == nil {
		return nil
	}
	key := ""
	if e.cfg.Actor != nil {
		key = e.cfg.Actor(ctx)
	}
	q := e.cfg.Limiter.Take(ctx, key, cost)
	s.Limit, s.Remaining, s.reset, s.refused = q.Limit, q.Remaining, q.Reset, !q.OK
	if q.OK {
		return nil
	}
	return &Problem{
		Code: RateLimited, Message: fmt.Sprintf("Too many requests; try again in %d seconds.", seconds(q.Reset)),
		Extra: map[string]any{"cost": s, "retryAfter": seconds(q.Reset)},
	}
}

// headers publishes the quota as RateLimit-* fields, and Retry-After on refusal.
func (s *spent) headers(h http.Header) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.Limit))
	h.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("RateLimit-Reset", strconv.Itoa(seconds(s.reset)))
	if s.refused {
		h.Set("Retry-After", strconv.Itoa(seconds(s.reset)))
	}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
