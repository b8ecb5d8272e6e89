package auth_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheMatrixOfRolesAndPermissionsIsAsAgreed(t *testing.T) {
	t.Parallel()
	var permissions []auth.Permission
	for p := range auth.Policy {
		permissions = append(permissions, p)
	}
	slices.Sort(permissions)
	var b strings.Builder
	for _, p := range permissions {
		rule := auth.Policy[p]
		var who []string
		for _, r := range rule.Roles {
			who = append(who, string(r))
		}
		slices.Sort(who)
		if rule.Own {
			who = append(who, "(one's own)")
		}
		fmt.Fprintf(&b, "%-28s %s\n", p, strings.Join(who, " "))
	}
	const golden = "testdata/matrix.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the matrix changed; read it, then run with -update:\n%s", b.String())
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	me, other := ident.NewPerson(), ident.NewPerson()
	mine, theirs := ident.NewOrganization(), ident.NewOrganization()
	program, elsewhere := ident.NewProgram(), ident.NewProgram()
	panel := ident.NewPanel()
	officer := auth.Actor{Person: me, Grants: []auth.Grant{{Role: auth.Officer, Program: program}}}
	coordinator := auth.Actor{Person: me, Grants: []auth.Grant{{Role: auth.Coordinator, Organization: mine}}}
	both := auth.Actor{Person: me, Grants: append(slices.Clone(officer.Grants), coordinator.Grants...)}
	director := auth.Actor{Person: me, Grants: []auth.Grant{{Role: auth.Director}}}
	chair := auth.Actor{Person: me, Grants: []auth.Grant{{Role: auth.Chair, Panel: panel}}}
	scoped := officer
	scoped.Scopes = []string{"report"}
	cases := []struct {
		name   string
		actor  auth.Actor
		do     auth.Permission
		target auth.Target
		want   string
	}{
		{"nobody signs in first", auth.Actor{}, auth.CheckApplication, auth.Target{}, "sign_in"},
		{"an officer checks in their program", officer, auth.CheckApplication, auth.Target{Program: program}, ""},
		{"an officer does not check in another program", officer, auth.CheckApplication, auth.Target{Program: elsewhere}, "forbidden"},
		{"an officer does not act on their own museum", both, auth.CheckApplication, auth.Target{Program: program, Organizations: []ident.Organization{theirs, mine}}, "own_organization"},
		{"a coordinator edits for their museum", coordinator, auth.EditApplication, auth.Target{Organizations: []ident.Organization{mine}}, ""},
		{"a coordinator does not edit for another", coordinator, auth.EditApplication, auth.Target{Organizations: []ident.Organization{theirs}}, "forbidden"},
		{"who proposed does not approve", director, auth.ApproveSlate, auth.Target{Program: program, Not: []ident.Person{me}}, "same_person"},
		{"another approves", director, auth.ApproveSlate, auth.Target{Program: program, Not: []ident.Person{other}}, ""},
		{"a chair locks their own panel", chair, auth.LockPanel, auth.Target{Panel: panel}, ""},
		{"a chair does not lock another", chair, auth.LockPanel, auth.Target{Panel: ident.NewPanel()}, "forbidden"},
		{"a person has a right to their own review", chair, auth.WriteReview, auth.Target{Person: me}, ""},
		{"a person has no right to another's review", chair, auth.WriteReview, auth.Target{Person: other}, "forbidden"},
		{"a token does no more than its scopes", scoped, auth.CheckApplication, auth.Target{Program: program}, "token_scope"},
	}
	for _, c := range cases {
		err := auth.Require(auth.As(context.Background(), c.actor), c.do, c.target)
		if (c.want == "") != (err == nil) || (c.want != "" && !fault.HasCode(err, c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestNobodySeesNothing(t *testing.T) {
	t.Parallel()
	for p := range auth.Policy {
		if f := auth.Scope(context.Background(), p); !f.Nothing() {
			t.Errorf("nobody sees %+v by %s", f, p)
		}
	}
}
