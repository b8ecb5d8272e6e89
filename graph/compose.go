package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func (q query) PublishingChecks(ctx context.Context, cycle string) ([]*program.Check, error) {
	list, err := by(ctx, cycle, q.r.office.Program.Checks)
	out := make([]*program.Check, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out, err
}

func (q query) FormChoices(ctx context.Context) ([]*program.FormChoice, error) {
	return q.r.office.Program.FormChoices(ctx)
}

func (q query) CriteriaPreview(ctx context.Context, in program.SetCriteriaInput) (*program.Detail, error) {
	return q.r.office.Program.PreviewCriteria(ctx, in)
}

func (q query) ProgramStaff(ctx context.Context, id string) ([]*program.RoleCount, error) {
	return by(ctx, id, q.r.office.Program.Staff)
}

func (q query) PartnerSuggestions(ctx context.Context, profile string, first *int, after *string, last *int, before *string) (*page.Connection[*matching.Suggestion], error) {
	return by(ctx, profile, func(ctx context.Context, id ident.Profile) (*page.Connection[*matching.Suggestion], error) {
		return q.r.office.Matching.Suggestions(ctx, id, args(first, after, last, before))
	})
}

func (q query) MuseumsAlone(ctx context.Context, cycle string, first *int, after *string, last *int, before *string) (*page.Connection[*matching.Alone], error) {
	return by(ctx, cycle, func(ctx context.Context, id ident.Cycle) (*page.Connection[*matching.Alone], error) {
		return q.r.office.Matching.Alone(ctx, id, args(first, after, last, before))
	})
}

func programPayload(x *program.Program, err error) (*contract.ProgramPayload, error) {
	return &contract.ProgramPayload{Program: x}, err
}

func cyclePayload(x *program.Detail, err error) (*contract.CyclePayload, error) {
	return &contract.CyclePayload{Cycle: x}, err
}

func (m mutation) ComposeProgram(ctx context.Context, in program.ComposeProgramInput) (*contract.ProgramPayload, error) {
	return programPayload(m.r.office.Program.ComposeProgram(ctx, in))
}

func (m mutation) ChangeProgram(ctx context.Context, in program.ChangeProgramInput) (*contract.ProgramPayload, error) {
	return programPayload(m.r.office.Program.ChangeProgram(ctx, in))
}

func (m mutation) ComposeCycle(ctx context.Context, in program.ComposeCycleInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.ComposeCycle(ctx, in))
}

func (m mutation) DropCycle(ctx context.Context, in program.DropCycleInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.DropCycle(ctx, in))
}

func (m mutation) SetFrame(ctx context.Context, in program.SetFrameInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetFrame(ctx, in))
}

func (m mutation) SetPhases(ctx context.Context, in program.SetPhasesInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetPhases(ctx, in))
}

func (m mutation) SetThemes(ctx context.Context, in program.SetThemesInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetThemes(ctx, in))
}

func (m mutation) SetCriteria(ctx context.Context, in program.SetCriteriaInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetCriteria(ctx, in))
}

func (m mutation) SetCycleFigures(ctx context.Context, in program.SetRulesInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetRules(ctx, in))
}

func (m mutation) SetForms(ctx context.Context, in program.SetFormsInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetForms(ctx, in))
}

func (m mutation) SetMoney(ctx context.Context, in program.SetMoneyInput) (*contract.CyclePayload, error) {
	return cyclePayload(m.r.office.Program.SetMoney(ctx, in))
}
