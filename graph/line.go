package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) Calibration(ctx context.Context, panel string) (*review.Calibration, error) {
	return by(ctx, panel, q.r.office.Review.Calibration)
}

func (q query) MyCalibration(ctx context.Context, panel string) (*review.OwnCalibration, error) {
	return by(ctx, panel, q.r.office.Review.MyCalibration)
}

func (q query) ReadingAdvice(ctx context.Context, panel string, places int, most *int) (*review.Advice, error) {
	return by(ctx, panel, func(ctx context.Context, id ident.Panel) (*review.Advice, error) {
		return q.r.office.Review.Advice(ctx, review.AdviseInput{Panel: id, Places: places, Most: orAll(most)})
	})
}

func (q query) LineScenarios(ctx context.Context, ranking string) ([]*award.Scenario, error) {
	return by(ctx, ranking, q.r.office.Award.Scenarios)
}

func (q query) LineScenario(ctx context.Context, id string) (*award.Scenario, error) {
	return by(ctx, id, q.r.office.Award.Scenario)
}

func (q query) CompareLineScenario(ctx context.Context, id string, draws, seed *int) (*award.Comparison, error) {
	return by(ctx, id, func(ctx context.Context, id ident.LineScenario) (*award.Comparison, error) {
		return q.r.office.Award.CompareScenario(ctx, award.CompareScenarioInput{Scenario: id, Draws: draws, Seed: int64(orAll(seed))})
	})
}

func (m mutation) SaveLineScenario(ctx context.Context, in award.SaveScenarioInput) (*contract.LineScenarioPayload, error) {
	x, err := m.r.office.Award.SaveScenario(ctx, in)
	return &contract.LineScenarioPayload{Scenario: x}, err
}

type calibrationRefs struct{}

// Calibration answers the references of this type.
func (*Resolver) Calibration() generated.CalibrationResolver { return calibrationRefs{} }

func (calibrationRefs) Panel(ctx context.Context, x *review.Calibration) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

type calibratedReviewerRefs struct{}

// CalibratedReviewer answers the references of this type.
func (*Resolver) CalibratedReviewer() generated.CalibratedReviewerResolver {
	return calibratedReviewerRefs{}
}

func (calibratedReviewerRefs) Person(ctx context.Context, x *review.CalibratedReviewer) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type calibratedProposalRefs struct{}

// CalibratedProposal answers the references of this type.
func (*Resolver) CalibratedProposal() generated.CalibratedProposalResolver {
	return calibratedProposalRefs{}
}

func (calibratedProposalRefs) Application(ctx context.Context, x *review.CalibratedProposal) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type advisedReadingRefs struct{}

// AdvisedReading answers the references of this type.
func (*Resolver) AdvisedReading() generated.AdvisedReadingResolver { return advisedReadingRefs{} }

func (advisedReadingRefs) Application(ctx context.Context, x *review.AdvisedReading) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type lineScenarioRefs struct{}

// LineScenario answers the references of this type.
func (*Resolver) LineScenario() generated.LineScenarioResolver { return lineScenarioRefs{} }

func (lineScenarioRefs) MadeBy(ctx context.Context, x *award.Scenario) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.MadeBy)
}
