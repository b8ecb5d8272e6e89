package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) LetterRelease(ctx context.Context, cycle string) (*award.Release, error) {
	return by(ctx, cycle, q.r.office.Award.LetterRelease)
}

func (q query) LetterPreview(ctx context.Context, cycle string, n int) (*award.LetterPreview, error) {
	return by(ctx, cycle, func(ctx context.Context, id ident.Cycle) (*award.LetterPreview, error) {
		return q.r.office.Award.PreviewLetter(ctx, id, n)
	})
}

func (q query) CommentDesk(ctx context.Context, cycle string) ([]*award.CommentRow, error) {
	return by(ctx, cycle, q.r.office.Award.CommentDesk)
}

func (q query) LetterComments(ctx context.Context, application string) ([]*award.Comment, error) {
	return by(ctx, application, q.r.office.Award.Comments)
}

func (q query) MinorityReports(ctx context.Context, cycle string) ([]*award.MinorityReport, error) {
	return by(ctx, cycle, q.r.office.Award.MinorityReports)
}

func (q query) MyMinorityReports(ctx context.Context, panel string) (*award.MinorityDesk, error) {
	return by(ctx, panel, q.r.office.Award.MyMinorityReports)
}

func (m mutation) UndoRelease(ctx context.Context, in award.UndoReleaseInput) (*contract.LetterReleasePayload, error) {
	x, err := m.r.office.Award.UndoRelease(ctx, in)
	return &contract.LetterReleasePayload{Release: x}, err
}

func (m mutation) EditComment(ctx context.Context, in award.EditCommentInput) (*contract.CommentEditPayload, error) {
	x, err := m.r.office.Award.EditComment(ctx, in)
	return &contract.CommentEditPayload{Edit: x}, err
}

func (m mutation) ReleaseComments(ctx context.Context, in award.ReleaseCommentsInput) (*contract.LetterCommentsPayload, error) {
	x, err := m.r.office.Award.ReleaseComments(ctx, in)
	return &contract.LetterCommentsPayload{Comments: x}, err
}

func (m mutation) FileMinorityReport(ctx context.Context, in award.FileMinorityReportInput) (*contract.MinorityReportPayload, error) {
	x, err := m.r.office.Award.FileMinorityReport(ctx, in)
	return &contract.MinorityReportPayload{Report: x}, err
}

type letterReleaseRefs struct{}

// LetterRelease answers the references of this type.
func (*Resolver) LetterRelease() generated.LetterReleaseResolver { return letterReleaseRefs{} }

func (letterReleaseRefs) ReleasedBy(ctx context.Context, x *award.Release) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ReleasedBy)
}

func (letterReleaseRefs) UndoneBy(ctx context.Context, x *award.Release) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.UndoneBy)
}

type letterCommentRefs struct{}

// LetterComment answers the references of this type.
func (*Resolver) LetterComment() generated.LetterCommentResolver { return letterCommentRefs{} }

func (letterCommentRefs) EditedBy(ctx context.Context, x *award.Comment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.EditedBy)
}

func (letterCommentRefs) ReleasedBy(ctx context.Context, x *award.Comment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ReleasedBy)
}

type minorityReportRefs struct{}

// MinorityReport answers the references of this type.
func (*Resolver) MinorityReport() generated.MinorityReportResolver { return minorityReportRefs{} }

func (minorityReportRefs) Author(ctx context.Context, x *award.MinorityReport) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Author)
}
