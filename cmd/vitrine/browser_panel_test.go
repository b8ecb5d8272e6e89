package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// panelInBrowsers tells how a panel meets and what comes of it: the chair and a member who is bound to what is on sit
// at two browsers at once; the office then follows phases, assignment, agenda, line and slate.
func panelInBrowsers(t *testing.T, s *stage) {
	chair, bound := s.visits(t, "chair"), s.visits(t, "reviewer")
	title := bound.declares()
	panel := chair.entersPanel("Early decisions 2027")
	room := meetInBrowsers(t, s, chair, bound, panel)
	minutesInBrowser(t, chair, bound, room)
	chair.opens(panel)
	chair.clicks("Lock the panel…")
	chair.clicks("Lock the panel")
	officer := s.visits(t, "officer")
	desk := "/office/panels/" + strings.TrimPrefix(panel, "/reviews/panels/")
	lineInBrowser(t, s, officer, desk)
	assignmentInBrowser(t, officer)
	seatInBrowser(t, s, bound, title)
}

// entersPanel opens a panel one runs, and answers its address.
func (v *visitor) entersPanel(name string) string {
	v.t.Helper()
	v.opens("/reviews")
	v.clicks(name)
	return v.place()
}

// taps presses a button that changes the page where it stands.
func (v *visitor) taps(what string) {
	v.t.Helper()
	v.finds(what)
	browsertest.Do(v.t, v.ctx, chromedp.Click("[data-here]"))
}

// part waits until a part of the room's page says something.
func (v *visitor) part(name, words string) {
	v.t.Helper()
	v.waits(`document.querySelector(` + js("[data-part="+name+"]") + `).innerText.includes(` + js(words) + `)`)
}

// logs waits until the room's log says something.
func (v *visitor) logs(words string) {
	v.t.Helper()
	v.waits(`document.querySelector("[data-room-log]").innerText.includes(` + js(words) + `)`)
}

// ignorant holds that nothing of the page, seen or not, has any of the words.
func (v *visitor) ignorant(words ...string) {
	v.t.Helper()
	page := browsertest.Eval[string](v.t, v.ctx, `document.documentElement.outerHTML`)
	for _, w := range words {
		if w == "" || strings.Contains(page, w) {
			v.t.Errorf("%s finds %q on %s", v.role, w, v.place())
		}
	}
}

// meetInBrowsers has the chair lead the discussion of what the other is bound to: who is bound sees the cue alone, is
// called back, and misses nothing when the line drops. A vote is given without script, too.
func meetInBrowsers(t *testing.T, s *stage, chair, bound *visitor, panel string) string {
	t.Helper()
	chair.clicks("How the panel scores")
	chair.looks()
	chair.opens(panel)
	chair.clicks("Enter the panel room")
	room := chair.place()
	item := browsertest.Eval[string](t, chair.ctx, `document.querySelector("[data-part=now] strong").innerText.trim()`)
	number := browsertest.Eval[string](t, chair.ctx, `document.querySelector("[data-part=now] .quiet").innerText.match(/MC-[0-9]+-[0-9]+/)[0]`)
	chair.looks()
	bound.opens(panel + "/member")
	bound.ignorant(item, number)
	bound.clicks("Enter the panel room")
	bound.sees("please leave; you will be called back")
	bound.ignorant(item, number, "Amadou Keita moved")
	bound.looks()

	chair.types("note", "Where do the two budgets meet?", "minuted", "on")
	chair.taps("Add it")
	chair.logs("Where do the two budgets meet?")
	chair.taps("Second it")
	chair.part("motion", "Open the vote")
	chair.taps("Open the vote")
	chair.part("motion", "Abstain")
	chair.looks()
	still := s.visits(t, "chair", browsertest.DisableJS())
	still.opens(room)
	still.clicks(`.room-votes form:nth-of-type(1) button`)
	still.sees("voted", "Close the vote")
	chair.part("motion", "Samuel Achterberg")
	chair.taps("Close the vote")
	chair.part("motion", "needed.")
	chair.taps("Show the scores to everyone here")
	chair.part("now", "Scores as shown")
	chair.looks()
	bound.ignorant(item, number, "Where do the two budgets meet?", "Recommend for funding.")

	s.drop()
	bound.waits(`!document.querySelector("[data-room-refused]").hidden`)
	chair.taps("Close the item")
	chair.part("now", "Nothing is being discussed")
	bound.logs("You are called back.")
	bound.waits(`document.querySelector("[data-room-refused]").hidden`)
	bound.part("cue", "Meeting open")
	bound.ignorant(item, number, "Where do the two budgets meet?")
	if gaps := browsertest.Eval[string](t, bound.ctx, `[...document.querySelectorAll("[data-room-log] li")].map(e => e.value).filter((n, i, all) => n !== all.length - i).join()`); gaps != "" {
		t.Errorf("who lost the line misses events before %s", gaps)
	}
	bound.looks()
	return room
}

// minutesInBrowser closes the meeting and signs its minutes; who was bound reads them without the item.
func minutesInBrowser(t *testing.T, chair, bound *visitor, room string) {
	t.Helper()
	chair.clicks("Close the meeting…")
	chair.taps("Close the meeting")
	chair.part("cue", "Meeting closed")
	bound.part("cue", "Meeting closed")
	chair.opens(room + "/minutes")
	chair.sees("Where do the two budgets meet?", "Recommend for funding.")
	chair.clicks("Sign the minutes…")
	chair.looks()
	chair.clicks("Sign")
	chair.sees("Minutes signed")
	bound.opens(room + "/minutes")
	bound.sees("Minutes signed")
	bound.ignorant("Where do the two budgets meet?", "Recommend for funding.")
	bound.looks()
}

// lineInBrowser freezes the ranking, asks the funding line for a choice by hand, and takes the slate from it.
func lineInBrowser(t *testing.T, s *stage, officer *visitor, desk string) {
	t.Helper()
	grants := s.visits(t, "grants")
	grants.opens(desk)
	grants.clicks("Freeze the ranking…")
	grants.types("method", "normalized")
	grants.clicks("Freeze")
	officer.opens(desk)
	officer.clicks("Enter the panel room")
	officer.sees("Minutes signed")
	officer.opens(desk)
	officer.sees("What the panel talks about", "Called up by")
	officer.looks()
	officer.opens(officer.links("/office/rankings/")[0] + "/line")
	last := browsertest.Eval[string](t, officer.ctx, `[...document.getElementsByName("hand.0.application")[0].options].at(-1).value`)
	officer.types("name", "With the second", "available", "100000.00", "hand.0.kind", "must_fund", "hand.0.application", last)
	officer.refusedAt(`form[action$="/line"] .actions button`, 422, "Say why, in writing.")
	officer.looks()
	officer.types("hand.0.reason", "The only one of its region.")
	officer.clicks(`form[action$="/line"] .actions button`)
	officer.sees("With the second", "The only one of its region.")
	officer.looks()
	officer.clicks(`form[action$="/slate"] button`)
	if !strings.HasSuffix(officer.place(), "/slate") {
		t.Errorf("the slate is at %s", officer.place())
	}
	officer.sees("The scenario")
	officer.looks()
}

// assignmentInBrowser changes what members see, spreads the proposals and asks why somebody reads one.
func assignmentInBrowser(t *testing.T, officer *visitor) {
	t.Helper()
	officer.assigns()
	officer.clicks("Change…")
	officer.types("reads.preliminary", "all", "reason.preliminary", "Everybody has time for all eight.")
	officer.clicks("Change the rules")
	officer.sees("The rules of the phase are kept and the members are told.")
	officer.clicks("The assignment as a picture")
	officer.looks()
	officer.clicks(`a[aria-label^="Why "][href*="reviewer="]`)
	if officer.count("#why") != 1 {
		t.Error("it is not said why")
	}
	officer.looks()
}

// seatInBrowser shows a member their own page of a panel: titles to declare but the one that binds them, and how they
// score once all is in.
func seatInBrowser(t *testing.T, s *stage, member *visitor, title string) {
	t.Helper()
	member.opens("/reviews")
	member.clicks("Selection committee 2027")
	member.sees("Now: First reading", "You read all of the panel's proposals")
	member.ignorant(title)
	member.looks()
	readAll(t, s.tale, "reviewer@example.org")
	member.opens(member.place())
	member.sees("How you score", "Only you see this line")
	member.ignorant(title)
	member.looks()
	if again := member.links("/office/"); len(again) > 0 {
		t.Errorf("a member is led to %v", again)
	}
}
