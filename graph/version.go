package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) FormVersions(ctx context.Context, key string) ([]*form.Form, error) {
	return q.r.office.Form.Versions(ctx, key)
}

func (q query) FormUses(ctx context.Context, key string) ([]*form.Use, error) {
	return q.r.office.Form.Uses(ctx, key)
}

func (q query) FormPins(ctx context.Context, key string) ([]*form.Pin, error) {
	return q.r.office.Form.Pins(ctx, key)
}

func (q query) FormDraftsTouched(ctx context.Context, id string) (*int, error) {
	return refer(by(ctx, id, q.r.office.Form.DraftsTouched))
}

func (m mutation) BeginForm(ctx context.Context, in form.BeginInput) (*contract.FormPayload, error) {
	x, err := m.r.office.Form.Begin(ctx, in)
	return &contract.FormPayload{Form: x}, err
}

func (m mutation) ReviseForm(ctx context.Context, in form.ReviseInput) (*contract.FormPayload, error) {
	x, err := m.r.office.Form.Revise(ctx, in)
	return &contract.FormPayload{Form: x}, err
}

func (m mutation) SaveForm(ctx context.Context, in form.SaveInput) (*contract.FormPayload, error) {
	x, err := m.r.office.Form.Save(ctx, in)
	return &contract.FormPayload{Form: x}, err
}

func (m mutation) DiscardForm(ctx context.Context, in form.DiscardInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Form.String()}, m.r.office.Form.Discard(ctx, in)
}

func (m mutation) AdoptForm(ctx context.Context, in form.AdoptInput) (*contract.AdoptedFormPayload, error) {
	x, err := m.r.office.Form.Adopt(ctx, in)
	return &contract.AdoptedFormPayload{Adopted: x}, err
}

type formUseRefs struct{}

// FormUse answers the references of this type.
func (*Resolver) FormUse() generated.FormUseResolver { return formUseRefs{} }

func (formUseRefs) Form(ctx context.Context, x *form.Use) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.Form)
}

func (formUseRefs) Cycle(ctx context.Context, x *form.Use) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

type formPinRefs struct{}

// FormPin answers the references of this type.
func (*Resolver) FormPin() generated.FormPinResolver { return formPinRefs{} }

func (formPinRefs) Form(ctx context.Context, x *form.Pin) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.Form)
}

func (formPinRefs) Cycle(ctx context.Context, x *form.Pin) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}
