package travel

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// TripInput is what a trip is: where to, when, what for and how it is paid.
type TripInput struct {
	From      string
	To        string
	StartsOn  calendar.Date // the day of leaving
	EndsOn    calendar.Date // the day of coming home
	Purpose   string
	Direction exchange.Direction
	Method    ruleset.TravelMethod // of its costs; one holds for the whole trip
	Federal   bool                 // paid with the grant
}

// PlanInput plans a trip of an award.
type PlanInput struct {
	Award ident.Award
	TripInput
}

// PlanTrip plans a trip within the award's period; the officer approves it.
func (s *Service) PlanTrip(ctx context.Context, in PlanInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, in.Award, true)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.PlanTravel, f.Target()); err != nil {
			return err
		}
		if f.State != award.Official && f.State != award.Active {
			return fault.New(fault.Conflict, "award_over", "Trips are planned while the award runs.")
		}
		t := Trip{ID: ident.NewTrip(), Award: f.Award, State: Planned, Version: 1, PlannedBy: auth.Who(ctx).Person, PlannedAt: s.now()}
		if err := t.take(in.TripInput, f.Current()); err != nil {
			return err
		}
		if err := s.Store.AddTrip(ctx, &t); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "travel.plan", t.ID, "", map[string]any{"award": f.Award, "direction": t.Direction, "federal": t.Federal}); err != nil {
			return err
		}
		d, err = s.Store.Trip(ctx, see(ctx), t.ID, false)
		return err
	})
	return d, err
}

// take checks what a trip is and writes it into it.
func (t *Trip) take(in TripInput, terms *agreement.Terms) error {
	var c fault.Check
	t.From, t.To = plain(&c, "from", in.From, 120, true), plain(&c, "to", in.To, 120, true)
	t.Purpose = plain(&c, "purpose", in.Purpose, 1000, true)
	c.That(!in.StartsOn.IsZero(), "startsOn", "required", "Say when it begins.")
	c.That(!in.EndsOn.IsZero(), "endsOn", "required", "Say when it ends.")
	if !in.StartsOn.IsZero() && !in.EndsOn.IsZero() {
		c.That(!in.EndsOn.Before(in.StartsOn), "endsOn", "ends_before_start", "It ends after it begins.")
		c.That(terms.Covers(in.StartsOn) && terms.Covers(in.EndsOn), "startsOn", "outside_award", "The award's work is from %s to %s.", terms.StartsOn, terms.EndsOn)
	}
	c.That(slices.Contains([]exchange.Direction{exchange.ToPartner, exchange.ToUS, exchange.Elsewhere}, in.Direction), "direction", "bad_choice", "Choose one.")
	c.That(slices.Contains([]ruleset.TravelMethod{ruleset.ActualCost, ruleset.PerDiem, ruleset.MixedCost}, in.Method), "method", "bad_choice", "Choose one.")
	t.StartsOn, t.EndsOn, t.Direction, t.Method, t.Federal = in.StartsOn, in.EndsOn, in.Direction, in.Method, in.Federal
	return c.Err()
}

// ChangeInput changes what a trip is.
type ChangeInput struct {
	Trip ident.Trip
	TripInput
	ExpectedVersion *int
}

// ChangeTrip changes a trip until it is approved. Who is a minor is counted anew from its first day.
func (s *Service) ChangeTrip(ctx context.Context, in ChangeInput) (*Detail, error) {
	return s.change(ctx, in.Trip, auth.PlanTravel, in.ExpectedVersion, func(ctx context.Context, d *Detail) error {
		if d.State != Planned {
			return fault.New(fault.Conflict, "wrong_state", "A trip changes until it is approved; cancel it and plan another.").With("state", string(d.State))
		}
		f, err := s.Awards.Running(ctx, d.Award, false)
		if err != nil {
			return err
		}
		was := d.StartsOn
		if err := d.take(in.TripInput, f.Current()); err != nil {
			return err
		}
		if was != d.StartsOn {
			if err := s.recount(ctx, d); err != nil {
				return err
			}
		}
		return s.Desk.Log.Record(ctx, "travel.change", d.ID, "", map[string]any{"from": was, "starts": d.StartsOn})
	})
}

// recount counts ages anew from the trip's first day.
func (s *Service) recount(ctx context.Context, d *Detail) error {
	for _, t := range d.Going() {
		if t.KnownAt == nil {
			continue
		}
		p, _, err := s.particulars(ctx, t.ID)
		if err != nil {
			return err
		}
		t.derive(p, d.StartsOn)
		if err := s.Store.KeepTraveler(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// WaiveInput lets a project travel in one direction only, with the reason.
type WaiveInput struct {
	Award  ident.Award
	Reason string
}

// WaiveDirection lets a project travel in one direction only (invariant 25); once given, it stays.
func (s *Service) WaiveDirection(ctx context.Context, in WaiveInput) (*Outline, error) {
	var o *Outline
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		f, err := s.Awards.Running(ctx, in.Award, true)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ApproveTravel, f.Target()); err != nil {
			return err
		}
		if o, err = s.Store.Outline(ctx, see(ctx), in.Award); err != nil {
			return err
		}
		if o.Waiver != nil {
			return nil
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 1000, true)
		if err := c.Err(); err != nil {
			return err
		}
		o.Waiver = &Waiver{Award: in.Award, Reason: reason, WaivedBy: auth.Who(ctx).Person, WaivedAt: s.now()}
		if err := s.Store.AddWaiver(ctx, o.Waiver); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.waive_direction", in.Award, reason, nil)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// reasoned is a reason that has to be given.
func reasoned(text string) (string, error) {
	var c fault.Check
	text = plain(&c, "reason", strings.TrimSpace(text), 1000, true)
	return text, c.Err()
}
