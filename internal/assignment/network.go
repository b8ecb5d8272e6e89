package assignment

import "slices"

// Distances beyond every sum: an arc that is not there stays above what has not been reached.
const (
	unreached = 1 << 60
	absent    = 1 << 62
)

// network is the flow: from each proposal's missing readings over reviewers to one sink, where a
// reading that nobody gives goes straight to the sink. Fixed pairs are no arcs, only counts.
// The sink is numbered after the last reviewer.
type network struct {
	t       *table
	w       weights
	np, nr  int
	fit     []int     // by pair
	cost    []int64   // by pair, of an arc whether used or not
	open    []int64   // by pair: the cost while the arc can be used, else absent
	given   [][]int32 // by reviewer: proposals assigned by the search
	held    [][]int32 // by proposal: reviewers assigned by the search
	counted []int     // by proposal: readings that stand
	need    []int     // by proposal: readings asked of the search
	lacking []int     // by proposal: of these, given by nobody
	base    []int     // by reviewer: load before the search
	load    []int
	most    []int
	price   []int64    // potentials of reviewers and the sink
	over    []handover // by reviewer and whom to
}

func newNetwork(t *table) (*network, error) {
	n := &network{t: t, np: len(t.proposals), nr: len(t.reviewers), fit: t.fits()}
	var err error
	if n.w, err = t.weigh(n.fit); err != nil {
		return nil, err
	}
	n.given, n.held, n.lacking = make([][]int32, n.nr), make([][]int32, n.np), make([]int, n.np)
	n.price = make([]int64, n.nr+1)
	n.value()
	for p := range t.proposals {
		counted := t.counted(p)
		n.counted = append(n.counted, counted)
		n.need = append(n.need, max(t.proposals[p].Target-counted, 0))
	}
	for r := range t.reviewers {
		load := t.loaded(r)
		n.base, n.most = append(n.base, load), append(n.most, load+n.np)
		if limit := t.reviewers[r].Most; limit != nil {
			n.most[r] = max(load, min(n.most[r], *limit))
		}
	}
	n.load = slices.Clone(n.base)
	n.over = make([]handover, n.nr*(n.nr+1))
	for i := range n.over {
		n.over[i] = handover{absent, nobody}
	}
	return n, nil
}

// value gives every arc from a proposal to a reviewer its cost.
func (n *network) value() {
	n.cost, n.open = make([]int64, len(n.fit)), make([]int64, len(n.fit))
	keys := make([]uint64, n.nr)
	for r := range keys {
		keys[r] = digest(n.t.reviewers[r].ID)
	}
	for p := range n.np {
		key := digest(n.t.proposals[p].ID)
		for r := range n.nr {
			i := p*n.nr + r
			n.cost[i] = int64(n.w.best-n.fit[i])*n.w.fit + lot(n.t.seed, key, keys[r])
			n.open[i] = n.cost[i]
			if n.t.fixed[p][r] || n.t.barred(p, r) {
				n.open[i] = absent
			}
		}
	}
}

// lack is what one more reading of a proposal that nobody gives costs, given how many lack already.
func (n *network) lack(p, lacking int) int64 {
	proposal := &n.t.proposals[p]
	return n.w.lack(proposal, proposal.Target-lacking)
}

// burden is what a reviewer's next reading costs at a load.
func (n *network) burden(r, load int) int64 {
	return n.w.burden(&n.t.reviewers[r], n.t.band, load+1)
}

// assigned tells whether the search gave this pair; a fixed one is not meant.
func (n *network) assigned(p, r int) bool { return slices.Contains(n.held[p], int32(r)) }

// clone lets a question be played through without touching the plan.
func (n *network) clone() *network {
	c := *n
	c.open, c.price, c.over = slices.Clone(n.open), slices.Clone(n.price), slices.Clone(n.over)
	c.lacking, c.load, c.most = slices.Clone(n.lacking), slices.Clone(n.load), slices.Clone(n.most)
	c.given, c.held = make([][]int32, n.nr), make([][]int32, n.np)
	for r := range n.given {
		c.given[r] = slices.Clone(n.given[r])
	}
	for p := range n.held {
		c.held[p] = slices.Clone(n.held[p])
	}
	return &c
}
