package account_test

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestAPersonKeepsTheirOwnProfile(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "ann@example.org")
	p, err := s.door.Store.PersonByEmail(s.ctx, "ann@example.org")
	if err != nil {
		t.Fatal(err)
	}
	ctx := auth.As(s.ctx, auth.Actor{Person: p.ID, Email: p.Email})
	good := account.EditProfileInput{GivenName: " Ana ", FamilyName: "Núñez", Locale: "es", Zone: "America/Lima"}
	if err := s.door.EditProfile(ctx, good); err != nil {
		t.Fatal(err)
	}
	if p, err = s.door.Store.PersonByEmail(s.ctx, "ann@example.org"); err != nil || p.Name() != "Ana Núñez" || p.Locale != "es" || p.Zone != "America/Lima" {
		t.Fatalf("kept %+v, %v", p, err)
	}
	for code, bad := range map[string]account.EditProfileInput{
		"required": {Locale: "en"}, "bad_locale": {GivenName: "A", Locale: "xx"}, "bad_zone": {GivenName: "A", Locale: "en", Zone: "Mars/Base"},
	} {
		if err := s.door.EditProfile(ctx, bad); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := s.door.EditProfile(s.ctx, good); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody edits a profile: %v", err)
	}
}

func TestOneClickSignsInOnlyWhereNothingIsReal(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "ann@example.org")
	if _, err := s.door.SignInAs(s.ctx, "ann@example.org"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("outside demo mode: %v", err)
	}
	s.door.StaffNeedSecondFactor = false
	if p, err := s.door.SignInAs(s.ctx, "ANN@example.org "); err != nil || p.IsZero() {
		t.Fatalf("in demo mode: %v, %v", p, err)
	}
	if _, err := s.door.SignInAs(s.ctx, "nobody@example.org"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("unknown: %v", err)
	}
}

func TestAnOfferedFactorCanBeShownAgain(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	s.signUp(t, "ann@example.org")
	p, err := s.door.Store.PersonByEmail(s.ctx, "ann@example.org")
	if err != nil {
		t.Fatal(err)
	}
	ctx := auth.As(s.ctx, auth.Actor{Person: p.ID, Email: p.Email})
	offered, err := s.door.EnrollFactor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.door.Enrollment(ctx, offered.Sealed)
	if err != nil || again.Secret != offered.Secret || again.URL != offered.URL {
		t.Fatalf("again %+v, %v; offered %+v", again, err, offered)
	}
	if _, err := s.door.Enrollment(ctx, []byte("forged")); !fault.HasCode(err, "bad_enrollment") {
		t.Fatalf("forged: %v", err)
	}
	code, err := totp.GenerateCode(again.Secret, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.door.ConfirmFactor(ctx, again.Sealed, code); err != nil {
		t.Fatal(err)
	}
	if needs, err := s.door.NeedsFactor(ctx, p.ID); err != nil || needs {
		t.Fatalf("needs %v, %v", needs, err)
	}
}
