package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// official is somebody who may sign for a museum.
func (h *house) official(t *testing.T, org ident.Organization) *browser {
	t.Helper()
	id := ident.NewPerson()
	for _, s := range []struct {
		text string
		args []any
	}{
		{`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, 'ruth@museum.example.org', 'Ruth', now())`, []any{id.UUID()}},
		{`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, 'authorized_official')`, []any{ident.NewMembership().UUID(), id.UUID(), org.UUID()}},
	} {
		if _, err := h.DB.Pool.Exec(context.Background(), s.text, s.args...); err != nil {
			t.Fatal(err)
		}
	}
	return &browser{h: h, jar: &jar{person: id, values: map[string]string{}}, cookies: map[string]*http.Cookie{}}
}

func TestAnOfficialSignsOnPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.emptyBudget(t)
	applicant, lead := h.as("applicant"), d.Partners.Lead().Organization
	h.fillIn(t, path, d)
	applicant.does(path+"/budget/lines/new", lineTypedOf(lead, "travel_us_partner", "grant", "Flights", "1", "60000")...)
	applicant.does(path+"/budget/lines/new", lineTypedOf(lead, "salaries", "cash", "Director", "1", "30000")...)
	applicant.refused(http.StatusConflict, path+"/sign/ask", "note", "Please").says(t, "Nobody at the lead museum may sign for it yet")
	official := h.official(t, lead)
	applicant.does(path+"/sign/ask", "note", "By Friday, please").says(t, "The signature is asked for", "By Friday, please")
	official.opens("/applicant").says(t, "Your signature is asked for", "waits for you to read and sign it")
	hash := field(t, official.opens(path+"/sign"), "hash")
	a := official.refused(http.StatusUnprocessableEntity, path+"/sign", "hash", hash, "name", "Ruth Okafor", "title", "Director")
	if a.says(t, "Certify that you have read it"); !strings.Contains(a.body, `value="Ruth Okafor"`) {
		t.Error("what was typed is gone")
	}
	official.refused(http.StatusConflict, path+"/sign", "hash", strings.Repeat("0", 64), "name", "Ruth Okafor", "title", "Director", "read", "on").says(t, "changed this meanwhile")
	official.does(path+"/sign", "hash", hash, "name", "Ruth Okafor", "title", "Director", "read", "on").says(t, "It is signed", "Ruth Okafor", hash)
	official.opens("/applicant").says(t, "Ready to submit")
	if a := h.as("partner").send(http.MethodPost, path+"/sign", values("hash", hash, "name", "x", "title", "y", "read", "on")); a.status != http.StatusForbidden {
		t.Errorf("the partner signs and is answered %d", a.status)
	}
	file := applicant.opens(path + "/booklet.pdf")
	if file.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(file.body, "%PDF-") {
		t.Errorf("the booklet is %v", file.header)
	}
	if a := h.as("").get(path + "/booklet.pdf"); a.status == http.StatusOK {
		t.Error("nobody reads the booklet")
	}
	applicant.does(path+"/submit", "version", field(t, applicant.opens(path+"/submit"), "version"), "certify", "on").says(t, "Ruth Okafor, Director", "What was in it", "Budget: 2 lines")
}
