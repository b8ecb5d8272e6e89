package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// ExamineRankings ranks again from the kept inputs: the hash and every place must come out the same.
func (db *DB) ExamineRankings(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every ranking comes out of its inputs again"}
	all, err := query[*review.Ranking](ctx, db, `SELECT * FROM rankings ORDER BY id`)
	if err != nil {
		return f, err
	}
	for _, kept := range all {
		f.Looked++
		if kept.Places, err = query[*review.Place](ctx, db, `SELECT * FROM ranking_places WHERE ranking_id = $1 ORDER BY place NULLS LAST, application_id`, kept.ID); err != nil {
			return f, err
		}
		in, err := review.ReadInputs(kept.Inputs)
		if err != nil {
			f.Off = append(f.Off, fmt.Sprintf("%s: %v", kept.ID, err))
			continue
		}
		again, err := review.Rank(in, kept.Method)
		if err != nil || !bytes.Equal(again.SHA256, kept.SHA256) || !samePlaces(again.Places, kept.Places) {
			f.Off = append(f.Off, fmt.Sprintf("%s: its inputs give another order or hash", kept.ID))
		}
	}
	return f, nil
}

func samePlaces(a, b []*review.Place) bool {
	if len(a) != len(b) {
		return false
	}
	places := map[string]string{}
	for _, p := range a {
		places[p.Application.String()] = placeText(p)
	}
	for _, p := range b {
		if places[p.Application.String()] != placeText(p) {
			return false
		}
	}
	return true
}

func placeText(p *review.Place) string {
	b, _ := json.Marshal([]any{p.Place, p.Counted, p.RawMilli, p.NormalizedMilli, p.ZMicro})
	return string(b)
}

// ExamineReports hashes every frozen snapshot again.
func (db *DB) ExamineReports(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every frozen report has its hash"}
	all, err := query[*report.Report](ctx, db, `SELECT * FROM reports WHERE frozen_at IS NOT NULL ORDER BY id`)
	if err != nil {
		return f, err
	}
	for _, r := range all {
		f.Looked++
		if !bytes.Equal(r.Snapshot.Sum(), r.SHA256) {
			f.Off = append(f.Off, fmt.Sprintf("%s %s", r.ID, r.Title))
		}
	}
	return f, nil
}

// ExamineSubmissions hashes what was submitted again.
func (db *DB) ExamineSubmissions(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every submission is what was handed in"}
	after := ""
	for {
		all, err := query[*application.Submission](ctx, db, `SELECT * FROM submissions WHERE id::text > $1 ORDER BY id::text LIMIT 500`, after)
		if err != nil || len(all) == 0 {
			return f, err
		}
		for _, x := range all {
			f.Looked++
			after = x.ID.UUID().String()
			if !x.Intact() {
				f.Off = append(f.Off, fmt.Sprintf("%s of %s", x.ID, x.Application))
			}
		}
	}
}

// referenceChecks makes one statement per reference of the schema; each counts the rows that lead nowhere.
const referenceChecks = `SELECT format('%s.%s', c.conrelid::regclass, string_agg(a.attname, ', ' ORDER BY k.i)) AS name,
    format('SELECT count(*) AS rows, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM %s b WHERE %s)) AS lost FROM %s a WHERE %s', c.confrelid::regclass,
        string_agg(format('b.%I = a.%I', f.attname, a.attname), ' AND '), c.conrelid::regclass, string_agg(format('a.%I IS NOT NULL', a.attname), ' AND ')) AS text
FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k (col, ref, i)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.col JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.ref
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conrelid::regclass::text NOT LIKE 'river\_%'
GROUP BY c.oid ORDER BY 1`

// ExamineReferences follows every reference: loading and restoring put rows in with that guard asleep.
func (db *DB) ExamineReferences(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every reference leads to a row"}
	checks, err := query[struct {
		Name string `bun:"name"`
		Text string `bun:"text"`
	}](ctx, db, referenceChecks)
	if err != nil {
		return f, err
	}
	for _, c := range checks {
		n, err := one[struct {
			Rows int64 `bun:"rows"`
			Lost int64 `bun:"lost"`
		}](ctx, db, "reference", c.Text)
		if err != nil {
			return f, fmt.Errorf("examine %s: %w", c.Name, err)
		}
		f.Looked += n.Rows
		if n.Lost > 0 {
			f.Off = append(f.Off, fmt.Sprintf("%s: %d of %d lead nowhere", c.Name, n.Lost, n.Rows))
		}
	}
	return f, nil
}
