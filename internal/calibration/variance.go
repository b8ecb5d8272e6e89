package calibration

import "math"

// nothing is a variance, in thousandths squared, that is only the last bits of floats.
const nothing = 1e-6

// variance finds where scores differ by Henderson's method III (fitting constants, 1953), which is
// the analysis of variance where everybody read everything and unbiased where not.
func (c *Calibration) variance(free *fit) {
	t := c.table
	n, p, r := len(t.points), len(t.proposals), len(t.reviewers)
	parts := len(t.sizes)
	c.Variance.Degrees = n - p - r + parts
	if c.Variance.Degrees == 0 || free.flat {
		c.Variance.Degrees = 0
		return
	}
	byProposal, byReviewer := 0.0, 0.0
	for i := range t.proposals {
		byProposal += t.ofProposal(i).around()
	}
	for i := range t.reviewers {
		byReviewer += t.ofReviewer(i).around()
	}
	full := free.residual()
	wrong := full / float64(c.Variance.Degrees)
	reviewer := (byProposal - full - float64(wrong*float64(r-parts))) / float64(n-p)
	proposal := (byReviewer - full - float64(wrong*float64(p-parts))) / float64(n-r)
	c.keep(proposal, reviewer, wrong)
}

func (c *Calibration) keep(proposal, reviewer, wrong float64) {
	if min(proposal, reviewer) < -nothing {
		c.note("negative_variance")
	}
	settle := func(x float64) float64 {
		if x < nothing {
			return 0
		}
		return x
	}
	proposal, reviewer, wrong = settle(proposal), settle(reviewer), settle(wrong)
	v := &c.Variance
	v.ProposalMilli, v.ReviewerMilli, v.ErrorMilli = deviation(proposal), deviation(reviewer), deviation(wrong)
	c.exactReviews, c.exactErr = reviewer, wrong
	if all := proposal + reviewer + wrong; all > 0 {
		c.Agreement.ICCAbsoluteMicro = known(micro(proposal / all))
	}
	if both := proposal + wrong; both > 0 {
		c.Agreement.ICCConsistentMicro = known(micro(proposal / both))
	}
}

func deviation(variance float64) *int64 { return known(int64(math.Round(math.Sqrt(variance)))) }

// choose is the model asked for, or the plainest that the scores can carry.
func (c *Calibration) choose(free *fit) *fit {
	switch {
	case free.flat:
		c.note("too_thin")
		return free
	case !c.mixed():
		return free
	case c.Variance.Degrees == 0 || c.exactReviews == 0:
		return c.table.flat()
	case c.exactErr == 0:
		return free
	}
	return c.table.solve(c.table.reduced(), c.exactErr/c.exactReviews)
}

// mixed tells whether reviewers are draws from a population.
func (c *Calibration) mixed() bool { return c.Method != LeastSquares }

// beyond is the variance of a component's average reviewer against the whole panel's.
func (c *Calibration) beyond(part int) float64 {
	if !c.mixed() {
		return 0
	}
	return float64(c.exactReviews * (1/float64(c.table.sizes[part]) - 1/float64(len(c.table.reviewers))))
}

// spread is the error variance of a mean of reviewers' parts.
func (c *Calibration) spread(of []int) float64 {
	return float64(c.exactErr*c.model.within(of)) + c.beyond(c.table.part[of[0]])
}

// certain tells whether the scores carry any error variance at all.
func (c *Calibration) certain() bool { return c.Variance.Degrees > 0 }

func (c *Calibration) note(code string, figures ...Figure) {
	c.Reasons = append(c.Reasons, Reason{code, figures})
}

// interval is 95 % around x by Student's t with the error's degrees of freedom, in whatever unit x has.
func interval(x, variance float64, degrees int) (low, high float64) {
	half := float64(student(degrees) * math.Sqrt(max(0, variance)))
	return x - half, x + half
}
