package review

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calibration"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// OwnCalibration is a reviewer's own line: how strict they are beside the panel, and nothing of anybody else.
type OwnCalibration struct {
	Panel         ident.Panel
	Readings      int    // own counted reviews
	MeanMilli     int64  // of them, thousandths of a point of 100
	SpreadMilli   int64  // population standard deviation
	LeniencyMilli *int64 // above the panel's average reviewer; nil where it would tell others' scores
	LowMilli      *int64 // 95 % interval
	HighMilli     *int64
	Order         *calibration.Slope
	Reasons       []calibration.Reason
}

// MyCalibration is the actor's own line of a panel, once all their own reviews are in. With fewer than three
// reviewers a distance from the panel would tell another's scores, and is not said.
func (s *Service) MyCalibration(ctx context.Context, id ident.Panel) (*OwnCalibration, error) {
	me := auth.Scope(ctx, auth.WriteReview).Person
	if me.IsZero() {
		return nil, fault.Missing("panel")
	}
	p, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	n, err := s.Store.OwnUnsubmitted(ctx, id, me)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, fault.New(fault.Forbidden, "own_first", "Hand in your own reviews before you see others' scores.").With("left", n)
	}
	c, err := s.calibrate(ctx, p, me)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.Reviewers, func(r *CalibratedReviewer) bool { return r.Person == me })
	if i < 0 {
		return nil, fault.Missing("panel")
	}
	return c.own(i), nil
}

// own is a reviewer's line with what is theirs alone.
func (c *Calibration) own(i int) *OwnCalibration {
	r := c.Reviewers[i]
	out := &OwnCalibration{Panel: c.Panel, Readings: r.Count, MeanMilli: r.MeanMilli, SpreadMilli: r.SpreadMilli}
	company := len(c.Components[r.Component].Reviewers)
	if company < fewest {
		out.Reasons = []calibration.Reason{{Code: "few_readers", Figures: []calibration.Figure{{Name: "readers", Value: int64(company)}}}}
		return out
	}
	out.LeniencyMilli, out.LowMilli, out.HighMilli, out.Order, out.Reasons = &r.LeniencyMilli, r.LowMilli, r.HighMilli, r.Order, r.Reviewer.Reasons
	return out
}

// AdviseInput asks which proposals of a panel are best read once more, given how many are above the line.
type AdviseInput struct {
	Panel  ident.Panel
	Places int // proposals above the line by model score
	Most   int // additional readings one proposal may get, from 1 to 10; nought is two
}

// Advice is who is best read once more by expected value, the most useful first.
type Advice struct {
	Panel     ident.Panel
	LineMilli *int64 // the model score at the line
	Readings  []*AdvisedReading
	Reasons   []calibration.Reason
}

// AdvisedReading is what more readers of one proposal would do for its decision; the stake is its request.
type AdvisedReading struct {
	Application ident.Application
	Number      string
	Title       string
	calibration.Reading
}

// Advice says which proposals need another reader, under Calibration's own rules of who sees what.
func (s *Service) Advice(ctx context.Context, in AdviseInput) (*Advice, error) {
	c, err := s.Calibration(ctx, in.Panel)
	if err != nil {
		return nil, err
	}
	return c.Advice(in.Places, in.Most)
}

// Advice says for a calibration at hand which proposals need another reader.
func (c *Calibration) Advice(places, most int) (*Advice, error) {
	if most == 0 {
		most = 2
	}
	line, by := calibration.Line{Places: places, Stakes: map[string]int64{}, Most: most}, map[string]*CalibratedProposal{}
	for _, p := range c.Proposals {
		line.Stakes[p.ID], by[p.ID] = p.RequestedMinor, p
	}
	found, err := c.Advise(line)
	if err != nil {
		return nil, err
	}
	out := &Advice{Panel: c.Panel, LineMilli: found.LineMilli, Reasons: found.Reasons}
	for _, r := range found.Readings {
		p := by[r.ID]
		out.Readings = append(out.Readings, &AdvisedReading{Application: p.Application, Number: p.Number, Title: p.Title, Reading: r})
	}
	return out, nil
}

// model puts the model score beside the means of each place that has any; neither mean nor place changes.
// Inputs that the model does not take, such as more than it can solve, leave the order without it.
func (r *Ranking) model(in Inputs) error {
	if r.Method == Unscored {
		return nil
	}
	var scores []calibration.Score
	for i := range in.Entries {
		id := in.Entries[i].Application.String()
		for _, c := range in.Entries[i].Reviews {
			scores = append(scores, calibration.Score{Proposal: id, Reviewer: c.Reviewer.String(), Points: int64(c.BaseMilli)})
		}
	}
	found, err := calibration.Calibrate(calibration.Input{Scores: scores, Needed: in.Needed})
	if fault.Is(err, fault.Invalid) {
		return nil
	}
	if err != nil {
		return err
	}
	by := make(map[string]*Place, len(r.Places))
	for _, p := range r.Places {
		by[p.Application.String()] = p
	}
	for _, x := range found.Proposals {
		if p := by[x.ID]; p != nil {
			p.Model = &ModelScore{Milli: x.ModelMilli, ErrorMilli: x.ErrorMilli, LowMilli: x.LowMilli, HighMilli: x.HighMilli}
		}
	}
	return nil
}
