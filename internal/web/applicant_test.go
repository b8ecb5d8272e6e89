package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// draftOf is the draft the demonstration's applicant has.
func (h *house) draftOf(t *testing.T) (string, *application.Detail) {
	t.Helper()
	b := h.as("applicant")
	path := b.opens("/applicant").link(t, "/applications/app_")
	id, err := ident.Parse[ident.ApplicationKind](strings.TrimPrefix(path, "/applications/"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.Application.Application(b.context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return path, d
}

// fillIn answers every question of a draft as its own side does, on the pages.
func (h *house) fillIn(t *testing.T, path string, d *application.Detail) {
	t.Helper()
	f, err := h.Form.Form(h.as("applicant").context(), d.Form)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range f.Definition.Sections {
		b := h.as("applicant")
		if section.Owner == form.ByPartner {
			b = h.as("partner")
		}
		b.opens(path + "/sections/" + section.Key)
		typed := []string{"section", section.Key}
		for _, q := range section.Questions {
			typed = append(typed, typedSample(q)...)
		}
		b.does(path+"/sections/"+section.Key, append(typed, "do", "list")...)
		for _, q := range section.Questions {
			if q.Kind == form.File && q.Required {
				if a := b.sendsFile(path+"/files/"+q.Key, "letter.pdf", form.SamplePDF("We take part.")); a.status != http.StatusSeeOther {
					t.Fatalf("%s: %d %s", q.Key, a.status, plainText(a.body))
				}
			}
		}
	}
}

// typedSample are the inputs of a question with a sample answer typed into them.
func typedSample(q form.Question) []string {
	name := "answers." + q.Key
	switch {
	case q.Kind == form.Budget || q.Kind == form.File:
		return nil
	case q.Kind == form.Table || q.Kind == form.Outcomes:
		var out []string
		rows, _ := q.Rows(q.SampleAnswer())
		for i, row := range rows {
			for key, text := range row {
				out = append(out, name+"."+strconv.Itoa(i)+"."+key, text)
			}
		}
		return out
	}
	return []string{name, sampleAnswer(q)}
}

func sampleAnswer(q form.Question) string {
	switch q.Kind {
	case form.Number:
		return "12"
	case form.Day:
		return "2027-09-01"
	case form.YesNo:
		return "yes"
	case form.Choice, form.Several:
		return q.Options[0].Key
	case form.ShortText:
		return "Two rivers"
	}
	return strings.TrimSpace(strings.Repeat("words ", max(q.MinWords, 20)))
}

// field is the value of an input on a page.
func field(t *testing.T, a answer, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("the page has no input %s:\n%s", name, plainText(a.body))
	}
	return m[1]
}

// lineTypedOf is one line of a budget as its form sends it.
func lineTypedOf(org ident.Organization, item, funding, what, quantity, rate string, more ...string) []string {
	return append([]string{
		"item", item, "organization", org.String(), "funding", funding, "description", what, "quantity", quantity, "rate", rate, "unit", "trip", "do", "save",
	}, more...)
}

func TestAMuseumGoesFromPartnerToReceipt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	applicant, partner := h.as("applicant"), h.as("partner")
	t.Run("submitting what is not ready names what to mend, with the way there", func(t *testing.T) {
		version := strconv.Itoa(d.Version)
		applicant.refused(http.StatusUnprocessableEntity, path+"/submit", "version", version).says(t, "Certify that")
		a := applicant.refused(http.StatusUnprocessableEntity, path+"/submit", "version", version, "certify", "on")
		a.says(t, "things to mend", "Cost share")
		if !strings.Contains(a.body, path+"/budget") || !strings.Contains(a.body, path+"/sections/") {
			t.Error("there is no way to what is to mend")
		}
	})
	t.Run("both museums fill in their sections", func(t *testing.T) {
		h.fillIn(t, path, d)
		applicant.opens(path).says(t, "Complete")
	})
	t.Run("the budget is written line by line", func(t *testing.T) {
		lead := d.Partners.Lead().Organization
		for _, l := range d.Lines {
			applicant.does(path + "/budget/lines/" + l.ID.String() + "/remove")
		}
		applicant.does(path+"/budget/lines/new", lineTypedOf(lead, "travel_us_partner", "grant", "Flights", "1", "60000")...).says(t, "Added: Flights", "$60,000.00")
		applicant.does(path+"/budget/lines/new", lineTypedOf(lead, "salaries", "cash", "Director", "1", "30000")...).says(t, "$30,000.00 of $30,000.00 required")
	})
	t.Run("the partner sees all but cannot hand it in", func(t *testing.T) {
		partner.opens(path+"/submit").says(t, "The lead museum submits")
		if a := partner.send(http.MethodPost, path+"/submit", values("certify", "on")); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("submitting twice is one submission with one receipt", func(t *testing.T) {
		version := field(t, applicant.opens(path+"/submit"), "version")
		first := applicant.does(path+"/submit", "version", version, "certify", "on")
		first.says(t, "Received and frozen", "SHA-256", d.Number)
		second := applicant.does(path+"/submit", "version", version, "certify", "on")
		if a, b := receiptLink.FindString(first.body), receiptLink.FindString(second.body); a == "" || a != b {
			t.Errorf("receipts %s and %s", a, b)
		}
		h.as("").opens(receiptLink.FindString(first.body)).says(t, "This receipt is genuine", d.Number)
		pdf := applicant.opens(path + "/receipt.pdf")
		if !strings.HasPrefix(pdf.body, "%PDF-") || pdf.header.Get("Content-Type") != "application/pdf" {
			t.Error("the receipt is no PDF")
		}
	})
	t.Run("what was submitted does not change", func(t *testing.T) {
		applicant.refused(http.StatusConflict, path+"/sections/face_sheet", "answers.title", "Another title")
		applicant.opens(path+"/sections/face_sheet").says(t, "You can read this section, not change it")
	})
	t.Run("it can be withdrawn with a reason", func(t *testing.T) {
		applicant.opens(path + "/withdraw")
		applicant.refused(http.StatusUnprocessableEntity, path+"/withdraw", "reason", " ").says(t, "error")
		applicant.does(path+"/withdraw", "reason", "Our partner's building flooded.").says(t, "Withdrawn", "building flooded")
	})
}

var receiptLink = regexp.MustCompile(`/verify/[0-9A-Z]{4}-[0-9A-Z-]{14}`)

func TestADraftIsSavedByItsOwnScriptAndByAButton(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	b := h.as("applicant")
	page := b.opens(path + "/sections/face_sheet")
	saw := field(t, page, "saw.title")
	type said struct{ Stamp, Code, Kept, Message string }
	send := func(by *browser, saw, title, request string) (int, said) {
		a := by.send(http.MethodPost, path+"/answers", values("key", "title", "saw.title", saw, "request", request, "answers.title", title), "Accept", "application/json")
		var x said
		if err := json.Unmarshal([]byte(a.body), &x); err != nil {
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		}
		return a.status, x
	}
	status, first := send(b, saw, "Saved by script — 夜班", "r1")
	if status != http.StatusOK || first.Stamp == "" || first.Stamp == saw {
		t.Fatalf("%d %+v", status, first)
	}
	b.opens(path).says(t, "Saved by script — 夜班")
	t.Run("sent again it answers the same", func(t *testing.T) {
		if status, again := send(b, saw, "Saved by script — 夜班", "r1"); status != http.StatusOK || again.Stamp != first.Stamp {
			t.Errorf("%d %+v", status, again)
		}
	})
	t.Run("an old page hears what is kept now", func(t *testing.T) {
		status, x := send(b, saw, "From an old page", "r2")
		if status != http.StatusConflict || x.Code != "version" || x.Kept != "Saved by script — 夜班" || x.Stamp != first.Stamp {
			t.Errorf("%d %+v", status, x)
		}
	})
	t.Run("a refused answer says why", func(t *testing.T) {
		if status, x := send(b, first.Stamp, "line\nbreak", "r3"); status != http.StatusUnprocessableEntity || x.Message == "" {
			t.Errorf("%d %+v", status, x)
		}
	})
	t.Run("nobody is asked to sign in", func(t *testing.T) {
		a := h.as("").send(http.MethodPost, path+"/answers", values("key", "title"), "Accept", "application/json")
		if a.status != http.StatusUnauthorized || !strings.Contains(a.body, "UNAUTHENTICATED") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	t.Run("another section's change is not in the way", func(t *testing.T) {
		h.as("partner").does(path+"/sections/partner_museum", "answers.partner_director", "Peter OTIENO JR", "do", "list")
		if status, x := send(b, first.Stamp, "Still saved", "r4"); status != http.StatusOK {
			t.Errorf("%d %+v", status, x)
		}
	})
	t.Run("a change of the same answer shows both", func(t *testing.T) {
		a := b.refused(http.StatusConflict, path+"/sections/face_sheet", "saw.title", saw, "answers.title", "My own words", "do", "list")
		a.says(t, "Someone else saved this section meanwhile", "Still saved")
		if !strings.Contains(a.body, `value="My own words"`) || field(t, a, "saw.title") != response.Stamp("Still saved") {
			t.Error("the words are gone, or would be refused again")
		}
	})
	t.Run("a title that was not touched is not in the way of the abstract", func(t *testing.T) {
		old := response.Stamp("Saved by script — 夜班")
		b.does(path+"/sections/face_sheet", "saw.title", old, "answers.title", "Saved by script — 夜班", "answers.audiences", "youth", "do", "list")
		if now, err := h.Application.Application(b.context(), d.ID); err != nil || now.Title != "Still saved" {
			t.Errorf("%q, %v", now.Title, err)
		}
	})
	t.Run("the history shows who changed what, to those who write it", func(t *testing.T) {
		b.opens(path+"/history").says(t, "Still saved", "added: JR", "Project title")
		for _, role := range []string{"officer", "reviewer"} {
			if a := h.as(role).get(path + "/history"); a.status != http.StatusNotFound {
				t.Errorf("%s reads it: %d", role, a.status)
			}
		}
	})
	t.Run("a remark reaches the other museum and is settled", func(t *testing.T) {
		b.does(path+"/remarks", "section", "face_sheet", "words", "Shorter?").says(t, "Shorter?", "1 open remark")
		page := h.as("partner").opens(path + "/sections/face_sheet")
		page.says(t, "Shorter?")
		id := regexp.MustCompile(`remarks/(cmt_[0-9a-z]+)`).FindStringSubmatch(page.body)
		h.as("partner").does(path+"/remarks/"+id[1], "do", "settle").says(t, "Settled", "0 open remarks")
		b.refused(http.StatusUnprocessableEntity, path+"/remarks", "section", "face_sheet", "words", " ").says(t, "error")
	})
	t.Run("who is here is told", func(t *testing.T) {
		h.as("partner").send(http.MethodPost, path+"/here", values("section", "face_sheet"))
		if a := b.send(http.MethodPost, path+"/here", values("section", "face_sheet")); a.status != http.StatusOK || !strings.Contains(a.body, "is writing in Project face sheet") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	t.Run("the other side's section is shut", func(t *testing.T) {
		b.refused(http.StatusForbidden, path+"/sections/partner_museum", "answers.partner_director", "Not mine")
	})
	t.Run("text that cannot be kept is refused and nothing is lost", func(t *testing.T) {
		for _, bad := range []string{"\xff\xfe", "nul\x00", strings.Repeat("x", form.MostChars+1)} {
			b.refused(http.StatusUnprocessableEntity, path+"/sections/face_sheet", "answers.abstract", bad)
		}
		huge := b.send(http.MethodPost, path+"/sections/face_sheet", url.Values{"answers.abstract": {strings.Repeat("x", 5<<20)}})
		if huge.status != http.StatusUnprocessableEntity {
			t.Errorf("too large: %d", huge.status)
		}
		if now, err := h.Application.Application(b.context(), d.ID); err != nil || now.Abstract != d.Abstract {
			t.Errorf("the abstract changed: %v", err)
		}
	})
}

func TestTooLateShowsBothClocksAndKeepsTheDraft(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	cycle, err := h.Program.Cycle(h.as("").context(), d.Cycle)
	if err != nil {
		t.Fatal(err)
	}
	due, _ := cycle.Deadline(program.ProposalPhase)
	h.clock.Set(due.At.Add(due.Grace + time.Second))
	b := h.as("applicant")
	if _, err := h.DB.Pool.Exec(b.context(), `UPDATE people SET zone = 'Asia/Kathmandu' WHERE email = 'applicant@example.org'`); err != nil {
		t.Fatal(err)
	}
	a := b.refused(http.StatusConflict, path+"/submit", "version", strconv.Itoa(d.Version), "certify", "on")
	a.says(t, "The deadline has passed", "the draft stays", "UTC+5:45", "program time")
	b.opens(path).says(t, d.Title)
	b.opens(path+"/print").says(t, d.Title)
}

func TestAnothersProposalIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	for _, role := range []string{"", "fellow", "reviewer"} {
		b := h.as(role)
		for _, page := range []string{"", "/sections/face_sheet", "/budget", "/submit", "/print", "/receipt", "/receipt.pdf", "/withdraw"} {
			a := b.get(path + page)
			if want := http.StatusNotFound; role != "" && a.status != want {
				t.Errorf("%s%s as %s: %d", path, page, role, a.status)
			}
			if role == "" && (a.status == http.StatusOK || strings.Contains(a.body, d.Title)) {
				t.Errorf("nobody reads %s%s: %d", path, page, a.status)
			}
		}
		for _, post := range []string{"/sections/face_sheet", "/budget", "/submit", "/withdraw"} {
			if a := b.send(http.MethodPost, path+post, values("certify", "on", "reason", "x", "answers.title", "x")); a.status == http.StatusSeeOther || a.status == http.StatusOK {
				t.Errorf("POST %s%s as %q: %d %s", path, post, role, a.status, a.location)
			}
		}
	}
}

func TestMuseumsKnowNothingOfADecisionBeforeTheirLetter(t *testing.T) {
	t.Parallel()
	for _, st := range []application.State{
		application.InReview, application.Triaged, application.Discussed, application.Recommended, application.Alternate,
		application.NotRecommended, application.Awarded, application.Declined,
	} {
		if got := shownState(st, ""); got != "in_review" {
			t.Errorf("%s is shown as %s", st, got)
		}
	}
	if got := shownState(application.Awarded, "award"); got != "told_award" {
		t.Error(got)
	}
}
