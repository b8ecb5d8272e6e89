package payment

import (
	"context"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
)

func hexed(b []byte) string { return hex.EncodeToString(b) }

// Check says that the reports are in and the request is sound. Conditions in force are weighed in words; a report that is
// due and not accepted, or an award that does not run, refuses it by name.
func (s *Service) Check(ctx context.Context, in StepInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.CheckPayment, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if len(c.File.InForce()) > 0 && reason == "" {
			return fault.BadField("reason", "conditions_unweighed", "The award has conditions. Say how the request meets them.")
		}
		return s.take(ctx, c, "check", reason, nil)
	})
}

// SendBack returns a submitted or checked request to the museum's draft with a reason.
func (s *Service) SendBack(ctx context.Context, in StepInput) (*Card, error) {
	c, err := s.Payment(ctx, in.Payment)
	if err != nil {
		return nil, err
	}
	may := Permission(c.State, "send_back")
	return s.change(ctx, in.Payment, may, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		if Permission(c.State, "send_back") != may {
			return fault.New(fault.Conflict, "busy", "Someone else is changing this right now. Try again.")
		}
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if err := s.unfreeze(ctx, c, "send_back", reason); err != nil {
			return err
		}
		return s.tell(ctx, c, "payment.sent_back", map[string]any{"Reason": reason}, auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}

// Approve promises the money: within what is obligated and not promised, by another than who asked.
func (s *Service) Approve(ctx context.Context, in StepInput) (*Card, error) {
	return s.plainly(ctx, in, auth.ApprovePayment, "approve")
}

// Retry approves again what the bank sent back.
func (s *Service) Retry(ctx context.Context, in StepInput) (*Card, error) {
	return s.plainly(ctx, in, auth.ApprovePayment, "retry")
}

func (s *Service) plainly(ctx context.Context, in StepInput, p auth.Permission, verb string) (*Card, error) {
	return s.change(ctx, in.Payment, p, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		return s.take(ctx, c, verb, reason, nil)
	})
}

// Release lets the money go: from the obligation to the museum's cash, by a third person, and not while a report that is
// due is not accepted.
func (s *Service) Release(ctx context.Context, in StepInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.ReleasePayment, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		c.Attempt++
		if err := s.take(ctx, c, "release", "", map[string]any{"attempt": c.Attempt}); err != nil {
			return err
		}
		return s.Book.Post(ctx, ledger.Move(ledger.Disburse, c.memo("released"), c.ID.String(), c.Amount(), ledger.ObligatedTo(c.Award), ledger.CashOf(c.Award)))
	})
}

func (c *Card) memo(what string) string {
	return "Award " + c.File.Number + ", payment " + strconv.Itoa(c.Number) + " " + what
}

// PaidInput says that the bank paid.
type PaidInput struct {
	Payment   ident.Payment
	On        calendar.Date
	Reference string // the bank's
}

// MarkPaid records the day and the bank's reference, and tells the museum; a day before the release or to come is refused.
func (s *Service) MarkPaid(ctx context.Context, in PaidInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.ReleasePayment, nil, func(ctx context.Context, c *Card) error {
		if _, err := step(c.Request, "pay", ""); err != nil {
			return err
		}
		var check fault.Check
		ref := plain(&check, "reference", in.Reference, 100)
		check.That(ref != "", "reference", "required", "Give the bank's reference.")
		s.day(&check, "on", in.On, c.Last("release"))
		if err := check.Err(); err != nil {
			return err
		}
		c.PaidOn, c.Reference = in.On, ref
		if err := s.take(ctx, c, "pay", "", map[string]any{"paidOn": in.On, "reference": ref}); err != nil {
			return err
		}
		if err := s.Duties.Paid(ctx, c.Award); err != nil {
			return err
		}
		return s.tell(ctx, c, "payment.paid", map[string]any{"Day": in.On.String(), "Reference": ref}, auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}

// day holds a day of the bank to between a step and today.
func (s *Service) day(c *fault.Check, path string, on calendar.Date, after *Step) {
	c.That(!on.IsZero(), path, "required", "Say which day.")
	c.That(!on.After(s.today()), path, "in_future", "That day has not come yet.")
	if after != nil && !on.IsZero() {
		since := calendar.Of(after.At, s.Desk.Now().UTC().Location())
		c.That(!on.Before(since), path, "too_early", "It was released on %s.", since)
	}
}

// ReturnInput says that the bank sent a payment back.
type ReturnInput struct {
	Payment ident.Payment
	Reason  string
}

// Return records what the bank sent back and why; the money is owed to the museum again. What was passed on to a partner
// does not come back; what was spent meanwhile is owed to the museum.
func (s *Service) Return(ctx context.Context, in ReturnInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.ReleasePayment, nil, func(ctx context.Context, c *Card) error {
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if !c.Forwarded().IsZero() {
			return fault.New(fault.Conflict, "forwarded", "%s of it was passed on to partners.", c.Forwarded())
		}
		if err := s.take(ctx, c, "return", reason, nil); err != nil {
			return err
		}
		if err := s.Book.Post(ctx, ledger.Move(ledger.ReturnPayment, c.memo("returned"), c.ID.String(), c.Amount(), ledger.CashOf(c.Award), ledger.ObligatedTo(c.Award))); err != nil {
			return err
		}
		if err := s.Duties.Paid(ctx, c.Award); err != nil {
			return err
		}
		return s.tell(ctx, c, "payment.returned", map[string]any{"Reason": reason}, auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}

// PayeeInput says by which number the bank knows a museum.
type PayeeInput struct {
	Award  ident.Award
	Vendor string
}

var vendor = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./-]{0,33}[A-Za-z0-9]$`)

// SetPayee keeps the vendor number of an award's lead museum; account numbers stay at the bank.
func (s *Service) SetPayee(ctx context.Context, in PayeeInput) (*Account, error) {
	var a *Account
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if a, err = s.account(ctx, in.Award, true); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ReleasePayment, target(a.File, auth.ReleasePayment)); err != nil {
			return err
		}
		number := strings.TrimSpace(in.Vendor)
		if !vendor.MatchString(number) {
			return fault.BadField("vendor", "bad_vendor", "A vendor number has 2 to 35 letters, digits, points, slashes or hyphens.")
		}
		was := ""
		if a.Payee != nil {
			was = a.Payee.Vendor
		}
		a.Payee = &Payee{Organization: a.File.Lead().Organization, Vendor: number, SetBy: auth.Who(ctx).Person, SetAt: s.now()}
		if err := s.Store.KeepPayee(ctx, a.Payee); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "payment.set_payee", a.Payee.Organization, "", map[string]any{"vendor": number, "was": was})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}
