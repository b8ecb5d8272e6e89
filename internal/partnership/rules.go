package partnership

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// each asks every museum one thing: one false makes the rule false, else one unknown makes it unknown.
func (c Case) each(r Rule, code string, ask func(Museum) (Outcome, string)) RuleResult {
	out := RuleResult{Rule: r, Outcome: True, Code: code}
	var reasons []string
	for _, m := range c.Museums {
		got, why := ask(m)
		if got == "" {
			continue
		}
		reasons = append(reasons, m.Organization.Name+": "+why)
		out.Facts = append(out.Facts, Fact{m.Organization.Name, why})
		if got == False || (got == Unknown && out.Outcome == True) {
			out.Outcome = got
		}
	}
	out.Reason = strings.Join(reasons, "; ")
	return out.coded()
}

func (r RuleResult) coded() RuleResult {
	r.Code += "_" + string(r.Outcome)
	if r.Reason != "" && !strings.HasSuffix(r.Reason, ".") {
		r.Reason += "."
	}
	return r
}

func (c Case) nonprofit() RuleResult {
	return c.each(Nonprofit, "nonprofit", func(m Museum) (Outcome, string) {
		switch p := m.Organization.Nonprofit; {
		case p == nil:
			return Unknown, "not known to be nonprofit"
		case *p:
			return True, "nonprofit"
		}
		return False, "not nonprofit"
	})
}

func (c Case) open() RuleResult {
	return c.each(OpenToPublic, "open_to_public", func(m Museum) (Outcome, string) {
		opened, by := m.Organization.OpenedOn, c.Rules.Deadline
		if opened.IsZero() || by.IsZero() {
			return Unknown, "the day it opened is not known"
		}
		needed := opened.AddYears(c.Rules.YearsOpen)
		figures := fmt.Sprintf("opened %s, %d years on %s, deadline %s", opened, c.Rules.YearsOpen, needed, by)
		if needed.After(by) {
			return False, figures
		}
		return True, figures
	})
}

// museum wants one museum, or a center working as one, on each side.
func (c Case) museum() RuleResult {
	r := RuleResult{Rule: IsMuseum, Outcome: True, Code: "museum"}
	var reasons []string
	for _, side := range []Side{US, NonUS} {
		best, name := False, "no member"
		for _, m := range c.Museums {
			if m.Member.Side != side {
				continue
			}
			if got := worksAsMuseum(m.Organization); best == False || got == True {
				best, name = got, m.Organization.Name
			}
			if best == True {
				break
			}
		}
		reasons = append(reasons, fmt.Sprintf("%s: %s (%s)", sideName(side), name, museumWords(best)))
		r.Facts = append(r.Facts, Fact{string(side), name})
		if best == False || (best == Unknown && r.Outcome == True) {
			r.Outcome = best
		}
	}
	r.Reason = strings.Join(reasons, "; ")
	return r.coded()
}

func worksAsMuseum(o *people.Organization) Outcome {
	if o.MuseumFunctions != nil {
		if *o.MuseumFunctions {
			return True
		}
		return False
	}
	museums := []people.Kind{people.Museum, people.ZooAquarium, people.ScienceCenter, people.BotanicalGarden, people.HistoricSite}
	if slices.Contains(museums, o.Kind) {
		return True
	}
	return Unknown
}

func museumWords(o Outcome) string {
	switch o {
	case True:
		return "works as a museum"
	case False:
		return "does not work as a museum"
	}
	return "not known to work as a museum"
}

func sideName(s Side) string {
	if s == US {
		return "United States"
	}
	return "abroad"
}

func (c Case) bothSides() RuleResult {
	us, abroad := 0, 0
	for _, m := range c.Museums {
		if m.Member.Side == US {
			us++
		} else {
			abroad++
		}
	}
	r := RuleResult{
		Rule: BothSides, Outcome: True, Code: "both_sides", Reason: fmt.Sprintf("%d in the United States, %d abroad", us, abroad),
		Facts: []Fact{{"us", strconv.Itoa(us)}, {"abroad", strconv.Itoa(abroad)}},
	}
	if us == 0 || abroad == 0 {
		r.Outcome = False
	}
	return r.coded()
}

func (c Case) endorsed() RuleResult {
	return c.each(EmbassyWord, "endorsed", func(m Museum) (Outcome, string) {
		if m.Member.Side == US {
			return "", ""
		}
		if m.Endorsement == nil {
			return Unknown, "the embassy has not been asked; its word is needed before an award"
		}
		switch m.Endorsement.State {
		case Endorsed:
			return True, "endorsed by " + m.Endorsement.Post
		case EndorsementDeclined:
			return False, "declined by " + m.Endorsement.Post
		}
		return Unknown, m.Endorsement.Post + " has not answered"
	})
}

func (c Case) lead() RuleResult {
	r := RuleResult{Rule: USLead, Outcome: False, Code: "us_lead", Reason: "No US museum leads"}
	for _, m := range c.Museums {
		if !m.Member.Lead {
			continue
		}
		r.Facts = []Fact{{"lead", m.Organization.Name}}
		r.Reason = m.Organization.Name + " leads"
		if m.Organization.US() && m.Member.Side == US {
			r.Outcome = True
		}
	}
	return r.coded()
}

// renewal tells whether the museums of this case are those of an earlier award, under a cycle that renews.
func (c Case) renewal(p PastAward) bool {
	if !c.Rules.RenewalsAllowed || len(p.Partners)+1 != len(c.Museums) {
		return false
	}
	for _, m := range c.Museums {
		if m.Member.Organization != p.Organization && !slices.Contains(p.Partners, m.Member.Organization) {
			return false
		}
	}
	return true
}

func (c Case) gap() RuleResult {
	return c.each(ReapplyGap, "reapply_gap", func(m Museum) (Outcome, string) {
		var last *PastAward
		for i, p := range c.Past {
			if p.Organization == m.Member.Organization && p.Year < c.Rules.Year && (last == nil || p.Year > last.Year) {
				last = &c.Past[i]
			}
		}
		if last == nil {
			return True, "no earlier award"
		}
		since := c.Rules.Year - last.Year
		figures := fmt.Sprintf("last award %d, this cycle %d: %d", last.Year, c.Rules.Year, since)
		switch {
		case since >= c.Rules.ReapplyGap:
			return True, fmt.Sprintf("%s >= %d", figures, c.Rules.ReapplyGap)
		case c.renewal(*last):
			return True, figures + "; a renewal, which this cycle allows"
		}
		return False, fmt.Sprintf("%s < %d", figures, c.Rules.ReapplyGap)
	})
}

func (c Case) newPartner() RuleResult {
	return c.each(NewPartner, "new_partner", func(m Museum) (Outcome, string) {
		for _, p := range c.Past {
			if p.Organization != m.Member.Organization || p.Year >= c.Rules.Year || c.renewal(p) {
				continue
			}
			for _, other := range c.Museums {
				if other.Member.Organization != m.Member.Organization && slices.Contains(p.Partners, other.Member.Organization) {
					return False, fmt.Sprintf("worked with %s in %d already", other.Organization.Name, p.Year)
				}
			}
		}
		return True, "no partner of an earlier award"
	})
}

func (c Case) costShare() RuleResult {
	r := RuleResult{Rule: CostShare, Outcome: Unknown, Code: "cost_share", Reason: "There is no budget yet"}
	if b := c.Budget; b != nil && b.Requested.Minor > 0 {
		needed := c.Rules.CostShare.AtLeast(b.Requested)
		r.Outcome = True
		sign := ">="
		if b.Share.Less(needed) {
			r.Outcome, sign = False, "<"
		}
		r.Reason = fmt.Sprintf("cost share %s %s %s, %d %% of the %s requested", b.Share.Decimal(), sign, needed.Decimal(), int64(c.Rules.CostShare)/100, b.Requested.Decimal())
		r.Facts = []Fact{{"offered", b.Share.Decimal()}, {"required", needed.Decimal()}, {"requested", b.Requested.Decimal()}}
	}
	return r.coded()
}

func (c Case) uei() RuleResult {
	return c.each(UEIGiven, "uei", func(m Museum) (Outcome, string) {
		if !m.Member.Lead {
			return "", ""
		}
		if m.Organization.UEI == nil || *m.Organization.UEI == "" {
			return Unknown, "no UEI yet; it is needed within two weeks of an award"
		}
		return True, "UEI " + *m.Organization.UEI
	})
}
