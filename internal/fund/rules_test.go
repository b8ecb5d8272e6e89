package fund_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
)

func TestRuleSetIsTheOneInForceOnTheDay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		day  calendar.Date
		want string
	}{
		"the eve of the 2024 revision is under the rules of 2020":   {calendar.On(2024, time.September, 30), fund.Rules2020},
		"the first day of the 2024 revision is under it":            {calendar.On(2024, time.October, 1), fund.Rules2024},
		"the day before the acquisition thresholds rose":            {calendar.On(2025, time.September, 30), fund.Rules2024},
		"the day the acquisition thresholds rose":                   {calendar.On(2025, time.October, 1), fund.Rules2025},
		"a day before any rules kept here has none, and is not new": {calendar.On(2013, time.January, 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := fund.InForce(c.day)
			if got.Key != c.want || ok != (c.want != "") {
				t.Errorf("in force on %s: %q, want %q", c.day, got.Key, c.want)
			}
		})
	}
}

func TestThresholdsRiseWithTheirRuleSet(t *testing.T) {
	t.Parallel()
	values := map[string]map[string]int64{}
	for _, x := range fund.Thresholds() {
		if values[x.Name] == nil {
			values[x.Name] = map[string]int64{}
		}
		values[x.Name][x.RuleSet] = x.Value
		if x.Source == "" || x.Value <= 0 {
			t.Errorf("%s of %s has no source or value", x.Name, x.RuleSet)
		}
	}
	for _, c := range []struct {
		name, set string
		want      int64
	}{
		{fund.DeMinimisRate, fund.Rules2020, 1_000},
		{fund.DeMinimisRate, fund.Rules2024, 1_500},
		{fund.SubawardInBase, fund.Rules2020, 25_000_00},
		{fund.SubawardInBase, fund.Rules2025, 50_000_00},
		{fund.EquipmentUnitCost, fund.Rules2020, 5_000_00},
		{fund.EquipmentUnitCost, fund.Rules2024, 10_000_00},
		{fund.SingleAuditSpending, fund.Rules2020, 750_000_00},
		{fund.SingleAuditSpending, fund.Rules2024, 1_000_000_00},
		{fund.MicroPurchase, fund.Rules2024, 10_000_00},
		{fund.MicroPurchase, fund.Rules2025, 15_000_00},
		{fund.SimplifiedAcquisition, fund.Rules2025, 350_000_00},
	} {
		if got := values[c.name][c.set]; got != c.want {
			t.Errorf("%s of %s is %d, want %d", c.name, c.set, got, c.want)
		}
	}
	for name, bySet := range values {
		if len(bySet) != len(fund.RuleSets()) {
			t.Errorf("%s is missing from a rule set", name)
		}
	}
}
