package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// connectIn tells in one language how two museums and an embassy come from a partnership to a submitted proposal:
// statement of intent, the office's answer, the post's word by a link, answers that save themselves, the receipt.
func connectIn(lang string) func(*testing.T, *stage) {
	return func(t *testing.T, s *stage) {
		c := &connecting{stage: s, words: readCatalogs(t)[lang], lang: lang}
		c.lead, c.partner, c.officer = c.comes(t, "applicant"), c.comes(t, "partner"), c.comes(t, "officer")
		c.registers(t)
		c.joins(t)
		c.states(t)
		c.endorses(t)
		c.proposes(t)
		findings, err := s.office.Doctor(auth.As(pgtest.Context(t), auth.System("test")))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if len(f.Off) > 0 {
				t.Errorf("the doctor finds: %s: %v", f.Check, f.Off)
			}
		}
	}
}

// connecting is the people of one story, who all read one language.
type connecting struct {
	*stage
	words                  map[string]string
	lang                   string
	lead, partner, officer *visitor
	partnership, proposal  string
}

// The museum that leads, which nobody knew before, and what it plans.
const (
	harbor = "Harbor Museum of Duluth"
	tides  = "Tides: Two Harbors and Their Night"
)

// registers has the lead add its museum, and the office vouch for whoever speaks for it.
func (c *connecting) registers(t *testing.T) {
	t.Helper()
	c.lead.opens("/applicant/museums/new")
	c.lead.types("name", harbor, "kind", "museum", "discipline", "history", "country", "US", "state", "MN", "city", "Duluth",
		"website", "https://harbor.example.org", "nonprofit", "yes", "museumFunctions", "yes", "openedOn", "1990-05-01", "uei", "HRB7DULUTH26")
	c.lead.clicks(`form[action="/applicant/museums"] .actions button`)
	c.lead.sees(harbor)
	c.officer.opens("/office/claims")
	c.looksAt(c.officer)
	claim := browsertest.Eval[string](t, c.officer.ctx, `[...document.querySelectorAll("main section")].find(e => e.innerText.includes(`+js(harbor)+`)).querySelector("form").getAttribute("action")`)
	c.officer.types("reason."+claim[strings.LastIndex(claim, "/")+1:], "Its director told us by telephone.")
	c.officer.clicks(`form[action="` + claim + `"] button[value="verify"]`)
}

// joins has the lead find its partner and propose, and the partner confirm for itself.
func (c *connecting) joins(t *testing.T) {
	t.Helper()
	c.lead.opens("/applicant/partnerships/new")
	lead := browsertest.Eval[string](t, c.lead.ctx, `[...document.getElementsByName("lead")[0].options].find(o => o.text.includes(`+js(harbor)+`)).value`)
	c.lead.types("title", tides, "lead", lead, "leadPart", "Leads and reports.", "q", "Nairobi")
	c.lead.clicks(`button[name="do"][value="search"]`)
	c.lead.clicks(`button[name="add"]`)
	partner := browsertest.Eval[string](t, c.lead.ctx, `document.getElementsByName("partner")[0].value`)
	c.lead.types("part-"+partner, "Leads the work in Nairobi.")
	c.looksAt(c.lead)
	c.lead.clicks(`button[name="do"][value="propose"]`)
	c.says(c.lead, "applicant.propose.done")
	c.partnership = c.lead.place()
	c.looksAt(c.lead)
	c.partner.opens(c.partnership)
	c.partner.types("words", "We take part.")
	c.partner.clicks(`form[action$="/confirm"] button`)
	c.partner.sees("We take part.")
	if c.partner.count(`form[action$="/confirm"]`) > 0 {
		t.Error("the partner is asked again")
	}
}

// comes is a visitor who reads the language of the story.
func (c *connecting) comes(t *testing.T, role string) *visitor {
	t.Helper()
	v := c.visits(t, role)
	v.opens("/")
	browsertest.Do(t, v.ctx, chromedp.Evaluate[chromedp.Void](`document.cookie = "lang=`+c.lang+`; path=/"`))
	return v
}

// looksAt holds one page to its promises, in one of the languages: the words differ, the page does not.
func (c *connecting) looksAt(v *visitor) {
	v.t.Helper()
	if lang := browsertest.Eval[string](v.t, v.ctx, `document.documentElement.lang`); lang != c.lang {
		v.t.Errorf("%s is in %q", v.place(), lang)
	}
	if c.lang == "en" {
		v.looks()
	}
}

// says waits for nothing: the words of a key stand on the page.
func (c *connecting) says(v *visitor, keys ...string) {
	v.t.Helper()
	for _, k := range keys {
		if c.words[k] == "" {
			v.t.Fatalf("there is no %s in %s", k, c.lang)
		}
		v.sees(c.words[k])
	}
}

// states takes a statement of intent from its beginning to the invitation.
func (c *connecting) states(t *testing.T) {
	t.Helper()
	c.lead.opens(c.partnership)
	c.lead.clicks(`form[action$="/statement"] button`)
	c.says(c.lead, "statement.started")
	c.looksAt(c.lead)
	statement := c.lead.place()
	for _, v := range []*visitor{c.lead, c.partner} {
		v.opens(statement)
		for _, section := range v.sections(statement) {
			v.opens(section)
			if v.count("form[data-answers]") == 0 {
				continue
			}
			v.completes()
			v.clicks(`button[name="do"][value="list"]`)
		}
	}
	c.lead.opens(statement)
	c.lead.clicks(`form[action$="/submit"] button`)
	c.says(c.lead, "statement.submitted")

	c.officer.opens("/office/statements?state=submitted")
	c.officer.clicks(`a[href="` + statement + `"]`)
	c.looksAt(c.officer)
	c.officer.types("sections.", "Who carries the work on when the award has ended?")
	c.officer.clicks(`button[name="do"][value="send"]`)
	c.officer.clicks(`form[action$="/invite"] button`)
	c.says(c.officer, "statement.invited")
	c.partner.opens(statement)
	c.says(c.partner, "statement.invited.text")
	c.partner.sees("Who carries the work on when the award has ended?")
	c.looksAt(c.partner)
}

// endorses has the officer ask the nearest post, which answers once by its link.
func (c *connecting) endorses(t *testing.T) {
	t.Helper()
	c.officer.opens(c.partnership)
	page := c.officer.links(c.partnership + "/endorsements/")[0]
	c.officer.opens(page)
	c.looksAt(c.officer)
	c.officer.types("email", "nairobi@example.org", "note", "The plan of travel is in the statement.")
	c.officer.clicks(`form[action$="/send"] button`)
	embassy := c.comes(t, "")
	link := c.link(t, "endorsement.asked", "/endorse/")
	embassy.opens(link)
	embassy.sees(tides)
	c.looksAt(embassy)
	embassy.refusedAt(`form[action^="/endorse/"] button`, 422)
	embassy.types("answer", "endorse", "officerName", "Jo Field", "officerTitle", "Cultural Affairs Officer")
	embassy.clicks(`form[action^="/endorse/"] button`)
	embassy.sees("Jo Field, Cultural Affairs Officer")
	c.looksAt(embassy)
	again, err := chromedp.Run(embassy.ctx, chromedp.NavigateResponse(c.site+link))
	if err != nil || again.Status != 410 {
		t.Errorf("the link answers a second time: %v, %v", again, err)
	}
	c.lead.opens(c.partnership)
	c.lead.sees("Jo Field")
}

// link is the address that a mail of a kind last carried.
func (c *connecting) link(t *testing.T, template, under string) string {
	t.Helper()
	var id string
	const last = `SELECT data->>'link' FROM messages WHERE template = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`
	if err := c.office.DB.Pool.QueryRow(t.Context(), last, template).Scan(&id); err != nil {
		t.Fatalf("%s: %v", template, err)
	}
	return under + c.office.Key.LinkToken(uuid.MustParse(id))
}

// proposes has both museums write at once without a button, and the lead submit.
func (c *connecting) proposes(t *testing.T) {
	t.Helper()
	c.lead.opens(c.partnership)
	c.lead.clicks(`form[action$="/start"] button`)
	c.proposal = c.lead.place()
	for _, v := range []*visitor{c.lead, c.partner} {
		v.opens(c.proposal)
		for _, section := range v.sections(c.proposal) {
			v.opens(section)
			if v.count("form[data-answers]") == 0 {
				continue
			}
			for v.completes() { // an answer may ask for another
				v.waits(`document.querySelector("[data-answers-status]").dataset.state === "saved"`)
			}
		}
	}
	c.lead.opens(c.proposal + "/sections/community")
	kept := c.lead.count("form[data-answers] textarea")
	if kept == 0 || strings.Contains(browsertest.Eval[string](t, c.lead.ctx, `[...document.querySelectorAll("form[data-answers] textarea")].map(e => e.value || "EMPTY").join(" ")`), "EMPTY") {
		t.Errorf("of %d answers, some did not save themselves", kept)
	}
	for _, v := range []*visitor{c.lead, c.partner} {
		v.encloses(c.proposal, func() { v.clicks(sendsFile) })
	}
	c.lead.budgets(c.proposal, [2]string{"60000", "grant"}, [2]string{"32000.50", "cash"})
	c.lead.opens(c.proposal + "/submit")
	c.looksAt(c.lead)
	c.lead.types("certify", "on")
	c.lead.clicks(`form[action$="/submit"] button`)
	c.lead.sees("SHA-256")
	c.looksAt(c.lead)
	c.partner.opens(c.proposal)
	c.partner.sees("MC-")
}

// encloses gives a letter to each question of a proposal that has to have a file and that this visitor may answer.
func (v *visitor) encloses(proposal string, send func()) {
	v.t.Helper()
	letter := filepath.Join(v.t.TempDir(), "letter.pdf")
	if err := os.WriteFile(letter, form.SamplePDF("We carry our half of the work."), 0o600); err != nil {
		v.t.Fatal(err)
	}
	d := form.MuseumsConnectProposal()
	v.opens(proposal)
	for _, section := range v.sections(proposal) {
		v.opens(section)
		for _, page := range v.links(proposal + "/files/") {
			if _, q, ok := d.Find(path.Base(page)); !ok || !q.Required {
				continue
			}
			v.opens(page)
			if v.count("input[type=file]") == 0 {
				continue
			}
			browsertest.Do(v.t, v.ctx, chromedp.SetUploadFiles("input[type=file]", []string{letter}))
			send()
			v.waits(`document.querySelector("main a[href*='/attachments/']") !== null`)
		}
	}
}

// sendsFile is the button that sends the file chosen.
const sendsFile = `form:has(input[type=file]) button`

// sections are the pages on which a form is answered, each once.
func (v *visitor) sections(of string) []string {
	v.t.Helper()
	var out []string
	for _, link := range v.links(of + "/sections/") {
		page, _, _ := strings.Cut(link, "#")
		if !slices.Contains(out, page) {
			out = append(out, page)
		}
	}
	return out
}
