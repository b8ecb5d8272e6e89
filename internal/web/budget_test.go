package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// emptyBudget is a draft whose budget has no lines yet.
func (h *house) emptyBudget(t *testing.T) (string, *application.Detail) {
	t.Helper()
	path, d := h.draftOf(t)
	if _, err := h.Budget.Replace(h.as("applicant").context(), budget.ReplaceInput{Application: d.ID}); err != nil {
		t.Fatal(err)
	}
	return path, d
}

func TestABudgetIsWrittenLineByLineWithoutScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.emptyBudget(t)
	applicant, partner := h.as("applicant"), h.as("partner")
	lead, abroad := d.Partners.Museums[0].Organization.ID, d.Partners.Museums[1].Organization.ID
	applicant.opens(path+"/budget").says(t, "No lines yet")
	t.Run("a mistake is named at its field and everything typed stays", func(t *testing.T) {
		a := applicant.refused(http.StatusUnprocessableEntity, path+"/budget/lines/new", lineTypedOf(lead, "salaries", "grant", "Director", "two", "10.005")...)
		for _, want := range []string{`href="#f-quantity"`, `href="#f-rate"`, `value="two"`, `value="10.005"`, `value="Director"`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("the page lacks %s:\n%s", want, plainText(a.body))
			}
		}
	})
	t.Run("a price abroad shows the rate, its day and the dollars", func(t *testing.T) {
		a := applicant.does(path+"/budget/lines/new", lineTypedOf(abroad, "travel_partner_us", "grant", "Vuelos", "3", "1250.75",
			"currency", "mxn", "exchange", "18.25", "exchangeOn", "2027-02-01", "exchangeSource", "Banco de México")...)
		a.says(t, "$205.60", "at 18.25 of February 1, 2027", "Travel from the partner to the US")
	})
	t.Run("one more begins like the line before", func(t *testing.T) {
		typed := values(lineTypedOf(lead, "interpreters", "cash", "Interpreter", "2", "500")...)
		typed.Set("do", "another")
		a := applicant.send(http.MethodPost, path+"/budget/lines/new", typed)
		if next := applicant.opens(a.location); !strings.Contains(next.body, `value="interpreters" selected`) {
			t.Errorf("the next line does not begin like the last: %s", a.location)
		}
	})
	t.Run("two museums change two lines at once", func(t *testing.T) {
		x, err := h.Budget.Sheet(applicant.context(), d.ID)
		if err != nil || len(x.Lines) != 2 {
			t.Fatalf("%+v, %v", x, err)
		}
		one, two := lineURL(x.Lines[0]), lineURL(x.Lines[1])
		mine, theirs := field(t, applicant.opens(two), "version"), field(t, partner.opens(one), "version")
		applicant.does(two, append(lineTypedOf(lead, "interpreters", "cash", "Interpreter", "3", "500"), "version", mine)...)
		partner.does(one, append(lineTypedOf(abroad, "travel_partner_us", "grant", "Vuelos y hotel", "3", "100"), "version", theirs)...).says(t, "Vuelos y hotel", "$1,500.00")
		a := applicant.refused(http.StatusConflict, one, append(lineTypedOf(abroad, "travel_partner_us", "grant", "Autobús", "3", "7"), "version", theirs)...)
		a.says(t, "Somebody else changed this line", "Vuelos y hotel")
		if !strings.Contains(a.body, `value="Autobús"`) {
			t.Error("what was typed is gone")
		}
		applicant.does(one, append(lineTypedOf(abroad, "travel_partner_us", "grant", "Autobús", "3", "7"), "version", field(t, a, "version"))...).says(t, "Autobús")
		applicant.does(one + "/remove")
	})
	t.Run("a stranger finds nothing, and a reader of another museum writes nothing", func(t *testing.T) {
		if a := h.as("").get(path + "/budget/lines/new"); a.status != http.StatusSeeOther {
			t.Errorf("nobody is answered %d", a.status)
		}
		if a := h.as("officer").send(http.MethodPost, path+"/budget/lines/new", values(lineTypedOf(lead, "salaries", "grant", "x", "1", "1")...)); a.status != http.StatusForbidden {
			t.Errorf("an officer is answered %d", a.status)
		}
	})
}

func TestRatesNarrativeAndTheFederalFormOnPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.emptyBudget(t)
	b := h.as("applicant")
	lead := d.Partners.Museums[0].Organization.ID
	b.does(path+"/budget/lines/new", lineTypedOf(lead, "salaries", "grant", "Director", "1", "10000")...)
	b.does(path+"/budget/lines/new", lineTypedOf(lead, "indirect_costs", "grant", "Overhead", "1", "1500.01")...).says(t, "15% of its base", "Too much by $0.01")
	rate := path + "/budget/rates/" + lead.String()
	b.refused(http.StatusUnprocessableEntity, rate, "kind", "negotiated", "rate", "30")
	b.refused(http.StatusUnprocessableEntity, rate, "kind", "de_minimis", "rate", "15.01")
	b.does(rate, "kind", "negotiated", "rate", "30", "agreement", "NEH, 2026-05-01", "version", field(t, b.opens(rate), "version")).says(t, "Negotiated rate, 30")
	b.opens(rate).says(t, "$10,000.00", "$3,000.00")
	narrative := path + "/budget/narrative/personnel"
	b.does(narrative, "words", "Half of the director's year.", "version", field(t, b.opens(narrative), "version")).says(t, "Half of the director's year.")
	a := b.refused(http.StatusConflict, path+"/budget/narrative/personnel", "words", "Mine", "version", "0")
	if !strings.Contains(a.body, "Mine") {
		t.Error("the narrative that was typed is gone")
	}
	b.opens(path+"/budget/sf424a").says(t, "6a Personnel", "6k", "$11,500.01", "22 Indirect charges")
	if a := b.get(path + "/budget/narrative/yachts"); a.status != http.StatusNotFound {
		t.Errorf("a class that is none is answered %d", a.status)
	}
}

func TestLinesTravelAsAFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.emptyBudget(t)
	b := h.as("applicant")
	lead := d.Partners.Museums[0].Organization.ID
	b.does(path+"/budget/lines/new", lineTypedOf(lead, "salaries", "grant", "=HYPERLINK(\"http://x\")", "1", "10000")...)
	file := b.opens(path + "/budget.csv")
	if !strings.Contains(file.body, `'=HYPERLINK`) || !strings.HasPrefix(file.header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%v\n%s", file.header, file.body)
	}
	b.does(path+"/budget/import", "csv", file.body, "replace", "on").says(t, "The budget now has one line", "=HYPERLINK")
	b.does(path+"/budget/import", "csv", file.body).says(t, "The budget now has 2 lines")
	a := b.refused(http.StatusUnprocessableEntity, path+"/budget/import", "csv", "side,category,funding,description,quantity,rate\nus,travel,grant,A,1,1\nus,travel,nobody,B,1,1\n")
	a.says(t, "nothing was kept", "Line 3:", "Choose who pays")
	big := "side,category,funding,description,quantity,rate\n" + strings.Repeat("us,travel,grant,A,1,1\n", 10_000)
	b.refused(http.StatusUnprocessableEntity, path+"/budget/import", "csv", big).says(t, "500")
	words := strings.Repeat("Eight participants and two chaperones. ", 6)
	long := "side,category,funding,description,quantity,rate,justification\n" + strings.Repeat("us,travel,grant,A,1,1,"+words+"\n", 10_000)
	pasted := b.refused(http.StatusUnprocessableEntity, path+"/budget/import", "csv", long)
	pasted.says(t, "500", "10000", "Everything you entered is still here")
	if strings.Count(pasted.body, words) < 10_000 {
		t.Errorf("%d of 10000 pasted lines are still there", strings.Count(pasted.body, words))
	}
	b.refused(http.StatusUnprocessableEntity, path+"/budget/import", "csv", strings.Repeat("x", 9<<20)).says(t, "The file is larger than 8 MiB")
	if _, err := h.Budget.Sheet(b.context(), d.ID); fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", "budget.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("side,category,funding,description,quantity,rate\nus,travel,grant,From a file,1,1\n"))
	_ = m.WriteField("replace", "on")
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path+"/budget/import", &form)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r = r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar))
	got := httptest.NewRecorder()
	if h.pages.ServeHTTP(got, r); got.Code != http.StatusSeeOther {
		t.Fatalf("a file is answered %d\n%s", got.Code, plainText(got.Body.String()))
	}
	b.opens(path+"/budget").says(t, "From a file")
}
