package graph

import (
	"context"
	"maps"
	"slices"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Application(ctx context.Context, id string) (*application.Detail, error) {
	return by(ctx, id, q.r.office.Application.Application)
}

func (q query) Applications(ctx context.Context, filter *application.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*application.Row], error) {
	return q.r.office.Application.Applications(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) ApplicationChecks(ctx context.Context, id string) ([]*application.Check, error) {
	return pointers(by(ctx, id, q.r.office.Application.Checks))
}

func (q query) ApplicationEligibility(ctx context.Context, id string) (*partnership.Eligibility, error) {
	return by(ctx, id, q.r.office.Application.Eligibility)
}

func (q query) CostShareMeter(ctx context.Context, id string) (*application.Meter, error) {
	d, err := by(ctx, id, q.r.office.Application.Application)
	if err != nil {
		return nil, err
	}
	return refer(q.r.office.Application.Meter(ctx, d))
}

func (q query) Receipt(ctx context.Context, id string) (*application.Receipt, error) {
	return by(ctx, id, q.r.office.Application.Receipt)
}

func (q query) VerifyReceipt(ctx context.Context, code string) (*application.Verified, error) {
	return q.r.office.Application.VerifyReceipt(ctx, code)
}

func (m mutation) StartProposal(ctx context.Context, in application.StartInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.StartProposal(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) SaveAnswers(ctx context.Context, in application.SaveAnswersInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.SaveAnswers(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) SaveBudget(ctx context.Context, in application.SaveBudgetInput) (*contract.ApplicationPayload, error) {
	if _, err := m.r.office.Budget.Replace(ctx, in); err != nil {
		return &contract.ApplicationPayload{}, err
	}
	x, err := m.r.office.Application.Application(ctx, in.Application)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) SubmitProposal(ctx context.Context, in application.SubmitInput) (*contract.SubmissionPayload, error) {
	x, err := m.r.office.Application.Submit(ctx, in)
	return &contract.SubmissionPayload{Submission: x}, err
}

func (m mutation) WithdrawApplication(ctx context.Context, in application.WithdrawInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.Withdraw(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) TakeUpApplication(ctx context.Context, in application.TakeUpInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.TakeUp(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) ReturnApplication(ctx context.Context, in application.ReturnInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.Return(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) MarkEligible(ctx context.Context, in application.FindInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.MarkEligible(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

func (m mutation) MarkIneligible(ctx context.Context, in application.FindInput) (*contract.ApplicationPayload, error) {
	x, err := m.r.office.Application.MarkIneligible(ctx, in)
	return &contract.ApplicationPayload{Application: x}, err
}

// Answers are what was written, by the keys of the questions.
func (applicationRefs) Answers(_ context.Context, x *application.Detail) ([]*contract.Answer, error) {
	out := make([]*contract.Answer, 0, len(x.Answers))
	for _, key := range slices.Sorted(maps.Keys(x.Answers)) {
		out = append(out, &contract.Answer{Key: key, Text: x.Answers[key]})
	}
	return out, nil
}

// BookletURL is where the whole proposal is downloaded on paper.
func (applicationRefs) BookletURL(_ context.Context, x *application.Detail) (string, error) {
	return "/applications/" + x.ID.String() + "/booklet.pdf", nil
}

type applicationRefs struct{}

// Application answers the references of this type.
func (*Resolver) Application() generated.ApplicationResolver { return applicationRefs{} }

func (applicationRefs) Cycle(ctx context.Context, x *application.Detail) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (applicationRefs) Partnership(ctx context.Context, x *application.Detail) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

func (applicationRefs) Person(ctx context.Context, x *application.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (applicationRefs) Lead(ctx context.Context, x *application.Detail) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.LeadOrganization)
}

func (applicationRefs) Form(ctx context.Context, x *application.Detail) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.Form)
}

func (applicationRefs) CreatedBy(ctx context.Context, x *application.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CreatedBy)
}

func (applicationRefs) SubmittedBy(ctx context.Context, x *application.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SubmittedBy)
}

func (applicationRefs) CheckedBy(ctx context.Context, x *application.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CheckedBy)
}

type applicationRowRefs struct{}

// ApplicationRow answers the references of this type.
func (*Resolver) ApplicationRow() generated.ApplicationRowResolver { return applicationRowRefs{} }

func (applicationRowRefs) Cycle(ctx context.Context, x *application.Row) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (applicationRowRefs) Partnership(ctx context.Context, x *application.Row) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

func (applicationRowRefs) Lead(ctx context.Context, x *application.Row) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Lead)
}

func (applicationRowRefs) Partner(ctx context.Context, x *application.Row) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Partner)
}

type submissionRefs struct{}

// Submission answers the references of this type.
func (*Resolver) Submission() generated.SubmissionResolver { return submissionRefs{} }

// DocumentURL is where the receipt is downloaded.
func (submissionRefs) DocumentURL(_ context.Context, x *application.Submission) (*string, error) {
	return download("/applications/"+x.Application.String()+"/receipt.pdf", x.Document)
}

func (submissionRefs) SubmittedBy(ctx context.Context, x *application.Submission) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SubmittedBy)
}
