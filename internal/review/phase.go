package review

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// PhaseKind names a phase of a panel's work; the panel's state says which one runs.
type PhaseKind string

// The phases of a panel, in their order.
const (
	PreliminaryPhase PhaseKind = "preliminary"
	TriagePhase      PhaseKind = "triage"
	DiscussionPhase  PhaseKind = "discussion"
	RescoringPhase   PhaseKind = "rescoring"
	LockedPhase      PhaseKind = "locked"
)

// PhaseKinds are all phases in the order they run.
func PhaseKinds() []PhaseKind {
	return []PhaseKind{PreliminaryPhase, TriagePhase, DiscussionPhase, RescoringPhase, LockedPhase}
}

// Phase is the phase of its work a panel in this state is in.
func (s PanelState) Phase() PhaseKind {
	switch s {
	case Forming, Reading:
		return PreliminaryPhase
	case PreliminaryClosed:
		return TriagePhase
	case Discussion:
		return DiscussionPhase
	case Rescoring:
		return RescoringPhase
	}
	return LockedPhase
}

// Reach is which applications of the panel a member reads.
type Reach string

// The reaches; under all, a member reads what they have declared to be free of conflict with.
const (
	AssignedOnly Reach = "assigned"
	WholePanel   Reach = "all"
)

// Known tells whether the reach is one of the two.
func (r Reach) Known() bool { return r == AssignedOnly || r == WholePanel }

// Others is when a member sees what others wrote. An own review still due shuts others' whatever this says (invariant 16).
type Others string

// The answers to when.
const (
	Never    Others = "never"
	AfterOwn Others = "after_own" // only of an application one has handed in one's own of
	Always   Others = "always"    // also of those one does not review
)

// Known tells whether it is one of the three.
func (o Others) Known() bool { return o == Never || o == AfterOwn || o == Always }

// PanelPhase is what the members of a panel see while a phase of its work runs.
type PanelPhase struct {
	Panel   ident.Panel `bun:"panel_id,pk"`
	Kind    PhaseKind   `bun:"kind,pk"`
	Reads   Reach       `bun:"reads"`
	Others  Others      `bun:"others"`
	Names   bool        `bun:"names"` // whether members see who wrote a review
	Version int         `bun:"version"`
}

// PhaseChange is one change of what members see: what it was and became, who, when and why.
type PhaseChange struct {
	Panel   ident.Panel  `bun:"panel_id,pk"`
	Kind    PhaseKind    `bun:"kind,pk"`
	Version int          `bun:"version,pk"` // of the rules it made
	Was     PhaseRules   `bun:"was,type:jsonb"`
	Becomes PhaseRules   `bun:"becomes,type:jsonb"`
	Reason  string       `bun:"reason"`
	By      ident.Person `bun:"changed_by"`
	At      time.Time    `bun:"at"`
}

// PhaseRules are the changeable rules of a phase.
type PhaseRules struct {
	Reads  Reach  `json:"reads"`
	Others Others `json:"others"`
	Names  bool   `json:"names"`
}

func (p *PanelPhase) rules() PhaseRules { return PhaseRules{p.Reads, p.Others, p.Names} }

// SetPhaseInput changes what members see in one phase of a panel, with a reason they are told.
type SetPhaseInput struct {
	Panel           ident.Panel
	Kind            PhaseKind
	Reads           Reach
	Others          Others
	Names           bool
	Reason          string
	ExpectedVersion *int
}

// SetPhase changes a phase's rules; every member is told what changed and why. The same rules again change nothing.
func (s *Service) SetPhase(ctx context.Context, in SetPhaseInput) (*PanelPhase, error) {
	var out *PanelPhase
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, in.Panel, auth.FormPanel)
		if err != nil {
			return err
		}
		if out, err = s.Store.PhaseForUpdate(ctx, in.Panel, in.Kind); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, out.Version); err != nil {
			return err
		}
		change, err := out.change(in)
		if err != nil || change == nil {
			return err
		}
		change.By, change.At = auth.Who(ctx).Person, s.Desk.Now()
		return s.keepPhase(ctx, f, out, change)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// change is nil when the rules are those there are already.
func (p *PanelPhase) change(in SetPhaseInput) (*PhaseChange, error) {
	was, becomes, reason := p.rules(), PhaseRules{in.Reads, in.Others, in.Names}, strings.TrimSpace(in.Reason)
	var c fault.Check
	c.That(in.Reads.Known(), "reads", "bad_reach", "Members read what is assigned to them or all.")
	c.That(in.Others.Known(), "others", "bad_others", "Others' reviews show never, after one's own, or always.")
	c.That(was == becomes || reason != "", "reason", "required", "Say why the rules of the phase change.")
	if err := c.Err(); err != nil || was == becomes {
		return nil, err
	}
	p.Reads, p.Others, p.Names = in.Reads, in.Others, in.Names
	return &PhaseChange{Panel: p.Panel, Kind: p.Kind, Version: p.Version + 1, Was: was, Becomes: becomes, Reason: reason}, nil
}

func (s *Service) keepPhase(ctx context.Context, f *File, p *PanelPhase, change *PhaseChange) error {
	if err := s.Store.KeepPhase(ctx, p, change); err != nil {
		return err
	}
	data := map[string]any{"panel": f.Name, "phase": string(p.Kind), "reason": change.Reason}
	if err := s.Desk.Outbox.Tell(ctx, "review.phase_changed", f.ID.String(), data, f.people()...); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "review.set_phase", f.ID, change.Reason, map[string]any{"phase": p.Kind, "was": change.Was, "becomes": change.Becomes})
}

// Phases are what a panel's members see phase by phase, in the order the phases run, and how that changed, newest first.
type Phases struct {
	Current PhaseKind
	List    []*PanelPhase
	Changes []*PhaseChange
}

// PhasesOf are the phases of a panel, for its members and staff.
func (s *Service) PhasesOf(ctx context.Context, id ident.Panel) (*Phases, error) {
	p, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	out := &Phases{Current: p.State.Phase()}
	if out.List, err = s.Store.PhasesOf(ctx, id); err != nil {
		return nil, err
	}
	out.Changes, err = s.Store.PhaseChanges(ctx, id)
	return out, err
}
