package signing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func house(ctx context.Context) context.Context { return auth.As(ctx, auth.System("test")) }

func seal(t *testing.T, s *signing.Service, ctx context.Context, code string) []byte {
	t.Helper()
	r := record()
	r.Code = code
	out, err := s.Seal(ctx, r, pgtest.PDF("letter "+code))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestALetterTellsWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	w := pgtest.New(t)
	ctx, s := house(pgtest.Context(t)), w.Signing()
	first, second := seal(t, s, ctx, "7HX2M0QD93KT"), seal(t, s, ctx, "8HX2M0QD93KT")
	state := func(file []byte, want signing.State) *signing.Paper {
		t.Helper()
		p, err := s.File(ctx, file)
		if err != nil || p.State() != want || p.First.State() != signing.Valid || p.Key.Fingerprint != pgtest.SigningKey().Public().Fingerprint {
			t.Fatalf("%+v, %v; want %s", p, err, want)
		}
		return p
	}
	state(first, signing.Valid)
	if err := s.Supersede(ctx, "MC-2027-A01", signing.Reference{Code: "8HX2M0QD93KT", Number: "MC-2027-A01-M1"}); err != nil {
		t.Fatal(err)
	}
	if p := state(first, signing.Amended); p.Record.SupersededBy.Number != "MC-2027-A01-M1" || p.Record.Edition != 2 {
		t.Errorf("%+v", p.Record)
	}
	state(second, signing.Valid)
	if err := s.Revoke(ctx, "8HX2M0QD93KT", calendar.On(2027, 3, 1)); err != nil {
		t.Fatal(err)
	}
	if p := state(second, signing.Revoked); p.Record.Revoked.String() != "2027-03-01" {
		t.Errorf("%+v", p.Record)
	}
	if err := s.Revoke(ctx, "9HX2M0QD93KT", calendar.On(2027, 3, 1)); err != nil {
		t.Errorf("a paper that was never signed: %v", err)
	}
	if _, err := s.Paper(ctx, "9HX2M0QD93KT"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if n, err := w.DB.ExamineSignatures(ctx); err != nil || n.Looked != 4 || len(n.Off) > 0 {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestARotatedKeyStillVerifiesWhatItSigned(t *testing.T) {
	t.Parallel()
	w := pgtest.New(t)
	ctx, s := house(pgtest.Context(t)), w.Signing()
	old := seal(t, s, ctx, "7HX2M0QD93KT")
	w.Clock.Set(w.Clock.Now().Add(24 * time.Hour))
	next := signing.KeyOf([32]byte{2})
	if err := s.Rotate(pgtest.Context(t), next); !fault.Is(err, fault.Forbidden) {
		t.Errorf("anyone rotates: %v", err)
	}
	if err := s.Rotate(ctx, next); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seal(ctx, record(), pgtest.PDF("x")); !fault.HasCode(err, "another_signing_key") {
		t.Errorf("the old key still signs: %v", err)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	s = &signing.Service{Desk: s.Desk, Store: s.Store, Key: next}
	fresh := seal(t, s, ctx, "8HX2M0QD93KT")
	for _, file := range [][]byte{old, fresh} {
		if p, err := s.File(ctx, file); err != nil || p.State() != signing.Valid {
			t.Errorf("%+v, %v", p, err)
		}
	}
	keys, err := s.Keys(ctx)
	if err != nil || len(keys) != 2 || keys[0].Until != nil || keys[1].Until == nil {
		t.Fatalf("%+v, %v", keys, err)
	}
	// Whoever stole the old key cannot date a letter into the new one's time.
	r := record()
	r.SignedAt = w.Clock.Now()
	e, err := pgtest.SigningKey().Sign(&r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Open(keys); !errors.Is(err, signing.ErrTime) {
		t.Error(err)
	}
	s.Key = nil
	if _, err := s.Seal(ctx, record(), pgtest.PDF("x")); !fault.HasCode(err, "no_signing_key") {
		t.Error(err)
	}
}
