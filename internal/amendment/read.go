package amendment

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Filter narrows a list of amendments.
type Filter struct {
	Award ident.Award
	State State
	Open  bool // handed in and not at its end
}

// Amendment is one amendment with the steps it took; one that is not yours to see is not found.
func (s *Service) Amendment(ctx context.Context, id ident.Amendment) (*Row, error) {
	return s.Store.Amendment(ctx, id, see(ctx))
}

// Amendments are the amendments the viewer may see, the newest first.
func (s *Service) Amendments(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Row], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	v := see(ctx)
	rows, err := s.Store.Amendments(ctx, f, v, cut)
	if err != nil {
		return nil, err
	}
	key := func(r *Row) []string { return []string{r.ID.UUID().String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountAmendments(ctx, f, v) }), nil
}

// KeyPersons are the people an award names, who left too, in the order they were named.
func (s *Service) KeyPersons(ctx context.Context, id ident.Award) ([]*KeyPerson, error) {
	f, err := s.Awards.Running(ctx, id, false)
	if err != nil {
		return nil, err
	}
	return s.Store.KeyPersons(ctx, f.Award)
}

// NameDirectors names who coordinates for each museum as the award's project directors, once it becomes official.
func (s *Service) NameDirectors(ctx context.Context, f *agreement.File) error {
	all, err := s.Store.Directors(ctx, f.Award)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, k := range all {
		k.ID, k.Award, k.Role, k.Since, k.Source = ident.NewKeyPerson(), f.Award, ProjectDirector, f.Agreement.StartsOn, f.Agreement.ID.String()
	}
	return s.Store.AddKeyPersons(ctx, all)
}

// Verification is all that anyone who holds an amendment letter's code learns.
type Verification struct {
	Program      string        `bun:"program"`
	Organization string        `bun:"organization"`
	Award        string        `bun:"award_number"`
	Number       int           `bun:"number"`
	Kind         Kind          `bun:"kind"`
	Date         calendar.Date `bun:"date"`
	SHA256       []byte        `bun:"sha256"`
	UndoneAt     *time.Time    `bun:"undone_at"` // when a counter-amendment took it back
}

// Hash is the SHA-256 of the letter as sent, in hexadecimal.
func (v *Verification) Hash() string { return hex.EncodeToString(v.SHA256) }

// Name is the number on the letter.
func (v *Verification) Name() string { return nameOf(v.Award, v.Number) }

// Verify answers anyone who types the code of an amendment's letter; none of that code is not found.
func (s *Service) Verify(ctx context.Context, typed string) (*Verification, error) {
	code, err := award.ParseCode(typed)
	if err != nil {
		return nil, err
	}
	return s.Store.Verification(ctx, code)
}

// File is the letter of an applied amendment; before that it is not found.
func (s *Service) File(ctx context.Context, id ident.Amendment) (*Row, error) {
	r, err := s.Store.Amendment(ctx, id, see(ctx))
	if err != nil {
		return nil, err
	}
	if r.Document.IsZero() {
		return nil, fault.Missing("amendment")
	}
	return r, nil
}
