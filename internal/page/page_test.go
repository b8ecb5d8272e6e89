package page_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/page"
)

func TestWalkingForwardAndBackMeetsEveryRowOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, size := rapid.IntRange(0, 40).Draw(t, "rows"), rapid.IntRange(1, 12).Draw(t, "page")
		rows := make([]string, total)
		for i := range rows {
			rows[i] = fmt.Sprintf("%04d", i)
		}
		for _, backward := range []bool{false, true} {
			var seen []string
			args := page.First(size)
			if backward {
				args = page.Args{Last: &size}
			}
			for steps := 0; ; steps++ {
				if steps > total+1 {
					t.Fatal("the walk does not end")
				}
				p := fetch(t, rows, args)
				if backward {
					seen = append(append([]string{}, p.Nodes...), seen...)
					if !p.PageInfo.HasPreviousPage {
						break
					}
					args = page.Args{Last: &size, Before: p.PageInfo.StartCursor}
					continue
				}
				seen = append(seen, p.Nodes...)
				if !p.PageInfo.HasNextPage {
					break
				}
				args = page.Args{First: &size, After: p.PageInfo.EndCursor}
			}
			if fmt.Sprint(seen) != fmt.Sprint(rows) {
				t.Fatalf("backward=%v met %v of %v", backward, seen, rows)
			}
		}
	})
}

// fetch does what a store does: rows beyond the key, one more than asked.
func fetch(t *rapid.T, rows []string, a page.Args) *page.Connection[string] {
	c, err := a.Check(1)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range rows {
		r := rows[i]
		if c.Backward {
			r = rows[len(rows)-1-i]
		}
		if c.Key != nil && (c.Backward && r >= c.Key[0] || !c.Backward && r <= c.Key[0]) {
			continue
		}
		if len(out) <= c.Limit {
			out = append(out, r)
		}
	}
	return page.New(c, out, func(s string) []string { return []string{s} }, func(context.Context) (int, error) { return len(rows), nil })
}

func TestAPageWithoutASizeOrWithAForeignCursorIsRefused(t *testing.T) {
	t.Parallel()
	n, zero, many, junk := 5, 0, page.Most+1, "!!"
	other := page.Cursor("a", "b")
	for name, a := range map[string]page.Args{
		"none": {}, "both": {First: &n, Last: &n}, "zero": {First: &zero}, "too many": {First: &many},
		"junk": {First: &n, After: &junk}, "another list's": {First: &n, After: &other},
	} {
		if _, err := a.Check(1); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestAWholeListIsWalkedLikeAnyOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, size := rapid.IntRange(0, 40).Draw(t, "rows"), rapid.IntRange(1, 12).Draw(t, "page")
		rows := make([]string, total)
		for i := range rows {
			rows[i] = fmt.Sprintf("%04d", i)
		}
		key := func(s string) []string { return []string{s} }
		args := page.First(size)
		if rapid.Bool().Draw(t, "backward") {
			args = page.Args{Last: &size}
		}
		if total > 0 && rapid.Bool().Draw(t, "beside a row") {
			at := page.Cursor(rows[rapid.IntRange(0, total-1).Draw(t, "at")])
			if rapid.Bool().Draw(t, "that is gone") {
				at = page.Cursor("0007x")
			}
			if args.After = &at; args.Last != nil {
				args.After, args.Before = nil, &at
			}
		}
		got, err := page.Of(args, rows, 1, key)
		if err != nil {
			t.Fatal(err)
		}
		want := fetch(t, rows, args)
		if fmt.Sprint(got.Nodes) != fmt.Sprint(want.Nodes) || got.PageInfo.HasNextPage != want.PageInfo.HasNextPage || got.PageInfo.HasPreviousPage != want.PageInfo.HasPreviousPage {
			t.Fatalf("%v and %v of a whole list, %v and %v of a stored one", got.Nodes, got.PageInfo, want.Nodes, want.PageInfo)
		}
		if n, err := got.TotalCount(context.Background()); n != total || err != nil {
			t.Fatalf("counts %d of %d, %v", n, total, err)
		}
	})
}
