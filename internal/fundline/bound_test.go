package fundline

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestARewardIsTheBestOfAllLevels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Proposal{Requested: rapid.Int64Range(1, 2_000).Draw(t, "asks")}
		least := rapid.Int64Range(1, p.Requested).Draw(t, "least")
		p.Partial = &Limits{least, rapid.Int64Range(least, p.Requested).Draw(t, "most"), rapid.Int64Range(1, 12).Draw(t, "step")}
		it := item{points: rapid.Int64Range(-3_000, 3_000).Draw(t, "points"), requested: p.Requested, amounts: p.amounts()}
		for _, a := range it.amounts {
			it.worths = append(it.worths, worth(it.points, a, p.Requested))
		}
		const shift = 12
		k := rapid.Int64Range(-1<<20, 1<<20).Draw(t, "k")
		near := int64(math.Ldexp(float64(it.points), shift) / float64(p.Requested))
		m := near + rapid.SampledFrom([]int64{-3_000, -900, -40, -9, 0, 1, 3, 17, 900, 3_000}).Draw(t, "m")
		sp := span{rapid.IntRange(0, 1).Draw(t, "lo"), len(it.amounts)}
		want := int64(math.MinInt64)
		for l := max(1, sp.lo); l <= sp.hi; l++ {
			want = max(want, it.worths[l-1]<<shift-k-m*it.amounts[l-1])
		}
		if got := it.reward(sp, k, m, shift, true); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	})
}

func TestTheBoundHoldsWhereverTheBudgetEnds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		in := cycle(60, seed, seed%2 == 1)
		best, err := Select(in)
		if err != nil || !best.Optimal {
			t.Fatal(err, best)
		}
		for in.Nodes = 1; in.Nodes < best.Nodes; in.Nodes++ {
			s, err := Select(in)
			if err != nil || s.BoundMilli < best.PointsMilli || s.PointsMilli > best.PointsMilli {
				t.Fatalf("%v: with %d nodes %d to %d, the best is %d", err, in.Nodes, s.PointsMilli, s.BoundMilli, best.PointsMilli)
			}
			if s.Optimal != (s.GapMilli() == 0) || s.Optimal && s.PointsMilli != best.PointsMilli {
				t.Fatalf("with %d nodes %+v", in.Nodes, s)
			}
		}
	}
}

func TestPartialAwardsWithoutMoneyConflictAtOnce(t *testing.T) {
	t.Parallel()
	in := Input{Objective: Points, Constraints: []Constraint{
		{ID: "some", Kind: AtLeast, Key: "theme", Value: "1", Limit: 1},
		{ID: "few", Kind: AtMost, Key: "theme", Value: "2", Limit: 2},
	}}
	for i := range int64(40) {
		in.Proposals = append(in.Proposals, Proposal{
			ID: fmt.Sprintf("p%02d", i), Place: int(i) + 1, ScoreMilli: 50_000 + i*700, Requested: 47_000 + i*1_700,
			Partial: &Limits{140, 598, 113}, Attributes: []Attribute{{"theme", fmt.Sprint(i % 3)}},
		})
	}
	s, err := Select(in)
	if err != nil || s.Feasible || s.Conflict == nil || !s.Conflict.Smallest || !s.Conflict.Money || len(s.Conflict.Constraints) != 1 {
		t.Errorf("%v %+v %+v", err, s, s.Conflict)
	}
}
