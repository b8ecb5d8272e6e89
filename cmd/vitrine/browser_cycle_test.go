package main

import (
	"cmp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// cycleInBrowser walks the five steps of a cycle through the pages, each person in a browser of their own.
func cycleInBrowser(t *testing.T, s *stage) {
	code := proposeInBrowser(t, s)
	nobody := s.visits(t, "")
	nobody.verifies(code, "This receipt is genuine")
	reader := s.visits(t, "reviewer")
	bound := reader.declares()
	checkInBrowser(t, s)
	readInBrowser(t, s, reader, bound)
	rankInBrowser(t, s)
	letter := tellInBrowser(t, s)
	nobody.verifies(letter, "Museums Connect 2027")
	reportInBrowser(t, s)
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

const title = "Night Shift: Who Keeps a City Running"

// proposeInBrowser answers with the code of the receipt.
func proposeInBrowser(t *testing.T, s *stage) string {
	t.Helper()
	lead := s.visits(t, "applicant")
	lead.opens("/applicant")
	lead.clicks(title)
	home := lead.place()
	for _, section := range lead.sections(home) {
		lead.clicks(`a[href="` + section + `"]`)
		if lead.count("form[data-answers]") > 0 {
			lead.completes()
			lead.clicks("Save and back to the list")
			lead.sees("The section is saved.")
		} else {
			lead.opens(home)
		}
	}
	lead.encloses(home, func() { lead.clicks("Send the file") })
	lead.budgets(home, offered...)
	lead.opens(home)
	lead.clicks("Review and submit")
	lead.sees("A museum in the United States leads", "The embassy endorses each museum abroad", "answers are missing.")
	lead.types("certify", "on")
	lead.refusedAt("Submit the proposal", 422)
	lead.looks()
	partnerInBrowser(t, s, home)
	lead.opens(home + "/submit")
	lead.types("certify", "on")
	lead.clicks("Submit the proposal")
	lead.sees("The proposal is submitted.", "SHA-256")
	lead.looks()
	return browsertest.Eval[string](t, lead.ctx, `document.querySelector("main").innerText.match(/\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/)[0]`)
}

func partnerInBrowser(t *testing.T, s *stage, home string) {
	t.Helper()
	partner := s.visits(t, "partner")
	partner.opens("/applicant")
	partner.clicks(title)
	partner.clicks("Partner museum")
	partner.completes()
	partner.clicks("Save and back to the list")
	partner.encloses(home, func() { partner.clicks("Send the file") })
	partner.opens(home)
	if partner.count(`a[href="`+home+`/submit"]`) > 0 {
		t.Error("the partner is offered to submit")
	}
}

// completes writes into every field of the page's form that is empty, and tells whether there was any.
func (v *visitor) completes() (typed bool) {
	v.t.Helper()
	const form = `[...(document.querySelector("form[data-answers]") || document.querySelector("main")).querySelectorAll`
	for _, f := range browsertest.Eval[[]focus](v.t, v.ctx, form+`("textarea, input[type=text], input[type=email], input[type=tel], input[type=date], select")].filter(e => e.form && !e.value.trim() && !e.closest("[hidden]"))
		.map(e => ({Name: e.name, Type: e.type, Limit: Number(e.dataset.limit || 0), Mode: e.inputMode, Value: e.tagName === "SELECT" ? e.options[e.options.length - 1].value : ""}))`) {
		v.types(f.Name, cmp.Or(f.Value, f.answer()))
		typed = true
	}
	for _, name := range browsertest.Eval[[]string](v.t, v.ctx, `[...new Set(`+form+`("input[type=radio], input[type=checkbox]")].filter(e => e.form && !e.closest("[hidden]")).map(e => e.name))]
		.filter(n => ![...document.getElementsByName(n)].some(e => e.checked))`) {
		v.types(name, browsertest.Eval[string](v.t, v.ctx, `document.getElementsByName(`+js(name)+`)[0].value`))
		typed = true
	}
	return typed
}

// offered are the own money and the work given in kind that the call asks for of the demonstration's draft.
var offered = [][2]string{{"20000.50", "cash"}, {"18000", "in_kind"}}

// budgets adds lines of an amount and who pays it, a page for each.
func (v *visitor) budgets(home string, lines ...[2]string) {
	v.t.Helper()
	for _, l := range lines {
		v.opens(home + "/budget")
		v.clicks(`a[href$="/budget/lines/new"]`)
		museum := browsertest.Eval[string](v.t, v.ctx, `[...document.getElementsByName("organization")[0].options].find(o => o.value.startsWith("org_")).value`)
		v.types("item", "materials", "description", "Given by the museums", "organization", museum, "funding", l[1], "quantity", "1", "unit", "lot", "rate", l[0])
		v.clicks(`button[name="do"][value="save"]`)
		v.sees("Given by the museums")
	}
}

func (v *visitor) verifies(code, words string) {
	v.t.Helper()
	v.opens("/verify")
	v.types("code", strings.ToLower(code))
	v.clicks("form[action='/verify'] button")
	v.sees(words)
}

func checkInBrowser(t *testing.T, s *stage) {
	t.Helper()
	officer := s.visits(t, "officer")
	officer.opens("/office")
	officer.clicks("proposals to check")
	list := officer.links("/office/applications/app_")
	if len(list) == 0 {
		t.Fatal("nothing waits for the officer")
	}
	for _, proposal := range list {
		officer.opens(proposal)
		officer.clicks("Begin the check")
		officer.clicks("Eligible…")
		officer.types("eligible.note", "Complete.")
		officer.clicks("Find it eligible")
	}
	officer.assigns()
}

// assigns gives every eligible proposal of the live cycle its readers.
func (v *visitor) assigns() {
	v.t.Helper()
	v.opens("/office")
	v.clicks("Museums Connect 2027")
	v.clicks("Selection committee 2027")
	v.clicks("form[action$='/evenly'] button")
}

func readInBrowser(t *testing.T, s *stage, reader *visitor, bound string) {
	t.Helper()
	reader.opens("/reviews")
	reader.sees("Hidden from you")
	if reader.count(`a[href^="/reviews/asg_"]`) == 0 || strings.Contains(reader.reads(), bound) {
		t.Errorf("%q is still there to read", bound)
	}
	reader.scores(reader.firstToRead())
	readers := s.do("officer@example.org", `query($cycle: ID!) { panels(cycle: $cycle) { members { person { email } } } }`, map[string]any{"cycle": s.cycle})
	for _, m := range readers.at("panels.0.members").list() {
		readAll(t, s.tale, m.at("person.email").text())
	}
}

// declares says that the reader has family at the museum of the first proposal, which no record tells, and that nothing
// binds them to the others; it answers with the title of the first.
func (v *visitor) declares() string {
	v.t.Helper()
	v.opens("/reviews")
	v.clicks("Declare conflicts")
	bound := browsertest.Eval[string](v.t, v.ctx, `(() => {
		const all = [...document.querySelectorAll("main fieldset.group")];
		all.forEach((f, i) => f.querySelector("select").value = i ? "none" : "family");
		return all.length ? all[0].querySelector("legend").innerText.trim() : "";
	})()`)
	if bound == "" {
		v.t.Fatal("nothing waits to be declared")
	}
	v.clicks("form[action='/reviews/conflicts'] .actions button")
	return bound
}

// firstToRead opens a proposal that nobody has scored yet.
func (v *visitor) firstToRead() string {
	v.t.Helper()
	v.opens("/reviews")
	path := browsertest.Eval[string](v.t, v.ctx, `[...document.querySelectorAll("main tbody tr")].find(r => r.innerText.includes("0 of 8")).querySelector("a").getAttribute("href")`)
	v.clicks(`a[href="` + path + `"]`)
	return path
}

const because = "The plan says who does what and when, and both communities take part from the first month on."

// scores fills the rubric, lets it save itself and hands the review in.
func (v *visitor) scores(string) {
	v.t.Helper()
	for i, key := range v.criteria() {
		v.types("scores."+key, []string{"3", "4", "4.5"}[i%3], "comments."+key, because)
	}
	v.types("recommendation", "fund")
	v.savedByItself(9)
	v.opens(v.place())
	v.clicks("Hand in the review…")
	v.clicks("form[action$='/submit'] button")
	v.sees("Handed in with")
	v.looks()
}

func (v *visitor) criteria() []string {
	v.t.Helper()
	keys := browsertest.Eval[[]string](v.t, v.ctx, `[...document.querySelectorAll('main input[name="key"]')].map(e => e.value)`)
	if len(keys) != 8 {
		v.t.Fatalf("the rubric has %d criteria", len(keys))
	}
	return keys
}

// savedByItself waits until so many forms say that the server has what was typed.
func (v *visitor) savedByItself(forms int) {
	v.t.Helper()
	v.waits(`document.querySelectorAll('[data-autosave-status][data-state="saved"]').length >= ` + itoa(forms))
}

func rankInBrowser(t *testing.T, s *stage) {
	t.Helper()
	chair := s.visits(t, "chair")
	chair.opens("/reviews")
	chair.clicks("Selection committee 2027")
	chair.clicks("Close the first reading…")
	chair.clicks("Close the first reading")
	chair.clicks("Lock the panel…")
	chair.clicks("Lock the panel")
	grants := s.visits(t, "grants")
	grants.opens("/office")
	grants.clicks("Museums Connect 2027")
	grants.clicks("Selection committee 2027")
	grants.clicks("Freeze the ranking…")
	grants.types("method", "normalized")
	grants.clicks("Freeze")
	officer := s.visits(t, "officer")
	slate := "/office/cycles/" + s.cycle + "/slate"
	officer.opens(slate)
	officer.clicks("Draft the slate")
	officer.clicks("Propose to the director…")
	officer.clicks("Propose")
	officer.sees("The slate is with the director.")
	officer.looks()
	if officer.count(`form[action$="/approve"]`) > 0 {
		t.Error("who proposed the slate is offered to approve it")
	}
	director := s.visits(t, "director")
	director.opens(slate)
	director.clicks("Approve…")
	director.sees("Nobody is told yet")
	director.looks()
	director.clicks("Approve")
	lead := s.visits(t, "applicant")
	lead.opens("/applicant")
	if text := lead.reads(); strings.Contains(text, "Awarded") || strings.Contains(text, "Declined") {
		t.Errorf("the applicant reads a decision before any letter left:\n%s", text)
	}
}

// tellInBrowser answers with the code of the applicant's letter.
func tellInBrowser(t *testing.T, s *stage) string {
	t.Helper()
	letters := "/office/cycles/" + s.cycle + "/letters"
	officer := s.visits(t, "officer")
	officer.opens(letters)
	officer.clicks("Prepare letters…")
	officer.clicks("form[action$='/prepare'] button")
	officer.waits(`!document.querySelector("[data-live]")`)
	officer.sees("Held")
	officer.looks()
	director := s.visits(t, "director")
	director.opens("/office/cycles/" + s.cycle + "/decision")
	director.types("holdMinutes", "0")
	director.clicks("Keep")
	director.sees("The rule is kept.")
	grants := s.visits(t, "grants")
	grants.opens(letters)
	grants.clicks("Send letters…")
	grants.clicks("form[action$='/send'] button")
	lead := s.visits(t, "applicant")
	lead.opens("/applicant")
	lead.clicks(`a[href^="/letters/ltr_"]`)
	lead.sees(title)
	return browsertest.Eval[string](t, lead.ctx, `document.querySelector("main .copy code").innerText`)
}

func reportInBrowser(t *testing.T, s *stage) {
	t.Helper()
	officer := s.visits(t, "officer")
	officer.opens("/reports")
	officer.clicks("#" + s.cycle + " summary")
	officer.clicks("Assemble")
	report := officer.place()
	director := s.visits(t, "director")
	director.opens(report)
	director.clicks("Freeze the figures…")
	director.clicks("Freeze")
	funder := s.visits(t, "funder")
	funder.opens("/reports")
	funder.clicks(`a[href="` + report + `"]`)
	funder.sees("Partnerships", "$")
	funder.clicks(`a[href^="` + report + `/figures/"]`)
	if funder.count("main tbody tr") == 0 {
		t.Error("a figure has no rows behind it")
	}
}
