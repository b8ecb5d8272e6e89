package award

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// FunderSlate is a slate in the funder's list.
type FunderSlate struct {
	ID          ident.Slate `bun:"id"`
	Cycle       ident.Cycle `bun:"cycle_id"`
	Title       string      `bun:"title"` // of the cycle
	State       SlateState  `bun:"state"`
	ApprovedAt  *time.Time  `bun:"approved_at"`
	ConcurredAt *time.Time  `bun:"concurred_at"`
}

// FunderSlates are the slates that the viewer, for the funder, is or was asked to concur with; newest first.
func (s *Service) FunderSlates(ctx context.Context) ([]*FunderSlate, error) {
	return s.Store.FunderSlates(ctx, auth.Scope(ctx, auth.ConcurSlate))
}

// FunderSlate is one of them with its decisions and reasons, without any score: those are the panel's.
func (s *Service) FunderSlate(ctx context.Context, id ident.Slate) (*SlateView, error) {
	sl, err := s.Store.SlateForFunder(ctx, id, auth.Scope(ctx, auth.ConcurSlate), false)
	if err != nil {
		return nil, err
	}
	v, err := s.view(ctx, sl)
	if err != nil {
		return nil, err
	}
	for _, r := range v.Rows {
		r.RawMilli, r.NormalizedMilli = nil, nil
	}
	return v, nil
}

// Concurrences are what the funder answered to a slate, oldest first, for staff of the program and the funder itself.
func (s *Service) Concurrences(ctx context.Context, id ident.Slate) ([]*Concurrence, error) {
	if _, err := s.Store.Slate(ctx, id, auth.Scope(ctx, auth.ViewSlate), false); err != nil {
		if _, err := s.Store.SlateForFunder(ctx, id, auth.Scope(ctx, auth.ConcurSlate), false); err != nil {
			return nil, err
		}
	}
	// An answer may speak of what its reader is bound to.
	if held, err := s.Store.Withheld(ctx, id); err != nil || len(held) > 0 {
		return nil, err
	}
	return s.Store.Concurrences(ctx, id)
}
