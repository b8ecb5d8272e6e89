package assignment

import (
	"fmt"
	"math/rand/v2"
)

// world makes a problem of a size: reviewers know a few disciplines, regions and languages, one
// pair in twenty is barred, some bids were made.
func world(proposals, reviewers, target int, seed uint64) Problem {
	g := rand.New(rand.NewPCG(seed, 7))
	in := Problem{Seed: seed, Scale: []Kind{{Code: "discipline", Points: 50}, {Code: "region", Points: 30}, {Code: "language", Points: 20, Any: true}}}
	word := func(kind string, n int) Topic { return Topic{kind, fmt.Sprintf("%s-%02d", kind, g.IntN(n))} }
	most := proposals*target/max(reviewers, 1) + 3
	for i := range proposals {
		in.Proposals = append(in.Proposals, Proposal{
			ID: fmt.Sprintf("MC-%04d", i), Minimum: max(target-1, 0), Target: target,
			Topics: []Topic{word("discipline", 12), word("discipline", 12), word("region", 6), word("language", 5)},
		})
	}
	for i := range reviewers {
		r := Reviewer{ID: fmt.Sprintf("person-%03d", i), Least: 2, Most: &most}
		for _, kind := range []string{"discipline", "discipline", "discipline", "region", "region", "language", "language"} {
			t := word(kind, map[string]int{"discipline": 12, "region": 6, "language": 5}[kind])
			r.Skills = append(r.Skills, Skill{t.Kind, t.Value, 40 + 20*g.IntN(4)})
		}
		in.Reviewers = append(in.Reviewers, r)
	}
	for _, p := range in.Proposals {
		for _, r := range in.Reviewers {
			switch g.IntN(40) {
			case 0, 1:
				in.Bars = append(in.Bars, Bar{Pair{p.ID, r.ID}, []string{"employment"}})
			case 2:
				in.Bids = append(in.Bids, Bid{Pair{p.ID, r.ID}, g.IntN(41) - 20})
			}
		}
	}
	return in
}
