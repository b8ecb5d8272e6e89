package wire

import (
	"context"
	"math"
	"sync"
	"time"
)

// Quota is what is left to an actor after a request was charged.
type Quota struct {
	OK        bool          // whether the request may run
	Limit     int           // cost an actor may spend at once
	Remaining int           // cost left
	Reset     time.Duration // until the limit is whole again, or until a refused request would pass
}

// Limiter charges the cost of operations to actors.
type Limiter interface {
	// Take charges a cost to a key and says what is left; a refused request is not charged.
	Take(ctx context.Context, key string, cost int) Quota
}

// Buckets is a Limiter in memory: a bucket of cost for each actor that fills steadily.
type Buckets struct {
	mu     sync.Mutex
	size   float64
	rate   float64 // per second
	now    func() time.Time
	levels map[string]level
	most   int
}

type level struct {
	left float64
	at   time.Time
}

// NewBuckets makes buckets that hold perMinute and fill in a minute; keep it above Limits.Cost.
func NewBuckets(perMinute int, now func() time.Time) *Buckets {
	return &Buckets{
		size: float64(perMinute), rate: float64(perMinute) / 60, now: now, levels: map[string]level{}, most: 100_000,
	}
}

// Take charges one actor's bucket.
func (b *Buckets) Take(_ context.Context, key string, cost int) Quota {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	left := b.filled(b.levels[key], now)
	q := Quota{Limit: int(b.size)}
	if need := float64(cost); need <= left {
		q.OK = true
		left -= need
		q.Reset = b.wait(b.size - left)
	} else {
		q.Reset = b.wait(need - left)
	}
	q.Remaining = int(left)
	if len(b.levels) >= b.most {
		b.sweep(now)
	}
	b.levels[key] = level{left, now}
	return q
}

func (b *Buckets) filled(l level, now time.Time) float64 {
	if l.at.IsZero() {
		return b.size
	}
	return math.Min(b.size, l.left+math.Max(0, now.Sub(l.at).Seconds())*b.rate)
}

func (b *Buckets) wait(cost float64) time.Duration {
	return time.Duration(cost / b.rate * float64(time.Second))
}

// sweep forgets full buckets, and when all are in use one of them, so that memory stays bounded.
func (b *Buckets) sweep(now time.Time) {
	victim := ""
	for key, l := range b.levels {
		victim = key
		if b.filled(l, now) >= b.size {
			delete(b.levels, key)
		}
	}
	if len(b.levels) >= b.most {
		delete(b.levels, victim)
	}
}
