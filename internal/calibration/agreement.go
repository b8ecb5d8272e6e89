package calibration

import (
	"math"
	"slices"
)

// alpha is Krippendorff's with the interval metric, over values by unit in which values[start[u]:start[u+1]]
// are what was given for a unit; whoever stands alone in a unit is left out. Nil when there is no
// pair or no difference at all, for then nothing can be told from chance.
func alpha(values []int64, start []int) (*int64, int) {
	all := &sample{}
	observed := 0.0
	for u := range len(start) - 1 {
		own := &sample{}
		for _, x := range values[start[u]:start[u+1]] {
			own.add(x)
		}
		if own.n < 2 {
			continue
		}
		observed += own.scatter() / float64(own.n-1)
		all = &sample{all.n + own.n, all.sum + own.sum, all.squares + own.squares}
	}
	if all.n == 0 || all.scatter() == 0 {
		return nil, int(all.n)
	}
	expected := all.scatter() / float64(all.n-1)
	return known(micro(1 - observed/expected)), int(all.n)
}

// ordinal replaces values by twice their middle place among the pairable ones, under which
// Krippendorff's ordinal metric is the interval metric.
func ordinal(values []int64, start []int) []int64 {
	count := map[int64]int64{}
	for u := range len(start) - 1 {
		if start[u+1]-start[u] > 1 {
			for _, x := range values[start[u]:start[u+1]] {
				count[x]++
			}
		}
	}
	below, place := int64(0), map[int64]int64{}
	scale := make([]int64, 0, len(count))
	for x := range count {
		scale = append(scale, x)
	}
	slices.Sort(scale)
	for _, x := range scale {
		place[x] = 2*below + count[x]
		below += count[x]
	}
	out := make([]int64, len(values))
	for i, x := range values {
		out[i] = place[x]
	}
	return out
}

// marks are those given on one criterion, by proposal.
func (t *table) marksOn(criterion int) (values []int64, start []int) {
	start = make([]int, 1, len(t.start))
	for p := range t.proposals {
		for i := t.start[p]; i < t.start[p+1]; i++ {
			if criterion < len(t.marks[i]) && t.marks[i][criterion] > 0 {
				values = append(values, int64(t.marks[i][criterion]))
			}
		}
		start = append(start, len(values))
	}
	return values, start
}

// agree fills the panel's agreement, beside what the variances gave.
func (c *Calibration) agree(criteria []string) {
	t := c.table
	c.Agreement.AlphaMicro, c.Agreement.Pairable = alpha(t.points, t.start)
	c.Agreement.ICC1Micro = t.oneWay()
	for k, id := range criteria {
		values, start := t.marksOn(k)
		a, n := alpha(ordinal(values, start), start)
		c.Criteria = append(c.Criteria, Criterion{id, a, n})
	}
}

// oneWay is ICC(1) by the one-way analysis of variance with unequal numbers of readings.
func (t *table) oneWay() *int64 {
	n, p := float64(len(t.points)), float64(len(t.proposals))
	within, squares := 0.0, 0.0
	for i := range t.proposals {
		within += t.ofProposal(i).around()
		squares += float64(t.readings(i) * t.readings(i))
	}
	total := t.whole().around()
	if p < 2 || n == p || total == 0 {
		return nil
	}
	between := max(0, total-within) / (p - 1)
	within /= n - p
	each := (n - squares/n) / (p - 1)
	return known(micro((between - within) / (between + float64((each-1)*within))))
}

// correlation is Pearson's; false below three pairs or where one side does not vary.
func correlation(a, b []float64) (float64, bool) {
	if len(a) < 3 {
		return 0, false
	}
	x, y := centered(a), centered(b)
	below := float64(dot(x, x) * dot(y, y))
	if dot(x, x) < nothing || dot(y, y) < nothing {
		return 0, false
	}
	return min(1, max(-1, dot(x, y)/math.Sqrt(below))), true
}

func centered(a []float64) []float64 {
	sum := 0.0
	for _, x := range a {
		sum += x
	}
	mean := sum / float64(len(a))
	out := make([]float64, len(a))
	for i, x := range a {
		out[i] = x - mean
	}
	return out
}
