package meeting

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// ItemInput names the item it is done to, so that nothing is done to another one by a page that is late.
type ItemInput struct {
	Panel ident.Panel
	Item  ident.MeetingItem
}

// CallItem begins the discussion of an item. Whoever is bound to it is written down as having to leave.
// The chair calls what they may meet, the deputy what they may not.
func (s *Service) CallItem(ctx context.Context, in ItemInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.whole(); err != nil {
			return err
		}
		if a.item(in.Item) == nil || a.bound(a.me, in.Item) {
			return fault.Missing("item")
		}
		if err := a.mayRun(ctx, in.Item); err != nil {
			return err
		}
		if !a.Item.IsZero() {
			return fault.New(fault.Conflict, "item_on", "An item is being discussed; close it first.")
		}
		if err := a.append(ctx, Event{Kind: ItemCalled, Item: in.Item}); err != nil {
			return err
		}
		for _, m := range a.Members {
			if !a.bound(m.Person, in.Item) {
				continue
			}
			if err := s.Store.Append(ctx, &Event{Meeting: a.ID, Kind: RecusedLeft, At: a.at, Person: m.Person, Item: in.Item}); err != nil {
				return err
			}
		}
		return nil
	})
}

// CloseItem ends the discussion of the item that is on; a motion that was not voted on lapses. A vote is closed first.
func (s *Service) CloseItem(ctx context.Context, in ItemInput) (*Room, error) {
	return s.run(ctx, in, func(ctx context.Context, a *act) error {
		if m := a.room.Current.Motion; m != nil {
			if m.State == Voting {
				return fault.New(fault.Conflict, "vote_open", "A vote is open; close it first.")
			}
			if err := a.append(ctx, Event{Kind: MotionDropped, Item: in.Item}); err != nil {
				return err
			}
		}
		return a.append(ctx, Event{Kind: ItemClosed, Item: in.Item})
	})
}

// AddNoteInput is what is said on the item that is on.
type AddNoteInput struct {
	Panel   ident.Panel
	Item    ident.MeetingItem
	Words   string
	Minuted bool // stands in the minutes, without a name
}

// AddNote writes down what a member says on the item that is on.
func (s *Service) AddNote(ctx context.Context, in AddNoteInput) (*Room, error) {
	return s.say(ctx, ItemInput{in.Panel, in.Item}, func(ctx context.Context, a *act) error {
		text := strings.TrimSpace(in.Words)
		if err := words("words", text, longest); err != nil {
			return err
		}
		return a.append(ctx, Event{Kind: Note, Item: in.Item, Words: text, Minuted: in.Minuted})
	})
}

// RevealScores shows the counted scores of the item to everybody who is there, at one moment and without names.
// Whoever has not handed in a review of their own yet sees none of them.
func (s *Service) RevealScores(ctx context.Context, in ItemInput) (*Room, error) {
	return s.run(ctx, in, func(ctx context.Context, a *act) error {
		scores, err := s.Store.Scores(ctx, in.Panel, a.item(in.Item).Application)
		if err != nil {
			return err
		}
		if len(scores) == 0 {
			return fault.New(fault.Conflict, "no_scores", "Nobody has scored this yet.")
		}
		show := &Showing{Scores: scores, To: []ident.Person{}}
		sum := 0
		for _, k := range scores {
			sum += k.BaseMilli
		}
		show.MeanMilli = sum / len(scores)
		for _, seat := range a.room.Seats {
			if seat.Presence == Present && !a.due(seat.Person, in.Item) {
				show.To = append(show.To, seat.Person)
			}
		}
		return a.append(ctx, Event{Kind: Revealed, Item: in.Item, Scores: show})
	})
}

// OpenItemRescoring lets members score the item that is on anew, each with a reason.
func (s *Service) OpenItemRescoring(ctx context.Context, in ItemInput) (*Room, error) {
	return s.run(ctx, in, func(ctx context.Context, a *act) error {
		if a.room.Current.Rescoring {
			return nil
		}
		return a.append(ctx, Event{Kind: RescoreOpened, Item: in.Item})
	})
}

// RescoreItemInput opens the actor's own review of the item that is on again.
type RescoreItemInput struct {
	Panel  ident.Panel
	Item   ident.MeetingItem
	Reason string // what in the discussion changed their mind
}

// RescoreItem opens the actor's own review of the item again, with a reason; what was handed in is kept as superseded.
func (s *Service) RescoreItem(ctx context.Context, in RescoreItemInput) (*review.Review, error) {
	var out *review.Review
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		l, err := s.Store.Log(ctx, in.Panel)
		if err != nil {
			return err
		}
		a := &act{Log: l, s: s, me: auth.Who(ctx).Person, at: s.Desk.Now()}
		if a.room, err = s.See(ctx, l); err != nil {
			return err
		}
		if err := a.on(in.Item); err != nil {
			return err
		}
		if !a.room.Current.Rescoring {
			return fault.New(fault.Conflict, "no_rescoring", "The chair has not opened this for scoring anew.")
		}
		mine, err := s.Store.OwnAssignment(ctx, in.Panel, a.item(in.Item).Application, a.me)
		if err != nil {
			return err
		}
		out, err = s.Reviews.RescoreDiscussed(ctx, review.RescoreInput{Assignment: mine, Reason: in.Reason})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// run is an act of whoever has the gavel on the item that is on.
func (s *Service) run(ctx context.Context, in ItemInput, do func(context.Context, *act) error) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.on(in.Item); err != nil {
			return err
		}
		if err := a.mayRun(ctx, in.Item); err != nil {
			return err
		}
		return do(ctx, a)
	})
}

// say is an act of a member who is seated on the item that is on.
func (s *Service) say(ctx context.Context, in ItemInput, do func(context.Context, *act) error) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.on(in.Item); err != nil {
			return err
		}
		if err := a.seated(ctx); err != nil {
			return err
		}
		return do(ctx, a)
	})
}
