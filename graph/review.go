package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) MyReview(ctx context.Context, assignment string) (*review.Sheet, error) {
	return by(ctx, assignment, q.r.office.Review.MyReview)
}

func (q query) Reviews(ctx context.Context, id string) ([]*review.Review, error) {
	return by(ctx, id, q.r.office.Review.ReviewsOf)
}

func (q query) DraftRanking(ctx context.Context, panel string, method review.Method) (*review.Ranking, error) {
	return by(ctx, panel, func(ctx context.Context, id ident.Panel) (*review.Ranking, error) {
		return q.r.office.Review.DraftRanking(ctx, id, method)
	})
}

func (q query) Ranking(ctx context.Context, id string) (*review.Ranking, error) {
	return by(ctx, id, q.r.office.Review.Ranking)
}

func (q query) Rankings(ctx context.Context, cycle string) ([]*review.Ranking, error) {
	return by(ctx, cycle, q.r.office.Review.Rankings)
}

func (m mutation) SaveScore(ctx context.Context, in review.SaveScoreInput) (*review.Receipt, error) {
	return m.r.office.Review.SaveScore(ctx, in)
}

func (q query) OfflineCheck(ctx context.Context, in review.OfflineInput) (*review.OfflineCheck, error) {
	return q.r.office.Review.CheckOfflineForm(ctx, in)
}

func (q query) OfflineReceipt(ctx context.Context, form string) (*review.OfflineReceipt, error) {
	return by(ctx, form, q.r.office.Review.OfflineReceipt)
}

func (m mutation) MakeOfflineForm(ctx context.Context, in review.MakeOfflineFormInput) (*review.OfflineText, error) {
	return m.r.office.Review.MakeOfflineForm(ctx, in)
}

func (m mutation) ImportOfflineForm(ctx context.Context, in review.ImportOfflineInput) (*review.OfflineCheck, error) {
	return m.r.office.Review.ImportOfflineForm(ctx, in)
}

func (m mutation) SaveOverall(ctx context.Context, in review.SaveOverallInput) (*contract.ReviewPayload, error) {
	x, err := m.r.office.Review.SaveOverall(ctx, in)
	return &contract.ReviewPayload{Review: x}, err
}

func (m mutation) SubmitReview(ctx context.Context, in review.SubmitReviewInput) (*contract.ReviewPayload, error) {
	x, err := m.r.office.Review.SubmitReview(ctx, in)
	return &contract.ReviewPayload{Review: x}, err
}

func (m mutation) ReopenReview(ctx context.Context, in review.ReopenReviewInput) (*contract.ReviewPayload, error) {
	x, err := m.r.office.Review.ReopenReview(ctx, in)
	return &contract.ReviewPayload{Review: x}, err
}

func (m mutation) FreezeRanking(ctx context.Context, in review.FreezeRankingInput) (*contract.RankingPayload, error) {
	x, err := m.r.office.Review.FreezeRanking(ctx, in)
	return &contract.RankingPayload{Ranking: x}, err
}

type reviewRefs struct{}

// Review answers the references of this type.
func (*Resolver) Review() generated.ReviewResolver { return reviewRefs{} }

func (reviewRefs) Application(ctx context.Context, x *review.Review) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (reviewRefs) Panel(ctx context.Context, x *review.Review) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (reviewRefs) Reviewer(ctx context.Context, x *review.Review) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Reviewer)
}

type reviewSheetRefs struct{}

// ReviewSheet answers the references of this type.
func (*Resolver) ReviewSheet() generated.ReviewSheetResolver { return reviewSheetRefs{} }

func (reviewSheetRefs) Cycle(ctx context.Context, x *review.Sheet) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

type offlineTextRefs struct{}

// OfflineText answers the references of this type.
func (*Resolver) OfflineText() generated.OfflineTextResolver { return offlineTextRefs{} }

// KitURL is where a form's reviews are downloaded with their proposals as one page.
func (offlineTextRefs) KitURL(_ context.Context, x *review.OfflineText) (string, error) {
	return "/reviews/offline/" + x.ID.String() + "/kit.html", nil
}

type rankingRefs struct{}

// Ranking answers the references of this type.
func (*Resolver) Ranking() generated.RankingResolver { return rankingRefs{} }

func (rankingRefs) Cycle(ctx context.Context, x *review.Ranking) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (rankingRefs) Panel(ctx context.Context, x *review.Ranking) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (rankingRefs) FrozenBy(ctx context.Context, x *review.Ranking) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.FrozenBy)
}

type placeRefs struct{}

// Place answers the references of this type.
func (*Resolver) Place() generated.PlaceResolver { return placeRefs{} }

func (placeRefs) Application(ctx context.Context, x *review.Place) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}
