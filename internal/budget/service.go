package budget

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Store keeps budgets; what the filter or a conflict of interest hides is not found.
type Store interface {
	Sheet(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application) (*Sheet, error)
	Lock(ctx context.Context, id ident.Application) error
	AddLine(ctx context.Context, l *Line) error
	KeepLine(ctx context.Context, l *Line, expected int) error
	RemoveLine(ctx context.Context, id ident.BudgetLine) error
	ReplaceLines(ctx context.Context, id ident.Application, lines []*Line) error
	KeepRate(ctx context.Context, r *Rate) error
	KeepNote(ctx context.Context, n *Note) error
	KeepSums(ctx context.Context, s *Sheet, at time.Time) error
}

// Forms reads the form that says which museum writes the budget.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Service is what museums do with the budget of their proposal.
type Service struct {
	Desk  desk.Desk
	Store Store
	Forms Forms
}

// Sheet is the budget of an application; a hidden one is not found.
func (s *Service) Sheet(ctx context.Context, id ident.Application) (*Sheet, error) {
	return s.Store.Sheet(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, id)
}

// change is one use case on one budget: lock, load, may they, act, sum again, in one transaction.
func (s *Service) change(ctx context.Context, id ident.Application, act func(context.Context, *Sheet) error) (*Sheet, error) {
	var x *Sheet
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if err := s.Store.Lock(ctx, id); err != nil {
			return err
		}
		if x, err = s.Sheet(ctx, id); err != nil {
			return err
		}
		if err := s.may(ctx, x); err != nil {
			return err
		}
		if err := act(ctx, x); err != nil {
			return err
		}
		b := x.Table()
		x.RequestedMinor, x.ShareMinor = b.Requested().Minor, b.CostShare().Minor
		return s.Store.KeepSums(ctx, x, s.Desk.Now())
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// may refuses who does not write this budget, and a budget that is fixed.
func (s *Service) may(ctx context.Context, x *Sheet) error {
	if err := auth.Require(ctx, auth.EditApplication, auth.Target{Organizations: x.Organizations()}); err != nil {
		return err
	}
	if !x.Open {
		return fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.")
	}
	f, err := s.Forms.Form(ctx, x.FormID)
	if err != nil {
		return err
	}
	return x.mayWrite(ctx, &f.Definition)
}

// mayWrite refuses a budget that the form leaves to the other side of the partnership.
func (x *Sheet) mayWrite(ctx context.Context, d *form.Definition) error {
	section := d.BudgetSection()
	if section == nil {
		return fault.New(fault.Conflict, "no_budget", "This form has no budget.")
	}
	who := auth.Who(ctx)
	if section.Owner == form.Shared || who.IsSystem() {
		return nil
	}
	mine := who.Organizations(auth.Coordinator, auth.Official, auth.PartnerCoordinator)
	for _, m := range x.Museums {
		if m.Lead == (section.Owner == form.ByLead) && slices.Contains(mine, m.Organization) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "section_owner", "This section is written by the %s.", section.Owner).
		With("section", section.Key).With("owner", string(section.Owner))
}

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }
