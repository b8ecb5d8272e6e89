package duty

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Rung is one step of the ladder: so many days from the date, who is told and what follows.
type Rung struct {
	Key  string
	Days int         // from the date: below zero is before, above is after
	To   []auth.Role // of the debtor's museum, or of the office
	Hold bool        // payments are held from here on
}

// Ladder is what happens around the date of a museum's report unless a program says otherwise: it is
// reminded in good time, its official and the officer are told, then the grants manager, then the director.
func Ladder() []Rung {
	museum := []auth.Role{auth.Coordinator}
	official := []auth.Role{auth.Coordinator, auth.Official}
	return []Rung{
		{Key: "fortnight", Days: -14, To: museum},
		{Key: "week", Days: -7, To: museum},
		{Key: "eve", Days: -1, To: official},
		{Key: "late", Days: 1, To: append(slices.Clone(official), auth.Officer), Hold: true},
		{Key: "week_late", Days: 7, To: append(slices.Clone(official), auth.Officer), Hold: true},
		{Key: "fortnight_late", Days: 14, To: append(slices.Clone(official), auth.Officer, auth.Grants), Hold: true},
		{Key: "month_late", Days: 30, To: append(slices.Clone(official), auth.Officer, auth.Grants, auth.Director), Hold: true},
	}
}

// Reminder is one rung of the ladder that a duty has come to.
type Reminder struct {
	Owed
	Rung
	Reached calendar.Date // the day it came to it
	Skipped []string      // rungs passed since the last look, which this one stands for
}

// Reminders are the rungs that duties came to after one day and up to another, the highest of each:
// whoever was not told for a week is told once. What was handed in reminds nobody.
func Reminders(ladder []Rung, owed []Owed, since, today calendar.Date) []Reminder {
	rungs := slices.Clone(ladder)
	slices.SortStableFunc(rungs, func(a, b Rung) int { return a.Days - b.Days })
	var out []Reminder
	for _, o := range owed {
		if o.State.Handed() || o.By().IsZero() {
			continue
		}
		var r *Reminder
		for _, rung := range rungs {
			on := o.By().AddDays(rung.Days)
			if !on.After(since) || on.After(today) {
				continue
			}
			next := Reminder{Owed: o, Rung: rung, Reached: on}
			if r != nil {
				next.Skipped = append(slices.Clone(r.Skipped), r.Rung.Key)
			}
			r = &next
		}
		if r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// Hold is a reason to keep records beyond their time: litigation, claim or audit.
type Hold struct {
	Reason string
	From   calendar.Date
	Lifted calendar.Date // absent while it stands
}

// Retention is how long records are kept (2 CFR 200.334).
type Retention struct {
	Until calendar.Date // the last day they are kept; absent before the final financial report is submitted
	Held  []Hold        // standing holds, under which nothing is erased whatever the day
}

// Keep computes retention: the rule set's years from the submission of the final financial report and
// from the disposal of each piece of equipment, and as long as a hold stands.
func Keep(s *ruleset.Set, submitted calendar.Date, disposed []calendar.Date, holds []Hold) Retention {
	var r Retention
	if !submitted.IsZero() {
		r.Until = submitted
		for _, d := range disposed {
			if d.After(r.Until) {
				r.Until = d
			}
		}
		r.Until = r.Until.AddMonths(12 * s.Years(fund.RecordsKept))
	}
	for _, h := range holds {
		switch {
		case h.Lifted.IsZero():
			r.Held = append(r.Held, h)
		case !r.Until.IsZero() && h.Lifted.After(r.Until):
			r.Until = h.Lifted
		}
	}
	return r
}

// Erasable tells whether records may be erased on a day: their time is over and no hold stands.
func (r Retention) Erasable(day calendar.Date) bool {
	return len(r.Held) == 0 && !r.Until.IsZero() && day.After(r.Until)
}
