package graph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

const watchPanel = `subscription($p: ID!) { reviewProgress(panel: $p) { applications enough reviewers { name submitted } } }`

// served is the API on the loopback, where everybody who asks is the person named.
func (w *world) served(who string) *httptest.Server {
	actor := auth.Who(w.as(who))
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.h.ServeHTTP(rw, r.WithContext(auth.As(r.Context(), actor)))
	}))
	w.t.Cleanup(s.Close)
	return s
}

// follow opens a stream of server-sent events; each call of next is the data of one event, empty at the end.
func (w *world) follow(who, query string, vars any) (next func() string) {
	w.t.Helper()
	s := w.served(who)
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	w.must(err)
	ctx, cancel := context.WithCancel(pgtest.Context(w.t))
	w.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, strings.NewReader(string(body)))
	w.must(err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(r)
	w.must(err)
	w.t.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	return func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != "" && data != "null" {
				return data
			}
		}
		return ""
	}
}

func TestAPanelIsWatchedUntilTheRightIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(2)
	next := w.follow("officer", watchPanel, map[string]any{"p": w.ids["panel"]})
	if first := next(); !strings.Contains(first, `"applications":2,"enough":0`) {
		t.Fatalf("the first event is %s", first)
	}
	w.exec(`UPDATE assignments SET state = 'submitted' WHERE id = (SELECT id FROM assignments WHERE reviewer_id = $1 LIMIT 1)`, w.people["reader1"])
	if second := next(); !strings.Contains(second, `{"name":"Reader1 Example","submitted":1}`) {
		t.Errorf("the second event is %s", second)
	}
	w.exec(`UPDATE role_grants SET revoked_at = $2 WHERE person_id = $1`, w.people["officer"], pgtest.Today)
	w.exec(`UPDATE assignments SET state = 'submitted' WHERE reviewer_id = $1`, w.people["reader1"])
	for data := next(); data != ""; data = next() {
		if strings.Contains(data, `"submitted":2`) {
			t.Errorf("who lost the role still hears: %s", data)
		}
	}
}

func TestWhoMayNotSeeAPanelDoesNotWatchIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(1)
	for who, code := range map[string]string{"nobody": "NOT_FOUND", "stranger": "NOT_FOUND", "lead": "NOT_FOUND"} {
		next := w.follow(who, watchPanel, map[string]any{"p": w.ids["panel"]})
		if data := next(); !strings.Contains(data, code) && !strings.Contains(data, "UNAUTHENTICATED") {
			t.Errorf("%s hears %s", who, data)
		}
	}
}

func TestAPanelIsWatchedOverAWebsocket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(1)
	made := w.get("officer", `mutation { createToken(input: {name: "Watcher", scopes: ["review"], days: 1}) { secret } }`, nil)
	secret := made["createToken"].(map[string]any)["secret"]
	s := w.served("nobody")
	ctx := pgtest.Context(t)
	c, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.URL, "http"), &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	w.must(err)
	defer func() { _ = c.CloseNow() }()
	w.must(wsjson.Write(ctx, c, map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": fmt.Sprint("Bearer ", secret)}}))
	var m map[string]any
	w.must(wsjson.Read(ctx, c, &m))
	w.must(wsjson.Write(ctx, c, map[string]any{"id": "1", "type": "subscribe", "payload": map[string]any{
		"query": watchPanel, "variables": map[string]any{"p": w.ids["panel"]},
	}}))
	for m["type"] != "next" && m["type"] != "error" {
		w.must(wsjson.Read(ctx, c, &m))
	}
	b, _ := json.Marshal(m["payload"])
	if !strings.Contains(string(b), `"applications":1`) {
		t.Errorf("the first event is %s", b)
	}
}
