package meeting

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Move is one step in a meeting: what stands before and after it, and by whom.
type Move struct {
	Of, From, To string
	Kind         Kind
	By           auth.Role
}

// Moves are the steps of a meeting, of an item on its agenda and of a motion; nothing else changes them.
func Moves() []Move {
	const meeting, item, motion = "meeting", "item", "motion"
	return []Move{
		{meeting, "", string(Open), Opened, auth.Chair},
		{meeting, string(Open), string(Closed), Ended, auth.Chair},
		{meeting, string(Closed), string(Signed), MinutesSigned, auth.Chair},
		{item, string(Waiting), string(On), ItemCalled, auth.Chair},
		{item, string(Done), string(On), ItemCalled, auth.Chair},
		{item, string(On), string(Done), ItemClosed, auth.Chair},
		{motion, "", string(Moved), MotionMade, auth.Reviewer},
		{motion, string(Moved), string(SecondedIt), Seconded, auth.Reviewer},
		{motion, string(Moved), string(Dropped), MotionDropped, auth.Chair},
		{motion, string(SecondedIt), string(Dropped), MotionDropped, auth.Chair},
		{motion, string(SecondedIt), string(Voting), VoteOpened, auth.Chair},
		{motion, string(Voting), string(Voting), VoteCast, auth.Reviewer},
		{motion, string(Voting), string(Carried), VoteClosed, auth.Chair},
		{motion, string(Voting), string(Failed), VoteClosed, auth.Chair},
	}
}

// allowed refuses a step that nothing leads to from there.
func allowed(of, from string, k Kind) error {
	for _, m := range Moves() {
		if m.Of == of && m.From == from && m.Kind == k {
			return nil
		}
	}
	return fault.New(fault.Conflict, "state", "This cannot be done while the %s is %s.", of, from).With("state", from)
}
