package calibration

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files")

func TestPanelsThatTellLittleSayWhatTheyCannot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in      Input
		reasons []string
		model   []int64 // of each proposal
		certain bool
	}{
		"no scores at all":                       {Input{}, []string{"no_scores"}, nil, false},
		"a cycle of one with one reader":         {grid([]int64{70_000}), []string{"one_reviewer", "one_proposal", "no_degrees"}, []int64{70_000}, false},
		"a cycle of one with three readers":      {grid([]int64{70_000, 60_000, 80_000}), []string{"one_proposal", "no_degrees"}, []int64{70_000}, false},
		"a panel with one reviewer":              {grid([]int64{70_000}, []int64{60_000}, []int64{80_000}), []string{"one_reviewer", "no_degrees"}, []int64{70_000, 60_000, 80_000}, false},
		"all scores equal":                       {grid([]int64{70_000, 70_000}, []int64{70_000, 70_000}), []string{"all_scores_equal"}, []int64{70_000, 70_000}, true},
		"all scores nought":                      {grid([]int64{0, 0, 0}, []int64{0, 0, 0}), []string{"all_scores_equal"}, []int64{0, 0}, true},
		"reviewers differ by a constant only":    {grid([]int64{70_000, 60_000}, []int64{50_000, 40_000}, []int64{-1, 35_000}), nil, []int64{65_000, 45_000, 40_000}, true},
		"two readings that no error can be from": {grid([]int64{70_000, 60_000}, []int64{-1, 40_000}), []string{"no_degrees"}, []int64{65_000, 40_000}, false},
		"reviewers less apart than error":        {grid([]int64{70_000, 60_000}, []int64{60_000, 70_000}), []string{"negative_variance"}, []int64{65_000, 65_000}, true},
		"each with readers of their own":         {grid([]int64{70_000, 60_000, -1, -1}, []int64{-1, -1, 50_000, 45_000}), []string{"unconnected", "no_degrees"}, []int64{65_000, 47_500}, false},
	} {
		for _, m := range []Method{Mixed, LeastSquares} {
			c.in.Method = m
			got := calibrate(t, c.in)
			for _, code := range c.reasons {
				if !has(got.Reasons, code) {
					t.Errorf("%s: %v does not tell %s", name, got.Reasons, code)
				}
			}
			if len(got.Proposals) != len(c.model) {
				t.Fatalf("%s: %d proposals", name, len(got.Proposals))
			}
			for i, want := range c.model {
				p := got.Proposals[i]
				if free := name == "two readings that no error can be from" && m == LeastSquares; !free && p.ModelMilli != want {
					t.Errorf("%s %s: %s has %d, want %d", name, m, p.ID, p.ModelMilli, want)
				}
				if (p.LowMilli != nil) != c.certain || (p.ErrorMilli != nil) != c.certain {
					t.Errorf("%s: the doubt of %s is %v", name, p.ID, p.ErrorMilli)
				}
			}
			d, err := got.Draw(Bootstrap{Draws: 50, Top: 1, Seed: 1})
			if err != nil || (len(d.Proposals) > 0) != c.certain || (len(d.Reasons) > 0) == c.certain {
				t.Errorf("%s: draws are %+v, %v", name, d, err)
			}
			a, err := got.Advise(Line{Places: 1, Most: 1})
			if err != nil || len(a.Readings) == 0 && len(a.Reasons) == 0 {
				t.Errorf("%s: advice is %+v, %v", name, a, err)
			}
		}
	}
}

func TestEqualProposalsShareThePlaceAndTheTopByLots(t *testing.T) {
	t.Parallel()
	c := calibrate(t, grid([]int64{70_000, 70_000}, []int64{70_000, 70_000}, []int64{70_000, 70_000}))
	d, err := c.Draw(Bootstrap{Draws: 6000, Top: 1, Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range c.Proposals {
		if p.RawPlace != 1 || p.NormalizedPlace != 1 || p.ModelPlace != 1 || *p.LowMilli != 70_000 || *p.HighMilli != 70_000 || *p.ZMicro != 0 {
			t.Errorf("%+v", p)
		}
		near(t, "share of the top", float64(d.Proposals[i].TopMicro), 1e6/3, 25_000)
	}
}

func TestAReviewerOfOneProposalIsPulledToThePanel(t *testing.T) {
	t.Parallel()
	p := maker{proposals: 30, reviewers: 6, each: 3, quality: 5000, leniency: 4000, error: 4000, seed: 2}.make()
	p.in.Scores = append(p.in.Scores, Score{Proposal: proposal(0), Reviewer: "Z", Points: 95_000})
	mixed := calibrate(t, p.in)
	p.in.Method = LeastSquares
	free := calibrate(t, p.in)
	m, f := mixed.Reviewers[6], free.Reviewers[6]
	if !has(m.Reasons, "one_proposal") || !has(m.Reasons, "borrowed_spread") || !has(mixed.Proposals[0].Reasons, "readers_of_one") {
		t.Errorf("%+v", m)
	}
	if m.KeptMicro <= 0 || m.KeptMicro >= mixed.Reviewers[0].KeptMicro || f.KeptMicro != 1_000_000 {
		t.Errorf("%d and %d are kept", m.KeptMicro, f.KeptMicro)
	}
	if m.LeniencyMilli <= 0 || m.LeniencyMilli >= f.LeniencyMilli*3/4 {
		t.Errorf("leniency %d is not drawn from %d", m.LeniencyMilli, f.LeniencyMilli)
	}
	if f.Order != nil || f.ResidualMilli > 1 || !has(f.Reasons, "order_unknown") {
		t.Errorf("what is alone has nothing left: %+v", f)
	}
}

func TestPartsThatNothingLinksAreNamed(t *testing.T) {
	t.Parallel()
	in := apart(small(false, 1).make().in)
	c := calibrate(t, in)
	if len(c.Components) != 2 || len(c.Components[0].Proposals)+len(c.Components[1].Proposals) != len(c.Proposals) {
		t.Fatalf("%+v", c.Components)
	}
	for _, p := range c.Proposals {
		want := 0
		if p.ID[0] == 'Q' {
			want = 1
		}
		if p.Component != want {
			t.Errorf("%s is in part %d", p.ID, p.Component)
		}
	}
	for k, part := range c.Components {
		for _, id := range part.Reviewers {
			if (id[0] == 'S') != (k == 1) {
				t.Errorf("%s is in part %d", id, k)
			}
		}
	}
}

func TestScoresThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	good := Score{Proposal: "P", Reviewer: "R", Points: 1}
	for name, c := range map[string]struct {
		in   Input
		code string
	}{
		"below nought":           {Input{Scores: []Score{{"P", "R", -1, nil, 0}}}, "out_of_range"},
		"above a hundred points": {Input{Scores: []Score{{"P", "R", 100_001, nil, 0}}}, "out_of_range"},
		"of no proposal":         {Input{Scores: []Score{{"", "R", 1, nil, 0}}}, "required"},
		"by nobody":              {Input{Scores: []Score{{"P", "", 1, nil, 0}}}, "required"},
		"twice by the same":      {Input{Scores: []Score{good, {"Q", "R", 1, nil, 0}, good}}, "twice"},
		"before the first place": {Input{Scores: []Score{{"P", "R", 1, nil, -1}}}, "out_of_range"},
		"marks of no criterion":  {Input{Scores: []Score{{"P", "R", 1, []int{4}, 0}}}, "out_of_range"},
		"a mark below nought":    {Input{Criteria: []string{"a"}, Scores: []Score{{"P", "R", 1, []int{-4}, 0}}}, "out_of_range"},
		"an unknown method":      {Input{Method: "best"}, "out_of_range"},
		"fewer than no readings": {Input{Needed: -1}, "out_of_range"},
	} {
		if _, err := Calibrate(c.in); !fault.Is(err, fault.Invalid) || !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := calibrate(t, small(false, 1).make().in)
	for name, l := range map[string]Line{
		"no reading":                {Places: 1},
		"fewer than no places":      {Places: -1, Most: 1},
		"a score beyond":            {ThresholdMilli: known(100_001), Most: 1},
		"a stake that is not there": {Places: 1, Most: 1, Stakes: map[string]int64{}},
	} {
		if _, err := c.Advise(l); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, b := range []Bootstrap{{}, {Draws: 10_001}, {Draws: 1, Top: -1}} {
		if _, err := c.Draw(b); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", b, err)
		}
	}
}

func TestWhoNeedsAnotherReaderIsWhoseDecisionIsDearAndClose(t *testing.T) {
	t.Parallel()
	c := calibrate(t, maker{proposals: 40, reviewers: 8, each: 3, quality: 8000, leniency: 3000, error: 4000, seed: 3}.make().in)
	plain, err := c.Advise(Line{Places: 10, Most: 3})
	if err != nil {
		t.Fatal(err)
	}
	above := 0
	for _, p := range c.Proposals {
		if p.ModelMilli > *plain.LineMilli {
			above++
		}
	}
	if above != 10 || len(plain.Readings) < 5 || len(plain.Readings) == 40 && plain.Readings[39].GainMicro > plain.Readings[0].GainMicro/10 {
		t.Fatalf("%d lie above the line; %d would gain", above, len(plain.Readings))
	}
	stakes := map[string]int64{}
	for _, p := range c.Proposals {
		stakes[p.ID] = 1_000_000
	}
	last := plain.Readings[4]
	stakes[last.ID] = 1_000_000_000
	dear, err := c.Advise(Line{Places: 10, Most: 3, Stakes: stakes})
	if err != nil {
		t.Fatal(err)
	}
	if first := dear.Readings[0]; first.ID != last.ID || first.Gain != first.GainMicro*1000 || first.WrongMicro != last.WrongMicro {
		t.Errorf("the dearest is %+v", first)
	}
	for i, r := range plain.Readings {
		if i > 0 && r.GainMicro > plain.Readings[i-1].GainMicro || r.AfterMicro[0] < r.AfterMicro[1] || r.AfterMicro[1] < r.AfterMicro[2] || r.Readings < 1 {
			t.Errorf("%+v", r)
		}
	}
	for name, l := range map[string]Line{"none_above": {Most: 1}, "all_above": {Places: 40, Most: 1}, "nothing_gained": {ThresholdMilli: known(0), Most: 1}} {
		if a, err := c.Advise(l); err != nil || !has(a.Reasons, name) || len(a.Readings) != 0 {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

// TestFiguresAreTheSameOnEveryMachine holds all figures of two panels, which are hashed elsewhere.
func TestFiguresAreTheSameOnEveryMachine(t *testing.T) {
	t.Parallel()
	odd := apart(maker{proposals: 12, reviewers: 5, each: 3, quality: 8000, leniency: 6000, error: 3000, uneven: true, seed: 21}.make().in)
	for name, in := range map[string]Input{
		"worked": grid([]int64{88_000, 95_000, 60_000}, []int64{72_000, 93_000, 75_000}, []int64{80_000, 97_000, 70_000}, []int64{64_000, 91_000, 55_000}),
		"uneven": odd,
	} {
		c := calibrate(t, in)
		d, err := c.Draw(Bootstrap{Draws: 200, Top: 2, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		a, err := c.Advise(Line{Places: 2, Most: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, []any{c, d, a}) + "\n"
		file := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s has changed; look at it and run with -update: %v", file, err)
		}
	}
}
