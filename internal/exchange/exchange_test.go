package exchange_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func day(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func codes(found []ruleset.Finding) string { return strings.Join(ruleset.Codes(found), " ") }

func insured() *exchange.Insurance {
	return &exchange.Insurance{
		Policy: "P-1", From: day("2027-03-01"), To: day("2027-03-31"), Medical: money.Dollars(100_000), Evacuation: money.Dollars(50_000),
		Repatriation: money.Dollars(25_000), Deductible: money.Dollars(500),
	}
}

// trip is one of a student of fifteen from Mexico to Houston.
func trip() exchange.Trip {
	return exchange.Trip{
		Key: "T1", Direction: exchange.ToUS, From: day("2027-03-05"), To: day("2027-03-20"), Federal: true,
		Travelers: []exchange.Traveler{{
			Key: "TV1", Side: partnership.NonUS, Community: true, BornOn: day("2011-06-01"), Citizenship: "MX", PassportExpires: day("2027-09-20"),
			GuardianConsent: "doc", Visa: exchange.VisaIssued, Insurance: insured(),
		}},
		Segments: []ruleset.Segment{{From: "MEX", To: "IAH", Designator: "UA", Operator: "UA"}},
	}
}

func TestATripIsClearedOnlyWhenNothingBarsIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(*exchange.Trip, *exchange.Traveler)
		want string
	}{
		"everything is there":        {func(*exchange.Trip, *exchange.Traveler) {}, ""},
		"the visa is not issued":     {func(_ *exchange.Trip, x *exchange.Traveler) { x.Visa = exchange.Interview }, "trip_no_visa"},
		"there is no case":           {func(_ *exchange.Trip, x *exchange.Traveler) { x.Visa = "" }, "trip_no_visa"},
		"who has entered had a visa": {func(_ *exchange.Trip, x *exchange.Traveler) { x.Visa = exchange.Entered }, ""},
		"a citizen needs none":       {func(_ *exchange.Trip, x *exchange.Traveler) { x.Visa, x.Insurance, x.Citizenship = "", nil, "US" }, ""},
		"nor does anybody going the other way": {func(t *exchange.Trip, x *exchange.Traveler) {
			t.Direction, x.Visa, x.Insurance = exchange.ToPartner, "", nil
		}, ""},
		"nor on other money":                   {func(t *exchange.Trip, x *exchange.Traveler) { t.Federal, x.Visa, x.Insurance = false, "", nil }, ""},
		"no insurance":                         {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance = nil }, "insurance_none"},
		"insured a day too short":              {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.To = day("2027-03-19") }, "insurance_days"},
		"medical a dollar less":                {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.Medical = money.Dollars(99_999) }, "insurance_medical"},
		"evacuation less":                      {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.Evacuation = money.Dollars(49_999) }, "insurance_evacuation"},
		"repatriation less":                    {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.Repatriation = money.Dollars(24_999) }, "insurance_repatriation"},
		"a larger deductible":                  {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.Deductible = money.Dollars(501) }, "insurance_deductible"},
		"insured in pesos":                     {func(_ *exchange.Trip, x *exchange.Traveler) { x.Insurance.Medical = money.New(10_000_000_000, "MXN") }, "insurance_medical"},
		"a minor without consent":              {func(_ *exchange.Trip, x *exchange.Traveler) { x.GuardianConsent = "" }, "trip_no_consent"},
		"eighteen on the day of leaving":       {func(_ *exchange.Trip, x *exchange.Traveler) { x.GuardianConsent, x.BornOn = "", day("2009-03-05") }, ""},
		"eighteen a day later":                 {func(_ *exchange.Trip, x *exchange.Traveler) { x.GuardianConsent, x.BornOn = "", day("2009-03-06") }, "trip_no_consent"},
		"of an age nobody knows":               {func(_ *exchange.Trip, x *exchange.Traveler) { x.GuardianConsent, x.BornOn = "", calendar.Date{} }, "trip_no_consent"},
		"a passport a day short of six months": {func(_ *exchange.Trip, x *exchange.Traveler) { x.PassportExpires = day("2027-09-19") }, "trip_passport"},
		"no passport":                          {func(_ *exchange.Trip, x *exchange.Traveler) { x.PassportExpires = calendar.Date{} }, "trip_passport"},
		"a flight that may not be paid":        {func(t *exchange.Trip, _ *exchange.Traveler) { t.Segments[0].Designator = "AM" }, "fly_foreign"},
		"a foreign carrier on other money":     {func(t *exchange.Trip, _ *exchange.Traveler) { t.Federal, t.Segments[0].Designator = false, "AM" }, ""},
		"nobody travels":                       {func(t *exchange.Trip, _ *exchange.Traveler) { t.Travelers = nil }, "trip_nobody"},
		"home before leaving":                  {func(t *exchange.Trip, x *exchange.Traveler) { t.To = day("2027-03-04") }, "trip_days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := trip()
			c.do(&x, &x.Travelers[0])
			found := x.Barriers(exchange.InsuranceLimits())
			if codes(found) != c.want {
				t.Errorf("%q, want %q", codes(found), c.want)
			}
			for _, f := range found {
				if f.Effect != ruleset.Deny || f.At == "" || f.Section == "" {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func TestAVisaIsWarnedOfEightWeeksBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		visa  exchange.VisaState
		today string
		want  string
	}{
		"fifty-six days are enough":       {exchange.DataCollected, "2027-01-08", "trip_no_visa"},
		"fifty-five are not":              {exchange.DataCollected, "2027-01-09", "visa_late trip_no_visa"},
		"a refusal is told at once":       {exchange.VisaRefused, "2026-11-01", "visa_refused trip_no_visa"},
		"with the visa there is no hurry": {exchange.VisaIssued, "2027-03-01", ""},
	} {
		x := trip()
		x.Travelers[0].Visa = c.visa
		found := x.Warnings(exchange.InsuranceLimits(), day(c.today))
		if codes(found) != c.want {
			t.Errorf("%s: %q", name, codes(found))
		}
		for _, f := range found {
			if f.Effect != ruleset.Warn {
				t.Errorf("%s: %s is %s", name, f.Code, f.Effect)
			}
			if f.Code == "visa_late" && (f.Fact("days") != "55" || f.Fact("by") != "2027-01-08") {
				t.Errorf("%s: %+v", name, f.Facts)
			}
		}
	}
}

func TestAgeIsInWholeYears(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		born, on string
		want     int
	}{
		"the day before a birthday":              {"2009-03-05", "2027-03-04", 17},
		"the birthday":                           {"2009-03-05", "2027-03-05", 18},
		"born on a leap day, the eve of March":   {"2008-02-29", "2026-02-28", 17},
		"born on a leap day, the first of March": {"2008-02-29", "2026-03-01", 18},
		"a leap day again":                       {"2008-02-29", "2028-02-29", 20},
	} {
		if got := exchange.Age(day(c.born), day(c.on)); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := exchange.ValidateBy(day("2027-03-05")).String(); got != "2027-04-04" {
		t.Errorf("validated by %s", got)
	}
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	if got := exchange.EraseOn(day("2030-11-28"), zone).UTC().Format(time.RFC3339); got != "2030-11-29T05:00:00Z" {
		t.Errorf("erased at %s", got)
	}
}

func TestAProjectTravelsBothWaysOrHasAWaiver(t *testing.T) {
	t.Parallel()
	back := trip()
	back.Direction = exchange.ToPartner
	for name, c := range map[string]struct {
		trips  []exchange.Trip
		waiver string
		want   int
	}{
		"both ways":         {[]exchange.Trip{trip(), back}, "", 0},
		"one way":           {[]exchange.Trip{trip()}, "", 1},
		"no way":            {nil, "", 2},
		"one way by waiver": {[]exchange.Trip{trip()}, "pandemic, approved 2027-01-04", 0},
	} {
		if got := exchange.OneWay(c.trips, c.waiver); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func form() exchange.DS2019 {
	no := false
	return exchange.DS2019{
		Surname: "RUIZ ORTEGA", Given: "ANA MARIA", Gender: exchange.Female, BornOn: day("2011-06-01"), BirthCity: "Oaxaca", BirthCountry: "MX", Citizenship: "MX", Residence: "MX",
		PositionCode: "320", Position: "secondary student", Site: "Space Center Houston", Sponsor: "ECA", ProgramNumber: "G-1-00001", Purpose: "begin new program",
		From: day("2027-03-01"), To: day("2027-03-31"), Category: "international visitor", SubjectCode: "30.1401",
		Support: []exchange.Support{{Source: "program sponsor", Amount: money.Dollars(2_400)}}, ResponsibleOfficer: "J. Doe", PassportNumber: "G1234567",
		PassportExpires: day("2029-01-01"), Email: "ana@example.org", Address: "Oaxaca, Mexico", PreviousJ: &no,
	}
}

func TestNoBoxOfADS2019CanBeLeftOutUnseen(t *testing.T) {
	t.Parallel()
	if found := form().Missing(); len(found) > 0 {
		t.Fatalf("%v", found)
	}
	whole := reflect.ValueOf(form())
	for i := range whole.NumField() {
		name := whole.Type().Field(i).Name
		x := form()
		field := reflect.ValueOf(&x).Elem().Field(i)
		field.Set(reflect.Zero(field.Type()))
		if found := x.Missing(); (len(found) != 1) != (name == "Given") { // some people have one name
			t.Errorf("without %s: %q", name, codes(found))
		}
	}
	for name, ok := range map[string]bool{"RUIZ": true, "RUIZ ORTEGA": true, "Ruiz": false, "RUIZ-ORTEGA": false, "RUÍZ": false, "": false, " RUIZ": false, "A  B": false, strings.Repeat("A", 40): false} {
		if exchange.MachineReadable(name) != ok {
			t.Errorf("%q is machine readable: %v", name, !ok)
		}
	}
}

func person(name string, year int, country place.Country, joined string) exchange.Participant {
	return exchange.Participant{Name: name, BirthYear: year, Country: country, Gender: exchange.Female, Role: exchange.CommunityParticipant, Side: partnership.NonUS, JoinedOn: day(joined)}
}

func TestAPersonIsCountedOncePerAward(t *testing.T) {
	t.Parallel()
	ana := person("Ana María Ruiz", 2009, "MX", "2026-09-10")
	known := ana
	known.Person = "per_1"
	renamed := known
	renamed.Name = "Ana Smith"
	for name, c := range map[string]struct {
		other exchange.Participant
		same  bool
	}{
		"the same again":                   {person("Ana María Ruiz", 2009, "MX", "2026-12-01"), true},
		"without accents, turned round":    {person("RUIZ, Ana Maria", 2009, "MX", "2026-12-01"), true},
		"a namesake of another year":       {person("Ana María Ruiz", 2010, "MX", "2026-12-01"), false},
		"a namesake of another country":    {person("Ana María Ruiz", 2009, "ES", "2026-12-01"), false},
		"another name":                     {person("Ana Ruiz", 2009, "MX", "2026-12-01"), false},
		"a person on record is another id": {known, false},
	} {
		unique, twice := exchange.Unique([]exchange.Participant{ana, c.other})
		if (len(unique) == 1) != c.same || (len(twice) == 1) != c.same {
			t.Errorf("%s: %d, %v", name, len(unique), twice)
		}
	}
	if unique, _ := exchange.Unique([]exchange.Participant{known, renamed}); len(unique) != 1 {
		t.Error("one person on record under two names counts twice")
	}
	if person("O'Brien", 2000, "IE", "2026-01-01").Identity() != person("O\u2019BRIEN", 2000, "IE", "2026-01-01").Identity() {
		t.Error("an apostrophe makes another person")
	}
	first := person("Ana Ruiz María", 2009, "MX", "2026-09-01")
	unique, twice := exchange.Unique([]exchange.Participant{ana, first})
	if unique[0].JoinedOn != day("2026-09-01") || twice[0].First != 1 || len(twice[0].Others) != 1 {
		t.Errorf("who joined first stands for all: %+v %+v", unique, twice)
	}
}

func TestTableBCountsEachOnceByCountryAgeAndRole(t *testing.T) {
	t.Parallel()
	us := person("Joe Poe", 1980, "US", "2026-09-01")
	us.Side, us.Gender, us.Role = partnership.US, exchange.Male, exchange.Mentor
	silent := person("Sam Lee", 0, "US", "2026-11-01")
	silent.Side, silent.Gender = partnership.US, exchange.Undisclosed
	later := person("Late Comer", 2009, "MX", "2027-01-01")
	all := []exchange.Participant{person("Ana Ruiz", 2009, "MX", "2026-09-01"), person("ana ruiz", 2009, "MX", "2026-11-01"), us, silent, later}
	got := exchange.Participants(all, day("2026-10-01"), day("2026-12-31"))
	if got.All.Total != 3 || got.New.Total != 1 || got.All.AbroadFemale != 1 || got.All.USMale != 1 || got.All.USOther != 1 || got.All.Undisclosed != 1 {
		t.Errorf("%+v new %+v", got.All, got.New)
	}
	var parts []string
	for _, rows := range [][]exchange.Count{got.Countries, got.Ages, got.Roles} {
		for _, r := range rows {
			if r.Total > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", r.Part, r.Total))
			}
		}
	}
	if s := strings.Join(parts, ", "); s != "MX 1, US 2, 13_17 1, 35_54 1, undisclosed 1, community 2, mentor 1" {
		t.Error(s)
	}
	if wrong := got.Reconcile(); len(wrong) > 0 {
		t.Errorf("%v", wrong)
	}
}

func TestAgesFallIntoTheBandsOfTheForm(t *testing.T) {
	t.Parallel()
	for age, want := range map[int]exchange.AgeBand{0: "under_13", 12: "under_13", 13: "13_17", 17: "13_17", 18: "18_24", 24: "18_24", 25: "25_34", 34: "25_34", 35: "35_54", 54: "35_54", 55: "55_up", 99: "55_up"} {
		p := person("x", 2026-age, "MX", "2026-05-01")
		if got := p.Band(); got != want {
			t.Errorf("%d is %s", age, got)
		}
	}
}

func TestTablesReconcileWhateverTheParticipants(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T) []exchange.Participant {
		var all []exchange.Participant
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			p := person(rapid.SampledFrom([]string{"Ana", "Ben", "Eva", "Li"}).Draw(t, "name"), rapid.SampledFrom([]int{0, 1960, 2000, 2009, 2015}).Draw(t, "year"),
				rapid.SampledFrom([]place.Country{"MX", "US", "FR"}).Draw(t, "country"), "2026-01-01")
			p.JoinedOn = p.JoinedOn.AddDays(rapid.IntRange(0, 500).Draw(t, "day"))
			p.Gender, p.Role = rapid.SampledFrom(exchange.Genders()).Draw(t, "gender"), rapid.SampledFrom(exchange.Roles()).Draw(t, "role")
			p.Side = rapid.SampledFrom([]partnership.Side{partnership.US, partnership.NonUS}).Draw(t, "side")
			all = append(all, p)
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		one, two := draw(t), draw(t)
		through := day("2026-12-31")
		a, b := exchange.Participants(one, day("2026-10-01"), through), exchange.Participants(two, day("2026-10-01"), through)
		both := exchange.Merge(a, b)
		for _, x := range []exchange.TableB{a, b, both} {
			if wrong := x.Reconcile(); len(wrong) > 0 {
				t.Fatalf("%v", wrong)
			}
		}
		if both.All.Total != a.All.Total+b.All.Total || both.New.Total != a.New.Total+b.New.Total {
			t.Fatalf("%+v of %+v and %+v", both.All, a.All, b.All)
		}
		before := exchange.Participants(one, day("2026-07-01"), day("2026-09-30"))
		if a.All.Total != before.All.Total+a.New.Total {
			t.Fatalf("%d before, %d new, %d in all", before.All.Total, a.New.Total, a.All.Total)
		}
	})
}

func TestWhatDoesNotReconcileIsNamed(t *testing.T) {
	t.Parallel()
	fresh := func() exchange.TableB {
		return exchange.Participants([]exchange.Participant{person("Ana", 2009, "MX", "2026-10-01"), person("Ben", 2001, "FR", "2026-10-01")}, day("2026-10-01"), day("2026-12-31"))
	}
	for name, c := range map[string]struct {
		spoil func(*exchange.TableB)
		want  string
	}{
		"nothing":                     {func(*exchange.TableB) {}, ""},
		"a country with one too many": {func(x *exchange.TableB) { x.Countries[0].Total++; x.Countries[0].AbroadFemale++ }, "country country.abroad_female"},
		"an age left out":             {func(x *exchange.TableB) { x.Ages = x.Ages[2:] }, "age age.abroad_female"},
		"genders that do not sum":     {func(x *exchange.TableB) { x.All.AbroadMale++ }, "age.abroad_male all country.abroad_male gender role.abroad_male"},
		"a woman counted as a man":    {func(x *exchange.TableB) { x.Roles[0].AbroadFemale--; x.Roles[0].AbroadMale++ }, "role.abroad_female role.abroad_male"},
		"more new than there are":     {func(x *exchange.TableB) { x.New.Total, x.New.AbroadFemale = 3, 3 }, "new"},
	} {
		x := fresh()
		c.spoil(&x)
		var got []string
		for _, f := range x.Reconcile() {
			got = append(got, f.Path)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTravelAudienceAndIndicatorsOfAPeriod(t *testing.T) {
	t.Parallel()
	staff := trip()
	staff.Travelers = append(staff.Travelers, exchange.Traveler{Side: partnership.NonUS, BornOn: day("1980-01-01"), Citizenship: "MX"})
	staff.Segments[0].Designator = "AM"
	rows := exchange.Travel([]exchange.Journey{{Trip: trip(), Grant: money.Dollars(5)}, {Trip: staff, Share: money.Dollars(7)}}, day("2027-01-01"), day("2027-03-31"))
	if len(rows) != 2 || rows[0].Community != 1 || rows[0].Minors != 1 || !rows[0].FlyAmerica || rows[1].Staff != 1 || rows[1].Visitors != 2 || rows[1].FlyAmerica {
		t.Errorf("%+v", rows)
	}
	if got := exchange.Travel([]exchange.Journey{{Trip: trip()}}, day("2027-04-01"), day("2027-06-30")); len(got) != 0 {
		t.Errorf("a trip of March is told in June: %+v", got)
	}
	heard := []exchange.Audience{
		{day("2027-02-01"), exchange.Attendance, exchange.InUS, 120},
		{day("2027-02-02"), exchange.Attendance, exchange.Abroad, 80},
		{day("2027-02-03"), exchange.Online, exchange.OnTheNet, 5_000},
		{day("2026-12-31"), exchange.Attendance, exchange.InUS, 999},
	}
	reach := exchange.Audiences(heard, day("2027-01-01"), day("2027-03-31"))
	if len(reach) != len(exchange.Reaches()) || reach[1].Total != 200 || reach[3].Online != 5_000 {
		t.Errorf("%+v", reach)
	}
	share := exchange.Indicator{Key: "understanding", Unit: exchange.UnitShare, Baseline: 2_000, Target: 8_000, Parts: []string{"girls"}}
	asked := []exchange.Measure{{day("2026-12-01"), "girls", 9, 10}, {day("2027-02-01"), "boys", 30, 90}}
	got := exchange.Measured(share, asked, day("2027-01-01"), day("2027-03-31"))
	if got.Quarter != 3_333 || got.Cumulative != 3_900 || *got.Reached != 3_166 || got.Parts[0].Value != 9_000 || got.Parts[1].Value != 3_333 {
		t.Errorf("39 of 100 answered yes, no mean of 90%% and 33%%: %+v %+v", got, got.Parts)
	}
	count := exchange.Indicator{Key: "programs", Unit: exchange.UnitCount, Target: 20, Parts: []string{"us", "abroad"}}
	held := exchange.Measured(count, []exchange.Measure{{day("2026-12-01"), "us", 5, 0}, {day("2027-02-01"), "", 7, 0}, {day("2027-04-01"), "us", 50, 0}}, day("2027-01-01"), day("2027-03-31"))
	if held.Quarter != 7 || held.Cumulative != 12 || *held.Reached != 6_000 || held.Parts[2].Value != 7 {
		t.Errorf("%+v", held)
	}
	if wrong := exchange.Reconcile(reach, []exchange.IndicatorRow{got, held}); len(wrong) > 0 {
		t.Errorf("%v", wrong)
	}
	reach[0].Total, held.Cumulative = 1, 13
	if wrong := exchange.Reconcile(reach, []exchange.IndicatorRow{held}); len(wrong) != 2 {
		t.Errorf("%v", wrong)
	}
	still := exchange.Measured(exchange.Indicator{Unit: exchange.UnitShare}, nil, day("2027-01-01"), day("2027-03-31"))
	if still.Reached != nil || still.Cumulative != 0 {
		t.Errorf("an indicator without target or answers: %+v", still)
	}
}

func TestTenThousandPastedRowsAreKeptButForTheBadOnes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("Name\tBirth year\tCountry\tGender\tRole\tSide\tJoined on\n")
	bad := 0
	for i := range 10_000 {
		country := "MX"
		if i%270 == 15 {
			country, bad = "Atlantis", bad+1
		}
		fmt.Fprintf(&b, "Person %d\t%d\t%s\tfemale\tcommunity\tnon_us\t2026-10-01\n", i, 1950+i%60, country)
	}
	got, err := exchange.Paste(b.String(), nil, day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	if bad != 37 || len(got.Bad) != 37 || len(got.Good) != 9_963 || len(got.Same) != 0 {
		t.Errorf("%d good, %d bad of %d, %d twice", len(got.Good), len(got.Bad), bad, len(got.Same))
	}
	if r := got.Bad[0]; r.Number != 16 || r.Why[0].Path != "country" || r.Cells[0] != "Person 15" {
		t.Errorf("%+v", r)
	}
}

func TestAPastedRowIsGoodBadOrThereAlready(t *testing.T) {
	t.Parallel()
	known := person("Known One", 2001, "FR", "2026-01-01").Identity()
	const good = "Ana Ruiz,2009,MX,female,community,non_us,2026-10-01"
	for name, c := range map[string]struct {
		text string
		want string // good/bad/same
		why  string
	}{
		"a row":                                      {good, "1/0/0", ""},
		"with a heading in another order":            {"role,side,name,joined on,gender,country,birth year\ncommunity,non_us,Ana Ruiz,2026-10-01,female,MX,2009", "1/0/0", ""},
		"with blank lines and a mark":                {"\ufeff" + good + "\r\n\r\n", "1/0/0", ""},
		"a name in quotes with a comma":              {`"Ruiz, Ana",2009,MEX,Female,community,non_us,2026-10-01`, "1/0/0", ""},
		"without gender and year":                    {"Ana Ruiz,,MX,,community,non_us,2026-10-01", "1/0/0", ""},
		"the same row twice":                         {good + "\n" + good, "1/0/1", ""},
		"somebody kept before":                       {"one known,2001,FR,male,mentor,non_us,2026-10-01", "0/0/1", ""},
		"quotes that do not close harm no other row": {`"Ana,2009` + "\n" + good, "1/1/0", "row"},
		"no country":                                 {"Ana,2009,,female,community,non_us,2026-10-01", "0/1/0", "country"},
		"a year in words":                            {"Ana,nine,MX,female,community,non_us,2026-10-01", "0/1/0", "birthYear"},
		"born tomorrow":                              {"Ana,2027,MX,female,community,non_us,2026-10-01", "0/1/0", "birthYear"},
		"joined tomorrow":                            {"Ana,2009,MX,female,community,non_us,2026-11-22", "0/1/0", "joinedOn"},
		"a day of no calendar":                       {"Ana,2009,MX,female,community,non_us,2026-02-30", "0/1/0", "joinedOn"},
		"too few cells":                              {"Ana", "0/1/0", "country role side joinedOn"},
		"a role of nobody":                           {"Ana,2009,MX,female,king,non_us,2026-10-01", "0/1/0", "role"},
		"a name of marks":                            {"!!!,2009,MX,female,community,non_us,2026-10-01", "0/1/0", "name"},
		"nothing":                                    {"", "0/0/0", ""},
	} {
		got, err := exchange.Paste(c.text, []string{known}, day("2026-11-21"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		why := ""
		for _, r := range got.Bad {
			for _, f := range r.Why {
				why += " " + f.Path
			}
		}
		if n := fmt.Sprintf("%d/%d/%d", len(got.Good), len(got.Bad), len(got.Same)); n != c.want || strings.TrimSpace(why) != c.why {
			t.Errorf("%s: %s because of %q", name, n, why)
		}
	}
	for name, c := range map[string]struct{ text, code string }{
		"no text":       {"Ana\xff", "bad_text"},
		"a zero":        {"Ana\x00", "bad_text"},
		"too many rows": {strings.Repeat("x\n", exchange.MostPasted+1), "too_many"},
	} {
		if _, err := exchange.Paste(c.text, nil, day("2026-11-21")); !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzPaste(f *testing.F) {
	f.Add("Ana Ruiz,2009,MX,female,community,non_us,2026-10-01\n\"x\n")
	f.Add("a\tb\n\n\r\n")
	f.Add("name,birth_year,country,gender,role,side,joined_on\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := exchange.Paste(text, nil, day("2026-11-21"))
		if err != nil {
			return
		}
		rows := 0
		for line := range strings.Lines(text) {
			if strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")) != "" {
				rows++
			}
		}
		if n := len(got.Good) + len(got.Bad) + len(got.Same); n != rows && n != rows-1 {
			t.Fatalf("%d of %d rows came back", n, rows)
		}
		for _, r := range got.Good {
			if len(r.Check(day("2026-11-21"))) > 0 {
				t.Fatalf("%+v is good", r)
			}
		}
	})
}

func FuzzSEVIS(f *testing.F) {
	for _, s := range []string{"N0012345678", "n-0012345678", "N001234567", "X0012345678", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := exchange.SEVIS(s)
		if again, still := exchange.SEVIS(got); ok && (!still || again != got || len(got) != 11) {
			t.Fatalf("%q is %q", s, got)
		}
	})
}

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	for file, table := range map[string]lifecycle.Table{"trip": exchange.TripMoves(), "visa": exchange.VisaMoves()} {
		for _, wrong := range table.Sound() {
			t.Error(wrong)
		}
		golden.Check(t, "testdata/"+file+".golden", table.String())
	}
	for _, state := range []string{"planned", "approved", "booked", "visa_pending"} {
		if _, err := exchange.TripMoves().Step(state, "travel"); err == nil {
			t.Errorf("a %s trip is travelled", state)
		}
	}
}

func TestRulesOfCountingAreSaidOnceEach(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range exchange.CountingRules() {
		if seen[r.Key] || !strings.HasSuffix(r.Text, ".") {
			t.Errorf("%+v", r)
		}
		seen[r.Key] = true
	}
	last := exchange.Anchors()[len(exchange.Anchors())-1]
	if last.States != 30 || last.Countries != 51 || last.Projects != 68 {
		t.Errorf("%+v", last)
	}
}
