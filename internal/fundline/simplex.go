package fundline

import "math"

// tableau is a linear program in bounded variables, solved by the dual simplex with bound flipping.
// It only guides: what it says is used as prices that bound.go checks in whole numbers.
// Products are rounded before they are added, so that every machine takes the same way.
type tableau struct {
	m, n   int       // rows, columns that are not basic
	t      []float64 // m x n
	cost   []float64 // reduced costs of the columns; we maximize
	basic  []int32   // variable of each row
	value  []float64 // of each basic variable
	column []int32   // variable of each column
	high   []bool    // the column stands at its upper bound
	travel []float64 // of each column, between its bounds
	dense  []int     // columns that are not nought in the row of a pivot
	lo, up []float64 // bounds of every variable
	where  []int32   // column of a variable, or -1 - its row, or gone
	keep   []int     // columns taken over from another tableau
	sum    float64   // the objective as it falls
	floor  float64   // below it nobody wants the end
}

const (
	tight  = 1e-7          // a bound is broken beyond this
	little = 1e-9          // no pivot is smaller
	none   = -1            // no column or row
	tired  = 2_000         // pivots after which a program is given up
	gone   = math.MinInt32 // where a variable is that never moves again
)

// copyFrom takes over another tableau without the columns that cannot move and the rows that do not
// bind: little is left, and addRow brings back what is broken. Slacks are the variables from that number on.
func (t *tableau) copyFrom(o *tableau, slacks int) {
	t.lo = append(t.lo[:0], o.lo...)
	t.up = append(t.up[:0], o.up...)
	t.where = append(t.where[:0], o.where...)
	t.t, t.cost, t.basic, t.value = t.t[:0], t.cost[:0], t.basic[:0], t.value[:0]
	t.column, t.high, t.keep, t.travel = t.column[:0], t.high[:0], t.keep[:0], t.travel[:0]
	for j, v := range o.column {
		if o.lo[v] == o.up[v] {
			t.where[v] = gone
			continue
		}
		t.where[v] = int32(len(t.keep))
		t.keep = append(t.keep, j)
		t.column, t.cost, t.high = append(t.column, v), append(t.cost, o.cost[j]), append(t.high, o.high[j])
		t.travel = append(t.travel, o.travel[j])
	}
	t.n = len(t.keep)
	t.sum, t.floor = o.sum, o.floor
	t.m = 0
	for r, v := range o.basic {
		if int(v) >= slacks {
			t.where[v] = gone
			continue
		}
		line := o.t[r*o.n : r*o.n+o.n]
		t.where[v] = int32(-1 - t.m)
		for _, j := range t.keep {
			t.t = append(t.t, line[j])
		}
		t.basic, t.value = append(t.basic, v), append(t.value, o.value[r])
		t.m++
	}
}

// at is the value of a variable.
func (t *tableau) at(v int) float64 {
	w := t.where[v]
	switch {
	case w == gone:
		return t.lo[v]
	case w < 0:
		return t.value[-1-w]
	case t.high[w]:
		return t.up[v]
	}
	return t.lo[v]
}

// bound narrows a variable.
func (t *tableau) bound(v int, lo, up float64) {
	w := t.where[v]
	if w == gone {
		return
	}
	if w < 0 {
		t.lo[v], t.up[v] = lo, up
		return
	}
	before := t.at(v)
	t.lo[v], t.up[v], t.travel[w] = lo, up, up-lo
	t.move(int(w), t.at(v)-before)
}

// move carries a step of a column into the basic variables.
func (t *tableau) move(j int, step float64) {
	if step == 0 {
		return
	}
	t.sum += float64(t.cost[j] * step)
	for r, k := 0, j; r < t.m; r, k = r+1, k+t.n {
		t.value[r] -= float64(t.t[k] * step)
	}
}

// settle puts each column at the bound its reduced cost wants.
func (t *tableau) settle() {
	for j, v := range t.column {
		if want := t.cost[j] > 0; want != t.high[j] && t.cost[j] != 0 {
			t.high[j] = want
			step := t.up[v] - t.lo[v]
			if !want {
				step = -step
			}
			t.move(j, step)
		}
	}
}

// verdict is how a program ended.
type verdict struct {
	solved bool
	short  bool // the objective fell below the floor
	broken int  // row that cannot be mended, or none
	low    bool
}

// solve runs the dual simplex to the end.
func (t *tableau) solve() verdict {
	t.settle()
	for range tired {
		r, low := t.worst()
		if r == none {
			return verdict{solved: true, broken: none}
		}
		q := t.enter(r, low)
		if q == none {
			return verdict{broken: r, low: low}
		}
		bound := t.up[t.basic[r]]
		if low {
			bound = t.lo[t.basic[r]]
		}
		t.pivot(r, q, bound, !low)
		if t.sum < t.floor {
			return verdict{short: true, broken: none}
		}
	}
	return verdict{broken: none}
}

// worst finds the basic variable farthest outside its bounds.
func (t *tableau) worst() (row int, low bool) {
	row, far := none, tight
	for r, v := range t.basic {
		if d := t.lo[v] - t.value[r]; d > far {
			row, far, low = r, d, true
		}
		if d := t.value[r] - t.up[v]; d > far {
			row, far, low = r, d, false
		}
	}
	return row, low
}

// enter finds the column that takes the row's place; those it passes flip to their other bound.
func (t *tableau) enter(r int, low bool) int {
	v := t.basic[r]
	missing := t.value[r] - t.up[v]
	if low {
		missing = t.lo[v] - t.value[r]
	}
	for {
		q := t.ratio(r, low)
		if q == none {
			return none
		}
		reach := t.travel[q]
		gain := math.Abs(float64(t.t[r*t.n+q] * reach))
		if gain >= missing-tight/2 {
			return q
		}
		missing -= gain
		t.high[q] = !t.high[q]
		if !t.high[q] {
			reach = -reach
		}
		t.move(q, reach)
	}
}

// ratio finds the column that helps the row at the least loss; of equals the larger pivot.
func (t *tableau) ratio(r int, low bool) int {
	best, least, size := none, math.Inf(1), 0.0
	line := t.t[r*t.n : r*t.n+t.n]
	for j, a := range line {
		if low != t.high[j] {
			a = -a
		}
		if a <= little || t.travel[j] == 0 {
			continue
		}
		loss := math.Abs(t.cost[j]) / a
		if loss < least-1e-12 || loss <= least+1e-12 && a > size {
			best, least, size = j, loss, a
		}
	}
	return best
}

// penalty is what the objective loses for each unit that the row's variable is pushed.
func (t *tableau) penalty(r int, low bool) float64 {
	q := t.ratio(r, low)
	if q == none {
		return 1e9
	}
	return math.Abs(t.cost[q] / t.t[r*t.n+q])
}

// pivot lets column q enter and the variable of row r leave at a bound.
func (t *tableau) pivot(r, q int, bound float64, high bool) {
	line := t.t[r*t.n : r*t.n+t.n]
	p := line[q]
	step := (t.value[r] - bound) / p
	in, out := t.column[q], t.basic[r]
	start := t.at(int(in))
	t.move(q, step)
	t.value[r] = start + step
	t.dense = t.dense[:0]
	for j, a := range line {
		if math.Abs(a) < 1e-12 {
			line[j] = 0
			continue
		}
		line[j] = a / p
		t.dense = append(t.dense, j)
	}
	line[q] = 1 / p
	for i := range t.m {
		if i != r {
			eliminate(t.t[i*t.n:i*t.n+t.n], line, t.dense, q, p)
		}
	}
	eliminate(t.cost, line, t.dense, q, p)
	t.basic[r], t.column[q], t.high[q], t.travel[q] = in, out, high, t.up[out]-t.lo[out]
	t.where[in], t.where[out] = int32(-1-r), int32(q)
}

// eliminate takes the entering column out of another row.
func eliminate(to, line []float64, dense []int, q int, p float64) {
	f := to[q]
	if f == 0 {
		return
	}
	to = to[:len(line)]
	for _, j := range dense {
		to[j] -= float64(f * line[j])
	}
	to[q] = -f / p
}

// addRow adds "sum of coefficients * variables <= limit" with a slack whose bounds are set already.
func (t *tableau) addRow(slack int, variables []int, coefficients []float64, limit float64) {
	from := len(t.t)
	t.t = append(t.t, make([]float64, t.n)...)
	line := t.t[from:]
	for i, v := range variables {
		c := coefficients[i]
		limit -= float64(c * t.at(v))
		switch w := int(t.where[v]); {
		case w == gone:
		case w >= 0:
			line[w] += c
		default:
			for j, a := range t.t[(-1-w)*t.n : (-1-w)*t.n+t.n] {
				line[j] -= float64(c * a)
			}
		}
	}
	t.basic = append(t.basic, int32(slack))
	t.value = append(t.value, limit)
	t.where[slack] = int32(-1 - t.m)
	t.m++
}
