package calibration

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Bootstrap asks how the places would fall under the score noise the model found.
type Bootstrap struct {
	Draws int // from 1 to 10,000
	Top   int // places that count as the top
	Seed  uint64
}

// Stability is how the places fell in all draws; the same scores and seed give the same figures.
type Stability struct {
	Draws     int
	Top       int
	Proposals []Stable // those with places, in the order of ids
	Reasons   []Reason
	fell      []int32 // place of each proposal in each draw
}

// Stable is how one proposal's place by model score fell.
type Stable struct {
	ID             string
	Place          int   // by the scores as they are
	MeanPlaceMilli int64 // thousandths of a place
	// Of all draws, 2.5 %, a half and 97.5 % are at this place or better.
	LowPlace, MedianPlace, HighPlace int
	TopMicro                         int64 // share of the draws in the top, millionths
}

// PlaceCount is in how many draws a place was held.
type PlaceCount struct{ Place, Draws int }

// mostFalls bounds the memory of all places of all draws.
const mostFalls = 50_000_000

// Draw resamples the model's residuals, and in a mixed model the reviewers' parts, each stretched to the
// variance found (Carpenter, Goldstein and Rasbash 2003), refits, and counts the places. Ties within
// a draw are broken by lots. Without error variance there are no draws, with a reason.
func (c *Calibration) Draw(b Bootstrap) (*Stability, error) {
	var f fault.Check
	f.That(b.Draws >= 1 && b.Draws <= 10_000 && b.Draws*len(c.Proposals) <= mostFalls, "draws", "out_of_range", "Between 1 and 10,000 draws, fewer with many proposals.")
	f.That(b.Top >= 0, "top", "out_of_range", "Places are counted from 0.")
	if err := f.Err(); err != nil {
		return nil, err
	}
	out := &Stability{Draws: b.Draws, Top: b.Top}
	switch {
	case c.Scores == 0:
		out.Reasons = []Reason{{Code: "no_scores"}}
	case !c.certain():
		out.Reasons = []Reason{{Code: "no_degrees"}}
	}
	if out.Reasons != nil {
		return out, nil
	}
	order := c.placed()
	n := c.noise(b.Seed)
	out.fell = make([]int32, b.Draws*len(order))
	for d := range b.Draws {
		n.draw()
		n.places(order, c.model.level, out.fell[d*len(order):(d+1)*len(order)])
	}
	out.count(c, order)
	return out, nil
}

// noise makes errors of the model scores.
type noise struct {
	f           *fit
	random      *rand.PCG
	left, parts []float64 // what is drawn from, with mean nought and the variances found
	given       []float64 // parts of this draw
	y           []float64
	level, part []float64
	keys        []uint64
}

func (c *Calibration) noise(seed uint64) *noise {
	t := c.table
	n := &noise{f: c.model, random: rand.NewPCG(seed, 0x636f756e74), y: make([]float64, len(t.points))}
	n.left = stretch(c.model.left, c.exactErr)
	if c.mixed() {
		n.parts = stretch(c.model.part, c.exactReviews)
	}
	n.level, n.part, n.given = make([]float64, len(t.proposals)), make([]float64, len(t.reviewers)), make([]float64, len(t.reviewers))
	return n
}

// stretch centers values and gives them a population variance; all nought where they do not vary.
func stretch(values []float64, variance float64) []float64 {
	out := centered(values)
	has := dot(out, out) / float64(len(out))
	scale := 0.0
	if has > nothing*nothing {
		scale = math.Sqrt(variance / has)
	}
	for i := range out {
		out[i] *= scale
	}
	return out
}

// pick is a number below n; the library's may differ by the size of an int.
func (n *noise) pick(below int) int {
	high, _ := bits.Mul64(n.random.Uint64(), uint64(below))
	return int(high)
}

// draw leaves the errors of one draw in level.
func (n *noise) draw() {
	for r := range n.given {
		if len(n.parts) > 0 {
			n.given[r] = n.parts[n.pick(len(n.parts))]
		}
	}
	for i := range n.y {
		n.y[i] = n.left[n.pick(len(n.left))] + n.given[n.f.t.reviewer[i]]
	}
	n.f.apply(n.y, n.level, n.part)
}

// places ranks score plus error; a key is the score upside down, lots, and who it is.
func (n *noise) places(order []int, level []float64, into []int32) {
	n.keys = n.keys[:0]
	for at, i := range order {
		x := max(-1<<30, min(1<<30, fine(level[i]+n.level[i])))
		lot := n.random.Uint64() & (1<<14 - 1)
		n.keys = append(n.keys, uint64(1<<30-x)<<32|lot<<18|uint64(at))
	}
	slices.Sort(n.keys)
	for place, k := range n.keys {
		into[k&(1<<18-1)] = int32(place + 1)
	}
}

func (s *Stability) count(c *Calibration, order []int) {
	s.Proposals = make([]Stable, len(order))
	held := make([]int, len(order)+1)
	for at, i := range order {
		clear(held)
		sum, top := 0, 0
		for d := range s.Draws {
			place := int(s.fell[d*len(order)+at])
			held[place]++
			sum += place
			if place <= s.Top {
				top++
			}
		}
		draws := float64(s.Draws)
		s.Proposals[at] = Stable{
			ID: c.Proposals[i].ID, Place: c.Proposals[i].ModelPlace, TopMicro: micro(float64(top) / draws),
			MeanPlaceMilli: int64(math.Round(float64(sum) * 1000 / draws)),
			LowPlace:       reached(held, 25*s.Draws), MedianPlace: reached(held, 500*s.Draws), HighPlace: reached(held, 975*s.Draws),
		}
	}
}

// reached is the first place at which a share of all draws, in thousandths of their number, is at it or better.
func reached(held []int, thousandths int) int {
	sum := 0
	for place, n := range held {
		sum += n
		if sum > 0 && sum*1000 >= thousandths {
			return place
		}
	}
	return len(held) - 1
}

// Places is in how many draws a proposal held each place it held, the best first; nil for a stranger.
func (s *Stability) Places(id string) []PlaceCount {
	at := slices.IndexFunc(s.Proposals, func(p Stable) bool { return p.ID == id })
	if at < 0 {
		return nil
	}
	held := make([]int, len(s.Proposals)+1)
	for d := range s.Draws {
		held[s.fell[d*len(s.Proposals)+at]]++
	}
	var out []PlaceCount
	for place, n := range held {
		if n > 0 {
			out = append(out, PlaceCount{place, n})
		}
	}
	return out
}
