package payment

import (
	"context"
	"crypto/sha256"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Plan is what a museum says of a quarter: what it means to spend in each month, and what it brings itself.
type Plan struct {
	On     calendar.Date // any day of the federal quarter it is for
	Month1 string        // grant money to be spent, of an advance; empty is nothing
	Month2 string
	Month3 string
	Share  string // cost share planned
	Final  bool   // the last request of the award
	Note   string
}

// BeginInput begins a request for payment.
type BeginInput struct {
	Award ident.Award
	Kind  federalform.PaymentKind
	Plan
}

// Begin drafts a request for a quarter. An award has one draft at a time, and is paid ahead only where its agreement
// says so.
func (s *Service) Begin(ctx context.Context, in BeginInput) (*Card, error) {
	var c *Card
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		a, err := s.account(ctx, in.Award, true)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.AskPayment, target(a.File, auth.AskPayment)); err != nil {
			return err
		}
		if a.open() != nil {
			return fault.New(fault.Conflict, "draft_open", "There is a draft already. Submit it or cancel it first.")
		}
		r := &Request{
			ID: ident.NewPayment(), Award: in.Award, Number: len(a.Requests) + 1, Kind: in.Kind, Currency: a.File.Amount.Currency, State: Draft, Version: 1,
		}
		if err := s.plan(a.File, r, in.Plan); err != nil {
			return err
		}
		a.Requests = append(a.Requests, r)
		if c, err = a.card(r.ID); err != nil {
			return err
		}
		if err := c.pass("begin"); err != nil {
			return err
		}
		if err := s.Store.AddRequest(ctx, r); err != nil {
			return err
		}
		return s.note(ctx, c, "begin", "", auth.Who(ctx).Person, nil)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// UpdateInput changes the plan of a draft.
type UpdateInput struct {
	Payment ident.Payment
	Plan
	ExpectedVersion *int
}

// Update writes the plan of a draft; what was certified goes back to draft first.
func (s *Service) Update(ctx context.Context, in UpdateInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.AskPayment, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		if c.State != Draft {
			return fault.New(fault.Conflict, "wrong_state", "What was certified goes back to draft before it changes.").With("state", string(c.State))
		}
		if err := s.plan(c.File, c.Request, in.Plan); err != nil {
			return err
		}
		if err := c.derive(); err != nil {
			return err
		}
		if err := s.Store.KeepRequest(ctx, c.Request, c.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "payment.update", c.Award, "", map[string]any{"payment": c.ID, "amount": c.Amount()})
	})
}

// plan puts what the museum says on the request: the quarter is cut to the award's period, and a month outside it has
// nothing.
func (s *Service) plan(f *agreement.File, r *Request, p Plan) error {
	var c fault.Check
	terms := f.Current()
	c.That(r.Kind == federalform.Advance || r.Kind == federalform.Reimbursement, "kind", "bad_choice", "A request is an advance or a reimbursement.")
	c.That(r.Kind != federalform.Advance || f.Agreement == nil || f.Agreement.Payment == agreement.Advance, "kind", "no_advance", "By the agreement this award is paid by reimbursement.")
	c.That(!p.On.IsZero(), "on", "required", "Say which quarter it is for.")
	if err := c.Err(); err != nil {
		return err
	}
	first := quarter(p.On)
	r.FromOn, r.ToOn = first, p.On.QuarterEnd()
	if r.FromOn.Before(terms.StartsOn) {
		r.FromOn = terms.StartsOn
	}
	if r.ToOn.After(terms.EndsOn) {
		r.ToOn = terms.EndsOn
	}
	c.That(!r.ToOn.Before(r.FromOn), "on", "outside_period", "The award runs from %s to %s.", terms.StartsOn, terms.EndsOn)
	c.That(r.Kind != federalform.Advance || !r.ToOn.Before(s.today()), "on", "period_over", "An advance is for what is still to come. What is spent is reimbursed.")
	for i, x := range []struct {
		path, text string
		to         *int64
	}{{"month1", p.Month1, &r.Month1Minor}, {"month2", p.Month2, &r.Month2Minor}, {"month3", p.Month3, &r.Month3Minor}} {
		*x.to = cash(&c, x.path, x.text, r.Currency)
		starts := first.AddMonths(i)
		c.That(*x.to == 0 || (!starts.After(r.ToOn) && !starts.MonthEnd().Before(r.FromOn)), x.path, "outside_period", "The award does not run in that month.")
		c.That(*x.to == 0 || r.Kind == federalform.Advance, x.path, "no_advance", "A reimbursement is for what was spent; it plans nothing.")
		c.That(*x.to <= terms.GrantMinor, x.path, "out_of_range", "It is more than the award.")
	}
	r.ShareMinor = cash(&c, "share", p.Share, r.Currency)
	c.That(r.ShareMinor == 0 || r.Kind == federalform.Advance, "share", "no_advance", "A reimbursement is for what was spent; it plans nothing.")
	c.That(r.ShareMinor <= 100*max(terms.GrantMinor, 1), "share", "out_of_range", "It is more than any award takes.")
	r.Final, r.Note = p.Final, plain(&c, "note", p.Note, 2000)
	return c.Err()
}

// SignInput certifies a request: a name and title as typed, and the hash of what was read.
type SignInput struct {
	Payment ident.Payment
	Name    string
	Title   string
	Hash    string
}

// Draft is the hash of a request as it stands: of what was certified, or what would be.
func (c *Card) Draft() (string, error) {
	if c.Frozen() {
		return c.Hash(), nil
	}
	raw, err := c.write()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hexed(sum[:]), nil
}

// Certify puts the authorized official's name under the request and freezes its figures. What changed since it was read
// is CONFLICT; a formula that does not hold, more than the obligation or than the need for cash is refused line by line.
func (s *Service) Certify(ctx context.Context, in SignInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.CertifyPayment, nil, func(ctx context.Context, c *Card) error {
		if _, err := step(c.Request, "certify", ""); err != nil {
			return err
		}
		var check fault.Check
		name, title := plain(&check, "name", in.Name, 200), plain(&check, "title", in.Title, 200)
		check.That(name != "", "name", "required", "Type your name.")
		check.That(title != "", "title", "required", "Type the title by which you sign.")
		if err := check.Err(); err != nil {
			return err
		}
		raw, err := c.write()
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		if in.Hash != hexed(sum[:]) {
			return fault.New(fault.Conflict, "version", "Something changed since you read it. Read it again, then sign.").With("hash", hexed(sum[:]))
		}
		if err := c.pass("certify"); err != nil {
			return err
		}
		c.Content, c.SHA256, c.SignedName, c.SignedTitle, c.Proved = raw, sum[:], name, title, auth.Who(ctx).SecondFactor
		return s.take(ctx, c, "certify", "", map[string]any{"name": name, "title": title, "sha256": c.Hash()})
	})
}

// StepInput is a step that needs no words, or says why.
type StepInput struct {
	Payment         ident.Payment
	Reason          string
	ExpectedVersion *int
}

// Reopen takes a certified request back to draft; its figures follow the books again.
func (s *Service) Reopen(ctx context.Context, in StepInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.AskPayment, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		return s.unfreeze(ctx, c, "reopen", "")
	})
}

// unfreeze takes what was certified back to draft.
func (s *Service) unfreeze(ctx context.Context, c *Card, verb, reason string) error {
	was := c.Hash()
	c.Content, c.SHA256, c.SignedName, c.SignedTitle, c.Proved = nil, nil, "", "", false
	if err := s.take(ctx, c, verb, reason, map[string]any{"sha256": was}); err != nil {
		return err
	}
	return c.derive()
}

// Submit hands a certified request in.
func (s *Service) Submit(ctx context.Context, in StepInput) (*Card, error) {
	return s.change(ctx, in.Payment, auth.AskPayment, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		return s.take(ctx, c, "submit", "", nil)
	})
}

// Cancel ends a request: the museum its draft and, with a reason, what it submitted; the grants manager what was approved
// or came back, with a reason the museum hears.
func (s *Service) Cancel(ctx context.Context, in StepInput) (*Card, error) {
	c, err := s.Payment(ctx, in.Payment)
	if err != nil {
		return nil, err
	}
	may := Permission(c.State, "cancel")
	return s.change(ctx, in.Payment, may, in.ExpectedVersion, func(ctx context.Context, c *Card) error {
		if Permission(c.State, "cancel") != may {
			return fault.New(fault.Conflict, "busy", "Someone else is changing this right now. Try again.")
		}
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if err := s.take(ctx, c, "cancel", reason, nil); err != nil || may == auth.AskPayment {
			return err
		}
		return s.tell(ctx, c, "payment.cancelled", map[string]any{"Reason": reason}, auth.Coordinator, auth.Official)
	})
}

// why is a reason without what is no text; whether it must be given says the step.
func why(text string) (string, error) {
	var c fault.Check
	text = plain(&c, "reason", text, 2000)
	return text, c.Err()
}
