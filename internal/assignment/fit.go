package assignment

import (
	"cmp"
	"slices"
)

// BidTerm is the kind under which a bid stands among the terms of a pair.
const BidTerm = "bid"

// Term is what one kind adds to the fit of a pair, and the topics that the reviewer knows of those wanted.
type Term struct {
	Kind    string
	Points  int
	Of      int // points of a full match; 0 for a bid
	Wanted  int // topics of this kind that the proposal has
	Matched []string
}

// fits are the fit of every pair: the sum of its terms, without telling them apart.
func (t *table) fits() []int {
	number := map[Topic]int{}
	for _, p := range t.proposals {
		for _, topic := range p.Topics {
			if _, known := number[topic]; !known {
				number[topic] = len(number)
			}
		}
	}
	level := make([]int, len(t.reviewers)*len(number))
	for r, reviewer := range t.reviewers {
		for _, s := range reviewer.Skills {
			if n, wanted := number[Topic{s.Kind, s.Value}]; wanted {
				at := &level[r*len(number)+n]
				*at = max(*at, s.Level)
			}
		}
	}
	out := make([]int, len(t.proposals)*len(t.reviewers))
	for p := range t.proposals {
		for _, k := range t.scale {
			wanted := t.wanted(p, k.Code)
			for r := range t.reviewers {
				out[p*len(t.reviewers)+r] += k.points(len(wanted), func(i int) int { return level[r*len(number)+number[wanted[i]]] })
			}
		}
	}
	for x, points := range t.bids {
		out[x.p*len(t.reviewers)+x.r] += points
	}
	return out
}

// wanted are the topics of a kind that a proposal has, each once.
func (t *table) wanted(p int, kind string) []Topic {
	var out []Topic
	for _, topic := range t.proposals[p].Topics {
		if topic.Kind == kind {
			out = append(out, topic)
		}
	}
	slices.SortFunc(out, func(a, b Topic) int { return cmp.Compare(a.Value, b.Value) })
	return slices.Compact(out)
}

// points are the kind's points times the share of what is wanted that is known, cut to whole points.
func (k Kind) points(wanted int, level func(int) int) int {
	if wanted == 0 {
		return 0
	}
	best, sum := 0, 0
	for i := range wanted {
		l := level(i)
		best, sum = max(best, l), sum+l
	}
	if k.Any {
		return k.Points * best / 100
	}
	return k.Points * sum / (100 * wanted)
}

// terms tell what the fit of a pair is made of, kinds by code, the bid last.
func (t *table) terms(p, r int) []Term {
	level := map[Topic]int{}
	for _, s := range t.reviewers[r].Skills {
		at := Topic{s.Kind, s.Value}
		level[at] = max(level[at], s.Level)
	}
	var out []Term
	for _, k := range t.scale {
		wanted := t.wanted(p, k.Code)
		term := Term{Kind: k.Code, Of: k.Points, Wanted: len(wanted)}
		term.Points = k.points(len(wanted), func(i int) int { return level[wanted[i]] })
		for _, topic := range wanted {
			if level[topic] > 0 {
				term.Matched = append(term.Matched, topic.Value)
			}
		}
		out = append(out, term)
	}
	if bid, made := t.bids[cell{p, r}]; made {
		out = append(out, Term{Kind: BidTerm, Points: bid})
	}
	return out
}
