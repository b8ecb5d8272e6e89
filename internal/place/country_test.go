package place_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/place"
	"pgregory.net/rapid"
)

func TestEveryCountryIsComplete(t *testing.T) {
	t.Parallel()
	all := place.All()
	if len(all) != 250 { // the 249 of ISO 3166-1 and Kosovo
		t.Fatalf("%d countries, want 250", len(all))
	}
	seen := map[string]place.Country{}
	for _, c := range all {
		for _, locale := range []string{"en", "es", "zh-Hans"} {
			name := c.Name(locale)
			if name == "" || name == string(c) {
				t.Errorf("%s has no name in %s", c, locale)
			}
			if other, dup := seen[locale+name]; dup {
				t.Errorf("%s and %s are both %q in %s", c, other, name, locale)
			}
			seen[locale+name] = c
		}
		if len(c.ISO3()) != 3 || !c.Region().Valid() {
			t.Errorf("%s: ISO3 %q, region %q", c, c.ISO3(), c.Region())
		}
		p, ok := c.Capital()
		if !ok || math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 || p == (place.Point{}) {
			t.Errorf("%s: capital %v %v", c, p, ok)
		}
		for _, fy := range []int{0, 1999, 2026, 2027, 2050} {
			if !c.IncomeGroup(fy).Valid() {
				t.Errorf("%s has no income group in %d", c, fy)
			}
		}
	}
}

func TestNamesFollowTheLocale(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code   place.Country
		locale string
		want   string
	}{
		{"SZ", "en", "Eswatini"},
		{"XK", "en", "Kosovo"},
		{"TR", "en-US", "Türkiye"},
		{"TR", "es-MX", "Turquía"},
		{"CN", "zh-Hans", "中国"},
		{"CN", "zh_CN", "中国"},
		{"CI", "fr", "Côte d’Ivoire"},
		{"NA", "en", "Namibia"},
		{"ZZ", "en", "ZZ"},
	} {
		if got := tc.code.Name(tc.locale); got != tc.want {
			t.Errorf("%s in %s is %q, want %q", tc.code, tc.locale, got, tc.want)
		}
	}
}

func TestParseCountry(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]place.Country{
		"NA": "NA", " na ": "NA", "NAM": "NA", "xk": "XK", "XKX": "XK", "us": place.UnitedStates,
	} {
		if got, err := place.ParseCountry(in); err != nil || got != want {
			t.Errorf("%q parsed as %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "ZZ", "UK", "EU", "U", "Namibia", "N\x00", "\xff\xff", strings.Repeat("N", 1<<20)} {
		got, err := place.ParseCountry(in)
		if !errors.Is(err, place.ErrUnknown) || got != "" {
			t.Errorf("%.20q parsed as %q, %v", in, got, err)
		}
		if err != nil && len(err.Error()) > 120 {
			t.Errorf("the error repeats %d bytes of input", len(err.Error()))
		}
	}
}

func TestRegionsPartitionTheWorld(t *testing.T) {
	t.Parallel()
	total := 0
	for _, r := range place.Regions() {
		total += len(r.Countries())
		for _, locale := range []string{"en", "es", "zh-Hans"} {
			if r.Name(locale) == "" || r.Name(locale) == string(r) {
				t.Errorf("%s has no name in %s", r, locale)
			}
		}
	}
	if total != len(place.All()) {
		t.Errorf("regions hold %d countries of %d", total, len(place.All()))
	}
	for c, want := range map[place.Country]place.Region{
		"TR": place.EuropeEurasia, "GE": place.EuropeEurasia, "KZ": place.SouthCentralAsia, "AF": place.SouthCentralAsia,
		"SD": place.Africa, "MR": place.Africa, "EG": place.NearEast, "MA": place.NearEast, "IR": place.NearEast,
		"MM": place.EastAsiaPacific, "MN": place.EastAsiaPacific, "CA": place.WesternHemisphere, "BM": place.WesternHemisphere,
	} {
		if got := c.Region(); got != want {
			t.Errorf("%s is in %s, want %s", c, got, want)
		}
	}
	if place.Region("ACS").Valid() || place.Country("ZZ").Region() != "" {
		t.Error("an unknown region or country is taken as known")
	}
}

func TestCodesRoundTripAsJSON(t *testing.T) {
	t.Parallel()
	type record struct {
		C place.Country
		S place.State
	}
	rapid.Check(t, func(t *rapid.T) {
		in := record{
			C: rapid.SampledFrom(append(place.All(), "")).Draw(t, "country"),
			S: rapid.SampledFrom(append(place.States(), "")).Draw(t, "state"),
		}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out record
		if err := json.Unmarshal(text, &out); err != nil || out != in {
			t.Fatalf("%s became %+v, %v", text, out, err)
		}
	})
	if _, err := json.Marshal(record{C: "ZZ"}); err == nil {
		t.Error("an unknown country was written")
	}
	if err := json.Unmarshal([]byte(`{"S":"ZZ"}`), new(record)); !errors.Is(err, place.ErrUnknown) {
		t.Errorf("an unknown state was read: %v", err)
	}
}
