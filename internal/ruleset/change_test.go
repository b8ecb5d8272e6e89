package ruleset_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// planned is a budget of 120,000 dollars with changes on it.
func planned(changes map[budget.Category]int64) []ruleset.Planned {
	var out []ruleset.Planned
	for _, p := range []struct {
		c budget.Category
		n int64
	}{{budget.Personnel, 30_000}, {budget.Travel, 40_000}, {budget.Supplies, 20_000}, {budget.Contractual, 15_000}, {budget.Other, 5_000}, {budget.Indirect, 10_000}} {
		out = append(out, ruleset.Planned{Category: p.c, Amount: money.Dollars(p.n + changes[p.c])})
	}
	return out
}

func TestTransfersAreHeldAgainstTenPercentOfTheTotal(t *testing.T) {
	t.Parallel()
	nine := map[budget.Category]int64{budget.Travel: 9_000, budget.Supplies: -9_000}
	thirteen := map[budget.Category]int64{budget.Travel: 9_000, budget.Supplies: -9_000, budget.Other: 4_000, budget.Contractual: -4_000}
	byLaw := ruleset.TransferTerms{Limit: 1_000}
	for name, c := range map[string]struct {
		rules    string
		terms    *ruleset.TransferTerms
		federal  int64
		now      map[budget.Category]int64
		moved    int64
		share    money.Ratio
		approval bool
	}{
		"9,000 of 120,000 is 7.5% and free":                               {fund.Rules2025, nil, 80_000, nine, 9_000, 750, false},
		"another 4,000 makes 10.83% and asks for approval":                {fund.Rules2025, nil, 80_000, thirteen, 13_000, 1_083, true},
		"by law alone a small award is free":                              {fund.Rules2025, &byLaw, 80_000, thirteen, 13_000, 1_083, false},
		"by law at the threshold of 350,000 it is still free":             {fund.Rules2025, &byLaw, 350_000, thirteen, 13_000, 1_083, false},
		"by law above it the test binds":                                  {fund.Rules2025, &byLaw, 350_001, thirteen, 13_000, 1_083, true},
		"under the rules of 2024 the threshold is 250,000":                {fund.Rules2024, &byLaw, 250_001, thirteen, 13_000, 1_083, true},
		"exactly a tenth is free":                                         {fund.Rules2025, nil, 80_000, map[budget.Category]int64{budget.Travel: 12_000, budget.Personnel: -12_000}, 12_000, 1_000, false},
		"an award may allow a fifth":                                      {fund.Rules2025, &ruleset.TransferTerms{Limit: 2_000, BelowThreshold: true}, 80_000, thirteen, 13_000, 1_083, false},
		"what indirect costs gain is no transfer among direct categories": {fund.Rules2025, nil, 80_000, map[budget.Category]int64{budget.Indirect: 20_000, budget.Travel: -20_000}, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rules(t, c.rules)
			terms := s.TransferTerms()
			if c.terms != nil {
				terms = *c.terms
			}
			got := s.Transfer(terms, money.Dollars(c.federal), planned(nil), planned(c.now))
			if got.Moved != money.Dollars(c.moved) || got.Share != c.share || got.Approval() != c.approval || got.Total != money.Dollars(120_000) {
				t.Errorf("%+v", got)
			}
			if f, asks := got.Finding(); asks != c.approval || asks && f.Fact("moved") != got.Moved.String() {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestAnApprovedRevisionBeginsTheCountAnew(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	first, second := planned(nil), planned(map[budget.Category]int64{budget.Travel: 9_000, budget.Supplies: -9_000})
	now := planned(map[budget.Category]int64{budget.Travel: 9_000, budget.Supplies: -9_000, budget.Other: 4_000, budget.Contractual: -4_000})
	history := []ruleset.Revision{{Number: 2, Approved: true, Budget: second}, {Number: 1, Approved: true, Budget: first}, {Number: 3, Budget: now}}
	base, ok := ruleset.LastApproved(history)
	if !ok || base.Number != 2 {
		t.Fatalf("base is revision %d", base.Number)
	}
	if got := s.Transfer(s.TransferTerms(), money.Dollars(80_000), base.Budget, now); got.Moved != money.Dollars(4_000) || got.Approval() {
		t.Errorf("%+v", got)
	}
	if _, ok := ruleset.LastApproved(history[2:]); ok {
		t.Error("nothing was approved")
	}
}

func TestTransfersOfABalancedChangeAreWhatWasTakenElsewhere(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	direct := []budget.Category{budget.Personnel, budget.Travel, budget.Supplies, budget.Contractual, budget.Other}
	rapid.Check(t, func(t *rapid.T) {
		changes, net := map[budget.Category]int64{}, int64(0)
		for _, c := range direct[:4] {
			changes[c] = rapid.Int64Range(-5_000, 5_000).Draw(t, string(c))
			net += changes[c]
		}
		changes[budget.Other] = -net
		got := s.Transfer(s.TransferTerms(), money.Dollars(80_000), planned(nil), planned(changes))
		down := money.Dollars(0)
		for _, m := range got.Categories {
			if m.Now.Less(m.Approved) {
				down = down.Add(m.Approved.Sub(m.Now))
			}
		}
		if got.Moved != down || got.Over != (got.Moved.Minor*10 > got.Total.Minor) {
			t.Fatalf("up %s, down %s, over %v", got.Moved, down, got.Over)
		}
	})
}

func TestPriorApprovalNamesItsTrigger(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	period := [2]calendar.Date{day("2026-08-01"), day("2027-07-31")}
	extension := func(end, asked string, earlier int, spend, notice bool) ruleset.Change {
		return ruleset.Change{Period: period, NoticeSuffices: notice, Extension: &ruleset.Extension{End: day(end), AskedOn: day(asked), Earlier: earlier, OnlyToSpend: spend}}
	}
	over := s.Transfer(s.TransferTerms(), money.Dollars(80_000), planned(nil), planned(map[budget.Category]int64{budget.Travel: 13_000, budget.Personnel: -13_000}))
	for name, c := range map[string]struct {
		change ruleset.Change
		want   string
	}{
		"nothing":                                        {ruleset.Change{}, ""},
		"a change of scope without money":                {ruleset.Change{Scope: "a film instead of an exhibition"}, "PA1 approve approval_scope"},
		"two key persons":                                {ruleset.Change{KeyPersons: []string{"Ana Ruiz", "Ben Oduya"}}, "PA2 approve approval_key_person, PA2 approve approval_key_person"},
		"three months away to the day":                   {ruleset.Change{Away: &ruleset.Away{From: day("2027-01-15"), To: day("2027-04-14")}}, ""},
		"a day more":                                     {ruleset.Change{Away: &ruleset.Away{From: day("2027-01-15"), To: day("2027-04-15")}}, "PA3 approve approval_absence"},
		"a quarter less effort":                          {ruleset.Change{Effort: &ruleset.Effort{Before: 8_000, After: 6_000}}, ""},
		"more than a quarter less":                       {ruleset.Change{Effort: &ruleset.Effort{Before: 8_000, After: 5_999}}, "PA3 approve approval_effort"},
		"a cost that needs approval":                     {ruleset.Change{Costs: ruleset.JudgeCost(ruleset.CostRules(), []string{"entertainment"}, "", nil)}, "PA4 approve approval_cost"},
		"a cost that is denied is no matter of approval": {ruleset.Change{Costs: ruleset.JudgeCost(ruleset.CostRules(), []string{"alcohol"}, "", nil)}, ""},
		"participant support moved":                      {ruleset.Change{SupportOut: money.Cents(1)}, "PA5 approve approval_participant_support"},
		"work passed on":                                 {ruleset.Change{Subawards: []string{"evaluation by a university"}}, "PA6 approve approval_subaward"},
		"less cost share":                                {ruleset.Change{Share: &ruleset.Amounts{Before: money.Dollars(40_000), After: money.Dollars(39_999)}}, "PA7 approve approval_share"},
		"the same cost share":                            {ruleset.Change{Share: &ruleset.Amounts{Before: money.Dollars(40_000), After: money.Dollars(40_000)}}, ""},
		"more money":                                     {ruleset.Change{Federal: &ruleset.Amounts{Before: money.Dollars(80_000), After: money.Dollars(85_000)}}, "PA8 approve approval_more_money"},
		"less money is no trigger":                       {ruleset.Change{Federal: &ruleset.Amounts{Before: money.Dollars(80_000), After: money.Dollars(75_000)}}, ""},
		"a first extension by notice in time":            {extension("2028-07-31", "2027-07-21", 0, false, true), "PA9 notify extension_by_notice"},
		"a day too late":                                 {extension("2028-07-31", "2027-07-22", 0, false, true), "PA9 refuse extension_late"},
		"longer than a year":                             {extension("2028-08-01", "2027-07-01", 0, false, true), "PA9 approve extension_long"},
		"a second one":                                   {extension("2027-10-31", "2027-07-01", 1, false, true), "PA9 approve extension_again"},
		"merely to spend":                                {extension("2027-10-31", "2027-07-01", 0, true, true), "PA9 refuse extension_only_to_spend"},
		"where the award wants approval":                 {extension("2027-10-31", "2027-07-01", 0, false, false), "PA9 approve extension_approved"},
		"to no later day":                                {extension("2027-07-31", "2027-07-01", 0, false, true), "PA9 refuse extension_not_later"},
		"transfers above the limit":                      {ruleset.Change{Transfer: &over}, "PA10 approve transfer_over_limit"},
		"several at once, in their order":                {ruleset.Change{Scope: "x", Transfer: &over, SupportOut: money.Dollars(5)}, "PA1 approve approval_scope, PA5 approve approval_participant_support, PA10 approve transfer_over_limit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, a := range s.Approvals(c.change) {
				got = append(got, string(a.Trigger)+" "+string(a.Way)+" "+a.Code)
				if a.Message == "" || a.Section == "" || a.At != string(a.Trigger) {
					t.Errorf("%+v", a)
				}
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%q, want %q", strings.Join(got, ", "), c.want)
			}
		})
	}
}

func TestTheCostShareOwed(t *testing.T) {
	t.Parallel()
	half := ruleset.ShareTerms{Ratio: 5_000}
	falls := ruleset.ShareTerms{Ratio: 5_000, Proportional: true}
	pledged := ruleset.ShareTerms{Ratio: 5_000, Proportional: true, Pledged: money.Dollars(45_000)}
	for name, c := range map[string]struct {
		terms          ruleset.ShareTerms
		awarded, spent int64 // cents
		want           int64
	}{
		"50,000 asks for 25,000":                       {half, 50_000_00, 50_000_00, 25_000_00},
		"80,000 asks for 40,000":                       {half, 80_000_00, 80_000_00, 40_000_00},
		"85,000 asks for 42,500":                       {half, 85_000_00, 85_000_00, 42_500_00},
		"100,000 asks for 50,000":                      {half, 100_000_00, 100_000_00, 50_000_00},
		"an odd cent is rounded up":                    {half, 80_000_01, 80_000_01, 40_000_01},
		"underspending changes nothing unless agreed":  {half, 80_000_00, 40_000_00, 40_000_00},
		"where agreed it falls with what is spent":     {falls, 80_000_00, 60_000_00, 30_000_00},
		"a third of a cent is rounded up":              {falls, 80_000_00, 60_000_01, 30_000_01},
		"spending above the award adds nothing":        {falls, 80_000_00, 90_000_00, 40_000_00},
		"what was pledged beyond the minimum binds":    {pledged, 80_000_00, 80_000_00, 45_000_00},
		"and falls as well":                            {pledged, 80_000_00, 40_000_00, 22_500_00},
		"a pledge below the minimum does not lower it": {ruleset.ShareTerms{Ratio: 5_000, Pledged: money.Dollars(1)}, 80_000_00, 80_000_00, 40_000_00},
		"a program without cost share asks for none":   {ruleset.ShareTerms{}, 80_000_00, 80_000_00, 0},
		"nothing spent owes nothing where it falls":    {falls, 80_000_00, 0, 0},
	} {
		owed := c.terms.Required(money.Cents(c.awarded), money.Cents(c.spent))
		if owed.Required != money.Cents(c.want) {
			t.Errorf("%s: %s", name, owed.Required)
		}
		if _, short := owed.Short(owed.Required); short {
			t.Errorf("%s: what is owed falls short", name)
		}
		if f, short := owed.Short(owed.Required.Sub(money.Cents(1))); !short || f.Fact("missing") != "0.01 USD" {
			t.Errorf("%s: a cent less: %+v", name, f)
		}
	}
}
