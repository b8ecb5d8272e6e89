package fundline

import "slices"

// Conflict names constraints that cannot hold together though any of them could be dropped.
type Conflict struct {
	Constraints []string // their IDs, in the order of the input
	// Money tells whether the available amount belongs to them.
	Money bool
	// Smallest is proven: no smaller set of constraints conflicts.
	Smallest bool
}

// mostSets is how many sets of constraints are tried for the smallest conflict.
const mostSets = 2_000

// conflict finds the smallest set of constraints, the money among them, that no selection satisfies.
func (in *Input) conflict() *Conflict {
	j := &judge{in: in, left: mostSets}
	all := []int{theMoney}
	for i := range in.Constraints {
		all = append(all, i)
	}
	core := j.thin(all)
	smallest := core
	for n := 1; n < len(core) && len(smallest) == len(core); n++ {
		j.each(all, n, nil, func(set []int) bool {
			if !j.possible(set) {
				smallest = slices.Clone(set)
				return true
			}
			return j.left <= 0
		})
	}
	out := &Conflict{Smallest: j.left > 0 && !j.unsure}
	for _, c := range smallest {
		if c == theMoney {
			out.Money = true
			continue
		}
		out.Constraints = append(out.Constraints, in.Constraints[c].ID)
	}
	return out
}

// judge answers whether sets of constraints can hold together.
type judge struct {
	in     *Input
	left   int
	unsure bool // a question took more nodes than it was given
}

func (j *judge) possible(set []int) bool {
	j.left--
	in := *j.in
	in.Objective = Rank
	s := newSolver(&in, func(c int) bool { return !slices.Contains(set, c) })
	found, sure := s.possible(20_000)
	j.unsure = j.unsure || !sure
	return found || !sure
}

// thin drops constraints one by one as long as the rest still conflict.
func (j *judge) thin(set []int) []int {
	set = slices.Clone(set)
	for i := len(set) - 1; i >= 0; i-- {
		rest := slices.Delete(slices.Clone(set), i, i+1)
		if !j.possible(rest) {
			set = rest
		}
	}
	return set
}

// each calls do with every set of n of all, in order, until it returns true.
func (j *judge) each(all []int, n int, have []int, do func([]int) bool) bool {
	if n == 0 {
		return do(have)
	}
	for i := range all {
		if len(all)-i < n {
			return false
		}
		if j.each(all[i+1:], n-1, append(have, all[i]), do) {
			return true
		}
	}
	return false
}

// possible tells whether any selection is allowed; sure is false when the budget ran out.
func (s *solver) possible(budget int) (found, sure bool) {
	spans, ok := s.m.spans()
	if !ok {
		return false, true
	}
	root := s.root(spans)
	q := newSearch(s.m, s.p, budget)
	q.on(root)
	q.first, q.target = true, 0
	if !s.open(q, root, nil) {
		return false, true
	}
	f := q.at(0)
	f.take(root, s.p)
	q.visit(0)
	return q.best != nil, q.best != nil || !q.out
}
