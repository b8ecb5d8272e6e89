package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) BudgetSheet(ctx context.Context, id string) (*budget.Sheet, error) {
	return by(ctx, id, q.r.office.Budget.Sheet)
}

func (q query) Signable(ctx context.Context, id string) (*application.Signable, error) {
	return by(ctx, id, q.r.office.Application.Signable)
}

func (m mutation) AddBudgetLine(ctx context.Context, in budget.AddLineInput) (*contract.BudgetLinePayload, error) {
	x, err := m.r.office.Budget.AddLine(ctx, in)
	return &contract.BudgetLinePayload{Line: x}, err
}

func (m mutation) ChangeBudgetLine(ctx context.Context, in budget.ChangeLineInput) (*contract.BudgetLinePayload, error) {
	x, err := m.r.office.Budget.ChangeLine(ctx, in)
	return &contract.BudgetLinePayload{Line: x}, err
}

func (m mutation) RemoveBudgetLine(ctx context.Context, in budget.RemoveLineInput) (*contract.BudgetSheetPayload, error) {
	x, err := m.r.office.Budget.RemoveLine(ctx, in)
	return &contract.BudgetSheetPayload{Budget: x}, err
}

func (m mutation) ImportBudget(ctx context.Context, in budget.ImportInput) (*contract.BudgetSheetPayload, error) {
	x, err := m.r.office.Budget.Import(ctx, in)
	return &contract.BudgetSheetPayload{Budget: x}, err
}

func (m mutation) SaveBudgetNote(ctx context.Context, in budget.SaveNoteInput) (*contract.BudgetNotePayload, error) {
	x, err := m.r.office.Budget.SaveNote(ctx, in)
	return &contract.BudgetNotePayload{Note: x}, err
}

func (m mutation) SetIndirectRate(ctx context.Context, in budget.SetRateInput) (*contract.IndirectRatePayload, error) {
	x, err := m.r.office.Budget.SetRate(ctx, in)
	return &contract.IndirectRatePayload{Rate: x}, err
}

func (m mutation) AskSignature(ctx context.Context, in application.AskSignatureInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.AskSignature(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) SignProposal(ctx context.Context, in application.SignInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.Sign(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

type budgetSheetRefs struct{}

// BudgetSheet answers the references of this type.
func (*Resolver) BudgetSheet() generated.BudgetSheetResolver { return budgetSheetRefs{} }

func (budgetSheetRefs) Application(ctx context.Context, x *budget.Sheet) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type budgetLineRefs struct{}

// BudgetLine answers the references of this type.
func (*Resolver) BudgetLine() generated.BudgetLineResolver { return budgetLineRefs{} }

func (budgetLineRefs) Organization(ctx context.Context, x *budget.Line) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type budgetMuseumRefs struct{}

// BudgetMuseum answers the references of this type.
func (*Resolver) BudgetMuseum() generated.BudgetMuseumResolver { return budgetMuseumRefs{} }

func (budgetMuseumRefs) Organization(ctx context.Context, x *budget.Museum) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type indirectRateRefs struct{}

// IndirectRate answers the references of this type.
func (*Resolver) IndirectRate() generated.IndirectRateResolver { return indirectRateRefs{} }

func (indirectRateRefs) Organization(ctx context.Context, x *budget.Rate) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type officialSignatureRefs struct{}

// OfficialSignature answers the references of this type.
func (*Resolver) OfficialSignature() generated.OfficialSignatureResolver {
	return officialSignatureRefs{}
}

func (officialSignatureRefs) AskedBy(ctx context.Context, x *application.Signature) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AskedBy)
}

func (officialSignatureRefs) SignedBy(ctx context.Context, x *application.Signature) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SignedBy)
}
