package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/form"
)

func (q query) Form(ctx context.Context, id string) (*form.Form, error) {
	return by(ctx, id, q.r.office.Form.Form)
}

func (q query) Forms(ctx context.Context) ([]*form.Form, error) {
	return q.r.office.Form.Forms(ctx)
}

func (m mutation) DraftForm(ctx context.Context, in form.DraftInput) (*contract.FormPayload, error) {
	x, err := m.r.office.Form.Draft(ctx, in)
	return &contract.FormPayload{Form: x}, err
}

func (m mutation) PublishForm(ctx context.Context, in form.PublishInput) (*contract.FormPayload, error) {
	x, err := m.r.office.Form.Publish(ctx, in)
	return &contract.FormPayload{Form: x}, err
}
