package assignment

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Shelf is what one reviewer reads: what was placed stays first in its order, what is open is to be
// placed after it. What stands in both is placed.
type Shelf struct {
	Reviewer string
	Placed   []string
	Open     []string
}

// Orders are the reading orders of all reviewers, with how even positions were when drawn and after.
type Orders struct {
	By       []Order
	Drawn    Spread
	Balanced Spread
}

// Order is the proposals of one reviewer, first to last.
type Order struct {
	Reviewer  string
	Proposals []string
}

// Shelves are the pairs of the plan by reviewer, all of them open.
func (p *Plan) Shelves() []Shelf {
	at := map[string]int{}
	out := make([]Shelf, len(p.Loads))
	for i, l := range p.Loads {
		out[i].Reviewer, at[l.Reviewer] = l.Reviewer, i
	}
	for _, pair := range p.Pairs {
		s := &out[at[pair.Reviewer]]
		s.Open = append(s.Open, pair.Proposal)
	}
	return out
}

// Arrange draws a reading order for each reviewer from the seed, then moves proposals until their
// mean positions are as even as one reviewer's order at a time can make them: order of reading
// biases scores (domain.md 8.1), so none is early or late everywhere. It refuses a reviewer twice.
func Arrange(seed uint64, shelves []Shelf) (*Orders, error) {
	a := &arrangement{of: map[string]int{}}
	var c fault.Check
	shelves = slices.Clone(shelves)
	slices.SortStableFunc(shelves, func(x, y Shelf) int { return cmp.Compare(x.Reviewer, y.Reviewer) })
	for i, s := range shelves {
		c.That(i == 0 || shelves[i-1].Reviewer != s.Reviewer, fmt.Sprintf("shelves.%d", i), "twice", "This reviewer is there twice.")
		a.draw(seed, s)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	a.sum = make([]int64, len(a.ids))
	for i := range a.rows {
		a.count(&a.rows[i], 1)
	}
	out := &Orders{Drawn: a.spread()}
	for better := true; better; {
		better = false
		for i := range a.rows {
			better = a.improve(&a.rows[i]) || better
		}
	}
	out.Balanced, out.By = a.spread(), a.orders(shelves)
	return out, nil
}

// arrangement is all orders at once; sum is of each proposal's positions, the middle being 0.
type arrangement struct {
	ids  []string
	of   map[string]int
	rows []row
	sum  []int64
}

type row struct {
	list   []int
	placed int
}

func (a *arrangement) number(id string) int {
	n, known := a.of[id]
	if !known {
		n = len(a.ids)
		a.of[id], a.ids = n, append(a.ids, id)
	}
	return n
}

func (a *arrangement) draw(seed uint64, s Shelf) {
	var r row
	seen := map[string]bool{}
	take := func(ids []string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id], r.list = true, append(r.list, a.number(id))
			}
		}
	}
	take(s.Placed)
	r.placed = len(r.list)
	take(slices.Sorted(slices.Values(s.Open)))
	shuffle(rand.NewPCG(seed^forOrder, digest(s.Reviewer)), r.list[r.placed:])
	a.rows = append(a.rows, r)
}

// middle is how far from the middle of a row a place is, from -1 to 1 in 2^20 parts.
func middle(place, length int) int64 {
	return int64(2*place+1-length) << 20 / int64(length)
}

func (a *arrangement) count(r *row, sign int64) {
	for i, p := range r.list {
		a.sum[p] += sign * middle(i, len(r.list))
	}
}

// improve puts the proposals that are late elsewhere first: for one row this makes the sum of
// squares the least it can be (rearrangement inequality). Equal ones stay as they were drawn.
func (a *arrangement) improve(r *row) bool {
	before := a.squares(r)
	old := slices.Clone(r.list)
	a.count(r, -1)
	slices.SortStableFunc(r.list[r.placed:], func(x, y int) int { return cmp.Compare(a.sum[y], a.sum[x]) })
	a.count(r, 1)
	if a.squares(r) < before {
		return true
	}
	a.count(r, -1)
	r.list = old
	a.count(r, 1)
	return false
}

func (a *arrangement) squares(r *row) int64 {
	var n int64
	for _, p := range r.list {
		part := a.sum[p] >> 8
		n += part * part
	}
	return n
}

func (a *arrangement) orders(shelves []Shelf) []Order {
	out := make([]Order, len(a.rows))
	for i, r := range a.rows {
		out[i].Reviewer = shelves[i].Reviewer
		for _, p := range r.list {
			out[i].Proposals = append(out[i].Proposals, a.ids[p])
		}
	}
	return out
}
