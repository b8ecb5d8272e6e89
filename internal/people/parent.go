package people

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Relative is an organization above or below another: the university of a museum, or a museum of a university.
type Relative struct {
	ID    ident.Organization `bun:"id"`
	Name  string             `bun:"name"`
	Steps int                `bun:"steps"` // above; below zero is below
}

// Family are the organizations that one is part of, the nearest first, then those that are part of it by name.
func (s *Service) Family(ctx context.Context, id ident.Organization) ([]*Relative, error) {
	if _, err := s.Organization(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Family(ctx, id)
}

// SetParentInput says what an organization is part of.
type SetParentInput struct {
	Organization    ident.Organization
	Parent          ident.Organization // zero is part of none
	Reason          string             // such as where it says so
	ExpectedVersion *int
}

// SetParent is for officers: whoever is tied to the parent is from then on found to be bound to what its museums
// propose, and the other way round. Nothing is part of itself, by whatever way.
func (s *Service) SetParent(ctx context.Context, in SetParentInput) (*Organization, error) {
	var o *Organization
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if o, err = s.Store.OrganizationForUpdate(ctx, in.Organization); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RelateOrganization, auth.Target{Organizations: []ident.Organization{o.ID}}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, o.Version); err != nil {
			return err
		}
		if !o.MergedInto.IsZero() {
			return merged(o)
		}
		if err := s.parentable(ctx, in); err != nil {
			return err
		}
		was := o.Parent
		if o.Parent = in.Parent; was == o.Parent {
			return nil
		}
		if err := s.Store.KeepParent(ctx, o, o.Version); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "people.set_parent", o.ID, in.Reason, map[string]any{"was": was, "now": o.Parent}); err != nil {
			return err
		}
		if s.Bonds == nil || o.Parent.IsZero() {
			return nil // what was found stays until another person lifts it
		}
		return s.Bonds.ParentChanged(ctx, o.ID)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// parentable refuses a parent that is not there, stands for another, or is the organization itself.
func (s *Service) parentable(ctx context.Context, in SetParentInput) error {
	if in.Parent.IsZero() {
		return nil
	}
	if in.Parent == in.Organization {
		return fault.BadField("parent", "own_parent", "An organization is not part of itself.")
	}
	found, err := s.Store.OrganizationsByID(ctx, []ident.Organization{in.Parent})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.BadField("parent", "not_found", "There is no such organization.")
	}
	if !found[0].MergedInto.IsZero() {
		return merged(found[0])
	}
	return nil
}
