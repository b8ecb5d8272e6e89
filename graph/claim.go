package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Sites(ctx context.Context, organization string) ([]*people.Site, error) {
	return by(ctx, organization, q.r.office.People.Sites)
}

func (q query) StandingSignals(ctx context.Context, organization string) ([]*people.StandingSignal, error) {
	return by(ctx, organization, q.r.office.People.StandingSignals)
}

func (q query) ExclusionChecks(ctx context.Context, organization string) ([]*people.ExclusionCheck, error) {
	return by(ctx, organization, q.r.office.People.ExclusionChecks)
}

func (q query) OrganizationLanguages(ctx context.Context) ([]string, error) {
	return q.r.office.People.Languages(ctx)
}

func (q query) MyClaims(ctx context.Context) ([]*people.ClaimRow, error) {
	return q.r.office.People.MyClaims(ctx)
}

func (q query) Claims(ctx context.Context, organization string) ([]*people.ClaimRow, error) {
	return by(ctx, organization, q.r.office.People.ClaimsOf)
}

func (q query) ClaimQueue(ctx context.Context) ([]*people.ClaimRow, error) {
	return q.r.office.People.ClaimQueue(ctx)
}

func (q query) ClaimByLink(ctx context.Context, token string) (*people.ClaimRow, error) {
	return q.r.office.People.ClaimByLink(ctx, token)
}

func (q query) DuplicatesOf(ctx context.Context, organization people.OrganizationInput) ([]*people.Duplicate, error) {
	return q.r.office.People.Duplicates(ctx, organization)
}

func (q query) PossibleDuplicates(ctx context.Context, first *int, after *string, last *int, before *string) (*page.Connection[*people.PairRow], error) {
	return q.r.office.People.PossibleDuplicates(ctx, args(first, after, last, before))
}

func (q query) MergePreview(ctx context.Context, of contract.MergePreviewInput) (*people.MergePlan, error) {
	return q.r.office.People.MergePreview(ctx, of.Kept, of.Gone)
}

func (q query) Merge(ctx context.Context, id string) (*people.MergeRow, error) {
	return by(ctx, id, q.r.office.People.MergeByID)
}

func (q query) Merges(ctx context.Context) ([]*people.MergeRow, error) {
	return q.r.office.People.Merges(ctx)
}

func (m mutation) ClaimOrganization(ctx context.Context, in people.ClaimInput) (*contract.ClaimPayload, error) {
	x, err := m.r.office.People.ClaimOrganization(ctx, in)
	return &contract.ClaimPayload{Claim: x}, err
}

func (m mutation) AnswerClaim(ctx context.Context, in people.AnswerClaimInput) (*contract.ClaimPayload, error) {
	x, err := m.r.office.People.AnswerClaim(ctx, in)
	return &contract.ClaimPayload{Claim: x}, err
}

func (m mutation) DecideClaim(ctx context.Context, in people.DecideClaimInput) (*contract.ClaimPayload, error) {
	x, err := m.r.office.People.DecideClaim(ctx, in)
	return &contract.ClaimPayload{Claim: x}, err
}

func (m mutation) SendClaimLink(ctx context.Context, in people.SendClaimLinkInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Claim.String()}, m.r.office.People.SendClaimLink(ctx, in)
}

func (m mutation) ProveClaim(ctx context.Context, in contract.ProveClaimInput) (*contract.ClaimPayload, error) {
	x, err := m.r.office.People.ProveClaim(ctx, in.Token)
	return &contract.ClaimPayload{Claim: x}, err
}

func (m mutation) DismissDuplicate(ctx context.Context, in people.DismissDuplicateInput) (*contract.DismissedPayload, error) {
	return &contract.DismissedPayload{First: in.First, Second: in.Second}, m.r.office.People.DismissDuplicate(ctx, in)
}

func (m mutation) MergeOrganizations(ctx context.Context, in people.MergeInput) (*contract.MergePayload, error) {
	x, err := m.r.office.People.MergeOrganizations(ctx, in)
	return &contract.MergePayload{Merge: x}, err
}

func (m mutation) UndoMerge(ctx context.Context, in people.UndoMergeInput) (*contract.MergePayload, error) {
	x, err := m.r.office.People.UndoMerge(ctx, in)
	return &contract.MergePayload{Merge: x}, err
}

func (m mutation) KeepSite(ctx context.Context, in people.SiteInput) (*contract.SitePayload, error) {
	x, err := m.r.office.People.KeepSite(ctx, in)
	return &contract.SitePayload{Site: x}, err
}

func (m mutation) RemoveSite(ctx context.Context, in contract.RemoveSiteInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Site.String()}, m.r.office.People.RemoveSite(ctx, in.Site)
}

func (m mutation) AddStandingSignal(ctx context.Context, in people.StandingInput) (*contract.StandingSignalPayload, error) {
	x, err := m.r.office.People.AddStandingSignal(ctx, in)
	return &contract.StandingSignalPayload{Signal: x}, err
}

func (m mutation) RemoveStandingSignal(ctx context.Context, in contract.RemoveStandingSignalInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Signal.String()}, m.r.office.People.RemoveStandingSignal(ctx, in.Signal)
}

func (m mutation) RecordExclusionCheck(ctx context.Context, in people.ExclusionInput) (*contract.ExclusionCheckPayload, error) {
	x, err := m.r.office.People.RecordExclusionCheck(ctx, in)
	return &contract.ExclusionCheckPayload{Check: x}, err
}

type claimRefs struct{}

// Claim answers the references of this type.
func (*Resolver) Claim() generated.ClaimResolver { return claimRefs{} }

func (claimRefs) Organization(ctx context.Context, x *people.ClaimRow) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (claimRefs) Person(ctx context.Context, x *people.ClaimRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (claimRefs) ObjectedBy(ctx context.Context, x *people.ClaimRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ObjectedBy)
}

func (claimRefs) DecidedBy(ctx context.Context, x *people.ClaimRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.DecidedBy)
}

type claimSummaryRefs struct{}

// ClaimSummary answers the references of this type.
func (*Resolver) ClaimSummary() generated.ClaimSummaryResolver { return claimSummaryRefs{} }

func (claimSummaryRefs) Organization(ctx context.Context, x *people.Claim) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (claimSummaryRefs) Person(ctx context.Context, x *people.Claim) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (claimSummaryRefs) ObjectedBy(ctx context.Context, x *people.Claim) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ObjectedBy)
}

func (claimSummaryRefs) DecidedBy(ctx context.Context, x *people.Claim) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.DecidedBy)
}
