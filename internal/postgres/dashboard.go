package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/dashboard"
)

// Dashboards read programs at a glance.
type Dashboards struct{ *DB }

const (
	// The awards of a program that are not over, with their terms, and what was spent and brought.
	dashboardAwards = `WITH w AS (
	SELECT w.id, w.number, w.title, w.state, w.partnership_id, w.offered_at, t.starts_on, t.ends_on, coalesce(t.grant_minor, w.amount_minor, 0) AS grant_minor,
		coalesce(t.share_minor, w.cost_share_minor, 0) AS share_minor, ($8::timestamptz AT TIME ZONE c.zone)::date AS today, c.zone
	FROM awards w JOIN cycles c ON c.id = w.cycle_id
	LEFT JOIN LATERAL (SELECT x.* FROM award_terms x WHERE x.award_id = w.id ORDER BY x.number DESC LIMIT 1) t ON true
	WHERE (` + awardSeen + `) AND c.program_id = $7 AND w.state IN ('provisional', 'negotiating', 'agreement_signed', 'official', 'active', 'suspended', 'period_ended', 'closing')),
f AS (
	SELECT w.*, coalesce(e.spent, 0)::bigint AS spent, coalesce(s.shared, 0)::bigint AS shared,
		least(10000, greatest(0, 10000::bigint * (w.today - w.starts_on + 1) / (w.ends_on - w.starts_on + 1))) AS elapsed
	FROM w LEFT JOIN (SELECT award_id, sum(amount_minor) AS spent FROM expenses WHERE state = 'accepted' AND award_id IN (SELECT id FROM w) GROUP BY award_id) e ON e.award_id = w.id
	LEFT JOIN (SELECT award_id, sum(worth_minor) AS shared FROM contributions WHERE state = 'verified' AND award_id IN (SELECT id FROM w) GROUP BY award_id) s ON s.award_id = w.id
	WHERE w.state NOT IN ('provisional', 'negotiating', 'agreement_signed') AND w.starts_on IS NOT NULL),
late AS (
	SELECT w.id AS award_id, w.number, w.title, x.id, coalesce(x.extended_on, x.due_on) AS due FROM w JOIN filings x ON x.award_id = w.id
	WHERE x.state IN ('scheduled', 'open', 'draft', 'returned') AND x.dropped_at IS NULL AND coalesce(x.extended_on, x.due_on) < w.today)
`

	dashboardExceptions = dashboardAwards + `, x AS (
	SELECT 'report_overdue' AS kind, award_id, number, title, 'reports' AS path, due AS on_day, 0::bigint AS minor, 0::bigint AS points, due - DATE '2000-01-01' AS rank FROM late
	UNION ALL SELECT 'payment_waits', w.id, w.number, w.title, 'payments', p.from_on, p.amount_minor, 0, p.from_on - DATE '2000-01-01'
		FROM w JOIN payments p ON p.award_id = w.id WHERE p.state IN ('certified', 'submitted', 'checked', 'approved', 'released')
	UNION ALL SELECT 'visa_late', w.id, w.number, w.title, 'trips', t.starts_on, 0, 0, t.starts_on - DATE '2000-01-01'
		FROM w JOIN trips t ON t.award_id = w.id JOIN travelers v ON v.trip_id = t.id AND v.left_at IS NULL JOIN visa_cases k ON k.traveler_id = v.id
		WHERE t.state NOT IN ('cancelled', 'travelled', 'reconciled') AND k.state IN ('data_collected', 'sent_to_eca', 'ds2019_issued', 'interview', 'refused') AND t.starts_on BETWEEN w.today AND w.today + 56
	UNION ALL SELECT 'agreement_open', w.id, w.number, w.title, 'agreement', (w.offered_at AT TIME ZONE w.zone)::date, w.grant_minor, 0, coalesce((w.offered_at AT TIME ZONE w.zone)::date, w.today) - DATE '2000-01-01'
		FROM w WHERE w.state IN ('provisional', 'negotiating', 'agreement_signed')
	UNION ALL SELECT CASE WHEN b.burn > 0 THEN 'burn_fast' ELSE 'burn_slow' END, f.id, f.number, f.title, 'account', f.ends_on, 0, b.burn, -abs(b.burn)
		FROM f CROSS JOIN LATERAL (SELECT 10000 * f.spent / nullif(f.grant_minor, 0) - f.elapsed AS burn) b WHERE f.elapsed >= 1000 AND abs(b.burn) > $11
	UNION ALL SELECT 'share_behind', f.id, f.number, f.title, 'costshare', f.ends_on, b.due - f.shared, 10000 * f.shared / b.due - 10000, 10000 * f.shared / b.due
		FROM f CROSS JOIN LATERAL (SELECT (f.share_minor::numeric * f.spent / nullif(f.grant_minor, 0))::bigint AS due) b WHERE b.due > 0 AND 10000 * f.shared / b.due < 10000 - $12
	UNION ALL SELECT 'amendment_waits', w.id, w.number, w.title, 'amendments', m.submitted_on, 0, 0, m.submitted_on - DATE '2000-01-01'
		FROM w JOIN amendments m ON m.award_id = w.id WHERE m.state IN ('submitted', 'aam_review', 'needs_eca', 'approved', 'eca_approved')
	UNION ALL SELECT 'story_waits', w.id, w.number, w.title, 'stories', (s.submitted_at AT TIME ZONE w.zone)::date, 0, 0, (s.submitted_at AT TIME ZONE w.zone)::date - DATE '2000-01-01'
		FROM w JOIN stories s ON s.award_id = w.id WHERE s.state = 'submitted')
SELECT kind, award_id, number, title, path, on_day, minor, points, of_kind FROM (
	SELECT x.*, count(*) OVER (PARTITION BY kind) AS of_kind, row_number() OVER (PARTITION BY kind ORDER BY rank, number, on_day) AS place FROM x WHERE kind = ANY($9::text[])) y
WHERE place <= $10 ORDER BY kind, place`

	dashboardStandings = dashboardAwards + `SELECT f.id AS award_id, f.number, f.title, f.state, coalesce(o.name, '') AS lead_name, f.starts_on, f.ends_on, f.grant_minor, f.share_minor, f.spent, f.shared, f.elapsed,
	(SELECT count(*) FROM late WHERE late.award_id = f.id) AS late
FROM f LEFT JOIN partnership_members m ON m.partnership_id = f.partnership_id AND m.lead LEFT JOIN organizations o ON o.id = m.organization_id ORDER BY f.number LIMIT 500`

	// The day a report came is that of its first handing in, in the zone of its cycle; what is dropped or waived is not due.
	dashboardQuarters = `WITH a AS (SELECT w.id, c.zone FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE (` + awardSeen + `) AND c.program_id = $7),
q AS (SELECT day AS from_on, (day + interval '3 months')::date AS next_on FROM unnest($9::date[]) AS day),
r AS (
	SELECT coalesce(x.extended_on, x.due_on) AS due, (v.came AT TIME ZONE a.zone)::date AS came, ($8::timestamptz AT TIME ZONE a.zone)::date AS today
	FROM a JOIN filings x ON x.award_id = a.id LEFT JOIN LATERAL (SELECT min(n.submitted_at) AS came FROM filing_versions n WHERE n.filing_id = x.id) v ON true
	WHERE x.dropped_at IS NULL AND x.state <> 'waived' AND x.due_on IS NOT NULL),
e AS (SELECT q.from_on, sum(x.amount_minor) AS spent FROM q JOIN expenses x ON x.spent_on >= q.from_on AND x.spent_on < q.next_on WHERE x.state = 'accepted' AND x.award_id IN (SELECT id FROM a) GROUP BY q.from_on),
s AS (SELECT q.from_on, sum(x.worth_minor) AS shared FROM q JOIN contributions x ON x.given_on >= q.from_on AND x.given_on < q.next_on WHERE x.state = 'verified' AND x.award_id IN (SELECT id FROM a) GROUP BY q.from_on)
SELECT q.from_on, count(r.due) AS due, count(r.due) FILTER (WHERE r.came <= r.due) AS on_time, count(r.due) FILTER (WHERE r.came > r.due) AS late,
	count(r.due) FILTER (WHERE r.came IS NULL AND r.due < r.today) AS never, coalesce(max(e.spent), 0)::bigint AS spent, coalesce(max(s.shared), 0)::bigint AS shared
FROM q LEFT JOIN r ON r.due >= q.from_on AND r.due < q.next_on LEFT JOIN e ON e.from_on = q.from_on LEFT JOIN s ON s.from_on = q.from_on GROUP BY q.from_on ORDER BY q.from_on`
)

// Exceptions are at most so many of each kind, in one statement.
func (s Dashboards) Exceptions(ctx context.Context, a dashboard.Asked) ([]*dashboard.Exception, error) {
	kinds := make([]string, len(a.Kinds))
	for i, k := range a.Kinds {
		kinds[i] = string(k)
	}
	return query[*dashboard.Exception](ctx, s.DB, dashboardExceptions, awardArgs(ctx, a.Seen, a.Program, a.At, kinds, a.Most, dashboard.Off, dashboard.ShareOff)...)
}

// Standings are those of awards in force, in one statement.
func (s Dashboards) Standings(ctx context.Context, a dashboard.Asked) ([]*dashboard.Standing, error) {
	return query[*dashboard.Standing](ctx, s.DB, dashboardStandings, awardArgs(ctx, a.Seen, a.Program, a.At)...)
}

// Quarters are those that begin on the days, in one statement.
func (s Dashboards) Quarters(ctx context.Context, a dashboard.Asked, begin []calendar.Date) ([]*dashboard.Quarter, error) {
	days := make([]string, len(begin))
	for i, d := range begin {
		days[i] = d.String()
	}
	return query[*dashboard.Quarter](ctx, s.DB, dashboardQuarters, awardArgs(ctx, a.Seen, a.Program, a.At, days)...)
}

var _ dashboard.Store = Dashboards{}
