package application

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// LongestExtension is how far beyond now an extension may reach; more is a moved deadline, for everybody.
const LongestExtension = 30 * 24 * time.Hour

// Extension is a later deadline for one application, with who granted it and why; it never changes.
type Extension struct {
	ID          ident.Extension   `bun:"id,pk"`
	Application ident.Application `bun:"application_id"`
	Until       time.Time         `bun:"until"`
	Reason      string            `bun:"reason"`
	GrantedBy   ident.Person      `bun:"granted_by"`
	GrantedAt   time.Time         `bun:"granted_at"`
}

// ExtendInput grants one application more time, until an instant, for a reason its museums will read.
type ExtendInput struct {
	Application ident.Application
	Until       time.Time
	Reason      string
}

// Extend grants a late extension: until then the application is written and submitted as in time. It refuses an
// instant that is past, not beyond the deadline it has, or more than thirty days away, and what was handed in.
func (s *Service) Extend(ctx context.Context, in ExtendInput) (*Extension, error) {
	var x *Extension
	_, err := s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.ExtendDeadline, auth.Target{Program: d.Program, Organizations: d.organizations()}); err != nil {
			return err
		}
		if err := frozen(&d.Application); err != nil {
			return err
		}
		reason, err := given(in.Reason, "reason", "Say why; the museums will read it.")
		if err != nil {
			return err
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		until := in.Until.UTC().Truncate(time.Microsecond)
		if err := s.mayExtend(ctx, d, until, now); err != nil {
			return err
		}
		x = &Extension{ID: ident.NewExtension(), Application: d.ID, Until: until, Reason: reason, GrantedBy: auth.Who(ctx).Person, GrantedAt: now}
		if err := s.Store.AddExtension(ctx, x); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "application.extend", d.ID, reason, map[string]any{"until": until.Format(time.RFC3339)}); err != nil {
			return err
		}
		return s.tell(ctx, "application.extended", d, map[string]any{"Until": until, "Zone": d.Zone, "Reason": reason})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

func (s *Service) mayExtend(ctx context.Context, d *Detail, until, now time.Time) error {
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	due, ok := cycle.Deadline(program.ProposalPhase)
	if !ok {
		return fault.New(fault.Conflict, "not_open", "This cycle takes no proposals.")
	}
	if d.State == ReturnedOnce && d.ReturnedUntil != nil {
		due.At, due.Grace = *d.ReturnedUntil, 0
	}
	due = extended(due, valueOf(d.ExtendedUntil))
	var c fault.Check
	c.That(until.After(now), "until", "in_the_past", "An extension ends in the future.")
	c.That(until.After(due.At.Add(due.Grace)), "until", "not_later", "It is due later than that already.")
	c.That(!until.After(now.Add(LongestExtension)), "until", "too_far", "An extension reaches at most thirty days; move the deadline for more.")
	return c.Err()
}

// Extensions are the later deadlines an application was granted, for who may see it.
func (s *Service) Extensions(ctx context.Context, id ident.Application) ([]*Extension, error) {
	if _, err := s.Application(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Extensions(ctx, id)
}

// extended is a deadline with a later instant of its own, which has no grace.
func extended(d calendar.Deadline, until time.Time) calendar.Deadline {
	if until.After(d.At.Add(d.Grace)) {
		d.At, d.Grace = until, 0
	}
	return d
}

func valueOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// neededExtension is the extension without which a submission at an instant would have been late.
func (d *Detail) neededExtension(at time.Time) *time.Time {
	if d.ExtendedUntil == nil || d.DueAt == nil || !at.After(*d.DueAt) || (d.ReturnedUntil != nil && !at.After(*d.ReturnedUntil)) {
		return nil
	}
	return d.ExtendedUntil
}

// MayExtend tells whether the actor may grant this application more time, for showing a button.
func (d *Detail) MayExtend(ctx context.Context) bool {
	return d.Editable() && auth.May(ctx, auth.ExtendDeadline, auth.Target{Program: d.Program, Organizations: d.organizations()})
}
