package fundline

import "math"

// count is the number of awards on one side of a share of awards. The relaxation meets a share with
// a fraction of an award, and settling proposals one by one shows only late what the whole award
// costs: so the search settles the number itself before any proposal.
type count struct {
	all    int   // items on this side
	most   int   // row that says "at most"
	least  int   // row that says "at least"
	weight int64 // of an award in the row of the share
	other  int   // count on the other side
}

// count adds the two counts of a share, with rows that nothing breaks as long as no count is narrowed.
func (m *model) count(share int) {
	above := m.side(share, func(k int64) bool { return k > 0 })
	below := m.side(share, func(k int64) bool { return k < 0 })
	if above.all == 0 || below.all == 0 {
		return
	}
	n := len(m.counts)
	above.other, below.other = n+1, n
	for _, c := range []*count{&above, &below} {
		c.most, c.least = len(m.rows), len(m.rows)+1
		of := row{constraint: m.rows[share].constraint, value: m.rows[share].value}
		m.rows = append(m.rows, of, of)
		m.rows[c.most].limit = int64(c.all)
		m.counts = append(m.counts, *c)
	}
	for i := range m.items {
		it := &m.items[i]
		for _, t := range it.terms {
			if t.row != share {
				continue
			}
			c := &below
			if t.k > 0 {
				c = &above
			}
			it.terms = append(it.terms, term{c.most, 1, 0}, term{c.least, -1, 0})
			it.counted += 2
			break
		}
	}
}

// side counts the items of one sign in the row of a share; all of them weigh the same.
func (m *model) side(share int, in func(k int64) bool) (c count) {
	for i := range m.items {
		for _, t := range m.items[i].terms {
			if t.row == share && in(t.k) {
				c.all++
				c.weight = t.k
			}
		}
	}
	return c
}

// root is the frame of all that the spans allow.
func (s *solver) root(spans []span) *frame {
	f := &frame{spans: spans}
	f.tab.copyFrom(s.start, s.p.slack)
	for _, c := range s.m.counts {
		f.tally = append(f.tally, span{0, c.all})
	}
	return f
}

// take makes a frame the same as another.
func (f *frame) take(o *frame, p *program) {
	f.tab.copyFrom(&o.tab, p.slack)
	f.spans = append(f.spans[:0], o.spans...)
	f.tally = append(f.tally[:0], o.tally...)
}

// room is what the prices make of the limits that settled items and narrowed counts leave.
func (s *search) room(f *frame) int64 {
	sum := int64(0)
	for r, x := range s.price.of {
		sum += x * s.limits[r]
	}
	for n, c := range s.m.counts {
		sum -= s.price.of[c.most]*int64(c.all-f.tally[n].hi) + s.price.of[c.least]*int64(f.tally[n].lo)
	}
	return sum
}

// between finds the open count that the relaxation puts farthest from a whole number.
func (s *search) between(f *frame) int {
	found, most := none, 1e-6
	for n, sp := range f.tally {
		if sp.lo == sp.hi {
			continue
		}
		x := s.reached(f, n)
		if d := math.Abs(x - math.Round(x)); d > most {
			found, most = n, d
		}
	}
	return found
}

// reached is what a count comes to in the relaxation.
func (s *search) reached(f *frame, n int) float64 {
	x := 0.0
	for _, i := range s.p.in[s.m.counts[n].most] {
		x += f.tab.at(i)
	}
	return x
}

// divide splits the numbers of a count below and above the relaxation's; the nearer side comes first.
func (s *search) divide(f *frame, n, depth int) bool {
	x, sp := s.reached(f, n), f.tally[n]
	whole := int(math.Floor(x))
	sides := [2]span{{sp.lo, min(whole, sp.hi)}, {max(whole+1, sp.lo), sp.hi}}
	if x-float64(whole) >= 0.5 {
		sides[0], sides[1] = sides[1], sides[0]
	}
	for _, to := range sides {
		below := s.at(depth + 1)
		below.take(f, s.p)
		if s.confine(below, n, to) && s.visit(depth+1) {
			return true
		}
	}
	return false
}

// confine narrows a count, and the one on the other side as the share asks; false when nothing is left.
func (s *search) confine(f *frame, n int, to span) bool {
	if to.lo > to.hi {
		return false
	}
	c := &s.m.counts[n]
	f.tally[n] = to
	s.p.hold(&f.tab, c.most, c.all-to.hi)
	s.p.hold(&f.tab, c.least, to.lo)
	theirs := s.m.asked(n, to, f.tally[c.other])
	return theirs == f.tally[c.other] || s.confine(f, c.other, theirs)
}

// asked is what the share leaves of the other side's numbers when a count is narrowed.
func (m *model) asked(n int, to, theirs span) span {
	mine := m.counts[n].weight
	other := m.counts[m.counts[n].other].weight
	if mine < 0 {
		theirs.hi = min(theirs.hi, int(int64(to.hi)*-mine/other))
	} else {
		theirs.lo = max(theirs.lo, int((int64(to.lo)*mine-other-1)/-other))
	}
	return theirs
}

// hold takes some of a row's limit away.
func (p *program) hold(t *tableau, r, less int) {
	v, lo := p.slack+r, float64(less)
	if t.where[v] == gone {
		t.lo[v] = lo
		return
	}
	t.bound(v, lo, t.up[v])
}
