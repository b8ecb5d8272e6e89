package ruleset_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func rules(t testing.TB, key string) *ruleset.Set {
	t.Helper()
	s, ok := ruleset.Known().Named(key)
	if !ok {
		t.Fatalf("no rules %s", key)
	}
	return s
}

func codes(found []ruleset.Finding) string { return strings.Join(ruleset.Codes(found), " ") }

func TestTheRulesOfAnAwardAreThoseItsTermsName(t *testing.T) {
	t.Parallel()
	moved := []ruleset.Moved{{On: day("2025-12-01"), To: fund.Rules2025, Amendment: "M002"}, {On: day("2025-03-01"), To: fund.Rules2024, Amendment: "M001"}}
	for name, c := range map[string]struct {
		terms ruleset.Terms
		on    string
		want  string
		code  string
	}{
		"an award of 2023 stays under the rules of 2020 in 2026":       {ruleset.Terms{SignedOn: day("2023-09-30")}, "2026-11-21", fund.Rules2020, ""},
		"an award signed on the first day of the revision is under it": {ruleset.Terms{SignedOn: day("2024-10-01")}, "2026-11-21", fund.Rules2024, ""},
		"an award of November 2025 has the thresholds of that autumn":  {ruleset.Terms{SignedOn: day("2025-11-01")}, "2026-11-21", fund.Rules2025, ""},
		"terms that name rules win over the day of signing":            {ruleset.Terms{SignedOn: day("2024-12-01"), Named: fund.Rules2020}, "2026-11-21", fund.Rules2020, ""},
		"before an amendment moves it nothing has moved":               {ruleset.Terms{SignedOn: day("2023-09-30"), Moved: moved}, "2025-02-28", fund.Rules2020, ""},
		"from the day an amendment moves it":                           {ruleset.Terms{SignedOn: day("2023-09-30"), Moved: moved}, "2025-03-01", fund.Rules2024, ""},
		"the later of two amendments, whatever their order":            {ruleset.Terms{SignedOn: day("2023-09-30"), Moved: moved}, "2026-01-01", fund.Rules2025, ""},
		"an award before any rules known here names none":              {ruleset.Terms{SignedOn: day("2013-05-01")}, "2026-01-01", "", "rules_unnamed"},
		"an unknown key is refused":                                    {ruleset.Terms{SignedOn: day("2023-09-30"), Named: "2cfr200-2031"}, "2026-01-01", "", "unknown_rule_set"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ruleset.Known().Pin(c.terms, day(c.on))
			if c.code != "" {
				if !fault.HasCode(err, c.code) {
					t.Fatalf("%v", err)
				}
				return
			}
			if err != nil || got.Key != c.want {
				t.Errorf("%v (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestAPassThroughMayNotApplyRulesTheFunderHasNotMovedTheAwardTo(t *testing.T) {
	t.Parallel()
	old := ruleset.Terms{SignedOn: day("2023-09-30")}
	moved := ruleset.Terms{SignedOn: day("2023-09-30"), Moved: []ruleset.Moved{{On: day("2025-03-01"), To: fund.Rules2024}}}
	for name, c := range map[string]struct {
		terms  ruleset.Terms
		pinned string
		to     string
		on     string
		code   string
	}{
		"newer rules under an award not moved":              {old, fund.Rules2020, fund.Rules2024, "2026-01-01", "rules_not_moved"},
		"newer rules the day before the award moves":        {moved, fund.Rules2020, fund.Rules2024, "2025-02-28", "rules_not_moved"},
		"the rules the award has moved to":                  {moved, fund.Rules2020, fund.Rules2024, "2025-03-01", ""},
		"rules newer than those it moved to":                {moved, fund.Rules2020, fund.Rules2025, "2026-01-01", "rules_not_moved"},
		"back to older ones":                                {moved, fund.Rules2024, fund.Rules2020, "2026-01-01", "rules_not_moved"},
		"staying where it is though the award has moved on": {moved, fund.Rules2020, fund.Rules2020, "2026-01-01", ""},
		"rules nobody knows":                                {moved, fund.Rules2020, "made-up", "2026-01-01", "unknown_rule_set"},
	} {
		got, err := ruleset.Known().Repin(c.terms, c.pinned, c.to, day(c.on))
		if (err == nil) != (c.code == "") || c.code != "" && !fault.HasCode(err, c.code) || err == nil && got.Key != c.to {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

func TestANewRuleSetIsRowsAndNothingElse(t *testing.T) {
	t.Parallel()
	sets := append(fund.RuleSets(), fund.RuleSet{Key: "ugr-2027", EffectiveFrom: day("2027-01-01"), Title: "Uniform Grants Regulation"})
	rows := fund.Thresholds()
	for _, x := range fund.Thresholds() {
		if x.RuleSet == fund.Rules2025 {
			x.RuleSet = "ugr-2027"
			if x.Name == fund.SubawardInBase {
				x.Value = 75_000_00
			}
			rows = append(rows, x)
		}
	}
	c, err := ruleset.Read(sets, rows)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := c.On(day("2027-06-01"))
	if s.Key != "ugr-2027" || s.Amount(fund.SubawardInBase) != money.Dollars(75_000) || len(c.Sets()) != 4 {
		t.Errorf("%+v", s)
	}
	if _, err := ruleset.Read(sets, fund.Thresholds()); !fault.HasCode(err, "rules_incomplete") {
		t.Errorf("a set without figures: %v", err)
	}
	rows[len(rows)-1].Unit = "bushels"
	if _, err := ruleset.Read(sets, rows); !fault.HasCode(err, "rules_incomplete") {
		t.Errorf("a figure in another unit: %v", err)
	}
}

// example is 3.17: the administrator as recipient, six subawards of 80,000 dollars.
func example() []ruleset.Cost {
	on := day("2026-10-15")
	dollars := func(c budget.Category, n int64, why ruleset.Exclusion) ruleset.Cost {
		return ruleset.Cost{On: on, Category: c, Excluded: why, Amount: money.Dollars(n)}
	}
	costs := []ruleset.Cost{
		dollars(budget.Personnel, 210_000, ""), dollars(budget.Fringe, 52_500, ""), dollars(budget.Travel, 60_000, ""),
		dollars(budget.Equipment, 12_000, ""), dollars(budget.Supplies, 15_000, ""), dollars(budget.Contractual, 40_000, ""),
		dollars(budget.Other, 30_000, ""), dollars(budget.Other, 50_000, ruleset.ParticipantSupport), dollars(budget.Indirect, 99_999, ""),
	}
	for _, sub := range []string{"A01", "A02", "A03", "A04", "A05", "A06"} {
		costs = append(costs, ruleset.Cost{On: on, Category: budget.Contractual, Subaward: sub, Amount: money.Dollars(80_000)})
	}
	return costs
}

func TestTheSameAwardUnderTwoRuleSets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules      string
		base, most int64
		perAward   int64
	}{
		"under the revision of 2024 the base is 707,500 and 15% of it 106,125": {fund.Rules2024, 707_500, 106_125, 50_000},
		"under the rules before it is 557,500 and 10% of it 55,750":            {fund.Rules2020, 557_500, 55_750, 25_000},
		"the thresholds of October 2025 change neither":                        {fund.Rules2025, 707_500, 106_125, 50_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rules(t, c.rules)
			b := s.Base(example(), calendar.Date{}, money.USD)
			if b.Counted != money.Dollars(c.base) || b.PerAward != money.Dollars(c.perAward) || len(b.PassedOn) != 6 {
				t.Errorf("base %s of %d subawards", b.Counted, len(b.PassedOn))
			}
			rest := b.Direct.Sub(b.Counted)
			for _, x := range b.LeftOut {
				rest = rest.Sub(x.Amount)
			}
			if !rest.IsZero() {
				t.Errorf("%s is neither counted nor left out", rest)
			}
			got, found := s.Indirect(ruleset.Elected{Kind: budget.DeMinimis, Rate: s.Share(fund.DeMinimisRate)}, b, money.Dollars(c.most), day("2026-10-15"))
			if got.Most != money.Dollars(c.most) || !got.Over.IsZero() || len(found) > 0 {
				t.Errorf("%+v %v", got, found)
			}
			got, found = s.Indirect(ruleset.Elected{Kind: budget.DeMinimis, Rate: s.Share(fund.DeMinimisRate)}, b, money.Dollars(c.most).Add(money.Cents(1)), day("2026-10-15"))
			if got.Over != money.Cents(1) || codes(found) != "indirect_above_cap" {
				t.Errorf("a cent above: %+v %v", got, found)
			}
		})
	}
}

func TestTheLimitOfASubawardIsForItsWholeLife(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2024)
	sub := func(on string, dollars int64) ruleset.Cost {
		return ruleset.Cost{On: day(on), Category: budget.Contractual, Subaward: "A01", Amount: money.Dollars(dollars)}
	}
	costs := []ruleset.Cost{sub("2026-09-01", 30_000), sub("2026-12-01", 30_000), sub("2027-03-01", 20_000), sub("2027-05-01", -35_000)}
	for name, c := range map[string]struct {
		from, to string
		want     int64
	}{
		"the first quarter counts whole":                      {"2026-07-01", "2026-09-30", 30_000},
		"the second counts up to the limit":                   {"2026-10-01", "2026-12-31", 20_000},
		"the third counts nothing, the limit is reached":      {"2027-01-01", "2027-03-31", 0},
		"a refund that falls below the limit takes some back": {"2027-04-01", "2027-06-30", -5_000},
		"the whole life": {"2026-07-01", "2027-06-30", 45_000},
	} {
		if got := s.BaseIn(costs, day(c.from), day(c.to), money.USD); got != money.Dollars(c.want) {
			t.Errorf("%s: %s, want %d", name, got, c.want)
		}
	}
}

func TestPeriodsOfALifeSumToItsBase(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2024)
	start := day("2026-01-01")
	rapid.Check(t, func(t *rapid.T) {
		var costs []ruleset.Cost
		for range rapid.IntRange(0, 30).Draw(t, "costs") {
			costs = append(costs, ruleset.Cost{
				On: start.AddDays(rapid.IntRange(0, 729).Draw(t, "day")), Category: rapid.SampledFrom(budget.Categories()).Draw(t, "category"),
				Excluded: rapid.SampledFrom([]ruleset.Exclusion{"", "", ruleset.ParticipantSupport, ruleset.Rent}).Draw(t, "why"),
				Subaward: rapid.SampledFrom([]string{"", "A01", "A02"}).Draw(t, "sub"), Amount: money.Cents(rapid.Int64Range(-9_000_000, 9_000_000).Draw(t, "amount")),
			})
		}
		sum := money.Cents(0)
		for from := start; from.Before(day("2028-01-01")); from = from.QuarterEnd().AddDays(1) {
			sum = sum.Add(s.BaseIn(costs, from, from.QuarterEnd(), money.USD))
		}
		whole := s.Base(costs, calendar.Date{}, money.USD)
		if sum != whole.Counted {
			t.Fatalf("quarters sum to %s, the life is %s", sum, whole.Counted)
		}
		for _, p := range whole.PassedOn {
			if whole.PerAward.Less(p.Counted) {
				t.Fatalf("%s of %s counts", p.Counted, p.Subaward)
			}
		}
		slices.Reverse(costs)
		if again := s.Base(costs, calendar.Date{}, money.USD); again.Counted != whole.Counted {
			t.Fatalf("in another order it is %s", again.Counted)
		}
		if most := whole.Most(1_500); most.Minor*10_000 > whole.Counted.Minor*1_500 {
			t.Fatalf("%s is above 15%% of %s", most, whole.Counted)
		}
	})
}

func TestTheRateOfIndirectCostsIsOneThatMayBeCharged(t *testing.T) {
	t.Parallel()
	current := &ruleset.Agreed{Rate: 3_200, From: day("2026-01-01"), Until: day("2026-12-31")}
	for name, c := range map[string]struct {
		rules string
		e     ruleset.Elected
		on    string
		rate  money.Ratio
		codes string
	}{
		"fifteen percent without a negotiated rate":       {fund.Rules2024, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_500}, "2026-06-01", 1_500, ""},
		"less than the most is one's own choice":          {fund.Rules2024, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_000}, "2026-06-01", 1_000, ""},
		"fifteen percent under the rules before":          {fund.Rules2020, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_500}, "2026-06-01", 1_000, "indirect_above_de_minimis"},
		"de minimis while a negotiated rate is current":   {fund.Rules2024, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_500, Agreed: current}, "2026-12-31", 0, "indirect_negotiated_current"},
		"de minimis the day after it lapsed":              {fund.Rules2024, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_500, Agreed: current}, "2027-01-01", 1_500, ""},
		"a provisional rate without an end counts as one": {fund.Rules2024, ruleset.Elected{Kind: budget.DeMinimis, Rate: 1_500, Agreed: &ruleset.Agreed{Rate: 2_000, From: day("2025-01-01"), Provisional: true}}, "2027-01-01", 0, "indirect_negotiated_current"},
		"a negotiated rate is accepted, however high":     {fund.Rules2024, ruleset.Elected{Kind: budget.Negotiated, Rate: 3_200, Agreed: current}, "2026-06-01", 3_200, ""},
		"a negotiated rate after it lapsed":               {fund.Rules2024, ruleset.Elected{Kind: budget.Negotiated, Rate: 3_200, Agreed: current}, "2027-01-01", 0, "indirect_agreement_lapsed"},
		"a negotiated rate without an agreement":          {fund.Rules2024, ruleset.Elected{Kind: budget.Negotiated, Rate: 3_200}, "2026-06-01", 0, "indirect_agreement_lapsed"},
		"more than was negotiated":                        {fund.Rules2024, ruleset.Elected{Kind: budget.Negotiated, Rate: 3_300, Agreed: current}, "2026-06-01", 3_200, "indirect_above_agreement"},
		"no rate, no indirect costs":                      {fund.Rules2024, ruleset.Elected{Kind: budget.NoRate}, "2026-06-01", 0, ""},
	} {
		b := ruleset.Base{Counted: money.Dollars(100)}
		got, found := rules(t, c.rules).Indirect(c.e, b, money.Cents(0), day(c.on))
		if got.Rate != c.rate || codes(found) != c.codes {
			t.Errorf("%s: rate %d, found %q", name, got.Rate, codes(found))
		}
	}
}

func TestFindingsNameSectionWordsAndFigures(t *testing.T) {
	t.Parallel()
	f := ruleset.Finding{Code: "indirect_above_cap", Effect: ruleset.Deny, Facts: []ruleset.Fact{{Name: "most", Value: "1.00 USD"}}}
	if f.Words() != "finding.indirect_above_cap" || f.Fact("most") != "1.00 USD" || f.Fact("least") != "" {
		t.Errorf("%+v", f)
	}
	if g := ruleset.Gravest([]ruleset.Finding{{Effect: ruleset.Warn}, {Effect: ruleset.Ask}}); g != ruleset.Ask {
		t.Errorf("gravest is %s", g)
	}
	for r, want := range map[money.Ratio]string{1_083: "10.83%", 1_500: "15%", 0: "0%", 5: "0.05%"} {
		if got := ruleset.Percent(r); got != want {
			t.Errorf("%d is %s", r, got)
		}
	}
}
