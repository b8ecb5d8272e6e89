package meeting

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// OpenMeetingInput opens a panel's meeting with an agenda of what it discusses.
type OpenMeetingInput struct {
	Panel         ident.Panel
	Order         Order        // by lot unless said otherwise
	RollCall      bool         // how each one votes is known
	QuorumPercent *int         // more than this share of those not recused; 50 unless said otherwise
	Deputy        ident.Person // runs the items the chair is bound to
}

// OpenMeeting opens the room of a panel that discusses or rescores; one meeting of a panel is open at a time.
// Proposals the chair may not meet are on the agenda too, for the deputy.
func (s *Service) OpenMeeting(ctx context.Context, in OpenMeetingInput) (*Room, error) {
	var out *Room
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Lock(ctx, in.Panel); err != nil {
			return err
		}
		l, err := s.Store.Log(ctx, in.Panel)
		if err != nil {
			return err
		}
		if err := s.mayWatch(ctx, l); err != nil {
			return err
		}
		if err := l.mayRun(ctx, ident.MeetingItem{}); err != nil {
			return err
		}
		m, err := l.opening(&in, s)
		if err != nil {
			return err
		}
		if err := s.Reviews.MeetingOpens(ctx, in.Panel); err != nil {
			return err
		}
		if err := s.open(ctx, m, in.Deputy); err != nil {
			return err
		}
		out, err = s.Room(ctx, in.Panel)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// opening checks what a meeting is opened with and fills in what was not said.
func (l *Log) opening(in *OpenMeetingInput, s *Service) (*Meeting, error) {
	if l.PanelState != review.Discussion && l.PanelState != review.Rescoring {
		return nil, fault.New(fault.Conflict, "state", "This cannot be done while the panel is %s.", l.PanelState).With("state", l.PanelState)
	}
	m := &Meeting{ID: ident.NewMeeting(), Panel: in.Panel, State: Open, Order: in.Order, QuorumPercent: 50, RollCall: in.RollCall, OpenedAt: s.Desk.Now()}
	if m.Order == "" {
		m.Order = ByLot
	}
	if in.QuorumPercent != nil {
		m.QuorumPercent = *in.QuorumPercent
	}
	var c fault.Check
	c.That(m.Order == ByLot || m.Order == ByPreliminary, "order", "bad_order", "There is no such order.")
	c.That(m.QuorumPercent >= 0 && m.QuorumPercent < 100, "quorumPercent", "out_of_range", "A quorum is more than 0 to 99 percent.")
	c.That(in.Deputy.IsZero() || l.mayDeputize(in.Deputy), "deputy", "not_member", "A deputy is a member of the panel who does not chair it.")
	u := m.ID.UUID()
	m.Seed = int64(binary.BigEndian.Uint64(u[8:]) >> 12) // the id's random half; exact as a number in any script
	return m, c.Err()
}

func (l *Log) mayDeputize(p ident.Person) bool {
	m := l.member(p)
	return m != nil && !m.Chair
}

func (s *Service) open(ctx context.Context, m *Meeting, deputy ident.Person) error {
	list, err := s.Agenda.Discussed(ctx, m.Panel)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.Conflict, "nothing_to_discuss", "The panel has nothing to discuss.")
	}
	if m.Order == ByLot {
		list = draw(list, m.Seed)
	}
	m.OpenedBy = auth.Who(ctx).Person
	items := make([]*Item, len(list))
	for i, app := range list {
		items[i] = &Item{ID: ident.NewMeetingItem(), Meeting: m.ID, Ordinal: i + 1, Application: app}
	}
	if err := s.Store.Open(ctx, m, items); err != nil {
		return err
	}
	if err := s.Store.Append(ctx, &Event{Meeting: m.ID, Kind: Opened, At: m.OpenedAt, By: m.OpenedBy}); err != nil {
		return err
	}
	if !deputy.IsZero() {
		if err := s.Store.Append(ctx, &Event{Meeting: m.ID, Kind: DeputyNamed, At: m.OpenedAt, By: m.OpenedBy, Person: deputy}); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "review.open_meeting", m.Panel, "", map[string]any{"meeting": m.ID, "order": m.Order, "seed": m.Seed, "quorumPercent": m.QuorumPercent, "rollCall": m.RollCall})
}

// UpdateAgenda puts what was called up since the meeting opened at the end of its agenda, in the order of the
// preliminary means, and looks for conflicts once more. The chair or an officer asks for it without naming a proposal,
// so that nobody learns of one they are bound to; with nothing new it changes nothing.
func (s *Service) UpdateAgenda(ctx context.Context, in RoomInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := auth.Require(ctx, auth.UpdateAgenda, a.target()); err != nil {
			return err
		}
		if err := a.whole(); err != nil {
			return err
		}
		list, err := s.Agenda.Discussed(ctx, in.Panel)
		if err != nil {
			return err
		}
		var items []*Item
		for _, app := range list {
			if !slices.ContainsFunc(a.Items, func(x *Item) bool { return x.Application == app }) {
				items = append(items, &Item{ID: ident.NewMeetingItem(), Meeting: a.ID, Ordinal: len(a.Items) + len(items) + 1, Application: app})
			}
		}
		if len(items) == 0 {
			return nil
		}
		if err := s.Reviews.MeetingOpens(ctx, in.Panel); err != nil {
			return err
		}
		if err := s.Store.AddItems(ctx, items); err != nil {
			return err
		}
		for _, x := range items {
			if err := s.Store.Append(ctx, &Event{Meeting: a.ID, Kind: ItemAdded, At: a.at, Item: x.ID}); err != nil {
				return err
			}
		}
		return s.Desk.Log.Record(ctx, "review.update_agenda", a.Log.Panel, "", map[string]any{"meeting": a.ID, "items": len(items)})
	})
}

// draw puts a list into the order that a seed gives; the same list and seed give the same order.
func draw(list []ident.Application, seed int64) []ident.Application {
	out := make([]ident.Application, len(list))
	for i, j := range rand.New(rand.NewPCG(uint64(seed), 0)).Perm(len(list)) {
		out[i] = list[j]
	}
	return out
}

// RoomInput names the panel whose room it is done in.
type RoomInput struct{ Panel ident.Panel }

// JoinMeeting seats a member; joining twice changes nothing.
func (s *Service) JoinMeeting(ctx context.Context, in RoomInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := auth.Require(ctx, auth.TakePart, a.target()); err != nil {
			return err
		}
		if err := a.whole(); err != nil {
			return err
		}
		if a.member(a.me) == nil {
			return fault.New(fault.Forbidden, "not_member", "Only members of the panel take part.")
		}
		if err := s.Store.Beat(ctx, Seen{Meeting: a.ID, Person: a.me, At: a.at}); err != nil || a.room.Joined {
			return err
		}
		return a.append(ctx, Event{Kind: Joined})
	})
}

// LeaveMeeting takes a member's seat away; leaving twice changes nothing.
func (s *Service) LeaveMeeting(ctx context.Context, in RoomInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := auth.Require(ctx, auth.TakePart, a.target()); err != nil {
			return err
		}
		if err := a.whole(); err != nil || !a.room.Joined {
			return err
		}
		return a.append(ctx, Event{Kind: Left})
	})
}

// NameDeputyInput says who runs the items the chair is bound to.
type NameDeputyInput struct {
	Panel  ident.Panel
	Deputy ident.Person
}

// NameDeputy names who runs the items the chair is bound to; the chair or an officer does, at any time before signing.
func (s *Service) NameDeputy(ctx context.Context, in NameDeputyInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := auth.Require(ctx, auth.NameDeputy, a.target()); err != nil {
			return err
		}
		if a.room.State == Signed {
			return a.whole()
		}
		if !a.mayDeputize(in.Deputy) {
			return fault.BadField("deputy", "not_member", "A deputy is a member of the panel who does not chair it.")
		}
		if a.deputy() == in.Deputy {
			return nil
		}
		return a.append(ctx, Event{Kind: DeputyNamed, Person: in.Deputy})
	})
}

// CloseMeeting ends a meeting once no item is on; its minutes can then be corrected and signed.
func (s *Service) CloseMeeting(ctx context.Context, in RoomInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.mayRun(ctx, ident.MeetingItem{}); err != nil {
			return err
		}
		if err := allowed("meeting", string(a.room.State), Ended); err != nil {
			return err
		}
		if !a.Item.IsZero() {
			return fault.New(fault.Conflict, "item_on", "An item is being discussed; close it first.")
		}
		if err := a.append(ctx, Event{Kind: Ended}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.close_meeting", a.Log.Panel, "", map[string]any{"meeting": a.ID})
	})
}
