package meeting

import (
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// folding is a room on the way, event by event.
type folding struct {
	l       *Log
	who     ident.Person
	hidden  map[ident.MeetingItem]bool
	entries map[ident.MeetingItem]*Entry
	names   map[ident.Person]string
	joined  map[ident.Person]bool
	deputy  ident.Person
	on      ident.MeetingItem
	cur     *Current
	room    *Room
}

// Fold is the room as somebody sees it at an instant, told from the events alone. Events of an item they are bound
// to are as if they had never been, but for its beginning and end.
func Fold(l *Log, who ident.Person, now time.Time) *Room {
	f := newFolding(l, who)
	for _, e := range l.Events {
		f.take(e)
	}
	r := f.room
	r.MustLeave = f.hidden[f.on] && r.State == Open
	r.Joined = f.joined[who]
	if !r.MustLeave {
		r.Seats = f.seats(now)
	}
	if !f.on.IsZero() && !f.hidden[f.on] {
		r.Current = f.current(now)
	}
	for _, m := range l.Members {
		r.Member = r.Member || m.Person == who
		r.Chairs = r.Chairs || (m.Person == who && m.Chair)
	}
	r.Cursor = cursor(len(r.Events), f.hidden)
	return r
}

func newFolding(l *Log, who ident.Person) *folding {
	f := &folding{
		l: l, who: who, hidden: l.hidden(who), entries: map[ident.MeetingItem]*Entry{}, names: map[ident.Person]string{},
		joined: map[ident.Person]bool{},
		room: &Room{
			Meeting: l.ID, Panel: l.Panel, Viewer: who, Name: l.PanelName, State: Open, Order: l.Order, Seed: l.Seed,
			RollCall: l.RollCall, QuorumPercent: l.QuorumPercent, OpenedAt: l.OpenedAt,
		},
	}
	for _, n := range l.Names {
		f.names[n.Person] = n.Name
	}
	for _, i := range l.Items {
		if !f.hidden[i.ID] {
			e := &Entry{Item: i.ID, Application: i.Application, Number: i.Number, Title: i.Title, Lead: i.Lead, State: Waiting}
			f.entries[i.ID] = e
			f.room.Agenda = append(f.room.Agenda, e)
		}
	}
	return f
}

// hidden are the items somebody is bound to.
func (l *Log) hidden(who ident.Person) map[ident.MeetingItem]bool {
	out := map[ident.MeetingItem]bool{}
	for _, b := range l.Bound {
		if b.Person == who {
			out[b.Item] = true
		}
	}
	return out
}

func (f *folding) take(e *Event) {
	r := f.room
	switch e.Kind {
	case Joined:
		f.joined[e.By] = true
	case Left:
		f.joined[e.By] = false
	case DeputyNamed:
		f.deputy = e.Person
	case Ended:
		r.State = Closed
	case MinutesSigned:
		if e.Minuted {
			r.State = Signed
		}
	case ItemCalled:
		f.on = e.Item
	case ItemClosed:
		defer func() { f.on, f.cur = ident.MeetingItem{}, nil }()
	}
	if !e.Item.IsZero() && f.hidden[e.Item] {
		f.tellHidden(e)
		return
	}
	if !e.Item.IsZero() {
		f.item(e)
	}
	f.tell(e)
}

// tellHidden tells the begin and the end of what somebody is recused from, and nothing between.
func (f *folding) tellHidden(e *Event) {
	kind := map[Kind]Kind{ItemCalled: AskedToLeave, ItemClosed: CalledBack}[e.Kind]
	if kind != "" {
		f.room.Events = append(f.room.Events, &Told{Number: len(f.room.Events) + 1, Kind: kind, At: e.At})
	}
}

func (f *folding) tell(e *Event) {
	t := &Told{
		Number: len(f.room.Events) + 1, Kind: e.Kind, At: e.At, By: f.names[e.By], Person: f.names[e.Person], Item: f.entries[e.Item],
		Words: e.Words, Minuted: e.Minuted, Tally: e.Tally,
	}
	if f.l.RollCall || e.By == f.who {
		t.Vote = e.Vote
	}
	if f.shows(e) {
		t.Scores = e.Scores
	}
	f.room.Events = append(f.room.Events, t)
}

// item brings the item that an event is about up to date.
func (f *folding) item(e *Event) {
	entry := f.entries[e.Item]
	if entry == nil {
		return // taken off the records since
	}
	switch e.Kind {
	case ItemCalled:
		entry.State, f.cur = On, &Current{Entry: entry}
		return
	case ItemClosed:
		entry.State = Done
		return
	}
	if f.cur == nil || f.cur.Entry != entry {
		return
	}
	switch e.Kind {
	case RecusedLeft:
		f.cur.Recused = append(f.cur.Recused, f.names[e.Person])
	case RescoreOpened:
		f.cur.Rescoring = true
	case Scored:
		if name := f.names[e.By]; !slices.Contains(f.cur.Scored, name) {
			f.cur.Scored = append(f.cur.Scored, name)
		}
	case Revealed:
		f.cur.Shown, f.cur.Scores = true, nil
		if f.shows(e) {
			f.cur.Scores = e.Scores
		}
	default:
		f.motion(entry, e)
	}
}

func (f *folding) motion(entry *Entry, e *Event) {
	if e.Kind == MotionMade {
		m := &Motion{Number: len(entry.Motions) + 1, Words: e.Words, By: e.By, Mover: f.names[e.By], State: Moved, votes: map[ident.Person]Vote{}}
		entry.Motions = append(entry.Motions, m)
		f.cur.Motion = m
		return
	}
	m := f.cur.Motion
	if m == nil {
		return
	}
	switch e.Kind {
	case Seconded:
		m.State, m.Seconder, m.second = SecondedIt, f.names[e.By], e.By
	case MotionDropped:
		m.State = Dropped
	case VoteOpened:
		m.State = Voting
	case VoteCast:
		f.vote(m, e)
	case VoteClosed:
		f.closeVote(m, e)
	}
	if m.Over() {
		f.cur.Motion = nil
	}
}

func (f *folding) vote(m *Motion, e *Event) {
	if _, again := m.votes[e.By]; !again {
		m.Voters = append(m.Voters, f.names[e.By])
	}
	m.votes[e.By] = e.Vote
	if e.By == f.who {
		m.OwnVote = e.Vote
	}
}

func (f *folding) closeVote(m *Motion, e *Event) {
	m.Tally, m.State = e.Tally, Failed
	if e.Tally != nil && e.Tally.Carried {
		m.State = Carried
	}
	if e.Tally != nil {
		for _, c := range e.Tally.Votes {
			m.Roll = append(m.Roll, &Called{f.names[c.Person], c.Vote})
		}
	}
}

// seats are the members as they sit now.
func (f *folding) seats(now time.Time) []*Seat {
	seen := map[ident.Person]time.Time{}
	for _, s := range f.l.Seen {
		seen[s.Person] = s.At
	}
	var out []*Seat
	for _, m := range f.l.Members {
		s := &Seat{Person: m.Person, Name: m.Name, Chair: m.Chair, Deputy: m.Person == f.deputy, Presence: Present}
		at, heard := seen[m.Person]
		switch {
		case !f.joined[m.Person]:
			s.Presence = Absent
		case f.l.bound(m.Person, f.on):
			s.Presence = Outside
		case !heard || now.Sub(at) > Silence:
			s.Presence = Away
		}
		out = append(out, s)
	}
	return out
}

func (f *folding) current(now time.Time) *Current {
	c := f.cur
	if c == nil {
		return nil
	}
	for _, m := range f.l.Members {
		if !f.l.bound(m.Person, f.on) {
			c.Eligible++
		}
	}
	for _, s := range f.seats(now) {
		if s.Presence == Present {
			c.Here++
		}
	}
	c.Needed = needed(c.Eligible, f.l.QuorumPercent)
	c.OwnDue = f.l.due(f.who, f.on)
	return c
}

// shows tells whether scores that were shown are shown to this viewer: they were there, and owe no review of their own.
func (f *folding) shows(e *Event) bool {
	return e.Scores != nil && slices.Contains(e.Scores.To, f.who) && !f.l.due(f.who, e.Item)
}

// due tells whether somebody's own review of an item is not in.
func (l *Log) due(who ident.Person, item ident.MeetingItem) bool {
	return slices.ContainsFunc(l.Due, func(b *Bond) bool { return b.Person == who && b.Item == item })
}

// bound tells whether somebody may not meet an item.
func (l *Log) bound(who ident.Person, item ident.MeetingItem) bool {
	return slices.ContainsFunc(l.Bound, func(b *Bond) bool { return b.Person == who && b.Item == item })
}

// needed is the least number present that is more than the percentage of those eligible.
func needed(eligible, percent int) int { return eligible*percent/100 + 1 }
