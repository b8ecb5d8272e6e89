package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) PanelPhases(ctx context.Context, panel string) (*review.Phases, error) {
	return by(ctx, panel, q.r.office.Review.PhasesOf)
}

func (q query) PanelTitles(ctx context.Context, panel string) ([]*review.PanelTitle, error) {
	return by(ctx, panel, q.r.office.Review.PanelTitles)
}

func (q query) PanelAgenda(ctx context.Context, panel string) ([]*review.AgendaItem, error) {
	return by(ctx, panel, q.r.office.Review.Agenda)
}

func (q query) PanelConflicts(ctx context.Context, panel string) ([]*review.Conflict, error) {
	return by(ctx, panel, q.r.office.Review.PanelConflicts)
}

func (q query) ExplainAssignment(ctx context.Context, panel, application, reviewer string) (*review.Explanation, error) {
	var in review.ExplainAssignmentInput
	var err error
	if in.Panel, err = ident.Parse[ident.PanelKind](panel); err != nil {
		return nil, err
	}
	if in.Application, err = ident.Parse[ident.ApplicationKind](application); err != nil {
		return nil, err
	}
	if in.Reviewer, err = ident.Parse[ident.PersonKind](reviewer); err != nil {
		return nil, err
	}
	return q.r.office.Review.ExplainAssignment(ctx, in)
}

func (m mutation) SetPanelPhase(ctx context.Context, in review.SetPhaseInput) (*contract.PanelPhasePayload, error) {
	x, err := m.r.office.Review.SetPhase(ctx, in)
	return &contract.PanelPhasePayload{Phase: x}, err
}

func (m mutation) DeclareForPanel(ctx context.Context, in review.DeclareForPanelInput) (*contract.PanelTitlesPayload, error) {
	x, err := m.r.office.Review.DeclareForPanel(ctx, in)
	return &contract.PanelTitlesPayload{Titles: x}, err
}

func (m mutation) CallUp(ctx context.Context, in review.CallUpInput) (*contract.PanelAgendaPayload, error) {
	x, err := m.r.office.Review.CallUp(ctx, in)
	return &contract.PanelAgendaPayload{Agenda: x}, err
}

func (m mutation) SetSkills(ctx context.Context, in review.SetSkillsInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.SetSkills(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

type phaseChangeRefs struct{}

// PhaseChange answers the references of this type.
func (*Resolver) PhaseChange() generated.PhaseChangeResolver { return phaseChangeRefs{} }

func (phaseChangeRefs) By(ctx context.Context, x *review.PhaseChange) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.By)
}

type panelTitleRefs struct{}

// PanelTitle answers the references of this type.
func (*Resolver) PanelTitle() generated.PanelTitleResolver { return panelTitleRefs{} }

func (panelTitleRefs) Application(ctx context.Context, x *review.PanelTitle) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type agendaItemRefs struct{}

// AgendaItem answers the references of this type.
func (*Resolver) AgendaItem() generated.AgendaItemResolver { return agendaItemRefs{} }

func (agendaItemRefs) Application(ctx context.Context, x *review.AgendaItem) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (agendaItemRefs) Recused(ctx context.Context, x *review.AgendaItem) ([]*people.Person, error) {
	out := make([]*people.Person, 0, len(x.Recused))
	for _, id := range x.Recused {
		p, err := batchesOf(ctx).people.load(ctx, id)
		if err != nil {
			return nil, err
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

type callUpRefs struct{}

// CallUp answers the references of this type.
func (*Resolver) CallUp() generated.CallUpResolver { return callUpRefs{} }

func (callUpRefs) By(ctx context.Context, x *review.CallUp) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.By)
}

type explanationRefs struct{}

// AssignmentExplanation answers the references of this type.
func (*Resolver) AssignmentExplanation() generated.AssignmentExplanationResolver {
	return explanationRefs{}
}

func (explanationRefs) Application(ctx context.Context, x *review.Explanation) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (explanationRefs) Reviewer(ctx context.Context, x *review.Explanation) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Reviewer)
}

type handOverRefs struct{}

// HandOver answers the references of this type.
func (*Resolver) HandOver() generated.HandOverResolver { return handOverRefs{} }

func (handOverRefs) Application(ctx context.Context, x *review.HandOver) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (handOverRefs) From(ctx context.Context, x *review.HandOver) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.From)
}

func (handOverRefs) To(ctx context.Context, x *review.HandOver) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.To)
}
