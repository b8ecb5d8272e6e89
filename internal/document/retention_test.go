package document_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestFilesAreKeptAsLongAsTheirGroundSays(t *testing.T) {
	t.Parallel()
	since := calendar.On(2027, time.June, 1)
	for g, want := range map[document.Ground]calendar.Date{
		document.FinalReport:    calendar.On(2030, time.June, 1),
		document.Declined:       calendar.On(2030, time.June, 1),
		document.Withdrawn:      calendar.On(2030, time.June, 1),
		document.NeverSubmitted: calendar.On(2028, time.June, 1),
	} {
		if got := g.Until(since); got != want {
			t.Errorf("%s: until %s, not %s", g, got, want)
		}
	}
	id, late := ident.NewApplication(), time.Date(2027, time.May, 31, 22, 0, 0, 0, time.FixedZone("", -5*3600))
	if r := document.Retain(id, document.Declined, late); r.Since != since || r.KeepUntil != calendar.On(2030, time.June, 1) || r.Subject != id.String() {
		t.Errorf("%+v", r)
	}
}
