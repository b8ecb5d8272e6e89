package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// fifth chooses 3.5 of the scale from 1 to 5 in half points.
const fifth = " " + kb.ArrowRight + kb.ArrowRight + kb.ArrowRight + kb.ArrowRight + kb.ArrowRight

// keyboardOnly writes and submits a proposal and hands in a review without a mouse.
func keyboardOnly(t *testing.T, s *stage) {
	lead := s.visits(t, "")
	lead.role = "applicant"
	lead.opens("/")
	lead.enters("Sign in")
	lead.enters("Applicant")
	lead.opens("/applicant")
	lead.enters(title)
	home := lead.place()
	for _, section := range lead.sections(home) {
		if section == home+"/sections/partner_museum" {
			continue
		}
		lead.opens(section)
		lead.walksTheForm("Save and back to the list")
		lead.sees("The section is saved.")
	}
	lead.encloses(home, func() { lead.enters("Send the file") })
	lead.opens(home + "/budget")
	lead.enters("Add a line")
	lead.tabs(func(f focus) bool { return f.Name == "item" })
	lead.hits("Sal")
	for _, words := range []string{"Time of our own staff", "Minn", "Own", "1", "month", "38000.50"} {
		lead.hits(kb.Tab)
		lead.hits(words)
	}
	lead.enters("Save the line")
	lead.sees("Time of our own staff", "$38,000.50")

	partner := s.visits(t, "partner")
	partner.opens(home + "/sections/partner_museum")
	partner.walksTheForm("Save and back to the list")
	partner.encloses(home, func() { partner.enters("Send the file") })

	lead.opens(home)
	lead.enters("Review and submit")
	lead.tabs(func(f focus) bool { return f.Name == "certify" })
	lead.hits(" ")
	lead.enters("Submit the proposal")
	lead.sees("The proposal is submitted.", "SHA-256")

	reader := s.visits(t, "reviewer")
	reader.declaresByKeys()
	reader.firstToRead()
	reader.tabs(func(f focus) bool { return strings.HasPrefix(f.Name, "scores.") })
	reader.hits(fifth)
	for written := 0; written < 8; {
		f := reader.at()
		switch {
		case strings.HasPrefix(f.Name, "comments."):
			reader.writes(because)
			written++
		case strings.HasPrefix(f.Name, "scores.") && !f.Chosen:
			reader.hits(fifth)
		}
		reader.hits(kb.Tab)
	}
	reader.tabs(func(f focus) bool { return f.Name == "recommendation" })
	reader.hits(" ")
	reader.savedByItself(9)
	reader.enters("Hand in the review…")
	reader.enters("Hand in")
	reader.sees("Handed in with 62.5 of 100 points.")
}

// declaresByKeys says without a mouse that the reader has family at the museum of the first proposal, and nothing else.
func (v *visitor) declaresByKeys() {
	v.t.Helper()
	v.opens("/reviews")
	v.enters("Declare conflicts")
	bound := browsertest.Eval[string](v.t, v.ctx, `document.querySelector("main fieldset.group legend").innerText.trim()`)
	answer := "family"
	f := v.tabs(func(f focus) bool {
		if f.Tag == "SELECT" {
			v.arrows(answer)
			answer = "none"
		}
		return f.Tag == "BUTTON" && f.Text == "Declare"
	})
	v.presses(f, kb.Enter)
	v.ignorant(bound)
}

// walksTheForm goes through a form by the tab key, answers what is empty, and presses a button at its end.
func (v *visitor) walksTheForm(button string) {
	v.t.Helper()
	f := v.tabs(func(f focus) bool {
		switch {
		case !strings.HasPrefix(f.Name, "answers.") && f.Name != "theme":
		case f.Type == "radio" || f.Type == "checkbox":
			if !f.Chosen {
				v.hits(" ")
			}
		case f.Tag == "SELECT":
			if f.Value == "" {
				v.hits(kb.ArrowDown)
			}
		case f.Type == "date":
			if f.Value == "" {
				v.hits("10012027") // month, day and year, as its parts are shown
			}
		case strings.TrimSpace(f.Value) == "":
			v.writes(f.answer())
		}
		return f.Tag == "BUTTON" && f.Text == button
	})
	v.presses(f, kb.Enter)
}

// withoutScript does what an applicant, the partner and a reviewer do in browsers that run no script.
func withoutScript(t *testing.T, s *stage) {
	off := browsertest.DisableJS()
	lead := s.visits(t, "applicant", off)
	lead.opens("/applicant")
	lead.clicks(title)
	home := lead.place()
	if lead.count("html.script") > 0 {
		t.Fatal("script runs")
	}
	for _, section := range lead.sections(home) {
		lead.opens(section)
		if lead.count("form[data-answers]") > 0 {
			lead.completes()
			lead.clicks("Save and go on")
			lead.sees("The section is saved.")
		}
	}
	lead.encloses(home, func() { lead.clicks(sendsFile) })
	lead.opens(home)
	lead.budgets(home, offered...)
	lead.opens(home + "/submit")
	lead.types("certify", "on")
	lead.refusedAt("Submit the proposal", 422)

	partner := s.visits(t, "partner", off)
	partner.opens(home + "/sections/partner_museum")
	partner.completes()
	partner.clicks("Save and go on")
	partner.encloses(home, func() { partner.clicks(sendsFile) })

	lead.opens(home + "/submit")
	lead.types("certify", "on")
	lead.clicks("Submit the proposal")
	lead.sees("The proposal is submitted.", "SHA-256")

	reader := s.visits(t, "reviewer", off)
	bound := reader.declares()
	path := reader.firstToRead()
	for i, key := range reader.criteria() {
		form := `form[action^="` + path + `/scores/"]:has([name="comments.` + key + `"])`
		reader.types("scores."+key, []string{"3", "4", "4.5"}[i%3], "comments."+key, because)
		reader.clicks(form + " button")
		reader.sees("Saved.")
	}
	reader.types("recommendation", "fund_if_money", "overall", "Two museums that know what they want of each other.")
	reader.clicks(`form[action$="/overall"] button`)
	reader.clicks("Hand in the review…")
	reader.clicks("form[action$='/submit'] button")
	reader.sees("Handed in with", "Two museums that know")
	if strings.Contains(reader.reads(), bound) {
		t.Errorf("%q is named to who must not read it", bound)
	}
	slow(t, lead)
}

// slow shows that a page is whole after one request for its text: the rest is one style and one script.
func slow(t *testing.T, v *visitor) {
	t.Helper()
	got := browsertest.Eval[[]string](t, v.ctx, `performance.getEntriesByType("resource").map(e => e.initiatorType + " " + new URL(e.name).pathname)`)
	for _, one := range got {
		if !strings.Contains(one, " /static/") {
			t.Errorf("the page asks for %s", one)
		}
	}
	browsertest.Do(t, v.ctx, chromedp.Reload())
}
