package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

const (
	// Parameter: the words, empty for all; strpos takes them as they are, without wildcards.
	peopleFound = `FROM people p WHERE ($1 = '' OR strpos(lower(p.given_name || ' ' || p.family_name), $1) > 0 OR strpos(p.email, $1) > 0)`
	personShown = `SELECT p.id, p.email, p.given_name, p.family_name, p.locale, p.zone, p.created_at `
	peopleAfter = personShown + peopleFound + ` AND ($2::text IS NULL OR (p.family_name, p.given_name, p.id) > ($2::text, $3::text, $4::uuid))
ORDER BY p.family_name, p.given_name, p.id LIMIT $5`
	peopleBefore = personShown + peopleFound + ` AND ($2::text IS NULL OR (p.family_name, p.given_name, p.id) < ($2::text, $3::text, $4::uuid))
ORDER BY p.family_name DESC, p.given_name DESC, p.id DESC LIMIT $5`
)

// FindPeople are the persons whose name or e-mail holds the words, a page at a time.
func (s People) FindPeople(ctx context.Context, words string, c page.Cut) ([]*people.Person, error) {
	text := peopleAfter
	if c.Backward {
		text = peopleBefore
	}
	var family, given, id any
	if c.Key != nil {
		p, err := ident.Parse[ident.PersonKind](c.Key[2])
		if err != nil {
			return nil, err
		}
		family, given, id = c.Key[0], c.Key[1], p.UUID()
	}
	return query[*people.Person](ctx, s.DB, text, words, family, given, id, c.Limit+1)
}

// CountPeople counts the persons whose name or e-mail holds the words.
func (s People) CountPeople(ctx context.Context, words string) (int, error) {
	row, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "people", `SELECT count(*) AS n `+peopleFound, words)
	if err != nil {
		return 0, err
	}
	return row.N, nil
}

// Imports are the newest runs of imports, at most fifty.
func (s People) Imports(ctx context.Context) ([]*people.Import, error) {
	return query[*people.Import](ctx, s.DB, `SELECT * FROM imports ORDER BY at DESC, id DESC LIMIT 50`)
}
