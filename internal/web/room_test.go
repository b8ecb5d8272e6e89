package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/review"
)

// meets is the panel of the demonstration that is in the middle of its meeting.
func (h *house) meets() *review.Panel {
	h.t.Helper()
	all, err := h.Review.Panels(h.as("officer").context(), h.live().ID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range all {
		if p.State == review.Discussion {
			return p
		}
	}
	h.t.Fatal("no panel discusses")
	return nil
}

func TestAPanelMeetsOnItsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.meets()
	url := "/reviews/panels/" + panel.ID.String() + "/room"
	chair, recused := h.as("chair"), h.as("reviewer")
	recused.opens("/reviews").says(t, "Enter the panel room")
	out := recused.opens(url)
	out.says(t, "please leave; you will be called back")
	for _, secret := range []string{"The Long Table", "MC-2027-009", "Museum of Common Ground", "plan for evaluation", "Recommend for funding.</"} {
		if strings.Contains(out.body, secret) {
			t.Errorf("who is recused reads %q", secret)
		}
	}
	on := chair.opens(url)
	on.says(t, "Being discussed now", "Recused", "Who is here", "for the minutes")
	item := cutOut(on.body, `name="item" value="`, `"`)
	for _, act := range []string{"note", "move", "second", "vote"} {
		if a := recused.send(http.MethodPost, url+"/"+act, values("item", item, "number", "1", "vote", "yes", "note", "x", "motion", "x")); a.status != http.StatusNotFound {
			t.Errorf("%s by who is recused is answered with %d", act, a.status)
		}
	}
	chair.refused(http.StatusUnprocessableEntity, url+"/note", "item", item, "note", " ")
	if a := chair.send(http.MethodPost, url+"/note", values("item", item, "note", ""), "Accept", "application/json"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `"message":`) {
		t.Errorf("the script's empty note is answered with %d %s", a.status, a.body)
	}
	if a := chair.send(http.MethodPost, url+"/note", values("item", item, "note", "Said <b>quietly</b>."), "Accept", "application/json"); a.status != http.StatusNoContent {
		t.Errorf("the script's note is answered with %d %s", a.status, a.body)
	}
	chair.does(url+"/second", "item", item, "number", "1").says(t, "Said <b>quietly</b>.", "Open the vote")
	chair.does(url+"/open-vote", "item", item, "number", "1")
	chair.does(url+"/vote", "item", item, "number", "1", "vote", "no").says(t, "1 member has voted")
	chair.does(url+"/close-vote", "item", item, "number", "1").says(t, "The motion failed")
	chair.does(url+"/close-item", "item", item)
	recused.opens(url).says(t, "You are called back.")
	chair.does(url+"/close").says(t, "Meeting closed")
	h.signsMinutes(chair, recused, url)
}

func (h *house) signsMinutes(chair, recused *browser, url string) {
	t := h.t
	t.Helper()
	chair.opens(url+"/minutes").says(t, "Minutes", "Susan Delacroix moved", "Correct the minutes")
	chair.does(url+"/minutes/correct", "words", "Haruka Abe came late.").says(t, "Haruka Abe came late.")
	read := chair.opens(url + "/minutes")
	chair.does(url+"/minutes/sign", "sha256", cutOut(read.body, `name="sha256" value="`, `"`)).says(t, "Minutes signed", "Signatures")
	for b, most := range map[*browser]string{chair: "%PDF-", recused: "%PDF-"} {
		if a := b.get(url + "/minutes.pdf"); a.status != http.StatusOK || !strings.HasPrefix(a.body, most) {
			t.Errorf("the minutes on paper are answered with %d", a.status)
		}
	}
	if a := recused.opens(url + "/minutes"); strings.Contains(a.body, "The Long Table") || !strings.Contains(a.body, "The Tide Book") {
		t.Error("who is recused reads the wrong minutes")
	}
	for _, who := range []string{"applicant", "partner"} {
		if a := h.as(who).get(url); a.status != http.StatusNotFound {
			t.Errorf("the room answers %s with %d", who, a.status)
		}
	}
}

// cutOut is the text between two others.
func cutOut(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
