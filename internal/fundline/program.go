package fundline

import (
	"math"
	"slices"
)

// program is the linear relaxation of a model. Each item has a variable for its award at the base
// amount, and an item with a partial award a second one that leads from the base to the other end.
// The base is the largest amount where money is cheap for its points, the smallest where it is dear:
// so the second variable hardly ever wants what the first does not have, and few rows must say so.
type program struct {
	m      *model
	second []int  // variable of the second, or none
	shrink []bool // the base is the largest amount
	scale  []float64
	slack  int // variable of the first row's slack
	link   int // variable of the first link's slack
	all    int
	in     [][]int   // items of each row
	sums   []float64 // of each row, to work in
}

func newProgram(m *model, dear func(item int) float64) *program {
	p := &program{m: m, second: make([]int, len(m.items)), shrink: make([]bool, len(m.items)), scale: make([]float64, len(m.rows))}
	v := len(m.items)
	for i := range m.items {
		it := &m.items[i]
		p.second[i] = none
		if len(it.amounts) > 1 {
			p.second[i] = v
			p.shrink[i] = float64(it.points)/float64(it.requested) >= dear(i)
			v++
		}
	}
	p.slack = v
	p.link = v + len(m.rows)
	p.all = p.link + v - len(m.items)
	p.in, p.sums = p.members(), make([]float64, len(m.rows))
	for i := range m.items {
		for _, t := range m.items[i].terms {
			it := &m.items[i]
			p.scale[t.row] = max(p.scale[t.row], math.Abs(float64(it.use(t, 1))), math.Abs(float64(it.use(t, len(it.amounts)))))
		}
	}
	for r, s := range p.scale {
		if s == 0 {
			p.scale[r] = 1
		}
	}
	return p
}

// price is what the last unit of money earns when the best by points per unit are taken.
func (m *model) price(available int64) float64 {
	order := make([]int, len(m.items))
	rate := make([]float64, len(m.items))
	for i := range m.items {
		order[i], rate[i] = i, float64(m.items[i].points)/float64(m.items[i].requested)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rate[a] > rate[b]:
			return -1
		case rate[a] < rate[b]:
			return 1
		}
		return 0
	})
	for _, i := range order {
		if available -= m.items[i].requested; available < 0 {
			return max(rate[i], 0)
		}
	}
	return 0
}

// ends are the levels of an item's base and of its other end.
func (p *program) ends(i int) (base, other int) {
	last := len(p.m.items[i].amounts)
	if p.shrink[i] {
		return last, 1
	}
	return 1, last
}

// tableau is the program without any row yet, every item unfunded; enforce adds the rows that are broken.
func (p *program) tableau() *tableau {
	t := &tableau{n: p.slack, lo: make([]float64, p.all), up: make([]float64, p.all), where: make([]int32, p.all)}
	t.cost, t.high = make([]float64, t.n), make([]bool, t.n)
	for v := range p.all {
		t.where[v], t.up[v] = gone, 1
		if v < p.slack {
			t.column, t.travel = append(t.column, int32(v)), append(t.travel, 1)
			t.where[v] = int32(v)
		}
	}
	least := make([]float64, len(p.m.rows))
	for i := range p.m.items {
		it := &p.m.items[i]
		for _, c := range it.terms {
			least[c.row] += min(0, float64(it.use(c, 1)), float64(it.use(c, len(it.amounts))))
		}
	}
	for r := range p.m.rows {
		t.up[p.slack+r] = 1 + max(0, (float64(p.m.rows[r].limit)-least[r])/p.scale[r]) // one more, lest it be fixed and lose its price
	}
	return t
}

// reprice gives a tableau the costs of the variables, whatever its basis is.
func (p *program) reprice(t *tableau, costs []float64) {
	t.sum, t.floor = 0, math.Inf(-1)
	for v, c := range costs {
		if c != 0 {
			t.sum += float64(c * t.at(v))
		}
	}
	for j, v := range t.column {
		t.cost[j] = costs[v]
	}
	for r, v := range t.basic {
		c := costs[v]
		if c == 0 {
			continue
		}
		for j, a := range t.t[r*t.n : r*t.n+t.n] {
			t.cost[j] -= float64(c * a)
		}
	}
}

// nudge is what a better place is worth beside points, so that the search meets the wanted one of equals early.
const nudge = 1e-3

// costs are the points of each variable, and the nudge of its place.
func (p *program) costs() []float64 {
	out := make([]float64, p.all)
	n := len(p.m.items)
	for i := range p.m.items {
		it := &p.m.items[i]
		base, other := p.ends(i)
		out[i] = float64(it.at(base)) + float64(nudge*float64(n-i))/float64(n)
		if z := p.second[i]; z != none {
			out[z] = float64(it.at(other)-it.at(base)) + float64(nudge/2)/float64(n)
			if p.shrink[i] {
				out[z] -= nudge / float64(n)
			}
		}
	}
	return out
}

// place puts the bounds of an item's levels on its variables.
func (p *program) place(t *tableau, i int, s span) {
	lo, up := float64(min(s.lo, 1)), float64(min(s.hi, 1))
	t.bound(i, lo, up)
	z := p.second[i]
	switch {
	case z == none:
	case s.hi == 0:
		t.bound(z, 0, 0)
	case s.lo > 0:
		a, b := p.share(i, s.lo), p.share(i, s.hi)
		t.bound(z, min(a, b), max(a, b))
	}
}

// share is where a level lies between the base and the other end.
func (p *program) share(i, level int) float64 {
	amounts := p.m.items[i].amounts
	base, other := p.ends(i)
	return float64(amounts[level-1]-amounts[base-1]) / float64(amounts[other-1]-amounts[base-1])
}

// members are the items of each row.
func (p *program) members() [][]int {
	out := make([][]int, len(p.m.rows))
	for i := range p.m.items {
		for _, t := range p.m.items[i].terms {
			out[t.row] = append(out[t.row], i)
		}
	}
	return out
}

// add puts a row into the tableau.
func (p *program) add(t *tableau, r int) {
	var variables []int
	var coefficients []float64
	for _, i := range p.in[r] {
		it := &p.m.items[i]
		base, other := p.ends(i)
		for _, c := range it.terms {
			if c.row != r {
				continue
			}
			a, b := float64(it.use(c, base)), float64(it.use(c, other))
			variables, coefficients = append(variables, i), append(coefficients, a/p.scale[r])
			if z := p.second[i]; z != none && a != b {
				variables, coefficients = append(variables, z), append(coefficients, (b-a)/p.scale[r])
			}
		}
	}
	t.addRow(p.slack+r, variables, coefficients, float64(p.m.rows[r].limit)/p.scale[r])
}

// enforce adds the rows, and the links "the second only with the first", that the tableau breaks.
func (p *program) enforce(t *tableau) bool {
	any := false
	clear(p.sums)
	for i := range p.m.items {
		it := &p.m.items[i]
		x, z := t.at(i), 0.0
		if v := p.second[i]; v != none {
			z = t.at(v)
			slack := p.link + v - len(p.m.items)
			if z > x+1e-6 && t.where[slack] == gone {
				t.addRow(slack, []int{v, i}, []float64{1, -1}, 0)
				any = true
			}
		}
		if x == 0 && z == 0 {
			continue
		}
		base, other := p.ends(i)
		for _, c := range it.terms {
			a := float64(it.use(c, base))
			p.sums[c.row] += float64(a * x)
			if z != 0 {
				p.sums[c.row] += float64((float64(it.use(c, other)) - a) * z)
			}
		}
	}
	for r := range p.m.rows {
		if t.where[p.slack+r] == gone && p.sums[r] > float64(p.m.rows[r].limit)+float64(p.scale[r]*(2*tight-t.lo[p.slack+r])) {
			p.add(t, r)
			any = true
		}
	}
	return any
}

// reach solves a tableau and adds what it breaks until nothing is broken.
func (p *program) reach(t *tableau) verdict {
	for range 50 {
		if v := t.solve(); !v.solved || !p.enforce(t) {
			return v
		}
	}
	return verdict{broken: none}
}
