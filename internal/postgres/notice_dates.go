package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notice"
)

// datesOf are what a person has to know: the deadlines of cycles their museums work in, what was returned to them,
// their calls, what a post has to answer, and their panels' reading. Only what is not over and not shut to them by a conflict of interest counts.
const datesOf = `WITH mine AS (
	SELECT DISTINCT pm.partnership_id, p.cycle_id, p.title FROM memberships m
	JOIN partnership_members pm ON pm.organization_id = m.organization_id
	JOIN partnerships p ON p.id = pm.partnership_id AND p.state <> 'dissolved'
	WHERE m.person_id = $1 AND m.until IS NULL AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')),
cyc AS (SELECT DISTINCT cycle_id FROM mine)
SELECT 'phase' AS subject_kind, c.id AS subject_id, ph.id::text AS key, ph.kind, c.title, ph.closes_at AS at, c.zone,
	(SELECT count(*) FROM deadline_changes d WHERE d.phase_id = ph.id) AS moves
FROM cyc JOIN cycles c ON c.id = cyc.cycle_id AND c.state NOT IN ('draft', 'announced', 'active', 'closed') JOIN phases ph ON ph.cycle_id = c.id
WHERE ph.closes_at >= $2
UNION ALL
SELECT 'application', a.id, a.id::text || '-return', 'return', a.number || ' ' || a.title, a.returned_until, c.zone, 0
FROM mine JOIN applications a ON a.partnership_id = mine.partnership_id AND a.state = 'returned_once' JOIN cycles c ON c.id = a.cycle_id
WHERE a.returned_until >= $2
UNION ALL
SELECT 'panel', f.id, f.id::text, 'review', f.name, f.due_at, c.zone, 0
FROM panel_members k JOIN panels f ON f.id = k.panel_id JOIN cycles c ON c.id = f.cycle_id
WHERE k.person_id = $1 AND k.left_at IS NULL AND f.due_at >= $2 AND f.state IN ('forming', 'reading')
UNION ALL
SELECT 'statement', s.id, k.id::text, 'call', mine.title, k.at, c.zone, k.sequence
FROM mine JOIN statements s ON s.partnership_id = mine.partnership_id JOIN statement_calls k ON k.statement_id = s.id AND k.state = 'booked' JOIN cycles c ON c.id = s.cycle_id
WHERE k.at >= $2
UNION ALL
SELECT 'partnership', mine.partnership_id, e.id::text, 'endorsement', mine.title, e.expires_at, c.zone, 0
FROM mine JOIN partnership_members m ON m.partnership_id = mine.partnership_id JOIN endorsements e ON e.member_id = m.id AND e.state = 'sent_to_post'
JOIN cycles c ON c.id = mine.cycle_id
WHERE e.expires_at >= $2
UNION ALL
SELECT 'filing', f.id, f.id::text, 'report', w.number || ' ' || w.title, (coalesce(f.extended_on, f.due_on) + time '23:59:59') AT TIME ZONE c.zone, c.zone,
	(SELECT count(*) - 1 FROM filing_dates d WHERE d.filing_id = f.id)
FROM mine JOIN awards w ON w.partnership_id = mine.partnership_id JOIN cycles c ON c.id = w.cycle_id JOIN filings f ON f.award_id = w.id
WHERE f.dropped_at IS NULL AND f.state IN ('scheduled', 'open', 'draft', 'returned') AND (coalesce(f.extended_on, f.due_on) + time '23:59:59') AT TIME ZONE c.zone >= $2
	AND (w.slate_line_id IS NULL OR EXISTS (SELECT FROM letters l WHERE l.award_id = w.id AND l.sent_at IS NOT NULL))
ORDER BY at, key`

// happeningsOf are the trips and activities of awards that a person's museums carry out, once the award is told, which are
// not called off; their days are the program's.
const happeningsOf = `WITH mine AS (
	SELECT DISTINCT w.id, w.number, c.zone FROM memberships m JOIN partnership_members pm ON pm.organization_id = m.organization_id
	JOIN awards w ON w.partnership_id = pm.partnership_id JOIN cycles c ON c.id = w.cycle_id
	WHERE m.person_id = $1 AND m.until IS NULL AND m.role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator')
		AND (w.slate_line_id IS NULL OR EXISTS (SELECT FROM letters l WHERE l.award_id = w.id AND l.sent_at IS NOT NULL)))
SELECT 'trip' AS subject_kind, t.id AS subject_id, t.id::text AS key, 'trip' AS kind, mine.number || ' ' || t.from_place || ' – ' || t.to_place AS title,
	t.starts_on::timestamp AT TIME ZONE mine.zone AS at, t.ends_on - t.starts_on + 1 AS days, mine.zone, t.version - 1 AS moves
FROM mine JOIN trips t ON t.award_id = mine.id WHERE t.state <> 'cancelled' AND (t.ends_on + 1)::timestamp AT TIME ZONE mine.zone >= $2
UNION ALL
SELECT 'activity', a.id, a.id::text, 'activity', mine.number || ' ' || a.title, a.starts_on::timestamp AT TIME ZONE mine.zone, a.ends_on - a.starts_on + 1, mine.zone, a.version - 1
FROM mine JOIN activities a ON a.award_id = mine.id WHERE a.state <> 'called_off' AND (a.ends_on + 1)::timestamp AT TIME ZONE mine.zone >= $2
ORDER BY at, key`

// Happenings are the trips and activities of a person's awards, soonest first.
func (s Notices) Happenings(ctx context.Context, p ident.Person, from time.Time) ([]*notice.Date, error) {
	return s.dates(ctx, happeningsOf, p, from)
}

// Dates are a person's dates from an instant on, soonest first.
func (s Notices) Dates(ctx context.Context, p ident.Person, from time.Time) ([]*notice.Date, error) {
	return s.dates(ctx, datesOf, p, from)
}

func (s Notices) dates(ctx context.Context, of string, p ident.Person, from time.Time) ([]*notice.Date, error) {
	rows, err := query[*struct {
		notice.Date
		SubjectKind string    `bun:"subject_kind"`
		SubjectID   uuid.UUID `bun:"subject_id"`
	}](ctx, s.DB, of, p, from)
	out := make([]*notice.Date, len(rows))
	public := map[string]func(uuid.UUID) string{
		"phase": publicID[ident.CycleKind], "application": publicID[ident.ApplicationKind], "panel": publicID[ident.PanelKind],
		"statement": publicID[ident.StatementKind], "filing": publicID[ident.FilingKind], "partnership": publicID[ident.PartnershipKind],
		"trip": publicID[ident.TripKind], "activity": publicID[ident.ActivityKind],
	}
	for i, r := range rows {
		r.Date.Subject = public[r.SubjectKind](r.SubjectID)
		out[i] = &r.Date
	}
	return out, err
}
