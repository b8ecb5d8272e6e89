package web

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func TestNumbersBeyond999StandInTheirOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := h.as("officer").context()
	if _, err := h.DB.Pool.Exec(ctx, `UPDATE applications a SET number = 'MC-2027-' || (996 + x.n) FROM
		(SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM applications WHERE cycle_id = (SELECT cycle_id FROM applications WHERE state = 'in_review' LIMIT 1)) x WHERE a.id = x.id`); err != nil {
		t.Fatal(err)
	}
	var cycle struct{ want []string }
	rows, err := h.DB.Pool.Query(ctx, `SELECT number FROM applications WHERE number LIKE 'MC-2027-%' AND length(number) > 11 OR number ~ '^MC-2027-99[7-9]$'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		cycle.want = append(cycle.want, n)
	}
	slices.SortFunc(cycle.want, application.CompareNumbers)
	if len(cycle.want) < 5 || cycle.want[2] != "MC-2027-999" || cycle.want[3] != "MC-2027-1000" {
		t.Fatalf("the world has %v", cycle.want)
	}
	numbers := func(next func(page.Args) (*page.Connection[*application.Row], error), forward bool) []string {
		var out []string
		a := page.Args{First: new(2)}
		if !forward {
			a = page.Args{Last: new(2)}
		}
		for {
			c, err := next(a)
			if err != nil {
				t.Fatal(err)
			}
			var some []string
			for _, r := range c.Nodes {
				if slices.Contains(cycle.want, r.Number) {
					some = append(some, r.Number)
				}
			}
			if forward {
				out = append(out, some...)
			} else {
				out = append(some, out...)
			}
			switch {
			case forward && c.PageInfo.HasNextPage:
				a = page.Args{First: new(2), After: c.PageInfo.EndCursor}
			case !forward && c.PageInfo.HasPreviousPage:
				a = page.Args{Last: new(2), Before: c.PageInfo.StartCursor}
			default:
				return out
			}
		}
	}
	list := func(a page.Args) (*page.Connection[*application.Row], error) {
		return h.Application.Applications(ctx, application.Filter{}, a)
	}
	for name, forward := range map[string]bool{"forward": true, "backward": false} {
		if got := numbers(list, forward); !slices.Equal(got, cycle.want) {
			t.Errorf("read %s two by two: %v, want %v", name, got, cycle.want)
		}
	}
}
