package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) PartnershipHistory(ctx context.Context, id string) ([]*partnership.Change, error) {
	return by(ctx, id, q.r.office.Partnership.History)
}

func (q query) PartnershipInvitations(ctx context.Context, id string) ([]*partnership.Invitation, error) {
	return by(ctx, id, q.r.office.Partnership.Invitations)
}

func (q query) CycleRules(ctx context.Context, id string) ([]*partnership.CycleRule, error) {
	return by(ctx, id, q.r.office.Partnership.CycleRules)
}

func (q query) MuseumsSpokenFor(ctx context.Context, id string) ([]string, error) {
	return texts(by(ctx, id, q.r.office.Partnership.SpokenFor))
}

func (q query) WouldBeEligible(ctx context.Context, pair partnership.Pair) (*partnership.Eligibility, error) {
	return q.r.office.Partnership.WouldBeEligible(ctx, pair)
}

func (q query) Posts(ctx context.Context) ([]*partnership.Post, error) {
	return q.r.office.Partnership.Posts(ctx)
}

// texts are the public forms of ids.
func texts[K ident.Kind](ids []ident.ID[K], err error) ([]string, error) {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out, err
}

func (m mutation) AddPartnershipMember(ctx context.Context, in partnership.AddMemberInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.AddMember(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) RemovePartnershipMember(ctx context.Context, in partnership.RemoveMemberInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.RemoveMember(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) ReplacePartnershipMember(ctx context.Context, in partnership.ReplaceMemberInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.ReplaceMember(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) SetPartnershipParts(ctx context.Context, in partnership.SetPartsInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.SetParts(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) SendEndorsement(ctx context.Context, in partnership.SendEndorsementInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.SendEndorsement(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) RevokeException(ctx context.Context, in partnership.RevokeExceptionInput) (*contract.PartnershipPayload, error) {
	x, err := m.r.office.Partnership.RevokeException(ctx, in)
	return &contract.PartnershipPayload{Partnership: x}, err
}

func (m mutation) InvitePartner(ctx context.Context, in partnership.InviteInput) (*contract.InvitationPayload, error) {
	x, err := m.r.office.Partnership.Invite(ctx, in)
	return &contract.InvitationPayload{Invitation: x}, err
}

func (m mutation) AdmitInvitation(ctx context.Context, in partnership.AdmitInvitationInput) (*contract.InvitationPayload, error) {
	x, err := m.r.office.Partnership.AdmitInvitation(ctx, in)
	return &contract.InvitationPayload{Invitation: x}, err
}

func (m mutation) SetCycleRules(ctx context.Context, in partnership.SetCycleRulesInput) (*contract.CycleRulesPayload, error) {
	x, err := m.r.office.Partnership.SetCycleRules(ctx, in)
	return &contract.CycleRulesPayload{Rules: x}, err
}

func (m mutation) KeepPost(ctx context.Context, in partnership.KeepPostInput) (*contract.EmbassyPostPayload, error) {
	x, err := m.r.office.Partnership.KeepPost(ctx, in)
	return &contract.EmbassyPostPayload{Post: x}, err
}

type partnershipInvitationRefs struct{}

// PartnershipInvitation answers the references of this type.
func (*Resolver) PartnershipInvitation() generated.PartnershipInvitationResolver {
	return partnershipInvitationRefs{}
}

func (partnershipInvitationRefs) Organization(ctx context.Context, x *partnership.Invitation) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (partnershipInvitationRefs) InvitedBy(ctx context.Context, x *partnership.Invitation) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.InvitedBy)
}

func (partnershipInvitationRefs) Person(ctx context.Context, x *partnership.Invitation) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type memberResultRefs struct{}

// MemberResult answers the references of this type.
func (*Resolver) MemberResult() generated.MemberResultResolver { return memberResultRefs{} }

func (memberResultRefs) Organization(ctx context.Context, x *partnership.MemberResult) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (eligibilityExceptionRefs) RevokedBy(ctx context.Context, x *partnership.Exception) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.RevokedBy)
}
