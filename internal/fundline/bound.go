package fundline

import (
	"math"
	"math/bits"
)

// prices are what a unit of each row costs, in points shifted left; any prices not below nought
// give a true upper bound (Lagrange), so that the floats they come from need not be trusted.
type prices struct {
	of    []int64
	shift uint
}

// shiftOf leaves room for the sums of every product.
func (m *model) shiftOf() uint {
	most := int64(1)
	for i := range m.items {
		it := &m.items[i]
		most += max(size(it.worths[0]), size(it.worths[len(it.worths)-1]))
	}
	return uint(min(30, max(0, 54-bits.Len64(uint64(most)))))
}

// weights is how much every row can come to, for what prices may multiply.
func (m *model) weights() []float64 {
	out := make([]float64, len(m.rows))
	for r := range out {
		out[r] = math.Abs(float64(m.rows[r].limit)) + 1
	}
	for i := range m.items {
		it := &m.items[i]
		for _, t := range it.terms {
			out[t.row] += math.Abs(float64(t.k)) + math.Abs(float64(float64(t.m)*float64(it.amounts[len(it.amounts)-1])))
		}
	}
	return out
}

// duals reads the prices off a solved tableau; ok is false when whole numbers could not hold them.
func (p *program) duals(t *tableau, weights []float64, into *prices) (ok bool) {
	total := 0.0
	factor := math.Ldexp(1, int(into.shift))
	for r := range into.of {
		into.of[r] = 0
		if w := t.where[p.slack+r]; w >= 0 && t.cost[w] < 0 {
			x := math.Round(-t.cost[w] / p.scale[r] * factor)
			total += float64(x * weights[r])
			if total > 1<<61 {
				return false
			}
			into.of[r] = int64(x)
		}
	}
	return true
}

// ray reads from a row that cannot be mended the prices that prove it.
func (p *program) ray(t *tableau, v verdict, weights []float64, into *prices) {
	line := t.t[v.broken*t.n : v.broken*t.n+t.n]
	raw := make([]float64, len(into.of))
	most := 0.0
	for r := range raw {
		w := t.where[p.slack+r]
		switch {
		case w >= 0:
			raw[r] = line[w]
		case w != gone && int(-1-w) == v.broken:
			raw[r] = 1
		}
		if !v.low {
			raw[r] = -raw[r]
		}
		if raw[r] < 1e-9 {
			raw[r] = 0
		}
		raw[r] /= p.scale[r]
		most = max(most, float64(raw[r]*weights[r]))
	}
	factor := 0.0
	if most > 0 {
		factor = (1 << 54) / most
	}
	for r := range raw {
		into.of[r] = int64(math.Round(float64(raw[r] * factor)))
	}
}

// load is what an item costs at these prices: k if funded and m for each minor unit.
func (it *item) load(of []int64) (k, m int64) {
	for _, t := range it.terms {
		if x := of[t.row]; x != 0 {
			k += x * t.k
			m += x * t.m
		}
	}
	return k, m
}

// reward is the best an item can add when it is funded within a span, points less cost.
func (it *item) reward(s span, k, m int64, shift uint, worths bool) int64 {
	best := int64(math.MinInt64)
	at := func(l int) {
		x := -k - m*it.amounts[l-1]
		if worths {
			x += it.worths[l-1] << shift
		}
		best = max(best, x)
	}
	lo := max(s.lo, 1)
	at(lo)
	if s.hi > lo {
		at(s.hi)
	}
	if s.hi <= lo+1 || !worths {
		return best
	}
	at(s.hi - 1)
	// Rounding down may lift a level between the ends only where a step changes less than one point's thousandth.
	slope := math.Abs(math.Ldexp(float64(it.points), int(shift))/float64(it.requested) - float64(m))
	if float64(slope*float64(it.amounts[lo]-it.amounts[lo-1])) < 2*math.Ldexp(1, int(shift)) {
		for l := lo + 1; l < s.hi-1; l++ {
			at(l)
		}
	}
	return best
}
