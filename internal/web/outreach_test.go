package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// exchanging is the first official award of the demonstration, with the official of its lead museum.
func (h *house) exchanging(t *testing.T) (award string, museum *browser) {
	t.Helper()
	const of = ` FROM awards w JOIN applications a ON a.id = w.application_id WHERE w.state IN ('official', 'active') ORDER BY w.number LIMIT 1`
	award = oneID[ident.AwardKind](t, h, `SELECT w.id`+of)
	lead, err := ident.Parse[ident.OrganizationKind](oneID[ident.OrganizationKind](t, h, `SELECT a.lead_organization_id`+of))
	if err != nil {
		t.Fatal(err)
	}
	return award, h.official(t, lead)
}

func TestAMuseumPastesItsParticipants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award, museum := h.exchanging(t)
	url := "/awards/" + award + "/participants"
	museum.opens(url).says(t, "Unique participants", "By country", "Undisclosed", "No name and no birth year is kept here", "Taken back")
	day := h.clock.Now().AddDate(0, 0, -3).Format("2006-01-02")
	rows := fmt.Sprintf("Good Person\t2009\tMA\tfemale\tcommunity\tnon_us\t%s\nBad Person\t2009\tXX\tfemale\tcommunity\tnon_us\t%s\n", day, day)
	museum.refused(http.StatusOK, url+"/paste", "do", "preview", "rows", rows).says(t, "1 participant would be added", "1 row that is not kept", "That is not a country.", "Bad Person", "Good Person")
	museum.refused(http.StatusOK, url+"/paste", "do", "load", "rows", rows).says(t, "1 participant was added", "Bad Person")
	museum.refused(http.StatusUnprocessableEntity, url+"/paste", "do", "load", "rows", " ").says(t, "Paste at least one row")
	museum.does(url+"/paste", "do", "load", "rows", fmt.Sprintf("Other Person\t\tUS\t\tmentor\tus\t%s", day)).says(t, "1 participant was added.")
	paste := oneID[ident.ParticipantPasteKind](t, h, `SELECT id FROM participant_pastes ORDER BY pasted_at DESC, id DESC LIMIT 1`)
	museum.does(url+"/undo", "paste", paste).says(t, "The list is taken back.")
	one := oneID[ident.ParticipantKind](t, h, `SELECT id FROM participants WHERE removed_at IS NULL ORDER BY id DESC LIMIT 1`)
	museum.refused(http.StatusUnprocessableEntity, url+"/remove", "participant", one, "reason."+one, "").says(t, "Fill this in")
	museum.does(url+"/remove", "participant", one, "reason."+one, "Never came.").says(t, "The participant is taken off.")
	officer := h.as("officer").opens(url)
	officer.says(t, "Unique participants")
	if strings.Contains(officer.body, "participants/paste") {
		t.Error("the office is offered to add participants")
	}
	for _, role := range []string{"reviewer", "applicant"} {
		if a := h.as(role).get(url); a.status != http.StatusNotFound {
			t.Errorf("the participants answer %s with %d", role, a.status)
		}
	}
}

func TestAnActivityIsCountedAtItsDoor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award, museum := h.exchanging(t)
	url := "/awards/" + award + "/activities"
	day := h.clock.Now().AddDate(0, 0, -1).Format("2006-01-02")
	museum.refused(http.StatusUnprocessableEntity, url, "kind", "talk", "title", "", "startsOn", day, "country", "US").says(t, "Fill this in", "Say in which city")
	page := museum.does(url, "kind", "talk", "title", "An evening of letters", "startsOn", day, "country", "US", "city", "Boston")
	page.says(t, "The activity is planned.", "At the door", "Counted so far: 0")
	door := regexp.MustCompile(`/c/[A-Z2-7]{24}`).FindString(page.body)
	host := h.as("")
	host.opens(door).says(t, "An evening of letters", "have come", "+10")
	entry := uuid.NewString()
	for range 2 {
		host.does(door, "entry", entry, "by", "10").says(t, "Counted. 10 have come.")
	}
	host.refused(http.StatusUnprocessableEntity, door, "entry", uuid.NewString(), "arrived", "many").says(t, "whole number")
	host.does(door, "entry", uuid.NewString(), "arrived", "-3").says(t, "7 have come")
	if a := host.get("/c/AAAAAAAAAAAAAAAAAAAAAAAA"); a.status != http.StatusNotFound {
		t.Errorf("a code nobody made is answered %d", a.status)
	}
	activity := oneID[ident.ActivityKind](t, h, `SELECT id FROM activities ORDER BY id DESC LIMIT 1`)
	museum.does(url+"/"+activity+"/change", "kind", "talk", "title", "A night of letters", "startsOn", day, "country", "US", "city", "Boston", "version", "1").says(t, "The activity is changed.", "A night of letters")
	museum.refused(http.StatusConflict, url+"/"+activity+"/change", "kind", "talk", "title", "Late", "startsOn", day, "version", "1").says(t, "Someone else changed this meanwhile")
	museum.does(url+"/"+activity+"/hold", "version", "2").says(t, "The activity was held.")
	host.opens(door).says(t, "The door is closed")
	museum.opens(url).says(t, "A night of letters", "Held", "These are contacts, not unique persons.")
	counts := "/awards/" + award + "/counts/"
	museum.opens(counts+"audience").says(t, "A night of letters", "Counted at the door")
	museum.does(counts+"media", "medium", "media_web", "outlet", "A blog", "title", "Letters", "country", "US", "publishedOn", day).says(t, "It is recorded.", "A blog")
	museum.does(counts+"output", "kind", "film", "title", "Letters, a film", "finishedOn", day).says(t, "It is recorded.", "Letters, a film")
	museum.refused(http.StatusUnprocessableEntity, counts+"audience", "reach", "web_social").says(t, "Choose one of those offered")
	hit := oneID[ident.MediaHitKind](t, h, `SELECT id FROM media_hits ORDER BY id DESC LIMIT 1`)
	museum.refused(http.StatusUnprocessableEntity, counts+"media/take-off", "entry", hit, "reason."+hit, "").says(t, "Fill this in")
	museum.does(counts+"media/take-off", "entry", hit, "reason."+hit, "Twice.").says(t, "It is taken off.")
	h.as("officer").opens(url+"/"+activity).says(t, "A night of letters")
}
