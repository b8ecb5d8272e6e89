package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// inForce is the second official award of last year's cycle, its lead museum and its last day.
func (h *house) inForce(t *testing.T) (award string, lead ident.Organization) {
	t.Helper()
	const of = ` FROM awards w JOIN applications a ON a.id = w.application_id WHERE EXISTS (SELECT FROM award_terms x WHERE x.award_id = w.id) ORDER BY w.number DESC LIMIT 1`
	award = oneID[ident.AwardKind](t, h, `SELECT w.id`+of)
	org, err := ident.Parse[ident.OrganizationKind](oneID[ident.OrganizationKind](t, h, `SELECT a.lead_organization_id`+of))
	if err != nil {
		t.Fatal(err)
	}
	return award, org
}

func (h *house) text(t *testing.T, query string) string {
	t.Helper()
	var out string
	if err := h.DB.Pool.QueryRow(t.Context(), query).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnAmendmentGoesFromItsFormToItsLetter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.inForce(t)
	url := "/awards/" + id + "/amendments"
	official, officer, grants := h.official(t, lead), h.as("officer"), h.as("grants")
	day := h.text(t, `SELECT (starts_on + 60)::text FROM award_terms ORDER BY award_id DESC LIMIT 1`)
	official.opens(url).says(t, "In force now", "Ask for a change", "People the award names", "Project director", "Extension without cost")
	form := url + "/rebudget"
	official.opens(form).says(t, "Travel", "of the grant and")
	official.refused(http.StatusUnprocessableEntity, form, "grant.travel", "5", "grant.other", "-4", "effectiveOn", day, "reason", "Prices rose.").says(t, "others lose")
	official.refused(http.StatusUnprocessableEntity, form, "grant.travel", "five", "effectiveOn", "soon", "reason", "").says(t, "A date looks like")
	page := official.does(form, "grant.travel", "-25.00", "grant.supplies", "25.00", "effectiveOn", day, "reason", "Prices rose.")
	page.says(t, "The draft is kept.", "Moved since the last approved budget", "It needs no prior approval", "Hand it in")
	one := strings.TrimSuffix(official.opens(url).link(t, "/amendments/amd_"), "/")
	official.does(one+"/change", "version", "1", "grant.travel", "-50.00", "grant.supplies", "50.00", "effectiveOn", day, "reason", "Prices rose again.").says(t, "Prices rose again.")
	official.refused(http.StatusUnprocessableEntity, one+"/submit", "submit.name", "Ruth Okafor", "submit.title", "Director").says(t, "Certify that you have read it")
	official.does(one+"/submit", "submit.name", "Ruth Okafor", "submit.title", "Director", "submit.read", "on").says(t, "It is handed in.")
	officer.opens("/amendments").link(t, one)
	officer.does(one+"/review").says(t, "You are reading it.", "Being read")
	grants.does(one+"/approve").says(t, "It is approved.")
	held := grants.opens(one)
	grants.refused(http.StatusConflict, one+"/apply", "hash", "of something else").says(t, "changed")
	grants.does(one+"/apply", "hash", field(t, held, "hash")).says(t, "In force", "Letter (PDF)")
	if drawn := official.opens(one + "/letter.pdf"); !strings.HasPrefix(drawn.body, "%PDF-") {
		t.Error("the letter is no PDF")
	}
	code := h.text(t, `SELECT code FROM amendments WHERE 'x' <> code ORDER BY applied_at DESC LIMIT 1`)
	h.as("").opens("/verify/"+code).says(t, "Revision of the budget", "This letter is genuine")
	officer.refused(http.StatusUnprocessableEntity, one+"/undo", "undo.reason", " ").says(t, "Say why")
	officer.does(one+"/undo", "undo.reason", "It was not needed.").says(t, "A counter-amendment is drafted.", "Taking back: Revision of the budget", "Draft")
	for _, role := range []string{"reviewer", "applicant"} {
		for _, at := range []string{url, one, one + "/letter.pdf", form} {
			if a := h.as(role).get(at); a.status != http.StatusNotFound {
				t.Errorf("%s answers %s with %d", at, role, a.status)
			}
		}
	}
	if a := official.get(url + "/renaming"); a.status != http.StatusNotFound {
		t.Errorf("an unknown kind is answered %d", a.status)
	}
}

func TestEachKindOfAmendmentHasItsForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.inForce(t)
	url := "/awards/" + id + "/amendments/"
	official := h.official(t, lead)
	day := h.text(t, `SELECT (starts_on + 60)::text FROM award_terms ORDER BY award_id DESC LIMIT 1`)
	person := oneID[ident.KeyPersonKind](t, h, `SELECT id FROM key_persons WHERE award_id = (SELECT award_id FROM key_persons k JOIN awards w ON w.id = k.award_id ORDER BY w.number DESC LIMIT 1) ORDER BY since, id LIMIT 1`)
	for kind, c := range map[string]struct {
		typed []string
		says  string
	}{
		"extension":   {[]string{"endsOn", "2099-01-31"}, "the funder’s award ends on"},
		"scope":       {[]string{"changes", "A film instead.", "description", "A film."}, "Change of scope"},
		"key_person":  {[]string{"keyPerson", person, "leaves", "on"}, "Change of a key person"},
		"termination": {[]string{"endsOn", day}, "Not paid yet"},
		"supplement":  {[]string{"grant.travel", "900000", "share.travel", "450000"}, "the call allows at most"},
	} {
		official.opens(url + kind)
		official.does(url+kind, append(c.typed, "effectiveOn", day, "reason", "The plan changed.")...).says(t, c.says)
	}
	official.refused(http.StatusUnprocessableEntity, url+"partner", "museumJoins", "No such museum anywhere", "effectiveOn", day, "reason", "x").says(t, "There is no such organization")
	official.refused(http.StatusUnprocessableEntity, url+"key_person", "keyPerson", person, "effort", "120", "effectiveOn", day, "reason", "x").says(t, "at most 100")
}
