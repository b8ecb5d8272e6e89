package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/sample"
)

// mailedLink is the newest link that was mailed to an address.
func (h *house) mailedLink(t *testing.T, email string) string {
	t.Helper()
	var id string
	ctx := h.as("").context()
	if err := h.DB.Pool.QueryRow(ctx, `SELECT data->>'link' FROM messages WHERE email = $1 AND data ? 'link' ORDER BY queued_at DESC, id DESC LIMIT 1`, email).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return "/sign-in/link/" + h.Account.Key.LinkToken(uuid.MustParse(id))
}

func TestSigningUpAndIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	t.Run("a new person is mailed a link that a look does not use up and one press does", func(t *testing.T) {
		b := h.as("")
		b.does("/sign-up", "email", "new@museum.example", "givenName", "Amina", "password", "a long enough one").says(t, "Look into your mail")
		link := h.mailedLink(t, "new@museum.example")
		for range 3 {
			b.opens(link).says(t, "One more click")
		}
		b.does(link).says(t, "Your address is verified", "You do not speak for a museum yet")
	})
	t.Run("a used link says so and offers another", func(t *testing.T) {
		b := h.as("")
		b.does("/sign-up", "email", "twice@museum.example", "givenName", "Ann")
		link := h.mailedLink(t, "twice@museum.example")
		b.does(link)
		a := h.as("").refused(http.StatusGone, link)
		a.says(t, "has been used or has expired", "Ask for another link")
	})
	t.Run("a refused sign-up keeps what was typed but the password", func(t *testing.T) {
		a := h.as("").refused(http.StatusUnprocessableEntity, "/sign-up", "email", "not an address", "givenName", "Ana", "password", "short")
		a.says(t, "2 errors", "at least 12 characters")
		if !strings.Contains(a.body, `value="Ana"`) || strings.Contains(a.body, `value="short"`) || !strings.Contains(a.body, `href="#f-email"`) {
			t.Errorf("kept wrongly:\n%s", a.body)
		}
	})
	t.Run("a wrong password and an unknown address read the same", func(t *testing.T) {
		wrong := h.as("").refused(http.StatusUnprocessableEntity, "/sign-in", "email", "applicant@example.org", "password", "wrong wrong wrong")
		unknown := h.as("").refused(http.StatusUnprocessableEntity, "/sign-in", "email", "applicanx@example.org", "password", "wrong wrong wrong")
		if got, want := plainText(unknown.body), plainText(wrong.body); got != want {
			t.Errorf("unknown reads\n%s\nwrong reads\n%s", got, want)
		}
	})
	t.Run("signing in goes on to the page that asked for it", func(t *testing.T) {
		b := h.as("")
		if a := b.get("/account"); a.status != http.StatusSeeOther || a.location != "/sign-in" {
			t.Fatalf("%d %s", a.status, a.location)
		}
		b.opens("/sign-in").says(t, "go on to the page you asked for")
		b.does("/sign-in", "email", "applicant@example.org", "password", sample.Password).says(t, "Your account")
	})
	t.Run("a link for a known address arrives, for an unknown one nothing does, and the answer is the same", func(t *testing.T) {
		known := h.as("").does("/sign-in/link", "address", "partner@example.org")
		unknown := h.as("").does("/sign-in/link", "address", "nobody@example.org")
		if known.body != unknown.body {
			t.Error("the answers differ")
		}
		b := h.as("")
		b.does(h.mailedLink(t, "partner@example.org")).says(t, "What is next")
	})
	t.Run("a forgotten password is chosen anew", func(t *testing.T) {
		b := h.as("")
		b.does("/sign-in/link", "address", "fellow@example.org", "purpose", "reset")
		b.does(h.mailedLink(t, "fellow@example.org")).says(t, "Choose a new password")
		b.does("/account/password", "password", "an entirely new one").says(t, "The password is changed")
		h.as("").does("/sign-in", "email", "fellow@example.org", "password", "an entirely new one")
	})
	t.Run("signing out forgets the browser", func(t *testing.T) {
		b := h.as("applicant")
		b.does("/sign-out")
		if a := b.get("/account"); a.status != http.StatusSeeOther {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("only a path of ours is gone on to", func(t *testing.T) {
		for path, want := range map[string]string{"/a?b": "/a?b", "//evil.example": "", "https://evil.example": "", "/\\evil": "", "": "", "/a\nb": ""} {
			if got := local(path); got != want {
				t.Errorf("%q leads to %q", path, got)
			}
		}
	})
}

func TestTheDemonstrationOpensWithOneClick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for role, home := range map[string]string{"applicant": "My proposals", "reviewer": "", "officer": "", "admin": "", "fellow": ""} {
		a := h.as("").does("/sign-in/demo", "email", role+"@example.org")
		a.says(t, "Sign out")
		if home != "" {
			a.says(t, home)
		}
	}
	for _, name := range demoRoles() {
		if !strings.Contains(h.as("").opens("/sign-in").body, `value="`+name+`@example.org"`) {
			t.Errorf("no button for %s", name)
		}
	}
	if a := h.as("").send(http.MethodPost, "/sign-in/demo", values("email", "amadou.keita@example.org")); a.status != http.StatusNotFound {
		t.Errorf("someone who is no role: %d", a.status)
	}
	h.site.Demo = false
	if a := h.as("").send(http.MethodPost, "/sign-in/demo", values("email", "admin@example.org")); a.status != http.StatusNotFound {
		t.Errorf("outside the demonstration: %d", a.status)
	}
	if strings.Contains(h.as("").opens("/sign-in").body, "/sign-in/demo") {
		t.Error("the buttons show outside the demonstration")
	}
}

func TestOnesOwnAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("applicant")
	t.Run("the profile is kept, and a zone that is none is refused with everything typed", func(t *testing.T) {
		b.does("/account/profile", "givenName", "Ada", "familyName", "Núñez", "locale", "en", "zone", "America/Lima").says(t, "Your profile is saved", "Núñez", "America/Lima")
		a := b.refused(http.StatusUnprocessableEntity, "/account/profile", "givenName", "Edited", "familyName", "", "locale", "en", "zone", "Mars/Base")
		if !strings.Contains(a.body, `value="Edited"`) || !strings.Contains(a.body, `value="Mars/Base"`) {
			t.Error("what was typed is gone")
		}
	})
	t.Run("a token is shown once, works by name, and is revoked", func(t *testing.T) {
		b.refused(http.StatusUnprocessableEntity, "/account/tokens", "name", "", "days", "x").says(t, "errors")
		made := b.send(http.MethodPost, "/account/tokens", values("name", "Script", "scopes", "application", "scopes", "people", "days", "30"))
		secret := regexp.MustCompile(`vtr_[A-Za-z0-9_-]{43}`).FindString(made.body)
		if made.status != http.StatusOK || secret == "" {
			t.Fatalf("%d %s", made.status, plainText(made.body))
		}
		if _, err := h.Account.ActorByToken(b.context(), secret); err != nil {
			t.Fatal(err)
		}
		page := b.opens("/account")
		if strings.Contains(page.body, secret) {
			t.Error("the secret shows again")
		}
		id := regexp.MustCompile(`value="(tok_[^"]+)"`).FindStringSubmatch(page.body)[1]
		b.does("/account/tokens/revoke", "token", id).says(t, "The token is revoked")
		if _, err := h.Account.ActorByToken(b.context(), secret); err == nil {
			t.Error("a revoked token still works")
		}
		if a := h.as("partner").send(http.MethodPost, "/account/tokens/revoke", values("token", id)); a.status != http.StatusNotFound {
			t.Errorf("another's token: %d", a.status)
		}
	})
	t.Run("a second factor is set up with a drawing, survives a wrong code, and is asked for at the door", func(t *testing.T) {
		offered := b.send(http.MethodPost, "/account/factor", values())
		if offered.status != http.StatusOK || !strings.Contains(offered.body, `class="qr"`) {
			t.Fatalf("%d", offered.status)
		}
		secret := strings.ReplaceAll(regexp.MustCompile(`data-copy="([A-Z2-7 ]+)"`).FindStringSubmatch(offered.body)[1], " ", "")
		sealed := regexp.MustCompile(`name="sealed" value="([^"]+)"`).FindStringSubmatch(offered.body)[1]
		again := b.refused(http.StatusUnprocessableEntity, "/account/factor/confirm", "sealed", sealed, "code", "000000")
		if !strings.Contains(strings.ReplaceAll(again.body, " ", ""), secret) {
			t.Error("the secret changed after a wrong code")
		}
		code, err := totp.GenerateCode(secret, h.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		b.does("/account/factor/confirm", "sealed", sealed, "code", code[:3]+" "+code[3:]).says(t, "The second factor is on")
		door := h.as("")
		if a := door.send(http.MethodPost, "/sign-in", values("email", "applicant@example.org", "password", sample.Password)); a.location != "/sign-in/factor" {
			t.Fatalf("%d %s", a.status, a.location)
		}
		if a := door.get("/account"); a.location != "/sign-in" {
			t.Errorf("a password alone opened the account: %d %s", a.status, a.location)
		}
		if a := door.send(http.MethodPost, "/account/factor", values()); a.status != http.StatusUnauthorized {
			t.Errorf("a password alone may set another second factor: %d", a.status)
		}
		if code, err = totp.GenerateCode(secret, h.clock.Now().Add(30*time.Second)); err != nil {
			t.Fatal(err)
		}
		if a := door.send(http.MethodPost, "/sign-in/factor", values("code", code)); a.status != http.StatusSeeOther {
			t.Fatalf("the second factor was not taken: %d", a.status)
		}
		door.opens("/account").says(t, "applicant@example.org")
	})
	t.Run("what was sent is listed with its page", func(t *testing.T) {
		b.opens("/account").says(t, "has confirmed")
	})
}
