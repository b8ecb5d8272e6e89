package web

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

// sentences are what the services keep in English with their records, made by the services themselves.
func sentences(t *testing.T) []string {
	t.Helper()
	out := report.Rules()
	for _, f := range report.Figures(&report.Facts{}) {
		out = append(out, f.Formula)
	}
	usd := func(n int64) money.Money { return money.New(n, money.USD) }
	place := func(n int) *int { return &n }
	line := award.FundingLine{Available: usd(100), Min: usd(10), Max: usd(80), Alternates: 2}
	for _, l := range line.Propose([]award.Candidate{
		{Place: place(1), Requested: usd(60)},
		{Place: place(2), Requested: usd(50)},
		{Place: place(3), Requested: usd(40)},
		{Place: place(4), Requested: usd(20)},
		{Requested: usd(20)},
	}) {
		out = append(out, l.Why)
	}
	for _, l := range line.Propose([]award.Candidate{{Place: place(1), Requested: usd(90)}}) {
		out = append(out, l.Why)
	}
	return append(out, ranked(t)...)
}

func ranked(t *testing.T) []string {
	t.Helper()
	ann, bea, cy := ident.NewPerson(), ident.NewPerson(), ident.NewPerson()
	entry := func(number string, asked int64, scores ...review.Counted) review.Entry {
		return review.Entry{Application: ident.NewApplication(), Number: number, RequestedMinor: asked, Reviews: scores}
	}
	by := func(tie1, tie2 int) []review.Counted {
		return []review.Counted{
			{Reviewer: ann, BaseMilli: 4000, Ties: [2]int{tie1, tie2}}, {Reviewer: bea, BaseMilli: 4000, Ties: [2]int{tie1, tie2}}, {Reviewer: cy, BaseMilli: 4000, Ties: [2]int{tie1, tie2}},
		}
	}
	in := review.Inputs{Needed: 3, Entries: []review.Entry{
		entry("A-1", 9, by(8, 8)...), entry("A-2", 9, by(6, 8)...), entry("A-3", 9, by(6, 6)...), entry("A-4", 5, by(4, 4)...), entry("A-5", 9, by(4, 4)...), entry("A-6", 9, by(4, 4)...),
		entry("A-7", 9, review.Counted{Reviewer: ann, BaseMilli: 3000}),
	}}
	var out []string
	for _, m := range []review.Method{review.Raw, review.Normalized} {
		r, err := review.Rank(in, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Places {
			out = append(out, p.Why)
		}
	}
	in.Kind = program.CommentOnly
	r, err := review.Rank(in, review.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return append(out, r.Places[0].Why)
}

func TestSentencesKeptInEnglishAreSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	all, different := sentences(t), map[string]bool{}
	for _, english := range all {
		if english == "" {
			continue
		}
		different[english] = true
		for _, locale := range []string{catalog.Spanish, catalog.Chinese} {
			if text, ok := catalog.For(locale).Said(english); !ok || text == english {
				t.Errorf("%s has no words for %q", locale, english)
			}
		}
	}
	if len(different) < 40 {
		t.Errorf("only %d sentences were made", len(different))
	}
	if text, ok := catalog.For(catalog.Spanish).Said("Something nobody translated."); ok || text != "Something nobody translated." {
		t.Errorf("%q, %t", text, ok)
	}
}
