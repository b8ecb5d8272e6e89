package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) ConfidentialityStatement(ctx context.Context, panel string) (*review.ConfidentialityStatement, error) {
	return by(ctx, panel, q.r.office.Review.StatementFor)
}

func (q query) ConfidentialityStatements(ctx context.Context, cycle string) ([]*review.ConfidentialityStatement, error) {
	return by(ctx, cycle, q.r.office.Review.Statements)
}

func (q query) ConfidentialitySignatures(ctx context.Context, panel string) ([]*review.ConfidentialitySignature, error) {
	return by(ctx, panel, q.r.office.Review.Signatures)
}

func (q query) UnsignedPanels(ctx context.Context) ([]*review.Unsigned, error) {
	return q.r.office.Review.MyUnsigned(ctx)
}

func (q query) ReviewerPool(ctx context.Context, filter review.PoolFilter) ([]*review.PoolEntry, error) {
	return q.r.office.Review.Pool(ctx, filter)
}

func (q query) MyReviewerProfile(ctx context.Context) (*review.ReviewerProfile, error) {
	return q.r.office.Review.MyReviewerProfile(ctx)
}

func (q query) ReviewerThemes(ctx context.Context) ([]*program.Theme, error) {
	return q.r.office.Review.ReviewerThemes(ctx)
}

func (q query) PanelTerms(ctx context.Context, panel string) (*review.PanelTerms, error) {
	return by(ctx, panel, q.r.office.Review.PanelTerms)
}

func (q query) PanelInvitations(ctx context.Context, panel string) ([]*review.PanelInvitation, error) {
	return by(ctx, panel, q.r.office.Review.PanelInvitations)
}

func (q query) MyPanelInvitations(ctx context.Context) ([]*review.PanelInvitation, error) {
	return q.r.office.Review.MyPanelInvitations(ctx)
}

func (q query) Honoraria(ctx context.Context, panel string) ([]*review.Honorarium, error) {
	return by(ctx, panel, q.r.office.Review.Honoraria)
}

func (q query) MyHonoraria(ctx context.Context) ([]*review.Honorarium, error) {
	return q.r.office.Review.MyHonoraria(ctx)
}

func (q query) FeePanels(ctx context.Context) ([]*review.FeePanel, error) {
	return q.r.office.Review.FeePanels(ctx)
}

func (m mutation) PublishStatement(ctx context.Context, in review.PublishStatementInput) (*contract.ConfidentialityStatementPayload, error) {
	x, err := m.r.office.Review.PublishStatement(ctx, in)
	return &contract.ConfidentialityStatementPayload{Statement: x}, err
}

func (m mutation) AddToPool(ctx context.Context, in review.PoolInput) (*contract.PoolEntryPayload, error) {
	x, err := m.r.office.Review.AddToPool(ctx, in)
	return &contract.PoolEntryPayload{Entry: x}, err
}

func (m mutation) RemoveFromPool(ctx context.Context, in review.PoolInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Person.String()}, m.r.office.Review.RemoveFromPool(ctx, in)
}

func (m mutation) SetReviewerProfile(ctx context.Context, in review.SetReviewerProfileInput) (*contract.ReviewerProfilePayload, error) {
	x, err := m.r.office.Review.SetReviewerProfile(ctx, in)
	return &contract.ReviewerProfilePayload{Profile: x}, err
}

func (m mutation) SetPanelTerms(ctx context.Context, in review.SetPanelTermsInput) (*contract.PanelTermsPayload, error) {
	x, err := m.r.office.Review.SetPanelTerms(ctx, in)
	return &contract.PanelTermsPayload{Terms: x}, err
}

func (m mutation) InviteToPanel(ctx context.Context, in review.InviteToPanelInput) (*contract.PanelInvitationPayload, error) {
	x, err := m.r.office.Review.InviteToPanel(ctx, in)
	return &contract.PanelInvitationPayload{Invitation: x}, err
}

func (m mutation) WithdrawPanelInvitation(ctx context.Context, in review.WithdrawPanelInvitationInput) (*contract.PanelInvitationPayload, error) {
	x, err := m.r.office.Review.WithdrawPanelInvitation(ctx, in)
	return &contract.PanelInvitationPayload{Invitation: x}, err
}

func (m mutation) AnswerPanelInvitation(ctx context.Context, in review.AnswerPanelInvitationInput) (*contract.PanelInvitationPayload, error) {
	x, err := m.r.office.Review.AnswerPanelInvitation(ctx, in)
	return &contract.PanelInvitationPayload{Invitation: x}, err
}

func (m mutation) PayHonorarium(ctx context.Context, in review.PayHonorariumInput) (*contract.HonorariumPayload, error) {
	x, err := m.r.office.Review.PayHonorarium(ctx, in)
	return &contract.HonorariumPayload{Honorarium: x}, err
}

func (m mutation) LeaveHonorarium(ctx context.Context, in review.LeaveHonorariumInput) (*contract.HonorariumPayload, error) {
	x, err := m.r.office.Review.LeaveHonorarium(ctx, in)
	return &contract.HonorariumPayload{Honorarium: x}, err
}

type confidentialityStatementRefs struct{}

// ConfidentialityStatement answers the references of this type.
func (*Resolver) ConfidentialityStatement() generated.ConfidentialityStatementResolver {
	return confidentialityStatementRefs{}
}

func (confidentialityStatementRefs) Cycle(ctx context.Context, x *review.ConfidentialityStatement) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (confidentialityStatementRefs) PublishedBy(ctx context.Context, x *review.ConfidentialityStatement) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.PublishedBy)
}

type confidentialitySignatureRefs struct{}

// ConfidentialitySignature answers the references of this type.
func (*Resolver) ConfidentialitySignature() generated.ConfidentialitySignatureResolver {
	return confidentialitySignatureRefs{}
}

func (confidentialitySignatureRefs) Person(ctx context.Context, x *review.ConfidentialitySignature) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type unsignedPanelRefs struct{}

// UnsignedPanel answers the references of this type.
func (*Resolver) UnsignedPanel() generated.UnsignedPanelResolver { return unsignedPanelRefs{} }

func (unsignedPanelRefs) Panel(ctx context.Context, x *review.Unsigned) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

type poolEntryRefs struct{}

// PoolEntry answers the references of this type.
func (*Resolver) PoolEntry() generated.PoolEntryResolver { return poolEntryRefs{} }

func (poolEntryRefs) Person(ctx context.Context, x *review.PoolEntry) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type panelTermsRefs struct{}

// PanelTerms answers the references of this type.
func (*Resolver) PanelTerms() generated.PanelTermsResolver { return panelTermsRefs{} }

func (panelTermsRefs) SetBy(ctx context.Context, x *review.PanelTerms) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SetBy)
}

type panelInvitationRefs struct{}

// PanelInvitation answers the references of this type.
func (*Resolver) PanelInvitation() generated.PanelInvitationResolver { return panelInvitationRefs{} }

func (panelInvitationRefs) Panel(ctx context.Context, x *review.PanelInvitation) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (panelInvitationRefs) Person(ctx context.Context, x *review.PanelInvitation) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (panelInvitationRefs) InvitedBy(ctx context.Context, x *review.PanelInvitation) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.InvitedBy)
}

type honorariumRefs struct{}

// Honorarium answers the references of this type.
func (*Resolver) Honorarium() generated.HonorariumResolver { return honorariumRefs{} }

func (honorariumRefs) Panel(ctx context.Context, x *review.Honorarium) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (honorariumRefs) Person(ctx context.Context, x *review.Honorarium) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type feePanelRefs struct{}

// FeePanel answers the references of this type.
func (*Resolver) FeePanel() generated.FeePanelResolver { return feePanelRefs{} }

func (feePanelRefs) Panel(ctx context.Context, x *review.FeePanel) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}
