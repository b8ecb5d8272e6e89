package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// scores has everybody who reads score and hand in; who comes later is harsher.
func (p *panelTale) scores(t *testing.T) {
	t.Helper()
	for strict, who := range []string{reads, susan, amadou, chairs} {
		rows := slices.DeleteFunc(p.queue(who), func(n node) bool { return n.at("step").text() != "read" })
		if who == amadou {
			p.scoresBadly(t, rows[0].at("id").text())
		}
		for _, row := range rows {
			p.reviews(who, row.at("id").text(), slices.Index(p.apps, row.at("application.id").text()), strict)
		}
	}
}

// scoresBadly gives what no scale has, and one score twice at the same moment: one of the two is kept.
func (p *panelTale) scoresBadly(t *testing.T, assignment string) {
	t.Helper()
	first := p.do(amadou, sheetQuery, map[string]any{"id": assignment}).at("myReview.lines.0.criterion").text()
	for _, half := range []int{0, 1, 11, -3} {
		if _, code := p.try(amadou, saveScore, input("assignment", assignment, "criterion", first, "halfPoints", half, "comment", because)); code != "BAD_USER_INPUT" {
			t.Errorf("a score of %d halves is answered with %q", half, code)
		}
	}
	var all sync.WaitGroup
	var refused atomic.Int32
	for half := range 4 {
		all.Go(func() {
			got := p.answer(amadou, saveScore, input("assignment", assignment, "criterion", first, "halfPoints", 4+half, "comment", because, "expectedVersion", 0))
			if strings.Contains(got, `"CONFLICT"`) {
				refused.Add(1)
			}
		})
	}
	all.Wait()
	if refused.Load() != 3 {
		t.Errorf("of four scores given at once %d were refused", refused.Load())
	}
	if _, code := p.try(amadou, `mutation($input: SubmitReviewInput!) { submitReview(input: $input) { review { state } } }`, input("assignment", assignment)); code != "BAD_USER_INPUT" {
		t.Errorf("a review with one score of eight is handed in and answered with %q", code)
	}
}

const saveScore = `mutation($input: SaveScoreInput!) { saveScore(input: $input) { halfPoints comment scored of } }`

// reviews scores every criterion of one reading, the earlier proposals higher, reads each back, and hands it in.
func (p *panelTale) reviews(who, assignment string, place, strict int) {
	p.t.Helper()
	for j, line := range p.do(who, sheetQuery, map[string]any{"id": assignment}).at("myReview.lines").list() {
		half := min(10, max(2, 10-place-strict+(j+place*strict)%3))
		kept := p.do(who, saveScore, input("assignment", assignment, "criterion", line.at("criterion").text(), "halfPoints", half, "comment", because)).at("saveScore")
		if kept.at("halfPoints").text() != itoa(half) || kept.at("comment").text() != because {
			p.t.Errorf("a score of %d halves reads back as %v", half, kept.v)
		}
	}
	p.do(who, `mutation($input: SaveOverallInput!) { saveOverall(input: $input) { review { id } } }`, input("assignment", assignment, "recommendation", "fund", "overall", "They know what they want of each other."))
	p.do(who, `mutation($input: SubmitReviewInput!) { submitReview(input: $input) { review { state } } }`, input("assignment", assignment))
}

// findsLate has the office find that Susan is bound to what she has handed in a review of: it is kept and no longer
// counts, and another member reads it instead.
func (p *panelTale) findsLate(t *testing.T) {
	t.Helper()
	for _, row := range p.queue(susan) {
		if id := row.at("application.id").text(); id != p.declared && row.at("step").text() == "done" {
			p.late, p.lateTask = id, row.at("id").text()
		}
	}
	const found = `mutation($input: RecordConflictInput!) { recordConflict(input: $input) { conflict { id } } }`
	p.do(decides, found, input("application", p.late, "person", p.people[susan], "kind", "paid_work", "note", "Wrote its last catalog."))
	states := map[string]string{}
	for _, r := range p.do(decides, `query($id: ID!) { reviews(application: $id) { state baseMilli reviewer { email } } }`, map[string]any{"id": p.late}).at("reviews").list() {
		states[r.at("reviewer.email").text()] = r.at("state").text()
	}
	if len(states) != 3 || states[susan] != "voided" {
		t.Errorf("the reviews are %v", states)
	}
	line := p.do(reads, `query($id: ID!) { cycle(id: $id) { criteria { id } } }`, map[string]any{"id": p.cycle}).at("cycle.criteria.0.id").text()
	if _, code := p.try(susan, saveScore, input("assignment", p.lateTask, "criterion", line, "halfPoints", 4)); code != "NOT_FOUND" {
		t.Errorf("a score by who was recused a second ago is answered with %q", code)
	}
	again := p.do(decides, evenly, input("panel", p.panel, "applications", []string{p.late}, "perApplication", 3)).at("assignEvenly.assigned").list()
	if len(again) != 1 || states[again[0].at("reviewer.email").text()] != "" {
		t.Fatalf("it is read instead by %v", again)
	}
	who := again[0].at("reviewer.email").text()
	p.do(who, `mutation($input: DeclareConflictsInput!) { declareConflicts(input: $input) { assignments { state } } }`, input("declarations", []any{map[string]any{"assignment": again[0].at("id").text()}}))
	p.reviews(who, again[0].at("id").text(), slices.Index(p.apps, p.late), 2)
	progress := p.do(chairs, `query($id: ID!) { panelProgress(panel: $id) { needed applications enough reviewers { name recused } } }`, map[string]any{"id": p.panel}).at("panelProgress")
	if progress.at("applications").text() != "6" || progress.at("enough").text() != "6" {
		t.Errorf("the panel is at %v", progress.v)
	}
}

const moves = `(input: $input) { panel { state } } }`

// triages closes the first reading, tells how everybody scores, and has a member call up what would not be discussed.
func (p *panelTale) triages(t *testing.T) {
	t.Helper()
	if _, code := p.try(reads, `mutation($input: MovePanelInput!) { closePreliminary`+moves, input("panel", p.panel)); code != "FORBIDDEN" {
		t.Errorf("a member who closes the reading is answered with %q", code)
	}
	p.do(chairs, `mutation($input: MovePanelInput!) { closePreliminary`+moves, input("panel", p.panel))
	const agenda = `query($id: ID!) { panelAgenda(panel: $id) { application { id } number preliminaryMilli place discussed recused { name } } }`
	var out string
	for i, item := range p.do(chairs, agenda, map[string]any{"id": p.panel}).at("panelAgenda").list() {
		if item.at("discussed").v != (i < 3) {
			t.Errorf("of six, place %d is discussed: %v", i+1, item.at("discussed").v)
		}
		if id := item.at("application.id").text(); i >= 3 && id != p.declared && id != p.known {
			out = id
		}
		if recused := item.at("recused").list(); item.at("application.id").text() == p.late && (len(recused) != 1 || recused[0].at("name").text() != "Susan Delacroix") {
			t.Errorf("recused from it are %v", recused)
		}
	}
	for _, id := range []string{p.late, out} {
		p.do(reads, `mutation($input: CallUpInput!) { callUp(input: $input) { agenda { number discussed calledUp { reason by { email } } } } }`, input("panel", p.panel, "application", id, "reason", "It deserves a word."))
	}
	if _, code := p.try(susan, `mutation($input: CallUpInput!) { callUp(input: $input) { agenda { number } } }`, input("panel", p.panel, "application", p.late)); code != "NOT_FOUND" {
		t.Errorf("a call-up by who is bound to it is answered with %q", code)
	}
	c := p.do(chairs, `query($id: ID!) { calibration(panel: $id) { scores meanMilli agreement { alphaMicro } reviewers { name leniencyMilli lowMilli } proposals { rawMilli normalizedMilli modelMilli } } }`, map[string]any{"id": p.panel}).at("calibration")
	if c.at("scores").text() != "18" || len(c.at("reviewers").list()) != 4 || len(c.at("proposals").list()) != 6 {
		t.Errorf("calibration is made of %v", c.v)
	}
	strictest := c.at("reviewers.0.name").text()
	if strings.Contains(strictest, "Teodora") {
		t.Error("the mildest reader is called the strictest")
	}
	own := p.do(reads, `query($id: ID!) { myCalibration(panel: $id) { readings meanMilli leniencyMilli } }`, map[string]any{"id": p.panel}).at("myCalibration")
	if own.at("readings").text() == "0" {
		t.Errorf("her own line is %v", own.v)
	}
	if _, code := p.try(reads, `query($id: ID!) { calibration(panel: $id) { scores } }`, map[string]any{"id": p.panel}); code != "NOT_FOUND" {
		t.Errorf("a member who asks how all score is answered with %q", code)
	}
	p.do(chairs, `mutation($input: MovePanelInput!) { openDiscussion`+moves, input("panel", p.panel))
}

// stream is what somebody hears from the room.
type stream struct {
	mu   sync.Mutex
	all  []string
	done chan struct{}
}

// hears opens a stream of the room's events, from after a cursor on.
func (p *panelTale) hears(who, after string) *stream {
	p.t.Helper()
	ctx, stop := context.WithCancel(pgtest.Context(p.t))
	var from any
	if after != "" {
		from = after
	}
	r := p.request(who, `subscription($p: ID!, $after: String) { panelRoom(panel: $p, after: $after) { reset events { number kind words by person item { title number } } room { mustLeave cursor agenda { title } current { title } } } }`,
		map[string]any{"p": p.panel, "after": from}).WithContext(ctx)
	r.Header.Set("Accept", "text/event-stream")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	s := &stream{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(a.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != "" && data != "null" {
				s.mu.Lock()
				s.all = append(s.all, data)
				s.mu.Unlock()
			}
		}
	}()
	p.t.Cleanup(func() { stop(); <-s.done; _ = a.Body.Close() })
	return s
}

func (s *stream) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.all, "\n")
}

// hasHeard waits until a word was heard.
func (s *stream) hasHeard(t *testing.T, word string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !strings.Contains(s.text(), word); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%q is never heard:\n%s", word, s.text())
		}
	}
}

// kinds are the events heard, in order; their numbers have no gap.
func (s *stream) kinds(t *testing.T) (out []string, cursor string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	last := 0
	for _, one := range s.all {
		var v any
		if err := json.Unmarshal([]byte(one), &v); err != nil {
			t.Fatal(err)
		}
		u := node{t, v}.at("data.panelRoom")
		cursor = u.at("room.cursor").text()
		for _, e := range u.at("events").list() {
			if n := int(e.at("number").v.(float64)); last > 0 && n != last+1 {
				t.Errorf("after event %d comes %d", last, n)
			} else {
				last = n
			}
			out = append(out, e.at("kind").text())
		}
	}
	return out, cursor
}
