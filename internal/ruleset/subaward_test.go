package ruleset_test

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func TestASubawardIsReportedOnceItReachesThirtyThousand(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	act := func(name, on string, cents int64) ruleset.Obligation {
		return ruleset.Obligation{Action: name, On: day(on), Amount: money.Cents(cents)}
	}
	for name, c := range map[string]struct {
		actions     []ruleset.Obligation
		action, due string
	}{
		"the award itself reaches it":                 {[]ruleset.Obligation{act("award", "2026-08-01", 80_000_00)}, "award", "2026-09-30"},
		"exactly 30,000":                              {[]ruleset.Obligation{act("award", "2026-01-31", 30_000_00)}, "award", "2026-02-28"},
		"a cent less is not reported":                 {[]ruleset.Obligation{act("award", "2026-01-31", 29_999_99)}, "", ""},
		"an amendment reaches it":                     {[]ruleset.Obligation{act("award", "2026-08-01", 25_000_00), act("supplement", "2026-11-21", 5_000_00)}, "supplement", "2026-12-31"},
		"whatever the order they are told in":         {[]ruleset.Obligation{act("supplement", "2026-11-21", 5_000_00), act("award", "2026-08-01", 25_000_00)}, "supplement", "2026-12-31"},
		"money taken back later leaves the duty":      {[]ruleset.Obligation{act("award", "2026-08-01", 40_000_00), act("cut", "2026-12-01", -20_000_00)}, "award", "2026-09-30"},
		"money taken back before keeps it from there": {[]ruleset.Obligation{act("award", "2026-08-01", 29_000_00), act("cut", "2026-09-01", -9_000_00), act("supplement", "2026-10-01", 9_000_00)}, "", ""},
		"a December award is due in January":          {[]ruleset.Obligation{act("award", "2026-12-15", 50_000_00)}, "award", "2027-01-31"},
	} {
		got, ok := s.SubawardReport(c.actions)
		if ok != (c.action != "") || got.Action != c.action || got.DueOn.String() != c.due {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestExecutivePayIsReportedOnlyByMostlyFederalBodies(t *testing.T) {
	t.Parallel()
	s := rules(t, fund.Rules2025)
	for name, c := range map[string]struct {
		obligated, revenue, federal int64
		public, want                bool
	}{
		"80 percent and 25 million":   {80_000, 31_250_000, 25_000_000, false, true},
		"a dollar less than 80":       {80_000, 31_250_002, 25_000_000, false, false},
		"less than 25 million":        {80_000, 24_000_000, 24_000_000, false, false},
		"where pay is public":         {80_000, 31_250_000, 25_000_000, true, false},
		"a subaward that is not told": {29_999, 31_250_000, 25_000_000, false, false},
	} {
		if got := s.ExecutivePay(money.Dollars(c.obligated), money.Dollars(c.revenue), money.Dollars(c.federal), c.public); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestASingleAuditIsDueByTheEarlierDay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules         string
		spent         int64
		yearEnd, told string
		due           string
	}{
		"a million under the rules of 2024":      {fund.Rules2024, 1_000_000, "2026-06-30", "", "2027-03-31"},
		"less is no duty":                        {fund.Rules2024, 999_999, "2026-06-30", "", ""},
		"750,000 was one before":                 {fund.Rules2020, 750_000, "2026-06-30", "", "2027-03-31"},
		"thirty days after the auditors' report": {fund.Rules2024, 2_000_000, "2026-12-31", "2027-04-01", "2027-05-01"},
		"a late report does not put it off":      {fund.Rules2024, 2_000_000, "2026-12-31", "2027-09-15", "2027-09-30"},
	} {
		got, owed := rules(t, c.rules).SingleAudit(money.Dollars(c.spent), day(c.yearEnd), day(c.told))
		if owed != (c.due != "") || got.DueOn.String() != c.due {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWhatAnAwardStillNeedsToBeOfficialIsNamed(t *testing.T) {
	t.Parallel()
	whole := func() ruleset.Agreement {
		return ruleset.Agreement{
			On: day("2026-11-21"), Endorsed: true, UEI: "ABCDEF123456", Screening: &ruleset.Screening{On: day("2026-10-22"), Clear: true},
			BudgetApproved: true, BudgetGrant: money.Dollars(80_000), Award: money.Dollars(80_000), MuseumSigned: true, OfficeSigned: true,
		}
	}
	for name, c := range map[string]struct {
		do   func(*ruleset.Agreement)
		want string
	}{
		"nothing; the check is thirty days old": {func(*ruleset.Agreement) {}, ""},
		"a fresher check":                       {func(a *ruleset.Agreement) { a.Screening.On = day("2026-10-21") }, "exclusions_old"},
		"any check":                             {func(a *ruleset.Agreement) { a.Screening = nil }, "exclusions_unchecked"},
		"a clear one":                           {func(a *ruleset.Agreement) { a.Screening.Clear = false }, "exclusions_found"},
		"one of that day or before":             {func(a *ruleset.Agreement) { a.Screening.On = day("2026-11-22") }, "exclusions_later"},
		"a UEI":                                 {func(a *ruleset.Agreement) { a.UEI = " " }, "official_no_uei"},
		"a UEI without O":                       {func(a *ruleset.Agreement) { a.UEI = "OBCDEF123456" }, "official_bad_uei"},
		"the budget it was approved with":       {func(a *ruleset.Agreement) { a.BudgetGrant = money.Dollars(85_000) }, "official_budget_differs"},
		"the disclosure":                        {func(a *ruleset.Agreement) { a.Disclosure = []ruleset.Finding{{Code: "disclosure_fain"}} }, "disclosure_fain"},
		"everything": {
			func(a *ruleset.Agreement) { *a = ruleset.Agreement{On: a.On} },
			"official_no_endorsement official_no_uei exclusions_unchecked official_no_budget official_museum_unsigned official_office_unsigned",
		},
	} {
		a := whole()
		c.do(&a)
		if got := codes(a.Missing()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzUEI(f *testing.F) {
	for _, s := range []string{"ABCDEF123456", " abcdef123456 ", "OBCDEF123456", "", "ÀBCDEF123456", "ABCDEF12345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ruleset.UEI(s)
		again, still := ruleset.UEI(got)
		if ok != still || got != again {
			t.Fatalf("%q is %q (%v), then %q (%v)", s, got, ok, again, still)
		}
		if ok && (len(got) != 12 || slices.ContainsFunc([]rune(got), func(r rune) bool { return r == 'O' || r == 'I' || r > 'Z' })) {
			t.Fatalf("%q passed", got)
		}
	})
}

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	for file, table := range map[string]lifecycle.Table{"amendment": ruleset.AmendmentMoves(), "contribution": ruleset.ContributionMoves()} {
		for _, wrong := range table.Sound() {
			t.Error(wrong)
		}
		golden.Check(t, "testdata/"+file+".golden", table.String())
	}
}

func TestAnAmendmentIsNotApprovedByWhoAskedAndNotAppliedBeforeTheFunderAgreed(t *testing.T) {
	t.Parallel()
	table := ruleset.AmendmentMoves()
	for _, state := range []string{"draft", "submitted", "aam_review", "needs_eca", "rejected", "eca_rejected", "applied"} {
		if _, err := table.Step(state, "apply"); err == nil {
			t.Errorf("a %s amendment is applied", state)
		}
	}
	if !slices.ContainsFunc(table.Apart, func(g []string) bool { return slices.Contains(g, "submit") && slices.Contains(g, "approve") }) {
		t.Error("one person asks and approves")
	}
	if _, err := ruleset.ContributionMoves().Step("claimed", "verify"); err == nil {
		t.Error("a contribution is verified without evidence")
	}
}
