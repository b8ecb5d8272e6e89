package fundline

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/money"
)

func TestANarrowedCountLeavesTheOtherSideWhatTheShareAsks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		with, without := rapid.IntRange(1, 12).Draw(t, "with"), rapid.IntRange(1, 12).Draw(t, "without")
		c := Constraint{ID: "share", Kind: rapid.SampledFrom([]Kind{ShareLeast, ShareMost}).Draw(t, "kind"), Key: "first", Value: "yes"}
		c.Share = money.Ratio(rapid.IntRange(1, 9_999).Draw(t, "share"))
		in := Input{Objective: Points, Available: 1_000, Constraints: []Constraint{c}}
		for i := range with + without {
			p := Proposal{ID: fmt.Sprintf("p%02d", i), Place: 1, ScoreMilli: 1, Requested: 1}
			if i < with {
				p.Attributes = []Attribute{{"first", "yes"}}
			}
			in.Proposals = append(in.Proposals, p)
		}
		s := newSolver(&in, nothing)
		if len(s.m.counts) != 2 {
			t.Fatalf("%d counts", len(s.m.counts))
		}
		n := rapid.IntRange(0, 1).Draw(t, "side")
		lo := rapid.IntRange(0, s.m.counts[n].all).Draw(t, "lo")
		to := span{lo, rapid.IntRange(lo, s.m.counts[n].all).Draw(t, "hi")}
		other := s.m.counts[n].other
		left := s.m.asked(n, to, span{0, s.m.counts[other].all})
		sums := make([]int64, 2)
		seen := span{s.m.counts[other].all + 1, -1}
		for x := to.lo; x <= to.hi; x++ {
			for y := range s.m.counts[other].all + 1 {
				sums[n], sums[other] = int64(x), int64(y)
				if sums[0]*s.m.counts[0].weight+sums[1]*s.m.counts[1].weight <= 0 {
					seen = span{min(seen.lo, y), max(seen.hi, y)}
				}
			}
		}
		if seen.hi >= 0 && left != seen || seen.hi < 0 && left.lo <= left.hi {
			t.Fatalf("%v of count %+v leaves %v, should leave %v", to, s.m.counts[n], left, seen)
		}
	})
}

func TestTheCountOfAShareSparesTheSearchMostOfItsTree(t *testing.T) {
	t.Parallel()
	in := cycle(300, 3, false)
	s := newSolver(&in, nothing)
	with := s.solve(in.budget(), nil)
	bare := newSolver(&in, nothing)
	bare.m.counts = nil
	without := bare.solve(in.budget(), nil)
	if with.value != without.value || !with.optimal || !without.optimal || 2*with.nodes > without.nodes {
		t.Errorf("%d in %d nodes, %d in %d without counts", with.value, with.nodes, without.value, without.nodes)
	}
}
