package review

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Rubric is what a cycle asks of its reviewers on the whole; it is fixed once review opens.
type Rubric struct {
	ReviewKind      program.ReviewKind `bun:"review_kind"`
	ScaleLowest     int                `bun:"scale_lowest"` // points
	ScaleHighest    int                `bun:"scale_highest"`
	HalfPoints      bool               `bun:"half_points"` // scores may be halves
	CommentMinChars int                `bun:"comment_min_chars"`
	OverallSkipped  bool               `bun:"overall_skipped"` // no recommendation is asked
}

// Passed is the mark of a criterion that is passed or not; nought is not passed, and all a comment has.
const Passed = 2

// OverallAsked tells whether a review says on the whole whether to fund.
func (r Rubric) OverallAsked() bool { return !r.OverallSkipped }

// RubricOf is what a cycle asks of its reviewers.
func RubricOf(c *program.Cycle) Rubric {
	return Rubric{c.ReviewKind, c.ScaleLowest, c.ScaleHighest, c.HalfPoints, c.CommentMinChars, c.OverallSkipped}
}

// Blank is a cycle's rubric as a reviewer meets it, with nothing written.
func Blank(d *program.Detail) *Sheet {
	sh := &Sheet{Cycle: d.ID, Rubric: RubricOf(&d.Cycle), Writable: true}
	for _, k := range d.Criteria {
		sh.Lines = append(sh.Lines, &SheetLine{
			Criterion: k.ID, Key: k.Key, Title: k.Title, Meaning: k.Meaning, Anchors: k.Anchors, Weight: k.Weight,
			Kind: k.Kind, Bonus: k.Bonus, Least: k.Least, TieBreak: k.TieBreak,
		})
	}
	return sh
}

// weigh is the share of the points that could be given, in thousandths of the weights' sum, half up:
// sum of weight x (score - lowest) / (highest - lowest).
func (r Rubric) weigh(scores []Weighted) int {
	span, sum := max(r.ScaleHighest-r.ScaleLowest, 1), 0
	for _, s := range scores {
		sum += s.Weight * (s.HalfPoints - 2*r.ScaleLowest)
	}
	return (1000*sum + span) / (2 * span)
}

// marks are a review's scores of the criteria it has, by what they are for.
type marks struct {
	counted, bonus []Weighted
	hasBonus       bool
	failed         bool // a criterion that is to be passed is not
}

func (m *marks) add(k *program.Criterion, half int) {
	switch {
	case k.Kind == program.ByPassing:
		m.failed = m.failed || half < Passed
	case k.Kind == program.ByComment:
	case k.Bonus:
		m.bonus = append(m.bonus, Weighted{k.Weight, half})
	default:
		m.counted = append(m.counted, Weighted{k.Weight, half})
	}
}

// base is a review's points of 100 in thousandths by the kind of its cycle: the weighted marks; all or nothing
// for what is passed; a whole, a half or no word for a recommendation. Comments alone have none.
func (r Rubric) base(m *marks, word Recommendation) *int {
	base := 0
	switch r.ReviewKind {
	case program.CommentOnly:
		return nil
	case program.PassFail:
		if !m.failed {
			base = whole100
		}
	case program.RecommendOnly:
		switch word {
		case Fund:
			base = whole100
		case FundIfMoney:
			base = whole100 / 2
		}
	default:
		base = r.weigh(m.counted)
	}
	return &base
}

// whole100 is 100 points in thousandths.
const whole100 = 100_000

// bonusOf is what the bonus criteria make, shown apart; nil where the cycle has none.
func (r Rubric) bonusOf(m *marks) *int {
	if !m.hasBonus {
		return nil
	}
	n := r.weigh(m.bonus)
	return &n
}

// finish checks that a review is whole, names every gap, and sets base, bonus and tie-breaks.
func (r *Review) finish(criteria []*program.Criterion, asked Rubric) error {
	var c fault.Check
	var m marks
	r.Tie1Half, r.Tie2Half = nil, nil
	for _, k := range criteria {
		m.hasBonus = m.hasBonus || k.Bonus
		i := slices.IndexFunc(r.Scores, func(s *Score) bool { return s.Criterion == k.ID })
		if i < 0 {
			c.Refuse("scores."+k.Key, "unscored", "%s has no score yet.", k.Title.In("en"))
			continue
		}
		s := r.Scores[i]
		n, least := utf8.RuneCountInString(strings.TrimSpace(s.Comment)), asked.least(k)
		c.That(n >= least, "scores."+k.Key, "comment_short", "The comment on %s has %d of the %d characters asked for.", k.Title.In("en"), n, least)
		m.add(k, s.HalfPoints)
		switch k.TieBreak {
		case 1:
			r.Tie1Half = &s.HalfPoints
		case 2:
			r.Tie2Half = &s.HalfPoints
		}
	}
	c.That(r.Recommendation.Known() || asked.OverallSkipped, "recommendation", "required", "Say whether to fund it.")
	r.BaseMilli, r.BonusMilli = asked.base(&m, r.Recommendation), asked.bonusOf(&m)
	return c.Err()
}

// least is how long a comment on the criterion is at least, in characters.
func (r Rubric) least(k *program.Criterion) int {
	if k.Least != nil {
		return *k.Least
	}
	return r.CommentMinChars
}
