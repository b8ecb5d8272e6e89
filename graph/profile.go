package graph

import (
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Profile(ctx context.Context, id string) (*profile.Detail, error) {
	return by(ctx, id, q.r.office.Profile.Profile)
}

func (q query) ProfileOf(ctx context.Context, cycle, organization string) (*profile.Profile, error) {
	c, err := ident.Parse[ident.CycleKind](cycle)
	if err != nil {
		return nil, err
	}
	o, err := ident.Parse[ident.OrganizationKind](organization)
	if err != nil {
		return nil, err
	}
	return q.r.office.Profile.ProfileOf(ctx, c, o)
}

func (q query) ProfileGaps(ctx context.Context, id string) ([]*fault.Field, error) {
	return pointers(by(ctx, id, q.r.office.Profile.Missing))
}

func (q query) Profiles(ctx context.Context, filter *profile.ListInput, first *int, after *string, last *int, before *string) (*page.Connection[*profile.Row], error) {
	return q.r.office.Profile.Profiles(ctx, orAll(filter), args(first, after, last, before))
}

func (m mutation) StartProfile(ctx context.Context, in profile.StartInput) (*contract.ProfilePayload, error) {
	x, err := m.r.office.Profile.Start(ctx, in)
	return &contract.ProfilePayload{Profile: x}, err
}

func (m mutation) SubmitProfile(ctx context.Context, in profile.SubmitInput) (*contract.ProfilePayload, error) {
	x, err := m.r.office.Profile.Submit(ctx, in)
	return &contract.ProfilePayload{Profile: x}, err
}

func (m mutation) ListProfile(ctx context.Context, in profile.ListOneInput) (*contract.ProfilePayload, error) {
	x, err := m.r.office.Profile.List(ctx, in)
	return &contract.ProfilePayload{Profile: x}, err
}

func (m mutation) ReturnProfile(ctx context.Context, in profile.ReturnInput) (*contract.ProfilePayload, error) {
	x, err := m.r.office.Profile.Return(ctx, in)
	return &contract.ProfilePayload{Profile: x}, err
}

func (m mutation) ReopenProfile(ctx context.Context, in profile.ReopenInput) (*contract.ProfilePayload, error) {
	x, err := m.r.office.Profile.Reopen(ctx, in)
	return &contract.ProfilePayload{Profile: x}, err
}

type profileRefs struct{}

// Profile answers the references of this type.
func (*Resolver) Profile() generated.ProfileResolver { return profileRefs{} }

func (profileRefs) Cycle(ctx context.Context, x *profile.Detail) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (profileRefs) RolledFrom(ctx context.Context, x *profile.Detail) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.RolledFrom)
}

func (profileRefs) Organization(ctx context.Context, x *profile.Detail) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (profileRefs) CreatedBy(ctx context.Context, x *profile.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CreatedBy)
}

func (profileRefs) SubmittedBy(ctx context.Context, x *profile.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SubmittedBy)
}

func (profileRefs) DecidedBy(ctx context.Context, x *profile.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.DecidedBy)
}

// Answers are what is written now, by question key.
func (profileRefs) Answers(_ context.Context, x *profile.Detail) (json.RawMessage, error) {
	return json.Marshal(x.Answers)
}

type profileRowRefs struct{}

// ProfileRow answers the references of this type.
func (*Resolver) ProfileRow() generated.ProfileRowResolver { return profileRowRefs{} }

func (profileRowRefs) Cycle(ctx context.Context, x *profile.Row) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (profileRowRefs) Organization(ctx context.Context, x *profile.Row) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type profileSummaryRefs struct{}

// ProfileSummary answers the references of this type.
func (*Resolver) ProfileSummary() generated.ProfileSummaryResolver { return profileSummaryRefs{} }

func (profileSummaryRefs) Cycle(ctx context.Context, x *profile.Profile) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (profileSummaryRefs) Organization(ctx context.Context, x *profile.Profile) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}
