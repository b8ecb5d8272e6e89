package place_test

import (
	"errors"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/place"
)

func TestEveryStateIsComplete(t *testing.T) {
	t.Parallel()
	kinds := map[place.StateKind]int{}
	fips := map[string]bool{}
	for _, s := range place.States() {
		kinds[s.Kind()]++
		if fips[s.FIPS()] || len(s.FIPS()) != 2 {
			t.Errorf("%s: FIPS %q is not two digits or repeats", s, s.FIPS())
		}
		fips[s.FIPS()] = true
		if back, err := place.ParseState(s.Name()); err != nil || back != s {
			t.Errorf("%q parsed as %q, %v", s.Name(), back, err)
		}
		p, ok := s.Center()
		if !ok || p.Lat < -15 || p.Lat > 72 {
			t.Errorf("%s: center %v", s, p)
		}
		if west := s != "GU" && s != "MP"; west != (p.Lon < 0) {
			t.Errorf("%s: center %v on the wrong side of the date line", s, p)
		}
	}
	if kinds[place.KindState] != 50 || kinds[place.KindDistrict] != 1 || kinds[place.KindTerritory] != 5 {
		t.Errorf("kinds: %v", kinds)
	}
}

func TestParseState(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]place.State{
		"NY": "NY", " ny ": "NY", "new york": "NY", "District of Columbia": "DC", "PUERTO RICO": "PR",
	} {
		if got, err := place.ParseState(in); err != nil || got != want {
			t.Errorf("%q parsed as %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "ZZ", "N", "UM", "AE", "Neverland"} {
		if got, err := place.ParseState(in); !errors.Is(err, place.ErrUnknown) || got != "" {
			t.Errorf("%q parsed as %q, %v", in, got, err)
		}
	}
	if place.State("ZZ").Name() != "ZZ" || place.State("").Valid() {
		t.Error("an unknown state is taken as known")
	}
}
