package expense

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// ApproveCostInput is an approval given before costs: of a kind of restricted cost, or of costs before the period.
type ApproveCostInput struct {
	Award  ident.Award
	Kind   string        // pre_award, unrecovered_indirect, or the key of a cost rule that asks for approval
	FromOn calendar.Date // of costs before the period: from which day
	Reason string
}

// Approvable are the kinds of approvals there are; what no approval can allow is not among them.
func Approvable() []string {
	out := []string{PreAward, UnrecoveredIndirect}
	for _, r := range ruleset.CostRules() {
		if r.Effect == ruleset.Ask {
			out = append(out, r.Key)
		}
	}
	return out
}

// ApproveCost keeps an approval with its reason; a kind that is approved already or cannot be is refused.
func (s *Service) ApproveCost(ctx context.Context, in ApproveCostInput) (*Approval, error) {
	var a *Approval
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.running(ctx, in.Award, auth.ApproveCosts, ident.Organization{})
		if err != nil {
			return err
		}
		var c fault.Check
		a = &Approval{ID: ident.NewCostApproval(), Award: f.Award, Kind: in.Kind, Reason: plain(&c, "reason", in.Reason, 2000), GivenBy: auth.Who(ctx).Person, GivenAt: s.now()}
		c.That(a.Reason != "", "reason", "required", "Say why.")
		c.That(slices.Contains(Approvable(), in.Kind), "kind", "bad_choice", "There is no such kind, or no approval can allow it.")
		if in.Kind == PreAward {
			c.That(!in.FromOn.IsZero() && in.FromOn.Before(f.Current().StartsOn), "fromOn", "out_of_range", "It is a day before the period, which begins on %s.", f.Current().StartsOn)
			a.FromOn = in.FromOn
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddApproval(ctx, a); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "expense.approve_cost", f.Award, a.Reason, map[string]any{"kind": a.Kind, "from": a.FromOn})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Approvals are the approvals given before costs of an award, oldest first.
func (s *Service) Approvals(ctx context.Context, id ident.Award) ([]*Approval, error) {
	if _, err := s.Awards.Running(ctx, id, false); err != nil {
		return nil, err
	}
	return s.Store.Approvals(ctx, id)
}

// Income is a kind of money that is not the grant's.
type Income string

// The kinds of money that come or go beside the grant.
const (
	InterestEarned   Income = "interest_earned"   // on advances
	InterestRemitted Income = "interest_remitted" // sent back, 2 CFR 200.305(b)
	IncomeEarned     Income = "income_earned"     // by the program: fees, sales
	IncomeSpent      Income = "income_spent"      // on the work of the award
)

// Incomes are the kinds of money beside the grant.
func Incomes() []Income { return []Income{InterestEarned, InterestRemitted, IncomeEarned, IncomeSpent} }

// IncomeInput is interest or program income as the lead museum tells it.
type IncomeInput struct {
	Award  ident.Award
	Kind   Income
	On     calendar.Date
	Amount string // decimal, in the award's currency
	Note   string
}

// RecordIncome posts interest or program income; more sent back or spent than there is, is refused.
func (s *Service) RecordIncome(ctx context.Context, in IncomeInput) (*Statement, error) {
	var out *Statement
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, in.Award, true)
		if err != nil {
			return err
		}
		if err := open(f); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RecordExpense, auth.Target{Organizations: []ident.Organization{f.Lead().Organization}}); err != nil {
			return err
		}
		e, err := income(f, in, s.today())
		if err != nil {
			return err
		}
		if err := s.Book.Post(ctx, e); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "expense.income", f.Award, in.Note, map[string]any{"kind": in.Kind, "amount": in.Amount, "on": in.On}); err != nil {
			return err
		}
		from, through := monthOf(in.On)
		out, err = s.statement(ctx, f, from, through)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// income is the entry for money beside the grant.
func income(f *agreement.File, in IncomeInput, today calendar.Date) (ledger.Entry, error) {
	var c fault.Check
	kinds := map[Income]struct {
		why      ledger.EntryKind
		from, to ledger.Account
	}{
		InterestEarned:   {ledger.EarnInterest, ledger.OutsideOf(f.Award), ledger.InterestOf(f.Award)},
		InterestRemitted: {ledger.RemitInterest, ledger.InterestOf(f.Award), ledger.OutsideOf(f.Award)},
		IncomeEarned:     {ledger.EarnIncome, ledger.OutsideOf(f.Award), ledger.IncomeOf(f.Award)},
		IncomeSpent:      {ledger.SpendIncome, ledger.IncomeOf(f.Award), ledger.OutsideOf(f.Award)},
	}
	k, known := kinds[in.Kind]
	c.That(known, "kind", "bad_choice", "There is no such kind of income.")
	m, err := money.Parse(strings.TrimSpace(in.Amount), f.Currency())
	c.That(err == nil && m.Minor > 0 && m.Minor <= money.Max, "amount", "bad_amount", "It is an amount above zero, such as 1250.00.")
	c.That(!in.On.IsZero(), "on", "required", "Say when.")
	c.That(!in.On.After(today), "on", "in_future", "That day has not come yet.")
	note := plain(&c, "note", in.Note, 500)
	c.That(note != "", "note", "required", "Say what it is from or for.")
	if err := c.Err(); err != nil {
		return ledger.Entry{}, err
	}
	return ledger.Move(k.why, note, f.Award.String(), m, k.from, k.to).Dated(in.On), nil
}
