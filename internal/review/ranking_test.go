package review_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func worked() review.Inputs {
	scores := [][3]int{{88, 95, 60}, {72, 93, 75}, {80, 97, 70}, {64, 91, 55}}
	readers := []ident.Person{ident.NewPerson(), ident.NewPerson(), ident.NewPerson()}
	in := review.Inputs{Needed: 3}
	for i, row := range scores {
		e := review.Entry{Application: ident.NewApplication(), Number: fmt.Sprintf("P%d", i+1), RequestedMinor: 100}
		for r, x := range row {
			e.Reviews = append(e.Reviews, review.Counted{Reviewer: readers[r], BaseMilli: x * 1000})
		}
		in.Entries = append(in.Entries, e)
	}
	return in
}

func rank(t interface{ Fatal(...any) }, in review.Inputs, m review.Method) *review.Ranking {
	r, err := review.Rank(in, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func numbers(r *review.Ranking) string {
	s := ""
	for _, p := range r.Places {
		s += p.Number + " "
	}
	return s
}

func TestTheWorkedExampleComesOutToItsPublishedDecimals(t *testing.T) {
	t.Parallel()
	r := rank(t, worked(), review.Normalized)
	if *r.PanelMeanMilli != 78333 || *r.PanelSDMilli != 13858 {
		t.Errorf("panel mean %d, deviation %d", *r.PanelMeanMilli, *r.PanelSDMilli)
	}
	want := map[string][3]string{
		"P1": {"81.00", "+0.3855", "83.68"}, "P2": {"80.00", "+0.1235", "80.04"},
		"P3": {"82.33", "+0.8071", "89.52"}, "P4": {"70.00", "-1.3161", "60.09"},
	}
	for _, p := range r.Places {
		got := [3]string{
			review.Points(*p.RawMilli), fmt.Sprintf("%+.4f", float64(*p.ZMicro)/1e6), review.Points(*p.NormalizedMilli),
		}
		if got != want[p.Number] {
			t.Errorf("%s is %v, want %v", p.Number, got, want[p.Number])
		}
	}
	if numbers(r) != "P3 P1 P2 P4 " {
		t.Errorf("the order is %s", numbers(r))
	}
	if raw := rank(t, worked(), review.Raw); numbers(raw) != "P3 P1 P2 P4 " || review.Points(*raw.Places[0].NormalizedMilli) != "89.52" {
		t.Errorf("raw order %s with %d beside it", numbers(raw), *raw.Places[0].NormalizedMilli)
	}
}

func TestPointsRoundHalvesUp(t *testing.T) {
	t.Parallel()
	for milli, want := range map[int]string{83675: "83.68", 80044: "80.04", 0: "0.00", 5: "0.01", 100000: "100.00", -12345: "-12.34", -12346: "-12.35", -4: "0.00"} {
		if got := review.Points(milli); got != want {
			t.Errorf("%d is %s, want %s", milli, got, want)
		}
	}
}

func TestBaseScoreIsExactInThousandths(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scores []review.Weighted
		want   int
	}{
		"nothing scored is nothing":         {nil, 0},
		"all inadequate is zero":            {[]review.Weighted{{60, 2}, {40, 2}}, 0},
		"all excellent is a hundred":        {[]review.Weighted{{60, 10}, {40, 10}}, 100000},
		"half a point of weight one counts": {[]review.Weighted{{1, 3}}, 125},
		"weights carry":                     {[]review.Weighted{{15, 7}, {10, 9}, {75, 6}}, 15*625 + 10*875 + 75*500},
	} {
		if got := review.BaseMilli(c.scores); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func entry(number string, asked int64, ties [2]int, by []ident.Person, base ...int) review.Entry {
	e := review.Entry{Application: ident.NewApplication(), Number: number, RequestedMinor: asked}
	for i, x := range base {
		e.Reviews = append(e.Reviews, review.Counted{Reviewer: by[i], BaseMilli: x, Ties: ties})
	}
	return e
}

func people(n int) []ident.Person {
	out := make([]ident.Person, n)
	for i := range out {
		out[i] = ident.NewPerson()
	}
	return out
}

func TestTiesGoToCommunityThenOutcomesThenTheLowerRequestThenTheNumber(t *testing.T) {
	t.Parallel()
	by := people(3)
	in := review.Inputs{Needed: 3, Entries: []review.Entry{
		entry("A5", 90, [2]int{8, 6}, by, 50000, 50000, 50000),
		entry("A4", 90, [2]int{8, 6}, by, 50000, 50000, 50000),
		entry("A3", 80, [2]int{8, 6}, by, 50000, 50000, 50000),
		entry("A2", 99, [2]int{8, 7}, by, 50000, 50000, 50000),
		entry("A1", 99, [2]int{6, 10}, by, 50000, 50000, 50000),
		entry("A0", 99, [2]int{9, 2}, by, 50000, 50000, 50000),
	}}
	for _, m := range []review.Method{review.Raw, review.Normalized} {
		r := rank(t, in, m)
		if numbers(r) != "A0 A2 A3 A4 A5 A1 " {
			t.Errorf("%s: %s", m, numbers(r))
		}
		for i, word := range []string{"", "first tie-breaking", "second tie-breaking", "lower request", "application number", "first tie-breaking"} {
			if !bytes.Contains([]byte(r.Places[i].Why), []byte(word)) || (i == 0 && bytes.Contains([]byte(r.Places[i].Why), []byte("equal mean"))) {
				t.Errorf("%s place %d says %q, want %q", m, i+1, r.Places[i].Why, word)
			}
		}
	}
}

func TestTooFewReviewsAreNoPlaceAndSayWhy(t *testing.T) {
	t.Parallel()
	by := people(4)
	in := review.Inputs{Needed: 1, Entries: []review.Entry{
		entry("A1", 1, [2]int{}, by, 99000, 99000), entry("A2", 1, [2]int{}, by, 10000, 10000, 10000), entry("A3", 1, [2]int{}, by),
	}}
	r := rank(t, in, review.Normalized)
	if numbers(r) != "A2 A1 A3 " || *r.Places[0].Place != 1 || r.Places[1].Place != nil || r.Places[2].Place != nil {
		t.Fatalf("order %s", numbers(r))
	}
	if want := "2 of the 3 reviews needed are counted"; r.Places[1].Why != want && !bytes.HasPrefix([]byte(r.Places[1].Why), []byte(want)) {
		t.Errorf("why: %q", r.Places[1].Why)
	}
	if r.Places[2].RawMilli != nil || r.Places[2].ZMicro != nil {
		t.Error("an application nobody read has numbers")
	}
	in.Needed = 4
	if r := rank(t, in, review.Normalized); r.Places[0].Place != nil {
		t.Error("three reviews made a place where four are needed")
	}
}

func TestFallbacksOfNormalizing(t *testing.T) {
	t.Parallel()
	by := people(3)
	flat := rank(t, review.Inputs{Entries: []review.Entry{
		entry("A1", 1, [2]int{}, by, 70000, 60000, 50000), entry("A2", 1, [2]int{}, by, 70400, 50000, 60000), entry("A3", 1, [2]int{}, by, 70000, 40000, 40000),
	}}, review.Normalized)
	for _, p := range flat.Places {
		if !bytes.Contains([]byte(p.Why), []byte("1 of 3 scores measured by the panel's spread")) {
			t.Errorf("%s does not say that one reader hardly told them apart: %q", p.Number, p.Why)
		}
	}
	single := rank(t, review.Inputs{Entries: []review.Entry{
		entry("A1", 1, [2]int{}, []ident.Person{by[0], by[0], by[0]}, 70000, 60000, 50000), entry("A2", 1, [2]int{}, []ident.Person{by[0], by[0], by[0]}, 90000, 90000, 90000),
	}}, review.Normalized)
	if p := single.Places[0]; p.Number != "A2" || p.ZMicro != nil || *p.NormalizedMilli != 90000 {
		t.Errorf("one reviewer: %+v", p)
	}
	few := rank(t, review.Inputs{Entries: []review.Entry{entry("A1", 1, [2]int{}, by, 90000, 50000, 10000)}}, review.Normalized)
	if p := few.Places[0]; *p.ZMicro != 0 || *p.NormalizedMilli != 50000 {
		t.Errorf("readers of one proposal say nothing apart from their own mean: z %d, shown %d", *p.ZMicro, *p.NormalizedMilli)
	}
	if r := rank(t, review.Inputs{}, review.Normalized); len(r.Places) != 0 || r.PanelMeanMilli != nil {
		t.Error("an empty panel has numbers")
	}
}

// panel draws up to a dozen applications of up to six readers, often with equal scores.
func panel(t *rapid.T) review.Inputs {
	by := people(rapid.IntRange(1, 6).Draw(t, "readers"))
	coarse := rapid.SampledFrom([]int{0, 1, 4, 800}).Draw(t, "steps")
	in := review.Inputs{Needed: rapid.IntRange(1, 4).Draw(t, "needed")}
	for i := range rapid.IntRange(0, 12).Draw(t, "applications") {
		e := review.Entry{Application: ident.NewApplication(), Number: fmt.Sprintf("MC-%03d", i), RequestedMinor: int64(rapid.IntRange(1, 3).Draw(t, "asked"))}
		for _, p := range by {
			if rapid.Bool().Draw(t, "reads") {
				e.Reviews = append(e.Reviews, review.Counted{Reviewer: p, BaseMilli: 125 * rapid.IntRange(0, coarse).Draw(t, "base"), Ties: [2]int{rapid.IntRange(2, 4).Draw(t, "tie"), 2}})
			}
		}
		in.Entries = append(in.Entries, e)
	}
	return in
}

func TestAnyOrderOfInputsGivesTheSamePlacesAndHash(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := panel(t)
		m := rapid.SampledFrom([]review.Method{review.Raw, review.Normalized}).Draw(t, "method")
		a := rank(t, in, m)
		shuffled := in.Ordered()
		r := rand.New(rand.NewPCG(1, uint64(len(in.Entries))))
		r.Shuffle(len(shuffled.Entries), func(i, j int) {
			shuffled.Entries[i], shuffled.Entries[j] = shuffled.Entries[j], shuffled.Entries[i]
		})
		for _, e := range shuffled.Entries {
			r.Shuffle(len(e.Reviews), func(i, j int) { e.Reviews[i], e.Reviews[j] = e.Reviews[j], e.Reviews[i] })
		}
		b := rank(t, shuffled, m)
		if !bytes.Equal(a.SHA256, b.SHA256) || fmt.Sprint(show(a)) != fmt.Sprint(show(b)) {
			t.Fatalf("the order of the input changed the ranking:\n%v\n%v", show(a), show(b))
		}
		kept := *a
		ok, err := kept.Verify()
		if err != nil || !ok {
			t.Fatalf("a ranking does not verify from its own inputs: %v", err)
		}
		other := review.Raw
		if m == review.Raw {
			other = review.Normalized
		}
		if bytes.Equal(rank(t, in, other).SHA256, a.SHA256) {
			t.Fatal("two methods share a hash")
		}
	})
}

func show(r *review.Ranking) (out []string) {
	at := func(p *int) int {
		if p == nil {
			return -1
		}
		return *p
	}
	for _, p := range r.Places {
		z := int64(-9)
		if p.ZMicro != nil {
			z = *p.ZMicro
		}
		out = append(out, fmt.Sprint(p.Number, at(p.Place), p.Counted, at(p.RawMilli), at(p.NormalizedMilli), z, p.Why))
	}
	return out
}

// An independent oracle: floats all the way, as one would write it first.
func TestTheExactStatisticsAgreeWithPlainOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := panel(t)
		by, all := map[ident.Person][]float64{}, []float64{}
		for _, e := range in.Entries {
			for _, c := range e.Reviews {
				by[c.Reviewer] = append(by[c.Reviewer], float64(c.BaseMilli))
				all = append(all, float64(c.BaseMilli))
			}
		}
		got := map[ident.Application]*review.Place{}
		for _, p := range rank(t, in, review.Normalized).Places {
			got[p.Application] = p
		}
		for _, e := range in.Entries {
			if len(e.Reviews) == 0 || len(by) < 2 {
				continue
			}
			z := 0.0
			for _, c := range e.Reviews {
				mean, sd := plain(by[c.Reviewer])
				if len(by[c.Reviewer]) < 3 || sd < 500-1e-6 {
					_, sd = plain(all)
				}
				if sd > 1e-6 {
					z += (float64(c.BaseMilli) - mean) / sd
				}
			}
			z /= float64(len(e.Reviews))
			mean, sd := plain(all)
			p := got[e.Application]
			if math.Abs(float64(*p.ZMicro)-z*1e6) > 1 || math.Abs(float64(*p.NormalizedMilli)+0.5-(mean+sd*z)) > 0.501 {
				t.Fatalf("%s: z %d micro, want %f; shown %d, want %f", e.Number, *p.ZMicro, z, *p.NormalizedMilli, mean+sd*z)
			}
		}
	})
}

func plain(xs []float64) (mean, sd float64) {
	for _, x := range xs {
		mean += x
	}
	mean /= float64(len(xs))
	for _, x := range xs {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(xs)))
}

func BenchmarkRankFiveThousand(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	by := people(150)
	in := review.Inputs{Needed: 3}
	for i := range 5000 {
		e := review.Entry{Application: ident.NewApplication(), Number: fmt.Sprintf("MC-%05d", i), RequestedMinor: r.Int64N(1e7)}
		for _, k := range r.Perm(len(by))[:3] {
			e.Reviews = append(e.Reviews, review.Counted{Reviewer: by[k], BaseMilli: 125 * r.IntN(801), Ties: [2]int{2 + r.IntN(9), 2 + r.IntN(9)}})
		}
		in.Entries = append(in.Entries, e)
	}
	for b.Loop() {
		if _, err := review.Rank(in, review.Normalized); err != nil {
			b.Fatal(err)
		}
	}
}
