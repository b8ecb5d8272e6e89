package calibration

import (
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// table is the scores by small numbers, ordered by proposal and then reviewer, both in order of ids.
type table struct {
	proposals []string
	reviewers []string
	start     []int // of each proposal's scores, and the end
	proposal  []int // of each score
	reviewer  []int
	points    []int64
	position  []int
	marks     [][]int
	given     [][]int // scores of each reviewer
	part      []int   // component of each reviewer
	sizes     []int   // reviewers of each component
}

func (in *Input) table() (*table, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	t := &table{}
	ps, rs := make([]int, len(in.Scores)), make([]int, len(in.Scores))
	t.proposals = number(ps, func(i int) string { return in.Scores[i].Proposal })
	t.reviewers = number(rs, func(i int) string { return in.Scores[i].Reviewer })
	if len(t.reviewers) > MostReviewers {
		return nil, fault.BadField("scores", "too_many", "At most %d reviewers.", MostReviewers)
	}
	order := bucket(bucket(nil, rs, len(t.reviewers)), ps, len(t.proposals))
	t.fill(in, order, ps, rs)
	for at, i := range order {
		if at > 0 && t.proposal[at-1] == t.proposal[at] && t.reviewer[at-1] == t.reviewer[at] {
			return nil, fault.BadField(fmt.Sprintf("scores.%d", i), "twice", "This reviewer has two scores for this proposal.")
		}
	}
	t.link()
	return t, nil
}

// number gives the ids small numbers in their order.
func number(into []int, id func(int) string) []string {
	first := map[string]int{}
	var ids []string
	for i := range into {
		at, ok := first[id(i)]
		if !ok {
			at = len(ids)
			first[id(i)] = at
			ids = append(ids, id(i))
		}
		into[i] = at
	}
	sorted := slices.Sorted(slices.Values(ids))
	rank := make([]int, len(ids))
	for n, s := range sorted {
		rank[first[s]] = n
	}
	for i := range into {
		into[i] = rank[into[i]]
	}
	return sorted
}

// bucket orders what stands in order (nil is as given) by key, keeping the order of equals.
func bucket(order, key []int, n int) []int {
	next := make([]int, n+1)
	for _, k := range key {
		next[k+1]++
	}
	for k := range n {
		next[k+1] += next[k]
	}
	out := make([]int, len(key))
	for at := range key {
		i := at
		if order != nil {
			i = order[at]
		}
		out[next[key[i]]] = i
		next[key[i]]++
	}
	return out
}

func (t *table) fill(in *Input, order, ps, rs []int) {
	n := len(order)
	t.start = make([]int, len(t.proposals)+1)
	t.given = make([][]int, len(t.reviewers))
	t.proposal, t.reviewer, t.position = make([]int, n), make([]int, n), make([]int, n)
	t.points, t.marks = make([]int64, n), make([][]int, n)
	for at, i := range order {
		s := &in.Scores[i]
		t.proposal[at], t.reviewer[at] = ps[i], rs[i]
		t.points[at], t.position[at], t.marks[at] = s.Points, s.Position, s.Marks
		t.start[ps[i]+1]++
		t.given[rs[i]] = append(t.given[rs[i]], at)
	}
	for p := range t.proposals {
		t.start[p+1] += t.start[p]
	}
}

// link finds the components: reviewers are linked by what they both read.
func (t *table) link() {
	root := make([]int, len(t.reviewers))
	for r := range root {
		root[r] = r
	}
	find := func(r int) int {
		for root[r] != r {
			root[r] = root[root[r]]
			r = root[r]
		}
		return r
	}
	for p := range t.proposals {
		a := find(t.reviewer[t.start[p]])
		for i := t.start[p] + 1; i < t.start[p+1]; i++ {
			b := find(t.reviewer[i])
			a, b = min(a, b), max(a, b)
			root[b] = a
		}
	}
	t.parts(find)
}

// parts numbers the components by their first reviewer.
func (t *table) parts(top func(int) int) {
	t.part = make([]int, len(t.reviewers))
	for r := range t.part {
		if first := top(r); first != r {
			t.part[r] = t.part[first]
		} else {
			t.part[r] = len(t.sizes)
			t.sizes = append(t.sizes, 0)
		}
		t.sizes[t.part[r]]++
	}
}

// readings is how many scores a proposal has.
func (t *table) readings(p int) int { return t.start[p+1] - t.start[p] }

// of is the component of a proposal.
func (t *table) of(p int) int { return t.part[t.reviewer[t.start[p]]] }
