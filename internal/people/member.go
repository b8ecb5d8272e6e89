package people

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Affiliation is an organization with a role the person holds there.
type Affiliation struct {
	Organization
	Membership ident.Membership `bun:"membership_id"`
	Role       auth.Role        `bun:"role"`
	Title      string           `bun:"title"`
}

// Member is a person with a role held at an organization.
type Member struct {
	Person
	Membership ident.Membership `bun:"membership_id"`
	Role       auth.Role        `bun:"role"`
	Title      string           `bun:"title"`
}

// MemberRoles are the roles people hold at an organization.
func MemberRoles() []auth.Role {
	return []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent, auth.MuseumStaff, auth.Trustee, auth.EmbassyOfficer}
}

// MyOrganizations are the roles the signed-in person holds at organizations today, by name.
func (s *Service) MyOrganizations(ctx context.Context) ([]*Affiliation, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ViewPeople, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	return s.Store.Affiliations(ctx, who.Person, s.today())
}

// Members are who holds roles at an organization today; its own people and staff see them.
func (s *Service) Members(ctx context.Context, o ident.Organization) ([]*Member, error) {
	if !seesMembers(ctx, o) {
		return nil, fault.Missing("organization")
	}
	return s.Store.Members(ctx, o, s.today())
}

func seesMembers(ctx context.Context, o ident.Organization) bool {
	f := auth.Scope(ctx, auth.ViewPeople)
	return f.Everything || len(f.Programs) > 0 || slices.Contains(auth.Who(ctx).Organizations(), o) && !f.Person.IsZero()
}

// AddMembershipInput gives a person a role at an organization, now or in days gone by.
type AddMembershipInput struct {
	Person       ident.Person
	Organization ident.Organization
	Role         auth.Role
	Title        string
	Since        calendar.Date // absent is today
	Until        calendar.Date // its last day; absent while it holds
}

// AddMembership is for officers and administrators, who check who speaks for a museum; never for oneself.
func (s *Service) AddMembership(ctx context.Context, in AddMembershipInput) (*Membership, error) {
	var c fault.Check
	c.That(slices.Contains(MemberRoles(), in.Role), "role", "bad_role", "There is no such role at an organization.")
	c.That(utf8.RuneCountInString(in.Title) <= 200, "title", "too_long", "A title has at most 200 characters.")
	m := &Membership{
		ID: ident.NewMembership(), Person: in.Person, Organization: in.Organization,
		Role: in.Role, Title: strings.TrimSpace(in.Title), Since: in.Since, Until: in.Until,
	}
	if m.Since.IsZero() && (m.Until.IsZero() || !m.Until.Before(s.today())) {
		m.Since = s.today()
	}
	c.That(m.Until.IsZero() || !m.Until.Before(m.Since), "until", "before_since", "It ended before it began.")
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		target := auth.Target{Organizations: []ident.Organization{in.Organization}, Not: []ident.Person{in.Person}}
		if err := auth.Require(ctx, auth.AddMember, target); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddMembership(ctx, m); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "people.add_membership", in.Organization, "", map[string]any{"person": in.Person, "role": in.Role, "since": m.Since, "until": m.Until}); err != nil {
			return err
		}
		return s.changed(ctx, in.Person)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// EndMembership takes a role at an organization back from today on; a role one may not see is NOT_FOUND like one there is not.
func (s *Service) EndMembership(ctx context.Context, id ident.Membership, reason string) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		m, err := s.Store.Membership(ctx, id)
		if err != nil {
			return err
		}
		if !seesMembers(ctx, m.Organization) {
			return fault.Missing("membership")
		}
		if err := auth.Require(ctx, auth.AddMember, auth.Target{Organizations: []ident.Organization{m.Organization}}); err != nil {
			return err
		}
		if err := s.Store.EndMembership(ctx, id, s.today().AddDays(-1)); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.end_membership", m.Organization, reason, map[string]any{"person": m.Person, "role": m.Role})
	})
}
