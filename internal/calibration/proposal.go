package calibration

import (
	"cmp"
	"slices"
)

// proposals fills the scores of each side by side, and their places.
func (c *Calibration) proposals() {
	t := c.table
	panel, own := t.whole(), make([]*sample, len(t.reviewers))
	for r := range own {
		own[r] = t.ofReviewer(r)
	}
	mean := 0.0
	for _, x := range c.model.level {
		mean += x
	}
	mean /= float64(len(t.proposals))
	c.Proposals = make([]Proposal, len(t.proposals))
	for i := range c.Proposals {
		p := &c.Proposals[i]
		s := t.ofProposal(i)
		*p = Proposal{ID: t.proposals[i], Readings: int(s.n), RawMilli: s.sum / s.n, Component: t.of(i)}
		p.ModelMilli, p.EffectMilli = cut(c.model.level[i]), cut(c.model.level[i]-mean)
		p.NormalizedMilli = p.RawMilli
		if len(own) > 1 {
			c.normalize(p, i, own, panel)
		}
		c.doubt(p, i)
	}
	c.place()
}

// normalize is domain 8.3: the mean of the reviewers' z, shown on the panel's scale.
func (c *Calibration) normalize(p *Proposal, i int, own []*sample, panel *sample) {
	t, z, borrowed := c.table, 0.0, int64(0)
	for at := t.start[i]; at < t.start[i+1]; at++ {
		by := own[t.reviewer[at]]
		z += by.standard(t.points[at], panel)
		if by.borrows() {
			borrowed++
		}
	}
	z /= float64(p.Readings)
	p.ZMicro = known(micro(z))
	p.NormalizedMilli = cut(panel.mean() + float64(panel.deviation()*z))
	if borrowed > 0 {
		p.note("borrowed_spread", Figure{"scores", borrowed}, Figure{"readings", int64(p.Readings)})
	}
}

// doubt is the standard error and the interval of the model score, and what it rests on.
func (c *Calibration) doubt(p *Proposal, i int) {
	t := c.table
	if p.Readings < c.needed {
		p.note("below_needed", Figure{"readings", int64(p.Readings)}, Figure{"needed", int64(c.needed)})
	}
	alone := int64(0)
	for _, r := range t.reviewer[t.start[i]:t.start[i+1]] {
		if len(t.given[r]) == 1 {
			alone++
		}
	}
	if alone > 0 {
		p.note("readers_of_one", Figure{"readers", alone})
	}
	if !c.certain() {
		return
	}
	v := c.uncertain(i)
	p.ErrorMilli = deviation(v)
	low, high := interval(c.model.level[i], v, c.Variance.Degrees)
	p.LowMilli, p.HighMilli = known(cut(low)), known(cut(high))
}

// uncertain is the error variance of a proposal's model score, from the exact covariance.
func (c *Calibration) uncertain(i int) float64 {
	t := c.table
	return c.exactErr/float64(t.readings(i)) + c.spread(t.reviewer[t.start[i]:t.start[i+1]])
}

func (p *Proposal) note(code string, figures ...Figure) {
	p.Reasons = append(p.Reasons, Reason{code, figures})
}

// place orders the proposals by each figure, the higher first.
func (c *Calibration) place() {
	t := c.table
	sums := make([]int64, len(c.Proposals))
	for i := range sums {
		sums[i] = t.ofProposal(i).sum
	}
	raw := func(a, b int) int {
		return cmp.Compare(sums[b]*int64(t.readings(a)), sums[a]*int64(t.readings(b)))
	}
	normalized := raw
	if len(t.reviewers) > 1 {
		normalized = func(a, b int) int { return cmp.Compare(*c.Proposals[b].ZMicro, *c.Proposals[a].ZMicro) }
	}
	level := c.levels()
	c.order(raw, func(p *Proposal) *int { return &p.RawPlace })
	c.order(normalized, func(p *Proposal) *int { return &p.NormalizedPlace })
	c.order(func(a, b int) int { return cmp.Compare(level[b], level[a]) }, func(p *Proposal) *int { return &p.ModelPlace })
}

// levels are the model scores in millionths of a point, in which they are ordered.
func (c *Calibration) levels() []int64 {
	out := make([]int64, len(c.model.level))
	for i, x := range c.model.level {
		out[i] = fine(x)
	}
	return out
}

// placed are the proposals with readings enough, by index.
func (c *Calibration) placed() []int {
	var out []int
	for i := range c.table.proposals {
		if c.table.readings(i) >= c.needed {
			out = append(out, i)
		}
	}
	return out
}

func (c *Calibration) order(by func(a, b int) int, place func(*Proposal) *int) {
	order := c.placed()
	slices.SortStableFunc(order, by)
	for n, i := range order {
		*place(&c.Proposals[i]) = n + 1
		if n > 0 && by(order[n-1], i) == 0 {
			*place(&c.Proposals[i]) = *place(&c.Proposals[order[n-1]])
		}
	}
}

// components names the parts of the panel that nothing links.
func (c *Calibration) components() {
	t := c.table
	c.Components = make([]Component, len(t.sizes))
	for i, id := range t.proposals {
		at := &c.Components[t.of(i)]
		at.Proposals = append(at.Proposals, id)
	}
	for r, id := range t.reviewers {
		at := &c.Components[t.part[r]]
		at.Reviewers = append(at.Reviewers, id)
	}
}

// notes says what the whole panel's figures rest on.
func (c *Calibration) notes() {
	t := c.table
	if len(t.reviewers) == 1 {
		c.note("one_reviewer")
	}
	if len(t.proposals) == 1 {
		c.note("one_proposal")
	}
	if *c.SpreadMilli == 0 {
		c.note("all_scores_equal", Figure{"score", *c.MeanMilli})
	}
	if len(t.sizes) > 1 {
		c.note("unconnected", Figure{"components", int64(len(t.sizes))})
	}
	if !c.certain() {
		c.note("no_degrees", Figure{"scores", int64(c.Scores)}, Figure{"proposals", int64(len(t.proposals))}, Figure{"reviewers", int64(len(t.reviewers))})
	}
}
