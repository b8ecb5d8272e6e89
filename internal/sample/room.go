package sample

import (
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// liveRoom tells of a second panel that has read two proposals and is in the middle of its meeting. The reviewer one
// can be is bound to one of them, and is outside while it is discussed.
func (t *telling) liveRoom(c *program.Detail, ps []*proposal) error {
	panel, err := t.secondPanel(c)
	if err != nil {
		return err
	}
	keys := []string{"chair", "amadou.keita", "susan.delacroix"}
	var pairs []review.Pairing
	for _, p := range ps {
		for _, key := range keys {
			pairs = append(pairs, review.Pairing{Application: p.id, Reviewer: t.people[key]})
		}
	}
	t.ago(11, 10)
	assigned, err := t.o.Review.Assign(t.as("officer"), review.AssignInput{Panel: panel.ID, Pairs: pairs})
	if err != nil {
		return err
	}
	list := t.readings(assigned, ps, []float64{0.71, 0.64})
	t.ago(10, 9)
	if err := t.declare(list); err != nil {
		return err
	}
	t.ago(8, 9)
	if err := t.score(c, list, all); err != nil {
		return err
	}
	t.ago(3, 9)
	if _, err := t.o.Review.RecordConflict(t.as("officer"), review.RecordConflictInput{
		Application: ps[0].id, Person: t.people["reviewer"], Kind: review.PaidWork, Note: "Wrote the catalog of the museum's last exhibition.",
	}); err != nil {
		return err
	}
	move := review.MovePanelInput{Panel: panel.ID}
	if _, err := t.o.Review.ClosePreliminary(t.as("chair"), move); err != nil {
		return err
	}
	if _, err := t.o.Review.OpenDiscussion(t.as("chair"), move); err != nil {
		return err
	}
	for _, p := range ps { // two are too few to leave one out
		if _, err := t.o.Review.CallUp(t.as("haruka.abe"), review.CallUpInput{Panel: panel.ID, Application: p.id, Reason: "Both deserve a word."}); err != nil {
			return err
		}
	}
	return t.sit(panel.ID, ps)
}

func (t *telling) secondPanel(c *program.Detail) (*review.Panel, error) {
	t.ago(12, 10)
	in := review.FormPanelInput{Cycle: c.ID, Name: "Early decisions " + itoa(c.Year), Chair: t.people["chair"]}
	for _, key := range readers() {
		in.Members = append(in.Members, t.people[key])
	}
	p, err := t.o.Review.FormPanel(t.as("officer"), in)
	if err != nil {
		return nil, err
	}
	for _, key := range readers() {
		t.pass(60)
		if _, err := t.o.Review.SignConfidentiality(t.as(key), review.SignConfidentialityInput{Panel: p.ID}); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// sit tells the meeting: the second proposal is recommended, the first is being discussed.
func (t *telling) sit(id ident.Panel, ps []*proposal) error {
	room := t.o.Meeting
	t.ago(0, 9)
	_, err := room.OpenMeeting(t.as("chair"), meeting.OpenMeetingInput{Panel: id, Order: meeting.ByPreliminary, Deputy: t.people["susan.delacroix"]})
	if err != nil {
		return err
	}
	for _, key := range readers() {
		t.pass(1)
		if _, err := room.JoinMeeting(t.as(key), meeting.RoomInput{Panel: id}); err != nil {
			return err
		}
	}
	items := map[ident.Application]ident.MeetingItem{}
	r, err := room.Room(t.as("chair"), id)
	if err != nil {
		return err
	}
	for _, e := range r.Agenda {
		items[e.Application] = e.Item
	}
	if err := t.decideItem(id, items[ps[1].id]); err != nil {
		return err
	}
	return t.beginItem(id, items[ps[0].id])
}

func (t *telling) decideItem(id ident.Panel, item ident.MeetingItem) error {
	room, on := t.o.Meeting, meeting.ItemInput{Panel: id, Item: item}
	m := meeting.MotionInput{Panel: id, Item: item, Number: 1}
	steps := []func() (*meeting.Room, error){
		func() (*meeting.Room, error) { return room.CallItem(t.as("chair"), on) },
		func() (*meeting.Room, error) {
			return room.AddNote(t.as("amadou.keita"), meeting.AddNoteInput{Panel: id, Item: item, Minuted: true, Words: "The two communities have worked together before; the exchange builds on that."})
		},
		func() (*meeting.Room, error) {
			return room.AddNote(t.as("haruka.abe"), meeting.AddNoteInput{Panel: id, Item: item, Words: "Who pays the interpreters?"})
		},
		func() (*meeting.Room, error) { return room.RevealScores(t.as("chair"), on) },
		func() (*meeting.Room, error) {
			return room.MoveMotion(t.as("susan.delacroix"), meeting.MoveMotionInput{Panel: id, Item: item, Words: "Recommend for funding, if the budget names who interprets."})
		},
		func() (*meeting.Room, error) { return room.SecondMotion(t.as("reviewer"), m) },
		func() (*meeting.Room, error) { return room.OpenVote(t.as("chair"), m) },
	}
	for i, key := range readers() {
		v := []meeting.Vote{meeting.Yes, meeting.Yes, meeting.Yes, meeting.Yes, meeting.Abstain}[i%5]
		steps = append(steps, func() (*meeting.Room, error) {
			return room.CastVote(t.as(key), meeting.CastVoteInput{Panel: id, Item: item, Number: 1, Vote: v})
		})
	}
	steps = append(steps,
		func() (*meeting.Room, error) { return room.CloseVote(t.as("chair"), m) },
		func() (*meeting.Room, error) { return room.CloseItem(t.as("chair"), on) })
	return t.steps(steps)
}

func (t *telling) beginItem(id ident.Panel, item ident.MeetingItem) error {
	room := t.o.Meeting
	return t.steps([]func() (*meeting.Room, error){
		func() (*meeting.Room, error) {
			return room.CallItem(t.as("chair"), meeting.ItemInput{Panel: id, Item: item})
		},
		func() (*meeting.Room, error) {
			return room.AddNote(t.as("susan.delacroix"), meeting.AddNoteInput{Panel: id, Item: item, Minuted: true, Words: "The plan for evaluation is the best we have read this year."})
		},
		func() (*meeting.Room, error) {
			return room.MoveMotion(t.as("amadou.keita"), meeting.MoveMotionInput{Panel: id, Item: item, Words: "Recommend for funding."})
		},
	})
}

func (t *telling) steps(all []func() (*meeting.Room, error)) error {
	for _, step := range all {
		t.pass(1)
		if _, err := step(); err != nil {
			return err
		}
	}
	return nil
}
