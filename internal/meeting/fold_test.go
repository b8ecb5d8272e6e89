package meeting_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2027, time.February, 10, 17, 0, 0, 0, time.UTC)

// stage is a log in memory: a chair and two members, two items, the second member bound to the first item.
type stage struct {
	meeting.Log
	chair, ana, ben ident.Person
	one, two        ident.MeetingItem
}

func newStage() *stage {
	s := &stage{chair: ident.NewPerson(), ana: ident.NewPerson(), ben: ident.NewPerson(), one: ident.NewMeetingItem(), two: ident.NewMeetingItem()}
	s.ID, s.OpenedAt, s.QuorumPercent = ident.NewMeeting(), noon, 50
	for i, p := range []ident.Person{s.chair, s.ana, s.ben} {
		name := []string{"Clara", "Ana", "Ben"}[i]
		s.Members = append(s.Members, &meeting.Member{Person: p, Name: name, Chair: i == 0, Signed: true})
		s.Names = append(s.Names, &meeting.Named{Person: p, Name: name})
	}
	s.Items = []*meeting.Item{{ID: s.one, Ordinal: 1, Number: "A-1"}, {ID: s.two, Ordinal: 2, Number: "A-2"}}
	s.Bound = []*meeting.Bond{{Person: s.ben, Item: s.one}}
	return s
}

// add puts an event at the end of the log.
func (s *stage) add(k meeting.Kind, by ident.Person, item ident.MeetingItem, more ...func(*meeting.Event)) *stage {
	e := &meeting.Event{Meeting: s.ID, Seq: len(s.Events) + 1, Kind: k, At: noon.Add(time.Duration(len(s.Events)) * time.Second), By: by, Item: item}
	for _, m := range more {
		m(e)
	}
	s.Events = append(s.Events, e)
	return s
}

func says(words string) func(*meeting.Event)     { return func(e *meeting.Event) { e.Words = words } }
func votes(v meeting.Vote) func(*meeting.Event)  { return func(e *meeting.Event) { e.Vote = v } }
func about(p ident.Person) func(*meeting.Event)  { return func(e *meeting.Event) { e.Person = p } }
func came(t *meeting.Tally) func(*meeting.Event) { return func(e *meeting.Event) { e.Tally = t } }

// told is a viewer's events in a line, and how the room stands.
func (s *stage) told(who ident.Person) string {
	r := meeting.Fold(&s.Log, who, noon)
	var out []string
	for _, e := range r.Events {
		text := string(e.Kind)
		for _, x := range []string{e.Person, e.Words, string(e.Vote)} {
			if x != "" {
				text += "=" + x
			}
		}
		out = append(out, text)
	}
	if r.MustLeave {
		out = append(out, "MUST LEAVE")
	}
	if c := r.Current; c != nil {
		out = append(out, "ON "+c.Number)
		if c.Motion != nil {
			out = append(out, fmt.Sprintf("MOTION %s %v own:%s", c.Motion.State, c.Motion.Voters, c.Motion.OwnVote))
		}
	}
	return strings.Join(out, ", ")
}

func TestARoomIsFoldedFromItsEvents(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		play            func(s *stage)
		chair, ana, ben string
	}{
		"who is bound to an item is told its begin and its end": {
			func(s *stage) {
				s.add(meeting.ItemCalled, s.chair, s.one).add(meeting.RecusedLeft, ident.Person{}, s.one, about(s.ben)).
					add(meeting.Note, s.ana, s.one, says("Fine.")).add(meeting.ItemClosed, s.chair, s.one)
			},
			"item_called, recused_left=Ben, note=Fine., item_closed", "item_called, recused_left=Ben, note=Fine., item_closed", "asked_to_leave, called_back",
		},
		"while it is on they must leave": {
			func(s *stage) {
				s.add(meeting.ItemCalled, s.chair, s.one).add(meeting.Note, s.ana, s.one, says("Fine."))
			},
			"item_called, note=Fine., ON A-1", "item_called, note=Fine., ON A-1", "asked_to_leave, MUST LEAVE",
		},
		"of another item they are told everything": {
			func(s *stage) {
				s.add(meeting.ItemCalled, s.chair, s.two).add(meeting.Note, s.ana, s.two, says("Fine."))
			},
			"item_called, note=Fine., ON A-2", "item_called, note=Fine., ON A-2", "item_called, note=Fine., ON A-2",
		},
		"who voted is known, how is one's own": {
			func(s *stage) {
				s.add(meeting.ItemCalled, s.chair, s.two).add(meeting.MotionMade, s.ana, s.two, says("Fund.")).add(meeting.Seconded, s.ben, s.two).
					add(meeting.VoteOpened, s.chair, s.two).add(meeting.VoteCast, s.ana, s.two, votes(meeting.No))
			},
			"item_called, motion=Fund., seconded, vote_opened, vote_cast, ON A-2, MOTION voting [Ana] own:",
			"item_called, motion=Fund., seconded, vote_opened, vote_cast=no, ON A-2, MOTION voting [Ana] own:no",
			"item_called, motion=Fund., seconded, vote_opened, vote_cast, ON A-2, MOTION voting [Ana] own:",
		},
		"in a roll call everybody hears": {
			func(s *stage) {
				s.RollCall = true
				s.add(meeting.ItemCalled, s.chair, s.two).add(meeting.MotionMade, s.ana, s.two).add(meeting.Seconded, s.ben, s.two).
					add(meeting.VoteOpened, s.chair, s.two).add(meeting.VoteCast, s.ana, s.two, votes(meeting.Yes))
			},
			"item_called, motion, seconded, vote_opened, vote_cast=yes, ON A-2, MOTION voting [Ana] own:",
			"item_called, motion, seconded, vote_opened, vote_cast=yes, ON A-2, MOTION voting [Ana] own:yes",
			"item_called, motion, seconded, vote_opened, vote_cast=yes, ON A-2, MOTION voting [Ana] own:",
		},
		"a vote changed is one vote, and the motion goes when it is closed": {
			func(s *stage) {
				s.add(meeting.ItemCalled, s.chair, s.two).add(meeting.MotionMade, s.ana, s.two).add(meeting.Seconded, s.ben, s.two).add(meeting.VoteOpened, s.chair, s.two).
					add(meeting.VoteCast, s.ben, s.two, votes(meeting.Yes)).add(meeting.VoteCast, s.ben, s.two, votes(meeting.No)).
					add(meeting.VoteClosed, s.chair, s.two, came(&meeting.Tally{No: 1}))
			},
			"item_called, motion, seconded, vote_opened, vote_cast, vote_cast, vote_closed, ON A-2",
			"item_called, motion, seconded, vote_opened, vote_cast, vote_cast, vote_closed, ON A-2",
			"item_called, motion, seconded, vote_opened, vote_cast=yes, vote_cast=no, vote_closed, ON A-2",
		},
	} {
		s := newStage()
		c.play(s)
		for who, want := range map[ident.Person]string{s.chair: c.chair, s.ana: c.ana, s.ben: c.ben} {
			if got := s.told(who); got != want {
				t.Errorf("%s: told is\n%s, not\n%s", name, got, want)
			}
		}
	}
}

func TestPresenceIsWhoJoinedAndIsHeardOf(t *testing.T) {
	t.Parallel()
	s := newStage()
	s.add(meeting.Joined, s.chair, ident.MeetingItem{}).add(meeting.Joined, s.ben, ident.MeetingItem{}).add(meeting.Joined, s.ana, ident.MeetingItem{})
	s.Seen = []*meeting.Seen{{Person: s.chair, At: noon.Add(-meeting.Silence)}, {Person: s.ana, At: noon.Add(-meeting.Silence - time.Second)}, {Person: s.ben, At: noon}}
	of := func(who ident.Person) (out []meeting.Presence) {
		for _, x := range meeting.Fold(&s.Log, who, noon).Seats {
			out = append(out, x.Presence)
		}
		return out
	}
	if got := of(s.chair); !reflect.DeepEqual(got, []meeting.Presence{meeting.Present, meeting.Away, meeting.Present}) {
		t.Errorf("before an item: %v", got)
	}
	s.add(meeting.ItemCalled, s.chair, s.one).add(meeting.Left, s.ana, ident.MeetingItem{})
	if got := of(s.chair); !reflect.DeepEqual(got, []meeting.Presence{meeting.Present, meeting.Absent, meeting.Outside}) {
		t.Errorf("in the item: %v", got)
	}
	if got := of(s.ben); got != nil {
		t.Errorf("who is outside is told %v", got)
	}
}

// TestNothingSaidOfAnItemReachesWhoIsBound plays anything between an item's begin and end.
func TestNothingSaidOfAnItemReachesWhoIsBound(t *testing.T) {
	t.Parallel()
	kinds := []meeting.Kind{meeting.Note, meeting.MotionMade, meeting.Seconded, meeting.MotionDropped, meeting.VoteOpened, meeting.VoteCast, meeting.RescoreOpened, meeting.Scored, meeting.RecusedLeft}
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		quiet := *s
		at := func(e *meeting.Event) { e.At = noon }
		for _, x := range []*stage{s, &quiet} {
			x.add(meeting.Joined, x.ben, ident.MeetingItem{}, at).add(meeting.ItemCalled, x.chair, x.one, at)
		}
		for _, k := range rapid.SliceOf(rapid.SampledFrom(kinds)).Draw(t, "said") {
			s.add(k, s.ana, s.one, at, says(rapid.String().Draw(t, "words")), about(s.chair))
		}
		if rapid.Bool().Draw(t, "over") {
			for _, x := range []*stage{s, &quiet} {
				x.add(meeting.ItemClosed, x.chair, x.one, at)
			}
		}
		if got, want := meeting.Fold(&s.Log, s.ben, noon), meeting.Fold(&quiet.Log, s.ben, noon); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v differs from %+v", got, want)
		}
		if got, want := meeting.MinutesOf(&s.Log, s.ben), meeting.MinutesOf(&quiet.Log, s.ben); !reflect.DeepEqual(got, want) {
			t.Fatalf("minutes %+v differ from %+v", got, want)
		}
	})
}

// TestWhoeverResumesMissesAndDoublesNothing drops a viewer anywhere in a meeting.
func TestWhoeverResumesMissesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	s := newStage()
	s.add(meeting.Joined, s.ana, ident.MeetingItem{}).add(meeting.ItemCalled, s.chair, s.one).add(meeting.Note, s.ana, s.one).add(meeting.Note, s.chair, s.one).
		add(meeting.ItemClosed, s.chair, s.one).add(meeting.ItemCalled, s.chair, s.two).add(meeting.Note, s.ben, s.two).add(meeting.Ended, s.chair, ident.MeetingItem{})
	for _, who := range []ident.Person{s.chair, s.ben} {
		whole := meeting.Fold(&s.Log, who, noon).Events
		for cut := range len(s.Events) + 1 {
			before := s.Log
			before.Events = s.Events[:cut]
			was := meeting.Fold(&before, who, noon)
			rest := meeting.Fold(&s.Log, who, noon).Since(was.Cursor)
			if rest.Reset && was.Cursor != "" || len(was.Events)+len(rest.Events) != len(whole) {
				t.Errorf("dropped after %d: %d before and %d after, of %d", cut, len(was.Events), len(rest.Events), len(whole))
			}
			for i, e := range rest.Events {
				if e.Number != len(was.Events)+i+1 {
					t.Errorf("dropped after %d: event %d is numbered %d", cut, i, e.Number)
				}
			}
		}
	}
	r := meeting.Fold(&s.Log, s.chair, noon)
	for _, odd := range []string{"x", "-1.00", "99" + strings.TrimLeft(r.Cursor, "0123456789"), meeting.Fold(&s.Log, s.ben, noon).Cursor} {
		if u := r.Since(odd); !u.Reset || len(u.Events) != len(r.Events) {
			t.Errorf("the cursor %q is answered with %d events, reset %t", odd, len(u.Events), u.Reset)
		}
	}
}

func TestAVoteCarriesByMoreYesThanNoWithAQuorum(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		yes, no, abstain, eligible, present, percent int
		quorum, carried                              bool
	}{
		"more yes than no":                  {2, 1, 0, 5, 3, 50, true, true},
		"a tie fails":                       {2, 2, 1, 5, 5, 50, true, false},
		"abstentions are present":           {1, 0, 2, 5, 3, 50, true, true},
		"half is no quorum":                 {2, 0, 0, 4, 2, 50, false, false},
		"more than half is":                 {3, 0, 0, 4, 3, 50, true, true},
		"two thirds where that is the rule": {3, 0, 0, 5, 3, 66, false, false},
		"nobody votes":                      {0, 0, 0, 3, 3, 50, true, false},
		"everybody is recused":              {0, 0, 0, 0, 0, 50, false, false},
	} {
		got := (&meeting.Tally{Yes: c.yes, No: c.no, Abstain: c.abstain, Eligible: c.eligible, Present: c.present}).Decide(c.percent)
		if got.Quorum != c.quorum || got.Carried != c.carried {
			t.Errorf("%s: quorum %t, carried %t", name, got.Quorum, got.Carried)
		}
	}
}

func TestStatesAreAsPublished(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range meeting.Moves() {
		fmt.Fprintf(&b, "%-8s %-10s -> %-10s %-16s %s\n", m.Of, m.From, m.To, m.Kind, m.By)
	}
	const path = "testdata/states.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != b.String() {
		t.Errorf("the states are not what they were (%v); run with -update and read the difference\n%s", err, b.String())
	}
}
