package closeout

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// retain writes until when the files of a closed award are kept; while somebody holds them, they are kept without end.
func (s *Service) retain(ctx context.Context, d *Detail) error {
	if d.application.IsZero() || !d.Closeout.State.Over() {
		return nil
	}
	if d.Held() {
		return s.Store.RetainOn(ctx, d.application)
	}
	return s.Store.Retain(ctx, document.Retention{
		Application: d.application, Subject: d.application.String(), Ground: document.FinalReport, Since: d.since(), KeepUntil: d.Closeout.KeepUntil, SetAt: s.now(),
	})
}

// HoldInput keeps the records of an award as long as a case is open.
type HoldInput struct {
	Award  ident.Award
	Kind   HoldKind
	Reason string
	From   calendar.Date // absent is today
}

// PlaceHold keeps the records of an award whatever their time, for a litigation, a claim or an audit.
func (s *Service) PlaceHold(ctx context.Context, in HoldInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.HoldRecords, d.File.Target()); err != nil {
			return err
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 2000)
		c.That(reason != "", "reason", "required", "Say why.")
		c.That(slices.Contains([]HoldKind{Litigation, Claim, Audit}, in.Kind), "kind", "bad_choice", "It is a litigation, a claim or an audit.")
		c.That(!in.From.After(d.Today), "from", "in_future", "It has begun already.")
		if err := c.Err(); err != nil {
			return err
		}
		if in.From.IsZero() {
			in.From = d.Today
		}
		h := &Hold{ID: ident.NewHold(), Award: d.File.Award, Kind: in.Kind, Reason: reason, FromOn: in.From, SetBy: auth.Who(ctx).Person, SetAt: s.now()}
		if err := s.Store.AddHold(ctx, h); err != nil {
			return err
		}
		d.Holds = append(d.Holds, h)
		if err := s.Desk.Log.Record(ctx, "closeout.hold", d.File.Award, reason, map[string]any{"kind": h.Kind, "from": h.FromOn}); err != nil {
			return err
		}
		if d.Closeout == nil {
			return nil
		}
		return s.retain(ctx, d)
	})
}

// LiftInput ends a hold.
type LiftInput struct {
	Hold   ident.Hold
	Reason string
}

// LiftHold ends a hold with a reason; the records are kept for their time from then on, or until today where that is over.
func (s *Service) LiftHold(ctx context.Context, in LiftInput) (*Detail, error) {
	h, err := s.Store.HoldOf(ctx, in.Hold)
	if err != nil {
		return nil, err
	}
	out, err := s.act(ctx, h.Award, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.HoldRecords, d.File.Target()); err != nil {
			return err
		}
		i := slices.IndexFunc(d.Holds, func(x *Hold) bool { return x.ID == in.Hold })
		h, now := d.Holds[i], s.now()
		if h.LiftedAt != nil {
			return fault.New(fault.Conflict, "hold_lifted", "It was lifted already.")
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 2000)
		c.That(reason != "", "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		h.LiftedOn, h.LiftedBy, h.LiftedAt, h.LiftedReason = d.Today, auth.Who(ctx).Person, &now, reason
		if err := s.Store.KeepHold(ctx, h); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "closeout.lift", d.File.Award, reason, map[string]any{"kind": h.Kind}); err != nil {
			return err
		}
		return s.longer(ctx, d)
	})
	return hidden(out, err, "hold")
}

// longer moves the last day of a closed award's records where a hold that was lifted made it later.
func (s *Service) longer(ctx context.Context, d *Detail) error {
	if d.Closeout == nil || !d.Closeout.State.Over() {
		return nil
	}
	d.keeps()
	if d.Retention != nil && d.Closeout.KeepUntil.Before(d.Retention.Until) {
		d.Closeout.KeepUntil = d.Retention.Until
		if err := s.Store.KeepCloseout(ctx, d.Closeout, d.Closeout.Version); err != nil {
			return err
		}
	}
	return s.retain(ctx, d)
}

// hidden answers for what belongs to an award that may not be seen as for what is not there.
func hidden(d *Detail, err error, what string) (*Detail, error) {
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(what)
	}
	return d, err
}

// AdjustInput asks for a change to the money of an award at its end or after it.
type AdjustInput struct {
	Award     ident.Award
	Kind      AdjustmentKind
	Category  budget.Category // whose spending is taken back; none for money that came
	Amount    string
	Reason    string
	Reference string // of the audit; of the bank, for money that came
}

// Adjust asks for a change that another person confirms. Before an award is closed its grant is reduced where the cost
// share is not met, by no more than that asks; afterwards a cost is disallowed, and what was disallowed comes back.
func (s *Service) Adjust(ctx context.Context, in AdjustInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.AskAdjustment, d.File.Target()); err != nil {
			return err
		}
		if err := adjustable(d, in.Kind); err != nil {
			return err
		}
		var c fault.Check
		a := &Adjustment{
			ID: ident.NewAdjustment(), Award: d.File.Award, Number: len(d.Adjustments) + 1, Kind: in.Kind, Category: in.Category, Currency: d.File.Currency(),
			AmountMinor: cash(&c, "amount", in.Amount, d.File.Currency(), false), Reason: plain(&c, "reason", in.Reason, 2000), Reference: plain(&c, "reference", in.Reference, 200),
			State: Asked, AskedBy: auth.Who(ctx).Person, AskedAt: s.now(),
		}
		c.That(a.Reason != "", "reason", "required", "Say why.")
		if in.Kind == Recovered {
			a.Category = ""
			c.That(a.Reference != "", "reference", "required", "Give the bank's reference.")
		} else {
			c.That(slices.Contains(budget.Categories(), in.Category), "category", "bad_choice", "Say whose spending it is.")
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.bounded(ctx, d, a); err != nil {
			return err
		}
		if err := s.Store.AddAdjustment(ctx, a); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "closeout.adjust", d.File.Award, a.Reason, map[string]any{"number": a.Number, "kind": a.Kind, "amount": a.Amount()})
	})
}

// adjustable refuses a kind of adjustment at the wrong time: a grant is reduced while its award is closing.
func adjustable(d *Detail, k AdjustmentKind) error {
	switch k {
	case Reduce:
		if d.File.State != award.Closing || d.Closeout == nil || d.Closeout.State == Certified || d.Closeout.State == Reconciled {
			return fault.New(fault.Conflict, "reduce_in_time", "A grant is reduced while its award is closing, before it is reconciled.")
		}
	case Disallowed, Recovered:
		if d.File.State != award.Closed {
			return fault.New(fault.Conflict, "not_closed", "The award is not closed; its expenses are reversed where they are.")
		}
	default:
		return fault.BadField("kind", "bad_choice", "There is no such adjustment.")
	}
	return nil
}

// bounded refuses an amount above what there is: spent in the category, above the cost share, or still to come back.
func (s *Service) bounded(ctx context.Context, d *Detail, a *Adjustment) error {
	most := d.Receivable()
	if a.Kind != Recovered {
		var err error
		if most, err = s.Book.Balance(ctx, ledger.SpentBy(a.Award, string(a.Category)), a.Currency); err != nil {
			return err
		}
	}
	if above := Above(d.File, d.Facts); a.Kind == Reduce && above.Less(most) {
		most = above
	}
	if most.Less(a.Amount()) {
		return fault.BadField("amount", "above_most", "At most %s.", most)
	}
	return nil
}

// DecideInput confirms or rejects an adjustment.
type DecideInput struct {
	Adjustment ident.Adjustment
	Confirm    bool
	Reason     string // needed where it is rejected
}

// Decide confirms an adjustment, which moves its money, or rejects it; whoever asked for it does neither.
func (s *Service) Decide(ctx context.Context, in DecideInput) (*Detail, error) {
	a, err := s.Store.AdjustmentOf(ctx, in.Adjustment)
	if err != nil {
		return nil, err
	}
	out, err := s.act(ctx, a.Award, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.ConfirmClose, d.File.Target()); err != nil {
			return err
		}
		i := slices.IndexFunc(d.Adjustments, func(x *Adjustment) bool { return x.ID == in.Adjustment })
		a, now := d.Adjustments[i], s.now()
		if a.State != Asked {
			return fault.New(fault.Conflict, "decided_already", "It was decided already.")
		}
		if a.AskedBy == auth.Who(ctx).Person {
			return fault.New(fault.Forbidden, "same_person", "Whoever asked for it does not decide it.")
		}
		var c fault.Check
		a.State, a.DecidedBy, a.DecidedAt, a.DecidedReason = Rejected, auth.Who(ctx).Person, &now, plain(&c, "reason", in.Reason, 2000)
		c.That(in.Confirm || a.DecidedReason != "", "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		if in.Confirm {
			a.State = Confirmed
			if err := s.confirm(ctx, d, a); err != nil {
				return err
			}
		}
		if err := s.Store.KeepAdjustment(ctx, a); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "closeout.decide", d.File.Award, a.DecidedReason, map[string]any{"number": a.Number, "state": a.State, "amount": a.Amount()})
	})
	return hidden(out, err, "adjustment")
}

// confirm moves the money of an adjustment, which must still be possible, and tells the museum what it owes.
func (s *Service) confirm(ctx context.Context, d *Detail, a *Adjustment) error {
	if err := adjustable(d, a.Kind); err != nil {
		return err
	}
	if err := s.bounded(ctx, d, a); err != nil {
		return err
	}
	if a.Kind == Recovered {
		return s.Book.Post(ctx, ledger.Move(ledger.Recover, a.Reason, a.ID.String(), a.Amount(), ledger.CashOf(a.Award), ledger.FreeOf(d.File.Cycle)))
	}
	if err := s.Book.Post(ctx, ledger.Move(ledger.Disallow, a.Reason, a.ID.String(), a.Amount(), ledger.SpentBy(a.Award, string(a.Category)), ledger.CashOf(a.Award))); err != nil {
		return err
	}
	return s.tell(ctx, d, "closeout.adjusted", map[string]any{"Amount": a.Amount().Format("en"), "Reason": a.Reason}, auth.Coordinator, auth.Official, auth.FiscalAgent)
}

// Left is what of a cost share asks for a smaller grant; nothing where it is met or the award is closed.
func (d *Detail) Left() money.Money {
	if d.File.State == award.Closed {
		return money.New(0, d.File.Currency())
	}
	return Above(d.File, d.Facts)
}
