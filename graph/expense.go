package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func (q query) Expenses(ctx context.Context, filter *expense.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*expense.Expense], error) {
	return q.r.office.Expense.Expenses(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Expense(ctx context.Context, id string) (*expense.Expense, error) {
	return by(ctx, id, q.r.office.Expense.Expense)
}

func (q query) Contributions(ctx context.Context, filter *expense.ShareFilter, first *int, after *string, last *int, before *string) (*page.Connection[*expense.Contribution], error) {
	return q.r.office.Expense.Contributions(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Contribution(ctx context.Context, id string) (*expense.Contribution, error) {
	return by(ctx, id, q.r.office.Expense.Contribution)
}

func (q query) ShareJudgment(ctx context.Context, contribution string) (*ruleset.Judged, error) {
	return by(ctx, contribution, q.r.office.Expense.JudgeContribution)
}

func (q query) CostApprovals(ctx context.Context, award string) ([]*expense.Approval, error) {
	return by(ctx, award, q.r.office.Expense.Approvals)
}

func (q query) AwardAccount(ctx context.Context, award string, from, through calendar.Date) (*expense.Statement, error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*expense.Statement, error) {
		return q.r.office.Expense.Account(ctx, expense.AccountInput{Award: id, From: from, Through: through})
	})
}

func (q query) Postings(ctx context.Context, filter expense.PostingFilter, first *int, after *string, last *int, before *string) (*page.Connection[*expense.Posting], error) {
	return q.r.office.Expense.Postings(ctx, filter, args(first, after, last, before))
}

func (q query) Sf425(ctx context.Context, award string, through calendar.Date) (*federalform.SF425, error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*federalform.SF425, error) {
		return q.r.office.Expense.Financial(ctx, expense.FinancialInput{Award: id, Through: through})
	})
}

func spent(e *expense.Expense, err error) (*contract.ExpensePayload, error) {
	return &contract.ExpensePayload{Expense: e}, err
}

func (m mutation) SaveExpense(ctx context.Context, in expense.SaveInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.SaveExpense(ctx, in))
}

func (m mutation) SubmitExpense(ctx context.Context, in expense.SubmitInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.SubmitExpense(ctx, in))
}

func (m mutation) WithdrawExpense(ctx context.Context, in expense.WithdrawInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.WithdrawExpense(ctx, in))
}

func (m mutation) AcceptExpense(ctx context.Context, in expense.AcceptInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.AcceptExpense(ctx, in))
}

func (m mutation) ReturnExpense(ctx context.Context, in expense.ReturnInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.ReturnExpense(ctx, in))
}

func (m mutation) ReverseExpense(ctx context.Context, in expense.ReverseInput) (*contract.ExpensePayload, error) {
	return spent(m.r.office.Expense.ReverseExpense(ctx, in))
}

func (m mutation) ImportExpenses(ctx context.Context, in expense.ImportInput) (*expense.Imported, error) {
	return m.r.office.Expense.ImportExpenses(ctx, in)
}

func shared(c *expense.Contribution, err error) (*contract.ContributionPayload, error) {
	return &contract.ContributionPayload{Contribution: c}, err
}

func (m mutation) ClaimContribution(ctx context.Context, in expense.ClaimInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.ClaimContribution(ctx, in))
}

func (m mutation) EvidenceContribution(ctx context.Context, in expense.EvidenceInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.EvidenceContribution(ctx, in))
}

func (m mutation) VerifyContribution(ctx context.Context, in expense.VerifyInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.VerifyContribution(ctx, in))
}

func (m mutation) ReturnContribution(ctx context.Context, in expense.ReturnShareInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.ReturnContribution(ctx, in))
}

func (m mutation) RejectContribution(ctx context.Context, in expense.RejectShareInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.RejectContribution(ctx, in))
}

func (m mutation) ReverseContribution(ctx context.Context, in expense.ReverseShareInput) (*contract.ContributionPayload, error) {
	return shared(m.r.office.Expense.ReverseContribution(ctx, in))
}

func (m mutation) ApproveCost(ctx context.Context, in expense.ApproveCostInput) (*contract.CostApprovalPayload, error) {
	a, err := m.r.office.Expense.ApproveCost(ctx, in)
	return &contract.CostApprovalPayload{Approval: a}, err
}

func (m mutation) RecordIncome(ctx context.Context, in expense.IncomeInput) (*contract.AwardAccountPayload, error) {
	st, err := m.r.office.Expense.RecordIncome(ctx, in)
	return &contract.AwardAccountPayload{Account: st}, err
}

// whoever is a person behind a step that may not have been taken yet.
func whoever(ctx context.Context, id ident.Person) (*people.Person, error) {
	if id.IsZero() {
		return nil, nil
	}
	return batchesOf(ctx).people.load(ctx, id)
}

type expenseRefs struct{}

// Expense answers the references of this type.
func (*Resolver) Expense() generated.ExpenseResolver { return expenseRefs{} }

func (expenseRefs) RecordedBy(ctx context.Context, e *expense.Expense) (*people.Person, error) {
	return whoever(ctx, e.RecordedBy)
}

func (expenseRefs) SubmittedBy(ctx context.Context, e *expense.Expense) (*people.Person, error) {
	return whoever(ctx, e.SubmittedBy)
}

func (expenseRefs) DecidedBy(ctx context.Context, e *expense.Expense) (*people.Person, error) {
	return whoever(ctx, e.DecidedBy)
}

type contributionRefs struct{}

// Contribution answers the references of this type.
func (*Resolver) Contribution() generated.ContributionResolver { return contributionRefs{} }

func (contributionRefs) ClaimedBy(ctx context.Context, c *expense.Contribution) (*people.Person, error) {
	return whoever(ctx, c.ClaimedBy)
}

func (contributionRefs) DecidedBy(ctx context.Context, c *expense.Contribution) (*people.Person, error) {
	return whoever(ctx, c.DecidedBy)
}

type sf425Refs struct{}

// SF425 answers the references of this type.
func (*Resolver) SF425() generated.SF425Resolver { return sf425Refs{} }

func (sf425Refs) Number(_ context.Context, x *federalform.SF425) (string, error) {
	return x.Header.Number, nil
}

func (sf425Refs) Through(_ context.Context, x *federalform.SF425) (*calendar.Date, error) {
	return &x.Header.Through, nil
}

func (sf425Refs) Lines(_ context.Context, x *federalform.SF425) ([]*federalform.Line, error) {
	out := make([]*federalform.Line, len(x.Lines))
	for i := range x.Lines {
		out[i] = &x.Lines[i]
	}
	return out, nil
}
