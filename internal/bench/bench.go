// Package bench measures how much the house adds to what Postgres takes: the same work as plain SQL
// through pgx, as a use case, as a GraphQL operation and as a page, turn by turn in one run.
//
// Machines differ and are noisy, so it prints medians and ratios, and nothing ever fails because of a time.
package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// Options say what to measure and how often.
type Options struct {
	Office  *office.Office
	Now     func() time.Time
	Out     io.Writer
	Runs    int           // turns of each case; a slow case takes a quarter
	Only    []string      // parts of names of cases; empty is everything
	Each    time.Duration // how long one round of a throughput takes
	Letters int           // in the batch; 0 is 1,000
	People  int           // who save in the deadline hour, of whom the other parts take shares; 0 is 500
	Plans   bool          // print how Postgres runs each statement
}

// bench is one run: the house with its two edges, and where figures are written.
type bench struct {
	Options
	api   http.Handler
	pages http.Handler
}

// Run measures everything asked for over a world that sample.Bulk has made.
func Run(ctx context.Context, o Options) error {
	quiet := slog.New(slog.DiscardHandler)
	b := &bench{Options: o}
	b.api = graph.Handler(o.Office, graph.Options{Log: quiet, Now: o.Now, CostPerMinute: -1})
	b.pages = (&web.Site{Office: o.Office, Sessions: noSessions{}, Log: quiet, Now: o.Now}).Handler()
	if err := b.sizes(ctx); err != nil {
		return err
	}
	if err := b.sideBySide(ctx); err != nil {
		return err
	}
	if err := b.atOnce(ctx); err != nil {
		return err
	}
	if err := b.rush(ctx); err != nil {
		return err
	}
	return b.letters(ctx)
}

// wanted tells whether a part of this name was asked for.
func (b *bench) wanted(name string) bool {
	return len(b.Only) == 0 || slices.ContainsFunc(b.Only, func(s string) bool { return strings.Contains(name, s) })
}

func (b *bench) printf(format string, args ...any) { fmt.Fprintf(b.Out, format, args...) }

func (b *bench) sizes(ctx context.Context) error {
	const count = `SELECT (SELECT count(*) FROM applications), (SELECT count(*) FROM reviews), (SELECT count(*) FROM scores), (SELECT count(*) FROM awards)`
	var n [4]int
	if err := b.Office.DB.Pool.QueryRow(ctx, count).Scan(&n[0], &n[1], &n[2], &n[3]); err != nil {
		return fmt.Errorf("count the world: %w", err)
	}
	b.printf("A world of %d applications, %d reviews, %d scores, %d awards.\n", n[0], n[1], n[2], n[3])
	return nil
}
