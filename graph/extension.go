package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Extensions(ctx context.Context, id string) ([]*application.Extension, error) {
	return by(ctx, id, q.r.office.Application.Extensions)
}

func (m mutation) ExtendDeadline(ctx context.Context, in application.ExtendInput) (*contract.ExtensionPayload, error) {
	x, err := m.r.office.Application.Extend(ctx, in)
	return &contract.ExtensionPayload{Extension: x}, err
}

type extensionRefs struct{}

// Extension answers the references of this type.
func (*Resolver) Extension() generated.ExtensionResolver { return extensionRefs{} }

func (extensionRefs) GrantedBy(ctx context.Context, x *application.Extension) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.GrantedBy)
}
