package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/server"
)

// journal is a log that many may write to while a test reads it.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write adds to the log.
func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

const (
	goodSecret = "vit_good"
	secretPath = "/sign-in/link/tok3n-of-a-link"
)

// porter knows one person by cookie and one token; everything can break.
type porter struct {
	person  ident.Person
	gone    bool
	revoked bool // the token
	broken  error
}

// Actor is the person of a cookie.
func (p *porter) Actor(_ context.Context, who ident.Person, _ bool, via string) (auth.Actor, error) {
	if p.broken != nil {
		return auth.Actor{}, p.broken
	}
	if p.gone {
		return auth.Actor{}, fault.Missing("person")
	}
	return auth.Actor{Person: who, Name: "by " + via}, nil
}

// ActorByToken is the person of a token.
func (p *porter) ActorByToken(_ context.Context, secret string) (auth.Actor, error) {
	if secret != goodSecret || p.revoked {
		return auth.Actor{}, fault.New(fault.Unauthenticated, "bad_token", "This token is unknown, revoked or too old.")
	}
	return auth.Actor{Person: p.person, Name: "by token", Locale: "es"}, nil
}

type site struct {
	*httptest.Server
	t      *testing.T
	porter *porter
	log    *journal
	ready  error
}

// newSite is a router over pages that show what it does to them.
func newSite(t *testing.T, change func(*server.Config)) *site {
	t.Helper()
	s := &site{t: t, porter: &porter{person: ident.NewPerson()}, log: &journal{}}
	sessions := server.NewSessions(memstore.New(), false)
	c := server.Config{
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Now: time.Now, Door: s.porter, Sessions: sessions,
		Pages: s.pages(sessions), GraphQL: http.HandlerFunc(whoAmI), Ready: func(context.Context) error { return s.ready },
	}
	if change != nil {
		change(&c)
	}
	s.Server = httptest.NewServer(server.New(c))
	t.Cleanup(s.Close)
	return s
}

func whoAmI(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, auth.Who(r.Context()).Name)
}

func (s *site) pages(sessions *server.Sessions) http.Handler {
	r := chi.NewRouter()
	r.HandleFunc("/", whoAmI)
	r.Get("/static/app.css", whoAmI)
	r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("the combination is 1234") })
	r.Get("/address", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, middleware.GetClientIP(r.Context()))
	})
	r.Get("/long", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, strings.Repeat("<p>museum</p>", 2000))
	})
	r.Post("/sign-in", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.Begin(r.Context(), s.porter.person, true); err != nil {
			s.t.Error(err)
		}
	})
	r.HandleFunc("/sign-in/link/{token}", whoAmI)
	r.HandleFunc("/s/{code}", whoAmI)
	r.HandleFunc("/c/{code}", whoAmI)
	r.Get("/live", stream)
	return r
}

// stream says one thing at once and then waits for the visitor, or the house, to leave.
func stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		panic(err)
	}
	_, _ = io.WriteString(w, "data: hello\n\n")
	if err := out.Flush(); err != nil {
		panic(err)
	}
	<-r.Context().Done()
}

// ask sends a request; headers come in pairs.
func (s *site) ask(method, path string, headers ...string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := s.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = a.Body.Close() })
	return a
}

func text(t *testing.T, a *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (s *site) cookie() string {
	s.t.Helper()
	a := s.ask(http.MethodPost, "/sign-in")
	for _, c := range a.Cookies() {
		if c.Name == "vitrine" {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
				s.t.Errorf("the cookie is %s", c)
			}
			return c.Name + "=" + c.Value
		}
	}
	s.t.Fatalf("no cookie came: %s", a.Status)
	return ""
}

func TestWhoARequestActsFor(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := s.cookie()
	for name, is := range map[string]struct {
		headers []string
		status  int
		want    string
	}{
		"nobody without cookie and token":         {nil, 200, ""},
		"the person of a cookie":                  {[]string{"Cookie", cookie}, 200, "by web"},
		"nobody with a made-up cookie":            {[]string{"Cookie", "vitrine=abc"}, 200, ""},
		"the person of a token":                   {[]string{"Authorization", "Bearer " + goodSecret}, 200, "by token"},
		"of a token in whatever case its scheme":  {[]string{"Authorization", "bearer " + goodSecret}, 200, "by token"},
		"a token wins over a cookie":              {[]string{"Authorization", "Bearer " + goodSecret, "Cookie", cookie}, 200, "by token"},
		"a bad token is refused":                  {[]string{"Authorization", "Bearer vit_bad"}, 401, "unknown, revoked or too old"},
		"a bad token never falls back to cookies": {[]string{"Authorization", "Bearer vit_bad", "Cookie", cookie}, 401, "unknown, revoked or too old"},
		"an empty token is refused":               {[]string{"Authorization", "Bearer ", "Cookie", cookie}, 401, ""},
	} {
		for _, path := range []string{"/", "/graphql"} {
			a := s.ask(http.MethodGet, path, is.headers...)
			body := text(t, a)
			if a.StatusCode != is.status || !strings.Contains(body, is.want) || (is.status == 200 && body != is.want) {
				t.Errorf("%s, %s: %d %q", name, path, a.StatusCode, body)
			}
			if is.status == 401 && !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%s, %s: no WWW-Authenticate", name, path)
			}
			if strings.HasPrefix(body, "by") && !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
				t.Errorf("%s, %s: a cache may keep it", name, path)
			}
		}
	}
}

func TestAPersonWhoIsGoneIsSignedOutAndAStoreThatIsDownIsNobodysFault(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := s.cookie()
	s.porter.broken = errors.New("dial 10.0.0.7:5432: password vault-77 refused")
	a := s.ask(http.MethodGet, "/", "Cookie", cookie)
	if body := text(t, a); a.StatusCode != 500 || strings.Contains(body, "vault-77") {
		t.Errorf("%d %q", a.StatusCode, body)
	}
	s.porter.broken, s.porter.gone = nil, true
	if a := s.ask(http.MethodGet, "/", "Cookie", cookie); a.StatusCode != 200 || text(t, a) != "" {
		t.Errorf("somebody gone is answered with %d", a.StatusCode)
	}
	s.porter.gone = false
	if body := text(t, s.ask(http.MethodGet, "/", "Cookie", cookie)); body != "" {
		t.Errorf("a session that ended is %q again", body)
	}
}

func TestAnotherSiteCannotPost(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for name, is := range map[string]struct {
		headers []string
		status  int
	}{
		"a form of ours":                {[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		"a form of another site":        {[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a form of a sister site":       {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"an old browser from elsewhere": {[]string{"Origin", "https://evil.example"}, 403},
		"a program":                     {nil, 200},
	} {
		if a := s.ask(http.MethodPost, "/", is.headers...); a.StatusCode != is.status {
			t.Errorf("%s: %s", name, a.Status)
		}
		if a := s.ask(http.MethodGet, "/", is.headers...); a.StatusCode != 200 || a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("reading, %s: %s", name, a.Status)
		}
	}
}

func TestClosingLetsRequestsFinishAndTellsStreamsToEnd(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, finish := make(chan struct{}), make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/live", stream)
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-finish
		_, _ = io.WriteString(w, "whole")
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l, mux, slog.New(slog.DiscardHandler), 2*time.Second) }()
	at := "http://" + l.Addr().String()
	live, err := http.Get(at + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = live.Body.Close() }()
	answers := make(chan string, 1)
	go func() {
		a, err := http.Get(at + "/slow")
		if err != nil {
			answers <- err.Error()
			return
		}
		b, err := io.ReadAll(a.Body)
		_ = a.Body.Close()
		answers <- fmt.Sprint(string(b), err)
	}()
	<-begun
	stop()
	close(finish)
	if got := <-answers; got != "whole<nil>" {
		t.Errorf("a request that was open was answered with %q", got)
	}
	if b, err := io.ReadAll(live.Body); err != nil || string(b) != "data: hello\n\n" {
		t.Errorf("a stream ended with %q, %v", b, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("closing: %v", err)
	}
	if _, err := http.Get(at + "/slow"); err == nil {
		t.Error("a closed house answers")
	}
}

func TestClosingCutsWhatNeverEnds(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	stuck := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(begun)
		<-release // deaf to its context
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l, stuck, slog.New(slog.DiscardHandler), 50*time.Millisecond) }()
	go func() {
		if a, err := http.Get("http://" + l.Addr().String()); err == nil {
			_ = a.Body.Close()
		}
	}()
	<-begun
	stop()
	if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a request that never ends: %v", err)
	}
}
