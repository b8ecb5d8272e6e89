package assignment

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

var update = flag.Bool("update", false, "write golden files")

func line(p *Plan) string {
	var b bytes.Buffer
	for _, pair := range p.Pairs {
		fmt.Fprintf(&b, "%s:%s ", pair.Proposal, pair.Reviewer)
	}
	return b.String()
}

func TestTheAimsStandInTheirOrder(t *testing.T) {
	t.Parallel()
	one, two, three := 1, 2, 3
	for name, c := range map[string]struct {
		in   Problem
		want string
	}{
		"the second reading of one waits for the first of another, however well it fits": {Problem{
			Proposals: []Proposal{{ID: "P1", Minimum: 1, Target: 2, Topics: []Topic{{"theme", "glass"}}}, {ID: "P2", Minimum: 1, Target: 2}},
			Reviewers: []Reviewer{{ID: "Ana", Most: &one, Skills: []Skill{{"theme", "glass", 100}}}, {ID: "Bo", Most: &one}},
			Scale:     []Kind{{Code: "theme", Points: 1000}}, Bids: []Bid{{Pair{"P1", "Bo"}, 900}},
		}, "P1:Ana P2:Bo "},
		"a guarantee of three comes before a fourth": {Problem{
			Proposals: []Proposal{{ID: "P1", Minimum: 0, Target: 3}, {ID: "P2", Minimum: 3, Target: 3}},
			Reviewers: []Reviewer{{ID: "Ana", Most: &one}, {ID: "Bo", Most: &one}, {ID: "Cy", Most: &one}},
			Bids:      []Bid{{Pair{"P1", "Ana"}, 99}, {Pair{"P1", "Bo"}, 99}},
		}, "P2:Ana P2:Bo P2:Cy "},
		"two lack one of their targets each before one lacks two": {Problem{
			Proposals: []Proposal{{ID: "P1", Target: 2}, {ID: "P2", Target: 2}},
			Reviewers: []Reviewer{{ID: "Ana", Most: &one}, {ID: "Bo", Most: &one}},
			Bids:      []Bid{{Pair{"P1", "Ana"}, 99}, {Pair{"P1", "Bo"}, 98}},
		}, "P1:Ana P2:Bo "},
		"who was promised two comes before even loads": {Problem{
			Proposals: []Proposal{{ID: "P1", Minimum: 1, Target: 1}, {ID: "P2", Minimum: 1, Target: 1}},
			Reviewers: []Reviewer{{ID: "Ana"}, {ID: "Bo", Least: 2, Most: &two}},
			Bids:      []Bid{{Pair{"P1", "Ana"}, 50}},
		}, "P1:Bo P2:Bo "},
		"loads are even before pairs fit": {Problem{
			Proposals: []Proposal{{ID: "P1", Target: 1}, {ID: "P2", Target: 1}, {ID: "P3", Target: 1}},
			Reviewers: []Reviewer{{ID: "Ana", Carried: 2}, {ID: "Bo"}},
			Bids:      []Bid{{Pair{"P1", "Ana"}, 9}, {Pair{"P2", "Ana"}, 8}, {Pair{"P3", "Ana"}, 7}},
		}, "P1:Ana P2:Bo P3:Bo "},
		"in bands pairs fit before loads are even": {Problem{
			Proposals: []Proposal{{ID: "P1", Target: 1}, {ID: "P2", Target: 1}, {ID: "P3", Target: 1}}, Band: 6,
			Reviewers: []Reviewer{{ID: "Ana", Carried: 2}, {ID: "Bo"}},
			Bids:      []Bid{{Pair{"P1", "Ana"}, 9}, {Pair{"P2", "Ana"}, 8}, {Pair{"P3", "Ana"}, 7}},
		}, "P1:Ana P2:Ana P3:Ana "},
		"what is fixed stays, even above a limit and beside a better pair": {Problem{
			Proposals: []Proposal{{ID: "P1", Target: 1}, {ID: "P2", Target: 1}, {ID: "P3", Target: 1}},
			Reviewers: []Reviewer{{ID: "Ana", Most: &one}, {ID: "Bo", Most: &three}},
			Fixed:     []Pair{{"P1", "Ana"}, {"P2", "Ana"}}, Bids: []Bid{{Pair{"P1", "Bo"}, 9}, {Pair{"P3", "Ana"}, 9}},
		}, "P1:Ana P2:Ana P3:Bo "},
		"a bar forbids the best pair": {Problem{
			Proposals: []Proposal{{ID: "P1", Target: 1}}, Reviewers: []Reviewer{{ID: "Ana"}, {ID: "Bo"}},
			Bids: []Bid{{Pair{"P1", "Ana"}, 9}}, Bars: []Bar{{Pair: Pair{"P1", "Ana"}}},
		}, "P1:Bo "},
		"no proposals":          {Problem{Reviewers: []Reviewer{{ID: "Ana"}}}, ""},
		"no reviewers":          {Problem{Proposals: []Proposal{{ID: "P1", Minimum: 3, Target: 4}}}, ""},
		"nothing at all":        {Problem{}, ""},
		"a proposal wants none": {Problem{Proposals: []Proposal{{ID: "P1"}}, Reviewers: []Reviewer{{ID: "Ana", Least: 3}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := must(t, c.in)
			if got := line(plan); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if _, err := Arrange(c.in.Seed, plan.Shelves()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	t.Parallel()
	zero, huge := 0, MostLoad+1
	ana := Pair{"P1", "Ana"}
	for name, c := range map[string]struct {
		change func(*Problem)
		code   string
	}{
		"a proposal without an id":            {func(in *Problem) { in.Proposals[0].ID = "" }, "required"},
		"a proposal twice":                    {func(in *Problem) { in.Proposals[1].ID = "P1" }, "twice"},
		"a minimum above the target":          {func(in *Problem) { in.Proposals[0].Minimum = 2 }, "out_of_range"},
		"a minimum below nothing":             {func(in *Problem) { in.Proposals[0].Minimum = -1 }, "out_of_range"},
		"a target beyond all":                 {func(in *Problem) { in.Proposals[0].Target = MostReading + 1 }, "out_of_range"},
		"fewer readings than none":            {func(in *Problem) { in.Proposals[0].Have = -1 }, "out_of_range"},
		"a reviewer without an id":            {func(in *Problem) { in.Reviewers[0].ID = "" }, "required"},
		"a reviewer twice":                    {func(in *Problem) { in.Reviewers[1].ID = "Ana" }, "twice"},
		"a least above the most":              {func(in *Problem) { in.Reviewers[0].Least, in.Reviewers[0].Most = 1, &zero }, "bad_load"},
		"a limit beyond all":                  {func(in *Problem) { in.Reviewers[0].Most = &huge }, "bad_load"},
		"a load below nothing":                {func(in *Problem) { in.Reviewers[0].Carried = -1 }, "bad_load"},
		"a skill of 101 percent":              {func(in *Problem) { in.Reviewers[0].Skills[0].Level = 101 }, "out_of_range"},
		"a kind without a code":               {func(in *Problem) { in.Scale[0].Code = "" }, "bad_kind"},
		"a kind that is named like a bid":     {func(in *Problem) { in.Scale[0].Code = BidTerm }, "bad_kind"},
		"a kind twice":                        {func(in *Problem) { in.Scale = append(in.Scale, in.Scale[0]) }, "twice"},
		"points below nothing":                {func(in *Problem) { in.Scale[0].Points = -1 }, "out_of_range"},
		"a band below nothing":                {func(in *Problem) { in.Band = -1 }, "out_of_range"},
		"a fixed pair of nobody":              {func(in *Problem) { in.Fixed = []Pair{{"P1", "Cy"}} }, "not_found"},
		"a pair fixed twice":                  {func(in *Problem) { in.Fixed = []Pair{ana, ana} }, "twice"},
		"a bar of no proposal":                {func(in *Problem) { in.Bars = []Bar{{Pair: Pair{"P9", "Ana"}}} }, "not_found"},
		"a pair both fixed and barred":        {func(in *Problem) { in.Fixed, in.Bars = []Pair{ana}, []Bar{{Pair: ana}} }, "conflicted"},
		"two bids for a pair":                 {func(in *Problem) { in.Bids = []Bid{{ana, 1}, {ana, 2}} }, "twice"},
		"a bid beyond all":                    {func(in *Problem) { in.Bids = []Bid{{ana, MostPoints + 1}} }, "out_of_range"},
		"points too fine for a large problem": {tooFine, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := Solve(two(c.change))
			if plan != nil || !fault.Is(err, fault.Invalid) || !fault.HasCode(err, c.code) {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func tooFine(in *Problem) {
	*in = world(400, 400, 4, 1)
	in.Scale[0].Points = MostPoints
	for i := range in.Reviewers {
		in.Reviewers[i].Carried = MostLoad
	}
}

func TestAFixedWorldGivesAFixedPlan(t *testing.T) {
	t.Parallel()
	plan := must(t, world(24, 7, 4, 5))
	orders, err := Arrange(5, plan.Shelves())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%+v\n", plan.Sum)
	for _, o := range orders.By {
		fmt.Fprintln(&b, o.Reviewer, o.Proposals)
	}
	fmt.Fprintf(&b, "drawn %+v\nbalanced %+v\n", orders.Drawn, orders.Balanced)
	const golden = "testdata/plan.golden"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("a stored seed no longer gives its plan:\n%s", b.String())
	}
}

func TestLotsAreFairAndOfTheSeed(t *testing.T) {
	t.Parallel()
	wins := 0
	for seed := range uint64(1000) {
		in := Problem{Seed: seed, Proposals: []Proposal{{ID: "P1", Target: 1}}, Reviewers: []Reviewer{{ID: "Ana"}, {ID: "Bo"}}}
		if chosen(must(t, in))[Pair{"P1", "Ana"}] {
			wins++
		}
	}
	if wins < 440 || wins > 560 {
		t.Errorf("Ana was drawn %d times of 1000", wins)
	}
}

func TestAProposalAddedRedrawsNobodyElsesLots(t *testing.T) {
	t.Parallel()
	in := world(5, 6, 2, 8)
	in.Scale, in.Bids = nil, nil
	before := must(t, in).net
	in.Proposals = append([]Proposal{{ID: "A-0000", Target: 2}}, in.Proposals...)
	after := must(t, in).net
	if !slices.Equal(before.cost, after.cost[after.nr:]) {
		t.Error("lots of the others have changed")
	}
}
