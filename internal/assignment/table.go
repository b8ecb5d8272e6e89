package assignment

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// table is a checked problem by number: proposals and reviewers in the order of their ids.
type table struct {
	proposals []Proposal
	reviewers []Reviewer
	scale     []Kind
	pth, rth  map[string]int
	fixed     [][]bool
	bars      map[cell][]string
	bids      map[cell]int
	band      int
	seed      uint64
}

type cell struct{ p, r int }

func newTable(in Problem) (*table, error) {
	t := &table{
		proposals: slices.Clone(in.Proposals), reviewers: slices.Clone(in.Reviewers), scale: slices.Clone(in.Scale),
		pth: map[string]int{}, rth: map[string]int{}, bars: map[cell][]string{}, bids: map[cell]int{},
		band: max(in.Band, 1), seed: in.Seed,
	}
	slices.SortStableFunc(t.proposals, func(a, b Proposal) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(t.reviewers, func(a, b Reviewer) int { return cmp.Compare(a.ID, b.ID) })
	var c fault.Check
	c.That(in.Band >= 0 && in.Band <= MostLoad, "band", "out_of_range", "A band is between 1 and %d readings.", MostLoad)
	t.checkProposals(&c)
	t.checkReviewers(&c)
	t.checkScale(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	t.takeFixed(in.Fixed, &c)
	t.takeBars(in.Bars, &c)
	t.takeBids(in.Bids, &c)
	return t, c.Err()
}

func (t *table) checkProposals(c *fault.Check) {
	for i, p := range t.proposals {
		at := "proposals." + p.ID
		c.That(p.ID != "", at, "required", "A proposal has an id.")
		_, twice := t.pth[p.ID]
		c.That(!twice, at, "twice", "This proposal is there twice.")
		t.pth[p.ID] = i
		c.That(p.Minimum >= 0 && p.Minimum <= p.Target && p.Target <= MostReading, at, "out_of_range",
			"The minimum is between 0 and the target, the target at most %d.", MostReading)
		c.That(p.Have >= 0 && p.Have <= MostLoad, at, "out_of_range", "Readings are counted from 0.")
	}
}

func (t *table) checkReviewers(c *fault.Check) {
	for i, r := range t.reviewers {
		at := "reviewers." + r.ID
		c.That(r.ID != "", at, "required", "A reviewer has an id.")
		_, twice := t.rth[r.ID]
		c.That(!twice, at, "twice", "This reviewer is there twice.")
		t.rth[r.ID] = i
		c.That(r.Least >= 0 && r.Least <= MostLoad && r.Carried >= 0 && r.Carried <= MostLoad, at, "bad_load",
			"Loads are between 0 and %d.", MostLoad)
		c.That(r.Most == nil || *r.Most >= r.Least && *r.Most <= MostLoad, at, "bad_load",
			"The most a reviewer takes is not below the least.")
		for _, s := range r.Skills {
			c.That(s.Level >= 1 && s.Level <= 100, at, "out_of_range", "A skill has between 1 and 100 percent.")
		}
	}
}

func (t *table) checkScale(c *fault.Check) {
	slices.SortStableFunc(t.scale, func(a, b Kind) int { return cmp.Compare(a.Code, b.Code) })
	for i, k := range t.scale {
		at := "scale." + k.Code
		c.That(k.Code != "" && k.Code != BidTerm, at, "bad_kind", "A kind has a code of its own.")
		c.That(i == 0 || t.scale[i-1].Code != k.Code, at, "twice", "This kind is there twice.")
		c.That(k.Points >= 0 && k.Points <= MostPoints, at, "out_of_range", "Points are between 0 and %d.", MostPoints)
	}
}

// find gives the place of a pair, or refuses one whose proposal or reviewer is not of the problem.
func (t *table) find(p Pair, at string, c *fault.Check) (cell, bool) {
	i, known := t.pth[p.Proposal]
	j, also := t.rth[p.Reviewer]
	c.That(known && also, at, "not_found", "There is no such proposal or reviewer: %s, %s.", p.Proposal, p.Reviewer)
	return cell{i, j}, known && also
}

func (t *table) takeFixed(fixed []Pair, c *fault.Check) {
	t.fixed = make([][]bool, len(t.proposals))
	for i := range t.fixed {
		t.fixed[i] = make([]bool, len(t.reviewers))
	}
	for i, f := range fixed {
		at := fmt.Sprintf("fixed.%d", i)
		if x, ok := t.find(f, at, c); ok {
			c.That(!t.fixed[x.p][x.r], at, "twice", "This pair is fixed twice.")
			t.fixed[x.p][x.r] = true
		}
	}
}

func (t *table) takeBars(bars []Bar, c *fault.Check) {
	for i, b := range bars {
		at := fmt.Sprintf("bars.%d", i)
		if x, ok := t.find(b.Pair, at, c); ok {
			c.That(!t.fixed[x.p][x.r], at, "conflicted", "A fixed pair cannot be barred: void the review first.")
			t.bars[x] = append(t.bars[x], b.Codes...)
		}
	}
	for x, codes := range t.bars {
		slices.Sort(codes)
		t.bars[x] = slices.Compact(codes)
	}
}

func (t *table) takeBids(bids []Bid, c *fault.Check) {
	for i, b := range bids {
		at := fmt.Sprintf("bids.%d", i)
		if x, ok := t.find(b.Pair, at, c); ok {
			_, twice := t.bids[x]
			c.That(!twice, at, "twice", "This pair has two bids.")
			c.That(b.Points >= -MostPoints && b.Points <= MostPoints, at, "out_of_range",
				"A bid is between -%d and %d points.", MostPoints, MostPoints)
			t.bids[x] = b.Points
		}
	}
}

func (t *table) barred(p, r int) bool {
	_, barred := t.bars[cell{p, r}]
	return barred
}
