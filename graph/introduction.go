package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Introduction(ctx context.Context, id string) (*matching.Meeting, error) {
	return by(ctx, id, q.r.office.Matching.Introduction)
}

func (q query) Introductions(ctx context.Context, filter *matching.ListInput, first *int, after *string, last *int, before *string) (*page.Connection[*matching.Meeting], error) {
	return q.r.office.Matching.Introductions(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Silences(ctx context.Context) ([]*matching.Silenced, error) {
	return q.r.office.Matching.Silences(ctx)
}

func introductionPayload(x *matching.Meeting, err error) (*contract.IntroductionPayload, error) {
	return &contract.IntroductionPayload{Introduction: x}, err
}

func (m mutation) AskIntroduction(ctx context.Context, in matching.AskInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Ask(ctx, in))
}

func (m mutation) IntroduceMuseums(ctx context.Context, in matching.IntroduceInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Introduce(ctx, in))
}

func (m mutation) AcceptIntroduction(ctx context.Context, in matching.AcceptInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Accept(ctx, in))
}

func (m mutation) DeclineIntroduction(ctx context.Context, in matching.DeclineInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Decline(ctx, in))
}

func (m mutation) WriteMessage(ctx context.Context, in matching.WriteInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Write(ctx, in))
}

func (m mutation) CloseIntroduction(ctx context.Context, in matching.CloseInput) (*contract.IntroductionPayload, error) {
	return introductionPayload(m.r.office.Matching.Close(ctx, in))
}

func (m mutation) NeverSuggest(ctx context.Context, in matching.NeverSuggestInput) (*contract.SilencePayload, error) {
	_, err := m.r.office.Matching.NeverSuggest(ctx, in)
	return &contract.SilencePayload{Organization: in.Organization, Other: in.Other, Silent: true}, err
}

func (m mutation) SuggestAgain(ctx context.Context, in matching.SuggestAgainInput) (*contract.SilencePayload, error) {
	was, err := m.r.office.Matching.SuggestAgain(ctx, in)
	return &contract.SilencePayload{Organization: in.Organization, Other: in.Other, Was: was}, err
}

type introductionRefs struct{}

// Introduction answers the references of this type.
func (*Resolver) Introduction() generated.IntroductionResolver { return introductionRefs{} }

// IntroductionRow answers the references of this type.
func (*Resolver) IntroductionRow() generated.IntroductionRowResolver { return introductionRefs{} }

func (introductionRefs) Cycle(ctx context.Context, x *matching.Meeting) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (introductionRefs) Asker(ctx context.Context, x *matching.Meeting) (*profile.Profile, error) {
	return batchesOf(ctx).profiles.load(ctx, x.Asker)
}

func (introductionRefs) Asked(ctx context.Context, x *matching.Meeting) (*profile.Profile, error) {
	return batchesOf(ctx).profiles.load(ctx, x.Asked)
}

func (introductionRefs) AskerOrganization(ctx context.Context, x *matching.Meeting) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.AskerOrganization)
}

func (introductionRefs) AskedOrganization(ctx context.Context, x *matching.Meeting) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.AskedOrganization)
}

type silenceRefs struct{}

// Silence answers the references of this type.
func (*Resolver) Silence() generated.SilenceResolver { return silenceRefs{} }

func (silenceRefs) Organization(ctx context.Context, x *matching.Silenced) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (silenceRefs) Other(ctx context.Context, x *matching.Silenced) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Other)
}

type partnerSuggestionRefs struct{}

// PartnerSuggestion answers the references of this type.
func (*Resolver) PartnerSuggestion() generated.PartnerSuggestionResolver {
	return partnerSuggestionRefs{}
}

func (partnerSuggestionRefs) Profile(ctx context.Context, x *matching.Suggestion) (*profile.Profile, error) {
	return batchesOf(ctx).profiles.load(ctx, x.Profile)
}

func (partnerSuggestionRefs) Organization(ctx context.Context, x *matching.Suggestion) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type museumAloneRefs struct{}

// MuseumAlone answers the references of this type.
func (*Resolver) MuseumAlone() generated.MuseumAloneResolver { return museumAloneRefs{} }

func (museumAloneRefs) Profile(ctx context.Context, x *matching.Alone) (*profile.Profile, error) {
	return batchesOf(ctx).profiles.load(ctx, x.Profile)
}

func (museumAloneRefs) Organization(ctx context.Context, x *matching.Alone) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}
