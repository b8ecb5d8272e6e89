package expense_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// postings adds lines to the award's books past the triggers, which take minutes for a million, and brings balances and
// months up to what the triggers would have made of them.
const postings = `SET session_replication_role = replica;
INSERT INTO ledger_accounts (id, kind, owner, currency, part) SELECT md5('bench' || n)::uuid, 'expenditure', md5('award1')::uuid, 'USD', 'part' || n FROM generate_series(1, 7) n ON CONFLICT DO NOTHING;
INSERT INTO ledger_entries (id, kind, memo, subject, posted_at, effective_on)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'spend', 'Bench', 'exp_bench', '2027-08-01', '2027-08-01'::date + n %% 360 FROM generate_series(%[1]d, %[2]d) n;
INSERT INTO ledger_lines (entry_id, ordinal, account_id, amount_minor, currency)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, s, CASE s WHEN 0 THEN (SELECT id FROM ledger_accounts WHERE owner = md5('award1')::uuid AND kind = 'obligation') ELSE md5('bench' || 1 + n %% 7)::uuid END, 2 * s - 1, 'USD'
FROM generate_series(%[1]d, %[2]d) n, generate_series(0, 1) s;
DELETE FROM ledger_months;
INSERT INTO ledger_months (account_id, month, moved_minor)
SELECT l.account_id, date_trunc('month', e.effective_on)::date, sum(l.amount_minor) FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id GROUP BY 1, 2;
UPDATE ledger_accounts a SET balance_minor = (SELECT coalesce(sum(moved_minor), 0) FROM ledger_months m WHERE m.account_id = a.id);
SET session_replication_role = origin;
ANALYZE ledger_lines; ANALYZE ledger_entries; ANALYZE ledger_months; ANALYZE ledger_accounts`

// BenchmarkAStatementAsTheBooksGrow holds a statement of account and a page of postings over a million postings of one
// award against the same over ten thousand: the ratio says how they grow with a hundred times the books.
func BenchmarkAStatementAsTheBooksGrow(b *testing.B) {
	w := pgtest.Official(b)
	store := postgres.Expenses{DB: w.DB}
	ctx := pgtest.Context(b)
	balances := func() {
		if _, err := store.Balances(ctx, w.Award, calendar.On(2028, 1, 1), calendar.On(2028, 3, 1)); err != nil {
			b.Fatal(err)
		}
	}
	first := func() {
		cut, err := page.First(50).Check(2)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := store.Postings(ctx, expense.PostingFilter{Award: w.Award}, cut); err != nil {
			b.Fatal(err)
		}
	}
	least := func(do func()) time.Duration {
		best := time.Hour
		for range 200 {
			at := time.Now()
			do()
			best = min(best, time.Since(at))
		}
		return best
	}
	w.SQL(fmt.Sprintf(postings, 1, 5_000))
	smallB, smallP := least(balances), least(first)
	w.SQL(fmt.Sprintf(postings, 5_001, 500_000))
	bigB, bigP := least(balances), least(first)
	b.ReportMetric(float64(bigB)/float64(smallB), "balances-1M/10k")
	b.ReportMetric(float64(bigP)/float64(smallP), "postings-1M/10k")
	b.ReportMetric(float64(bigB.Microseconds()), "balances-us")
	b.ReportMetric(float64(bigP.Microseconds()), "postings-us")
}
