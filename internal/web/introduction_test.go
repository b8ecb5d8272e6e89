package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestTwoMuseumsMeetWithoutAddressesAndGoOnToAPartnership(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	us, abroad := h.speakerOf("Mill Bend Museum"), h.speakerOf("Nairobi River Museum")
	lead, partner := h.as("Mill Bend Museum"), h.as("Nairobi River Museum")
	ask := lead.opens(profileURL(us.ID)+"/suggestions").link(t, "/introductions/new?")
	lead.opens(ask).says(t, "Nairobi River Museum", "Your words", "Never suggest")
	lead.opens(lead.opens(profileURL(abroad.ID)).link(t, "/introductions/new?"))
	lead.refused(http.StatusUnprocessableEntity, "/introductions", "asker", us.ID.String(), "asked", abroad.ID.String(), "words", "").says(t, "Ask for an introduction")
	page := lead.does("/introductions", "asker", us.ID.String(), "asked", abroad.ID.String(), "words", "Two rivers, one exhibition?")
	page.says(t, "Waits for an answer", "Two rivers, one exhibition?", "End the introduction")
	url := strings.TrimSuffix(page.link(t, "/introductions/itr_"), "/close")
	for name, b := range map[string]*browser{"nobody": h.as(""), "a reviewer": h.as("reviewer"), "an officer": h.as("officer"), "another museum": h.as("applicant")} {
		if a := b.get(url); a.status == http.StatusOK {
			t.Errorf("%s reads the introduction", name)
		}
	}
	partner.opens("/introductions").says(t, "Mill Bend Museum", "Waits for an answer")
	partner.refused(http.StatusUnprocessableEntity, url+"/decline", "reason", "")
	partner.does(url+"/accept").says(t, "You accepted the introduction.", "Your message")
	said := partner.does(url+"/write", "text", "Karibu <b>sana</b>")
	said.says(t, "The message is on its way.", "Karibu")
	if strings.Contains(said.body, "<b>sana") {
		t.Error("a message is read as markup")
	}
	partner.refused(http.StatusUnprocessableEntity, url+"/write", "text", strings.Repeat("a", 5001)).says(t, "Write at most 5000 characters.")
	mine := lead.opens(url)
	mine.says(t, "Karibu", "Nairobi River Museum")
	if strings.Contains(mine.body, "@example") {
		t.Error("the page shows an address")
	}
	lead.opens(mine.link(t, "/applicant/partnerships/new?cycle=")).says(t, "Nairobi River Museum")
	lead.does(url+"/close", "report", "They ask for money.").says(t, "The introduction is over.", "Closed")
	h.as("officer").opens("/introductions").says(t, "Reported", "Mill Bend Museum")
	h.as("officer").opens(url).says(t, "They ask for money.", "Karibu")
	if a := partner.opens(url); strings.Contains(a.body, "ask for money") {
		t.Error("the museum that was reported reads the report")
	}
	for lang, words := range map[string]string{"es": "Cerrada", "zh-Hans": "已结束"} {
		partner.opens(url+"?lang="+lang).says(t, words)
	}
}

func TestAMuseumNeverWantsAnotherSuggestedAndTakesItBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	us, abroad := h.speakerOf("Mill Bend Museum"), h.speakerOf("Nairobi River Museum")
	lead, partner := h.as("Mill Bend Museum"), h.as("Nairobi River Museum")
	pair := []string{"organization", us.Organization.String(), "other", abroad.Organization.String()}
	lead.does("/introductions/never", pair...).says(t, "It is not suggested any more.", "Nairobi River Museum, for Mill Bend Museum")
	if a := partner.opens(profileURL(abroad.ID) + "/suggestions"); strings.Contains(plainText(a.body), "Mill Bend Museum Saint") || strings.Contains(a.body, us.ID.String()) {
		t.Error("the other side is still suggested")
	}
	if a := partner.opens("/introductions"); strings.Contains(a.body, "Mill Bend") {
		t.Error("the other museum learns of it")
	}
	partner.refused(http.StatusConflict, "/introductions", "asker", abroad.ID.String(), "asked", us.ID.String(), "words", "Hello").says(t, "This museum cannot be asked at the moment.")
	partner.refused(http.StatusForbidden, "/introductions/never", pair...)
	lead.does("/introductions/again", pair...).says(t, "It may be suggested again.")
	partner.opens(profileURL(abroad.ID)+"/suggestions").says(t, "Mill Bend Museum")
}

func TestAnOfficerIntroducesTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	us, abroad := h.speakerOf("Mill Bend Museum"), h.speakerOf("Nairobi River Museum")
	officer := h.as("officer")
	next := officer.opens(profileURL(us.ID)+"/suggestions").link(t, "/introductions/new?")
	officer.opens(next).says(t, "Introduce two museums", "Mill Bend Museum and Nairobi River Museum each accept")
	page := officer.does("/introductions/introduce", "asker", us.ID.String(), "asked", abroad.ID.String(), "words", "You should talk.")
	page.says(t, "Introduced by the office", "Waits for an answer")
	list := h.as("Mill Bend Museum").opens("/introductions")
	url := list.link(t, "/introductions/itr_")
	h.as("Mill Bend Museum").does(url+"/accept").says(t, "Waits for an answer")
	h.as("Nairobi River Museum").does(url+"/accept").says(t, "Accepted")
	if a := h.as("reviewer").get(next); a.status == http.StatusOK {
		t.Error("a reviewer introduces museums")
	}
}
