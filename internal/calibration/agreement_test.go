package calibration

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// byPairs is alpha from its definition: every pair within a unit, every pair at all.
func byPairs(values []int64, start []int, apart func(a, b int64) float64) (float64, bool) {
	var all []int64
	observed := 0.0
	for u := range len(start) - 1 {
		unit := values[start[u]:start[u+1]]
		if len(unit) < 2 {
			continue
		}
		all = append(all, unit...)
		for i, a := range unit {
			for j, b := range unit {
				if i != j {
					observed += apart(a, b) / float64(len(unit)-1)
				}
			}
		}
	}
	n, expected := float64(len(all)), 0.0
	for _, a := range all {
		for _, b := range all {
			expected += apart(a, b)
		}
	}
	if expected == 0 {
		return 0, false
	}
	return 1 - (observed/n)/(expected/(n*(n-1))), true
}

func TestAlphaIsItsDefinitionByPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, values := []int{0}, []int64{}
		for range rapid.IntRange(0, 8).Draw(t, "units") {
			values = append(values, rapid.SliceOfN(rapid.Int64Range(2, 10), 0, 5).Draw(t, "marks")...)
			start = append(start, len(values))
		}
		square := func(a, b int64) float64 { return float64((a - b) * (a - b)) }
		count := map[int64]float64{}
		for u := range len(start) - 1 {
			for _, x := range values[start[u]:start[u+1]] {
				if start[u+1]-start[u] > 1 {
					count[x]++
				}
			}
		}
		ranks := func(a, b int64) float64 {
			a, b = min(a, b), max(a, b)
			sum := -(count[a] + count[b]) / 2
			for g := a; g <= b; g++ {
				sum += count[g]
			}
			return sum * sum
		}
		for name, c := range map[string]struct {
			values []int64
			apart  func(a, b int64) float64
		}{"interval": {values, square}, "ordinal": {ordinal(values, start), ranks}} {
			got, _ := alpha(c.values, start)
			want, ok := byPairs(values, start, c.apart)
			if (got != nil) != ok || ok && math.Abs(float64(*got)-want*1e6) > 1 {
				t.Fatalf("%s alpha is %v, want %v %v", name, got, want, ok)
			}
		}
	})
}

func TestAReviewersCompanyIsThoseWhoReadTheSame(t *testing.T) {
	t.Parallel()
	c := calibrate(t, grid(
		[]int64{50_000, 52_000, 54_000}, []int64{60_000, 66_000, -1}, []int64{70_000, 74_000, 72_000}, []int64{-1, -1, 90_000},
	))
	// the others' means for the first reviewer are 53, 66 and 73: distances 3, 6 and 3
	r := c.Reviewers[0]
	a, b := []float64{50, 60, 70}, []float64{53, 66, 73}
	want, _ := correlation(a, b)
	if *r.DistanceMilli != 4000 || *r.CorrelationMicro != micro(want) || want < 0.98 || want > 0.99 {
		t.Errorf("distance %d, correlation %d, want %f", *r.DistanceMilli, *r.CorrelationMicro, want)
	}
	if x := c.Reviewers[2]; x.CorrelationMicro != nil || *x.DistanceMilli != 1500 || x.Count != 3 {
		t.Errorf("two common readings tell no correlation: %+v", x)
	}
}
