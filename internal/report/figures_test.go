package report

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
)

var update = flag.Bool("update", false, "rewrite golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

type museum struct {
	name, city, place string // of a US state, or a country with a leading colon
}

func project(n int, theme string, dollars int64, lead museum, partners ...museum) []*MuseumFact {
	award, partnership := ident.NewAward(), ident.NewPartnership()
	minor, share := dollars*100, dollars*50
	var out []*MuseumFact
	for i, m := range append([]museum{lead}, partners...) {
		f := &MuseumFact{
			Award: award, Number: fmt.Sprintf("MC-2015-A%02d", n), Title: fmt.Sprintf("Project %d", n), Year: 2015, Partnership: partnership, Theme: theme,
			AmountMinor: &minor, CostShareMinor: &share, Currency: money.USD, Organization: org(m.name), Name: m.name, City: m.city, Lead: i == 0,
		}
		if c, abroad := strings.CutPrefix(m.place, ":"); abroad {
			f.Country = place.Country(c)
		} else {
			f.Country, f.State, f.US = "US", place.State(m.place), true
		}
		out = append(out, f)
	}
	return out
}

// org gives a museum the same id each time it is named.
func org(name string) ident.Organization {
	var id ident.Organization
	if err := id.Scan(uuid.NewSHA1(uuid.Nil, []byte(name)).String()); err != nil {
		panic(err)
	}
	return id
}

func world() *Facts {
	f := &Facts{Cycle: CycleFacts{ProgramName: "Museums Connect", FunderName: "U.S. Department of State", Year: 2015, Currency: money.USD, AppropriationMinor: 60_000_000, ReserveMinor: 6_000_000}}
	f.Museums = append(f.Museums, project(1, "Science", 90_000, museum{"Space Center Houston", "Houston", "TX"}, museum{"Cité de l'espace", "Toulouse", ":FR"}, museum{"Science Centre", "Singapore", ":SG"})...)
	f.Museums = append(f.Museums, project(2, "Community", 80_000, museum{"Caribbean Cultural Center", "New York", "NY"}, museum{"National Museum Jamaica", "Kingston", ":JM"})...)
	f.Museums = append(f.Museums, project(3, "Community", 70_000, museum{"Brooklyn Museum", "Brooklyn", "NY"}, museum{"National Museum Jamaica", "Kingston", ":JM"})...)
	f.Museums = append(f.Museums, project(4, "", 50_000, museum{"National Building Museum", "Washington", "DC"}, museum{"Museo Tamayo", "Mexico City", ":MX"})...)
	f.Museums = append(f.Museums, project(5, "Science", 60_000, museum{"Museo de Arte de Ponce", "Ponce", "PR"}, museum{"Somewhere", "Nowhere", ":"})...)
	for i := range 7 {
		f.Applications = append(f.Applications, &ApplicationFact{
			ID: ident.NewApplication(), Number: fmt.Sprintf("MC-2015-%03d", i+1), RequestedMinor: 8_000_000, Currency: money.USD,
			Eligible: i < 6, Reviewed: i < 6, Awarded: i < 5,
		})
	}
	return f
}

func TestTheFiguresOfACycle(t *testing.T) {
	t.Parallel()
	figures := Figures(world())
	if err := Reconcile(figures); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range figures {
		fmt.Fprintf(&b, "%02d %s %s = %d %s (%s; %d rows)\n", f.Ordinal, f.Key, f.Part, f.Value, f.Unit, f.Formula, len(f.Rows))
	}
	golden(t, "figures.golden", b.String())
}

func TestAFigureThatDoesNotReconcileIsNamed(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"money_awarded", "museums_us", "states_reached", "countries_reached", "museums_by_state.NY", "leverage", "partners_by_region.WHA"} {
		figures := Figures(world())
		for _, f := range figures {
			if name(f.Key, f.Part) == key {
				f.Value++
			}
		}
		err := Reconcile(figures)
		if !fault.HasCode(err, "report.unreconciled") || !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), strings.SplitN(key, ".", 2)[0]) {
			t.Errorf("a wrong %s was answered with %v", key, err)
		}
	}
}

func TestFiguresFromBeforeAChangeAreStale(t *testing.T) {
	t.Parallel()
	figures := Figures(world())
	var tallies []*Tally
	for _, f := range figures {
		if f.Unit != BasisPoints && f.Key != "partners_by_region" {
			tallies = append(tallies, &Tally{f.Key, f.Part, f.Value})
		}
	}
	if err := Current(figures, tallies); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(){
		"a value changed": func() { tallies[0].Value++ },
		"a part is new":   func() { tallies = append(tallies, &Tally{"museums_by_state", "AK", 1}) },
		"a part is gone":  func() { tallies = tallies[:len(tallies)-1] },
	} {
		kept := append([]*Tally(nil), tallies...)
		was := *tallies[0]
		change()
		if err := Current(figures, tallies); !fault.HasCode(err, "report.stale") {
			t.Errorf("%s: %v", name, err)
		}
		tallies, *kept[0] = kept, was
	}
}

func TestAnyWorldReconcilesAndEachFigureIsTheSumOfItsRows(t *testing.T) {
	t.Parallel()
	states := append(place.States(), "")
	countries := append(place.All(), "")
	rapid.Check(t, func(t *rapid.T) {
		f := &Facts{Cycle: CycleFacts{Currency: money.USD, AppropriationMinor: 1000, ReserveMinor: 10}}
		for i := range rapid.IntRange(0, 8).Draw(t, "awards") {
			lead := museum{fmt.Sprintf("us%d", rapid.IntRange(0, 5).Draw(t, "lead")), "x", ""}
			lead.place = string(states[int(lead.name[2])%len(states)])
			var partners []museum
			for range rapid.IntRange(1, 3).Draw(t, "partners") {
				n := rapid.IntRange(0, 200).Draw(t, "partner")
				c := countries[n%len(countries)]
				if c == "US" {
					continue
				}
				partners = append(partners, museum{fmt.Sprintf("abroad%d", n), "y", ":" + string(c)})
			}
			made := project(i, rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "theme"), rapid.Int64Range(1, 1000).Draw(t, "amount"), lead, partners...)
			if rapid.Bool().Draw(t, "unknown") {
				for _, m := range made {
					m.AmountMinor = nil
				}
			}
			f.Museums = append(f.Museums, made...)
		}
		if err := Reconcile(Figures(f)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheSnapshotHashesTheSameAfterARoundTrip(t *testing.T) {
	t.Parallel()
	s := Snapshot{Program: "Museums Connect", AsOf: time.Date(2027, 2, 10, 15, 0, 0, 123_456_000, time.UTC), Rules: Rules(), Figures: Figures(world()), Projects: projects(world().Museums)}
	var back Snapshot
	if err := json.Unmarshal(s.Canonical(), &back); err != nil {
		t.Fatal(err)
	}
	if string(back.Canonical()) != string(s.Canonical()) || string(back.Sum()) != string(s.Sum()) {
		t.Error("the snapshot read again is another one")
	}
}

func TestThePortfolioCountsEachPlaceOnce(t *testing.T) {
	t.Parallel()
	p := portfolio(world().Museums)
	if len(p.Projects) != 5 || p.States != 2 || !p.District || p.Territories != 1 || len(p.Countries) != 4 || p.Museums != 10 {
		t.Errorf("%d projects, %d states, DC %v, %d territories, %v, %d museums", len(p.Projects), p.States, p.District, p.Territories, p.Countries, p.Museums)
	}
	if toulouse := p.Projects[0].Partners[0]; toulouse.Lat == 0 || toulouse.Country != "FR" {
		t.Errorf("without a place of its own a museum stands at its capital, not %v", toulouse)
	}
}

func TestTheMovesAreThese(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range Moves() {
		fmt.Fprintf(&b, "report: %s -> %s: %s (%s)\n", m.From, m.To, m.Verb, m.Permission)
	}
	golden(t, "states.golden", b.String())
}
