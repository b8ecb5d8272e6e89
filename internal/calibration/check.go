package calibration

import (
	"fmt"
	"math"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// What is taken; beyond it the reviewers' dense system would take seconds.
const (
	MostPoints    = 100_000 // thousandths of a point
	MostReviewers = 1_000
	MostScores    = 200_000
	mostMark      = 1_000
	mostPosition  = 1_000_000
)

// check refuses what no panel can have given, naming each score.
func (in *Input) check() error {
	var c fault.Check
	c.That(len(in.Scores) <= MostScores, "scores", "too_many", "At most %d scores.", MostScores)
	c.That(in.Method == "" || in.Method == Mixed || in.Method == LeastSquares, "method", "out_of_range", "The method is mixed or least squares.")
	c.That(in.Needed >= 0, "needed", "out_of_range", "Readings are counted from 0.")
	for i := range in.Scores {
		if s := &in.Scores[i]; !s.sound(len(in.Criteria)) {
			s.refuse(&c, fmt.Sprintf("scores.%d", i), len(in.Criteria))
		}
	}
	return c.Err()
}

// sound is the quick way through for the thousands of scores that are right.
func (s *Score) sound(criteria int) bool {
	return s.Proposal != "" && s.Reviewer != "" && s.Points >= 0 && s.Points <= MostPoints &&
		s.Position >= 0 && s.Position <= mostPosition && s.marked(criteria)
}

func (s *Score) marked(criteria int) bool {
	if len(s.Marks) != 0 && len(s.Marks) != criteria {
		return false
	}
	for _, m := range s.Marks {
		if m < 0 || m > mostMark {
			return false
		}
	}
	return true
}

func (s *Score) refuse(c *fault.Check, at string, criteria int) {
	c.That(s.Proposal != "", at+".proposal", "required", "A score is of a proposal.")
	c.That(s.Reviewer != "", at+".reviewer", "required", "A score is by a reviewer.")
	c.That(s.Points >= 0 && s.Points <= MostPoints, at+".points", "out_of_range", "A score lies between 0 and 100 points.")
	c.That(s.Position >= 0 && s.Position <= mostPosition, at+".position", "out_of_range", "Positions are counted from 1.")
	c.That(s.marked(criteria), at+".marks", "out_of_range", "There is one mark for each criterion, nought where none was given.")
}

func known(x int64) *int64 { return &x }

// cut cuts to whole thousandths: who shows hundredths, half up, then never rounds a rounded number.
// The millionth lifts what is whole but for the last bits of a float.
func cut(x float64) int64 { return int64(math.Floor(x + 1e-6)) }

// micro rounds a share or a coefficient to millionths.
func micro(x float64) int64 { return int64(math.Round(float64(x * 1e6))) }

// fine rounds thousandths of a point to millionths, in which scores are ordered.
func fine(x float64) int64 { return int64(math.Round(float64(x * 1e3))) }
