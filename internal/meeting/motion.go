package meeting

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// MoveMotionInput is what a member moves on the item that is on.
type MoveMotionInput struct {
	Panel ident.Panel
	Item  ident.MeetingItem
	Words string
}

// MoveMotion puts a motion on the table; one is there at a time.
func (s *Service) MoveMotion(ctx context.Context, in MoveMotionInput) (*Room, error) {
	return s.say(ctx, ItemInput{in.Panel, in.Item}, func(ctx context.Context, a *act) error {
		if a.room.Current.Motion != nil {
			return fault.New(fault.Conflict, "motion_pending", "Another motion is on the table.")
		}
		text := strings.TrimSpace(in.Words)
		if err := words("words", text, longest); err != nil {
			return err
		}
		return a.append(ctx, Event{Kind: MotionMade, Item: in.Item, Words: text})
	})
}

// MotionInput names the motion of the item by its number, so that nobody votes on another one by a page that is late.
type MotionInput struct {
	Panel  ident.Panel
	Item   ident.MeetingItem
	Number int
}

func (in MotionInput) item() ItemInput { return ItemInput{in.Panel, in.Item} }

// motion is the one on the table, where it may take this step.
func (a *act) motion(number int, k Kind) (*Motion, error) {
	m := a.room.Current.Motion
	if m == nil || m.Number != number {
		return nil, fault.New(fault.Conflict, "no_motion", "This motion is not on the table.")
	}
	return m, allowed("motion", string(m.State), k)
}

// SecondMotion supports a motion; the mover cannot.
func (s *Service) SecondMotion(ctx context.Context, in MotionInput) (*Room, error) {
	return s.say(ctx, in.item(), func(ctx context.Context, a *act) error {
		m, err := a.motion(in.Number, Seconded)
		if err != nil {
			return err
		}
		if m.By == a.me {
			return fault.New(fault.Forbidden, "same_person", "Another member seconds a motion.")
		}
		return a.append(ctx, Event{Kind: Seconded, Item: in.Item})
	})
}

// DropMotion takes a motion off the table before its vote: its mover withdraws it, or the chair lets it lapse.
func (s *Service) DropMotion(ctx context.Context, in MotionInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.on(in.Item); err != nil {
			return err
		}
		m, err := a.motion(in.Number, MotionDropped)
		if err != nil {
			return err
		}
		if m.By != a.me {
			if err := a.mayRun(ctx, in.Item); err != nil {
				return err
			}
		}
		return a.append(ctx, Event{Kind: MotionDropped, Item: in.Item})
	})
}

// OpenVote asks those present to vote on a motion that was seconded.
func (s *Service) OpenVote(ctx context.Context, in MotionInput) (*Room, error) {
	return s.run(ctx, in.item(), func(ctx context.Context, a *act) error {
		if _, err := a.motion(in.Number, VoteOpened); err != nil {
			return err
		}
		return a.append(ctx, Event{Kind: VoteOpened, Item: in.Item})
	})
}

// CastVoteInput is how the actor votes on a motion.
type CastVoteInput struct {
	Panel  ident.Panel
	Item   ident.MeetingItem
	Number int
	Vote   Vote
}

// CastVote keeps the actor's vote; until the vote is closed the last one counts, and nobody else learns how it went.
func (s *Service) CastVote(ctx context.Context, in CastVoteInput) (*Room, error) {
	return s.say(ctx, ItemInput{in.Panel, in.Item}, func(ctx context.Context, a *act) error {
		m, err := a.motion(in.Number, VoteCast)
		if err != nil {
			return err
		}
		if in.Vote != Yes && in.Vote != No && in.Vote != Abstain {
			return fault.BadField("vote", "bad_vote", "Vote yes, no or abstain.")
		}
		if m.OwnVote == in.Vote {
			return nil
		}
		return a.append(ctx, Event{Kind: VoteCast, Item: in.Item, Vote: in.Vote})
	})
}

// CloseVote counts the votes: more yes than no carries, with a quorum of those not recused. A tie fails.
func (s *Service) CloseVote(ctx context.Context, in MotionInput) (*Room, error) {
	return s.run(ctx, in.item(), func(ctx context.Context, a *act) error {
		m, err := a.motion(in.Number, VoteClosed)
		if err != nil {
			return err
		}
		t := a.tally(m)
		if err := a.append(ctx, Event{Kind: VoteClosed, Item: in.Item, Tally: t}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.close_vote", a.item(in.Item).Application, "", map[string]any{
			"meeting": a.ID, "motion": m.Words, "yes": t.Yes, "no": t.No, "abstain": t.Abstain, "quorum": t.Quorum, "carried": t.Carried,
		})
	})
}

// tally counts the votes of those who are members and not bound now. Whoever voted is present, heard of or not.
func (a *act) tally(m *Motion) *Tally {
	t := &Tally{}
	for _, seat := range a.room.Seats {
		if a.bound(seat.Person, a.room.Current.Item) {
			continue
		}
		t.Eligible++
		v, voted := m.votes[seat.Person]
		if voted || seat.Presence == Present {
			t.Present++
		}
		if voted && a.RollCall {
			t.Votes = append(t.Votes, Cast{seat.Person, v})
		}
		switch v {
		case Yes:
			t.Yes++
		case No:
			t.No++
		case Abstain:
			t.Abstain++
		}
	}
	return t.decide(a.QuorumPercent)
}

// decide says how a count came out.
func (t *Tally) decide(percent int) *Tally {
	t.Needed = needed(t.Eligible, percent)
	t.Quorum = t.Present >= t.Needed
	t.Carried = t.Quorum && t.Yes > t.No
	return t
}
