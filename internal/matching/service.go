package matching

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Store reads who seeks a partner and keeps introductions; what the filter hides is not found.
type Store interface {
	Seekers(ctx context.Context, c ident.Cycle, also ident.Profile) ([]*Seeker, error) // the listed that say so, and the one asked for
	Silent(ctx context.Context, c ident.Cycle) ([]Pair, error)                         // among the museums with a profile in the cycle
	Willing(ctx context.Context, asker, asked ident.Profile) (bool, error)             // neither is silent to the other nor said no to it
	Introductions(ctx context.Context, f auth.Filter, in ListInput, a page.Args) (*page.Connection[*Meeting], error)
	Introduction(ctx context.Context, f auth.Filter, id ident.Introduction) (*Meeting, error)
	Waiting(ctx context.Context, before time.Time) ([]*Meeting, error)
	LockIntroduction(ctx context.Context, id ident.Introduction) error
	AddIntroduction(ctx context.Context, i *Introduction) error
	KeepIntroduction(ctx context.Context, i *Introduction) error
	AddMessage(ctx context.Context, m *Message) error
	KeepSilence(ctx context.Context, x *Silence) error
	EndSilence(ctx context.Context, o, other ident.Organization) (bool, error)
	Silences(ctx context.Context, orgs []ident.Organization) ([]*Silenced, error)
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
	Advisers(ctx context.Context, p ident.Program) ([]ident.Person, error)
}

// Profiles reads one profile as the actor may see it.
type Profiles interface {
	Profile(ctx context.Context, id ident.Profile) (*profile.Detail, error)
}

// Cycles reads a cycle as the actor may see it.
type Cycles interface {
	Cycle(ctx context.Context, id ident.Cycle) (*program.Detail, error)
}

// Service suggests partners to museums and to the office, and introduces museums to each other.
type Service struct {
	Desk     desk.Desk
	Store    Store
	Profiles Profiles
	Cycles   Cycles
}

// Suggestions are the museums that fit a profile's, best first; for its own people and for the office.
func (s *Service) Suggestions(ctx context.Context, id ident.Profile, a page.Args) (*page.Connection[*Suggestion], error) {
	d, err := s.Profiles.Profile(ctx, id)
	if err != nil {
		return nil, err
	}
	target := auth.Target{Program: d.Program, Organizations: []ident.Organization{d.Organization}}
	if !auth.May(ctx, auth.EditProfile, target) && !auth.May(ctx, auth.ListProfile, target) {
		return nil, fault.Missing("profile")
	}
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Seekers(ctx, d.Cycle, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(x *Seeker) bool { return x.Profile == id })
	if i < 0 {
		return page.Of(a, nil, 2, (*Suggestion).place)
	}
	rules, err := s.rules(ctx, cycle)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(all), func(x *Seeker) bool { return x.Profile == id })
	return page.Of(a, Suggest(all[i], others, rules), 2, (*Suggestion).place)
}

// Alone is a museum without a partner, with the best that fit it.
type Alone struct {
	*Seeker
	Best []*Suggestion
}

// best is how many suggestions the office reads for each museum.
const best = 3

// Alone are the listed museums of a cycle that still seek a partner, those with the weakest suggestion first, equals in
// the order of their profiles; for the program's office, to anyone else the cycle is not found.
func (s *Service) Alone(ctx context.Context, id ident.Cycle, a page.Args) (*page.Connection[*Alone], error) {
	cycle, err := s.Cycles.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ListProfile, auth.Target{Program: cycle.Program}) {
		return nil, fault.Missing("cycle")
	}
	all, err := s.Store.Seekers(ctx, id, ident.Profile{})
	if err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx, cycle)
	if err != nil {
		return nil, err
	}
	var out []*Alone
	for _, x := range all {
		if x.Partnered {
			continue
		}
		found := Suggest(x, all, rules)
		out = append(out, &Alone{Seeker: x, Best: found[:min(len(found), best)]})
	}
	slices.SortFunc(out, func(a, b *Alone) int { return slices.Compare(a.place(), b.place()) })
	return page.Of(a, out, 2, (*Alone).place)
}

// place is where it stands among those who are alone.
func (a *Alone) place() []string { return []string{fmt.Sprintf("%03d", a.score()), a.Profile.String()} }

func (a *Alone) score() int {
	if len(a.Best) == 0 {
		return 0
	}
	return a.Best[0].Score
}

func (s *Service) rules(ctx context.Context, c *program.Detail) (Rules, error) {
	silent, err := s.Store.Silent(ctx, c.ID)
	return Rules{Year: c.Year, Gap: c.ReapplyGapYears, On: s.Desk.Now(), Silent: silent}, err
}
