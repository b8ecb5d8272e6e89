package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Funds keeps funders, their awards and the rule sets.
type Funds struct{ *DB }

var fundFaults = map[string]faultOf{
	"funders_key_once":              {fault.Conflict, "funder_taken", "There is a funder with this key already.", "key"},
	"funder_awards_number_once":     {fault.Conflict, "number_taken", "There is an award with this number already.", "number"},
	"funder_awards_number_length":   {fault.Invalid, "bad_fain", "A federal award number has between 1 and 30 characters.", "number"},
	"funder_awards_amount_positive": {fault.Invalid, "bad_amount", "An award is above zero.", "amount"},
	"funder_awards_period_runs":     {fault.Invalid, "bad_period", "The period ends after it begins.", "endsOn"},
	"funder_awards_funder_id_fkey":  {fault.NotFound, "not_found", "There is no such funder.", "funder"},
	"funder_awards_rule_set_fkey":   {fault.Invalid, "unknown_rule_set", "There is no such rule set.", "ruleSet"},
}

const (
	funderAwardsSeen = `SELECT id, funder_id, number, title, assistance_listing, amount_minor, currency, starts_on, ends_on, rule_set
FROM funder_awards fa
WHERE ($1::boolean OR funder_id IN (SELECT funder_id FROM programs WHERE id = ANY($2::uuid[]))
	OR id IN (SELECT funder_award_id FROM cycles WHERE program_id = ANY($2::uuid[])))
	AND ($3::uuid[] IS NULL OR id = ANY($3::uuid[]))
ORDER BY starts_on DESC, number`
	seedRuleSet   = `INSERT INTO rule_sets (key, effective_from, title) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	seedThreshold = `INSERT INTO thresholds (rule_set, name, value, unit, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
)

// Funders are all funders by name.
func (s Funds) Funders(ctx context.Context) ([]*fund.Funder, error) {
	return query[*fund.Funder](ctx, s.DB, `SELECT id, key, name, federal FROM funders ORDER BY name`)
}

// FundersByID are the named funders.
func (s Funds) FundersByID(ctx context.Context, ids []ident.Funder) ([]*fund.Funder, error) {
	return query[*fund.Funder](ctx, s.DB, `SELECT id, key, name, federal FROM funders WHERE id = ANY($1::uuid[])`, uuids(ids))
}

// FunderAwards are the awards within the filter; nil ids means all.
func (s Funds) FunderAwards(ctx context.Context, f auth.Filter, ids []ident.FunderAward) ([]*fund.FunderAward, error) {
	return query[*fund.FunderAward](ctx, s.DB, funderAwardsSeen, f.Everything, uuids(f.Programs), optional(ids))
}

// RuleSets are the kept rule sets, oldest first.
func (s Funds) RuleSets(ctx context.Context) ([]*fund.RuleSet, error) {
	return query[*fund.RuleSet](ctx, s.DB, `SELECT key, effective_from, title FROM rule_sets ORDER BY effective_from`)
}

// Thresholds are the figures of a rule set.
func (s Funds) Thresholds(ctx context.Context, ruleSet string) ([]*fund.Threshold, error) {
	return query[*fund.Threshold](ctx, s.DB, `SELECT rule_set, name, value, unit, source FROM thresholds WHERE rule_set = $1 ORDER BY name`, ruleSet)
}

// AddFunder keeps a new funder.
func (s Funds) AddFunder(ctx context.Context, f *fund.Funder) error {
	return s.insert(ctx, "funders", f)
}

// AddFunderAward keeps a new award to the administrator.
func (s Funds) AddFunderAward(ctx context.Context, f *fund.FunderAward) error {
	return s.insert(ctx, "funder_awards", f)
}

// SeedRules keeps rule sets and thresholds that are not there yet.
func (s Funds) SeedRules(ctx context.Context, sets []fund.RuleSet, thresholds []fund.Threshold) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		for _, r := range sets {
			if _, err := s.exec(ctx, seedRuleSet, r.Key, r.EffectiveFrom, r.Title); err != nil {
				return err
			}
		}
		for _, t := range thresholds {
			if _, err := s.exec(ctx, seedThreshold, t.RuleSet, t.Name, t.Value, t.Unit, t.Source); err != nil {
				return err
			}
		}
		return nil
	})
}
