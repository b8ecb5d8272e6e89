package fundline

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

func three(available int64, constraints ...Constraint) Input {
	return Input{Objective: Points, Available: available, Constraints: constraints, Proposals: []Proposal{
		{ID: "a", Place: 1, ScoreMilli: 90_000, Requested: 100, Attributes: []Attribute{{"country", "PE"}}},
		{ID: "b", Place: 2, ScoreMilli: 80_000, Requested: 60, Attributes: []Attribute{{"country", "PE"}}},
		{ID: "c", Place: 3, ScoreMilli: 70_000, Requested: 40, Attributes: []Attribute{{"country", "FR"}, {"first", "yes"}}},
	}}
}

// told writes a selection as a line: who gets how much, then the codes of the notes.
func told(s *Selection) string {
	var out []string
	for _, a := range s.Awards {
		out = append(out, fmt.Sprintf("%s %d", a.ID, a.Amount))
	}
	for _, n := range s.Notes {
		out = append(out, n.Code)
	}
	if s.Conflict != nil {
		out = append(out, "conflict", strings.Join(s.Conflict.Constraints, "+"), fmt.Sprint(s.Conflict.Money))
	}
	return strings.Join(out, ", ")
}

func TestASelectionAnswersClearly(t *testing.T) {
	t.Parallel()
	half := three(100, Constraint{ID: "a first", Kind: MustFund, Proposal: "a", Reason: "policy"})
	half.Proposals[0].Partial = &Limits{50, 100, 10}
	alone := three(100)
	alone.Proposals = alone.Proposals[:1]
	flat := three(100)
	for i := range flat.Proposals {
		flat.Proposals[i].ScoreMilli = 75_000
	}
	rank := three(100)
	rank.Objective = Rank
	low := three(200)
	low.ThresholdMilli = 75_000
	for name, test := range map[string]struct {
		in   Input
		want string
	}{
		"two smaller beat one larger":                            {three(100), "b 60, c 40"},
		"by rank the best place comes first":                     {rank, "a 100"},
		"below the threshold costs points":                       {low, "a 100, b 60"},
		"at most one of each country":                            {three(200, Constraint{ID: "each", Kind: AtMostEach, Key: "country", Limit: 1}), "a 100, c 40"},
		"a partial award makes room":                             {half, "a 60, c 40"},
		"money below the cheapest funds nobody":                  {three(39), "below_cheapest"},
		"no money at all":                                        {three(0), "below_cheapest"},
		"a cycle of one":                                         {alone, "a 100, one_proposal"},
		"equal scores: as many as fit":                           {flat, "b 60, c 40, all_scores_equal"},
		"nobody applied":                                         {Input{Objective: Points, Available: 5}, "no_proposals"},
		"what must be funded and must not is a conflict of two":  {three(200, Constraint{ID: "yes", Kind: MustFund, Proposal: "a", Reason: "x"}, Constraint{ID: "each", Kind: AtMostEach, Key: "country", Limit: 9}, Constraint{ID: "no", Kind: MustNot, Proposal: "a", Reason: "x"}), "conflict, yes+no, false"},
		"what must be funded beyond the money conflicts with it": {three(99, Constraint{ID: "no c", Kind: MustNot, Proposal: "c", Reason: "x"}, Constraint{ID: "yes", Kind: MustFund, Proposal: "a", Reason: "x"}), "conflict, yes, true"},
		"more of a theme than applied conflicts with itself":     {three(200, Constraint{ID: "themes", Kind: AtLeast, Key: "theme", Value: "x", Limit: 1}), "conflict, themes, false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Select(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(s); got != test.want || !s.Optimal {
				t.Errorf("got %q (optimal %v), want %q", got, s.Optimal, test.want)
			}
			if s.Left != test.in.Available-s.Committed || s.Left < 0 {
				t.Errorf("%d committed and %d left of %d", s.Committed, s.Left, test.in.Available)
			}
		})
	}
}

func TestWhatCannotBeAnsweredIsRefusedByField(t *testing.T) {
	t.Parallel()
	for code, spoil := range map[string]func(*Input){
		"line_money":     func(in *Input) { in.Available = -1 },
		"line_objective": func(in *Input) { in.Objective = "luck" },
		"line_twice":     func(in *Input) { in.Proposals[1].ID = "a" },
		"line_unranked":  func(in *Input) { in.Proposals[1].Place = 0 },
		"line_score":     func(in *Input) { in.Proposals[1].ScoreMilli = 1_000_001 },
		"line_partial":   func(in *Input) { in.Proposals[1].Partial = &Limits{10, 61, 1} },
		"line_unknown":   func(in *Input) { in.Constraints = []Constraint{{ID: "x", Kind: MustNot, Proposal: "z", Reason: "r"}} },
		"line_reason":    func(in *Input) { in.Constraints = []Constraint{{ID: "x", Kind: MustNot, Proposal: "a"}} },
		"line_kind":      func(in *Input) { in.Constraints = []Constraint{{ID: "x", Kind: "perhaps"}} },
		"line_share":     func(in *Input) { in.Constraints = []Constraint{{ID: "x", Kind: ShareLeast, Key: "k", Share: 10_001}} },
	} {
		in := three(100)
		spoil(&in)
		if _, err := Select(in); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestASpentBudgetIsSaidWithItsGap(t *testing.T) {
	t.Parallel()
	in := cycle(300, 3, true)
	in.Nodes = 3
	s, err := Select(in)
	if err != nil {
		t.Fatal(err)
	}
	in.Nodes = 0
	best, err := Select(in)
	if err != nil || !best.Optimal || !best.Ordered || best.GapMilli() != 0 {
		t.Fatalf("%v %+v", err, best)
	}
	if s.Optimal || s.PointsMilli > best.PointsMilli || s.BoundMilli < best.PointsMilli || s.GapMilli() <= 0 || s.Notes[0].Code != "nodes_spent" {
		t.Errorf("%d to %d around %d, optimal %v, %v", s.PointsMilli, s.BoundMilli, best.PointsMilli, s.Optimal, s.Notes)
	}
	if broken, err := Check(in, s.Awards); err != nil || len(broken) > 0 {
		t.Errorf("the selection breaks %v, %v", broken, err)
	}
}

func TestTheOrderOfTheInputIsNothing(t *testing.T) {
	t.Parallel()
	in := cycle(80, 5, true)
	want, err := Select(in)
	if err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(in.Proposals), func(i, j int) {
		in.Proposals[i], in.Proposals[j] = in.Proposals[j], in.Proposals[i]
	})
	if got, err := Select(in); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
}

func TestEveryConstraintCostsWhatItsAbsenceEarns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 7)
		base, costs, err := Costs(in)
		if err != nil {
			t.Fatal(err)
		}
		if !base.Feasible {
			if costs != nil {
				t.Fatal("costs of what cannot be")
			}
			return
		}
		for i, c := range costs {
			free := in
			free.Constraints = slices.Delete(slices.Clone(in.Constraints), i, i+1)
			s, err := Select(free)
			if err != nil || s.PointsMilli-base.PointsMilli != c.PointsMilli || in.Objective == Points && c.PointsMilli < 0 || !c.Optimal {
				t.Fatalf("%v: %+v, without %d, with %d", err, c, s.PointsMilli, base.PointsMilli)
			}
			var admits, keeps []string
			with, without := amountsOf(base.Awards), amountsOf(s.Awards)
			for _, p := range in.ranked() {
				if with[p.ID] > 0 && without[p.ID] == 0 {
					admits = append(admits, p.ID)
				}
				if with[p.ID] == 0 && without[p.ID] > 0 {
					keeps = append(keeps, p.ID)
				}
			}
			if !slices.Equal(admits, c.Admits) || !slices.Equal(keeps, c.KeepsOut) {
				t.Fatalf("%+v, admits %v, keeps out %v", c, admits, keeps)
			}
		}
	})
}

func TestSweepingTheMoneyTellsWhoFlips(t *testing.T) {
	t.Parallel()
	out, err := Sweep(three(0), []int64{0, 40, 100, 140, 200})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range out {
		got = append(got, fmt.Sprintf("%d +%s -%s", o.Available, strings.Join(o.Enters, ""), strings.Join(o.Leaves, "")))
	}
	want := []string{"0 + -", "40 +c -", "100 +b -", "140 +a -b", "200 +b -"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := Sweep(three(0), []int64{-1}); !fault.HasCode(err, "line_grid") {
		t.Errorf("a negative amount: %v", err)
	}
}

func TestDeparturesSayWhatExplainsThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in     Input
		awards []Award
		want   string
	}{
		"money":                      {three(90), []Award{{"c", 40}}, "a>c money, b>c unexplained"},
		"two smaller for one larger": {three(100), []Award{{"b", 60}, {"c", 40}}, "a>b money, a>c money"},
		"a constraint":               {three(200, Constraint{ID: "first", Kind: AtLeast, Key: "first", Value: "yes", Limit: 1}), []Award{{"c", 40}}, "a>c at_least first, b>c at_least first"},
		"by hand":                    {three(200, Constraint{ID: "no", Kind: MustNot, Proposal: "a", Reason: "debt"}), []Award{{"b", 60}}, "a>b must_not no"},
		"rank order departs nowhere": {three(200), []Award{{"a", 100}, {"b", 60}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ds, err := Departures(test.in, test.awards)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range ds {
				s := d.Passed + ">" + d.Favored
				for _, w := range d.Why {
					s += strings.TrimRight(" "+w.Code+" "+w.Constraint, " ")
				}
				got = append(got, s)
			}
			if s := strings.Join(got, ", "); s != test.want {
				t.Errorf("got %q, want %q", s, test.want)
			}
		})
	}
	if _, err := Departures(three(100), []Award{{"a", 99}}); !fault.HasCode(err, "line_award") {
		t.Errorf("an amount nobody may get: %v", err)
	}
}

func TestTheBestSelectionLeavesNoDepartureUnexplained(t *testing.T) {
	t.Parallel()
	seen := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 9)
		in.Objective = Points
		s, err := Select(in)
		if err != nil || !s.Feasible {
			return
		}
		if broken, err := Check(in, s.Awards); err != nil || len(broken) > 0 {
			t.Fatalf("it breaks %v, %v", broken, err)
		}
		ds, err := Departures(in, s.Awards)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			seen++
			if len(d.Why) == 0 || d.Why[0].Code == "unexplained" {
				t.Fatalf("%+v", d)
			}
		}
	})
	if seen == 0 {
		t.Error("no departure was drawn")
	}
}

func TestCheckAgreesWithTheWordsOfTheConstraints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8)
		o := &oracle{in, in.ranked()}
		got := make([]int64, len(o.ranked))
		var awards []Award
		for i, p := range o.ranked {
			if a := rapid.SampledFrom(append(p.amounts(), 0)).Draw(t, "award"); a > 0 {
				got[i] = a
				awards = append(awards, Award{p.ID, a})
			}
		}
		broken, err := Check(in, awards)
		if err != nil || (len(broken) == 0) != o.allowed(got, in.Constraints, true) {
			t.Fatalf("%v %v", broken, err)
		}
	})
}
