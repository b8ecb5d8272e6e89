package catalog

import (
	"fmt"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// Moment is an instant as a page shows it: absolute first, the rest beside it.
type Moment struct {
	Reader   string // date and time in the reader's zone
	Program  string // the same in the program's zone; empty when both clocks agree
	Relative string // "in 3 days"; empty until At has told the present
	DateTime string // RFC 3339, for the datetime attribute
}

// Moment writes an instant on the reader's clock and the program's beside it.
// A nil reader is the printer's zone, the program's where that is only guessed; a nil program leaves its clock out.
func (p Printer) Moment(t time.Time, reader, program *time.Location) Moment {
	if reader == nil {
		reader = p.Zone()
		if p.guess && program != nil {
			reader = program
		}
	}
	m := Moment{Reader: p.DateTime(t.In(reader)), DateTime: t.In(reader).Format(time.RFC3339), Relative: p.Relative(t)}
	if program != nil {
		_, here := t.In(reader).Zone()
		_, there := t.In(program).Zone()
		if here != there {
			m.Program = p.DateTime(t.In(program))
		}
	}
	return m
}

// DateTime is a date, a time and the zone t is in: March 5, 2026, 5:00 PM EST (UTC−5).
func (p Printer) DateTime(t time.Time) string {
	return p.T("date.datetime", "date", p.day(t.Date()), "clock", p.Clock(t))
}

// Clock is the time of day with its zone, seconds only where there are some.
func (p Printer) Clock(t time.Time) string {
	layout := p.T("date.clock")
	if t.Second() != 0 {
		layout = p.T("date.clock.seconds")
	}
	return t.Format(layout) + " " + Zone(t)
}

// Date is a calendar day in words; the zero day is an empty text.
func (p Printer) Date(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return p.day(d.Year(), d.Month(), d.Day())
}

// Day is the calendar day of an instant in the reader's zone.
func (p Printer) Day(t time.Time) string { return p.day(t.In(p.Zone()).Date()) }

// Month is the month of a day with its year.
func (p Printer) Month(d calendar.Date) string {
	return p.T("date.of_month", "year", fmt.Sprint(d.Year()), "month", p.Choice("date.month", fmt.Sprint(int(d.Month()))))
}

func (p Printer) day(y int, m time.Month, d int) string {
	month := p.Choice("date.month", fmt.Sprint(int(m)))
	return p.T("date.day", "year", fmt.Sprint(y), "month", month, "day", fmt.Sprint(d))
}

// Zone names the zone of an instant so that nobody can mistake it: EST (UTC−5).
func Zone(t time.Time) string {
	name, seconds := t.Zone()
	offset := "UTC"
	if seconds != 0 {
		sign, abs := "+", seconds
		if seconds < 0 {
			sign, abs = "\u2212", -seconds
		}
		offset += fmt.Sprintf("%s%d", sign, abs/3600)
		if m := abs % 3600 / 60; m != 0 {
			offset += fmt.Sprintf(":%02d", m)
		}
	}
	if name == "UTC" || name == "" || strings.ContainsAny(name, "+-0123456789") {
		return offset
	}
	return name + " (" + offset + ")"
}

// Relative is the distance from now, rounded down so that no deadline seems later than it is.
func (p Printer) Relative(t time.Time) string {
	if p.now.IsZero() {
		return ""
	}
	d := t.Sub(p.now)
	if d.Abs() < time.Minute {
		return p.T("date.now")
	}
	unit, n := span(d.Abs())
	if d < 0 {
		return p.N(pastKeys()[unit], n)
	}
	return p.N(futureKeys()[unit], n)
}

// span picks the largest unit that still reads precisely.
func span(d time.Duration) (unit, n int) {
	const day = 24 * time.Hour
	switch {
	case d < 2*time.Hour:
		return 0, int(d / time.Minute)
	case d < 2*day:
		return 1, int(d / time.Hour)
	case d < 60*day:
		return 2, int(d / day)
	case d < 730*day:
		return 3, int(d / (30*day + 10*time.Hour))
	}
	return 4, int(d / (365*day + 6*time.Hour))
}

func futureKeys() [5]Key {
	return [5]Key{Key("date.in.minutes"), Key("date.in.hours"), Key("date.in.days"), Key("date.in.months"), Key("date.in.years")}
}

func pastKeys() [5]Key {
	return [5]Key{Key("date.ago.minutes"), Key("date.ago.hours"), Key("date.ago.days"), Key("date.ago.months"), Key("date.ago.years")}
}
