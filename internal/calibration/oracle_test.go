package calibration

import (
	"fmt"
	"math"
	"testing"
)

// dense is a matrix of rows, the slow and plain way.
type dense [][]float64

func zeros(n, m int) dense {
	out := make(dense, n)
	for i := range out {
		out[i] = make([]float64, m)
	}
	return out
}

func (a dense) times(b dense) dense {
	out := zeros(len(a), len(b[0]))
	for i := range a {
		for j := range b[0] {
			for k := range b {
				out[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return out
}

func (a dense) turned() dense {
	out := zeros(len(a[0]), len(a))
	for i := range a {
		for j := range a[i] {
			out[j][i] = a[i][j]
		}
	}
	return out
}

// inverted is Gauss and Jordan with pivots.
func (a dense) inverted() dense {
	n := len(a)
	m := zeros(n, 2*n)
	for i := range a {
		copy(m[i], a[i])
		m[i][n+i] = 1
	}
	for c := range n {
		best := c
		for i := c; i < n; i++ {
			if math.Abs(m[i][c]) > math.Abs(m[best][c]) {
				best = i
			}
		}
		m[c], m[best] = m[best], m[c]
		p := m[c][c]
		for j := range m[c] {
			m[c][j] /= p
		}
		for i := range m {
			if f := m[i][c]; i != c && f != 0 {
				for j := range m[i] {
					m[i][j] -= f * m[c][j]
				}
			}
		}
	}
	for i := range m {
		m[i] = m[i][n:]
	}
	return m
}

func norm(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return s
}

// designs are the indicator columns of proposals and reviewers, and the scores.
func designs(t *table) (x, z, y dense) {
	x, z, y = zeros(len(t.points), len(t.proposals)), zeros(len(t.points), len(t.reviewers)), zeros(len(t.points), 1)
	for i := range t.points {
		x[i][t.proposal[i]], z[i][t.reviewer[i]], y[i][0] = 1, 1, float64(t.points[i])
	}
	return x, z, y
}

// operators are what the scores are multiplied by to give levels and parts, by generalized least squares
// with the full covariance of the scores (Mixed) or by least squares with constraints written out.
func operators(t *table, mixed bool, between, within float64) (levels, parts dense) {
	x, z, _ := designs(t)
	n := len(x)
	if mixed {
		v := z.times(z.turned())
		for i := range v {
			for j := range v {
				v[i][j] *= between
			}
			v[i][i] += within
		}
		w := v.inverted()
		levels = x.turned().times(w).times(x).inverted().times(x.turned()).times(w)
		rest := x.times(levels)
		for i := range n {
			for j := range n {
				rest[i][j] = -rest[i][j] * between
			}
			rest[i][i] += between
		}
		return levels, z.turned().times(w).times(rest)
	}
	p, r, k := len(t.proposals), len(t.reviewers), len(t.sizes)
	kkt := zeros(p+r+k, p+r+k)
	for i := range n {
		a, b := t.proposal[i], p+t.reviewer[i]
		kkt[a][a]++
		kkt[b][b]++
		kkt[a][b]++
		kkt[b][a]++
	}
	for j, part := range t.part {
		kkt[p+j][p+r+part], kkt[p+r+part][p+j] = 1, 1
	}
	inv := kkt.inverted()
	all := zeros(p+r, n)
	for a := range all {
		for i := range n {
			all[a][i] = inv[a][t.proposal[i]] + inv[a][p+t.reviewer[i]]
		}
	}
	return all[:p], all[p:]
}

func TestTheModelIsWhatDenseAlgebraGives(t *testing.T) {
	t.Parallel()
	for _, method := range []Method{Mixed, LeastSquares} {
		for seed := range uint64(12) {
			in := small(seed%2 == 1, seed).make().in
			if seed%4 == 3 {
				in = apart(in)
			}
			in.Method = method
			c := calibrate(t, in)
			if c.exactReviews == 0 || c.exactErr == 0 {
				t.Fatalf("seed %d tells nothing", seed)
			}
			name := fmt.Sprintf("%s %d", method, seed)
			x, z, y := designs(c.table)
			levels, parts := operators(c.table, method == Mixed, c.exactReviews, c.exactErr)
			for i, row := range levels.times(y) {
				near(t, name+" level", c.model.level[i], row[0], 1e-5)
				near(t, name+" doubt", c.uncertain(i)/doubt(c, levels[i], z, nil), 1, 1e-9)
			}
			for j, row := range parts.times(y) {
				near(t, name+" part", c.model.part[j], row[0], 1e-5)
				own := make([]float64, len(z[0]))
				own[j] = 1
				near(t, name+" doubt of a reviewer", c.spread([]int{j})/doubt(c, parts[j], z, own), 1, 1e-9)
			}
			_ = x
		}
	}
}

// doubt is the variance of an operator's error about what it estimates: the panel's average reviewer
// for a proposal, and a reviewer's own part against that average.
func doubt(c *Calibration, by []float64, z dense, own []float64) float64 {
	v := c.exactErr * norm(by)
	if !c.mixed() {
		return v
	}
	n := float64(len(z[0]))
	moved := dense{by}.times(z)[0]
	for j := range moved {
		if own != nil {
			moved[j] += 1/n - own[j]
		} else {
			moved[j] -= 1 / n
		}
	}
	return v + c.exactReviews*norm(moved)
}

// apart puts a second, unconnected panel beside the first.
func apart(in Input) Input {
	other := small(true, 99).make().in
	for _, s := range other.Scores {
		s.Proposal, s.Reviewer = "Q"+s.Proposal, "S"+s.Reviewer
		in.Scores = append(in.Scores, s)
	}
	return in
}

// leftover is what is left of y, and of the columns of w, when the columns of x are taken out.
func leftover(x, y, w dense) (rest, trace float64) {
	x = independent(x)
	inv := x.turned().times(x).inverted()
	hat := x.times(inv).times(x.turned())
	for i := range hat {
		for j := range hat {
			hat[i][j] = -hat[i][j]
		}
		hat[i][i]++
	}
	rest = y.turned().times(hat).times(y)[0][0]
	m := w.turned().times(hat).times(w)
	for i := range m {
		trace += m[i][i]
	}
	return rest, trace
}

// independent keeps the columns that are no mixture of those before, by Gram and Schmidt.
func independent(a dense) dense {
	var kept, straight dense
	for _, column := range a.turned() {
		v := append([]float64(nil), column...)
		for range 2 {
			for _, q := range straight {
				along := dense{q}.times(dense{v}.turned())[0][0]
				for i := range v {
					v[i] -= along * q[i]
				}
			}
		}
		if size := math.Sqrt(norm(v)); size > 1e-7*math.Sqrt(norm(column)) {
			for i := range v {
				v[i] /= size
			}
			kept, straight = append(kept, column), append(straight, v)
		}
	}
	return kept.turned()
}

func TestVariancesAreHendersonsByDenseProjections(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		in := small(true, seed).make().in
		if seed%2 == 1 {
			in = apart(in)
		}
		c := calibrate(t, in)
		x, z, y := designs(c.table)
		both := zeros(len(x), 0)
		for i := range x {
			both[i] = append(append(both[i], x[i]...), z[i]...)
		}
		n, p, r, k := float64(len(x)), float64(len(x[0])), float64(len(z[0])), float64(len(c.table.sizes))
		full, _ := leftover(both, y, x)
		byProposal, ofReviewers := leftover(x, y, z)
		byReviewer, ofProposals := leftover(z, y, x)
		wrong := full / (n - p - r + k)
		near(t, "error", c.exactErr/wrong, 1, 1e-6)
		near(t, "reviewers", c.exactReviews, max(0, (byProposal-full-(r-k)*wrong)/ofReviewers), 1)
		near(t, "proposals", float64(*c.Variance.ProposalMilli), math.Sqrt(max(0, (byReviewer-full-(p-k)*wrong)/ofProposals)), 0.51)
	}
}

func TestTheEffectOfReadingOrderIsThePartialRegression(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		m := small(false, seed)
		m.proposals = 14
		in := m.make().in
		if seed == 5 {
			in = apart(in)
		}
		c := calibrate(t, in)
		tab := c.table
		for r := -1; r < len(tab.reviewers); r++ {
			got := c.Order
			if r >= 0 {
				got = c.Reviewers[r].Order
			}
			slope, low, ok := regression(tab, r)
			if (got != nil) != ok {
				t.Fatalf("seed %d reviewer %d: %v, want %v", seed, r, got, ok)
			}
			if ok {
				near(t, "slope", float64(got.PerPlaceMicro), slope*1000, 1)
				near(t, "low end", float64(got.LowMicro), low*1000, 1)
			}
		}
	}
}

// regression puts the positions of one reviewer, or of all, into the normal equations.
func regression(t *table, only int) (slope, low float64, ok bool) {
	x, z, y := designs(t)
	all := zeros(len(x), 0)
	for i := range x {
		pos := 0.0
		if only < 0 || t.reviewer[i] == only {
			pos = float64(t.position[i])
		}
		all[i] = append(append(append(all[i], x[i]...), z[i]...), pos)
	}
	if _, left := leftover(cutLast(all), y, lastOf(all)); left < 1e-4 {
		return 0, 0, false
	}
	all = independent(all)
	at := len(all[0]) - 1
	inv := all.turned().times(all).inverted()
	b := inv.times(all.turned()).times(y)
	rest, _ := leftover(all, y, y)
	degrees := len(x) - len(t.proposals) - len(t.reviewers) + len(t.sizes) - 1
	half := student(degrees) * math.Sqrt(rest/float64(degrees)*inv[at][at])
	return b[at][0], b[at][0] - half, true
}

func cutLast(a dense) dense {
	out := make(dense, len(a))
	for i := range a {
		out[i] = a[i][:len(a[i])-1]
	}
	return out
}

func lastOf(a dense) dense {
	out := make(dense, len(a))
	for i := range a {
		out[i] = a[i][len(a[i])-1:]
	}
	return out
}
