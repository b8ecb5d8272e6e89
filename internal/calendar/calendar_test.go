package calendar_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestADeadlineIsMetToItsLastSecondAndGrace(t *testing.T) {
	t.Parallel()
	d := calendar.EndOfDay(calendar.On(2027, time.March, 14), "America/New_York")
	d.Grace = time.Minute
	for name, c := range map[string]struct {
		after time.Duration
		late  bool
	}{
		"at the instant":           {0, false},
		"in the grace":             {59 * time.Second, false},
		"at the end of the grace":  {time.Minute, false},
		"a second after the grace": {61 * time.Second, true},
	} {
		err := d.Check(d.At.Add(c.after))
		if got := fault.Is(err, fault.DeadlinePassed); got != c.late {
			t.Errorf("%s: late is %v (%v)", name, got, err)
		}
	}
}

func TestTheDayTheClocksChangeEndsAtItsOwnMidnight(t *testing.T) {
	t.Parallel()
	d := calendar.EndOfDay(calendar.On(2027, time.March, 14), "America/New_York")
	if got := d.At.UTC().Format(time.RFC3339); got != "2027-03-15T03:59:59Z" {
		t.Errorf("ends at %s", got)
	}
}

func TestQuartersAndFiscalYears(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"2026-08-01": "2026-09-30", "2026-12-31": "2026-12-31", "2027-01-01": "2027-03-31", "2028-02-29": "2028-03-31"} {
		d, _ := calendar.Parse(in)
		if got := d.QuarterEnd().String(); got != want {
			t.Errorf("the quarter of %s ends on %s, want %s", in, got, want)
		}
	}
	if got := calendar.On(2026, time.October, 1).FiscalYear(); got != 2027 {
		t.Errorf("October 2026 is in fiscal year %d", got)
	}
}
