package assignment

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

func shelves(t *rapid.T) []Shelf {
	var out []Shelf
	for i := range rapid.IntRange(0, 6).Draw(t, "reviewers") {
		s := Shelf{Reviewer: fmt.Sprint("R", i)}
		for p := range rapid.IntRange(0, 12).Draw(t, "proposals") {
			switch rapid.IntRange(0, 3).Draw(t, "where") {
			case 0:
				s.Placed = append(s.Placed, fmt.Sprint("P", p))
			case 1, 2:
				s.Open = append(s.Open, fmt.Sprint("P", p))
			}
		}
		out = append(out, s)
	}
	return out
}

func TestAnOrderHoldsWhatTheShelfHoldsAndKeepsWhatWasPlaced(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in, seed := shelves(t), rapid.Uint64().Draw(t, "seed")
		got, err := Arrange(seed, in)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range in {
			list := got.By[i].Proposals
			all := slices.Sorted(slices.Values(slices.Concat(s.Placed, s.Open)))
			if !slices.Equal(slices.Sorted(slices.Values(list)), all) || !slices.Equal(list[:len(s.Placed)], s.Placed) {
				t.Fatalf("%+v became %v", s, list)
			}
		}
		turned := rapid.Permutation(in).Draw(t, "turned")
		for i := range turned {
			turned[i].Open = rapid.Permutation(turned[i].Open).Draw(t, "open")
		}
		if other, _ := Arrange(seed, turned); fmt.Sprint(other) != fmt.Sprint(got) {
			t.Fatalf("another order of shelves gives %v, not %v", other, got)
		}
	})
}

// unevenness is the sum of squares of how far proposals stand from the middle, counted from the orders alone.
func unevenness(by []Order) float64 {
	sum := map[string]float64{}
	for _, o := range by {
		for i, p := range o.Proposals {
			sum[p] += (float64(i)+0.5)/float64(len(o.Proposals)) - 0.5
		}
	}
	total := 0.0
	for _, x := range sum {
		total += x * x
	}
	return total
}

func TestNoSwapWithinOneReviewersOrderMakesPositionsMoreEven(t *testing.T) {
	t.Parallel()
	got, err := Arrange(4, must(t, world(40, 8, 3, 4)).Shelves())
	if err != nil {
		t.Fatal(err)
	}
	least := unevenness(got.By)
	for _, o := range got.By {
		for i := range o.Proposals {
			for j := range i {
				o.Proposals[i], o.Proposals[j] = o.Proposals[j], o.Proposals[i]
				if now := unevenness(got.By); now < least-1e-4 {
					t.Fatalf("swapping %d and %d of %s gives %f, not %f", i, j, o.Reviewer, now, least)
				}
				o.Proposals[i], o.Proposals[j] = o.Proposals[j], o.Proposals[i]
			}
		}
	}
}

func TestBalancedOrdersHaveNoProposalAlwaysEarlyOrLate(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		got, err := Arrange(seed, must(t, world(60, 12, 4, seed)).Shelves())
		if err != nil {
			t.Fatal(err)
		}
		d, b := got.Drawn, got.Balanced
		if b.Deviation*5 > d.Deviation || b.Earliest < 400 || b.Latest > 600 || b.AlwaysFirst+b.AlwaysLast > 0 {
			t.Errorf("seed %d: drawn %+v, balanced %+v", seed, d, b)
		}
	}
}

func TestOrdersAreDrawnAnewWithEachSeed(t *testing.T) {
	t.Parallel()
	in := must(t, world(30, 6, 4, 2)).Shelves()
	first := map[string]bool{}
	for seed := range uint64(40) {
		got, err := Arrange(seed, in)
		if err != nil {
			t.Fatal(err)
		}
		first[got.By[0].Proposals[0]] = true
	}
	if len(first) < 8 {
		t.Errorf("only %d proposals were ever first", len(first))
	}
}

func TestAReviewerTwiceIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := Arrange(1, []Shelf{{Reviewer: "Ana"}, {Reviewer: "Ana"}}); !fault.HasCode(err, "twice") {
		t.Errorf("got %v", err)
	}
}

func TestASpreadOfKnownOrders(t *testing.T) {
	t.Parallel()
	// Nothing is open, so nothing moves: P1 is first for both, P3 last, and P9 is read once.
	got, err := Arrange(1, []Shelf{{Reviewer: "Ana", Placed: []string{"P1", "P2", "P3"}}, {Reviewer: "Bo", Placed: []string{"P1", "P9", "P2", "P3"}}})
	if err != nil {
		t.Fatal(err)
	}
	// Mean places: P1 (1/6 + 1/8)/2, P2 (1/2 + 5/8)/2, P3 (5/6 + 7/8)/2.
	want := Spread{Proposals: 3, Deviation: 290, Earliest: 145, Latest: 854, AlwaysFirst: 1, AlwaysLast: 1}
	if got.Balanced != want || got.Drawn != want {
		t.Errorf("got %+v", got.Balanced)
	}
}
