package sample

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func demo(t *testing.T) (*office.Office, *Clock, *pgtest.World) {
	t.Helper()
	w := pgtest.New(t)
	clock := NewClock(func() time.Time { return pgtest.Today })
	w.DB.Now = clock.Now
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	o := office.New(office.Options{DB: w.DB, Blobs: blobs, Demo: true, BaseURL: "https://vitrine.example.org"})
	return o, clock, w
}

func TestDemo(t *testing.T) {
	t.Parallel()
	o, clock, _ := demo(t)
	ctx := pgtest.Context(t)
	begun := time.Now()
	made, err := Demo(ctx, o, clock, func(step string) { t.Logf("%6s %s", time.Since(begun).Round(time.Millisecond), step) })
	if err != nil || !made {
		t.Fatal(made, err)
	}
	t.Logf("%6s", time.Since(begun).Round(time.Millisecond))
	found, err := o.Doctor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if len(f.Off) > 0 {
			t.Errorf("%s: %s", f.Check, f.Off)
		}
		if f.Looked == 0 {
			t.Errorf("%s: the world has nothing of it", f.Check)
		}
	}
}
