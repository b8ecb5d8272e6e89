package bench_test

import (
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/bench"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestEverythingIsMeasuredOnASmallWorld holds that each kind of work is done in each of the ways and told.
func TestEverythingIsMeasuredOnASmallWorld(t *testing.T) {
	t.Parallel()
	w := pgtest.New(t)
	ctx := auth.As(pgtest.Context(t), auth.System("bench"))
	if err := sample.Bulk(ctx, w.DB, sample.Size{Applications: 200}); err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: files, Key: account.Key{}, Log: slog.New(slog.DiscardHandler), BaseURL: "http://127.0.0.1:8080"})
	var out strings.Builder
	if err := bench.Run(ctx, bench.Options{Office: o, Now: time.Now, Out: &out, Runs: 2, Each: 50 * time.Millisecond, Letters: 5, People: 20, Plans: true}); err != nil {
		t.Fatalf("%v, after\n%s", err, out.String())
	}
	for _, want := range []string{
		`A world of 200 applications, 600 reviews, 2\d{3} scores, 16 awards`,
		`list of applications, 50 rows +[\d.]+ +[\d.]+ \([\d.]+\) 1 +[\d.]+ \([\d.]+\) 1 +[\d.]+ \([\d.]+\)`,
		`text search, newest 20 .* 1 .* 1 `, `application with answers, reviews, budget .* 2 .* 2 `, `reviewer's queue, 50 rows .* 1 .* 1 .* \d `,
		`submitting a score `, `ranking of a whole cycle `, `funder report, its figures .* 2 `, `funder report, assembled from records `,
		`directory of museums, first 50 +[\d.]+ +[\d.]+ \([\d.]+\) 1 +[\d.]+ \([\d.]+\) 1 +`,
		`autosave, 8 writers without a pause: one save sends `, `p99 is [\d.]+ times the median; \d+ a second, none lost`,
		`deadline hour, 20 people saving every 20ms and 4 submitting in one moment, .*: no error, nothing lost`,
		`last ten seconds, 8 submitting over 120ms around the deadline: \d in, \d late, \d receipts that the records know`,
		`Execution Time`, `\nlist +\d+ +\d+ +[\d.]+`, `\ndetail +\d+ +\d+ +[\d.]+`,
		`as decided +\d+ a second on one core`, `a batch, held:[ \d]* 5\n`, `drawn again +0 of 5 differ`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing tells %s", want)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}
