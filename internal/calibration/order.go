package calibration

// still is the part of a position's scatter below which it says nothing beside proposals and reviewers.
const still = 1e-9

// tilt finds slopes over the same fit again and again.
type tilt struct {
	f       *fit
	degrees int
	rest    float64   // what the fit leaves
	mean    []float64 // of x by proposal, nought between calls
	own     []float64
	out     []float64
}

func (f *fit) tilt(degrees int) *tilt {
	n := len(f.part)
	return &tilt{f, degrees, f.residual(), make([]float64, len(f.level)), make([]float64, n), make([]float64, n)}
}

// slope is the partial regression of the scores on x, which may be nonzero on the listed scores only:
// proposals and reviewers are taken out of x first (Frisch and Waugh 1933), so that who read good
// proposals late is not called tired. False when x is nothing but proposals and reviewers.
func (w *tilt) slope(x []float64, on []int) (Slope, bool) {
	if w.f.flat || w.degrees < 2 {
		return Slope{}, false
	}
	along, raw := 0.0, 0.0
	for _, i := range on {
		along += float64(x[i] * w.f.left[i])
		raw += float64(x[i] * x[i])
	}
	scatter := raw - w.explained(x, on)
	if scatter <= float64(raw*still) {
		return Slope{}, false
	}
	b := along / scatter
	rest := max(0, w.rest-float64(b*along)) / float64(w.degrees-1)
	low, high := interval(b, rest/scatter, w.degrees-1)
	return Slope{fine(b), fine(low), fine(high), len(on)}, true
}

// explained is how much of the squares of x proposals and reviewers account for.
func (w *tilt) explained(x []float64, on []int) float64 {
	t, sum := w.f.t, 0.0
	clear(w.own)
	for _, i := range on {
		w.mean[t.proposal[i]] += x[i] / float64(t.readings(t.proposal[i]))
		w.own[t.reviewer[i]] += x[i]
	}
	for _, i := range on {
		p := t.proposal[i]
		mean := w.mean[p]
		if mean == 0 {
			continue
		}
		w.mean[p] = 0
		sum += float64(float64(mean*mean) * float64(t.readings(p)))
		for k := t.start[p]; k < t.start[p+1]; k++ {
			w.own[t.reviewer[k]] -= mean
		}
	}
	copy(w.out, w.own)
	w.f.lower.solve(w.out)
	return sum + dot(w.own, w.out)
}

// positions writes a reviewer's places in the reading order into x about their middle;
// false when one is not known.
func (t *table) positions(r int, x []float64) bool {
	sum := 0
	for _, i := range t.given[r] {
		if t.position[i] == 0 {
			return false
		}
		sum += t.position[i]
	}
	mean := float64(sum) / float64(len(t.given[r]))
	for _, i := range t.given[r] {
		x[i] = float64(t.position[i]) - mean
	}
	return true
}

// ordering is the effect of reading order for each reviewer and for all whose order is known.
func (c *Calibration) ordering(free *fit) {
	t := c.table
	x, all := make([]float64, len(t.points)), make([]float64, len(t.points))
	on := make([]int, 0, len(t.points))
	w := free.tilt(c.Variance.Degrees)
	for r := range t.reviewers {
		own := &c.Reviewers[r]
		if !t.positions(r, x) {
			own.note("order_unknown")
			continue
		}
		on = append(on, t.given[r]...)
		for _, i := range t.given[r] {
			all[i] = x[i]
		}
		if s, ok := w.slope(x, t.given[r]); ok {
			own.Order = &s
		} else {
			own.note("order_unclear")
		}
		for _, i := range t.given[r] {
			x[i] = 0
		}
	}
	if s, ok := w.slope(all, on); ok {
		c.Order = &s
	}
}
