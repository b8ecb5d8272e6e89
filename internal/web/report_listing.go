package web

import (
	"net/http"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// listing is a page of the table behind the map, which draws all.
type listing struct {
	projects []*report.Project
	turned   bool // somebody has turned a page
	view.Pager
}

// listingOf cuts the projects beside the one the address names; one that is not in the report is not there.
func listingOf(r *http.Request, all []*report.Project) (listing, error) {
	cut, err := pageArgs(r, listed).Check(1)
	if err != nil {
		return listing{}, lost(err)
	}
	from := 0
	if cut.Key != nil {
		i := slices.IndexFunc(all, func(x *report.Project) bool { return x.Partnership.String() == cut.Key[0] })
		if i < 0 {
			return listing{}, fault.Missing("page")
		}
		if from = i + 1; cut.Backward {
			from = max(i-cut.Limit, 0)
		}
	}
	to := min(from+cut.Limit, len(all))
	l := listing{projects: all[from:to], turned: cut.Key != nil}
	if from > 0 {
		l.PrevURL = with(r, "before", page.Cursor(all[from].Partnership.String()), "after")
	}
	if to < len(all) {
		l.NextURL = with(r, "after", page.Cursor(all[to-1].Partnership.String()), "before")
	}
	return l, nil
}
