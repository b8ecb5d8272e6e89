package calibration

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAKnownStrictnessIsRecovered(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]maker{
		"each read by three":        {proposals: 200, reviewers: 20, each: 3, quality: 8000, leniency: 6000, error: 3000, seed: 1},
		"some read once, some five": {proposals: 200, reviewers: 20, each: 3, quality: 8000, leniency: 6000, error: 3000, uneven: true, seed: 2},
		"hardly any error":          {proposals: 60, reviewers: 12, each: 2, quality: 8000, leniency: 9000, error: 10, uneven: true, seed: 3},
	} {
		for _, method := range []Method{Mixed, LeastSquares} {
			p := m.make()
			p.in.Method = method
			c := calibrate(t, p.in)
			mean := 0.0
			for _, x := range p.leniency {
				mean += x / float64(len(p.leniency))
			}
			for j, r := range c.Reviewers {
				allowed := 4*math.Sqrt(c.spread([]int{j})) + 2
				near(t, name+" leniency of "+r.ID, float64(r.LeniencyMilli), p.leniency[j]-mean, allowed)
				if allowed > 4*m.error+2 {
					t.Errorf("%s: nothing is said of %s within %f", name, r.ID, allowed)
				}
			}
			near(t, name+" error", float64(*c.Variance.ErrorMilli)/m.error, 1, 0.15)
			near(t, name+" reviewers", float64(*c.Variance.ReviewerMilli)/m.leniency, 1, 0.45)
			if raw, model := p.miss(c, false), p.miss(c, true); model > 0.75*raw {
				t.Errorf("%s %s: the model misses by %.0f, raw by %.0f", name, method, model, raw)
			}
		}
	}
}

// miss is the root mean square distance of scores from the truth, each about its own mean.
func (p *panel) miss(c *Calibration, model bool) float64 {
	var d []float64
	for _, x := range c.Proposals {
		got := float64(x.RawMilli)
		if model {
			got = float64(x.ModelMilli)
		}
		i := slices.IndexFunc(c.Proposals, func(o Proposal) bool { return o.ID == x.ID })
		d = append(d, got-p.quality[i])
	}
	return math.Sqrt(norm(centered(d)) / float64(len(d)))
}

func TestIntervalsHoldTheTruthNineteenTimesInTwenty(t *testing.T) {
	t.Parallel()
	for _, method := range []Method{Mixed, LeastSquares} {
		held, all := 0, 0
		for seed := range uint64(150) {
			p := maker{proposals: 24, reviewers: 8, each: 3, quality: 4000, leniency: 5000, error: 4000, uneven: true, seed: seed}.make()
			p.in.Method = method
			c := calibrate(t, p.in)
			if len(c.Components) > 1 {
				continue
			}
			mean := 0.0
			for _, x := range p.leniency {
				mean += x / float64(len(p.leniency))
			}
			for i, x := range c.Proposals {
				all++
				if truth := int64(p.quality[i] + mean); *x.LowMilli <= truth && truth <= *x.HighMilli {
					held++
				}
			}
		}
		if share := float64(held) / float64(all); all < 3000 || share < 0.935 || share > 0.965 {
			t.Errorf("%s: %d of %d intervals hold the truth", method, held, all)
		}
	}
}

func TestAHarshTrioSinksTheRawScoreButNotTheModels(t *testing.T) {
	t.Parallel()
	p := maker{proposals: 60, reviewers: 9, each: 3, quality: 5000, error: 1500, seed: 5}.make()
	for i := range p.in.Scores {
		if s := &p.in.Scores[i]; s.Reviewer < reviewer(3) {
			s.Points -= 12_000
		}
	}
	for j := range 3 {
		p.in.Scores = append(p.in.Scores, Score{Proposal: "Zbest", Reviewer: reviewer(j), Points: 66_000 - 12_000})
	}
	c := calibrate(t, p.in)
	best := c.Proposals[len(c.Proposals)-1]
	if best.ModelPlace != 1 || best.RawPlace < 6 {
		t.Errorf("the best has place %d by the model, %d raw", best.ModelPlace, best.RawPlace)
	}
}

func TestTheEffectOfOrderIsFoundWithItsInterval(t *testing.T) {
	t.Parallel()
	m := maker{proposals: 300, reviewers: 15, each: 4, quality: 8000, leniency: 5000, error: 2000, drift: -150, seed: 4}
	c := calibrate(t, m.make().in)
	if o := c.Order; o == nil || o.LowMicro > -150_000 || o.HighMicro < -150_000 || o.HighMicro > -120_000 || o.Readings != 1200 {
		t.Errorf("a drift of -150 thousandths a reading is told as %+v", o)
	}
	held := 0
	for _, r := range c.Reviewers {
		if r.Order.LowMicro <= -150_000 && -150_000 <= r.Order.HighMicro && r.Order.HighMicro < 0 {
			held++
		}
	}
	if held < 13 {
		t.Errorf("only %d of 15 reviewers' own intervals hold it and leave out nought", held)
	}
}

// some is a panel of any shape: holes, single readers, parts that nothing links, equal scores.
func some(t *rapid.T) Input {
	in := Input{Method: rapid.SampledFrom([]Method{"", Mixed, LeastSquares}).Draw(t, "method")}
	proposals, reviewers := rapid.IntRange(1, 9).Draw(t, "proposals"), rapid.IntRange(1, 6).Draw(t, "reviewers")
	points := rapid.SampledFrom([]*rapid.Generator[int64]{
		rapid.Int64Range(0, MostPoints), rapid.SampledFrom([]int64{0, 50_000, MostPoints}), rapid.Just(int64(70_000)), rapid.Int64Range(40_000, 40_003),
	}).Draw(t, "scale")
	for i := range proposals {
		for j := range reviewers {
			if rapid.IntRange(0, 2).Draw(t, "read") > 0 {
				in.Scores = append(in.Scores, Score{Proposal: proposal(i), Reviewer: reviewer(j), Points: points.Draw(t, "points"), Position: rapid.IntRange(0, 4).Draw(t, "position")})
			}
		}
	}
	return in
}

func TestNothingThatLeavesIsBeyondNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := some(t)
		c := calibrate(t, in)
		for _, p := range c.Proposals {
			if p.ModelMilli < -2*MostPoints || p.ModelMilli > 3*MostPoints || p.LowMilli != nil && (*p.LowMilli > p.ModelMilli || *p.HighMilli < p.ModelMilli || *p.ErrorMilli < 0 || *p.ErrorMilli > MostPoints) {
				t.Fatalf("%+v", p)
			}
		}
		for _, x := range []*int64{c.Agreement.AlphaMicro, c.Agreement.ICC1Micro, c.Agreement.ICCAbsoluteMicro, c.Agreement.ICCConsistentMicro} {
			if x != nil && (*x > 1_000_000 || *x < -1_000_000*int64(len(in.Scores)+1)) {
				t.Fatalf("agreement %d", *x)
			}
		}
		for _, r := range c.Reviewers {
			if r.LeniencyMilli < -2*MostPoints || r.LeniencyMilli > 2*MostPoints || r.KeptMicro < 0 || r.KeptMicro > 1_000_000 {
				t.Fatalf("%+v", r)
			}
			if o := r.Order; o != nil && (o.LowMicro > o.PerPlaceMicro || o.HighMicro < o.PerPlaceMicro || o.HighMicro > 1e12 || o.LowMicro < -1e12) {
				t.Fatalf("%+v", o)
			}
		}
		advice, err := c.Advise(Line{Places: len(c.Proposals) / 2, Most: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range advice.Readings {
			if r.WrongMicro < 0 || r.WrongMicro > 500_000 || r.GainMicro <= 0 || r.GainMicro > r.WrongMicro+1 {
				t.Fatalf("%+v", r)
			}
		}
		if _, err := c.Draw(Bootstrap{Draws: 20, Top: 2, Seed: 1}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheSameScoresInAnyOrderGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := some(t)
		all := func() string {
			c := calibrate(t, in)
			d, err := c.Draw(Bootstrap{Draws: 10, Top: 2, Seed: 4})
			if err != nil {
				t.Fatal(err)
			}
			a, err := c.Advise(Line{Places: 1, Most: 2})
			if err != nil {
				t.Fatal(err)
			}
			return text(t, c) + text(t, d) + text(t, a)
		}
		once := all()
		in.Scores = rapid.Permutation(in.Scores).Draw(t, "order")
		if all() != once {
			t.Fatal("another order gives another answer")
		}
	})
}

func TestWhatAReviewerAddsToEveryScoreIsLeniencyAndMovesNoProposal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := small(rapid.Bool().Draw(t, "uneven"), rapid.Uint64Range(0, 500).Draw(t, "seed")).make().in
		in.Method = LeastSquares
		before := calibrate(t, in)
		added := rapid.Int64Range(-5000, 5000).Draw(t, "added")
		n := int64(len(before.Reviewers))
		for i := range in.Scores {
			if in.Scores[i].Reviewer == before.Reviewers[0].ID {
				in.Scores[i].Points = min(MostPoints, max(0, in.Scores[i].Points)) + added
			}
		}
		if len(before.Components) > 1 || slices.ContainsFunc(in.Scores, func(s Score) bool { return s.Points < 0 || s.Points > MostPoints }) {
			t.Skip("not one panel, or beyond the scale")
		}
		after := calibrate(t, in)
		if d := after.Reviewers[0].LeniencyMilli - before.Reviewers[0].LeniencyMilli - (added - added/n); d < -2 || d > 2 {
			t.Fatalf("leniency moved by %d too much", d)
		}
		for i := range after.Proposals {
			if d := after.Proposals[i].ModelMilli - before.Proposals[i].ModelMilli - added/n; d < -2 || d > 2 {
				t.Fatalf("a proposal moved by %d too much", d)
			}
		}
	})
}

func TestPlacesAreThoseOfASlowSort(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		in := small(true, seed).make().in
		in.Needed = 2
		c := calibrate(t, in)
		for _, p := range c.Proposals {
			better, sum := 1, map[string][2]int64{}
			for _, s := range in.Scores {
				x := sum[s.Proposal]
				sum[s.Proposal] = [2]int64{x[0] + s.Points, x[1] + 1}
			}
			own := sum[p.ID]
			for _, o := range sum {
				if o[1] >= 2 && cmp.Compare(o[0]*own[1], own[0]*o[1]) > 0 {
					better++
				}
			}
			if own[1] < 2 {
				better = 0
			}
			if p.RawPlace != better || (p.ModelPlace == 0) != (better == 0) || has(p.Reasons, "below_needed") != (better == 0) {
				t.Errorf("seed %d: %s has raw place %d, want %d", seed, p.ID, p.RawPlace, better)
			}
		}
	}
}

func TestNoiseHasTheVariancesOfTheModel(t *testing.T) {
	t.Parallel()
	for _, method := range []Method{Mixed, LeastSquares} {
		in := small(true, 3).make().in
		in.Method = method
		c := calibrate(t, in)
		n := c.noise(11)
		const draws = 20_000
		sums, squares := make([]float64, len(n.level)), make([]float64, len(n.level))
		for range draws {
			n.draw()
			shift := 0.0 // the panel's average reviewer in this draw, to whom scores are told
			if method == Mixed {
				for _, r := range n.given {
					shift += r / float64(len(n.given))
				}
			}
			for i, x := range n.level {
				sums[i] += x - shift
				squares[i] += (x - shift) * (x - shift)
			}
		}
		for i := range sums {
			mean := sums[i] / draws
			near(t, string(method)+" noise over doubt", (squares[i]/draws-mean*mean)/c.uncertain(i), 1, 0.06)
			near(t, string(method)+" mean of noise", mean/math.Sqrt(c.uncertain(i)), 0, 0.04)
		}
	}
}

func TestPlacesOfDrawsAddUp(t *testing.T) {
	t.Parallel()
	c := calibrate(t, small(true, 8).make().in)
	s, err := c.Draw(Bootstrap{Draws: 2000, Top: 3, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	top, held := int64(0), make([]int, len(s.Proposals)+1)
	for _, p := range s.Proposals {
		top += p.TopMicro
		sum, mean, inTop := 0, 0, 0
		for _, x := range s.Places(p.ID) {
			held[x.Place] += x.Draws
			sum += x.Draws
			mean += x.Place * x.Draws
			if x.Place <= 3 {
				inTop += x.Draws
			}
		}
		if sum != 2000 || p.MeanPlaceMilli != int64(mean+1)/2 || p.TopMicro != int64(inTop*500) || p.LowPlace > p.MedianPlace || p.MedianPlace > p.HighPlace {
			t.Errorf("%+v with %d draws of mean %d", p, sum, mean)
		}
	}
	if top != 3_000_000 {
		t.Errorf("three places are shared as %d", top)
	}
	for place, n := range held[1:] {
		if n != 2000 {
			t.Errorf("place %d is held %d times", place+1, n)
		}
	}
	other, _ := c.Draw(Bootstrap{Draws: 2000, Top: 3, Seed: 3})
	again, _ := c.Draw(Bootstrap{Draws: 2000, Top: 3, Seed: 2})
	if text(t, again) != text(t, s) || text(t, other) == text(t, s) || s.Places("nobody") != nil {
		t.Error("the seed is not what draws")
	}
}

func TestMoreReadingsHelpAsAMillionTrialsSay(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	for _, c := range [][3]float64{{0, 4, 9}, {1.5, 4, 2}, {-3, 4, 30}, {2, 1, 0.3}, {0.4, 9, 100}} {
		gap, variance, reading := c[0], c[1], c[2]
		const trials = 400_000
		wrongs := 0
		for range trials {
			truth := gap + math.Sqrt(variance)*r.NormFloat64()
			seen := truth + math.Sqrt(reading)*r.NormFloat64()
			then := (gap*reading + seen*variance) / (variance + reading)
			if (then > 0) != (truth > 0) {
				wrongs++
			}
		}
		near(t, "wrong after", wrongAfter(gap, variance, reading), float64(wrongs)/trials, 0.003)
		if wrongAfter(gap, variance, reading) > wrong(gap, variance) {
			t.Error("a reading does harm")
		}
	}
}
