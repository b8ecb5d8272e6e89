package web

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// newcomer is somebody who signed up just now and speaks for nobody.
func (h *house) newcomer(t *testing.T, email string) *browser {
	t.Helper()
	b := h.as("")
	b.does("/sign-up", "email", email, "givenName", "Wanjiru", "password", "a long enough one")
	b.does(h.mailedLink(t, email))
	return b
}

func TestTheFirstStepsOfANewcomer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	t.Run("who has no role is led to the first steps, and reads of no proposals of theirs", func(t *testing.T) {
		b := h.in(t).newcomer(t, "first@museum.example")
		home := b.opens("/applicant")
		home.says(t, "Get started", "Find your museum and claim its record", "See which museums look for partners", "See whether two museums could apply together")
		if strings.Contains(plainText(home.body), "My proposals") {
			t.Error("the home of a newcomer is called My proposals")
		}
		for _, at := range []string{"/partners", "/eligibility"} {
			home.link(t, at)
			if seen := plainText(b.opens(at).body); strings.Contains(seen, "My proposals") {
				t.Errorf("%s leads a newcomer back to My proposals", at)
			}
		}
	})
	t.Run("a coordinator finds partners and the rules in the navigation and beside what is next", func(t *testing.T) {
		home := h.in(t).as("applicant").opens("/applicant")
		for _, at := range []string{`href="/partners"`, `href="/eligibility"`} {
			if n := strings.Count(home.body, at); n < 2 {
				t.Errorf("%s stands %d times on the home", at, n)
			}
		}
	})
	t.Run("strangers find museums that look for partners, and staff are not asked whether they could apply", func(t *testing.T) {
		h.in(t).as("").opens("/").link(t, "/partners")
		if strings.Contains(h.in(t).as("officer").opens("/office").body, `href="/eligibility"`) {
			t.Error("an officer is asked to apply")
		}
	})
}

func TestAClaimShowsOnItsPersonsHome(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.newcomer(t, "claims@museum.example")
	museum := b.opens("/museums?text=museum").link(t, "/museums/org_")
	b.does(museum+"/claim", "role", "coordinator", "title", "Educator", "words", "See the staff page.")
	b.opens("/applicant").says(t, "Your claims", "Waits", "You are told by mail", "Without an answer it ends on")
	queue := h.as("officer").opens("/office/claims")
	_, rest, found := strings.Cut(queue.body, "See the staff page.")
	if !found {
		t.Fatal("the claim is not in the queue")
	}
	at := answer{body: rest}.link(t, "/office/claims/")
	id := at[strings.LastIndex(at, "/")+1:]
	h.as("officer").does(at, "answer", "decline", "reason."+id, "The staff page names somebody else.")
	b.opens("/applicant").says(t, "Declined: The staff page names somebody else.")
	h.clock.Set(h.clock.Now().Add(answeredLately + time.Hour))
	if strings.Contains(plainText(b.opens("/applicant").body), "Your claims") {
		t.Error("an answer of a month ago still stands on the home")
	}
}

func TestTheLanguageStaysThroughSigningIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	enter := func(b *browser) answer { return b.does("/sign-in/demo", "email", "applicant@example.org") }
	t.Run("a link in a language holds on the pages after it, signed in or not", func(t *testing.T) {
		b := h.in(t).as("")
		b.opens("/?lang=es")
		b.opens("/sign-in").says(t, "Iniciar sesión")
		enter(b).says(t, "Qué sigue")
	})
	t.Run("what the browser wishes holds where the account only began in English", func(t *testing.T) {
		b := h.in(t).as("")
		b.speaks = "zh-CN"
		b.opens("/sign-in")
		enter(b).says(t, "我的申请")
	})
	t.Run("a language kept in the account goes before the browser's wish", func(t *testing.T) {
		h.in(t).as("applicant").does("/account/profile", "givenName", "Ada", "familyName", "", "locale", "es", "zone", "").says(t, "Su perfil")
		b := h.in(t).as("")
		b.speaks = "zh-CN"
		enter(b).says(t, "Qué sigue")
	})
}

func TestTimesAreOnAClockTheReaderKnows(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("")
	call := b.opens("/calls").link(t, "/calls/cyc_")
	first := b.opens(call)
	first.says(t, "on the program's own clock (America/New_York)")
	if strings.Contains(plainText(first.body), "program time") {
		t.Error("a stranger reads the program's clock twice")
	}
	t.Run("the reader chooses another zone without script and comes back", func(t *testing.T) {
		b := h.in(t).as("")
		b.opens(call)
		b.opens("/time-zone?back="+call).says(t, "Africa/Nairobi")
		b.does("/time-zone", "zone", "Africa/Nairobi", "back", call).says(t, "Times are shown in Africa/Nairobi on this device.", "program time")
		b.does("/time-zone", "zone", "", "back", call).says(t, "on the program's own clock")
	})
	t.Run("a zone that is none is refused with what was typed, and a foreign address is not gone back to", func(t *testing.T) {
		b := h.in(t).as("")
		a := b.refused(http.StatusUnprocessableEntity, "/time-zone", "other", "Mars/Base", "back", "//evil.example")
		if !strings.Contains(a.body, `value="Mars/Base"`) || strings.Contains(a.body, "evil.example") {
			t.Error("what was typed is gone, or the foreign address is kept")
		}
		if a := b.send(http.MethodPost, "/time-zone", values("zone", "Asia/Tokyo", "back", "//evil.example")); a.location != "/" {
			t.Errorf("leads to %s", a.location)
		}
	})
	t.Run("the device's own clock is followed, and a chosen one goes before it", func(t *testing.T) {
		b := h.in(t).as("")
		b.cookies["zone"] = &http.Cookie{Name: "zone", Value: "Asia%2FTokyo"}
		b.opens(call).says(t, "in the zone Asia/Tokyo")
		b.does("/time-zone", "other", "Europe/Paris", "back", call).says(t, "in the zone Europe/Paris")
		b.opens("/time-zone").says(t, "Europe/Paris")
	})
}
