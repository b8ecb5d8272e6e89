package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// TestNothingHiddenShowsOnAnyPageOrInAnyAnswer reads every page, file and feed that the router knows, the pages they lead
// to by sorting and filtering, the first message of every stream, and asks every question of the API in every way, in two
// worlds that differ in one hidden fact: whoever it is hidden from gets the same, to the byte.
func TestNothingHiddenShowsOnAnyPageOrInAnyAnswer(t *testing.T) {
	t.Parallel()
	s := newScenery(t)
	for _, v := range veils() {
		here, there := s.half(t, s.world), s.half(t, s.world)
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			here.t, there.t = t, t
			v.keep(here, there)
		})
	}
}

func (v veil) keep(here, there *half) {
	app := here.id(v.about)
	here.hide(v.given...)
	there.hide(v.given...)
	title := first[string](here, `SELECT title FROM applications WHERE id = '`+app.String()+`'`)
	ids := here.ids(app)
	q := inquirer{t: here.t, schema: contracted(), ids: ids, words: []string{title, "secretword"}}
	places := slices.Concat(here.addresses(ids, http.MethodGet), q.questions("query", q.schema.Query), q.questions("subscription", q.schema.Subscription))
	there.hide(v.hidden(`'`+app.String()+`'::uuid`, `'`+ident.From[ident.ApplicationKind](app).String()+`'`)...)
	for _, who := range v.from {
		if strings.HasPrefix(who, "SELECT") {
			who = first[string](here, who)
		}
		r := &reading{who: who, here: here, there: there, seen: map[string]int{}, words: q.words}
		for _, place := range places {
			r.reads(place, true)
		}
		here.t.Logf("%q got %d answers, %d of them good", who, r.asked, r.good)
	}
	differ := 0
	for _, place := range places {
		if differ < v.most && here.says(v.knows, place).differs(there.says(v.knows, place)) != "" {
			differ++
		}
	}
	if differ < v.most {
		here.t.Errorf("%s, who may know, sees a difference in %d answers only", v.knows, differ)
	}
}

// reading is somebody who reads both worlds.
type reading struct {
	who         string
	here, there *half
	seen        map[string]int // kinds of narrower pages
	words       []string
	asked, good int
}

func (r *reading) reads(place asked, on bool) {
	was, now := r.here.says(r.who, place), r.there.says(r.who, place)
	if d := was.differs(now); d != "" {
		r.here.t.Errorf("%q learns of it by %s: %s", r.who, place, d)
	}
	if now.status >= http.StatusInternalServerError || strings.Contains(now.body, "GRAPHQL_VALIDATION_FAILED") || strings.Contains(now.body, `"INTERNAL"`) {
		r.here.t.Errorf("%q is answered %d by %s: %.300s", r.who, now.status, place, now.body)
	}
	if r.asked++; now.status == http.StatusOK && !strings.Contains(now.body, `"errors":`) {
		r.good++
	}
	if !on || place.body != nil || !strings.HasPrefix(was.header.Get("Content-Type"), "text/html") {
		return
	}
	for _, next := range narrower(place.at, was.body, r.words) {
		if k := kind(next); r.seen[k] < 3 {
			r.seen[k]++
			r.reads(asked{method: http.MethodGet, at: next}, false)
		}
	}
}
