package review_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestEvenAssignmentIsFairAndKeepsEveryRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "per application")
		var apps []review.Wanting
		var readers []review.Reader
		for _, p := range people(rapid.IntRange(1, 8).Draw(t, "readers")) {
			r := review.Reader{Person: p, Load: rapid.IntRange(0, 3).Draw(t, "load")}
			if rapid.Bool().Draw(t, "limited") {
				k := rapid.IntRange(1, 8).Draw(t, "limit")
				r.Limit = &k
			}
			readers = append(readers, r)
		}
		barred := map[review.Pairing]bool{}
		for i := range rapid.IntRange(0, 12).Draw(t, "applications") {
			a := review.Wanting{Application: ident.NewApplication(), Number: fmt.Sprintf("%03d", i)}
			for _, r := range readers {
				switch rapid.IntRange(0, 5).Draw(t, "bound") {
				case 0:
					barred[review.Pairing{Application: a.Application, Reviewer: r.Person}] = true
				case 1:
					a.Have = append(a.Have, r.Person)
				}
			}
			for k := range readers {
				if slices.Contains(a.Have, readers[k].Person) {
					readers[k].Load++ // what they read already is part of their load
				}
			}
			apps = append(apps, a)
		}
		bars := func(p review.Pairing) bool { return barred[p] }
		pairs, short := deal(t, apps, readers, n, bars)
		slices.Reverse(apps)
		slices.Reverse(readers)
		again, _ := deal(t, apps, readers, n, bars)
		if fmt.Sprint(pairs) != fmt.Sprint(again) {
			t.Fatal("the order of the input changed the assignment")
		}
		check(t, apps, readers, n, bars, pairs, short)
	})
}

func deal(t rapid.TB, apps []review.Wanting, readers []review.Reader, n int, bars func(review.Pairing) bool) ([]review.Pairing, []review.Shortfall) {
	t.Helper()
	_, pairs, short, err := review.Deal(review.Problem(apps, readers, n, 7, bars), apps)
	if err != nil {
		t.Fatal(err)
	}
	return pairs, short
}

func check(t *rapid.T, apps []review.Wanting, readers []review.Reader, n int, bars func(review.Pairing) bool, pairs []review.Pairing, short []review.Shortfall) {
	load, got := map[ident.Person]int{}, map[ident.Application][]ident.Person{}
	for _, r := range readers {
		load[r.Person] = r.Load
	}
	for _, p := range pairs {
		if bars(p) {
			t.Fatal("a reader got what they have a conflict with")
		}
		load[p.Reviewer]++
		got[p.Application] = append(got[p.Application], p.Reviewer)
	}
	for _, r := range readers {
		if r.Limit != nil && load[r.Person] > max(*r.Limit, r.Load) {
			t.Fatal("a reader got more than their limit")
		}
	}
	for _, a := range apps {
		all := append(slices.Clone(a.Have), got[a.Application]...)
		i := slices.IndexFunc(short, func(s review.Shortfall) bool { return s.Application == a.Application })
		if (len(all) < n) != (i >= 0) {
			t.Fatalf("%s has %d of %d readers, named short: %v", a.Number, len(all), n, i >= 0)
		}
		for k, p := range all {
			if slices.Index(all, p) != k {
				t.Fatal("a reader got the same application twice")
			}
		}
		for _, r := range readers {
			free := !bars(review.Pairing{Application: a.Application, Reviewer: r.Person}) && !slices.Contains(all, r.Person) && (r.Limit == nil || load[r.Person] < *r.Limit)
			if i >= 0 && free {
				t.Fatalf("%s is short though a reader is free", a.Number)
			}
			for _, other := range got[a.Application] {
				if free && load[r.Person]+2 <= load[other] {
					t.Fatalf("one reads %d while another could read with %d", load[other], load[r.Person])
				}
			}
		}
	}
}

func TestWhereHandingOverHelpsNobodyIsLeftShort(t *testing.T) {
	t.Parallel()
	one := 1
	by, apps := people(2), []review.Wanting{{Application: ident.NewApplication(), Number: "1"}, {Application: ident.NewApplication(), Number: "2"}}
	readers := []review.Reader{{Person: by[0], Limit: &one}, {Person: by[1], Limit: &one}}
	for _, only := range by {
		bars := func(p review.Pairing) bool { return p.Application == apps[1].Application && p.Reviewer != only }
		pairs, short := deal(t, apps, readers, 1, bars)
		if len(pairs) != 2 || len(short) != 0 {
			t.Errorf("%d pairs, short %v", len(pairs), short)
		}
	}
}
