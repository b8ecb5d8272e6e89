package calibration

import (
	"math"
	"math/bits"
)

// sample is what mean and deviation need, in whole numbers so that order never matters.
type sample struct{ n, sum, squares int64 }

func (s *sample) add(x int64) {
	s.n++
	s.sum += x
	s.squares += x * x
}

func (s *sample) mean() float64 {
	if s.n == 0 {
		return 0
	}
	return float64(s.sum) / float64(s.n)
}

// scatter is n times the sum of squared distances from the mean; 128 wide before it becomes a float.
func (s *sample) scatter() float64 {
	high, low := bits.Mul64(uint64(s.n), uint64(s.squares))
	h, l := bits.Mul64(uint64(max(s.sum, -s.sum)), uint64(max(s.sum, -s.sum)))
	low, borrow := bits.Sub64(low, l, 0)
	high, _ = bits.Sub64(high, h, borrow)
	return math.Ldexp(float64(high), 64) + float64(low)
}

// deviation is the population standard deviation.
func (s *sample) deviation() float64 {
	if s.n == 0 {
		return 0
	}
	return math.Sqrt(s.scatter()) / float64(s.n)
}

// around is the sum of squared distances from the mean.
func (s *sample) around() float64 {
	if s.n == 0 {
		return 0
	}
	return s.scatter() / float64(s.n)
}

func (t *table) whole() *sample {
	s := &sample{}
	for _, x := range t.points {
		s.add(x)
	}
	return s
}

func (t *table) ofProposal(p int) *sample {
	s := &sample{}
	for _, x := range t.points[t.start[p]:t.start[p+1]] {
		s.add(x)
	}
	return s
}

func (t *table) ofReviewer(r int) *sample {
	s := &sample{}
	for _, i := range t.given[r] {
		s.add(t.points[i])
	}
	return s
}

// narrowest is the spread below which a reviewer's own deviation says nothing, in thousandths (domain 8.3).
const narrowest = 500

// borrows tells whether the reviewer is measured by the panel's deviation: fewer than three scores, or hardly apart.
func (s *sample) borrows() bool { return s.n < 3 || s.deviation() < narrowest }

// standard is how far x lies from the reviewer's mean in deviations, the panel's where they borrow; never NaN.
func (s *sample) standard(x int64, panel *sample) float64 {
	sd := s.deviation()
	if s.borrows() {
		sd = panel.deviation()
	}
	if sd == 0 {
		return 0
	}
	return (float64(x) - s.mean()) / sd
}
