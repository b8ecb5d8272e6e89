package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Person(ctx context.Context, id string) (*people.Person, error) {
	return by(ctx, id, q.r.office.People.Person)
}

func (q query) Organization(ctx context.Context, id string) (*people.Organization, error) {
	return by(ctx, id, q.r.office.People.Organization)
}

func (q query) Organizations(ctx context.Context, filter *people.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*people.Organization], error) {
	return q.r.office.People.Organizations(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) MyOrganizations(ctx context.Context) ([]*people.Affiliation, error) {
	return q.r.office.People.MyOrganizations(ctx)
}

func (q query) People(ctx context.Context, text string, first *int, after *string, last *int, before *string) (*page.Connection[*people.Person], error) {
	return q.r.office.People.FindPeople(ctx, text, args(first, after, last, before))
}

func (q query) Imports(ctx context.Context) ([]*people.Import, error) {
	return q.r.office.People.Imports(ctx)
}

func (q query) Members(ctx context.Context, organization string) ([]*people.Member, error) {
	return by(ctx, organization, q.r.office.People.Members)
}

func (m mutation) AddOrganization(ctx context.Context, in people.OrganizationInput) (*contract.OrganizationPayload, error) {
	x, err := m.r.office.People.AddOrganization(ctx, in)
	return &contract.OrganizationPayload{Organization: x}, err
}

func (m mutation) NameOrganization(ctx context.Context, in people.OrganizationInput) (*contract.OrganizationPayload, error) {
	x, err := m.r.office.People.NameOrganization(ctx, in)
	return &contract.OrganizationPayload{Organization: x}, err
}

func (m mutation) EditOrganization(ctx context.Context, in people.EditOrganizationInput) (*contract.OrganizationPayload, error) {
	x, err := m.r.office.People.EditOrganization(ctx, in)
	return &contract.OrganizationPayload{Organization: x}, err
}

func (q query) Family(ctx context.Context, organization string) ([]*people.Relative, error) {
	return by(ctx, organization, q.r.office.People.Family)
}

func (m mutation) SetParent(ctx context.Context, in people.SetParentInput) (*contract.OrganizationPayload, error) {
	x, err := m.r.office.People.SetParent(ctx, in)
	return &contract.OrganizationPayload{Organization: x}, err
}

func (m mutation) AddMembership(ctx context.Context, in people.AddMembershipInput) (*contract.MembershipPayload, error) {
	x, err := m.r.office.People.AddMembership(ctx, in)
	return &contract.MembershipPayload{Membership: x}, err
}

func (m mutation) EndMembership(ctx context.Context, in contract.EndMembershipInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Membership.String()}, m.r.office.People.EndMembership(ctx, in.Membership, in.Reason)
}

type membershipRefs struct{}

// Membership answers the references of this type.
func (*Resolver) Membership() generated.MembershipResolver { return membershipRefs{} }

func (membershipRefs) Person(ctx context.Context, x *people.Membership) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (membershipRefs) Organization(ctx context.Context, x *people.Membership) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}
