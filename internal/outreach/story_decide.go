package outreach

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ApproveStoryInput approves a story for its readers.
type ApproveStoryInput struct {
	Story           ident.Story
	For             Readers
	ExpectedVersion *int
}

// ApproveStory approves a story that was handed in, or changes for whom an approved one is; who handed it in does not.
func (s *Service) ApproveStory(ctx context.Context, in ApproveStoryInput) (*Story, error) {
	return s.story(ctx, in.Story, auth.ApproveStory, "approve", func(ctx context.Context, f *agreement.File, x *Story) error {
		if x.SubmittedBy == auth.Who(ctx).Person {
			return fault.New(fault.Forbidden, "own_story", "Who handed a story in does not approve it.")
		}
		var c fault.Check
		oneOf(&c, "for", in.For, ReadersKnown())
		if err := c.Err(); err != nil {
			return err
		}
		now := s.now()
		x.State, x.For, x.DecidedBy, x.DecidedAt = StoryApproved, in.For, auth.Who(ctx).Person, &now
		if err := s.keepStory(ctx, x, in.ExpectedVersion); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.approve", f.Award, "", map[string]any{"story": x.ID, "for": x.For})
	})
}

// ReturnStoryInput gives a story back, with a reason.
type ReturnStoryInput struct {
	Story           ident.Story
	Reason          string
	ExpectedVersion *int
}

// ReturnStory gives a story that was handed in back to its museums.
func (s *Service) ReturnStory(ctx context.Context, in ReturnStoryInput) (*Story, error) {
	return s.story(ctx, in.Story, auth.ApproveStory, "return", func(ctx context.Context, f *agreement.File, x *Story) error {
		var c fault.Check
		reason := words(&c, "reason", in.Reason, 1000, true)
		if err := c.Err(); err != nil {
			return err
		}
		now := s.now()
		x.State, x.Reason, x.DecidedBy, x.DecidedAt = StoryReturned, reason, auth.Who(ctx).Person, &now
		if err := s.keepStory(ctx, x, in.ExpectedVersion); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.return", f.Award, reason, map[string]any{"story": x.ID})
	})
}

// WithdrawStoryInput takes a story down because its person takes the consent back.
type WithdrawStoryInput struct {
	Story  ident.Story
	Reason string
}

// WithdrawStory takes a story down at once, in whatever state it is and however old its award: what it told, the name
// and the photo are erased. That there was consent is kept with the sealed paper, so that earlier use can be answered for.
func (s *Service) WithdrawStory(ctx context.Context, in WithdrawStoryInput) (*Story, error) {
	x, err := s.Store.Story(ctx, in.Story, false)
	if err != nil {
		return nil, err
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, x.Award, true)
		if err != nil {
			return err
		}
		if !auth.May(ctx, auth.ApproveStory, f.Target()) {
			if err := auth.Require(ctx, auth.EnterOutreach, f.Target()); err != nil {
				return err
			}
		}
		if x, err = s.Store.Story(ctx, in.Story, true); err != nil {
			return err
		}
		if err := moves(x, "withdraw"); err != nil {
			return err
		}
		return s.takeDown(ctx, f, x, in.Reason)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

func (s *Service) takeDown(ctx context.Context, f *agreement.File, x *Story, text string) error {
	var c fault.Check
	reason := words(&c, "reason", text, 500, true)
	if err := c.Err(); err != nil {
		return err
	}
	now := s.now()
	x.State, x.Reason, x.WithdrawnBy, x.WithdrawnAt = StoryWithdrawn, reason, auth.Who(ctx).Person, &now
	x.Title, x.Words, x.Quote, x.ToldAs, x.Theme = "", "", "", "", ""
	x.PhotoMedia, x.PhotoAlt, x.PhotoCredit, x.PhotoLicense = "", "", "", ""
	if err := s.Store.DropStoryFile(ctx, x.ID, PhotoFile); err != nil {
		return err
	}
	if err := s.keepStory(ctx, x, nil); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "outreach.story.withdraw", f.Award, reason, map[string]any{"story": x.ID, "for": x.For})
}
