package assignment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// small draws problems whose every set of pairs can be tried, with all that a problem can hold.
func small(t *rapid.T) Problem {
	in := Problem{
		Seed: rapid.Uint64().Draw(t, "seed"), Band: rapid.IntRange(0, 2).Draw(t, "band"),
		Scale: []Kind{{Code: "theme", Points: rapid.IntRange(0, 9).Draw(t, "points")}, {Code: "language", Points: 3, Any: true}},
	}
	themes, languages := rapid.SampledFrom([]string{"a", "b", "c"}), rapid.SampledFrom([]string{"en", "es"})
	for i := range rapid.IntRange(0, 4).Draw(t, "proposals") {
		target := rapid.IntRange(0, 3).Draw(t, "target")
		in.Proposals = append(in.Proposals, Proposal{
			ID: fmt.Sprintf("P%d", i), Target: target, Minimum: rapid.IntRange(0, target).Draw(t, "minimum"),
			Have:   rapid.IntRange(0, 5).Draw(t, "have") / 4,
			Topics: []Topic{{"theme", themes.Draw(t, "theme")}, {"theme", themes.Draw(t, "theme")}, {"theme", themes.Draw(t, "theme")}, {"language", languages.Draw(t, "language")}},
		})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "reviewers") {
		r := Reviewer{ID: fmt.Sprintf("R%d", i), Least: rapid.IntRange(0, 2).Draw(t, "least"), Carried: rapid.IntRange(0, 4).Draw(t, "carried") / 3}
		if rapid.Bool().Draw(t, "limited") {
			most := r.Least + rapid.IntRange(0, 2).Draw(t, "room")
			r.Most = &most
		}
		r.Skills = []Skill{{"theme", themes.Draw(t, "knows"), rapid.IntRange(1, 100).Draw(t, "level")}, {"theme", themes.Draw(t, "knows"), 50}, {"language", languages.Draw(t, "reads"), 100}}
		in.Reviewers = append(in.Reviewers, r)
	}
	for _, p := range in.Proposals {
		for _, r := range in.Reviewers {
			switch pair := (Pair{p.ID, r.ID}); rapid.IntRange(0, 9).Draw(t, "pair") {
			case 0, 1:
				in.Bars = append(in.Bars, Bar{pair, []string{"board"}})
			case 2:
				in.Fixed = append(in.Fixed, pair)
			case 3, 4:
				in.Bids = append(in.Bids, Bid{pair, rapid.IntRange(-4, 4).Draw(t, "bid")})
			}
		}
	}
	return in
}

func must(t interface{ Fatal(args ...any) }, in Problem) *Plan {
	plan, err := Solve(in)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestNoOtherSetOfPairsIsBetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		plan := must(t, in)
		if !lawful(in, chosen(plan)) {
			t.Fatalf("the plan breaks a rule: %v", plan.Pairs)
		}
		got, want := worth(in, chosen(plan)), best(in, func(map[Pair]bool) bool { return true })
		if !slices.Equal(got, want) {
			t.Fatalf("the plan is worth %v, the best is worth %v", got, want)
		}
		if s := plan.Sum; s.BelowMinimum != got[0] || s.BelowTarget != got[0]+got[2] || s.BelowLeast != got[4] || s.Fit != -got[7] {
			t.Fatalf("the sums %+v are not the worth %v", s, got)
		}
	})
}

func TestTheSameProblemInAnyOrderGivesTheSamePlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		other := Problem{
			Seed: in.Seed, Band: in.Band, Scale: rapid.Permutation(in.Scale).Draw(t, "scale"),
			Proposals: rapid.Permutation(in.Proposals).Draw(t, "proposals"), Reviewers: rapid.Permutation(in.Reviewers).Draw(t, "reviewers"),
			Fixed: rapid.Permutation(in.Fixed).Draw(t, "fixed"), Bars: rapid.Permutation(in.Bars).Draw(t, "bars"), Bids: rapid.Permutation(in.Bids).Draw(t, "bids"),
		}
		if a, b := must(t, in), must(t, other); !slices.Equal(a.Pairs, b.Pairs) {
			t.Fatalf("%v and %v", a.Pairs, b.Pairs)
		}
	})
}

// tuple is the cost of an arc by aim, compared part by part: the oracle's exact order of aims.
type tuple [6]int

// cycleFree proves a plan best: without a cycle of changes that gains, nothing else does (Klein).
// The arcs are made from the problem and the pairs alone, their costs are never packed into one
// number; Bellman and Ford's labels settle if and only if there is no such cycle.
func cycleFree(in Problem, plan *Plan) bool {
	type arc struct {
		from, to int
		cost     tuple
	}
	var arcs []arc
	pairs, np, sink := chosen(plan), len(in.Proposals), len(in.Proposals)+len(in.Reviewers)
	both := func(from, to int, cost tuple, forth, back bool) {
		if forth {
			arcs = append(arcs, arc{from, to, cost})
		}
		if back {
			for i := range cost {
				cost[i] = -cost[i]
			}
			arcs = append(arcs, arc{to, from, cost})
		}
	}
	fixed, barred := map[Pair]bool{}, map[Pair]bool{}
	for _, f := range in.Fixed {
		fixed[f] = true
	}
	for _, b := range in.Bars {
		barred[b.Pair] = true
	}
	have, load := map[string]int{}, map[string]int{}
	for pair := range pairs {
		have[pair.Proposal]++
		load[pair.Reviewer]++
	}
	given := map[string]int{}
	for i, p := range in.Proposals {
		for j, r := range in.Reviewers {
			pair := Pair{p.ID, r.ID}
			if !fixed[pair] && !barred[pair] {
				both(i, np+j, tuple{5: -match1(plan, i, j)}, !pairs[pair], pairs[pair])
				if pairs[pair] {
					given[p.ID]++
					given[r.ID]++
				}
			}
		}
	}
	for i, p := range in.Proposals {
		slot := func(k int) tuple { // goes without its k-th reading
			if k <= p.Minimum {
				return tuple{0: 1, 1: p.Minimum - k}
			}
			return tuple{2: 1, 3: p.Target - k}
		}
		n := p.Have + have[p.ID]
		both(i, sink, slot(n), given[p.ID] > 0, false)
		if n < p.Target {
			both(i, sink, slot(n+1), false, true)
		}
	}
	for j, r := range in.Reviewers {
		slot := func(k int) tuple {
			if k <= r.Least {
				return tuple{4: -1000*1000 - 1000*(r.Least-k)}
			}
			return tuple{4: (k - 1) / max(in.Band, 1)}
		}
		n := r.Carried + load[r.ID]
		both(np+j, sink, slot(n+1), r.Most == nil || n < *r.Most, false)
		both(np+j, sink, slot(n), false, given[r.ID] > 0)
	}
	label := make([]tuple, sink+1)
	for range sink + 2 {
		settled := true
		for _, a := range arcs {
			far := label[a.from]
			for i := range far {
				far[i] += a.cost[i]
			}
			if slices.Compare(far[:], label[a.to][:]) < 0 {
				label[a.to], settled = far, false
			}
		}
		if settled {
			return true
		}
	}
	return false
}

// match1 is the fit that the plan used; that it is the right one TestNoOtherSetOfPairsIsBetter shows.
func match1(plan *Plan, p, r int) int { return plan.net.fit[p*plan.net.nr+r] }

func TestLargePlansHaveNoCycleOfChangesThatGains(t *testing.T) {
	t.Parallel()
	few, ten := 15, 10
	for name, change := range map[string]func(*Problem){
		"as it is":                   func(*Problem) {},
		"room for two thirds":        func(in *Problem) { limit(in, func(int) *int { return &few }) },
		"no limits, uneven promises": func(in *Problem) { limit(in, func(int) *int { return nil }); promise(in) },
		"room for some of uneven targets": func(in *Problem) {
			limit(in, func(int) *int { return &ten })
			for i := range in.Proposals {
				in.Proposals[i].Minimum, in.Proposals[i].Target = i%2, 1+i%4
			}
		},
		"wide bands":                    func(in *Problem) { in.Band = 5 },
		"nobody knows anything":         func(in *Problem) { in.Scale = nil; in.Bids = nil },
		"a third fixed by another seed": fixThird,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := world(400, 60, 4, 11)
			change(&in)
			plan := must(t, in)
			if !cycleFree(in, plan) {
				t.Error("a better plan is a cycle away")
			}
			slack(t, plan.net)
			if !spoil(in, plan) {
				t.Error("the proof does not notice a plan that is spoiled")
			}
		})
	}
}

func limit(in *Problem, most func(int) *int) {
	for i := range in.Reviewers {
		in.Reviewers[i].Most = most(i)
	}
}

func promise(in *Problem) {
	for i := range in.Reviewers {
		in.Reviewers[i].Least, in.Reviewers[i].Carried = i, i%7
	}
}

func fixThird(in *Problem) {
	other := *in
	other.Seed, other.Scale = in.Seed+1, nil
	plan, err := Solve(other)
	if err != nil {
		panic(err)
	}
	for i, pair := range plan.Pairs {
		if i%3 == 0 {
			in.Fixed = append(in.Fixed, pair.Pair)
		}
	}
}

// spoil gives one reading to somebody else and tells whether the proof fails then, as it must.
func spoil(in Problem, plan *Plan) bool {
	bad := *plan
	bad.Pairs = slices.Clone(plan.Pairs)
	taken := chosen(plan)
	for i, pair := range bad.Pairs {
		for _, open := range free(in) {
			if !pair.Fixed && open.Proposal == pair.Proposal && !taken[open] {
				bad.Pairs[i].Pair = open
				return !cycleFree(in, &bad)
			}
		}
	}
	return false
}

// slack checks complementary slackness: by the prices of reviewers no proposal has a place that is
// dearer than one open to it, and no load is on the wrong side of the sink's price.
func slack(t *testing.T, n *network) {
	for p := range n.np {
		dearest, cheapest := int64(-absent), int64(absent)
		if n.lacking[p] > 0 {
			dearest = n.lack(p, n.lacking[p]-1) - n.price[n.nr]
		}
		if n.lacking[p] < n.need[p] {
			cheapest = n.lack(p, n.lacking[p]) - n.price[n.nr]
		}
		for r := range n.nr {
			if n.assigned(p, r) {
				dearest = max(dearest, n.cost[p*n.nr+r]-n.price[r])
			} else {
				cheapest = min(cheapest, n.open[p*n.nr+r]-n.price[r])
			}
		}
		if n.need[p] > 0 && dearest > cheapest {
			t.Fatalf("proposal %d pays %d, but a place is open for %d", p, dearest, cheapest)
		}
	}
	for r := range n.nr {
		if n.load[r] < n.most[r] && n.burden(r, n.load[r])+n.price[r]-n.price[n.nr] < 0 ||
			n.load[r] > n.base[r] && n.burden(r, n.load[r]-1)+n.price[r]-n.price[n.nr] > 0 {
			t.Fatalf("the load of reviewer %d is not at its price", r)
		}
	}
}
