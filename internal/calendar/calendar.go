// Package calendar holds dates without times, federal quarters, and deadlines as instants in a named zone.
package calendar

import (
	"database/sql/driver"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Date is a day without a time or zone; the zero Date is absent.
type Date struct{ t time.Time }

// On makes a date.
func On(y int, m time.Month, d int) Date { return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)} }

// Of is the date of an instant in a zone.
func Of(t time.Time, z *time.Location) Date {
	y, m, d := t.In(z).Date()
	return On(y, m, d)
}

// Parse reads an ISO 8601 date such as 2026-11-21.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fault.BadField("date", "bad_date", "%s is not a date such as 2026-11-21.", strconv.QuoteToASCII(clip(s)))
	}
	return Date{t}, nil
}

func clip(s string) string { return s[:min(len(s), 30)] }

// IsZero tells whether the date is absent.
func (d Date) IsZero() bool { return d.t.IsZero() }

// String is the ISO 8601 form.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(time.DateOnly)
}

// Year is the calendar year.
func (d Date) Year() int { return d.t.Year() }

// Month is the calendar month.
func (d Date) Month() time.Month { return d.t.Month() }

// Day is the day of the month.
func (d Date) Day() int { return d.t.Day() }

// Time is midnight UTC of the date, for formatting.
func (d Date) Time() time.Time { return d.t }

// AddDays moves by calendar days.
func (d Date) AddDays(n int) Date { return Date{d.t.AddDate(0, 0, n)} }

// AddYears moves by years; February 29 becomes March 1 where there is none.
func (d Date) AddYears(n int) Date { return Date{d.t.AddDate(n, 0, 0)} }

// Before tells whether the date is earlier.
func (d Date) Before(o Date) bool { return d.t.Before(o.t) }

// After tells whether the date is later.
func (d Date) After(o Date) bool { return d.t.After(o.t) }

// QuarterEnd is the last day of the federal quarter the date is in.
func (d Date) QuarterEnd() Date {
	m := (int(d.Month())-1)/3*3 + 3
	return Date{time.Date(d.Year(), time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC)}
}

// FiscalYear is the federal fiscal year, which begins on October 1.
func (d Date) FiscalYear() int {
	if d.Month() >= time.October {
		return d.Year() + 1
	}
	return d.Year()
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty is absent.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = Parse(string(b))
	return err
}

// Value stores a date; an absent one is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a date column.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = On(v.Year(), v.Month(), v.Day())
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	default:
		return fmt.Errorf("scan date: %T", src)
	}
	return nil
}

// MarshalGQL writes the date to an API answer; an absent one is null.
func (d Date) MarshalGQL(w io.Writer) {
	if d.IsZero() {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, strconv.Quote(d.String()))
}

// UnmarshalGQL reads an ISO date and refuses anything else; null is absent.
func (d *Date) UnmarshalGQL(v any) error {
	if v == nil {
		*d = Date{}
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return fault.BadField("date", "bad_date", "A date is a text such as 2026-11-21.")
	}
	x, err := Parse(s)
	*d = x
	return err
}
