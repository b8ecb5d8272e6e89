package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) MyAffiliations(ctx context.Context) ([]*review.Affiliation, error) {
	return q.r.office.Review.MyAffiliations(ctx)
}

func (q query) ConflictGraph(ctx context.Context, panel string) (*review.ConflictGraph, error) {
	return by(ctx, panel, q.r.office.Review.ConflictGraph)
}

func (q query) CandidateConflicts(ctx context.Context, panel, person string) (*review.CandidateConflicts, error) {
	var in review.CandidateInput
	var err error
	if in.Panel, err = ident.Parse[ident.PanelKind](panel); err != nil {
		return nil, err
	}
	if in.Person, err = ident.Parse[ident.PersonKind](person); err != nil {
		return nil, err
	}
	return q.r.office.Review.Candidate(ctx, in)
}

func (q query) ReviewerRecord(ctx context.Context, person string) (*review.Record, error) {
	return by(ctx, person, q.r.office.Review.RecordOf)
}

func (q query) MyReviewerRecord(ctx context.Context) (*review.Record, error) {
	return q.r.office.Review.MyRecord(ctx)
}

func (m mutation) DeclareAffiliation(ctx context.Context, in review.DeclareAffiliationInput) (*contract.AffiliationPayload, error) {
	x, err := m.r.office.Review.DeclareAffiliation(ctx, in)
	return &contract.AffiliationPayload{Affiliation: x}, err
}

func (m mutation) EndAffiliation(ctx context.Context, in review.EndAffiliationInput) (*contract.AffiliationPayload, error) {
	x, err := m.r.office.Review.EndAffiliation(ctx, in)
	return &contract.AffiliationPayload{Affiliation: x}, err
}

func (m mutation) WithdrawAffiliation(ctx context.Context, in review.WithdrawAffiliationInput) (*contract.AffiliationPayload, error) {
	x, err := m.r.office.Review.WithdrawAffiliation(ctx, in)
	return &contract.AffiliationPayload{Affiliation: x}, err
}

type affiliationRefs struct{}

// DeclaredTie answers the references of this type.
func (*Resolver) DeclaredTie() generated.DeclaredTieResolver { return affiliationRefs{} }

func (affiliationRefs) Organization(ctx context.Context, x *review.Affiliation) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type graphProposalRefs struct{}

// GraphProposal answers the references of this type.
func (*Resolver) GraphProposal() generated.GraphProposalResolver { return graphProposalRefs{} }

func (graphProposalRefs) Application(ctx context.Context, x *review.GraphProposal) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type graphEdgeRefs struct{}

// GraphEdge answers the references of this type.
func (*Resolver) GraphEdge() generated.GraphEdgeResolver { return graphEdgeRefs{} }

func (graphEdgeRefs) Person(ctx context.Context, x *review.GraphEdge) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (graphEdgeRefs) Application(ctx context.Context, x *review.GraphEdge) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type candidateConflictsRefs struct{}

// CandidateConflicts answers the references of this type.
func (*Resolver) CandidateConflicts() generated.CandidateConflictsResolver {
	return candidateConflictsRefs{}
}

func (candidateConflictsRefs) Person(ctx context.Context, x *review.CandidateConflicts) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type reviewerRecordRefs struct{}

// ReviewerRecord answers the references of this type.
func (*Resolver) ReviewerRecord() generated.ReviewerRecordResolver { return reviewerRecordRefs{} }

func (reviewerRecordRefs) Person(ctx context.Context, x *review.Record) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}
