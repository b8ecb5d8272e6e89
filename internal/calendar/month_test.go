package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

func TestMonthsAreAddedWithoutLeavingTheMonth(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from   string
		months int
		want   string
	}{
		"the end of January and a month":             {"2027-01-31", 1, "2027-02-28"},
		"in a leap year":                             {"2028-01-31", 1, "2028-02-29"},
		"a year ahead":                               {"2026-11-30", 12, "2027-11-30"},
		"a leap day and a year":                      {"2028-02-29", 12, "2029-02-28"},
		"back over the new year":                     {"2027-01-15", -2, "2026-11-15"},
		"from the last of March back to February":    {"2027-03-31", -1, "2027-02-28"},
		"nine months after the end of a fiscal year": {"2026-06-30", 9, "2027-03-30"},
	} {
		d, err := calendar.Parse(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := calendar.On(2027, time.February, 3).MonthEnd().String(); got != "2027-02-28" {
		t.Errorf("February 2027 ends on %s", got)
	}
	if got := calendar.On(2026, time.November, 21).Weekday(); got != time.Saturday {
		t.Errorf("2026-11-21 is a %s", got)
	}
}

func TestDaysBetweenAreDaysAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.On(2000, time.January, 1).AddDays(rapid.IntRange(0, 40_000).Draw(t, "day"))
		n := rapid.IntRange(-5_000, 5_000).Draw(t, "n")
		if got := d.DaysTo(d.AddDays(n)); got != n {
			t.Fatalf("%s and %d days is %d days away", d, n, got)
		}
		if m := d.AddMonths(n / 30); m.MonthEnd().Before(m) || m.Day() > d.Day() {
			t.Fatalf("%s and %d months is %s", d, n/30, m)
		}
	})
}
