package meeting

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Reviews is what the room asks of the review: to look for conflicts when it opens, and to open one's own review again.
type Reviews interface {
	MeetingOpens(ctx context.Context, id ident.Panel) error
	RescoreDiscussed(ctx context.Context, in review.RescoreInput) (*review.Review, error)
}

// Agenda answers what a panel discusses, the best preliminary mean first, whoever is bound to what.
type Agenda interface {
	Discussed(ctx context.Context, id ident.Panel) ([]ident.Application, error)
}

// Service is what a chair, the members and those who watch do in a panel's room.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Agenda  Agenda
	Reviews Reviews
}

// Store keeps meetings and their logs; it knows nothing of who may see what.
type Store interface {
	// Log is a panel's newest meeting at one instant; without a meeting only what the panel is.
	Log(ctx context.Context, id ident.Panel) (*Log, error)
	// Lock lets one at a time write to a panel's newest meeting.
	Lock(ctx context.Context, id ident.Panel) error
	Open(ctx context.Context, m *Meeting, items []*Item) error
	// AddItems puts more at the end of an agenda.
	AddItems(ctx context.Context, items []*Item) error
	// Append gives the event the next number and keeps it.
	Append(ctx context.Context, e *Event) error
	Beat(ctx context.Context, s Seen) error
	Scores(ctx context.Context, panel ident.Panel, app ident.Application) ([]ScoreShown, error)
	OwnAssignment(ctx context.Context, panel ident.Panel, app ident.Application, by ident.Person) (ident.Assignment, error)
}

// Room is a panel's newest meeting as the viewer sees it; a panel that never met is NOT_FOUND.
func (s *Service) Room(ctx context.Context, id ident.Panel) (*Room, error) {
	l, err := s.Store.Log(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.See(ctx, l)
}

// See is a log that was read already as the viewer sees it, by the rights they have now.
func (s *Service) See(ctx context.Context, l *Log) (*Room, error) {
	if err := s.mayWatch(ctx, l); err != nil {
		return nil, err
	}
	if l.ID.IsZero() {
		return nil, fault.Missing("panel") // as one that is not there
	}
	r := Fold(l, auth.Who(ctx).Person, s.Desk.Now())
	r.Runs = r.State == Open && l.mayRun(ctx, l.Item) == nil
	r.Signs = r.State == Closed && l.maySign(ctx) == nil && !slices.Contains(l.signers(), auth.Who(ctx).Person)
	for _, e := range r.Agenda {
		e.MayCall = r.State == Open && l.Item.IsZero() && l.mayRun(ctx, e.Item) == nil
	}
	return r, nil
}

// Beat notes that the viewer's page is open; it says nothing about who only watches.
func (s *Service) Beat(ctx context.Context, id ident.Panel) error {
	l, err := s.Store.Log(ctx, id)
	if err != nil {
		return err
	}
	if err := s.mayWatch(ctx, l); err != nil {
		return err
	}
	me := auth.Who(ctx).Person
	if l.State != Open || l.member(me) == nil {
		return nil
	}
	return s.Store.Beat(ctx, Seen{Meeting: l.ID, Person: me, At: s.Desk.Now()})
}

// mayWatch refuses everybody but the panel, the officers of its program and auditors; before signing the confidentiality statement a member is nobody.
func (s *Service) mayWatch(ctx context.Context, l *Log) error {
	m := l.member(auth.Who(ctx).Person)
	if !auth.May(ctx, auth.WatchMeeting, l.target()) || (m != nil && !m.Signed) {
		return fault.Missing("panel")
	}
	return nil
}

func (l *Log) target() auth.Target { return auth.Target{Program: l.Program, Panel: l.Panel} }

// mayRun gives the gavel to the chair, and to the deputy for what the chair is bound to.
func (l *Log) mayRun(ctx context.Context, item ident.MeetingItem) error {
	t := l.target()
	chair := slices.IndexFunc(l.Members, func(m *Member) bool { return m.Chair })
	if !item.IsZero() && (chair < 0 || l.bound(l.Members[chair].Person, item)) {
		t.Panel, t.Person = ident.Panel{}, l.deputy()
	}
	return auth.Require(ctx, auth.RunMeeting, t)
}

func (l *Log) deputy() (p ident.Person) {
	for _, e := range l.Events {
		if e.Kind == DeputyNamed {
			p = e.Person
		}
	}
	return p
}

func (l *Log) member(id ident.Person) *Member {
	i := slices.IndexFunc(l.Members, func(m *Member) bool { return m.Person == id })
	if i < 0 {
		return nil
	}
	return l.Members[i]
}

func (l *Log) item(id ident.MeetingItem) *Item {
	i := slices.IndexFunc(l.Items, func(x *Item) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return l.Items[i]
}

// act is one change in a room: the log under its lock, and the room as the actor sees it.
type act struct {
	*Log
	s    *Service
	room *Room
	me   ident.Person
	at   time.Time
}

// change lets one act at a time change a panel's newest meeting, and answers the room afterwards.
func (s *Service) change(ctx context.Context, id ident.Panel, do func(context.Context, *act) error) (*Room, error) {
	var out *Room
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Lock(ctx, id); err != nil {
			return err
		}
		l, err := s.Store.Log(ctx, id)
		if err != nil {
			return err
		}
		a := &act{Log: l, s: s, me: auth.Who(ctx).Person, at: s.Desk.Now()}
		if a.room, err = s.See(ctx, l); err != nil {
			return err
		}
		if err := do(ctx, a); err != nil {
			return err
		}
		out, err = s.Room(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// append keeps an event of the actor's.
func (a *act) append(ctx context.Context, e Event) error {
	e.Meeting, e.At = a.ID, a.at
	if e.By.IsZero() {
		e.By = a.me
	}
	return a.s.Store.Append(ctx, &e)
}

// whole refuses what is done in a meeting that has ended.
func (a *act) whole() error {
	if a.room.State != Open {
		return fault.New(fault.Conflict, "meeting_over", "This meeting is over.").With("state", a.room.State)
	}
	return nil
}

// seated refuses whoever is no member, or has not joined.
func (a *act) seated(ctx context.Context) error {
	if err := auth.Require(ctx, auth.TakePart, a.target()); err != nil {
		return err
	}
	switch {
	case a.member(a.me) == nil:
		return fault.New(fault.Forbidden, "not_member", "Only members of the panel take part.")
	case !a.room.Joined:
		return fault.New(fault.Conflict, "join_first", "Join the meeting first.")
	}
	return nil
}

// on refuses an item that the actor may not meet, as one that is not there, and one that is not being discussed.
func (a *act) on(item ident.MeetingItem) error {
	if err := a.whole(); err != nil {
		return err
	}
	if a.item(item) == nil || a.bound(a.me, item) {
		return fault.Missing("item")
	}
	if a.room.Current == nil || a.room.Current.Item != item {
		return fault.New(fault.Conflict, "not_on", "This item is not being discussed.")
	}
	return nil
}

// words refuses empty and overlong text.
func words(field, text string, most int) error {
	var c fault.Check
	c.That(text != "", field, "required", "Say something.")
	c.That(utf8.RuneCountInString(text) <= most, field, "too_long", "At most %d characters.", most)
	return c.Err()
}

const longest = 4000
