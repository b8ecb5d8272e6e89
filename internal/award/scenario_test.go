package award_test

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// ranked is a world of eight whose ranking was frozen from its reviews: places 1 to 6 are 90 to 40 points.
func ranked(t *testing.T) *world {
	w := newWorld(t, 8)
	w.sql(`SET session_replication_role = replica;
		UPDATE ranking_places p SET raw_milli = 100000 - 10000 * place, normalized_milli = 100000 - 10000 * place WHERE place IS NOT NULL;
		SET session_replication_role = origin;`)
	w.s.Rankings = &review.Service{Desk: w.Desk(), Store: postgres.Reviews{DB: w.DB}}
	return w
}

func (w *world) save(in award.SaveScenarioInput) *award.Scenario {
	w.t.Helper()
	in.Ranking = is[ident.Ranking]("ranking")
	if in.Name == "" {
		in.Name = "Trial"
	}
	return must[*award.Scenario](w.t)(w.s.SaveScenario(w.officer(), in))
}

// funded are the applications' numbers in the cycle that a scenario funds.
func funded(x *award.Scenario) []int {
	var out []int
	for _, a := range x.Result.Awards {
		for i := 1; i <= 8; i++ {
			if a.Application == is[ident.Application]("app"+string(rune('0'+i))) {
				out = append(out, i)
			}
		}
	}
	return out
}

func TestAScenarioSelectsExactlyUnderTheAppropriationWithoutTheReserve(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	for _, c := range []struct {
		name string
		in   award.SaveScenarioInput
		want []int
	}{
		{"the best place first, as far as the money goes", award.SaveScenarioInput{Objective: fundline.Rank}, []int{1, 2, 3, 5}},
		{"the most points under the money", award.SaveScenarioInput{Objective: fundline.Points, Available: "250000"}, []int{1, 3, 5}},
		{"the best place first under the same money", award.SaveScenarioInput{Objective: fundline.Rank, Available: "250000"}, []int{1, 2}},
		{"only one to each country", award.SaveScenarioInput{Objective: fundline.Rank, Rules: []award.LineRule{{Kind: fundline.AtMostEach, Key: award.CountryFact, Limit: 1}}}, []int{1, 2, 4, 5}},
		{"one left out by hand", award.SaveScenarioInput{Objective: fundline.Rank, Rules: []award.LineRule{
			{Kind: fundline.MustNot, Application: is[ident.Application]("app1"), Reason: "Its museum closes for three years."},
		}}, []int{2, 3, 4, 5}},
		{"less money", award.SaveScenarioInput{Objective: fundline.Rank, Available: "200000"}, []int{1, 2}},
		{"less than the cheapest", award.SaveScenarioInput{Objective: fundline.Rank, Available: "59999.99"}, nil},
	} {
		c.in.Name = c.name
		x := w.save(c.in)
		if !x.Result.Feasible || !x.Result.Optimal || x.Currency != "USD" {
			t.Errorf("%s: %+v", c.name, x.Result)
		}
		if got := funded(x); !slices.Equal(got, c.want) {
			t.Errorf("%s: funds %v, want %v", c.name, got, c.want)
		}
		kept := must[*award.Scenario](t)(w.s.Scenario(w.as("grants", auth.Grants), x.ID))
		if got := funded(kept); !slices.Equal(got, c.want) || kept.Name != c.name || kept.MadeBy != is[ident.Person]("officer") {
			t.Errorf("%s: kept as %+v", c.name, kept)
		}
	}
	if first := w.save(award.SaveScenarioInput{}); first.AvailableMinor != 36_000_000 {
		t.Errorf("there is %d to give", first.AvailableMinor)
	}
	all := must[[]*award.Scenario](t)(w.s.Scenarios(w.director(), is[ident.Ranking]("ranking")))
	if len(all) != 8 {
		t.Errorf("%d are saved", len(all))
	}
	if n := w.number(`SELECT count(*) FROM ranking_places WHERE raw_milli <> 100000 - 10000 * place`); n != 0 {
		t.Errorf("%d scores changed", n)
	}
}

func TestRulesThatCannotHoldAreNamed(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	x := w.save(award.SaveScenarioInput{Objective: fundline.Points, Rules: []award.LineRule{
		{Kind: fundline.AtMost, Key: award.CountryFact, Value: "JM", Limit: 2},
		{Kind: fundline.AtLeast, Key: award.CountryFact, Value: "FR", Limit: 1},
		{Kind: fundline.MustNot, Application: is[ident.Application]("app1"), Reason: "No."},
	}})
	if x.Result.Feasible || !slices.Equal(x.Result.Conflict, []int{2, 3}) {
		t.Errorf("the answer is %+v", x.Result)
	}
	c := must[*award.Comparison](t)(w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID}))
	if len(c.Costs) != 0 || c.Changed || c.Lines[0].Funded {
		t.Errorf("compared: %+v", c)
	}
}

func TestPartialAwardsLieBetweenTheLeastShareAndTheRequest(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	most := 80
	x := w.save(award.SaveScenarioInput{Objective: fundline.Rank, PartialPercent: &most})
	sum := int64(0)
	for _, a := range x.Result.Awards {
		asked := w.number(`SELECT requested_minor FROM applications WHERE id = $1`, a.Application.UUID())
		if a.AmountMinor < asked*80/100 || a.AmountMinor > asked || a.AmountMinor%100 != 0 || a.AmountMinor < 5_000_000 {
			t.Errorf("%d of %d", a.AmountMinor, asked)
		}
		sum += a.AmountMinor
	}
	if got := funded(x); !slices.Equal(got, []int{1, 2, 3, 4}) || sum > 36_000_000 || sum != x.Result.CommittedMinor {
		t.Errorf("funds %v with %d", got, sum)
	}
}

func TestAScenarioTellsCostsMovesChancesAndDepartures(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	x := w.save(award.SaveScenarioInput{Objective: fundline.Points, Rules: []award.LineRule{
		{Kind: fundline.MustFund, Application: is[ident.Application]("app4"), Reason: "The embassy asks for it."},
	}})
	ten := 10
	c := must[*award.Comparison](t)(w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID, Draws: &ten, Seed: 7}))
	if len(c.Lines) != 7 || len(c.Costs) != 1 || c.Costs[0].Rule != 1 || c.Costs[0].PointsMilli <= 0 || !slices.Contains(c.Costs[0].Admits, is[ident.Application]("app4")) {
		t.Errorf("%d lines, costs %+v", len(c.Lines), c.Costs[0])
	}
	if len(c.Moves) != 9 || c.Moves[4].AvailableMinor != 36_000_000 || len(c.Breaks) == 0 {
		t.Errorf("moves %d, breaks %d", len(c.Moves), len(c.Breaks))
	}
	four := c.Lines[3]
	if !four.Funded || four.FundedDraws != 10 || *four.Walked == fundline.Funded {
		t.Errorf("place 4 is %+v", four)
	}
	if len(c.Departures) == 0 || c.Departures[0].Passed != is[ident.Application]("app3") || c.Departures[0].FavoredPlace != 4 || len(c.Departures[0].Why) == 0 {
		t.Errorf("departures: %+v", c.Departures)
	}
	again := must[*award.Comparison](t)(w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID, Draws: &ten, Seed: 7}))
	for i, l := range again.Lines {
		if l.FundedDraws != c.Lines[i].FundedDraws {
			t.Errorf("place %d has another chance with the same seed", l.Place)
		}
	}
	for draws, allowed := range map[int]bool{0: false, 1: true, 1_000: true, 1_001: false} {
		c, err := w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID, Draws: &draws, Seed: 7})
		if (err == nil) != allowed || allowed && (c.Draws != draws || c.Lines[3].FundedDraws != draws || c.Unproven != 0) || !allowed && !fault.HasCode(err, "out_of_range") {
			t.Errorf("%d draws: %v %+v", draws, err, c)
		}
	}
	w.sql(`SET session_replication_role = replica; UPDATE applications SET state = 'withdrawn' WHERE number = 'MC-2027-004'; SET session_replication_role = origin`)
	if later := must[*award.Comparison](t)(w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID})); !later.Changed || len(later.Lines) != 6 {
		t.Errorf("after a withdrawal: changed %v, %d lines", later.Changed, len(later.Lines))
	}
}

func TestWhoIsBoundLearnsNothingOfIt(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	x := w.save(award.SaveScenarioInput{Objective: fundline.Rank, Rules: []award.LineRule{
		{Kind: fundline.MustNot, Application: is[ident.Application]("app2"), Reason: "The secretword."},
		{Kind: fundline.AtMostEach, Key: award.StateFact, Limit: 1},
	}})
	w.sql(`INSERT INTO conflicts (id, person_id, application_id, kind, source, note, found_at) SELECT gen_random_uuid(), md5(p)::uuid, md5('app2')::uuid, 'family', 'recorded', 'kin', now()
		FROM unnest(ARRAY['officer', 'director']) p`)
	_, err := w.s.SaveScenario(w.officer(), award.SaveScenarioInput{Ranking: is[ident.Ranking]("ranking"), Name: "Mine"})
	refused(t, err, fault.Forbidden, "conflicted")
	all := must[[]*award.Scenario](t)(w.s.Scenarios(w.officer(), is[ident.Ranking]("ranking")))
	if len(all) != 1 || all[0].Rules != nil || all[0].Result != nil {
		t.Errorf("the list is %+v", all[0])
	}
	c := must[*award.Comparison](t)(w.s.CompareScenario(w.officer(), award.CompareScenarioInput{Scenario: x.ID}))
	if len(c.Scenario.Rules) != 1 || c.Scenario.Rules[0].Key != award.StateFact {
		t.Errorf("the rules are %+v", c.Scenario.Rules)
	}
	for i, l := range c.Lines {
		if l.Application == is[ident.Application]("app2") || l.Place != i+1 {
			t.Errorf("line %d is %s at place %d", i, l.Number, l.Place)
		}
	}
}

func TestBadScenariosAreRefusedClearly(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	five := 5
	for _, c := range []struct {
		name string
		in   award.SaveScenarioInput
		code string
	}{
		{"no name", award.SaveScenarioInput{Name: " "}, "required"},
		{"a kind nobody knows", award.SaveScenarioInput{Name: "x", Rules: []award.LineRule{{Kind: "more", Key: "state"}}}, "bad_choice"},
		{"an attribute nobody knows", award.SaveScenarioInput{Name: "x", Rules: []award.LineRule{{Kind: fundline.AtMostEach, Key: "color", Limit: 1}}}, "bad_choice"},
		{"by hand without a reason", award.SaveScenarioInput{Name: "x", Rules: []award.LineRule{{Kind: fundline.MustFund, Application: is[ident.Application]("app1")}}}, "required"},
		{"by hand without a place", award.SaveScenarioInput{Name: "x", Rules: []award.LineRule{{Kind: fundline.MustFund, Application: is[ident.Application]("app7"), Reason: "y"}}}, "not_in_line"},
		{"money that is no number", award.SaveScenarioInput{Name: "x", Available: "much"}, "bad_amount"},
		{"money below nought", award.SaveScenarioInput{Name: "x", Available: "-1"}, "line_money"},
		{"an objective nobody knows", award.SaveScenarioInput{Name: "x", Objective: "fame"}, "line_objective"},
		{"a part too small", award.SaveScenarioInput{Name: "x", PartialPercent: &five}, "out_of_range"},
	} {
		c.in.Ranking = is[ident.Ranking]("ranking")
		t.Log(c.name)
		_, err := w.s.SaveScenario(w.officer(), c.in)
		refused(t, err, fault.Invalid, c.code)
	}
	_, err := w.s.SaveScenario(w.as("finance", auth.Finance), award.SaveScenarioInput{Ranking: is[ident.Ranking]("ranking"), Name: "x"})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("finance: %v", err)
	}
	_, err = w.s.SaveScenario(w.as("auditor", auth.Auditor), award.SaveScenarioInput{Ranking: is[ident.Ranking]("ranking"), Name: "x"})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("the auditor: %v", err)
	}
}

func TestASlateFollowsAScenarioAndAsksWhyLineByLine(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	x := w.save(award.SaveScenarioInput{Objective: fundline.Rank, Rules: []award.LineRule{
		{Kind: fundline.MustNot, Application: is[ident.Application]("app1"), Reason: "Its museum closes."},
	}})
	two := 2
	sl := must[*award.Slate](t)(w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle, Alternates: &two, Scenario: x.ID}))
	got := map[int]award.Decision{}
	for _, l := range sl.Lines {
		if l.Place != nil {
			got[*l.Place] = l.Decision
		}
		if l.Why == "" {
			t.Errorf("no word on %s", l.Application)
		}
	}
	for place, want := range map[int]award.Decision{1: award.ToAlternate, 2: award.ToAward, 3: award.ToAward, 4: award.ToAward, 5: award.ToAward, 6: award.ToAlternate, 7: award.ToDecline} {
		if got[place] != want {
			t.Errorf("place %d is %s, want %s", place, got[place], want)
		}
	}
	_, err := w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Invalid, "departs_from_rank")
	for _, l := range sl.Lines {
		if l.Place != nil && *l.Place == 1 {
			must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: l.ID, Decision: award.ToAlternate, Reason: "Its museum closes for three years."}))
		}
	}
	done := must[*award.Slate](t)(w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID}))
	_, err = w.s.ApproveSlate(w.as("officer", auth.Director), award.ApproveSlateInput{Slate: done.ID})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("who proposed approves: %v", err)
	}
	must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: done.ID}))
}

func TestASlateFollowsOnlyAScenarioThatStillHolds(t *testing.T) {
	t.Parallel()
	w := ranked(t)
	bad := w.save(award.SaveScenarioInput{Rules: []award.LineRule{{Kind: fundline.AtLeast, Key: award.CountryFact, Value: "BR", Limit: 1}}})
	_, err := w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle, Scenario: bad.ID})
	refused(t, err, fault.Conflict, "scenario_infeasible")
	x := w.save(award.SaveScenarioInput{})
	w.sql(`SET session_replication_role = replica; UPDATE applications SET state = 'withdrawn' WHERE number = 'MC-2027-002'; SET session_replication_role = origin`)
	_, err = w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle, Scenario: x.ID})
	refused(t, err, fault.Conflict, "scenario_changed")
	w.sql(`INSERT INTO rankings (id, cycle_id, panel_id, method, inputs, sha256, frozen_by, frozen_at)
		SELECT gen_random_uuid(), cycle_id, panel_id, method, inputs, sha256('y'), frozen_by, frozen_at + interval '1 hour' FROM rankings`)
	_, err = w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle, Scenario: x.ID})
	refused(t, err, fault.Conflict, "scenario_old")
}
