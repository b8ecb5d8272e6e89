package review

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// longest is the length of a comment beyond which nobody reads, in characters.
const longest = 20000

// SaveScore keeps one criterion's half points and comment as a new version and reads it back.
// A short comment is kept; it is refused only when the review is handed in.
func (s *Service) SaveScore(ctx context.Context, in SaveScoreInput) (*Receipt, error) {
	var out *Receipt
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		t, err := s.openTask(ctx, in.Assignment)
		if err != nil {
			return err
		}
		if err := t.checkScore(in); err != nil {
			return err
		}
		if err := s.begin(ctx, t); err != nil {
			return err
		}
		out, err = s.Store.AddScore(ctx, &Score{
			Review: t.Review, Criterion: in.Criterion, HalfPoints: in.HalfPoints, Comment: in.Comment, At: s.Desk.Now(),
		}, t.Cycle, in.ExpectedVersion)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (t *Task) checkScore(in SaveScoreInput) error {
	var c fault.Check
	on := in.HalfPoints >= 2*t.ScaleLowest && in.HalfPoints <= 2*t.ScaleHighest
	// Nought and one point are marks of what is passed or only commented; which criterion is which the store knows.
	c.That(on || in.HalfPoints == 0 || in.HalfPoints == Passed, "halfPoints", "out_of_range", "A score is between %d and %d.", t.ScaleLowest, t.ScaleHighest)
	c.That(t.HalfPoints || in.HalfPoints%2 == 0, "halfPoints", "whole_points", "This cycle is scored in whole points.")
	c.That(utf8.RuneCountInString(in.Comment) <= longest, "comment", "too_long", "A comment has at most 20,000 characters.")
	return c.Err()
}

// SaveOverall keeps the recommendation and the words on the whole while the review is a draft.
func (s *Service) SaveOverall(ctx context.Context, in SaveOverallInput) (*Review, error) {
	return s.changeReview(ctx, in.Assignment, func(ctx context.Context, t *Task) error {
		var c fault.Check
		c.That(in.Recommendation == "" || in.Recommendation.Known(), "recommendation", "bad_recommendation", "There is no such recommendation.")
		c.That(in.Recommendation == "" || !t.OverallSkipped, "recommendation", "recommendation_unasked", "This cycle asks for no recommendation.")
		c.That(utf8.RuneCountInString(in.Overall) <= longest, "overall", "too_long", "The words on the whole have at most 20,000 characters.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.begin(ctx, t); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, t.ReviewVersion); err != nil {
			return err
		}
		r, err := s.Store.ReviewByID(ctx, t.Review)
		if err != nil {
			return err
		}
		r.Recommendation, r.Overall = in.Recommendation, in.Overall
		return s.Store.KeepReview(ctx, r, t.ReviewVersion)
	})
}

// Known tells whether the recommendation is one of the three.
func (r Recommendation) Known() bool { return r == Fund || r == FundIfMoney || r == DoNotFund }

// SubmitReview hands the review in: every criterion scored and commented, and a recommendation.
// It keeps the base score and the application's count and mean in step; a second time changes nothing.
func (s *Service) SubmitReview(ctx context.Context, in SubmitReviewInput) (*Review, error) {
	me := auth.Who(ctx).Person
	var out *Review
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		t, err := s.ownTask(ctx, in.Assignment, me)
		if err != nil {
			return err
		}
		if t.ReviewState == Submitted || t.ReviewState == LockedReview {
			out, err = s.Store.ReviewByID(ctx, t.Review)
			return err
		}
		if err := t.writable(); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, t.ReviewVersion); err != nil {
			return err
		}
		out, err = s.handIn(ctx, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) handIn(ctx context.Context, t *Task) (*Review, error) {
	criteria, err := s.Store.Criteria(ctx, t.Cycle)
	if err != nil {
		return nil, err
	}
	r := &Review{}
	if !t.Review.IsZero() {
		if r, err = s.Store.ReviewByID(ctx, t.Review); err != nil {
			return nil, err
		}
	}
	if err := r.finish(criteria, t.Rubric); err != nil {
		return nil, err
	}
	to, err := t.State.After("SubmitReview")
	if err != nil {
		return nil, err
	}
	now := s.Desk.Now()
	r.State, r.SubmittedAt, t.State = Submitted, &now, to
	if t.PanelState == Locked {
		r.State, t.State = LockedReview, LockedIt
	}
	if err := s.Store.KeepReview(ctx, r, t.ReviewVersion); err != nil {
		return nil, err
	}
	if err := s.Store.KeepAssignment(ctx, &t.Assignment); err != nil {
		return nil, err
	}
	if err := s.Store.Recount(ctx, t.Application); err != nil {
		return nil, err
	}
	return r, s.Desk.Log.Record(ctx, "review.submit", t.Application, "", map[string]any{"review": r.ID, "assignment": t.ID, "baseMilli": r.BaseMilli})
}

// ReopenReview lets a reviewer score anew at the chair's word; the old review is kept as superseded and no longer counts.
// A chair does not reopen their own review.
func (s *Service) ReopenReview(ctx context.Context, in ReopenReviewInput) (*Review, error) {
	var fresh *Review
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		t, err := s.Store.TaskOfReview(ctx, in.Review, sight(ctx, auth.ReadReviews))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.LockPanel, auth.Target{Program: t.Program, Panel: t.Panel, Not: []ident.Person{t.Reviewer}}); err != nil {
			return err
		}
		if strings.TrimSpace(in.Reason) == "" {
			return fault.BadField("reason", "required", "Say why the review is opened again.")
		}
		if t.PanelState == Ranked || t.Review != in.Review {
			return fault.New(fault.Conflict, "state", "This review can no longer be opened again.").With("state", t.PanelState)
		}
		if t.State, err = t.State.After("ReopenReview"); err != nil {
			return err
		}
		fresh, err = s.supersede(ctx, t)
		if err != nil {
			return err
		}
		if err := s.Desk.Outbox.Tell(ctx, "review.reopened", t.ID.String(), map[string]any{"reason": in.Reason}, t.Reviewer); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.reopen", t.Application, in.Reason, map[string]any{"superseded": in.Review, "review": fresh.ID})
	})
	if err != nil {
		return nil, err
	}
	return fresh, nil
}

func (s *Service) supersede(ctx context.Context, t *Task) (*Review, error) {
	old, err := s.Store.ReviewByID(ctx, t.Review)
	if err != nil {
		return nil, err
	}
	fresh := &Review{
		ID: ident.NewReview(), Assignment: t.ID, Application: t.Application, Panel: t.Panel, Reviewer: t.Reviewer, Phase: Final,
		State: Drafted, Recommendation: old.Recommendation, Overall: old.Overall, Version: 1, StartedAt: s.Desk.Now(),
	}
	old.State = Superseded
	if err := s.Store.KeepReview(ctx, old, old.Version); err != nil {
		return nil, err
	}
	if err := s.Store.KeepAssignment(ctx, &t.Assignment); err != nil {
		return nil, err
	}
	if err := s.Store.AddReview(ctx, fresh); err != nil {
		return nil, err
	}
	if err := s.Store.CopyScores(ctx, old.ID, fresh.ID, s.Desk.Now()); err != nil {
		return nil, err
	}
	if err := s.Store.Recount(ctx, t.Application); err != nil {
		return nil, err
	}
	return s.Store.ReviewByID(ctx, fresh.ID)
}

func (s *Service) changeReview(ctx context.Context, id ident.Assignment, do func(context.Context, *Task) error) (*Review, error) {
	var out *Review
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		t, err := s.openTask(ctx, id)
		if err != nil {
			return err
		}
		if err := do(ctx, t); err != nil {
			return err
		}
		out, err = s.Store.ReviewByID(ctx, t.Review)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) openTask(ctx context.Context, id ident.Assignment) (*Task, error) {
	t, err := s.ownTask(ctx, id, auth.Who(ctx).Person)
	if err != nil {
		return nil, err
	}
	return t, t.writable()
}

func (s *Service) ownTask(ctx context.Context, id ident.Assignment, me ident.Person) (*Task, error) {
	if err := auth.Require(ctx, auth.WriteReview, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.Store.TaskForUpdate(ctx, id, me)
}

// writable refuses to write before the conflict declaration, before review opens, after it ended, and twice.
func (t *Task) writable() error {
	switch {
	case t.SignedAt == nil:
		return signFirst()
	case t.ClearedAt == nil:
		return fault.New(fault.Forbidden, "declare_first", "Declare whether you have a conflict of interest first.")
	case t.ReviewOpenedAt == nil:
		return fault.New(fault.Conflict, "review_not_open", "Review of this cycle has not opened yet.")
	case t.ReviewState == Submitted || t.ReviewState == LockedReview:
		return fault.New(fault.Conflict, "submitted", "This review was handed in; the chair can open it again.").With("state", t.State)
	case !t.State.Open(t.PanelState):
		return fault.New(fault.Conflict, "panel_closed", "The panel no longer takes scores.").With("state", t.PanelState)
	}
	return nil
}

// begin makes the review with its first score.
func (s *Service) begin(ctx context.Context, t *Task) error {
	if !t.Review.IsZero() {
		return nil
	}
	to, err := t.State.After("SaveScore")
	if err != nil {
		return err
	}
	t.State = to
	r := &Review{
		ID: ident.NewReview(), Assignment: t.ID, Application: t.Application, Panel: t.Panel, Reviewer: t.Reviewer,
		Phase: Preliminary, State: Drafted, Version: 1, StartedAt: s.Desk.Now(),
	}
	t.Review, t.ReviewState, t.ReviewVersion = r.ID, r.State, r.Version
	if err := s.Store.AddReview(ctx, r); err != nil {
		return err
	}
	if err := s.Store.KeepAssignment(ctx, &t.Assignment); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "review.start", t.Application, "", map[string]any{"review": r.ID, "assignment": t.ID})
}
