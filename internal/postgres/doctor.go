package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/audit"
)

// Finding is one check of the whole database: how much was looked at, and what is off.
type Finding struct {
	Check  string
	Looked int64
	Off    []string
}

// mostOff bounds what one check lists, so that a broken table does not fill the screen.
const mostOff = 20

type rule struct {
	check string
	count string // how many rows are looked at
	off   string // one text column: what is off
}

// rules recompute what other rows already say; each lists the rows that disagree.
var rules = []rule{
	{
		"every account holds the sum of its lines", "SELECT count(*) FROM ledger_accounts",
		`SELECT a.kind || ' ' || a.owner || ': holds ' || a.balance_minor || ', lines sum to ' || coalesce(sum(l.amount_minor), 0)
FROM ledger_accounts a LEFT JOIN ledger_lines l ON l.account_id = a.id GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(l.amount_minor), 0)`,
	},
	{
		"every account's months sum to its lines of each month", "SELECT count(*) FROM ledger_months",
		`SELECT a.kind || ' ' || a.owner || ' in ' || coalesce(m.month, l.month) || ': ' || coalesce(m.moved_minor, 0) || ' kept, lines sum to ' || coalesce(l.moved, 0)
FROM ledger_months m FULL JOIN (SELECT l.account_id, date_trunc('month', e.effective_on)::date AS month, sum(l.amount_minor) AS moved
    FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id GROUP BY 1, 2) l ON (l.account_id, l.month) = (m.account_id, m.month)
JOIN ledger_accounts a ON a.id = coalesce(m.account_id, l.account_id) WHERE coalesce(m.moved_minor, 0) <> coalesce(l.moved, 0)`,
	},
	{
		"every ledger entry sums to zero", "SELECT count(*) FROM ledger_entries",
		`SELECT entry_id || ' is off by ' || sum(amount_minor) FROM ledger_lines GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0`,
	},
	{
		"no account is overdrawn that holds money, and no museum spent more than it is owed", "SELECT count(*) FROM ledger_accounts",
		`SELECT kind || ' ' || owner || ' holds ' || balance_minor FROM ledger_accounts WHERE balance_minor < 0 AND kind NOT IN ('funder', 'outside', 'disbursement')
UNION ALL SELECT owner || ' spent ' || -sum(balance_minor) || ' more than is obligated' FROM ledger_accounts WHERE kind IN ('obligation', 'disbursement')
GROUP BY owner, currency HAVING sum(balance_minor) < 0`,
	},
	{
		"a cycle's free money, reserve and commitments make its appropriation", "SELECT count(*) FROM cycles",
		`WITH held AS (
    SELECT c.id, sum(a.balance_minor) AS held FROM cycles c JOIN LATERAL (
        SELECT balance_minor FROM ledger_accounts WHERE owner = c.id
        UNION ALL SELECT l.balance_minor FROM awards w JOIN ledger_accounts l ON l.owner = w.id WHERE w.cycle_id = c.id) a ON true GROUP BY c.id)
SELECT c.title || ': ' || h.held || ' held of ' || c.appropriation_minor FROM cycles c JOIN held h ON h.id = c.id WHERE h.held <> c.appropriation_minor`,
	},
	{
		"an offered award's commitment, or what it is obligated once official, paid and spent or not, is its amount", "SELECT count(*) FROM awards WHERE slate_line_id IS NOT NULL",
		`SELECT w.number || ': ' || a.committed || ' committed and ' || a.obligated || ' obligated of ' || coalesce(t.grant_minor, w.amount_minor) FROM awards w
CROSS JOIN LATERAL (SELECT coalesce(sum(balance_minor) FILTER (WHERE kind = 'commitment'), 0)::bigint AS committed,
	coalesce(sum(balance_minor) FILTER (WHERE kind IN ('obligation', 'disbursement', 'expenditure')), 0)::bigint AS obligated FROM ledger_accounts WHERE owner = w.id) a
LEFT JOIN agreements g ON g.award_id = w.id
LEFT JOIN LATERAL (SELECT grant_minor FROM award_terms t WHERE t.award_id = w.id ORDER BY number DESC LIMIT 1) t ON true
WHERE w.slate_line_id IS NOT NULL AND (a.committed, a.obligated) IS DISTINCT FROM CASE
	WHEN w.state IN ('rescinded', 'declined_by_museum') OR (w.state = 'terminated' AND t.grant_minor IS NULL) THEN (0::bigint, 0::bigint)
	WHEN g.official_at IS NOT NULL THEN (0::bigint, (coalesce(t.grant_minor, w.amount_minor) - coalesce((SELECT x.deobligated_minor FROM closeouts x WHERE x.award_id = w.id), 0)
		- coalesce((SELECT sum(j.amount_minor) FROM adjustments j WHERE j.award_id = w.id AND j.kind = 'recover' AND j.state = 'confirmed'), 0))::bigint) ELSE (w.amount_minor, 0::bigint) END`,
	},
	{
		"an agreement's signatures are under what it says, and an award signed by both has two", "SELECT count(*) FROM agreements",
		`SELECT w.number || ': ' || count(s.id) || ' signatures, ' || count(s.id) FILTER (WHERE s.sha256 IS DISTINCT FROM g.sha256) || ' of them under something else'
FROM agreements g JOIN awards w ON w.id = g.award_id LEFT JOIN agreement_signatures s ON s.agreement_id = g.id AND s.taken_back_at IS NULL
GROUP BY w.id, g.id HAVING count(s.id) FILTER (WHERE s.sha256 IS DISTINCT FROM g.sha256) > 0
	OR (w.state = 'agreement_signed' OR g.official_at IS NOT NULL) AND count(s.id) <> 2`,
	},
	{
		"a budget's lines sum to the request and the cost share", "SELECT count(*) FROM applications",
		`SELECT p.number || ': ' || p.requested_minor || ' + ' || p.cost_share_minor || ' kept' FROM applications p
LEFT JOIN (SELECT application_id, sum(amount_minor) FILTER (WHERE funding = 'grant') AS g, sum(amount_minor) FILTER (WHERE funding <> 'grant') AS s
           FROM budget_lines GROUP BY application_id) b ON b.application_id = p.id
WHERE p.kind = 'proposal' AND (p.requested_minor <> coalesce(b.g, 0) OR p.cost_share_minor <> coalesce(b.s, 0))`,
	},
	{
		"a submitted proposal has enough cost share and is within the limits", "SELECT count(*) FROM applications WHERE submitted_at IS NOT NULL",
		`SELECT p.number FROM applications p JOIN cycles c ON c.id = p.cycle_id
WHERE p.submitted_at IS NOT NULL AND p.kind = 'proposal' AND p.state NOT IN ('returned_once', 'withdrawn')
  AND (p.cost_share_minor::numeric * 10000 < p.requested_minor::numeric * c.cost_share_bp OR p.requested_minor NOT BETWEEN c.award_min_minor AND c.award_max_minor)`,
	},
	{
		"who submitted is not who checked", "SELECT count(*) FROM applications WHERE checked_by IS NOT NULL",
		`SELECT number FROM applications WHERE checked_by = submitted_by`,
	},
	{
		"a partnership of a submitted proposal has a US lead and a museum abroad, on their own sides", "SELECT count(*) FROM partnerships",
		`SELECT p.id::text FROM partnerships p JOIN applications a ON a.partnership_id = p.id AND a.submitted_at IS NOT NULL
WHERE NOT EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = p.id AND m.lead AND m.side = 'us')
   OR NOT EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = p.id AND m.side = 'non_us')
   OR EXISTS (SELECT FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = p.id AND (m.side = 'us') <> (o.country = 'US'))`,
	},
	{
		"a review's base score is what its scores and the weights make", "SELECT count(*) FROM reviews WHERE state IN ('submitted', 'locked')",
		`SELECT r.id || ': ' || coalesce(r.base_milli::text, 'nothing') || ' kept, ' || coalesce(s.base::text, 'nothing') || ' computed' FROM reviews r
JOIN panels p ON p.id = r.panel_id JOIN cycles y ON y.id = p.cycle_id
CROSS JOIN LATERAL (SELECT sum(c.weight * (x.half_points - 2 * y.scale_lowest)) FILTER (WHERE c.kind = 'scored' AND NOT c.bonus) AS points,
        bool_and(x.half_points > 0) FILTER (WHERE c.kind = 'pass_fail') AS passed
    FROM (SELECT DISTINCT ON (criterion_id) criterion_id, half_points FROM scores WHERE review_id = r.id ORDER BY criterion_id, version DESC) x
    JOIN criteria c ON c.id = x.criterion_id) m
CROSS JOIN LATERAL (SELECT CASE y.review_kind WHEN 'scored' THEN (1000 * m.points + (y.scale_highest - y.scale_lowest)) / (2 * (y.scale_highest - y.scale_lowest))
    WHEN 'pass_fail' THEN CASE WHEN m.passed THEN 100000 ELSE 0 END
    WHEN 'recommend' THEN CASE r.recommendation WHEN 'fund' THEN 100000 WHEN 'fund_if_money' THEN 50000 ELSE 0 END END AS base) s
WHERE r.state IN ('submitted', 'locked') AND r.base_milli IS DISTINCT FROM s.base`,
	},
	{
		"an application's count and mean are those of its counted reviews", "SELECT count(*) FROM applications WHERE review_count > 0",
		`SELECT p.number || ': ' || p.review_count || ' kept, ' || coalesce(r.n, 0) || ' counted' FROM applications p
LEFT JOIN (SELECT application_id, count(*) AS n, avg(base_milli) AS mean FROM reviews WHERE state IN ('submitted', 'locked') GROUP BY application_id) r ON r.application_id = p.id
WHERE p.review_count <> coalesce(r.n, 0) OR (r.n > 0 AND coalesce(abs(p.review_mean_milli - r.mean) > 1, (p.review_mean_milli IS NULL) <> (r.mean IS NULL)))`,
	},
	{
		"nobody with a conflict has a review that counts", "SELECT count(*) FROM conflicts",
		`SELECT r.id::text FROM reviews r JOIN conflicts c ON c.person_id = r.reviewer_id AND c.application_id = r.application_id AND c.lifted_at IS NULL
WHERE r.state NOT IN ('voided', 'superseded')`,
	},
	{
		"weights of an opened review sum to 100", "SELECT count(*) FROM cycles WHERE review_opened_at IS NOT NULL",
		`SELECT c.title || ': ' || coalesce((SELECT sum(k.weight) FROM criteria k WHERE k.cycle_id = c.id AND NOT k.bonus), 0) FROM cycles c
WHERE c.review_opened_at IS NOT NULL AND NOT rubric_fits(c.id, c.review_kind)`,
	},
	{
		"nothing is ranked with fewer than three counted reviews", "SELECT count(*) FROM ranking_places",
		`SELECT application_id::text FROM ranking_places WHERE place IS NOT NULL AND counted < 3`,
	},
	{
		"a slate is approved by another than who proposed it", "SELECT count(*) FROM slates",
		`SELECT id::text FROM slates WHERE approved_by = proposed_by`,
	},
	{
		"a decision out of rank order says why", "SELECT count(*) FROM slate_lines",
		`SELECT x.slate_id || ', place ' || x.place FROM (
    SELECT l.slate_id, l.place, decision_order(l.decision) AS d,
           max(decision_order(l.decision)) OVER (PARTITION BY l.slate_id ORDER BY l.place NULLS LAST, l.id ROWS UNBOUNDED PRECEDING) AS worst
      FROM slate_lines l JOIN slates s ON s.id = l.slate_id AND s.state <> 'draft' WHERE l.reason = '' AND l.superseded_at IS NULL) x WHERE x.d < x.worst`,
	},
	{
		"a funder's award covers the cycles it pays for", "SELECT count(*) FROM cycles WHERE funder_award_id IS NOT NULL",
		`SELECT f.number || ': ' || sum(c.appropriation_minor) || ' appropriated of ' || f.amount_minor FROM funder_awards f
JOIN cycles c ON c.funder_award_id = f.id GROUP BY f.id HAVING sum(c.appropriation_minor) > f.amount_minor`,
	},
	{
		"an award is what the slate decided", "SELECT count(*) FROM awards WHERE slate_line_id IS NOT NULL",
		`SELECT w.number FROM awards w JOIN slate_lines l ON l.id = w.slate_line_id WHERE l.decision <> 'award' OR l.application_id <> w.application_id OR l.amount_minor <> w.amount_minor`,
	},
	{
		"a letter says what the slate decided and is kept as drawn", "SELECT count(*) FROM letters",
		`SELECT t.code FROM letters t JOIN slate_lines l ON l.id = t.slate_line_id LEFT JOIN documents d ON d.id = t.document_id
WHERE t.decision <> l.decision OR (t.state IN ('held', 'sent') AND t.sha256 IS DISTINCT FROM d.sha256)`,
	},
	{
		"a sent message was sent once and says when", "SELECT count(*) FROM messages",
		`SELECT id::text FROM messages WHERE (state = 'sent') <> (sent_at IS NOT NULL)`,
	},
	{
		"a figure is the sum of its rows where it counts them", "SELECT count(*) FROM report_figures",
		`SELECT f.key || ' ' || f.part || ': ' || f.value || ' kept, ' || coalesce(sum(r.value), 0) || ' in rows' FROM report_figures f
LEFT JOIN report_figure_rows r ON r.figure_id = f.id WHERE f.unit IN ('count', 'minor_usd') GROUP BY f.id HAVING f.value <> coalesce(sum(r.value), 0)`,
	},
}

// Examine recomputes every total and state in SQL and lists what disagrees, as the context's transaction sees it.
func (db *DB) Examine(ctx context.Context) ([]Finding, error) {
	all := slices.Concat(rules, panelRules, decisionRules, paymentRules, filingRules, amendmentRules, seatRules, travelRules, moneyRules(), reachRules, reportRules, signingRules, closeoutRules)
	out := make([]Finding, 0, len(all))
	for _, r := range all {
		looked, err := one[struct {
			Rows int64 `bun:"rows"`
		}](ctx, db, "count", "SELECT ("+r.count+") AS rows")
		if err != nil {
			return nil, fmt.Errorf("examine %s: %w", r.check, err)
		}
		off, err := query[struct {
			What string `bun:"what"`
		}](ctx, db, "SELECT coalesce(what, 'a row with nothing in it') AS what FROM ("+r.off+") off (what) LIMIT "+strconv.Itoa(mostOff))
		if err != nil {
			return nil, fmt.Errorf("examine %s: %w", r.check, err)
		}
		f := Finding{Check: r.check, Looked: looked.Rows}
		for _, o := range off {
			f.Off = append(f.Off, o.What)
		}
		out = append(out, f)
	}
	return out, nil
}

// ExamineAudit recomputes the hash of every event.
func (db *DB) ExamineAudit(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every audited event has its hash"}
	var after int64
	for {
		events, err := query[*audit.Event](ctx, db, `SELECT * FROM audit_events WHERE seq > $1 ORDER BY seq LIMIT 5000`, after)
		if err != nil || len(events) == 0 {
			return f, err
		}
		for _, e := range events {
			f.Looked++
			after = e.Seq
			if string(e.Sum()) != string(e.Hash) && len(f.Off) < mostOff {
				f.Off = append(f.Off, fmt.Sprintf("event %d, %s of %s", e.Seq, e.Action, e.Subject))
			}
		}
	}
}
