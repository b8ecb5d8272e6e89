package profile

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// SubmitInput names the profile that is handed in.
type SubmitInput struct {
	Profile         ident.Profile
	ExpectedVersion *int
}

// Submit hands a profile in to be listed. A museum without a partner is due before one that has its own; late is
// DEADLINE_PASSED unless the cycle lets it count for the next, and what is missing is named answer by answer.
func (s *Service) Submit(ctx context.Context, in SubmitInput) (*Detail, error) {
	return s.change(ctx, in.Profile, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.EditProfile, auth.Target{Organizations: []ident.Organization{d.Organization}}); err != nil {
			return err
		}
		if d.State == Submitted || d.State == Listed {
			return nil
		}
		to, err := d.after(VerbSubmit)
		if err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		f, err := s.Forms.Form(ctx, d.Form)
		if err != nil {
			return err
		}
		d.index(&f.Definition, d.Answers)
		if err := s.inTime(ctx, d); err != nil {
			return err
		}
		if missing := form.Check(&f.Definition, d.Answers, true, d.Context()); len(missing) > 0 {
			return &fault.Error{Kind: fault.Invalid, Code: "unfinished", Message: "The profile is not finished yet.", Fields: missing}
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		d.State, d.SubmittedAt, d.SubmittedBy, d.Words = to, &now, auth.Who(ctx).Person, ""
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), true); err != nil {
			return err
		}
		if err := s.keep(ctx, d, VerbSubmit, ""); err != nil {
			return err
		}
		to2, err := s.Store.Listers(ctx, d.Program)
		if err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, "profile.to_list", d.ID.String(), map[string]any{"Museum": d.Museum, "Cycle": d.CycleTitle}, to2...)
	})
}

// inTime refuses a late profile, or moves it on to the next cycle where this one says so.
func (s *Service) inTime(ctx context.Context, d *Detail) error {
	if !d.RolledFrom.IsZero() {
		return nil // it is early for the cycle it counts for
	}
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	kind := program.ProfileWithPartner
	if d.Seeking && cycle.Phase(program.ProfileAlone) != nil || cycle.Phase(kind) == nil {
		kind = program.ProfileAlone
	}
	late := cycle.CheckOpen(kind, s.Desk.Now())
	if !fault.Is(late, fault.DeadlinePassed) || !cycle.ProfileRollover {
		return late
	}
	next, err := s.Cycles.ProfileCycle(ctx, d.Cycle)
	if err != nil || next.ID == d.Cycle {
		return late
	}
	d.RolledFrom, d.Cycle = d.Cycle, next.ID
	return nil
}

// ListOneInput names a profile the office shows in the directory.
type ListOneInput struct{ Profile ident.Profile }

// List shows a profile in the directory.
func (s *Service) List(ctx context.Context, in ListOneInput) (*Detail, error) {
	return s.decide(ctx, in.Profile, VerbList, "")
}

// ReturnInput names a profile the office gives back, and why.
type ReturnInput struct {
	Profile ident.Profile
	Words   string
}

// Return gives a profile back to its museum with words; a listed one leaves the directory.
func (s *Service) Return(ctx context.Context, in ReturnInput) (*Detail, error) {
	words := strings.TrimSpace(in.Words)
	if words == "" || len(words) > 5000 {
		return nil, fault.BadField("words", "required", "Say what is missing; the museum will read it.")
	}
	return s.decide(ctx, in.Profile, VerbReturn, words)
}

func (s *Service) decide(ctx context.Context, id ident.Profile, v Verb, words string) (*Detail, error) {
	return s.change(ctx, id, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.ListProfile, auth.Target{Program: d.Program, Organizations: []ident.Organization{d.Organization}}); err != nil {
			return err
		}
		to, err := d.after(v)
		if err != nil {
			return err
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		d.State, d.DecidedAt, d.DecidedBy, d.Words = to, &now, auth.Who(ctx).Person, words
		if v == VerbReturn {
			if err := s.Answers.Freeze(ctx, response.Of(d.ID), false); err != nil {
				return err
			}
		}
		if err := s.keep(ctx, d, v, words); err != nil {
			return err
		}
		speakers, err := s.Store.Speakers(ctx, []ident.Organization{d.Organization})
		if err != nil {
			return err
		}
		template := map[Verb]string{VerbList: "profile.listed", VerbReturn: "profile.returned"}[v]
		return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), map[string]any{"Museum": d.Museum, "Cycle": d.CycleTitle, "Words": words}, speakers...)
	})
}

// ReopenInput names a profile its museum takes back to change it.
type ReopenInput struct{ Profile ident.Profile }

// Reopen takes a profile out of the office's hands and the directory, so that its museum can change it.
func (s *Service) Reopen(ctx context.Context, in ReopenInput) (*Detail, error) {
	return s.change(ctx, in.Profile, func(ctx context.Context, d *Detail) (err error) {
		if err := auth.Require(ctx, auth.EditProfile, auth.Target{Organizations: []ident.Organization{d.Organization}}); err != nil {
			return err
		}
		if d.State, err = d.after(VerbReopen); err != nil {
			return err
		}
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), false); err != nil {
			return err
		}
		return s.keep(ctx, d, VerbReopen, "")
	})
}

// Tend is the job that puts away the profiles of cycles that are over.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "profile.tend" }

// ArchiveEnded puts away the profiles of cycles that are over; the timetable calls it.
func (s *Service) ArchiveEnded(ctx context.Context) (int, error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Profiles are archived by the timetable.")
	}
	n := 0
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		ids, err := s.Store.Archive(ctx, s.Desk.Now())
		if err != nil {
			return err
		}
		n = len(ids)
		for _, id := range ids {
			if err := s.Desk.Log.Record(ctx, "profile.archive", id, "", nil); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
