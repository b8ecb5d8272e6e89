package fundline

import (
	"math"
	"slices"
)

// answer is what a search came to.
type answer struct {
	levels  []int // nil when there is none
	value   int64
	bound   int64 // no selection earns more
	optimal bool
	ordered bool // of equal selections it is the first in rank order
	nodes   int
}

// solver keeps what many questions about the same rows share: the program and a solved start.
type solver struct {
	m     *model
	p     *program
	start *tableau
	seek  bool // for points; otherwise rank alone decides
	// unordered spares the order of equals: a drawn score has hardly any, and the search is the same everywhere.
	unordered bool
}

func newSolver(in *Input, without func(int) bool) *solver {
	m := compile(in, without)
	price := m.price(in.Available)
	s := m.solver(in, func(int) float64 { return price })
	if s.p.link == s.p.all {
		return s
	}
	found := prices{make([]int64, len(m.rows)), m.shiftOf()}
	if !s.p.duals(s.start, m.weights(), &found) {
		return s
	}
	return m.solver(in, func(i int) float64 {
		_, dear := m.items[i].load(found.of)
		return math.Ldexp(float64(dear), -int(found.shift))
	})
}

// solver solves the relaxation, given what a unit of money is dear for each item.
func (m *model) solver(in *Input, dear func(int) float64) *solver {
	p := newProgram(m, dear)
	s := &solver{m: m, p: p, seek: in.Objective == Points, start: p.tableau()}
	if spans, ok := m.spans(); ok {
		for i, sp := range spans {
			p.place(s.start, i, sp)
		}
	}
	p.reprice(s.start, p.costs())
	p.reach(s.start)
	return s
}

// solve finds the best selection, and of equals the first in rank order; hint is tried at once.
func (s *solver) solve(budget int, hint []int) answer {
	spans, ok := s.m.spans()
	if !ok {
		return answer{optimal: true, ordered: true}
	}
	root := s.root(spans)
	s.p.reprice(&root.tab, s.p.costs())
	q := newSearch(s.m, s.p, budget)
	q.on(root)
	q.first = !s.seek
	if !s.seek {
		q.target = 0
	}
	if s.open(q, root, hint) {
		s.descend(q, root)
	}
	return s.finish(q, root)
}

// open solves the root and finds a first selection; false when nothing is allowed.
func (s *solver) open(q *search, root *frame, hint []int) bool {
	if v := s.p.reach(&root.tab); v.broken != none && q.hopeless(root, v) {
		return false
	}
	if hint != nil {
		q.offer(slices.Clone(hint), root)
	}
	if s.seek && q.best == nil {
		q.dive(root)
	}
	return true
}

// dive settles the relaxation item by item upward until a selection is found.
func (q *search) dive(root *frame) {
	f := &frame{}
	f.take(root, q.p)
	for range 200 {
		q.round(f)
		item, most := none, 1e-6
		for _, i := range q.free {
			if sp := f.spans[i]; sp.lo == 0 && sp.hi > 0 {
				if x := f.tab.at(i); x < 1-1e-6 && x > most {
					item, most = i, x
				}
			}
		}
		if item == none {
			return
		}
		hi := f.spans[item].hi
		q.narrow(f, item, span{1, hi})
		if v := q.p.reach(&f.tab); v.broken != none {
			q.narrow(f, item, span{})
			if v := q.p.reach(&f.tab); !v.solved {
				return
			}
		}
	}
}

// descend searches the tree below the root for selections close to the bound, then farther from it:
// a target near the best settles most items at once, and what it misses is proven to earn less.
func (s *solver) descend(q *search, root *frame) {
	q.proven = s.bound(q, root)
	most, least := s.m.reach()
	for near := 1 + most/32; ; near += near/2 + 1 {
		have := max(q.target, least)
		target := max(have, q.proven-near)
		q.target = target
		s.pass(q, root)
		if q.out || q.best != nil && (q.first || q.value >= target) || target == have {
			return
		}
		q.proven = target - 1
		q.target = have
	}
}

// pass searches the whole tree for the target.
func (s *solver) pass(q *search, root *frame) {
	q.on(root)
	f := q.at(0)
	f.take(root, s.p)
	if !q.relax(f) {
		q.on(f)
		q.visit(0)
	}
}

// finish proves the bound and puts equal selections in rank order.
func (s *solver) finish(q *search, root *frame) answer {
	a := answer{levels: q.best, optimal: !q.out, nodes: q.nodes}
	a.bound = q.proven
	if q.best == nil {
		return a
	}
	a.value = q.value
	if q.out {
		return a
	}
	a.bound = a.value
	if s.unordered {
		return a
	}
	q.target, q.first = a.value, true
	s.order(q, root)
	a.levels, a.ordered, a.nodes = q.best, !q.out, q.nodes
	if !s.seek {
		a.optimal = a.ordered
	}
	return a
}

// bound is the root's bound in thousandths of a point.
func (s *solver) bound(q *search, root *frame) int64 {
	q.on(root)
	u := int64(unbounded)
	if v := s.p.reach(&root.tab); v.solved {
		u = q.upper(root)
	}
	if u == unbounded {
		sum := int64(0)
		for i := range s.m.items {
			it := &s.m.items[i]
			sum += max(0, it.worths[0], it.worths[len(it.worths)-1])
		}
		return sum
	}
	return u >> q.price.shift
}

// order goes down the ranking and funds each that some selection of the same points funds beside
// those funded before it; then it raises partial awards in the same order.
func (s *solver) order(q *search, root *frame) {
	q.on(root)
	f := &frame{}
	f.take(root, s.p)
	q.relax(f)
	q.on(f)
	open := slices.Clone(q.free)
	for _, i := range open {
		sp := f.spans[i]
		if sp.lo == 0 && sp.hi > 0 {
			if q.best[i] > 0 || q.reach(f, i, span{1, sp.hi}) {
				q.narrow(f, i, span{1, sp.hi})
			} else {
				q.narrow(f, i, span{})
			}
		}
		if q.out {
			return
		}
	}
	for _, i := range open {
		for f.spans[i].lo < f.spans[i].hi {
			hi := f.spans[i].hi
			if l := q.best[i]; l < hi && !q.reach(f, i, span{l + 1, hi}) {
				hi = l
			}
			q.narrow(f, i, span{q.best[i], hi})
			if q.out {
				return
			}
		}
	}
}

// reach looks for a selection of the target's points with one item narrowed.
func (q *search) reach(f *frame, i int, to span) bool {
	below := q.at(0)
	below.take(f, q.p)
	q.narrow(below, i, to)
	before := q.best
	q.best = nil
	found := q.visit(0) && q.best != nil
	if !found {
		q.best = before
	}
	return found
}
