package graph_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// proposals adds n eligible applications, each of a US museum of its own and one abroad, all read by three people.
func (w *world) proposals(n int) {
	w.t.Helper()
	w.exec(`UPDATE cycles SET state = 'review', review_opened_at = $2 WHERE id = $1`, w.cycle, pgtest.Today)
	panel := ident.NewPanel()
	w.ids["panel"] = panel.String()
	w.exec(`INSERT INTO panels (id, cycle_id, name, state, formed_by, formed_at) VALUES ($1, $2, 'Panel A', 'reading', $3, $4)`, panel, w.cycle, w.people["officer"], pgtest.Today)
	readers := []string{"chair", "reader1", "reader2"}
	for i, name := range readers {
		w.exec(`INSERT INTO panel_members (id, panel_id, person_id, chair, confidentiality_at) VALUES ($1, $2, $3, $4, $5)`,
			ident.NewPanelMember(), panel, w.people[name], i == 0, pgtest.Today)
	}
	for i := range n {
		lead, abroad := ident.NewOrganization(), ident.NewOrganization()
		for _, m := range []struct {
			id            ident.Organization
			name, country string
		}{{lead, "Museum", "US"}, {abroad, "Museo", "PE"}} {
			name := fmt.Sprintf("%s %03d", m.name, i)
			w.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), $3, $4)`, m.id, name, m.country, pgtest.Today)
		}
		together, app := ident.NewPartnership(), ident.NewApplication()
		w.exec(`INSERT INTO partnerships (id, cycle_id, title, created_by, created_at) VALUES ($1, $2, $3, $4, $5)`, together, w.cycle, fmt.Sprintf("Exchange %d", i), w.people["lead"], pgtest.Today)
		for _, m := range []ident.Organization{lead, abroad} {
			side := map[bool]string{true: "us", false: "non_us"}[m == lead]
			w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				ident.NewMember(), together, m, side, m == lead, w.people["lead"], pgtest.Today)
		}
		w.exec(`INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, requested_minor, created_at, updated_at, submitted_at)
			VALUES ($1, $2, $3, 'proposal', $4, $5, $6, $7, 'in_review', 5000000, $8, $8, $8)`,
			app, w.cycle, fmt.Sprintf("MC-2027-%03d", i), together, lead, w.form, fmt.Sprintf("Exchange %d", i), pgtest.Today)
		for _, name := range readers {
			w.exec(`INSERT INTO assignments (id, panel_id, application_id, reviewer_id, state, reading_order, assigned_by, assigned_at, cleared_at)
				VALUES ($1, $2, $3, $4, 'conflict_declared_none', $5, $6, $7, $7)`, ident.NewAssignment(), panel, app, w.people[name], i+1, w.people["officer"], pgtest.Today)
		}
	}
}

// seekers adds a listed profile for every museum of the partnerships, a statement for every partnership, an introduction
// of its two museums, and for one response as many changes, remarks and possible duplicates as there are partnerships.
func (w *world) seekers() {
	w.t.Helper()
	w.exec(`INSERT INTO profiles (id, cycle_id, organization_id, form_id, state, seeking, themes, idea, created_by, created_at, submitted_by, submitted_at)
		SELECT gen_random_uuid(), p.cycle_id, m.organization_id, $1, 'listed', true, '{water}', 'Rivers', $2, $3, $2, $3
		FROM partnership_members m JOIN partnerships p ON p.id = m.partnership_id`, w.form, w.people["lead"], pgtest.Today)
	w.exec(`INSERT INTO statements (id, cycle_id, partnership_id, form_id, state, round, created_by, created_at, submitted_by, submitted_at)
		SELECT gen_random_uuid(), cycle_id, id, $1, 'submitted', 1, $2, $3, $2, $3 FROM partnerships`, w.form, w.people["lead"], pgtest.Today)
	w.exec(`INSERT INTO introductions (id, cycle_id, asker_id, asked_id, asker_organization_id, asked_organization_id, words, asked_by, asked_at, by_office)
		SELECT gen_random_uuid(), a.cycle_id, a.id, b.id, a.organization_id, b.organization_id, 'Hello', $1, $2, true
		FROM partnership_members l JOIN partnership_members r ON r.partnership_id = l.partnership_id AND NOT r.lead AND l.lead
		JOIN profiles a ON a.organization_id = l.organization_id JOIN profiles b ON b.organization_id = r.organization_id`, w.people["officer"], pgtest.Today)
	w.exec(`INSERT INTO possible_duplicates (first_id, second_id, score, reasons, found_at)
		SELECT least(l.organization_id, r.organization_id), greatest(l.organization_id, r.organization_id), 60, '[]', $1
		FROM partnership_members l JOIN partnership_members r ON r.partnership_id = l.partnership_id AND NOT r.lead AND l.lead`, pgtest.Today)
}

// lists are selections as deep as a page of ours asks; each has $n rows.
var lists = map[string]struct{ who, query string }{
	"applications": {"officer", `query($n: Int!) { applications(first: $n) { totalCount edges { cursor node { number
		cycle { title program { name funder { name } } } lead { name } partner { name }
		partnership { title cycle { title } members { organization { name } confirmedBy { name } } } } } } }`},
	"assignments": {"officer", `query($n: Int!) { assignments(first: $n) { nodes { number reviewer { name email } panel { name members { person { name } } cycle { title } }
		application { title lead { name } partnership { members { organization { name } } } } } } }`},
	"review queue":  {"reader1", `query($n: Int!) { reviewQueue(first: $n) { nodes { title panel { name formedBy { name } } application { number lead { city } cycle { program { name } } } } } }`},
	"profiles":      {"nobody", `query($n: Int!) { profiles(first: $n) { totalCount nodes { museum cycle { title program { name } } organization { name } } } }`},
	"statements":    {"officer", `query($n: Int!) { statements(first: $n) { totalCount nodes { title cycle { title } partnership { title cycle { title } members { organization { name } confirmedBy { name } site { name } } } } } }`},
	"introductions": {"officer", `query($n: Int!) { introductions(first: $n) { totalCount edges { cursor node { words cycle { title } askerOrganization { name } askedOrganization { name country } } } } }`},
	"duplicates":    {"officer", `query($n: Int!) { possibleDuplicates(first: $n) { nodes { score first { name } second { name city } reasons { clue } } } }`},
	"directory":     {"nobody", `query($n: Int!) { organizations(first: $n) { nodes { name country } totalCount } }`},
}

func TestAListOfFiftyRunsAsManyStatementsAsAListOfFive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(50)
	w.seekers()
	for name, l := range lists {
		few, many := w.ask(w.as(l.who), l.query, map[string]any{"n": 5}), w.ask(w.as(l.who), l.query, map[string]any{"n": 50})
		if few.code() != "" || many.code() != "" {
			t.Errorf("%s: %.500s\n%.500s\n%s", name, few.raw, many.raw, w.log.String())
			continue
		}
		if rows(t, few) >= rows(t, many) {
			t.Errorf("%s: the longer list has no more rows: %d, %d", name, rows(t, few), rows(t, many))
		}
		if few.statements != many.statements || many.statements > 12 {
			t.Errorf("%s: %d statements for 5 rows, %d for 50", name, few.statements, many.statements)
		}
	}
}

func TestFiftyChangesOfAnAnswerAreReadLikeFive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replay("application/together.txtar save-abroad")
	w.exec(`INSERT INTO answer_changes (id, response_id, key, was, now, person_id, at, version)
		SELECT gen_random_uuid(), c.response_id, 'abstract', 'a' || n, 'b' || n, CASE n % 2 WHEN 0 THEN $1::uuid ELSE $2 END, $3, n
		FROM (SELECT response_id FROM answer_changes WHERE person_id = $2 ORDER BY id DESC LIMIT 1) c, generate_series(10, 70) n`, w.people["lead"], w.people["partner"], pgtest.Today)
	q := `query($s: ID!, $n: Int!) { answerHistory(subject: $s, first: $n) { totalCount nodes { now person { name } } } }`
	few := w.ask(w.as("lead"), q, map[string]any{"s": w.ids["application"], "n": 5})
	many := w.ask(w.as("lead"), q, map[string]any{"s": w.ids["application"], "n": 50})
	if rows(t, few) != 5 || rows(t, many) != 50 || few.statements != many.statements {
		t.Errorf("%d statements for %d rows, %d for %d\n%.500s", few.statements, rows(t, few), many.statements, rows(t, many), few.raw)
	}
}

func TestNodesOfOneKindAreReadTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(20)
	data := w.get("officer", `{ organizations(first: 40) { nodes { id } } }`, nil)
	var ids []any
	for _, n := range data["organizations"].(map[string]any)["nodes"].([]any) {
		ids = append(ids, n.(map[string]any)["id"])
	}
	q := `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Organization { name } ... on Person { name } ... on Panel { members { person { name } } cycle { title } } } }`
	few := w.ask(w.as("officer"), q, map[string]any{"ids": append(ids[:4:4], w.ids["officer"], w.ids["panel"])})
	many := w.ask(w.as("officer"), q, map[string]any{"ids": append(ids[:40:40], w.ids["officer"], w.ids["panel"], "org_00000000000000000000000000")})
	if few.code() != "" || many.code() != "" || few.statements != many.statements {
		t.Errorf("%d and %d statements\n%.800s\n%.300s\n%s", few.statements, many.statements, few.raw, many.raw, w.log.String())
	}
}

func rows(t *testing.T, a answer) int {
	t.Helper()
	var data map[string]struct {
		Edges []any
		Nodes []any
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		t.Fatal(err)
	}
	for _, c := range data {
		return len(c.Edges) + len(c.Nodes)
	}
	return 0
}
