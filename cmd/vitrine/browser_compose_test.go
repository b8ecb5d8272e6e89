package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// composedByKeys has an officer make a program and a cycle of it out of those there are, by the keyboard alone: what is
// wrong is told before publishing, a rehearsal plays it whole, and the director publishes what the officer may not.
func composedByKeys(t *testing.T, s *stage) {
	officer := s.visits(t, "")
	officer.role = "officer"
	officer.opens("/")
	officer.enters("Sign in")
	officer.enters("Program officer")
	officer.opens("/office")
	officer.enters("Programs and calls")
	officer.programByKeys()
	officer.cycleByKeys()
	draft := officer.place()
	officer.weightsByKeys()
	officer.moneyByKeys()
	officer.rehearsedByKeys()
	officer.opens(draft)
	if officer.count(`form[action$="/publish"]`) > 0 {
		t.Error("an officer is offered to publish")
	}
	director := s.visits(t, "director")
	director.opens("/office/programs")
	director.enters("River Museums 2028")
	director.sees("0 checks are open.")
	director.enters("Publish the call…")
	director.looks()
	director.enters("Publish")
	s.visits(t, "").opens(strings.TrimSuffix(strings.Replace(draft, "/office/cycles/", "/calls/", 1), "/compose"))
	s.sound("a call is composed by keys")
}

// programByKeys makes a program with the staff of another.
func (v *visitor) programByKeys() {
	v.t.Helper()
	v.enters("New program")
	v.tabs(func(f focus) bool { return f.Name == "from" })
	v.hits("Mus")
	v.fills("key", "river_museums")
	v.fills("name", "River Museums")
	v.fills("administrator", "American Alliance of Museums")
	v.tabs(func(f focus) bool { return f.Name == "funder" })
	v.hits("U.S")
	v.fills("summaryEn", "Museums by rivers apply together.")
	v.enters("Save")
	v.sees("Saved.")
	v.looks()
	v.enters("Programs and calls")
}

// cycleByKeys begins a cycle of the new program as a copy of the live one of another.
func (v *visitor) cycleByKeys() {
	v.t.Helper()
	f := v.tabs(func(f focus) bool { return f.Text == "New cycle" && v.within("River Museums") })
	v.presses(f, kb.Enter)
	v.tabs(func(f focus) bool { return f.Name == "from" })
	v.hits("Museums Connect 2027")
	v.fills("year", "2028")
	v.fills("title", "River Museums 2028")
	v.enters("Begin the draft")
	v.sees("A draft was begun.", "8 criteria, 100%", "6 themes", "Proposal: March 3, 2028", "0 checks are open.")
	v.looks()
}

// within tells whether what has the focus is below a heading with the words.
func (v *visitor) within(heading string) bool {
	v.t.Helper()
	return browsertest.Eval[bool](v.t, v.ctx, `document.activeElement.closest("section")?.querySelector("h2")?.innerText.trim() === `+js(heading))
}

// weightsByKeys gives one criterion too much, is told so before publishing, and mends it.
func (v *visitor) weightsByKeys() {
	v.t.Helper()
	for _, x := range [][]string{{"25", "8 criteria, 110%", "1 check is open."}, {"15", "8 criteria, 100%", "0 checks are open."}} {
		v.enters("Criteria and weights")
		v.fills("criteria.0.weight", x[0])
		v.waits(`document.getElementById("preview").innerText.includes("Project concept (` + x[0] + ` points)")`)
		v.enters("Save")
		v.sees(append(x[1:], "Saved.")...)
		v.looks()
	}
}

// moneyByKeys gives the cycle what it may award.
func (v *visitor) moneyByKeys() {
	v.t.Helper()
	v.enters("Money")
	v.tabs(func(f focus) bool { return f.Name == "funderAward" })
	v.hits("S-E")
	v.fills("appropriation", "200000.00")
	v.enters("Save")
	v.sees("Saved.", "$200,000.00 appropriated", "0 checks are open.")
}

// rehearsedByKeys plays the whole cycle on a clock of its own; nothing of it is kept.
func (v *visitor) rehearsedByKeys() {
	v.t.Helper()
	v.enters("Rehearsal")
	v.enters("Rehearse the whole cycle")
	v.sees("The cycle reaches its end", "A late proposal is refused", "The slate is approved")
	v.looks()
}
