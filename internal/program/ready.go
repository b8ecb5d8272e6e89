package program

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Forms tells what publishing asks of forms.
type Forms interface {
	FormStates(ctx context.Context, ids []ident.Form) ([]FormState, error)
}

// DraftSource is an area in which people write for a cycle: profiles, statements, proposals.
type DraftSource interface {
	// Drafters are the people who hold a draft in the cycle that is not handed in.
	Drafters(ctx context.Context, cycle ident.Cycle) ([]ident.Person, error)
}

// RoleCount is how many people hold a role in a program.
type RoleCount struct {
	Role   auth.Role `bun:"role"`
	People int       `bun:"people"`
}

// AwardGround is what a funder's award says of a cycle's money.
type AwardGround struct {
	Funder   ident.Funder   `bun:"funder_id"`
	Currency money.Currency `bun:"currency"`
}

// FormChoice is a published form that a cycle may ask.
type FormChoice struct {
	ID      ident.Form `bun:"id"`
	Key     string     `bun:"key"`
	Version int        `bun:"version"`
	Title   Text       `bun:"title,type:jsonb"`
}

// FormChoices are the published forms, newest version of each first, for those who compose.
func (s *Service) FormChoices(ctx context.Context) ([]*FormChoice, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.FormChoices(ctx)
}

// Checks are what publishing asks of a cycle, passed or not, for those who compose it.
func (s *Service) Checks(ctx context.Context, id ident.Cycle) ([]Check, error) {
	d, err := s.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: d.Program}); err != nil {
		return nil, err
	}
	return s.checks(ctx, d)
}

func (s *Service) checks(ctx context.Context, d *Detail) ([]Check, error) {
	g := Ground{Now: s.Desk.Now(), Lives: s.Lives, Available: money.New(0, d.Currency)}
	if len(s.Lives) > 0 {
		staff, err := s.Store.Staff(ctx, d.Program)
		if err != nil {
			return nil, err
		}
		g.Staff = map[auth.Role]int{}
		for _, x := range staff {
			g.Staff[x.Role] = x.People
		}
	}
	if s.Forms != nil {
		states, err := s.Forms.FormStates(ctx, d.forms())
		if err != nil {
			return nil, err
		}
		g.Forms = map[ident.Form]FormState{}
		for _, f := range states {
			g.Forms[f.ID] = f
		}
	}
	if !d.FunderAward.IsZero() {
		a, err := s.Store.AwardGround(ctx, d.FunderAward)
		if err != nil {
			return nil, err
		}
		g.Funder = a.Funder
		if g.Available, err = s.Book.Balance(ctx, ledger.OfFunderAward(d.FunderAward), a.Currency); err != nil {
			return nil, err
		}
	}
	return d.Checks(g), nil
}

func (d *Detail) forms() []ident.Form {
	var out []ident.Form
	for _, id := range []ident.Form{d.ProfileForm, d.StatementForm, d.ProposalForm} {
		if !id.IsZero() && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// NextCycle is the cycle after this one in its program that the actor may see; NOT_FOUND where there is none.
func (s *Service) NextCycle(ctx context.Context, id ident.Cycle) (*Cycle, error) {
	return s.Store.NextCycle(ctx, auth.Scope(ctx, auth.ViewFunds), id)
}

// ProfileCycle is the cycle that a profile handed in now counts for: this one while a profile phase is open,
// the next one after it where this cycle says so; else DEADLINE_PASSED, or CONFLICT before any opens.
func (s *Service) ProfileCycle(ctx context.Context, id ident.Cycle) (*Cycle, error) {
	d, err := s.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	var refusal error
	for _, k := range []PhaseKind{ProfileAlone, ProfileWithPartner} {
		if d.Phase(k) == nil {
			continue
		}
		if refusal = d.CheckOpen(k, s.Desk.Now()); refusal == nil {
			return &d.Cycle, nil
		}
	}
	if refusal == nil {
		return nil, fault.New(fault.Conflict, "no_profiles", "This cycle takes no profiles.")
	}
	if !d.ProfileRollover || !d.profilesOver(s.Desk.Now()) {
		return nil, refusal
	}
	next, err := s.NextCycle(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, refusal
	}
	return next, err
}

// profilesOver tells whether every profile phase has closed.
func (d *Detail) profilesOver(now time.Time) bool {
	for _, k := range []PhaseKind{ProfileAlone, ProfileWithPartner} {
		if x, ok := d.Deadline(k); ok && !now.After(x.At.Add(x.Grace)) {
			return false
		}
	}
	return true
}

// drafters are the people who hold a draft of any kind in the cycle, each once.
func (s *Service) drafters(ctx context.Context, id ident.Cycle) ([]ident.Person, error) {
	out, err := s.Store.Drafters(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, from := range s.Drafters {
		more, err := from.Drafters(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, p := range more {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// Staff is how many people hold each role in a program or everywhere, for those who compose it.
func (s *Service) Staff(ctx context.Context, id ident.Program) ([]*RoleCount, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: id}); err != nil {
		return nil, err
	}
	return s.Store.Staff(ctx, id)
}
