package meeting_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestAPanelMeetsFromItsAgendaToSignedMinutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.open(meeting.OpenMeetingInput{})
	if len(r.Agenda) != 2 || r.Agenda[0].Number != "MC-2027-001" {
		t.Fatalf("the agenda has %d items and begins with %s; the lower half is not discussed", len(r.Agenda), r.Agenda[0].Number)
	}
	first := r.Agenda[0].Item
	in := h.on(first)
	h.ok(h.room.CallItem(h.as(0), in))
	h.ok(h.room.AddNote(h.as(1), meeting.AddNoteInput{Panel: h.panel, Item: first, Words: "A sound plan.", Minuted: true}))
	h.ok(h.room.AddNote(h.as(2), meeting.AddNoteInput{Panel: h.panel, Item: first, Words: "Aside."}))
	if r := h.ok(h.room.RevealScores(h.as(0), in)); r.Current.Scores == nil || r.Current.Scores.MeanMilli != 100000 || len(r.Current.Scores.Scores) != 4 {
		t.Errorf("the chair is shown %+v", r.Current.Scores)
	}
	h.ok(h.room.MoveMotion(h.as(1), meeting.MoveMotionInput{Panel: h.panel, Item: first, Words: "Recommend it."}))
	m := meeting.MotionInput{Panel: h.panel, Item: first, Number: 1}
	_, err := h.room.OpenVote(h.as(0), m)
	h.refused(err, fault.Conflict, "state")
	_, err = h.room.SecondMotion(h.as(1), m)
	h.refused(err, fault.Forbidden, "same_person")
	h.ok(h.room.SecondMotion(h.as(2), m))
	h.ok(h.room.OpenVote(h.as(0), m))
	for i, v := range []meeting.Vote{meeting.Yes, meeting.No, meeting.No, meeting.Abstain} {
		h.ok(h.room.CastVote(h.as(i), meeting.CastVoteInput{Panel: h.panel, Item: first, Number: 1, Vote: v}))
	}
	_, err = h.room.CloseItem(h.as(0), in)
	h.refused(err, fault.Conflict, "vote_open")
	h.ok(h.room.CastVote(h.as(1), meeting.CastVoteInput{Panel: h.panel, Item: first, Number: 1, Vote: meeting.Yes}))
	r = h.ok(h.room.CloseVote(h.as(0), m))
	want := &meeting.Tally{Yes: 2, No: 1, Abstain: 1, Eligible: 5, Present: 5, Needed: 3, Quorum: true, Carried: true}
	if got := r.Agenda[0].Motions[0].Tally; !reflect.DeepEqual(got, want) {
		t.Errorf("the vote came out as %+v", got)
	}
	h.ok(h.room.CloseItem(h.as(0), in))
	h.ok(h.room.CloseMeeting(h.as(0), meeting.RoomInput{Panel: h.panel}))
	h.signs(first)
}

func (h *house) signs(first ident.MeetingItem) {
	t := h.t
	t.Helper()
	_, err := h.room.AddNote(h.as(1), meeting.AddNoteInput{Panel: h.panel, Item: first, Words: "Late."})
	h.refused(err, fault.Conflict, "meeting_over")
	draft, err := h.room.Minutes(h.as(0), h.panel)
	if err != nil {
		t.Fatal(err)
	}
	h.ok(h.room.CorrectMinutes(h.as(0), meeting.CorrectMinutesInput{Panel: h.panel, Item: first, Words: "The plan was called sound, not perfect."}))
	_, err = h.room.SignMinutes(h.as(0), meeting.SignMinutesInput{Panel: h.panel, SHA256: draft.SHA256})
	h.refused(err, fault.Conflict, "minutes_changed")
	_, err = h.room.SignMinutes(h.as(1), meeting.SignMinutesInput{Panel: h.panel, SHA256: draft.SHA256})
	h.refused(err, fault.Forbidden, "forbidden")
	now, err := h.room.Minutes(h.as(0), h.panel)
	if err != nil {
		t.Fatal(err)
	}
	if r := h.ok(h.room.SignMinutes(h.as(0), meeting.SignMinutesInput{Panel: h.panel, SHA256: now.SHA256})); r.State != meeting.Signed {
		t.Errorf("the meeting is %s", r.State)
	}
	last, err := h.room.Minutes(h.asOfficer(), h.panel)
	if err != nil {
		t.Fatal(err)
	}
	if last.SHA256 != now.SHA256 || len(last.Signatures) != 1 || last.Signatures[0].SHA256 != now.SHA256 || last.State != meeting.Signed {
		t.Errorf("the signed minutes are %s and say %+v", last.SHA256, last.Signatures)
	}
	if i := last.Items[0]; !slices.Equal(i.Notes, []string{"A sound plan."}) || i.Motions[0].Mover != "Ana Abe" || i.Motions[0].Seconder != "Ben Brook" || i.Motions[0].State != meeting.Carried || len(i.Motions[0].Roll) != 0 {
		t.Errorf("the item stands in the minutes as %+v", i)
	}
	_, err = h.room.CorrectMinutes(h.as(0), meeting.CorrectMinutesInput{Panel: h.panel, Words: "Too late."})
	h.refused(err, fault.Conflict, "not_correctable")
}

func TestWhoIsRecusedTakesNoPartAndIsToldNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bind(2, h.apps[0])
	r := h.open(meeting.OpenMeetingInput{})
	hidden := r.Agenda[0].Item
	in := h.on(hidden)
	called := h.ok(h.room.CallItem(h.as(0), in))
	if !slices.Equal(called.Current.Recused, []string{"Ben Brook"}) || called.Current.Eligible != 4 || called.Current.Needed != 3 {
		t.Errorf("recused are %v of %d eligible", called.Current.Recused, called.Current.Eligible)
	}
	out := h.ok(h.room.Room(h.as(2), h.panel))
	if !out.MustLeave || out.Current != nil || len(out.Agenda) != len(r.Agenda)-1 || out.Agenda[0].Number == "MC-2027-001" || out.Seats != nil {
		t.Errorf("who is recused sees %+v", out)
	}
	h.ok(h.room.MoveMotion(h.as(1), meeting.MoveMotionInput{Panel: h.panel, Item: hidden, Words: "Recommend it."}))
	m := meeting.MotionInput{Panel: h.panel, Item: hidden, Number: 1}
	for what, err := range map[string]error{
		"a note":   second(h.room.AddNote(h.as(2), meeting.AddNoteInput{Panel: h.panel, Item: hidden, Words: "I know them."})),
		"a motion": second(h.room.MoveMotion(h.as(2), meeting.MoveMotionInput{Panel: h.panel, Item: hidden, Words: "Drop it."})),
		"a second": second(h.room.SecondMotion(h.as(2), m)),
		"a vote":   second(h.room.CastVote(h.as(2), meeting.CastVoteInput{Panel: h.panel, Item: hidden, Number: 1, Vote: meeting.Yes})),
		"no item":  second(h.room.AddNote(h.as(2), meeting.AddNoteInput{Panel: h.panel, Item: ident.NewMeetingItem(), Words: "Hm."})),
		"to rescore": func() error {
			_, err := h.room.RescoreItem(h.as(2), meeting.RescoreItemInput{Panel: h.panel, Item: hidden, Reason: "Changed."})
			return err
		}(),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s by a recused member is answered with %v", what, err)
		}
	}
	h.ok(h.room.CloseItem(h.as(0), in))
	back := h.ok(h.room.Room(h.as(2), h.panel))
	var kinds []meeting.Kind
	for _, e := range back.Events[len(back.Events)-2:] {
		kinds = append(kinds, e.Kind)
	}
	if back.MustLeave || !slices.Equal(kinds, []meeting.Kind{meeting.AskedToLeave, meeting.CalledBack}) {
		t.Errorf("who is called back was told %v", kinds)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAConflictFoundInTheMiddleTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.open(meeting.OpenMeetingInput{RollCall: true})
	item := r.Agenda[0].Item
	h.ok(h.room.CallItem(h.as(0), h.on(item)))
	h.ok(h.room.MoveMotion(h.as(1), meeting.MoveMotionInput{Panel: h.panel, Item: item, Words: "Recommend it."}))
	m := meeting.MotionInput{Panel: h.panel, Item: item, Number: 1}
	h.ok(h.room.SecondMotion(h.as(3), m))
	h.ok(h.room.OpenVote(h.as(0), m))
	h.ok(h.room.CastVote(h.as(2), meeting.CastVoteInput{Panel: h.panel, Item: item, Number: 1, Vote: meeting.Yes}))
	before := h.ok(h.room.Room(h.as(2), h.panel))
	h.bind(2, h.apps[0])
	after := h.ok(h.room.Room(h.as(2), h.panel))
	if !after.MustLeave || after.Current != nil || !after.Since(before.Cursor).Reset {
		t.Errorf("a member found bound still sees %+v", after.Current)
	}
	tally := h.ok(h.room.CloseVote(h.as(0), m)).Agenda[0].Motions[0].Tally
	if tally.Yes != 0 || tally.Eligible != 4 || tally.Carried || len(tally.Votes) != 0 {
		t.Errorf("the vote of who was found bound counts: %+v", tally)
	}
	minutes, err := h.room.Minutes(h.as(0), h.panel)
	if err != nil || !slices.Equal(minutes.Items[0].Recused, []string{"Ben Brook"}) {
		t.Errorf("the minutes name %v as recused, %v", minutes.Items[0].Recused, err)
	}
}

func TestTheDeputyRunsWhatTheChairIsBoundTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bind(0, h.apps[0])
	h.open(meeting.OpenMeetingInput{})
	r := h.ok(h.room.Room(h.as(1), h.panel))
	item := r.Agenda[0].Item
	_, err := h.room.CallItem(h.as(0), h.on(item))
	h.refused(err, fault.NotFound, "")
	_, err = h.room.CallItem(h.as(1), h.on(item))
	h.refused(err, fault.Forbidden, "forbidden")
	h.ok(h.room.NameDeputy(h.asOfficer(), meeting.NameDeputyInput{Panel: h.panel, Deputy: h.members[1]}))
	_, err = h.room.NameDeputy(h.asOfficer(), meeting.NameDeputyInput{Panel: h.panel, Deputy: h.members[0]})
	h.refused(err, fault.Invalid, "not_member")
	h.ok(h.room.CallItem(h.as(1), h.on(item)))
	if out := h.ok(h.room.Room(h.as(0), h.panel)); !out.MustLeave || out.Runs {
		t.Errorf("the chair sees %+v", out)
	}
	_, err = h.room.CloseMeeting(h.as(0), meeting.RoomInput{Panel: h.panel})
	h.refused(err, fault.Conflict, "item_on")
	h.ok(h.room.CloseItem(h.as(1), h.on(item)))
	h.ok(h.room.CloseMeeting(h.as(0), meeting.RoomInput{Panel: h.panel}))
	for i, want := range []meeting.State{meeting.Closed, meeting.Signed} {
		m, err := h.room.Minutes(h.as(i), h.panel)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Items) != i {
			t.Errorf("signer %d reads %d items", i, len(m.Items))
		}
		if r := h.ok(h.room.SignMinutes(h.as(i), meeting.SignMinutesInput{Panel: h.panel, SHA256: m.SHA256})); r.State != want {
			t.Errorf("after signature %d the meeting is %s", i+1, r.State)
		}
	}
}

func TestWhatIsCalledUpDuringTheMeetingComesOntoItsAgenda(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bind(0, h.apps[3])
	h.bind(2, h.apps[2])
	r := h.open(meeting.OpenMeetingInput{})
	if len(r.Agenda) != 2 {
		t.Fatalf("%d items", len(r.Agenda))
	}
	update := func(ctx context.Context) *meeting.Room {
		return h.ok(h.room.UpdateAgenda(ctx, meeting.RoomInput{Panel: h.panel}))
	}
	before := len(update(h.as(0)).Events)
	for i, app := range map[int]ident.Application{1: h.apps[3], 3: h.apps[2]} {
		if _, err := h.review.CallUp(h.as(i), review.CallUpInput{Panel: h.panel, Application: app, Reason: "It was read in haste."}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.room.UpdateAgenda(h.as(1), meeting.RoomInput{Panel: h.panel})
	h.refused(err, fault.Forbidden, "forbidden")
	chair := update(h.as(0))
	if len(chair.Agenda) != 3 || len(chair.Events) != before+1 {
		t.Errorf("the chair, bound to one, sees %d items and %d events", len(chair.Agenda), len(chair.Events))
	}
	if again := update(h.asOfficer()); len(again.Agenda) != 4 || len(again.Events) != before+2 {
		t.Errorf("asked twice, the officer sees %d items and %d events", len(again.Agenda), len(again.Events))
	}
	for i, want := range map[int]int{1: 4, 2: 3} {
		if r := h.ok(h.room.Room(h.as(i), h.panel)); len(r.Agenda) != want {
			t.Errorf("member %d sees %d items", i, len(r.Agenda))
		}
	}
	last := h.ok(h.room.Room(h.as(1), h.panel)).Agenda[2]
	r = h.ok(h.room.CallItem(h.as(0), h.on(last.Item)))
	if last.Application != h.apps[2] || r.Current == nil || len(r.Current.Recused) != 1 || r.Current.Recused[0] != "Ben Brook" {
		t.Errorf("called %+v, %+v", last, r.Current)
	}
	h.ok(h.room.CloseItem(h.as(0), h.on(last.Item)))
	h.ok(h.room.CloseMeeting(h.as(0), meeting.RoomInput{Panel: h.panel}))
	_, err = h.room.UpdateAgenda(h.as(0), meeting.RoomInput{Panel: h.panel})
	h.refused(err, fault.Conflict, "meeting_over")
}

func TestScoresAreShownAtOneMomentToThoseWhoAreThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.open(meeting.OpenMeetingInput{})
	item := r.Agenda[0].Item
	h.ok(h.room.CallItem(h.as(0), h.on(item)))
	h.ok(h.room.OpenItemRescoring(h.as(0), h.on(item)))
	if _, err := h.room.RescoreItem(h.as(1), meeting.RescoreItemInput{Panel: h.panel, Item: item, Reason: "The budget was explained."}); err != nil {
		t.Fatal(err)
	}
	h.Clock.Set(h.Clock.Now().Add(time.Minute)) // everybody's page falls silent
	for _, i := range []int{0, 1, 2} {
		if err := h.room.Beat(h.as(i), h.panel); err != nil {
			t.Fatal(err)
		}
	}
	h.ok(h.room.RevealScores(h.as(0), h.on(item)))
	for i, want := range []bool{true, false, true, false, false} {
		r := h.ok(h.room.Room(h.as(i), h.panel))
		if got := r.Current.Scores != nil; got != want || !r.Current.Shown {
			t.Errorf("member %d is shown scores: %t", i, got)
		}
		if told := r.Events[len(r.Events)-1]; (told.Scores != nil) != want {
			t.Errorf("member %d is told %+v", i, told)
		}
	}
	h.handIn(1)
	r = h.ok(h.room.Room(h.as(0), h.panel))
	if !slices.Equal(r.Current.Scored, []string{"Ana Abe"}) {
		t.Errorf("handed in anew have %v", r.Current.Scored)
	}
}

// handIn hands the member's reopened review in.
func (h *house) handIn(i int) {
	h.t.Helper()
	var id ident.Assignment
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT id FROM assignments WHERE reviewer_id = $1 AND state = 'reopened'`, h.members[i]).Scan(&id); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.review.SubmitReview(h.as(i), review.SubmitReviewInput{Assignment: id}); err != nil {
		h.t.Fatal(err)
	}
}

func TestOnlyThePanelItsOfficersAndAuditorsAreInTheRoom(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open(meeting.OpenMeetingInput{})
	stranger := h.person("Sam Stranger")
	for who, c := range map[string]struct {
		ctx  context.Context
		kind fault.Kind
	}{
		"nobody":                        {h.ctx, fault.NotFound},
		"a stranger":                    {auth.As(h.ctx, auth.Actor{Person: stranger}), fault.NotFound},
		"a reviewer of another panel":   {auth.As(h.ctx, auth.Actor{Person: stranger, Grants: []auth.Grant{{Role: auth.Reviewer, Panel: ident.NewPanel()}}}), fault.NotFound},
		"an officer of another program": {auth.As(h.ctx, auth.Actor{Person: stranger, Grants: []auth.Grant{{Role: auth.Officer, Program: ident.NewProgram()}}}), fault.NotFound},
		"a token for awards":            {auth.As(h.ctx, auth.Actor{Person: h.members[1], Scopes: []string{"award"}, Grants: []auth.Grant{{Role: auth.Reviewer, Panel: h.panel}}}), fault.NotFound},
	} {
		_, err := h.room.Room(c.ctx, h.panel)
		if !fault.Is(err, c.kind) {
			t.Errorf("%s is answered with %v", who, err)
		}
		_, err = h.room.Minutes(c.ctx, h.panel)
		if !fault.Is(err, c.kind) {
			t.Errorf("%s asks for minutes and is answered with %v", who, err)
		}
	}
	auditor := auth.As(h.ctx, auth.Actor{Person: stranger, Grants: []auth.Grant{{Role: auth.Auditor}}})
	if r := h.ok(h.room.Room(auditor, h.panel)); r.Member || r.Runs {
		t.Errorf("an auditor sees %+v", r)
	}
	_, err := h.room.JoinMeeting(auditor, meeting.RoomInput{Panel: h.panel})
	h.refused(err, fault.Forbidden, "forbidden")
	_, err = h.room.OpenMeeting(h.as(1), meeting.OpenMeetingInput{Panel: h.panel})
	h.refused(err, fault.Forbidden, "forbidden")
	_, err = h.room.OpenMeeting(h.as(0), meeting.OpenMeetingInput{Panel: h.panel})
	h.refused(err, fault.Conflict, "meeting_open")
}

// TestWhatIsSaidOfAnItemChangesNothingForWhoIsRecused plays two meetings that differ only in what happens to one item.
func TestWhatIsSaidOfAnItemChangesNothingForWhoIsRecused(t *testing.T) {
	t.Parallel()
	a := newHouse(t)
	a.bind(2, a.apps[0])
	item := a.open(meeting.OpenMeetingInput{}).Agenda[0].Item
	b := *a
	b.World = a.World.Clone(t)
	b.room, b.review = services(b.World)
	for _, h := range []*house{a, &b} {
		h.ok(h.room.CallItem(h.as(0), h.on(item)))
	}
	a.ok(a.room.AddNote(a.as(1), meeting.AddNoteInput{Panel: a.panel, Item: item, Words: "Weak.", Minuted: true}))
	a.ok(a.room.RevealScores(a.as(0), a.on(item)))
	a.ok(a.room.OpenItemRescoring(a.as(0), a.on(item)))
	if _, err := a.room.RescoreItem(a.as(1), meeting.RescoreItemInput{Panel: a.panel, Item: item, Reason: "Weaker."}); err != nil {
		t.Fatal(err)
	}
	a.handIn(1)
	a.ok(a.room.MoveMotion(a.as(1), meeting.MoveMotionInput{Panel: a.panel, Item: item, Words: "Do not recommend."}))
	a.same(&b, "while the item is on")
	for _, h := range []*house{a, &b} {
		h.ok(h.room.CloseItem(h.as(0), h.on(item)))
	}
	a.same(&b, "after the item")
	if r, s := a.ok(a.room.Room(a.as(1), a.panel)), b.ok(b.room.Room(b.as(1), b.panel)); len(r.Events) == len(s.Events) {
		t.Error("the two worlds do not differ at all")
	}
}

// same compares all that the recused third member is answered in two worlds.
func (h *house) same(other *house, when string) {
	h.t.Helper()
	var got [2]string
	for i, x := range []*house{h, other} {
		r := x.ok(x.room.Room(x.as(2), x.panel))
		m, err := x.room.Minutes(x.as(2), x.panel)
		if err != nil {
			h.t.Fatal(err)
		}
		text, err := json.Marshal([]any{r, r.Since(""), m, m.SHA256})
		if err != nil {
			h.t.Fatal(err)
		}
		got[i] = string(text)
	}
	if got[0] != got[1] {
		h.t.Errorf("%s a recused member is told apart:\n%s\n%s", when, got[0], got[1])
	}
}

func TestTheLotIsDrawnFromTheRecordedSeed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.open(meeting.OpenMeetingInput{Order: meeting.ByLot})
	want := meeting.Draw(h.apps[:2], r.Seed)
	for i, e := range r.Agenda {
		if e.Application != want[i] {
			t.Errorf("place %d is not what the seed %d draws", i+1, r.Seed)
		}
	}
}
