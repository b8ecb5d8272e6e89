package travel

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Verb is a step of a trip.
type Verb string

// The steps after planning, as the table of moves names them.
const (
	Approve    Verb = "approve"
	Book       Verb = "book"
	AwaitVisas Verb = "await_visas"
	Clear      Verb = "clear"
	Travel     Verb = "travel"
	Reconcile  Verb = "reconcile"
	Cancel     Verb = "cancel"
)

// Verbs are all steps in the order of a trip's life.
func Verbs() []Verb { return []Verb{Approve, Book, AwaitVisas, Clear, Travel, Reconcile, Cancel} }

// Needs is the permission a step takes.
func (v Verb) Needs() auth.Permission {
	switch v {
	case Approve, Clear:
		return auth.ApproveTravel
	case Cancel:
		return auth.CancelTravel
	}
	return auth.PlanTravel
}

// Open are the steps the trip can take from where it is, whoever takes them.
func (d *Detail) Open() []Verb {
	var out []Verb
	if over(d.AwardState) {
		return nil
	}
	for _, m := range exchange.TripMoves().Open(string(d.State)) {
		out = append(out, Verb(m.Verb))
	}
	return out
}

// MoveInput takes a trip one step on.
type MoveInput struct {
	Trip            ident.Trip
	Verb            Verb
	Reason          string // of a cancellation
	Grant           string // what it cost the grant, at reconciliation; US dollars, decimal
	Share           string // what it cost as cost share
	ExpectedVersion *int
}

// MoveTrip takes a trip one step on. Who planned it neither approves nor clears it; it is cleared when nothing bars
// it, and each barrier is named. A cancelled trip's personal data is erased at once.
func (s *Service) MoveTrip(ctx context.Context, in MoveInput) (*Detail, error) {
	return s.change(ctx, in.Trip, in.Verb.Needs(), in.ExpectedVersion, func(ctx context.Context, d *Detail) error {
		m, err := exchange.TripMoves().Step(string(d.State), string(in.Verb))
		if err != nil {
			return err
		}
		if (in.Verb == Approve || in.Verb == Clear) && d.PlannedBy == auth.Who(ctx).Person {
			return fault.New(fault.Forbidden, "same_person", "Who planned the trip does not approve it.")
		}
		reason := ""
		if m.Reason {
			if reason, err = reasoned(in.Reason); err != nil {
				return err
			}
		}
		if err := s.allowed(ctx, d, in); err != nil {
			return err
		}
		d.State = State(m.To)
		if err := s.stamp(ctx, d, in.Verb, reason); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel."+string(in.Verb), d.ID, reason, map[string]any{"from": m.From, "to": m.To})
	})
}

// allowed is what each step needs besides its place in the table.
func (s *Service) allowed(_ context.Context, d *Detail, in MoveInput) error {
	switch in.Verb {
	case AwaitVisas:
		for _, t := range d.Going() {
			if d.NeedsVisa(t) {
				return nil
			}
		}
		return fault.New(fault.Conflict, "no_visas", "Nobody on this trip needs a J-1.")
	case Clear:
		if found := d.Barriers(); len(found) > 0 {
			var c fault.Check
			for _, f := range found {
				c.Refuse(f.At, f.Code, "%s", f.Message)
			}
			return barred(c.Fields())
		}
	case Travel:
		if s.today().Before(d.StartsOn) {
			return fault.New(fault.Conflict, "not_begun", "The trip begins on %s.", d.StartsOn).With("on", d.StartsOn.String())
		}
	case Reconcile:
		return settle(d, in)
	}
	return nil
}

func barred(fields []fault.Field) error {
	e := fault.New(fault.Conflict, "trip_barred", "Something still keeps the trip from being cleared.")
	e.Fields = fields
	return e
}

// settle takes what the trip cost.
func settle(d *Detail, in MoveInput) error {
	var c fault.Check
	usd := func(path, s string) int64 {
		if strings.TrimSpace(s) == "" {
			return 0
		}
		m, err := money.Parse(strings.TrimSpace(s), money.USD)
		c.That(err == nil && m.Minor >= 0, path, "bad_amount", "Write an amount such as 2500.00.")
		return m.Minor
	}
	d.GrantMinor, d.ShareMinor = usd("grant", in.Grant), usd("share", in.Share)
	c.That(d.GrantMinor == 0 || d.Federal, "grant", "not_federal", "This trip is not paid with the grant.")
	c.That(d.GrantMinor+d.ShareMinor > 0, "grant", "required", "Say what the trip cost.")
	return c.Err()
}

// stamp writes who took the step and tells who waits for it.
func (s *Service) stamp(ctx context.Context, d *Detail, v Verb, reason string) error {
	now, who := s.now(), auth.Who(ctx).Person
	switch v {
	case Approve:
		d.ApprovedBy, d.ApprovedAt = who, &now
		return s.tell(ctx, d, "travel.approved", map[string]any{}, auth.Coordinator, auth.PartnerCoordinator)
	case Clear:
		d.ClearedBy, d.ClearedAt = who, &now
		return s.tell(ctx, d, "travel.cleared", map[string]any{}, auth.Coordinator, auth.PartnerCoordinator)
	case Cancel:
		d.Ended = reason
		for _, t := range d.Going() {
			if err := s.forget(ctx, t); err != nil {
				return err
			}
		}
		return s.tell(ctx, d, "travel.cancelled", map[string]any{"Reason": reason}, auth.Coordinator, auth.PartnerCoordinator)
	}
	return nil
}
