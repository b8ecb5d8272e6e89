package closeout

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Verb is a step of a closeout that needs nothing but a reason.
type Verb string

// The steps that are taken with a word.
const (
	TakeReports       Verb = "take_reports"
	Liquidate         Verb = "liquidate"
	ClaimRefund       Verb = "claim_refund"
	Reconcile         Verb = "reconcile"
	Reopen            Verb = "reopen" // something changed: it begins again
	AskClose          Verb = "ask_close"
	Close             Verb = "close"
	AskUnilateral     Verb = "ask_unilateral"
	CloseUnilaterally Verb = "close_unilaterally"
)

// Verbs are the steps that are taken with a word, in their order.
func Verbs() []Verb {
	return []Verb{TakeReports, Liquidate, ClaimRefund, Reconcile, Reopen, AskClose, Close, AskUnilateral, CloseUnilaterally}
}

// MoveInput takes one step of the end of an award.
type MoveInput struct {
	Award           ident.Award
	Verb            Verb
	Reason          string
	ExpectedVersion *int
}

// Move takes a step: everything it needs and lacks is named and refuses it. Closing is asked for by one person and
// confirmed by another; it gives what was not spent back to the cycle, and from then on nothing of the award changes.
func (s *Service) Move(ctx context.Context, in MoveInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		known := false
		for _, v := range Verbs() {
			known = known || v == in.Verb
		}
		if !known {
			return fault.BadField("verb", "bad_choice", "%q is no step of a closeout.", in.Verb)
		}
		m, err := s.takes(ctx, d, string(in.Verb), in.ExpectedVersion)
		if err != nil {
			return err
		}
		var c fault.Check
		reason := plain(&c, "reason", in.Reason, 4000)
		c.That(reason != "" || !m.Reason, "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.ready(d, in.Verb); err != nil {
			return err
		}
		switch in.Verb {
		case TakeReports:
			if d.File.State != award.Closing { // a closeout that was reopened is closing already
				if err := s.live(ctx, d, "take_reports", ""); err != nil {
					return err
				}
			}
		case ClaimRefund:
			d.Closeout.ClaimedMinor = d.Closeout.ReceivedMinor + d.Facts.CashMinor
			if err := s.tell(ctx, d, "closeout.refund", map[string]any{"Amount": money.New(d.Facts.CashMinor, d.File.Currency()).Format("en"), "Due": d.Closeout.DueOn.String()}, auth.Coordinator, auth.Official, auth.FiscalAgent); err != nil {
				return err
			}
		case Reconcile:
			if err := s.tell(ctx, d, "closeout.to_certify", map[string]any{"Due": d.Closeout.DueOn.String()}, auth.Official); err != nil {
				return err
			}
		case Reopen:
			d.Closeout.uncertify()
		case Close, CloseUnilaterally:
			return s.shut(ctx, d, m, reason)
		}
		return s.keep(ctx, d, m, reason, nil)
	})
}

// uncertify takes back the museum's certificate; what it said stays in the log.
func (c *Closeout) uncertify() {
	c.SignedBy, c.SignedName, c.SignedTitle, c.SignedAt, c.Proved, c.Content, c.SHA256 = ident.Person{}, "", "", nil, false, nil, nil
}

// ready refuses a step that something keeps away: items that are missing, a year that is not over, nothing to claim.
func (s *Service) ready(d *Detail, v Verb) error {
	switch v {
	case ClaimRefund:
		if d.Facts.CashMinor <= 0 {
			return fault.New(fault.Conflict, "no_refund", "The museum holds no money of this award.")
		}
	case AskUnilateral, CloseUnilaterally:
		if d.Today.Before(d.Closeout.UnilateralFrom) {
			return fault.New(fault.Conflict, "year_not_over", "An award is closed on what there is from %s.", d.Closeout.UnilateralFrom).With("from", d.Closeout.UnilateralFrom.String())
		}
	}
	if v == Close || v == CloseUnilaterally {
		if d.Waits() != string(v) {
			return fault.New(fault.Conflict, "close_not_asked", "The grants manager asks for it first.")
		}
	}
	return missing(d.Items, string(v))
}

// shut closes an award: the totals as they are, what was not spent back to the cycle, the clock of its records.
func (s *Service) shut(ctx context.Context, d *Detail, m lifecycle.Move, reason string) error {
	c, x, f, now := d.Closeout, d.Facts, d.File, s.now()
	left := money.New(x.ObligatedMinor+min(x.CashMinor, 0), f.Currency())
	if left.Minor > 0 {
		if err := s.Book.Post(ctx, ledger.Move(ledger.Deobligate, "Closeout "+f.Number, f.Award.String(), left, ledger.ObligatedTo(f.Award), ledger.FreeOf(f.Cycle))); err != nil {
			return err
		}
	}
	c.PaidMinor, c.SpentMinor, c.ShareMinor, c.DeobligatedMinor = x.CashMinor+x.SpentMinor, x.SpentMinor, x.ShareMinor, left.Minor
	c.FinalReportOn, c.ClosedOn, c.ClosedBy, c.ClosedAt = x.FinalFiled, d.Today, auth.Who(ctx).Person, &now
	d.keeps()
	if d.Retention == nil {
		return fault.New(fault.Conflict, "unknown_rules", "The rules %s of this award are not known here.", f.Agreement.RuleSet)
	}
	c.KeepUntil = d.Retention.Until
	if err := s.keep(ctx, d, m, reason, map[string]any{"spent": c.Spent(), "deobligated": left, "kept_until": c.KeepUntil}); err != nil {
		return err
	}
	if err := s.live(ctx, d, "close", reason); err != nil {
		return err
	}
	if err := s.retain(ctx, d); err != nil {
		return err
	}
	return s.tell(ctx, d, "closeout.closed", map[string]any{"On": c.ClosedOn.String(), "Spent": c.Spent().Format("en"), "Until": c.KeepUntil.String()}, auth.Coordinator, auth.Official, auth.FiscalAgent)
}

// SettleInput tells of money that came back from the museum.
type SettleInput struct {
	Award           ident.Award
	Amount          string
	On              calendar.Date
	Reference       string // the bank's
	ExpectedVersion *int
}

// ReceiveRefund books money the museum gave back, all of what was claimed or a part of it.
func (s *Service) ReceiveRefund(ctx context.Context, in SettleInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		m, err := s.takes(ctx, d, "receive_refund", in.ExpectedVersion)
		if err != nil {
			return err
		}
		var c fault.Check
		minor, ref := cash(&c, "amount", in.Amount, d.File.Currency(), false), plain(&c, "reference", in.Reference, 200)
		c.That(ref != "", "reference", "required", "Give the bank's reference.")
		c.That(!in.On.IsZero(), "on", "required", "Say when it came.")
		c.That(in.On.IsZero() || !in.On.After(d.Today), "on", "in_future", "It has come already.")
		c.That(minor <= d.Closeout.ClaimedMinor-d.Closeout.ReceivedMinor && minor <= max(d.Facts.CashMinor, 0), "amount", "above_claim", "It is more than was asked back.")
		if err := c.Err(); err != nil {
			return err
		}
		sum := money.New(minor, d.File.Currency())
		if err := s.Book.Post(ctx, ledger.Move(ledger.Refund, ref, d.File.Award.String(), sum, ledger.CashOf(d.File.Award), ledger.ObligatedTo(d.File.Award)).Dated(in.On)); err != nil {
			return err
		}
		d.Closeout.ReceivedMinor += minor
		return s.keep(ctx, d, m, "", map[string]any{"amount": sum, "on": in.On, "reference": ref})
	})
}

// CertifyInput is the museum's word for the end of its award, under the name of its authorized official.
type CertifyInput struct {
	Award           ident.Award
	Name            string
	Title           string
	ExpectedVersion *int
}

// Certify signs for the museum that everything is in and all figures are true; what is missing refuses it.
func (s *Service) Certify(ctx context.Context, in CertifyInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		m, err := s.takes(ctx, d, "certify", in.ExpectedVersion)
		if err != nil {
			return err
		}
		var k fault.Check
		name, title := plain(&k, "name", in.Name, 200), plain(&k, "title", in.Title, 200)
		k.That(name != "", "name", "required", "Type your name.")
		k.That(title != "", "title", "required", "Type the title by which you sign.")
		if err := k.Err(); err != nil {
			return err
		}
		if err := missing(d.Items, "certify"); err != nil {
			return err
		}
		raw, err := content(d, name, title)
		if err != nil {
			return err
		}
		now, sum, c := s.now(), sha256.Sum256(raw), d.Closeout
		c.SignedBy, c.SignedName, c.SignedTitle, c.SignedAt, c.Proved = auth.Who(ctx).Person, name, title, &now, auth.Who(ctx).SecondFactor
		c.Content, c.SHA256 = raw, sum[:]
		return s.keep(ctx, d, m, "", map[string]any{"sha256": fmt.Sprintf("%x", sum)})
	})
}

// content is what is certified, in words that stay readable without this program.
func content(d *Detail, name, title string) ([]byte, error) {
	c, x, cur := d.Closeout, d.Facts, d.File.Currency()
	text := func(minor int64) string { return money.New(minor, cur).Decimal() }
	raw, err := json.Marshal(map[string]any{
		"award": d.File.Number, "title": d.File.Title, "museum": d.File.Lead().Name, "endedOn": c.EndedOn.String(), "currency": string(cur),
		"spent": text(x.SpentMinor), "paid": text(x.SpentMinor + x.CashMinor), "costShare": text(x.ShareMinor), "returned": text(c.ReceivedMinor),
		"unspent": text(x.ObligatedMinor), "equipment": c.Equipment, "supplies": text(c.SuppliesMinor), "name": name, "office": title,
		"certifies": "Everything is reported, all obligations are liquidated, and what was not spent is given back (2 CFR 200.344).",
	})
	if err != nil {
		return nil, fmt.Errorf("write certificate: %w", err)
	}
	return application.Canonical(raw)
}

// ThingInput is a piece of equipment that is left.
type ThingInput struct {
	Name  string
	Value string // fair market value
}

// DeclareInput says what is left of what was bought.
type DeclareInput struct {
	Award           ident.Award
	Equipment       []ThingInput
	Supplies        string // the value of all unused supplies; empty is none
	ExpectedVersion *int
}

// Declare writes what is left of what the museum bought, as often as it likes until it certifies.
func (s *Service) Declare(ctx context.Context, in DeclareInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		if err := s.writes(ctx, d, auth.DeclareProperty, auth.Target{Organizations: []ident.Organization{d.File.Lead().Organization}}, in.ExpectedVersion); err != nil {
			return err
		}
		c, now, cur := d.Closeout, s.now(), d.File.Currency()
		var k fault.Check
		things := []*Thing{}
		k.That(len(in.Equipment) <= 100, "equipment", "too_many", "At most 100 pieces.")
		for i, t := range in.Equipment {
			at := fmt.Sprintf("equipment.%d", i+1)
			name := plain(&k, at+".name", t.Name, 200)
			k.That(name != "", at+".name", "required", "Say what it is.")
			things = append(things, &Thing{Name: name, ValueMinor: cash(&k, at+".value", t.Value, cur, false), Currency: cur})
		}
		c.SuppliesMinor = cash(&k, "supplies", in.Supplies, cur, true)
		if err := k.Err(); err != nil {
			return err
		}
		c.Equipment, c.DeclaredBy, c.DeclaredAt = things, auth.Who(ctx).Person, &now
		c.Instruction, c.InstructedBy, c.InstructedAt = "", ident.Person{}, nil // what was said was of what was declared before
		return s.kept(ctx, d, "closeout.declare", "", map[string]any{"equipment": len(things), "supplies": c.Supplies()})
	})
}

// InstructInput says what becomes of what is left.
type InstructInput struct {
	Award           ident.Award
	Instruction     string
	ExpectedVersion *int
}

// Instruct says what becomes of equipment and supplies above the figures of the rule set.
func (s *Service) Instruct(ctx context.Context, in InstructInput) (*Detail, error) {
	return s.act(ctx, in.Award, func(ctx context.Context, d *Detail) error {
		if err := s.writes(ctx, d, auth.DecideCloseout, d.File.Target(), in.ExpectedVersion); err != nil {
			return err
		}
		var k fault.Check
		text := plain(&k, "instruction", in.Instruction, 4000)
		k.That(text != "", "instruction", "required", "Say what becomes of it.")
		if err := k.Err(); err != nil {
			return err
		}
		if d.Closeout.DeclaredAt == nil {
			return fault.New(fault.Conflict, "not_declared", "The museum says first what is left.")
		}
		now := s.now()
		d.Closeout.Instruction, d.Closeout.InstructedBy, d.Closeout.InstructedAt = text, auth.Who(ctx).Person, &now
		return s.kept(ctx, d, "closeout.instruct", text, nil)
	})
}

// writes asks whether the actor may write about what is left now.
func (s *Service) writes(ctx context.Context, d *Detail, p auth.Permission, t auth.Target, expected *int) error {
	if err := auth.Require(ctx, p, t); err != nil {
		return err
	}
	if d.Closeout == nil || d.Closeout.State == NotDue {
		return fault.New(fault.Conflict, "closeout_not_due", "The period of this award is not over.")
	}
	if err := fault.Expected(expected, d.Closeout.Version); err != nil {
		return err
	}
	if d.Closeout.State == Certified || d.Closeout.State.Over() {
		return fault.New(fault.Conflict, "wrong_state", "What was certified stays; it is %s.", d.Closeout.State).With("state", string(d.Closeout.State))
	}
	return nil
}

// kept writes a closeout that stays where it is.
func (s *Service) kept(ctx context.Context, d *Detail, action, reason string, detail map[string]any) error {
	if err := s.Store.KeepCloseout(ctx, d.Closeout, d.Closeout.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, action, d.File.Award, reason, detail)
}
