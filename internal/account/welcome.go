package account

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Welcome finds or makes the account of an address that a mailed link has proved; who was closed out stays out.
// Only use cases that took such a link call it.
func (s *Service) Welcome(ctx context.Context, email, locale string) (ident.Person, error) {
	var who ident.Person
	email = tidy(email)
	if err := checkSignUp(SignUpInput{Email: email}); err != nil {
		return who, err
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		p, err := s.Store.PersonByEmail(ctx, email)
		if fault.Is(err, fault.NotFound) {
			p = &people.Person{ID: ident.NewPerson(), Email: email, Locale: localeOr(locale), CreatedAt: s.Desk.Now()}
			err = s.Store.AddPerson(ctx, p)
		}
		if err != nil {
			return err
		}
		who = p.ID
		c, err := s.credential(ctx, p.ID)
		if err != nil {
			return err
		}
		if c.SuspendedAt != nil {
			return badCredentials()
		}
		if c.VerifiedAt == nil {
			now := s.Desk.Now()
			// Whoever chose this password never proved that the address is theirs.
			c.VerifiedAt, c.PasswordHash = &now, nil
		}
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.welcome", p.ID, "", nil)
	})
	return who, err
}
