package calendar

import "time"

// AddMonths moves by months; a day the month lacks becomes its last: January 31 and a month is February 28.
func (d Date) AddMonths(n int) Date {
	first := On(d.Year(), d.Month(), 1)
	target := Date{first.t.AddDate(0, n, 0)}
	return On(target.Year(), target.Month(), min(d.Day(), target.MonthEnd().Day()))
}

// MonthEnd is the last day of the date's month.
func (d Date) MonthEnd() Date {
	return Date{time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC)}
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.t.Weekday() }

// DaysTo counts the days from the date to another; below zero when that is earlier.
func (d Date) DaysTo(o Date) int { return int(o.t.Sub(d.t) / (24 * time.Hour)) }
