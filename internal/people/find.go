package people

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// FindPeople are the persons whose name or e-mail holds the text, by family name; for staff only.
func (s *Service) FindPeople(ctx context.Context, text string, a page.Args) (*page.Connection[*Person], error) {
	cut, err := a.Check(3)
	if err != nil {
		return nil, err
	}
	if err := wholeRegister(ctx); err != nil {
		return nil, err
	}
	if len(text) > 200 {
		return nil, fault.BadField("text", "too_long", "A search has at most 200 bytes.")
	}
	if cut.Key != nil {
		if _, err := ident.Parse[ident.PersonKind](cut.Key[2]); err != nil {
			return nil, fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
		}
	}
	words := strings.ToLower(strings.TrimSpace(text))
	rows, err := s.Store.FindPeople(ctx, words, cut)
	if err != nil {
		return nil, err
	}
	key := func(p *Person) []string { return []string{p.FamilyName, p.GivenName, p.ID.String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountPeople(ctx, words) }), nil
}

// Imports are the newest runs of imports into the register, at most fifty; for staff only.
func (s *Service) Imports(ctx context.Context) ([]*Import, error) {
	if err := wholeRegister(ctx); err != nil {
		return nil, err
	}
	return s.Store.Imports(ctx)
}

// wholeRegister refuses whoever sees only themselves and their colleagues.
func wholeRegister(ctx context.Context) error {
	if f := auth.Scope(ctx, auth.ViewPeople); f.Everything || len(f.Programs) > 0 {
		return nil
	}
	return auth.Require(ctx, auth.ViewPeople, auth.Target{})
}
