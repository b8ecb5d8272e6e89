package standard

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

var now = time.Date(2027, 11, 20, 9, 0, 0, 0, time.UTC)

func by() Publisher {
	return Publisher{Ref: "US-EIN-123456789", Origin: "https://grants.example.org"}
}

func id[T any, P interface {
	*T
	Scan(any) error
}](t *testing.T, n int) T {
	t.Helper()
	var out T
	if err := P(&out).Scan(fmt.Sprintf("01900000-0000-7000-8000-%012d", n)); err != nil {
		t.Fatal(err)
	}
	return out
}

func grants(t *testing.T) []*Grant {
	lat, lon := 42.32226, -83.17631
	award1, award2 := id[ident.Award](t, 1), id[ident.Award](t, 2)
	us, abroad, third := id[ident.Organization](t, 3), id[ident.Organization](t, 4), id[ident.Organization](t, 5)
	return []*Grant{
		{
			ID: award1, Number: "MC-2027-A01", Title: "Reel Stories", Description: "Young women <film> & tell.", State: award.Active, AmountMinor: 80_000_05, Currency: "USD",
			AwardedOn: calendar.On(2027, 2, 8), StartsOn: calendar.On(2027, 8, 1), EndsOn: calendar.On(2028, 7, 31), ProgramKey: "museums_connect", ProgramName: "Museums Connect",
			Administrator: "American Alliance of Museums", CycleTitle: "Museums Connect 2027", Funder: "U.S. Department of State", Federal: true, FAIN: "SECAGD27CA0001", Listing: "19.415",
			ChangedAt: time.Date(2027, 10, 1, 12, 0, 0, 0, time.UTC),
			Museums: []*Museum{
				{Organization: us, Name: "Arab American National Museum", City: "Dearborn", State: "MI", Country: "US", EIN: "12-3456780", Website: "https://example.org", Lead: true, Lat: &lat, Lon: &lon},
				{Organization: abroad, Name: "Palestinian Heritage Museum", City: "Jerusalem", Country: "PS"},
				{Organization: third, Name: "Museo", City: "Oaxaca", Country: "MX"},
			},
		},
		{
			ID: award2, Number: "MC-2011-03", Title: "Identities", State: award.Closed, AmountMinor: 78_000_00, Currency: "USD", AwardedOn: calendar.On(2011, 9, 1), StartsOn: calendar.On(2011, 9, 1), EndsOn: calendar.On(2013, 2, 28),
			ProgramKey: "museums_connect", ProgramName: "Museums Connect", Administrator: "American Alliance of Museums", CycleTitle: "2011", Funder: "U.S. Department of State", Federal: true,
			ChangedAt: time.Date(2011, 9, 1, 0, 0, 0, 0, time.UTC), Museums: []*Museum{{Organization: us, Name: "Museum of History", City: "Kennesaw", State: "GA", Country: "US", Lead: true}},
		},
	}
}

func TestTheOpenFiles(t *testing.T) {
	t.Parallel()
	giving, err := giving360(by(), grants(t))
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/giving360.json", string(giving))
	text, err := iati(by(), grants(t), now)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/iati.xml", string(text))
}

// TestGivingHasWhatTheStandardRequires: 360Giving 1.4 requires eight fields of a grant and an identifier and a name of
// each organization; the recipient is never the funder.
func TestGivingHasWhatTheStandardRequires(t *testing.T) {
	t.Parallel()
	text, err := giving360(by(), grants(t))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Grants []map[string]any }
	if err := json.Unmarshal(text, &file); err != nil || len(file.Grants) != 2 {
		t.Fatal(err, len(file.Grants))
	}
	day := regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	for _, g := range file.Grants {
		for _, field := range []string{"id", "title", "description", "currency", "awardDate"} {
			if s, _ := g[field].(string); s == "" {
				t.Errorf("%v has no %s", g["id"], field)
			}
		}
		if _, number := g["amountAwarded"].(float64); !number || !day.MatchString(g["awardDate"].(string)) {
			t.Errorf("%v: %v on %v", g["id"], g["amountAwarded"], g["awardDate"])
		}
		for _, list := range []string{"recipientOrganization", "fundingOrganization"} {
			all, _ := g[list].([]any)
			if len(all) != 1 {
				t.Fatalf("%v has %d of %s", g["id"], len(all), list)
			}
			if o := all[0].(map[string]any); o["id"] == "" || o["name"] == "" {
				t.Errorf("%v: %v", g["id"], o)
			}
		}
	}
}

// TestAnyActivityKeepsTheRulesOfIATI tries what the public rule set of IATI 2.03 asks of an activity: identifiers that begin
// with the reporter's and have no forbidden sign, days in their order and actual ones not ahead, shares of countries that
// sum to 100, budgets of at most a year, and transactions in the past with an amount.
func TestAnyActivityKeepsTheRulesOfIATI(t *testing.T) {
	t.Parallel()
	base := grants(t)[0]
	rapid.Check(t, func(t *rapid.T) {
		g := *base
		start := rapid.IntRange(-2000, 800).Draw(t, "start")
		g.StartsOn = calendar.Of(now, time.UTC).AddDays(start)
		g.EndsOn = g.StartsOn.AddDays(rapid.IntRange(1, 1500).Draw(t, "days"))
		g.AwardedOn = calendar.Of(now, time.UTC).AddDays(-rapid.IntRange(0, 900).Draw(t, "ago"))
		g.Museums = nil
		for i, c := range rapid.SliceOfN(rapid.SampledFrom([]string{"US", "MX", "PS", "KE", "UA", "FR", "SG"}), 1, 7).Draw(t, "countries") {
			g.Museums = append(g.Museums, &Museum{Name: "M", Country: c, Lead: i == 0})
		}
		text, err := iati(by(), []*Grant{&g}, now)
		if err != nil {
			t.Fatal(err)
		}
		var f iatiFile
		if err := xml.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		if broken := rules(f.Activities[0]); len(broken) > 0 {
			t.Fatalf("%s in\n%s", strings.Join(broken, "; "), text)
		}
	})
}

func rules(a *iatiActivity) (broken []string) {
	say := func(ok bool, what string) {
		if !ok {
			broken = append(broken, what)
		}
	}
	say(strings.HasPrefix(a.ID, a.By.Ref+"-") && !strings.ContainsAny(a.ID, "/&|?"), "identifier "+a.ID)
	at := map[string]string{}
	for _, d := range a.Dates {
		at[d.Type] = d.On
	}
	today := now.Format(time.DateOnly)
	say(at["1"] != "" || at["2"] != "", "no start")
	say(at["3"] == "" || at["1"] <= at["3"], "planned days in a wrong order")
	say(at["4"] == "" || at["2"] <= at["4"], "actual days in a wrong order")
	say(at["2"] <= today && at["4"] <= today, "an actual day ahead")
	sum := new(big.Rat)
	var codes []string
	for _, c := range a.Countries {
		share, ok := new(big.Rat).SetString(c.Percent)
		say(ok && !slices.Contains(codes, c.Code), "country "+c.Code)
		codes = append(codes, c.Code)
		sum.Add(sum, share)
	}
	say(sum.Cmp(big.NewRat(100, 1)) == 0, "countries sum to "+sum.FloatString(4))
	say(a.Sector.Percent == "100", "sector")
	if a.Budget != nil {
		from, _ := time.Parse(time.DateOnly, a.Budget.Start.On)
		to, _ := time.Parse(time.DateOnly, a.Budget.End.On)
		say(to.After(from) && !to.After(from.AddDate(1, 0, 0)), "a budget of more than a year")
	}
	for _, m := range a.Moves {
		say(m.On.On <= today && m.Value.On <= today && m.Value.Amount != "", "a transaction ahead")
	}
	say(len(a.Taking) > 2 && a.Status.Code != "", "who takes part")
	return broken
}

func TestWhoPublishesIsKnown(t *testing.T) {
	t.Parallel()
	if _, err := (&Service{}).Giving360(t.Context()); err == nil {
		t.Error("a house without an identifier publishes")
	}
}
