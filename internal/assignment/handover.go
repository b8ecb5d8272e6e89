package assignment

import "slices"

// handover is the cheapest way from one reviewer to another or to the sink over one proposal that
// the first has: what it costs more, and which. A proposal's potential cancels out of it, so it
// changes only when the proposal moves; the search is among reviewers, who are few.
type handover struct {
	cost int64
	by   int32
}

// nobody stands for no proposal and for no reviewer.
const nobody = -1

// to is what a reading of a proposal costs with a reviewer, or with nobody at the sink.
func (n *network) to(p, r int) int64 {
	if r == n.nr {
		return n.lack(p, n.lacking[p])
	}
	return n.open[p*n.nr+r]
}

// hand keeps a handover if it is cheaper than the one known.
func (n *network) hand(from, to, p int) {
	at := &n.over[from*(n.nr+1)+to]
	if c := n.to(p, to) - n.cost[p*n.nr+from]; c < at.cost {
		*at = handover{c, int32(p)}
	}
}

// renew looks for the cheapest handover anew.
func (n *network) renew(from, to int) {
	n.over[from*(n.nr+1)+to] = handover{absent, nobody}
	for _, p := range n.given[from] {
		n.hand(from, to, int(p))
	}
}

func (n *network) assign(p, r int) {
	n.open[p*n.nr+r] = absent
	for _, other := range n.held[p] {
		if n.over[int(other)*(n.nr+1)+r].by == int32(p) {
			n.renew(int(other), r)
		}
	}
	n.given[r], n.held[p] = append(n.given[r], int32(p)), append(n.held[p], int32(r))
	for to := range n.nr + 1 {
		n.hand(r, to, p)
	}
}

func (n *network) unassign(p, r int) {
	n.open[p*n.nr+r] = n.cost[p*n.nr+r]
	n.given[r], n.held[p] = without(n.given[r], int32(p)), without(n.held[p], int32(r))
	for to := range n.nr + 1 {
		if n.over[r*(n.nr+1)+to].by == int32(p) {
			n.renew(r, to)
		}
	}
	for _, other := range n.held[p] {
		n.hand(int(other), r, p)
	}
}

// forgo counts readings more of a proposal that nobody gives.
func (n *network) forgo(p, more int) {
	n.lacking[p] += more
	for _, r := range n.held[p] {
		n.renew(int(r), n.nr)
	}
}

func without(list []int32, x int32) []int32 {
	at := slices.Index(list, x)
	return slices.Delete(list, at, at+1)
}
