package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestAProgramAtAGlance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := oneID[ident.ProgramKind](t, h, `SELECT id FROM programs WHERE key = 'museums_connect'`)
	url := "/programs/" + id + "/dashboard"
	officer := h.as("officer")
	page := officer.opens(url)
	page.says(t, "At a glance", "Out of order", "Stories waiting", "Spending against time", "Cost share against spending", "Reports by the quarter they were due", "2014, as published", "2016, as published", "Today, of the projects kept here")
	if !strings.Contains(page.body, "/stories\"") || !strings.Contains(page.body, "<svg") {
		t.Error("nothing leads to the page that mends it, or nothing is drawn")
	}
	for _, role := range []string{"grants", "director", "finance", "auditor", "funder"} {
		h.as(role).opens(url).says(t, "At a glance", "How awards stand")
	}
	if funder := h.as("funder").opens(url); strings.Contains(funder.body, "Agreements incomplete") || strings.Contains(funder.body, "Stories waiting") {
		t.Error("the funder sees what is the office's")
	}
	for role, status := range map[string]int{"applicant": http.StatusForbidden, "": http.StatusSeeOther} {
		if a := h.as(role).get(url); a.status != status {
			t.Errorf("%q is answered %d", role, a.status)
		}
	}
}
