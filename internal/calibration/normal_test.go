package calibration

import (
	"math"
	"testing"
)

func TestNormalFiguresAreTheLibrarysToTheLastDigits(t *testing.T) {
	t.Parallel()
	for x := -9.0; x <= 9; x += 0.0371 {
		near(t, "below", below(x), 0.5*math.Erfc(-x/math.Sqrt2), 1e-14)
		near(t, "exp", exp(-math.Abs(x)*75)/math.Exp(-math.Abs(x)*75), 1, 1e-14)
	}
	near(t, "exp of far below nought", exp(-1e9), 0, 0)
}

func TestOwensTIsThePublishedTable(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]float64{ // Patefield and Tandy 2000
		{0.0625, 0.25, 3.8911930234701366e-02},
		{6.5, 0.4375, 2.0005773048508315e-11},
		{7, 0.96875, 6.3990627193898685e-13},
		{4.78125, 0.0625, 1.0632974804687463e-07},
		{2, 0.5, 8.6250779855215071e-03},
		{1, 0.9999975, 6.6741808978228592e-02},
		{0, 1, 0.125},
		{0, 3, math.Atan(3) / (2 * math.Pi)},
	} {
		near(t, "T", owen(c[0], c[1]), c[2], 1e-9)
	}
	for _, h := range []float64{0, 0.3, 1, 2.5, 6} {
		near(t, "T of a half plane", owen(h, 1e9), below(-h)/2, 1e-9)
	}
}

func TestStudentsPointLeavesTwoAndAHalfPercent(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 31, 40, 60, 120, 1000, 9851} {
		// the density from nought to the point, substituted so that it is smooth, by Simpson's rule
		q, v := student(n), float64(n)
		a, _ := math.Lgamma((v + 1) / 2)
		b, _ := math.Lgamma(v / 2)
		top, sum := math.Atan(q/math.Sqrt(v)), 0.0
		const steps = 20000
		for k := range steps + 1 {
			w := float64(2 + 2*(k%2))
			if k == 0 || k == steps {
				w = 1
			}
			sum += w * math.Pow(math.Cos(top*float64(k)/steps), v-1)
		}
		inside := math.Exp(a-b) / math.Sqrt(math.Pi) * sum * top / steps / 3
		near(t, "share", inside, 0.475, 5e-8)
	}
}
