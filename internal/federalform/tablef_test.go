package federalform_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func plan(rows map[budget.Category]int64) (out []ruleset.Planned) {
	for _, c := range budget.Categories() {
		if n, ok := rows[c]; ok {
			out = append(out, ruleset.Planned{Category: c, Amount: money.Dollars(n)})
		}
	}
	return out
}

func TestTheMoneyOfAReportByObjectClass(t *testing.T) {
	t.Parallel()
	spend := func(on string, c budget.Category, f budget.Funding, dollars int64) federalform.Spent {
		return federalform.Spent{On: day(on), Category: c, Funding: f, Amount: money.Dollars(dollars)}
	}
	table := federalform.MoneyOf(
		plan(map[budget.Category]int64{budget.Travel: 50_000, budget.Supplies: 20_000, budget.Indirect: 10_000}), plan(map[budget.Category]int64{budget.Personnel: 40_000}),
		[]federalform.Spent{
			spend("2026-09-01", budget.Travel, budget.Grant, 10_000), spend("2026-12-31", budget.Travel, budget.Grant, 15_000), spend("2026-10-01", budget.Travel, budget.Grant, -1_000),
			spend("2026-11-01", budget.Indirect, budget.Grant, 2_000), spend("2026-11-01", budget.Personnel, budget.Cash, 3_000), spend("2026-11-01", budget.Personnel, budget.InKind, 4_000),
			spend("2027-01-01", budget.Travel, budget.Grant, 9_999),
		}, day("2026-10-01"), day("2026-12-31"), money.USD)
	var travel, staff federalform.MoneyRow
	for _, r := range table.Rows {
		switch r.Category {
		case budget.Travel:
			travel = r
		case budget.Personnel:
			staff = r
		}
	}
	if travel.Quarter != money.Dollars(14_000) || travel.Cumulative != money.Dollars(24_000) || travel.Balance != money.Dollars(26_000) || *travel.Used() != 4_800 {
		t.Errorf("travel %+v", travel)
	}
	if staff.Cash != money.Dollars(3_000) || staff.InKind != money.Dollars(4_000) || staff.Remaining != money.Dollars(33_000) || staff.Used() != nil {
		t.Errorf("personnel %+v", staff)
	}
	if table.Direct.Cumulative != money.Dollars(24_000) || table.Total.Cumulative != money.Dollars(26_000) || table.Total.Approved != money.Dollars(80_000) || len(table.Rows) != len(budget.Categories()) {
		t.Errorf("6i %+v, 6k %+v", table.Direct, table.Total)
	}
	same := federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10e": cents(26_000_00), "10j": cents(7_000_00)}}
	if found := table.Ties(federalform.DeriveSF425(header(), same)); len(found) > 0 {
		t.Errorf("%v", found)
	}
	same.Rows["10e"], same.Rows["10j"] = cents(26_000_01), nil
	if got := codes(table.Ties(federalform.DeriveSF425(header(), same))); got != "form_table_federal form_table_share" {
		t.Errorf("%q", got)
	}
}

func TestAVarianceAboveATenthNeedsItsReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		approved, spent int64
		want            int
	}{
		"as approved":                     {10_000, 10_000, 0},
		"a tenth less":                    {10_000, 9_000, 0},
		"more than a tenth less":          {10_000, 8_999, 1},
		"a tenth more":                    {10_000, 11_000, 0},
		"more than a tenth more":          {10_000, 11_001, 1},
		"spent where nothing was granted": {0, 1, 1},
	} {
		got := federalform.MoneyOf(plan(map[budget.Category]int64{budget.Travel: c.approved}), nil,
			[]federalform.Spent{{On: day("2026-12-01"), Category: budget.Travel, Funding: budget.Grant, Amount: money.Dollars(c.spent)}}, day("2026-10-01"), day("2026-12-31"), money.USD).Variances()
		if len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestQuartersOfTableFSumToWhatIsCumulative(t *testing.T) {
	t.Parallel()
	start := day("2026-08-01")
	rapid.Check(t, func(t *rapid.T) {
		var spent []federalform.Spent
		for range rapid.IntRange(0, 25).Draw(t, "n") {
			spent = append(spent, federalform.Spent{
				On: start.AddDays(rapid.IntRange(0, 364).Draw(t, "day")), Category: rapid.SampledFrom(budget.Categories()).Draw(t, "category"),
				Funding: rapid.SampledFrom(budget.Fundings()).Draw(t, "funding"), Amount: money.Cents(rapid.Int64Range(-10_000, 1_000_000).Draw(t, "amount")),
			})
		}
		quarters, last := money.Cents(0), federalform.TableF{}
		for from := start; from.Before(day("2027-08-01")); from = from.QuarterEnd().AddDays(1) {
			last = federalform.MoneyOf(nil, nil, spent, from, from.QuarterEnd(), money.USD)
			quarters = quarters.Add(last.Total.Quarter)
		}
		all := money.Cents(0)
		for _, s := range spent {
			all = all.Add(s.Amount)
		}
		if quarters != last.Total.Cumulative || last.Total.Cumulative.Add(last.Total.Cash).Add(last.Total.InKind) != all {
			t.Fatalf("quarters %s, cumulative %s, all %s", quarters, last.Total.Cumulative, all)
		}
	})
}
