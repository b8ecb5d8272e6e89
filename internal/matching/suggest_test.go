package matching_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/place"
)

var day = time.Date(2027, time.January, 12, 12, 0, 0, 0, time.UTC)

func rules() matching.Rules { return matching.Rules{Year: 2027, Gap: 3, On: day} }

func seeker(c place.Country, st place.State) *matching.Seeker {
	return &matching.Seeker{Profile: ident.NewProfile(), Organization: ident.NewOrganization(), Country: c, USState: st}
}

func TestReasonsAreToldWithTheirPoints(t *testing.T) {
	t.Parallel()
	us, abroad := seeker("US", "MN"), seeker("KE", "")
	us.Themes, us.Countries, us.Languages, us.Type = []string{"youth", "water"}, []place.Country{"KE"}, []string{"en"}, "history"
	abroad.Themes, abroad.Types, abroad.Languages = []string{"water"}, []string{"history"}, []string{"sw", "en"}
	got := matching.Suggest(us, []*matching.Seeker{us, abroad}, rules())
	if len(got) != 1 || got[0].Score != 10+10+5+15+15 {
		t.Fatalf("%+v", got)
	}
	var reasons []matching.Reason
	for _, p := range got[0].Parts {
		reasons = append(reasons, p.Reason)
	}
	want := []matching.Reason{matching.SharedThemes, matching.SoughtCountry, matching.SoughtDiscipline, matching.SharedLanguages, matching.NewCountry}
	if !slices.Equal(reasons, want) {
		t.Errorf("%v", reasons)
	}
}

func TestWhoIsLeftOutAndWhoIsMarked(t *testing.T) {
	t.Parallel()
	us := seeker("US", "MN")
	for name, c := range map[string]struct {
		change func(b *matching.Seeker)
		found  bool
		recent bool
	}{
		"a museum abroad":                          {func(*matching.Seeker) {}, true, false},
		"a museum of the same side":                {func(b *matching.Seeker) { b.Country = "US" }, false, false},
		"one that has a partner":                   {func(b *matching.Seeker) { b.Partnered = true }, false, false},
		"a partner of the past":                    {func(b *matching.Seeker) { b.PastPartners = []ident.Organization{us.Organization} }, false, false},
		"an awardee of two years ago":              {func(b *matching.Seeker) { b.LastAward = 2025 }, true, true},
		"an awardee of three years ago":            {func(b *matching.Seeker) { b.LastAward = 2024 }, true, false},
		"the same organization in another profile": {func(b *matching.Seeker) { b.Organization = us.Organization }, false, false},
	} {
		b := seeker("KE", "")
		c.change(b)
		got := matching.Suggest(us, []*matching.Seeker{b}, rules())
		if (len(got) == 1) != c.found || c.found && got[0].Recent != c.recent {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestOfficesShareHours(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b place.Country
		want float64
	}{
		"one zone":                  {"KE", "KE", 8},
		"Nairobi and Madrid":        {"KE", "ES", 6},
		"Nairobi and New York":      {"KE", "US", 0},
		"across the date line":      {"NZ", "FJ", 7},
		"half an hour off":          {"IN", "AE", 6.5},
		"nowhere shares no hour":    {"", "KE", 0},
		"New York and Buenos Aires": {"US", "AR", 6},
	} {
		if got := matching.OfficeHours(place.Zone(c.a, ""), place.Zone(c.b, ""), day); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestASuggestionIsTheSameFromBothSidesAndNeverAboveTheMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(c place.Country, name string) *matching.Seeker {
			some := func(what string, of ...string) []string {
				return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, len(of), rapid.ID[string]).Draw(t, name+what)
			}
			s := seeker(c, "")
			s.Themes, s.Languages, s.Types = some("themes", "a", "b", "c", "d"), some("languages", "en", "es"), some("types", "history", "art")
			s.Type = rapid.SampledFrom([]string{"history", "art"}).Draw(t, name+"type")
			s.Countries = rapid.SliceOfDistinct(rapid.SampledFrom([]place.Country{"US", "KE", "AR"}), rapid.ID[place.Country]).Draw(t, name+"countries")
			s.CountryAwards = rapid.IntRange(0, 4).Draw(t, name+"awards")
			return s
		}
		a, b := draw("US", "us"), draw(rapid.SampledFrom([]place.Country{"KE", "AR"}).Draw(t, "abroad"), "abroad")
		x, y := matching.Suggest(a, []*matching.Seeker{b}, rules()), matching.Suggest(b, []*matching.Seeker{a}, rules())
		if len(x) != 1 || len(y) != 1 || x[0].Score != y[0].Score || x[0].Score < 0 || x[0].Score > matching.Most {
			t.Fatalf("%+v and %+v", x, y)
		}
		all := []*matching.Seeker{draw("KE", "1"), draw("AR", "2"), draw("KE", "3")}
		first := matching.Suggest(a, all, rules())
		slices.Reverse(all)
		second := matching.Suggest(a, all, rules())
		for i := range first {
			if first[i].Seeker != second[i].Seeker || i > 0 && first[i].Score > first[i-1].Score {
				t.Fatal("the order hangs on how they came")
			}
		}
	})
}
