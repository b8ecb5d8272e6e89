package partnership

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// CycleRule says whether a cycle has one of the rules E1 to E16; a rule that is not named holds.
type CycleRule struct {
	Cycle ident.Cycle `bun:"cycle_id,pk"`
	Rule  Rule        `bun:"rule,pk"`
	Holds bool        `bun:"holds"`
	Note  string      `bun:"note"` // why it does not hold
}

// AllRules are E1 to E16 in their order.
func AllRules() []Rule {
	return []Rule{
		Nonprofit, OpenToPublic, IsMuseum, Capacity, BothSides, EmbassyWord, USLead, ReapplyGap,
		NewProject, NewPartner, NewAudiences, ActivePeople, Travel, CostShare, FederalReports, UEIGiven,
	}
}

// Structural rules, E5 and E7, are part of what a partnership is; every cycle has them.
func (r Rule) Structural() bool { return r == BothSides || r == USLead }

// CycleRules are the settings of a cycle, which anyone may read with its call; rules that are not named hold.
func (s *Service) CycleRules(ctx context.Context, cycle ident.Cycle) ([]*CycleRule, error) {
	return s.Store.CycleRules(ctx, cycle)
}

// SetCycleRulesInput replaces which rules a draft cycle has.
type SetCycleRulesInput struct {
	Cycle           ident.Cycle
	Rules           []CycleRuleInput
	ExpectedVersion *int // of the cycle; CONFLICT when another changed it since
}

// CycleRuleInput switches one rule on or off; off has a note that says why.
type CycleRuleInput struct {
	Rule  Rule
	Holds bool
	Note  string
}

// SetCycleRules writes which eligibility rules a cycle has, before it is published: a published call keeps its rules.
func (s *Service) SetCycleRules(ctx context.Context, in SetCycleRulesInput) ([]*CycleRule, error) {
	var out []*CycleRule
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		cycle, err := s.Cycles.Cycle(ctx, in.Cycle)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: cycle.Program}); err != nil {
			return err
		}
		if cycle.State != program.Draft {
			return fault.New(fault.Conflict, "rules_fixed", "The rules of a published call stay as they are.").With("state", string(cycle.State))
		}
		if err := fault.Expected(in.ExpectedVersion, cycle.Version); err != nil {
			return err
		}
		var c fault.Check
		for _, x := range in.Rules {
			note := strings.TrimSpace(x.Note)
			c.That(slices.Contains(AllRules(), x.Rule), string(x.Rule), "unknown_rule", "There is no such rule.")
			c.That(x.Holds || !x.Rule.Structural(), string(x.Rule), "rule_stays", "Every cycle has this rule.")
			c.That(x.Holds || note != "", string(x.Rule), "required", "Say why this cycle does not have the rule.")
			out = append(out, &CycleRule{Cycle: in.Cycle, Rule: x.Rule, Holds: x.Holds, Note: note})
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.KeepCycleRules(ctx, in.Cycle, cycle.Version, out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership.set_cycle_rules", in.Cycle, "", map[string]any{"rules": len(out)})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
