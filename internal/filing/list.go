package filing

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Filter narrows the list of reports; absent parts do not narrow.
type Filter struct {
	Award   ident.Award
	Cycle   ident.Cycle
	State   duty.State
	Overdue bool // only those whose date is over and that were not handed in
	Waiting bool // only those the actor's side has to do something about
}

// Row is a report in a list, by the date that counts.
type Row struct {
	Filing
	AwardNumber string        `bun:"award_number"`
	AwardTitle  string        `bun:"award_title"`
	LeadName    string        `bun:"lead_name"`
	CycleTitle  string        `bun:"cycle_title"`
	Zone        string        `bun:"zone"`
	ByOn        calendar.Date `bun:"by_on"`
	Standing    duty.Standing `bun:"-"`
	Days        int           `bun:"-"` // left; below zero, days late
}

// Filings are the reports the actor may see, those due first first; a report without a date yet comes last.
func (s *Service) Filings(ctx context.Context, in Filter, a page.Args) (*page.Connection[*Row], error) {
	now := s.Desk.Now()
	list, err := s.Store.Rows(ctx, see(ctx), in, now, a)
	if err != nil {
		return nil, err
	}
	for _, r := range list.Nodes {
		at := duty.At([]duty.Owed{r.Owed()}, now, zoneOf(r.Zone), Ahead)[0]
		r.Standing, r.Days = at.Standing, at.Days
	}
	return list, nil
}

// ForOffice tells whether what waits for the actor is what the office has to read, rather than what museums have to write.
func ForOffice(ctx context.Context) bool { return !auth.Scope(ctx, auth.ReviewFiling).Nothing() }

// Tend is the job that opens reports whose period is over and climbs the ladder of reminders.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "filing.tend" }

// Pending is a report that is not handed in, with what its reminders depend on.
type Pending struct {
	Filing
	Zone      string        `bun:"zone"`
	ReachedOn calendar.Date `bun:"reached_on"` // of the last rung climbed for this date; absent before the first
	DatedAt   time.Time     `bun:"dated_at"`   // when its dates were set last
}

// Tended is what one round of the timetable did.
type Tended struct{ Opened, Reminded int }

// TendDue opens what has become due and reminds whom the ladder names, each rung once; it is the timetable's.
func (s *Service) TendDue(ctx context.Context) (*Tended, error) {
	now := s.Desk.Now()
	all, err := s.Store.Pending(ctx, now, Ahead)
	if err != nil {
		return nil, err
	}
	var done Tended
	for _, p := range all {
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			opened, told, err := s.tend(ctx, p, today(now, zoneOf(p.Zone)))
			done.Opened += opened
			done.Reminded += told
			return err
		})
		if err != nil {
			return &done, err
		}
	}
	return &done, nil
}

func (s *Service) tend(ctx context.Context, p *Pending, day calendar.Date) (opened, told int, err error) {
	if _, err := s.Awards.Running(ctx, p.Award, true); err != nil {
		return 0, 0, err
	}
	d, err := s.Store.Filing(ctx, see(ctx), p.ID) // as it is now, under the award's lock
	if err != nil || d.DroppedAt != nil {
		return 0, 0, err
	}
	if d.State == duty.Scheduled && day.After(d.To) && !d.To.IsZero() {
		if err := s.open(ctx, d); err != nil {
			return 0, 0, err
		}
		if err := s.keep(ctx, d, "open", "", nil); err != nil {
			return 0, 0, err
		}
		if err := s.tell(ctx, "filing.opened", d, nil, []auth.Role{auth.Coordinator, auth.PartnerCoordinator}, nil); err != nil {
			return 0, 0, err
		}
		opened = 1
	}
	since := calendar.Of(p.DatedAt, zoneOf(p.Zone))
	if p.ReachedOn.After(since) {
		since = p.ReachedOn
	}
	for _, r := range duty.Reminders(duty.Ladder(), []duty.Owed{d.Owed()}, since, day) {
		n, err := s.remind(ctx, d, r, day)
		if err != nil {
			return opened, told, err
		}
		told += n
	}
	return opened, told, nil
}

// remind tells one rung once, and notes those it stands for.
func (s *Service) remind(ctx context.Context, d *Detail, r duty.Reminder, day calendar.Date) (int, error) {
	for _, skipped := range r.Skipped {
		if _, err := s.Store.AddTold(ctx, &Told{Filing: d.ID, On: d.By(), Rung: skipped, ReachedOn: r.Reached, At: s.now()}); err != nil {
			return 0, err
		}
	}
	var museum, office []auth.Role
	for _, role := range r.To {
		switch role {
		case auth.Coordinator:
			museum = append(museum, auth.Coordinator, auth.PartnerCoordinator)
		case auth.Official:
			museum = append(museum, role)
		default:
			office = append(office, role)
		}
	}
	to, err := s.people(ctx, d, museum, office)
	if err != nil {
		return 0, err
	}
	fresh, err := s.Store.AddTold(ctx, &Told{Filing: d.ID, On: d.By(), Rung: r.Key, ReachedOn: r.Reached, People: len(to), At: s.now()})
	if err != nil || !fresh {
		return 0, err
	}
	if late := d.By().DaysTo(day); late > 0 {
		return len(to), s.tell(ctx, "filing.overdue", d, map[string]any{"Days": late, "Hold": r.Hold}, museum, office)
	}
	return len(to), s.tell(ctx, "filing.due_soon", d, map[string]any{"Days": day.DaysTo(d.By())}, museum, office)
}
