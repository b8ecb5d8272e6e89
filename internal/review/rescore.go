package review

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// OpenDiscussion begins the panel's talk once the first reading is closed, or goes back to it from rescoring.
func (s *Service) OpenDiscussion(ctx context.Context, in MovePanelInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.LockPanel, func(ctx context.Context, f *File) error {
		return s.movePanel(ctx, f, in.ExpectedVersion, "OpenDiscussion", "review.open_discussion", "")
	})
}

// OpenRescoring lets members score anew what they discussed; what was given before is kept.
func (s *Service) OpenRescoring(ctx context.Context, in MovePanelInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.LockPanel, func(ctx context.Context, f *File) error {
		return s.movePanel(ctx, f, in.ExpectedVersion, "OpenRescoring", "review.open_rescoring", "")
	})
}

// RescoreInput opens the actor's own review again after the discussion.
type RescoreInput struct {
	Assignment ident.Assignment
	Reason     string // what in the discussion changed their mind
}

// Rescore opens the actor's own review again while the panel rescores, with a reason.
// The review handed in is kept as superseded and no longer counts until the new one is handed in.
func (s *Service) Rescore(ctx context.Context, in RescoreInput) (*Review, error) {
	return s.rescore(ctx, in, Rescoring)
}

// RescoreDiscussed is Rescore for one application while the panel still discusses others; the meeting's room says for which.
func (s *Service) RescoreDiscussed(ctx context.Context, in RescoreInput) (*Review, error) {
	return s.rescore(ctx, in, Discussion, Rescoring)
}

func (s *Service) rescore(ctx context.Context, in RescoreInput, while ...PanelState) (*Review, error) {
	var fresh *Review
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		t, err := s.ownTask(ctx, in.Assignment, auth.Who(ctx).Person)
		if err != nil {
			return err
		}
		reason := strings.TrimSpace(in.Reason)
		switch {
		case !slices.Contains(while, t.PanelState):
			return fault.New(fault.Conflict, "state", "This cannot be done while the panel is %s.", t.PanelState).With("state", t.PanelState)
		case reason == "" || len(reason) > longest:
			return fault.BadField("reason", "required", "Say what changed your mind.")
		}
		if t.State, err = t.State.After("Rescore"); err != nil {
			return err
		}
		was := t.Review
		if fresh, err = s.supersede(ctx, t); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.rescore", t.Application, reason, map[string]any{"superseded": was, "review": fresh.ID})
	})
	if err != nil {
		return nil, err
	}
	return fresh, nil
}
