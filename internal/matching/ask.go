package matching

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/profile"
)

// mostWords is how long words to another museum are at most, in characters.
const mostWords = 5000

// said checks words to another museum: given where needed, plain text of at most 5,000 characters.
func said(text, path string, needed bool) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", fault.BadField(path, "bad_text", "This text holds characters that cannot be kept.")
	}
	text = strings.TrimSpace(text)
	if text == "" && needed {
		return "", fault.BadField(path, "required", "Say something; the other museum will read it.")
	}
	if utf8.RuneCountInString(text) > mostWords {
		return "", fault.BadField(path, "too_long", "Write at most %d characters.", mostWords)
	}
	return text, nil
}

// AskInput names who asks whom to be introduced, by their profiles in one cycle.
type AskInput struct {
	Asker ident.Profile
	Asked ident.Profile
	Words string // the other museum reads them
}

// Ask asks another museum of the cycle to get in touch. Both profiles are listed; whoever wants no suggestions of the
// other, or declined in this cycle, is CONFLICT without saying which.
func (s *Service) Ask(ctx context.Context, in AskInput) (*Meeting, error) {
	return s.begin(ctx, in.Asker, in.Asked, in.Words, func(ctx context.Context, a, _ *profile.Detail, i *Introduction) error {
		i.AskerAgreedAt = &i.AskedAt
		return auth.Require(ctx, auth.SeekPartner, auth.Target{Organizations: []ident.Organization{a.Organization}})
	})
}

// IntroduceInput names the two whom an officer introduces to each other.
type IntroduceInput struct {
	Asker ident.Profile
	Asked ident.Profile
	Words string // both museums read them
}

// Introduce brings two museums of the officer's program together; each accepts for itself before either can write.
func (s *Service) Introduce(ctx context.Context, in IntroduceInput) (*Meeting, error) {
	return s.begin(ctx, in.Asker, in.Asked, in.Words, func(ctx context.Context, a, b *profile.Detail, i *Introduction) error {
		i.ByOffice = true
		return auth.Require(ctx, auth.IntroduceMuseums, auth.Target{Program: a.Program, Organizations: []ident.Organization{a.Organization, b.Organization}})
	})
}

// begin keeps a new introduction and tells whom it waits for.
func (s *Service) begin(ctx context.Context, asker, asked ident.Profile, words string, may func(context.Context, *profile.Detail, *profile.Detail, *Introduction) error) (*Meeting, error) {
	var m *Meeting
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		a, err := s.Profiles.Profile(ctx, asker)
		if err != nil {
			return err
		}
		b, err := s.Profiles.Profile(ctx, asked)
		if err != nil {
			return err
		}
		i := &Introduction{
			ID: ident.NewIntroduction(), Cycle: a.Cycle, Asker: a.ID, Asked: b.ID, AskerOrganization: a.Organization, AskedOrganization: b.Organization,
			State: Asked, Version: 1, AskedBy: auth.Who(ctx).Person, AskedAt: s.Desk.Now().UTC().Truncate(time.Microsecond),
		}
		if err := may(ctx, a, b, i); err != nil {
			return err
		}
		if i.Words, err = said(words, "words", true); err != nil {
			return err
		}
		if err := s.askable(ctx, a, b); err != nil {
			return err
		}
		if err := s.Store.AddIntroduction(ctx, i); err != nil {
			return err
		}
		if m, err = s.Introduction(ctx, i.ID); err != nil {
			return err
		}
		return s.begun(ctx, m)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// askable refuses a pair that is of two calls, of one museum, unlisted, or unwilling.
func (s *Service) askable(ctx context.Context, a, b *profile.Detail) error {
	if a.Cycle != b.Cycle || a.Organization == b.Organization {
		return fault.BadField("asked", "not_a_pair", "Introductions are between two museums of one call.")
	}
	if a.State != profile.Listed {
		return fault.New(fault.Conflict, "not_listed", "A museum asks and is introduced once its profile is in the directory.")
	}
	willing, err := s.Store.Willing(ctx, a.ID, b.ID)
	if err != nil {
		return err
	}
	if b.State != profile.Listed || !willing {
		return fault.New(fault.Conflict, "not_askable", "This museum cannot be asked at the moment.")
	}
	return nil
}

func (s *Service) begun(ctx context.Context, m *Meeting) error {
	if !m.ByOffice {
		if err := s.Desk.Log.Record(ctx, "matching.ask", m.ID, "", nil); err != nil {
			return err
		}
		return s.tell(ctx, "matching.asked", m, AskedSide, m.Words)
	}
	if err := s.Desk.Log.Record(ctx, "matching.introduce", m.ID, "", nil); err != nil {
		return err
	}
	if err := s.tell(ctx, "matching.introduced", m, AskerSide, m.Words); err != nil {
		return err
	}
	return s.tell(ctx, "matching.introduced", m, AskedSide, m.Words)
}

// tell mails the people of a side, with the name of the museum across and the words, never an address.
func (s *Service) tell(ctx context.Context, template string, m *Meeting, to Side, words string) error {
	people, err := s.Store.Speakers(ctx, []ident.Organization{m.Of(to)})
	if err != nil {
		return err
	}
	data := map[string]any{"Museum": m.Name(to.Other()), "Lead": m.Name(to), "Cycle": m.CycleTitle, "Words": words}
	return s.Desk.Outbox.Tell(ctx, template, m.ID.String(), data, people...)
}
