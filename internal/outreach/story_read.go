package outreach

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Shown is which stories of an award somebody sees.
type Shown struct {
	Drafts   bool // those that are not handed in too
	Approved bool // none but those approved for the funder or the public
}

// shownTo is what of an award's stories the actor sees: its museums all, the office what was handed in, the funder what
// is approved for it.
func shownTo(ctx context.Context, f *agreement.File) Shown {
	return Shown{Drafts: auth.May(ctx, auth.EnterOutreach, f.Target()), Approved: !auth.May(ctx, auth.ReadStories, f.Target())}
}

func (w Shown) holds(x *Story) bool {
	if w.Approved {
		return x.Stands(ForFunder)
	}
	return w.Drafts || x.State != StoryDraft
}

// Stories are the success stories of an award that the actor sees, the newest first.
func (s *Service) Stories(ctx context.Context, id ident.Award, a page.Args) (*page.Connection[*Story], error) {
	f, err := s.see(ctx, id)
	if err != nil {
		return nil, err
	}
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	who := shownTo(ctx, f)
	rows, err := s.Store.Stories(ctx, id, who, cut)
	if err != nil {
		return nil, err
	}
	total := func(ctx context.Context) (int, error) { return s.Store.CountStories(ctx, id, who) }
	return page.New(cut, rows, func(x *Story) []string { return []string{x.ID.String()} }, total), nil
}

// Story is one success story; one that the actor does not see is not found.
func (s *Service) Story(ctx context.Context, id ident.Story) (*Story, error) {
	x, _, err := s.seen(ctx, id)
	return x, err
}

func (s *Service) seen(ctx context.Context, id ident.Story) (*Story, *agreement.File, error) {
	x, err := s.Store.Story(ctx, id, false)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.see(ctx, x.Award)
	if err != nil || !shownTo(ctx, f).holds(x) {
		return nil, nil, fault.Missing("story")
	}
	return x, f, nil
}

// StoryPhoto is the photo of a story that the actor sees.
func (s *Service) StoryPhoto(ctx context.Context, id ident.Story) (*Opened, error) {
	x, _, err := s.seen(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.openFile(ctx, x.ID, PhotoFile)
}

// PublicStories are the stories of a project that everybody may read, the newest first, at most twenty.
func (s *Service) PublicStories(ctx context.Context, id ident.Award) ([]*Told, error) {
	return s.Store.Told(ctx, id)
}

// PublicPhoto is the photo of a story that everybody may read; of any other it is not found.
func (s *Service) PublicPhoto(ctx context.Context, id ident.Story) (*Opened, error) {
	x, err := s.Store.Story(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if !x.Stands(ForPublic) {
		return nil, fault.Missing("story")
	}
	return s.openFile(ctx, x.ID, PhotoFile)
}

// ApprovedStories are the stories of awards approved for readers, that happened in the period, the newest first, at most
// a hundred, in one statement; it asks no permission, because the reports that call it have asked their own.
func (s *Service) ApprovedStories(ctx context.Context, a Asked, r Readers) ([]*Told, error) {
	return s.Store.ApprovedStories(ctx, a, r)
}
