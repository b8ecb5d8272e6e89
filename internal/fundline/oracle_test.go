package fundline

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// oracle tries every selection and judges it by the words of the constraints, not by rows.
type oracle struct {
	in     Input
	ranked []Proposal
}

// holds reads one constraint as its documentation says it.
func (o *oracle) holds(c Constraint, got []int64) bool {
	count := func(key, value string) (with, all int64) {
		for i, a := range got {
			if a == 0 {
				continue
			}
			x := int64(1)
			if c.Of == Amount {
				x = a
			}
			all += x
			for _, at := range o.ranked[i].Attributes {
				if at.Key == key && at.Value == value {
					with += x
					break
				}
			}
		}
		return with, all
	}
	with, all := count(c.Key, c.Value)
	switch c.Kind {
	case AtMostEach:
		for _, p := range o.ranked {
			for _, a := range p.Attributes {
				if n, _ := count(a.Key, a.Value); a.Key == c.Key && n > c.Limit {
					return false
				}
			}
		}
		return true
	case AtMost:
		return with <= c.Limit
	case AtLeast:
		return with >= c.Limit
	case ShareLeast:
		return with*10_000 >= all*int64(c.Share)
	case ShareMost:
		return with*10_000 <= all*int64(c.Share)
	}
	for i, p := range o.ranked {
		if p.ID == c.Proposal {
			return (got[i] > 0) == (c.Kind == MustFund)
		}
	}
	return false
}

func (o *oracle) allowed(got []int64, constraints []Constraint, withMoney bool) bool {
	sum := int64(0)
	for _, a := range got {
		sum += a
	}
	if withMoney && sum > o.in.Available {
		return false
	}
	for _, c := range constraints {
		if !o.holds(c, got) {
			return false
		}
	}
	return true
}

// every calls do with every selection.
func (o *oracle) every(do func(got []int64)) {
	got := make([]int64, len(o.ranked))
	var walk func(i int)
	walk = func(i int) {
		if i == len(got) {
			do(got)
			return
		}
		got[i] = 0
		walk(i + 1)
		for _, a := range o.ranked[i].amounts() {
			got[i] = a
			walk(i + 1)
		}
		got[i] = 0
	}
	walk(0)
}

func (o *oracle) points(got []int64) int64 {
	sum := int64(0)
	for i, a := range got {
		if a > 0 {
			p := o.ranked[i]
			n := (p.ScoreMilli - o.in.ThresholdMilli) * a
			q := n / p.Requested
			if n%p.Requested < 0 {
				q--
			}
			sum += q
		}
	}
	return sum
}

// earlier tells whether a comes before b in rank order: who is funded first, then how much.
func earlier(a, b []int64) bool {
	for i := range a {
		if (a[i] > 0) != (b[i] > 0) {
			return a[i] > 0
		}
	}
	for i := range a {
		if a[i] != b[i] {
			return a[i] > b[i]
		}
	}
	return false
}

func (o *oracle) best() (best []int64) {
	most := int64(0)
	o.every(func(got []int64) {
		if !o.allowed(got, o.in.Constraints, true) {
			return
		}
		n := o.points(got)
		better := best == nil || n > most || n == most && earlier(got, best)
		if o.in.Objective == Rank {
			better = best == nil || earlier(got, best)
		}
		if better {
			best, most = slices.Clone(got), n
		}
	})
	return best
}

func drawInput(t *rapid.T, most int) Input {
	in := Input{Objective: rapid.SampledFrom([]Objective{Points, Rank}).Draw(t, "objective"), ThresholdMilli: rapid.SampledFrom([]int64{0, 50_000, 70_000}).Draw(t, "threshold")}
	n := rapid.IntRange(1, most).Draw(t, "n")
	flat := rapid.IntRange(0, 5).Draw(t, "flat") == 0
	partials := 0
	total := int64(0)
	for i := range n {
		p := Proposal{ID: fmt.Sprintf("p%02d", i), Place: rapid.IntRange(1, n).Draw(t, "place"), ScoreMilli: 75_000, Requested: rapid.Int64Range(1, 60).Draw(t, "asks") * 1_700}
		if !flat {
			p.ScoreMilli = rapid.Int64Range(40, 100).Draw(t, "score") * 1_000
			p.ScoreMilli += rapid.SampledFrom([]int64{0, 0, 7, 333}).Draw(t, "milli")
		}
		if partials < 3 && rapid.IntRange(0, 3).Draw(t, "partial") == 0 {
			partials++
			least := rapid.Int64Range(1, p.Requested).Draw(t, "least")
			top := rapid.Int64Range(least, p.Requested).Draw(t, "most")
			p.Partial = &Limits{least, top, max(1, (top-least)/rapid.Int64Range(1, 4).Draw(t, "steps"))}
		}
		for _, key := range []string{"country", "country", "theme", "first"} {
			if v := rapid.IntRange(0, 3).Draw(t, key); v > 0 {
				p.Attributes = append(p.Attributes, Attribute{key, fmt.Sprint(v)})
			}
		}
		total += p.Requested
		in.Proposals = append(in.Proposals, p)
	}
	in.Available = rapid.Int64Range(0, total+10).Draw(t, "available")
	for i := range rapid.IntRange(0, 5).Draw(t, "constraints") {
		in.Constraints = append(in.Constraints, drawConstraint(t, i, n))
	}
	return in
}

func drawConstraint(t *rapid.T, i, n int) Constraint {
	c := Constraint{ID: fmt.Sprintf("c%d", i), Key: rapid.SampledFrom([]string{"country", "theme", "first"}).Draw(t, "key"), Value: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "value")}
	c.Kind = rapid.SampledFrom([]Kind{AtMostEach, AtMost, AtLeast, ShareLeast, ShareMost, MustFund, MustNot}).Draw(t, "kind")
	c.Of = rapid.SampledFrom([]Measure{"", Awards, Amount}).Draw(t, "of")
	c.Limit = rapid.Int64Range(0, 4).Draw(t, "limit")
	if c.Of == Amount {
		c.Limit *= 30_000
	}
	c.Share = money.Ratio(rapid.IntRange(0, 10).Draw(t, "share") * 1_000)
	c.Proposal, c.Reason = fmt.Sprintf("p%02d", rapid.IntRange(0, n-1).Draw(t, "hand")), "policy"
	return c
}

func TestSelectionIsTheBestOfAllSelections(t *testing.T) {
	t.Parallel()
	feasible, not := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 9)
		got, err := Select(in)
		if err != nil {
			t.Fatal(err)
		}
		o := &oracle{in, in.ranked()}
		want := o.best()
		if got.Feasible != (want != nil) || !got.Optimal {
			t.Fatalf("feasible %v, optimal %v; the oracle says %v", got.Feasible, got.Optimal, want)
		}
		if want == nil {
			not++
			checkConflict(t, o, got.Conflict)
			return
		}
		feasible++
		mine := make([]int64, len(want))
		amounts := amountsOf(got.Awards)
		for i, p := range o.ranked {
			mine[i] = amounts[p.ID]
		}
		if !slices.Equal(mine, want) || got.PointsMilli != o.points(want) || got.BoundMilli != got.PointsMilli || !got.Ordered {
			t.Fatalf("got %v (%d, bound %d, ordered %v), want %v (%d)", mine, got.PointsMilli, got.BoundMilli, got.Ordered, want, o.points(want))
		}
	})
	if feasible == 0 || not == 0 {
		t.Errorf("%d feasible and %d conflicting inputs were drawn", feasible, not)
	}
}

// checkConflict tries every set of constraints: the named one conflicts and no smaller one does.
func checkConflict(t *rapid.T, o *oracle, c *Conflict) {
	if c == nil || !c.Smallest {
		t.Fatalf("conflict %+v", c)
	}
	sets := 1 << (len(o.in.Constraints) + 1)
	possible := make([]bool, sets)
	o.every(func(got []int64) {
		mask := 0
		for i, x := range o.in.Constraints {
			if o.holds(x, got) {
				mask |= 1 << i
			}
		}
		if o.allowed(got, nil, true) {
			mask |= 1 << len(o.in.Constraints)
		}
		possible[mask] = true
	})
	size, named := 0, 0
	for i, x := range o.in.Constraints {
		if slices.Contains(c.Constraints, x.ID) {
			named |= 1 << i
			size++
		}
	}
	if c.Money {
		named |= 1 << len(o.in.Constraints)
		size++
	}
	for set := range sets {
		can := false
		for mask, p := range possible {
			can = can || p && mask&set == set
		}
		n := 0
		for b := set; b > 0; b &= b - 1 {
			n++
		}
		if set == named && can || !can && n < size {
			t.Fatalf("named %b with possible %v; set %b of %d is possible: %v", named, c, set, n, can)
		}
	}
}
