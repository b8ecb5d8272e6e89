package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// recordFaults say what the rules of claims, sites, signals and merges mean.
var recordFaults = map[string]faultOf{
	"organizations_founded_shape":       {fault.Invalid, "bad_year", "It was founded in a year that has been.", "foundedYear"},
	"organizations_staff_shape":         {fault.Invalid, "bad_staff", "Say how many paid staff it has, as a whole number.", "staffSize"},
	"organizations_merged_elsewhere":    {fault.Invalid, "same_record", "These are one record already.", "gone"},
	"organizations_parent_other":        {fault.Invalid, "own_parent", "An organization is not part of itself.", "parent"},
	"organizations_parent_no_circle":    {fault.Invalid, "own_parent", "An organization is not part of itself.", "parent"},
	"organizations_parent_id_fkey":      {fault.NotFound, "not_found", "There is no such organization.", "parent"},
	"organizations_merged_into_fkey":    {fault.NotFound, "not_found", "There is no such organization.", "kept"},
	"sites_name_given":                  {fault.Invalid, "bad_name", "A name has between 1 and 300 characters.", "name"},
	"sites_country_shape":               {fault.Invalid, "bad_country", "There is no such country.", "country"},
	"sites_state_shape":                 {fault.Invalid, "bad_state", "Only organizations in the United States have a state.", "state"},
	"sites_one_main":                    {fault.Conflict, "one_main_site", "An organization has one main site.", "main"},
	"standing_signals_kind_known":       {fault.Invalid, "bad_signal", "There is no such signal of standing.", "kind"},
	"standing_signals_in_order":         {fault.Invalid, "before_since", "It ends after it begins.", "until"},
	"exclusion_checks_result_known":     {fault.Invalid, "bad_result", "There is no such result.", "result"},
	"exclusion_checks_explained":        {fault.Invalid, "required", "Say what was found.", "note"},
	"claims_once":                       {fault.Conflict, "claimed_already", "This person's claim on that role there waits already.", ""},
	"claims_declined_why":               {fault.Invalid, "required", "Say why.", "reason"},
	"merges_of_two":                     {fault.Invalid, "same_record", "These are one record already.", "gone"},
	"merges_reason_given":               {fault.Invalid, "required", "Say why.", "reason"},
	"merges_undone_why":                 {fault.Invalid, "required", "Say why.", "reason"},
	"merges_once":                       {fault.Conflict, "merged", "This record was merged already.", ""},
	"possible_duplicates_dismissed_why": {fault.Invalid, "required", "Say why.", "reason"},
}

// stay are the references to organizations that a merge leaves: records about records, not of a museum.
var stay = []string{"organizations.merged_into", "merges.kept_id", "merges.gone_id", "possible_duplicates.first_id", "possible_duplicates.second_id"}

// reference is one column, of any table of any subject, that names an organization.
type reference struct {
	Table  string   `bun:"table_name"`
	Column string   `bun:"column_name"`
	Keys   []string `bun:"keys,array"`  // of the primary key
	Types  []string `bun:"types,array"` // of the same
}

// references are read from the catalog, so that a table made later moves with the rest.
const references = `SELECT t.relname::text AS table_name, a.attname::text AS column_name,
	array_agg(k.attname::text ORDER BY p.n) AS keys, array_agg(format_type(k.atttypid, k.atttypmod) ORDER BY p.n) AS types
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
	JOIN pg_index i ON i.indrelid = c.conrelid AND i.indisprimary
	CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, n) JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attnum = p.attnum
WHERE c.contype = 'f' AND c.confrelid = 'organizations'::regclass AND array_length(c.conkey, 1) = 1
GROUP BY t.relname, a.attname ORDER BY t.relname, a.attname`

// labels name the rows of a table to people, where the row does not name itself; r is the row.
var labels = map[string]string{
	"memberships":         `SELECT concat_ws(' ', p.given_name, p.family_name, r.role) FROM people p WHERE p.id = r.person_id`,
	"claims":              `SELECT concat_ws(' ', p.given_name, p.family_name, r.state) FROM people p WHERE p.id = r.person_id`,
	"partnership_members": `SELECT coalesce(nullif(p.title, ''), p.id::text) FROM partnerships p WHERE p.id = r.partnership_id`,
}

const ownLabel = `SELECT coalesce(nullif(j ->> 'title', ''), nullif(j ->> 'name', ''), nullif(j ->> 'number', ''), nullif(j ->> 'kind', ''), nullif(j ->> 'state', ''), '') FROM (SELECT to_jsonb(r) AS j) AS x`

// steps are what each merge does before rows move, because the kept record may have only one of them: a person's second
// role of a kind ends the day before, a second main site is one no more.
func steps() []step {
	return []step{
		{"memberships", "until", "date", `r.until IS NULL AND EXISTS (SELECT FROM memberships k WHERE k.organization_id = $2 AND k.person_id = r.person_id AND k.role = r.role AND k.until IS NULL)`, `($4::timestamptz AT TIME ZONE 'UTC')::date - 1`},
		{"sites", "main", "boolean", `r.main AND EXISTS (SELECT FROM sites k WHERE k.organization_id = $2 AND k.main)`, `false AND $4::timestamptz IS NULL`},
	}
}

type step struct{ table, column, kind, where, value string }

// AddMerge keeps a merge and points the gone record to the kept one.
func (s People) AddMerge(ctx context.Context, m *people.Merge) error {
	if err := s.insert(ctx, "merges", m); err != nil {
		return err
	}
	_, err := s.exec(ctx, `UPDATE organizations SET merged_into = $2, version = version + 1 WHERE id = $1`, m.Gone, m.Kept)
	return err
}

// MoveRows gives every row that names the gone record to the kept one; what cannot move stays and is answered.
func (s People) MoveRows(ctx context.Context, m *people.Merge) ([]people.MergeConflict, error) {
	all, err := query[reference](ctx, s.DB, references)
	if err != nil {
		return nil, err
	}
	for _, x := range steps() {
		for _, r := range all {
			if r.Table != x.table || r.Column != "organization_id" {
				continue
			}
			if _, err := s.exec(ctx, x.sql(r), m.Gone, m.Kept, m.ID, m.MergedAt); err != nil {
				return nil, err
			}
		}
	}
	var refused []people.MergeConflict
	for _, r := range all {
		if slices.Contains(stay, r.Table+"."+r.Column) {
			continue
		}
		c, err := s.moveRows(ctx, m, r)
		if err != nil {
			return nil, err
		}
		if c != nil {
			refused = append(refused, *c)
		}
	}
	return refused, nil
}

// moveRows moves one column within a savepoint; a rule that refuses it is a conflict, and its table stays as it was.
func (s People) moveRows(ctx context.Context, m *people.Merge, r reference) (*people.MergeConflict, error) {
	if err := s.savepoint(ctx, "SAVEPOINT moving"); err != nil {
		return nil, err
	}
	_, err := s.exec(ctx, r.move(), m.Gone, m.Kept, m.ID)
	if err == nil {
		err = s.savepoint(ctx, "SET CONSTRAINTS ALL IMMEDIATE")
	}
	var f *fault.Error
	if err != nil && !errors.As(err, &f) {
		return nil, fmt.Errorf("move %s.%s: %w", r.Table, r.Column, err)
	}
	if err != nil {
		return &people.MergeConflict{Table: r.Table, Code: f.Code, Message: f.Message}, s.savepoint(ctx, "ROLLBACK TO SAVEPOINT moving")
	}
	return nil, s.savepoint(ctx, "RELEASE SAVEPOINT moving")
}

func (s People) savepoint(ctx context.Context, text string) error {
	_, err := s.conn(ctx).ExecContext(ctx, text, pgx.QueryExecModeSimpleProtocol)
	return failure(err)
}

func quoted(names ...string) string { return pgx.Identifier(names).Sanitize() }

// key is the row's primary key as an object.
func (r reference) key() string {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = fmt.Sprintf("'%s', r.%s", k, quoted(k))
	}
	return "jsonb_build_object(" + strings.Join(parts, ", ") + ")"
}

// at finds the row again by the key of a remembered move.
func (r reference) at() string {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = fmt.Sprintf("r.%s = (v.row_key ->> '%s')::%s", quoted(k), k, r.Types[i])
	}
	return strings.Join(parts, " AND ")
}

func (r reference) label() string {
	if text := labels[r.Table]; text != "" {
		return "coalesce((" + text + "), '')"
	}
	return "(" + ownLabel + ")"
}

const rememberMove = `INSERT INTO merge_moves (merge_id, ordinal, table_name, column_name, row_key, label, was, became)
SELECT $3, coalesce((SELECT max(ordinal) FROM merge_moves WHERE merge_id = $3), 0) + row_number() OVER (ORDER BY m.k), '%s', '%s', m.k, m.label, m.was, m.became FROM moved m`

// move is the statement that gives a column's rows from $1 to $2 and remembers each for the merge $3.
func (r reference) move() string {
	return fmt.Sprintf(`WITH moved AS (UPDATE %s AS r SET %s = $2 WHERE r.%s = $1
RETURNING %s AS k, %s AS label, to_jsonb($1::uuid) AS was, to_jsonb($2::uuid) AS became) `, quoted(r.Table), quoted(r.Column), quoted(r.Column), r.key(), r.label()) +
		fmt.Sprintf(rememberMove, r.Table, r.Column)
}

// sql is the statement of one step on the rows of $1, remembered for the merge $3.
func (x step) sql(r reference) string {
	return fmt.Sprintf(`WITH before AS (SELECT %s AS k, to_jsonb(r.%s) AS was FROM %s AS r WHERE r.organization_id = $1 AND %s FOR UPDATE),
moved AS (UPDATE %s AS r SET %s = %s FROM before v WHERE r.organization_id = $1 AND %s = v.k
RETURNING v.k, %s AS label, coalesce(v.was, 'null'::jsonb) AS was, coalesce(to_jsonb(r.%s), 'null'::jsonb) AS became) `,
		r.key(), x.column, quoted(r.Table), x.where, quoted(r.Table), x.column, x.value, r.key(), r.label(), x.column) +
		fmt.Sprintf(rememberMove, r.Table, x.column)
}

const movedTables = `SELECT table_name, column_name, count(*)::int AS rows, (array_agg(label ORDER BY ordinal) FILTER (WHERE label <> ''))[1:5] AS sample
FROM merge_moves WHERE merge_id = $1 GROUP BY table_name, column_name ORDER BY table_name, column_name`

// MovedTables sums up what a merge moved.
func (s People) MovedTables(ctx context.Context, id ident.Merge) ([]people.MovedTable, error) {
	return query[people.MovedTable](ctx, s.DB, movedTables, id)
}

const mergeShown = `SELECT m.*, k.name AS kept_name, g.name AS gone_name FROM merges m
JOIN organizations k ON k.id = m.kept_id JOIN organizations g ON g.id = m.gone_id `

// MergeForUpdate is one merge, locked until the transaction ends.
func (s People) MergeForUpdate(ctx context.Context, id ident.Merge) (*people.MergeRow, error) {
	return one[people.MergeRow](ctx, s.DB, "merge", mergeShown+`WHERE m.id = $1 FOR UPDATE OF m`, id)
}

// Merges are the newest hundred merges.
func (s People) Merges(ctx context.Context) ([]*people.MergeRow, error) {
	return query[*people.MergeRow](ctx, s.DB, mergeShown+`ORDER BY m.merged_at DESC, m.id DESC LIMIT 100`)
}

// PutBack writes every remembered cell back, the last first; where some are not what they became, how many is answered.
func (s People) PutBack(ctx context.Context, id ident.Merge) ([]people.MovedTable, error) {
	all, err := query[reference](ctx, s.DB, references)
	if err != nil {
		return nil, err
	}
	done, err := query[people.MovedTable](ctx, s.DB, `SELECT table_name, column_name, count(*)::int AS rows FROM merge_moves WHERE merge_id = $1
GROUP BY table_name, column_name ORDER BY min(ordinal) DESC`, id)
	if err != nil {
		return nil, err
	}
	var changed []people.MovedTable
	for _, t := range done {
		at := slices.IndexFunc(all, func(r reference) bool { return r.Table == t.Table })
		if at < 0 {
			return nil, fmt.Errorf("put back %s: no such table", t.Table)
		}
		n, err := s.exec(ctx, all[at].putBack(t.Column), id)
		if err != nil {
			return nil, err
		}
		if int(n) != t.Rows {
			changed = append(changed, people.MovedTable{Table: t.Table, Column: t.Column, Rows: t.Rows - int(n)})
		}
	}
	return changed, nil
}

// putBack writes one column back where it is still what it became.
func (r reference) putBack(column string) string {
	return fmt.Sprintf(`UPDATE %s AS r SET %s = (jsonb_populate_record(NULL::%s, jsonb_build_object('%s', v.was))).%s
FROM merge_moves v WHERE v.merge_id = $1 AND v.table_name = '%s' AND v.column_name = '%s' AND %s AND coalesce(to_jsonb(r.%s), 'null'::jsonb) = v.became`,
		quoted(r.Table), quoted(column), quoted(r.Table), column, quoted(column), r.Table, column, r.at(), quoted(column))
}

// KeepUndone notes that a merge holds no more and the gone record stands for itself again.
func (s People) KeepUndone(ctx context.Context, m *people.Merge) error {
	if err := s.update(ctx, "merges", m, "undone_by", "undone_at", "undone_reason"); err != nil {
		return err
	}
	_, err := s.exec(ctx, `UPDATE organizations SET merged_into = NULL, version = version + 1 WHERE id = $1 AND merged_into = $2`, m.Gone, m.Kept)
	return err
}
