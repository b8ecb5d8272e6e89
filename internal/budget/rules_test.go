package budget_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

func rules(key string) budget.Rules {
	var of []*fund.Threshold
	for _, t := range fund.Thresholds() {
		if t.RuleSet == key {
			of = append(of, &t)
		}
	}
	return budget.RulesOf(of)
}

// sheet is the empty budget of two museums.
func sheet(r budget.Rules) *budget.Sheet {
	return &budget.Sheet{
		Application: ident.NewApplication(), Open: true, Currency: money.USD, CostShare: 5_000, Program: "Museums Connect", Listing: "19.415", Rules: r,
		Museums: []budget.Museum{
			{Organization: ident.NewOrganization(), Name: "Lead Museum", Side: partnership.US, Lead: true},
			{Organization: ident.NewOrganization(), Name: "Museo Asociado", Side: partnership.NonUS},
		},
	}
}

// spend is one line of whole dollars.
func spend(t *testing.T, s *budget.Sheet, side partnership.Side, item budget.Item, paid budget.Funding, amount string) *budget.Line {
	t.Helper()
	l, err := budget.Compute(budget.LineInput{Item: item, Side: side, Funding: paid, Description: string(item), Quantity: "1", Rate: amount}, s.Frame(calendar.Date{}))
	if err != nil {
		t.Fatal(err)
	}
	l.Ordinal = len(s.Lines) + 1
	s.Lines = append(s.Lines, l)
	return l
}

func TestTheWorkedExampleOfModifiedTotalDirectCosts(t *testing.T) {
	t.Parallel()
	for key, want := range map[string][2]string{
		fund.Rules2020: {"557500.00", "55750.00"},
		fund.Rules2024: {"707500.00", "106125.00"},
		fund.Rules2025: {"707500.00", "106125.00"},
	} {
		s, r := sheet(budget.Rules{}), rules(key)
		for item, amount := range map[budget.Item]string{
			budget.Salaries: "210000", budget.Benefits: "52500", budget.TravelToPartner: "60000", budget.Equipments: "12000", budget.Materials: "15000",
			budget.Consultants: "40000", budget.OtherDirect: "30000", budget.ParticipantSupport: "50000",
		} {
			spend(t, s, partnership.US, item, budget.Grant, amount)
		}
		b := budget.BaseOf(s.Lines, slices.Repeat([]money.Money{money.Dollars(80_000)}, 6), r, money.USD)
		if got := [2]string{b.Counted.Decimal(), b.Most(r.DeMinimis).Decimal()}; got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
		if b.Equipment != money.Dollars(12_000) || b.Participants != money.Dollars(50_000) || b.Subawards.Add(b.Rest) != money.Dollars(480_000) {
			t.Errorf("%s leaves out %+v", key, b)
		}
	}
}

func TestIndirectCostsNeverExceedRateTimesBase(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counted := money.Cents(rapid.Int64Range(0, money.Max).Draw(t, "base"))
		rate := rapid.Int64Range(0, 20_000).Draw(t, "rate")
		most := budget.Base{Counted: counted}.Most(money.Ratio(rate))
		if up := money.Ratio(rate).AtLeast(counted); up.Less(most) || most.Add(money.Cents(1)).Less(up) {
			t.Fatalf("%d of %s is %s", rate, counted, most)
		}
	})
}

func codes(s *budget.Sheet, w budget.Weight) []string {
	var out []string
	for _, f := range s.Findings() {
		if f.Weight == w {
			out = append(out, f.Code)
		}
	}
	return out
}

func TestFindingsOfABudget(t *testing.T) {
	t.Parallel()
	lead := func(s *budget.Sheet) ident.Organization { return s.Museums[0].Organization }
	for name, c := range map[string]struct {
		fill  func(*testing.T, *budget.Sheet)
		rules string
		stops []string
		opens []string
	}{
		"an empty budget has nothing to say": {func(*testing.T, *budget.Sheet) {}, fund.Rules2025, nil, nil},
		"the partner counts up to the subaward's figure": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Grant, "10000")
			spend(t, s, partnership.NonUS, budget.Salaries, budget.Grant, "60000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "9000") // 15 % of 10,000 + 50,000
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.DeMinimis, Rate: 1_500})
		}, fund.Rules2025, nil, nil},
		"a cent above it stops": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Grant, "10000")
			spend(t, s, partnership.NonUS, budget.Salaries, budget.Grant, "60000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "9000.01")
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.DeMinimis, Rate: 1_500})
		}, fund.Rules2025, []string{"indirect_over", "indirect_over"}, nil},
		"the same under the older rules stops": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Grant, "10000")
			spend(t, s, partnership.NonUS, budget.Salaries, budget.Grant, "60000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "9000")
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.DeMinimis, Rate: 1_500}) // 10 % of 35,000 holds
		}, fund.Rules2020, []string{"indirect_over", "indirect_over"}, nil},
		"who states no rate and charges within the de minimis rate leaves it to the office": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Cash, "10000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Cash, "1500")
		}, fund.Rules2025, nil, []string{"indirect_unstated"}},
		"who has no rate charges nothing": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Cash, "10000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Cash, "0.01")
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.NoRate})
		}, fund.Rules2025, []string{"indirect_over"}, nil},
		"the grant's indirect costs stand on the grant's own costs": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Salaries, budget.Cash, "10000")
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "1500")
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.DeMinimis, Rate: 1_500})
		}, fund.Rules2025, []string{"indirect_over"}, nil},
		"participant support bears no indirect costs": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.TravelToPartner, budget.Grant, "10000").Participant = true
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "0.01")
		}, fund.Rules2025, []string{"indirect_over", "indirect_over"}, []string{"indirect_unstated"}[:0]},
		"equipment of 9,999.99 is supplies since 2024": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Equipments, budget.Grant, "9999.99")
		}, fund.Rules2025, []string{"equipment_below"}, nil},
		"and was equipment before": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Equipments, budget.Grant, "9999.99")
		}, fund.Rules2020, nil, nil},
		"a museum with a lower level of its own keeps it": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Equipments, budget.Grant, "6000")
			s.Rates = append(s.Rates, &budget.Rate{Organization: lead(s), Kind: budget.NoRate, CapitalizationMinor: 5_000_00})
		}, fund.Rules2025, nil, nil},
		"dear supplies may be equipment": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.Materials, budget.Grant, "10000")
		}, fund.Rules2025, nil, []string{"supplies_above"}},
		"an award without rules stops nothing": {func(t *testing.T, s *budget.Sheet) {
			spend(t, s, partnership.US, budget.IndirectCosts, budget.Grant, "10000")
			spend(t, s, partnership.US, budget.Equipments, budget.Grant, "1")
		}, "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sheet(rules(c.rules))
			c.fill(t, s)
			if got := codes(s, budget.Stops); !slices.Equal(got, c.stops) {
				t.Errorf("stops for %v, want %v: %+v", got, c.stops, s.Findings())
			}
			if got := codes(s, budget.Opens); !slices.Equal(got, c.opens) {
				t.Errorf("leaves open %v, want %v", got, c.opens)
			}
		})
	}
}

func TestAThirdForTravelIsAdvice(t *testing.T) {
	t.Parallel()
	s := sheet(rules(fund.Rules2025))
	spend(t, s, partnership.US, budget.TravelToPartner, budget.Grant, "10")
	spend(t, s, partnership.NonUS, budget.TravelToUS, budget.Grant, "10")
	spend(t, s, partnership.US, budget.Salaries, budget.Cash, "80")
	f := s.Findings()
	if len(f) != 1 || f[0].Weight != budget.Advice || f[0].Facts[0].Value != "20.00 USD" || f[0].Facts[1].Value != "33.34 USD" || f[0].Facts[2].Value != "20" {
		t.Errorf("%+v", f)
	}
}

func TestTheFederalFormOfATwoMuseumBudget(t *testing.T) {
	t.Parallel()
	s := sheet(rules(fund.Rules2025))
	s.StartsOn, s.EndsOn = calendar.On(2027, time.August, 1), calendar.On(2028, time.July, 31)
	s.Rates = []*budget.Rate{{Organization: s.Museums[0].Organization, Kind: budget.DeMinimis, Rate: 1_500}}
	spend(t, s, partnership.US, budget.TravelToPartner, budget.Grant, "50000.01")
	spend(t, s, partnership.NonUS, budget.Outreach, budget.Grant, "30000")
	spend(t, s, partnership.US, budget.Salaries, budget.Cash, "15000")
	spend(t, s, partnership.NonUS, budget.Salaries, budget.InKind, "20000")
	spend(t, s, partnership.US, budget.IndirectCosts, budget.Cash, "5000")
	f := s.Form()
	if wrong := f.Verify(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for what, pair := range map[string][2]string{
		"5(e)":      {f.SummaryAll.Federal.Decimal(), "80000.01"},
		"5(f)":      {f.SummaryAll.NonFederal.Decimal(), "40000.00"},
		"6c":        {f.Classes[2].Total.Decimal(), "50000.01"},
		"6g":        {f.Classes[6].Total.Decimal(), "0.00"},
		"6h":        {f.Classes[7].Federal.Decimal(), "30000.00"},
		"6i":        {f.Direct.Total.Decimal(), "115000.01"},
		"6j":        {f.Indirect.NonFederal.Decimal(), "5000.00"},
		"12(b)":     {f.Resource.Applicant.Decimal(), "20000.00"},
		"12(d)":     {f.Resource.Other.Decimal(), "20000.00"},
		"13 year":   {f.Cash[0].Year.Decimal(), "80000.01"},
		"13 last":   {f.Cash[0].Quarters[3].Decimal(), "20000.01"},
		"20 first":  {f.Years[0].Decimal(), "0.00"},
		"22 base":   {f.Charges[0].Base.Decimal(), "115000.01"}, // 65,000.01 of its own and the first 50,000 of the partner's
		"22 amount": {f.Charges[0].Amount.Decimal(), "5000.00"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, want %s", what, pair[0], pair[1])
		}
	}
	f.Classes[0].Federal = f.Classes[0].Federal.Add(money.Cents(1))
	if wrong := f.Verify(); len(wrong) != 2 {
		t.Errorf("a cent too much in 6a breaks %v", wrong)
	}
}

func TestAProjectOfMonthsSpreadsItsMoneyOverItsYears(t *testing.T) {
	t.Parallel()
	s := sheet(budget.Rules{})
	s.StartsOn = calendar.On(2027, time.July, 1)
	for end, want := range map[calendar.Date]int{
		calendar.On(2028, time.June, 30): 1, calendar.On(2028, time.July, 1): 2, calendar.On(2029, time.June, 30): 2, calendar.On(2040, time.June, 30): 5, s.StartsOn: 1,
	} {
		s.EndsOn = end
		if got := s.Years(); len(got) != want {
			t.Errorf("until %s it has years %v, want %d", end, got, want)
		}
	}
}
