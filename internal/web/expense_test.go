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

// inForce is an award of the world in force since before its first day, with terms as its budget has them.
func (h *house) spendsOn(t *testing.T) (award string, lead ident.Organization) {
	t.Helper()
	award, lead = h.told(t)
	id, err := ident.Parse[ident.AwardKind](award)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	c, err := h.DB.Pool.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	text := strings.NewReplacer("AWARD", id.UUID().String(), "DAY", h.clock.Now().AddDate(0, 0, -30).Format("2006-01-02"), "GRANTS", h.people["grants"].UUID().String()).Replace(`SET session_replication_role = replica;
UPDATE awards SET state = 'official' WHERE id = 'AWARD';
INSERT INTO agreements (id, award_id, starts_on, ends_on, rule_set, payment, version, prepared_by, prepared_at) VALUES (gen_random_uuid(), 'AWARD', 'DAY', 'DAY'::date + 365, '2cfr200-2025', 'advance', 1, 'GRANTS', now());
INSERT INTO award_term_lines SELECT w.id, 1, b.category, coalesce(sum(b.amount_minor) FILTER (WHERE b.funding = 'grant'), 0), coalesce(sum(b.amount_minor) FILTER (WHERE b.funding <> 'grant'), 0)
	FROM awards w JOIN budget_lines b ON b.application_id = w.application_id WHERE w.id = 'AWARD' GROUP BY 1, 3;
INSERT INTO award_terms SELECT award_id, 1, 'DAY', 'DAY'::date + 365, sum(grant_minor), sum(share_minor), 'DAY', now(), 'GRANTS', 'agr_test' FROM award_term_lines WHERE award_id = 'AWARD' GROUP BY 1;
UPDATE ledger_accounts SET kind = 'obligation' WHERE owner = 'AWARD' AND kind = 'commitment';
SET session_replication_role = origin;`)
	if _, err := c.Conn().PgConn().Exec(ctx, text).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return award, lead
}

func TestAnExpenseGoesFromItsReceiptToTheStatementOfAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.spendsOn(t)
	base := "/awards/" + id
	official, officer := h.official(t, lead), h.as("officer")
	day := h.clock.Now().AddDate(0, 0, -3).Format("2006-01-02")
	fields := map[string]string{
		"save.museum": lead.String(), "save.spentOn": day, "save.category": "travel", "save.description": "Train to the port", "save.amount": "1250.50", "save.currency": "USD",
		"save.vendor": "Rail Co", "save.receiptNumber": "R-1",
	}
	official.opens(base+"/agreement").link(t, base+"/expenses")
	official.opens(base+"/expenses").says(t, "Write down an expense", "No expenses")
	bad := official.receipts(t, base+"/expenses", but(fields, "save.spentOn", "2001-01-01"), nil)
	if bad.status != http.StatusUnprocessableEntity || !strings.Contains(plainText(bad.body), "is before the period") || !strings.Contains(bad.body, "Train to the port") {
		t.Errorf("a day before the period is answered %d: %s", bad.status, plainText(bad.body))
	}
	made := official.receipts(t, base+"/expenses", fields, []byte("%PDF-1.7 receipt"))
	if made.status != http.StatusSeeOther {
		t.Fatalf("%d %s", made.status, plainText(made.body))
	}
	again := official.receipts(t, base+"/expenses", but(fields, "save.vendor", "RAIL CO."), nil)
	if again.status != http.StatusUnprocessableEntity || !strings.Contains(plainText(again.body), "claimed already") {
		t.Errorf("the same receipt is answered %d", again.status)
	}
	one := official.opens(made.location)
	one.says(t, "Draft", "The rules find nothing against it.", "Open the receipt")
	if file := official.opens(one.link(t, made.location+"/receipt")); !strings.HasPrefix(file.body, "%PDF-") {
		t.Error("the receipt is not what was sent")
	}
	official.does(made.location+"/submit", "version", field(t, one, "version")).says(t, "Submitted.")
	officer.opens("/expenses").says(t, "Train to the port")
	officer.refused(http.StatusUnprocessableEntity, made.location+"/return", "return.reason", "").says(t, "Say why")
	officer.does(made.location+"/accept", "version", field(t, officer.opens(made.location), "version")).says(t, "Accepted and posted.")
	account := official.opens(base + "/account")
	account.says(t, "Owed to the museum", "1,250.50", "Expense accepted", "Train to the port")
	official.opens(account.link(t, base+"/expenses?category=travel")).says(t, "Train to the port")
	official.opens(account.link(t, base+"/account/sf425")).says(t, "10e", "1,250.50")
	officer.does(made.location+"/reverse", "reverse.reason", "Paid by another program.").says(t, "Reversed.", "Paid by another program.")
	for _, role := range []string{"reviewer", "applicant"} {
		if a := h.as(role).get(made.location); a.status != http.StatusNotFound {
			t.Errorf("the expense answers %s with %d", role, a.status)
		}
	}
}

func TestPastedRowsThatAreWrongComeBackWithReasons(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.spendsOn(t)
	base, official := "/awards/"+id+"/expenses", h.official(t, lead)
	day := h.clock.Now().AddDate(0, 0, -3).Format("2006-01-02")
	text := "spent_on,category,description,amount,vendor,receipt_number\n" + day + ",travel,Bus,80.00,Bus Co,1\n" + day + ",travel,Bus back,-1,Bus Co,2\n"
	a := official.send(http.MethodPost, base+"/import", values("import.museum", lead.String(), "import.text", text))
	if a.status != http.StatusOK || !strings.Contains(plainText(a.body), "Taken: 1. Back with reasons: 1.") || strings.Contains(plainText(a.body), "Bus Co,1\n") {
		t.Errorf("%d %s", a.status, plainText(a.body))
	}
	official.does(base+"/import", "import.museum", lead.String(), "import.text", strings.Replace(strings.Replace(text, "-1", "1.00", 1), "Bus Co,1", "Bus Co,3", 1)).says(t, "2 expenses were brought in.")
}

func TestCostShareIsVerifiedOnItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, lead := h.spendsOn(t)
	base, official, grants := "/awards/"+id+"/costshare", h.official(t, lead), h.as("grants")
	var category string
	awardID, _ := ident.Parse[ident.AwardKind](id)
	if err := h.DB.Pool.QueryRow(context.Background(), `SELECT category FROM award_term_lines WHERE award_id = $1 AND share_minor > 0 ORDER BY 1 LIMIT 1`, awardID.UUID()).Scan(&category); err != nil {
		t.Fatal(err)
	}
	claim := []string{
		"claim.museum", lead.String(), "claim.donor", "Friends", "claim.description", "Guides", "claim.side", "us", "claim.funding", "in_kind", "claim.category", category,
		"claim.givenOn", h.clock.Now().AddDate(0, 0, -2).Format("2006-01-02"), "claim.valuation", "volunteer_hours", "claim.quantity", "12.5", "claim.unit", "24.00", "claim.currency", "USD",
	}
	official.refused(http.StatusUnprocessableEntity, base, append(claim[:len(claim):len(claim)], "claim.rateOn", "soon")...).says(t, "A date looks like")
	page := official.does(base, claim...)
	page.says(t, "Claimed", "300.00", "Nothing in the records shows it yet.")
	at := strings.TrimSuffix(page.link(t, base+"/csh_"), "#")
	at, _, _ = strings.Cut(at, "/evidence")
	if made := official.receipts(t, at+"/evidence", map[string]string{"evidence.reference": "Sheet 1", "evidence.certifier": "Rosa Example"}, nil); made.status != http.StatusSeeOther {
		t.Fatalf("%d %s", made.status, plainText(made.body))
	}
	grants.refused(http.StatusConflict, at+"/verify", "verify.necessary", "on").says(t, "The rules do not allow it as it stands")
	grants.does(at+"/verify", "verify.necessary", "on", "verify.conforms", "on").says(t, "Verified and posted.")
	official.opens(base).says(t, "Share in kind", "300.00")
}

func but(fields map[string]string, name, value string) map[string]string {
	out := map[string]string{}
	for k, v := range fields {
		out[k] = v
	}
	out[name] = value
	return out
}

// receipts posts a form with a receipt.
func (b *browser) receipts(t *testing.T, target string, fields map[string]string, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("save.file", "receipt.pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	b.h.pages.ServeHTTP(rec, r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar)))
	return answer{rec.Code, rec.Header().Get("Location"), rec.Header(), rec.Body.String()}
}
