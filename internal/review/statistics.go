package review

import (
	"fmt"
	"math"
	"math/bits"
)

// The usual scale in half points: 2 is inadequate, 10 excellent.
const (
	LowestHalf  = 2
	HighestHalf = 10
)

// Weighted is a criterion's weight of 100 and the half points it was given.
type Weighted struct{ Weight, HalfPoints int }

// BaseMilli is the base score on the usual scale in thousandths of a point of 100, exact: sum of weight x (score - 1)/4.
func BaseMilli(scores []Weighted) int {
	return Rubric{ScaleLowest: LowestHalf / 2, ScaleHighest: HighestHalf / 2}.weigh(scores)
}

// Points writes thousandths as hundredths of a point, half up: 83675 is 83.68.
func Points(milli int) string {
	cents := (milli + 5) / 10
	if milli+5 < 0 && (milli+5)%10 != 0 {
		cents--
	}
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// narrowest is the spread below which a reviewer's own deviation says nothing, in thousandths.
const narrowest = 500

// sample is what mean and deviation need, in whole numbers so that order never matters.
type sample struct{ n, sum, squares int64 }

func (s *sample) add(x int) {
	s.n++
	s.sum += int64(x)
	s.squares += int64(x) * int64(x)
}

func (s *sample) mean() float64 {
	if s.n == 0 {
		return 0
	}
	return float64(s.sum) / float64(s.n)
}

// deviation is the population standard deviation; n*squares may pass 63 bits, so it is 128 wide.
func (s *sample) deviation() float64 {
	if s.n == 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(s.n), uint64(s.squares))
	h, l := bits.Mul64(uint64(abs(s.sum)), uint64(abs(s.sum)))
	low, borrow := bits.Sub64(low, l, 0)
	high, _ = bits.Sub64(high, h, borrow)
	return math.Sqrt(math.Ldexp(float64(high), 64)+float64(low)) / float64(s.n)
}

func abs(x int64) int64 { return max(x, -x) }

// standard is how far x lies from a reviewer's mean, in deviations of their own or, where they
// have scored fewer than three or hardly apart, of the panel (rule 8.3); never NaN.
func standard(x int, own, panel *sample) (z float64, byPanel bool) {
	sd := own.deviation()
	if own.n < 3 || sd < narrowest {
		sd, byPanel = panel.deviation(), true
	}
	if sd == 0 {
		return 0, byPanel
	}
	return (float64(x) - own.mean()) / sd, byPanel
}
