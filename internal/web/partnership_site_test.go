package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

func TestAMuseumSaysWhichOfItsPlacesTakesPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, d := h.draftOf(t)
	url := partnershipURL(d.Partnership)
	lead, partner := h.as("applicant"), h.as("partner")
	kept, err := h.Partnership.Partnership(lead.context(), d.Partnership)
	if err != nil {
		t.Fatal(err)
	}
	us, abroad := kept.Museums[0].Organization, kept.Museums[1].Organization
	add := func(b *browser, o *people.Organization, name string) *people.Site {
		t.Helper()
		x, err := h.People.KeepSite(b.context(), people.SiteInput{Organization: o.ID, Name: name, Country: o.Country, State: o.State, City: o.City})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	if us.Country != place.UnitedStates {
		t.Fatalf("the lead is in %s", us.Country)
	}
	lead.opens(url+"/parts").says(t, "has no places on its record yet")
	annex, own := add(partner, abroad, "The Annex by the Weir"), add(lead, us, "The Depot")
	choose := func(o ident.Organization, site string) []string {
		return []string{"museum", o.String(), siteField(o), site}
	}
	t.Run("the partner chooses its own place, and everybody reads it", func(t *testing.T) {
		partner := h.in(t).as("partner")
		partner.does(url+"/site", choose(abroad.ID, annex.ID.String())...).says(t, "The place is kept.", "The Annex by the Weir")
		h.in(t).as("applicant").opens(url).says(t, "Takes part at The Annex by the Weir")
		m, err := h.Partnership.Partnership(partner.context(), d.Partnership)
		if err != nil || m.Museum(abroad.ID).Member.Site != annex.ID || m.Museum(abroad.ID).Member.ConfirmedAt == nil {
			t.Errorf("kept %+v, %v", m.Museum(abroad.ID).Member, err)
		}
	})
	t.Run("another museum's place is refused at its field, and so is a place for the lead by the partner", func(t *testing.T) {
		partner := h.in(t).as("partner")
		a := partner.refused(http.StatusUnprocessableEntity, url+"/site", choose(abroad.ID, own.ID.String())...)
		a.says(t, "has no such place")
		if !strings.Contains(a.body, `href="#f-site-`+abroad.ID.String()) {
			t.Error("the refusal does not stand at the field")
		}
		partner.refused(http.StatusForbidden, url+"/site", choose(us.ID, own.ID.String())...)
	})
	t.Run("where the lead chooses for another, that museum confirms again", func(t *testing.T) {
		lead := h.in(t).as("applicant")
		lead.does(url+"/site", choose(abroad.ID, "")...)
		m, err := h.Partnership.Partnership(lead.context(), d.Partnership)
		if err != nil || !m.Museum(abroad.ID).Member.Site.IsZero() || m.Museum(abroad.ID).Member.ConfirmedAt != nil {
			t.Errorf("kept %+v, %v", m.Museum(abroad.ID).Member, err)
		}
	})
	t.Run("of two who choose at once the second reads again first", func(t *testing.T) {
		lead := h.in(t).as("applicant")
		lead.refused(http.StatusConflict, url+"/site", append(choose(us.ID, own.ID.String()), "version", "1")...)
	})
	t.Run("a stranger does not find it", func(t *testing.T) {
		if a := h.in(t).as("reviewer").send(http.MethodPost, url+"/site", values(choose(us.ID, own.ID.String())...)); a.status != http.StatusNotFound {
			t.Errorf("answered %d", a.status)
		}
	})
}
