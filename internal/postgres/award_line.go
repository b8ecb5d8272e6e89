package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

const (
	lineCycle = `SELECT ` + cycleColumns + ` FROM cycles c WHERE ` + staffSeen + ` AND c.id = $3`

	lineFacts = `SELECT a.id AS application_id, a.number, a.title, a.requested_minor, coalesce(o.name, '') AS lead_name, coalesce(o.state, '') AS lead_state, a.theme_id,
	coalesce((SELECT jsonb_agg(DISTINCT po.country) FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id
		WHERE pm.partnership_id = a.partnership_id AND NOT pm.lead AND po.country <> 'US'), '[]') AS countries,
	NOT EXISTS (SELECT FROM applications e JOIN cycles ey ON ey.id = e.cycle_id JOIN cycles y ON y.id = a.cycle_id
		WHERE e.lead_organization_id = a.lead_organization_id AND e.submitted_at IS NOT NULL AND ey.program_id = y.program_id AND ey.year < y.year) AS first_time
FROM ranking_places l JOIN applications a ON a.id = l.application_id LEFT JOIN organizations o ON o.id = a.lead_organization_id
WHERE l.ranking_id = $1 AND a.state NOT IN ('returned_once', 'ineligible', 'withdrawn') AND NOT ` + bound + `($2::uuid, a.id))`

	scenarioColumns = `x.id, x.cycle_id, x.ranking_id, x.name, x.constraints, x.partial_percent, x.available_minor, x.currency, x.objective, x.threshold_milli, x.result, x.made_by, x.made_at`
	scenarioRead    = `SELECT ` + scenarioColumns + ` FROM line_scenarios x JOIN cycles c ON c.id = x.cycle_id WHERE ` + staffSeen + ` AND x.id = $3`
	scenarioList    = `SELECT ` + scenarioColumns + ` FROM line_scenarios x JOIN cycles c ON c.id = x.cycle_id WHERE ` + staffSeen + ` AND x.ranking_id = $3 ORDER BY x.made_at DESC, x.id DESC LIMIT 200`
)

// CycleSeen is a cycle within the filter, not locked.
func (s Awards) CycleSeen(ctx context.Context, id ident.Cycle, f auth.Filter) (*program.Cycle, error) {
	return one[program.Cycle](ctx, s.DB, "cycle", lineCycle, staffArgs(f, id)...)
}

// LineFacts are a ranking's applications still in the running, without what the viewer is bound to.
func (s Awards) LineFacts(ctx context.Context, id ident.Ranking) ([]*award.LineFact, error) {
	return query[*award.LineFact](ctx, s.DB, lineFacts, id, viewer(ctx))
}

// AddScenario keeps a funding line with its answer.
func (s Awards) AddScenario(ctx context.Context, x *award.Scenario) error {
	return s.insert(ctx, "line_scenarios", x)
}

// Scenario is a saved funding line within the filter.
func (s Awards) Scenario(ctx context.Context, id ident.LineScenario, f auth.Filter) (*award.Scenario, error) {
	return one[award.Scenario](ctx, s.DB, "scenario", scenarioRead, staffArgs(f, id)...)
}

// Scenarios are a ranking's saved funding lines within the filter, newest first.
func (s Awards) Scenarios(ctx context.Context, id ident.Ranking, f auth.Filter) ([]*award.Scenario, error) {
	return query[*award.Scenario](ctx, s.DB, scenarioList, staffArgs(f, id)...)
}
