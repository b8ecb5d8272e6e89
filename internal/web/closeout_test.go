package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestAnAwardIsEndedFromItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.inForce(t)
	url := "/awards/" + id + "/closeout"
	official, officer, grants, director := h.official(t, lead), h.as("officer"), h.as("grants"), h.as("director")
	official.opens(url).says(t, "The award runs until")
	official.refused(http.StatusForbidden, url+"/suspend", "suspend.reason", "No.")
	grants.refused(http.StatusUnprocessableEntity, url+"/suspend", "suspend.reason", "")
	grants.does(url+"/suspend", "suspend.reason", "The books are looked at.").says(t, "This award is suspended", "The books are looked at.")
	grants.does(url+"/resume", "resume.reason", "They are in order.").says(t, "The award is resumed.")
	grants.opens("/closeouts").says(t, "No awards end now")

	var ends time.Time
	if err := h.DB.Pool.QueryRow(t.Context(), `SELECT max(t.ends_on)::timestamptz FROM award_terms t`).Scan(&ends); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(ends.AddDate(0, 0, 3))
	if _, err := h.Closeout.TendDue(auth.As(pgtest.Context(t), auth.System("test"))); err != nil {
		t.Fatal(err)
	}
	grants.opens("/closeouts").link(t, url)
	officer.opens(url).says(t, "What it needs", "Every report accepted or waived", "Final SF-425 with nothing unliquidated", "days left")
	officer.refused(http.StatusConflict, url+"/take_reports", "version", "1").says(t, "Something is still missing")
	refused := official.refused(http.StatusUnprocessableEntity, url+"/declare", "version", "1", "declare.equipment.1.name", "", "declare.equipment.1.value", "", "declare.equipment.2.name", "Projector", "declare.equipment.2.value", "much")
	refused.says(t, "It is an amount")
	if !strings.Contains(refused.body, `value="Projector"`) {
		t.Error("what was typed beside the mistake is gone")
	}
	official.does(url+"/declare", "version", "1", "declare.equipment.1.name", "Projector", "declare.equipment.1.value", "12000", "declare.supplies", "90").says(t, "It is declared.", "Projector", "ask what becomes of it")
	grants.does(url+"/instruct", "version", "2", "instruct.instruction", "The museum keeps it for the same use.").says(t, "The museum keeps it for the same use.")
	grants.refused(http.StatusUnprocessableEntity, url+"/hold", "hold.kind", "audit", "hold.reason", "")
	grants.does(url+"/hold", "hold.kind", "audit", "hold.reason", "The inspector asked.").says(t, "The records are held.", "The inspector asked.")
	hold := field(t, grants.opens(url), "lift.hold")
	grants.does(url+"/lift", "lift.hold", hold, "lift.reason", "It is over.").says(t, "The hold is lifted.")

	h.clock.Set(ends.AddDate(1, 0, 5))
	grants.does(url+"/ask_unilateral", "version", "3", "ask_unilateral.reason", "No report came.").says(t, "Another person confirms it")
	director.does(url+"/close_unilaterally", "version", "4", "close_unilaterally.reason", "A year is over.").says(t, "The award is closed.", "Records are kept until", "Closed on what there was")
	grants.opens("/closeouts?state=closed_unilaterally").link(t, url)
}
