package web

import (
	"encoding/csv"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestTheOfficesPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, x := range []struct {
		name string
		does func(*testing.T, *house)
	}{
		{"an officer checks a proposal", checksAProposal},
		{"a list is a file too", listIsAFileToo},
		{"a deadline stays once review has opened", deadlineStaysOnceReviewOpened},
		{"an administrator gives roles and takes them back", givesAndTakesRoles},
	} {
		t.Run(x.name, func(t *testing.T) { x.does(t, h.in(t)) })
	}
}

func checksAProposal(t *testing.T, h *house) {
	b := h.as("officer")
	b.opens("/office").says(t, "2 proposals to check", "Waiting for you")
	app := b.opens(listURL(h.live().ID, "submitted")).link(t, "/office/applications/app_")
	b.opens(app).says(t, "Technical check", "Eligibility, rule by rule", "Every museum is nonprofit", "Ineligible…")
	b.does(app+"/check", "find", "take_up").says(t, "In technical check")
	b.refused(http.StatusUnprocessableEntity, app+"/check", "find", "ineligible", "ineligible.note", " ")
	b.refused(http.StatusUnprocessableEntity, app+"/check", "find", "return", "return.missing", "The embassy's letter", "return.until", "soon").
		says(t, "Give a date and a time.", "The embassy's letter")
	b.does(app+"/check", "find", "eligible", "eligible.note", "Settled by telephone.").says(t, "Eligible", "Settled by telephone.")
	b.refused(http.StatusConflict, app+"/check", "find", "ineligible", "ineligible.note", "Too late")
	b.refused(http.StatusUnprocessableEntity, app+"/conflicts", "conflict.person", "nobody.at.all", "conflict.kind", "family").says(t, "Nobody is known")
	b.does(app+"/conflicts", "conflict.person", "haruka.abe@example.org", "conflict.kind", "family", "conflict.note", "Cousins").says(t, "Haruka Abe", "Cousins")
	h.as("director").opens(app).says(t, "What was changed", "application.find_eligible")
	for _, role := range []string{"applicant", "reviewer", "funder", "admin"} {
		if a := h.as(role).get(app); a.status != http.StatusNotFound {
			t.Errorf("the office's page answers %s with %d", role, a.status)
		}
	}
	if a := h.as("").get(app); a.status != http.StatusSeeOther || a.location != "/sign-in" {
		t.Errorf("nobody is answered %d %s", a.status, a.location)
	}
}

func listIsAFileToo(t *testing.T, h *house) {
	b := h.as("officer")
	list := b.opens("/office/applications?cycle=" + h.live().ID.String() + "&q=the")
	links := fileLinks(list.body)
	if len(links) != 2 {
		t.Fatalf("the list leads to the files %v", links)
	}
	a := b.opens(links[0])
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 3 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if got := strings.Count(list.body, `href="/office/applications/app_`); got != len(rows)-2 {
		t.Errorf("the list shows %d applications, the file has %d and a total", got, len(rows)-2)
	}
	if a := h.as("").get(links[0]); a.location != "/sign-in" {
		t.Errorf("nobody is answered %d %s", a.status, a.location)
	}
	if a := h.as("applicant").get(links[0]); a.status != http.StatusNotFound {
		t.Errorf("an applicant is answered %d", a.status)
	}
	if a := b.get(strings.Replace(links[0], "list=", "list=No+such+", 1)); a.status != http.StatusNotFound {
		t.Errorf("a list that is not there is answered %d", a.status)
	}
	book := b.opens(links[1])
	f, err := excelize.OpenReader(strings.NewReader(book.body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sheet, err := f.GetRows("Sheet1")
	if err != nil || len(sheet) != len(rows) {
		t.Errorf("the workbook has %d rows, the CSV %d: %v", len(sheet), len(rows), err)
	}
}

// fileLinks are where a page's lists are had as files.
func fileLinks(body string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`href="([^"]*[?&;]as=(?:csv|xlsx)[^"]*)"`).FindAllStringSubmatch(body, -1) {
		out = append(out, html.UnescapeString(m[1]))
	}
	return out
}

func deadlineStaysOnceReviewOpened(t *testing.T, h *house) {
	b := h.as("director")
	for _, c := range must(h.Program.Calls(b.context()))(t) {
		d := must(h.Program.Cycle(b.context(), c.ID))(t)
		b.opens(cycleURL(d.ID)).says(t, d.Title, "Free to award now")
		if d.ReviewOpenedAt == nil || len(d.Phases) == 0 {
			continue
		}
		x := d.Phases[0]
		suffix := "." + x.ID.String()
		b.refused(http.StatusConflict, cycleURL(d.ID)+"/phases/"+x.ID.String()+"/deadline", "closesAt"+suffix, "2027-05-01T23:59", "reason"+suffix, "Storms").
			says(t, "Review has opened")
		b.refused(http.StatusUnprocessableEntity, cycleURL(d.ID)+"/phases/"+x.ID.String()+"/deadline", "closesAt"+suffix, "someday")
	}
}

// must answers a value or ends the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestACycleGoesFromThePanelToTheLetterAndTheReport(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.live()
	h.ranks(h.reads(c.ID))
	h.slates(c.ID)
	h.letters(c.ID)
	h.reports(c.ID)
}

// reads is the panel of the cycle that is in its first reading.
func (h *house) reads(c ident.Cycle) *review.Panel {
	h.t.Helper()
	panels := must(h.Review.Panels(h.as("officer").context(), c))(h.t)
	i := slices.IndexFunc(panels, func(p *review.Panel) bool { return p.State == review.Reading })
	if i < 0 {
		h.t.Fatal("no panel reads")
	}
	return panels[i]
}

// ranks takes the panel from reading to its frozen order.
func (h *house) ranks(p *review.Panel) {
	t := h.t
	t.Helper()
	desk, chairs := "/office/panels/"+p.ID.String(), "/reviews/panels/"+p.ID.String()
	b := h.as("officer")
	b.opens(desk).says(t, "Selection committee", "Who carries how much")
	b.refused(http.StatusUnprocessableEntity, desk+"/members", "member.person", "officer@example.org").says(t, "is staff of this program")
	b.does(desk+"/members", "member.person", "susan.delacroix@example.org", "member.loadLimit", "1").says(t, "The member is on the panel.")
	b.does(desk+"/evenly", "perApplication", "5").says(t, "assignments were made", "could not get all")
	b.refused(http.StatusUnprocessableEntity, desk+"/assign", "assign.application", "", "assign.reviewer", "")
	b.does(desk + "/detect")
	b.refused(http.StatusForbidden, chairs+"/close")
	chair := h.as("chair")
	if a := chair.get(desk + "/ranking"); a.status != http.StatusForbidden {
		t.Errorf("a chair with reviews to hand in reads the order: %d", a.status)
	}
	chair.does(chairs+"/close").says(t, "First reading closed")
	chair.does(chairs+"/lock").says(t, "Locked")
	h.as("officer").refused(http.StatusForbidden, desk+"/rankings", "method", "normalized")
	h.as("grants").does(desk+"/rankings", "method", "normalized").says(t, "Ranking", "1.", "SHA-256 of the inputs", "reviews needed are counted")
}

// slates takes the cycle from the ranking to awards.
func (h *house) slates(c ident.Cycle) {
	t := h.t
	t.Helper()
	at := cycleURL(c) + "/slate"
	b := h.as("officer")
	b.opens(at).says(t, "No slate is drafted yet")
	b.does(at, "alternates", "1").says(t, "Draft", "Committed money", "Propose to the director")
	sl := must(h.Award.SlateOf(b.context(), c))(t)
	best := sl.Rows[0].ID.String()
	b.refused(http.StatusUnprocessableEntity, at+"/lines/"+best, "decision."+best, "decline").says(t, "This leaves the rank order.")
	b.refused(http.StatusUnprocessableEntity, at+"/lines/"+best, "decision."+best, "award", "amount."+best, "1,000,000.00")
	b.refused(http.StatusConflict, at+"/lines/"+best, "decision."+best, "award", "version", "99")
	b.does(at+"/lines/"+best, "decision."+best, "award", "amount."+best, "60000.00", "reason."+best, "Travel was counted twice.").says(t, "$60,000.00", "Travel was counted twice.")
	b.does(at+"/propose", "note", "In rank order.").says(t, "The slate is with the director.")
	b.refused(http.StatusForbidden, at+"/approve")
	director := h.as("director")
	director.opens("/office").says(t, "A slate waits for the director's decision")
	director.refused(http.StatusUnprocessableEntity, at+"/return", "return.reason", "")
	director.opens(at).says(t, "alternates", "declined")
	director.does(at+"/approve").says(t, "is free.", "Approved by Helen Marsh")
}

// letters takes the awards to the people they are for.
func (h *house) letters(c ident.Cycle) {
	t := h.t
	t.Helper()
	at := cycleURL(c) + "/letters"
	officer, grants := h.as("officer"), h.as("grants")
	officer.opens(at).says(t, "No letter is prepared", "Prepare")
	officer.does(at+"/prepare").says(t, "being drawn", "Letters drawn")
	if err := h.Award.DrawLetters(auth.As(officer.context(), auth.System("test")), award.DrawBatch{Cycle: c}); err != nil {
		t.Fatal(err)
	}
	held := officer.opens(at)
	held.says(t, "Letters are held")
	news := officer.send(http.MethodGet, at+"/live", nil)
	if news.header.Get("Content-Type") != "text/event-stream" || !strings.Contains(news.body, `"done":true`) {
		t.Errorf("the news of letters: %s", news.body)
	}
	letter := held.link(t, "/letters/")
	officer.opens(letter).says(t, "Dear ", "Verification code")
	file := officer.opens(letter + ".pdf")
	if !strings.HasPrefix(file.body, "%PDF-") || !strings.Contains(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is %q with %v", file.body[:min(len(file.body), 8)], file.header)
	}
	if again := officer.send(http.MethodGet, letter+".pdf", nil, "If-None-Match", file.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("the same file is sent again: %d", again.status)
	}
	for _, role := range []string{"applicant", "funder", "reviewer"} {
		if a := h.as(role).get(letter); a.status != http.StatusNotFound {
			t.Errorf("a held letter answers %s with %d", role, a.status)
		}
	}
	officer.refused(http.StatusForbidden, at+"/send")
	grants.opens(at).says(t, "Send letters…", "people")
	grants.opens(at+"/preview?n=1").says(t, "Letter 1 of ", "Next letter", "Dear ")
	grants.does(at+"/send").says(t, "released and wait", "They leave at", "back")
	grants.opens(at).says(t, "Time left")
	release := oneID[ident.ReleaseKind](t, h, `SELECT id FROM letter_releases WHERE state = 'waiting'`)
	grants.refused(http.StatusUnprocessableEntity, at+"/undo", "release", release, "undo.reason", " ").says(t, "Say why.")
	officer.refused(http.StatusForbidden, at+"/undo", "release", release, "undo.reason", "x")
	grants.does(at+"/undo", "release", release, "undo.reason", "A name is misspelled.").says(t, "held again", "A name is misspelled.")
	for _, role := range []string{"applicant", "funder", "reviewer"} {
		if a := h.as(role).get(at + "/preview?n=1"); a.status != http.StatusNotFound {
			t.Errorf("a held letter is previewed by %s with %d", role, a.status)
		}
	}
	h.as("director").does(cycleURL(c)+"/decision", "holdMinutes", "0", "minorityDays", "7").says(t, "The rule is kept.")
	grants.does(at+"/send").says(t, "sent to", "Sent")
	grants.refused(http.StatusUnprocessableEntity, letter+"/revoke", "reason", "")
	given := grants.opens("/awards?cycle="+c.String()).link(t, "/awards/awd_")
	h.as("funder").opens(given).says(t, "This award is provisional")
	grants.refused(http.StatusUnprocessableEntity, given+"/rescind", "rescind.reason", "")
	grants.does(given+"/rescind", "rescind.reason", "The partner withdrew.").says(t, "Rescinded", "The partner withdrew.")
}

// reports takes the cycle's figures to the funder.
func (h *house) reports(c ident.Cycle) {
	t := h.t
	t.Helper()
	officer := h.as("officer")
	made := officer.does("/reports", "cycle", c.String(), "kind."+c.String(), "cycle")
	made.says(t, "Being assembled", "Money awarded", "Where the partnerships are", "How things were counted")
	freeze := h.as("director").opens("/reports")
	freeze.says(t, "Being assembled")
	reports := must(h.Report.Reports(officer.context(), c))(t)
	at := "/reports/" + reports[0].ID.String()
	if a := h.as("funder").get(at); a.status != http.StatusNotFound {
		t.Errorf("the funder reads a report before it is frozen: %d", a.status)
	}
	officer.refused(http.StatusForbidden, at+"/freeze")
	h.as("director").does(at+"/freeze").says(t, "Figures frozen", "SHA-256")
	funder := h.as("funder")
	page := funder.opens(at)
	figure := page.link(t, at+"/figures/")
	funder.opens(figure).says(t, "behind it", "How things were counted", "Sum")
	if file := funder.opens(at + ".pdf"); !strings.HasPrefix(file.body, "%PDF-") {
		t.Error("the report's file is no PDF")
	}
}

func givesAndTakesRoles(t *testing.T, h *house) {
	b := h.as("admin")
	b.opens("/admin?q=haruka").says(t, "haruka.abe@example.org", "Staff roles")
	b.refused(http.StatusUnprocessableEntity, "/admin/roles", "grant.person", "haruka.abe@example.org", "grant.role", "")
	b.refused(http.StatusForbidden, "/admin/roles", "grant.person", "admin@example.org", "grant.role", "finance")
	given := b.does("/admin/roles", "grant.person", "haruka.abe@example.org", "grant.role", "finance")
	given.says(t, "The role is given.", "Haruka Abe")
	revoke := given.link(t, "/admin/roles/rol_")
	b.refused(http.StatusUnprocessableEntity, revoke)
	reason := "reason." + strings.TrimSuffix(strings.TrimPrefix(revoke, "/admin/roles/"), "/revoke")
	b.does(revoke, reason, "Given by mistake.").says(t, "The role is taken back.")
	if a := b.get("/admin/audit/" + h.people["applicant"].String()); a.status != http.StatusNotFound {
		t.Errorf("an administrator reads the audit trail: %d", a.status)
	}
	h.as("auditor").opens("/admin/audit?subject="+h.live().ID.String()).says(t, "program.open_review")
	if a := h.as("officer").get("/admin"); a.status != http.StatusNotFound {
		t.Errorf("an officer administers: %d", a.status)
	}
}
