package award

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// offering is the cycle an alternate is offered in, and whether a better placed one is passed over.
type offering struct {
	*program.Cycle
	passes bool
}

// alternate opens an approved slate and finds the waiting alternate, with who may offer it.
func (s *Service) alternate(ctx context.Context, id ident.Slate, in OfferInput) (*Slate, offering, *SlateLine, *SlateRow, error) {
	none := func(err error) (*Slate, offering, *SlateLine, *SlateRow, error) {
		return nil, offering{}, nil, nil, err
	}
	f := auth.Scope(ctx, auth.ViewSlate)
	sl, err := s.Store.Slate(ctx, id, f, true)
	if err != nil {
		return none(err)
	}
	c, err := s.Store.CycleForUpdate(ctx, sl.Cycle, f)
	if err != nil {
		return none(err)
	}
	rows, err := s.Store.SlateRows(ctx, sl.ID)
	if err != nil {
		return none(err)
	}
	old, row := sl.line(in.Line), rowOf(rows, in.Line)
	if old == nil {
		return none(fault.Missing("slate"))
	}
	o := offering{Cycle: c, passes: sl.passesOver(old)}
	if err := s.mayOffer(ctx, sl, o, in); err != nil {
		return none(err)
	}
	last, err := s.lastStep(ctx, sl)
	if err != nil {
		return none(err)
	}
	if !last {
		return none(fault.New(fault.Conflict, "wrong_state", "An alternate is offered an award once the slate is approved.").With("state", string(sl.State)))
	}
	if row == nil || old.Decision != ToAlternate {
		return none(fault.New(fault.Conflict, "not_alternate", "Only a waiting alternate can be offered an award."))
	}
	return sl, o, old, row, nil
}

func (s *Service) mayOffer(ctx context.Context, sl *Slate, o offering, in OfferInput) error {
	museums, err := s.Store.Museums(ctx, sl.ID)
	if err != nil {
		return err
	}
	t := auth.Target{Program: o.Program, Organizations: museums}
	if err := auth.Require(ctx, auth.OfferAward, t); err != nil {
		return err
	}
	if err := s.unbound(ctx, sl.Cycle); err != nil {
		return err
	}
	if err := fault.Expected(in.ExpectedVersion, sl.Version); err != nil || !o.passes {
		return err
	}
	if strings.TrimSpace(in.Reason) == "" {
		return fault.BadField("reason", "departs_from_rank", "A better placed alternate is waiting. Say why this one comes first.")
	}
	t.Not = []ident.Person{sl.ProposedBy}
	return auth.Require(ctx, auth.ApproveSlate, t)
}

// passesOver tells whether a better placed alternate still waits.
func (sl *Slate) passesOver(l *SlateLine) bool {
	return slices.ContainsFunc(ordered(sl.Lines), func(o *SlateLine) bool {
		return o.Decision == ToAlternate && comparePlaces(o.Place, l.Place) < 0
	})
}

func placeText(l *SlateLine) string {
	if l.Place == nil {
		return "none"
	}
	return strconv.Itoa(*l.Place)
}
