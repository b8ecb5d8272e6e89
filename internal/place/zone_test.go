package place_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/place"
)

func TestEveryPlaceHasAZone(t *testing.T) {
	t.Parallel()
	for _, c := range place.All() {
		if place.Zone(c, "") == nil && c != "BV" && c != "HM" { // nobody lives there
			t.Errorf("%s has no zone", c)
		}
	}
	for _, s := range place.States() {
		if z := place.Zone("US", s); z == nil || s != "NY" && z == place.Zone("US", "") && z.String() != "America/New_York" {
			t.Errorf("%s has no zone: %v", s, z)
		}
	}
	for code, want := range map[place.Country]string{"KE": "Africa/Nairobi", "BR": "America/Sao_Paulo", "AU": "Australia/Sydney", "ES": "Europe/Madrid"} {
		if got := place.Zone(code, ""); got == nil || got.String() != want {
			t.Errorf("%s is in %v", code, got)
		}
	}
	if got := place.Zone("US", "HI"); got.String() != "Pacific/Honolulu" {
		t.Errorf("Hawaii is in %v", got)
	}
	if place.Zone("", "") != nil || place.Zone("KE", "MN").String() != "Africa/Nairobi" {
		t.Error("no place has a zone, or a state moved Kenya")
	}
}
