package graph

import (
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

func (q query) Statement(ctx context.Context, id string) (*statement.Detail, error) {
	return by(ctx, id, q.r.office.Statement.Statement)
}

func (q query) StatementOf(ctx context.Context, id string) (*statement.Statement, error) {
	return by(ctx, id, q.r.office.Statement.StatementOf)
}

func (q query) StatementGaps(ctx context.Context, id string) ([]*fault.Field, error) {
	return pointers(by(ctx, id, q.r.office.Statement.Missing))
}

func (q query) Statements(ctx context.Context, filter *statement.ListInput, first *int, after *string, last *int, before *string) (*page.Connection[*statement.Row], error) {
	return q.r.office.Statement.Statements(ctx, orAll(filter), args(first, after, last, before))
}

func (m mutation) StartStatement(ctx context.Context, in statement.StartInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.Start(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) SubmitStatement(ctx context.Context, in statement.SubmitInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.Submit(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) WithdrawStatement(ctx context.Context, in statement.WithdrawInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.Withdraw(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) WriteFeedback(ctx context.Context, in statement.WriteFeedbackInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.WriteFeedback(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) SendFeedback(ctx context.Context, in statement.SendFeedbackInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.SendFeedback(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) InviteToPropose(ctx context.Context, in statement.InviteInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.Invite(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) OfferCall(ctx context.Context, in statement.OfferCallInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.OfferCall(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) BookCall(ctx context.Context, in statement.BookCallInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.BookCall(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

func (m mutation) CancelCall(ctx context.Context, in statement.CancelCallInput) (*contract.StatementPayload, error) {
	x, err := m.r.office.Statement.CancelCall(ctx, in)
	return &contract.StatementPayload{Statement: x}, err
}

type statementRefs struct{}

// Statement answers the references of this type.
func (*Resolver) Statement() generated.StatementResolver { return statementRefs{} }

func (statementRefs) Cycle(ctx context.Context, x *statement.Detail) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (statementRefs) Partnership(ctx context.Context, x *statement.Detail) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

func (statementRefs) CreatedBy(ctx context.Context, x *statement.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CreatedBy)
}

func (statementRefs) SubmittedBy(ctx context.Context, x *statement.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SubmittedBy)
}

func (statementRefs) InvitedBy(ctx context.Context, x *statement.Detail) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.InvitedBy)
}

// Answers are what is written now, by question key.
func (statementRefs) Answers(_ context.Context, x *statement.Detail) (json.RawMessage, error) {
	return json.Marshal(x.Answers)
}

type statementMuseumRefs struct{}

// StatementMuseum answers the references of this type.
func (*Resolver) StatementMuseum() generated.StatementMuseumResolver { return statementMuseumRefs{} }

func (statementMuseumRefs) Organization(ctx context.Context, x *statement.Museum) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}

type statementSubmissionRefs struct{}

// StatementSubmission answers the references of this type.
func (*Resolver) StatementSubmission() generated.StatementSubmissionResolver {
	return statementSubmissionRefs{}
}

func (statementSubmissionRefs) SubmittedBy(ctx context.Context, x *statement.Submission) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SubmittedBy)
}

type statementFeedbackRefs struct{}

// StatementFeedback answers the references of this type.
func (*Resolver) StatementFeedback() generated.StatementFeedbackResolver {
	return statementFeedbackRefs{}
}

func (statementFeedbackRefs) WrittenBy(ctx context.Context, x *statement.Feedback) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.WrittenBy)
}

type statementCallRefs struct{}

// StatementCall answers the references of this type.
func (*Resolver) StatementCall() generated.StatementCallResolver { return statementCallRefs{} }

func (statementCallRefs) OfferedBy(ctx context.Context, x *statement.Call) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.OfferedBy)
}

func (statementCallRefs) BookedBy(ctx context.Context, x *statement.Call) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.BookedBy)
}

type statementRowRefs struct{}

// StatementRow answers the references of this type.
func (*Resolver) StatementRow() generated.StatementRowResolver { return statementRowRefs{} }

func (statementRowRefs) Cycle(ctx context.Context, x *statement.Row) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (statementRowRefs) Partnership(ctx context.Context, x *statement.Row) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

type statementSummaryRefs struct{}

// StatementSummary answers the references of this type.
func (*Resolver) StatementSummary() generated.StatementSummaryResolver { return statementSummaryRefs{} }

func (statementSummaryRefs) Cycle(ctx context.Context, x *statement.Statement) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (statementSummaryRefs) Partnership(ctx context.Context, x *statement.Statement) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}
