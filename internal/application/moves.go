package application

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Verb is what moves an application.
type Verb string

// The verbs of an application's life.
const (
	VerbSign       Verb = "sign"
	VerbSubmit     Verb = "submit"
	VerbTakeUp     Verb = "take_up"
	VerbReturn     Verb = "return"
	VerbAccept     Verb = "find_eligible"
	VerbRefuse     Verb = "find_ineligible"
	VerbReview     Verb = "review"
	VerbTriage     Verb = "triage"
	VerbDiscuss    Verb = "discuss"
	VerbRecommend  Verb = "recommend"
	VerbKeepAside  Verb = "alternate"
	VerbNotForward Verb = "not_recommend"
	VerbAward      Verb = "award"
	VerbDecline    Verb = "decline"
	VerbWithdraw   Verb = "withdraw"
)

// Move is one permitted step of an application's life.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// step is a verb with the states it leads from.
type step struct {
	verb Verb
	to   State
	by   auth.Permission
	from []State
}

func steps() []step {
	checked := []State{Submitted, TechnicalCheck}
	read := []State{InReview, Triaged, Discussed}
	ranked := []State{Recommended, Alternate, NotRecommended}
	return []step{
		{VerbSign, Signed, auth.SignApplication, []State{Draft}},
		{VerbSubmit, Submitted, auth.SubmitApplication, []State{Draft, Signed, ReturnedOnce}},
		{VerbTakeUp, TechnicalCheck, auth.CheckApplication, []State{Submitted}},
		{VerbReturn, ReturnedOnce, auth.CheckApplication, checked},
		{VerbAccept, Eligible, auth.CheckApplication, checked},
		{VerbRefuse, Ineligible, auth.CheckApplication, checked},
		{VerbReview, InReview, auth.Assign, []State{Eligible}},
		{VerbTriage, Triaged, auth.LockPanel, []State{InReview}},
		{VerbDiscuss, Discussed, auth.LockPanel, []State{InReview, Triaged}},
		{VerbRecommend, Recommended, auth.ProposeSlate, append(slices.Clone(read), Alternate, NotRecommended)},
		{VerbKeepAside, Alternate, auth.ProposeSlate, append(slices.Clone(read), Recommended, NotRecommended)},
		{VerbNotForward, NotRecommended, auth.ProposeSlate, append(slices.Clone(read), Recommended, Alternate)},
		{VerbAward, Awarded, auth.OfferAward, []State{Recommended, Alternate}},
		{VerbDecline, Declined, auth.SendLetters, append(slices.Clone(ranked), Ineligible)},
		{VerbWithdraw, Withdrawn, auth.SubmitApplication, []State{
			Draft, Signed, Submitted, TechnicalCheck, ReturnedOnce, Eligible, Ineligible,
			InReview, Triaged, Discussed, Recommended, Alternate, NotRecommended,
		}},
	}
}

// Moves is the whole life of an application; review and award take their own steps by it.
func Moves() []Move {
	var out []Move
	for _, s := range steps() {
		for _, from := range s.from {
			out = append(out, Move{from, s.to, s.verb, s.by})
		}
	}
	return out
}

// After is the state a verb leads to from here, or CONFLICT where it does not apply.
func (a *Application) After(v Verb) (State, error) {
	for _, m := range Moves() {
		if m.From == a.State && m.Verb == v {
			return m.To, nil
		}
	}
	return "", fault.New(fault.Conflict, "state", "An application that is %s does not take this step.", a.State).
		With("state", string(a.State)).With("verb", string(v))
}

// Editable tells whether its content may still change.
func (a *Application) Editable() bool {
	return slices.Contains([]State{Draft, Signed, ReturnedOnce}, a.State)
}
