package account_test

import (
	"fmt"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestATokenMayWhatItsScopesSayUntilItEnds(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	acts := s.acts(t, ann, true)
	for name, in := range map[string]account.CreateTokenInput{
		"no name": {Scopes: []string{"all"}, Days: 1}, "no scope": {Name: "x", Days: 1}, "an unknown scope": {Name: "x", Scopes: []string{"magic"}, Days: 1},
		"no days": {Name: "x", Scopes: []string{"all"}}, "too many days": {Name: "x", Scopes: []string{"all"}, Days: 367},
		"more days than there are": {Name: "x", Scopes: []string{"all"}, Days: 1 << 62},
	} {
		if _, err := s.door.CreateToken(acts, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was answered with %v", name, err)
		}
	}
	made, err := s.door.CreateToken(acts, account.CreateTokenInput{Name: "x", Scopes: []string{"account", "people.view"}, Days: 10})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.door.ActorByToken(s.ctx, made.Secret)
	if err != nil || a.Person != ann || a.Via != "api" {
		t.Fatalf("%+v, %v", a, err)
	}
	byToken := auth.As(s.ctx, a)
	if err := auth.Require(byToken, auth.ViewPeople, auth.Target{Person: ann}); err != nil {
		t.Errorf("within the scopes: %v", err)
	}
	if err := auth.Require(byToken, auth.EditApplication, auth.Target{Person: ann}); !fault.HasCode(err, "token_scope") {
		t.Errorf("beyond the scopes: %v", err)
	}
	if _, err := s.door.CreateToken(byToken, account.CreateTokenInput{Name: "more", Scopes: []string{"all"}, Days: 1}); !fault.HasCode(err, "token_scope") {
		t.Errorf("a token made one that may more: %v", err)
	}
	if _, err := s.door.CreateToken(byToken, account.CreateTokenInput{Name: "less", Scopes: []string{"people.view"}, Days: 1}); err != nil {
		t.Errorf("a token made none that may less: %v", err)
	}
	if _, err := s.door.TokenFor(acts, ann, account.CreateTokenInput{Name: "x", Scopes: []string{"all"}, Days: 1}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person made a token for another: %v", err)
	}
	bob := s.member(t, "bob@example.org")
	if err := s.door.RevokeToken(s.acts(t, bob, false), made.Token.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's token was answered with %v", err)
	}
	mine, err := s.door.MyTokens(acts)
	if err != nil || len(mine) != 2 || mine[1].LastUsedOn == nil || string(mine[1].TokenHash) == made.Secret {
		t.Errorf("%+v, %v", mine, err)
	}
	s.Clock.Set(s.Clock.Now().AddDate(0, 0, 10))
	if _, err := s.door.ActorByToken(s.ctx, made.Secret); !fault.HasCode(err, "bad_token") {
		t.Errorf("an expired token was answered with %v", err)
	}
	s.Clock.Set(s.Clock.Now().AddDate(0, 0, -1))
	if err := s.door.RevokeToken(acts, made.Token.ID); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{made.Secret, made.Secret + "x", "vtr_", "", "Bearer"} {
		if _, err := s.door.ActorByToken(s.ctx, secret); !fault.HasCode(err, "bad_token") {
			t.Errorf("%q was answered with %v", secret, err)
		}
	}
}

func TestASuspendedPersonIsNobody(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	made, err := s.door.CreateToken(s.acts(t, ann, true), account.CreateTokenInput{Name: "x", Scopes: []string{"all"}, Days: 10})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB.Pool.Exec(s.ctx, "UPDATE credentials SET suspended_at = now()"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.door.SignIn(s.ctx, "ann@example.org", password); !fault.HasCode(err, "bad_credentials") {
		t.Errorf("signed in: %v", err)
	}
	if _, err := s.door.ActorByToken(s.ctx, made.Secret); !fault.HasCode(err, "bad_token") {
		t.Errorf("by token: %v", err)
	}
	if _, err := s.door.Actor(s.ctx, ann, true, "web"); !fault.Is(err, fault.NotFound) {
		t.Errorf("by session: %v", err)
	}
}

func TestRolesAreGivenByAdministratorsAndNeverToOneself(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, bob := s.member(t, "ann@example.org"), s.member(t, "bob@example.org")
	s.give(t, ann, auth.Admin)
	admin := s.acts(t, ann, true)
	if _, err := s.door.GrantRole(s.acts(t, bob, true), account.GrantRoleInput{Person: ann, Role: auth.Officer}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("anybody grants: %v", err)
	}
	if _, err := s.door.GrantRole(admin, account.GrantRoleInput{Person: ann, Role: auth.Director}); !fault.HasCode(err, "same_person") {
		t.Errorf("granted to oneself: %v", err)
	}
	if _, err := s.door.GrantRole(admin, account.GrantRoleInput{Person: bob, Role: auth.Coordinator}); !fault.HasCode(err, "bad_role") {
		t.Errorf("a museum's role was granted: %v", err)
	}
	g, err := s.door.GrantRole(admin, account.GrantRoleInput{Person: bob, Role: auth.Officer})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.door.GrantRole(admin, account.GrantRoleInput{Person: bob, Role: auth.Officer}); !fault.HasCode(err, "already_granted") {
		t.Errorf("granted twice: %v", err)
	}
	if a, err := s.door.Actor(s.ctx, bob, true, "web"); err != nil || !a.Has(auth.Officer) {
		t.Errorf("%+v, %v", a, err)
	}
	for name, id := range map[string]ident.RoleGrant{"one there is": g.ID, "none": ident.NewRoleGrant()} {
		if err := s.door.RevokeRole(s.acts(t, bob, true), id, "why not"); fmt.Sprint(err) != "There is no such role." {
			t.Errorf("anybody revokes a role, %s: %v", name, err)
		}
	}
	if err := s.door.RevokeRole(admin, g.ID, "moved on"); err != nil {
		t.Fatal(err)
	}
	if a, err := s.door.Actor(s.ctx, bob, true, "web"); err != nil || a.Has(auth.Officer) {
		t.Errorf("%+v, %v", a, err)
	}
	if all, err := s.door.StaffRoles(admin); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	a := auth.Who(admin)
	a.Grants = []auth.Grant{{Role: auth.Admin, Program: ident.NewProgram()}}
	if _, err := s.door.GrantRole(auth.As(s.ctx, a), account.GrantRoleInput{Person: bob, Role: auth.Admin}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an administrator of one program granted in all: %v", err)
	}
}

func TestAnActorIsReadInOneStatementWithEveryRole(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	museum, former := ident.NewOrganization(), ident.NewOrganization()
	for _, o := range []ident.Organization{museum, former} {
		if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, 'x', 'x', 'MX', now())", o); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []string{
		"INSERT INTO memberships (id, person_id, organization_id, role) VALUES (gen_random_uuid(), $1, $2, 'partner_coordinator')",
		"INSERT INTO memberships (id, person_id, organization_id, role, until) VALUES (gen_random_uuid(), $1, $3, 'partner_coordinator', '2020-01-01')",
		"INSERT INTO role_grants (id, person_id, role, granted_at, revoked_at) VALUES (gen_random_uuid(), $1, 'auditor', now(), now())",
	} {
		q = "WITH p AS (SELECT $1::uuid, $2::uuid, $3::uuid) " + q
		if _, err := s.DB.Pool.Exec(s.ctx, q, ann, museum, former); err != nil {
			t.Fatal(err)
		}
	}
	s.give(t, ann, auth.Finance)
	ctx, statements := postgres.Counting(s.ctx)
	a, err := s.door.Actor(ctx, ann, true, "web")
	if err != nil || len(a.Grants) != 2 || !a.Has(auth.Finance) || len(a.Organizations(auth.PartnerCoordinator)) != 1 || a.Organizations()[0] != museum {
		t.Errorf("%+v, %v", a, err)
	}
	if n := statements(); n != 1 {
		t.Errorf("%d statements", n)
	}
}
