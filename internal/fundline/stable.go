package fundline

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Method says how a line is drawn.
type Method string

// The methods.
const (
	Walking   Method = "walk"
	Selecting Method = "select"
)

// Stability is how often each proposal is funded when scores move within their standard errors.
type Stability struct {
	Draws    int
	Chances  []Chance // in rank order
	Unproven int      // draws whose best selection was not proven within the node budget
	Conflict *Conflict
}

// Chance is in how many draws a proposal was funded.
type Chance struct {
	ID     string
	Funded int
}

// Stable draws the scores anew, each with normal noise of its standard error, and draws the line each time.
// The same seed gives the same chances on any machine.
func Stable(in Input, m Method, draws int, seed uint64) (*Stability, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if draws < 1 || draws > 100_000 {
		return nil, fault.BadField("draws", "line_draws", "Between 1 and 100,000 draws can be made.")
	}
	b := &bootstrap{in: &in, ranked: in.ranked(), seed: seed}
	switch m {
	case Walking:
		return b.run(draws, func() func([]int64, []int) bool { return b.walk }), nil
	case Selecting:
	default:
		return nil, fault.BadField("method", "line_method", "The line is walked or selected.")
	}
	b.base = newSolver(&in, nothing)
	first := b.base.solve(in.budget(), nil)
	if first.levels == nil && first.optimal {
		return &Stability{Conflict: in.conflict()}, nil
	}
	b.hint = first.levels
	return b.run(draws, b.selector), nil
}

// bootstrap is the draws of one question.
type bootstrap struct {
	in     *Input
	ranked []Proposal
	seed   uint64
	base   *solver
	hint   []int
}

// run makes the draws, some side by side; each has its own random numbers, so that who makes which is nothing.
func (b *bootstrap) run(draws int, drawer func() func([]int64, []int) bool) *Stability {
	workers := min(draws, runtime.GOMAXPROCS(0))
	funded, unproven := make([][]int, workers), make([]int, workers)
	var all sync.WaitGroup
	var next atomic.Int64
	for w := range workers {
		funded[w] = make([]int, len(b.ranked))
		all.Go(func() {
			draw := drawer()
			for d := int(next.Add(1)) - 1; d < draws; d = int(next.Add(1)) - 1 {
				if !draw(b.scores(d), funded[w]) {
					unproven[w]++
				}
			}
		})
	}
	all.Wait()
	out := &Stability{Draws: draws}
	for i := range b.ranked {
		c := Chance{ID: b.ranked[i].ID}
		for w := range workers {
			c.Funded += funded[w][i]
		}
		out.Chances = append(out.Chances, c)
	}
	for _, n := range unproven {
		out.Unproven += n
	}
	return out
}

// scores are one draw of all scores, thousandths.
func (b *bootstrap) scores(draw int) []int64 {
	r := rand.New(rand.NewPCG(b.seed, uint64(draw)))
	out := make([]int64, len(b.ranked))
	for i := range out {
		out[i] = b.ranked[i].ScoreMilli + noise(r, b.ranked[i].ErrorMilli)
	}
	return out
}

// noise is a normal deviate of a standard error in whole numbers alone: the heads of 1,024 coins,
// spread evenly within one head, have a standard deviation of 16 heads (and a fifth of a percent more).
func noise(r *rand.Rand, sd int64) int64 {
	heads := int64(-512)
	for range 16 {
		heads += int64(bits.OnesCount64(r.Uint64()))
	}
	fine := heads<<16 + int64(r.Uint64()&0xffff) - 1<<15
	return (sd*fine + 1<<19) >> 20
}

// walk goes down the drawn ranking until one does not fit.
func (b *bootstrap) walk(scores []int64, funded []int) bool {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(scores[y], scores[x]) })
	left := b.in.Available
	for _, i := range order {
		if left -= b.ranked[i].Requested; left < 0 {
			break
		}
		funded[i]++
	}
	return true
}

// selector is a draw by selection, with rows of its own whose scores may change.
func (b *bootstrap) selector() func([]int64, []int) bool {
	s := b.base.fork()
	return func(scores []int64, funded []int) bool {
		for i := range s.m.items {
			it := &s.m.items[i]
			it.points = scores[i] - b.in.ThresholdMilli
			for l := range it.worths {
				if s.seek {
					it.worths[l] = worth(it.points, it.amounts[l], it.requested)
				}
			}
		}
		a := s.solve(b.in.budget(), b.hint)
		for i, l := range a.levels {
			if l > 0 {
				funded[i]++
			}
		}
		return a.optimal
	}
}

// fork is a solver that shares what does not change with the scores.
func (s *solver) fork() *solver {
	m, p := *s.m, *s.p
	m.items = slices.Clone(m.items)
	for i := range m.items {
		m.items[i].worths = slices.Clone(m.items[i].worths)
	}
	p.m, p.sums = &m, make([]float64, len(p.sums))
	return &solver{m: &m, p: &p, start: s.start, seek: s.seek, unordered: s.seek}
}
