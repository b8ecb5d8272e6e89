package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) Viewer(ctx context.Context) (*auth.Actor, error) {
	if who := auth.Who(ctx); who.SignedIn() {
		return &who, nil
	}
	return nil, nil
}

func (q query) MyTokens(ctx context.Context) ([]*account.Token, error) {
	return q.r.office.Account.MyTokens(ctx)
}

func (q query) StaffRoles(ctx context.Context) ([]*account.RoleGrant, error) {
	return q.r.office.Account.StaffRoles(ctx)
}

func (q query) Notices(ctx context.Context) ([]*notify.Message, error) {
	if err := signedIn(ctx); err != nil {
		return nil, err
	}
	return q.r.office.Messages.MessagesTo(ctx, auth.Who(ctx).Person)
}

func (m mutation) CreateToken(ctx context.Context, in account.CreateTokenInput) (*account.NewToken, error) {
	return m.r.office.Account.CreateToken(ctx, in)
}

func (m mutation) RevokeToken(ctx context.Context, in contract.RevokeTokenInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Token.String()}, m.r.office.Account.RevokeToken(ctx, in.Token)
}

func (m mutation) GrantRole(ctx context.Context, in account.GrantRoleInput) (*account.RoleGrant, error) {
	return m.r.office.Account.GrantRole(ctx, in)
}

func (m mutation) RevokeRole(ctx context.Context, in contract.RevokeRoleInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Grant.String()}, m.r.office.Account.RevokeRole(ctx, in.Grant, in.Reason)
}

func (m mutation) EditProfile(ctx context.Context, in account.EditProfileInput) (*contract.ViewerPayload, error) {
	return &contract.ViewerPayload{Person: auth.Who(ctx).Person}, m.r.office.Account.EditProfile(ctx, in)
}

type heldRoleRefs struct{}

// HeldRole answers the references of this type.
func (*Resolver) HeldRole() generated.HeldRoleResolver { return heldRoleRefs{} }

func (heldRoleRefs) Organization(ctx context.Context, x *auth.Grant) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

func (heldRoleRefs) Program(ctx context.Context, x *auth.Grant) (*program.Program, error) {
	return batchesOf(ctx).programs.load(ctx, x.Program)
}

func (heldRoleRefs) Panel(ctx context.Context, x *auth.Grant) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

type roleGrantRefs struct{}

// RoleGrant answers the references of this type.
func (*Resolver) RoleGrant() generated.RoleGrantResolver { return roleGrantRefs{} }

func (roleGrantRefs) Person(ctx context.Context, x *account.RoleGrant) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (roleGrantRefs) Program(ctx context.Context, x *account.RoleGrant) (*program.Program, error) {
	return batchesOf(ctx).programs.load(ctx, x.Program)
}

func (roleGrantRefs) GrantedBy(ctx context.Context, x *account.RoleGrant) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.GrantedBy)
}

type viewerRefs struct{}

// Viewer answers the references of this type.
func (*Resolver) Viewer() generated.ViewerResolver { return viewerRefs{} }

func (viewerRefs) Person(ctx context.Context, x *auth.Actor) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type viewerPayloadRefs struct{}

// ViewerPayload answers the references of this type.
func (*Resolver) ViewerPayload() generated.ViewerPayloadResolver { return viewerPayloadRefs{} }

func (viewerPayloadRefs) Person(ctx context.Context, x *contract.ViewerPayload) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}
