package graph_test

import "testing"

func TestDocumentsSayWhereTheyAreDownloaded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.replay("life/cycle.txtar assemble")
	vars := map[string]any{"cycle": w.ids["cycle"]}
	got := w.get("grants", `query($cycle: ID!) { letters(filter: {cycle: $cycle}, first: 10) { nodes { id document documentUrl } } reports(cycle: $cycle) { id document documentUrl } }`, vars)
	n := 0
	check := func(at string, list any) {
		for _, x := range list.([]any) {
			one := x.(map[string]any)
			want := any(nil)
			if one["document"] != nil {
				want = at + one["id"].(string) + ".pdf"
				n++
			}
			if one["documentUrl"] != want {
				t.Errorf("%v", one)
			}
		}
	}
	check("/letters/", got["letters"].(map[string]any)["nodes"])
	check("/reports/", got["reports"])
	if n == 0 {
		t.Error("no document was drawn")
	}
}
