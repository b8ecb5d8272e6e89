package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Closeout(ctx context.Context, award string) (*closeout.Detail, error) {
	return by(ctx, award, q.r.office.Closeout.Closeout)
}

func (q query) Closeouts(ctx context.Context, filter *closeout.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*closeout.Row], error) {
	return q.r.office.Closeout.Closeouts(ctx, orAll(filter), args(first, after, last, before))
}

func endOf(d *closeout.Detail, err error) (*contract.CloseoutPayload, error) {
	return &contract.CloseoutPayload{Closeout: d}, err
}

func (m mutation) SuspendAward(ctx context.Context, in closeout.SuspendInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Suspend(ctx, in))
}

func (m mutation) ResumeAward(ctx context.Context, in closeout.SuspendInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Resume(ctx, in))
}

func (m mutation) MoveCloseout(ctx context.Context, in closeout.MoveInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Move(ctx, in))
}

func (m mutation) DeclareProperty(ctx context.Context, in closeout.DeclareInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Declare(ctx, in))
}

func (m mutation) InstructProperty(ctx context.Context, in closeout.InstructInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Instruct(ctx, in))
}

func (m mutation) ReceiveRefund(ctx context.Context, in closeout.SettleInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.ReceiveRefund(ctx, in))
}

func (m mutation) CertifyCloseout(ctx context.Context, in closeout.CertifyInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Certify(ctx, in))
}

func (m mutation) HoldRecords(ctx context.Context, in closeout.HoldInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.PlaceHold(ctx, in))
}

func (m mutation) LiftHold(ctx context.Context, in closeout.LiftInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.LiftHold(ctx, in))
}

func (m mutation) AdjustAward(ctx context.Context, in closeout.AdjustInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Adjust(ctx, in))
}

func (m mutation) DecideAdjustment(ctx context.Context, in closeout.DecideInput) (*contract.CloseoutPayload, error) {
	return endOf(m.r.office.Closeout.Decide(ctx, in))
}

type closeoutStepRefs struct{}

// CloseoutStep answers the references of this type.
func (*Resolver) CloseoutStep() generated.CloseoutStepResolver { return closeoutStepRefs{} }

func (closeoutStepRefs) By(ctx context.Context, x *closeout.Step) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.By)
}

type recordHoldRefs struct{}

// RecordHold answers the references of this type.
func (*Resolver) RecordHold() generated.RecordHoldResolver { return recordHoldRefs{} }

func (recordHoldRefs) SetBy(ctx context.Context, x *closeout.Hold) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SetBy)
}

type adjustmentRefs struct{}

// AwardAdjustment answers the references of this type.
func (*Resolver) AwardAdjustment() generated.AwardAdjustmentResolver { return adjustmentRefs{} }

func (adjustmentRefs) AskedBy(ctx context.Context, x *closeout.Adjustment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AskedBy)
}

func (adjustmentRefs) DecidedBy(ctx context.Context, x *closeout.Adjustment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.DecidedBy)
}
