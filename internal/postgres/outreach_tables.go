package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
)

const (
	// Rows as they were known at $4: added by then and not taken off yet.
	participantsKnown = `FROM participants p WHERE p.award_id = ANY($1::uuid[]) AND p.joined_on <= $3 AND p.added_at <= coalesce($4::timestamptz, 'infinity')
	AND (p.removed_at IS NULL OR p.removed_at > $4::timestamptz)`

	participantCounts = `SELECT award_id, by, part, side, gender, n FROM (
SELECT p.award_id, CASE WHEN grouping(p.country) = 0 THEN 'country' WHEN grouping(p.age_band) = 0 THEN 'age' WHEN grouping(p.role) = 0 THEN 'role'
	WHEN grouping(p.fresh) = 0 THEN 'new' ELSE 'all' END AS by, coalesce(p.country, p.age_band, p.role, '') AS part, p.side, p.gender, count(*)::int AS n, p.fresh
FROM (SELECT p.award_id, p.country, p.age_band, p.role, p.side, p.gender, p.joined_on >= $2::date AS fresh ` + participantsKnown + `) p
GROUP BY p.award_id, p.side, p.gender, GROUPING SETS ((p.country), (p.age_band), (p.role), (p.fresh), ())) x
WHERE by <> 'new' OR fresh`

	// Every contact of Table D as rows with where they come from; public programs are activities that were held.
	contactsKnown = `SELECT a.award_id, a.id, 'public_programs' AS reach, CASE a.country WHEN '' THEN 'online' WHEN 'US' THEN 'us' ELSE 'partner_country' END AS place, 1::bigint AS contacts
	FROM activities a WHERE a.award_id = ANY($1::uuid[]) AND a.ends_on BETWEEN $2 AND $3 AND a.state = 'held' AND a.held_at <= coalesce($4::timestamptz, 'infinity') AND a.kind NOT IN ('training', 'meeting')
UNION ALL SELECT n.award_id, n.id, n.reach, n.place, n.contacts FROM audience_counts n WHERE n.award_id = ANY($1::uuid[]) AND n.counted_on BETWEEN $2 AND $3
	AND n.recorded_at <= coalesce($4::timestamptz, 'infinity') AND (n.removed_at IS NULL OR n.removed_at > $4::timestamptz)
UNION ALL SELECT m.award_id, m.id, x.reach, CASE m.country WHEN 'US' THEN 'us' ELSE 'partner_country' END, x.contacts
	FROM media_hits m CROSS JOIN LATERAL (VALUES (m.medium, 1::bigint), ('media_circulation', m.circulation)) x(reach, contacts)
	WHERE m.award_id = ANY($1::uuid[]) AND m.published_on BETWEEN $2 AND $3 AND x.contacts > 0
	AND m.recorded_at <= coalesce($4::timestamptz, 'infinity') AND (m.removed_at IS NULL OR m.removed_at > $4::timestamptz)`

	reachCounts = `SELECT award_id, reach, place, sum(contacts)::bigint AS contacts FROM (` + contactsKnown + `) x GROUP BY award_id, reach, place`

	reachBehind = `SELECT id FROM (` + contactsKnown + `) x WHERE reach = $5 AND ($6 = '' OR place = $6) ORDER BY id LIMIT 20001`

	participantsBehind = `SELECT p.id ` + participantsKnown + ` AND CASE $5 WHEN 'country' THEN p.country = $6 WHEN 'age' THEN p.age_band = $6 WHEN 'role' THEN p.role = $6
	WHEN 'new' THEN p.joined_on >= $2::date ELSE $2::date IS NOT NULL END
	AND ($7 = '' OR $7 = CASE p.side WHEN 'us' THEN 'us_' ELSE 'abroad_' END || CASE WHEN p.gender IN ('female', 'male') THEN p.gender ELSE 'other' END) ORDER BY p.id LIMIT 20001`
)

func askedArgs(a outreach.Asked, more ...any) []any {
	var known any
	if !a.KnownAt.IsZero() {
		known = a.KnownAt.UTC().Truncate(time.Microsecond)
	}
	return append([]any{uuids(a.Awards), a.From, a.Through, known}, more...)
}

// ParticipantCounts count participants by award and part of Table B, in one statement.
func (s Outreach) ParticipantCounts(ctx context.Context, a outreach.Asked) ([]outreach.ParticipantCount, error) {
	return query[outreach.ParticipantCount](ctx, s.DB, participantCounts, askedArgs(a)...)
}

// ReachCounts sum contacts by award and cell of Table D, in one statement.
func (s Outreach) ReachCounts(ctx context.Context, a outreach.Asked) ([]outreach.ReachCount, error) {
	return query[outreach.ReachCount](ctx, s.DB, reachCounts, askedArgs(a)...)
}

// Behind are the ids of the rows behind one figure; more than 20,000 are refused rather than cut off.
func (s Outreach) Behind(ctx context.Context, a outreach.Asked, f outreach.FigureKey) ([]string, error) {
	type row struct {
		ID uuid.UUID `bun:"id"`
	}
	text, args := participantsBehind, askedArgs(a, f.By, f.Part, f.Column)
	name := func(id uuid.UUID) string { return ident.From[ident.ParticipantKind](id).String() }
	if f.Table == "reach" {
		text, args = reachBehind, askedArgs(a, f.By, f.Column)
		switch exchange.Reach(f.By) {
		case exchange.Programs:
			name = func(id uuid.UUID) string { return ident.From[ident.ActivityKind](id).String() }
		case exchange.MediaPrint, exchange.MediaAir, exchange.MediaWeb, exchange.Circulation:
			name = func(id uuid.UUID) string { return ident.From[ident.MediaHitKind](id).String() }
		default:
			name = func(id uuid.UUID) string { return ident.From[ident.AudienceKind](id).String() }
		}
	}
	rows, err := query[row](ctx, s.DB, text, args...)
	if err != nil {
		return nil, err
	}
	if len(rows) > mostBehind {
		return nil, fault.New(fault.Invalid, "too_many", "More than %d rows are behind it. Ask for a smaller part.", mostBehind)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = name(r.ID)
	}
	return out, nil
}

// mostBehind is how many rows behind one figure are told.
const mostBehind = 20_000
