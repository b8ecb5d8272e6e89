package federalform_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func disclosure() federalform.Disclosure {
	no := false
	return federalform.Disclosure{
		Name: "Space Center Houston", RegisteredName: "SPACE CENTER, HOUSTON", UEI: "ABCDEF123456", FAIN: "SECAGD26CA0001", FederalAwardOn: day("2026-07-01"),
		Start: day("2026-08-01"), End: day("2027-07-31"), BudgetStart: day("2026-08-01"), BudgetEnd: day("2027-07-31"),
		ThisAction: money.Dollars(80_000), Obligated: money.Dollars(80_000), Committed: money.Dollars(80_000),
		Description: "Youth and Mars", Agency: "Department of State", PassThrough: "American Alliance of Museums", OfficialName: "Dana Lee", OfficialEmail: "connect@example.org",
		ListingNumber: "19.415", ListingTitle: "Professional and Cultural Exchange Programs - Citizen Exchanges",
		ByListing: []federalform.Source{{Key: "SECAGD26CA0001", Amount: money.Dollars(80_000)}}, Research: &no, Rate: budget.DeMinimis, RateShare: 1_500,
		Requirements: "2 CFR 200", RecordsAccess: "as 2 CFR 200.337", CloseoutTerms: "90 days",
	}
}

func TestEachMissingPieceOfADisclosureIsNamed(t *testing.T) {
	t.Parallel()
	if found := disclosure().Missing(); len(found) > 0 {
		t.Fatalf("%v", found)
	}
	type d = federalform.Disclosure
	for want, spoil := range map[string]func(*d){
		"name_differs":          func(x *d) { x.RegisteredName = "Another Museum" },
		"uei":                   func(x *d) { x.UEI = "ABC" },
		"fain":                  func(x *d) { x.FAIN = strings.Repeat("S", 31) },
		"period":                func(x *d) { x.End = day("2026-07-31") },
		"budget_period":         func(x *d) { x.BudgetEnd = day("2026-07-31") },
		"budget_period_outside": func(x *d) { x.BudgetEnd = day("2027-08-01") },
		"before_federal_award":  func(x *d) { x.FederalAwardOn = day("2026-08-02") },
		"obligated_less":        func(x *d) { x.ThisAction = money.Dollars(80_001) },
		"committed_less":        func(x *d) { x.Committed = money.Dollars(79_999) },
		"listing_number":        func(x *d) { x.ListingNumber = "19415" },
		"by_listing":            func(x *d) { x.ByListing[0].Amount = money.Dollars(1) },
		"research":              func(x *d) { x.Research = nil },
		"indirect_rate":         func(x *d) { x.RateShare = 0 },
		"official_contact":      func(x *d) { x.OfficialEmail = " " },
	} {
		x := disclosure()
		spoil(&x)
		if got := codes(x.Missing()); got != "disclosure_"+want {
			t.Errorf("%s: %q", want, got)
		}
	}
	x := disclosure()
	x.Rate, x.RateShare = budget.NoRate, 0
	if found := x.Missing(); len(found) > 0 {
		t.Errorf("no rate is an answer: %v", found)
	}
}

func TestNoFieldOfADisclosureCanBeLeftOutUnseen(t *testing.T) {
	t.Parallel()
	whole := reflect.ValueOf(disclosure())
	for i := range whole.NumField() {
		name := whole.Type().Field(i).Name
		x := disclosure()
		field := reflect.ValueOf(&x).Elem().Field(i)
		field.Set(reflect.Zero(field.Type()))
		if name != "RegisteredName" && len(x.Missing()) == 0 { // the register's word is compared only where it is known
			t.Errorf("without %s nothing is missing", name)
		}
	}
}

func TestTheDataSetOfASubawardFollowsFromItsDisclosure(t *testing.T) {
	t.Parallel()
	rules, _ := ruleset.Known().On(day("2026-08-01"))
	task, ok := rules.SubawardReport([]ruleset.Obligation{{Action: "award", On: day("2026-08-01"), Amount: money.Dollars(80_000)}})
	if !ok || task.DueOn != day("2026-09-30") {
		t.Fatalf("%+v", task)
	}
	home := federalform.Address{Street: "1601 NASA Parkway", City: "Houston", State: "TX", PostalCode: "77058-3696", Country: "US", District: "TX-36"}
	whole := func() federalform.FFATA {
		f := federalform.FFATAOf(disclosure(), task, "ZYXWVU987654", "MC-2026-A03")
		f.Address, f.Performance = home, federalform.Address{City: "Toulouse", Country: "FR"}
		return f
	}
	if found := whole().Missing(); len(found) > 0 {
		t.Fatalf("%v", found)
	}
	five := []federalform.Officer{{"A", money.Dollars(1)}, {"B", money.Dollars(1)}, {"C", money.Dollars(1)}, {"D", money.Dollars(1)}, {"E", money.Dollars(1)}}
	type f = federalform.FFATA
	for name, c := range map[string]struct {
		spoil func(*f)
		want  string
	}{
		"five digits of a postal code": {func(x *f) { x.Address.PostalCode = "77058" }, "ffata_address"},
		"no district":                  {func(x *f) { x.Address.District = "" }, "ffata_address"},
		"no place of performance":      {func(x *f) { x.Performance = federalform.Address{} }, "ffata_performance"},
		"the recipient's UEI":          {func(x *f) { x.PrimeUEI = "" }, "ffata_prime_uei"},
		"another month":                {func(x *f) { x.Month = day("2026-09-30") }, "ffata_month"},
		"nothing known at all":         {func(x *f) { *x = federalform.FFATA{} }, "ffata_fain ffata_listing_number ffata_prime_uei ffata_uei ffata_subaward ffata_name ffata_address ffata_performance ffata_obligated_on ffata_amount ffata_description ffata_month"},
		"pay that is asked for":        {func(x *f) { x.ExecutivePay = true }, "ffata_officers"},
		"pay of five":                  {func(x *f) { x.ExecutivePay, x.Officers = true, five }, ""},
		"pay of four":                  {func(x *f) { x.ExecutivePay, x.Officers = true, five[:4] }, "ffata_officers"},
		"pay that nobody asked for":    {func(x *f) { x.Officers = five }, "ffata_officers_unasked"},
	} {
		x := whole()
		c.spoil(&x)
		if got := codes(x.Missing()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAProgressReportIsWhole(t *testing.T) {
	t.Parallel()
	type p = federalform.PPR
	whole := func() p {
		h := header()
		h.Basis = ""
		x := p{
			Header: h, Frequency: "quarterly", Narrative: "Students met.", Certified: federalform.Certification{Name: "Ana", Title: "Director", Email: "a@example.org", On: day("2027-01-15")},
			Indicators: []federalform.IndicatorRow{{Label: "B-01", Activity: "Workshops", Indicator: "12 of 20 held"}, {Label: "B-02", Activity: "Travel", Indicator: "on time"}},
		}
		for _, q := range federalform.Questions() {
			x.Questions = append(x.Questions, federalform.Question{Key: q, Reply: federalform.ReplyYes})
		}
		return x
	}
	for name, c := range map[string]struct {
		spoil func(*p)
		want  string
	}{
		"as it is":                 {func(*p) {}, ""},
		"without narrative":        {func(x *p) { x.Narrative = "\n" }, "ppr_no_narrative"},
		"without frequency":        {func(x *p) { x.Frequency = "" }, "ppr_no_frequency"},
		"uncertified":              {func(x *p) { x.Certified.On = calendar.Date{} }, "form_not_certified"},
		"a label twice":            {func(x *p) { x.Indicators[1].Label = "b-001" }, "ppr_label_twice"},
		"no label":                 {func(x *p) { x.Indicators[1].Label = "2" }, "ppr_bad_label"},
		"half a row":               {func(x *p) { x.Indicators[0].Indicator = "" }, "ppr_row_half"},
		"a no without explanation": {func(x *p) { x.Questions[2].Reply = federalform.ReplyNo }, "ppr_unexplained"},
		"a no with one":            {func(x *p) { x.Questions[2].Reply, x.Questions[2].Explanation = federalform.ReplyNo, "none was held" }, ""},
		"a question without reply": {func(x *p) { x.Questions = x.Questions[1:] }, "ppr_unanswered"},
		"a reply of another form":  {func(x *p) { x.Questions[0].Reply = "maybe" }, "ppr_unanswered"},
	} {
		x := whole()
		c.spoil(&x)
		if got := codes(x.Check()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzShapes(f *testing.F) {
	for _, s := range []string{"53-0205889", "530205889", "19.415", "B-01", "b-1", "-01", "B-00", "\xff-01", "Ⅷ9.415"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := federalform.EIN(s); ok {
			if again, still := federalform.EIN(got); !still || again != got || len(got) != 9 {
				t.Fatalf("EIN %q is %q", s, got)
			}
		}
		if got, ok := federalform.AssistanceListing(s); ok {
			if again, still := federalform.AssistanceListing(got); !still || again != got || len(got) != 6 {
				t.Fatalf("listing %q is %q", s, got)
			}
		}
		if page, n, ok := federalform.Label(s); ok && (page == "" || n < 1 || n > 9999) {
			t.Fatalf("label %q is %q %d", s, page, n)
		}
	})
}
