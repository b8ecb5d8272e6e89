package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (q query) Panel(ctx context.Context, id string) (*review.Panel, error) {
	return by(ctx, id, q.r.office.Review.Panel)
}

func (q query) Panels(ctx context.Context, cycle string) ([]*review.Panel, error) {
	return by(ctx, cycle, q.r.office.Review.Panels)
}

func (q query) PanelProgress(ctx context.Context, panel string) (*review.Progress, error) {
	return by(ctx, panel, q.r.office.Review.PanelProgress)
}

func (q query) ReviewQueue(ctx context.Context, first *int, after *string, last *int, before *string) (*page.Connection[*review.QueueRow], error) {
	return q.r.office.Review.Queue(ctx, args(first, after, last, before))
}

func (q query) Assignment(ctx context.Context, id string) (*review.Assignment, error) {
	return by(ctx, id, q.r.office.Review.Assignment)
}

func (q query) Assignments(ctx context.Context, filter *review.AssignmentFilter, first *int, after *string, last *int, before *string) (*page.Connection[*review.AssignmentRow], error) {
	return q.r.office.Review.Assignments(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Conflicts(ctx context.Context, id string) ([]*review.Conflict, error) {
	return by(ctx, id, q.r.office.Review.ConflictsOf)
}

func (m mutation) FormPanel(ctx context.Context, in review.FormPanelInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.FormPanel(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) AddPanelMember(ctx context.Context, in review.AddMemberInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.AddMember(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) RemovePanelMember(ctx context.Context, in review.RemoveMemberInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.RemoveMember(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) SignConfidentiality(ctx context.Context, in review.SignConfidentialityInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.SignConfidentiality(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) ClosePreliminary(ctx context.Context, in review.MovePanelInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.ClosePreliminary(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) ResumeReading(ctx context.Context, in review.ResumeReadingInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.ResumeReading(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) OpenDiscussion(ctx context.Context, in review.MovePanelInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.OpenDiscussion(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) OpenRescoring(ctx context.Context, in review.MovePanelInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.OpenRescoring(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) Rescore(ctx context.Context, in review.RescoreInput) (*contract.ReviewPayload, error) {
	x, err := m.r.office.Review.Rescore(ctx, in)
	return &contract.ReviewPayload{Review: x}, err
}

func (m mutation) LockPanel(ctx context.Context, in review.MovePanelInput) (*contract.PanelPayload, error) {
	x, err := m.r.office.Review.LockPanel(ctx, in)
	return &contract.PanelPayload{Panel: x}, err
}

func (m mutation) Assign(ctx context.Context, in review.AssignInput) (*contract.AssignmentsPayload, error) {
	x, err := m.r.office.Review.Assign(ctx, in)
	return &contract.AssignmentsPayload{Assignments: x}, err
}

func (m mutation) AssignEvenly(ctx context.Context, in review.AssignEvenlyInput) (*review.AssignmentPlan, error) {
	return m.r.office.Review.AssignEvenly(ctx, in)
}

func (m mutation) DetectConflicts(ctx context.Context, in contract.DetectConflictsInput) (*contract.ConflictsPayload, error) {
	x, err := m.r.office.Review.DetectConflicts(ctx, in.Panel)
	return &contract.ConflictsPayload{Conflicts: x}, err
}

func (m mutation) DeclareConflicts(ctx context.Context, in review.DeclareConflictsInput) (*contract.AssignmentsPayload, error) {
	x, err := m.r.office.Review.DeclareConflicts(ctx, in)
	return &contract.AssignmentsPayload{Assignments: x}, err
}

func (m mutation) RecordConflict(ctx context.Context, in review.RecordConflictInput) (*contract.ConflictPayload, error) {
	x, err := m.r.office.Review.RecordConflict(ctx, in)
	return &contract.ConflictPayload{Conflict: x}, err
}

func (m mutation) LiftConflict(ctx context.Context, in review.LiftConflictInput) (*contract.ConflictPayload, error) {
	x, err := m.r.office.Review.LiftConflict(ctx, in)
	return &contract.ConflictPayload{Conflict: x}, err
}

type panelRefs struct{}

// Panel answers the references of this type.
func (*Resolver) Panel() generated.PanelResolver { return panelRefs{} }

func (panelRefs) Cycle(ctx context.Context, x *review.Panel) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (panelRefs) FormedBy(ctx context.Context, x *review.Panel) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.FormedBy)
}

func (panelRefs) LockedBy(ctx context.Context, x *review.Panel) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.LockedBy)
}

type panelMemberRefs struct{}

// PanelMember answers the references of this type.
func (*Resolver) PanelMember() generated.PanelMemberResolver { return panelMemberRefs{} }

func (panelMemberRefs) Person(ctx context.Context, x *review.PanelMember) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

type assignmentRefs struct{}

// Assignment answers the references of this type.
func (*Resolver) Assignment() generated.AssignmentResolver { return assignmentRefs{} }

func (assignmentRefs) Panel(ctx context.Context, x *review.Assignment) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (assignmentRefs) Application(ctx context.Context, x *review.Assignment) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (assignmentRefs) Reviewer(ctx context.Context, x *review.Assignment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Reviewer)
}

func (assignmentRefs) AssignedBy(ctx context.Context, x *review.Assignment) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AssignedBy)
}

type assignmentRowRefs struct{}

// AssignmentRow answers the references of this type.
func (*Resolver) AssignmentRow() generated.AssignmentRowResolver { return assignmentRowRefs{} }

func (assignmentRowRefs) Panel(ctx context.Context, x *review.AssignmentRow) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (assignmentRowRefs) Application(ctx context.Context, x *review.AssignmentRow) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (assignmentRowRefs) Reviewer(ctx context.Context, x *review.AssignmentRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Reviewer)
}

type queueRowRefs struct{}

// QueueRow answers the references of this type.
func (*Resolver) QueueRow() generated.QueueRowResolver { return queueRowRefs{} }

func (queueRowRefs) Panel(ctx context.Context, x *review.QueueRow) (*review.Panel, error) {
	return batchesOf(ctx).panels.load(ctx, x.Panel)
}

func (queueRowRefs) Application(ctx context.Context, x *review.QueueRow) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

type conflictRefs struct{}

// Conflict answers the references of this type.
func (*Resolver) Conflict() generated.ConflictResolver { return conflictRefs{} }

func (conflictRefs) Person(ctx context.Context, x *review.Conflict) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Person)
}

func (conflictRefs) Application(ctx context.Context, x *review.Conflict) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}

func (conflictRefs) FoundBy(ctx context.Context, x *review.Conflict) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.FoundBy)
}

func (conflictRefs) LiftedBy(ctx context.Context, x *review.Conflict) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.LiftedBy)
}

type shortfallRefs struct{}

// Shortfall answers the references of this type.
func (*Resolver) Shortfall() generated.ShortfallResolver { return shortfallRefs{} }

func (shortfallRefs) Application(ctx context.Context, x *review.Shortfall) (*application.Row, error) {
	return batchesOf(ctx).applications.load(ctx, x.Application)
}
