package award

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Move is one step of a life cycle: from, to, what people call it, who may.
type Move struct {
	From, To, Verb string
	Permission     auth.Permission
}

// SlateMoves are the steps of a slate.
func SlateMoves() []Move {
	return []Move{
		{"", "draft", "draft", auth.ProposeSlate},
		{"draft", "draft", "edit", auth.ProposeSlate},
		{"draft", "recommended", "recommend", auth.RecommendSlate},
		{"recommended", "draft", "return", auth.ProposeSlate},
		{"draft", "proposed", "propose", auth.ProposeSlate}, // where the cycle asks for no recommendation
		{"recommended", "proposed", "propose", auth.ProposeSlate},
		{"proposed", "draft", "return", auth.ApproveSlate},
		{"proposed", "approved", "approve", auth.ApproveSlate},
		{"approved", "concurred", "concur", auth.ConcurSlate}, // where the cycle asks for the funder's concurrence
		{"approved", "concurred", "record concurrence", auth.RecordConcurrence},
		{"approved", "draft", "concur", auth.ConcurSlate}, // the funder declines
		{"approved", "draft", "record concurrence", auth.RecordConcurrence},
		{"approved", "announced", "announce", auth.SendLetters}, // where it asks for none
		{"concurred", "announced", "announce", auth.SendLetters},
	}
}

// AwardMoves are the steps of an award that this room takes.
func AwardMoves() []Move {
	return []Move{
		{"", "provisional", "offer", auth.OfferAward},
		{"provisional", "rescinded", "rescind", auth.OfferAward},
		{"provisional", "declined_by_museum", "decline", auth.OfferAward},
	}
}

// LetterMoves are the steps of a letter; a sent one never changes, it can only be revoked.
func LetterMoves() []Move {
	return []Move{
		{"", "queued", "prepare", auth.PrepareLetters},
		{"queued", "held", "draw", ""},
		{"held", "sent", "leave", ""}, // the queue, with its release
		{"queued", "revoked", "revoke", auth.SendLetters},
		{"held", "revoked", "revoke", auth.SendLetters},
		{"sent", "revoked", "revoke", auth.SendLetters},
	}
}

// step refuses a verb that the table does not have for the state.
func step(moves []Move, what, from, verb string) error {
	if slices.ContainsFunc(moves, func(m Move) bool { return m.From == from && m.Verb == verb }) {
		return nil
	}
	return fault.New(fault.Conflict, "wrong_state", "You cannot %s this %s now: it is %s.", verb, what, from).With("state", from)
}
