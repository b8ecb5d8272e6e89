package report_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// many is 199 more awards like the first one; all together have 20,000 accepted expenses, 40,000 postings and 60,000
// participants.
const many = `SET session_replication_role = replica;
CREATE TEMP TABLE copies AS SELECT n, CASE n WHEN 1 THEN md5('award1')::uuid ELSE md5('copy' || n)::uuid END AS id FROM generate_series(1, 200) n;
INSERT INTO awards SELECT x.* FROM copies, awards w, LATERAL jsonb_populate_record(w, jsonb_build_object('id', copies.id, 'number', 'MC-2027-B' || n, 'slate_line_id', NULL, 'application_id', md5('app' || n)::uuid)) x WHERE w.id = md5('award1')::uuid AND n > 1;
INSERT INTO award_terms SELECT x.* FROM copies, award_terms t, LATERAL jsonb_populate_record(t, jsonb_build_object('award_id', copies.id)) x WHERE t.award_id = md5('award1')::uuid AND n > 1;
INSERT INTO award_term_lines SELECT x.* FROM copies, award_term_lines t, LATERAL jsonb_populate_record(t, jsonb_build_object('award_id', copies.id)) x WHERE t.award_id = md5('award1')::uuid AND n > 1;
INSERT INTO participants (id, award_id, row_number, mark, country, gender, role, side, age_band, joined_on, added_by, added_at)
SELECT gen_random_uuid(), c.id, i, sha256((c.n || ' ' || i)::bytea), CASE WHEN i % 2 = 0 THEN 'US' ELSE (ARRAY['FR', 'KE', 'MX', 'SN'])[1 + c.n % 4] END, (ARRAY['female', 'male', 'undisclosed', 'other'])[1 + i % 4],
	(ARRAY['community', 'mentor', 'educator'])[1 + i % 3], CASE WHEN i % 2 = 0 THEN 'us' ELSE 'non_us' END, (ARRAY['13_17', '18_24', '35_54'])[1 + i % 3], '2027-09-01'::date + i % 120, md5('coordinator1')::uuid, now()
FROM copies c, generate_series(1, 300) i;
INSERT INTO expenses (id, award_id, organization_id, spent_on, category, description, paid_minor, paid_currency, amount_minor, currency, state, recorded_by, recorded_at, submitted_by, submitted_at, decided_by, decided_at)
SELECT md5('e' || c.n || ' ' || i)::uuid, c.id, md5('us1')::uuid, '2027-09-01'::date + i, CASE i % 2 WHEN 0 THEN 'travel' ELSE 'supplies' END, 'Work', 1000, 'USD', 1000, 'USD', 'accepted',
	md5('coordinator1')::uuid, now(), md5('coordinator1')::uuid, now(), md5('officer')::uuid, now() FROM copies c, generate_series(1, 100) i;
INSERT INTO ledger_accounts (id, kind, owner, currency, balance_minor, part) SELECT gen_random_uuid(), k.kind, c.id, 'USD', 0, k.part FROM copies c, (VALUES ('obligation', ''), ('disbursement', ''), ('expenditure', 'travel'), ('expenditure', 'supplies')) k (kind, part)
	ON CONFLICT DO NOTHING;
INSERT INTO ledger_entries (id, kind, memo, subject, posted_at, effective_on) SELECT e.id, 'spend', 'Work', e.id::text, now(), e.spent_on FROM expenses e WHERE e.description = 'Work';
INSERT INTO ledger_lines (entry_id, ordinal, account_id, amount_minor, currency)
SELECT e.id, k.n, a.id, k.sign * e.amount_minor, 'USD' FROM expenses e, (VALUES (1, 'disbursement', -1), (2, 'expenditure', 1)) k (n, kind, sign), ledger_accounts a
WHERE e.description = 'Work' AND a.owner = e.award_id AND a.kind = k.kind AND a.part = CASE k.kind WHEN 'expenditure' THEN e.category ELSE '' END;
DELETE FROM ledger_months WHERE account_id IN (SELECT id FROM ledger_accounts WHERE owner IN (SELECT id FROM copies));
INSERT INTO ledger_months SELECT l.account_id, date_trunc('month', e.effective_on)::date, sum(l.amount_minor) FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
	JOIN ledger_accounts a ON a.id = l.account_id AND a.owner IN (SELECT id FROM copies) GROUP BY 1, 2 HAVING sum(l.amount_minor) <> 0;
SET session_replication_role = origin;
ANALYZE;`

// again sends statements once more and reads every value that they answer, as one does without the house.
func again(ctx context.Context, b *testing.B, w *pgtest.Running, sent []postgres.Statement) {
	b.Helper()
	for _, s := range sent {
		rows, err := w.DB.Pool.Query(ctx, s.Text, s.Args...)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Values(); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAQuarterOf200Awards tells how much longer the figures of a consolidated report take than their bare SQL, and how
// long it takes to explain one: the median of turns taken one after the other.
func BenchmarkAQuarterOf200Awards(b *testing.B) {
	w := pgtest.Official(b)
	w.SQL(many)
	store, cycle := postgres.Reports{DB: w.DB}, pgtest.ID[ident.Cycle]("cycle")
	p := report.Period{From: calendar.On(2027, 10, 1), Through: calendar.On(2027, 12, 31)}
	ctx, recorded := postgres.Recording(pgtest.Context(b))
	all, err := store.Running(ctx, cycle, p)
	if err != nil {
		b.Fatal(err)
	}
	sent := recorded()
	if len(sent) != 1 {
		b.Fatalf("the figures take %d statements", len(sent))
	}
	figures := report.RunningFigures(all)
	for key, want := range map[string]int64{"participants": 60_000, "a_spent": 200 * 100 * 1000, "ffr_10e": 200 * 100 * 1000} {
		i := slices.IndexFunc(figures, func(f *report.Figure) bool { return f.Key == key })
		if i < 0 || figures[i].Value != want {
			b.Fatalf("%s is not %d", key, want)
		}
	}
	ctx = pgtest.Context(b)
	var bare, house []time.Duration
	b.ResetTimer()
	for range b.N {
		begun := time.Now()
		again(ctx, b, w, sent)
		bare = append(bare, time.Since(begun))
		begun = time.Now()
		all, err := store.Running(ctx, cycle, p)
		if err != nil {
			b.Fatal(err)
		}
		if len(report.RunningFigures(all)) != len(figures) {
			b.Fatal("the figures change")
		}
		house = append(house, time.Since(begun))
	}
	slices.Sort(bare)
	slices.Sort(house)
	b.ReportMetric(float64(house[len(house)/2])/float64(bare[len(bare)/2]), "x_bare_sql")
	b.ReportMetric(float64(bare[len(bare)/2].Microseconds())/1000, "ms_bare")
	b.ReportMetric(float64(house[len(house)/2].Microseconds())/1000, "ms_figures")
}
