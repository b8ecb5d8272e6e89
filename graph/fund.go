package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/fund"
)

func (q query) Funders(ctx context.Context) ([]*fund.Funder, error) {
	return q.r.office.Fund.Funders(ctx)
}

func (q query) FunderAward(ctx context.Context, id string) (*fund.FunderAward, error) {
	return by(ctx, id, q.r.office.Fund.FunderAward)
}

func (q query) FunderAwards(ctx context.Context) ([]*fund.FunderAward, error) {
	return q.r.office.Fund.FunderAwards(ctx)
}

func (q query) RuleSets(ctx context.Context) ([]*fund.RuleSet, error) {
	return q.r.office.Fund.RuleSets(ctx)
}

func (q query) Thresholds(ctx context.Context, ruleSet string) ([]*fund.Threshold, error) {
	return q.r.office.Fund.ThresholdsOf(ctx, ruleSet)
}

func (m mutation) RecordFunderAward(ctx context.Context, in fund.RecordAwardInput) (*contract.FunderAwardPayload, error) {
	x, err := m.r.office.Fund.RecordAward(ctx, in)
	return &contract.FunderAwardPayload{FunderAward: x}, err
}

type funderAwardRefs struct{}

// FunderAward answers the references of this type.
func (*Resolver) FunderAward() generated.FunderAwardResolver { return funderAwardRefs{} }

func (funderAwardRefs) Funder(ctx context.Context, x *fund.FunderAward) (*fund.Funder, error) {
	return batchesOf(ctx).funders.load(ctx, x.Funder)
}
