package assignment

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Reason is why a pair is in the plan or is not; the first of the aims that decided.
type Reason string

// Given and Kept are of the plan; all others say what stands against a pair.
const (
	Given    Reason = "given"    // assigned: the best that can be had
	Kept     Reason = "kept"     // fixed before
	Conflict Reason = "conflict" // barred, with the codes
	Filled   Reason = "filled"   // what stands is the target already
	Full     Reason = "full"     // the reviewer is at the limit, and would get the pair with more room
	Coverage Reason = "coverage" // another proposal would go short
	Promise  Reason = "promise"  // a reviewer would stay below the least promised
	Evenness Reason = "evenness" // loads would be less even
	Fit      Reason = "fit"      // others fit better
	Lots     Reason = "lots"     // equal in everything; lots were drawn
)

// Answer tells why a pair is in the plan or is not, and what would turn it.
type Answer struct {
	Pair

	Reason Reason
	Codes  []string // of a conflict
	Terms  []Term
	Fit    int
	Load   int // of the reviewer in the plan
	Most   *int

	// Turn is the best plan with the opposite answer, as changes of this one: without a given pair,
	// with one that is not. Nil where there is none: a conflict, nothing but fixed pairs to give up.
	Turn *Change

	// Margin is by how many points the fit would have to fall for a given pair to be lost, or rise
	// for another to be given. Nil where no fit decides, since an earlier aim does.
	Margin *int

	// Room is by how many readings the reviewer's limit would have to grow to be given the pair;
	// nil where more room would not do it.
	Room *int
}

// Why answers for one pair of the problem: why this one, why not that one, what would change it.
func (p *Plan) Why(proposal, reviewer string) (*Answer, error) {
	n := p.net
	i, known := n.t.pth[proposal]
	r, also := n.t.rth[reviewer]
	if !known || !also {
		return nil, fault.Missing("pair")
	}
	a := &Answer{
		Pair: Pair{proposal, reviewer}, Terms: n.t.terms(i, r), Fit: n.fit[i*n.nr+r],
		Load: n.load[r], Most: n.t.reviewers[r].Most,
	}
	switch {
	case n.t.fixed[i][r]:
		a.Reason = Kept
	case n.t.barred(i, r):
		a.Reason, a.Codes = Conflict, n.t.bars[cell{i, r}]
	case n.assigned(i, r):
		n.without(a, i, r)
	case n.need[i] == 0:
		a.Reason = Filled
	default:
		n.with(a, i, r)
	}
	return a, nil
}

// without finds the best plan that lacks a given pair: the shortest way around it.
func (n *network) without(a *Answer, p, r int) {
	a.Reason = Given
	s := newSearch(n)
	if s.fromProposal(p, r) {
		path := s.path(r)
		path[0].from = r
		a.Turn = n.change(path)
		a.Margin = n.margin(a.Turn, s.far[r]+n.price[r]-n.cost[p*n.nr+r])
	}
}

// with finds the best plan that has a pair, under the limits as they are and with one grown.
func (n *network) with(a *Answer, p, r int) {
	s := newSearch(n)
	s.fromNode(r, nobody)
	last, cost := nobody, int64(unreached)
	for _, holder := range append(slices.Clone(n.held[p]), int32(n.nr)) {
		if back, can := n.back(p, int(holder)); can && s.far[holder] < unreached {
			if c := s.far[holder] + n.price[holder] - n.price[r] - back + n.cost[p*n.nr+r]; c < cost {
				last, cost = int(holder), c
			}
		}
	}
	if last != nobody {
		a.Turn = n.change(append([]link{{last, r, p}}, s.path(last)...))
		a.Reason = a.Turn.decided()
		a.Margin = n.margin(a.Turn, cost)
	}
	if n.load[r] == n.most[r] {
		a.Room = n.clone().grow(p, r)
	}
	if last == nobody || a.Room != nil {
		a.Reason = Full
	}
}

// back is what a reading costs that a proposal has now, by a reviewer or by nobody.
func (n *network) back(p, holder int) (cost int64, can bool) {
	if holder < n.nr {
		return n.cost[p*n.nr+holder], true
	}
	if n.lacking[p] == 0 {
		return 0, false
	}
	return n.lack(p, n.lacking[p]-1), true
}

// margin is the fit that a turn costs, where fit is what it costs; lots break a tie either way.
func (n *network) margin(c *Change, cost int64) *int {
	if c.decided() != Fit && c.decided() != Lots {
		return nil
	}
	points := int(cost/n.w.fit) + 1
	return &points
}

// grow raises a reviewer's limit one by one, each time to the best plan, until it has the pair.
// It gives up when more room is of no use to any plan.
func (n *network) grow(p, r int) *int {
	s := newSearch(n)
	for by := 1; ; by++ {
		if !s.fromNode(n.nr, r) || s.far[r]+n.price[r]-n.price[n.nr]+n.burden(r, n.load[r]) >= 0 {
			return nil
		}
		n.most[r]++
		s.raise(r)
		n.apply(append(s.path(r), link{r, n.nr, nobody}))
		if n.assigned(p, r) {
			return &by
		}
	}
}
