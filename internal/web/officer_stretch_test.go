package web

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// TestALongOrderIsReadAPageAtATime walks there and back: every place once, in order, and the money's end in sight.
func TestALongOrderIsReadAPageAtATime(t *testing.T) {
	t.Parallel()
	const places, path = 5*listed + 7, "/office/panels/x/ranking?method=raw"
	var all []*review.Place
	for i := range places {
		all = append(all, &review.Place{Application: ident.NewApplication(), Number: strconv.Itoa(i), RequestedMinor: 100})
	}
	at := func(address string) stretch {
		t.Helper()
		s, err := stretchOf(httptest.NewRequest("GET", address, nil), all, 130*100)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		return s
	}
	next := 0
	var last stretch
	for address := path; address != ""; address = last.next {
		last = at(address)
		for _, x := range last.shown {
			if x != all[next] {
				t.Fatalf("place %d stands where %d should", next, next)
			}
			next++
		}
		if !(next > 130 && next-len(last.shown) <= 130) != (last.line != "") {
			t.Errorf("up to %d: the way to the money's end is %q", next, last.line)
		}
	}
	if next != places {
		t.Errorf("%d of %d places were read", next, places)
	}
	for last.prev != "" {
		before := last.from
		if last = at(last.prev); last.from+len(last.shown) != before {
			t.Errorf("before %d comes %d to %d", before, last.from, last.from+len(last.shown))
		}
	}
	if last.from != 0 {
		t.Errorf("the way back ends at %d", last.from)
	}
	if s := at(at(path).line); s.from > 130 || s.from+len(s.shown) <= 130 {
		t.Errorf("the money ends at 130, not within %d and %d", s.from, s.from+len(s.shown))
	}
	if _, err := stretchOf(httptest.NewRequest("GET", path+"&after="+cursorOf(&review.Place{Application: ident.NewApplication()}), nil), all, 0); fault.KindOf(err) != fault.NotFound {
		t.Errorf("beside what is not there: %v", err)
	}
}
