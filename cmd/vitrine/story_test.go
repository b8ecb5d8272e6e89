package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

// TestStory tells whole programs as strangers to the code would live them: through the API alone.
func TestStory(t *testing.T) {
	b := newScenery(t)
	for _, story := range []struct {
		name string
		tell func(*testing.T, *tale)
	}{
		{"one_cycle", oneCycle}, {"museums_connect", museumsConnect}, {"review_panel", reviewPanel},
	} {
		s := b.stage(t).tale
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			s.t = t
			story.tell(t, s)
		})
	}
	clock := sample.NewClock(b.clock.Now)
	clock.Set(b.clock.Now())
	s := &awardTale{tale: b.stageOn(t, clock).tale, clock: clock}
	t.Run("award_to_closeout", func(t *testing.T) {
		t.Parallel()
		s.t = t
		s.tell(t)
	})
}

// tale is a served world and the people in it, each with a token.
type tale struct {
	t      *testing.T
	office *office.Office
	url    string
	tokens map[string]string
}

func (s *tale) token(email string) string {
	s.t.Helper()
	if s.tokens[email] == "" {
		ctx := auth.As(pgtest.Context(s.t), auth.System("test"))
		p, err := s.office.Account.Store.PersonByEmail(ctx, email)
		if err != nil {
			s.t.Fatalf("%s: %v", email, err)
		}
		n, err := s.office.Account.TokenFor(ctx, p.ID, account.CreateTokenInput{Name: "story", Scopes: []string{"all"}, Days: 1})
		if err != nil {
			s.t.Fatal(err)
		}
		s.tokens[email] = n.Secret
	}
	return s.tokens[email]
}

// try sends an operation as somebody and answers its data and the code of its first error.
func (s *tale) try(email, query string, variables map[string]any) (node, string) {
	s.t.Helper()
	var out any
	if err := json.Unmarshal([]byte(s.answer(email, query, variables)), &out); err != nil {
		s.t.Fatal(err)
	}
	n := node{s.t, out}
	if first := n.maybe("errors.0"); first.v != nil {
		s.t.Logf("%s: %v", email, first.v)
		return n.maybe("data"), first.at("extensions.code").text()
	}
	return n.at("data"), ""
}

// answer is what somebody gets to an operation, byte by byte.
func (s *tale) answer(email, query string, variables map[string]any) string {
	s.t.Helper()
	a, err := http.DefaultClient.Do(s.request(email, query, variables))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

func (s *tale) request(email, query string, variables map[string]any) *http.Request {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(pgtest.Context(s.t), http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if email != "" {
		r.Header.Set("Authorization", "Bearer "+s.token(email))
	}
	return r
}

// do is try for what must succeed.
func (s *tale) do(email, query string, variables map[string]any) node {
	s.t.Helper()
	n, code := s.try(email, query, variables)
	if code != "" {
		s.t.Fatalf("%s was refused with %s:\n%s", email, code, query)
	}
	return n
}

// node walks an answer by dotted path.
type node struct {
	t *testing.T
	v any
}

func (n node) maybe(path string) node {
	v := n.v
	for p := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i >= len(x) {
				return node{n.t, nil}
			}
			v = x[i]
		default:
			return node{n.t, nil}
		}
	}
	return node{n.t, v}
}

func (n node) at(path string) node {
	n.t.Helper()
	m := n.maybe(path)
	if m.v == nil {
		n.t.Fatalf("there is no %s in %v", path, n.v)
	}
	return m
}

func (n node) list() []node {
	n.t.Helper()
	x, ok := n.v.([]any)
	if !ok {
		n.t.Fatalf("%v is no list", n.v)
	}
	out := make([]node, len(x))
	for i := range x {
		out[i] = node{n.t, x[i]}
	}
	return out
}

func (n node) text() string { return fmt.Sprint(n.v) }

func input(pairs ...any) map[string]any {
	in := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i].(string)] = pairs[i+1]
	}
	return map[string]any{"input": in}
}
