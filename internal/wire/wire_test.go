package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/wire"
	"github.com/vitrine-grants/vitrine/internal/wire/testdata/tiny"
)

// bench is a handler over the tiny schema with its log kept.
type bench struct {
	t   *testing.T
	h   http.Handler
	r   *tiny.Resolver
	log *safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func setup(t *testing.T, change ...func(*wire.Config)) *bench {
	t.Helper()
	b := &bench{t: t, r: &tiny.Resolver{Ticks: make(chan int)}, log: &safeBuffer{}}
	cfg := wire.Config{
		Schema: tiny.New(b.r), Logger: slog.New(slog.NewTextHandler(b.log, nil)),
		Present: func(_ context.Context, err error) (wire.Problem, bool) {
			if errors.Is(err, tiny.ErrConflict) {
				return wire.Problem{Code: wire.Conflict, Message: "Someone was faster.", Extra: map[string]any{"version": 3}}, true
			}
			return wire.Problem{}, false
		},
	}
	for _, f := range change {
		f(&cfg)
	}
	b.h = wire.Handler(cfg)
	return b
}

type answer struct {
	*httptest.ResponseRecorder
	Data       map[string]any
	Errors     []answerError
	Extensions map[string]any
	keys       map[string]json.RawMessage
}

type answerError struct {
	Message    string
	Path       []any
	Locations  []map[string]int
	Extensions map[string]any
}

func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	s, _ := a.Errors[0].Extensions["code"].(string)
	return s
}

func (b *bench) send(r *http.Request) answer {
	b.t.Helper()
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	b.h.ServeHTTP(a, r)
	if body := a.Body.Bytes(); len(body) > 0 && strings.Contains(a.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(body, &a.keys); err != nil {
			b.t.Fatalf("answer is no JSON: %v\n%.300s", err, body)
		}
		var rest struct {
			Data       map[string]any
			Errors     []answerError
			Extensions map[string]any
		}
		if err := json.Unmarshal(body, &rest); err != nil {
			b.t.Fatal(err)
		}
		a.Data, a.Errors, a.Extensions = rest.Data, rest.Errors, rest.Extensions
	}
	return a
}

func post(body string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	return with(r, headers...)
}

func with(r *http.Request, headers ...string) *http.Request {
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return r
}

func get(params url.Values, headers ...string) *http.Request {
	return with(httptest.NewRequest(http.MethodGet, "/graphql?"+params.Encode(), nil), headers...)
}

func doc(query string, more ...map[string]any) string {
	m := map[string]any{"query": query}
	for _, x := range more {
		maps.Copy(m, x)
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func vars(v map[string]any) map[string]any { return map[string]any{"variables": v} }

func (b *bench) ask(query string, more ...map[string]any) answer {
	b.t.Helper()
	return b.send(post(doc(query, more...)))
}

func want[T comparable](t *testing.T, what string, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %v, want %v", what, got, wanted)
	}
}
