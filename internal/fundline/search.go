package fundline

import "math"

// search is a branch and bound over a model: the relaxation guides, whole-number bounds decide.
type search struct {
	m       *model
	p       *program
	weights []float64
	price   prices
	free    []int // items whose level is open, in rank order
	limits  []int64
	earned  int64 // points of the items that are settled
	settled []int // levels; those of free items do not count
	target  int64 // the least points sought
	first   bool  // the first that reaches the target ends the search
	best    []int // nil until one is found
	value   int64 // of the best
	frames  []*frame
	nodes   int
	budget  int
	out     bool  // the budget ran out
	proven  int64 // no selection earns more
}

// frame is a node of the tree: the levels still allowed and the relaxation under them.
type frame struct {
	tab   tableau
	spans []span
	tally []span // numbers that each count may still come to
}

func newSearch(m *model, p *program, budget int) *search {
	return &search{m: m, p: p, weights: m.weights(), price: prices{make([]int64, len(m.rows)), m.shiftOf()}, budget: budget, target: math.MinInt64 / 2}
}

// on opens the search on the items that a frame leaves open.
func (s *search) on(f *frame) {
	s.free, s.settled, s.earned = s.free[:0], make([]int, len(s.m.items)), 0
	s.limits = make([]int64, len(s.m.rows))
	for r := range s.limits {
		s.limits[r] = s.m.rows[r].limit
	}
	for i, sp := range f.spans {
		if sp.lo < sp.hi {
			s.free = append(s.free, i)
			continue
		}
		s.settled[i] = sp.lo
		s.earned += s.m.items[i].at(sp.lo)
		for _, t := range s.m.items[i].terms {
			s.limits[t.row] -= s.m.items[i].use(t, sp.lo)
		}
	}
}

// at is the frame of a depth, made when first needed.
func (s *search) at(depth int) *frame {
	for len(s.frames) <= depth {
		s.frames = append(s.frames, &frame{})
	}
	return s.frames[depth]
}

func (s *search) narrow(f *frame, i int, to span) {
	f.spans[i] = to
	s.p.place(&f.tab, i, to)
}

// visit looks at the node of a depth and all below it; true ends the search.
func (s *search) visit(depth int) bool {
	if s.nodes++; s.nodes > s.budget {
		s.out = true
		return true
	}
	f := s.at(depth)
	if s.relax(f) {
		return false
	}
	if s.round(f) {
		if s.first {
			return true
		}
		if s.relax(f) { // the target has moved
			return false
		}
	}
	if c := s.between(f); c != none {
		return s.divide(f, c, depth)
	}
	i, first, second, open := s.branch(f)
	if !open {
		return false
	}
	for _, child := range []span{first, second} {
		below := s.at(depth + 1)
		below.take(f, s.p)
		s.narrow(below, i, child)
		if s.visit(depth + 1) {
			return true
		}
	}
	return false
}

// relax solves the node's program and narrows what the bound allows; true says that nothing below is wanted.
func (s *search) relax(f *frame) bool {
	for range 5 {
		f.tab.floor = float64(s.target) - 0.5
		v := s.p.reach(&f.tab)
		if v.short && s.upper(f) < s.wanted() {
			return true
		}
		if v.short {
			f.tab.floor = math.Inf(-1)
			v = s.p.reach(&f.tab)
		}
		if v.broken != none {
			return s.hopeless(f, v)
		}
		if !v.solved {
			return false
		}
		upper := s.upper(f)
		if upper == unbounded {
			return false
		}
		if upper < s.wanted() {
			return true
		}
		if !s.reduce(f, upper) {
			return false
		}
	}
	return false
}

// wanted is the target in shifted points.
func (s *search) wanted() int64 { return s.target << s.price.shift }

// upper is a proven bound of the points below a node, shifted.
func (s *search) upper(f *frame) int64 {
	if !s.p.duals(&f.tab, s.weights, &s.price) {
		return unbounded
	}
	sum := s.earned << s.price.shift
	sum += s.room(f)
	for _, i := range s.free {
		without, with := s.rewards(f.spans[i], i)
		sum += max(without, with)
	}
	return sum
}

// rewards are what an item adds to the bound unfunded and funded, as far as its span allows.
func (s *search) rewards(sp span, i int) (without, with int64) {
	without, with = math.MinInt64/4, math.MinInt64/4
	if sp.lo == 0 {
		without = 0
	}
	if sp.hi > 0 {
		it := &s.m.items[i]
		k, m := it.load(s.price.of)
		with = it.reward(sp, k, m, s.price.shift, true)
	}
	return without, with
}

// reduce settles items whose other choice cannot reach the target; true asks to solve again.
func (s *search) reduce(f *frame, upper int64) bool {
	any := false
	for _, i := range s.free {
		sp := f.spans[i]
		if sp.lo == sp.hi {
			continue
		}
		if sp.lo > 0 {
			s.settle(f, i, upper)
			continue
		}
		without, with := s.rewards(sp, i)
		switch best := max(without, with); {
		case upper-best+with < s.wanted():
			s.narrow(f, i, span{})
			any = true
		case upper-best+without < s.wanted():
			s.narrow(f, i, span{1, sp.hi})
			any = true
		}
	}
	return any
}

// settle fixes the amount of a funded item at an end of its span when no other can reach the target.
func (s *search) settle(f *frame, i int, upper int64) {
	sp := f.spans[i]
	_, best := s.rewards(sp, i)
	if _, less := s.rewards(span{sp.lo, sp.hi - 1}, i); upper-best+less < s.wanted() {
		s.narrow(f, i, span{sp.hi, sp.hi})
	} else if _, more := s.rewards(span{sp.lo + 1, sp.hi}, i); upper-best+more < s.wanted() {
		s.narrow(f, i, span{sp.lo, sp.lo})
	}
}

// hopeless tells whether whole numbers prove that the broken row cannot be mended.
func (s *search) hopeless(f *frame, v verdict) bool {
	s.p.ray(&f.tab, v, s.weights, &s.price)
	room := s.room(f)
	for _, i := range s.free {
		sp := f.spans[i]
		gain := int64(math.MinInt64)
		if sp.lo == 0 {
			gain = 0
		}
		if sp.hi > 0 {
			k, m := s.m.items[i].load(s.price.of)
			gain = max(gain, s.m.items[i].reward(sp, k, m, 0, false))
		}
		room += gain
	}
	return room < 0
}

// branch picks an open item and how to split it; open is false when every level is settled.
func (s *search) branch(f *frame) (item int, first, second span, open bool) {
	item = s.split(f)
	if item == none {
		item = s.unsettled(f)
	}
	if item == none {
		return 0, span{}, span{}, false
	}
	sp := f.spans[item]
	if sp.lo > 0 {
		l := min(s.level(f, item), sp.hi-1)
		return item, span{sp.lo, l}, span{l + 1, sp.hi}, true
	}
	if f.tab.at(item) >= 0.4 {
		return item, span{1, sp.hi}, span{}, true
	}
	return item, span{}, span{1, sp.hi}, true
}

// looked is how many of the most evenly split items are looked at closely.
const looked = 8

// split finds the item split by the relaxation that is best settled next.
func (s *search) split(f *frame) int {
	var even [looked]float64
	var items [looked]int
	n := 0
	for _, i := range s.free {
		if sp := f.spans[i]; sp.lo > 0 || sp.hi == 0 {
			continue
		}
		x := f.tab.at(i)
		d := min(x, 1-x)
		if d <= 1e-6 || n == looked && d <= even[n-1] {
			continue
		}
		n = min(n+1, looked)
		at := n - 1
		for ; at > 0 && d > even[at-1]; at-- {
			even[at], items[at] = even[at-1], items[at-1]
		}
		even[at], items[at] = d, i
	}
	item, most := none, 0.0
	for _, i := range items[:n] {
		if d := s.promise(f, i); d > most {
			item, most = i, d
		}
	}
	return item
}

// promise is how much settling a split item hurts the bound either way, by the next pivot of each,
// times the rows it is in: what hurts both ways spares the most nodes.
func (s *search) promise(f *frame, i int) float64 {
	x := f.tab.at(i)
	row := int(-1 - f.tab.where[i])
	down := float64(x*f.tab.penalty(row, false)) + 1e-3
	up := float64((1-x)*f.tab.penalty(row, true)) + 1e-3
	return down * up * float64(len(s.m.items[i].terms)-s.m.items[i].counted+1)
}

// unsettled finds an open item although the relaxation splits none: a level between two steps first.
func (s *search) unsettled(f *frame) int {
	for _, i := range s.free {
		sp := f.spans[i]
		if z := s.p.second[i]; sp.lo < sp.hi && z != none && f.tab.at(i) > 0.5 {
			if l := s.level(f, i); math.Abs(s.p.share(i, l)-f.tab.at(z)) > 1e-6 {
				return i
			}
		}
	}
	for _, i := range s.free {
		if f.spans[i].lo < f.spans[i].hi {
			return i
		}
	}
	return none
}

// level is the level whose amount the relaxation reaches.
func (s *search) level(f *frame, i int) int {
	it, sp := &s.m.items[i], f.spans[i]
	z := s.p.second[i]
	if z == none || sp.hi <= 1 {
		return sp.hi
	}
	base, other := s.p.ends(i)
	a, b := float64(it.amounts[base-1]), float64(it.amounts[other-1])
	reached := a + float64((b-a)*f.tab.at(z)) + float64(1e-6*math.Abs(b-a))/1000
	l := max(sp.lo, 1)
	for l < sp.hi && float64(it.amounts[l]) <= reached {
		l++
	}
	return l
}
