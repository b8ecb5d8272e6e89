package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// sound fails the test for everything the doctor finds off.
func sound(t *testing.T, w *pgtest.World) map[string]int64 {
	t.Helper()
	found, err := w.DB.Examine(pgtest.Context(t))
	if err != nil {
		t.Fatal(err)
	}
	rankings, err := w.DB.ExamineRankings(pgtest.Context(t))
	if err != nil {
		t.Fatal(err)
	}
	looked := map[string]int64{}
	for _, f := range append(found, rankings) {
		looked[f.Check] = f.Looked
		if len(f.Off) > 0 {
			t.Errorf("%s: %s", f.Check, strings.Join(f.Off, "; "))
		}
	}
	return looked
}

func TestABulkWorldIsSoundAndComesOnce(t *testing.T) {
	t.Parallel()
	w := pgtest.New(t)
	ctx := pgtest.Context(t)
	if err := Bulk(ctx, w.DB, Size{Applications: 200}); err != nil {
		t.Fatal(err)
	}
	looked := sound(t, w)
	for check, want := range map[string]int64{
		"a budget's lines sum to the request and the cost share":                                      200,
		"a review's base score is what its scores and the weights make":                               200*3 - 10,
		"an award is what the slate decided":                                                          16,
		"a cycle's free money, reserve and commitments make its appropriation":                        20,
		"an application's count and mean are those of its counted reviews":                            200,
		"nothing is ranked with fewer than three counted reviews":                                     190,
		"a partnership of a submitted proposal has a US lead and a museum abroad, on their own sides": 200,
	} {
		if looked[check] != want {
			t.Errorf("%s: looked at %d, want %d", check, looked[check], want)
		}
	}
	// References were asleep while loading; every one of them must hold.
	var broken string
	if err := w.DB.Pool.QueryRow(ctx, danglingReferences).Scan(&broken); err != nil || broken != "" {
		t.Errorf("dangling references: %s %v", broken, err)
	}
	err := Bulk(ctx, w.DB, Size{Applications: 200})
	if !fault.HasCode(err, "loaded_already") {
		t.Errorf("a second world in one database: %v", err)
	}
}

// danglingReferences names each foreign key of one column that some row breaks.
const danglingReferences = `SELECT coalesce(string_agg(name, ', '), '') FROM (
	SELECT c.conname AS name, (xpath('/row/n/text()', query_to_xml(format(
		'SELECT count(*) AS n FROM %s x WHERE x.%I IS NOT NULL AND NOT EXISTS (SELECT FROM %s y WHERE y.%I = x.%I)',
		c.conrelid::regclass, a.attname, c.confrelid::regclass, b.attname, a.attname), false, true, '')))[1]::text::bigint AS broken
	FROM pg_constraint c
	JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
	JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
	WHERE c.contype = 'f' AND cardinality(c.conkey) = 1) x WHERE broken > 0`

func TestWorldsOfEverySizeAreMade(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 19, 21, 45} {
		w := pgtest.New(t)
		if err := Bulk(pgtest.Context(t), w.DB, Size{Applications: n}); err != nil {
			t.Fatalf("%d applications: %v", n, err)
		}
		sound(t, w)
	}
}

func digest(t *testing.T, n Size) string {
	t.Helper()
	w, err := newBulk(n)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, x := range w.tables() {
		if _, err := io.Copy(h, x.Rows); err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestTheSameSizeAndSeedMakeTheSameRows(t *testing.T) {
	t.Parallel()
	once, again, other := digest(t, Size{Applications: 300}), digest(t, Size{Applications: 300}), digest(t, Size{Applications: 300, Seed: 7})
	if once != again {
		t.Error("the same world hashes differently")
	}
	if once == other {
		t.Error("another seed makes the same world")
	}
}

func TestAbstractsKeepTheWordsTheFormAsksFor(t *testing.T) {
	t.Parallel()
	w, err := newBulk(Size{Applications: 400})
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.n {
		a := w.application(i)
		if n := form.Words(a.abstract); n < 100 || n > 150 {
			t.Errorf("%s: an abstract of %d words", a.number, n)
		}
	}
}

func TestRefusesAWorldOfNoSize(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 0, mostBulk + 1} {
		if err := Bulk(t.Context(), nil, Size{Applications: n}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d applications: %v", n, err)
		}
	}
}

// BenchmarkBulk loads worlds of 2,000 applications: rows a second tell how long a large one takes.
func BenchmarkBulk(b *testing.B) {
	for b.Loop() {
		w := pgtest.New(b)
		var n int64
		if err := Bulk(b.Context(), w.DB, Size{Applications: 2_000, Told: func(_ string, rows int64) { n += rows }}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n), "rows")
	}
}
