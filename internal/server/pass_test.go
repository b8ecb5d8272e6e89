package server_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/server"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func TestEveryAnswerCarriesTheHeadersOfTheHouse(t *testing.T) {
	t.Parallel()
	plain, secure := newSite(t, nil), newSite(t, func(c *server.Config) { c.Secure = true })
	for _, path := range []string{"/", "/graphql", "/healthz", "/readyz", "/static/app.css", "/panic", "/nowhere", "/long"} {
		a := plain.ask(http.MethodGet, path)
		for name, want := range map[string]string{
			"Content-Security-Policy": view.Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no request id", path)
		}
		if hsts := secure.ask(http.MethodGet, path).Header.Get("Strict-Transport-Security"); !strings.HasPrefix(hsts, "max-age=") {
			t.Errorf("%s behind TLS: %q", path, hsts)
		}
	}
}

func TestARequestIsNumberedAndAProxysNumberIsTakenWithCare(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if a, b := s.ask(http.MethodGet, "/"), s.ask(http.MethodGet, "/"); a.Header.Get("X-Request-Id") == b.Header.Get("X-Request-Id") {
		t.Error("two requests have one id")
	}
	if id := s.ask(http.MethodGet, "/", "X-Request-Id", "edge-7/42").Header.Get("X-Request-Id"); id != "edge-7/42" {
		t.Errorf("a proxy's id became %q", id)
	}
	for _, bad := range []string{strings.Repeat("x", 65), `"><script>`, "a b"} {
		if id := s.ask(http.MethodGet, "/", "X-Request-Id", bad).Header.Get("X-Request-Id"); id == bad || id == "" {
			t.Errorf("%q was taken as an id: %q", bad, id)
		}
	}
}

func TestAPanicIsAnsweredWithItsNumberAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *server.Config) {
		c.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(errors.New("the combination is 1234")) })
	})
	for _, path := range []string{"/panic", "/graphql"} {
		a := s.ask(http.MethodGet, path)
		body, id := text(t, a), a.Header.Get("X-Request-Id")
		if a.StatusCode != 500 || !strings.Contains(body, id) || strings.Contains(body, "1234") || strings.Contains(body, "goroutine") {
			t.Errorf("%s: %d %q", path, a.StatusCode, body)
		}
		if path == "/graphql" && !json.Valid([]byte(body)) {
			t.Errorf("the API answers %q", body)
		}
		if log := s.log.String(); !strings.Contains(log, id) || !strings.Contains(log, "the combination is 1234") || !strings.Contains(log, "server_test.go") {
			t.Errorf("%s: the log does not say what happened: %s", path, log)
		}
	}
	if body := text(t, s.ask(http.MethodGet, "/")); body != "" {
		t.Errorf("after a panic: %q", body)
	}
}

func TestSigningInIsTriedSoOftenFromOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *server.Config) { c.SignInPerHour = 3; c.TrustedProxies = []string{"127.0.0.0/8"} })
	try := func(path, from string) int {
		return s.ask(http.MethodPost, path, "X-Forwarded-For", from).StatusCode
	}
	for i := range 3 {
		if got := try("/sign-in", "203.0.113.9"); got != 200 {
			t.Fatalf("try %d: %d", i+1, got)
		}
	}
	for _, path := range []string{"/sign-in", secretPath} {
		if got := try(path, "203.0.113.9"); got != http.StatusTooManyRequests {
			t.Errorf("a fourth try at %s: %d", path, got)
		}
	}
	if got := try("/sign-in", "203.0.113.10"); got != 200 {
		t.Errorf("another address: %d", got)
	}
	if a := s.ask(http.MethodGet, secretPath, "X-Forwarded-For", "203.0.113.9"); a.StatusCode != 200 {
		t.Errorf("reading is limited too: %d", a.StatusCode)
	}
	if got := s.ask(http.MethodPost, "/", "X-Forwarded-For", "203.0.113.9").StatusCode; got != 200 {
		t.Errorf("other forms are limited too: %d", got)
	}
}

func TestAFormByItsLinkIsPostedSoOftenFromOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *server.Config) {
		c.PostsPerHour, c.TrustedProxies = 2, []string{"127.0.0.0/8"}
		c.Refuse = func(w http.ResponseWriter, _ *http.Request, err error) {
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, "a page of "+err.Error())
		}
	})
	post := func(path, from string) *http.Response {
		return s.ask(http.MethodPost, path, "X-Forwarded-For", from)
	}
	for _, path := range []string{"/s/A", "/c/A", "/s/B"} {
		for range 2 {
			if a := post(path, "203.0.113.9"); a.StatusCode != 200 {
				t.Errorf("%s is refused: %d", path, a.StatusCode)
			}
		}
	}
	a := post("/s/A", "203.0.113.9")
	if body := text(t, a); a.StatusCode != http.StatusTooManyRequests || !strings.HasPrefix(body, "a page of Too many tries") || a.Header.Get("Retry-After") == "" {
		t.Errorf("a third answer: %d %q %q", a.StatusCode, body, a.Header)
	}
	if got := post("/s/A", "203.0.113.10").StatusCode; got != 200 {
		t.Errorf("another address: %d", got)
	}
	if got := s.ask(http.MethodGet, "/s/A", "X-Forwarded-For", "203.0.113.9").StatusCode; got != 200 {
		t.Errorf("looking is limited too: %d", got)
	}
	refused := 0
	for n := range 9 {
		if post(fmt.Sprintf("/s/guess%d", n), "203.0.113.9").StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 8 {
		t.Errorf("%d of 9 guesses at links are refused after 7 posts of 8", refused)
	}
}

func TestAddressesAreBelievedOnlyFromTrustedProxies(t *testing.T) {
	t.Parallel()
	address := func(proxies []string, forwarded string) string {
		s := newSite(t, func(c *server.Config) { c.TrustedProxies = proxies })
		return text(t, s.ask(http.MethodGet, "/address", "X-Forwarded-For", forwarded, "X-Real-IP", "198.51.100.66", "True-Client-IP", "198.51.100.66"))
	}
	for name, is := range map[string]struct {
		proxies         []string
		forwarded, want string
	}{
		"no proxy is trusted":                   {nil, "203.0.113.9", "127.0.0.1"},
		"another network is trusted":            {[]string{"10.0.0.0/8"}, "203.0.113.9", "127.0.0.1"},
		"the peer is trusted":                   {[]string{"127.0.0.0/8"}, "203.0.113.9", "203.0.113.9"},
		"what a client wrote before is ignored": {[]string{"127.0.0.0/8"}, "192.0.2.1, 203.0.113.9", "203.0.113.9"},
		"a chain of trusted ones":               {[]string{"127.0.0.0/8", "10.0.0.0/8"}, "203.0.113.9, 10.1.1.1", "203.0.113.9"},
		"words are no address":                  {[]string{"127.0.0.0/8"}, "localhost", ""},
	} {
		if got := address(is.proxies, is.forwarded); got != is.want {
			t.Errorf("%s: %q, want %q", name, got, is.want)
		}
	}
}

func TestSecretsInPathsAndHeadersAreNotLogged(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := s.cookie()
	_ = s.ask(http.MethodGet, secretPath+"?code=s3cr3t-query", "Referer", s.URL+secretPath, "Cookie", cookie)
	_ = s.ask(http.MethodPost, secretPath)
	_ = s.ask(http.MethodGet, "/", "Authorization", "Bearer "+goodSecret)
	_ = s.ask(http.MethodGet, "/", "Authorization", "Bearer vit_bad")
	_ = s.ask(http.MethodGet, "/nowhere/tok3n-of-nothing")
	log := s.log.String()
	for _, secret := range []string{"tok3n", "s3cr3t-query", goodSecret, "vit_bad", strings.TrimPrefix(cookie, "vitrine=")} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %q:\n%s", secret, log)
		}
	}
	if n := strings.Count(log, `"route":"/sign-in/link/{token}"`); n != 2 {
		t.Errorf("%d requests of a link are logged by their route:\n%s", n, log)
	}
}

func TestReadinessFollowsTheCheckAndHealthDoesNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, is := range []struct {
		err   error
		ready int
	}{{nil, 200}, {errors.New("password vault-77"), 503}, {nil, 200}} {
		s.ready = is.err
		a := s.ask(http.MethodGet, "/readyz")
		if body := text(t, a); a.StatusCode != is.ready || strings.Contains(body, "vault-77") {
			t.Errorf("with %v: %d %q", is.err, a.StatusCode, body)
		}
		if a := s.ask(http.MethodGet, "/healthz"); a.StatusCode != 200 {
			t.Errorf("with %v health is %d", is.err, a.StatusCode)
		}
	}
}

func TestRequestsAreCountedByRouteAndStatusForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	counted := server.NewMetrics()
	s := newSite(t, func(c *server.Config) { c.Metrics = counted })
	for range 3 {
		_ = s.ask(http.MethodGet, secretPath)
	}
	_ = s.ask(http.MethodGet, "/panic")
	if body := text(t, s.ask(http.MethodGet, "/metrics")); strings.Contains(body, "vitrine_http") || strings.Contains(body, "go_goroutines") {
		t.Error("whoever reaches the pages reads the figures")
	}
	w := httptest.NewRecorder()
	counted.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	figures := w.Body.String()
	for _, want := range []string{
		`vitrine_http_requests_total{route="/sign-in/link/{token}",status="200"} 3`,
		`vitrine_http_requests_total{route="/panic",status="500"} 1`,
		`vitrine_http_request_seconds_count{route="/sign-in/link/{token}"} 3`, "go_goroutines",
	} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	if strings.Contains(figures, "tok3n") {
		t.Error("the figures tell a secret")
	}
}

func TestPagesAreCompressedAndStreamsFlowAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	page := s.ask(http.MethodGet, "/long", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(page.Body)
	if err != nil || page.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("a page is not compressed: %v", err)
	}
	if b, err := io.ReadAll(z); err != nil || len(b) != 2000*len("<p>museum</p>") {
		t.Errorf("a compressed page has %d bytes: %v", len(b), err)
	}
	live := s.ask(http.MethodGet, "/live", "Accept-Encoding", "gzip", "Cookie", s.cookie())
	line, err := bufio.NewReader(live.Body).ReadString('\n')
	if err != nil || line != "data: hello\n" || live.Header.Get("Content-Encoding") != "" {
		t.Errorf("a stream begins %q, encoded %q: %v", line, live.Header.Get("Content-Encoding"), err)
	}
}

func TestLooksAreServedWithoutASession(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := s.cookie()
	s.porter.broken = errors.New("the store is down")
	if a := s.ask(http.MethodGet, "/static/app.css", "Cookie", cookie); a.StatusCode != 200 || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("a look: %s", a.Status)
	}
}
