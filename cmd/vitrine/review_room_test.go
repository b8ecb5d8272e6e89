package main

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// meets holds the meeting: two members at once, one asked to leave, scores shown, a review scored anew with a reason,
// a motion with its vote, and minutes that are corrected and signed.
func (p *panelTale) meets(t *testing.T) {
	t.Helper()
	items := p.opens(t)
	in, out := p.hears(reads, ""), p.hears(susan, "")
	in.hasHeard(t, "joined")
	out.hasHeard(t, "joined")
	item := items[p.of[p.late].at("title").text()]
	p.in(t, chairs, "callItem", "item", item)
	out.hasHeard(t, "asked_to_leave")
	p.discusses(t, item)
	_, cursor := out.kinds(t)
	p.votes(t, item)
	p.in(t, chairs, "closeItem", "item", item)
	out.hasHeard(t, "called_back")
	in.hasHeard(t, "item_closed")
	told := out.text()
	for _, secret := range []string{p.of[p.late].at("title").text(), p.of[p.late].at("number").text(), "Weak on evaluation.", "Recommend for funding.", `"note"`, `"motion"`, `"vote_cast"`, `"revealed"`, `"scored"`} {
		if strings.Contains(told, secret) {
			t.Errorf("who had to leave hears %s in\n%s", secret, told)
		}
	}
	for _, kind := range []string{"item_called", "recused_left", "note", "revealed", "rescore_opened", "scored", "motion", "seconded", "vote_opened", "vote_cast", "vote_closed", "item_closed"} {
		if kinds, _ := in.kinds(t); !slices.Contains(kinds, kind) {
			t.Errorf("a member hears no %s, only %v", kind, kinds)
		}
	}
	resumed := p.hears(susan, cursor)
	resumed.hasHeard(t, "called_back")
	if kinds, _ := resumed.kinds(t); slices.Contains(kinds, "asked_to_leave") || slices.Contains(kinds, "opened") {
		t.Errorf("who resumes hears %v again", kinds)
	}
	p.in(t, chairs, "closeMeeting")
	p.minutes(t)
}

// opens opens the room in the order of the scores, seats all four, and answers the items by title.
func (p *panelTale) opens(t *testing.T) map[string]string {
	t.Helper()
	const opens = `mutation($input: OpenMeetingInput!) { openMeeting(input: $input) { room { agenda { item title } } } }`
	if _, code := p.try(reads, opens, input("panel", p.panel)); code != "FORBIDDEN" {
		t.Errorf("a member who opens the meeting is answered with %q", code)
	}
	items := map[string]string{}
	for _, e := range p.do(chairs, opens, input("panel", p.panel, "order", "preliminary", "deputy", p.people[amadou])).at("openMeeting.room.agenda").list() {
		items[e.at("title").text()] = e.at("item").text()
	}
	if _, code := p.try(haruka, `mutation($input: RoomInput!) { joinMeeting(input: $input) { room { joined } } }`, input("panel", p.panel)); code != "NOT_FOUND" {
		t.Errorf("who is not of the panel joins and is answered with %q", code)
	}
	p.at(t, []string{chairs, reads, amadou, susan}, "joinMeeting")
	return items
}

// in does one thing in the room, named by its mutation.
func (p *panelTale) in(t *testing.T, who, verb string, pairs ...any) node {
	t.Helper()
	return p.do(who, roomVerb(verb), input(append([]any{"panel", p.panel}, pairs...)...)).at(verb + ".room")
}

func roomVerb(verb string) string {
	kind := map[string]string{
		"joinMeeting": "RoomInput", "closeMeeting": "RoomInput", "addMeetingNote": "AddMeetingNoteInput", "moveMotion": "MoveMotionInput", "secondMotion": "RoomMotionInput",
		"openVote": "RoomMotionInput", "closeVote": "RoomMotionInput", "castVote": "CastVoteInput", "correctMinutes": "CorrectMinutesInput", "signMinutes": "SignMinutesInput",
	}[verb]
	if kind == "" {
		kind = "RoomItemInput"
	}
	return `mutation($input: ` + kind + `!) { ` + verb + `(input: $input) { room { mustLeave joined state current { title here needed shown scores { meanMilli scores { baseMilli } } motion { number state ownVote tally { yes no } } } agenda { item motions { state tally { yes no abstain eligible present quorum carried } } } } } }`
}

// at does the same at once by several.
func (p *panelTale) at(t *testing.T, who []string, verb string, pairs ...any) {
	t.Helper()
	for _, w := range who {
		p.token(w)
	}
	var all sync.WaitGroup
	for _, w := range who {
		all.Go(func() {
			got := p.answer(w, roomVerb(verb), input(append([]any{"panel", p.panel}, pairs...)...))
			if strings.Contains(got, `"errors"`) {
				t.Errorf("%s at the same moment as others: %s", w, got)
			}
		})
	}
	all.Wait()
}

// discusses says something, shows the scores and has one member score anew.
func (p *panelTale) discusses(t *testing.T, item string) {
	t.Helper()
	room := p.do(susan, `query($id: ID!) { panelRoom(panel: $id) { mustLeave current { title } seats { name } agenda { title } } }`, map[string]any{"id": p.panel}).at("panelRoom")
	if room.at("mustLeave").v != true || room.maybe("current").v != nil || len(room.at("seats").list()) > 0 {
		t.Errorf("who has to leave sees %v", room.v)
	}
	note := input("panel", p.panel, "item", item, "words", "Weak on evaluation.", "minuted", true)
	if _, code := p.try(susan, roomVerb("addMeetingNote"), note); code != "NOT_FOUND" {
		t.Errorf("a word of who has to leave is answered with %q", code)
	}
	p.do(amadou, roomVerb("addMeetingNote"), note)
	p.in(t, reads, "addMeetingNote", "item", item, "words", "Who pays the interpreters?")
	shown := p.in(t, chairs, "revealScores", "item", item).at("current")
	if len(shown.at("scores.scores").list()) != 3 {
		t.Errorf("shown is %v", shown.v)
	}
	p.in(t, chairs, "openItemRescoring", "item", item)
	const anew = `mutation($input: RescoreItemInput!) { rescoreItem(input: $input) { review { id phase state assignment } } }`
	if _, code := p.try(reads, anew, input("panel", p.panel, "item", item, "reason", " ")); code != "BAD_USER_INPUT" {
		t.Errorf("scoring anew without a reason is answered with %q", code)
	}
	task := p.do(reads, anew, input("panel", p.panel, "item", item, "reason", "The plan for evaluation is in the annex.")).at("rescoreItem.review.assignment").text()
	lines := p.do(reads, sheetQuery, map[string]any{"id": task}).at("myReview.lines").list()
	for _, line := range lines {
		p.do(reads, saveScore, input("assignment", task, "criterion", line.at("criterion").text(), "halfPoints", 9, "comment", because))
	}
	p.do(reads, `mutation($input: SaveOverallInput!) { saveOverall(input: $input) { review { id } } }`, input("assignment", task, "recommendation", "fund"))
	p.do(reads, `mutation($input: SubmitReviewInput!) { submitReview(input: $input) { review { state } } }`, input("assignment", task))
	p.in(t, chairs, "revealScores", "item", item)
}

// votes moves, seconds and votes; three may, and all three vote at the same moment.
func (p *panelTale) votes(t *testing.T, item string) {
	t.Helper()
	p.in(t, amadou, "moveMotion", "item", item, "words", "Recommend for funding.")
	if _, code := p.try(amadou, roomVerb("secondMotion"), input("panel", p.panel, "item", item, "number", 1)); code != "FORBIDDEN" {
		t.Errorf("who seconds an own motion is answered with %q", code)
	}
	p.in(t, reads, "secondMotion", "item", item, "number", 1)
	p.in(t, chairs, "openVote", "item", item, "number", 1)
	if _, code := p.try(susan, roomVerb("castVote"), input("panel", p.panel, "item", item, "number", 1, "vote", "no")); code != "NOT_FOUND" {
		t.Errorf("the vote of who has to leave is answered with %q", code)
	}
	p.at(t, []string{chairs, reads, amadou}, "castVote", "item", item, "number", 1, "vote", "yes")
	p.in(t, amadou, "castVote", "item", item, "number", 1, "vote", "abstain")
	for _, e := range p.in(t, chairs, "closeVote", "item", item, "number", 1).at("agenda").list() {
		if e.at("item").text() != item {
			continue
		}
		m := e.at("motions.0")
		if m.at("state").text() != "carried" || m.at("tally.yes").text() != "2" || m.at("tally.abstain").text() != "1" || m.at("tally.eligible").text() != "3" || m.at("tally.quorum").v != true {
			t.Errorf("the vote came out as %v", m.v)
		}
	}
}

// minutes are written from the events, corrected, and signed by their hash.
func (p *panelTale) minutes(t *testing.T) {
	t.Helper()
	const reads = `query($id: ID!) { panelMinutes(panel: $id) { state sha256 present items { title notes recused rescored motions { words state tally { yes } } } corrections { words } signatures { name sha256 } } }`
	was := p.do(chairs, reads, map[string]any{"id": p.panel}).at("panelMinutes")
	one := was.at("items.0")
	if len(was.at("items").list()) != 1 || one.at("notes.0").text() != "Weak on evaluation." || len(one.at("notes").list()) != 1 || one.at("rescored").text() != "1" || len(one.at("recused").list()) != 1 {
		t.Errorf("the minutes say %v", was.v)
	}
	p.in(t, chairs, "correctMinutes", "words", "The meeting was held by telephone.")
	if _, code := p.try(chairs, roomVerb("signMinutes"), input("panel", p.panel, "sha256", was.at("sha256").text())); code != "CONFLICT" {
		t.Errorf("a signature under minutes that changed since is answered with %q", code)
	}
	now := p.do(chairs, reads, map[string]any{"id": p.panel}).at("panelMinutes.sha256").text()
	if _, code := p.try(amadou, roomVerb("signMinutes"), input("panel", p.panel, "sha256", now)); code != "FORBIDDEN" {
		t.Errorf("a member's signature is answered with %q", code)
	}
	p.in(t, chairs, "signMinutes", "sha256", now)
	signed := p.do(chairs, reads, map[string]any{"id": p.panel}).at("panelMinutes")
	if signed.at("state").text() != "signed" || signed.at("signatures.0.sha256").text() != now || signed.at("corrections.0.words").text() != "The meeting was held by telephone." {
		t.Errorf("the signed minutes say %v", signed.v)
	}
}
