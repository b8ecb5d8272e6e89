package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// The directory is one of a few constant statements: a condition that is not asked for would
// keep a prepared plan from using its index.
const (
	directoryAll     = `SELECT ` + registerColumns + ` FROM organizations o WHERE o.merged_into IS NULL`
	directoryCount   = `SELECT count(*) FROM organizations o WHERE o.merged_into IS NULL`
	directoryField   = ` AND o.discipline = $1`
	directoryAnyFld  = ` AND $1 = ''`
	directoryKind    = ` AND o.kind = $2`
	directoryAnyKind = ` AND $2 = ''`
	directoryCountry = ` AND o.country = $3 AND $4 = ''`
	directoryState   = ` AND o.country = $3 AND o.state = $4`
	directoryAnyLand = ` AND $3 = '' AND $4 = ''`
	directoryWords   = ` AND o.search @@ to_tsquery('simple', $5)`
	directoryAnyWord = ` AND $5 = ''`
	directoryTongue  = ` AND o.languages <> '{}' AND o.languages @> ARRAY[$6::text]`
	directoryAnyTong = ` AND $6 = ''`
	directoryAfter   = ` AND (o.name, o.id) > ($7, $8) ORDER BY o.name, o.id LIMIT $9`
	directoryBefore  = ` AND (o.name, o.id) < ($7, $8) ORDER BY o.name DESC, o.id DESC LIMIT $9`
	directoryFirst   = ` AND $7 = '' AND $8::uuid IS NULL ORDER BY o.name, o.id LIMIT $9`
	directoryLast    = ` AND $7 = '' AND $8::uuid IS NULL ORDER BY o.name DESC, o.id DESC LIMIT $9`
)

func narrowed(q people.Query) string {
	where := directoryAnyLand
	switch {
	case q.State != "":
		where = directoryState
	case q.Country != "":
		where = directoryCountry
	}
	field, kind, words, tongue := directoryAnyFld, directoryAnyKind, directoryAnyWord, directoryAnyTong
	if q.Discipline != "" {
		field = directoryField
	}
	if q.Kind != "" {
		kind = directoryKind
	}
	if q.Words != "" {
		words = directoryWords
	}
	if q.Language != "" {
		tongue = directoryTongue
	}
	return where + field + kind + words + tongue
}

func directoryArgs(q people.Query) []any {
	country := q.Country
	if country == "" && q.State != "" {
		country = "US"
	}
	return []any{q.Discipline, string(q.Kind), string(country), string(q.State), q.Words, q.Language}
}

// Organizations is one page of the directory by name, with one row more than asked for.
func (s People) Organizations(ctx context.Context, q people.Query) ([]*people.Organization, error) {
	var name string
	var id any
	turn := directoryFirst
	switch {
	case q.Key != nil:
		var o ident.Organization
		if err := o.UnmarshalText([]byte(q.Key[1])); err != nil {
			return nil, err
		}
		name, id, turn = q.Key[0], o.UUID(), directoryAfter
		if q.Backward {
			turn = directoryBefore
		}
	case q.Backward:
		turn = directoryLast
	}
	if id == nil {
		id = (*uuid.UUID)(nil)
	}
	args := append(directoryArgs(q), name, id, q.Limit+1)
	return query[*people.Organization](ctx, s.DB, directoryAll+narrowed(q)+turn, args...)
}

// CountOrganizations counts the directory as filtered.
func (s People) CountOrganizations(ctx context.Context, q people.Query) (int, error) {
	n, err := one[struct {
		Count int `bun:"count"`
	}](ctx, s.DB, "directory", directoryCount+narrowed(q), directoryArgs(q)...)
	if err != nil {
		return 0, err
	}
	return n.Count, nil
}

// Languages are the tags that records of the register name, in order.
func (s People) Languages(ctx context.Context) ([]string, error) {
	rows, err := query[struct {
		Tag string `bun:"tag"`
	}](ctx, s.DB, `SELECT DISTINCT t.tag FROM organizations o CROSS JOIN LATERAL unnest(o.languages) AS t(tag)
WHERE o.languages <> '{}' AND o.merged_into IS NULL ORDER BY t.tag`)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Tag
	}
	return out, err
}
