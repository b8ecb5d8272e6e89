package award

import (
	"reflect"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func candidate(place int, dollars int64) Candidate {
	c := Candidate{Application: ident.NewApplication(), Number: "MC-2027-" + strconv.Itoa(100+place), Requested: money.Dollars(dollars)}
	if place > 0 {
		c.Place = &place
	}
	return c
}

func line(available int64) FundingLine {
	return FundingLine{Available: money.Dollars(available), Min: money.Dollars(50_000), Max: money.Dollars(100_000), Alternates: 1}
}

func TestTheFundingLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		available int64
		given     []Candidate
		want      []Decision
	}{
		"awards down the ranking while the money lasts": {200_000, []Candidate{candidate(1, 100_000), candidate(2, 100_000)}, []Decision{ToAward, ToAward}},
		"the exact last dollar is given":                {150_000, []Candidate{candidate(1, 100_000), candidate(2, 50_000)}, []Decision{ToAward, ToAward}},
		"a cent too little makes an alternate":          {149_999, []Candidate{candidate(1, 100_000), candidate(2, 50_000)}, []Decision{ToAward, ToAlternate}},
		"no skip to a smaller one below the line":       {160_000, []Candidate{candidate(1, 100_000), candidate(2, 100_000), candidate(3, 50_000)}, []Decision{ToAward, ToAlternate, ToDecline}},
		"the unranked are never awarded":                {500_000, []Candidate{candidate(1, 50_000), candidate(0, 50_000)}, []Decision{ToAward, ToDecline}},
		"a request outside the limits ends the line":    {500_000, []Candidate{candidate(1, 100_001), candidate(2, 50_000)}, []Decision{ToAlternate, ToDecline}},
		"no money, no award":                            {0, []Candidate{candidate(1, 50_000)}, []Decision{ToAlternate}},
		"nobody applied":                                {500_000, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []Decision
			for _, l := range line(test.available).Propose(test.given) {
				got = append(got, l.Decision)
				if l.Why == "" {
					t.Errorf("place %v has no reason", l.Place)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func someCandidates(t *rapid.T) []Candidate {
	n := rapid.IntRange(0, 40).Draw(t, "applications")
	out := make([]Candidate, n)
	for i := range out {
		out[i] = candidate(i+1, rapid.Int64Range(40_000, 110_000).Draw(t, "asks"))
		if rapid.IntRange(0, 9).Draw(t, "unranked") == 0 {
			out[i].Place = nil
		}
	}
	return out
}

func TestTheFundingLineIsNeverOverTheMoneyAndKeepsTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := line(rapid.Int64Range(0, 2_000_000).Draw(t, "available"))
		f.Alternates = rapid.IntRange(0, 5).Draw(t, "alternates")
		given := someCandidates(t)
		lines := f.Propose(given)
		if len(lines) != len(given) {
			t.Fatalf("%d lines for %d candidates", len(lines), len(given))
		}
		sum, alternates := money.Dollars(0), 0
		var kept []*SlateLine
		for _, l := range lines {
			sum = sum.Add(l.Amount)
			if l.Decision == ToAlternate {
				alternates++
			}
			if (l.Decision == ToAward) != (l.Amount.Minor > 0) {
				t.Fatalf("%s with %s", l.Decision, l.Amount)
			}
			kept = append(kept, &SlateLine{Decision: l.Decision, Place: l.Place})
		}
		if f.Available.Less(sum) || alternates > f.Alternates {
			t.Fatalf("%s of %s, %d alternates", sum, f.Available, alternates)
		}
		if gone := Departures(kept); len(gone) > 0 {
			t.Fatalf("the line itself leaves the rank order: %v", gone)
		}
		shuffled := rapid.Permutation(given).Draw(t, "order")
		if again := f.Propose(shuffled); !reflect.DeepEqual(lines, again) {
			t.Fatal("the same candidates in another order gave other lines")
		}
	})
}

func TestDeparturesAreTheInvertedPairsThatNobodyExplains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "lines")
		lines := make([]*SlateLine, n)
		for i := range lines {
			place := i + 1
			lines[i] = &SlateLine{
				Place:    &place,
				Decision: rapid.SampledFrom([]Decision{ToAward, ToAlternate, ToDecline}).Draw(t, "decision"),
				Reason:   rapid.SampledFrom([]string{"", "", "region"}).Draw(t, "reason"),
			}
		}
		unexplained := false
		inverted := map[*SlateLine]bool{}
		for i, better := range lines {
			for _, favored := range lines[i+1:] {
				if favored.Decision.order() >= better.Decision.order() {
					continue
				}
				inverted[better], inverted[favored] = true, true
				unexplained = unexplained || better.Reason == "" && favored.Reason == ""
			}
		}
		shuffled := rapid.Permutation(lines).Draw(t, "order")
		if got := len(Departures(shuffled)) > 0; got != unexplained {
			t.Fatalf("Departures says %v, the pairs say %v", got, unexplained)
		}
		MarkDepartures(shuffled)
		for _, l := range lines {
			if l.Departs != (inverted[l] && l.Reason != "") {
				t.Fatalf("place %d departs: %v", *l.Place, l.Departs)
			}
		}
		if again := MarkDepartures(shuffled); len(again) != 0 {
			t.Fatalf("marking twice changed %d lines", len(again))
		}
	})
}
