package wire_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

const ticks = `subscription($n:Int!){ticks(upTo:$n){n}}`

// open starts a stream against a real server and gives its events one by one.
func (b *bench) open(body string, headers ...string) (next func() string, resp *http.Response) {
	b.t.Helper()
	srv := httptest.NewServer(b.h)
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(func() { cancel(); srv.Close() })
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	with(r, append([]string{"Content-Type", "application/json", "Accept", "text/event-stream"}, headers...)...)
	resp, err = http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewReader(resp.Body)
	return func() string {
		var event strings.Builder
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return event.String() + "EOF"
			}
			if line == "\n" {
				return event.String()
			}
			event.WriteString(line)
		}
	}, resp
}

func TestStream(t *testing.T) {
	t.Parallel()
	b := setup(t)
	next, resp := b.open(doc(ticks, vars(map[string]any{"n": 2})))
	want(t, "content type", resp.Header.Get("Content-Type"), "text/event-stream; charset=utf-8")
	want(t, "cost", resp.Header.Get("RateLimit-Remaining"), "9999")
	want(t, "opening", next(), ":\n")
	b.r.Ticks <- 1
	want(t, "first", next(), "event: next\ndata: {\"data\":{\"ticks\":{\"n\":1}},\"extensions\":{\"cost\":{\"requested\":1,\"limit\":10000,\"remaining\":9999}}}\n")
	b.r.Ticks <- 1
	if e := next(); !strings.Contains(e, `"n":2`) {
		t.Errorf("second event is %q", e)
	}
	want(t, "end", next(), "event: complete\ndata: \n")
	want(t, "close", next(), "EOF")
}

func TestStreamResumesAfterTheLastEvent(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) {
		c.AroundFields = func(ctx context.Context, next graphql.Resolver) (any, error) {
			v, err := next(ctx)
			if n, ok := v.(int); ok && n > 0 {
				wire.SetEventID(ctx, strings.Repeat("i", n))
			}
			return v, err
		}
	})
	next, _ := b.open(doc(ticks, vars(map[string]any{"n": 9})), "Last-Event-ID", "5")
	next()
	b.r.Ticks <- 1
	if e := next(); !strings.HasPrefix(e, "id: iiiiii\nevent: next\n") || !strings.Contains(e, `"n":6`) {
		t.Errorf("the first event after 5 is %q", e)
	}
}

func TestStreamBeatsWhileNothingHappens(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) { c.Heartbeat = time.Millisecond })
	next, _ := b.open(doc(ticks, vars(map[string]any{"n": 1})))
	next()
	want(t, "idle", next(), ": heartbeat\n")
}

func TestStreamEndsWhenRightsEnd(t *testing.T) {
	t.Parallel()
	var revoked atomic.Bool
	b := setup(t, func(c *wire.Config) {
		c.Reauthorize = func(context.Context) error {
			if revoked.Load() {
				return &wire.Problem{Code: wire.Forbidden, Message: "You left this panel."}
			}
			return nil
		}
	})
	next, _ := b.open(doc(ticks, vars(map[string]any{"n": 9})))
	next()
	b.r.Ticks <- 1
	next()
	revoked.Store(true)
	b.r.Ticks <- 1
	if e := next(); !strings.Contains(e, "FORBIDDEN") || strings.Contains(e, `"n":2`) {
		t.Errorf("after rights ended came %q", e)
	}
	want(t, "end", next(), "event: complete\ndata: \n")
}

func TestStreamTakesQueriesAndRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for query, wanted := range map[string]string{`{hello}`: "Hello, world", `{helo}`: "GRAPHQL_VALIDATION_FAILED", `{`: "GRAPHQL_PARSE_FAILED"} {
		next, resp := b.open(doc(query))
		want(t, "status", resp.StatusCode, 200)
		next()
		if e := next(); !strings.HasPrefix(e, "event: next\n") || !strings.Contains(e, wanted) {
			t.Errorf("%s: %q", query, e)
		}
		want(t, "end", next(), "event: complete\ndata: \n")
	}
	_, resp := b.open(`[]`)
	want(t, "a request that is none", resp.StatusCode, 400)
}

func TestSubscriptionsAreCounted(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) {
		c.Actor = func(context.Context) string { return "ann" }
		c.Limits.Subscriptions = 1
	})
	body := doc(ticks, vars(map[string]any{"n": 1}))
	first, _ := b.open(body)
	first()
	second, _ := b.open(body)
	second()
	if e := second(); !strings.Contains(e, "RATE_LIMITED") {
		t.Errorf("the second at once: %q", e)
	}
	b.r.Ticks <- 1
	for e := first(); e != "EOF"; e = first() {
	}
	third, _ := b.open(body)
	third()
	b.r.Ticks <- 1
	if e := third(); !strings.Contains(e, `"n":1`) {
		t.Errorf("after the first ended: %q", e)
	}
}

type message struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Payload any    `json:"payload,omitempty"`
}

func (b *bench) dial(headers ...string) (*websocket.Conn, *http.Response, error) {
	srv := httptest.NewServer(b.h)
	b.t.Cleanup(srv.Close)
	h := http.Header{}
	with(&http.Request{Header: h}, headers...)
	conn, resp, err := websocket.Dial(b.t.Context(), srv.URL, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: h})
	if err == nil {
		b.t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, resp, err
}

func TestWebsocket(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) {
		c.Connect = func(ctx context.Context, payload map[string]any) (context.Context, error) {
			if payload["authorization"] != "Bearer good" {
				return nil, errors.New("token store says no, secretly")
			}
			return ctx, nil
		}
	})
	t.Run("a subscription runs", func(t *testing.T) {
		t.Parallel()
		conn, _, err := (&bench{t: t, h: b.h}).dial()
		if err != nil {
			t.Fatal(err)
		}
		say := func(m message) {
			if err := wsjson.Write(t.Context(), conn, m); err != nil {
				t.Fatal(err)
			}
		}
		hear := func() (m message) {
			for m.Type == "" || m.Type == "ping" {
				if err := wsjson.Read(t.Context(), conn, &m); err != nil {
					t.Fatal(err)
				}
			}
			return m
		}
		say(message{Type: "connection_init", Payload: map[string]any{"authorization": "Bearer good"}})
		want(t, "ack", hear().Type, "connection_ack")
		say(message{Type: "subscribe", ID: "1", Payload: map[string]any{"query": ticks, "variables": map[string]any{"n": 1}}})
		b.r.Ticks <- 1
		m := hear()
		want(t, "next", m.Type, "next")
		data := m.Payload.(map[string]any)["data"].(map[string]any)["ticks"].(map[string]any)
		want(t, "n", data["n"], any(1.0))
		want(t, "complete", hear().Type, "complete")
		say(message{Type: "subscribe", ID: "2", Payload: map[string]any{"query": "{helo}"}})
		want(t, "refusal", hear().Type, "error")
	})
	t.Run("a refused connection learns nothing", func(t *testing.T) {
		t.Parallel()
		conn, _, err := (&bench{t: t, h: b.h}).dial()
		if err != nil {
			t.Fatal(err)
		}
		if err := wsjson.Write(t.Context(), conn, message{Type: "connection_init"}); err != nil {
			t.Fatal(err)
		}
		for err == nil {
			var text []byte
			if _, text, err = conn.Read(t.Context()); strings.Contains(string(text), "secretly") {
				t.Errorf("leaks %s", text)
			}
		}
		want(t, "close code", int(websocket.CloseStatus(err)), 4403)
	})
	t.Run("another site may not connect", func(t *testing.T) {
		t.Parallel()
		_, resp, err := (&bench{t: t, h: b.h}).dial("Origin", "https://evil.example", "Cookie", "s=1")
		if err == nil || resp.StatusCode != 403 {
			t.Errorf("got %v %v", resp, err)
		}
	})
	t.Run("the old subprotocol is not spoken", func(t *testing.T) {
		t.Parallel()
		a := (&bench{t: t, h: b.h}).send(with(httptest.NewRequest("GET", "/", nil), "Upgrade", "websocket", "Connection", "upgrade",
			"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol", "graphql-ws"))
		want(t, "status", a.Code, 400)
		want(t, "code", a.code(), "BAD_USER_INPUT")
	})
}
