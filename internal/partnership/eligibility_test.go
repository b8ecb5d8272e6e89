package partnership_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

func museum(name, country string) *people.Organization {
	yes := true
	return &people.Organization{
		ID: ident.NewOrganization(), Name: name, Country: place.Country(country), Kind: people.Museum,
		Nonprofit: &yes, OpenedOn: calendar.On(1990, time.May, 1),
	}
}

// today are the rules of a cycle of a year as they stand now: three years apart, no renewals.
func today(year int) partnership.Rules {
	return partnership.Rules{Year: year, YearsOpen: 2, ReapplyGap: 3, CostShare: 5_000, Deadline: calendar.On(year, time.April, 7)}
}

func caseOf(r partnership.Rules, lead *people.Organization, partners ...*people.Organization) partnership.Case {
	c := partnership.Case{Rules: r}
	for i, o := range append([]*people.Organization{lead}, partners...) {
		side := partnership.NonUS
		if o.US() {
			side = partnership.US
		}
		c.Museums = append(c.Museums, partnership.Museum{
			Member:       &partnership.Member{ID: ident.NewMember(), Organization: o.ID, Side: side, Lead: i == 0},
			Organization: o,
		})
	}
	return c
}

// award is an earlier award as each of its museums has it.
func award(year int, with ...*people.Organization) []partnership.PastAward {
	var out []partnership.PastAward
	for _, o := range with {
		p := partnership.PastAward{Organization: o.ID, Year: year, Title: "Earlier project"}
		for _, x := range with {
			if x.ID != o.ID {
				p.Partners = append(p.Partners, x.ID)
			}
		}
		out = append(out, p)
	}
	return out
}

func TestReapplyingInRealCases(t *testing.T) {
	t.Parallel()
	heritage := museum("Palestinian Heritage Museum", "PS")
	minnesota := museum("Minnesota Historical Society", "US")
	arab := museum("Arab American National Museum", "US")
	kennesaw := museum("Museum of History and Holocaust Education", "US")
	bensik := museum("Ben M'sik Community Museum", "MA")
	kenya := museum("National Museums of Kenya", "KE")
	cincinnati := museum("Cincinnati Museum Center", "US")
	minneapolis := museum("Minneapolis Institute of Arts", "US")

	then := today(2011)
	then.ReapplyGap, then.RenewalsAllowed = 2, true
	for name, c := range map[string]struct {
		c                partnership.Case
		past             []partnership.PastAward
		gap, newPartner  partnership.Outcome
		verdictIsNotTrue bool
		figures          string
	}{
		"the Palestinian Heritage Museum in 2013 and again in 2016 with another museum passes": {
			caseOf(today(2016), arab, heritage), award(2013, minnesota, heritage),
			partnership.True, partnership.True, false, "last award 2013, this cycle 2016: 3 >= 3",
		},
		"Kennesaw and Ben M'sik two years later fail the rules of today": {
			caseOf(today(2011), kennesaw, bensik), award(2009, kennesaw, bensik),
			partnership.False, partnership.False, true, "last award 2009, this cycle 2011: 2 < 3",
		},
		"Kennesaw and Ben M'sik two years later pass the rules of 2011 as a renewal": {
			caseOf(then, kennesaw, bensik), award(2009, kennesaw, bensik),
			partnership.True, partnership.True, false, "last award 2009, this cycle 2011: 2 >= 2",
		},
		"the National Museums of Kenya in 2010 and in 2015 with another museum pass": {
			caseOf(today(2015), minneapolis, kenya), award(2010, cincinnati, kenya),
			partnership.True, partnership.True, false, "last award 2010, this cycle 2015: 5 >= 3",
		},
		"enough years with the same partner still fails": {
			caseOf(today(2016), kennesaw, bensik), award(2009, kennesaw, bensik),
			partnership.True, partnership.False, true, "last award 2009, this cycle 2016: 7 >= 3",
		},
		"a renewal that adds a third museum is not a renewal": {
			caseOf(then, kennesaw, bensik, kenya), award(2009, kennesaw, bensik),
			partnership.True, partnership.False, true, "2 >= 2",
		},
		"the partner's award counts as much as the lead's": {
			caseOf(today(2015), arab, heritage), award(2013, minnesota, heritage),
			partnership.False, partnership.True, true, "last award 2013, this cycle 2015: 2 < 3",
		},
		"museums without an award have nothing to wait for": {
			caseOf(today(2015), arab, heritage), nil,
			partnership.True, partnership.True, false, "no earlier award",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.c.Past = c.past
			e := partnership.Judge(c.c)
			gap, partner := e.Result(partnership.ReapplyGap), e.Result(partnership.NewPartner)
			if gap.Outcome != c.gap || partner.Outcome != c.newPartner {
				t.Errorf("E8 %s (%s), E10 %s (%s)", gap.Outcome, gap.Reason, partner.Outcome, partner.Reason)
			}
			if !strings.Contains(gap.Reason, c.figures) {
				t.Errorf("the reason %q has not the figures %q", gap.Reason, c.figures)
			}
			if failed := e.Verdict == partnership.False; failed != c.verdictIsNotTrue {
				t.Errorf("verdict %s", e.Verdict)
			}
		})
	}
}

func TestARenewalNeedsNoGapWhereTheCycleRenews(t *testing.T) {
	t.Parallel()
	a, b := museum("A", "US"), museum("B", "MA")
	c := caseOf(today(2011), a, b)
	c.Rules.RenewalsAllowed = true
	c.Past = award(2009, a, b)
	e := partnership.Judge(c)
	if r := e.Result(partnership.ReapplyGap); r.Outcome != partnership.True || !strings.Contains(r.Reason, "renewal") {
		t.Errorf("E8 %s: %s", r.Outcome, r.Reason)
	}
}

func TestRulesSayWhatTheRecordsSay(t *testing.T) {
	t.Parallel()
	no := false
	uei := "ABCDEFGHJKL1"
	for name, c := range map[string]struct {
		spoil   func(*partnership.Case)
		rule    partnership.Rule
		outcome partnership.Outcome
		code    string
	}{
		"a museum that is not nonprofit":             {func(c *partnership.Case) { c.Museums[0].Organization.Nonprofit = &no }, partnership.Nonprofit, partnership.False, "nonprofit_false"},
		"nobody knows whether it is nonprofit":       {func(c *partnership.Case) { c.Museums[1].Organization.Nonprofit = nil }, partnership.Nonprofit, partnership.Unknown, "nonprofit_unknown"},
		"open two years on the deadline itself":      {func(c *partnership.Case) { c.Museums[1].Organization.OpenedOn = calendar.On(2013, time.April, 7) }, partnership.OpenToPublic, partnership.True, "open_to_public_true"},
		"open two years only the day after":          {func(c *partnership.Case) { c.Museums[1].Organization.OpenedOn = calendar.On(2013, time.April, 8) }, partnership.OpenToPublic, partnership.False, "open_to_public_false"},
		"nobody knows when it opened":                {func(c *partnership.Case) { c.Museums[1].Organization.OpenedOn = calendar.Date{} }, partnership.OpenToPublic, partnership.Unknown, "open_to_public_unknown"},
		"a cultural center of which little is known": {func(c *partnership.Case) { c.Museums[1].Organization.Kind = people.CulturalCenter }, partnership.IsMuseum, partnership.Unknown, "museum_unknown"},
		"a museum that works as none":                {func(c *partnership.Case) { c.Museums[1].Organization.MuseumFunctions = &no }, partnership.IsMuseum, partnership.False, "museum_false"},
		"nobody abroad":                              {func(c *partnership.Case) { c.Museums = c.Museums[:1] }, partnership.BothSides, partnership.False, "both_sides_false"},
		"the embassy was not asked":                  {func(*partnership.Case) {}, partnership.EmbassyWord, partnership.Unknown, "endorsed_unknown"},
		"the embassy declined": {func(c *partnership.Case) {
			c.Museums[1].Endorsement = &partnership.Endorsement{Post: "Embassy Nairobi", State: partnership.EndorsementDeclined}
		}, partnership.EmbassyWord, partnership.False, "endorsed_false"},
		"a lead abroad": {func(c *partnership.Case) {
			c.Museums[0].Member.Lead, c.Museums[1].Member.Lead = false, true
		}, partnership.USLead, partnership.False, "us_lead_false"},
		"a cent too little cost share": {func(c *partnership.Case) {
			c.Budget = &partnership.Figures{Requested: money.Dollars(80_000), Share: money.Cents(39_999_99)}
		}, partnership.CostShare, partnership.False, "cost_share_false"},
		"exactly half as cost share": {func(c *partnership.Case) {
			c.Budget = &partnership.Figures{Requested: money.Dollars(80_000), Share: money.Dollars(40_000)}
		}, partnership.CostShare, partnership.True, "cost_share_true"},
		"no UEI yet":        {func(*partnership.Case) {}, partnership.UEIGiven, partnership.Unknown, "uei_unknown"},
		"the lead's UEI":    {func(c *partnership.Case) { c.Museums[0].Organization.UEI = &uei }, partnership.UEIGiven, partnership.True, "uei_true"},
		"what people judge": {func(*partnership.Case) {}, partnership.Capacity, partnership.Unknown, "judged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := caseOf(today(2015), museum("Lead", "US"), museum("Partner", "KE"))
			c.spoil(&x)
			e := partnership.Judge(x)
			r := e.Result(c.rule)
			if r.Outcome != c.outcome || r.Code != c.code {
				t.Errorf("%s is %s (%s): %s", c.rule, r.Outcome, r.Code, r.Reason)
			}
			if (c.outcome == partnership.False) != (e.Verdict == partnership.False) {
				t.Errorf("verdict %s", e.Verdict)
			}
			if len(e.Rules) != 16 {
				t.Errorf("%d rules answered, want all 16", len(e.Rules))
			}
		})
	}
}

func TestAnExceptionLetsAFalseRulePassAndStaysVisible(t *testing.T) {
	t.Parallel()
	a, b := museum("A", "US"), museum("B", "MA")
	c := caseOf(today(2011), a, b)
	c.Past = award(2009, a, b)
	c.Exceptions = []partnership.Exception{{Rule: partnership.ReapplyGap, Reason: "flood"}, {Rule: partnership.NewPartner, Reason: "flood"}}
	e := partnership.Judge(c)
	if r := e.Result(partnership.ReapplyGap); r.Outcome != partnership.False || r.Exception == nil || !r.Passes() {
		t.Errorf("the rule is still %s, with the exception %v", r.Outcome, r.Exception)
	}
	if e.Verdict == partnership.False || len(e.Failing()) != 0 {
		t.Errorf("verdict %s", e.Verdict)
	}
}

func TestTheGapIsTheDifferenceOfYears(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2008, 2040).Draw(t, "year")
		last := rapid.IntRange(2007, year-1).Draw(t, "last")
		gap := rapid.IntRange(0, 6).Draw(t, "gap")
		a, b, old := museum("A", "US"), museum("B", "MA"), museum("Old", "US")
		c := caseOf(today(year), a, b)
		c.Rules.ReapplyGap = gap
		c.Past = award(last, old, b)
		e := partnership.Judge(c)
		if got, want := e.Result(partnership.ReapplyGap).Outcome == partnership.True, year-last >= gap; got != want {
			t.Fatalf("%d after %d with a gap of %d passes: %v", year, last, gap, got)
		}
	})
}
