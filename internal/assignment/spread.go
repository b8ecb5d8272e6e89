package assignment

import "math"

// Spread is how evenly proposals stand in the reading orders: the mean place of each, in
// thousandths of the way from first (0) to last (1000), over those read twice or more.
type Spread struct {
	Proposals   int
	Deviation   int // population standard deviation of the mean places
	Earliest    int
	Latest      int
	AlwaysFirst int // proposals that everyone reads first
	AlwaysLast  int
}

func (a *arrangement) spread() Spread {
	readers, first, last := make([]int64, len(a.ids)), make([]int64, len(a.ids)), make([]int64, len(a.ids))
	for _, r := range a.rows {
		for i, p := range r.list {
			readers[p]++
			if i == 0 && len(r.list) > 1 {
				first[p]++
			}
			if i == len(r.list)-1 && i > 0 {
				last[p]++
			}
		}
	}
	var s Spread
	var sum, squares int64
	for p, n := range readers {
		if n < 2 {
			continue
		}
		mean := 500 + int(500*a.sum[p]/n>>20)
		if s.Proposals == 0 {
			s.Earliest, s.Latest = mean, mean
		}
		s.Proposals, s.Earliest, s.Latest = s.Proposals+1, min(s.Earliest, mean), max(s.Latest, mean)
		sum, squares = sum+int64(mean), squares+int64(mean)*int64(mean)
		s.AlwaysFirst += full(first[p], n)
		s.AlwaysLast += full(last[p], n)
	}
	if n := int64(s.Proposals); n > 0 {
		s.Deviation = int(math.Sqrt(float64(n*squares-sum*sum)) / float64(n))
	}
	return s
}

// full is 1 where every reader is counted.
func full(n, of int64) int {
	if n == of {
		return 1
	}
	return 0
}
