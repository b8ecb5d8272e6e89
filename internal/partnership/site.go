package partnership

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// ChooseSiteInput is which place of a member takes part; none is the whole museum.
type ChooseSiteInput struct {
	Partnership     ident.Partnership
	Organization    ident.Organization
	Site            *ident.Site
	ExpectedVersion *int
}

// ChooseSite keeps which place of a museum takes part, for its own people and the lead. A museum for which the lead
// chose another confirms again; what was submitted stays. Rules run on the museum, wherever it takes part.
func (s *Service) ChooseSite(ctx context.Context, in ChooseSiteInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.changeable(ctx, in.Partnership, in.ExpectedVersion); err != nil {
			return err
		}
		m := d.Museum(in.Organization)
		if m == nil {
			return fault.Missing("member")
		}
		if !auth.May(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{d.Lead().Organization}}) {
			if err := s.speaks(ctx, m); err != nil {
				return err
			}
		}
		var to ident.Site
		if in.Site != nil {
			to = *in.Site
		}
		name, err := s.placed(ctx, in.Organization, to)
		if err != nil || m.Member.Site == to {
			return err
		}
		m.Member.Site = to
		return s.keepSite(ctx, d, m, name)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) keepSite(ctx context.Context, d *Detail, m *Museum, name string) error {
	if err := s.Store.KeepPart(ctx, m.Member); err != nil {
		return err
	}
	if err := s.note(ctx, d, PartsChanged, m, name); err != nil {
		return err
	}
	of := []ident.Organization{m.Member.Organization}
	if err := s.askAgain(ctx, d, of); err != nil {
		return err
	}
	if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
		return err
	}
	if err := s.Desk.Log.Record(ctx, "partnership.choose_site", d.ID, "", map[string]any{"organization": m.Member.Organization.String(), "site": name}); err != nil {
		return err
	}
	return s.tell(ctx, "partnership.parts", &d.Partnership, map[string]any{}, of)
}

// placed is the name of a museum's place; another museum's is refused, and none is the whole museum.
func (s *Service) placed(ctx context.Context, o ident.Organization, site ident.Site) (string, error) {
	if site.IsZero() {
		return "", nil
	}
	all, err := s.Places.Sites(ctx, o)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(x *people.Site) bool { return x.ID == site })
	if i < 0 {
		return "", fault.BadField("site", "unknown_site", "The record of the museum has no such place.")
	}
	return all[i].Name, nil
}
