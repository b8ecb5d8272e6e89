package assignment

import "slices"

// Distances beyond every sum: an arc that is not there stays above what has not been reached.
const (
	unreached = 1 << 60
	absent    = 1 << 62
)

// network is the flow: from each proposal's missing readings over reviewers to one sink, where a
// reading that nobody gives goes straight to the sink. Fixed pairs are no arcs, only counts.
type network struct {
	t       *table
	w       weights
	np, nr  int
	fit     []int     // by pair
	cost    []int64   // by pair, of an arc whether used or not
	open    []int64   // by pair: the cost while the arc can be used, else absent
	given   [][]int32 // by reviewer: proposals assigned by the search
	counted []int     // by proposal: readings that stand
	need    []int     // by proposal: readings asked of the search
	lacking []int     // by proposal: of these, given by nobody
	base    []int     // by reviewer: load before the search
	load    []int
	most    []int
	u, v    []int64 // potentials of proposals and reviewers
	sink    int64   // potential of the sink
}

func newNetwork(t *table) (*network, error) {
	n := &network{t: t, np: len(t.proposals), nr: len(t.reviewers), fit: t.fits()}
	var err error
	if n.w, err = t.weigh(n.fit); err != nil {
		return nil, err
	}
	n.u, n.v, n.given = make([]int64, n.np), make([]int64, n.nr), make([][]int32, n.nr)
	n.price()
	for p := range t.proposals {
		counted := t.counted(p)
		n.counted = append(n.counted, counted)
		n.need = append(n.need, max(t.proposals[p].Target-counted, 0))
	}
	n.lacking = make([]int, n.np)
	for r := range t.reviewers {
		load := t.loaded(r)
		n.base, n.most = append(n.base, load), append(n.most, load+n.np)
		if limit := t.reviewers[r].Most; limit != nil {
			n.most[r] = max(load, min(n.most[r], *limit))
		}
	}
	n.load = slices.Clone(n.base)
	return n, nil
}

func (n *network) price() {
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
func (n *network) assigned(p, r int) bool { return slices.Contains(n.given[r], int32(p)) }

func (n *network) assign(p, r int) {
	n.open[p*n.nr+r] = absent
	n.given[r] = append(n.given[r], int32(p))
}

func (n *network) unassign(p, r int) {
	n.open[p*n.nr+r] = n.cost[p*n.nr+r]
	at := slices.Index(n.given[r], int32(p))
	n.given[r] = slices.Delete(n.given[r], at, at+1)
}

// clone lets a question be played through without touching the plan.
func (n *network) clone() *network {
	c := *n
	c.open, c.u, c.v = slices.Clone(n.open), slices.Clone(n.u), slices.Clone(n.v)
	c.lacking, c.load, c.most = slices.Clone(n.lacking), slices.Clone(n.load), slices.Clone(n.most)
	c.given = make([][]int32, n.nr)
	for r := range n.given {
		c.given[r] = slices.Clone(n.given[r])
	}
	return &c
}
