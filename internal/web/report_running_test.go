package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// quarterly is a quarterly report of the sample world by its state.
func (h *house) quarterly(t *testing.T, state report.State) string {
	t.Helper()
	return "/reports/" + oneID[ident.ReportKind](t, h, `SELECT id FROM reports WHERE kind = 'quarterly' AND state = '`+string(state)+`'`)
}

func TestTheFunderReadsAQuarterThatWasSent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sent, draft := h.quarterly(t, report.Sent), h.quarterly(t, report.Assembling)
	funder := h.as("funder")
	funder.opens("/reports").link(t, sent)
	if a := funder.get(draft); a.status != http.StatusNotFound {
		t.Errorf("the funder opens a draft: %d", a.status)
	}
	page := funder.opens(sent)
	page.says(t, "Executive summary", "A. Projects", "B. Participants by country", "C. Travel", "D. Audience and outreach", "F. Money", "Federal Financial Report (SF-425)",
		"10h Unobligated balance of federal funds", "12. Remarks", "SHA-256", "From the museums' report of", "version 1")
	if strings.Contains(page.body, `name="text.summary"`) {
		t.Error("the funder is offered to write")
	}
	var s report.Snapshot
	data := funder.opens(sent + ".json")
	if err := json.Unmarshal([]byte(data.body), &s); err != nil || s.Period == nil || s.Federal == nil || len(s.Sections) == 0 || len(s.Figures) < 50 {
		t.Errorf("the data is %v %.200s", err, data.body)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(funder.opens(sent + ".xlsx").body)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := book.GetSheetList()
	if !slices.Contains(sheets, "F. Money") || !slices.Contains(sheets, "Records") {
		t.Errorf("the workbook has %q", sheets)
	}
	if rows, err := book.GetRows("Figures"); err != nil || len(rows) != len(s.Figures)+1 {
		t.Errorf("%d figures of %d are in the workbook: %v", len(rows)-1, len(s.Figures), err)
	}
	funder.opens(page.link(t, sent+"/figures/")).says(t, "How things were counted")
	if a := funder.get(draft + ".xlsx"); a.status != http.StatusNotFound {
		t.Errorf("a draft has a workbook: %d", a.status)
	}
}

func TestAQuarterIsWrittenWhileItRuns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	draft, officer := h.quarterly(t, report.Assembling), h.as("officer")
	page := officer.opens(draft)
	page.says(t, "Being assembled", "Save the text", "Assemble again")
	version := field(t, page, "section_version")
	officer.does(draft+"/section", "key", "summary", "section_version", version, "text.summary", "Two museums met.").says(t, "The text is kept.", "Two museums met.")
	officer.refused(http.StatusConflict, draft+"/section", "key", "summary", "section_version", version, "text.summary", "Mine instead.").says(t, "Mine instead.")
	officer.refused(http.StatusUnprocessableEntity, draft+"/section", "key", "summary", "section_version", "2", "text.summary", strings.Repeat("a", 20_001)).says(t, "20")
	h.as("grants").refused(http.StatusConflict, draft+"/freeze").says(t, "Its figures are frozen after that day.")
	officer.opens(draft+"/changes").says(t, "What changed since the last report")
	officer.refused(http.StatusForbidden, h.quarterly(t, report.Sent)+"/answer", "answer", "accepted")
	sent, grants := h.quarterly(t, report.Sent), h.as("grants")
	grants.refused(http.StatusUnprocessableEntity, sent+"/answer", "answer", "queries").says(t, "Say what the funder asks.")
	grants.does(sent+"/answer", "answer", "queries", "words", "How were visitors counted?").says(t, "The answer is recorded.")
	grants.does(sent+"/send").says(t, "The report is sent.")
	grants.does(sent+"/answer", "answer", "accepted").says(t, "Accepted")
}

func TestFederalFormsAreGivenAsData(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award := oneID[ident.AwardKind](t, h, `SELECT award_id AS id FROM subaward_reports ORDER BY 1 LIMIT 1`)
	officer := h.as("officer")
	officer.opens("/awards/"+award+"/agreement").says(t, "The data set for SAM.gov:")
	var x ffataData
	if err := json.Unmarshal([]byte(officer.opens("/awards/"+award+"/agreement/ffata.json").body), &x); err != nil || x.FAIN == "" || x.Subaward == "" || len(x.Missing) == 0 {
		t.Errorf("the data set is %v %+v", err, x)
	}
	officer.opens("/awards/"+award+"/agreement/ffata.csv").says(t, "subawardNumber,"+x.Subaward, "subawardAmount,"+x.Amount)
	none := oneID[ident.AwardKind](t, h, `SELECT w.id FROM awards w JOIN agreements a ON a.award_id = w.id WHERE NOT EXISTS (SELECT FROM subaward_reports r WHERE r.award_id = w.id) ORDER BY 1 LIMIT 1`)
	if a := officer.get("/awards/" + none + "/agreement/ffata.json"); a.status != http.StatusNotFound {
		t.Errorf("an award that owes no report has a data set: %d", a.status)
	}
	app := oneID[ident.ApplicationKind](t, h, `SELECT application_id AS id FROM awards WHERE id = (SELECT min(award_id::text)::uuid FROM subaward_reports)`)
	var cells []federalCell
	form := "/applications/" + app + "/budget/sf424a"
	if err := json.Unmarshal([]byte(officer.opens(form+".json").body), &cells); err != nil || len(cells) < 40 {
		t.Errorf("SF-424A has %d amounts: %v", len(cells), err)
	}
	total := cells[slices.IndexFunc(cells, func(c federalCell) bool { return c.Line == "6k" && c.Column == "federal" })]
	officer.opens(form+".csv").says(t, "B,6k,,federal,"+total.Amount, "A,5,Totals,federal,"+total.Amount)
	officer.opens(form).says(t, "The form as data:")
}
