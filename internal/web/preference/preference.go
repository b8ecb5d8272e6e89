// Package preference reads and keeps a reader's language, theme and time zone
// in cookies, so that they hold before anyone signs in and without script.
package preference

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

// Names of the cookies; app.js writes the zone's.
const (
	langCookie  = "lang"
	themeCookie = "theme"
	zoneCookie  = "zone"
)

// Preferences is how one reader wants pages.
type Preferences struct {
	Locale string
	Theme  string // light, dark, or empty to follow the system
	Zone   *time.Location
}

// Read takes ?lang= for this page, then cookies, then what the person keeps, then the browser's wish.
// The person's own zone wins over the device's; both empty mean UTC.
func Read(r *http.Request, personLocale, personZone string) Preferences {
	lang := value(r, langCookie)
	if q := r.URL.Query().Get("lang"); catalog.Known(q) {
		lang = q
	}
	return Preferences{
		Locale: catalog.Negotiate(r.Header.Get("Accept-Language"), lang, personLocale),
		Theme:  theme(value(r, themeCookie)),
		Zone:   zone(personZone, value(r, zoneCookie)),
	}
}

// Handler answers the switches in the footer: it keeps lang or theme and goes back.
// secure marks the cookies for TLS; only a path of this site is gone back to.
func Handler(secure bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		if lang := r.PostForm.Get("lang"); catalog.Known(lang) {
			keep(w, langCookie, lang, secure)
		}
		switch t := r.PostForm.Get("theme"); t {
		case "light", "dark":
			keep(w, themeCookie, t, secure)
		case "auto":
			forget(w, themeCookie, secure)
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, back(r.PostForm.Get("back")), http.StatusSeeOther)
	})
}

func keep(w http.ResponseWriter, name, value string, secure bool) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

func forget(w http.ResponseWriter, name string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}

// back allows only a path of this site, without the ?lang= that would undo the switch.
func back(path string) string {
	u, err := url.Parse(path)
	bad := err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t")
	if bad {
		return "/"
	}
	q := u.Query()
	if q.Has("lang") {
		q.Del("lang")
		u.RawQuery = q.Encode()
	}
	return u.String()
}

func value(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

func theme(t string) string {
	if t == "light" || t == "dark" {
		return t
	}
	return ""
}

// zone loads the first name that is a zone; Local would be the server's own.
func zone(names ...string) *time.Location {
	for _, n := range names {
		name, err := url.QueryUnescape(strings.ReplaceAll(n, "+", "%2B"))
		if err != nil || name == "" || name == "Local" || len(name) > 64 {
			continue
		}
		if z, err := time.LoadLocation(name); err == nil {
			return z
		}
	}
	return time.UTC
}
