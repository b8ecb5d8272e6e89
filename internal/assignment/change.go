package assignment

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

// change reads a closed way through the network as moves.
func (n *network) change(way []link) *Change {
	c := &Change{}
	for _, l := range way {
		if l.by == nobody {
			n.shift(c, l)
			continue
		}
		c.Moves = append(c.Moves, Move{n.t.proposals[l.by].ID, n.name(l.from), n.name(l.to)})
		c.Fit += n.points(l.by, l.to) - n.points(l.by, l.from)
		if l.from == n.nr {
			n.lacks(c, l.by, -1)
		}
		if l.to == n.nr {
			n.lacks(c, l.by, 1)
		}
	}
	return c
}

// lacks counts a reading more or fewer of a proposal that nobody gives.
func (n *network) lacks(c *Change, p, more int) {
	proposal, lacking := &n.t.proposals[p], n.lacking[p]+min(more, 0)
	c.cover += int64(more) * n.lack(p, lacking)
	c.BelowTarget += more
	if proposal.Target-lacking <= proposal.Minimum {
		c.BelowMinimum += more
	}
}

// shift counts a reading more for the reviewer it comes from, or one fewer for whom it goes to.
func (n *network) shift(c *Change, l link) {
	r, more := l.from, 1
	if l.from == n.nr {
		r, more = l.to, -1
	}
	reviewer, load := &n.t.reviewers[r], n.load[r]
	c.Loads = append(c.Loads, Shift{reviewer.ID, load, load + more})
	slot := max(load, load+more)
	c.burden += int64(more) * n.burden(r, slot-1)
	if slot <= reviewer.Least {
		c.BelowLeast -= more
		c.promise = true
	}
}

// name is of a reviewer; the sink, which is nobody, has none.
func (n *network) name(at int) string {
	if at == n.nr {
		return ""
	}
	return n.t.reviewers[at].ID
}

func (n *network) points(p, at int) int {
	if at == n.nr {
		return 0
	}
	return n.fit[p*n.nr+at]
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
