package web

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestAnyoneReadsThePublicPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.as("")
	t.Run("the first page shows open calls, the reach and how it works", func(t *testing.T) {
		home := nobody.opens("/")
		home.says(t, "Museums of two countries", "Museums Connect 20", "Proposals are due", "countries abroad", "Find your partner", "Verify a letter")
		if strings.Count(home.body, "<svg") < 2 || !strings.Contains(home.body, "chart-link") {
			t.Error("the map is missing")
		}
	})
	t.Run("a call shows its rules, criteria and deadlines on both clocks", func(t *testing.T) {
		abroad := h.as("")
		abroad.cookies["zone"] = &http.Cookie{Name: "zone", Value: "Africa%2FNairobi"}
		call := abroad.opens(abroad.opens("/calls").link(t, "/calls/cyc_"))
		call.says(t, "Who can apply", "open to the public for at least 2 years", "at least 50%", "How proposals are scored", "100%", "program time", "Themes")
	})
	t.Run("projects narrow by country, state, year and words, and unknown values do not narrow", func(t *testing.T) {
		all := nobody.opens("/projects")
		all.says(t, "24 projects", "Reel Stories", "Youth Mission to Mars")
		some := nobody.opens("/projects?country=KE")
		some.says(t, "Kenya")
		if strings.Contains(some.body, "Reel Stories") {
			t.Error("a project without Kenya is listed under Kenya")
		}
		nobody.opens("/projects?text=husavik").says(t, "Connecting Coastal Communities", "1 project")
		nobody.opens("/projects?year=banana&country=ZZ&state=%00%ff").says(t, "24 projects")
		nobody.opens("/projects?text=nosuchthing").says(t, "No project fits these filters")
		nobody.opens("/projects?year=2009&state=GA").says(t, "1 project", "Clear all")
	})
	t.Run("a project names its museums, each with a page", func(t *testing.T) {
		project := nobody.opens(nobody.opens("/projects?text=mars").link(t, "/projects/awd_"))
		project.says(t, "Youth Mission to Mars", "Cité de l'espace", "Science Centre Singapore", "Space Center Houston")
		nobody.opens(project.link(t, "/museums/org_")).says(t, "Projects", "Youth Mission to Mars")
	})
	t.Run("the directory searches, filters and pages by key", func(t *testing.T) {
		nobody.opens("/museums?text=houston").says(t, "Space Center Houston")
		nobody.opens("/museums?country=FR").says(t, "Cité de l'espace")
		first := nobody.opens("/museums")
		if strings.Contains(first.body, `rel="next"`) {
			next := nobody.opens(first.link(t, "/museums?after="))
			nobody.opens(next.link(t, "/museums?before="))
		}
		if a := nobody.get("/museums?after=forged"); a.status != http.StatusNotFound {
			t.Errorf("a forged cursor: %d", a.status)
		}
	})
	t.Run("what is not there is not found", func(t *testing.T) {
		for _, path := range []string{
			"/calls/cyc_nonsense", "/calls/" + ident.NewCycle().String(), "/projects/" + ident.NewAward().String(), "/projects/x",
			"/museums/" + ident.NewOrganization().String(), "/nowhere", "/verify/%ff", "/calls/" + ident.NewAward().String(),
		} {
			if a := nobody.get(path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
	t.Run("every public page speaks every language without a bare key", func(t *testing.T) {
		bare := regexp.MustCompile(`\b(public|account|applicant|nav|shell|form|table)\.[a-z_]+(\.[a-z0-9_]+)*\b`)
		for _, lang := range []string{"es", "zh-Hans"} {
			for _, path := range []string{"/", "/calls", "/projects", "/museums", "/verify", "/help", "/accessibility", "/sign-in", "/sign-up", "/sign-up/sent", "/sign-in/sent"} {
				page := nobody.opens(path + "?lang=" + lang)
				if !strings.Contains(page.body, `<html lang="`+lang+`"`) {
					t.Errorf("%s is not in %s", path, lang)
				}
				if m := bare.FindString(plainText(page.body)); m != "" {
					t.Errorf("%s in %s shows the key %s", path, lang, m)
				}
			}
		}
	})
}

func TestAnyoneVerifiesALetterOrAReceipt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.as("")
	var code, receipt string
	ctx := nobody.context()
	if err := h.DB.Pool.QueryRow(ctx, `SELECT code FROM letters WHERE state = 'sent' AND decision = 'award' AND NOT EXISTS (SELECT FROM amendments m WHERE m.award_id = letters.award_id AND m.state = 'applied') LIMIT 1`).Scan(&code); err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Pool.QueryRow(ctx, `SELECT receipt_code FROM submissions LIMIT 1`).Scan(&receipt); err != nil {
		t.Fatal(err)
	}
	t.Run("a code typed with hyphens and in lower case is answered", func(t *testing.T) {
		typed := strings.ToLower(code[:4] + "-" + code[4:8] + " " + code[8:])
		nobody.does("/verify", "code", typed).says(t, "This letter is genuine", "Provisional award", "SHA-256")
	})
	t.Run("a receipt's code is answered with its time and hash", func(t *testing.T) {
		nobody.does("/verify", "code", strings.ToLower(strings.ReplaceAll(receipt, "-", ""))).says(t, "This receipt is genuine", "Received")
	})
	t.Run("a slip is told at the field and what was typed stays", func(t *testing.T) {
		a := nobody.refused(http.StatusUnprocessableEntity, "/verify", "code", "ABCD")
		a.says(t, "has a slip in it")
		if !strings.Contains(a.body, `value="ABCD"`) {
			t.Error("the typed code is gone")
		}
	})
	t.Run("a right code of no letter is not found", func(t *testing.T) {
		if a := nobody.get("/verify/ZZZZ-ZZZZ-ZZZZ-ZZZZ"); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
	t.Run("a letter that has not left is not there", func(t *testing.T) {
		if _, err := h.DB.Pool.Exec(ctx, `ALTER TABLE letters DISABLE TRIGGER USER; UPDATE letters SET state = 'held', sent_at = NULL, sent_by = NULL WHERE code = '`+code+`'; ALTER TABLE letters ENABLE TRIGGER USER`); err != nil {
			t.Fatal(err)
		}
		if a := nobody.get("/verify/" + code); a.status != http.StatusNotFound {
			t.Errorf("%d", a.status)
		}
	})
}

func TestFeedsAreWellFormed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.as("")
	a := nobody.opens(callsFeedPath)
	var feed struct {
		Entries []struct {
			ID      string `xml:"id"`
			Updated string `xml:"updated"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal([]byte(a.body), &feed); err != nil || len(feed.Entries) == 0 {
		t.Fatalf("%v: %s", err, a.body)
	}
	for _, e := range feed.Entries {
		if !strings.HasPrefix(e.ID, "https://vitrine.example.org/calls/cyc_") || e.Updated == "" {
			t.Errorf("entry %+v", e)
		}
	}
	open, err := h.Program.OpenCalls(nobody.context())
	if err != nil || len(open) == 0 {
		t.Fatal(err)
	}
	d, err := h.Program.Cycle(nobody.context(), open[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	due, _ := d.Deadline(program.ProposalPhase)
	ics := nobody.opens(deadlinesFeedPath)
	if !strings.Contains(ics.body, "BEGIN:VEVENT") || !strings.Contains(ics.body, due.At.UTC().Format("20060102T150405Z")) {
		t.Errorf("the calendar lacks the deadline %s:\n%s", due.At, ics.body)
	}
	if got := ics.header.Get("Content-Type"); !strings.HasPrefix(got, "text/calendar") {
		t.Error(got)
	}
}
