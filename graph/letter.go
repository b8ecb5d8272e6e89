package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Letter(ctx context.Context, id string) (*award.Letter, error) {
	return by(ctx, id, q.r.office.Award.Letter)
}

func (q query) Letters(ctx context.Context, filter *award.LetterFilter, first *int, after *string, last *int, before *string) (*page.Connection[*award.LetterRow], error) {
	return q.r.office.Award.Letters(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) LetterProgress(ctx context.Context, cycle string) (*award.LetterProgress, error) {
	return by(ctx, cycle, q.r.office.Award.LetterProgress)
}

func (q query) VerifyLetter(ctx context.Context, code string) (*award.Verification, error) {
	return q.r.office.Award.Verify(ctx, code)
}

func (q query) VerifyFile(ctx context.Context, sha256 []byte) (*award.Verification, error) {
	return q.r.office.Award.VerifyFile(ctx, sha256)
}

func (m mutation) PrepareLetters(ctx context.Context, in award.PrepareLettersInput) (*contract.PreparationPayload, error) {
	x, err := m.r.office.Award.PrepareLetters(ctx, in)
	return &contract.PreparationPayload{Progress: x}, err
}

func (m mutation) SendLetters(ctx context.Context, in award.SendLettersInput) (*award.Sending, error) {
	return m.r.office.Award.SendLetters(ctx, in)
}

func (m mutation) RevokeLetter(ctx context.Context, in award.RevokeLetterInput) (*contract.LetterPayload, error) {
	x, err := m.r.office.Award.RevokeLetter(ctx, in)
	return &contract.LetterPayload{Letter: x}, err
}

type letterRefs struct{}

// Letter answers the references of this type.
func (*Resolver) Letter() generated.LetterResolver { return letterRefs{} }

// DocumentURL is where the letter is downloaded.
func (letterRefs) DocumentURL(_ context.Context, x *award.Letter) (*string, error) {
	return download("/letters/"+x.ID.String()+".pdf", x.Document)
}

func (letterRefs) Cycle(ctx context.Context, x *award.Letter) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (letterRefs) Application(ctx context.Context, x *award.Letter) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (letterRefs) Award(ctx context.Context, x *award.Letter) (*award.Award, error) {
	return batchesOf(ctx).awards.load(ctx, x.Award)
}

func (letterRefs) Recipient(ctx context.Context, x *award.Letter) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Recipient)
}

func (letterRefs) PreparedBy(ctx context.Context, x *award.Letter) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.PreparedBy)
}

func (letterRefs) SentBy(ctx context.Context, x *award.Letter) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.SentBy)
}

type letterRowRefs struct{}

// LetterRow answers the references of this type.
func (*Resolver) LetterRow() generated.LetterRowResolver { return letterRowRefs{} }

// DocumentURL is where the letter is downloaded.
func (letterRowRefs) DocumentURL(_ context.Context, x *award.LetterRow) (*string, error) {
	return download("/letters/"+x.ID.String()+".pdf", x.Document)
}

func (letterRowRefs) Cycle(ctx context.Context, x *award.LetterRow) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (letterRowRefs) Application(ctx context.Context, x *award.LetterRow) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}
