package calendar

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Deadline is an instant in a named zone, with a grace after it.
type Deadline struct {
	At    time.Time
	Zone  string        // IANA name, such as America/New_York
	Grace time.Duration // taken silently after the instant
}

// Check refuses an instant after the deadline and its grace, and shows both clocks.
func (d Deadline) Check(now time.Time) error {
	if !now.After(d.At.Add(d.Grace)) {
		return nil
	}
	z := d.Location()
	at, here := d.At.In(z), now.In(z)
	return fault.New(fault.DeadlinePassed, "deadline_passed",
		"The deadline was %s. It is now %s. Your draft is kept.", clock(at), clock(here)).
		With("deadline", at.Format(time.RFC3339)).With("now", here.Format(time.RFC3339Nano)).
		With("lateBy", now.Sub(d.At).Round(time.Second).String())
}

func clock(t time.Time) string { return t.Format("2 January 2006 15:04:05 MST") }

// Location is the deadline's zone, or UTC when the name is unknown.
func (d Deadline) Location() *time.Location {
	z, err := time.LoadLocation(d.Zone)
	if err != nil {
		return time.UTC
	}
	return z
}

// EndOfDay is 23:59:59 on a date in a zone, the customary deadline.
func EndOfDay(d Date, zone string) Deadline {
	x := Deadline{Zone: zone}
	x.At = time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 0, x.Location())
	return x
}
