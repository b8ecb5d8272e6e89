package web

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// viewers and scorers of the bench: open pages of one room, and people who write to it at once.
const (
	viewers = 200
	scorers = 50
)

// TestTwoHundredPagesHearOfFiftyPeople opens two hundred streams of one room while fifty people write to it, five notes
// each, and prints how long it takes from a commit to every page. It fails only when a page misses or doubles something.
func TestTwoHundredPagesHearOfFiftyPeople(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	h := newHouse(t)
	panel := h.meets()
	ctx := h.as("chair").context()
	room, err := h.Meeting.Room(ctx, panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.pages.ServeHTTP(w, r.WithContext(auth.As(r.Context(), auth.Who(ctx))))
	}))
	defer site.Close()
	b := &roomBench{t: t, kept: map[string]time.Time{}}
	url := fmt.Sprintf("%s/reviews/panels/%s/room/live?after=%s", site.URL, panel.ID, room.Cursor)
	all, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var open, done sync.WaitGroup
	for range viewers {
		open.Add(1)
		done.Go(func() { b.view(all, url, open.Done) })
	}
	open.Wait()
	b.score(h, ctx, panel, room.Current.Item)
	done.Wait()
	var took []time.Duration
	for _, page := range b.heard {
		for n, at := range page {
			took = append(took, at.Sub(b.kept[n]))
		}
	}
	slices.Sort(took)
	if len(took) != viewers*scorers*5 {
		t.Fatalf("%d deliveries, not %d", len(took), viewers*scorers*5)
	}
	t.Logf("%d notes by %d people to %d pages: p50 %v, p95 %v, max %v", scorers*5, scorers, viewers, took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
}

type roomBench struct {
	t     *testing.T
	mu    sync.Mutex
	kept  map[string]time.Time   // when a note was committed
	heard []map[string]time.Time // by each page
}

// view reads one stream until it has had every note once.
func (b *roomBench) view(ctx context.Context, url string, open func()) {
	opened := sync.OnceFunc(open)
	defer opened()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Error(err)
		return
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 8<<20)
	heard := map[string]time.Time{}
	for len(heard) < scorers*5 && lines.Scan() {
		opened()
		now := time.Now()
		for _, part := range strings.Split(lines.Text(), "Note number ")[1:] {
			n, _, _ := strings.Cut(part, ".")
			if _, twice := heard[n]; twice {
				b.t.Errorf("note %s came twice", n)
			}
			heard[n] = now
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, heard)
}

// score lets fifty people write at once, each five times in turn.
func (b *roomBench) score(h *house, ctx context.Context, panel *review.Panel, item ident.MeetingItem) {
	var all sync.WaitGroup
	for i := range scorers {
		all.Go(func() {
			for j := range 5 {
				n := fmt.Sprint(i*5 + j)
				_, err := h.Meeting.AddNote(ctx, panelroom.AddNoteInput{Panel: panel.ID, Item: item, Words: "Note number " + n + "."})
				if err != nil {
					b.t.Error(err)
				}
				b.mu.Lock()
				b.kept[n] = time.Now()
				b.mu.Unlock()
			}
		})
	}
	all.Wait()
}
