package web

import (
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// me is the member whose page it is; absent for who only watches.
func (d sitting) me() ident.Person { return d.room.Viewer }

func roomTone(s panelroom.State) view.Tone {
	return map[panelroom.State]view.Tone{panelroom.Open: view.Good, panelroom.Closed: view.Waiting, panelroom.Signed: view.Neutral}[s]
}

func presenceTone(s panelroom.Presence) view.Tone {
	switch s {
	case panelroom.Present:
		return view.Good
	case panelroom.Away, panelroom.Outside:
		return view.Waiting
	case panelroom.Absent:
	}
	return view.Neutral
}

func itemTone(s panelroom.ItemState) view.Tone {
	return map[panelroom.ItemState]view.Tone{panelroom.Waiting: view.Neutral, panelroom.On: view.Info, panelroom.Done: view.Good}[s]
}

func motionTone(s panelroom.MotionState) view.Tone {
	return map[panelroom.MotionState]view.Tone{panelroom.Carried: view.Good, panelroom.Failed: view.Bad}[s]
}

// roomRules are how the meeting decides, in a line.
func roomRules(p view.Page, r *panelroom.Room) string {
	text := p.T("room.rules", "percent", r.QuorumPercent)
	if r.RollCall {
		text += " " + p.T("room.rules.roll")
	}
	if r.Order == panelroom.ByLot {
		return text + " " + p.T("room.rules.lot", "seed", strconv.FormatInt(r.Seed, 10))
	}
	return text + " " + p.T("room.rules.preliminary")
}

func roomFacts(p view.Page, r *panelroom.Room) []view.Fact {
	c := r.Current
	here := p.T("room.quorum.short", "here", c.Here, "eligible", c.Eligible, "needed", c.Needed)
	if c.Here >= c.Needed {
		here = p.T("room.quorum.there", "here", c.Here, "eligible", c.Eligible, "needed", c.Needed)
	}
	out := []view.Fact{{Term: p.T("room.quorum"), Value: view.Text(here)}}
	if len(c.Recused) > 0 {
		out = append(out, view.Fact{Term: p.T("room.recused"), Value: view.Text(p.List(c.Recused))})
	}
	if len(c.Scored) > 0 {
		out = append(out, view.Fact{Term: p.T("room.scored"), Value: view.Text(p.List(c.Scored))})
	}
	return out
}

func motionOf(r *panelroom.Room) *panelroom.Motion {
	if r.Current == nil {
		return nil
	}
	return r.Current.Motion
}

func motionBy(p view.Page, m *panelroom.Motion) string {
	if m.Seconder == "" {
		return p.T("room.motion.by", "mover", m.Mover)
	}
	return p.T("room.motion.both", "mover", m.Mover, "seconder", m.Seconder)
}

func tallyText(p view.Page, t *panelroom.Tally) string {
	key := catalog.Key("room.tally")
	if !t.Quorum {
		key = "room.tally.short"
	}
	return p.T(key, "yes", t.Yes, "no", t.No, "abstain", t.Abstain, "present", t.Present, "needed", t.Needed)
}

func waitingItems(r *panelroom.Room) (n int) {
	for _, e := range r.Agenda {
		if e.State == panelroom.Waiting {
			n++
		}
	}
	return n
}

func newestFirst(events []*panelroom.Told) []*panelroom.Told {
	out := slices.Clone(events)
	slices.Reverse(out)
	return out
}

// eventKeys are the sentences of events.
func eventKeys() map[panelroom.Kind]catalog.Key {
	return map[panelroom.Kind]catalog.Key{
		panelroom.Opened:        "room.event.opened",
		panelroom.Joined:        "room.event.joined",
		panelroom.Left:          "room.event.left",
		panelroom.DeputyNamed:   "room.event.deputy_named",
		panelroom.ItemAdded:     "room.event.item_added",
		panelroom.ItemCalled:    "room.event.item_called",
		panelroom.RecusedLeft:   "room.event.recused_left",
		panelroom.Note:          "room.event.note",
		panelroom.Revealed:      "room.event.revealed",
		panelroom.RescoreOpened: "room.event.rescore_opened",
		panelroom.Scored:        "room.event.scored",
		panelroom.MotionMade:    "room.event.motion",
		panelroom.Seconded:      "room.event.seconded",
		panelroom.MotionDropped: "room.event.motion_dropped",
		panelroom.VoteOpened:    "room.event.vote_opened",
		panelroom.VoteCast:      "room.event.vote_cast",
		panelroom.ItemClosed:    "room.event.item_closed",
		panelroom.Ended:         "room.event.closed",
		panelroom.Corrected:     "room.event.minute_corrected",
		panelroom.MinutesSigned: "room.event.signed",
		panelroom.AskedToLeave:  "room.event.asked_to_leave",
		panelroom.CalledBack:    "room.event.called_back",
	}
}

// eventText is an event in a sentence.
func eventText(p view.Page, e *panelroom.Told) string {
	pairs := []any{"who", e.By, "person", e.Person, "words", e.Words}
	if e.Item != nil {
		pairs = append(pairs, "number", e.Item.Number, "title", e.Item.Title)
	}
	switch {
	case e.Kind == panelroom.Note && e.Minuted:
		return p.T("room.event.note.minuted", pairs...)
	case e.Kind == panelroom.VoteCast && e.Vote != "":
		return p.T("room.event.vote_cast.how", append(pairs, "vote", p.Choice("room.vote", string(e.Vote)))...)
	case e.Kind == panelroom.VoteClosed && e.Tally != nil && e.Tally.Carried:
		return p.T("room.event.vote_closed.carried", "tally", tallyText(p, e.Tally))
	case e.Kind == panelroom.VoteClosed && e.Tally != nil:
		return p.T("room.event.vote_closed.failed", "tally", tallyText(p, e.Tally))
	}
	return p.T(eventKeys()[e.Kind], pairs...)
}
