package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Amendment(ctx context.Context, id string) (*amendment.Row, error) {
	return by(ctx, id, q.r.office.Amendment.Amendment)
}

func (q query) Amendments(ctx context.Context, filter *amendment.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*amendment.Row], error) {
	return q.r.office.Amendment.Amendments(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) AmendmentPreview(ctx context.Context, id string) (*amendment.Preview, error) {
	return by(ctx, id, q.r.office.Amendment.Preview)
}

func (q query) KeyPersons(ctx context.Context, award string) ([]*amendment.KeyPerson, error) {
	return by(ctx, award, q.r.office.Amendment.KeyPersons)
}

func (q query) VerifyAmendment(ctx context.Context, code string) (*amendment.Verification, error) {
	return q.r.office.Amendment.Verify(ctx, code)
}

func rowOf(r *amendment.Row, err error) (*contract.AmendmentPayload, error) {
	return &contract.AmendmentPayload{Amendment: r}, err
}

func (m mutation) BeginAmendment(ctx context.Context, in amendment.BeginInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Begin(ctx, in))
}

func (m mutation) ChangeAmendment(ctx context.Context, in amendment.ChangeInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Change(ctx, in))
}

func (m mutation) SubmitAmendment(ctx context.Context, in amendment.SubmitInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Submit(ctx, in))
}

func (m mutation) MoveAmendment(ctx context.Context, in amendment.MoveInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Move(ctx, in))
}

func (m mutation) RecordFunderAnswer(ctx context.Context, in amendment.AnswerInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.RecordAnswer(ctx, in))
}

func (m mutation) ApplyAmendment(ctx context.Context, in amendment.ApplyInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Apply(ctx, in))
}

func (m mutation) UndoAmendment(ctx context.Context, in amendment.UndoInput) (*contract.AmendmentPayload, error) {
	return rowOf(m.r.office.Amendment.Undo(ctx, in))
}

type amendmentStepRefs struct{}

// AmendmentStep answers the references of this type.
func (*Resolver) AmendmentStep() generated.AmendmentStepResolver { return amendmentStepRefs{} }

func (amendmentStepRefs) By(ctx context.Context, x *amendment.Step) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.By)
}

type keyPersonRefs struct{}

// KeyPerson answers the references of this type.
func (*Resolver) KeyPerson() generated.KeyPersonResolver { return keyPersonRefs{} }

func (keyPersonRefs) Museum(ctx context.Context, k *amendment.KeyPerson) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, k.Organization)
}
