package partnership_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// would asks whether a US museum and a partner could apply in a cycle.
func (w *world) would(t *testing.T, cycle ident.Cycle, lead *people.Organization, partners ...*people.Organization) *partnership.Eligibility {
	t.Helper()
	in := partnership.Pair{Cycle: cycle, Lead: lead.ID}
	for _, p := range partners {
		in.Partners = append(in.Partners, p.ID)
	}
	e, err := w.Partnership.WouldBeEligible(w.ada, in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRealPairsBeforeAnyPartnership(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heritage, minnesota, arab := w.museum("Palestinian Heritage Museum", "PS", "Jerusalem"), w.museum("Minnesota Historical Society", "US", "Saint Paul"), w.museum("Arab American National Museum", "US", "Dearborn")
	kennesaw, bensik := w.museum("Museum of History and Holocaust Education", "US", "Kennesaw"), w.museum("Ben M'sik Community Museum", "MA", "Casablanca")
	cincinnati := w.museum("Cincinnati Museum Center", "US", "Cincinnati")
	w.award(2013, minnesota, heritage)
	w.award(2009, kennesaw, bensik)
	w.award(2010, cincinnati, w.kenya)
	c2016, c2015, c2011 := w.open(2016), w.open(2015), w.open(2011)

	t.Run("the Palestinian Heritage Museum in 2016, after 2013 with another museum, passes", func(t *testing.T) {
		e := w.would(t, c2016, arab, heritage)
		got := e.Result(partnership.ReapplyGap).Of(heritage.ID)
		if got.Outcome != partnership.True || got.Reason != "last award 2013, this cycle 2016: 3 >= 3" || e.Result(partnership.NewPartner).Outcome != partnership.True {
			t.Errorf("%+v", got)
		}
		if e.Result(partnership.ReapplyGap).Of(arab.ID).Reason != "no earlier award" {
			t.Error("the other museum has its own derivation")
		}
	})
	t.Run("it would fail in 2015", func(t *testing.T) {
		if got := w.would(t, c2015, arab, heritage).Result(partnership.ReapplyGap).Of(heritage.ID); got.Outcome != partnership.False || got.Code != "gap_short" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("Kennesaw and Ben M'sik in 2011, after 2009, fail the rules of today", func(t *testing.T) {
		e := w.would(t, c2011, kennesaw, bensik)
		gap, partner := e.Result(partnership.ReapplyGap), e.Result(partnership.NewPartner)
		if e.Verdict != partnership.False || gap.Of(kennesaw.ID).Outcome != partnership.False || gap.Of(bensik.ID).Outcome != partnership.False || partner.Outcome != partnership.False {
			t.Errorf("%s: %s, %s", e.Verdict, gap.Reason, partner.Reason)
		}
	})
	t.Run("and pass the rules of 2011, which are data of the cycle, as a renewal", func(t *testing.T) {
		w.exec(`UPDATE cycles SET reapply_gap_years = 2, renewals_allowed = true WHERE id = $1`, c2011.UUID())
		e := w.would(t, c2011, kennesaw, bensik)
		gap, partner := e.Result(partnership.ReapplyGap), e.Result(partnership.NewPartner)
		if e.Verdict == partnership.False || gap.Outcome != partnership.True || partner.Outcome != partnership.True {
			t.Errorf("%s: %s, %s", e.Verdict, gap.Reason, partner.Reason)
		}
	})
	t.Run("Kenya's two sites are one organization: Lamu in 2010 counts for Nairobi in 2015 and in 2012", func(t *testing.T) {
		lamu, nairobi := ident.NewSite(), ident.NewSite()
		for id, city := range map[ident.Site]string{lamu: "Lamu", nairobi: "Nairobi"} {
			w.exec(`INSERT INTO sites (id, organization_id, name, city, country, created_at) VALUES ($1, $2, $3, $3, 'KE', now())`, id.UUID(), w.kenya.ID.UUID(), city)
		}
		w.exec(`UPDATE partnership_members SET site_id = $1 WHERE organization_id = $2`, lamu.UUID(), w.kenya.ID.UUID())
		if got := w.would(t, c2015, w.lead, w.kenya).Result(partnership.ReapplyGap).Of(w.kenya.ID); got.Outcome != partnership.True || got.Reason != "last award 2010, this cycle 2015: 5 >= 3" {
			t.Errorf("%+v", got)
		}
		d, err := w.Partnership.Propose(w.ada, partnership.ProposeInput{
			Cycle: w.cycle, Title: "Girls", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: w.kenya.ID, Site: nairobi}},
		})
		if err != nil || d.Museum(w.kenya.ID).Member.Site != nairobi {
			t.Fatalf("%v", err)
		}
		e, err := w.Partnership.Eligibility(w.ada, d.ID)
		if err != nil || !strings.Contains(e.Result(partnership.ReapplyGap).Of(w.kenya.ID).Reason, "last award 2010, this cycle 2027") {
			t.Errorf("the award of the other site is forgotten: %v", err)
		}
	})
	t.Run("bad pairs", func(t *testing.T) {
		for code, in := range map[string]partnership.Pair{
			"required": {Cycle: w.cycle, Lead: w.lead.ID}, "museum_twice": {Cycle: w.cycle, Lead: w.lead.ID, Partners: []ident.Organization{w.lead.ID}},
			"not_found": {Cycle: w.cycle, Lead: w.lead.ID, Partners: []ident.Organization{ident.NewOrganization()}},
		} {
			if _, err := w.Partnership.WouldBeEligible(w.ada, in); !fault.HasCode(err, code) {
				t.Errorf("want %s: %v", code, err)
			}
		}
		if _, err := w.Partnership.WouldBeEligible(nobody(t), partnership.Pair{}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("anybody asks: %v", err)
		}
		e := w.would(t, w.cycle, w.lead, w.second)
		if e.Result(partnership.BothSides).Outcome != partnership.False || e.Verdict != partnership.False {
			t.Error("two US museums would be eligible")
		}
	})
}

func TestACycleSaysWhichRulesItHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	set := func(as context.Context, rules ...partnership.CycleRuleInput) error {
		_, err := w.Partnership.SetCycleRules(as, partnership.SetCycleRulesInput{Cycle: w.cycle, Rules: rules})
		return err
	}
	off := partnership.CycleRuleInput{Rule: partnership.EmbassyWord, Note: "No endorsements before 2012."}
	if err := set(w.director, off); !fault.HasCode(err, "rules_fixed") {
		t.Errorf("the rules of a published call: %v", err)
	}
	w.exec(`UPDATE cycles SET state = 'draft' WHERE id = $1`, w.cycle.UUID())
	for code, c := range map[string]partnership.CycleRuleInput{
		"rule_stays": {Rule: partnership.BothSides, Note: "x"}, "required": {Rule: partnership.EmbassyWord}, "unknown_rule": {Rule: "E17", Holds: true},
	} {
		if err := set(w.director, c); !fault.HasCode(err, code) {
			t.Errorf("want %s: %v", code, err)
		}
	}
	if err := set(w.ada, off); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
		t.Errorf("a museum sets rules: %v", err)
	}
	if err := set(w.director, off, partnership.CycleRuleInput{Rule: partnership.UEIGiven, Holds: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Partnership.SetCycleRules(w.director, partnership.SetCycleRulesInput{Cycle: w.cycle, ExpectedVersion: new(1)}); !fault.HasCode(err, "version") {
		t.Errorf("a second officer writes over the first: %v", err)
	}
	w.exec(`UPDATE cycles SET state = 'published' WHERE id = $1`, w.cycle.UUID())
	e, err := w.Partnership.Eligibility(w.ada, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if r := e.Result(partnership.EmbassyWord); !r.Off || r.Outcome != partnership.True {
		t.Errorf("%+v", r)
	}
	if r := e.Result(partnership.UEIGiven); r.Off {
		t.Error("a rule that holds is off")
	}
}

func TestAnExceptionIsGrantedAndTakenBackWithReasons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.award(2026, w.second, w.kenya)
	d := w.agreed()
	verdict := func() partnership.Outcome {
		t.Helper()
		e, err := w.Partnership.Eligibility(w.ada, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		return e.Verdict
	}
	if verdict() != partnership.False {
		t.Fatal("an award of last year stands in the way")
	}
	grant := partnership.ExceptInput{Partnership: d.ID, Rule: partnership.ReapplyGap, Reason: "The flood of 2026 ended that project."}
	if _, err := w.Partnership.Except(w.officer, grant); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer grants it: %v", err)
	}
	if _, err := w.Partnership.Except(w.director, grant); err != nil || verdict() == partnership.False {
		t.Fatalf("%v, %s", err, verdict())
	}
	if _, err := w.Partnership.Except(w.director, grant); !fault.HasCode(err, "exception_taken") {
		t.Errorf("twice: %v", err)
	}
	back := partnership.RevokeExceptionInput{Partnership: d.ID, Rule: partnership.ReapplyGap}
	if _, err := w.Partnership.RevokeException(w.director, back); !fault.HasCode(err, "required") {
		t.Errorf("taken back without a reason: %v", err)
	}
	back.Reason = "It did not end after all."
	got, err := w.Partnership.RevokeException(w.director, back)
	if err != nil || verdict() != partnership.False {
		t.Fatalf("%v, %s", err, verdict())
	}
	if x := got.Exceptions[0]; x.RevokedAt == nil || x.RevokedReason != back.Reason || x.RevokedBy != auth.Who(w.director).Person || x.Reason != grant.Reason {
		t.Errorf("%+v", x)
	}
	if _, err := w.Partnership.RevokeException(w.director, back); !fault.HasCode(err, "no_exception") {
		t.Errorf("twice: %v", err)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	if got, err := w.Partnership.Except(w.director, grant); err != nil || len(got.Exceptions) != 2 || verdict() == partnership.False {
		t.Errorf("granted again: %v", err)
	}
}

func TestACoalitionLeadsOnlyAsANonprofit(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for name, c := range map[string]struct {
		kind      people.Kind
		nonprofit *bool
		want      partnership.Outcome
		code      string
	}{
		"a museum":                             {people.Museum, &yes, partnership.True, "lead_us"},
		"a nonprofit coalition":                {people.Coalition, &yes, partnership.True, "lead_coalition"},
		"a coalition for profit":               {people.Coalition, &no, partnership.False, "lead_coalition_profit"},
		"a coalition of which little is known": {people.Coalition, nil, partnership.Unknown, "lead_coalition_unknown"},
		"an agency":                            {people.Agency, &yes, partnership.False, "lead_no_museum"},
	} {
		lead := museum("Lead", "US")
		lead.Kind, lead.Nonprofit = c.kind, c.nonprofit
		e := partnership.Judge(caseOf(today(2015), lead, museum("Partner", "KE")))
		r := e.Result(partnership.USLead)
		if r.Outcome != c.want || r.Of(lead.ID).Code != c.code {
			t.Errorf("%s: %s (%s)", name, r.Outcome, r.Reason)
		}
	}
}
