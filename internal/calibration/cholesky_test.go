package calibration

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestFactorsAndInversesLeaveNoResidual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		b := zeros(n, n)
		for i := range b {
			for j := range b {
				b[i][j] = r.NormFloat64()
			}
		}
		whole := b.times(b.turned())
		m := square(n)
		for i := range whole {
			whole[i][i] += 0.1
			copy(m.row(i), whole[i])
		}
		l, ok := factor(m)
		if !ok {
			t.Fatal("a positive definite matrix has no factor")
		}
		inv := l.inverse()
		y, x := make([]float64, n), make([]float64, n)
		for i := range y {
			y[i] = r.NormFloat64()
			x[i] = y[i]
		}
		l.solve(x)
		for i := range n {
			if d := math.Abs(dot(m.row(i), x) - y[i]); d > 1e-8 {
				t.Fatalf("solution misses by %g", d)
			}
			for j := range n {
				want := 0.0
				if i == j {
					want = 1
				}
				if d := math.Abs(dot(m.row(i), inv.row(j)) - want); d > 1e-8 {
					t.Fatalf("inverse misses by %g", d)
				}
			}
		}
	})
}

func TestASingularMatrixHasNoFactor(t *testing.T) {
	t.Parallel()
	for name, at := range map[string][]float64{
		"two equal rows":     {1, 1, 1, 1},
		"all nought":         {0, 0, 0, 0},
		"not definite":       {1, 2, 2, 1},
		"not even a number":  {math.NaN(), 0, 0, 1},
		"only just singular": {1, 1, 1, 1 + 1e-15},
	} {
		if _, ok := factor(&matrix{2, at}); ok {
			t.Errorf("%s: factored", name)
		}
	}
}
