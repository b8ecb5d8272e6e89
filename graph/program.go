package graph

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Programs(ctx context.Context) ([]*program.Program, error) {
	return q.r.office.Program.Programs(ctx)
}

func (q query) Cycle(ctx context.Context, id string) (*program.Detail, error) {
	return by(ctx, id, q.r.office.Program.Cycle)
}

func (q query) Calls(ctx context.Context) ([]*program.Call, error) {
	return q.r.office.Program.Calls(ctx)
}

func (q query) OpenCalls(ctx context.Context) ([]*program.Call, error) {
	return q.r.office.Program.OpenCalls(ctx)
}

func (m mutation) PublishCycle(ctx context.Context, in program.PublishInput) (*contract.CyclePayload, error) {
	x, err := m.r.office.Program.Publish(ctx, in)
	return &contract.CyclePayload{Cycle: x}, err
}

func (m mutation) MoveDeadline(ctx context.Context, in program.MoveDeadlineInput) (*contract.CyclePayload, error) {
	x, err := m.r.office.Program.MoveDeadline(ctx, in)
	return &contract.CyclePayload{Cycle: x}, err
}

func (m mutation) OpenReview(ctx context.Context, in program.OpenReviewInput) (*contract.CyclePayload, error) {
	x, err := m.r.office.Program.OpenReview(ctx, in)
	return &contract.CyclePayload{Cycle: x}, err
}

type programRefs struct{}

// Program answers the references of this type.
func (*Resolver) Program() generated.ProgramResolver { return programRefs{} }

func (programRefs) Funder(ctx context.Context, x *program.Program) (*fund.Funder, error) {
	return batchesOf(ctx).funders.load(ctx, x.Funder)
}

type cycleRefs struct{}

// Cycle answers the references of this type.
func (*Resolver) Cycle() generated.CycleResolver { return cycleRefs{} }

func (cycleRefs) ProfileForm(ctx context.Context, x *program.Detail) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.ProfileForm)
}

func (cycleRefs) StatementForm(ctx context.Context, x *program.Detail) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.StatementForm)
}

// Eligibility is every rule of the house with whether the cycle asks it.
func (cycleRefs) Eligibility(ctx context.Context, x *program.Detail) ([]*partnership.CycleRule, error) {
	all, err := batchesOf(ctx).rules.load(ctx, x.ID)
	if err != nil || all == nil {
		return nil, err
	}
	return all.list, nil
}

// rulesOf are all rules of a cycle; one that is not set holds.
type rulesOf struct {
	cycle ident.Cycle
	list  []*partnership.CycleRule
}

func eachCycle(o *office.Office) func(context.Context, []ident.Cycle) ([]*rulesOf, error) {
	return func(ctx context.Context, ids []ident.Cycle) ([]*rulesOf, error) {
		out := make([]*rulesOf, len(ids))
		for i, id := range ids {
			set, err := o.Partnership.CycleRules(ctx, id)
			if err != nil {
				return nil, err
			}
			out[i] = &rulesOf{cycle: id}
			for _, rule := range partnership.AllRules() {
				x := &partnership.CycleRule{Cycle: id, Rule: rule, Holds: true}
				if at := slices.IndexFunc(set, func(s *partnership.CycleRule) bool { return s.Rule == rule }); at >= 0 {
					x = set[at]
				}
				out[i].list = append(out[i].list, x)
			}
		}
		return out, nil
	}
}

func (cycleRefs) ProposalForm(ctx context.Context, x *program.Detail) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.ProposalForm)
}

func (cycleRefs) FunderAward(ctx context.Context, x *program.Detail) (*fund.FunderAward, error) {
	return batchesOf(ctx).funderAwards.load(ctx, x.FunderAward)
}

type cycleSummaryRefs struct{}

// CycleSummary answers the references of this type.
func (*Resolver) CycleSummary() generated.CycleSummaryResolver { return cycleSummaryRefs{} }

func (cycleSummaryRefs) Program(ctx context.Context, x *program.Cycle) (*program.Program, error) {
	return batchesOf(ctx).programs.load(ctx, x.Program)
}

type callRefs struct{}

// Call answers the references of this type.
func (*Resolver) Call() generated.CallResolver { return callRefs{} }

func (callRefs) Program(ctx context.Context, x *program.Call) (*program.Program, error) {
	return batchesOf(ctx).programs.load(ctx, x.Program)
}

type deadlineChangeRefs struct{}

// DeadlineChange answers the references of this type.
func (*Resolver) DeadlineChange() generated.DeadlineChangeResolver { return deadlineChangeRefs{} }

func (deadlineChangeRefs) ChangedBy(ctx context.Context, x *program.DeadlineChange) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ChangedBy)
}
