package partnership

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Pair is museums that think of applying together, before there is a partnership; the first leads.
type Pair struct {
	Cycle    ident.Cycle
	Lead     ident.Organization
	Partners []ident.Organization
}

// WouldBeEligible applies a cycle's rules to museums before anyone writes or proposes anything. Whoever is signed in may
// ask; it refuses museums it does not know and the same one twice.
func (s *Service) WouldBeEligible(ctx context.Context, in Pair) (*Eligibility, error) {
	if err := auth.Require(ctx, auth.CheckEligibility, auth.Target{Person: auth.Who(ctx).Person}); err != nil {
		return nil, err
	}
	cycle, err := s.Cycles.Cycle(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	ids := append([]ident.Organization{in.Lead}, in.Partners...)
	if err := in.check(ids); err != nil {
		return nil, err
	}
	found, err := s.Store.Organizations(ctx, ids)
	if err != nil {
		return nil, err
	}
	c := Case{}
	for i, id := range ids {
		at := slices.IndexFunc(found, func(o *organization) bool { return o.ID == id })
		if at < 0 {
			return nil, fault.Missing("museum")
		}
		m := &Member{Organization: id, Side: NonUS, Lead: i == 0}
		if found[at].US() {
			m.Side = US
		}
		c.Museums = append(c.Museums, Museum{Member: m, Organization: found[at]})
	}
	settings, err := s.Store.CycleRules(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	c.Rules = RulesOf(cycle, settings)
	if c.Past, err = s.Store.PastAwards(ctx, auth.Scope(ctx, auth.ViewSlate), in.Cycle, ids); err != nil {
		return nil, err
	}
	e := Judge(c)
	return &e, nil
}

func (in Pair) check(ids []ident.Organization) error {
	var c fault.Check
	c.That(!in.Lead.IsZero(), "lead", "required", "Name the museum that leads.")
	c.That(len(in.Partners) > 0, "partners", "required", "Name at least one partner.")
	c.That(len(in.Partners) <= MostPartners, "partners", "too_many", "A partnership has at most %d partners.", MostPartners)
	for i, id := range ids {
		c.That(!slices.Contains(ids[:i], id), "partners", "museum_twice", "This museum is named twice.")
	}
	return c.Err()
}
