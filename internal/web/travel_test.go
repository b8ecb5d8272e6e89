package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// hand is a browser of the first person with a role at a museum of an award that travels.
func (h *house) hand(t *testing.T, role auth.Role) (*browser, string) {
	t.Helper()
	award := oneID[ident.AwardKind](t, h, `SELECT award_id FROM trips LIMIT 1`)
	var person ident.Person
	err := h.DB.Pool.QueryRow(pgtest.Context(t), `SELECT m.person_id FROM trips t JOIN awards w ON w.id = t.award_id JOIN partnership_members p ON p.partnership_id = w.partnership_id
JOIN memberships m ON m.organization_id = p.organization_id WHERE m.role = $1 AND m.until IS NULL ORDER BY m.person_id LIMIT 1`, string(role)).Scan(&person)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{h: h, jar: &jar{person: person, values: map[string]string{}}, cookies: map[string]*http.Cookie{}}, award
}

func TestATripIsPlannedApprovedAndBarredOnItsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, award := h.hand(t, auth.Coordinator)
	partner, _ := h.hand(t, auth.PartnerCoordinator)
	for who, reads := range map[*browser]string{lead: "en", partner: "es"} {
		h.exec(t, `UPDATE people SET locale = $2 WHERE id = $1`, who.jar.person.UUID(), reads)
	}
	officer := h.as("officer")
	list := "/awards/" + award + "/trips"
	lead.opens(list).says(t, "Reconciled", "Cleared", "Planned", "Plan a trip")
	bad := lead.refused(http.StatusUnprocessableEntity, list+"/plan", "plan.from", "Here", "plan.startsOn", "2031-01-01", "plan.endsOn", "2031-01-02")
	bad.says(t, "Choose one", "The award's work is from")
	if !strings.Contains(bad.body, `value="Here"`) {
		t.Error("what was typed is lost")
	}
	day := h.clock.Now().AddDate(0, 0, 30).Format("2006-01-02")
	page := lead.does(list+"/plan", "plan.from", "There", "plan.to", "Here", "plan.startsOn", day, "plan.endsOn", day, "plan.purpose", "A visit.", "plan.direction", "partner_us", "plan.method", "actual", "plan.federal", "on")
	page.says(t, "The trip is planned.", "Nobody travels.")
	trip := "/trips/" + strings.Split(strings.TrimPrefix(page.link(t, "/trips/"), "/trips/"), "/")[0]
	museum := nthOption(t, page.body, "travelers.organization", 1)
	lead.does(trip+"/travelers", "travelers.organization", museum).says(t, "Traveler 1", "The traveler is added.", "No data yet")
	lead.refused(http.StatusUnprocessableEntity, trip+"/flights", "flights.from", "Nowhere", "flights.to", "IAD", "flights.fliesOn", day, "flights.designator", "XX", "flights.flightNumber", "1").says(t, "three letters")
	lead.does(trip+"/flights", "flights.from", "CDG", "flights.to", "IAD", "flights.fliesOn", day, "flights.designator", "AF", "flights.flightNumber", "54").says(t, "which is no US-flag carrier")
	lead.refused(http.StatusForbidden, trip+"/move", "move.verb", "approve")
	officer.does(trip+"/move", "move.verb", "approve", "version", field(t, officer.opens(trip), "version")).says(t, "Approved")
	lead.does(trip+"/move", "move.verb", "book").says(t, "Booked")
	officer.refused(http.StatusConflict, trip+"/move", "move.verb", "clear").says(t, "Something still keeps the trip from being cleared.")
	who := partner.opens(trip).link(t, "/travelers/")
	partner.opens(who).says(t, "Todavía no se ha escrito nada.", "Pasaporte", "Formulario DS-2019")
	partner.refused(http.StatusUnprocessableEntity, who+"/save", "save.surname", "Ñandú", "save.bornOn", "1990-01-01", "save.citizenship", "SN").says(t, "sin acentos")
	saved := partner.does(who+"/save", "save.surname", "Unmistakable", "save.given", "Name", "save.bornOn", "1990-01-01", "save.citizenship", "SN", "version", "0")
	saved.says(t, "Los datos personales están sellados.", "Casillas del DS-2019 que faltan", "Falta la ciudad de nacimiento.")
	if strings.Contains(strings.ToUpper(saved.body), "UNMISTAKABLE") {
		t.Error("the page shows what is sealed")
	}
	partner.refused(http.StatusUnprocessableEntity, who+"/open", "open.purpose", "x").says(t, "Diga para qué")
	opened := officer.send(http.MethodPost, who+"/open", values("open.purpose", "Check of the passport"))
	if opened.status != http.StatusOK || opened.header.Get("Cache-Control") != "no-store" {
		t.Errorf("opening answers %d with %q", opened.status, opened.header.Get("Cache-Control"))
	}
	opened.says(t, "UNMISTAKABLE", "This look was kept.", "Check of the passport")
	if lead.opens(who); lead.send(http.MethodPost, who+"/open", values("open.purpose", "Mere curiosity")).status != http.StatusForbidden {
		t.Error("another museum opens what is the partner's")
	}
	officer.opens("/visas").says(t, "Traveler 1", "Late", "missing")
	officer.refused(http.StatusConflict, trip+"/forms", "forms.purpose", "To send to ECA").says(t, "No visitor of this trip has complete data.")
	lead.does(trip+"/move", "move.verb", "cancel", "move.reason", "The show is put off.").says(t, "Cancelled", "The show is put off.")
	for _, role := range []string{"reviewer", "applicant"} {
		if a := h.as(role).get(trip); a.status != http.StatusNotFound {
			t.Errorf("the trip answers %s with %d", role, a.status)
		}
	}
	if a := lead.get("/visas"); a.status != http.StatusNotFound {
		t.Errorf("the board answers a museum with %d", a.status)
	}
}

func TestAConsentIsSealedAndOpenedForAPurpose(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, _ := h.hand(t, auth.Coordinator)
	who := "/travelers/" + oneID[ident.TravelerKind](t, h, `SELECT v.id FROM travelers v JOIN trips t ON t.id = v.trip_id WHERE t.state = 'planned' AND v.minor`)
	lead.opens(who).says(t, "A traveler under 18 needs the consent of a guardian.")
	if a := lead.encloses(t, who+"/consent", "consent.file", []byte("no PDF")); a.status != http.StatusUnprocessableEntity {
		t.Errorf("what is no PDF is answered %d", a.status)
	}
	if a := lead.encloses(t, who+"/consent", "consent.file", []byte("%PDF-1.7 yes")); a.status != http.StatusSeeOther {
		t.Errorf("a consent is answered %d: %s", a.status, plainText(a.body))
	}
	lead.opens(who).says(t, "The consent is here, sealed.")
	officer := h.as("officer")
	officer.refused(http.StatusUnprocessableEntity, who+"/consent/open", "look.purpose", "")
	if a := officer.send(http.MethodPost, who+"/consent/open", values("look.purpose", "Check of the consent")); a.body != "%PDF-1.7 yes" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the consent opens as %q", a.body)
	}
	lead.does(who+"/leave", "leave.reason", "Has exams.").says(t, "Does not travel any more", "Has exams.")
}

// encloses posts one file under a field.
func (b *browser) encloses(t *testing.T, target, name string, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile(name, "file.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	b.h.pages.ServeHTTP(rec, r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar)))
	return answer{rec.Code, rec.Header().Get("Location"), rec.Header(), rec.Body.String()}
}

// nthOption is the value of the nth option of a select.
func nthOption(t *testing.T, body, name string, n int) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+name+`"`)
	if !ok {
		t.Fatalf("there is no field %s", name)
	}
	parts := strings.Split(rest, `<option value="`)
	if len(parts) <= n+1 {
		t.Fatalf("%s has no option %d", name, n)
	}
	value, _, _ := strings.Cut(parts[n+1], `"`)
	return value
}
