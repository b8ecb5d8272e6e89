package application

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Context is what the rules of the form know of a proposal beside its answers.
func (p Proposed) Context() form.Context {
	d := p.Detail
	in := form.Context{CycleYear: d.CycleYear, Requested: d.Requested(), CostShare: d.CostShare()}
	if d.Partners != nil {
		for _, m := range d.Partners.Museums {
			if country := string(m.Organization.Country); m.Member.Lead {
				in.LeadCountry = country
			} else {
				in.PartnerCountries = append(in.PartnerCountries, country)
			}
		}
	}
	in.AwardedBefore = p.Eligibility != nil && awardedBefore(p.Eligibility.Result(partnership.ReapplyGap))
	return in
}

// awardedBefore tells whether the rule about earlier awards found one for any museum.
func awardedBefore(gap *partnership.RuleResult) bool {
	if gap == nil {
		return false
	}
	for _, m := range gap.Members {
		if m.Code != "gap_none" {
			return true
		}
	}
	return false
}

// FormContext is what the rules of the form know of an application that has been read.
func (s *Service) FormContext(ctx context.Context, d *Detail) (form.Context, error) {
	if d.Partners == nil {
		return Proposed{Detail: d}.Context(), nil
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return form.Context{}, err
	}
	return p.Context(), nil
}
