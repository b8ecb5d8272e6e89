package partnership

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Verb is what moves a partnership.
type Verb string

// The verbs of a partnership's life.
const (
	VerbConfirm  Verb = "confirm"
	VerbAccept   Verb = "find_eligible"
	VerbRefuse   Verb = "find_ineligible"
	VerbDissolve Verb = "dissolve"
	VerbChange   Verb = "change" // members or terms: who did not make the change is asked again
)

// Move is one permitted step of a partnership's life.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// Moves is the whole life of a partnership.
func Moves() []Move {
	return []Move{
		{Proposed, Confirmed, VerbConfirm, auth.ConfirmPartnership},
		{Confirmed, Eligible, VerbAccept, auth.CheckApplication},
		{Confirmed, Ineligible, VerbRefuse, auth.CheckApplication},
		{Eligible, Ineligible, VerbRefuse, auth.CheckApplication},
		{Ineligible, Eligible, VerbAccept, auth.CheckApplication},
		{Proposed, Proposed, VerbChange, auth.EditPartnership},
		{Confirmed, Proposed, VerbChange, auth.EditPartnership},
		{Eligible, Proposed, VerbChange, auth.EditPartnership},
		{Ineligible, Proposed, VerbChange, auth.EditPartnership},
		{Proposed, Dissolved, VerbDissolve, auth.ConfirmPartnership},
		{Confirmed, Dissolved, VerbDissolve, auth.ConfirmPartnership},
		{Eligible, Dissolved, VerbDissolve, auth.ConfirmPartnership},
		{Ineligible, Dissolved, VerbDissolve, auth.ConfirmPartnership},
	}
}

// after is the state a verb leads to, or CONFLICT where it does not apply.
func (p *Partnership) after(v Verb) (State, error) {
	for _, m := range Moves() {
		if m.From == p.State && m.Verb == v {
			return m.To, nil
		}
	}
	return "", fault.New(fault.Conflict, "state", "A partnership that is %s does not take this step.", p.State).With("state", string(p.State))
}

// Whole tells whether every museum has confirmed for itself.
func (p *Partnership) Whole() bool {
	return len(p.Members) > 0 && !slices.ContainsFunc(p.Members, func(m *Member) bool { return m.ConfirmedAt == nil })
}
