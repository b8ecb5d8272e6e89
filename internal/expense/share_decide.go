package expense

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// VerifyInput is the verifier's word on a contribution; the two questions are for a person to judge.
type VerifyInput struct {
	Contribution    ident.Contribution
	Necessary       bool // and reasonable for the work; what is not said to hold does not
	Conforms        bool // to the other provisions of the rules
	Note            string
	ExpectedVersion *int
}

// VerifyContribution posts a contribution of which all seven tests hold; each that does not is named. Nobody verifies what
// they claimed or showed.
func (s *Service) VerifyContribution(ctx context.Context, in VerifyInput) (*Contribution, error) {
	return s.shareStep(ctx, in.Contribution, "verify", auth.VerifyShare, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, c *Contribution) error {
		if err := apart(ctx, c.ClaimedBy, c.EvidencedBy); err != nil {
			return err
		}
		var k fault.Check
		c.Reason = plain(&k, "note", in.Note, 2000)
		c.Necessary, c.Conforms = answer(in.Necessary), answer(in.Conforms)
		h, err := s.Store.Held(ctx, c.Award, c.Evidence)
		if err != nil {
			return err
		}
		j := judgeShare(f, h, c, s.today())
		for _, x := range failing(j) {
			k.Refuse(shareField(x), x.Code, "%s", x.Message)
		}
		if err := k.Err(); err != nil {
			return err
		}
		now := s.now()
		c.DecidedBy, c.DecidedAt = auth.Who(ctx).Person, &now
		if err := s.Book.Post(ctx, ledger.Move(ledger.Contribute, c.Description, c.ID.String(), c.Worth(), ledger.OutsideOf(c.Award), account(c)).Dated(c.GivenOn)); err != nil {
			return err
		}
		return s.keepShare(ctx, c, "contribution.verify", c.Reason, map[string]any{"worth": c.Worth(), "funding": c.Funding})
	})
}

func answer(holds bool) ruleset.Answer {
	if holds {
		return ruleset.Yes
	}
	return ruleset.No
}

// account is where a contribution is posted: cash and in kind, sides and categories apart.
func account(c *Contribution) ledger.Account {
	return ledger.SharedBy(c.Award, string(c.Funding), string(c.Side), string(c.Category))
}

// ReturnShareInput sends a contribution back for better evidence.
type ReturnShareInput struct {
	Contribution    ident.Contribution
	Reason          string
	ExpectedVersion *int
}

// ReturnContribution sends a contribution back to whoever claimed it; they are told why.
func (s *Service) ReturnContribution(ctx context.Context, in ReturnShareInput) (*Contribution, error) {
	return s.refuseShare(ctx, in.Contribution, "return", "contribution.returned", in.Reason, in.ExpectedVersion)
}

// RejectShareInput ends a claim that cannot count.
type RejectShareInput struct {
	Contribution    ident.Contribution
	Reason          string
	ExpectedVersion *int
}

// RejectContribution ends a claim that cannot count; its evidence may be claimed again, and whoever claimed it is told.
func (s *Service) RejectContribution(ctx context.Context, in RejectShareInput) (*Contribution, error) {
	return s.refuseShare(ctx, in.Contribution, "reject", "contribution.rejected", in.Reason, in.ExpectedVersion)
}

func (s *Service) refuseShare(ctx context.Context, id ident.Contribution, verb, template, reason string, expected *int) (*Contribution, error) {
	return s.shareStep(ctx, id, verb, auth.VerifyShare, expected, func(ctx context.Context, f *agreement.File, c *Contribution) (err error) {
		if c.Reason, err = why(reason); err != nil {
			return err
		}
		now := s.now()
		c.DecidedBy, c.DecidedAt = auth.Who(ctx).Person, &now
		if err := s.keepShare(ctx, c, "contribution."+verb, c.Reason, nil); err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, template, c.Award.String(), map[string]any{
			"Number": f.Number, "Title": f.Title, "Program": f.ProgramName, "What": c.Description, "Amount": c.Worth().String(), "Reason": c.Reason,
		}, c.ClaimedBy)
	})
}

// ReverseShareInput undoes a verified contribution.
type ReverseShareInput struct {
	Contribution    ident.Contribution
	Reason          string
	ExpectedVersion *int
}

// ReverseContribution undoes a verified contribution by an entry the other way; its evidence may be claimed again.
func (s *Service) ReverseContribution(ctx context.Context, in ReverseShareInput) (*Contribution, error) {
	return s.shareStep(ctx, in.Contribution, "reverse", auth.VerifyShare, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, c *Contribution) (err error) {
		if c.ReversedReason, err = why(in.Reason); err != nil {
			return err
		}
		now := s.now()
		c.ReversedBy, c.ReversedAt = auth.Who(ctx).Person, &now
		if err := s.Book.Post(ctx, ledger.Move(ledger.Uncontribute, c.ReversedReason, c.ID.String(), c.Worth(), account(c), ledger.OutsideOf(c.Award)).Dated(c.GivenOn)); err != nil {
			return err
		}
		return s.keepShare(ctx, c, "contribution.reverse", c.ReversedReason, map[string]any{"worth": c.Worth()})
	})
}

// shareStep loads a contribution with its award under lock, asks who may, takes the verb's step and lets do keep the rest.
func (s *Service) shareStep(ctx context.Context, id ident.Contribution, verb string, p auth.Permission, expected *int, do func(context.Context, *agreement.File, *Contribution) error) (*Contribution, error) {
	var c *Contribution
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.Store.Contribution(ctx, id, seen(ctx)); err != nil {
			return err
		}
		f, err := s.running(ctx, c.Award, p, c.Museum)
		if err != nil {
			return err
		}
		move, err := ruleset.ContributionMoves().Step(string(c.State), verb)
		if err != nil {
			return err
		}
		if err := fault.Expected(expected, c.Version); err != nil {
			return err
		}
		c.State = ShareState(move.To)
		return do(ctx, f, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Service) keepShare(ctx context.Context, c *Contribution, action, reason string, detail map[string]any) error {
	if err := s.Store.KeepContribution(ctx, c, c.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, action, c.ID, reason, detail)
}
