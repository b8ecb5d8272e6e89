package people

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Signal is a step of the Continuum of Excellence of the American Alliance of Museums.
type Signal string

// The signals, from joining to accreditation.
const (
	MembershipTier  Signal = "membership"     // detail is the tier
	PledgeSigned    Signal = "pledge"         // Pledge of Excellence
	CoreDocuments   Signal = "core_documents" // verified
	MuseumAssessed  Signal = "map"            // Museum Assessment Program; detail is its kind
	AccreditedUntil Signal = "accreditation"
)

// Signals are the signals of standing, in the order a museum meets them.
func Signals() []Signal {
	return []Signal{MembershipTier, PledgeSigned, CoreDocuments, MuseumAssessed, AccreditedUntil}
}

// StandingSignal is one signal of professional standing with its dates: shown, never a bar.
type StandingSignal struct {
	ID           ident.Standing     `bun:"id,pk"`
	Organization ident.Organization `bun:"organization_id"`
	Kind         Signal             `bun:"kind"`
	Detail       string             `bun:"detail"`
	Since        calendar.Date      `bun:"since"`
	Until        calendar.Date      `bun:"until"` // last day; absent is open
	RecordedBy   ident.Person       `bun:"recorded_by"`
	RecordedAt   time.Time          `bun:"recorded_at"`
}

// Current tells whether the signal holds on a day.
func (x *StandingSignal) Current(on calendar.Date) bool {
	return !x.Since.After(on) && (x.Until.IsZero() || !x.Until.Before(on))
}

// StandingSignals are an organization's signals, oldest first; they are public and bar nobody from anything.
func (s *Service) StandingSignals(ctx context.Context, o ident.Organization) ([]*StandingSignal, error) {
	return s.Store.StandingSignals(ctx, o)
}

// StandingInput tells of one signal.
type StandingInput struct {
	Organization ident.Organization
	Kind         Signal
	Detail       string // such as the tier, or the kind of assessment
	Since        calendar.Date
	Until        calendar.Date
}

// AddStandingSignal records a signal, for the museum's own people and officers.
func (s *Service) AddStandingSignal(ctx context.Context, in StandingInput) (*StandingSignal, error) {
	in.Detail = strings.TrimSpace(in.Detail)
	var c fault.Check
	c.That(slices.Contains(Signals(), in.Kind), "kind", "bad_signal", "There is no such signal of standing.")
	c.That(utf8.RuneCountInString(in.Detail) <= 200, "detail", "too_long", "At most %d characters.", 200)
	c.That(!in.Since.IsZero(), "since", "required", "Say since when.")
	c.That(!in.Since.After(s.today()), "since", "in_the_future", "It began on a day that has been.")
	c.That(in.Until.IsZero() || !in.Until.Before(in.Since), "until", "before_since", "It ends after it begins.")
	x := &StandingSignal{
		ID: ident.NewStanding(), Organization: in.Organization, Kind: in.Kind, Detail: in.Detail, Since: in.Since, Until: in.Until,
		RecordedBy: auth.Who(ctx).Person, RecordedAt: s.Desk.Now(),
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.ownRecord(ctx, in.Organization); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddStandingSignal(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.add_standing", in.Organization, "", x)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// RemoveStandingSignal takes a signal off a record; the audit log keeps what it was.
func (s *Service) RemoveStandingSignal(ctx context.Context, id ident.Standing) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		x, err := s.Store.StandingSignal(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.ownRecord(ctx, x.Organization); err != nil {
			return err
		}
		if err := s.Store.RemoveStandingSignal(ctx, id); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.remove_standing", x.Organization, "", x)
	})
}

// ExclusionResult is what an officer found on the government's list of excluded parties.
type ExclusionResult string

// The results of looking.
const (
	Clear         ExclusionResult = "clear"
	PossibleMatch ExclusionResult = "possible_match"
	Excluded      ExclusionResult = "excluded"
)

// ExclusionCheck is one look at the list of excluded parties; only officers see it.
type ExclusionCheck struct {
	ID           ident.Exclusion    `bun:"id,pk"`
	Organization ident.Organization `bun:"organization_id"`
	CheckedOn    calendar.Date      `bun:"checked_on"`
	Result       ExclusionResult    `bun:"result"`
	Note         string             `bun:"note"`
	CheckedBy    ident.Person       `bun:"checked_by"`
	RecordedAt   time.Time          `bun:"recorded_at"`
}

// ExclusionResults are the results of looking, best first.
func ExclusionResults() []ExclusionResult {
	return []ExclusionResult{Clear, PossibleMatch, Excluded}
}

// ExclusionChecks are the looks at the list of excluded parties, newest first; for officers only.
func (s *Service) ExclusionChecks(ctx context.Context, o ident.Organization) ([]*ExclusionCheck, error) {
	if err := auth.Require(ctx, auth.CheckExclusions, auth.Target{Organizations: []ident.Organization{o}}); err != nil {
		return nil, err
	}
	return s.Store.ExclusionChecks(ctx, o)
}

// ExclusionInput tells what an officer found; anything but clear has a note.
type ExclusionInput struct {
	Organization ident.Organization
	CheckedOn    calendar.Date
	Result       ExclusionResult
	Note         string
}

// RecordExclusionCheck keeps what an officer found; earlier looks stay.
func (s *Service) RecordExclusionCheck(ctx context.Context, in ExclusionInput) (*ExclusionCheck, error) {
	in.Note = strings.TrimSpace(in.Note)
	var c fault.Check
	c.That(slices.Contains(ExclusionResults(), in.Result), "result", "bad_result", "There is no such result.")
	c.That(in.Result == Clear || in.Note != "", "note", "required", "Say what was found.")
	c.That(utf8.RuneCountInString(in.Note) <= 2000, "note", "too_long", "At most %d characters.", 2000)
	c.That(!in.CheckedOn.IsZero() && !in.CheckedOn.After(s.today()), "checkedOn", "in_the_future", "Say on which day you looked; it has been.")
	x := &ExclusionCheck{
		ID: ident.NewExclusion(), Organization: in.Organization, CheckedOn: in.CheckedOn, Result: in.Result, Note: in.Note,
		CheckedBy: auth.Who(ctx).Person, RecordedAt: s.Desk.Now(),
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.CheckExclusions, auth.Target{Organizations: []ident.Organization{in.Organization}}); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if _, err := s.Store.OrganizationForUpdate(ctx, in.Organization); err != nil {
			return err
		}
		if err := s.Store.AddExclusionCheck(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.check_exclusions", in.Organization, "", map[string]any{"result": x.Result, "on": x.CheckedOn})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}
