package program

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Copy is a draft of the same shape for another year: new ids, dates moved by whole years, no money.
// Deadlines keep their local date and time of day, whatever the clocks of the zone do in between.
func (d *Detail) Copy(to ident.Program, year int, title string) *Detail {
	by := year - d.Year
	if d.Year == 0 {
		by = 0
	}
	c := d.Cycle
	c.ID, c.Program, c.Year, c.Title, c.State, c.Version, c.ReviewOpenedAt = ident.NewCycle(), to, year, title, Draft, 1, nil
	c.FunderAward, c.AppropriationMinor, c.AdminReserveMinor = ident.FunderAward{}, 0, 0
	c.ProjectStartsOn, c.ProjectEndsOn = yearsOn(c.ProjectStartsOn, by), yearsOn(c.ProjectEndsOn, by)
	out := &Detail{Cycle: c, Of: d.Of}
	z, _ := zone(c.Zone)
	for _, x := range d.Phases {
		p := *x
		p.ID, p.Cycle, p.OpensAt, p.ClosesAt = ident.NewPhase(), c.ID, shift(x.OpensAt, by, z), shift(x.ClosesAt, by, z)
		out.Phases = append(out.Phases, &p)
	}
	for _, x := range d.Themes {
		t := *x
		t.ID, t.Cycle = ident.NewTheme(), c.ID
		out.Themes = append(out.Themes, &t)
	}
	for _, x := range d.Criteria {
		k := *x
		k.ID, k.Cycle = ident.NewCriterion(), c.ID
		out.Criteria = append(out.Criteria, &k)
	}
	return out
}

// shift moves an instant by whole years as the zone's calendar and clock show it; 29 February becomes the 28th.
func shift(t time.Time, years int, z *time.Location) time.Time {
	l := t.In(z)
	day := l.Day()
	if l.Month() == time.February && day == 29 && !leap(l.Year()+years) {
		day = 28
	}
	return time.Date(l.Year()+years, l.Month(), day, l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), z).UTC()
}

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func yearsOn(d calendar.Date, years int) calendar.Date {
	if d.IsZero() || years == 0 {
		return d
	}
	return calendar.Of(shift(d.Time(), years, time.UTC), time.UTC)
}

// zone is a place's clock by its IANA name; the empty name and "Local" name no place.
func zone(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return time.UTC, false
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	return z, true
}

// rezone reads the local times of the phases on another zone's clock.
func (d *Detail) rezone(to string) {
	was, _ := zone(d.Zone)
	now, _ := zone(to)
	read := func(t time.Time) time.Time {
		l := t.In(was)
		return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), now).UTC()
	}
	for _, p := range d.Phases {
		p.OpensAt, p.ClosesAt = read(p.OpensAt), read(p.ClosesAt)
	}
	d.Zone = to
}
