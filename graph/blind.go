package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) BlindnessReport(ctx context.Context, cycle string) (*blind.Report, error) {
	return by(ctx, cycle, q.r.office.Blind.Report)
}

func (m mutation) AcceptFindings(ctx context.Context, in blind.AcceptFindingsInput) (*contract.BlindnessPayload, error) {
	x, err := m.r.office.Blind.AcceptFindings(ctx, in)
	return &contract.BlindnessPayload{Report: x}, err
}

type blindnessFindingRefs struct{}

// BlindnessFinding answers the references of this type.
func (*Resolver) BlindnessFinding() generated.BlindnessFindingResolver { return blindnessFindingRefs{} }

func (blindnessFindingRefs) Application(ctx context.Context, x *blind.Finding) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type blindnessAcceptanceRefs struct{}

// BlindnessAcceptance answers the references of this type.
func (*Resolver) BlindnessAcceptance() generated.BlindnessAcceptanceResolver {
	return blindnessAcceptanceRefs{}
}

func (blindnessAcceptanceRefs) AcceptedBy(ctx context.Context, x *blind.Acceptance) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AcceptedBy)
}
