package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// running is an official award of last year without a payment, and its lead.
func (h *house) running(t *testing.T) (award string, lead ident.Organization) {
	t.Helper()
	const of = ` FROM awards w JOIN applications a ON a.id = w.application_id JOIN award_terms x ON x.award_id = w.id
WHERE w.state IN ('official', 'active') AND NOT EXISTS (SELECT FROM payments p WHERE p.award_id = w.id) ORDER BY w.number LIMIT 1`
	award = oneID[ident.AwardKind](t, h, `SELECT w.id`+of)
	org, err := ident.Parse[ident.OrganizationKind](oneID[ident.OrganizationKind](t, h, `SELECT a.lead_organization_id`+of))
	if err != nil {
		t.Fatal(err)
	}
	return award, org
}

func TestAMuseumIsPaidOnItsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.running(t)
	url := "/awards/" + id + "/payments"
	official, officer, grants, finance := h.official(t, lead), h.as("officer"), h.as("grants"), h.as("finance")
	var first string
	if err := h.DB.Pool.QueryRow(context.Background(), `SELECT to_char(date_trunc('quarter', ends_on), 'YYYY-MM-DD') FROM award_terms WHERE award_id = $1`, rawID(t, id)).Scan(&first); err != nil {
		t.Fatal(err)
	}
	officer.opens(url).says(t, "No money was asked for yet", "Left to ask for")
	official.opens(url).says(t, "Ask for money", "An advance covers")
	official.refused(http.StatusUnprocessableEntity, url, "begin.kind", "advance", "begin.on", first, "begin.month1", "many").says(t, "It is an amount such as")
	draft := official.does(url, "begin.kind", "advance", "begin.on", first, "begin.month1", "4000", "begin.share", "2500.00")
	draft.says(t, "The draft is there.", "Federal share now requested", "4,000.00", "The bank knows the payee")
	one := regexp.MustCompile(`/payments/pay_[0-9A-Za-z]+`).FindString(draft.body)
	official.does(one+"/plan", "version", field(t, official.opens(one), "version"), "plan.on", first, "plan.month1", "5000").says(t, "Saved.", "5,000.00")
	hash := field(t, official.opens(one), "hash")
	official.refused(http.StatusUnprocessableEntity, one+"/certify", "hash", hash, "certify.name", "Ruth Okafor", "certify.title", "Director").says(t, "Certify that you have read it")
	official.does(one+"/certify", "hash", hash, "certify.name", "Ruth Okafor", "certify.title", "Director", "certify.read", "on").says(t, "Certified. Thank you.", "Ruth Okafor", "As it was certified")
	official.does(one+"/submit").says(t, "It is submitted.")
	if strings.Contains(official.opens(one).body, one+"/check") {
		t.Error("the museum is offered the officer's step")
	}
	grants.refused(http.StatusConflict, one+"/approve").says(t, "You cannot")
	h.past(`UPDATE filings SET dropped_at = planned_at WHERE state NOT IN ('accepted', 'amended', 'waived')`) // no report is owed
	check := []string{}
	if strings.Contains(plainText(officer.opens(one).body), "How the request meets the conditions") {
		officer.refused(http.StatusUnprocessableEntity, one+"/check").says(t, "Say how the request meets them")
		check = []string{"check.reason", "The receipts are there."}
	}
	officer.does(one+"/check", check...).says(t, "It is checked.")
	grants.does(one+"/approve").says(t, "It is approved.")
	h.exec(t, `DELETE FROM payees`)
	finance.refused(http.StatusConflict, one+"/release").says(t, "Say first by which number the bank knows")
	finance.refused(http.StatusUnprocessableEntity, url+"/payee", "payee.vendor", "12 34").says(t, "2 to 35 letters")
	finance.does(url+"/payee", "payee.vendor", "V-10023").says(t, "Saved.")
	finance.does(one+"/release").says(t, "The money is released.")
	queue := finance.opens("/payments?state=released")
	queue.says(t, "For the bank", "V-10023")
	payment := strings.TrimPrefix(one, "/payments/")
	day := h.clock.Now().Format("2006-01-02")
	finance.refused(http.StatusUnprocessableEntity, "/payments/batches", "on", day).says(t, "Choose at least one payment")
	made := finance.does("/payments/batches", "on", day, "payments", payment)
	made.says(t, "5,000.00 is made", "ISO 20022 XML")
	file := made.link(t, "/payments/batches/")
	if a, b := finance.opens(file), finance.opens(file); !strings.Contains(a.body, "V-10023") || a.body != b.body {
		t.Errorf("the batch is %s", a.body)
	}
	if a := official.get(file); a.status != http.StatusNotFound {
		t.Errorf("the batch answers a museum with %d", a.status)
	}
	finance.does(one+"/pay", "pay.on", day, "pay.reference", "ACH-77").says(t, "It is paid, and the museum is told.", "ACH-77")
	if pdf := official.opens(one + "/advice.pdf"); !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Error("the payment advice is no PDF")
	}
	h.passesOn(t, one, id, official)
	for _, role := range []string{"reviewer"} {
		if a := h.as(role).get(one); a.status != http.StatusNotFound {
			t.Errorf("the payment answers %s with %d", role, a.status)
		}
	}
}

// passesOn records what a lead passed on, and its partner confirms it.
func (h *house) passesOn(t *testing.T, one, award string, official *browser) {
	t.Helper()
	partner := oneID[ident.OrganizationKind](t, h, `SELECT m.organization_id FROM awards w JOIN partnership_members m ON m.partnership_id = w.partnership_id AND NOT m.lead WHERE w.id = '`+rawID(t, award)+`' ORDER BY m.id LIMIT 1`)
	day := h.clock.Now().Format("2006-01-02")
	send := func(amount string) answer {
		return official.sendsForm(t, one+"/forward", map[string]string{"forward.organization": partner, "forward.amount": amount, "forward.on": day}, "forward.file", []byte("%PDF-1.7 receipt"))
	}
	if a := send("5000.01"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("more than was paid is answered %d", a.status)
	}
	if a := send("2000"); a.status != http.StatusSeeOther {
		t.Errorf("what was passed on is answered %d: %s", a.status, plainText(a.body))
	}
	page := official.opens(one)
	page.says(t, "2,000.00 of $5,000.00 was passed on", "Not confirmed yet")
	if a := official.opens(page.link(t, one+"/receipts/")); !strings.HasPrefix(a.body, "%PDF-") {
		t.Error("the receipt is no PDF")
	}
	forward := page.link(t, one+"/receipts/")[len(one+"/receipts/"):]
	official.refused(http.StatusForbidden, one+"/confirm", "forward", forward)
	official.does(one+"/withdraw", "forward", forward, "withdraw."+forward, "Typed twice.").says(t, "It is withdrawn.", "Typed twice.")
}

// rawID is a public award id as the database keeps it.
func rawID(t *testing.T, text string) string {
	t.Helper()
	id, err := ident.Parse[ident.AwardKind](text)
	if err != nil {
		t.Fatal(err)
	}
	return id.UUID().String()
}

// sendsForm posts a form with a file.
func (b *browser) sendsForm(t *testing.T, target string, fields map[string]string, name string, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(name, "receipt.pdf")
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
