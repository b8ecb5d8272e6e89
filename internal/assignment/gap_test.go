package assignment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAGapIsACutThatProvesItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		plan := must(t, in)
		pairs := chosen(plan)
		short := map[string]int{}
		for i := range plan.Gaps {
			g := &plan.Gaps[i]
			proves(t, in, pairs, g)
			for _, s := range g.Short {
				short[s.Proposal]++
				explains(t, in, pairs, s, g)
			}
		}
		for _, p := range in.Proposals {
			want := 0
			if standing(in, pairs, p.ID) < p.Target {
				want = 1
			}
			if short[p.ID] != want {
				t.Fatalf("%s is named in %d gaps, not %d", p.ID, short[p.ID], want)
			}
		}
	})
}

func standing(in Problem, pairs map[Pair]bool, proposal string) int {
	n := in.Proposals[slices.IndexFunc(in.Proposals, func(p Proposal) bool { return p.ID == proposal })].Have
	for _, r := range in.Reviewers {
		if pairs[Pair{proposal, r.ID}] {
			n++
		}
	}
	return n
}

// proves counts a gap from the problem: whatever is dealt, its proposals get no more than this.
func proves(t *rapid.T, in Problem, pairs map[Pair]bool, g *Gap) {
	wanted, fixed, elsewhere, room := 0, 0, 0, 0
	for _, p := range in.Proposals {
		if !slices.Contains(g.Proposals, p.ID) {
			continue
		}
		wanted += map[Level]int{BelowMinimum: p.Minimum, BelowTarget: p.Target}[g.Below]
		fixed += p.Have
		for _, r := range in.Reviewers {
			switch pair := (Pair{p.ID, r.ID}); {
			case slices.Contains(in.Fixed, pair):
				fixed++
			case slices.ContainsFunc(in.Bars, func(b Bar) bool { return b.Pair == pair }), slices.Contains(g.Reviewers, r.ID):
			case !pairs[pair]:
				t.Fatalf("%v is open, but %s is not among the reviewers of %+v", pair, r.ID, g)
			default:
				elsewhere++
			}
		}
	}
	for _, r := range in.Reviewers {
		if slices.Contains(g.Reviewers, r.ID) {
			base := r.Carried
			for _, f := range in.Fixed {
				if f.Reviewer == r.ID {
					base++
				}
			}
			if r.Most == nil {
				t.Fatalf("%s has no limit, yet is full in %+v", r.ID, g)
			}
			room += max(*r.Most-base, 0)
		}
	}
	if g.Wanted != wanted || g.Standing != fixed || g.Elsewhere != elsewhere || g.Room != room || g.Missing() < 1 {
		t.Fatalf("wanted %d, standing %d, elsewhere %d, room %d: not %+v", wanted, fixed, elsewhere, room, g)
	}
}

func explains(t *rapid.T, in Problem, pairs map[Pair]bool, s Short, g *Gap) {
	p := in.Proposals[slices.IndexFunc(in.Proposals, func(p Proposal) bool { return p.ID == s.Proposal })]
	wanted := map[Level]int{BelowMinimum: p.Minimum, BelowTarget: p.Target}[g.Below]
	reading := 0
	for _, r := range in.Reviewers {
		if pairs[Pair{p.ID, r.ID}] {
			reading++
		}
	}
	if !slices.Contains(g.Proposals, s.Proposal) {
		t.Fatalf("%s is short but not among the proposals of %+v", s.Proposal, g)
	}
	if s.Have != standing(in, pairs, p.ID) || s.Wanted != wanted || s.Have >= s.Wanted || len(s.Barred)+len(s.Full)+reading != len(in.Reviewers) {
		t.Fatalf("%+v: %d read it of %d", s, reading, len(in.Reviewers))
	}
	for _, r := range s.Full {
		if !slices.Contains(g.Reviewers, r) {
			t.Fatalf("%s is full for %s but not in its gap", r, s.Proposal)
		}
	}
}

func TestGapsNameWhoIsBarredAndWhoIsFull(t *testing.T) {
	t.Parallel()
	three := 3
	in := Problem{}
	for i := range 4 {
		in.Proposals = append(in.Proposals, Proposal{ID: fmt.Sprint("P", i), Minimum: 2, Target: 3})
	}
	for _, id := range []string{"Ana", "Bo", "Cy"} {
		in.Reviewers = append(in.Reviewers, Reviewer{ID: id, Most: &three})
	}
	// P0 and P1 are open to Ana and Bo only, who have room for 3 each; P3 to Cy only.
	for _, pair := range []Pair{{"P0", "Cy"}, {"P1", "Cy"}, {"P3", "Ana"}, {"P3", "Bo"}} {
		in.Bars = append(in.Bars, Bar{pair, []string{"employment"}})
	}
	plan := must(t, in)
	if len(plan.Gaps) != 3 {
		t.Fatalf("got %+v", plan.Gaps)
	}
	alone := plan.Gaps[0]
	if alone.Below != BelowMinimum || !slices.Equal(alone.Proposals, []string{"P3"}) || len(alone.Reviewers) > 0 ||
		alone.Wanted != 2 || alone.Elsewhere != 1 || alone.Missing() != 1 || fmt.Sprint(alone.Short[0].Barred) != "[{Ana [employment]} {Bo [employment]}]" {
		t.Errorf("got %+v", alone)
	}
	if plan.Sum.BelowMinimum != 1 || plan.Sum.BelowTarget != 4 {
		t.Errorf("got %+v", plan.Sum)
	}
}

func TestProposalsThatShareFullReviewersShareAGap(t *testing.T) {
	t.Parallel()
	two, in := 2, Problem{}
	for i := range 3 {
		in.Proposals = append(in.Proposals, Proposal{ID: fmt.Sprint("P", i), Minimum: 2, Target: 2})
	}
	in.Reviewers = []Reviewer{{ID: "Ana", Most: &two}, {ID: "Bo", Most: &two}, {ID: "Cy", Most: &two}}
	for i := range 3 {
		in.Bars = append(in.Bars, Bar{Pair{fmt.Sprint("P", i), "Cy"}, []string{"board"}})
	}
	g := must(t, in).Gaps
	if len(g) != 1 || fmt.Sprint(g[0].Proposals, g[0].Reviewers) != "[P0 P1 P2] [Ana Bo]" || g[0].Room != 4 || g[0].Wanted != 6 || g[0].Missing() != 2 || len(g[0].Short) != 2 {
		t.Fatalf("got %+v", g)
	}
	for _, s := range g[0].Short {
		if s.Have != 1 {
			t.Errorf("one proposal lacks two where two could lack one each: %+v", g[0].Short)
		}
	}
}

func TestProposalsWithNoReadingAtAllShareTheGapOfTheirReviewers(t *testing.T) {
	t.Parallel()
	one := 1
	in := Problem{
		Proposals: []Proposal{{ID: "P1", Minimum: 1, Target: 1}, {ID: "P2", Minimum: 1, Target: 1}, {ID: "P3", Minimum: 1, Target: 1}},
		Reviewers: []Reviewer{{ID: "Ana", Most: &one}},
	}
	g := must(t, in).Gaps
	if len(g) != 1 || fmt.Sprint(g[0].Proposals, g[0].Reviewers) != "[P1 P2 P3] [Ana]" || len(g[0].Short) != 2 || g[0].Missing() != 2 {
		t.Errorf("got %+v", g)
	}
}
