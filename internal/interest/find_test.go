package interest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
)

var (
	ana, luis      = ident.NewPerson(), ident.NewPerson()
	lead, abroad   = ident.NewOrganization(), ident.NewOrganization()
	other          = ident.NewOrganization()
	today          = calendar.On(2027, time.March, 1)
	proposal       = ident.NewApplication()
	leadOf, museoX = interest.Museum{ID: lead, Name: "Prairie Museum", Domain: "prairie.museum"}, interest.Museum{ID: abroad, Name: "Museo X"}
)

// world is a reviewer, somebody else, and one proposal of two museums.
func world() interest.Facts {
	return interest.Facts{
		On: today, Months: 24,
		People:    []interest.Someone{{ID: ana, Given: "Ana María", Family: "Ruiz", Email: "ana@gmail.com"}},
		Others:    []interest.Someone{{ID: luis, Given: "Luis", Family: "Vega", Email: "luis@vega.pe"}},
		Proposals: []interest.Proposal{{ID: proposal, Number: "MC-2027-014", Museums: []interest.Museum{leadOf, museoX}}},
	}
}

var university, college = ident.NewOrganization(), ident.NewOrganization()

// runs makes a museum part of an organization.
func runs(f *interest.Facts, parent, of ident.Organization) {
	name := map[ident.Organization]string{university: "Tech", college: "College of Arts", abroad: "Museo X"}[parent]
	f.Parents = append(f.Parents, interest.Parent{Of: of, Parent: interest.Museum{ID: parent, Name: name}})
}

func tied(f *interest.Facts, t ...interest.Tie) { f.People[0].Ties = append(f.People[0].Ties, t...) }

func tiedOther(f *interest.Facts, t ...interest.Tie) {
	f.Others[0].Ties = append(f.Others[0].Ties, t...)
}

func says(f *interest.Facts, words string) {
	f.Proposals[0].Texts = append(f.Proposals[0].Texts, interest.Text{Where: "team", Words: words})
}

func TestWhatBindsIsFoundAndSaidInWords(t *testing.T) {
	t.Parallel()
	lastYear, longAgo := calendar.On(2025, time.March, 1), calendar.On(2025, time.February, 28)
	for name, c := range map[string]struct {
		with func(*interest.Facts)
		kind interest.Kind
		path string
	}{
		"nothing binds a stranger":                      {func(*interest.Facts) {}, "", ""},
		"who works at a partner has their own proposal": {func(f *interest.Facts) { tied(f, interest.Tie{Bond: interest.Employment, Museum: abroad}) }, interest.OwnProposal, "works at Museo X - partner in MC-2027-014"},
		"a board seat that ended on the first day of the window": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Board, Museum: abroad, Until: lastYear})
		}, interest.Kind(interest.Board), "on the board of Museo X until 2025-03-01 - partner in MC-2027-014"},
		"a board seat that ended a day before is over": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Board, Museum: abroad, Until: longAgo})
		}, "", ""},
		"a job left within the window": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: lead, Until: lastYear})
		}, interest.Kind(interest.Employment), "works at Prairie Museum until 2025-03-01 - partner in MC-2027-014"},
		"paid work at a museum typed by name": {func(f *interest.Facts) { tied(f, interest.Tie{Bond: interest.PaidWork, Name: "the PRAIRIE Muséum"}) }, interest.Kind(interest.PaidWork), "paid by Prairie Museum - partner in MC-2027-014"},
		"money in it":                         {func(f *interest.Facts) { tied(f, interest.Tie{Bond: interest.Financial, Museum: lead}) }, interest.Kind(interest.Financial), "financial interest in Prairie Museum - partner in MC-2027-014"},
		"a museum that does not take part":    {func(f *interest.Facts) { tied(f, interest.Tie{Bond: interest.Employment, Museum: other}) }, "", ""},
		"who wrote it":                        {func(f *interest.Facts) { f.Proposals[0].Hands = []interest.Hand{{Person: ana, Did: interest.Wrote}} }, interest.OwnProposal, "wrote MC-2027-014"},
		"a husband on the board, by address": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Family, Name: "my husband", Email: "luis@vega.pe"})
			tiedOther(f, interest.Tie{Bond: interest.Board, Museum: abroad})
		}, interest.Kind(interest.Family), "family of Luis Vega - on the board of Museo X - partner in MC-2027-014"},
		"a husband who wrote it, by name": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Family, Name: "luis VEGA"})
			f.Proposals[0].Hands = []interest.Hand{{Person: luis, Did: interest.HandedIn}}
		}, interest.Kind(interest.Family), "family of Luis Vega - handed in MC-2027-014"},
		"what the other one declared": {func(f *interest.Facts) {
			tiedOther(f, interest.Tie{Bond: interest.CoAuthor, Email: "ana@gmail.com"}, interest.Tie{Bond: interest.Employment, Museum: lead})
		}, interest.Kind(interest.CoAuthor), "co-author of Luis Vega - works at Prairie Museum - partner in MC-2027-014"},
		"a student nobody has on record, in the team": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Teaching, Name: "Pia de la Cruz"})
			says(f, "Curator: Pía de la Cruz")
		}, interest.Kind(interest.Teaching), "teacher or student of Pia de la Cruz - named in MC-2027-014 (team)"},
		"a post at the university that runs a partner": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: university})
			runs(f, university, abroad)
		}, interest.Kind(interest.Employment), "works at Tech - which runs Museo X - partner in MC-2027-014"},
		"the university typed by name, two steps up": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Board, Name: "TECH", Until: lastYear})
			runs(f, college, abroad)
			runs(f, university, college)
		}, interest.Kind(interest.Board), "on the board of Tech until 2025-03-01 - which runs Museo X - partner in MC-2027-014"},
		"a post at another museum of the same university": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: other, Name: "Herbarium"})
			runs(f, university, abroad)
			runs(f, university, other)
		}, interest.Kind(interest.Employment), "works at Herbarium - part of Tech - which runs Museo X - partner in MC-2027-014"},
		"a post at the museum of a partner university": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.PaidWork, Museum: other, Name: "Herbarium"})
			runs(f, abroad, other)
		}, interest.Kind(interest.PaidWork), "paid by Herbarium - part of Museo X - partner in MC-2027-014"},
		"a wife at the university": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Family, Name: "Luis Vega"})
			tiedOther(f, interest.Tie{Bond: interest.Employment, Museum: university})
			runs(f, university, lead)
		}, interest.Kind(interest.Family), "family of Luis Vega - works at Tech - which runs Prairie Museum - partner in MC-2027-014"},
		"a university of other museums": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: university})
			runs(f, university, other)
		}, "", ""},
		"parents in a circle, of records taken in from elsewhere": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: other, Name: "Herbarium"})
			runs(f, university, college)
			runs(f, college, university)
			runs(f, college, abroad)
		}, "", ""},
		"named in the team":                         {func(f *interest.Facts) { says(f, `[{"name":"Ana Ruiz","role":"adviser"}]`) }, interest.Named, "named in MC-2027-014 (team)"},
		"named the other way round":                 {func(f *interest.Facts) { says(f, "RUÍZ, Ana María (adviser)") }, interest.Named, "named in MC-2027-014 (team)"},
		"named with an initial":                     {func(f *interest.Facts) { says(f, "Ana M. Ruiz advises") }, interest.Named, "named in MC-2027-014 (team)"},
		"another Ruiz":                              {func(f *interest.Facts) { says(f, "Ana Ruizdael and Carlos Ruiz and Ana") }, "", ""},
		"her address in it":                         {func(f *interest.Facts) { says(f, "write to <Ana@Gmail.com>.") }, interest.Named, "address written in MC-2027-014 (team)"},
		"an address anybody can have tells nothing": {func(f *interest.Facts) { says(f, "pia@gmail.com") }, "", ""},
		"an address of her institution in it": {func(f *interest.Facts) {
			f.People[0].Email = "ana@fieldmuseum.us"
			says(f, "pia@labs.fieldmuseum.us")
		}, interest.Named, "address of the same institution in MC-2027-014 (team)"},
		"an address at a partner": {func(f *interest.Facts) {
			f.People[0].Email = "ana@mail.prairie.org"
			f.Proposals[0].Museums[0].Domain = "prairie.org"
		}, interest.Kind(interest.Employment), "address of Prairie Museum - partner in MC-2027-014"},
		"who endorsed it": {func(f *interest.Facts) {
			f.Proposals[0].Endorsers = []interest.Endorser{{Name: "Ana Maria RUIZ", Post: "U.S. Embassy Lima"}}
		}, interest.Endorsed, "endorsed MC-2027-014 (U.S. Embassy Lima)"},
		"a partner of her museum's last exchange": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: other})
			f.Past = []interest.Past{{Number: "MC-2025-003", Ended: lastYear, Museums: []interest.Museum{museoX, {ID: other, Name: "City Museum"}}}}
		}, interest.PastPartner, "works at City Museum - partner of Museo X in MC-2025-003 until 2025-03-01 - partner in MC-2027-014"},
		"an exchange that ended before the window": {func(f *interest.Facts) {
			tied(f, interest.Tie{Bond: interest.Employment, Museum: other})
			f.Past = []interest.Past{{Number: "MC-2025-003", Ended: longAgo, Museums: []interest.Museum{museoX, {ID: other, Name: "City Museum"}}}}
		}, "", ""},
		"a name in Chinese letters": {func(f *interest.Facts) {
			f.People[0].Given, f.People[0].Family = "小明", "王"
			says(f, "项目负责人王小明博士")
		}, interest.Named, "named in MC-2027-014 (team)"},
		"the strongest of two comes first": {func(f *interest.Facts) {
			says(f, "Ana Ruiz")
			tied(f, interest.Tie{Bond: interest.Board, Museum: lead})
		}, interest.Kind(interest.Board), "on the board of Prairie Museum - partner in MC-2027-014"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := world()
			f.Proposals[0].Museums = slices.Clone(f.Proposals[0].Museums)
			c.with(&f)
			got := interest.Find(f)
			if c.kind == "" {
				if len(got) != 0 {
					t.Errorf("found %s", interest.Words(got[0].Path))
				}
				return
			}
			if len(got) == 0 || got[0].Kind != c.kind || interest.Words(got[0].Path) != c.path || got[0].Person != ana || got[0].Application != proposal {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAMergedNameAndALaterDateAreTheSamePath(t *testing.T) {
	t.Parallel()
	a, b := world(), world()
	tied(&a, interest.Tie{Bond: interest.Board, Museum: lead})
	tied(&b, interest.Tie{Bond: interest.Board, Museum: lead, Until: today})
	if x, y := interest.Find(a)[0].Key(), interest.Find(b)[0].Key(); x != y {
		t.Errorf("%s and %s", x, y)
	}
	tied(&b, interest.Tie{Bond: interest.Board, Museum: abroad})
	if got := interest.Find(b); len(got) != 2 || got[0].Key() == got[1].Key() {
		t.Errorf("%+v", got)
	}
}

// TestNothingIsLostByTheOrderOfTheFacts shuffles people, ties and proposals: the edges are the same, and nobody else's ties add any.
func TestNothingIsLostByTheOrderOfTheFacts(t *testing.T) {
	t.Parallel()
	museums := make([]interest.Museum, 6)
	for i := range museums {
		museums[i] = interest.Museum{ID: ident.NewOrganization(), Name: fmt.Sprintf("Museum %d", i)}
	}
	rapid.Check(t, func(t *rapid.T) {
		f := interest.Facts{On: today, Months: 24}
		want := map[string]bool{}
		for i := range rapid.IntRange(1, 5).Draw(t, "proposals") {
			p := interest.Proposal{ID: ident.NewApplication(), Number: fmt.Sprintf("MC-%d", i)}
			p.Museums = rapid.SliceOfNDistinct(rapid.SampledFrom(museums), 1, 3, func(m interest.Museum) ident.Organization { return m.ID }).Draw(t, "museums")
			f.Proposals = append(f.Proposals, p)
		}
		for i := range rapid.IntRange(1, 5).Draw(t, "people") {
			s := interest.Someone{ID: ident.NewPerson(), Given: "Reader", Family: fmt.Sprintf("Number%d", i)}
			for range rapid.IntRange(0, 4).Draw(t, "ties") {
				until := today.AddDays(-rapid.IntRange(0, 1500).Draw(t, "days"))
				s.Ties = append(s.Ties, interest.Tie{Bond: interest.Board, Museum: rapid.SampledFrom(museums).Draw(t, "at").ID, Until: until})
			}
			f.People = append(f.People, s)
			for _, p := range f.Proposals {
				for _, k := range s.Ties {
					if !k.Until.Before(calendar.On(2025, time.March, 1)) && slices.ContainsFunc(p.Museums, func(m interest.Museum) bool { return m.ID == k.Museum }) {
						want[s.ID.String()+p.ID.String()] = true
					}
				}
			}
		}
		first := interest.Find(f)
		f.People, f.Proposals = rapid.Permutation(f.People).Draw(t, "mixed"), rapid.Permutation(f.Proposals).Draw(t, "mixed too")
		second := interest.Find(f)
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Fatalf("%v\n%v", first, second)
		}
		got := map[string]bool{}
		for _, e := range first {
			got[e.Person.String()+e.Application.String()] = true
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}
