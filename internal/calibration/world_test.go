package calibration

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// panel is a made-up panel whose truth is known.
type panel struct {
	in       Input
	quality  []float64
	leniency []float64
}

// maker says how a panel is made; all points in thousandths.
type maker struct {
	proposals, reviewers, each int
	quality, leniency, error   float64
	drift                      float64 // per place in the reading order
	uneven                     bool
	seed                       uint64
}

// make reads each proposal by some reviewers, unevenly when asked, and numbers their reading order.
func (m maker) make() *panel {
	r := rand.New(rand.NewPCG(m.seed, 7))
	p := &panel{quality: make([]float64, m.proposals), leniency: make([]float64, m.reviewers)}
	for i := range p.quality {
		p.quality[i] = 50_000 + m.quality*r.NormFloat64()
	}
	for i := range p.leniency {
		p.leniency[i] = m.leniency * r.NormFloat64()
	}
	var pairs [][2]int
	for i := range p.quality {
		n := m.each
		if m.uneven {
			n = 1 + r.IntN(2*m.each-1)
		}
		for _, j := range m.readers(r)[:min(n, m.reviewers)] {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	r.Shuffle(len(pairs), func(a, b int) { pairs[a], pairs[b] = pairs[b], pairs[a] })
	read := make([]int, m.reviewers)
	for _, at := range pairs {
		i, j := at[0], at[1]
		read[j]++
		y := p.quality[i] + p.leniency[j] + m.error*r.NormFloat64() + m.drift*float64(read[j])
		y = math.Round(min(MostPoints, max(0, y)))
		p.in.Scores = append(p.in.Scores, Score{Proposal: proposal(i), Reviewer: reviewer(j), Points: int64(y), Position: read[j]})
	}
	return p
}

// readers are in chance order; uneven panels have busy and idle readers.
func (m maker) readers(r *rand.Rand) []int {
	out := r.Perm(m.reviewers)
	if m.uneven {
		for i := range out {
			if j := r.IntN(len(out)); out[j] < out[i] && r.IntN(2) == 0 {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

func proposal(i int) string { return fmt.Sprintf("P%04d", i) }
func reviewer(j int) string { return fmt.Sprintf("R%03d", j) }

// grid makes scores of rows of proposals by columns of reviewers; below nought is not read.
func grid(rows ...[]int64) Input {
	var in Input
	for i, row := range rows {
		for j, x := range row {
			if x >= 0 {
				in.Scores = append(in.Scores, Score{Proposal: proposal(i), Reviewer: reviewer(j), Points: x, Position: i + 1})
			}
		}
	}
	return in
}

func calibrate(t interface{ Fatal(...any) }, in Input) *Calibration {
	c, err := Calibrate(in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func text(t interface{ Fatal(...any) }, v any) string {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func has(reasons []Reason, code string) bool {
	for _, r := range reasons {
		if r.Code == code {
			return true
		}
	}
	return false
}

// near complains when two figures are further apart than allowed.
func near(t *testing.T, what string, got, want, apart float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > apart {
		t.Errorf("%s is %v, want %v within %v", what, got, want, apart)
	}
}

func small(uneven bool, seed uint64) maker {
	return maker{proposals: 9, reviewers: 5, each: 3, quality: 8000, leniency: 6000, error: 3000, uneven: uneven, seed: seed}
}
