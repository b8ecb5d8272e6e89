package fundline_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func asking(amounts ...int64) []fundline.Proposal {
	var out []fundline.Proposal
	for i, a := range amounts {
		out = append(out, fundline.Proposal{ID: fmt.Sprintf("p%d", i+1), Place: i + 1, ScoreMilli: 90_000 - int64(i)*1_000, Requested: a})
	}
	return out
}

func TestTheWalkGoesDownTheRankingUntilOneDoesNotFit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		available int64
		asks      []int64
		want      []fundline.Standing
	}{
		"the exact last cent is given":              {150, []int64{100, 50}, []fundline.Standing{"funded", "funded"}},
		"a cent too little makes an alternate":      {149, []int64{100, 50}, []fundline.Standing{"funded", "alternate"}},
		"nobody smaller is skipped to":              {160, []int64{100, 100, 50}, []fundline.Standing{"funded", "alternate", "below"}},
		"money below the cheapest funds nobody":     {49, []int64{100, 50}, []fundline.Standing{"alternate", "below"}},
		"a cycle of one is funded when it fits":     {100, []int64{100}, []fundline.Standing{"funded"}},
		"a cycle of one stands by when it does not": {99, []int64{100}, []fundline.Standing{"alternate"}},
		"nobody applied":                            {100, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, err := fundline.Walk(fundline.Input{Proposals: asking(test.asks...), Available: test.available, Objective: fundline.Rank, Alternates: 1})
			if err != nil {
				t.Fatal(err)
			}
			var got []fundline.Standing
			for _, s := range steps {
				got = append(got, s.Standing)
				if s.Why.Code == "" || len(s.Why.Figures) == 0 {
					t.Errorf("place %d has no reason", s.Place)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestTheWalkIsTheLineOfTheSlate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		asks := rapid.SliceOfN(rapid.Int64Range(1, 100), 0, 12).Draw(t, "asks")
		in := fundline.Input{Proposals: asking(asks...), Available: rapid.Int64Range(0, 600).Draw(t, "available"), Objective: fundline.Rank, Alternates: rapid.IntRange(0, 4).Draw(t, "alternates")}
		f := award.FundingLine{Available: money.Cents(in.Available), Min: money.Cents(0), Max: money.Cents(1_000), Alternates: in.Alternates}
		var given []award.Candidate
		for _, p := range in.Proposals {
			given = append(given, award.Candidate{Application: ident.NewApplication(), Number: p.ID, Place: &p.Place, Requested: money.Cents(p.Requested)})
		}
		in.Proposals = rapid.Permutation(in.Proposals).Draw(t, "order")
		steps, err := fundline.Walk(in)
		if err != nil {
			t.Fatal(err)
		}
		same := map[fundline.Standing]award.Decision{fundline.Funded: award.ToAward, fundline.Alternate: award.ToAlternate, fundline.Below: award.ToDecline}
		for i, l := range f.Propose(given) {
			if same[steps[i].Standing] != l.Decision || steps[i].Amount != l.Amount.Minor || steps[i].ID != l.Number {
				t.Fatalf("place %d: %+v, the slate says %s %s", i+1, steps[i], l.Decision, l.Amount)
			}
		}
	})
}

func TestBreaksAreTheAmountsAtWhichTheWalkChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := fundline.Input{Proposals: asking(rapid.SliceOfN(rapid.Int64Range(1, 9), 0, 8).Draw(t, "asks")...), Objective: fundline.Rank}
		from := rapid.Int64Range(0, 40).Draw(t, "from")
		to := rapid.Int64Range(from, 80).Draw(t, "to")
		breaks, err := fundline.Breaks(in, from, to)
		if err != nil {
			t.Fatal(err)
		}
		funded := func(available int64) []string {
			in.Available = available
			steps, err := fundline.Walk(in)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, s := range steps {
				if s.Standing == fundline.Funded {
					out = append(out, s.ID)
				}
			}
			return out
		}
		before := funded(from)
		for available := from + 1; available <= to; available++ {
			for len(breaks) > 0 && breaks[0].Available == available {
				before = append(before, breaks[0].Enters)
				breaks = breaks[1:]
			}
			if got := funded(available); !slices.Equal(got, before) {
				t.Fatalf("at %d the walk funds %v, the breaks say %v", available, got, before)
			}
		}
		if len(breaks) > 0 {
			t.Fatalf("breaks beyond the range: %v", breaks)
		}
	})
}
