package filing

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Plan makes the reports of an award that becomes official, in the transaction that makes it so.
func (s *Service) Plan(ctx context.Context, f *agreement.File) error {
	r, err := s.rulesOf(ctx, f)
	if err != nil {
		return err
	}
	_, err = s.replan(ctx, f, r, true, "")
	return err
}

// Replan moves what an award owes after its period or the day of its first payment changed, and says what moved; it is
// called in the transaction of that change. What is settled stays, and each report keeps the date it was first due by.
func (s *Service) Replan(ctx context.Context, id ident.Award) ([]duty.Shift, error) {
	var out []duty.Shift
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, id, true)
		if err != nil {
			return err
		}
		r, err := s.rulesOf(ctx, f)
		if err != nil {
			return err
		}
		out, err = s.replan(ctx, f, r, true, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// PreviewPeriod is what a period of performance would do to the reports of an award; nothing is kept.
func (s *Service) PreviewPeriod(ctx context.Context, id ident.Award, starts, ends calendar.Date) ([]duty.Shift, error) {
	f, err := s.Awards.Running(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ViewFiling, f.Target()); err != nil {
		return nil, err
	}
	var c fault.Check
	c.That(!starts.IsZero(), "startsOn", "required", "Say when the work begins.")
	c.That(ends.After(starts), "endsOn", "ends_before_start", "The work ends after it begins.")
	c.That(starts.IsZero() || starts.AddYears(mostYears).After(ends), "endsOn", "out_of_range", "At most %d years.", mostYears)
	if err := c.Err(); err != nil {
		return nil, err
	}
	r, err := s.rulesOf(ctx, f)
	if err != nil {
		return nil, err
	}
	p, err := s.planning(ctx, f, r)
	if err != nil {
		return nil, err
	}
	p.span.Start, p.span.End = starts, ends
	return p.shifts(), nil
}

// mostYears is the longest period whose dates are shown before it is agreed.
const mostYears = 10

// planning is what there is before the reports of an award are planned anew.
type planning struct {
	kept  []*Filing
	owed  []duty.Owed
	rules []duty.Rule
	span  duty.Span
}

func (p *planning) shifts() []duty.Shift { return duty.Replan(p.owed, p.rules, p.span) }

func (s *Service) planning(ctx context.Context, f *agreement.File, r *RuleSet) (*planning, error) {
	kept, err := s.Store.Of(ctx, f.Award)
	if err != nil {
		return nil, err
	}
	t := f.Current()
	p := &planning{kept: kept, rules: r.Rules, span: duty.Span{Start: t.StartsOn, End: t.EndsOn}}
	if p.span.FirstPayment, err = s.Store.FirstPaid(ctx, f.Award); err != nil {
		return nil, err
	}
	for _, k := range kept {
		p.owed = append(p.owed, k.Owed())
	}
	return p, nil
}

// replan compares what is owed with what the rules ask of the period, and keeps the difference where asked.
func (s *Service) replan(ctx context.Context, f *agreement.File, r *RuleSet, keep bool, reason string) ([]duty.Shift, error) {
	p, err := s.planning(ctx, f, r)
	if err != nil {
		return nil, err
	}
	shifts := p.shifts()
	if !keep {
		return shifts, nil
	}
	return shifts, s.shift(ctx, f, p.kept, shifts, reason)
}

// shift keeps what a plan changed; the shifts begin with those of what is kept, in its order.
func (s *Service) shift(ctx context.Context, f *agreement.File, kept []*Filing, shifts []duty.Shift, reason string) error {
	now, by := s.now(), auth.Who(ctx).Person
	var fresh []*Filing
	var dates []*Dates
	note := func(x *Filing, c Cause) {
		dates = append(dates, &Dates{ID: ident.NewFilingDate(), Filing: x.ID, Cause: c, From: x.From, To: x.To, On: x.On, ExtendedOn: x.ExtendedOn, Reason: reason, SetBy: by, SetAt: now})
	}
	moved := map[string]int{}
	for i, h := range shifts {
		switch h.Why {
		case duty.ShiftAdded:
			x := &Filing{ID: ident.NewFiling(), Award: f.Award, State: duty.Scheduled, Version: 1, PlannedAt: now}
			x.take(h.After.Due)
			fresh = append(fresh, x)
			note(x, Planned)
		case duty.ShiftMoves:
			x := kept[i]
			x.take(h.After.Due)
			x.ExtendedOn = h.After.Extended
			if (x.State == duty.Opened) && !today(now, time.UTC).After(x.To) {
				x.State, x.OpenedAt = duty.Scheduled, nil // its period runs again
			}
			if err := s.Store.KeepFiling(ctx, x, x.Version); err != nil {
				return err
			}
			note(x, Replanned)
		case duty.ShiftDropped:
			x := kept[i]
			x.DroppedAt = &now
			if err := s.Store.KeepFiling(ctx, x, x.Version); err != nil {
				return err
			}
			note(x, Dropped)
		default:
			continue
		}
		moved[h.Why]++
	}
	if len(moved) == 0 {
		return nil
	}
	if err := s.Store.AddFilings(ctx, fresh); err != nil {
		return err
	}
	if err := s.Store.AddDates(ctx, dates); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "filing.plan", f.Award, reason, moved)
}

func today(now time.Time, z *time.Location) calendar.Date { return calendar.Of(now, z) }

// Schedule is every date an award reports by: what its museums owe, and what the administrator owes the funder for the
// same period where the award were the funder's only one.
type Schedule struct {
	Museums []*Filing
	Funder  []duty.Due
}

// Schedule are the reports of an award that stand, by date, with the funder's own dates beside them.
func (s *Service) Schedule(ctx context.Context, id ident.Award) (*Schedule, error) {
	f, err := s.Awards.Running(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ViewFiling, f.Target()); err != nil {
		return nil, err
	}
	out := &Schedule{}
	if out.Museums, err = s.Store.Of(ctx, id); err != nil {
		return nil, err
	}
	set, known := ruleset.Known().Named(f.Agreement.RuleSet)
	if !known {
		return out, nil
	}
	var rules []duty.Rule
	for _, r := range duty.Standard(set) {
		if r.Debtor == duty.Administrator {
			rules = append(rules, r)
		}
	}
	out.Funder = duty.Plan(rules, duty.Span{Start: f.Current().StartsOn, End: f.Current().EndsOn})
	return out, nil
}

// Overdue are the reports that hold back a payment of an award at this instant: due and neither accepted nor waived.
func (s *Service) Overdue(ctx context.Context, id ident.Award) ([]*Filing, error) {
	zone, err := s.Store.Zone(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Of(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []*Filing
	for _, f := range all {
		if len(duty.Blocking([]duty.Owed{f.Owed()}, duty.Museum, s.Desk.Now(), zoneOf(zone))) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// ExtendInput grants a later date for one report.
type ExtendInput struct {
	Filing          ident.Filing
	Until           calendar.Date
	Reason          string
	ExpectedVersion *int
}

// Extend grants a later date with a reason; the legal and the first date stay beside it, and the museums are told.
func (s *Service) Extend(ctx context.Context, in ExtendInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ExcuseFiling, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, d *Detail) error {
		if d.State.Handed() {
			return fault.New(fault.Conflict, "handed_in", "This report was handed in, or is not asked for any more.").With("state", string(d.State))
		}
		if d.On.IsZero() {
			return fault.New(fault.Conflict, "not_dated", "This report has no date before the first payment.")
		}
		var c fault.Check
		reason := given(&c, "reason", in.Reason, 2000, "Say why; the museums will read it.")
		c.That(in.Until.After(d.By()), "until", "not_later", "The new date is after %s.", d.By())
		c.That(!in.Until.After(today(s.Desk.Now(), zoneOf(d.Zone)).AddYears(1)), "until", "out_of_range", "At most a year from today.")
		c.That(in.Until.After(today(s.Desk.Now(), zoneOf(d.Zone)).AddDays(-1)), "until", "in_the_past", "The new date is still to come.")
		if err := c.Err(); err != nil {
			return err
		}
		was := d.By()
		d.ExtendedOn = in.Until
		x := &Dates{ID: ident.NewFilingDate(), Filing: d.ID, Cause: Extended, From: d.From, To: d.To, On: d.On, ExtendedOn: in.Until, Reason: reason, SetBy: auth.Who(ctx).Person, SetAt: s.now()}
		if err := s.Store.AddDates(ctx, []*Dates{x}); err != nil {
			return err
		}
		if err := s.keep(ctx, d, "extend", reason, map[string]any{"was": was, "until": in.Until}); err != nil {
			return err
		}
		return s.tell(ctx, "filing.extended", d, map[string]any{"Reason": reason}, writers(), nil)
	})
}

// WaiveInput says that a report is not asked for.
type WaiveInput struct {
	Filing          ident.Filing
	Reason          string
	ExpectedVersion *int
}

// Waive ends the duty to hand in one report, with a reason; it holds back no payment any more.
func (s *Service) Waive(ctx context.Context, in WaiveInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ExcuseFiling, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, d *Detail) error {
		if err := d.step("waive"); err != nil {
			return err
		}
		var c fault.Check
		if d.WaivedReason = given(&c, "reason", in.Reason, 2000, "Say why; the museums will read it."); c.Err() != nil {
			return c.Err()
		}
		now := s.now()
		d.WaivedBy, d.WaivedAt = auth.Who(ctx).Person, &now
		if err := s.freeze(ctx, d, true); err != nil {
			return err
		}
		if err := s.keep(ctx, d, "waive", d.WaivedReason, nil); err != nil {
			return err
		}
		return s.tell(ctx, "filing.waived", d, map[string]any{"Reason": d.WaivedReason}, writers(), nil)
	})
}
