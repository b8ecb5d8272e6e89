package assignment

// solve gives every missing reading its cheapest way to the sink, one at a time. After each the flow
// is the cheapest of its size (successive shortest paths), so the order of proposals does not matter.
func (n *network) solve() {
	s := newSearch(n)
	for p := range n.np {
		for range n.need[p] {
			s.fromProposal(p, n.nr) // found: a reading can always go without a reader
			s.raise(n.nr)
			n.apply(s.path(n.nr))
		}
	}
}

// apply sends one reading along a path of the residual network.
func (n *network) apply(path []link) {
	for _, l := range path {
		switch {
		case l.by == nobody && l.to == n.nr:
			n.load[l.from]++
		case l.by == nobody:
			n.load[l.to]--
		default:
			n.pass(l)
		}
	}
}

func (n *network) pass(l link) {
	if l.from == n.nr {
		n.forgo(l.by, -1)
	} else if l.from != nobody {
		n.unassign(l.by, l.from)
	}
	if l.to == n.nr {
		n.forgo(l.by, 1)
	} else {
		n.assign(l.by, l.to)
	}
}
