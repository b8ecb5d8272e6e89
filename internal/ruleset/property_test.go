package ruleset_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func TestALastingThingIsEquipmentFromItsLevel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules  string
		cost   int64
		months int
		own    int64
		want   bool
	}{
		"10,000 dollars and five years":             {fund.Rules2024, 10_000, 60, 0, true},
		"a dollar less is supplies":                 {fund.Rules2024, 9_999, 60, 0, false},
		"5,000 was enough before":                   {fund.Rules2020, 5_000, 60, 0, true},
		"a year is not longer than a year":          {fund.Rules2024, 50_000, 12, 0, false},
		"a museum that capitalizes from 2,500":      {fund.Rules2024, 2_500, 60, 2_500, true},
		"a museum's higher level does not raise it": {fund.Rules2024, 10_000, 60, 25_000, true},
	} {
		x := ruleset.Thing{Cost: money.Dollars(c.cost), Months: c.months}
		if got := rules(t, c.rules).Equipment(x, money.Dollars(c.own)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhatIsLeftAtTheEndIsAskedAboutAboveTheFigures(t *testing.T) {
	t.Parallel()
	printer := ruleset.Thing{Key: "EQ1", Value: money.Dollars(10_000)}
	truck := ruleset.Thing{Key: "EQ2", Value: money.Cents(10_000_01)}
	for name, c := range map[string]struct {
		rules    string
		things   []ruleset.Thing
		supplies int64
		want     string
	}{
		"at the figures nothing is asked":      {fund.Rules2024, []ruleset.Thing{printer}, 10_000, ""},
		"a cent above, piece by piece":         {fund.Rules2024, []ruleset.Thing{printer, truck}, 0, "property_equipment"},
		"supplies in their sum":                {fund.Rules2024, nil, 10_001, "property_supplies"},
		"under the rules before both are half": {fund.Rules2020, []ruleset.Thing{printer, truck}, 5_001, "property_equipment property_equipment property_supplies"},
	} {
		if got := codes(rules(t, c.rules).LeftOver(c.things, money.Dollars(c.supplies))); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestInterestAboveFiveHundredGoesBack(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	for earned, back := range map[int64]int64{0: 0, 499_99: 0, 500_00: 0, 500_01: 1, 1_250_00: 750_00} {
		if got := s.Interest(money.Cents(earned)); got.Remitted != money.Cents(back) {
			t.Errorf("of %d %s goes back", earned, got.Remitted)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := s.Interest(money.Cents(rapid.Int64Range(0, 10_000_000).Draw(t, "earned")))
		if got.Kept.Add(got.Remitted) != got.Earned || got.Remitted.Minor < 0 || got.Kept.Minor > 500_00 {
			t.Fatalf("%+v", got)
		}
	})
}
