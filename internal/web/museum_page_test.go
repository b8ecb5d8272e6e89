package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// unclaimed is a museum of the register that nobody speaks for.
func (h *house) unclaimed(t *testing.T, name string) *people.Organization {
	t.Helper()
	o, err := h.People.AddOrganization(auth.As(h.as("").context(), auth.System("test")), people.OrganizationInput{
		Name: name, Country: "US", State: "NY", City: "Elmira", Website: "https://www." + strings.ToLower(strings.ReplaceAll(name, " ", "")) + ".org",
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// mailedClaim is the path of the link last mailed to an address.
func (h *house) mailedClaim(t *testing.T, email string) string {
	t.Helper()
	var id uuid.UUID
	err := h.DB.Pool.QueryRow(h.as("").context(), "SELECT (data ->> 'link')::uuid FROM messages WHERE email = $1 ORDER BY queued_at DESC, id DESC LIMIT 1", email).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return "/claims/" + h.Key.LinkToken(id)
}

func TestAMuseumIsClaimedByALinkToItsOwnDomain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	o := h.unclaimed(t, "Hilltop House")
	at := museumURL(o.ID)
	nobody, b := h.as(""), h.as("fellow")
	nobody.opens(at).says(t, "Do you work here?", "Claim this museum")
	if a := nobody.get(at + "/claim"); a.status != http.StatusSeeOther {
		t.Errorf("nobody signed in saw the claim: %d", a.status)
	}
	b.opens(at+"/claim").says(t, "At hilltophouse.org.")
	bad := b.refused(http.StatusUnprocessableEntity, at+"/claim", "role", "coordinator", "title", "Registrar", "email", "me@gmail.com")
	if !strings.Contains(bad.body, `value="me@gmail.com"`) || !strings.Contains(bad.body, `value="Registrar"`) {
		t.Error("what was typed is gone")
	}
	bad.says(t, "Anybody can have an address there.")
	b.does(at+"/claim", "role", "official", "title", "Director", "email", "me@hilltophouse.org").
		says(t, "A link is on its way to me@hilltophouse.org.", "Your claim waits for an answer")
	link := h.mailedClaim(t, "me@hilltophouse.org")
	page := nobody.opens(link)
	page.says(t, "asks to speak for Hilltop House.", "Director")
	if page.header.Get("Cache-Control") != "no-store" || !strings.Contains(page.header.Get("X-Robots-Tag"), "noindex") || page.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("a secret page is kept: %v", page.header)
	}
	nobody.does(link).says(t, "The claim is verified.")
	if a := nobody.get(link); a.status != http.StatusConflict || !strings.Contains(a.body, "This link was used already") {
		t.Errorf("a used link: %d", a.status)
	}
	if a := nobody.send(http.MethodPost, link, values()); a.status != http.StatusConflict {
		t.Errorf("a used link pressed again: %d", a.status)
	}
	if a := nobody.get("/claims/nonsense"); a.status != http.StatusNotFound || !strings.Contains(a.body, "There is no such link.") {
		t.Errorf("a guessed link: %d", a.status)
	}
	b.opens(at).says(t, "You speak for this museum.", "Sites and standing")
}

func TestTheOfficeAnswersClaimsThatNoMailProves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	o := h.unclaimed(t, "Hilltop House")
	b, officer := h.as("fellow"), h.as("officer")
	b.refused(http.StatusUnprocessableEntity, museumURL(o.ID)+"/claim", "role", "coordinator", "title", "Registrar").says(t, "Say how the office can see that you work there")
	b.does(museumURL(o.ID)+"/claim", "role", "coordinator", "title", "Registrar", "words", "I am on the staff page.").says(t, "The office decides.")
	officer.opens("/museums").says(t, "2 claims wait") // one is of the demonstration
	officer.opens("/office/claims").says(t, "Hilltop House", "I am on the staff page.", "Lena Fischer")
	asked, err := h.People.MyClaims(b.context())
	if err != nil || len(asked) != 1 {
		t.Fatal(asked, err)
	}
	id := asked[0].ID.String()
	decide := "/office/claims/" + id
	officer.refused(http.StatusUnprocessableEntity, decide, "answer", "verify")
	officer.does(decide, "answer", "decline", "reason."+id, "No such person there.").says(t, "The claim is declined.", "Lena Fischer")
	officer.opens("/museums").says(t, "1 claim waits")
	for _, role := range []string{"", "fellow", "reviewer", "applicant"} {
		if a := h.as(role).get("/office/claims"); a.status == http.StatusOK {
			t.Errorf("%q saw the queue", role)
		}
	}
	if a := b.get(museumURL(o.ID) + "/claims"); a.status != http.StatusNotFound {
		t.Errorf("a stranger saw the claims: %d", a.status)
	}
}

func TestAMuseumsPeopleKeepItsSitesAndStanding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("partner")
	mine, err := h.People.MyOrganizations(b.context())
	if err != nil || len(mine) == 0 {
		t.Fatal(err)
	}
	at := museumURL(mine[0].ID)
	b.opens(at+"/record").says(t, "No site is on record")
	bad := b.refused(http.StatusUnprocessableEntity, at+"/sites", "site.name", "Harbor House", "site.country", "US", "site.city", "")
	if !strings.Contains(bad.body, `value="Harbor House"`) {
		t.Error("what was typed is gone")
	}
	b.does(at+"/sites", "site.name", "Harbor House", "site.country", string(mine[0].Country), "site.city", "Harbor", "site.main", "on", "site.openedOn", "1990-02-01").
		says(t, "The site is saved.", "Harbor House", "Main site")
	b.does(at+"/standing", "standing.kind", "pledge", "standing.since", "2020-05-01").says(t, "The signal is saved.", "Pledge of Excellence", "May 1, 2020")
	b.refused(http.StatusUnprocessableEntity, at+"/standing", "standing.kind", "pledge", "standing.since", "soon").says(t, "A date looks like")
	h.as("").opens(at).says(t, "Harbor House", "Pledge of Excellence", "never a condition")
	remove := regexp.MustCompile(at + `/sites/sit_[^"]+/remove`).FindString(b.opens(at + "/record").body)
	if a := h.as("fellow").send(http.MethodPost, remove, values()); a.status != http.StatusForbidden {
		t.Errorf("a stranger removed a site: %d", a.status)
	}
	b.does(remove).says(t, "The site is removed.")
	officer := h.as("officer")
	officer.refused(http.StatusUnprocessableEntity, at+"/exclusions", "exclusion.checkedOn", "2020-01-01", "exclusion.result", "excluded")
	officer.does(at+"/exclusions", "exclusion.checkedOn", "2020-01-01", "exclusion.result", "clear").says(t, "The check is recorded.", "Not on the list")
	if strings.Contains(b.opens(at).body, "Not on the list") || strings.Contains(h.as("").opens(at).body, "Exclusions") {
		t.Error("the office's check is shown to others")
	}
}

func TestALikelyDuplicateIsShownWithReasonsBeforeItIsAdded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.unclaimed(t, "Hilltop House")
	b := h.as("fellow")
	form := []string{"name", "The House, Hilltop", "kind", "museum", "city", "Elmira", "country", "US", "state", "NY", "website", "https://hilltophouse.org/visit", "foundedYear", "1901", "languages", "en, es"}
	b.refused(http.StatusConflict, "/applicant/museums", form...).says(t, "Hilltop House", "same words in the name", "same website (hilltophouse.org)", "It is another one")
	b.does("/applicant/museums", append(form, "anotherOne", "on")...).says(t, "The House, Hilltop", "1901", "English", "Spanish")
	b.opens("/museums?language=es").says(t, "The House, Hilltop")
}

func TestOfficersMergeTwoRecordsAndUndoIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kept, gone := h.unclaimed(t, "Hilltop House"), h.unclaimed(t, "Old Barn")
	if _, err := h.DB.Pool.Exec(h.as("").context(), "INSERT INTO sites (id, organization_id, name, country, created_at) VALUES ($1, $2, 'Annex', 'US', now())", ident.NewSite(), gone.ID); err != nil {
		t.Fatal(err)
	}
	officer := h.as("officer")
	officer.does("/office/duplicates/find").says(t, "1 pair", "Queens Museum of Art", "same phone (7185550142)")
	at := "/office/merge?kept=" + kept.ID.String() + "&gone=" + gone.ID.String()
	officer.opens(at).says(t, "1 row moves.", "Annex", "Sites")
	if a := officer.get("/office/merge?kept=" + kept.ID.String() + "&gone=" + ident.NewPerson().String()); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a broken address: %d", a.status)
	}
	pair := []string{"kept", kept.ID.String(), "gone", gone.ID.String()}
	officer.refused(http.StatusUnprocessableEntity, "/office/merge", pair...)
	officer.does("/office/merge", append(pair, "reason", "The registry has both.")...).says(t, "The records are merged.", "Hilltop House", "In force")
	if a := h.as("").get(museumURL(gone.ID)); a.status != http.StatusFound || a.location != museumURL(kept.ID) {
		t.Errorf("the old page leads to %q (%d)", a.location, a.status)
	}
	list := officer.opens("/office/merges")
	list.says(t, "Old Barn")
	one := regexp.MustCompile(`/office/merges/mrg_[^"]+`).FindString(list.body)
	officer.refused(http.StatusUnprocessableEntity, one+"/undo")
	officer.does(one+"/undo", "reason", "Two after all.").says(t, "The merge is undone.", "Two after all.")
	h.as("").opens(museumURL(gone.ID)).says(t, "Old Barn", "Annex")
	for _, path := range []string{at, "/office/merges", one, "/office/duplicates"} {
		if a := h.as("applicant").get(path); a.status != http.StatusNotFound {
			t.Errorf("%s was shown to an applicant: %d", path, a.status)
		}
	}
}

func TestAnOfficerSaysWhatAMuseumIsPartOf(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	part, parent := h.unclaimed(t, "Hilltop House"), h.unclaimed(t, "Hilltop University")
	at, officer := museumURL(part.ID), h.as("officer")
	officer.opens(at).says(t, "Part of", "part of no other organization")
	officer.refused(http.StatusUnprocessableEntity, at+"/parent", "parent.parent", "nonsense").says(t, "There is no such organization.")
	officer.refused(http.StatusUnprocessableEntity, at+"/parent", "parent.parent", at).says(t, "not part of itself")
	officer.does(at+"/parent", "parent.parent", "https://grants.example.org"+museumURL(parent.ID)+"/", "parent.reason", "Its charter.").says(t, "What it is part of is kept.", "Hilltop University")
	officer.opens(museumURL(parent.ID)).says(t, "Runs", "Hilltop House")
	officer.refused(http.StatusUnprocessableEntity, museumURL(parent.ID)+"/parent", "parent.parent", part.ID.String()).says(t, "not part of itself")
	h.as("fellow").refused(http.StatusForbidden, at+"/parent", "parent.parent", "")
	if a := h.as("fellow").opens(at); strings.Contains(a.body, "Hilltop University") {
		t.Error("the public page says what it is part of")
	}
	officer.does(at+"/parent", "parent.parent", "").says(t, "part of no other organization")
}
