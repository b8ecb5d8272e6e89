package payment

import (
	"bytes"
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// mostReceipt is the largest receipt taken, in bytes.
const mostReceipt = 10 << 20

// ForwardInput says what of a payment the lead passed on to a partner.
type ForwardInput struct {
	Payment      ident.Payment
	Organization ident.Organization
	Amount       string
	On           calendar.Date
	Reference    string
	File         []byte // the bank's receipt, a PDF or picture of at most 10 MB; empty where there is none
}

// Forward records what of a paid request the lead museum passed on, and asks the partner to say that it came. Never more
// than was paid is passed on.
func (s *Service) Forward(ctx context.Context, in ForwardInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.ForwardPayment, nil, func(ctx context.Context, c *Card) error {
		if c.State != Paid {
			return fault.New(fault.Conflict, "not_paid", "Only what was paid is passed on.")
		}
		x := &Forward{
			ID: ident.NewForward(), Payment: c.ID, Organization: in.Organization, ForwardedOn: in.On, RecordedBy: auth.Who(ctx).Person, RecordedAt: s.now(), Currency: c.Currency,
		}
		for _, m := range c.File.Museums {
			if m.Organization == in.Organization && !m.Lead {
				x.Name = m.Name
			}
		}
		var check fault.Check
		check.That(x.Name != "", "organization", "not_partner", "Choose a partner of the award.")
		x.AmountMinor = cash(&check, "amount", in.Amount, c.Currency)
		check.That(x.AmountMinor > 0, "amount", "required", "Say how much.")
		left := c.Amount().Sub(c.Forwarded())
		check.That(x.AmountMinor <= left.Minor, "amount", "above_paid", "%s of this payment is left to pass on.", left)
		x.Reference = plain(&check, "reference", in.Reference, 100)
		s.day(&check, "on", in.On, nil)
		check.That(in.On.IsZero() || !in.On.Before(c.PaidOn), "on", "too_early", "It was paid on %s.", c.PaidOn)
		kind, ending := receipt(in.File)
		check.That(len(in.File) == 0 || kind != "", "file", "bad_file", "The receipt is a PDF, PNG or JPEG.")
		check.That(len(in.File) <= mostReceipt, "file", "too_large", "At most 10 MB.")
		if err := check.Err(); err != nil {
			return err
		}
		if len(in.File) > 0 {
			d, err := s.Vault.File(ctx, document.Receipt, c.File.Number+"-forwarded"+ending, kind, c.ID.String(), bytes.NewReader(in.File))
			if err != nil {
				return err
			}
			x.Document = d.ID
		}
		if err := s.Store.AddForward(ctx, x); err != nil {
			return err
		}
		c.Forwards = append(c.Forwards, x)
		if err := s.Desk.Log.Record(ctx, "payment.forward", c.Award, "", map[string]any{"payment": c.ID, "forward": x.ID, "organization": x.Organization, "amount": x.Amount()}); err != nil {
			return err
		}
		return s.tellAt(ctx, c, "payment.forwarded", map[string]any{"Amount": x.Amount().Format("en"), "Lead": c.File.Lead().Name, "Day": x.ForwardedOn.String()}, x.Organization, auth.PartnerCoordinator, auth.Coordinator, auth.FiscalAgent)
	})
}

// receipt tells what kind of file it is by its first bytes; empty for a kind that is not taken.
func receipt(b []byte) (kind, ending string) {
	switch {
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return "application/pdf", ".pdf"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", ".png"
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "image/jpeg", ".jpg"
	}
	return "", ""
}

// ForwardedInput names what was passed on.
type ForwardedInput struct {
	Payment ident.Payment
	Forward ident.Forward
	Reason  string // why it is withdrawn
}

// ConfirmForward is the partner's word that the money came; whoever recorded it cannot confirm it.
func (s *Service) ConfirmForward(ctx context.Context, in ForwardedInput) (*Card, error) {
	return s.passedOn(ctx, in, func(c *Card, x *Forward) error {
		if err := auth.Require(ctx, auth.ConfirmForward, auth.Target{Organizations: []ident.Organization{x.Organization}}); err != nil {
			return err
		}
		who, now := auth.Who(ctx).Person, s.now()
		if who == x.RecordedBy {
			return fault.New(fault.Forbidden, "same_person", "Who recorded it does not confirm it too.")
		}
		x.ConfirmedBy, x.ConfirmedAt = who, &now
		return nil
	}, "payment.confirm_forward")
}

// WithdrawForward takes back what was recorded by mistake, with a reason; what the partner confirmed stays.
func (s *Service) WithdrawForward(ctx context.Context, in ForwardedInput) (*Card, error) {
	return s.passedOn(ctx, in, func(c *Card, x *Forward) error {
		if err := auth.Require(ctx, auth.ForwardPayment, target(c.File, auth.ForwardPayment)); err != nil {
			return err
		}
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if reason == "" {
			return fault.BadField("reason", "required", "Say why.")
		}
		now := s.now()
		x.WithdrawnBy, x.WithdrawnAt, x.WithdrawnReason = auth.Who(ctx).Person, &now, reason
		return nil
	}, "payment.withdraw_forward")
}

func (s *Service) passedOn(ctx context.Context, in ForwardedInput, do func(*Card, *Forward) error, action string) (*Card, error) {
	return s.change(ctx, in.Payment, auth.ViewPayment, nil, func(ctx context.Context, c *Card) error {
		var x *Forward
		for _, f := range c.Forwards {
			if f.ID == in.Forward {
				x = f
			}
		}
		if x == nil {
			return fault.Missing("forwarded sum")
		}
		if x.ConfirmedAt != nil {
			return fault.New(fault.Conflict, "confirmed_already", "The partner has confirmed it.")
		}
		if x.WithdrawnAt != nil {
			return fault.New(fault.Conflict, "withdrawn_already", "It was withdrawn.")
		}
		if err := do(c, x); err != nil {
			return err
		}
		if err := s.Store.KeepForward(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, action, c.Award, x.WithdrawnReason, map[string]any{"payment": c.ID, "forward": x.ID, "amount": x.Amount()})
	})
}
