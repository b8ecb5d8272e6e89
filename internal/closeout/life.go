package closeout

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Tend is the job that begins and ends awards by the calendar.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "closeout.tend" }

// Tended is what one round of the timetable did.
type Tended struct{ Begun, Ended, WentOn int }

// TendDue begins awards whose period has begun and ends those whose period is over, each in its cycle's zone; it is the
// timetable's.
func (s *Service) TendDue(ctx context.Context) (*Tended, error) {
	if !auth.Who(ctx).IsSystem() {
		return nil, fault.New(fault.Forbidden, "forbidden", "Awards begin and end by the timetable.")
	}
	all, err := s.Store.Due(ctx, s.Desk.Now())
	if err != nil {
		return nil, err
	}
	var done Tended
	for _, a := range all {
		if err := s.Desk.Tx(ctx, func(ctx context.Context) error { return s.tend(ctx, a.Award, &done) }); err != nil {
			return &done, err
		}
	}
	return &done, nil
}

// Follow moves the life of an award after its terms changed, in the transaction of that change: one whose period is
// longer by now goes on, one that was terminated is to be closed.
func (s *Service) Follow(ctx context.Context, id ident.Award) error {
	return s.tend(auth.As(ctx, auth.System("terms")), id, &Tended{})
}

func (s *Service) tend(ctx context.Context, id ident.Award, done *Tended) error {
	d, err := s.load(ctx, id, true)
	if err != nil {
		return err
	}
	t := d.File.Current()
	over, opened := d.Today.After(t.EndsOn), d.Closeout != nil && d.Closeout.State == Open
	switch st := d.File.State; {
	case (st == award.Official || st == award.Active || st == award.Suspended) && over:
		done.Ended++
		if err := s.live(ctx, d, "end", ""); err != nil {
			return err
		}
		return s.open(ctx, d)
	case st == award.Terminated && !opened && (d.Closeout == nil || d.Closeout.State == NotDue):
		done.Ended++
		return s.open(ctx, d)
	case st == award.PeriodEnded && !over:
		done.WentOn++
		if err := s.live(ctx, d, "go_on", ""); err != nil {
			return err
		}
		return s.goOn(ctx, d)
	case (st == award.Active || st == award.Official) && opened: // a termination was taken back
		done.WentOn++
		return s.goOn(ctx, d)
	case st == award.Official && !d.Today.Before(t.StartsOn):
		done.Begun++
		return s.live(ctx, d, "begin", "")
	}
	return nil
}

// goOn takes back that a closeout was opened; one that was not opened has nothing to take back.
func (s *Service) goOn(ctx context.Context, d *Detail) error {
	if d.Closeout == nil || d.Closeout.State != Open {
		return nil
	}
	return s.keep(ctx, d, lifecycle.Move{Verb: "go_on", To: string(NotDue)}, "", nil)
}

// open begins the end of an award: its dates come from its rule set.
func (s *Service) open(ctx context.Context, d *Detail) error {
	set, known := ruleset.Known().Named(d.File.Agreement.RuleSet)
	if !known {
		return fault.New(fault.Conflict, "unknown_rules", "The rules %s of this award are not known here.", d.File.Agreement.RuleSet)
	}
	end := d.File.Current().EndsOn
	c, added := d.Closeout, d.Closeout == nil
	if added {
		c = &Closeout{Award: d.File.Award, Version: 1, Currency: d.File.Currency(), Equipment: []*Thing{}}
		d.Closeout = c
	}
	from := c.State
	c.State, c.EndedOn, c.OpenedAt = Open, end, s.now()
	c.DueOn, c.FunderDueOn = end.AddDays(set.Days(fund.LiquidationSubrecipient)), end.AddDays(set.Days(fund.LiquidationRecipient))
	c.UnilateralFrom = end.AddYears(set.Years(fund.ClosedUnilaterally)).AddDays(1)
	keep := func() error { return s.Store.KeepCloseout(ctx, c, c.Version) }
	if added {
		keep = func() error { return s.Store.AddCloseout(ctx, c) }
	}
	if err := keep(); err != nil {
		return err
	}
	if err := s.took(ctx, d, "open", from, "", map[string]any{"ended": c.EndedOn, "due": c.DueOn}); err != nil {
		return err
	}
	return s.tell(ctx, d, "closeout.opened", map[string]any{"Ended": c.EndedOn.String(), "Due": c.DueOn.String()}, auth.Coordinator, auth.Official, auth.FiscalAgent)
}

// SuspendInput stops or resumes an award, with a reason the museum is told.
type SuspendInput struct {
	Award  ident.Award
	Reason string
}

// Suspend stops an award: nothing is paid until it is resumed. Its period runs on.
func (s *Service) Suspend(ctx context.Context, in SuspendInput) (*Detail, error) {
	return s.moved(ctx, in, "suspend", "closeout.suspended")
}

// Resume lets a suspended award go on; one whose period is over by then ends.
func (s *Service) Resume(ctx context.Context, in SuspendInput) (*Detail, error) {
	return s.moved(ctx, in, "resume", "closeout.resumed")
}

func (s *Service) moved(ctx context.Context, in SuspendInput, verb, template string) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.SuspendAward, d.File.Target()); err != nil {
			return err
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 2000)
		c.That(reason != "", "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.live(ctx, d, verb, reason); err != nil {
			return err
		}
		return s.tell(ctx, d, template, map[string]any{"Reason": reason}, auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}
