package graph_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

const addMuseum = `mutation($in: AddOrganizationInput!, $key: String) {
	addOrganization(input: $in, idempotencyKey: $key) { organization { id name city version } }
}`

func museumInput(name string) map[string]any {
	return map[string]any{"name": name, "country": "PE", "city": "Lima"}
}

func (w *world) count(table string) (n int) {
	w.t.Helper()
	w.must(w.DB.Pool.QueryRow(w.system(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func TestTheSameKeyAndInputGetTheSameAnswerOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	vars := map[string]any{"in": museumInput("Museo de Lima"), "key": "key-1"}
	before := w.count("organizations")
	one := w.ask(w.as("lead"), addMuseum, vars)
	if one.code() != "" {
		t.Fatalf("%s", one.raw)
	}
	two := w.ask(w.as("lead"), addMuseum, vars)
	if !bytes.Equal(one.Data, two.Data) {
		t.Errorf("the second answer differs:\n%s\n%s", one.Data, two.Data)
	}
	if n := w.count("organizations") - before; n != 1 {
		t.Errorf("%d museums were added", n)
	}
}

func TestTheSameKeyWithAnotherInputIsAConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.ask(w.as("lead"), addMuseum, map[string]any{"in": museumInput("Museo de Lima"), "key": "key-1"}); a.code() != "" {
		t.Fatalf("%s", a.raw)
	}
	before := w.count("organizations")
	a := w.ask(w.as("lead"), addMuseum, map[string]any{"in": museumInput("Museo de Cusco"), "key": "key-1"})
	if a.code() != "CONFLICT" || a.Errors[0].Extensions["reason"] != "key_taken" {
		t.Errorf("another input under the same key: %s", a.raw)
	}
	other := strings.Replace(addMuseum, "id name city version", "id", 1)
	if a := w.ask(w.as("lead"), other, map[string]any{"in": museumInput("Museo de Lima"), "key": "key-1"}); a.code() != "CONFLICT" {
		t.Errorf("another selection under the same key: %s", a.raw)
	}
	if w.count("organizations") != before {
		t.Error("a refused change was made")
	}
	if a := w.ask(w.as("stranger"), addMuseum, map[string]any{"in": museumInput("Museo de Cusco"), "key": "key-1"}); a.code() != "" {
		t.Errorf("another person's key is their own: %s", a.raw)
	}
}

func TestARefusedChangeLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bad := map[string]any{"in": map[string]any{"name": "Museo de Lima", "country": "PE", "city": "Lima", "website": "not an address"}, "key": "key-1"}
	a := w.ask(w.as("lead"), addMuseum, bad)
	if a.code() != "BAD_USER_INPUT" || !strings.Contains(string(a.raw), `"input.website"`) {
		t.Fatalf("%s", a.raw)
	}
	if n := w.count("idempotency_keys"); n != 0 {
		t.Errorf("%d keys are kept", n)
	}
	if a := w.ask(w.as("lead"), addMuseum, map[string]any{"in": museumInput("Museo de Lima"), "key": "key-1"}); a.code() != "" {
		t.Errorf("the mended input is refused: %s", a.raw)
	}
}

func TestTwoAtOnceWithOneKeyMakeOneChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.count("organizations")
	vars := map[string]any{"in": museumInput("Museo de Lima"), "key": "key-1"}
	answers := make([]answer, 6)
	var all sync.WaitGroup
	for i := range answers {
		ctx := w.as("lead")
		all.Go(func() { answers[i] = w.ask(ctx, addMuseum, vars) })
	}
	all.Wait()
	for _, a := range answers {
		if !bytes.Equal(a.Data, answers[0].Data) || a.code() != "" {
			t.Errorf("answers differ:\n%s\n%s", a.raw, answers[0].raw)
		}
	}
	if n := w.count("organizations") - before; n != 1 {
		t.Errorf("%d museums were added", n)
	}
}

func TestKeysAreForPeopleAndOfAnHonestLength(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct{ who, key, code string }{
		"nobody":   {"nobody", "key-1", "UNAUTHENTICATED"},
		"too long": {"lead", strings.Repeat("k", 201), "BAD_USER_INPUT"},
		"empty":    {"lead", "", "BAD_USER_INPUT"},
	} {
		if a := w.ask(w.as(c.who), addMuseum, map[string]any{"in": museumInput("Museo de Lima"), "key": c.key}); a.code() != c.code {
			t.Errorf("%s: %s, want %s", name, a.raw, c.code)
		}
	}
}

func TestReferencesOfAChangeReadTheirOwnTransaction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec(`UPDATE cycles SET state = 'published' WHERE id = $1`, w.cycle)
	q := `mutation($in: ProposePartnershipInput!) { proposePartnership(input: $in, idempotencyKey: "p") { partnership {
		cycle { title program { name funder { name } } } createdBy { name } museums { organization { name } member { organization { name } confirmedBy { name } } } proposal { number } } } }`
	in := map[string]any{
		"cycle": w.ids["cycle"], "title": "Rivers", "lead": w.ids["leadMuseum"], "partners": []any{map[string]any{"organization": w.ids["partnerMuseum"]}},
	}
	a := w.ask(w.as("lead"), q, map[string]any{"in": in})
	if a.code() != "" || !strings.Contains(string(a.Data), `"name":"Department of State"`) {
		t.Fatalf("%s\n%s", a.raw, w.log.String())
	}
	if _, err := ident.Parse[ident.CycleKind](w.ids["cycle"]); err != nil {
		t.Error(err)
	}
}
