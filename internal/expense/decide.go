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

// SubmitInput hands an expense to the office.
type SubmitInput struct {
	Expense         ident.Expense
	ExpectedVersion *int
}

// SubmitExpense hands a draft to the office; everything the rules deny is named and stops it.
func (s *Service) SubmitExpense(ctx context.Context, in SubmitInput) (*Expense, error) {
	return s.step(ctx, in.Expense, "submit", auth.RecordExpense, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, e *Expense) error {
		if err := s.judge(ctx, f, e); err != nil {
			return err
		}
		if err := denied(e.Findings); err != nil {
			return err
		}
		now := s.now()
		e.SubmittedBy, e.SubmittedAt = auth.Who(ctx).Person, &now
		return s.keep(ctx, e, "expense.submit", "", map[string]any{"amount": e.Amount(), "findings": ruleset.Codes(e.Findings)})
	})
}

// WithdrawInput takes a draft away.
type WithdrawInput struct {
	Expense         ident.Expense
	ExpectedVersion *int
}

// WithdrawExpense takes away a draft, or an expense that came back; its receipt may be claimed again.
func (s *Service) WithdrawExpense(ctx context.Context, in WithdrawInput) (*Expense, error) {
	return s.step(ctx, in.Expense, "withdraw", auth.RecordExpense, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, e *Expense) error {
		return s.keep(ctx, e, "expense.withdraw", "", nil)
	})
}

// AcceptInput accepts an expense.
type AcceptInput struct {
	Expense         ident.Expense
	Reason          string // asked for where the rules ask for approval
	ExpectedVersion *int
}

// AcceptExpense posts an expense to the ledger. What the rules deny by now stops it, what needs approval needs a reason,
// and nobody accepts what they recorded or submitted.
func (s *Service) AcceptExpense(ctx context.Context, in AcceptInput) (*Expense, error) {
	return s.step(ctx, in.Expense, "accept", auth.AcceptExpense, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, e *Expense) error {
		if err := apart(ctx, e.RecordedBy, e.SubmittedBy); err != nil {
			return err
		}
		if err := s.judge(ctx, f, e); err != nil {
			return err
		}
		if err := denied(e.Findings); err != nil {
			return err
		}
		var c fault.Check
		e.Reason = plain(&c, "reason", in.Reason, 2000)
		c.That(e.Reason != "" || ruleset.Gravest(e.Findings) != ruleset.Ask, "reason", "approval_reason", "It needs approval: say why it is allowed.")
		if err := c.Err(); err != nil {
			return err
		}
		s.decided(ctx, e)
		if err := s.Book.Post(ctx, ledger.Move(ledger.Spend, e.Description, e.ID.String(), e.Amount(), ledger.CashOf(e.Award), ledger.SpentBy(e.Award, string(e.Category))).Dated(e.SpentOn)); err != nil {
			return err
		}
		return s.keep(ctx, e, "expense.accept", e.Reason, map[string]any{"amount": e.Amount(), "findings": ruleset.Codes(e.Findings)})
	})
}

// ReturnInput sends an expense back.
type ReturnInput struct {
	Expense         ident.Expense
	Reason          string
	ExpectedVersion *int
}

// ReturnExpense sends an expense back to its museum with what has to be mended; who submitted it is told.
func (s *Service) ReturnExpense(ctx context.Context, in ReturnInput) (*Expense, error) {
	return s.step(ctx, in.Expense, "return", auth.AcceptExpense, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, e *Expense) (err error) {
		if e.Reason, err = why(in.Reason); err != nil {
			return err
		}
		s.decided(ctx, e)
		if err := s.keep(ctx, e, "expense.return", e.Reason, nil); err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, "expense.returned", e.Award.String(), map[string]any{
			"Number": f.Number, "Title": f.Title, "Program": f.ProgramName, "What": e.Description, "Amount": e.Amount().String(), "Reason": e.Reason,
		}, e.SubmittedBy)
	})
}

// ReverseInput undoes an accepted expense.
type ReverseInput struct {
	Expense         ident.Expense
	Reason          string
	ExpectedVersion *int
}

// ReverseExpense undoes an accepted expense by an entry the other way, on the same day; its receipt may be claimed again.
func (s *Service) ReverseExpense(ctx context.Context, in ReverseInput) (*Expense, error) {
	return s.step(ctx, in.Expense, "reverse", auth.AcceptExpense, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, e *Expense) (err error) {
		if e.ReversedReason, err = why(in.Reason); err != nil {
			return err
		}
		now := s.now()
		e.ReversedBy, e.ReversedAt = auth.Who(ctx).Person, &now
		if err := s.Book.Post(ctx, ledger.Move(ledger.Unspend, e.ReversedReason, e.ID.String(), e.Amount(), ledger.SpentBy(e.Award, string(e.Category)), ledger.CashOf(e.Award)).Dated(e.SpentOn)); err != nil {
			return err
		}
		return s.keep(ctx, e, "expense.reverse", e.ReversedReason, map[string]any{"amount": e.Amount()})
	})
}

// step loads an expense with its award under lock, asks who may, takes the verb's step and lets do keep the rest.
func (s *Service) step(ctx context.Context, id ident.Expense, verb string, p auth.Permission, expected *int, do func(context.Context, *agreement.File, *Expense) error) (*Expense, error) {
	var e *Expense
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if e, err = s.Store.Expense(ctx, id, seen(ctx)); err != nil {
			return err
		}
		f, err := s.running(ctx, e.Award, p, e.Museum)
		if err != nil {
			return err
		}
		move, err := Moves().Step(string(e.State), verb)
		if err != nil {
			return err
		}
		if err := fault.Expected(expected, e.Version); err != nil {
			return err
		}
		e.State = State(move.To)
		return do(ctx, f, e)
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (s *Service) decided(ctx context.Context, e *Expense) {
	now := s.now()
	e.DecidedBy, e.DecidedAt = auth.Who(ctx).Person, &now
}

func (s *Service) keep(ctx context.Context, e *Expense, action, reason string, detail map[string]any) error {
	if err := s.Store.KeepExpense(ctx, e, e.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, action, e.ID, reason, detail)
}

// apart refuses somebody who took an earlier step.
func apart(ctx context.Context, earlier ...ident.Person) error {
	for _, p := range earlier {
		if p == auth.Who(ctx).Person {
			return fault.New(fault.Forbidden, "same_person", "Nobody accepts what they recorded or submitted.")
		}
	}
	return nil
}
