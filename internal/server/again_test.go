package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/server"
)

// TestAStreamKnowsThatItsSessionOrTokenEnded asks again, within one request, who it acts for.
func TestAStreamKnowsThatItsSessionOrTokenEnded(t *testing.T) {
	t.Parallel()
	begun, over := make(chan struct{}), make(chan struct{})
	var s *site
	s = newSite(t, func(c *server.Config) {
		pages, sessions := http.NewServeMux(), c.Sessions
		pages.Handle("/", c.Pages)
		pages.HandleFunc("/sign-out", func(_ http.ResponseWriter, r *http.Request) {
			if err := sessions.End(r.Context()); err != nil {
				s.t.Error(err)
			}
		})
		c.Pages = pages
		c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			before, err := server.Again(r.Context())
			begun <- struct{}{}
			<-over
			after, then := server.Again(r.Context())
			fmt.Fprint(w, before.Name, " ", err, ", ", after.Name, " ", then)
		})
	})
	cookie := s.cookie()
	for _, x := range []struct {
		name, want string
		headers    []string
		end        func()
	}{
		{"who stays", "by web <nil>, by web <nil>", []string{"Cookie", cookie}, func() {}},
		{"whose token goes", "by token <nil>,  This token is unknown, revoked or too old.", []string{"Authorization", "Bearer " + goodSecret}, func() { s.porter.revoked = true }},
		{"who signs out elsewhere", "by web <nil>,  Sign in first.", []string{"Cookie", cookie}, func() { s.ask(http.MethodPost, "/sign-out", "Cookie", cookie) }},
		{"nobody", " <nil>,  <nil>", nil, func() {}},
	} {
		said := make(chan string)
		go func() { said <- text(t, s.ask(http.MethodPost, "/graphql", x.headers...)) }()
		<-begun
		x.end()
		over <- struct{}{}
		if got := <-said; got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
