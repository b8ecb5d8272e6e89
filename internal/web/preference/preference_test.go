package preference

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func post(form string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, "/preferences", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	Handler(true).ServeHTTP(w, r)
	return w.Result()
}

func TestASwitchIsKeptAndGoesBack(t *testing.T) {
	t.Parallel()
	res := post("lang=es&back=%2Fcalls%3Fstate%3Dopen%26lang%3Den")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/calls?state=open" {
		t.Fatalf("%d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range res.Cookies() {
		if !c.HttpOnly || !c.Secure {
			t.Errorf("cookie %s is open", c.Name)
		}
		r.AddCookie(c)
	}
	r.Header.Set("Accept-Language", "zh-CN")
	if p := Read(r, "", ""); p.Locale != "es" {
		t.Errorf("reads %s", p.Locale)
	}
}

func TestOnlyThisSiteIsGoneBackTo(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "", "evil", "/a\r\nb", "/%zz"} {
		if got := back(bad); got != "/" {
			t.Errorf("%q goes back to %q", bad, got)
		}
	}
}

func TestUnknownChoicesChangeNothing(t *testing.T) {
	t.Parallel()
	if res := post("lang=tlh&theme=pink"); len(res.Cookies()) != 0 {
		t.Errorf("cookies %v", res.Cookies())
	}
	r := httptest.NewRequest(http.MethodGet, "/?lang=tlh", nil)
	r.AddCookie(&http.Cookie{Name: "theme", Value: "\"><script>"})
	r.AddCookie(&http.Cookie{Name: "zone", Value: "..%2F..%2Fetc%2Fpasswd"})
	if p := Read(r, "", "Local"); p.Theme != "" || p.Zone != nil || p.Locale != "en" {
		t.Errorf("got %+v", p)
	}
}

func TestTheThemeCanFollowTheSystemAgain(t *testing.T) {
	t.Parallel()
	if c := post("theme=dark").Cookies(); len(c) != 1 || c[0].Value != "dark" {
		t.Errorf("dark keeps %v", c)
	}
	if c := post("theme=auto").Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("auto keeps %v", c)
	}
}

func TestThePersonsZoneWinsOverTheDevices(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/?lang=zh-Hans", nil)
	r.AddCookie(&http.Cookie{Name: "zone", Value: "Africa%2FLagos"})
	if p := Read(r, "es", ""); p.Zone.String() != "Africa/Lagos" || p.Locale != "zh-Hans" {
		t.Errorf("got %+v", p)
	}
	if p := Read(r, "", "America/Lima"); p.Zone.String() != "America/Lima" {
		t.Errorf("got %+v", p)
	}
}

func TestOnlyAPostChangesAnything(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Handler(false).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/preferences?lang=es", nil))
	if w.Code != http.StatusMethodNotAllowed || len(w.Result().Cookies()) != 0 {
		t.Errorf("status %d", w.Code)
	}
}
