package duty

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// Holiday is a federal public holiday of 5 USC 6103(a).
type Holiday struct {
	Key      string        // words are at rule.holiday
	Day      calendar.Date // by the law's own date
	Observed calendar.Date // the working day that is free: Friday for a Saturday, Monday for a Sunday
}

// Holidays are the federal holidays of a year by their own dates, computed by the law: those of
// January observed in the December before belong to the later year. Juneteenth is one since 2021, the
// birthday of Martin Luther King since 1986; Inauguration Day is free in and around Washington only and left out.
func Holidays(year int) []Holiday {
	fixed := func(key string, m time.Month, d int) Holiday { return Holiday{Key: key, Day: calendar.On(year, m, d)} }
	nth := func(key string, m time.Month, w time.Weekday, n int) Holiday {
		first := calendar.On(year, m, 1)
		return Holiday{Key: key, Day: first.AddDays((int(w-first.Weekday())+7)%7 + 7*(n-1))}
	}
	may := calendar.On(year, time.May, 31)
	all := []Holiday{fixed("new_year", time.January, 1)}
	if year >= 1986 {
		all = append(all, nth("king", time.January, time.Monday, 3))
	}
	all = append(all,
		nth("washington", time.February, time.Monday, 3),
		Holiday{Key: "memorial", Day: may.AddDays(-((int(may.Weekday()-time.Monday) + 7) % 7))},
	)
	if year >= 2021 {
		all = append(all, fixed("juneteenth", time.June, 19))
	}
	all = append(all,
		fixed("independence", time.July, 4), nth("labor", time.September, time.Monday, 1), nth("columbus", time.October, time.Monday, 2),
		fixed("veterans", time.November, 11), nth("thanksgiving", time.November, time.Thursday, 4), fixed("christmas", time.December, 25),
	)
	for i := range all {
		all[i].Observed = observed(all[i].Day)
	}
	return all
}

func observed(d calendar.Date) calendar.Date {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDays(-1)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

// HolidayOn is the holiday observed on a day; false on every other day.
func HolidayOn(d calendar.Date) (Holiday, bool) {
	for _, year := range []int{d.Year(), d.Year() + 1} { // New Year's Day on a Saturday is free on December 31
		for _, h := range Holidays(year) {
			if h.Observed == d {
				return h, true
			}
		}
	}
	return Holiday{}, false
}

// Weekend tells whether a day is a Saturday or Sunday.
func Weekend(d calendar.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// BusinessDay tells whether federal offices work on a day.
func BusinessDay(d calendar.Date) bool {
	_, free := HolidayOn(d)
	return !free && !Weekend(d)
}

// NextBusinessDay is the day itself or the first working day after it.
func NextBusinessDay(d calendar.Date) calendar.Date {
	for !BusinessDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// LastBusinessDay is the last working day of a date's month.
func LastBusinessDay(d calendar.Date) calendar.Date {
	d = d.MonthEnd()
	for !BusinessDay(d) {
		d = d.AddDays(-1)
	}
	return d
}
