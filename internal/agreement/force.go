package agreement

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Terms are what an award runs under: its period, money, cost share and budget by category. The first are what both
// sides signed; each amendment adds a number, and none ever changes, so that what was known on a day stays known.
type Terms struct {
	Award       ident.Award   `bun:"award_id,pk"`
	Number      int           `bun:"number,pk"`
	StartsOn    calendar.Date `bun:"starts_on"` // the period of performance, both days in it
	EndsOn      calendar.Date `bun:"ends_on"`
	GrantMinor  int64         `bun:"grant_minor"`
	ShareMinor  int64         `bun:"share_minor"` // the cost share that the approved budget has
	EffectiveOn calendar.Date `bun:"effective_on"`
	RecordedAt  time.Time     `bun:"recorded_at"`
	RecordedBy  ident.Person  `bun:"recorded_by"`
	Source      string        `bun:"source"` // public id of the agreement or amendment
	Lines       []*TermLine   `bun:"-"`      // in the order of the form's categories
}

// TermLine is the approved budget of one category, in minor units.
type TermLine struct {
	Award      ident.Award     `bun:"award_id,pk"`
	Number     int             `bun:"number,pk"`
	Category   budget.Category `bun:"category,pk"`
	GrantMinor int64           `bun:"grant_minor"`
	ShareMinor int64           `bun:"share_minor"`
}

// Line is the approved budget of a category; one without money is all nought.
func (t *Terms) Line(c budget.Category) TermLine {
	for _, l := range t.Lines {
		if l.Category == c {
			return *l
		}
	}
	return TermLine{Award: t.Award, Number: t.Number, Category: c}
}

// Covers tells whether a day lies in the period of performance.
func (t *Terms) Covers(d calendar.Date) bool { return !d.Before(t.StartsOn) && !d.After(t.EndsOn) }

// Current are the terms recorded last; nil before the award is official.
func (f *File) Current() *Terms {
	if len(f.Terms) == 0 {
		return nil
	}
	return f.Terms[len(f.Terms)-1]
}

// KnownAt are the terms that stood recorded at an instant; nil where there were none.
func (f *File) KnownAt(at time.Time) *Terms {
	var out *Terms
	for _, t := range f.Terms {
		if !t.RecordedAt.After(at) {
			out = t
		}
	}
	return out
}

// Target is what permissions about the award are asked for.
func (f *File) Target() auth.Target {
	return auth.Target{Program: f.Program, Organizations: f.Organizations()}
}

// Currency is what the award is counted in.
func (f *File) Currency() money.Currency { return f.Amount.Currency }

// first are the terms that both sides signed, with the budget of the proposal by category.
func (f *File) first(by ident.Person, now time.Time) *Terms {
	t := &Terms{
		Award: f.Award, Number: 1, StartsOn: f.Agreement.StartsOn, EndsOn: f.Agreement.EndsOn, EffectiveOn: f.Agreement.StartsOn,
		RecordedAt: now, RecordedBy: by, Source: f.Agreement.ID.String(),
	}
	for _, p := range f.Planned {
		t.GrantMinor += p.GrantMinor
		t.ShareMinor += p.ShareMinor
		t.Lines = append(t.Lines, &TermLine{Award: f.Award, Number: 1, Category: p.Category, GrantMinor: p.GrantMinor, ShareMinor: p.ShareMinor})
	}
	return t
}

// Running is an award that is official or was; lock keeps others from it until the transaction ends. One that the actor
// may not see is not found, one that is not official yet is CONFLICT with code not_official.
func (s *Service) Running(ctx context.Context, id ident.Award, lock bool) (*File, error) {
	f, err := s.Store.File(ctx, id, see(ctx), lock)
	if err != nil {
		return nil, err
	}
	if f.Current() == nil || f.State == award.Rescinded {
		return nil, fault.New(fault.Conflict, "not_official", "This begins once the award is official; it is %s.", f.State).With("state", string(f.State))
	}
	return f, nil
}
