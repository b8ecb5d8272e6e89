package duty

import (
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// State is where a report is in its life; overdue is computed and never kept.
type State string

// The states of a report.
const (
	Scheduled   State = "scheduled"
	Opened      State = "open"
	Draft       State = "draft"
	Submitted   State = "submitted"
	UnderReview State = "under_review"
	Returned    State = "returned"
	Accepted    State = "accepted"
	Amended     State = "amended" // accepted before, with a correction under way as a new version
	Waived      State = "waived"
)

// Settled tells whether the office asks for nothing more.
func (s State) Settled() bool { return s == Accepted || s == Amended || s == Waived }

// Handed tells whether the debtor has done its part, for now.
func (s State) Handed() bool { return s.Settled() || s == Submitted || s == UnderReview }

// Owed is a duty as it is kept: planned once, and what became of it.
type Owed struct {
	Due
	State    State
	Extended calendar.Date // a later date by stored approval; the legal one is kept beside it
}

// By is the date that counts: the extended one where there is one.
func (o Owed) By() calendar.Date {
	if !o.Extended.IsZero() {
		return o.Extended
	}
	return o.On
}

// Standing is how a duty stands at an instant.
type Standing string

// The standings.
const (
	Done     Standing = "done"     // handed in, accepted or waived
	Overdue  Standing = "overdue"  // the day is over in the zone
	DueNow   Standing = "due"      // the period is over, the day is not
	Upcoming Standing = "upcoming" // the period still runs and the day is near
	Later    Standing = "later"
	Waiting  Standing = "waiting" // for the first payment
)

// Stand is a duty with its standing, and the days left; below zero, days late.
type Stand struct {
	Owed
	Standing Standing
	Days     int
}

// At says of every duty how it stands at an instant, in a zone: a date lasts until its midnight there.
// Upcoming is what is due within so many days though its period still runs.
func At(owed []Owed, now time.Time, zone *time.Location, ahead int) []Stand {
	today := calendar.Of(now, zone)
	out := make([]Stand, len(owed))
	for i, o := range owed {
		s := Stand{Owed: o, Standing: Later}
		if !o.By().IsZero() {
			s.Days = today.DaysTo(o.By())
		}
		switch {
		case o.State.Handed():
			s.Standing = Done
		case o.By().IsZero():
			s.Standing = Waiting
		case s.Days < 0:
			s.Standing = Overdue
		case today.After(o.To):
			s.Standing = DueNow
		case s.Days <= ahead:
			s.Standing = Upcoming
		}
		out[i] = s
	}
	return out
}

// Blocking are the duties that hold back a payment at an instant: due and not accepted or waived
// (invariant 6). What was handed in late and is being read still blocks; what is not due yet does not.
func Blocking(owed []Owed, debtor Debtor, now time.Time, zone *time.Location) []Owed {
	today := calendar.Of(now, zone)
	var out []Owed
	for _, o := range owed {
		if o.Debtor == debtor && !o.State.Settled() && !o.By().IsZero() && today.After(o.By()) {
			out = append(out, o)
		}
	}
	return out
}

// Shift is one duty before and after a change of the period of performance.
type Shift struct {
	Before, After *Owed // one of them nil: added or dropped
	Why           string
}

// The reasons of shifts.
const (
	ShiftStays   = "stays"   // as it was
	ShiftSettled = "settled" // accepted or waived, whatever the period is now
	ShiftMoves   = "moves"   // another period or date
	ShiftAdded   = "added"
	ShiftDropped = "dropped" // its period is no longer part of the award
)

// Replan is what a change of the period of performance does to the duties: settled ones stay as they
// are for ever, the others follow the new period and keep what was begun, new periods are added. An
// extension that was granted holds where it is later than the new date. A final report that was
// accepted is asked for again only if the end moves.
func Replan(owed []Owed, rules []Rule, s Span) []Shift {
	planned := Plan(rules, s)
	var out []Shift
	used := map[string]bool{}
	for i := range owed {
		o := owed[i]
		at := slices.IndexFunc(planned, func(d Due) bool { return d.Key() == o.Key() && d.To == o.To })
		if o.State.Settled() {
			if at >= 0 {
				used[planned[at].Key()] = true
			}
			out = append(out, Shift{&o, &o, ShiftSettled})
			continue
		}
		if at < 0 { // a single report, or one that waited, follows its rule
			at = slices.IndexFunc(planned, func(d Due) bool { return d.Key() == o.Key() || o.Waits() && d.Rule == o.Rule && d.Sequence == 1 })
		}
		if at < 0 || used[planned[at].Key()] {
			out = append(out, Shift{&o, nil, ShiftDropped})
			continue
		}
		used[planned[at].Key()] = true
		next := Owed{Due: planned[at], State: o.State}
		if o.Extended.After(next.On) {
			next.Extended = o.Extended
		}
		why := ShiftStays
		if next.On != o.On || next.From != o.From || next.To != o.To {
			why = ShiftMoves
		}
		out = append(out, Shift{&o, &next, why})
	}
	for _, d := range planned {
		if !used[d.Key()] {
			out = append(out, Shift{nil, &Owed{Due: d, State: Scheduled}, ShiftAdded})
		}
	}
	return out
}
