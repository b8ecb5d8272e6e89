package calibration

import (
	"cmp"
	"math"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Line is where the decision falls and what it costs to be wrong about each proposal.
type Line struct {
	Places int // proposals above the line by model score; asked when ThresholdMilli is nil
	// ThresholdMilli is a score to reach instead, thousandths of a point.
	ThresholdMilli *int64
	// Stakes is what a wrong decision costs, such as the request in minor units; nil counts each as one.
	Stakes map[string]int64
	// Most is the additional readings that one proposal may get, from 1 to 10.
	Most int
}

// Advice is who is best read once more, the most useful first.
type Advice struct {
	LineMilli *int64 // the score at the line
	Readings  []Reading
	Reasons   []Reason
}

// Reading is what more readers of one proposal would do for its decision.
type Reading struct {
	ID         string
	GapMilli   int64   // model score above the line
	WrongMicro int64   // probability that it lies on the wrong side now, millionths
	AfterMicro []int64 // the same expected after one more reading, after two, and so on
	Readings   int     // how many more do the most for each
	// GainMicro is how far each of these lowers the probability.
	GainMicro int64
	// Gain is the same times the stake, in the stake's unit, rounded; nought without stakes.
	Gain int64
	// worth orders exactly: millionths times the stake
	worth float64
}

// Advise says who needs another reader by expected value: the fall of the probability to decide
// wrongly, times the stake, for each additional reading. The line itself is taken as known. The truth
// is normal about the model score; a new reading is as uncertain as error and a reader's strictness.
func (c *Calibration) Advise(line Line) (*Advice, error) {
	if err := c.checkLine(line); err != nil {
		return nil, err
	}
	out := &Advice{}
	at, code := c.boundary(line)
	if code == "" && !c.certain() {
		code = "no_degrees"
	}
	if code != "" {
		out.Reasons = []Reason{{Code: code}}
		return out, nil
	}
	out.LineMilli = known(cut(at))
	next := c.another()
	for _, i := range c.placed() {
		if r := c.reading(i, at, next, line); r.worth > 0 {
			out.Readings = append(out.Readings, r)
		}
	}
	slices.SortFunc(out.Readings, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(b.GainMicro, a.GainMicro), cmp.Compare(a.ID, b.ID))
	})
	if len(out.Readings) == 0 {
		out.Reasons = []Reason{{Code: "nothing_gained"}}
	}
	return out, nil
}

func (c *Calibration) checkLine(line Line) error {
	var f fault.Check
	f.That(line.Most >= 1 && line.Most <= 10, "most", "out_of_range", "Between 1 and 10 additional readings.")
	f.That(line.ThresholdMilli != nil || line.Places >= 0, "places", "out_of_range", "Places are counted from 0.")
	t := line.ThresholdMilli
	f.That(t == nil || *t >= 0 && *t <= MostPoints, "threshold", "out_of_range", "A score lies between 0 and 100 points.")
	if line.Stakes != nil {
		for _, p := range c.Proposals {
			stake, ok := line.Stakes[p.ID]
			f.That(ok, "stakes", "required", "%s has no stake.", p.ID)
			f.That(stake >= 0 && stake <= 1e14, "stakes", "out_of_range", "A stake is nought or more.")
		}
	}
	return f.Err()
}

// boundary is the score at the line: given, or half way between the last above and the first below.
func (c *Calibration) boundary(line Line) (at float64, code string) {
	if line.ThresholdMilli != nil {
		return float64(*line.ThresholdMilli), ""
	}
	order := c.placed()
	switch {
	case line.Places == 0:
		return 0, "none_above"
	case line.Places >= len(order):
		return 0, "all_above"
	}
	level := c.levels()
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(level[b], level[a]) })
	sum := level[order[line.Places-1]] + level[order[line.Places]]
	return float64(sum) / 2000, ""
}

// another is the variance of one more reading by somebody of this panel, whose strictness is known
// only so far.
func (c *Calibration) another() float64 {
	sum := 0.0
	for r := range c.table.reviewers {
		sum += c.spread([]int{r})
	}
	return c.exactErr + sum/float64(len(c.table.reviewers))
}

func (c *Calibration) reading(i int, line, next float64, l Line) Reading {
	gap := c.model.level[i] - line
	variance := c.uncertain(i)
	r := Reading{ID: c.table.proposals[i], GapMilli: cut(gap), AfterMicro: make([]int64, l.Most)}
	now := wrong(gap, variance)
	r.WrongMicro = micro(now)
	if r.WrongMicro == 0 {
		return r // nothing that shows can be gained
	}
	for m := range l.Most {
		then := now
		if variance > 0 {
			then = min(now, wrongAfter(gap, variance, next/float64(m+1)))
		}
		r.AfterMicro[m] = micro(then)
		if each := micro((now - then) / float64(m+1)); each > r.GainMicro {
			r.GainMicro, r.Readings = each, m+1
		}
	}
	r.worth = float64(r.GainMicro)
	if l.Stakes != nil {
		r.worth = float64(float64(r.GainMicro) * float64(l.Stakes[r.ID]))
		r.Gain = int64(math.Round(r.worth / 1e6))
	}
	return r
}

// wrong is the probability that the truth lies on the other side of the line than the score.
func wrong(gap, variance float64) float64 {
	if variance <= 0 {
		return 0
	}
	return below(-math.Abs(gap) / math.Sqrt(variance))
}

// wrongAfter is the same expected once a reading of some variance has moved the score: the score to
// come and the truth are jointly normal, and the chance that the line parts them is twice Owen's T.
func wrongAfter(gap, variance, reading float64) float64 {
	rest := float64(variance*reading) / (variance + reading)
	moved := variance - rest
	if moved <= 0 {
		return wrong(gap, variance)
	}
	return float64(2 * owen(math.Abs(gap)/math.Sqrt(variance), math.Sqrt(rest/moved)))
}
