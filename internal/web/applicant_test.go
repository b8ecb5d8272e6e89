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
		page := b.opens(path + "/sections/" + section.Key)
		typed := []string{"version", field(t, page, "version"), "section", section.Key}
		for _, q := range section.Questions {
			if q.Kind != form.Budget {
				typed = append(typed, "answers."+q.Key, sampleAnswer(q))
			}
		}
		b.does(path+"/sections/"+section.Key, append(typed, "do", "list")...)
	}
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

// budgetOf is a budget as the form sends it.
func budgetOf(version string, lines ...[3]string) []string {
	out := []string{"version", version, "lines", strconv.Itoa(len(lines)), "do", "save"}
	for i, l := range lines {
		for name, v := range map[string]string{
			"category": "travel", "side": "us", "funding": l[0], "description": "Line " + strconv.Itoa(i+1), "quantity": l[1], "rate": l[2], "unit": "trip",
		} {
			out = append(out, lineField(i, name), v)
		}
	}
	return out
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
	t.Run("a line that does not add up is named and everything typed stays", func(t *testing.T) {
		version := field(t, applicant.opens(path+"/budget"), "version")
		a := applicant.refused(http.StatusUnprocessableEntity, path+"/budget", budgetOf(version, [3]string{"grant", "2", "100"}, [3]string{"cash", "two", "1.005"})...)
		for _, want := range []string{`href="#f-lines-1-quantity"`, `value="two"`, `value="1.005"`, `value="Line 1"`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("the page lacks %s:\n%s", want, plainText(a.body))
			}
		}
	})
	t.Run("lines are added and taken off without script, then saved", func(t *testing.T) {
		version := field(t, applicant.opens(path+"/budget"), "version")
		typed := values(budgetOf(version, [3]string{"grant", "1", "60000"}, [3]string{"cash", "1", "30000"})...)
		typed.Set("do", "add")
		added := applicant.send(http.MethodPost, path+"/budget", typed)
		if added.status != http.StatusOK || field(t, added, "lines") != "3" || field(t, added, "version") != version {
			t.Fatalf("%d %s", added.status, plainText(added.body))
		}
		typed.Del("do")
		typed.Set("remove", "0")
		removed := applicant.send(http.MethodPost, path+"/budget", typed)
		if field(t, removed, "lines") != "1" || !strings.Contains(removed.body, `value="Line 2"`) || strings.Contains(removed.body, `value="Line 1"`) {
			t.Fatal("the wrong line was taken off")
		}
		applicant.does(path+"/budget", budgetOf(version, [3]string{"grant", "1", "60000"}, [3]string{"cash", "1", "30000"})...).
			says(t, "The budget is saved", "$90,000.00", "$30,000.00 of $30,000.00 required")
	})
	t.Run("a budget that somebody else saved meanwhile is not lost", func(t *testing.T) {
		a := applicant.refused(http.StatusConflict, path+"/budget", budgetOf("1", [3]string{"grant", "1", "61000"})...)
		if !strings.Contains(a.body, `value="61000"`) {
			t.Error("the typed rate is gone")
		}
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
	version := field(t, page, "version")
	send := func(version, title string) (answer, string) {
		a := b.send(http.MethodPost, path+"/autosave", values("section", "face_sheet", "version", version, "answers.title", title, "answers.audiences", "youth"), "Accept", "application/json")
		var said struct{ Version string }
		if a.status == http.StatusOK {
			if err := json.Unmarshal([]byte(a.body), &said); err != nil {
				t.Fatal(err)
			}
		}
		return a, said.Version
	}
	a, next := send(version, "Saved by script — 夜班")
	if a.status != http.StatusOK || next == "" || next == version {
		t.Fatalf("%d %s", a.status, a.body)
	}
	b.opens(path).says(t, "Saved by script — 夜班")
	if a, _ := send(version, "From an old page"); a.status != http.StatusConflict {
		t.Errorf("an old page: %d", a.status)
	}
	if a, _ := send(next, "line\nbreak"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a refused answer: %d", a.status)
	}
	if a := h.as("").send(http.MethodPost, path+"/autosave", values("section", "face_sheet"), "Accept", "application/json"); a.status != http.StatusUnauthorized && a.status != http.StatusNotFound {
		t.Errorf("nobody: %d", a.status)
	}
	t.Run("another section's change is not in the way", func(t *testing.T) {
		h.as("partner").does(path+"/sections/partner_museum", "answers.partner_director", "Peter OTIENO JR", "do", "list")
		if a, _ := send(next, "Still saved"); a.status != http.StatusOK {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("a change of the same section shows both", func(t *testing.T) {
		a := b.refused(http.StatusConflict, path+"/sections/face_sheet", "version", version, "answers.title", "My own words", "do", "list")
		a.says(t, "Someone else saved this section meanwhile", "Still saved")
		if !strings.Contains(a.body, `value="My own words"`) || field(t, a, "version") == version {
			t.Error("the words are gone, or would be refused again")
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
