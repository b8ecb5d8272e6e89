package sample

import (
	"context"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Size is how much Bulk makes; all else follows from the number of applications.
type Size struct {
	Applications int    // in twenty cycles of equal size, with three reviews each
	Seed         uint64 // another seed is another world of the same shape
	// Told hears of each table as it is loaded; nil is nobody.
	Told func(table string, rows int64)
}

// The shape of a bulk world: twenty cycles, of which the newest is in review and the others are decided.
const (
	bulkCycles   = 20
	bulkFirst    = 2008
	bulkReviews  = 3 // of each application
	bulkCriteria = 4 // of each cycle
	bulkPercent  = 8 // of all applications are awarded
	bulkReserve  = 40_000_00
)

// mostBulk bounds a world by the digits of its application numbers.
const mostBulk = 5_000_000

// Bulk fills a migrated database with a world of any size through COPY, in one transaction.
// The same size and seed make the same rows; a second world in one database is CONFLICT.
func Bulk(ctx context.Context, db *postgres.DB, n Size) error {
	if n.Applications < 1 || n.Applications > mostBulk {
		return fault.BadField("applications", "out_of_range", "A world has between 1 and %d applications.", mostBulk)
	}
	w, err := newBulk(n)
	if err != nil {
		return err
	}
	told := n.Told
	if told == nil {
		told = func(string, int64) {}
	}
	if err := db.Load(ctx, w.tables(), told); err != nil {
		return fmt.Errorf("load sample: %w", err)
	}
	return nil
}

// bulk is a world whose every row is computed from its number, so that nothing but decisions is held in memory.
type bulk struct {
	n         int
	seed      uint64
	perCycle  int
	usMuseums int
	abroad    int
	readers   int // on each panel, the chair among them
	cycles    []bulkCycle
	decided   []decided // by application; zero while in review
	awards    []bulkAward
}

// bulkCycle is one cycle of the world with its applications from first up to last.
type bulkCycle struct {
	year        int
	first, last int
	review      bool // the newest, still read
	opens       time.Time
	closes      time.Time
	panelMet    time.Time
	announced   time.Time
	appropriate int64
	ranking     *bulkRanking
}

func newBulk(n Size) (*bulk, error) {
	per := (n.Applications + bulkCycles - 1) / bulkCycles
	museums := max(n.Applications/8, 5*per/2, 4)
	w := &bulk{
		n: n.Applications, seed: n.Seed, perCycle: per,
		usMuseums: max(museums*3/5, per), abroad: max(museums*2/5, 1), readers: max(per*bulkReviews/60, 6),
		decided: make([]decided, n.Applications),
	}
	for i := range bulkCycles {
		w.cycles = append(w.cycles, w.cycle(i))
	}
	return w, w.decide()
}

func (w *bulk) cycle(i int) bulkCycle {
	y := bulkFirst + i
	c := bulkCycle{year: y, first: min(i*w.perCycle, w.n), last: min((i+1)*w.perCycle, w.n)}
	c.review = c.last == w.n && c.first < w.n
	c.opens = time.Date(y-1, time.October, 1, 13, 0, 0, 0, time.UTC)
	c.closes = calendar.EndOfDay(calendar.On(y, time.February, 15), "America/New_York").At
	c.panelMet = time.Date(y, time.May, 20, 20, 0, 0, 0, time.UTC)
	c.announced = time.Date(y, time.July, 1, 14, 0, 0, 0, time.UTC)
	return c
}

// empty tells a cycle nobody applied to, which a small world has.
func (c *bulkCycle) empty() bool { return c.first == c.last }

// of is the cycle an application is in.
func (w *bulk) of(app int) *bulkCycle { return &w.cycles[app/w.perCycle] }
