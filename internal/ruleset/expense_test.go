package ruleset_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func receipt() ruleset.Receipt {
	return ruleset.Receipt{Vendor: "Aerolíneas del Sur, S.A.", Number: "F-00 123", On: day("2026-10-05"), Line: 1, Amount: money.Dollars(500), SHA256: "AB12"}
}

func books() ruleset.Books {
	return ruleset.Books{
		Start: day("2026-08-01"), End: day("2027-07-31"), Asked: day("2027-08-15"), Currency: money.USD,
		Categories: []budget.Category{budget.Travel, budget.Supplies, budget.Other}, Rules: ruleset.CostRules(),
		TripMethods: map[string]ruleset.TravelMethod{"T1": ruleset.ActualCost},
	}
}

func expense() ruleset.Expense {
	return ruleset.Expense{
		Key: "E1", On: day("2026-10-05"), Category: budget.Travel, Description: "Flights of four students", Amount: money.Dollars(500),
		Evidence: receipt().Evidence(), Trip: "T1", Method: ruleset.ActualCost, Federal: true,
		Segments: []ruleset.Segment{{From: "IAH", To: "TLS", Designator: "UA", Operator: "LH"}},
	}
}

func TestAnExpenseIsAllowableOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	claim := func(r ruleset.Receipt, by string) func(*ruleset.Expense, *ruleset.Books) {
		return func(_ *ruleset.Expense, b *ruleset.Books) {
			for _, e := range r.Evidence() {
				b.Claimed = append(b.Claimed, ruleset.Claim{Evidence: e, By: by, Award: "MC-2026-A02"})
			}
		}
	}
	paid := func(c ruleset.Conversion, amount int64) func(*ruleset.Expense, *ruleset.Books) {
		return func(e *ruleset.Expense, _ *ruleset.Books) { e.Paid, e.Amount = &c, money.Cents(amount) }
	}
	pesos := ruleset.Conversion{Paid: money.New(912_500, "MXN"), RateMicro: 18_250_000, On: day("2026-10-05"), Source: "Treasury"}
	other, photo, bare := receipt(), receipt(), receipt()
	other.Line = 2
	photo.SHA256, photo.Number, photo.Vendor = "ff", "f00123", "AEROLÍNEAS DEL SUR SA"
	bare.SHA256, bare.Number = "", ""
	for name, c := range map[string]struct {
		do   func(*ruleset.Expense, *ruleset.Books)
		want string
	}{
		"a flight with its receipt":            {func(*ruleset.Expense, *ruleset.Books) {}, ""},
		"on the first day":                     {func(e *ruleset.Expense, _ *ruleset.Books) { e.On = day("2026-08-01") }, ""},
		"on the last day":                      {func(e *ruleset.Expense, _ *ruleset.Books) { e.On = day("2027-07-31") }, ""},
		"a day after the end":                  {func(e *ruleset.Expense, _ *ruleset.Books) { e.On = day("2027-08-01") }, "expense_after_period"},
		"a day before the start":               {func(e *ruleset.Expense, _ *ruleset.Books) { e.On = day("2026-07-31") }, "expense_before_period"},
		"before the start where approved":      {func(e *ruleset.Expense, b *ruleset.Books) { e.On, b.PreAward = day("2026-07-31"), day("2026-07-01") }, ""},
		"before even that":                     {func(e *ruleset.Expense, b *ruleset.Books) { e.On, b.PreAward = day("2026-06-30"), day("2026-07-01") }, "expense_before_period"},
		"not yet":                              {func(e *ruleset.Expense, b *ruleset.Books) { b.Asked = day("2026-10-04") }, "expense_in_future"},
		"without a day":                        {func(e *ruleset.Expense, _ *ruleset.Books) { e.On = calendar.Date{} }, "expense_no_day"},
		"of a category without money":          {func(e *ruleset.Expense, _ *ruleset.Books) { e.Category = budget.Equipment }, "expense_not_budgeted"},
		"indirect costs are no expense":        {func(e *ruleset.Expense, _ *ruleset.Books) { e.Category = budget.Indirect }, "expense_indirect"},
		"nothing":                              {func(e *ruleset.Expense, _ *ruleset.Books) { e.Amount = money.Cents(0) }, "expense_no_amount"},
		"in another currency than the award":   {func(e *ruleset.Expense, _ *ruleset.Books) { e.Amount = money.New(100, "MXN") }, "expense_no_amount"},
		"without a receipt":                    {func(e *ruleset.Expense, _ *ruleset.Books) { e.Evidence = nil }, "expense_no_evidence"},
		"too small to need one":                {func(e *ruleset.Expense, b *ruleset.Books) { e.Evidence, b.ReceiptsFrom = nil, money.Dollars(501) }, ""},
		"the same receipt on another award":    {claim(receipt(), "E7"), "expense_claimed_twice"},
		"a second photograph of it":            {claim(photo, "E7"), "expense_claimed_twice"},
		"the next line of the same receipt":    {claim(other, "E7"), ""},
		"its own claim is no second":           {claim(receipt(), "E1"), ""},
		"another ticket of that day and price": {func(e *ruleset.Expense, b *ruleset.Books) { e.Evidence = bare.Evidence(); claim(bare, "E7")(e, b) }, "expense_maybe_twice"},
		"paid in pesos at 18.25":               {paid(pesos, 500_00), ""},
		"converted a cent off":                 {paid(pesos, 500_01), "expense_misconverted"},
		"at a rate of zero":                    {paid(ruleset.Conversion{Paid: pesos.Paid, On: pesos.On, Source: "Treasury"}, 500_00), "expense_no_rate"},
		"at a rate of nobody":                  {paid(ruleset.Conversion{Paid: pesos.Paid, RateMicro: pesos.RateMicro, On: pesos.On}, 500_00), "expense_rate_unsaid"},
		"at a rate of tomorrow":                {paid(ruleset.Conversion{Paid: pesos.Paid, RateMicro: pesos.RateMicro, On: day("2027-08-16"), Source: "Treasury"}, 500_00), "expense_rate_future"},
		"per diem on a trip by actual cost":    {func(e *ruleset.Expense, _ *ruleset.Books) { e.Method = ruleset.PerDiem }, "expense_other_method"},
		"on a trip without a method":           {func(e *ruleset.Expense, _ *ruleset.Books) { e.Method = "" }, "expense_no_method"},
		"on a foreign carrier":                 {func(e *ruleset.Expense, _ *ruleset.Books) { e.Segments[0].Designator = "LH" }, "fly_foreign"},
		"on a foreign carrier as cost share":   {func(e *ruleset.Expense, _ *ruleset.Books) { e.Segments[0].Designator, e.Federal = "LH", false }, ""},
		"declared as alcohol":                  {func(e *ruleset.Expense, _ *ruleset.Books) { e.Declared = []string{"alcohol"} }, "cost_alcohol"},
		"that only sounds like it":             {func(e *ruleset.Expense, _ *ruleset.Books) { e.Description = "Dinner with Wine" }, "cost_suggested"},
		"swine is no wine":                     {func(e *ruleset.Expense, _ *ruleset.Books) { e.Description = "Exhibit on swine farming" }, ""},
		"a prize without approval":             {func(e *ruleset.Expense, _ *ruleset.Books) { e.Declared = []string{"entertainment"} }, "cost_entertainment"},
		"a prize that was approved": {func(e *ruleset.Expense, b *ruleset.Books) {
			e.Declared, b.Approved = []string{"entertainment"}, []string{"entertainment"}
		}, ""},
		"alcohol is not approved by anyone": {func(e *ruleset.Expense, b *ruleset.Books) {
			e.Declared, b.Approved = []string{"alcohol"}, []string{"alcohol"}
		}, "cost_alcohol"},
		"everything wrong is told at once": {func(e *ruleset.Expense, _ *ruleset.Books) {
			e.On, e.Evidence, e.Category = day("2027-08-01"), nil, budget.Equipment
		}, "expense_after_period expense_not_budgeted expense_no_evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, b := expense(), books()
			c.do(&e, &b)
			found := b.Expense(e)
			if codes(found) != c.want {
				t.Errorf("%q, want %q", codes(found), c.want)
			}
			for _, f := range found {
				if f.Section == "" || f.Message == "" || f.Effect == "" {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func TestEveryCostRuleHasSectionEffectAndWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range ruleset.CostRules() {
		if seen[r.Key] || r.Section == "" || r.Message == "" || ruleset.Gravest([]ruleset.Finding{{Effect: r.Effect}}) == "" {
			t.Errorf("%+v", r)
		}
		seen[r.Key] = true
		for _, w := range r.Words {
			if got := ruleset.JudgeCost([]ruleset.CostRule{r}, nil, "Some "+strings.ToUpper(w)+"s", nil); codes(got) != "cost_suggested" {
				t.Errorf("%s does not find %q: %v", r.Key, w, got)
			}
		}
	}
	for _, section := range []string{"421", "423", "424", "426", "434", "438", "439", "440", "441", "442", "445", "449", "450", "451", "454", "467", "216"} {
		found := false
		for _, r := range ruleset.CostRules() {
			found = found || r.Section == "2 CFR 200."+section
		}
		if !found {
			t.Errorf("no rule of 200.%s", section)
		}
	}
}

func TestConversionsComeOutTheSameAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paid  money.Money
		micro int64
		to    money.Currency
		want  int64
		ok    bool
	}{
		"pesos at 18.25":                   {money.New(912_500, "MXN"), 18_250_000, money.USD, 500_00, true},
		"yen have no cents":                {money.New(15_000, "JPY"), 150_000_000, money.USD, 100_00, true},
		"dollars into yen":                 {money.Dollars(100), 6_667, "JPY", 14_999, true},
		"dinars have thousandths":          {money.New(30_700, "KWD"), 307_000, money.USD, 100_00, true},
		"half a cent is rounded up":        {money.New(1, money.USD), 2_000_000, money.USD, 1, true},
		"a refund is rounded the same way": {money.New(-1, money.USD), 2_000_000, money.USD, -1, true},
		"a rate of zero converts nothing":  {money.Dollars(1), 0, money.USD, 0, false},
		"below zero neither":               {money.Dollars(1), -5, money.USD, 0, false},
		"too large for any form":           {money.New(money.Max, "JPY"), 1, money.USD, 0, false},
	} {
		got, ok := ruleset.Conversion{Paid: c.paid, RateMicro: c.micro}.Into(c.to)
		if ok != c.ok || got.Minor != c.want {
			t.Errorf("%s: %s %v", name, got, ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		paid := money.Cents(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "paid"))
		rate := rapid.Int64Range(1, 50_000_000).Draw(t, "rate")
		got, ok := ruleset.Conversion{Paid: paid, RateMicro: rate}.Into(money.USD)
		if !ok {
			t.Skip("larger than a form takes")
		}
		// |got*rate - paid*10^6| <= rate/2
		off := got.Minor*rate - paid.Minor*1_000_000
		if max(off, -off) > (rate+1)/2 {
			t.Fatalf("%s at %d is %s", paid, rate, got)
		}
	})
}

func TestEachFlightIsOnAUSFlagCarrierOrExcepted(t *testing.T) {
	t.Parallel()
	foreign := func(x ruleset.FlyException, doc string, minutes, flag int) ruleset.Segment {
		return ruleset.Segment{From: "MEX", To: "TLS", Designator: "AF", Operator: "AF", OperatorOf: "FR", Exception: x, Document: doc, Minutes: minutes, MinutesUSFlag: flag}
	}
	turkish := foreign(ruleset.OpenSkies, "doc", 0, 0)
	turkish.Designator, turkish.OperatorOf = "TK", "TR"
	for name, c := range map[string]struct {
		s    ruleset.Segment
		want string
	}{
		"United by its own plane":                      {ruleset.Segment{Designator: "UA", Operator: "UA"}, ""},
		"United's code on Lufthansa's plane":           {ruleset.Segment{Designator: "ua ", Operator: "LH"}, ""},
		"Lufthansa's code on United's plane":           {ruleset.Segment{Designator: "LH", Operator: "UA"}, "fly_foreign"},
		"no carrier":                                   {ruleset.Segment{From: "IAH", To: "TLS"}, "fly_no_carrier"},
		"a foreign carrier without a reason":           {foreign("", "", 0, 0), "fly_foreign"},
		"a reason without evidence":                    {foreign(ruleset.OpenSkies, "", 0, 0), "fly_no_document"},
		"a French carrier under the agreement":         {foreign(ruleset.OpenSkies, "doc", 0, 0), ""},
		"a Turkish one has none":                       {turkish, "fly_no_agreement"},
		"a made-up reason":                             {foreign("cheaper", "doc", 0, 0), "fly_unknown_exception"},
		"nobody else flies there":                      {foreign(ruleset.NoUSService, "doc", 0, 0), ""},
		"three hours against six":                      {foreign(ruleset.ShortFlight, "doc", 180, 360), ""},
		"three hours against a minute less than twice": {foreign(ruleset.ShortFlight, "doc", 180, 359), "fly_exception_fails"},
		"more than three hours is no short flight":     {foreign(ruleset.ShortFlight, "doc", 181, 700), "fly_exception_fails"},
		"a comparison without figures":                 {foreign(ruleset.ShortFlight, "doc", 0, 0), "fly_exception_fails"},
		"six hours longer":                             {foreign(ruleset.MuchLonger, "doc", 600, 960), ""},
		"five hours and 59 minutes longer":             {foreign(ruleset.MuchLonger, "doc", 600, 959), "fly_exception_fails"},
		"a day longer":                                 {foreign(ruleset.DayLonger, "doc", 600, 2_040), ""},
		"a minute short of a day":                      {foreign(ruleset.DayLonger, "doc", 600, 2_039), "fly_exception_fails"},
	} {
		if got := ruleset.FlyAmerica(c.s); codes(got) != c.want || len(got) > 0 && (got[0].Effect != ruleset.Deny || got[0].Section != ruleset.FlySection) {
			t.Errorf("%s: %v, want %q", name, got, c.want)
		}
	}
}

func TestAContributionCountsOnlyIfAllSevenTestsHold(t *testing.T) {
	t.Parallel()
	type do = func(*ruleset.Contribution, *ruleset.Books)
	for name, c := range map[string]struct {
		do     do
		answer string // of the tests 1 to 7: y, n, or o for open
		value  string
		counts bool
		fails  bool
	}{
		"forty hours of a volunteer":       {func(*ruleset.Contribution, *ruleset.Books) {}, "yyyyyyy", "", true, false},
		"without evidence it is open":      {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Evidence = nil }, "oyyyyyy", "", false, false},
		"uncertified it is open":           {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Certifier = "" }, "oyyyyyy", "", false, false},
		"counted on another federal award": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.OtherFederalAward = "NEH-1" }, "ynyyyyy", "", false, true},
		"evidence claimed already": {func(c *ruleset.Contribution, b *ruleset.Books) {
			b.Claimed = []ruleset.Claim{{Evidence: c.Evidence[0], By: "E1"}}
		}, "ynyyyyy", "", false, true},
		"not judged yet":              {func(c *ruleset.Contribution, _ *ruleset.Books) { c.NecessaryReasonable, c.Conforms = "", "" }, "yyoyyyo", "", false, false},
		"judged unnecessary":          {func(c *ruleset.Contribution, _ *ruleset.Books) { c.NecessaryReasonable = ruleset.No }, "yynyyyy", "", false, true},
		"after the end":               {func(c *ruleset.Contribution, _ *ruleset.Books) { c.On = day("2027-08-01") }, "yyynyyy", "", false, true},
		"donated wine":                {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Declared = []string{"alcohol"} }, "yyynyyy", "", false, true},
		"what needs approval is open": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Declared = []string{"entertainment"} }, "yyyoyyy", "", false, false},
		"paid by the government":      {func(c *ruleset.Contribution, _ *ruleset.Books) { c.PaidByGovernment = true }, "yyyynyy", "", false, true},
		"which a statute lets count": {func(c *ruleset.Contribution, _ *ruleset.Books) {
			c.PaidByGovernment, c.StatuteAllows, c.StatuteCitation = true, true, "42 USC 5305"
		}, "yyyyyyy", "", true, false},
		"a statute without its name": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.PaidByGovernment, c.StatuteAllows = true, true }, "yyyynyy", "", false, true},
		"not in the approved budget": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.InBudget = false }, "yyyyyny", "", false, true},
		"hours times rate is not the amount": {func(c *ruleset.Contribution, _ *ruleset.Books) {
			c.Amount, c.Worth = money.Dollars(1_201), money.Dollars(1_201)
		}, "yyyyyyy", "share_value_off", false, true},
		"a volunteer is no cash":               {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Funding = budget.Cash }, "yyyyyyy", "share_cash_or_kind", false, true},
		"valued by nothing":                    {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Valuation = "" }, "yyyyyyy", "share_no_valuation", false, true},
		"unrecovered indirect cost unapproved": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Valuation = ruleset.UnrecoveredIndirect }, "yyyyyyy", "share_unrecovered_indirect", false, true},
		"unrecovered indirect cost approved": {func(c *ruleset.Contribution, _ *ruleset.Books) {
			c.Valuation, c.ApprovedIndirect = ruleset.UnrecoveredIndirect, true
		}, "yyyyyyy", "", true, false},
		"pesos worth something else": {func(c *ruleset.Contribution, _ *ruleset.Books) { c.Worth = money.Dollars(1) }, "yyyyyyy", "share_misconverted", false, true},
		"at a rate without a source": {func(c *ruleset.Contribution, _ *ruleset.Books) {
			c.Conversion = &ruleset.Conversion{RateMicro: 1_000_000, On: c.On}
		}, "yyyyyyy", "expense_rate_unsaid", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := ruleset.Contribution{
				Key: "C1", Donor: "Friends of the museum", Side: partnership.US, Funding: budget.InKind, Category: budget.Other, On: day("2026-11-01"),
				Valuation: ruleset.VolunteerHours, QuantityMilli: 40_000, Unit: money.Dollars(30), Amount: money.Dollars(1_200), Worth: money.Dollars(1_200),
				Description: "Guides", Evidence: []ruleset.Evidence{"file:aa#0"}, Certifier: "Ana Ruiz", InBudget: true, NecessaryReasonable: ruleset.Yes, Conforms: ruleset.Yes,
			}
			b := books()
			c.do(&x, &b)
			got := b.Contribution(x, true)
			var answer string
			for i, t1 := range got.Tests {
				answer += map[ruleset.Answer]string{ruleset.Yes: "y", ruleset.No: "n", ruleset.Open: "o"}[t1.Answer]
				if t1.Number != i+1 || (t1.Answer != ruleset.Yes) != (len(t1.Finding) > 0) {
					t.Errorf("%+v", t1)
				}
			}
			if answer != c.answer || codes(got.Value) != c.value || got.Counts() != c.counts || got.Fails() != c.fails {
				t.Errorf("%s %q counts %v fails %v", answer, codes(got.Value), got.Counts(), got.Fails())
			}
		})
	}
	x := ruleset.Contribution{InBudget: false}
	if got := books().Contribution(x, false).Tests[5]; got.Answer != ruleset.Yes {
		t.Errorf("an award that does not ask for it in the budget: %+v", got)
	}
}

func FuzzEvidenceOfAReceipt(f *testing.F) {
	f.Add("Aerolíneas", "F-1", "aa")
	f.Add("", "", "")
	f.Add("\xff\x00", "﷽", "")
	f.Fuzz(func(t *testing.T, vendor, number, hash string) {
		r := ruleset.Receipt{Vendor: vendor, Number: number, SHA256: hash, On: day("2026-10-05"), Amount: money.Dollars(1)}
		spaced := r
		spaced.Vendor, spaced.Number = " "+vendor+".", "-"+number+" "
		a, b := r.Evidence(), spaced.Evidence()
		if len(a) != len(b) {
			t.Fatalf("%q and %q", a, b)
		}
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("%q and %q", a, b)
			}
		}
	})
}
