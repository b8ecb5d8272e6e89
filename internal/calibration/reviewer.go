package calibration

import "math"

// reviewers fills what is known of each.
func (c *Calibration) reviewers(free *fit) {
	t := c.table
	reduced := t.reduced()
	c.Reviewers = make([]Reviewer, len(t.reviewers))
	for r := range c.Reviewers {
		s := t.ofReviewer(r)
		own := &c.Reviewers[r]
		*own = Reviewer{ID: t.reviewers[r], Count: int(s.n), MeanMilli: cut(s.mean()), SpreadMilli: cut(s.deviation()), Component: t.part[r]}
		own.LeniencyMilli = cut(c.model.part[r])
		own.KeptMicro = c.kept(reduced.at[r*reduced.n+r])
		if c.certain() {
			low, high := interval(c.model.part[r], c.spread([]int{r}), c.Variance.Degrees)
			own.LowMilli, own.HighMilli = known(cut(low)), known(cut(high))
		}
		if s.borrows() && len(t.reviewers) > 1 {
			own.note("borrowed_spread", Figure{"readings", s.n}, Figure{"spread", own.SpreadMilli})
		}
		if s.n == 1 {
			own.note("one_proposal", Figure{"kept", own.KeptMicro})
		}
		c.company(r)
	}
	c.ordering(free)
}

// kept is how much of a reviewer's evidence of strictness stands against the pull to the panel.
func (c *Calibration) kept(evidence float64) int64 {
	switch {
	case c.model.flat || evidence <= 0:
		return 0
	case c.model.lambda == 0:
		return 1_000_000
	}
	return micro(evidence / (evidence + c.model.lambda))
}

// company is how a reviewer's scores lie beside those of the others who read the same.
func (c *Calibration) company(r int) {
	t, own := c.table, &c.Reviewers[r]
	var mine, theirs []float64
	far, squares := 0.0, 0.0
	for _, i := range t.given[r] {
		squares += float64(c.model.left[i] * c.model.left[i])
		p := t.proposal[i]
		if n := int64(t.readings(p)); n > 1 {
			others := float64(t.ofProposal(p).sum-t.points[i]) / float64(n-1)
			mine, theirs = append(mine, float64(t.points[i])), append(theirs, others)
			far += math.Abs(float64(t.points[i]) - others)
		}
	}
	own.ResidualMilli = cut(math.Sqrt(squares / float64(own.Count)))
	if len(mine) == 0 {
		own.note("no_company")
		return
	}
	own.DistanceMilli = known(cut(far / float64(len(mine))))
	if x, ok := correlation(mine, theirs); ok {
		own.CorrelationMicro = known(micro(x))
	}
}

func (r *Reviewer) note(code string, figures ...Figure) {
	r.Reasons = append(r.Reasons, Reason{code, figures})
}
