package web

import (
	"net/http"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// stretch is what one page shows of an order, with the ways to the rest.
type stretch struct {
	shown    []*review.Place
	from, of int // where the part begins, counted from 0, and the length of the whole
	prev     string
	next     string
	line     string // where the money ends; empty when that is on this page or nowhere
}

// stretchOf cuts the order beside the application that the address names; one that is not in the order is not there.
func stretchOf(r *http.Request, places []*review.Place, available int64) (stretch, error) {
	cut, err := pageArgs(r, listed).Check(1)
	if err != nil {
		return stretch{}, lost(err)
	}
	p := stretch{of: len(places)}
	if cut.Key != nil {
		i := slices.IndexFunc(places, func(x *review.Place) bool { return x.Application.String() == cut.Key[0] })
		if i < 0 {
			return stretch{}, fault.Missing("page")
		}
		if p.from = i + 1; cut.Backward {
			p.from = max(i-cut.Limit, 0)
		}
	}
	to := min(p.from+cut.Limit, p.of)
	p.shown = places[p.from:to]
	if p.from > 0 {
		p.prev = with(r, "after", "", "before") // the beginning has no key
		if p.from > cut.Limit {
			p.prev = with(r, "before", cursorOf(places[p.from]), "after")
		}
	}
	if to < p.of {
		p.next = with(r, "after", cursorOf(places[to-1]), "before")
	}
	if end := moneyEnds(places, available); end < p.of && (end < p.from || end >= to) {
		p.line = with(r, "after", "", "before")
		if begin := end - cut.Limit/2; begin > 0 {
			p.line = with(r, "after", cursorOf(places[begin-1]), "before")
		}
	}
	return p, nil
}

func cursorOf(x *review.Place) string { return page.Cursor(x.Application.String()) }

// moneyEnds is the first place whose request, after all before it, is more than there is; the length when all fit.
func moneyEnds(places []*review.Place, available int64) int {
	for i, x := range places {
		if available -= x.RequestedMinor; available < 0 {
			return i
		}
	}
	return len(places)
}

func (o stretch) pager(p view.Page) view.Pager {
	if len(o.shown) == o.of {
		return view.Pager{}
	}
	return view.Pager{PrevURL: o.prev, NextURL: o.next, Showing: p.T("officer.ranking.part",
		"from", p.Number(int64(o.from+1)), "to", p.Number(int64(o.from+len(o.shown))), "all", p.Number(int64(o.of)))}
}
