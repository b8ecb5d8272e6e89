package postgres

import (
	"cmp"
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Programs keeps programs and their cycles.
type Programs struct{ *DB }

var programFaults = map[string]faultOf{
	"programs_key_once":             {fault.Conflict, "program_taken", "There is a program with this key already.", "key"},
	"cycles_year_once":              {fault.Conflict, "cycle_taken", "The program has a cycle of this year already.", "year"},
	"cycles_reserve_within":         {fault.Invalid, "bad_reserve", "The reserve is within the appropriation.", "adminReserve"},
	"cycles_award_limits":           {fault.Invalid, "award_limits", "The smallest award is above the largest.", "awardMin"},
	"cycles_cost_share_range":       {fault.Invalid, "bad_cost_share", "The cost share is between nothing and ten times the request.", "costShare"},
	"cycles_reviews_enough":         {fault.Invalid, "bad_reviews_needed", "An application needs at least one review.", "reviewsNeeded"},
	"cycles_weights_sum":            {fault.Conflict, "weights_sum", "The weights sum to 100 before review opens.", ""},
	"cycles_review_kind_known":      {fault.Invalid, "bad_review_kind", "There is no such kind of review.", "reviewKind"},
	"cycles_scale_range":            {fault.Invalid, "bad_scale", "A scale runs up within 0 to 10.", "scaleHighest"},
	"cycles_recommend_asked":        {fault.Invalid, "recommend_asked", "A review that only recommends asks for the recommendation.", "overallAsked"},
	"cycles_rubric_frozen":          {fault.Conflict, "criteria_frozen", "The criteria are fixed since review opened.", ""},
	"criteria_kind_known":           {fault.Invalid, "bad_criterion_kind", "A criterion is scored, passed or not, or commented only.", "kind"},
	"criteria_weight_of_scored":     {fault.Invalid, "weight_unscored", "Only a criterion with points has a weight.", "weight"},
	"criteria_bonus_scored":         {fault.Invalid, "bonus_unscored", "Only a criterion with points is a bonus.", "bonus"},
	"criteria_comment_range":        {fault.Invalid, "out_of_range", "A comment asks for at most 2,000 characters.", "commentMinChars"},
	"cycles_review_opens_once":      {fault.Conflict, "review_opened", "Review opens once.", ""},
	"criteria_frozen":               {fault.Conflict, "criteria_frozen", "The criteria are fixed since review opened.", ""},
	"criteria_weight_range":         {fault.Invalid, "bad_weight", "A weight is between 0 and 100.", "weight"},
	"criteria_key_once":             {fault.Conflict, "criterion_taken", "The cycle has this criterion already.", "key"},
	"phases_kind_once":              {fault.Conflict, "phase_taken", "The cycle has this phase already.", "kind"},
	"phases_run_forward":            {fault.Invalid, "before_opening", "A phase closes after it opens.", "closesAt"},
	"phases_grace_range":            {fault.Invalid, "bad_grace", "The grace is at most a day.", "graceSeconds"},
	"deadline_changes_reason_given": {fault.Invalid, "required", "Say why the deadline moves.", "reason"},
	"cycles_funder_award_id_fkey":   {fault.Invalid, "unknown_award", "There is no such funder award.", "funderAward"},
	"cycles_proposal_form_id_fkey":  {fault.Invalid, "unknown_form", "There is no such form.", "proposalForm"},
	"role_grants_program_fkey":      {fault.NotFound, "not_found", "There is no such program.", "program"},
	"programs_applicant_known":      {fault.Invalid, "bad_applicant", "Partnerships or persons apply.", "applicant"},
	"cycles_profile_form_id_fkey":   {fault.Invalid, "unknown_form", "There is no such form.", "profile"},
	"cycles_statement_form_id_fkey": {fault.Invalid, "unknown_form", "There is no such form.", "statement"},
	"programs_funder_id_fkey":       {fault.NotFound, "not_found", "There is no such funder.", "funder"},
	"forms_version_once":            {fault.Conflict, "form_taken", "There is this version of the form already.", "version"},
	"forms_published_fixed":         {fault.Conflict, "form_published", "A published form does not change; make a new version.", ""},
	"forms_version_positive":        {fault.Invalid, "bad_version", "Versions count from one.", "version"},
	"cycles_theme_rule_known":       {fault.Invalid, "bad_theme_rule", "There is no such theme rule.", "themeRule"},
	"cycles_state_known":            {fault.Invalid, "bad_state", "There is no such state of a cycle.", "state"},
	"applications_cycle_id_fkey":    {fault.NotFound, "not_found", "There is no such cycle.", "cycle"},
	"applications_theme_id_fkey":    {fault.Invalid, "unknown_theme", "There is no such theme.", "theme"},
	"partnerships_cycle_id_fkey":    {fault.NotFound, "not_found", "There is no such cycle.", "cycle"},
}

const cycleColumns = `c.id, c.program_id, c.year, c.title, c.state, c.zone, c.funder_award_id, c.appropriation_minor, c.admin_reserve_minor,
	c.currency, c.award_min_minor, c.award_max_minor, c.cost_share_bp, c.years_open_min, c.reapply_gap_years, c.renewals_allowed,
	c.theme_rule, c.reviews_needed, c.half_points, c.comment_min_chars, c.review_kind, c.scale_lowest, c.scale_highest, c.overall_skipped, c.conflict_months, c.conflict_strict, c.project_starts_on, c.project_ends_on,
	c.review_opened_at, c.profile_form_id, c.statement_form_id, c.proposal_form_id, c.profile_rollover, c.returns_barred, c.signature_required, c.version`

const cycleSeen = `(c.state <> 'draft' OR $1::boolean OR c.program_id = ANY($2::uuid[]))`

const (
	programsRead = `SELECT id, key, name, administrator, funder_id, summary, applicant, version FROM programs WHERE $1::uuid[] IS NULL OR id = ANY($1::uuid[]) ORDER BY name`
	callsRead    = `SELECT ` + cycleColumns + `, p.key AS program_key, p.name AS program_name, f.name AS funder_name, h.opens_at, h.closes_at
FROM cycles c JOIN programs p ON p.id = c.program_id JOIN funders f ON f.id = p.funder_id
LEFT JOIN phases h ON h.cycle_id = c.id AND h.kind IN ('proposal', 'fellowship')
WHERE ` + cycleSeen + ` ORDER BY c.year DESC, p.name, c.id LIMIT 200`
	cyclesByID = `SELECT ` + cycleColumns + ` FROM cycles c WHERE ` + cycleSeen + ` AND c.id = ANY($3::uuid[])`
	cycleRead  = `SELECT ` + cycleColumns + `,
	(SELECT to_jsonb(p) FROM programs p WHERE p.id = c.program_id) AS of_json,
	(SELECT jsonb_agg(h ORDER BY h.closes_at) FROM phases h WHERE h.cycle_id = c.id) AS phases_json,
	(SELECT jsonb_agg(t ORDER BY t.ordinal) FROM themes t WHERE t.cycle_id = c.id) AS themes_json,
	(SELECT jsonb_agg(k ORDER BY k.ordinal) FROM criteria k WHERE k.cycle_id = c.id) AS criteria_json,
	(SELECT jsonb_agg(m ORDER BY m.id DESC) FROM deadline_changes m JOIN phases h ON h.id = m.phase_id WHERE h.cycle_id = c.id) AS deadlines_json
FROM cycles c WHERE ` + cycleSeen + ` AND c.id = $3`
	openingCycles = `SELECT DISTINCT c.id FROM cycles c JOIN phases h ON h.cycle_id = c.id
WHERE c.state IN ('published', 'profiles_open', 'sip_open') AND h.opens_at <= $1`
	draftersOf = `SELECT DISTINCT m.person_id AS id FROM (
	SELECT partnership_id FROM applications WHERE cycle_id = $1 AND state IN ('draft', 'signed', 'returned_once')
	UNION SELECT partnership_id FROM statements WHERE cycle_id = $1 AND state = 'draft') w
JOIN partnership_members pm ON pm.partnership_id = w.partnership_id
JOIN memberships m ON m.organization_id = pm.organization_id AND m.until IS NULL
	AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')
UNION SELECT person_id FROM applications WHERE cycle_id = $1 AND state IN ('draft', 'signed') AND person_id IS NOT NULL
UNION SELECT m.person_id FROM profiles f JOIN memberships m ON m.organization_id = f.organization_id AND m.until IS NULL
	AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')
WHERE f.cycle_id = $1 AND f.state IN ('draft', 'returned')`
	addDeadlineChange = `INSERT INTO deadline_changes (phase_id, closes_was, closes_now, reason, changed_by, at) VALUES ($1, $2, $3, $4, $5, $6)`
)

// Programs are the named programs, or all for nil.
func (s Programs) Programs(ctx context.Context, ids []ident.Program) ([]*program.Program, error) {
	return query[*program.Program](ctx, s.DB, programsRead, optional(ids))
}

// Calls are the cycles the filter and the public may see, newest first, at most two hundred.
func (s Programs) Calls(ctx context.Context, f auth.Filter) ([]*program.Call, error) {
	return query[*program.Call](ctx, s.DB, callsRead, f.Everything, uuids(f.Programs))
}

// CyclesByID are the named cycles that may be seen.
func (s Programs) CyclesByID(ctx context.Context, f auth.Filter, ids []ident.Cycle) ([]*program.Cycle, error) {
	return query[*program.Cycle](ctx, s.DB, cyclesByID, f.Everything, uuids(f.Programs), uuids(ids))
}

type cycleRow struct {
	program.Cycle
	Of        []byte `bun:"of_json"`
	Phases    []byte `bun:"phases_json"`
	Themes    []byte `bun:"themes_json"`
	Criteria  []byte `bun:"criteria_json"`
	Deadlines []byte `bun:"deadlines_json"`
}

// Cycle is one cycle with its parts, in one statement.
func (s Programs) Cycle(ctx context.Context, f auth.Filter, id ident.Cycle) (*program.Detail, error) {
	r, err := one[cycleRow](ctx, s.DB, "cycle", cycleRead, f.Everything, uuids(f.Programs), id)
	if err != nil {
		return nil, err
	}
	d := &program.Detail{Cycle: r.Cycle}
	var j nested
	d.Of = nestedOne[program.Program](&j, r.Of)
	d.Phases = nestedRows[program.Phase](&j, r.Phases)
	d.Themes = nestedRows[program.Theme](&j, r.Themes)
	d.Criteria = nestedRows[program.Criterion](&j, r.Criteria)
	d.Deadlines = nestedRows[program.DeadlineChange](&j, r.Deadlines)
	return d, j.err
}

type idRow struct {
	ID ident.Cycle `bun:"id"`
}

// LockCycle takes the cycle's row lock until the transaction ends.
func (s Programs) LockCycle(ctx context.Context, id ident.Cycle) error {
	_, err := one[idRow](ctx, s.DB, "cycle", `SELECT id FROM cycles WHERE id = $1 FOR UPDATE`, id)
	return err
}

// CycleOfPhase is the cycle a phase belongs to.
func (s Programs) CycleOfPhase(ctx context.Context, id ident.Phase) (ident.Cycle, error) {
	r, err := one[idRow](ctx, s.DB, "phase", `SELECT cycle_id AS id FROM phases WHERE id = $1`, id)
	if err != nil {
		return ident.Cycle{}, err
	}
	return r.ID, nil
}

// KeepState writes the cycle's state and next version.
func (s Programs) KeepState(ctx context.Context, c *program.Cycle) error {
	return s.updateVersioned(ctx, "cycles", c, c.Version, "state", "review_opened_at")
}

// KeepDeadline writes the phase's new closing instant and the row of its history.
func (s Programs) KeepDeadline(ctx context.Context, p *program.Phase, m *program.DeadlineChange) error {
	if err := s.update(ctx, "phases", p, "closes_at"); err != nil {
		return err
	}
	_, err := s.exec(ctx, addDeadlineChange, m.Phase, m.ClosesWas, m.ClosesNow, m.Reason, m.ChangedBy, m.At)
	return err
}

// Opening are the cycles with a phase the clock has opened.
func (s Programs) Opening(ctx context.Context, now time.Time) ([]ident.Cycle, error) {
	rows, err := query[idRow](ctx, s.DB, openingCycles, now)
	out := make([]ident.Cycle, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// Drafters are the people who can write a draft of the cycle, each once.
func (s Programs) Drafters(ctx context.Context, id ident.Cycle) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, draftersOf, id)
}

// AddProgram keeps a new program.
func (s Programs) AddProgram(ctx context.Context, p *program.Program) error {
	p.Applicant, p.Version = cmp.Or(p.Applicant, program.ByPartnership), max(p.Version, 1)
	return s.insert(ctx, "programs", p)
}

// AddCycle keeps a new cycle with its phases, themes and criteria.
func (s Programs) AddCycle(ctx context.Context, d *program.Detail) error {
	d.Settle()
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, "cycles", &d.Cycle); err != nil {
			return err
		}
		if err := s.insert(ctx, "phases", &d.Phases); err != nil {
			return err
		}
		if err := s.insert(ctx, "themes", &d.Themes); err != nil {
			return err
		}
		return s.insert(ctx, "criteria", &d.Criteria)
	})
}
