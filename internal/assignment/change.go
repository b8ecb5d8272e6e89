package assignment

import "slices"

// Change is the way from the plan to another: the readings that move, and what that costs by aim.
// Fewer is better in all figures but Fit; what a plan's change costs is never better by an earlier aim.
type Change struct {
	Moves        []Move
	Loads        []Shift // at most two: who reads one more, who one fewer
	BelowMinimum int     // readings more that are missing below minimums
	BelowTarget  int     // below targets, those below minimums included
	BelowLeast   int     // below what reviewers were promised
	Fit          int     // points of all pairs together; below zero is worse

	cover, burden int64 // what the first three aims and the fourth cost, spread included
	promise       bool  // the burden is of a promised load
}

// Move is one reading of a proposal that passes from a reviewer to another; no name is nobody.
type Move struct{ Proposal, From, To string }

// Shift is a reviewer's load before and after a change.
type Shift struct {
	Reviewer string
	From, To int
}

// change reads a closed walk through the network, whose last node leads to its first, as moves.
func (n *network) change(walk []node, first node) *Change {
	at := slices.Index(walk, first)
	walk = slices.Concat(walk[at:], walk[:at])
	c := &Change{}
	for i, here := range walk {
		before, after := walk[(i+len(walk)-1)%len(walk)], walk[(i+1)%len(walk)]
		switch {
		case here == n.end():
			n.leave(c, before, -1)
			n.leave(c, after, 1)
		case int(here) < n.np:
			c.Moves = append(c.Moves, Move{n.t.proposals[here].ID, n.name(before), n.name(after)})
			c.Fit += n.points(here, after) - n.points(here, before)
		}
	}
	return c
}

// leave counts what changes beside the sink: one reading more for whom it comes from, one fewer for
// whom it goes to; for a proposal, a reading more or fewer that nobody gives.
func (n *network) leave(c *Change, beside node, sign int) {
	if p := int(beside); p < n.np {
		lacking := n.lacking[p] + min(-sign, 0)
		proposal := &n.t.proposals[p]
		c.cover -= int64(sign) * n.lack(p, lacking)
		c.BelowTarget -= sign
		if proposal.Target-lacking <= proposal.Minimum {
			c.BelowMinimum -= sign
		}
		return
	}
	r := int(beside) - n.np
	reviewer, load := &n.t.reviewers[r], n.load[r]
	c.Loads = append(c.Loads, Shift{reviewer.ID, load, load - sign})
	slot := max(load, load-sign)
	c.burden -= int64(sign) * n.burden(r, slot-1)
	if slot <= reviewer.Least {
		c.BelowLeast += sign
		c.promise = true
	}
}

// name is of a reviewer; the sink, which is nobody, has none.
func (n *network) name(at node) string {
	if at == n.end() {
		return ""
	}
	return n.t.reviewers[int(at)-n.np].ID
}

func (n *network) points(p, at node) int {
	if at == n.end() {
		return 0
	}
	return n.fit[int(p)*n.nr+int(at)-n.np]
}

// decided is the first aim that the change touches.
func (c *Change) decided() Reason {
	switch {
	case c.cover != 0:
		return Coverage
	case c.burden != 0 && c.promise:
		return Promise
	case c.burden != 0:
		return Evenness
	case c.Fit != 0:
		return Fit
	}
	return Lots
}
