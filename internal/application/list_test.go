package application_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func TestListPagesBothWays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.confirmed(w.lead, w.partner)
	const all = 7
	for i := range all {
		w.exec(`INSERT INTO applications (id, cycle_id, number, kind, partnership_id, form_id, title, state, created_at, updated_at, withdrawn_reason)
VALUES (gen_random_uuid(), $1, $2, 'proposal', $3, $4, 'River words', 'withdrawn', now(), now(), 'x')`,
			w.cycle.ID.UUID(), fmt.Sprintf("MC-2027-%03d", i+1), p.ID.UUID(), w.cycle.ProposalForm.UUID())
	}
	walk := func(f application.Filter, forward bool) []string {
		var out []string
		n := 3
		var cursor *string
		for {
			a := page.Args{First: &n, After: cursor}
			if !forward {
				a = page.Args{Last: &n, Before: cursor}
			}
			c, err := w.applications.Applications(w.officer, f, a)
			if err != nil {
				t.Fatal(err)
			}
			var numbers []string
			for _, r := range c.Nodes {
				numbers = append(numbers, r.Number)
			}
			if forward {
				out = append(out, numbers...)
				cursor = c.PageInfo.EndCursor
			} else {
				out = append(numbers, out...)
				cursor = c.PageInfo.StartCursor
			}
			if more := c.PageInfo.HasNextPage; forward && !more || !forward && !c.PageInfo.HasPreviousPage {
				return out
			}
		}
	}
	for name, f := range map[string]application.Filter{"by number": {}, "by words, newest first": {Search: "river"}} {
		t.Run(name, func(t *testing.T) {
			there, back := walk(f, true), walk(f, false)
			if len(there) != all || !slices.Equal(there, back) {
				t.Errorf("forward %v, backward %v", there, back)
			}
			if f.Search == "" && !slices.IsSorted(there) {
				t.Errorf("not by number: %v", there)
			}
		})
	}
	t.Run("a cursor of another list is refused", func(t *testing.T) {
		foreign := page.Cursor("MC-2027-001", w.cycle.ID.String())
		n := 3
		if _, err := w.applications.Applications(w.officer, application.Filter{}, page.Args{First: &n, After: &foreign}); !fault.Is(err, fault.Invalid) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.applications.Applications(w.officer, application.Filter{}, page.First(101)); !fault.HasCode(err, "bad_page") {
			t.Errorf("answered %v", err)
		}
	})
}
