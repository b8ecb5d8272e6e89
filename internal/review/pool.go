package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// ReviewerProfile is what somebody says of themselves as a reviewer: what they know, how much they read, and when.
type ReviewerProfile struct {
	Person         ident.Person       `bun:"person_id,pk"`
	Country        place.Country      `bun:"country"`           // where they live; empty is not said
	Skills         []assignment.Skill `bun:"skills,type:jsonb"` // a theme by its English title, since each cycle has its own
	LoadLimit      *int               `bun:"load_limit"`        // most applications on one panel; nil is not said
	AvailableFrom  calendar.Date      `bun:"available_from"`
	AvailableUntil calendar.Date      `bun:"available_until"`
	Unavailable    bool               `bun:"unavailable"` // asks not to be invited, until they say otherwise
	Note           string             `bun:"note"`        // to the office
	Version        int                `bun:"version"`
	UpdatedAt      time.Time          `bun:"updated_at"`
}

// Free tells whether they can be asked for a day: they said neither that they cannot at all nor that the day is outside.
func (p *ReviewerProfile) Free(on calendar.Date) bool {
	return !p.Unavailable && (p.AvailableFrom.IsZero() || !on.Before(p.AvailableFrom)) && (p.AvailableUntil.IsZero() || !on.After(p.AvailableUntil))
}

// PoolEntry is somebody who may be asked to sit on a program's panels.
type PoolEntry struct {
	ReviewerProfile
	Program ident.Program   `bun:"program_id"`
	Name    string          `bun:"name"`
	Email   string          `bun:"email"`
	Panels  int             `bun:"panels"` // of the program that they sit or sat on
	Asked   InvitationState `bun:"asked"`  // where their newest invitation to the panel of the filter is; empty for none
	Seated  bool            `bun:"seated"` // sits on the panel of the filter
	AddedAt time.Time       `bun:"added_at"`
}

// PoolFilter narrows a program's pool; zero fields let everybody through.
type PoolFilter struct {
	Program ident.Program
	Panel   ident.Panel // says of each whether they are asked to it or sit on it
	Country place.Country
	Kind    string        // of what they know; empty is anything
	Value   string        // of that kind; a theme by its English title
	On      calendar.Date // who is available that day
}

// Pool are the possible reviewers of a program by name, at most 1,000; for its office.
func (s *Service) Pool(ctx context.Context, f PoolFilter) ([]*PoolEntry, error) {
	if !auth.May(ctx, auth.ViewPool, auth.Target{Program: f.Program}) || auth.Scope(ctx, auth.ViewPool).Nothing() || f.Program.IsZero() {
		return nil, fault.Missing("program")
	}
	all, err := s.Store.Pool(ctx, f.Program, f.Panel)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e *PoolEntry) bool {
		knows := f.Kind == "" || slices.ContainsFunc(e.Skills, func(k assignment.Skill) bool { return k.Kind == f.Kind && k.Value == f.Value })
		return f.Country != "" && e.Country != f.Country || !knows || !f.On.IsZero() && !e.Free(f.On)
	}), nil
}

// PoolInput names a program and somebody for its pool.
type PoolInput struct {
	Program ident.Program
	Person  ident.Person
}

// AddToPool keeps somebody as a possible reviewer; staff of the program are refused, and a second time changes nothing.
func (s *Service) AddToPool(ctx context.Context, in PoolInput) (*PoolEntry, error) {
	if err := s.changePool(ctx, in, "review.add_to_pool", func(ctx context.Context) error {
		found, err := s.Store.Candidates(ctx, in.Program, []ident.Person{in.Person})
		if err != nil {
			return err
		}
		var c fault.Check
		refuseCandidate(&c, "person", in.Person, found)
		if err := c.Err(); err != nil {
			return err
		}
		return s.Store.AddToPool(ctx, in.Program, in.Person, auth.Who(ctx).Person, s.Desk.Now())
	}); err != nil {
		return nil, err
	}
	all, err := s.Store.Pool(ctx, in.Program, ident.Panel{})
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(e *PoolEntry) bool { return e.Person == in.Person }); i >= 0 {
		return all[i], nil
	}
	return nil, fault.Missing("person")
}

// RemoveFromPool takes somebody off the list; panels they sit on and invitations on their way stay.
func (s *Service) RemoveFromPool(ctx context.Context, in PoolInput) error {
	return s.changePool(ctx, in, "review.remove_from_pool", func(ctx context.Context) error {
		return s.Store.RemoveFromPool(ctx, in.Program, in.Person)
	})
}

func (s *Service) changePool(ctx context.Context, in PoolInput, action string, do func(context.Context) error) error {
	if !auth.May(ctx, auth.ViewPool, auth.Target{Program: in.Program}) {
		return fault.Missing("program")
	}
	if err := auth.Require(ctx, auth.KeepPool, auth.Target{Program: in.Program}); err != nil {
		return err
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, action, in.Program, "", map[string]any{"person": in.Person})
	})
}

// MyReviewerProfile is what the actor said of themselves as a reviewer; empty before they said anything.
func (s *Service) MyReviewerProfile(ctx context.Context) (*ReviewerProfile, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.profileOf(ctx, me)
}

func (s *Service) profileOf(ctx context.Context, who ident.Person) (*ReviewerProfile, error) {
	said, err := s.Store.ReviewerProfiles(ctx, []ident.Person{who})
	if err != nil || len(said) == 0 {
		return &ReviewerProfile{Person: who, Skills: []assignment.Skill{}}, err
	}
	return said[0], nil
}

// SetReviewerProfileInput is all that the actor says of themselves as a reviewer; it replaces what they said before.
type SetReviewerProfileInput struct {
	Country         place.Country
	Skills          []assignment.Skill // kind theme, country, discipline or language; level 1 to 100 percent
	LoadLimit       *int
	AvailableFrom   calendar.Date
	AvailableUntil  calendar.Date
	Unavailable     bool
	Note            string
	ExpectedVersion *int // 0 is nothing said yet
}

// SetReviewerProfile keeps it. Panels joined later begin with it; those one sits on already keep what was set there.
func (s *Service) SetReviewerProfile(ctx context.Context, in SetReviewerProfileInput) (*ReviewerProfile, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	in.Note = strings.TrimSpace(in.Note)
	var c fault.Check
	c.That(in.Country == "" || in.Country.Valid(), "country", "bad_country", "There is no such country.")
	checkSkills(&c, in.Skills)
	c.That(in.LoadLimit == nil || *in.LoadLimit > 0, "loadLimit", "bad_load", "A load limit is at least one.")
	c.That(in.AvailableFrom.IsZero() || in.AvailableUntil.IsZero() || !in.AvailableUntil.Before(in.AvailableFrom), "availableUntil", "before_start", "It ended before it began.")
	c.That(utf8.RuneCountInString(in.Note) <= mostReason, "note", "too_long", "At most %d characters.", mostReason)
	if err := c.Err(); err != nil {
		return nil, err
	}
	var p *ReviewerProfile
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if p, err = s.profileOf(ctx, me); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, p.Version); err != nil {
			return err
		}
		p.Country, p.Skills, p.LoadLimit, p.Note = in.Country, append([]assignment.Skill{}, in.Skills...), in.LoadLimit, in.Note
		p.AvailableFrom, p.AvailableUntil, p.Unavailable = in.AvailableFrom, in.AvailableUntil, in.Unavailable
		p.Version, p.UpdatedAt = p.Version+1, s.Desk.Now()
		if err := s.Store.KeepReviewerProfile(ctx, p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.set_profile", me, "", map[string]any{"unavailable": p.Unavailable, "skills": len(p.Skills)})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// checkSkills refuses skills without a kind, a value or a level, and those named twice.
func checkSkills(c *fault.Check, list []assignment.Skill) {
	c.That(len(list) <= 200, "skills", "too_many", "A member has at most 200 skills.")
	for i, k := range list {
		path := fmt.Sprintf("skills.%d", i)
		c.That(slices.ContainsFunc(Scale(), func(x assignment.Kind) bool { return x.Code == k.Kind }), path+".kind", "bad_kind", "There is no such kind of skill.")
		c.That(strings.TrimSpace(k.Value) != "" && utf8.RuneCountInString(k.Value) <= 200, path+".value", "required", "Say what the member knows.")
		c.That(k.Level >= 1 && k.Level <= 100, path+".level", "out_of_range", "A level is between 1 and 100 percent.")
		c.That(slices.IndexFunc(list, func(o assignment.Skill) bool { return o.Kind == k.Kind && o.Value == k.Value }) == i, path, "twice", "This skill is there twice.")
	}
}

// ReviewerThemes are the themes of all published cycles, once each, in every language; what one can say one knows.
func (s *Service) ReviewerThemes(ctx context.Context) ([]*program.Theme, error) {
	if auth.Scope(ctx, auth.DeclareConflict).Nothing() {
		return nil, nil
	}
	return s.Store.ThemesKnown(ctx)
}

// newSeat is refused where none is free; a new member begins with what they said of themselves.
func (s *Service) newSeat(ctx context.Context, f *File, m *PanelMember) error {
	t, err := s.termsOf(ctx, f.ID)
	if err != nil {
		return err
	}
	if t.full(len(f.people())) {
		return fullPanel()
	}
	return s.introduce(ctx, f.Cycle, []*PanelMember{m})
}

// introduce gives new members of a cycle's panel the load limit and the skills they said they have.
func (s *Service) introduce(ctx context.Context, c ident.Cycle, members []*PanelMember) error {
	ids := make([]ident.Person, len(members))
	for i, m := range members {
		ids[i] = m.Person
	}
	said, err := s.Store.ReviewerProfiles(ctx, ids)
	if err != nil || len(said) == 0 {
		return err
	}
	themes, err := s.Store.ThemesIn(ctx, c)
	for _, p := range said {
		for _, m := range members {
			if m.Person != p.Person {
				continue
			}
			m.Skills = p.skillsFor(themes)
			if m.LoadLimit == nil {
				m.LoadLimit = p.LoadLimit
			}
		}
	}
	return err
}

// skillsFor are the skills in a cycle's own themes, without those on themes it does not have.
func (p *ReviewerProfile) skillsFor(themes []*program.Theme) []assignment.Skill {
	var out []assignment.Skill
	for _, k := range p.Skills {
		if k.Kind == ThemeTopic {
			i := slices.IndexFunc(themes, func(t *program.Theme) bool { return strings.EqualFold(t.Title["en"], k.Value) })
			if i < 0 {
				continue
			}
			k.Value = themes[i].ID.String()
		}
		out = append(out, k)
	}
	return out
}
