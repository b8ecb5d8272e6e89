package assignment

import "slices"

// worth is what the aims say of a set of pairs, in their order and straight from the words of the
// package comment: it knows nothing of weights, potentials or networks. Less is better.
func worth(in Problem, pairs map[Pair]bool) []int {
	band := max(in.Band, 1)
	out := make([]int, 8)
	for _, p := range in.Proposals {
		have := p.Have
		for pair := range pairs {
			if pair.Proposal == p.ID {
				have++
			}
		}
		below := max(p.Minimum-have, 0)
		above := max(p.Target-max(have, p.Minimum), 0)
		out[0], out[1] = out[0]+below, out[1]+below*below
		out[2], out[3] = out[2]+above, out[3]+above*above
	}
	for _, r := range in.Reviewers {
		load, base := r.Carried, r.Carried
		for pair := range pairs {
			if pair.Reviewer == r.ID {
				load++
			}
		}
		for _, f := range in.Fixed {
			if f.Reviewer == r.ID {
				base++
			}
		}
		lack := max(r.Least-load, 0)
		out[4], out[5] = out[4]+lack, out[5]+lack*lack
		for k := max(base, r.Least) + 1; k <= load; k++ {
			out[6] += (k - 1) / band
		}
	}
	for pair := range pairs {
		if !slices.Contains(in.Fixed, pair) {
			out[7] -= match(in, pair)
		}
	}
	return out
}

// match is the fit of a pair, counted kind by kind from the problem.
func match(in Problem, pair Pair) int {
	p := in.Proposals[slices.IndexFunc(in.Proposals, func(p Proposal) bool { return p.ID == pair.Proposal })]
	r := in.Reviewers[slices.IndexFunc(in.Reviewers, func(r Reviewer) bool { return r.ID == pair.Reviewer })]
	fit := 0
	for _, k := range in.Scale {
		levels, seen := []int{}, []string{}
		for _, topic := range p.Topics {
			if topic.Kind != k.Code || slices.Contains(seen, topic.Value) {
				continue
			}
			seen = append(seen, topic.Value)
			level := 0
			for _, s := range r.Skills {
				if s.Kind == topic.Kind && s.Value == topic.Value {
					level = max(level, s.Level)
				}
			}
			levels = append(levels, level)
		}
		switch {
		case len(levels) == 0:
		case k.Any:
			fit += k.Points * slices.Max(levels) / 100
		default:
			sum := 0
			for _, l := range levels {
				sum += l
			}
			fit += k.Points * sum / 100 / len(levels)
		}
	}
	for _, b := range in.Bids {
		if b.Pair == pair {
			fit += b.Points
		}
	}
	return fit
}

// free lists the pairs that may be given: neither barred nor fixed.
func free(in Problem) []Pair {
	var out []Pair
	for _, p := range in.Proposals {
		for _, r := range in.Reviewers {
			pair := Pair{p.ID, r.ID}
			if !slices.Contains(in.Fixed, pair) && !slices.ContainsFunc(in.Bars, func(b Bar) bool { return b.Pair == pair }) {
				out = append(out, pair)
			}
		}
	}
	return out
}

// lawful tells whether pairs keep what may not be broken: fixed ones stay, no reading beyond a
// target but fixed ones, no load beyond a limit but fixed ones.
func lawful(in Problem, pairs map[Pair]bool) bool {
	for _, f := range in.Fixed {
		if !pairs[f] {
			return false
		}
	}
	for _, p := range in.Proposals {
		have, fixed := p.Have, p.Have
		for pair := range pairs {
			if pair.Proposal == p.ID {
				have++
				if slices.Contains(in.Fixed, pair) {
					fixed++
				}
			}
		}
		if have > max(p.Target, fixed) {
			return false
		}
	}
	for _, r := range in.Reviewers {
		load, fixed := r.Carried, r.Carried
		for pair := range pairs {
			if pair.Reviewer == r.ID {
				load++
				if slices.Contains(in.Fixed, pair) {
					fixed++
				}
			}
		}
		if r.Most != nil && load > max(*r.Most, fixed) {
			return false
		}
	}
	return true
}

// best tries every set of free pairs that the filter lets pass.
func best(in Problem, pass func(map[Pair]bool) bool) []int {
	open := free(in)
	var found []int
	for set := range 1 << len(open) {
		pairs := map[Pair]bool{}
		for _, f := range in.Fixed {
			pairs[f] = true
		}
		for i, pair := range open {
			if set>>i&1 == 1 {
				pairs[pair] = true
			}
		}
		if !lawful(in, pairs) || !pass(pairs) {
			continue
		}
		if w := worth(in, pairs); found == nil || slices.Compare(w, found) < 0 {
			found = w
		}
	}
	return found
}

func chosen(p *Plan) map[Pair]bool {
	out := map[Pair]bool{}
	for _, pair := range p.Pairs {
		out[pair.Pair] = true
	}
	return out
}
