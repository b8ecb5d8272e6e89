package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/report"
)

const (
	// runningAwards are a cycle's awards in force or ended, under the terms in force; $1 is the cycle, $2 and $3 the first and
	// last day of the period.
	runningAwards = `live AS (
	SELECT w.id, w.number || ' ' || w.title AS label, t.number AS terms, t.starts_on, t.ends_on, t.grant_minor
	FROM awards w JOIN LATERAL (SELECT * FROM award_terms t WHERE t.award_id = w.id ORDER BY t.number DESC LIMIT 1) t ON true
	WHERE w.cycle_id = $1 AND w.application_id IS NOT NULL AND w.state NOT IN ('declined_by_museum', 'rescinded')
), persons AS (
	SELECT p.award_id, p.country, p.side, p.gender, p.age_band, p.role, p.joined_on >= $2::date AS fresh, count(*) AS n,
		CASE WHEN p.gender IN ('female', 'male') THEN p.gender ELSE 'other' END AS col
	FROM participants p JOIN live ON live.id = p.award_id WHERE p.removed_at IS NULL AND p.joined_on <= $3::date GROUP BY 1, 2, 3, 4, 5, 6, 7
), travel AS (
	SELECT r.id, r.award_id, r.from_place || ' – ' || r.to_place || ', ' || r.starts_on AS label, r.grant_minor, r.share_minor,
		(SELECT count(*) FROM travelers v WHERE v.trip_id = r.id AND v.left_at IS NULL) AS people,
		(SELECT count(*) FROM travelers v WHERE v.trip_id = r.id AND v.left_at IS NULL AND v.minor) AS minors
	FROM trips r JOIN live ON live.id = r.award_id WHERE r.state IN ('travelled', 'reconciled') AND r.starts_on BETWEEN $2::date AND $3::date
), spent AS (
	SELECT e.award_id, e.category, sum(e.amount_minor) AS whole, sum(e.amount_minor) FILTER (WHERE e.spent_on >= $2::date) AS fresh
	FROM expenses e JOIN live ON live.id = e.award_id WHERE e.state = 'accepted' AND e.spent_on <= $3::date GROUP BY 1, 2
), owed AS (
	SELECT f.award_id, count(*) AS due, count(*) FILTER (WHERE f.state IN ('accepted', 'amended')) AS accepted
	FROM filings f JOIN live ON live.id = f.award_id WHERE f.dropped_at IS NULL AND f.state <> 'waived' AND f.due_on <= $3::date GROUP BY 1
), contacts AS (
	SELECT a.award_id, a.reach || '/' || a.place AS part, sum(a.contacts) AS n
	FROM audience_counts a JOIN live ON live.id = a.award_id WHERE a.removed_at IS NULL AND a.counted_on BETWEEN $2::date AND $3::date GROUP BY 1, 2
	UNION ALL SELECT v.award_id, 'public_programs/' || CASE v.country WHEN '' THEN 'online' WHEN 'US' THEN 'us' ELSE 'partner_country' END, count(*)
	FROM activities v JOIN live ON live.id = v.award_id WHERE v.state = 'held' AND v.ends_on BETWEEN $2::date AND $3::date GROUP BY 1, 2
	UNION ALL SELECT h.award_id, x.part || CASE h.country WHEN 'US' THEN '/us' ELSE '/partner_country' END, sum(x.n)
	FROM media_hits h JOIN live ON live.id = h.award_id, LATERAL (VALUES (h.medium, 1::bigint), ('media_circulation', h.circulation)) x (part, n)
	WHERE h.removed_at IS NULL AND h.published_on BETWEEN $2::date AND $3::date AND x.n > 0 GROUP BY 1, 2
), shared AS (
	SELECT k.award_id, k.category, k.funding, sum(k.worth_minor) AS n
	FROM contributions k JOIN live ON live.id = k.award_id WHERE k.state = 'verified' AND k.given_on <= $3::date GROUP BY 1, 2, 3
), counted AS (
	SELECT x.key, '' AS part, live.id AS award_id, NULL::uuid AS trip_id, live.label, x.value
	FROM live LEFT JOIN owed ON owed.award_id = live.id, LATERAL (VALUES
		('a_amount', live.grant_minor), ('a_spent', (SELECT coalesce(sum(whole), 0)::bigint FROM spent WHERE spent.award_id = live.id)),
		('a_days', (live.ends_on - live.starts_on + 1)::bigint), ('a_elapsed', greatest(0, least(live.ends_on, $3::date) - live.starts_on + 1)::bigint),
		('a_reports_due', coalesce(owed.due, 0)), ('a_reports_accepted', coalesce(owed.accepted, 0))) x (key, value)
	UNION ALL SELECT x.key, x.part, award_id, NULL, live.label, sum(n) FROM persons JOIN live ON live.id = award_id, LATERAL (VALUES
		('participants', '', true), ('participants_new', '', fresh), ('participants_by_gender', gender, true),
		('b_country', country || '/' || side || '/' || col, true), ('b_age', age_band || '/' || side || '/' || col, true), ('b_role', role || '/' || side || '/' || col, true)) x (key, part, counts)
		WHERE x.counts GROUP BY 1, 2, 3, 5
	UNION ALL SELECT x.key, '', travel.award_id, travel.id, travel.label, x.value FROM travel, LATERAL (VALUES
		('trips', 1::bigint), ('travelers', people), ('travelers_minors', minors), ('travel_grant', grant_minor), ('travel_share', share_minor)) x (key, value)
	UNION ALL SELECT 'audience', part, award_id, NULL, live.label, n FROM contacts JOIN live ON live.id = award_id
	UNION ALL SELECT x.key, l.category, live.id, NULL, live.label, x.value FROM award_term_lines l JOIN live ON live.id = l.award_id AND live.terms = l.number,
		LATERAL (VALUES ('f_approved', l.grant_minor), ('f_share_approved', l.share_minor)) x (key, value) WHERE x.value > 0
	UNION ALL SELECT x.key, category, award_id, NULL, live.label, x.value FROM spent JOIN live ON live.id = award_id,
		LATERAL (VALUES ('f_spent', whole), ('f_period', fresh)) x (key, value) WHERE x.value IS NOT NULL
	UNION ALL SELECT CASE funding WHEN 'cash' THEN 'f_share_cash' ELSE 'f_share_in_kind' END, category, award_id, NULL, live.label, n FROM shared JOIN live ON live.id = award_id
)`
	runningCounts = `WITH ` + runningAwards + ` SELECT key, part, award_id, trip_id, label, value::bigint AS value FROM counted ORDER BY key, part, label, trip_id`
	runningTally  = `WITH ` + runningAwards + ` SELECT key, part, sum(value)::bigint AS value FROM counted GROUP BY 1, 2`
	runningSpan   = `SELECT min(t.starts_on) AS "from", max(t.ends_on) AS through FROM awards w
JOIN LATERAL (SELECT * FROM award_terms t WHERE t.award_id = w.id ORDER BY t.number DESC LIMIT 1) t ON true
WHERE w.cycle_id = $1 AND w.application_id IS NOT NULL AND w.state NOT IN ('declined_by_museum', 'rescinded')`
	reportBefore = `SELECT ` + reportHead + ` FROM reports r JOIN cycles c ON c.id = r.cycle_id JOIN reports now ON now.id = $5 AND now.cycle_id = r.cycle_id AND now.kind = r.kind AND r.number < now.number
WHERE ` + reportSeen + ` AND r.frozen_at IS NOT NULL ORDER BY r.number DESC LIMIT 1`
	sectionsOf = `SELECT * FROM report_sections WHERE report_id = $1
ORDER BY array_position(ARRAY['summary', 'narrative', 'problems', 'next_quarter', 'lessons', 'sustainability'], key)`
	funderReaders = `SELECT DISTINCT person_id AS id FROM role_grants WHERE role = 'funder_ro' AND revoked_at IS NULL AND (program_id IS NULL OR program_id = $1) ORDER BY 1`
)

type countedRow struct {
	report.Counted
	Award uuid.UUID     `bun:"award_id"`
	Trip  uuid.NullUUID `bun:"trip_id"`
}

// Running counts the records of a cycle's awards in force, in one statement.
func (s Reports) Running(ctx context.Context, c ident.Cycle, p report.Period) ([]*report.Counted, error) {
	rows, err := query[*countedRow](ctx, s.DB, runningCounts, c, p.From, p.Through)
	if err != nil {
		return nil, err
	}
	out := make([]*report.Counted, len(rows))
	for i, r := range rows {
		out[i] = &r.Counted
		if out[i].Subject = ident.From[ident.AwardKind](r.Award).String(); r.Trip.Valid {
			out[i].Subject = ident.From[ident.TripKind](r.Trip.UUID).String()
		}
	}
	return out, nil
}

// RunningTally counts them once more, without what they are made of.
func (s Reports) RunningTally(ctx context.Context, c ident.Cycle, p report.Period) ([]*report.Tally, error) {
	return query[*report.Tally](ctx, s.DB, runningTally, c, p.From, p.Through)
}

// Span is from the first day of work of a cycle's awards in force to the last; absent where none is.
func (s Reports) Span(ctx context.Context, c ident.Cycle) (report.Period, error) {
	p, err := one[struct {
		From    calendar.Date `bun:"from"`
		Through calendar.Date `bun:"through"`
	}](ctx, s.DB, "cycle", runningSpan, c)
	if err != nil {
		return report.Period{}, err
	}
	return report.Period{From: p.From, Through: p.Through}, nil
}

// Before is the report of the same cycle and kind that was frozen last before one.
func (s Reports) Before(ctx context.Context, id ident.Report, v report.Visible) (*report.Report, error) {
	return one[report.Report](ctx, s.DB, "report", reportBefore, reportArgs(v, id)...)
}

// Sections are a report's text in the order it is printed.
func (s Reports) Sections(ctx context.Context, r ident.Report) ([]*report.Section, error) {
	return query[*report.Section](ctx, s.DB, sectionsOf, r)
}

// AddSection keeps the first text of a section.
func (s Reports) AddSection(ctx context.Context, x *report.Section) error {
	return s.insert(ctx, "report_sections", x)
}

// KeepSection writes a section under its version.
func (s Reports) KeepSection(ctx context.Context, x *report.Section, expected int) error {
	return s.updateVersioned(ctx, "report_sections", x, expected, "text", "written_by", "written_at")
}

// Readers are the people of the funder who read a program's reports.
func (s Reports) Readers(ctx context.Context, p ident.Program) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, funderReaders, p)
}
