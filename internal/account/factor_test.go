package account_test

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

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

func TestASecondFactorIsReplacedOnlyByWhoHasShownIt(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann := s.member(t, "ann@example.org")
	s.enroll(t, ann)
	for _, proved := range []bool{false, true} {
		ctx := s.acts(t, ann, proved)
		e, err := s.door.EnrollFactor(ctx)
		if err != nil {
			t.Fatal(err)
		}
		err = s.door.ConfirmFactor(ctx, e.Sealed, s.code(t, e.Secret))
		if proved && err != nil || !proved && !fault.HasCode(err, "prove_first") {
			t.Errorf("proved %t: %v", proved, err)
		}
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

func TestAnOfferedFactorServesNobodyElse(t *testing.T) {
	t.Parallel()
	key := account.Key{1, 2, 3}
	mine, other := ident.NewPerson(), ident.NewPerson()
	sealed, err := key.Seal(mine.String(), []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := key.Open(mine.String(), sealed); err != nil || string(plain) != "secret" {
		t.Errorf("its own person reads %q, %v", plain, err)
	}
	if _, err := key.Open(other.String(), sealed); err == nil {
		t.Error("another person reads it too")
	}
}
