package account_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

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
