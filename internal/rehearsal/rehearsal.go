// Package rehearsal runs a copy of a whole cycle on a virtual clock, from its publishing to its end, and keeps nothing.
//
// The copy is played through the real use cases, by the program's own staff and by made-up museums and panelists, in
// one transaction that is always rolled back: no row stays, no mail leaves, no file is stored, no letter counts.
package rehearsal

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Timeline is what would happen in a cycle, as far as the rehearsal came.
type Timeline struct {
	Cycle  ident.Cycle
	Title  string
	Zone   string
	Steps  []Step
	Failed *Failure // the first step that failed; nil when the cycle reached its end
}

// Step is one thing that would be done.
type Step struct {
	At    time.Time // by the virtual clock
	Act   Act
	By    auth.Role // whose act it is; empty is the clock
	Who   string    // the member of staff who would do it; empty for made-up people and the clock
	Count int       // how many things it did it to
	State program.State
	Told  []Told
	Due   []Due
}

// Act names what is done in a step.
type Act string

// The acts of a cycle, in their order.
const (
	Publish      Act = "publish"
	PhaseOpens   Act = "phase_opens"
	PhaseCloses  Act = "phase_closes"
	Describe     Act = "describe"
	ListProfiles Act = "list_profiles"
	Pair         Act = "pair"
	Intend       Act = "intend"
	Advise       Act = "advise"
	Write        Act = "write"
	HandIn       Act = "hand_in"
	TooLate      Act = "too_late"
	SendBack     Act = "send_back"
	HandInAgain  Act = "hand_in_again"
	CheckPapers  Act = "check"
	Endorse      Act = "endorse"
	OpenReview   Act = "open_review"
	FormPanel    Act = "form_panel"
	Assign       Act = "assign"
	Declare      Act = "declare"
	Score        Act = "score"
	LockPanel    Act = "lock_panel"
	Rank         Act = "rank"
	DraftSlate   Act = "draft_slate"
	ProposeSlate Act = "propose_slate"
	ApproveSlate Act = "approve_slate"
	Letters      Act = "letters"
	SendLetters  Act = "send_letters"
	Start        Act = "start"
	Report       Act = "report"
	Close        Act = "close"
)

// Acts are all acts, in their order.
func Acts() []Act {
	return []Act{
		Publish, PhaseOpens, PhaseCloses, Describe, ListProfiles, Pair, Intend, Advise, Write, HandIn, TooLate, SendBack, HandInAgain, CheckPapers, Endorse, OpenReview, FormPanel, Assign,
		Declare, Score, LockPanel, Rank, DraftSlate, ProposeSlate, ApproveSlate, Letters, SendLetters, Start, Report, Close,
	}
}

// Told is a message that would leave, and to how many.
type Told struct {
	Template string
	Role     auth.Role // museums' and panelists' by what they are here, staff's by their name in Who
	Who      string
	People   int
}

// Due is a date that somebody would have to keep.
type Due struct {
	What string // a phase, panel, returned, project_ends, report
	At   time.Time
}

// Failure is the step at which the cycle stopped, and why.
type Failure struct {
	At     time.Time
	Act    Act
	By     auth.Role
	Reason error
}

// Run rehearses a cycle for those who may compose it. What a use case refuses ends the timeline and is no error.
func Run(ctx context.Context, o *office.Office, cycle ident.Cycle) (*Timeline, error) {
	d, err := o.Program.Cycle(ctx, cycle)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: d.Program}); err != nil {
		return nil, err
	}
	p := newPlay(o, d)
	err = o.DB.Rehearse(auth.As(ctx, auth.System("rehearsal")), func(ctx context.Context) error {
		p.ctx = ctx
		err := p.run()
		if stopped := (*stop)(nil); errors.As(err, &stopped) {
			return nil // the transaction may be broken; it ends here in any case
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.timeline, nil
}

// clock is the virtual clock.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the virtual instant.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// to moves the clock forward; it never goes back.
func (c *clock) to(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
}

// newPlay sets the stage: a second office over the same database, with the clock and files of its own.
func newPlay(o *office.Office, d *program.Detail) *play {
	c := &clock{at: beginning(d, o.DB.Now())}
	options := o.Options
	options.DB, options.Blobs = o.DB.At(c.Now), &drawer{kept: map[string][]byte{}}
	p := &play{
		o: office.New(options), real: d, clock: c, last: ident.NewMessage(), names: map[ident.Person]string{}, cast: map[ident.Person]auth.Role{},
		staff: map[auth.Role][]ident.Person{}, timeline: &Timeline{Cycle: d.ID, Title: d.Title, Zone: d.Zone},
	}
	return p
}

// beginning is now for a draft; a cycle that is public already is played from a day before it opened.
func beginning(d *program.Detail, now time.Time) time.Time {
	if d.State == program.Draft || len(d.Phases) == 0 {
		return now.UTC()
	}
	first := slices.MinFunc(d.Phases, func(a, b *program.Phase) int { return a.OpensAt.Compare(b.OpensAt) })
	return first.OpensAt.AddDate(0, 0, -1).UTC()
}
