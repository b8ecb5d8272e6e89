package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// KeepPerson writes a person's name, language and zone.
func (s Accounts) KeepPerson(ctx context.Context, p *people.Person) error {
	return s.update(ctx, "people", p, "given_name", "family_name", "locale", "zone")
}
