package fundline

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestNoiseIsNormalWithItsStandardError(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	const n = 200_000
	var sum, squares, within float64
	for range n {
		x := float64(noise(r, 10_000)) / 10_000
		sum += x
		squares += x * x
		if math.Abs(x) < 1.959964 {
			within++
		}
	}
	mean, sd := sum/n, math.Sqrt(squares/n)
	if math.Abs(mean) > 0.01 || math.Abs(sd-1) > 0.01 || math.Abs(within/n-0.95) > 0.003 {
		t.Errorf("mean %.4f, deviation %.4f, %.4f within 95 %%", mean, sd, within/n)
	}
}

// TestTheWalkedChanceOfTwoIsTheNormalProbability compares with the distribution of a difference of two scores.
func TestTheWalkedChanceOfTwoIsTheNormalProbability(t *testing.T) {
	t.Parallel()
	in := Input{Objective: Points, Available: 100, Proposals: []Proposal{
		{ID: "a", Place: 1, ScoreMilli: 80_000, ErrorMilli: 3_000, Requested: 100},
		{ID: "b", Place: 2, ScoreMilli: 77_000, ErrorMilli: 4_000, Requested: 100},
	}}
	want := 0.5 * math.Erfc(-3.0/5.0/math.Sqrt2)
	for _, m := range []Method{Walking, Selecting} {
		s, err := Stable(in, m, 40_000, 9)
		if err != nil {
			t.Fatal(err)
		}
		got := float64(s.Chances[0].Funded) / float64(s.Draws)
		if math.Abs(got-want) > 0.01 || s.Chances[0].Funded+s.Chances[1].Funded != s.Draws || s.Unproven != 0 {
			t.Errorf("%s: %.4f, want %.4f, %+v", m, got, want, s)
		}
	}
}

func TestTheSameSeedGivesTheSameChancesOnAnyNumberOfProcessors(t *testing.T) { //nolint:paralleltest // the number of processors belongs to all
	in := cycle(60, 2, true)
	want, err := Stable(in, Selecting, 24, 5)
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.GOMAXPROCS(1)
	got, err := Stable(in, Selecting, 24, 5)
	runtime.GOMAXPROCS(before)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
	other, err := Stable(in, Selecting, 24, 6)
	if err != nil || reflect.DeepEqual(other, want) {
		t.Errorf("another seed gave the same, %v", err)
	}
}

// TestEveryDrawIsASelection counts again with whole selections, without what the draws share.
func TestEveryDrawIsASelection(t *testing.T) {
	t.Parallel()
	in := cycle(40, 8, true)
	const draws = 30
	got, err := Stable(in, Selecting, draws, 3)
	if err != nil {
		t.Fatal(err)
	}
	funded := map[string]int{}
	b := &bootstrap{in: &in, ranked: in.ranked(), seed: 3}
	for d := range draws {
		drawn := in
		drawn.Proposals = in.ranked()
		for i, x := range b.scores(d) {
			drawn.Proposals[i].ScoreMilli = x
		}
		s, err := Select(drawn)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range s.Awards {
			funded[a.ID]++
		}
	}
	for _, c := range got.Chances {
		if c.Funded != funded[c.ID] {
			t.Errorf("%s: %d of %d, alone %d", c.ID, c.Funded, draws, funded[c.ID])
		}
	}
}

func TestWithoutErrorsChancesAreCertain(t *testing.T) {
	t.Parallel()
	s, err := Stable(three(100), Selecting, 10, 1)
	if err != nil || !reflect.DeepEqual(s.Chances, []Chance{{"a", 0}, {"b", 10}, {"c", 10}}) {
		t.Errorf("%+v %v", s, err)
	}
	s, err = Stable(three(200, Constraint{ID: "x", Kind: AtLeast, Key: "k", Limit: 1}), Selecting, 10, 1)
	if err != nil || s.Conflict == nil || s.Chances != nil {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := Stable(three(1), Walking, 0, 1); !fault.HasCode(err, "line_draws") {
		t.Error(err)
	}
	if _, err := Stable(three(1), "luck", 1, 1); !fault.HasCode(err, "line_method") {
		t.Error(err)
	}
}
