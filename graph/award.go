package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) Slate(ctx context.Context, id string) (*award.SlateView, error) {
	return by(ctx, id, q.r.office.Award.Slate)
}

func (q query) SlateOfCycle(ctx context.Context, cycle string) (*award.SlateView, error) {
	return by(ctx, cycle, q.r.office.Award.SlateOf)
}

func (q query) Award(ctx context.Context, id string) (*award.Row, error) {
	return by(ctx, id, q.r.office.Award.Award)
}

func (q query) Awards(ctx context.Context, filter *award.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*award.Row], error) {
	return q.r.office.Award.Awards(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Projects(ctx context.Context) ([]*award.Project, error) {
	return q.r.office.Award.Projects(ctx)
}

func (q query) Project(ctx context.Context, id string) (*award.Project, error) {
	return by(ctx, id, q.r.office.Award.Project)
}

func (m mutation) DraftSlate(ctx context.Context, in award.DraftSlateInput) (*contract.SlatePayload, error) {
	x, err := m.r.office.Award.DraftSlate(ctx, in)
	return &contract.SlatePayload{Slate: x}, err
}

func (m mutation) EditSlateLine(ctx context.Context, in award.EditSlateLineInput) (*contract.SlatePayload, error) {
	x, err := m.r.office.Award.EditSlateLine(ctx, in)
	return &contract.SlatePayload{Slate: x}, err
}

func (m mutation) ProposeSlate(ctx context.Context, in award.ProposeSlateInput) (*contract.SlatePayload, error) {
	x, err := m.r.office.Award.ProposeSlate(ctx, in)
	return &contract.SlatePayload{Slate: x}, err
}

func (m mutation) ReturnSlate(ctx context.Context, in award.ReturnSlateInput) (*contract.SlatePayload, error) {
	x, err := m.r.office.Award.ReturnSlate(ctx, in)
	return &contract.SlatePayload{Slate: x}, err
}

func (m mutation) ApproveSlate(ctx context.Context, in award.ApproveSlateInput) (*award.Approval, error) {
	return m.r.office.Award.ApproveSlate(ctx, in)
}

func (m mutation) OfferAward(ctx context.Context, in award.OfferInput) (*contract.AwardPayload, error) {
	x, err := m.r.office.Award.Offer(ctx, in)
	return &contract.AwardPayload{Award: x}, err
}

func (m mutation) RescindAward(ctx context.Context, in award.RescindInput) (*contract.AwardPayload, error) {
	x, err := m.r.office.Award.Rescind(ctx, in)
	return &contract.AwardPayload{Award: x}, err
}

func (m mutation) DeclineAward(ctx context.Context, in award.RescindInput) (*contract.AwardPayload, error) {
	x, err := m.r.office.Award.DeclineAward(ctx, in)
	return &contract.AwardPayload{Award: x}, err
}

type slateRefs struct{}

// Slate answers the references of this type.
func (*Resolver) Slate() generated.SlateResolver { return slateRefs{} }

func (slateRefs) Cycle(ctx context.Context, x *award.Slate) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (slateRefs) RecommendedBy(ctx context.Context, x *award.Slate) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.RecommendedBy)
}

func (slateRefs) ConcurredBy(ctx context.Context, x *award.Slate) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ConcurredBy)
}

func (slateRefs) ProposedBy(ctx context.Context, x *award.Slate) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ProposedBy)
}

func (slateRefs) ApprovedBy(ctx context.Context, x *award.Slate) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.ApprovedBy)
}

type slateLineRefs struct{}

// SlateLine answers the references of this type.
func (*Resolver) SlateLine() generated.SlateLineResolver { return slateLineRefs{} }

func (slateLineRefs) Application(ctx context.Context, x *award.SlateLine) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type slateRowRefs struct{}

// SlateRow answers the references of this type.
func (*Resolver) SlateRow() generated.SlateRowResolver { return slateRowRefs{} }

func (slateRowRefs) Application(ctx context.Context, x *award.SlateRow) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (slateRowRefs) Award(ctx context.Context, x *award.SlateRow) (*award.Award, error) {
	return batchesOf(ctx).awards.load(ctx, x.Award)
}

type awardRefs struct{}

// Award answers the references of this type.
func (*Resolver) Award() generated.AwardResolver { return awardRefs{} }

func (awardRefs) Cycle(ctx context.Context, x *award.Row) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (awardRefs) Partnership(ctx context.Context, x *award.Row) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

func (awardRefs) Application(ctx context.Context, x *award.Row) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (awardRefs) Lead(ctx context.Context, x *award.Row) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Lead)
}

func (awardRefs) OfferedBy(ctx context.Context, x *award.Row) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.OfferedBy)
}

type awardSummaryRefs struct{}

// AwardSummary answers the references of this type.
func (*Resolver) AwardSummary() generated.AwardSummaryResolver { return awardSummaryRefs{} }

func (awardSummaryRefs) Cycle(ctx context.Context, x *award.Award) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (awardSummaryRefs) Partnership(ctx context.Context, x *award.Award) (*partnership.Partnership, error) {
	return batchesOf(ctx).partnerships.load(ctx, x.Partnership)
}

func (awardSummaryRefs) Application(ctx context.Context, x *award.Award) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (awardSummaryRefs) OfferedBy(ctx context.Context, x *award.Award) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.OfferedBy)
}

type projectRefs struct{}

// Project answers the references of this type.
func (*Resolver) Project() generated.ProjectResolver { return projectRefs{} }

func (projectRefs) Cycle(ctx context.Context, x *award.Project) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

type projectMuseumRefs struct{}

// ProjectMuseum answers the references of this type.
func (*Resolver) ProjectMuseum() generated.ProjectMuseumResolver { return projectMuseumRefs{} }

func (projectMuseumRefs) Organization(ctx context.Context, x *award.ProjectMuseum) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Organization)
}
