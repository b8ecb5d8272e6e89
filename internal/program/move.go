package program

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// MoveDeadlineInput is a new closing instant of a phase and why it moves.
type MoveDeadlineInput struct {
	Phase    ident.Phase
	ClosesAt time.Time
	Reason   string
}

// MoveDeadline moves when a phase closes, keeps the old instant, and tells all who have a draft.
// A phase that has closed in the past may be opened again this way.
func (s *Service) MoveDeadline(ctx context.Context, in MoveDeadlineInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		id, err := s.Store.CycleOfPhase(ctx, in.Phase)
		if err != nil {
			return err
		}
		if d, err = s.forUpdate(ctx, id); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.MoveDeadline, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		change, err := d.move(in, s.Desk.Now())
		if err != nil {
			return err
		}
		change.ChangedBy = auth.Who(ctx).Person
		phase := d.phase(in.Phase)
		if err := s.Store.KeepDeadline(ctx, phase, change); err != nil {
			return err
		}
		d.Deadlines = append([]*DeadlineChange{change}, d.Deadlines...)
		return s.tellMoved(ctx, d, phase, change)
	})
	return orNil(d, err)
}

func (d *Detail) phase(id ident.Phase) *Phase {
	for _, p := range d.Phases {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// move changes the phase, or refuses a move that makes no sense.
func (d *Detail) move(in MoveDeadlineInput, now time.Time) (*DeadlineChange, error) {
	p := d.phase(in.Phase)
	if p == nil {
		return nil, fault.Missing("phase")
	}
	if d.ReviewOpenedAt != nil {
		return nil, fault.New(fault.Conflict, "review_opened", "Review has opened; its deadlines stay.")
	}
	to := in.ClosesAt.UTC().Truncate(time.Microsecond)
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required", "Say why the deadline moves; applicants will read it.")
	c.That(to.After(p.OpensAt), "closesAt", "before_opening", "A phase closes after it opens.")
	c.That(to.After(now) || d.State == Draft, "closesAt", "in_the_past", "A deadline moves to a time that is still to come.")
	c.That(!to.Equal(p.ClosesAt), "closesAt", "unchanged", "That is the deadline already.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	change := &DeadlineChange{Phase: p.ID, ClosesWas: p.ClosesAt, ClosesNow: to, Reason: strings.TrimSpace(in.Reason), At: now}
	p.ClosesAt = to
	return change, nil
}

func (s *Service) tellMoved(ctx context.Context, d *Detail, p *Phase, change *DeadlineChange) error {
	detail := map[string]any{"phase": string(p.Kind), "was": change.ClosesWas.UTC(), "now": change.ClosesNow.UTC()}
	if err := s.Desk.Log.Record(ctx, "program.move_deadline", d.ID, change.Reason, detail); err != nil {
		return err
	}
	if !d.Public() {
		return nil
	}
	drafters, err := s.drafters(ctx, d.ID)
	if err != nil {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, "program.deadline_moved", d.ID.String(), map[string]any{
		"Cycle": d.Title, "Was": change.ClosesWas.UTC(), "Now": change.ClosesNow.UTC(), "Zone": d.Zone, "Reason": change.Reason,
	}, drafters...)
}

// OpenReviewInput names the cycle whose review opens.
type OpenReviewInput struct {
	Cycle           ident.Cycle
	Early           bool // read what has come in while the call is still open
	Acknowledged    *int // how many findings of the blindness report are open, where there are any
	ExpectedVersion *int
}

// OpenReview fixes the weights and opens review; it refuses weights that do not sum to 100, open findings of the
// blindness report unless their number is acknowledged and, unless early, a cycle that still takes proposals.
func (s *Service) OpenReview(ctx context.Context, in OpenReviewInput) (*Detail, error) {
	open, err := s.openFindings(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	var d *Detail
	err = s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Cycle); err != nil {
			return err
		}
		if err := requireEither(ctx, auth.EditProgram, auth.FormPanel, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		if err := checkVersion(d, in.ExpectedVersion); err != nil {
			return err
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		if err := d.reviewable(now, in.Early); err != nil {
			return err
		}
		if err := in.acknowledges(open); err != nil {
			return err
		}
		d.State, d.ReviewOpenedAt = InReview, &now
		if err := s.Store.KeepState(ctx, &d.Cycle); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.open_review", d.ID, "", map[string]any{"criteria": len(d.Criteria), "early": in.Early, "findings": open})
	})
	return orNil(d, err)
}

// openFindings are counted before the cycle is locked, since every file is looked at; who may not open review counts nothing.
func (s *Service) openFindings(ctx context.Context, id ident.Cycle) (int, error) {
	if s.Blindness == nil {
		return 0, nil
	}
	c, err := s.Cycle(ctx, id)
	if err != nil {
		return 0, err
	}
	if err := requireEither(ctx, auth.EditProgram, auth.FormPanel, auth.Target{Program: c.Program}); err != nil {
		return 0, err
	}
	if c.ReviewOpenedAt != nil {
		return 0, nil
	}
	return s.Blindness.OpenFindings(ctx, id)
}

// acknowledges refuses to open review over findings that nobody named in their number.
func (in OpenReviewInput) acknowledges(open int) error {
	if in.Acknowledged == nil && open == 0 || in.Acknowledged != nil && *in.Acknowledged == open {
		return nil
	}
	return fault.New(fault.Conflict, "findings_open", "The blindness report has %d open findings; accept them or acknowledge their number.", open).With("open", open)
}

func requireEither(ctx context.Context, first, second auth.Permission, t auth.Target) error {
	if auth.May(ctx, first, t) {
		return nil
	}
	return auth.Require(ctx, second, t)
}

func (d *Detail) reviewable(now time.Time, early bool) error {
	if d.ReviewOpenedAt != nil || !Permits(d.State, InReview) {
		return fault.New(fault.Conflict, "state", "Review opens once, after the call.").With("state", string(d.State))
	}
	if x, ok := d.Deadline(ProposalPhase); ok && !early && !now.After(x.At.Add(x.Grace)) {
		return fault.New(fault.Conflict, "still_open", "Proposals are still taken until %s.", x.At.In(x.Location()).Format("2 January 2006 15:04:05 MST")).
			With("deadline", x.At.In(x.Location()).Format(time.RFC3339))
	}
	return d.fits()
}

// Enter moves a cycle to a later state of its life; the caller's own use case has asked for the verb's permission.
func (s *Service) Enter(ctx context.Context, id ident.Cycle, to State, reason string) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, id); err != nil {
			return err
		}
		move, err := d.moveTo(to)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, move.By, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		d.State = to
		if err := s.Store.KeepState(ctx, &d.Cycle); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program."+string(move.Verb), d.ID, reason, nil)
	})
	return orNil(d, err)
}

// moveTo finds the step; publishing and the first opening of review have use cases of their own.
func (d *Detail) moveTo(to State) (Move, error) {
	for _, m := range Moves() {
		own := m.Verb == Publish || (m.Verb == OpenReview && d.State != SlateState)
		if m.From == d.State && m.To == to && !own {
			return m, nil
		}
	}
	return Move{}, fault.New(fault.Conflict, "state", "A cycle does not go from %s to %s.", d.State, to).With("state", string(d.State))
}

// OpenDue moves every cycle to the state its phases call for by now; the timetable calls it.
func (s *Service) OpenDue(ctx context.Context) (int, error) {
	if err := auth.Require(ctx, auth.EditProgram, auth.Target{}); err != nil {
		return 0, err
	}
	ids, err := s.Store.Opening(ctx, s.Desk.Now())
	if err != nil {
		return 0, err
	}
	moved := 0
	for _, id := range ids {
		changed, err := s.OpenPhase(ctx, id)
		if err != nil {
			return moved, err
		}
		if changed {
			moved++
		}
	}
	return moved, nil
}

// OpenPhase moves one cycle to the state its phases call for by now, and tells whether that changed anything.
func (s *Service) OpenPhase(ctx context.Context, id ident.Cycle) (changed bool, err error) {
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		d, err := s.forUpdate(ctx, id)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditProgram, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		to := d.Due(s.Desk.Now())
		if to == d.State {
			return nil
		}
		d.State, changed = to, true
		if err := s.Store.KeepState(ctx, &d.Cycle); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.open_phase", d.ID, "", map[string]any{"state": string(to)})
	})
	return changed, err
}
