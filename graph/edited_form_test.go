package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// drafts are n proposals of the world's form in which something is typed, in two countries each.
func (w *world) drafts(n int) {
	w.t.Helper()
	w.exec(`INSERT INTO organizations (id, name, name_key, country, created_at)
		SELECT gen_random_uuid(), c.name || ' ' || n, lower(c.name || ' ' || n), c.country, $2
		FROM generate_series(1, $1) n, (VALUES ('Drafted Museum', 'US'), ('Museo Escrito', 'PE')) c (name, country)`, n, pgtest.Today)
	w.exec(`INSERT INTO partnerships (id, cycle_id, title, created_by, created_at)
		SELECT gen_random_uuid(), $2, 'Draft ' || n, $3, $4 FROM generate_series(1, $1) n`, n, w.cycle, w.people["lead"], pgtest.Today)
	w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead, confirmed_by, confirmed_at)
		SELECT gen_random_uuid(), p.id, o.id, CASE o.country WHEN 'US' THEN 'us' ELSE 'non_us' END, o.country = 'US', $1, $2
		FROM partnerships p JOIN organizations o ON o.name IN (replace(p.title, 'Draft', 'Drafted Museum'), replace(p.title, 'Draft', 'Museo Escrito'))
		WHERE p.title LIKE 'Draft %'`, w.people["lead"], pgtest.Today)
	w.exec(`INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, created_at, updated_at)
		SELECT gen_random_uuid(), p.cycle_id, 'MC-2027-' || replace(p.title, 'Draft ', '9'), 'proposal', p.id, m.organization_id, $1, p.title, 'draft', $2, $2
		FROM partnerships p JOIN partnership_members m ON m.partnership_id = p.id AND m.lead WHERE p.title LIKE 'Draft %'`, w.form, pgtest.Today)
	w.exec(`INSERT INTO responses (id, kind, form_id, answers, updated_at)
		SELECT id, 'proposal', form_id, jsonb_build_object('title', title), updated_at FROM applications WHERE title LIKE 'Draft %'`)
}

// kept counts the drafts that answer a version of the form with what was typed into them.
func (w *world) kept(form ident.Form) (n int) {
	w.t.Helper()
	w.must(w.DB.Pool.QueryRow(pgtest.Context(w.t), `SELECT count(*) FROM applications a JOIN responses r ON r.id = a.id JOIN forms f ON f.id = a.form_id
		WHERE r.form_id = a.form_id AND f.id = $1 AND r.answers->>'title' = a.title AND a.title LIKE 'Draft %'`, form).Scan(&n))
	return n
}

func TestAFormIsEditedOverTheAPIWhileThreeHundredDraftsAreOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const open = 300
	w.drafts(open)
	act := func(who, query string, vars map[string]any) (answer, map[string]any) {
		t.Helper()
		a := w.ask(w.as(who), query, vars)
		var data map[string]any
		if err := json.Unmarshal(a.Data, &data); err != nil || a.code() != "" {
			t.Fatalf("%s: %s %v", query, a.raw, err)
		}
		return a, data
	}
	_, made := act("director", `mutation($in: ReviseFormInput!) { reviseForm(input: $in) { form { id version revision title } } }`, map[string]any{"in": map[string]any{"form": w.form}})
	next := made["reviseForm"].(map[string]any)["form"].(map[string]any)["id"].(string)
	second, err := ident.Parse[ident.FormKind](next)
	w.must(err)
	act("director", `mutation($in: PublishFormInput!) { publishForm(input: $in) { form { version } } }`, map[string]any{"in": map[string]any{"form": next}})
	a, told := act("director", `query($f: ID!) { formDraftsTouched(form: $f) }`, map[string]any{"f": next})
	if told["formDraftsTouched"] != float64(open) || a.statements > 4 {
		t.Errorf("%v drafts are touched, told in %d statements", told, a.statements)
	}
	if n := w.kept(w.form); n != open {
		t.Errorf("%d of %d drafts answer the version they were begun with", n, open)
	}
	adopt := func(who string, drafts int) answer {
		return w.ask(w.as(who), `mutation($in: AdoptFormInput!) { adoptForm(input: $in) { adopted { moved stayed } } }`,
			map[string]any{"in": map[string]any{"form": next, "cycle": w.cycle, "drafts": drafts}})
	}
	if a := adopt("director", open-1); a.code() != "CONFLICT" || w.kept(w.form) != open {
		t.Errorf("another count than was shown: %s", a.raw)
	}
	if a := adopt("lead", open); a.code() != "FORBIDDEN" {
		t.Errorf("a museum moves the drafts of all: %s", a.raw)
	}
	if a := adopt("director", open); a.code() != "" || !strings.Contains(string(a.raw), `"moved":300`) || a.statements > 20 || w.kept(second) != open {
		t.Errorf("%d drafts have moved in %d statements: %s", w.kept(second), a.statements, a.raw)
	}
}
