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

// lists are selections as deep as a page of ours asks; each has $n rows.
var lists = map[string]struct{ who, query string }{
	"applications": {"officer", `query($n: Int!) { applications(first: $n) { totalCount edges { cursor node { number
		cycle { title program { name funder { name } } } lead { name } partner { name }
		partnership { title cycle { title } members { organization { name } confirmedBy { name } } } } } } }`},
	"assignments": {"officer", `query($n: Int!) { assignments(first: $n) { nodes { number reviewer { name email } panel { name members { person { name } } cycle { title } }
		application { title lead { name } partnership { members { organization { name } } } } } } }`},
	"review queue": {"reader1", `query($n: Int!) { reviewQueue(first: $n) { nodes { title panel { name formedBy { name } } application { number lead { city } cycle { program { name } } } } } }`},
	"directory":    {"nobody", `query($n: Int!) { organizations(first: $n) { nodes { name country } totalCount } }`},
}

func TestAListOfFiftyRunsAsManyStatementsAsAListOfFive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proposals(50)
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
