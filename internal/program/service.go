package program

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
)

// Store keeps programs and cycles; a draft cycle outside the filter is not found.
type Store interface {
	Programs(ctx context.Context, ids []ident.Program) ([]*Program, error)
	Calls(ctx context.Context, f auth.Filter) ([]*Call, error)
	CyclesByID(ctx context.Context, f auth.Filter, ids []ident.Cycle) ([]*Cycle, error)
	Cycle(ctx context.Context, f auth.Filter, id ident.Cycle) (*Detail, error)
	LockCycle(ctx context.Context, id ident.Cycle) error
	CycleOfPhase(ctx context.Context, id ident.Phase) (ident.Cycle, error)
	KeepState(ctx context.Context, c *Cycle) error
	KeepDeadline(ctx context.Context, p *Phase, change *DeadlineChange) error
	Opening(ctx context.Context, now time.Time) ([]ident.Cycle, error)
	Drafters(ctx context.Context, id ident.Cycle) ([]ident.Person, error)
	AddProgram(ctx context.Context, p *Program) error
	AddCycle(ctx context.Context, d *Detail) error
	composing
}

// composing is what keeps drafts of programs and cycles.
type composing interface {
	KeepProgram(ctx context.Context, p *Program) error
	Public(ctx context.Context, id ident.Program) (bool, error) // one of its cycles is
	// CarryStaff gives the roles held in one program in another too; without one, those the person holds anywhere.
	CarryStaff(ctx context.Context, from, to ident.Program, by ident.Person, at time.Time) (int, error)
	CarryRules(ctx context.Context, from, to ident.Cycle) error
	KeepCycle(ctx context.Context, c *Cycle) error
	KeepPhases(ctx context.Context, id ident.Cycle, list []*Phase) error
	KeepThemes(ctx context.Context, id ident.Cycle, list []*Theme) error
	KeepCriteria(ctx context.Context, id ident.Cycle, list []*Criterion) error
	DropCycle(ctx context.Context, id ident.Cycle) error
	Staff(ctx context.Context, id ident.Program) ([]*RoleCount, error)
	AwardGround(ctx context.Context, id ident.FunderAward) (*AwardGround, error)
	FormChoices(ctx context.Context) ([]*FormChoice, error)
	NextCycle(ctx context.Context, f auth.Filter, id ident.Cycle) (*Cycle, error)
}

// Service is what the office does with programs and their cycles.
type Service struct {
	Desk     desk.Desk
	Store    Store
	Book     ledger.Book
	Forms    Forms         // nil leaves the forms of a cycle unasked
	Lives    []Life        // the lives whose states need owners; none leaves them unasked
	Drafters []DraftSource // beside the proposals
	// Blindness counts what would give somebody away; nil opens review unasked.
	Blindness Blindness
}

// Blindness counts the open findings of a cycle's blindness report, as the actor may see them.
type Blindness interface {
	OpenFindings(ctx context.Context, cycle ident.Cycle) (int, error)
}

// Programs are all programs; they are public.
func (s *Service) Programs(ctx context.Context) ([]*Program, error) {
	return s.Store.Programs(ctx, nil)
}

// ProgramsByID are programs by their ids, for batching.
func (s *Service) ProgramsByID(ctx context.Context, ids []ident.Program) ([]*Program, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Store.Programs(ctx, ids)
}

// Calls are the published and later cycles, newest first; staff see drafts too.
func (s *Service) Calls(ctx context.Context) ([]*Call, error) {
	return s.Store.Calls(ctx, auth.Scope(ctx, auth.ViewFunds))
}

// OpenCalls are the cycles that take proposals at this moment; no sign-in is needed.
func (s *Service) OpenCalls(ctx context.Context) ([]*Call, error) {
	all, err := s.Store.Calls(ctx, auth.Filter{})
	if err != nil {
		return nil, err
	}
	var open []*Call
	for _, c := range all {
		if c.OpenAt(s.Desk.Now()) {
			open = append(open, c)
		}
	}
	return open, nil
}

// Cycle is one cycle with its phases, themes, criteria and moved deadlines.
func (s *Service) Cycle(ctx context.Context, id ident.Cycle) (*Detail, error) {
	return s.Store.Cycle(ctx, auth.Scope(ctx, auth.ViewFunds), id)
}

// CyclesByID are cycles by their ids, for batching; hidden ones are left out.
func (s *Service) CyclesByID(ctx context.Context, ids []ident.Cycle) ([]*Cycle, error) {
	return s.Store.CyclesByID(ctx, auth.Scope(ctx, auth.ViewFunds), ids)
}

// forUpdate locks the cycle before reading it, so that what is read stays true.
func (s *Service) forUpdate(ctx context.Context, id ident.Cycle) (*Detail, error) {
	if err := s.Store.LockCycle(ctx, id); err != nil {
		return nil, err
	}
	return s.Cycle(ctx, id)
}

// PublishInput names the cycle the director publishes.
type PublishInput struct {
	Cycle           ident.Cycle
	ExpectedVersion *int
}

// Publish opens a draft cycle to the public and gives it its money; too little money is CONFLICT.
func (s *Service) Publish(ctx context.Context, in PublishInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Cycle); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditProgram, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		if err := s.publishable(ctx, d, in.ExpectedVersion); err != nil {
			return err
		}
		d.State = Published
		if err := s.Store.KeepState(ctx, &d.Cycle); err != nil {
			return err
		}
		if err := s.postOpening(ctx, d); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.publish", d.ID, "", map[string]any{"appropriation": d.Appropriation().String()})
	})
	return orNil(d, err)
}

func orNil(d *Detail, err error) (*Detail, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) postOpening(ctx context.Context, d *Detail) error {
	e, ok := d.Opening()
	if !ok {
		return nil
	}
	e.By, e.At = auth.Who(ctx).Person, s.Desk.Now()
	return s.Book.Post(ctx, e)
}

// publishable refuses a cycle that people could not apply to, or that would stop on its way.
func (s *Service) publishable(ctx context.Context, d *Detail, expected *int) error {
	if err := checkVersion(d, expected); err != nil {
		return err
	}
	if !Permits(d.State, Published) {
		return fault.New(fault.Conflict, "state", "Only a draft cycle is published.").With("state", string(d.State))
	}
	checks, err := s.checks(ctx, d)
	if err != nil {
		return err
	}
	// Too little money is refused by the book itself, with the figure.
	checks = slices.DeleteFunc(checks, func(x Check) bool { return x.Code == "money_within" })
	return Unready(checks)
}

func checkVersion(d *Detail, expected *int) error {
	if expected != nil && *expected != d.Version {
		return fault.Stale(d.Version)
	}
	return nil
}
