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
	Written(ctx context.Context, f auth.Filter, id ident.Profile, k *response.Keep) (*Written, error)
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

// Profile is one profile; listed ones are everybody's, without people's addresses and files, which like all the
// others are their museum's and the office's.
func (s *Service) Profile(ctx context.Context, id ident.Profile) (*Detail, error) {
	d, err := s.Store.Profile(ctx, auth.Scope(ctx, auth.ViewProfile), id)
	if err != nil || d.inside(ctx) {
		return d, err
	}
	f, err := s.Forms.Form(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	d.Answers = public(&f.Definition, d.Answers)
	d.CreatedBy, d.SubmittedBy, d.DecidedBy, d.Words = ident.Person{}, ident.Person{}, ident.Person{}, ""
	return d, nil
}

// inside tells whether the actor is of the museum or of the office.
func (d *Detail) inside(ctx context.Context) bool {
	return auth.May(ctx, auth.ViewProfile, auth.Target{Program: d.Program, Organizations: []ident.Organization{d.Organization}})
}

// public are the answers that strangers read: no contact, no file, nothing of which the form does not know.
func public(d *form.Definition, a form.Answers) form.Answers {
	out := form.Answers{}
	for key, text := range a {
		if _, q, ok := d.Find(key); ok && q.Kind != form.Contact && q.Kind != form.File {
			out[key] = text
		}
	}
	return out
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
		p.seekNothing()
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
	if !d.inside(ctx) { // what they may not read is not missing
		return nil, fault.Missing("profile")
	}
	f, err := s.Forms.Form(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	return form.Check(&f.Definition, d.Answers, true, d.Context()), nil
}

func (s *Service) keep(ctx context.Context, d *Detail, v Verb, reason string) error {
	if err := s.Store.KeepProfile(ctx, &d.Profile); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "profile."+string(v), d.ID, reason, map[string]any{"state": string(d.State)})
}
