package outreach

import (
	"context"
	"errors"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/seal"
)

// ring is the keys of the house, or a clear refusal without any.
func (s *Service) ring() (*seal.Ring, error) {
	if s.Seal == nil {
		return nil, fault.New(fault.Conflict, "no_key", "This house has no key for personal data, so it can neither be kept nor shown.")
	}
	return s.Seal, nil
}

// putFile seals bytes of a story and writes them over what was there.
func (s *Service) putFile(ctx context.Context, id ident.Story, k FileKind, media string, plain []byte) error {
	r, err := s.ring()
	if err != nil {
		return err
	}
	f := &StoryFile{Story: id, Kind: k, Media: media, SavedBy: auth.Who(ctx).Person, SavedAt: s.now()}
	closed, err := r.Seal(plain, f.place())
	if err != nil {
		return fmt.Errorf("seal %s of %s: %w", k, id, err)
	}
	f.Key, f.Sealed = closed.Key, closed.Bytes
	return s.Store.PutStoryFile(ctx, f)
}

// openFile reads a sealed file of a story.
func (s *Service) openFile(ctx context.Context, id ident.Story, k FileKind) (*Opened, error) {
	f, err := s.Store.StoryFile(ctx, id, k)
	if err != nil {
		return nil, err
	}
	r, err := s.ring()
	if err != nil {
		return nil, err
	}
	plain, err := r.Open(seal.Sealed{Key: f.Key, Bytes: f.Sealed}, f.place())
	if errors.Is(err, seal.ErrKey) {
		return nil, fault.New(fault.Conflict, "key_missing", "The key %q, under which this was sealed, is not in the house's key file.", f.Key).With("key", f.Key)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s of %s: %w", k, id, err)
	}
	return &Opened{Media: f.Media, Bytes: plain}, nil
}

// Opened is a file of a story as it came.
type Opened struct {
	Media string
	Bytes []byte
}

// StoryPhotoInput gives a story its photo.
type StoryPhotoInput struct {
	Story   ident.Story
	File    []byte // JPEG or PNG, at most 5 MB
	Alt     string // what is to be seen, for who does not see it
	Credit  string
	License string
}

// GiveStoryPhoto gives a story a photo, over the one it had; what the camera wrote into it is taken out.
func (s *Service) GiveStoryPhoto(ctx context.Context, in StoryPhotoInput) (*Story, error) {
	return s.writing(ctx, in.Story, func(ctx context.Context, f *agreement.File, x *Story) error {
		var c fault.Check
		x.PhotoAlt = words(&c, "alt", in.Alt, 300, true)
		x.PhotoCredit = words(&c, "credit", in.Credit, 200, true)
		x.PhotoLicense = words(&c, "license", in.License, 200, true)
		c.That(len(in.File) > 0, "file", "required", "Choose a file.")
		c.That(len(in.File) <= mostStoryFile, "file", "too_large", "At most 5 MB.")
		if err := c.Err(); err != nil {
			return err
		}
		plain, media, err := bare(in.File)
		if err != nil {
			return err
		}
		x.PhotoMedia = media
		if err := s.putFile(ctx, x.ID, PhotoFile, media, plain); err != nil {
			return err
		}
		if err := s.keepStory(ctx, x, nil); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.photo", f.Award, "", map[string]any{"story": x.ID, "size": len(plain)})
	})
}

// StoryConsentInput is the written consent of a story's person, or of a guardian.
type StoryConsentInput struct {
	Story      ident.Story
	File       []byte // PDF, JPEG or PNG, at most 5 MB
	ByGuardian bool
}

// GiveStoryConsent keeps a written consent, sealed, over the one that was there; a minor's is a guardian's.
func (s *Service) GiveStoryConsent(ctx context.Context, in StoryConsentInput) (*Story, error) {
	return s.writing(ctx, in.Story, func(ctx context.Context, f *agreement.File, x *Story) error {
		var c fault.Check
		media := mediaOf(in.File)
		c.That(len(in.File) > 0, "file", "required", "Choose a file.")
		c.That(len(in.File) <= mostStoryFile, "file", "too_large", "At most 5 MB.")
		c.That(len(in.File) == 0 || media != "", "file", "bad_consent", "A consent is a PDF, a JPEG or a PNG.")
		c.That(!x.Minor || in.ByGuardian, "byGuardian", "story_guardian", "For a minor the consent is a guardian's.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.putFile(ctx, x.ID, ConsentFile, media, in.File); err != nil {
			return err
		}
		now := s.now()
		x.ConsentAt, x.ByGuardian = &now, in.ByGuardian
		if err := s.keepStory(ctx, x, nil); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.consent", f.Award, "", map[string]any{"story": x.ID, "guardian": x.ByGuardian})
	})
}

// writing changes a story that its museums still write.
func (s *Service) writing(ctx context.Context, id ident.Story, do func(context.Context, *agreement.File, *Story) error) (*Story, error) {
	x, err := s.Store.Story(ctx, id, false)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, x.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		if x, err = s.written(ctx, f, id); err != nil {
			return err
		}
		return do(ctx, f, x)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// ReadConsentInput opens a consent, and says what for.
type ReadConsentInput struct {
	Story   ident.Story
	Purpose string
}

// ReadConsent opens the consent of a story for its museums and its program officer; the look is kept with what for.
func (s *Service) ReadConsent(ctx context.Context, in ReadConsentInput) (*Opened, error) {
	var out *Opened
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		x, f, err := s.seen(ctx, in.Story)
		if err != nil {
			return err
		}
		if !auth.May(ctx, auth.ApproveStory, f.Target()) {
			if err := auth.Require(ctx, auth.EnterOutreach, f.Target()); err != nil {
				return err
			}
		}
		var c fault.Check
		purpose := words(&c, "purpose", in.Purpose, 500, true)
		c.That(purpose == "" || len([]rune(purpose)) >= 5, "purpose", "no_purpose", "Say what for, in 5 to 500 characters; it is kept with your name.")
		if err := c.Err(); err != nil {
			return err
		}
		if out, err = s.openFile(ctx, x.ID, ConsentFile); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.story.consent_read", f.Award, purpose, map[string]any{"story": x.ID})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// RekeyStories puts everything sealed of stories under the ring's first key and counts it; only the command line does it.
func (s *Service) RekeyStories(ctx context.Context) (n int, err error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Keys are changed on the command line.")
	}
	r, err := s.ring()
	if err != nil {
		return 0, err
	}
	const atOnce = 20
	for more := true; more; {
		err = s.Desk.Tx(ctx, func(ctx context.Context) error {
			some, err := s.Store.StoryFilesBeside(ctx, r.First(), atOnce)
			if err != nil {
				return err
			}
			more = len(some) == atOnce
			for _, f := range some {
				moved, err := r.Rewrap(seal.Sealed{Key: f.Key, Bytes: f.Sealed}, f.place())
				if err != nil {
					return fmt.Errorf("move %s of %s from key %q: %w", f.Kind, f.Story, f.Key, err)
				}
				f.Key, f.Sealed = moved.Key, moved.Bytes
				if err := s.Store.PutStoryFile(ctx, f); err != nil {
					return err
				}
			}
			n += len(some)
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// UnopenedStories are files that do not open under the house's keys, for the doctor; nothing of what opens is told.
func (s *Service) UnopenedStories(all []*StoryFile) (off []string) {
	for _, f := range all {
		if s.Seal == nil {
			off = append(off, fmt.Sprintf("%s of %s: no key", f.Kind, f.Story))
		} else if _, err := s.Seal.Open(seal.Sealed{Key: f.Key, Bytes: f.Sealed}, f.place()); err != nil {
			off = append(off, fmt.Sprintf("%s of %s: %v", f.Kind, f.Story, err))
		}
	}
	return off
}
