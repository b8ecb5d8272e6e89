package application

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// given is a text that must be there, without the spaces around it.
func given(text, path, message string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", fault.BadField(path, "required", "%s", message)
	}
	return plainText(text, path)
}

// plain is a text without the spaces around it; what cannot be kept, or is too long, is refused.
func plain(c *fault.Check, at, s string, most int) string {
	s = strings.TrimSpace(s)
	c.That(utf8.ValidString(s) && !strings.ContainsRune(s, 0), at, "bad_text", "The text has a character that cannot be kept.")
	c.That(utf8.RuneCountInString(s) <= most, at, "too_long", "At most %d characters.", most)
	return s
}

func plainText(text, path string) (string, error) {
	var c fault.Check
	text = plain(&c, path, text, 4000)
	return text, c.Err()
}

// mayCheck lets an officer of the program check what somebody else submitted for another museum.
func mayCheck(ctx context.Context, d *Detail) error {
	return auth.Require(ctx, auth.CheckApplication, auth.Target{
		Program: d.Program, Organizations: d.organizations(), Not: []ident.Person{d.SubmittedBy},
	})
}

func (s *Service) checkedNow(ctx context.Context, d *Detail, note string) {
	now := s.Desk.Now()
	d.CheckedBy, d.CheckedAt, d.CheckNote = auth.Who(ctx).Person, &now, note
}

// TakeUpInput names the submitted application an officer begins to check.
type TakeUpInput struct{ Application ident.Application }

// TakeUp begins the technical check of a submitted application.
func (s *Service) TakeUp(ctx context.Context, in TakeUpInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := mayCheck(ctx, d); err != nil {
			return err
		}
		return s.step(ctx, d, VerbTakeUp, "")
	})
}

// ReturnInput says what is missing and by when it comes back.
type ReturnInput struct {
	Application ident.Application
	Missing     string
	Until       time.Time
}

// Return sends a submitted application back once, for missing pieces, until an instant.
func (s *Service) Return(ctx context.Context, in ReturnInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := mayCheck(ctx, d); err != nil {
			return err
		}
		if d.ReturnedUntil != nil {
			return fault.New(fault.Conflict, "returned_once", "An application is returned only once.")
		}
		cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
		if err != nil {
			return err
		}
		if cycle.ReturnsBarred {
			return fault.New(fault.Conflict, "returns_barred", "In this cycle no application is returned for missing pieces.")
		}
		missing, err := given(in.Missing, "missing", "Say what is missing.")
		if err != nil {
			return err
		}
		if !in.Until.After(s.Desk.Now()) {
			return fault.BadField("until", "in_the_past", "The museums need some time to answer.")
		}
		until := in.Until.UTC().Truncate(time.Microsecond)
		d.ReturnedUntil = &until
		s.checkedNow(ctx, d, missing)
		if err := s.step(ctx, d, VerbReturn, missing); err != nil {
			return err
		}
		return s.tell(ctx, "application.returned", d, map[string]any{"Missing": missing, "Until": until, "Zone": d.Zone})
	})
}

// FindInput is an officer's finding on an application, with a note.
type FindInput struct {
	Application ident.Application
	Note        string
}

// MarkEligible lets a checked application go to review. A rule that fails without the director's
// exception is CONFLICT; where the records leave a rule open, the note says how it was settled.
func (s *Service) MarkEligible(ctx context.Context, in FindInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := mayCheck(ctx, d); err != nil {
			return err
		}
		note, err := plainText(in.Note, "note")
		if err != nil {
			return err
		}
		if err := s.settled(ctx, d, note); err != nil {
			return err
		}
		s.checkedNow(ctx, d, note)
		if err := s.step(ctx, d, VerbAccept, note); err != nil {
			return err
		}
		if d.Partners != nil {
			find := partnership.FindInput{Partnership: d.Partnership, Eligible: true, Reason: note}
			if _, err := s.Partnerships.Find(ctx, find); err != nil {
				return err
			}
		}
		return s.tell(ctx, "application.eligible", d, nil)
	})
}

// settled refuses a finding the records contradict.
func (s *Service) settled(ctx context.Context, d *Detail, note string) error {
	if d.Partners == nil {
		return nil
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return err
	}
	if failing := p.Eligibility.Failing(); len(failing) > 0 {
		e := fault.New(fault.Conflict, "not_eligible", "The records contradict it; the director may grant an exception.")
		for _, r := range failing {
			e.Fields = append(e.Fields, fault.Field{Path: "eligibility." + string(r.Rule), Code: r.Code, Message: r.Reason})
		}
		return e
	}
	var open []string
	for _, r := range p.Eligibility.Rules {
		// The embassy's word and the UEI are due before an award, not before review.
		later := r.Rule == partnership.EmbassyWord || r.Rule == partnership.UEIGiven
		if r.Outcome == partnership.Unknown && !r.Judged && !later && r.Exception == nil {
			open = append(open, string(r.Rule))
		}
	}
	if len(open) > 0 && note == "" {
		return fault.BadField("note", "required", "The records leave %s open; say how it was settled.", strings.Join(open, ", "))
	}
	return nil
}

// MarkIneligible ends an application at the technical check, with the reason its museums will read.
func (s *Service) MarkIneligible(ctx context.Context, in FindInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := mayCheck(ctx, d); err != nil {
			return err
		}
		reason, err := given(in.Note, "note", "Say why; the museums will read it.")
		if err != nil {
			return err
		}
		s.checkedNow(ctx, d, reason)
		if err := s.step(ctx, d, VerbRefuse, reason); err != nil {
			return err
		}
		if d.Partners != nil {
			find := partnership.FindInput{Partnership: d.Partnership, Eligible: false, Reason: reason}
			if _, err := s.Partnerships.Find(ctx, find); err != nil {
				return err
			}
		}
		return s.tell(ctx, "application.ineligible", d, map[string]any{"Reason": reason})
	})
}
