package account_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

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
