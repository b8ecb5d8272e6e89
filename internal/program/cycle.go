package program

import (
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
)

// Detail is a cycle with everything that is fixed for it.
type Detail struct {
	Cycle
	Of        *Program
	Phases    []*Phase
	Themes    []*Theme
	Criteria  []*Criterion
	Deadlines []*DeadlineChange // moves of its deadlines, newest first
}

// Call is a cycle in the public list, with its program and when proposals close.
type Call struct {
	Cycle
	ProgramKey  string     `bun:"program_key"`
	ProgramName string     `bun:"program_name"`
	FunderName  string     `bun:"funder_name"`
	OpensAt     *time.Time `bun:"opens_at"`
	ClosesAt    *time.Time `bun:"closes_at"`
}

// OpenAt tells whether proposals are taken at an instant, without the grace.
func (c *Call) OpenAt(now time.Time) bool {
	return c.OpensAt != nil && c.ClosesAt != nil && c.TakesWork() && !now.Before(*c.OpensAt) && !now.After(*c.ClosesAt)
}

// Phase is the cycle's window of a kind; nil where it has none.
func (d *Detail) Phase(k PhaseKind) *Phase {
	for _, p := range d.Phases {
		if p.Kind == k {
			return p
		}
	}
	return nil
}

// Deadline is when the phase of a kind closes; false where the cycle has none.
func (d *Detail) Deadline(k PhaseKind) (calendar.Deadline, bool) {
	p := d.Phase(k)
	if p == nil {
		return calendar.Deadline{}, false
	}
	return p.Deadline(d.Zone), true
}

// CheckOpen refuses an instant before the phase opens or after its deadline and grace.
func (d *Detail) CheckOpen(k PhaseKind, now time.Time) error {
	p := d.Phase(k)
	if p == nil || !d.TakesWork() {
		return fault.New(fault.Conflict, "not_open", "This cycle does not take it now.").With("state", string(d.State))
	}
	if now.Before(p.OpensAt) {
		opens := p.OpensAt.In(p.Deadline(d.Zone).Location())
		return fault.New(fault.Conflict, "not_open", "It opens on %s.", opens.Format("2 January 2006 15:04 MST")).
			With("opens", opens.Format(time.RFC3339))
	}
	return p.Deadline(d.Zone).Check(now)
}

// Theme is the cycle's theme of that id; nil where it has none.
func (d *Detail) Theme(id ident.Theme) *Theme {
	for _, t := range d.Themes {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// CheckTheme tells whether a choice of theme satisfies the cycle's rule.
func (d *Detail) CheckTheme(id ident.Theme) bool {
	t := d.Theme(id)
	switch d.ThemeRule {
	case AtLeastOne:
		return t != nil
	case MasterAndOther: // the master theme holds for all; the choice is the other one
		return t != nil && !t.Master
	}
	return id.IsZero() || t != nil
}

// Weights is the sum of the weights that count, 100 before a scored review opens.
func (d *Detail) Weights() int {
	sum := 0
	for _, c := range d.Criteria {
		if c.Counts() {
			sum += c.Weight
		}
	}
	return sum
}

// TakesWork tells whether the state lets applicants work; the phases say when. A cycle in
// review does while its call is open, because early proposals may be read before it closes.
func (c *Cycle) TakesWork() bool {
	return slices.Contains([]State{Published, ProfilesOpen, SIPOpen, ProposalsOpen, InReview}, c.State)
}

// Public tells whether anyone may read the cycle.
func (c *Cycle) Public() bool { return c.State != Draft }

// Verb is what moves a cycle.
type Verb string

// The verbs of a cycle's life.
const (
	Publish      Verb = "publish"
	OpenPhase    Verb = "open_phase"
	OpenReview   Verb = "open_review"
	ProposeSlate Verb = "propose_slate"
	Announce     Verb = "announce"
	Start        Verb = "start"
	Close        Verb = "close"
)

// Move is one permitted step of a cycle's life; an empty permission is the clock.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// Moves is the whole life of a cycle.
func Moves() []Move {
	return []Move{
		{Draft, Published, Publish, auth.EditProgram},
		{Published, ProfilesOpen, OpenPhase, ""},
		{Published, SIPOpen, OpenPhase, ""},
		{Published, ProposalsOpen, OpenPhase, ""},
		{ProfilesOpen, SIPOpen, OpenPhase, ""},
		{ProfilesOpen, ProposalsOpen, OpenPhase, ""},
		{SIPOpen, ProposalsOpen, OpenPhase, ""},
		{Published, InReview, OpenReview, auth.FormPanel},
		{ProfilesOpen, InReview, OpenReview, auth.FormPanel},
		{SIPOpen, InReview, OpenReview, auth.FormPanel},
		{ProposalsOpen, InReview, OpenReview, auth.FormPanel},
		{InReview, SlateState, ProposeSlate, auth.ProposeSlate},
		{SlateState, InReview, OpenReview, auth.ProposeSlate},
		{SlateState, Announced, Announce, auth.SendLetters},
		{Announced, Active, Start, auth.OfferAward},
		{Active, Closed, Close, auth.EditProgram},
	}
}

// Permits tells whether the life of a cycle has this step.
func Permits(from, to State) bool {
	return slices.ContainsFunc(Moves(), func(m Move) bool { return m.From == from && m.To == to })
}

// Due is the state the clock calls for; later states are nobody's but people's.
func (d *Detail) Due(now time.Time) State {
	state := d.State
	for _, step := range []struct {
		kinds []PhaseKind
		to    State
	}{
		{[]PhaseKind{ProfileAlone, ProfileWithPartner}, ProfilesOpen},
		{[]PhaseKind{StatementPhase}, SIPOpen},
		{[]PhaseKind{ProposalPhase, FellowshipPhase}, ProposalsOpen},
	} {
		for _, k := range step.kinds {
			if p := d.Phase(k); p != nil && !now.Before(p.OpensAt) && Permits(state, step.to) {
				state = step.to
			}
		}
	}
	return state
}

// Opening is the posting that gives a cycle its money; false when it has none.
func (c *Cycle) Opening() (ledger.Entry, bool) {
	if c.AppropriationMinor == 0 {
		return ledger.Entry{}, false
	}
	all, reserve := c.Appropriation(), c.AdminReserve()
	e := ledger.Entry{Kind: ledger.Appropriate, Memo: "open " + c.Title, Subject: c.ID.String(), Lines: []ledger.Line{
		{Account: ledger.OfFunderAward(c.FunderAward), Amount: all.Neg()},
	}}
	if free := all.Sub(reserve); !free.IsZero() {
		e.Lines = append(e.Lines, ledger.Line{Account: ledger.FreeOf(c.ID), Amount: free})
	}
	if !reserve.IsZero() {
		e.Lines = append(e.Lines, ledger.Line{Account: ledger.ReserveOf(c.ID), Amount: reserve})
	}
	return e, true
}
