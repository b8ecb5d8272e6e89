package calibration_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/calibration"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func scores(rows [][]int64, times int64) calibration.Input {
	in := calibration.Input{Criteria: []string{"only"}}
	for i, row := range rows {
		for j, x := range row {
			if x > 0 {
				in.Scores = append(in.Scores, calibration.Score{
					Proposal: fmt.Sprintf("P%02d", i+1), Reviewer: fmt.Sprintf("R%d", j+1), Points: x * times, Marks: []int{int(x)}, Position: i + 1,
				})
			}
		}
	}
	return in
}

func must(t *testing.T, in calibration.Input) *calibration.Calibration {
	t.Helper()
	c, err := calibration.Calibrate(in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func shown(micro *int64, digits int) string {
	if micro == nil {
		return "none"
	}
	return fmt.Sprintf("%.*f", digits, float64(*micro)/1e6)
}

func TestTheWorkedExampleStandsBesideTheModelToItsPublishedDecimals(t *testing.T) {
	t.Parallel()
	c := must(t, scores([][]int64{{88, 95, 60}, {72, 93, 75}, {80, 97, 70}, {64, 91, 55}}, 1000))
	if *c.MeanMilli != 78333 || *c.SpreadMilli != 13858 {
		t.Errorf("panel mean %d, deviation %d", *c.MeanMilli, *c.SpreadMilli)
	}
	for i, want := range [][5]string{
		{"81.00", "+0.3855", "83.68", "81.00", "2"},
		{"80.00", "+0.1235", "80.04", "80.00", "3"},
		{"82.33", "+0.8071", "89.52", "82.33", "1"},
		{"70.00", "-1.3161", "60.09", "70.00", "4"},
	} {
		p := c.Proposals[i]
		got := [5]string{
			review.Points(int(p.RawMilli)), fmt.Sprintf("%+.4f", float64(*p.ZMicro)/1e6),
			review.Points(int(p.NormalizedMilli)), review.Points(int(p.ModelMilli)), fmt.Sprint(p.ModelPlace),
		}
		if got != want || p.RawPlace != p.ModelPlace || p.NormalizedPlace != p.ModelPlace {
			t.Errorf("%s is %v, want %v", p.ID, got, want)
		}
	}
	for i, want := range [][2]int64{{76000, 8944}, {94000, 2236}, {65000, 7905}} {
		if r := c.Reviewers[i]; r.MeanMilli != want[0] || r.SpreadMilli != want[1] {
			t.Errorf("%s has mean %d and deviation %d", r.ID, r.MeanMilli, r.SpreadMilli)
		}
	}
}

func TestZScoresAreThoseOfTheRanking(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		readers := make([]ident.Person, 1+r.IntN(6))
		for i := range readers {
			readers[i] = ident.NewPerson()
		}
		var in review.Inputs
		var own calibration.Input
		for range 1 + r.IntN(12) {
			e := review.Entry{Application: ident.NewApplication()}
			for _, j := range r.Perm(len(readers))[:1+r.IntN(len(readers))] {
				x := r.IntN(5) * (1 + r.IntN(25_000))
				e.Reviews = append(e.Reviews, review.Counted{Reviewer: readers[j], BaseMilli: x})
				own.Scores = append(own.Scores, calibration.Score{Proposal: e.Application.String(), Reviewer: readers[j].String(), Points: int64(x)})
			}
			in.Entries = append(in.Entries, e)
		}
		ranking, err := review.Rank(in, review.Normalized)
		if err != nil {
			t.Fatal(err)
		}
		by := map[string]*review.Place{}
		for _, p := range ranking.Places {
			by[p.Application.String()] = p
		}
		for _, p := range must(t, own).Proposals {
			want := by[p.ID]
			same := (p.ZMicro == nil) == (want.ZMicro == nil) && (p.ZMicro == nil || *p.ZMicro == *want.ZMicro)
			if !same || p.RawMilli != int64(*want.RawMilli) || p.NormalizedMilli != int64(*want.NormalizedMilli) {
				t.Errorf("seed %d: %+v, want %+v", seed, p, want)
			}
		}
	}
}

func TestAgreementIsThatOfPublishedExamples(t *testing.T) {
	t.Parallel()
	// Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
	c := must(t, scores([][]int64{
		{1, 1, 0, 1},
		{2, 2, 3, 2},
		{3, 3, 3, 3},
		{3, 3, 3, 3},
		{2, 2, 2, 2},
		{1, 2, 3, 4},
		{4, 4, 4, 4},
		{1, 1, 2, 1},
		{2, 2, 2, 2},
		{0, 5, 5, 5},
		{0, 0, 1, 1},
		{0, 3, 0, 0},
	}, 1))
	if got := shown(c.Agreement.AlphaMicro, 3); got != "0.849" || c.Agreement.Pairable != 40 {
		t.Errorf("interval alpha is %s over %d", got, c.Agreement.Pairable)
	}
	if got := shown(c.Criteria[0].AlphaMicro, 3); got != "0.815" || c.Criteria[0].Pairable != 40 {
		t.Errorf("ordinal alpha is %s over %d", got, c.Criteria[0].Pairable)
	}
	// Shrout and Fleiss, Intraclass Correlations (1979): four judges, six targets.
	c = must(t, scores([][]int64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}, 1000))
	a := c.Agreement
	if got := [3]string{shown(a.ICC1Micro, 2), shown(a.ICCAbsoluteMicro, 2), shown(a.ICCConsistentMicro, 2)}; got != [3]string{"0.17", "0.29", "0.71"} {
		t.Errorf("ICC(1), (A,1), (C,1) are %v", got)
	}
	if c.Variance.Degrees != 15 {
		t.Errorf("%d degrees", c.Variance.Degrees)
	}
}
