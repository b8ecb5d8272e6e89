package review

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Known tells whether the kind is one of the rules'.
func (k ConflictKind) Known() bool {
	switch k {
	case Employment, Board, PaidWork, Family, CoAuthor, Teaching, Financial, NamedInProposal, OwnProposal, EndorsedIt, PastPartner, OtherConflict:
		return true
	}
	return false
}

// DeclareConflicts takes the actor's word on assignments of their own, all or none of them.
// None opens the documents; a conflict closes everything of the application, and voids a review begun.
func (s *Service) DeclareConflicts(ctx context.Context, in DeclareConflictsInput) ([]*Assignment, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	var c fault.Check
	for i, d := range in.Declarations {
		checkBond(&c, fmt.Sprintf("declarations.%d", i), d.Kind, d.Note)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := make([]*Assignment, 0, len(in.Declarations))
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		for _, d := range in.Declarations {
			t, err := s.Store.TaskForUpdate(ctx, d.Assignment, me)
			if err != nil {
				return err
			}
			if err := s.declare(ctx, t, d); err != nil {
				return err
			}
			out = append(out, &t.Assignment)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) declare(ctx context.Context, t *Task, d Declaration) error {
	if t.SignedAt == nil {
		return signFirst()
	}
	now := s.Desk.Now()
	if d.Kind != "" {
		_, err := s.keepConflict(ctx, &Conflict{
			ID: ident.NewConflict(), Person: t.Reviewer, Application: t.Application, Kind: d.Kind, Source: Declared,
			Note: strings.TrimSpace(d.Note), FoundAt: now, FoundBy: t.Reviewer,
		})
		t.State = Conflicted
		if t.ClearedAt != nil {
			t.State = Recused
		}
		return err
	}
	if t.ClearedAt != nil {
		return nil
	}
	to, err := t.State.After("DeclareConflicts")
	if err != nil {
		return err
	}
	t.State, t.ClearedAt = to, &now
	if err := s.Store.KeepAssignment(ctx, &t.Assignment); err != nil {
		return err
	}
	if err := s.Store.DeclareFree(ctx, &PanelDeclaration{t.Panel, t.Reviewer, t.Application, now}); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "review.declare_none", t.Application, "", map[string]any{"assignment": t.ID})
}

// RecordConflict notes somebody's conflict at any time, staff and chair included; a second record answers the first.
// Found late it voids the review, kept but not counted, and recuses.
func (s *Service) RecordConflict(ctx context.Context, in RecordConflictInput) (*Conflict, error) {
	c := &Conflict{
		ID: ident.NewConflict(), Person: in.Person, Application: in.Application, Kind: in.Kind, Source: Recorded,
		Note: strings.TrimSpace(in.Note), FoundAt: s.Desk.Now(), FoundBy: auth.Who(ctx).Person,
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sub, err := s.Store.Subject(ctx, in.Application, sight(ctx, auth.RecordConflict))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RecordConflict, auth.Target{Program: sub.Program, Organizations: sub.Organizations}); err != nil {
			return err
		}
		var check fault.Check
		check.That(in.Kind.Known(), "kind", "bad_kind", "There is no such kind of conflict.")
		check.That(!in.Person.IsZero(), "person", "required", "Say whose conflict it is.")
		check.That(utf8.RuneCountInString(c.Note) <= 2000, "note", "too_long", "A note has at most 2,000 characters.")
		if err := check.Err(); err != nil {
			return err
		}
		_, err = s.keepConflict(ctx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// LiftConflict ends a conflict with a reason. Whoever has or recorded it cannot; a voided review stays voided.
func (s *Service) LiftConflict(ctx context.Context, in LiftConflictInput) (*Conflict, error) {
	var c *Conflict
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		view := sight(ctx, auth.RecordConflict)
		if c, err = s.Store.ConflictForUpdate(ctx, in.Conflict, view); err != nil {
			return err
		}
		sub, err := s.Store.Subject(ctx, c.Application, view)
		if err != nil {
			return err
		}
		not := []ident.Person{c.Person}
		if !c.FoundBy.IsZero() {
			not = append(not, c.FoundBy)
		}
		if err := auth.Require(ctx, auth.RecordConflict, auth.Target{Program: sub.Program, Organizations: sub.Organizations, Not: not}); err != nil {
			return err
		}
		c.LiftedReason = strings.TrimSpace(in.Reason)
		switch {
		case c.LiftedAt != nil:
			return fault.New(fault.Conflict, "state", "This conflict was lifted already.")
		case c.LiftedReason == "":
			return fault.BadField("reason", "required", "Say why the conflict no longer binds.")
		}
		if c.LiftedPaths, err = s.pathsOf(ctx, sub.Cycle, Pairing{c.Application, c.Person}); err != nil {
			return err
		}
		now := s.Desk.Now()
		c.LiftedAt, c.LiftedBy = &now, auth.Who(ctx).Person
		if err := s.Store.LiftConflict(ctx, c); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.lift_conflict", c.Application, c.LiftedReason, map[string]any{"person": c.Person, "conflict": c.ID})
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// keepConflict locks the person's assignments first, so that a score on its way is either before or refused.
func (s *Service) keepConflict(ctx context.Context, c *Conflict) (bool, error) {
	begun, err := s.Store.LockAssignmentsOf(ctx, Pairing{c.Application, c.Person})
	if err != nil {
		return false, err
	}
	added, err := s.Store.AddConflict(ctx, c)
	if err != nil || !added {
		return added, err
	}
	if err := s.Store.Recount(ctx, c.Application); err != nil {
		return added, err
	}
	for _, a := range begun {
		if a.ClearedAt == nil || a.State.Over() {
			continue
		}
		if err := s.tellRecused(ctx, c, a); err != nil {
			return added, err
		}
	}
	return added, s.Desk.Log.Record(ctx, "review.conflict", c.Application, c.Note,
		map[string]any{"person": c.Person, "kind": c.Kind, "source": c.Source, "conflict": c.ID})
}

// tellRecused tells who assigned a reading begun, and the reviewer unless it is their own word; neither what binds nor to what.
func (s *Service) tellRecused(ctx context.Context, c *Conflict, a *Assignment) error {
	if !a.AssignedBy.IsZero() {
		if err := s.Desk.Outbox.Tell(ctx, "review.recused", a.Panel.String(), nil, a.AssignedBy); err != nil {
			return err
		}
	}
	if c.Source == Declared {
		return nil
	}
	return s.Desk.Outbox.Tell(ctx, "review.reading_ended", a.Panel.String(), nil, a.Reviewer)
}
