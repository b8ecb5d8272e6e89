package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Partnership(ctx context.Context, id string) (*partnership.Detail, error) {
	return by(ctx, id, q.r.office.Partnership.Partnership)
}

func (q query) Partnerships(ctx context.Context, filter *partnership.ListInput) ([]*partnership.Row, error) {
	return q.r.office.Partnership.Partnerships(ctx, orAll(filter))
}

func (q query) PartnershipEligibility(ctx context.Context, id string) (*partnership.Eligibility, error) {
	return by(ctx, id, q.r.office.Partnership.Eligibility)
}

func (m mutation) ProposePartnership(ctx context.Context, in partnership.ProposeInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Propose(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) ConfirmPartnership(ctx context.Context, in partnership.ConfirmInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Confirm(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) ChooseSite(ctx context.Context, in partnership.ChooseSiteInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.ChooseSite(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) DissolvePartnership(ctx context.Context, in partnership.DissolveInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Dissolve(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) FindPartnership(ctx context.Context, in partnership.FindInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Find(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) RecordEndorsement(ctx context.Context, in partnership.EndorseInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Endorse(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

// EndorsementByLink is for whoever holds the link; the statement goes with it.
func (q query) EndorsementByLink(ctx context.Context, token string) (*contract.AskedEndorsement, error) {
	x, err := q.r.office.Partnership.Asked(ctx, token)
	if err != nil {
		return nil, err
	}
	s, err := q.r.office.Statement.ShownTo(ctx, x)
	if err != nil {
		return nil, err
	}
	return contract.AskedOf(x, s), nil
}

func (m mutation) AnswerEndorsement(ctx context.Context, in partnership.AnswerEndorsementInput) (*contract.AskedEndorsementPayload, error) {
	x, err := m.r.office.Partnership.AnswerEndorsement(ctx, in)
	if err != nil {
		return nil, err
	}
	s, err := m.r.office.Statement.ShownTo(ctx, x)
	if err != nil {
		return nil, err
	}
	return &contract.AskedEndorsementPayload{Asked: contract.AskedOf(x, s)}, nil
}

func (m mutation) ExceptEligibility(ctx context.Context, in partnership.ExceptInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.Except(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

type partnershipRefs struct{}

// Partnership answers the references of this type.
func (*Resolver) Partnership() generated.PartnershipResolver { return partnershipRefs{} }

func (partnershipRefs) Cycle(ctx context.Context, x *partnership.Detail) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (partnershipRefs) Proposal(ctx context.Context, x *partnership.Detail) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Proposal)
}

func (partnershipRefs) CreatedBy(ctx context.Context, x *partnership.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CreatedBy)
}

type partnershipSummaryRefs struct{}

// PartnershipSummary answers the references of this type.
func (*Resolver) PartnershipSummary() generated.PartnershipSummaryResolver {
	return partnershipSummaryRefs{}
}

func (partnershipSummaryRefs) Cycle(ctx context.Context, x *partnership.Partnership) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

type partnershipRowRefs struct{}

// PartnershipRow answers the references of this type.
func (*Resolver) PartnershipRow() generated.PartnershipRowResolver { return partnershipRowRefs{} }

func (partnershipRowRefs) Cycle(ctx context.Context, x *partnership.Row) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (partnershipRowRefs) Lead(ctx context.Context, x *partnership.Row) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Lead)
}

func (partnershipRowRefs) Proposal(ctx context.Context, x *partnership.Row) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Proposal)
}

type partnershipMemberRefs struct{}

// PartnershipMember answers the references of this type.
func (*Resolver) PartnershipMember() generated.PartnershipMemberResolver {
	return partnershipMemberRefs{}
}

func (partnershipMemberRefs) Organization(ctx context.Context, x *partnership.Member) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (partnershipMemberRefs) ConfirmedBy(ctx context.Context, x *partnership.Member) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ConfirmedBy)
}

type eligibilityExceptionRefs struct{}

// EligibilityException answers the references of this type.
func (*Resolver) EligibilityException() generated.EligibilityExceptionResolver {
	return eligibilityExceptionRefs{}
}

func (eligibilityExceptionRefs) GrantedBy(ctx context.Context, x *partnership.Exception) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.GrantedBy)
}

type endorsementRefs struct{}

// Endorsement answers the references of this type.
func (*Resolver) Endorsement() generated.EndorsementResolver { return endorsementRefs{} }

func (endorsementRefs) RequestedBy(ctx context.Context, x *partnership.Endorsement) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.RequestedBy)
}

func (endorsementRefs) RecordedBy(ctx context.Context, x *partnership.Endorsement) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.RecordedBy)
}

type partnershipMuseumRefs struct{}

// PartnershipMuseum answers what this type does not keep itself.
func (*Resolver) PartnershipMuseum() generated.PartnershipMuseumResolver {
	return partnershipMuseumRefs{}
}

// EndorsementFileURL is where the post's answer is downloaded.
func (partnershipMuseumRefs) EndorsementFileURL(_ context.Context, x *partnership.Museum) (*string, error) {
	if x.Endorsement == nil {
		return nil, nil
	}
	return download("/partnerships/"+x.Member.Partnership.String()+"/endorsements/"+x.Member.ID.String()+"/file", x.Endorsement.Document)
}

func (partnershipMemberRefs) Site(ctx context.Context, x *partnership.Member) (*people.Site, error) {
	return batchesOf(ctx).sites.load(ctx, x.Site)
}

type askedEndorsementRefs struct{}

// AskedEndorsement answers the references of this type.
func (*Resolver) AskedEndorsement() generated.AskedEndorsementResolver { return askedEndorsementRefs{} }

func (askedEndorsementRefs) Cycle(ctx context.Context, x *contract.AskedEndorsement) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}
