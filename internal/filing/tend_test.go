package filing_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/filing"
)

// told are the messages of reports, template and address, in the order of time.
func (w *world) told() []string {
	w.t.Helper()
	rows, err := w.DB.Pool.Query(w.ctx(), `SELECT template || ' ' || email FROM messages WHERE template LIKE 'filing.%' ORDER BY queued_at, template, email`)
	ok(w.t, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		ok(w.t, rows.Scan(&s))
		out = append(out, s)
	}
	return out
}

func TestTheLadderIsClimbedRungByRungAndEachOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	museum := []string{"coordinator1@example.org", "partner1@example.org"}
	with := func(more ...string) []string { return append(slices.Clone(museum), more...) }
	for _, step := range []struct {
		on       string
		template string
		to       []string
	}{
		{"2027-09-30", "", nil},
		{"2027-10-01", "filing.opened+filing.due_soon", museum}, // its fortnight begins the same day
		{"2027-10-02", "", nil},
		{"2027-10-08", "filing.due_soon", museum},
		{"2027-10-14", "filing.due_soon", with("official1@example.org")},
		{"2027-10-15", "", nil},
		{"2027-10-16", "filing.overdue", with("official1@example.org", "officer@example.org")},
		{"2027-10-20", "", nil},
		{"2027-10-31", "filing.overdue", with("official1@example.org", "officer@example.org", "grants@example.org")}, // a week and a fortnight at once
		{"2027-11-14", "filing.overdue", with("official1@example.org", "officer@example.org", "grants@example.org", "director@example.org")},
		{"2027-12-10", "", nil},
	} {
		before := len(w.told())
		w.on(day(step.on))
		for range 2 { // the timetable comes round every hour
			_, err := w.s.TendDue(w.system())
			ok(t, err)
		}
		var want []string
		switch step.template {
		case "":
		case "filing.opened+filing.due_soon":
			for _, m := range museum {
				want = append(want, "filing.due_soon "+m, "filing.opened "+m)
			}
		default:
			for _, m := range step.to {
				want = append(want, step.template+" "+m)
			}
		}
		got := w.told()[before:]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("on %s told\n%v, want\n%v", step.on, got, want)
		}
	}
	d, err := w.s.Filing(w.officer(), w.reports()[0].ID)
	ok(t, err)
	var rungs []string
	for _, r := range d.Told {
		rungs = append(rungs, fmt.Sprint(r.Rung, " ", r.People))
	}
	if want := []string{"fortnight 2", "week 2", "eve 3", "late 4", "fortnight_late 5", "month_late 6"}; !slices.Equal(rungs, want) {
		t.Errorf("climbed %v, want %v", rungs, want)
	}
	if d.State != duty.Opened || d.Standing != duty.Overdue {
		t.Errorf("it is %s and %s", d.State, d.Standing)
	}
}

func TestALaterDateBeginsTheLadderAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.reports()[0].ID
	w.on(day("2027-10-16"))
	_, err := w.s.TendDue(w.system())
	ok(t, err)
	_, err = w.s.Extend(w.grants(), filing.ExtendInput{Filing: id, Until: day("2027-10-30"), Reason: "The storm closed the museum."})
	ok(t, err)
	before := len(w.told())
	for _, on := range []calendar.Date{day("2027-10-17"), day("2027-10-22")} { // its fortnight was the day it was granted
		w.on(on)
		_, err = w.s.TendDue(w.system())
		ok(t, err)
	}
	if got := w.told()[before:]; len(got) != 0 {
		t.Errorf("told %v", got)
	}
	w.on(day("2027-10-23"))
	_, err = w.s.TendDue(w.system())
	ok(t, err)
	if got := w.told()[before:]; !slices.Equal(got, []string{"filing.due_soon coordinator1@example.org", "filing.due_soon partner1@example.org"}) {
		t.Errorf("told %v", got)
	}
}

func TestWhatIsHandedInRemindsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.handedIn()
	before := len(w.told())
	w.on(day("2027-11-20"))
	_, err := w.s.TendDue(w.system())
	ok(t, err)
	if got := w.told()[before:]; len(got) != 0 {
		t.Errorf("told %v", got)
	}
	late, err := w.s.Overdue(w.officer(), w.Award)
	ok(t, err)
	if len(late) != 1 { // it is being read, and still holds payments back
		t.Errorf("%d hold payments back", len(late))
	}
}
