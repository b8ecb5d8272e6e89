package assignment

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// turned is the worth that a change says its plan has.
func turned(in Problem, plan *Plan, c *Change) (pairs map[Pair]bool, worthOf []int) {
	pairs = maps.Clone(chosen(plan))
	for _, m := range c.Moves {
		delete(pairs, Pair{m.Proposal, m.From})
	}
	for _, m := range c.Moves {
		if m.To != "" {
			pairs[Pair{m.Proposal, m.To}] = true
		}
	}
	return pairs, worth(in, pairs)
}

// again solves the problem after a change and tells whether the pair is given.
func again(t *rapid.T, in Problem, pair Pair, change func(*Problem)) bool {
	in.Bids, in.Reviewers = slices.Clone(in.Bids), slices.Clone(in.Reviewers)
	change(&in)
	return chosen(must(t, in))[pair]
}

func raise(pair Pair, points int) func(*Problem) {
	return func(in *Problem) {
		if i := slices.IndexFunc(in.Bids, func(b Bid) bool { return b.Pair == pair }); i >= 0 {
			in.Bids[i].Points += points
			return
		}
		in.Bids = append(in.Bids, Bid{pair, points})
	}
}

func widen(reviewer string, by int) func(*Problem) {
	return func(in *Problem) {
		i := slices.IndexFunc(in.Reviewers, func(r Reviewer) bool { return r.ID == reviewer })
		most := *in.Reviewers[i].Most + by
		in.Reviewers[i].Most = &most
	}
}

// eachAnswer asks of every pair of small problems.
func eachAnswer(t *testing.T, check func(t *rapid.T, in Problem, plan *Plan, a *Answer)) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		plan := must(t, in)
		for _, p := range in.Proposals {
			for _, r := range in.Reviewers {
				a, err := plan.Why(p.ID, r.ID)
				if err != nil {
					t.Fatal(err)
				}
				check(t, in, plan, a)
			}
		}
	})
}

func TestTheTurnOfAnAnswerIsTheBestPlanWithTheOppositeAnswer(t *testing.T) {
	eachAnswer(t, func(t *rapid.T, in Problem, plan *Plan, a *Answer) {
		if a.Reason == Kept || a.Reason == Conflict {
			return
		}
		given := chosen(plan)[a.Pair]
		want := best(in, func(pairs map[Pair]bool) bool { return pairs[a.Pair] != given })
		if want == nil {
			if a.Turn != nil {
				t.Fatalf("%v: a turn that cannot be: %+v", a.Pair, a.Turn)
			}
			return
		}
		if a.Turn == nil {
			t.Fatalf("%v %s: no turn, but %v can be had", a.Pair, a.Reason, want)
		}
		before := worth(in, chosen(plan))
		pairs, got := turned(in, plan, a.Turn)
		if pairs[a.Pair] == given || !lawful(in, pairs) || !slices.Equal(got, want) {
			t.Fatalf("%v: the turn %+v is worth %v, the best %v", a.Pair, a.Turn, got, want)
		}
		c := a.Turn
		if c.BelowMinimum != got[0]-before[0] || c.BelowTarget != got[0]+got[2]-before[0]-before[2] ||
			c.BelowLeast != got[4]-before[4] || c.Fit != before[7]-got[7] {
			t.Fatalf("%v: the figures of %+v are not %v less %v", a.Pair, c, got, before)
		}
		reasons := []Reason{Coverage, Coverage, Coverage, Coverage, Promise, Promise, Evenness, Fit, Lots}
		i := 0
		for i < len(got) && got[i] == before[i] {
			i++
		}
		if !given && a.Reason != Full && a.Reason != reasons[i] {
			t.Fatalf("%v: %s is given as the reason, but %s decides", a.Pair, a.Reason, reasons[i])
		}
	})
}

func TestTheMarginTurnsTheAnswerAndOnePointLessDoesNot(t *testing.T) {
	eachAnswer(t, func(t *rapid.T, in Problem, plan *Plan, a *Answer) {
		given, sign := chosen(plan)[a.Pair], 1
		if given {
			sign = -1
		}
		if a.Margin == nil {
			// No points decide: even very many change nothing.
			if again(t, in, a.Pair, raise(a.Pair, 500*sign)) != given && a.Reason != Conflict && a.Reason != Kept {
				t.Fatalf("%v %s: points do turn it", a.Pair, a.Reason)
			}
			return
		}
		if again(t, in, a.Pair, raise(a.Pair, sign**a.Margin)) == given {
			t.Fatalf("%v %s: %d points do not turn it", a.Pair, a.Reason, *a.Margin)
		}
		if again(t, in, a.Pair, raise(a.Pair, sign*(*a.Margin-1))) != given {
			t.Fatalf("%v %s: fewer than %d points turn it", a.Pair, a.Reason, *a.Margin)
		}
	})
}

func TestTheRoomNamedBringsThePairAndLessDoesNot(t *testing.T) {
	eachAnswer(t, func(t *rapid.T, in Problem, plan *Plan, a *Answer) {
		if a.Room == nil {
			if a.Most != nil && a.Load >= *a.Most && a.Reason != Filled && !chosen(plan)[a.Pair] && a.Reason != Conflict &&
				again(t, in, a.Pair, widen(a.Reviewer, a.Load-*a.Most+1)) {
				t.Fatalf("%v %s: one more reading brings it", a.Pair, a.Reason)
			}
			return
		}
		over := a.Load - *a.Most // fixed pairs may stand above the limit
		if !again(t, in, a.Pair, widen(a.Reviewer, over+*a.Room)) {
			t.Fatalf("%v %s: room for %d more does not bring it", a.Pair, a.Reason, *a.Room)
		}
		for less := range *a.Room {
			if again(t, in, a.Pair, widen(a.Reviewer, over+less)) {
				t.Fatalf("%v %s: room for %d more is enough", a.Pair, a.Reason, less)
			}
		}
	})
}

func TestTermsAddUpToTheFit(t *testing.T) {
	eachAnswer(t, func(t *rapid.T, in Problem, _ *Plan, a *Answer) {
		sum := 0
		for _, term := range a.Terms {
			sum += term.Points
		}
		if sum != a.Fit || a.Fit != match(in, a.Pair) {
			t.Fatalf("%v: terms %d, fit %d, counted %d", a.Pair, sum, a.Fit, match(in, a.Pair))
		}
	})
}

// two are reviewers Ana and Bo and proposals P1 and P2, one reading each.
func two(change func(*Problem)) Problem {
	in := Problem{
		Scale:     []Kind{{Code: "theme", Points: 10}},
		Proposals: []Proposal{{ID: "P1", Minimum: 1, Target: 1, Topics: []Topic{{"theme", "glass"}}}, {ID: "P2", Minimum: 1, Target: 1, Topics: []Topic{{"theme", "ships"}}}},
		Reviewers: []Reviewer{{ID: "Ana", Skills: []Skill{{"theme", "glass", 100}}}, {ID: "Bo", Skills: []Skill{{"theme", "ships", 100}}}},
	}
	change(&in)
	return in
}

func TestEachReasonIsGivenWhereItHolds(t *testing.T) {
	t.Parallel()
	none, one := 0, 1
	anaP2 := Pair{"P2", "Ana"}
	for name, c := range map[string]struct {
		change  func(*Problem)
		pair    Pair
		want    Reason
		answers string
	}{
		"the best there is":             {func(*Problem) {}, Pair{"P1", "Ana"}, Given, "margin 21"},
		"it stood before":               {func(in *Problem) { in.Fixed = []Pair{anaP2} }, anaP2, Kept, ""},
		"a conflict, with its codes":    {func(in *Problem) { in.Bars = []Bar{{anaP2, []string{"family", "board", "board"}}} }, anaP2, Conflict, "board family"},
		"what stands is enough":         {func(in *Problem) { in.Proposals[1].Have = 1 }, anaP2, Filled, ""},
		"others fit better":             {func(*Problem) {}, anaP2, Fit, "margin 21"},
		"lots were drawn":               {func(in *Problem) { in.Scale, in.Seed = nil, 3 }, lost(3), Lots, "margin 1"},
		"loads would be less even":      {func(in *Problem) { in.Reviewers[0].Carried = 5 }, anaP2, Evenness, ""},
		"another was promised readings": {func(in *Problem) { in.Reviewers[1].Least = 2 }, anaP2, Promise, ""},
		"another would go short": {func(in *Problem) {
			in.Bars = []Bar{{Pair{"P1", "Bo"}, []string{"board"}}}
			in.Reviewers[0].Most = &one
		}, anaP2, Coverage, ""},
		"more room would bring it, though others could make way": {func(in *Problem) {
			in.Reviewers[0].Most, in.Band = &one, 6
			in.Bids = []Bid{{anaP2, 15}}
			in.Bars = []Bar{{Pair{"P1", "Bo"}, []string{"board"}}}
			in.Proposals[0].Minimum = 0
		}, Pair{"P2", "Ana"}, Full, "room 1"},
		"no room at all": {func(in *Problem) { in.Reviewers[0].Most = &none }, Pair{"P1", "Ana"}, Full, "room 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := must(t, two(c.change)).Why(c.pair.Proposal, c.pair.Reviewer)
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			switch {
			case len(a.Codes) > 0:
				said = fmt.Sprint(a.Codes)
				said = said[1 : len(said)-1]
			case a.Room != nil:
				said = fmt.Sprint("room ", *a.Room)
			case a.Margin != nil:
				said = fmt.Sprint("margin ", *a.Margin)
			}
			if a.Reason != c.want || said != c.answers {
				t.Errorf("got %s, %q; want %s, %q", a.Reason, said, c.want, c.answers)
			}
		})
	}
}

// lost is a pair that lots decided against when nobody knows anything.
func lost(seed uint64) Pair {
	in := two(func(in *Problem) { in.Scale, in.Seed = nil, seed })
	plan, err := Solve(in)
	if err != nil {
		panic(err)
	}
	for _, pair := range free(in) {
		if !chosen(plan)[pair] {
			return pair
		}
	}
	return Pair{}
}

func TestAPairOfNoSuchProposalIsNotFound(t *testing.T) {
	t.Parallel()
	if _, err := must(t, two(func(*Problem) {})).Why("P9", "Ana"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestAskingChangesNothingInThePlan(t *testing.T) {
	t.Parallel()
	in := world(60, 12, 4, 9)
	plan, fresh := must(t, in), must(t, in)
	for range 2 {
		for _, p := range in.Proposals {
			for _, r := range in.Reviewers {
				if _, err := plan.Why(p.ID, r.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	slack(t, plan.net)
	if !slices.Equal(plan.net.open, fresh.net.open) || !slices.Equal(plan.net.price, fresh.net.price) || !slices.Equal(plan.net.over, fresh.net.over) || !slices.Equal(plan.net.load, fresh.net.load) {
		t.Error("the network has changed")
	}
}

func TestRoomForSeveralReadingsIsFoundStepByStep(t *testing.T) {
	t.Parallel()
	in := world(24, 6, 3, 9)
	in.Band = 100
	two := 2
	in.Reviewers[0].Most = &two
	plan, several := must(t, in), 0
	for _, p := range in.Proposals {
		a, err := plan.Why(p.ID, in.Reviewers[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if a.Room == nil {
			continue
		}
		if *a.Room > 1 {
			several++
		}
		grown := plan.net.clone()
		grown.grow(plan.net.t.pth[p.ID], 0)
		slack(t, grown)
		for _, c := range []struct {
			by   int
			want bool
		}{{*a.Room - 1, false}, {*a.Room, true}} {
			wider := in
			wider.Reviewers = slices.Clone(in.Reviewers)
			widen(a.Reviewer, c.by)(&wider)
			if got := chosen(must(t, wider))[a.Pair]; got != c.want {
				t.Errorf("%s with room for %d more of %d: %t", p.ID, c.by, *a.Room, got)
			}
		}
	}
	if several < 3 {
		t.Errorf("only %d pairs need room for several", several)
	}
}
