package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// hanging are the kinds of ids that nothing but an application gives, each with one of them that is not the asker's own.
// X is the application's id, C its cycle, P its partnership, M the asker's.
func hanging() map[string]string {
	return map[string]string{
		"app": `SELECT X`, "pps": `SELECT P`, "pmb": `SELECT id FROM partnership_members WHERE partnership_id = P ORDER BY id LIMIT 1`,
		"asg": `SELECT id FROM assignments WHERE application_id = X AND reviewer_id <> M ORDER BY id LIMIT 1`,
		"rev": `SELECT id FROM reviews WHERE application_id = X AND reviewer_id <> M ORDER BY id LIMIT 1`,
		"coi": `SELECT id FROM conflicts WHERE application_id = X AND person_id <> M ORDER BY id LIMIT 1`,
		"sub": `SELECT id FROM submissions WHERE application_id = X`,
		"bdl": `SELECT id FROM budget_lines WHERE application_id = X ORDER BY ordinal LIMIT 1`,
		"doc": `SELECT document_id FROM uploads WHERE response_id = X ORDER BY 1 LIMIT 1`,
		"chg": `SELECT id FROM answer_changes WHERE response_id = X ORDER BY id LIMIT 1`,
		"upl": `SELECT id FROM uploads WHERE response_id = X ORDER BY id LIMIT 1`,
		"mti": `SELECT id FROM meeting_items WHERE application_id = X`,
		"end": `SELECT e.id FROM endorsements e JOIN partnership_members m ON m.id = e.member_id WHERE m.partnership_id = P LIMIT 1`,
		"sll": `SELECT id FROM slate_lines WHERE application_id = X`,
		"awd": `SELECT id FROM awards WHERE application_id = X`,
		"pay": `SELECT p.id FROM payments p JOIN awards w ON w.id = p.award_id WHERE w.application_id = X`,
		"ltr": `SELECT id FROM letters WHERE application_id = X`,
	}
}

// TestWhatIsHiddenIsRefusedLikeWhatIsNotThere asks for each page, sends each form, and asks each question and change of the
// API once with what is hidden from the asker and once with an id that nothing has: the answers are the same but for the id,
// and so is the number of statements they took, which is what one could time.
func TestWhatIsHiddenIsRefusedLikeWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newScenery(t)
	for name, about := range map[string]string{"on the table": discussed, "decided": decided} {
		for _, who := range []string{"reviewer@example.org", "chair@example.org", "officer@example.org", "director@example.org"} {
			h := s.half(t, s.world)
			t.Run(name+" and "+who, func(t *testing.T) {
				t.Parallel()
				h.t = t
				h.refuses(about, who)
			})
		}
	}
}

func (h *half) refuses(about, who string) {
	app := h.id(about)
	me := h.id(`SELECT id FROM people WHERE email = '` + who + `'`)
	if first[int](h, `SELECT count(*) FROM conflicts WHERE application_id = '`+app.String()+`' AND person_id = '`+me.String()+`'`) == 0 {
		h.hide(bound(about, who)...)
	}
	h.hide(bound(about, "grants@example.org")...) // somebody else's, which is not to be seen either
	hidden := h.found(hanging(), app, me)
	ids := map[string][]string{}
	for prefix, list := range h.ids(app) {
		ids[prefix] = list[:1]
		if len(hidden[prefix]) > 0 {
			ids[prefix] = hidden[prefix]
		}
	}
	q := inquirer{t: h.t, schema: contracted(), ids: ids, words: []string{"letters"}, whole: true}
	places := slices.Concat(
		h.addresses(ids, http.MethodGet), q.questions("query", q.schema.Query),
		h.addresses(ids, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete), q.questions("mutation", q.schema.Mutation),
	)
	n := 0
	for _, place := range places {
		for _, prefix := range slices.Sorted(maps.Keys(hidden)) {
			is := hidden[prefix][0]
			nowhere := place.with(is, nobodys(prefix))
			if nowhere.String() == place.String() {
				continue
			}
			n++
			was, never := h.says(who, place), h.says(who, nowhere)
			was = said{was.status, was.header.Clone(), strings.ReplaceAll(was.body, is, nobodys(prefix)), was.statements}
			for name := range was.header {
				for i := range was.header[name] {
					was.header[name][i] = strings.ReplaceAll(was.header[name][i], is, nobodys(prefix))
				}
			}
			if d := was.differs(never); d != "" {
				h.t.Errorf("%s with %s: %s", place, prefix, d)
			} else if !slower(place, prefix) && was.statements != never.statements {
				h.t.Errorf("%s with %s: %d statements, and %d for one that nothing has", place, prefix, was.statements, never.statements)
			}
		}
	}
	if n < 200 {
		h.t.Errorf("only %d were asked", n)
	}
}

// slower are what takes a statement more where the thing exists, which only who has its id could time: each finds the thing
// first, by itself, and then asks whether it may be seen.
func slower(a asked, prefix string) bool {
	file := strings.HasPrefix(a.at, "/statements/") || strings.HasPrefix(a.at, "/profiles/") || strings.HasPrefix(a.at, "/report-parts/") // of another response, by its own id
	return a.asks("history") || strings.HasPrefix(a.at, "/admin/audit/") || a.asks("acceptFindings") || file && prefix == "doc"
}

// with is the same asked with another id.
func (a asked) with(is, other string) asked {
	out := asked{method: a.method, at: strings.ReplaceAll(a.at, is, other)}
	if a.body != nil {
		vars, _ := json.Marshal(a.body["variables"])
		var next any
		_ = json.Unmarshal([]byte(strings.ReplaceAll(string(vars), is, other)), &next)
		out.body = map[string]any{"query": a.body["query"], "variables": next}
	}
	return out
}
