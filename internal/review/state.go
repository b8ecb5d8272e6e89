package review

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Move is one step of a life cycle: from where, to where, by which verb of whom.
type Move struct {
	From, To, Verb string
	By             auth.Role
}

// PanelMoves are the steps of a panel; nothing else changes its state.
func PanelMoves() []Move {
	return []Move{
		{string(Forming), string(Reading), "Assign", auth.Officer},
		{string(Reading), string(Reading), "Assign", auth.Officer},
		{string(Reading), string(PreliminaryClosed), "ClosePreliminary", auth.Chair},
		{string(PreliminaryClosed), string(Reading), "ResumeReading", auth.Chair},
		{string(PreliminaryClosed), string(Discussion), "OpenDiscussion", auth.Chair},
		{string(Rescoring), string(Discussion), "OpenDiscussion", auth.Chair},
		{string(Discussion), string(Rescoring), "OpenRescoring", auth.Chair},
		{string(PreliminaryClosed), string(Locked), "LockPanel", auth.Chair},
		{string(Discussion), string(Locked), "LockPanel", auth.Chair},
		{string(Rescoring), string(Locked), "LockPanel", auth.Chair},
		{string(Locked), string(Ranked), "FreezeRanking", auth.Grants},
		{string(Ranked), string(Ranked), "FreezeRanking", auth.Grants},
	}
}

// AssignmentMoves are the steps of an assignment; conflicted, recused, declined and voided are ends.
func AssignmentMoves() []Move {
	moves := []Move{
		{string(Offered), string(Cleared), "DeclareConflicts", auth.Reviewer},
		{string(Accepted), string(Cleared), "DeclareConflicts", auth.Reviewer},
		{string(Cleared), string(DraftReview), "SaveScore", auth.Reviewer},
		{string(ReadingIt), string(DraftReview), "SaveScore", auth.Reviewer},
		{string(DraftReview), string(DraftReview), "SaveScore", auth.Reviewer},
		{string(Reopened), string(Reopened), "SaveScore", auth.Reviewer},
		{string(DraftReview), string(SubmittedIt), "SubmitReview", auth.Reviewer},
		{string(Reopened), string(FinalIt), "SubmitReview", auth.Reviewer},
	}
	for _, from := range []AssignmentState{SubmittedIt, FinalIt, LockedIt} {
		moves = append(moves, Move{string(from), string(Reopened), "ReopenReview", auth.Chair})
	}
	for _, from := range []AssignmentState{SubmittedIt, FinalIt} {
		moves = append(moves, Move{string(from), string(Reopened), "Rescore", auth.Reviewer})
	}
	for _, from := range []AssignmentState{SubmittedIt, FinalIt} {
		moves = append(moves, Move{string(from), string(LockedIt), "LockPanel", auth.Chair})
	}
	for _, from := range []AssignmentState{Offered, Accepted} {
		moves = append(moves, Move{string(from), string(Conflicted), "RecordConflict", auth.Officer})
	}
	for _, from := range []AssignmentState{Cleared, ReadingIt, DraftReview, SubmittedIt, Reopened, FinalIt, LockedIt} {
		moves = append(moves, Move{string(from), string(Recused), "RecordConflict", auth.Officer})
	}
	for _, from := range []AssignmentState{Offered, Accepted, Cleared, ReadingIt, DraftReview, Reopened} {
		moves = append(moves, Move{string(from), string(VoidAssignment), "RemoveMember", auth.Officer})
	}
	return moves
}

// After is the state a verb leads a panel to; a verb out of turn is CONFLICT.
func (s PanelState) After(verb string) (PanelState, error) {
	to, err := after(PanelMoves(), "panel", string(s), verb)
	return PanelState(to), err
}

// After is the state a verb leads an assignment to; a verb out of turn is CONFLICT.
func (s AssignmentState) After(verb string) (AssignmentState, error) {
	to, err := after(AssignmentMoves(), "assignment", string(s), verb)
	return AssignmentState(to), err
}

// Over tells whether the assignment ended without a counted review.
func (s AssignmentState) Over() bool {
	return slices.Contains([]AssignmentState{DeclinedOffer, Conflicted, Recused, VoidAssignment}, s)
}

// Open tells whether the reviewer may still write: the panel reads, or the chair reopened this one.
func (s AssignmentState) Open(p PanelState) bool {
	return !s.Over() && (p == Reading || (s == Reopened && p != Ranked))
}

func after(moves []Move, what, from, verb string) (string, error) {
	for _, m := range moves {
		if m.From == from && m.Verb == verb {
			return m.To, nil
		}
	}
	return "", fault.New(fault.Conflict, "state", "This cannot be done while the %s is %s.", what, from).With("state", from)
}
