package server

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// limit is how often an hour one address posts to forms that need no account.
type limit struct {
	paths []string // by how they begin
	tries int
	each  bool // the forms apart, where their links lead many people to them from one address
}

// limits are those of the house. A class answers a survey, and hosts count at a door, behind one address: a form by
// its link has room for that; all of them together have a bound, so that nobody tries links.
func (c Config) limits() []limit {
	one := cmp.Or(c.PostsPerHour, 600)
	return []limit{
		{paths: []string{"/sign-in", "/sign-up", "/verify", "/endorse/", "/invitations/"}, tries: cmp.Or(c.SignInPerHour, 60)},
		{paths: []string{"/s/", "/c/"}, tries: one, each: true},
		{paths: []string{"/s/", "/c/"}, tries: 4 * one},
	}
}

func (l limit) holds(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	for _, begins := range l.paths {
		if strings.HasPrefix(r.URL.Path, begins) {
			return true
		}
	}
	return false
}

func (l limit) key(r *http.Request) (string, error) {
	address := httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))
	if l.each {
		return address + " " + r.URL.Path, nil
	}
	return address, nil
}

// limitPosts refuses what one address posts too often, with a page that says to wait.
func limitPosts(c Config) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		for _, l := range c.limits() {
			next = l.before(next, c.refused)
		}
		return next
	}
}

func (l limit) before(next http.Handler, refused http.HandlerFunc) http.Handler {
	counted := httprate.LimitBy(l.tries, time.Hour, l.key, httprate.WithLimitHandler(refused))(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.holds(r) {
			counted.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (c Config) refused(w http.ResponseWriter, r *http.Request) {
	err := fault.New(fault.RateLimited, "rate_limited", "Too many tries from this address. Wait a while, then try again.")
	if c.Refuse == nil {
		refuse(w, r, http.StatusTooManyRequests, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	c.Refuse(w, r, err)
}
