package fundline

import "slices"

// model is the selection as whole numbers: items in rank order, rows "sum of k*[funded] + m*amount <= limit".
type model struct {
	items  []item
	rows   []row
	forced []fix // by hand
	shares []int // rows of shares of awards
	counts []count
}

// item is a proposal; its level 0 is no award, level l an award of amounts[l-1].
type item struct {
	id        string
	points    int64 // above the threshold, thousandths
	requested int64
	amounts   []int64
	worths    []int64 // of each amount
	terms     []term
	counted   int // terms that only hold counts
}

// term is what an item adds to one row: k if funded, m for each minor unit.
type term struct {
	row  int
	k, m int64
}

type row struct {
	limit      int64
	constraint int // number in the input, or theMoney
	value      string
}

type fix struct {
	constraint, item int
	fund             bool
}

// theMoney is the number of the constraint that nobody wrote: the available amount.
const theMoney = -1

// compile turns the input into rows, without the constraints that are left out.
func compile(in *Input, without func(constraint int) bool) *model {
	m := &model{}
	ranked := in.ranked()
	for i := range ranked {
		p := &ranked[i]
		it := item{id: p.ID, points: p.ScoreMilli - in.ThresholdMilli, requested: p.Requested, amounts: p.amounts()}
		it.worths = make([]int64, len(it.amounts))
		if in.Objective == Points {
			for l, a := range it.amounts {
				it.worths[l] = worth(it.points, a, p.Requested)
			}
		}
		m.items = append(m.items, it)
	}
	if !without(theMoney) {
		m.row(theMoney, "", in.Available, func(int) (int64, int64) { return 0, 1 })
	}
	for i := range in.Constraints {
		if !without(i) {
			m.add(in, ranked, i)
		}
	}
	for _, r := range m.shares {
		m.count(r)
	}
	return m
}

// row adds a row unless nothing can break it.
func (m *model) row(constraint int, value string, limit int64, of func(item int) (k, m int64)) {
	n, most := len(m.rows), int64(0)
	terms := make([]term, len(m.items))
	for i := range m.items {
		k, a := of(i)
		terms[i] = term{n, k, a}
		amounts := m.items[i].amounts
		most += max(0, k+a*amounts[0], k+a*amounts[len(amounts)-1])
	}
	if most <= limit {
		return
	}
	m.rows = append(m.rows, row{limit, constraint, value})
	for i, t := range terms {
		if t.k != 0 || t.m != 0 {
			m.items[i].terms = append(m.items[i].terms, t)
		}
	}
}

// add writes one constraint as rows or as items fixed by hand.
func (m *model) add(in *Input, ranked []Proposal, n int) {
	c := &in.Constraints[n]
	switch c.Kind {
	case MustFund, MustNot:
		at := slices.IndexFunc(ranked, func(p Proposal) bool { return p.ID == c.Proposal })
		m.forced = append(m.forced, fix{n, at, c.Kind == MustFund})
	case AtMostEach:
		for _, v := range values(ranked, c.Key) {
			m.row(n, v, c.Limit, m.counting(ranked, c, v, 1))
		}
	case AtMost:
		m.row(n, c.Value, c.Limit, m.counting(ranked, c, c.Value, 1))
	case AtLeast:
		m.row(n, c.Value, -c.Limit, m.counting(ranked, c, c.Value, -1))
	case ShareLeast:
		m.share(n, c, m.sharing(ranked, c, -1))
	case ShareMost:
		m.share(n, c, m.sharing(ranked, c, 1))
	}
}

// share adds the row of a share and remembers one that counts awards.
func (m *model) share(n int, c *Constraint, of func(int) (int64, int64)) {
	before := len(m.rows)
	if m.row(n, c.Value, 0, of); len(m.rows) > before && c.Of != Amount {
		m.shares = append(m.shares, before)
	}
}

// values are the values of a key, in alphabetical order.
func values(ranked []Proposal, key string) []string {
	var out []string
	for i := range ranked {
		for _, a := range ranked[i].Attributes {
			if a.Key == key {
				out = append(out, a.Value)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (m *model) counting(ranked []Proposal, c *Constraint, value string, sign int64) func(int) (int64, int64) {
	return func(i int) (int64, int64) {
		switch {
		case !ranked[i].has(c.Key, value):
			return 0, 0
		case c.Of == Amount:
			return 0, sign
		}
		return sign, 0
	}
}

// sharing is sign * (with - share * all) <= 0 in whole numbers.
func (m *model) sharing(ranked []Proposal, c *Constraint, sign int64) func(int) (int64, int64) {
	whole := int64(10_000)
	g := divisor(int64(c.Share), whole)
	share, whole := int64(c.Share)/g, whole/g
	return func(i int) (int64, int64) {
		x := -share * sign
		if ranked[i].has(c.Key, c.Value) {
			x = (whole - share) * sign
		}
		if c.Of == Amount {
			return 0, x
		}
		return x, 0
	}
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, 1)
}

// sums is what each row comes to when the items stand at these levels.
func (m *model) sums(levels []int) []int64 {
	out := make([]int64, len(m.rows))
	for i, l := range levels {
		m.shift(out, i, 0, l)
	}
	return out
}

// shift changes the sums as an item goes from one level to another.
func (m *model) shift(sums []int64, i, from, to int) {
	it := &m.items[i]
	for _, t := range it.terms {
		sums[t.row] += it.use(t, to) - it.use(t, from)
	}
}

func (it *item) use(t term, level int) int64 {
	if level == 0 {
		return 0
	}
	return t.k + t.m*it.amounts[level-1]
}

// keeps tells whether no row is broken.
func (m *model) keeps(sums []int64) bool {
	for r := range m.rows {
		if sums[r] > m.rows[r].limit {
			return false
		}
	}
	return true
}

// value is the points of these levels.
func (m *model) value(levels []int) int64 {
	sum := int64(0)
	for i, l := range levels {
		sum += m.items[i].at(l)
	}
	return sum
}

func (it *item) at(level int) int64 {
	if level == 0 {
		return 0
	}
	return it.worths[level-1]
}

// reach is the most one award earns, and a total that no selection falls below.
func (m *model) reach() (most, least int64) {
	for i := range m.items {
		w := m.items[i].worths
		most = max(most, w[len(w)-1])
		least += min(0, w[0], w[len(w)-1])
	}
	return most, least
}

// awards are the funded items in rank order.
func (m *model) awards(levels []int) []Award {
	var out []Award
	for i, l := range levels {
		if l > 0 {
			out = append(out, Award{m.items[i].id, m.items[i].amounts[l-1]})
		}
	}
	return out
}

// span is the levels an item may still take.
type span struct{ lo, hi int }

// spans are the levels allowed by hand; ok is false when a proposal must and must not be funded.
func (m *model) spans() (out []span, ok bool) {
	ok = true
	out = make([]span, len(m.items))
	for i := range out {
		out[i].hi = len(m.items[i].amounts)
	}
	for _, f := range m.forced {
		if f.fund {
			out[f.item].lo = 1
		} else {
			out[f.item].hi = 0
		}
		ok = ok && out[f.item].lo <= out[f.item].hi
	}
	return out, ok
}
