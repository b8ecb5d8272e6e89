package program

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// ReviewKind is what a cycle asks of its reviewers on the whole.
type ReviewKind string

// The kinds of review.
const (
	Scored        ReviewKind = "scored"    // points by weighted criteria
	PassFail      ReviewKind = "pass_fail" // every criterion is passed or not
	RecommendOnly ReviewKind = "recommend" // the overall recommendation alone counts
	CommentOnly   ReviewKind = "comment"   // words without an order
)

// ReviewKinds are the kinds of review, the usual one first.
func ReviewKinds() []ReviewKind { return []ReviewKind{Scored, PassFail, RecommendOnly, CommentOnly} }

// Known tells whether there is such a kind of review.
func (k ReviewKind) Known() bool { return slices.Contains(ReviewKinds(), k) }

// CriterionKind is how one criterion is judged.
type CriterionKind string

// The kinds of criteria; each may be commented.
const (
	ByPoints  CriterionKind = "scored"
	ByPassing CriterionKind = "pass_fail"
	ByComment CriterionKind = "comment"
)

// CriterionKinds are the kinds of criteria, the usual one first.
func CriterionKinds() []CriterionKind { return []CriterionKind{ByPoints, ByPassing, ByComment} }

// Known tells whether there is such a kind of criterion.
func (k CriterionKind) Known() bool { return slices.Contains(CriterionKinds(), k) }

// Counts tells whether the criterion's weight is one of those that sum to 100.
func (c *Criterion) Counts() bool { return c.Kind != ByPassing && c.Kind != ByComment && !c.Bonus }

// The widest scale of points.
const (
	LowestPoint  = 0
	HighestPoint = 10
)

// Settle gives a cycle that names no rubric the usual one: points from 1 to 5.
func (d *Detail) Settle() {
	d.ReviewKind = cmp.Or(d.ReviewKind, Scored)
	if d.ScaleLowest == 0 && d.ScaleHighest == 0 {
		d.ScaleLowest, d.ScaleHighest = 1, 5
	}
	for _, k := range d.Criteria {
		k.Kind = cmp.Or(k.Kind, ByPoints)
	}
}

// OverallAsked tells whether a review says on the whole whether to fund.
func (c *Cycle) OverallAsked() bool { return !c.OverallSkipped }

// LeastComment is how long a comment on a criterion is at least, in characters.
func (c *Cycle) LeastComment(k *Criterion) int {
	if k.Least != nil {
		return *k.Least
	}
	return c.CommentMinChars
}

// PointsOf is how many whole points the cycle's scale has.
func (c *Cycle) PointsOf() int { return c.ScaleHighest - c.ScaleLowest + 1 }

// rubricChecks are what publishing asks of what reviewers are asked.
func (d *Detail) rubricChecks() []Check {
	passes, comments := 0, 0
	var scaled, partly []string
	for _, k := range d.Criteria {
		switch {
		case k.Kind == ByPassing:
			passes++
		case k.Kind == ByComment:
			comments++
		case !k.Bonus:
			scaled = append(scaled, k.Title["en"])
		}
		if n := len(k.Anchors); n > 0 && (n != d.PointsOf() || slices.ContainsFunc(k.Anchors, func(t Text) bool { return t["en"] == "" })) {
			partly = append(partly, k.Title["en"])
		}
	}
	out := []Check{check("anchors", PartCriteria, len(partly) == 0, "What the points mean is said for all of them or for none.", partly...)}
	switch d.ReviewKind {
	case PassFail:
		out = append(out, check("criteria_passed", PartCriteria, passes > 0, "There is something to pass."))
	case CommentOnly:
		out = append(out, check("criteria_commented", PartCriteria, comments > 0, "There is something to comment on."))
	case RecommendOnly:
		out = append(out, check("recommend_asked", PartCriteria, !d.OverallSkipped, "The recommendation is asked."))
	default:
		sum := d.Weights()
		return append(out, check("weights_sum", PartCriteria, sum == 100, fmt.Sprintf("The weights sum to %d, not to 100.", sum), fmt.Sprint(sum)))
	}
	return append(out, check("criteria_unscaled", PartCriteria, len(scaled) == 0, "Only a scored review has criteria with points, but for a bonus.", scaled...))
}

// fits refuses to open review on a rubric that could not be answered or counted.
func (d *Detail) fits() error {
	for _, c := range d.rubricChecks() {
		switch {
		case c.Passed || c.Code == "anchors":
		case c.Code == "weights_sum":
			return fault.New(fault.Conflict, c.Code, "The weights sum to %d, not to 100.", d.Weights()).With("sum", d.Weights())
		default:
			return fault.New(fault.Conflict, c.Code, "%s", c.Message)
		}
	}
	return nil
}

// PreviewCriteria is a draft cycle as it would be with these criteria, kept nowhere; it refuses what SetCriteria refuses.
func (s *Service) PreviewCriteria(ctx context.Context, in SetCriteriaInput) (*Detail, error) {
	d, err := s.Cycle(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: d.Program}); err != nil {
		return nil, err
	}
	if err := d.rubricOf(in); err != nil {
		return nil, err
	}
	d.Criteria, err = d.criteriaOf(in.Criteria)
	return orNil(d, err)
}
