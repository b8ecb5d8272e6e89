package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
)

func TestAPanelistDeclaresWhatTiesThemAndOnlyTheOfficeSeesWhatItBinds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.committee()
	reader, officer := h.as("reviewer"), h.as("officer")
	waits := reader.waiting()
	if len(waits) == 0 {
		t.Fatal("nothing waits for the reviewer")
	}
	before := reader.opens("/reviews").body
	museum := waits[0].LeadName
	reader.opens("/account").says(t, "Declare what you are tied to")
	reader.opens(tiesURL).says(t, "Nothing declared yet", "Only you read this list.", "Your record on panels")
	reader.refused(http.StatusUnprocessableEntity, tiesURL, "bond", "family", "name", " ", "since", "2020-01-01").holds(t, `value="2020-01-01"`)
	reader.refused(http.StatusUnprocessableEntity, tiesURL, "bond", "board", "name", museum, "since", "yesterday").says(t, "A date looks like")
	reader.does(tiesURL, "bond", "board", "name", museum, "until", "2026-06-30").says(t, "Declared.", museum, "June 30, 2026")
	if after := reader.opens("/reviews").body; after == before || strings.Contains(after, waits[0].Title) {
		t.Error("what binds the reader is on their list as before")
	}
	desk := "/office/panels/" + panel.ID.String()
	officer.opens(desk).says(t, "Who is bound to what")
	picture := officer.opens(desk + "/conflicts")
	picture.says(t, "on the board of "+museum+" until June 30, 2026", "partner in "+waits[0].Number)
	if !strings.Contains(picture.body, "<svg") {
		t.Error("nothing is drawn")
	}
	for _, b := range []*browser{reader, h.as("chair"), h.as("applicant")} {
		for _, page := range []string{"/conflicts", "/candidate?person=reviewer@example.org"} {
			if a := b.get(desk + page); a.status == http.StatusOK {
				t.Errorf("%s opens for one who is not of the office", page)
			}
		}
	}
	mine, err := h.Review.MyAffiliations(reader.context())
	if err != nil || len(mine) != 1 || mine[0].Organization.IsZero() {
		t.Fatalf("%+v, %v", mine, err)
	}
	reader.does(tiesURL+"/withdraw", "tie", mine[0].ID.String()).says(t, "Nothing declared yet")
	if a := h.as("chair").send(http.MethodPost, tiesURL+"/withdraw", map[string][]string{"tie": {mine[0].ID.String()}}); a.status != http.StatusNotFound {
		t.Errorf("somebody else's tie answers %d", a.status)
	}
}

func TestAnOfficerLooksAtSomebodyBeforeInvitingThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	desk, officer := "/office/panels/"+h.committee().ID.String(), h.as("officer")
	officer.opens(desk+"/candidate").says(t, "Looking keeps nothing")
	officer.get(desk+"/candidate?person=nobody.at.all").says(t, "Nobody is known by that name")
	member := h.personOf(t, "reviewer")
	officer.opens(desk+"/candidate?person="+member).says(t, "Sits on this panel already.", "Could not read", "Record on panels", "Proposals given to read")
	officer.opens(desk+"/candidate?person=officer@example.org").says(t, "Nobody runs and reviews the same cycle.")
	var lead string
	if err := h.world.DB.Pool.QueryRow(officer.context(), `SELECT p.email FROM applications a JOIN cycles c ON c.id = a.cycle_id AND c.year = 2027 JOIN people p ON p.id = a.submitted_by WHERE a.state = 'in_review' ORDER BY a.number LIMIT 1`).Scan(&lead); err != nil {
		t.Fatal(err)
	}
	officer.opens(desk+"/candidate?person="+lead).says(t, "Put on the panel", "Own proposal in the cycle", "handed in MC-2027-")
	officer.does(desk+"/members", "member.person", h.personOf(t, "applicant"))
	officer.opens(desk+"/candidate?person=applicant@example.org").says(t, "Sits on this panel already.")
}

// personOf is the id of one of the roles.
func (h *house) personOf(t *testing.T, role string) string {
	t.Helper()
	return auth.Who(h.as(role).context()).Person.String()
}
