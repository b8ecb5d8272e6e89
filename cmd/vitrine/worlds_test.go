package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/server"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// half is one of two worlds that differ in what is hidden from most, behind the whole server.
type half struct {
	t     *testing.T
	world *pgtest.World
	*office.Office
	door   http.Handler
	routes chi.Routes
	actors map[string]auth.Actor
	mu     sync.Mutex
}

func (s *scenery) half(t *testing.T, of *pgtest.World) *half {
	t.Helper()
	w := of.Clone(t)
	o := s.office(w, quiet(), "http://vitrine.example.org")
	h := &half{t: t, world: w, Office: o, actors: map[string]auth.Actor{}}
	sessions := server.NewSessions(memstore.New(), false)
	pages := (&web.Site{Office: o, Sessions: sessions, Log: quiet(), Now: s.clock.Now, Demo: true}).Handler()
	h.routes = pages.(chi.Routes)
	h.door = server.New(server.Config{
		Log: quiet(), Now: s.clock.Now, Door: h, Sessions: sessions, Pages: pages, Ready: func(context.Context) error { return nil },
		GraphQL: graph.Handler(o, graph.Options{Log: quiet(), Now: s.clock.Now, CostPerMinute: -1}),
	})
	return h
}

// Actor is whoever a session is of; nobody signs in here.
func (h *half) Actor(ctx context.Context, p ident.Person, proved bool, via string) (auth.Actor, error) {
	return h.Account.Actor(ctx, p, proved, via)
}

// ActorByToken is the person whose address the token says, as in a browser.
func (h *half) ActorByToken(_ context.Context, email string) (auth.Actor, error) {
	return h.actor(email), nil
}

func (h *half) actor(email string) auth.Actor {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	a, known := h.actors[email]
	if !known {
		var err error
		if a, err = h.Account.Actor(pgtest.Context(h.t), ident.From[ident.PersonKind](h.id(`SELECT id FROM people WHERE email = '`+email+`'`)), true, "web"); err != nil {
			h.t.Fatal(err)
		}
		h.actors[email] = a
	}
	return a
}

// hide changes facts past every guard of the database; one that changes nothing is no fact.
func (h *half) hide(facts ...string) {
	h.t.Helper()
	c, err := h.world.DB.Pool.Acquire(pgtest.Context(h.t))
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Release()
	for _, text := range append([]string{`SET session_replication_role = replica`}, facts...) {
		tag, err := c.Exec(pgtest.Context(h.t), text)
		if err != nil || !strings.HasPrefix(text, "SET") && tag.RowsAffected() == 0 {
			h.t.Fatalf("%s: %d rows, %v", text, tag.RowsAffected(), err)
		}
	}
	if _, err := c.Exec(pgtest.Context(h.t), `SET session_replication_role = origin`); err != nil {
		h.t.Fatal(err)
	}
}

func (h *half) id(statement string) uuid.UUID {
	h.t.Helper()
	return first[uuid.UUID](h, statement)
}

func first[T any](h *half, statement string) T {
	h.t.Helper()
	var out T
	if err := h.world.DB.Pool.QueryRow(pgtest.Context(h.t), statement).Scan(&out); err != nil {
		h.t.Fatalf("%s: %v", statement, err)
	}
	return out
}

// said is all that somebody gets for one request.
type said struct {
	status     int
	header     http.Header
	body       string
	statements int64
}

// asked is one thing to ask: a page, the form of a page, or a question with its variables.
type asked struct {
	method, at string
	body       map[string]any // of a question
}

func (a asked) String() string {
	if a.body == nil {
		return a.method + " " + a.at
	}
	vars, _ := json.Marshal(a.body["variables"])
	text, _, _ := strings.Cut(a.body["query"].(string), " {\n")
	return text + " " + string(vars)
}

// beginning is a writer that hangs up once something was sent at once: a stream's first message.
type beginning struct {
	*httptest.ResponseRecorder
	hangUp func()
}

// Flush ends the request of a stream.
func (b beginning) Flush() {
	b.ResponseRecorder.Flush()
	b.hangUp()
}

// says is the answer somebody gets; of a stream its first message.
func (h *half) says(email string, a asked) said {
	ctx, stop := context.WithCancel(pgtest.Context(h.t))
	defer stop()
	ctx, statements := postgres.Counting(ctx)
	var body bytes.Buffer
	if a.body != nil {
		if err := json.NewEncoder(&body).Encode(a.body); err != nil {
			h.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(ctx, a.method, a.at, &body)
	switch {
	case a.body != nil && strings.HasPrefix(a.body["query"].(string), "subscription"):
		r.Header.Set("Accept", "text/event-stream")
		fallthrough
	case a.body != nil:
		r.Header.Set("Content-Type", "application/json")
	case a.method != http.MethodGet:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if email != "" {
		r.Header.Set("Authorization", "Bearer "+email)
	}
	w := beginning{httptest.NewRecorder(), stop}
	h.door.ServeHTTP(w, r)
	header := w.Header().Clone()
	header.Del("X-Request-Id")
	for i, c := range header["Set-Cookie"] { // its value and end are of the browser alone
		header["Set-Cookie"][i], _, _ = strings.Cut(c, "=")
	}
	text := numbered.ReplaceAllString(w.Body.String(), "<request>")
	if a.asks("criteriaPreview") { // of criteria that nobody has kept: each look makes their ids anew
		text = anID.ReplaceAllString(text, "<new>")
	}
	return said{w.Code, header, text, statements()}
}

// asks tells whether it is a question of a field of the API.
func (a asked) asks(field string) bool {
	return a.body != nil && strings.Contains(a.body["query"].(string), "{ "+field)
}

// numbered are the numbers of requests, which differ each time.
var numbered = regexp.MustCompile(`[\w.-]+/[A-Za-z0-9]{10}-\d{6}`)

// differs tells in what two answers are not the same; empty when nothing.
func (s said) differs(o said) string {
	switch {
	case s.status != o.status:
		return "answered " + strconv.Itoa(s.status) + " and " + strconv.Itoa(o.status) + ": " + apart(s.body, o.body)
	case s.body != o.body:
		return apart(s.body, o.body)
	}
	for _, name := range slices.Sorted(maps.Keys(s.header)) {
		if !slices.Equal(s.header[name], o.header[name]) {
			return name + ": " + strings.Join(s.header[name], ", ") + " and " + strings.Join(o.header[name], ", ")
		}
	}
	if len(s.header) != len(o.header) {
		return "other headers"
	}
	return ""
}

// apart is where two texts begin to differ.
func apart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(i-80, 0)
	return "…" + a[from:min(i+80, len(a))] + "… and …" + b[from:min(i+80, len(b))] + "…"
}
