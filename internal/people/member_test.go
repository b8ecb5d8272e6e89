package people_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestColleaguesAndStaffSeeAddressesOthersOnlyNames(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, annActs := s.person(t, "ann")
	bob, bobActs := s.person(t, "bob")
	_, strange := s.person(t, "eve")
	_, staff := s.person(t, "fay", auth.Grant{Role: auth.Officer, Program: ident.NewProgram()})
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	o, err := s.people.AddOrganization(annActs, museum("Shared"))
	if err != nil {
		t.Fatal(err)
	}
	seen := func(ctx context.Context) string {
		p, err := s.people.Person(ctx, ann)
		if err != nil || p.GivenName != "ann" {
			t.Fatalf("%+v, %v", p, err)
		}
		return p.Email
	}
	if got := seen(bobActs); got != "" {
		t.Errorf("bob is no colleague yet but sees %q", got)
	}
	m, err := s.people.AddMembership(admin, people.AddMembershipInput{Person: bob, Organization: o.ID, Role: auth.Official})
	if err != nil {
		t.Fatal(err)
	}
	scoped := auth.Who(annActs)
	scoped.Scopes = []string{"application"}
	for name, c := range map[string]struct {
		ctx  context.Context
		want string
	}{
		"oneself": {annActs, "ann@example.org"}, "a colleague": {bobActs, "ann@example.org"}, "staff": {staff, "ann@example.org"},
		"a stranger": {strange, ""}, "a token for something else": {auth.As(s.ctx, scoped), ""},
	} {
		if got := seen(c.ctx); got != c.want {
			t.Errorf("%s sees %q", name, got)
		}
	}
	if _, err := s.people.Person(s.ctx, ann); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody signed in was answered with %v", err)
	}
	if err := s.people.EndMembership(admin, m.ID, "left"); err != nil {
		t.Fatal(err)
	}
	if got := seen(bobActs); got != "" {
		t.Errorf("a former colleague sees %q", got)
	}
}

func TestMembershipsAreCheckedByStaff(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, annActs := s.person(t, "ann")
	bob, _ := s.person(t, "bob")
	gus, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	o, err := s.people.AddOrganization(annActs, museum("Museum"))
	if err != nil {
		t.Fatal(err)
	}
	own := auth.As(s.ctx, auth.Actor{Person: ann, Grants: []auth.Grant{{Role: auth.Coordinator, Organization: o.ID}}})
	in := people.AddMembershipInput{Person: bob, Organization: o.ID, Role: auth.Official, Title: "Director"}
	if _, err := s.people.AddMembership(own, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a coordinator named an official: %v", err)
	}
	m, err := s.people.AddMembership(admin, in)
	if err != nil {
		t.Fatal(err)
	}
	_, stranger := s.person(t, "zoe")
	for name, id := range map[string]ident.Membership{"one there is": m.ID, "none": ident.NewMembership()} {
		if err := s.people.EndMembership(stranger, id, "why not"); fmt.Sprint(err) != "There is no such membership." {
			t.Errorf("a stranger ends a membership, %s: %v", name, err)
		}
	}
	if err := s.people.EndMembership(own, m.ID, "why not"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a coordinator ended a membership: %v", err)
	}
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "already_member") {
		t.Errorf("a role given twice was answered with %v", err)
	}
	in.Role = auth.Admin
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "bad_role") {
		t.Errorf("a staff role at a museum was answered with %v", err)
	}
	in.Role, in.Person = auth.Official, gus
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "same_person") {
		t.Errorf("an administrator named themselves: %v", err)
	}
	in.Person, in.Organization = bob, ident.NewOrganization()
	if _, err := s.people.AddMembership(admin, in); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown organization was answered with %v", err)
	}
	members, err := s.people.Members(own, o.ID)
	if err != nil || len(members) != 2 {
		t.Errorf("%v, %v", members, err)
	}
	if _, err := s.people.Members(stranger, o.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger reads the members: %v", err)
	}
}
