package sample

import (
	"cmp"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// decided is what became of an application.
type decided struct {
	decision string // of the slate; empty while in review
	place    review.Place
	award    int // its number among all awards, from 1; 0 is none
}

func (d *decided) state() string {
	return map[string]string{"": "in_review", "award": "awarded", "alternate": "alternate", "decline": "declined"}[d.decision]
}

// bulkAward is one award of the world.
type bulkAward struct {
	app    int
	number string
	amount int64
}

// bulkRanking is a frozen order with what it was computed from.
type bulkRanking struct {
	inputs   []byte
	sha256   []byte
	mean, sd *int
}

// decide ranks every cycle but the newest by the product's own rules and draws the funding line.
func (w *bulk) decide() error {
	left, cycles := w.n*bulkPercent/100, 0
	for i := range w.cycles {
		if c := &w.cycles[i]; !c.review && !c.empty() {
			cycles++
		}
	}
	for i := range w.cycles {
		c := &w.cycles[i]
		if c.review || c.empty() {
			continue
		}
		fund := (left + cycles - 1) / cycles
		left, cycles = left-fund, cycles-1
		if err := w.rank(i, c, min(fund, c.last-c.first)); err != nil {
			return err
		}
	}
	return nil
}

func (w *bulk) rank(i int, c *bulkCycle, fund int) error {
	in := review.Inputs{Needed: bulkReviews}
	at := map[ident.Application]int{}
	for app := c.first; app < c.last; app++ {
		a := w.facts(app)
		e := review.Entry{Application: ident.From[ident.ApplicationKind](w.id(anApplication, app)), Number: a.number, RequestedMinor: a.requested}
		at[e.Application] = app
		for _, v := range a.reviews {
			e.Reviews = append(e.Reviews, review.Counted{
				Reviewer: ident.From[ident.PersonKind](w.id(aReviewer, v.reader)), BaseMilli: v.base, Ties: [2]int{v.half[0], v.half[2]},
			})
		}
		in.Entries = append(in.Entries, e)
	}
	r, err := review.Rank(in, review.Normalized)
	if err != nil {
		return fmt.Errorf("rank cycle %d: %w", c.year, err)
	}
	c.ranking = &bulkRanking{r.Inputs, r.SHA256, r.PanelMeanMilli, r.PanelSDMilli}
	for n, p := range r.Places {
		app := at[p.Application]
		d := &w.decided[app]
		d.place, d.decision = *p, "decline"
		switch {
		case n < fund:
			d.decision = "award"
			w.awards = append(w.awards, bulkAward{app, fmt.Sprintf("SP-%d-A%03d", c.year, n+1), p.RequestedMinor})
			d.award = len(w.awards)
			c.appropriate += p.RequestedMinor
		case n < fund+3:
			d.decision = "alternate"
		}
	}
	return nil
}

// appropriation is what the cycle's awards took, a little left over, and the reserve.
func (c *bulkCycle) appropriation() int64 {
	return cmp.Or(c.appropriate, 500_000_00) + 12_345_00 + bulkReserve
}
