package application

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Store keeps applications; what the filter or a conflict of interest hides is not found.
type Store interface {
	Application(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application) (*Detail, error)
	Rows(ctx context.Context, f auth.Filter, viewer ident.Person, in Filter, a page.Args) (*page.Connection[*Row], error)
	RowsByID(ctx context.Context, f auth.Filter, viewer ident.Person, ids []ident.Application) ([]*Row, error)
	ApplicationsByID(ctx context.Context, f auth.Filter, viewer ident.Person, ids []ident.Application) ([]*Application, error)
	LockApplication(ctx context.Context, id ident.Application) error
	NextNumber(ctx context.Context, cycle ident.Cycle) (int, error)
	AddExtension(ctx context.Context, x *Extension) error
	Extensions(ctx context.Context, id ident.Application) ([]*Extension, error)
	Written(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application, k *response.Keep) (*Written, error)
	AddDraft(ctx context.Context, a *Application) error
	KeepTheme(ctx context.Context, a *Application) error
	KeepState(ctx context.Context, a *Application) error
	// Retain says until when the files of applications are kept.
	Retain(ctx context.Context, list ...document.Retention) error
	AddSubmission(ctx context.Context, x *Submission) error
	LatestSubmission(ctx context.Context, id ident.Application) (*Submission, error)
	SubmissionByCode(ctx context.Context, code string) (*Submission, error)
	NumberOf(ctx context.Context, id ident.Application) (string, error)
	KeepSignature(ctx context.Context, g *Signature) error
	Officials(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
}

// Cycles reads the cycle an application is in.
type Cycles interface {
	Cycle(ctx context.Context, id ident.Cycle) (*program.Detail, error)
}

// Forms reads the form an application answers.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Partnerships reads and judges the museums that apply together.
type Partnerships interface {
	Partnership(ctx context.Context, id ident.Partnership) (*partnership.Detail, error)
	EligibilityOf(ctx context.Context, d *partnership.Detail, cycle *program.Detail) (*partnership.Eligibility, error)
	Find(ctx context.Context, in partnership.FindInput) (*partnership.Detail, error)
}

// Answers keeps what is answered to the form of a proposal.
type Answers interface {
	Start(ctx context.Context, in response.StartInput) error
	Save(ctx context.Context, in response.SaveInput) (*response.Saved, error)
}

// Budgets reads the budget of an application with the rules that judge it.
type Budgets interface {
	Sheet(ctx context.Context, id ident.Application) (*budget.Sheet, error)
}

// Printer draws the receipt of a submission and files it, in the context's transaction.
type Printer interface {
	PrintReceipt(ctx context.Context, r *Receipt) (ident.Document, error)
}

// Service is what applicants and the office do with applications.
type Service struct {
	Desk         desk.Desk
	Store        Store
	Cycles       Cycles
	Forms        Forms
	Partnerships Partnerships
	Answers      Answers
	Budgets      Budgets
	Files        Files   // nil lists no files
	Printer      Printer // nil keeps receipts without a document
}

// forUpdate locks the application before reading it, so that two who act at once take turns.
func (s *Service) forUpdate(ctx context.Context, id ident.Application) (*Detail, error) {
	if err := s.Store.LockApplication(ctx, id); err != nil {
		return nil, err
	}
	return s.Application(ctx, id)
}

// change is one use case on one application: lock, load, act, in one transaction.
func (s *Service) change(ctx context.Context, id ident.Application, act func(context.Context, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, id); err != nil {
			return err
		}
		return act(ctx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) tell(ctx context.Context, template string, d *Detail, data map[string]any) error {
	to, err := s.Store.Speakers(ctx, d.organizations())
	if err != nil {
		return err
	}
	if data == nil {
		data = map[string]any{}
	}
	data["Number"], data["Title"], data["Cycle"] = d.Number, d.Title, d.CycleTitle
	return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), data, to...)
}

func frozen(a *Application) error {
	if a.Editable() {
		return nil
	}
	return fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(a.State))
}
