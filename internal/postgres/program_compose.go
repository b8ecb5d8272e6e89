package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

const (
	// Nobody gives a role to themselves, so what the composer carries along was given by whoever gave it first.
	carryStaff = `INSERT INTO role_grants (id, person_id, role, program_id, granted_by, granted_at)
SELECT gen_random_uuid(), g.person_id, g.role, $2, nullif(g.granted_by, g.person_id), $4 FROM (
	SELECT DISTINCT ON (person_id, role) person_id, role, granted_by FROM role_grants
	WHERE revoked_at IS NULL AND role <> 'admin' AND program_id IS NOT NULL
		AND (program_id = $1::uuid OR ($1::uuid IS NULL AND person_id = $3))
	ORDER BY person_id, role, granted_at) g
ON CONFLICT DO NOTHING`
	carryRules = `INSERT INTO cycle_rules (cycle_id, rule, holds, note) SELECT $2, rule, holds, note FROM cycle_rules WHERE cycle_id = $1`
	staffOf    = `SELECT role, count(DISTINCT person_id)::int AS people FROM role_grants
WHERE revoked_at IS NULL AND (program_id = $1 OR program_id IS NULL) GROUP BY role ORDER BY role`
	formChoices = `SELECT id, key, version, title FROM forms WHERE published_at IS NOT NULL ORDER BY key, version DESC`
	nextCycle   = `SELECT ` + cycleColumns + ` FROM cycles c JOIN cycles was ON was.id = $3 AND was.program_id = c.program_id AND c.year > was.year
WHERE ` + cycleSeen + ` AND (was.state <> 'draft' OR $1::boolean OR was.program_id = ANY($2::uuid[])) ORDER BY c.year LIMIT 1`
)

// cycleDraft are the columns that composing writes.
func cycleDraft() []string {
	return []string{
		"year", "title", "zone", "funder_award_id", "appropriation_minor", "admin_reserve_minor", "currency", "award_min_minor", "award_max_minor",
		"cost_share_bp", "years_open_min", "reapply_gap_years", "renewals_allowed", "theme_rule", "reviews_needed", "half_points", "comment_min_chars",
		"review_kind", "scale_lowest", "scale_highest", "overall_skipped",
		"conflict_months", "conflict_strict", "project_starts_on", "project_ends_on", "profile_form_id", "statement_form_id", "proposal_form_id", "profile_rollover", "returns_barred", "signature_required",
	}
}

// KeepProgram writes a program's names and its next version.
func (s Programs) KeepProgram(ctx context.Context, p *program.Program) error {
	return s.updateVersioned(ctx, "programs", p, p.Version, "name", "administrator", "funder_id", "summary", "applicant")
}

// Public tells whether a cycle of the program has been published.
func (s Programs) Public(ctx context.Context, id ident.Program) (bool, error) {
	n, err := s.count(ctx, `SELECT count(*)::int AS n FROM cycles WHERE program_id = $1 AND state <> 'draft'`, id)
	return n > 0, err
}

// CarryStaff gives the roles of one program in another too; without one, those the person holds anywhere.
func (s Programs) CarryStaff(ctx context.Context, from, to ident.Program, by ident.Person, at time.Time) (int, error) {
	n, err := s.exec(ctx, carryStaff, absent(from.UUID(), from.IsZero()), to, by, at)
	return int(n), err
}

func absent(id uuid.UUID, none bool) any {
	if none {
		return nil
	}
	return id
}

// CarryRules copies which eligibility rules a cycle has.
func (s Programs) CarryRules(ctx context.Context, from, to ident.Cycle) error {
	_, err := s.exec(ctx, carryRules, from, to)
	return err
}

// KeepCycle writes a draft cycle and its next version.
func (s Programs) KeepCycle(ctx context.Context, c *program.Cycle) error {
	return s.updateVersioned(ctx, "cycles", c, c.Version, cycleDraft()...)
}

// KeepPhases replaces a cycle's phases; a kind that stays keeps its id and history.
func (s Programs) KeepPhases(ctx context.Context, id ident.Cycle, list []*program.Phase) error {
	kept := make([]ident.Phase, len(list))
	for i, p := range list {
		kept[i] = p.ID
	}
	if _, err := s.exec(ctx, `DELETE FROM phases WHERE cycle_id = $1 AND id <> ALL($2::uuid[])`, id, uuids(kept)); err != nil {
		return err
	}
	for _, p := range list {
		_, err := s.exec(ctx, `INSERT INTO phases (id, cycle_id, kind, opens_at, closes_at, grace_seconds) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET opens_at = excluded.opens_at, closes_at = excluded.closes_at, grace_seconds = excluded.grace_seconds`,
			p.ID, id, string(p.Kind), p.OpensAt, p.ClosesAt, p.GraceSeconds)
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepThemes replaces a draft cycle's themes.
func (s Programs) KeepThemes(ctx context.Context, id ident.Cycle, list []*program.Theme) error {
	if _, err := s.exec(ctx, `DELETE FROM themes WHERE cycle_id = $1`, id); err != nil {
		return err
	}
	return s.insert(ctx, "themes", &list)
}

// KeepCriteria replaces a draft cycle's criteria.
func (s Programs) KeepCriteria(ctx context.Context, id ident.Cycle, list []*program.Criterion) error {
	if _, err := s.exec(ctx, `DELETE FROM criteria WHERE cycle_id = $1`, id); err != nil {
		return err
	}
	return s.insert(ctx, "criteria", &list)
}

// DropCycle takes a draft cycle away with its phases, themes and criteria.
func (s Programs) DropCycle(ctx context.Context, id ident.Cycle) error {
	_, err := s.exec(ctx, `DELETE FROM cycles WHERE id = $1 AND state = 'draft'`, id)
	return err
}

// Staff is how many people hold each role in the program or everywhere.
func (s Programs) Staff(ctx context.Context, id ident.Program) ([]*program.RoleCount, error) {
	return query[*program.RoleCount](ctx, s.DB, staffOf, id)
}

// AwardGround is whose award it is and in which currency.
func (s Programs) AwardGround(ctx context.Context, id ident.FunderAward) (*program.AwardGround, error) {
	return one[program.AwardGround](ctx, s.DB, "funder award", `SELECT funder_id, currency FROM funder_awards WHERE id = $1`, id)
}

// FormChoices are the published forms, newest version first.
func (s Programs) FormChoices(ctx context.Context) ([]*program.FormChoice, error) {
	return query[*program.FormChoice](ctx, s.DB, formChoices)
}

// NextCycle is the next year's cycle of the same program that may be seen.
func (s Programs) NextCycle(ctx context.Context, f auth.Filter, id ident.Cycle) (*program.Cycle, error) {
	return one[program.Cycle](ctx, s.DB, "next cycle", nextCycle, f.Everything, uuids(f.Programs), id)
}
