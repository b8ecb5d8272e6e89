package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestTwoMuseumsFindEachOtherWithReasonsAndGoOnToAPartnership(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	us, abroad := h.speakerOf("Mill Bend Museum"), h.speakerOf("Nairobi River Museum")
	lead, partner := h.as("Mill Bend Museum"), h.as("Nairobi River Museum")
	url := profileURL(us.ID) + "/suggestions"
	a := lead.opens(url)
	a.says(t, "Nairobi River Museum", "shared themes: 20", "Environmental sustainability", "country sought: 20", "languages in common: 15", "English")
	next := a.link(t, "/applicant/partnerships/new?cycle=")
	lead.opens(strings.ReplaceAll(next, "&amp;", "&")).says(t, "Nairobi River Museum")
	theirs := partner.opens(profileURL(abroad.ID) + "/suggestions")
	theirs.says(t, "Mill Bend Museum")
	if strings.Contains(theirs.body, "Propose a partnership") {
		t.Error("a museum abroad is sent to propose")
	}
	for name, b := range map[string]*browser{"nobody": h.as(""), "the other museum": partner, "a reviewer": h.as("reviewer")} {
		if a := b.get(url); a.status == http.StatusOK {
			t.Errorf("%s reads suggestions for another museum", name)
		}
	}
	officer := h.as("officer")
	officer.opens("/office/alone?cycle="+us.Cycle.String()).says(t, "Mill Bend Museum", "Nairobi River Museum", "Best suggestions")
	officer.opens(url).says(t, "Nairobi River Museum")
	officer.opens("/office/alone").says(t, "Museums Connect 2028", "Mill Bend Museum") // the next call is a draft, so this one is shown
	for _, foreign := range []string{"/office/alone?after=e30", url + "?before=zzz"} {
		if a := officer.get(foreign); a.status != http.StatusNotFound {
			t.Errorf("%s is answered %d", foreign, a.status)
		}
	}
	if a := lead.get("/office/alone"); a.status == http.StatusOK {
		t.Error("a museum reads who is alone")
	}
}
