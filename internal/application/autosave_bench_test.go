package application_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
)

// TestAutosaveOfTwoHundredWriters prints the median and the 99th percentile of saving one answer while two hundred
// people write in twenty proposals; it fails for lost or refused saves, never for a slow machine.
func TestAutosaveOfTwoHundredWriters(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	w := newWorld(t)
	const proposals, writers, rounds = 20, 200, 10
	worlds, drafts := make([]*world, proposals), make([]*application.Detail, proposals)
	for i := range proposals {
		worlds[i] = w.pair(i)
		drafts[i] = worlds[i].draft()
	}
	took := make([]time.Duration, writers*rounds)
	var all sync.WaitGroup
	var failed atomic.Int64
	for i := range writers {
		all.Go(func() {
			x, d := worlds[i%proposals], drafts[i%proposals]
			for n := range rounds {
				began := time.Now()
				if _, err := x.responses.Save(x.coordinator, one(d, "concept", fmt.Sprintf("text %d of writer %d", n, i), "", fmt.Sprintf("%d-%d", i, n))); err != nil {
					failed.Add(1)
				}
				took[i*rounds+n] = time.Since(began)
			}
		})
	}
	all.Wait()
	if n := failed.Load(); n > 0 {
		t.Errorf("%d saves failed", n)
	}
	slices.Sort(took)
	t.Logf("median %s, p99 %s, %.1f times", took[len(took)/2], took[len(took)*99/100], float64(took[len(took)*99/100])/float64(took[len(took)/2]))
}
