package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

const (
	// What later months moved is taken off the balance, so that an award's whole past is never summed.
	balancesOf = `SELECT a.kind, a.part, (a.balance_minor - coalesce(m.later, 0))::bigint AS through_minor, coalesce(m.period, 0)::bigint AS period_minor
FROM ledger_accounts a LEFT JOIN LATERAL (SELECT sum(moved_minor) FILTER (WHERE month > $3) AS later, sum(moved_minor) FILTER (WHERE month <= $3) AS period
	FROM ledger_months m WHERE m.account_id = a.id AND m.month >= $2) m ON true WHERE a.owner = $1 AND a.kind <> 'outside' ORDER BY a.kind, a.part`

	earnedIn = `SELECT coalesce(sum(l.amount_minor), 0)::bigint AS minor FROM ledger_accounts a JOIN ledger_lines l ON l.account_id = a.id JOIN ledger_entries e ON e.id = l.entry_id
WHERE a.owner = $1 AND a.kind = 'interest' AND e.kind = 'earn_interest' AND e.effective_on BETWEEN $2 AND $3`

	// Each account gives as many of its newest lines as the page has, by index; the page is cut from those.
	postingsTop = `SELECT l.entry_id, l.ordinal, a.kind AS account, a.part, e.kind, e.memo, e.subject, e.effective_on AS on_day, e.posted_at AS at, e.posted_by AS by_id, l.amount_minor AS minor, l.currency
FROM ledger_accounts a CROSS JOIN LATERAL (`
	postingsLines = `SELECT l.* FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id WHERE l.account_id = a.id AND ($4::date IS NULL OR e.effective_on >= $4) AND ($5::date IS NULL OR e.effective_on <= $5)`
	postingsOf    = ` JOIN ledger_entries e ON e.id = l.entry_id WHERE a.owner = $1 AND a.kind <> 'outside' AND ($2 = '' OR a.kind = $2) AND ($3 = '' OR a.part = $3)`

	postingsForward = postingsTop + postingsLines + ` AND ($6::uuid IS NULL OR (l.entry_id, l.ordinal) < ($6, $7::int)) ORDER BY l.entry_id DESC, l.ordinal DESC LIMIT $8) l` +
		postingsOf + ` ORDER BY l.entry_id DESC, l.ordinal DESC LIMIT $8`
	postingsBackward = postingsTop + postingsLines + ` AND ($6::uuid IS NULL OR (l.entry_id, l.ordinal) > ($6, $7::int)) ORDER BY l.entry_id, l.ordinal LIMIT $8) l` +
		postingsOf + ` ORDER BY l.entry_id, l.ordinal LIMIT $8`
	postingsCount = `SELECT count(*) AS n FROM ledger_accounts a CROSS JOIN LATERAL (` + postingsLines + `) l` + postingsOf

	lines425 = `WITH of AS (SELECT w.id, w.number FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE ($1::uuid IS NULL OR w.id = $1) AND ($2::uuid IS NULL OR c.funder_award_id = $2) AND ($1::uuid IS NOT NULL OR $2::uuid IS NOT NULL))
SELECT of.id AS award_id, of.number, a.kind, a.part, sum(m.moved_minor)::bigint AS minor FROM of JOIN ledger_accounts a ON a.owner = of.id AND a.kind IN ('obligation', 'disbursement', 'expenditure', 'cost_share')
	JOIN ledger_months m ON m.account_id = a.id AND m.month <= $3 GROUP BY 1, 2, 3, 4 HAVING sum(m.moved_minor) <> 0
UNION ALL SELECT of.id, of.number, a.kind, CASE WHEN l.amount_minor > 0 THEN 'earned' ELSE 'spent' END, sum(l.amount_minor)::bigint FROM of JOIN ledger_accounts a ON a.owner = of.id AND a.kind = 'program_income'
	JOIN ledger_lines l ON l.account_id = a.id JOIN ledger_entries e ON e.id = l.entry_id AND e.effective_on <= $3 GROUP BY 1, 2, 3, 4
ORDER BY 2, 3, 4`
)

// Balances are the accounts of an award, each with what it holds through the last month and what moved in the period.
func (s Expenses) Balances(ctx context.Context, of ident.Award, from, through calendar.Date) ([]*expense.Balance, error) {
	return query[*expense.Balance](ctx, s.DB, balancesOf, of, from, through)
}

// Earned is the interest earned on an award in a calendar year.
func (s Expenses) Earned(ctx context.Context, of ident.Award, year int) (int64, error) {
	r, err := one[struct {
		Minor int64 `bun:"minor"`
	}](ctx, s.DB, "award", earnedIn, of, calendar.On(year, 1, 1), calendar.On(year, 12, 31))
	if err != nil {
		return 0, err
	}
	return r.Minor, nil
}

// Postings is one page of the lines that moved an award's accounts, newest first, in one statement.
func (s Expenses) Postings(ctx context.Context, f expense.PostingFilter, c page.Cut) ([]*expense.Posting, error) {
	text := postingsForward
	if c.Backward {
		text = postingsBackward
	}
	var entry, ordinal any
	if c.Key != nil {
		if err := keyOf(c.Key, anID, aYear); err != nil {
			return nil, err
		}
		entry, ordinal = c.Key[0], c.Key[1]
	}
	return query[*expense.Posting](ctx, s.DB, text, append(postingArgs(f), entry, ordinal, c.Limit+1)...)
}

// CountPostings counts all of them.
func (s Expenses) CountPostings(ctx context.Context, f expense.PostingFilter) (int, error) {
	return s.count(ctx, postingsCount, postingArgs(f)...)
}

func postingArgs(f expense.PostingFilter) []any {
	return []any{f.Award, string(f.Account), f.Part, f.From, f.Through}
}

// Lines425 is what the ledger says of an award, or of all awards of a funder award, through the end of a month.
func (s Expenses) Lines425(ctx context.Context, of ident.Award, funder ident.FunderAward, through calendar.Date) ([]*expense.Line425, error) {
	return query[*expense.Line425](ctx, s.DB, lines425, of, funder, through)
}
