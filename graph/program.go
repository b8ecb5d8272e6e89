package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
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
