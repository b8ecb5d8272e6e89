package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Each way to find a candidate is one look into an index; a key that is empty finds nothing. Those of one city are
// narrowed to names that share a telling word. The parameters: name, local name, stem, domain, phone, UEI, EIN,
// country, state, city, words.
const candidates = `WITH found AS (
	(SELECT id FROM organizations WHERE name_key IN ($1, $2) AND name_key <> '' LIMIT 100)
	UNION (SELECT id FROM organizations WHERE local_key IN ($1, $2) AND local_key <> '' LIMIT 100)
	UNION (SELECT id FROM organizations WHERE stem_key = $3 AND stem_key <> '' LIMIT 100)
	UNION (SELECT id FROM organizations WHERE domain = $4 AND domain <> '' LIMIT 100)
	UNION (SELECT id FROM organizations WHERE phone_key = $5 AND phone_key <> '' LIMIT 100)
	UNION (SELECT id FROM organizations WHERE uei = $6 AND uei IS NOT NULL AND merged_into IS NULL LIMIT 100)
	UNION (SELECT id FROM organizations WHERE ein = $7 AND ein IS NOT NULL LIMIT 100)
	UNION (SELECT id FROM organizations WHERE country = $8 AND state = $9 AND lower(city COLLATE "C") = lower($10::text COLLATE "C")
		AND search @@ to_tsquery('simple', $11) LIMIT 100))
SELECT ` + registerColumns + ` FROM found f JOIN organizations o ON o.id = f.id WHERE o.merged_into IS NULL`

// Candidates are the records that share a key with this one.
func (s People) Candidates(ctx context.Context, o *people.Organization) ([]*people.Organization, error) {
	return query[*people.Organization](ctx, s.DB, candidates, o.NameKey, o.LocalKey, o.StemKey, o.Domain, o.PhoneKey, o.UEI, o.EIN,
		string(o.Country), string(o.State), o.City, strings.Join(strings.Fields(o.StemKey), " | "))
}

const registerKeys = `SELECT id, name_key, stem_key, local_key, domain, phone_key, uei, ein, country, state, city, lat, lon
FROM organizations WHERE merged_into IS NULL`

// RegisterKeys is the whole register, as far as records are compared.
func (s People) RegisterKeys(ctx context.Context) ([]*people.Organization, error) {
	return query[*people.Organization](ctx, s.DB, registerKeys)
}

// ReplacePairs puts a batch in place of the last and leaves dismissed pairs as they are.
func (s People) ReplacePairs(ctx context.Context, pairs []*people.Pair) error {
	if _, err := s.exec(ctx, `DELETE FROM possible_duplicates WHERE dismissed_at IS NULL`); err != nil || len(pairs) == 0 {
		return err
	}
	_, err := s.idb(ctx).NewInsert().Model(&pairs).ModelTableExpr("possible_duplicates").On("CONFLICT (first_id, second_id) DO NOTHING").Returning("NULL").Exec(ctx)
	return failure(err)
}

const (
	pairHeld = `(SELECT count(*) FROM memberships m WHERE m.until IS NULL AND m.organization_id = `
	pairRows = `SELECT d.*, a.name AS first_name, concat_ws(', ', nullif(a.city, ''), nullif(a.state, ''), a.country) AS first_place,
	` + pairHeld + `a.id)::int AS first_people, b.name AS second_name, concat_ws(', ', nullif(b.city, ''), nullif(b.state, ''), b.country) AS second_place,
	` + pairHeld + `b.id)::int AS second_people `
	pairFrom = `FROM possible_duplicates d JOIN organizations a ON a.id = d.first_id JOIN organizations b ON b.id = d.second_id
WHERE d.dismissed_at IS NULL AND a.merged_into IS NULL AND b.merged_into IS NULL`
	pairsAfter = pairRows + pairFrom + ` AND ($1::int IS NULL OR d.score < $1 OR (d.score = $1 AND (d.first_id, d.second_id) > ($2::uuid, $3::uuid)))
ORDER BY d.score DESC, d.first_id, d.second_id LIMIT $4`
	pairsBefore = pairRows + pairFrom + ` AND ($1::int IS NULL OR d.score > $1 OR (d.score = $1 AND (d.first_id, d.second_id) < ($2::uuid, $3::uuid)))
ORDER BY d.score, d.first_id DESC, d.second_id DESC LIMIT $4`
)

// Pairs is one page of the pairs that nobody has dismissed, strongest first.
func (s People) Pairs(ctx context.Context, c page.Cut) ([]*people.PairRow, error) {
	text := pairsAfter
	if c.Backward {
		text = pairsBefore
	}
	var score, first, second any
	if c.Key != nil {
		n, err := strconv.Atoi(c.Key[0])
		if err != nil {
			return nil, err
		}
		var a, b ident.Organization
		if err := a.UnmarshalText([]byte(c.Key[1])); err != nil {
			return nil, err
		}
		if err := b.UnmarshalText([]byte(c.Key[2])); err != nil {
			return nil, err
		}
		score, first, second = n, a.UUID(), b.UUID()
	}
	return query[*people.PairRow](ctx, s.DB, text, score, first, second, c.Limit+1)
}

// CountPairs counts the pairs that nobody has dismissed.
func (s People) CountPairs(ctx context.Context) (int, error) {
	row, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "pairs", `SELECT count(*) AS n `+pairFrom)
	if err != nil {
		return 0, err
	}
	return row.N, nil
}

// DismissPair takes a pair off the list, and keeps it off.
func (s People) DismissPair(ctx context.Context, p *people.Pair) error {
	n, err := s.exec(ctx, `UPDATE possible_duplicates SET dismissed_by = $3, dismissed_at = $4, dismissed_reason = $5
WHERE first_id = $1 AND second_id = $2 AND dismissed_at IS NULL`, p.First, p.Second, p.Dismissed, p.At, p.Reason)
	if err == nil && n == 0 {
		return fault.Missing("pair")
	}
	return err
}
