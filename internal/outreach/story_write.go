package outreach

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// StoryInput is a success story as a museum writes it; a draft may lack what handing it in asks for.
type StoryInput struct {
	Award           ident.Award
	Story           ident.Story // zero writes a new one
	Title           string
	Words           string
	Quote           string
	ToldAs          string // the name it is told under
	Pseudonym       bool   // that is not the person's
	Minor           bool   // the person was under 18
	Country         place.Country
	Theme           string
	Indicator       ident.Indicator // the outcome it shows; zero is none
	HappenedOn      calendar.Date
	ExpectedVersion *int
}

// WriteStory writes a new story or changes one that its museums still write. A person who turns out to be a minor needs
// a guardian's consent: the one that is there no longer counts.
func (s *Service) WriteStory(ctx context.Context, in StoryInput) (*Story, error) {
	var x *Story
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		x = &Story{ID: ident.NewStory(), Award: f.Award, State: StoryDraft, Version: 1, AddedBy: auth.Who(ctx).Person, AddedAt: s.now()}
		if !in.Story.IsZero() {
			if x, err = s.written(ctx, f, in.Story); err != nil {
				return err
			}
		}
		if err := s.fill(ctx, f, x, in); err != nil {
			return err
		}
		if x.ConsentAt != nil && x.Minor && !x.ByGuardian {
			x.ConsentAt = nil
			if err := s.Store.DropStoryFile(ctx, x.ID, ConsentFile); err != nil {
				return err
			}
		}
		if in.Story.IsZero() {
			err = s.Store.AddStory(ctx, x)
		} else {
			err = s.keepStory(ctx, x, in.ExpectedVersion)
		}
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.write", f.Award, "", map[string]any{"story": x.ID})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// written is a story of the award that its museums still write, locked.
func (s *Service) written(ctx context.Context, f *agreement.File, id ident.Story) (*Story, error) {
	x, err := s.Store.Story(ctx, id, true)
	if err != nil {
		return nil, err
	}
	if x.Award != f.Award {
		return nil, fault.Missing("story")
	}
	if !x.Written() {
		return nil, fault.New(fault.Conflict, "story_state", "The story is %s; that cannot be done to it now.", x.State).With("state", string(x.State))
	}
	return x, nil
}

func (s *Service) fill(ctx context.Context, f *agreement.File, x *Story, in StoryInput) error {
	var c fault.Check
	x.Title = words(&c, "title", in.Title, 200, true)
	x.Words = words(&c, "words", in.Words, 6000, false)
	x.Quote = words(&c, "quote", in.Quote, 500, false)
	x.ToldAs = words(&c, "toldAs", in.ToldAs, 100, false)
	x.Theme = words(&c, "theme", in.Theme, 100, false)
	x.Pseudonym, x.Minor, x.HappenedOn, x.Indicator = in.Pseudonym, in.Minor, in.HappenedOn, in.Indicator
	country, err := place.ParseCountry(strings.TrimSpace(string(in.Country)))
	c.That(err == nil, "country", "bad_country", "That is not a country.")
	x.Country = country
	s.inPeriod(&c, f, "happenedOn", in.HappenedOn)
	if !in.Indicator.IsZero() {
		if _, err := s.indicator(ctx, f, in.Indicator); fault.Is(err, fault.NotFound) {
			c.Refuse("indicator", "bad_choice", "Choose one of those offered.")
		} else if err != nil {
			return err
		}
	}
	return c.Err()
}

// keepStory writes a story under its version, or under the one that was expected.
func (s *Service) keepStory(ctx context.Context, x *Story, expected *int) error {
	at := x.Version
	if expected != nil {
		at = *expected
	}
	if err := s.Store.KeepStory(ctx, x, at); err != nil {
		return err
	}
	x.Version = at + 1
	return nil
}

// SubmitStoryInput hands a story in.
type SubmitStoryInput struct {
	Story           ident.Story
	ExpectedVersion *int
}

// SubmitStory hands a story in to the office; what it lacks is refused by field.
func (s *Service) SubmitStory(ctx context.Context, in SubmitStoryInput) (*Story, error) {
	return s.story(ctx, in.Story, auth.EnterOutreach, "submit", func(ctx context.Context, f *agreement.File, x *Story) error {
		var c fault.Check
		for _, g := range x.Gaps() {
			c.Refuse(g.Path, g.Code, "%s", g.Message)
		}
		if err := c.Err(); err != nil {
			return err
		}
		now := s.now()
		x.State, x.SubmittedBy, x.SubmittedAt, x.Reason = StorySubmitted, auth.Who(ctx).Person, &now, ""
		if err := s.keepStory(ctx, x, in.ExpectedVersion); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.submit", f.Award, "", map[string]any{"story": x.ID, "words": x.Length()})
	})
}

// story does something to a story by a verb of its states, under the award's lock.
func (s *Service) story(ctx context.Context, id ident.Story, p auth.Permission, verb string, do func(context.Context, *agreement.File, *Story) error) (*Story, error) {
	x, err := s.Store.Story(ctx, id, false)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, x.Award, p, func(ctx context.Context, f *agreement.File) (err error) {
		if x, err = s.Store.Story(ctx, id, true); err != nil {
			return err
		}
		if err := moves(x, verb); err != nil {
			return err
		}
		return do(ctx, f, x)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}
