package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const lastPlan = `SELECT id, panel_id, problem, planned_by, planned_at FROM assignment_plans WHERE panel_id = $1 ORDER BY planned_at DESC, id DESC LIMIT 1`

// AddPlan keeps what an exact assignment was asked.
func (s Reviews) AddPlan(ctx context.Context, p *review.AssignmentProblem) error {
	return s.insert(ctx, "assignment_plans", p)
}

// LastPlan is what the panel's newest exact assignment was asked; none is NotFound.
func (s Reviews) LastPlan(ctx context.Context, id ident.Panel) (*review.AssignmentProblem, error) {
	return one[review.AssignmentProblem](ctx, s.DB, "assignment", lastPlan, id)
}

// KeepSkills keeps what a member knows.
func (s Reviews) KeepSkills(ctx context.Context, m *review.PanelMember) error {
	return s.update(ctx, "panel_members", m, "skills")
}
