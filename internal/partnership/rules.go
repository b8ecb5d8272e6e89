package partnership

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// found is what one rule says of one museum; an empty outcome does not ask it.
type found struct {
	outcome      Outcome
	code, reason string
	facts        []Fact
}

// each asks every museum one thing: one false makes the rule false, else one unknown makes it unknown.
func (c Case) each(r Rule, code string, ask func(Museum) found) RuleResult {
	out := RuleResult{Rule: r, Outcome: True, Code: code}
	var reasons []string
	for _, m := range c.Museums {
		got := ask(m)
		if got.outcome == "" {
			continue
		}
		reasons = append(reasons, m.Organization.Name+": "+got.reason)
		out.Facts = append(out.Facts, Fact{m.Organization.Name, got.reason})
		out.Members = append(out.Members, MemberResult{m.Organization.ID, m.Organization.Name, got.outcome, got.code, got.reason, got.facts})
		if got.outcome == False || (got.outcome == Unknown && out.Outcome == True) {
			out.Outcome = got.outcome
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
	return c.each(Nonprofit, "nonprofit", func(m Museum) found {
		switch p := m.Organization.Nonprofit; {
		case p == nil:
			return found{Unknown, "nonprofit_unknown", "not known to be nonprofit", nil}
		case *p:
			return found{True, "nonprofit_yes", "nonprofit", nil}
		}
		return found{False, "nonprofit_no", "not nonprofit", nil}
	})
}

func (c Case) open() RuleResult {
	return c.each(OpenToPublic, "open_to_public", func(m Museum) found {
		opened, by := m.Organization.OpenedOn, c.Rules.Deadline
		if opened.IsZero() || by.IsZero() {
			return found{Unknown, "open_unknown", "the day it opened is not known", nil}
		}
		needed := opened.AddYears(c.Rules.YearsOpen)
		figures := fmt.Sprintf("opened %s, %d years on %s, deadline %s", opened, c.Rules.YearsOpen, needed, by)
		facts := []Fact{{"opened", opened.String()}, {"years", strconv.Itoa(c.Rules.YearsOpen)}, {"reached", needed.String()}, {"deadline", by.String()}}
		if needed.After(by) {
			return found{False, "open_short", figures, facts}
		}
		return found{True, "open_long", figures, facts}
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
		r.Members = append(r.Members, c.functions(side)...)
		if best == False || (best == Unknown && r.Outcome == True) {
			r.Outcome = best
		}
	}
	r.Reason = strings.Join(reasons, "; ")
	return r.coded()
}

// functions says of each museum of a side what the records say of its work.
func (c Case) functions(side Side) []MemberResult {
	var out []MemberResult
	for _, m := range c.Museums {
		if m.Member.Side == side {
			got := worksAsMuseum(m.Organization)
			out = append(out, MemberResult{m.Organization.ID, m.Organization.Name, got, "museum_" + string(got), museumWords(got), nil})
		}
	}
	return out
}

func worksAsMuseum(o *people.Organization) Outcome {
	if o.MuseumFunctions != nil {
		if *o.MuseumFunctions {
			return True
		}
		return False
	}
	if slices.Contains(museumKinds(), o.Kind) {
		return True
	}
	return Unknown
}

// museumKinds work as museums by what they are; a coalition stands for the museums it represents.
func museumKinds() []people.Kind {
	return []people.Kind{people.Museum, people.ZooAquarium, people.ScienceCenter, people.BotanicalGarden, people.HistoricSite, people.Coalition}
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
	return c.each(EmbassyWord, "endorsed", func(m Museum) found {
		if m.Member.Side == US {
			return found{}
		}
		if m.Endorsement == nil {
			return found{Unknown, "embassy_unasked", "the embassy has not been asked; its word is needed before an award", nil}
		}
		post := []Fact{{"post", m.Endorsement.Post}}
		switch m.Endorsement.State {
		case Endorsed:
			return found{True, "embassy_endorsed", "endorsed by " + m.Endorsement.Post, post}
		case EndorsementDeclined:
			return found{False, "embassy_declined", "declined by " + m.Endorsement.Post, post}
		case EndorsementExpired:
			return found{Unknown, "embassy_expired", m.Endorsement.Post + " did not answer in time and is to be asked again", post}
		}
		return found{Unknown, "embassy_waiting", m.Endorsement.Post + " has not answered", post}
	})
}

// lead wants a US museum, or a nonprofit that represents a coalition of museums.
func (c Case) lead() RuleResult {
	r := RuleResult{Rule: USLead, Outcome: False, Code: "us_lead", Reason: "No US museum leads"}
	for _, m := range c.Museums {
		if !m.Member.Lead {
			continue
		}
		o := m.Organization
		r.Facts = []Fact{{"lead", o.Name}}
		var code string
		r.Outcome, code, r.Reason = mayLead(o)
		r.Reason = o.Name + " " + r.Reason
		r.Members = []MemberResult{{o.ID, o.Name, r.Outcome, code, r.Reason, nil}}
	}
	return r.coded()
}

func mayLead(o *people.Organization) (Outcome, string, string) {
	switch {
	case !o.US():
		return False, "lead_abroad", "leads and is not in the United States"
	case o.Kind == people.Coalition && o.Nonprofit == nil:
		return Unknown, "lead_coalition_unknown", "leads for a coalition of museums and is not known to be nonprofit"
	case o.Kind == people.Coalition && !*o.Nonprofit:
		return False, "lead_coalition_profit", "leads for a coalition of museums and is not nonprofit"
	case o.Kind == people.Coalition:
		return True, "lead_coalition", "leads as a nonprofit that represents a coalition of museums"
	case o.Kind == people.Agency || o.Kind == people.Embassy:
		return False, "lead_no_museum", "leads and is neither a museum nor a coalition of museums"
	}
	return True, "lead_us", "leads"
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
	return c.each(ReapplyGap, "reapply_gap", func(m Museum) found {
		var last *PastAward
		for i, p := range c.Past {
			if p.Organization == m.Member.Organization && p.Year < c.Rules.Year && (last == nil || p.Year > last.Year) {
				last = &c.Past[i]
			}
		}
		if last == nil {
			return found{True, "gap_none", "no earlier award", nil}
		}
		since := c.Rules.Year - last.Year
		figures := fmt.Sprintf("last award %d, this cycle %d: %d", last.Year, c.Rules.Year, since)
		facts := []Fact{{"last", strconv.Itoa(last.Year)}, {"cycle", strconv.Itoa(c.Rules.Year)}, {"since", strconv.Itoa(since)}, {"needed", strconv.Itoa(c.Rules.ReapplyGap)}}
		switch {
		case since >= c.Rules.ReapplyGap:
			return found{True, "gap_enough", fmt.Sprintf("%s >= %d", figures, c.Rules.ReapplyGap), facts}
		case c.renewal(*last):
			return found{True, "gap_renewal", figures + "; a renewal, which this cycle allows", facts}
		}
		return found{False, "gap_short", fmt.Sprintf("%s < %d", figures, c.Rules.ReapplyGap), facts}
	})
}

func (c Case) newPartner() RuleResult {
	return c.each(NewPartner, "new_partner", func(m Museum) found {
		for _, p := range c.Past {
			if p.Organization != m.Member.Organization || p.Year >= c.Rules.Year || c.renewal(p) {
				continue
			}
			for _, other := range c.Museums {
				if other.Member.Organization != m.Member.Organization && slices.Contains(p.Partners, other.Member.Organization) {
					return found{
						False, "partner_again", fmt.Sprintf("worked with %s in %d already", other.Organization.Name, p.Year),
						[]Fact{{"museum", other.Organization.Name}, {"year", strconv.Itoa(p.Year)}},
					}
				}
			}
		}
		return found{True, "partner_new", "no partner of an earlier award", nil}
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
	return c.each(UEIGiven, "uei", func(m Museum) found {
		if !m.Member.Lead {
			return found{}
		}
		if m.Organization.UEI == nil || *m.Organization.UEI == "" {
			return found{Unknown, "uei_missing", "no UEI yet; it is needed within two weeks of an award", nil}
		}
		return found{True, "uei_given", "UEI " + *m.Organization.UEI, []Fact{{"uei", *m.Organization.UEI}}}
	})
}
