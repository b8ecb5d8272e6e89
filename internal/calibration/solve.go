package calibration

// fit is a solved panel: score = proposal + reviewer + what is left.
type fit struct {
	t       *table
	lambda  float64 // error variance over reviewer variance; nought for least squares
	flat    bool    // no reviewer's part: every proposal has its raw mean
	lower   *matrix // factor of the reviewers' system
	inverse *matrix
	level   []float64 // of each proposal, as the average reviewer would score
	part    []float64 // of each reviewer; the parts of a component sum to nought
	left    []float64 // of each score
}

// reduced is the reviewers' system after the proposals are eliminated: the Laplacian of who read with whom.
func (t *table) reduced() *matrix {
	m := square(len(t.reviewers))
	for p := range t.proposals {
		by := t.reviewer[t.start[p]:t.start[p+1]]
		share := 1 / float64(len(by))
		for _, a := range by {
			row := m.row(a)
			row[a]++
			for _, b := range by {
				row[b] -= share
			}
		}
	}
	return m
}

// solve fits the scores. Each component's ones are in the null space of the reduced system; adding
// them lets its parts sum to nought and changes nothing else. A system beyond floats is left flat.
func (t *table) solve(reduced *matrix, lambda float64) *fit {
	m := reduced.clone()
	for a := range m.n {
		row := m.row(a)
		for b := range row {
			if t.part[a] == t.part[b] {
				row[b]++
			}
		}
		row[a] += lambda
	}
	f := &fit{t: t, lambda: lambda}
	lower, ok := factor(m)
	if !ok {
		return t.flat()
	}
	f.lower, f.inverse = lower, lower.inverse()
	f.estimate()
	return f
}

// flat is the fit without reviewers.
func (t *table) flat() *fit {
	f := &fit{t: t, flat: true}
	f.estimate()
	return f
}

func (f *fit) estimate() {
	t := f.t
	y := make([]float64, len(t.points))
	for i, x := range t.points {
		y[i] = float64(x)
	}
	f.level, f.part = make([]float64, len(t.proposals)), make([]float64, len(t.reviewers))
	f.apply(y, f.level, f.part)
	f.left = make([]float64, len(y))
	for i := range y {
		f.left[i] = y[i] - f.level[t.proposal[i]] - f.part[t.reviewer[i]]
	}
}

// apply estimates levels and parts from any scores on the same panel.
func (f *fit) apply(y, level, part []float64) {
	t := f.t
	clear(part)
	for p := range level {
		sum := 0.0
		for i := t.start[p]; i < t.start[p+1]; i++ {
			sum += y[i]
		}
		level[p] = sum / float64(t.readings(p))
		for i := t.start[p]; i < t.start[p+1]; i++ {
			part[t.reviewer[i]] += y[i] - level[p]
		}
	}
	if f.flat {
		clear(part)
		return
	}
	f.lower.solve(part)
	for p := range level {
		sum := 0.0
		for i := t.start[p]; i < t.start[p+1]; i++ {
			sum += part[t.reviewer[i]]
		}
		level[p] -= sum / float64(t.readings(p))
	}
}

// within is how uncertain a mean of parts is against its component's average, in error variances:
// the quadratic form of the inverse without the direction in which all parts move together.
func (f *fit) within(of []int) float64 {
	if f.flat {
		return 0
	}
	sum := 0.0
	for _, a := range of {
		row := f.inverse.row(a)
		for _, b := range of {
			sum += row[b]
		}
	}
	n, size := float64(len(of)), float64(f.t.sizes[f.t.part[of[0]]])
	return max(0, sum/float64(n*n)-1/float64(size*(f.lambda+size)))
}

// residual is the sum of squares that the fit leaves.
func (f *fit) residual() float64 { return dot(f.left, f.left) }
