package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) DecisionRule(ctx context.Context, cycle string) (*award.DecisionRule, error) {
	return by(ctx, cycle, q.r.office.Award.DecisionRule)
}

func (q query) DeclineStatistics(ctx context.Context, cycle string) ([]*award.DeclineCount, error) {
	return by(ctx, cycle, q.r.office.Award.DeclineStatistics)
}

func (q query) FunderSlates(ctx context.Context) ([]*award.FunderSlate, error) {
	return q.r.office.Award.FunderSlates(ctx)
}

func (q query) FunderSlate(ctx context.Context, id string) (*award.SlateView, error) {
	return by(ctx, id, q.r.office.Award.FunderSlate)
}

func (q query) Concurrences(ctx context.Context, slate string) ([]*award.Concurrence, error) {
	return by(ctx, slate, q.r.office.Award.Concurrences)
}

func (m mutation) SetDecisionRule(ctx context.Context, in award.SetDecisionRuleInput) (*contract.DecisionRulePayload, error) {
	x, err := m.r.office.Award.SetDecisionRule(ctx, in)
	return &contract.DecisionRulePayload{Rule: x}, err
}

func (q query) PanelSlate(ctx context.Context, panel string) (*award.PanelSlate, error) {
	return by(ctx, panel, q.r.office.Award.PanelSlate)
}

func (m mutation) SetDeclineReasons(ctx context.Context, in award.SetDeclineReasonsInput) (*contract.DecisionRulePayload, error) {
	x, err := m.r.office.Award.SetDeclineReasons(ctx, in)
	return &contract.DecisionRulePayload{Rule: x}, err
}

func (m mutation) RecommendSlate(ctx context.Context, in award.RecommendSlateInput) (*contract.SlatePayload, error) {
	x, err := m.r.office.Award.RecommendSlate(ctx, in)
	return &contract.SlatePayload{Slate: x}, err
}

func (m mutation) ConcurSlate(ctx context.Context, in award.ConcurInput) (*award.Approval, error) {
	return m.r.office.Award.Concur(ctx, in)
}

func (m mutation) RecordConcurrence(ctx context.Context, in award.RecordConcurrenceInput) (*award.Approval, error) {
	return m.r.office.Award.RecordConcurrence(ctx, in)
}

type decisionRuleRefs struct{}

// DecisionRule answers the references of this type.
func (*Resolver) DecisionRule() generated.DecisionRuleResolver { return decisionRuleRefs{} }

func (decisionRuleRefs) SetBy(ctx context.Context, x *award.DecisionRule) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SetBy)
}

type funderSlateRefs struct{}

// FunderSlate answers the references of this type.
func (*Resolver) FunderSlate() generated.FunderSlateResolver { return funderSlateRefs{} }

func (funderSlateRefs) Cycle(ctx context.Context, x *award.FunderSlate) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

type concurrenceRefs struct{}

// Concurrence answers the references of this type.
func (*Resolver) Concurrence() generated.ConcurrenceResolver { return concurrenceRefs{} }

func (concurrenceRefs) AnsweredBy(ctx context.Context, x *award.Concurrence) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AnsweredBy)
}
