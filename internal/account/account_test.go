package account_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const password = "correct horse battery"

type stage struct {
	*pgtest.World
	door *account.Service
	ctx  context.Context
}

func setUp(t *testing.T) stage {
	t.Helper()
	w := pgtest.New(t)
	door := &account.Service{
		Desk: w.Desk(), Store: postgres.Accounts{DB: w.DB}, Key: account.Key{1, 2, 3}, Hasher: account.NewHasher(2), StaffNeedSecondFactor: true,
	}
	return stage{w, door, pgtest.Context(t)}
}

// mailed are the templates and link tokens mailed to an address, oldest first.
func (s stage) mailed(t *testing.T, email string) (templates, tokens []string) {
	t.Helper()
	rows, err := s.DB.Pool.Query(s.ctx, "SELECT template, data->>'link' FROM messages WHERE email = $1 ORDER BY id", email)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var template, link string
		if err := rows.Scan(&template, &link); err != nil {
			t.Fatal(err)
		}
		templates = append(templates, template)
		tokens = append(tokens, s.door.Key.LinkToken(uuid.MustParse(link)))
	}
	return templates, tokens
}

func (s stage) signUp(t *testing.T, email string) {
	t.Helper()
	if err := s.door.SignUp(s.ctx, account.SignUpInput{Email: email, GivenName: "Ann", Password: password}); err != nil {
		t.Fatal(err)
	}
}

// member signs someone up and verifies the address.
func (s stage) member(t *testing.T, email string) ident.Person {
	t.Helper()
	s.signUp(t, email)
	_, tokens := s.mailed(t, email)
	p, _, err := s.door.UseLink(s.ctx, tokens[0])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// acts is the context in which a person acts with their own roles.
func (s stage) acts(t *testing.T, p ident.Person, proved bool) context.Context {
	t.Helper()
	a, err := s.door.Actor(s.ctx, p, proved, "web")
	if err != nil {
		t.Fatal(err)
	}
	return auth.As(s.ctx, a)
}

// give writes a staff role straight into the database.
func (s stage) give(t *testing.T, p ident.Person, r auth.Role) {
	t.Helper()
	if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO role_grants (id, person_id, role, granted_at) VALUES ($1, $2, $3, now())", ident.NewRoleGrant(), p, string(r)); err != nil {
		t.Fatal(err)
	}
}

func TestSigningUpAnswersTheSameForKnownAndUnknownAddresses(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "ann@example.org")
	s.signUp(t, " ANN@example.org ")
	templates, _ := s.mailed(t, "ann@example.org")
	if fmt.Sprint(templates) != "[account.verify account.already_known]" {
		t.Errorf("mails: %v", templates)
	}
	var n int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT count(*) FROM people").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d people, %v", n, err)
	}
	for _, purpose := range []account.Purpose{account.SignInLink, account.ResetLink} {
		if err := s.door.RequestLink(s.ctx, "nobody@example.org", purpose); err != nil {
			t.Errorf("an unknown address was answered with %v", err)
		}
		if err := s.door.RequestLink(s.ctx, "Ann@example.org", purpose); err != nil {
			t.Errorf("a known address was answered with %v", err)
		}
	}
	if templates, _ := s.mailed(t, "nobody@example.org"); templates != nil {
		t.Errorf("mails to nobody: %v", templates)
	}
	if templates, _ := s.mailed(t, "ann@example.org"); len(templates) != 4 || templates[2] != "account.sign_in" || templates[3] != "account.reset" {
		t.Errorf("mails: %v", templates)
	}
}

func TestBadSignUpsNameEveryField(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	err := s.door.SignUp(s.ctx, account.SignUpInput{Email: "no", Password: "short", Zone: "Nowhere/At All"})
	for _, code := range []string{"bad_email", "short_password", "bad_zone"} {
		if !fault.HasCode(err, code) {
			t.Errorf("%s is missing in %v", code, err)
		}
	}
}

func TestSigningInNeedsAVerifiedAddressAndTheRightPassword(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "ann@example.org")
	_, before := s.door.SignIn(s.ctx, "ann@example.org", password)
	_, tokens := s.mailed(t, "ann@example.org")
	ann, purpose, err := s.door.UseLink(s.ctx, tokens[0])
	if err != nil || purpose != account.VerifyLink {
		t.Fatalf("%v, %v", purpose, err)
	}
	got, err := s.door.SignIn(s.ctx, "Ann@Example.org", password)
	if err != nil || got != ann {
		t.Fatalf("%v, %v", got, err)
	}
	_, wrong := s.door.SignIn(s.ctx, "ann@example.org", password+"x")
	_, unknown := s.door.SignIn(s.ctx, "nobody@example.org", password)
	for name, err := range map[string]error{"an unverified address": before, "a wrong password": wrong, "an unknown address": unknown} {
		if !fault.HasCode(err, "bad_credentials") || err.Error() != wrong.Error() {
			t.Errorf("%s was answered with %v", name, err)
		}
	}
}

func TestTenWrongPasswordsCloseTheAccountForAWhile(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.member(t, "ann@example.org")
	for i := range 10 {
		if _, err := s.door.SignIn(s.ctx, "ann@example.org", "wrong"); !fault.HasCode(err, "bad_credentials") {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if _, err := s.door.SignIn(s.ctx, "ann@example.org", password); !fault.HasCode(err, "bad_credentials") {
		t.Errorf("a closed account let in: %v", err)
	}
	s.Clock.Set(s.Clock.Now().Add(15*time.Minute + time.Second))
	if _, err := s.door.SignIn(s.ctx, "ann@example.org", password); err != nil {
		t.Errorf("after a while: %v", err)
	}
}

func TestALinkWorksOnceAndNotTooLate(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.member(t, "ann@example.org")
	for range 2 {
		if err := s.door.RequestLink(s.ctx, "ann@example.org", account.SignInLink); err != nil {
			t.Fatal(err)
		}
	}
	_, tokens := s.mailed(t, "ann@example.org")
	if _, _, err := s.door.UseLink(s.ctx, tokens[1]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.door.UseLink(s.ctx, tokens[1]); !fault.HasCode(err, "bad_link") {
		t.Errorf("a used link was answered with %v", err)
	}
	s.Clock.Set(s.Clock.Now().Add(30 * time.Minute))
	if _, _, err := s.door.UseLink(s.ctx, tokens[2]); !fault.HasCode(err, "bad_link") {
		t.Errorf("an expired link was answered with %v", err)
	}
	if _, _, err := s.door.UseLink(s.ctx, "made up"); !fault.HasCode(err, "bad_link") {
		t.Errorf("a made up link was answered with %v", err)
	}
	var plain int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT count(*) FROM messages WHERE position($1 in data::text) > 0", tokens[2]).Scan(&plain); err != nil || plain != 0 {
		t.Errorf("the queue holds %d usable links, %v", plain, err)
	}
}

func TestAStrangersPasswordDiesWhenTheOwnerArrivesByLink(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "victim@example.org") // by someone who does not read that mailbox
	s.signUp(t, "victim@example.org") // by its owner, later
	_, tokens := s.mailed(t, "victim@example.org")
	if _, _, err := s.door.UseLink(s.ctx, tokens[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.door.SignIn(s.ctx, "victim@example.org", password); !fault.HasCode(err, "bad_credentials") {
		t.Errorf("the stranger's password works: %v", err)
	}
}

func TestANewPasswordEndsEverySession(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	sessions := postgres.Sessions{DB: s.DB, PersonOf: func([]byte) ident.Person { return ann }}
	other := postgres.Sessions{DB: s.DB}
	later := s.Clock.Now().Add(time.Hour)
	for token, keep := range map[string]postgres.Sessions{"one": sessions, "two": sessions, "other": other} {
		if err := keep.CommitCtx(s.ctx, token, []byte(token), later); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.door.SetPassword(s.acts(t, ann, false), "another good password"); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{"one": false, "two": false, "other": true} {
		if _, found, err := sessions.FindCtx(s.ctx, token); found != want || err != nil {
			t.Errorf("session %s: %v, %v", token, found, err)
		}
	}
	if _, err := s.door.SignIn(s.ctx, "ann@example.org", password); err == nil {
		t.Error("the old password still works")
	}
	if _, err := s.door.SignIn(s.ctx, "ann@example.org", "another good password"); err != nil {
		t.Error(err)
	}
	if err := s.door.SetPassword(s.acts(t, ann, false), "short"); !fault.HasCode(err, "short_password") {
		t.Errorf("a short password was answered with %v", err)
	}
}

func TestSessionsAreKeptUntilTheyExpire(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	sessions := postgres.Sessions{DB: s.DB}
	later := s.Clock.Now().Add(time.Hour)
	for range 2 {
		if err := sessions.Commit("t", []byte{1, 0, 2}, later); err != nil {
			t.Fatal(err)
		}
	}
	if err := sessions.Own(s.ctx, "t", ann); err != nil {
		t.Fatal(err)
	}
	if err := sessions.Commit("t", []byte{9}, later); err != nil {
		t.Fatal(err)
	}
	if b, found, err := sessions.Find("t"); !found || err != nil || len(b) != 1 || b[0] != 9 {
		t.Errorf("%v, %v, %v", b, found, err)
	}
	s.Clock.Set(later)
	if _, found, err := sessions.Find("t"); found || err != nil {
		t.Errorf("an expired session was found: %v", err)
	}
	if n, err := sessions.Sweep(s.ctx); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if err := sessions.Delete("unknown"); err != nil {
		t.Error(err)
	}
}

// enroll gives a person a second factor and answers its secret.
func (s stage) enroll(t *testing.T, p ident.Person) string {
	t.Helper()
	ctx := s.acts(t, p, false)
	e, err := s.door.EnrollFactor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.door.ConfirmFactor(ctx, e.Sealed, "000000x"); !fault.HasCode(err, "wrong_code") {
		t.Fatalf("a wrong code was answered with %v", err)
	}
	if has, err := s.door.HasFactor(s.ctx, p); has || err != nil {
		t.Fatalf("a factor nobody confirmed is there: %v", err)
	}
	if err := s.door.ConfirmFactor(ctx, e.Sealed, s.code(t, e.Secret)); err != nil {
		t.Fatal(err)
	}
	return e.Secret
}

func (s stage) code(t *testing.T, secret string) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	secret := s.enroll(t, ann)
	if err := s.door.ProveFactor(s.ctx, ann, s.code(t, secret)); !fault.HasCode(err, "wrong_code") {
		t.Errorf("the code of the enrollment was taken again: %v", err)
	}
	s.Clock.Set(s.Clock.Now().Add(30 * time.Second))
	code := s.code(t, secret)
	if err := s.door.ProveFactor(s.ctx, ann, code); err != nil {
		t.Fatal(err)
	}
	if err := s.door.ProveFactor(s.ctx, ann, code); !fault.HasCode(err, "wrong_code") {
		t.Errorf("a code was taken twice: %v", err)
	}
	s.Clock.Set(s.Clock.Now().Add(30 * time.Second))
	next := s.code(t, secret)
	for range 10 {
		if err := s.door.ProveFactor(s.ctx, ann, "000000"); !fault.HasCode(err, "wrong_code") {
			t.Fatal(err)
		}
	}
	if err := s.door.ProveFactor(s.ctx, ann, next); err == nil {
		t.Error("guessing goes on after ten wrong codes")
	}
	var sealed []byte
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT totp_secret FROM credentials WHERE person_id = $1", ann).Scan(&sealed); err != nil || string(sealed) == secret {
		t.Errorf("the secret is kept in the open, %v", err)
	}
}

func TestStaffWithoutASecondFactorKeepNoStaffRole(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	s.give(t, ann, auth.Officer)
	s.give(t, ann, auth.Fellow)
	a, err := s.door.Actor(s.ctx, ann, false, "web")
	if err != nil || a.Has(auth.Officer) || !a.Has(auth.Fellow) {
		t.Errorf("unproved: %+v, %v", a.Grants, err)
	}
	if a, err = s.door.Actor(s.ctx, ann, true, "web"); err != nil || !a.Has(auth.Officer) {
		t.Errorf("proved: %+v, %v", a.Grants, err)
	}
	demo := *s.door
	demo.StaffNeedSecondFactor = false
	if a, err = demo.Actor(s.ctx, ann, false, "web"); err != nil || !a.Has(auth.Officer) {
		t.Errorf("demo: %+v, %v", a.Grants, err)
	}
	made, err := s.door.CreateToken(s.acts(t, ann, false), account.CreateTokenInput{Name: "x", Scopes: []string{"all"}, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	if a, err = s.door.ActorByToken(s.ctx, made.Secret); err != nil || a.Has(auth.Officer) {
		t.Errorf("a token made without a second factor is a way around it: %+v, %v", a.Grants, err)
	}
}

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
