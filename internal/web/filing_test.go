package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// owed is a report of an award in force by its state, with its award and the award's lead.
func (h *house) owed(t *testing.T, state string) (url string, award string, lead ident.Organization) {
	t.Helper()
	of := ` FROM filings f JOIN awards w ON w.id = f.award_id JOIN applications a ON a.id = w.application_id WHERE f.state = '` + state + `' ORDER BY w.number, f.due_on LIMIT 1`
	award = oneID[ident.AwardKind](t, h, `SELECT w.id`+of)
	org, err := ident.Parse[ident.OrganizationKind](oneID[ident.OrganizationKind](t, h, `SELECT a.lead_organization_id`+of))
	if err != nil {
		t.Fatal(err)
	}
	return "/awards/" + award + "/reports/" + oneID[ident.FilingKind](t, h, `SELECT f.id`+of), award, org
}

func TestAReportIsMendedCertifiedAndAcceptedOnItsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	url, award, lead := h.owed(t, "returned")
	official, officer, grants := h.official(t, lead), h.as("officer"), h.as("grants")
	official.opens("/awards/"+award+"/agreement").link(t, "/awards/"+award+"/reports")
	official.opens("/awards/"+award+"/reports").says(t, "Accepted", "Returned", "Final report", "To the funder")
	official.opens("/awards/"+award+"/reports?endsOn=2027-12-31").says(t, "Moves", "New", "Settled")
	official.opens(url).says(t, "The second workshop is only named.", "Please say how many people came", "Mend the report")
	official.does(url+"/begin", "version", field(t, official.opens(url), "version")).says(t, "You can write the report now.", "Activities", "Certify and hand in")
	section := official.opens(url).link(t, "/report-parts/")
	official.opens(section).says(t, "What was done")
	official.refused(http.StatusUnprocessableEntity, url+"/submit", "submit.name", "Ruth Okafor", "submit.title", "Director").says(t, "Certify that the report is true")
	official.does(url+"/submit", "submit.name", "Ruth Okafor", "submit.title", "Director", "submit.certified", "on").says(t, "The report is handed in.", "Handed in", "Certified by Ruth Okafor, Director")
	officer.opens("/due?show=waiting").link(t, url)
	officer.does(url+"/review", "version", field(t, officer.opens(url), "version")).says(t, "What looks odd", "Return the report")
	officer.refused(http.StatusUnprocessableEntity, url+"/return").says(t, "Say why")
	grants.refused(http.StatusForbidden, url+"/accept")
	page := officer.opens(url)
	pairs := []string{}
	for _, part := range strings.Split(page.body, `name="accept.answers.`)[1:] {
		key, _, _ := strings.Cut(part, `"`)
		pairs = append(pairs, "accept.answers."+key, "Asked and answered.")
	}
	if len(pairs) > 0 {
		officer.refused(http.StatusUnprocessableEntity, url+"/accept").says(t, "Say what you make of it")
	}
	officer.does(url+"/accept", pairs...).says(t, "The report is accepted.", "Ask for a correction")
	official.opens(url+"/versions/1").says(t, "Version 1", "SHA-256")
	officer.does(url+"/correct", "correct.reason", "A workshop was counted twice.").says(t, "open for a correction", "Version 2 stands while a new one is written")
	if a := h.as("applicant").get(url); a.status != http.StatusNotFound {
		t.Errorf("a report answers another museum with %d", a.status)
	}
}

func TestAnOverdueReportIsGrantedMoreTimeOrWaived(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	url, award, _ := h.owed(t, "open")
	grants, officer := h.as("grants"), h.as("officer")
	late := officer.opens("/due?show=overdue")
	late.says(t, "days late")
	late.link(t, url)
	officer.opens("/due").says(t, "Accepted", "extended from")
	grants.opens(url).says(t, "No payment is released", "people reminded")
	grants.refused(http.StatusUnprocessableEntity, url+"/extend", "extend.until", "2020-01-01", "extend.reason", "x").says(t, "later")
	grants.does(url+"/extend", "extend.until", "2027-03-01", "extend.reason", "A storm closed the museum.").says(t, "The later date is granted.", "A storm closed the museum.")
	grants.does(url+"/waive", "waive.reason", "Little happened.").says(t, "The report is not asked for any more.", "Little happened.")
	if to := officer.get("/due/" + url[strings.LastIndex(url, "/")+1:]); to.status != http.StatusSeeOther || to.location != url {
		t.Errorf("the report by its id leads to %d %s", to.status, to.location)
	}
	officer.opens("/awards/"+award+"/reports").says(t, "Not asked for")
}

func TestRulesOfReportsAreLookedAtBeforeTheyAreSet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	cycle := oneID[ident.CycleKind](t, h, `SELECT w.cycle_id AS id FROM filings f JOIN awards w ON w.id = f.award_id LIMIT 1`)
	url := "/office/cycles/" + cycle + "/due-rules"
	officer := h.as("officer")
	officer.opens(url).says(t, "museum_quarterly", "15 days after the period", "The program", "2 CFR 200")
	rules := []string{
		"rules.0.key", "museum_quarterly", "rules.0.every", "quarter", "rules.0.anchor", "federal_calendar", "rules.0.parts", "narrative", "rules.0.parts", "financial", "rules.0.days", "20",
		"rules.1.key", "museum_final", "rules.1.every", "once", "rules.1.anchor", "award_end", "rules.1.parts", "narrative", "rules.1.parts", "financial", "rules.1.days", "90", "number", "0",
	}
	officer.refused(http.StatusUnprocessableEntity, url, append(rules, "do", "set")...).says(t, "Say why")
	if a := officer.send(http.MethodPost, url, values(append(rules, "do", "show")...)); a.status != http.StatusOK {
		t.Errorf("the preview answers %d", a.status)
	} else {
		a.says(t, "What would move", "Moves", "Settled")
	}
	officer.refused(http.StatusUnprocessableEntity, url, append(rules[:len(rules)-2:len(rules)-2], "number", "0", "rules.0.months", "soon")...).says(t, "This is a whole number")
	officer.does(url, append(rules, "do", "set", "reason", "Five days more.")...).says(t, "The rules are set.", "20 days after the period", "Five days more.")
	if a := h.as("applicant").get(url); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		t.Errorf("a museum is answered %d", a.status)
	}
}
