package graph

import (
	"context"
	"maps"
	"slices"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func (q query) Response(ctx context.Context, subject string) (*response.Response, error) {
	return q.r.office.Response.Response(ctx, subject)
}

func (q query) AnswerHistory(ctx context.Context, subject string, key *string, first *int, after *string, last *int, before *string) (*page.Connection[*response.ChangeRow], error) {
	return q.r.office.Response.History(ctx, response.HistoryInput{Subject: subject, Key: orAll(key), Page: args(first, after, last, before)})
}

func (q query) AnswerDiff(ctx context.Context, of response.DiffInput) ([]*response.Piece, error) {
	return pointers(q.r.office.Response.Diff(ctx, of))
}

func (q query) Remarks(ctx context.Context, subject string) ([]*response.CommentRow, error) {
	return q.r.office.Response.Comments(ctx, subject)
}

func (q query) Present(ctx context.Context, subject string) ([]*response.PresenceRow, error) {
	return q.r.office.Response.Present(ctx, subject)
}

func (q query) AnswerFiles(ctx context.Context, subject string) ([]*document.Document, error) {
	return q.r.office.Response.Files(ctx, subject)
}

func (q query) Upload(ctx context.Context, id string) (*response.Upload, error) {
	return by(ctx, id, q.r.office.Response.Upload)
}

func (m mutation) SaveResponse(ctx context.Context, in response.SaveInput) (*contract.SavedAnswersPayload, error) {
	x, err := m.r.office.Response.Save(ctx, in)
	return &contract.SavedAnswersPayload{Saved: x}, err
}

func (m mutation) RestoreAnswer(ctx context.Context, in response.RestoreInput) (*contract.SavedAnswersPayload, error) {
	x, err := m.r.office.Response.Restore(ctx, in)
	return &contract.SavedAnswersPayload{Saved: x}, err
}

func (m mutation) AddRemark(ctx context.Context, in response.CommentInput) (*contract.RemarkPayload, error) {
	x, err := m.r.office.Response.AddComment(ctx, in)
	return &contract.RemarkPayload{Remark: x}, err
}

func (m mutation) ResolveRemark(ctx context.Context, in response.ResolveInput) (*contract.RemarkPayload, error) {
	x, err := m.r.office.Response.ResolveComment(ctx, in)
	return &contract.RemarkPayload{Remark: x}, err
}

func (m mutation) Here(ctx context.Context, in response.HereInput) (*contract.PresencePayload, error) {
	x, err := m.r.office.Response.Here(ctx, in)
	return &contract.PresencePayload{Present: x}, err
}

func (m mutation) BeginUpload(ctx context.Context, in response.BeginUploadInput) (*contract.UploadPayload, error) {
	x, err := m.r.office.Response.BeginUpload(ctx, in)
	return &contract.UploadPayload{Upload: x}, err
}

func (m mutation) AppendUpload(ctx context.Context, in response.AppendInput) (*contract.UploadPayload, error) {
	x, err := m.r.office.Response.Append(ctx, in)
	return &contract.UploadPayload{Upload: x}, err
}

func (m mutation) DetachFile(ctx context.Context, in response.DetachInput) (*contract.RevokedPayload, error) {
	return &contract.RevokedPayload{ID: in.Document.String()}, m.r.office.Response.Detach(ctx, in)
}

type responseRefs struct{}

// Response answers the references of this type.
func (*Resolver) Response() generated.ResponseResolver { return responseRefs{} }

func (responseRefs) Form(ctx context.Context, x *response.Response) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, x.Form)
}

// Answers are what was written, by the keys of the questions, each with its stamp.
func (responseRefs) Answers(_ context.Context, x *response.Response) ([]*contract.WrittenAnswer, error) {
	out := make([]*contract.WrittenAnswer, 0, len(x.Answers))
	for _, key := range slices.Sorted(maps.Keys(x.Answers)) {
		out = append(out, &contract.WrittenAnswer{Key: key, Text: x.Answers[key], Stamp: response.Stamp(x.Answers[key])})
	}
	return out, nil
}

type answerChangeRefs struct{}

// AnswerChange answers the references of this type.
func (*Resolver) AnswerChange() generated.AnswerChangeResolver { return answerChangeRefs{} }

func (answerChangeRefs) Person(ctx context.Context, x *response.ChangeRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type remarkRefs struct{}

// Remark answers the references of this type.
func (*Resolver) Remark() generated.RemarkResolver { return remarkRefs{} }

func (remarkRefs) Person(ctx context.Context, x *response.CommentRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (remarkRefs) ResolvedBy(ctx context.Context, x *response.CommentRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ResolvedBy)
}

type remarkSummaryRefs struct{}

// RemarkSummary answers the references of this type.
func (*Resolver) RemarkSummary() generated.RemarkSummaryResolver { return remarkSummaryRefs{} }

func (remarkSummaryRefs) Person(ctx context.Context, x *response.Comment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (remarkSummaryRefs) ResolvedBy(ctx context.Context, x *response.Comment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ResolvedBy)
}

type presenceRefs struct{}

// Presence answers the references of this type.
func (*Resolver) Presence() generated.PresenceResolver { return presenceRefs{} }

func (presenceRefs) Person(ctx context.Context, x *response.PresenceRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type answerFileRefs struct{}

// AnswerFile answers the references of this type.
func (*Resolver) AnswerFile() generated.AnswerFileResolver { return answerFileRefs{} }

func (answerFileRefs) CreatedBy(ctx context.Context, x *document.Document) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CreatedBy)
}
