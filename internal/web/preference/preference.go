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

// Names of the cookies; app.js writes the zone's, clock is a zone somebody chose.
const (
	langCookie  = "lang"
	themeCookie = "theme"
	zoneCookie  = "zone"
	clockCookie = "clock"
)

// Preferences is how one reader wants pages.
type Preferences struct {
	Locale string
	Theme  string         // light, dark, or empty to follow the system
	Zone   *time.Location // nil where neither the reader nor the device has told
}

// Read takes ?lang= for this page, then cookies, then what the person keeps, then the browser's wish.
// A zone chosen on this device wins over the person's own, that over the device's clock.
func Read(r *http.Request, personLocale, personZone string) Preferences {
	lang := value(r, langCookie)
	if q := r.URL.Query().Get("lang"); catalog.Known(q) {
		lang = q
	}
	return Preferences{
		Locale: catalog.Negotiate(r.Header.Get("Accept-Language"), lang, personLocale),
		Theme:  theme(value(r, themeCookie)),
		Zone:   zone(value(r, clockCookie), personZone, value(r, zoneCookie)),
	}
}

// Settled tells whether somebody chose the language on this device; otherwise it is the account's or the browser's wish.
func Settled(r *http.Request) bool { return catalog.Known(value(r, langCookie)) }

// KeepLanguage makes a language the choice on this device; an unknown one changes nothing.
func KeepLanguage(w http.ResponseWriter, locale string, secure bool) {
	if catalog.Known(locale) {
		keep(w, langCookie, locale, secure)
	}
}

// Follow lets a page's own ?lang= hold on the pages after it, as a link from a mail or a museum's site asks.
func Follow(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query().Get("lang"); q != "" && q != value(r, langCookie) {
				KeepLanguage(w, q, secure)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// KeepZone makes a zone the choice on this device and tells whether there is one of that name; empty forgets it.
func KeepZone(w http.ResponseWriter, name string, secure bool) bool {
	if name == "" {
		forget(w, clockCookie, secure)
		return true
	}
	if zone(name) == nil {
		return false
	}
	keep(w, clockCookie, url.QueryEscape(name), secure)
	return true
}

// Clock is the zone chosen on this device, or empty.
func Clock(r *http.Request) string {
	if z := zone(value(r, clockCookie)); z != nil {
		return z.String()
	}
	return ""
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
	return nil
}
