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
	for data := next(); data != ""; data = next() { // ends: nothing asks again but the news of the lost role
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

// queueLetter puts a letter for the first application on its way, as preparing letters does; slates are no matter here.
const queueLetter = `DO $$ BEGIN
	PERFORM set_config('session_replication_role', 'replica', true);
	INSERT INTO slates (id, cycle_id, ranking_id) SELECT gen_random_uuid(), id, gen_random_uuid() FROM cycles;
	INSERT INTO letters (id, cycle_id, application_id, slate_line_id, decision, locale, addressee, code, content, prepared_at)
	SELECT gen_random_uuid(), cycle_id, id, gen_random_uuid(), 'decline', 'en', 'Museum', 'ABCDEFGH0123', '{}', now() FROM applications LIMIT 1;
END $$`

func TestLettersAreWatchedAsTheyAreDrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(1)
	w.exec(queueLetter)
	next := w.follow("grants", `subscription($c: ID!) { letterProgress(cycle: $c) { queued revoked } }`, map[string]any{"c": w.ids["cycle"]})
	if first := next(); !strings.Contains(first, `"queued":1,"revoked":0`) {
		t.Fatalf("the first event is %s", first)
	}
	w.exec(`UPDATE letters SET state = 'revoked', revoked_at = now(), revoked_reason = 'Wrong museum.'`)
	if second := next(); !strings.Contains(second, `"queued":0,"revoked":1`) {
		t.Errorf("the second event is %s", second)
	}
}

// socket is an open subscription over a websocket by whoever has the token.
func (w *world) socket(secret any, query string, vars any) (hear func() (kind, payload string)) {
	w.t.Helper()
	s, ctx := w.served("nobody"), pgtest.Context(w.t)
	c, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.URL, "http"), &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	w.must(err)
	w.t.Cleanup(func() { _ = c.CloseNow() })
	w.must(wsjson.Write(ctx, c, map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": fmt.Sprint("Bearer ", secret)}}))
	w.must(wsjson.Write(ctx, c, map[string]any{"id": "1", "type": "subscribe", "payload": map[string]any{"query": query, "variables": vars}}))
	return func() (string, string) {
		for {
			var m struct {
				Type    string
				Payload json.RawMessage
			}
			w.must(wsjson.Read(ctx, c, &m))
			if m.Type == "next" || m.Type == "error" || m.Type == "complete" {
				return m.Type, string(m.Payload)
			}
		}
	}
}

func TestAPanelIsWatchedOverAWebsocketUntilTheTokenIsRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(1)
	made := w.get("officer", `mutation { createToken(input: {name: "Watcher", scopes: ["review"], days: 1}) { secret } }`, nil)
	hear := w.socket(made["createToken"].(map[string]any)["secret"], watchPanel, map[string]any{"p": w.ids["panel"]})
	if _, first := hear(); !strings.Contains(first, `"applications":1`) {
		t.Errorf("the first event is %s", first)
	}
	w.exec(`UPDATE assignments SET state = 'submitted' WHERE id = (SELECT id FROM assignments WHERE reviewer_id = $1 LIMIT 1)`, w.people["reader1"])
	if _, second := hear(); !strings.Contains(second, `{"name":"Reader1 Example","submitted":1}`) {
		t.Errorf("the second event is %s", second)
	}
	w.exec(`UPDATE tokens SET revoked_at = $1`, pgtest.Today)
	if kind, last := hear(); !strings.Contains(last, "UNAUTHENTICATED") || strings.Contains(last, "reviewers") {
		t.Errorf("after the token was revoked comes %s %s", kind, last)
	}
	if kind, _ := hear(); kind != "complete" {
		t.Errorf("then comes %s", kind)
	}
}

func TestTheWorkOfTheHouseIsWatchedByThoseWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const query = `subscription { jobProgress { mails { kind state jobs } } }`
	next := w.follow("officer", query, nil)
	if first := next(); !strings.Contains(first, `"mails":`) || strings.Contains(first, "test.told") {
		t.Fatalf("the first event is %s", first)
	}
	w.exec(`INSERT INTO messages (id, person_id, email, locale, template, queued_at) VALUES (gen_random_uuid(), $1, 'ann@example.org', 'en', 'test.told', now())`, w.people["officer"])
	if second := next(); !strings.Contains(second, `{"kind":"test.told","state":"queued","jobs":1}`) {
		t.Errorf("the second event is %s", second)
	}
	for _, who := range []string{"lead", "reader1", "nobody"} {
		if data := w.follow(who, query, nil)(); !strings.Contains(data, "FORBIDDEN") && !strings.Contains(data, "UNAUTHENTICATED") {
			t.Errorf("%s hears %s", who, data)
		}
	}
}
