package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// told is an award of last year that its museum knows of, and whose budget is its amount.
func (h *house) told(t *testing.T) (award string, lead ident.Organization) {
	t.Helper()
	const of = ` FROM awards w JOIN applications a ON a.id = w.application_id WHERE w.state = 'provisional' AND EXISTS (SELECT FROM letters l WHERE l.award_id = w.id AND l.state = 'sent')
AND w.amount_minor = (SELECT sum(b.amount_minor) FROM budget_lines b WHERE b.application_id = a.id AND b.funding = 'grant') ORDER BY w.number LIMIT 1`
	award = oneID[ident.AwardKind](t, h, `SELECT w.id`+of)
	org, err := ident.Parse[ident.OrganizationKind](oneID[ident.OrganizationKind](t, h, `SELECT a.lead_organization_id`+of))
	if err != nil {
		t.Fatal(err)
	}
	return award, org
}

func (h *house) exec(t *testing.T, text string, args ...any) {
	t.Helper()
	if _, err := h.DB.Pool.Exec(context.Background(), text, args...); err != nil {
		t.Fatal(err)
	}
}

func TestAnAwardBecomesOfficialOnItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.told(t)
	url := "/awards/" + id + "/agreement"
	official, grants, director, officer := h.official(t, lead), h.as("grants"), h.as("director"), h.as("officer")
	grants.opens("/awards/"+id).link(t, url)
	grants.opens(url).says(t, "Open the agreement", "The funder's award runs from", "Not excluded, looked up within 30 days")
	grants.refused(http.StatusUnprocessableEntity, url+"/open", "open.startsOn", "soon").says(t, "A date looks like")
	grants.does(url+"/open", "open.startsOn", "2026-09-01", "open.endsOn", "2027-08-31").says(t, "The agreement is open.", "The office's part", "once the terms and the data set above are whole")
	official.opens(url).says(t, "Your part", "Not said yet")
	official.refused(http.StatusUnprocessableEntity, url+"/answer", "answer.payee", "The museum", "answer.payment", "reimbursement", "answer.firstNeed", "10.00").says(t, "nothing is paid ahead", "Who is paid")
	official.does(url+"/answer", "answer.payee", "The museum's foundation", "answer.payment", "advance", "answer.firstNeed", "12500.00", "answer.tickets", "A US carrier sells every ticket.").
		says(t, "Saved.", "The museum's foundation", "12,500.00", "In advance, each quarter")
	h.exec(t, `UPDATE organizations SET uei = 'ABCDEFGH1234' WHERE id = $1`, lead.UUID())
	grants.does(url+"/prepare", prepared()...).says(t, "Saved.", "The standard terms", "Give it out to be signed")
	officer.refused(http.StatusForbidden, url+"/prepare", prepared()...)
	officer.refused(http.StatusUnprocessableEntity, url+"/risk", "risk.factors", "new_to_federal_money", "risk.factors", "minors", "risk.why", "The first.").says(t, "Say how the award will be watched")
	officer.does(url+"/risk", "risk.factors", "new_to_federal_money", "risk.factors", "minors", "risk.why", "The first federal award.", "risk.plan", "A call each quarter.").says(t, "Medium", "A call each quarter.")
	officer.does(url+"/conditions", "conditions.text", "Receipts with each report.", "conditions.why", "The first federal award.").says(t, "The condition is set.", "Receipts with each report.")
	page := official.opens(url)
	if page.says(t, "Receipts with each report."); strings.Contains(plainText(page.body), "A call each quarter.") {
		t.Error("the museum reads how its risk is weighed")
	}
	grants.does(url+"/issue", "version", field(t, grants.opens(url), "version")).says(t, "It is out to be signed.", "Nobody has signed yet.", "It was signed on paper")
	hash := field(t, official.opens(url), "hash")
	official.refused(http.StatusUnprocessableEntity, url+"/sign", "hash", hash, "sign.name", "Ruth Okafor", "sign.title", "Director").says(t, "Certify that you have read it")
	official.does(url+"/sign", "hash", hash, "sign.name", "Ruth Okafor", "sign.title", "Director", "sign.read", "on").says(t, "Signed. Thank you.", "Ruth Okafor", hash)
	signed := director.does(url+"/countersign", "hash", hash, "countersign.name", "Dana Director", "countersign.title", "Director of programs", "countersign.read", "on")
	signed.says(t, "Signed by both", "Nobody has looked for exclusions")
	if copied := official.opens(signed.link(t, url+"/copies/")); !strings.HasPrefix(copied.body, "%PDF-") {
		t.Error("the signed copy is no PDF")
	}
	grants.refused(http.StatusConflict, url+"/official", "version", field(t, grants.opens(url), "version")).says(t, "still missing")
	h.exec(t, `INSERT INTO exclusion_checks (id, organization_id, checked_on, result, note, checked_by, recorded_at)
SELECT DISTINCT ON (m.organization_id) gen_random_uuid(), m.organization_id, $2::timestamptz::date, 'clear', '', $3, now() FROM partnership_members m JOIN awards w ON w.partnership_id = m.partnership_id JOIN applications a ON a.id = w.application_id WHERE a.lead_organization_id = $1`, lead.UUID(), h.clock.Now(), h.people["officer"].UUID())
	grants.opens(url).says(t, "Everything is there.", "is obligated to the museum")
	grants.does(url+"/official", "version", field(t, grants.opens(url), "version")).says(t, "The award is official.", "Report of the subaward", "It is due by")
	grants.does(url+"/report", "report.filedOn", h.clock.Now().Format("2006-01-02"), "report.reference", "FSRS-7").says(t, "as FSRS-7")
	official.opens("/awards/"+id).says(t, "Official")
	for _, role := range []string{"reviewer", "applicant"} {
		if a := h.as(role).get(url); a.status != http.StatusNotFound {
			t.Errorf("the agreement answers %s with %d", role, a.status)
		}
	}
}

func prepared() []string {
	return []string{
		"prepare.startsOn", "2026-09-01", "prepare.endsOn", "2027-08-31", "prepare.funderAwardedOn", "2026-06-01", "prepare.listingTitle", "Citizen Exchanges",
		"prepare.contactName", "Greta Grants", "prepare.contactEmail", "grants@example.org", "prepare.description", "Two museums trade stories.",
		"prepare.requirements", "The standard terms.", "prepare.access", "Open to the administrator.", "prepare.closeout", "Within 90 days.",
	}
}

func TestASignatureOnPaperIsAPDF(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.told(t)
	url := "/awards/" + id + "/agreement"
	official, grants := h.official(t, lead), h.as("grants")
	h.exec(t, `UPDATE organizations SET uei = 'ABCDEFGH1234' WHERE id = $1`, lead.UUID())
	grants.does(url+"/open", "open.startsOn", "2026-09-01", "open.endsOn", "2027-08-31")
	official.does(url+"/answer", "answer.payee", "The museum", "answer.payment", "reimbursement", "answer.tickets", "US carriers.")
	grants.does(url+"/prepare", prepared()...)
	hash := field(t, grants.does(url+"/issue"), "hash")
	if a := grants.sends(t, url+"/paper", hash, []byte("PK no PDF")); a.status != http.StatusUnprocessableEntity || !strings.Contains(plainText(a.body), "is a PDF") {
		t.Errorf("what is no PDF is answered %d: %s", a.status, plainText(a.body))
	}
	if a := grants.sends(t, url+"/paper", hash, []byte("%PDF-1.7 signed")); a.status != http.StatusSeeOther {
		t.Errorf("a signed copy is answered %d: %s", a.status, plainText(a.body))
	}
	grants.opens(url).says(t, "Ruth Okafor", "Signed copy")
	grants.refused(http.StatusUnprocessableEntity, url+"/withdraw", "withdraw.reason", " ").says(t, "Say why")
	grants.does(url+"/withdraw", "withdraw.reason", "The dates were wrong.").says(t, "It is taken back.", "The office's part")
}

// sends posts a signed copy with who signed it.
func (b *browser) sends(t *testing.T, target, hash string, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"hash": hash, "paper.name": "Ruth Okafor", "paper.title": "Director"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("paper.file", "signed.pdf")
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
