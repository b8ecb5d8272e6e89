package profile

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Store keeps profiles; what the filter hides is not found. Listed profiles of public cycles are everybody's.
type Store interface {
	Profile(ctx context.Context, f auth.Filter, id ident.Profile) (*Detail, error)
	ProfilesByID(ctx context.Context, f auth.Filter, ids []ident.Profile) ([]*Profile, error)
	ProfileOf(ctx context.Context, f auth.Filter, c ident.Cycle, o ident.Organization) (*Profile, error) // nil where there is none
	LatestAnswers(ctx context.Context, o ident.Organization) (form.Answers, error)                       // of its last profile in any cycle
	Rows(ctx context.Context, f auth.Filter, in ListInput, a page.Args) (*page.Connection[*Row], error)
	LockProfile(ctx context.Context, id ident.Profile) error
	AddProfile(ctx context.Context, p *Profile) error
	KeepProfile(ctx context.Context, p *Profile) error
	Archive(ctx context.Context, now time.Time) ([]ident.Profile, error)
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
	Listers(ctx context.Context, p ident.Program) ([]ident.Person, error)
}

// Cycles reads the cycle a profile is for.
type Cycles interface {
	Cycle(ctx context.Context, id ident.Cycle) (*program.Detail, error)
	ProfileCycle(ctx context.Context, id ident.Cycle) (*program.Cycle, error)
}

// Forms reads the form a profile answers.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Museums reads the register.
type Museums interface {
	Organization(ctx context.Context, id ident.Organization) (*people.Organization, error)
}

// Answers keeps what was answered.
type Answers interface {
	Start(ctx context.Context, in response.StartInput) error
	Freeze(ctx context.Context, id ident.Response, frozen bool) error
}

// Service is what museums and the office do with profiles.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Cycles  Cycles
	Forms   Forms
	Museums Museums
	Answers Answers
}

// ListInput narrows the directory of profiles; absent parts do not narrow.
type ListInput struct {
	Cycle    ident.Cycle
	State    State
	Seeking  bool // only those that want a partner
	US       *bool
	Country  place.Country
	USState  place.State
	Type     string // of museum
	Theme    string // key of an option of the form
	Language string // BCP 47
	Words    string // in names and ideas
}

// Row is a profile in the directory.
type Row struct {
	ID           ident.Profile      `bun:"id"`
	Cycle        ident.Cycle        `bun:"cycle_id"`
	CycleTitle   string             `bun:"cycle_title"`
	Organization ident.Organization `bun:"organization_id"`
	Museum       string             `bun:"museum"`
	MuseumLocal  string             `bun:"museum_local"`
	MuseumLang   string             `bun:"museum_lang"`
	Country      place.Country      `bun:"country"`
	USState      place.State        `bun:"us_state"`
	City         string             `bun:"city"`
	Type         string             `bun:"type"`
	Languages    []string           `bun:"languages,array"`
	Form         ident.Form         `bun:"form_id"`
	Seeking      bool               `bun:"seeking"`
	Themes       []string           `bun:"themes,array"`
	Idea         string             `bun:"idea"` // its beginning
	State        State              `bun:"state"`
	SubmittedAt  *time.Time         `bun:"submitted_at"`
}

// Profile is one profile; listed ones are everybody's, the others their museum's and the office's.
func (s *Service) Profile(ctx context.Context, id ident.Profile) (*Detail, error) {
	return s.Store.Profile(ctx, auth.Scope(ctx, auth.ViewProfile), id)
}

// ProfilesByID are profiles by their ids, for batching; hidden ones are left out.
func (s *Service) ProfilesByID(ctx context.Context, ids []ident.Profile) ([]*Profile, error) {
	return s.Store.ProfilesByID(ctx, auth.Scope(ctx, auth.ViewProfile), ids)
}

// ProfileOf is a museum's profile in a cycle; nil where there is none or it is hidden.
func (s *Service) ProfileOf(ctx context.Context, c ident.Cycle, o ident.Organization) (*Profile, error) {
	return s.Store.ProfileOf(ctx, auth.Scope(ctx, auth.ViewProfile), c, o)
}

// Profiles are the directory of a cycle: what is listed, and of the rest what the actor may see.
func (s *Service) Profiles(ctx context.Context, in ListInput, a page.Args) (*page.Connection[*Row], error) {
	if len(in.Words) > 200 {
		return nil, fault.BadField("words", "too_long", "A search has at most 200 bytes.")
	}
	in.Words = strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(in.Words), "\x00", ""), "")
	return s.Store.Rows(ctx, auth.Scope(ctx, auth.ViewProfile), in, a)
}

// StartInput names the museum and the call whose profile it begins.
type StartInput struct {
	Cycle        ident.Cycle
	Organization ident.Organization
}

// Start begins a museum's profile with what its record and its last profile say. After the deadline it counts for the
// next cycle where this one says so, else it is DEADLINE_PASSED; a second profile of a museum in a cycle is CONFLICT.
func (s *Service) Start(ctx context.Context, in StartInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		museum, err := s.Museums.Organization(ctx, in.Organization)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditProfile, auth.Target{Organizations: []ident.Organization{in.Organization}}); err != nil {
			return err
		}
		if !museum.Country.Valid() {
			return fault.BadField("organization", "bad_country", "The museum's record names no country.")
		}
		cycle, err := s.Cycles.ProfileCycle(ctx, in.Cycle)
		if err != nil {
			return err
		}
		if cycle.ProfileForm.IsZero() {
			return fault.New(fault.Conflict, "no_profiles", "This cycle takes no profiles.")
		}
		p := &Profile{
			ID: ident.NewProfile(), Cycle: cycle.ID, Organization: in.Organization, Form: cycle.ProfileForm, State: Draft, Version: 1,
			CreatedBy: auth.Who(ctx).Person, CreatedAt: s.Desk.Now(),
		}
		if cycle.ID != in.Cycle {
			p.RolledFrom = in.Cycle
		}
		if err := s.Store.AddProfile(ctx, p); err != nil {
			return err
		}
		first, err := s.known(ctx, museum, p.Form)
		if err != nil {
			return err
		}
		if err := s.Answers.Start(ctx, response.StartInput{ID: response.Of(p.ID), Kind: response.Profile, Form: p.Form, Answers: first}); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "profile.start", p.ID, "", map[string]any{"organization": in.Organization.String()}); err != nil {
			return err
		}
		d, err = s.Profile(ctx, p.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// known are the answers that the museum's last profile or its record gives already.
func (s *Service) known(ctx context.Context, museum *people.Organization, id ident.Form) (form.Answers, error) {
	f, err := s.Forms.Form(ctx, id)
	if err != nil {
		return nil, err
	}
	last, err := s.Store.LatestAnswers(ctx, museum.ID)
	if err != nil {
		return nil, err
	}
	out := form.Answers{"opened_on": museum.OpenedOn.String(), "languages": strings.Join(museum.Languages, ", ")}
	for key, n := range map[string]*int{"founded": museum.FoundedYear, "employees": museum.StaffSize} {
		if n != nil {
			out[key] = strconv.Itoa(*n)
		}
	}
	for key, text := range last {
		out[key] = text
	}
	for key, text := range out {
		if _, q, ok := f.Definition.Find(key); !ok || text == "" || q.Kind == form.File || len(f.Definition.Refuse(form.Answers{key: text})) > 0 {
			delete(out, key)
		}
	}
	return out, nil
}

// Subject describes a profile to whoever keeps its answers.
func (s *Service) Subject(ctx context.Context, id string) (*response.Subject, error) {
	pid, err := ident.Parse[ident.ProfileKind](id)
	if err != nil {
		return nil, fault.Missing("profile")
	}
	d, err := s.Profile(ctx, pid)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(d.ID), Kind: response.Profile, Name: d.ID.String(), Title: d.Museum, Area: "profile",
		Form: d.Form, Write: auth.EditProfile, Target: auth.Target{Organizations: []ident.Organization{d.Organization}},
	}
	if !d.Writable() {
		x.Closed = fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(d.State))
	}
	return x, nil
}

// change is one use case on one profile: lock, load, act, in one transaction.
func (s *Service) change(ctx context.Context, id ident.Profile, act func(context.Context, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if err = s.Store.LockProfile(ctx, id); err != nil {
			return err
		}
		if d, err = s.Profile(ctx, id); err != nil {
			return err
		}
		return act(ctx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Missing names what still stands in the way of handing a profile in, shown all along.
func (s *Service) Missing(ctx context.Context, id ident.Profile) ([]fault.Field, error) {
	d, err := s.Profile(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := s.Forms.Form(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	return form.Check(&f.Definition, d.Answers, true, d.Context()), nil
}

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
		if err := stale(in.ExpectedVersion, d.Version); err != nil {
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

func stale(expected *int, version int) error {
	if expected == nil || *expected == version {
		return nil
	}
	return fault.New(fault.Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.").With("currentVersion", version)
}

func (s *Service) keep(ctx context.Context, d *Detail, v Verb, reason string) error {
	if err := s.Store.KeepProfile(ctx, &d.Profile); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "profile."+string(v), d.ID, reason, map[string]any{"state": string(d.State)})
}
