package assignment

// Plan is the best assignment under the strict order of aims, with what falls short of it and why.
// It answers Why, and keeps the network for that; it is not changed after it was made.
type Plan struct {
	Seed  uint64
	Pairs []Assigned // by proposal, then reviewer; the fixed ones too
	Loads []Load     // by reviewer
	Gaps  []Gap      // empty when every proposal has its target
	Sum   Sum

	net *network
}

// Assigned is a pair of the plan with its fit in points.
type Assigned struct {
	Pair

	Fixed bool
	Fit   int
}

// Load is what a reviewer has in the plan; Fixed and Carried are part of it, a nil Most is no limit.
type Load struct {
	Reviewer string
	Load     int
	Fixed    int
	Carried  int
	Least    int
	Most     *int
	Open     int // proposals of the problem without a bar or a fixed pair
}

// Sum is what the aims came to, in their order; Fit is of the pairs that the search gave.
type Sum struct {
	Readings     int // all pairs, fixed ones and those read elsewhere included
	BelowMinimum int
	BelowTarget  int // what is below the minimum included
	BelowLeast   int
	Lightest     int
	Heaviest     int
	Fit          int
}

// Solve finds the plan. It refuses ids that are empty, unknown or twice, limits that contradict
// each other, a fixed pair that is barred, and points too large for the size of the problem.
func Solve(in Problem) (*Plan, error) {
	t, err := newTable(in)
	if err != nil {
		return nil, err
	}
	n, err := newNetwork(t)
	if err != nil {
		return nil, err
	}
	n.solve()
	plan := &Plan{Seed: in.Seed, net: n}
	plan.pair()
	plan.measure()
	plan.Gaps = n.gaps()
	return plan, nil
}

func (p *Plan) pair() {
	n := p.net
	given := make([]bool, n.np*n.nr)
	for r, list := range n.given {
		for _, i := range list {
			given[int(i)*n.nr+r] = true
		}
	}
	for i := range n.np {
		for r := range n.nr {
			fixed, fit := n.t.fixed[i][r], n.fit[i*n.nr+r]
			if fixed || given[i*n.nr+r] {
				p.Pairs = append(p.Pairs, Assigned{Pair{n.t.proposals[i].ID, n.t.reviewers[r].ID}, fixed, fit})
			}
			if given[i*n.nr+r] {
				p.Sum.Fit += fit
			}
		}
	}
}

func (p *Plan) measure() {
	n := p.net
	for i := range n.np {
		proposal, have := &n.t.proposals[i], n.have(i)
		p.Sum.Readings += have
		p.Sum.BelowMinimum += max(proposal.Minimum-have, 0)
		p.Sum.BelowTarget += max(proposal.Target-have, 0)
	}
	for r, reviewer := range n.t.reviewers {
		l := Load{
			Reviewer: reviewer.ID, Load: n.load[r], Carried: reviewer.Carried, Fixed: n.base[r] - reviewer.Carried,
			Least: reviewer.Least, Most: reviewer.Most,
		}
		for i := range n.np {
			if !n.t.fixed[i][r] && !n.t.barred(i, r) {
				l.Open++
			}
		}
		p.Loads = append(p.Loads, l)
		p.Sum.BelowLeast += max(l.Least-l.Load, 0)
		p.Sum.Heaviest = max(p.Sum.Heaviest, l.Load)
		if r == 0 || l.Load < p.Sum.Lightest {
			p.Sum.Lightest = l.Load
		}
	}
}

// have are the readings that a proposal comes to.
func (n *network) have(p int) int { return n.counted[p] + n.need[p] - n.lacking[p] }
