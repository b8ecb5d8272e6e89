package graph_test

import (
	"strings"
	"testing"
)

const watchRoom = `subscription($p: ID!, $after: String) { panelRoom(panel: $p, after: $after) { reset events { number kind words } room { mustLeave cursor current { title } } } }`

// meets opens a meeting of the panel on its two proposals; the second reader is bound to the first.
func (w *world) meets() (first string) {
	w.t.Helper()
	w.proposals(2)
	w.exec(`UPDATE panel_members SET confidentiality_at = now()`)
	w.exec(`UPDATE panels SET state = 'discussion'`)
	w.exec(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) SELECT gen_random_uuid(), $1, id, 'board', 'recorded', now() FROM applications ORDER BY number LIMIT 1`, w.people["reader2"])
	opened := w.get("chair", `mutation($p: ID!) { openMeeting(input: {panel: $p, order: preliminary}) { room { agenda { item title } } } }`, map[string]any{"p": w.ids["panel"]})
	agenda := opened["openMeeting"].(map[string]any)["room"].(map[string]any)["agenda"].([]any)
	if len(agenda) != 2 {
		w.t.Fatalf("the agenda is %v", agenda)
	}
	return agenda[0].(map[string]any)["item"].(string)
}

func TestARoomIsWatchedAndWhoIsRecusedHearsItsBeginAndEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	item := w.meets()
	vars := map[string]any{"p": w.ids["panel"]}
	in, out := w.follow("officer", watchRoom, vars), w.follow("reader2", watchRoom, vars)
	for _, next := range []func() string{in, out} {
		if first := next(); !strings.Contains(first, `"kind":"opened"`) {
			t.Fatalf("the first event is %s", first)
		}
	}
	w.get("chair", `mutation($p: ID!, $i: ID!) { callItem(input: {panel: $p, item: $i}) { room { mustLeave } } }`, map[string]any{"p": w.ids["panel"], "i": item})
	if called := in(); !strings.Contains(called, `"kind":"item_called"`) || !strings.Contains(called, `"recused_left"`) {
		t.Errorf("the officer hears %s", called)
	}
	asked := out()
	if !strings.Contains(asked, `"events":[{"number":2,"kind":"asked_to_leave","words":""}]`) || !strings.Contains(asked, `"mustLeave":true`) || !strings.Contains(asked, `"current":null`) {
		t.Errorf("who is recused hears %s", asked)
	}
	w.get("chair", `mutation($p: ID!) { joinMeeting(input: {panel: $p}) { room { joined } } }`, vars)
	w.get("chair", `mutation($p: ID!, $i: ID!) { addMeetingNote(input: {panel: $p, item: $i, words: "Weak.", minuted: true}) { room { mustLeave } } }`, map[string]any{"p": w.ids["panel"], "i": item})
	w.get("chair", `mutation($p: ID!, $i: ID!) { closeItem(input: {panel: $p, item: $i}) { room { mustLeave } } }`, map[string]any{"p": w.ids["panel"], "i": item})
	heard := ""
	for !strings.Contains(heard, "called_back") {
		next := out()
		if next == "" {
			t.Fatal("the stream ended")
		}
		heard += next
	}
	if strings.Contains(heard, "Weak.") || strings.Contains(heard, `"note"`) {
		t.Errorf("who is recused hears %s", heard)
	}
	_, rest, _ := strings.Cut(asked, `"cursor":"`)
	cursor, _, _ := strings.Cut(rest, `"`)
	again := w.follow("reader2", watchRoom, map[string]any{"p": w.ids["panel"], "after": cursor})()
	if strings.Contains(again, `"number":2,`) || !strings.Contains(again, `"number":3,`) || !strings.Contains(again, `"reset":false`) {
		t.Errorf("who resumes after the second event hears %s", again)
	}
	for _, who := range []string{"stranger", "lead", "nobody"} {
		if data := w.follow(who, watchRoom, vars)(); !strings.Contains(data, "NOT_FOUND") && !strings.Contains(data, "UNAUTHENTICATED") {
			t.Errorf("%s hears %s", who, data)
		}
	}
}
