package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// letterSeen is the one place where a filter becomes SQL over letters, aliased l, with cycles c
// and applications a; $1 to $6 as for awards: museums see what was sent, and nobody but they what they have a conflict with.
const letterSeen = `((($4::boolean OR c.program_id = ANY($5::uuid[])) AND NOT ` + bound + `($6::uuid, l.application_id)))
	OR (l.sent_at IS NOT NULL AND ((($1::boolean OR c.program_id = ANY($2::uuid[])) AND NOT ` + conflicted + `($6::uuid, l.application_id)))
		OR a.partnership_id = ANY(ARRAY(SELECT vm.partnership_id FROM partnership_members vm WHERE vm.organization_id = ANY($3::uuid[]))))))`

const letterColumns = `l.id, l.cycle_id, l.application_id, l.slate_line_id, l.decision, l.award_id, l.locale, l.addressee, l.recipient_id, l.code, l.content,
	l.document_id, l.sha256, l.state, l.prepared_by, l.prepared_at, l.sent_by, l.sent_at, l.revoked_at, l.revoked_reason, l.release_id`

const letterFacts = `WITH c AS (
	SELECT c.*, p.name AS program_name, p.administrator, f.name AS funder,
		(SELECT count(*) FROM applications x WHERE x.cycle_id = c.id AND x.submitted_at IS NOT NULL) AS received,
		(SELECT count(*) FROM awards x WHERE x.cycle_id = c.id AND x.kind <> 'supplement' AND x.state NOT IN ('declined_by_museum', 'rescinded')) AS funded
	FROM cycles c JOIN programs p ON p.id = c.program_id JOIN funders f ON f.id = p.funder_id WHERE c.id = $1)
SELECT l.id AS slate_line_id, l.application_id, l.decision, l.codes, l.stood, w.id AS award_id, coalesce(w.number, '') AS award_number, l.amount_minor, l.currency,
	w.starts_on, w.ends_on, a.number, a.title, a.requested_minor, a.cost_share_minor,
	(SELECT count(*) FROM reviews r WHERE r.application_id = a.id AND r.state IN ('submitted', 'locked')) AS reviews,
	coalesce(o.name, '') AS organization, coalesce(o.street, '') AS street, coalesce(o.city, '') AS city,
	coalesce(o.state, '') AS state, coalesce(o.postal_code, '') AS postal_code,
	to_whom.id AS recipient_id, coalesce(to_whom.name, '') AS coordinator, coalesce(to_whom.locale, 'en') AS locale,
	ARRAY(SELECT po.name FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id
		WHERE pm.partnership_id = a.partnership_id AND NOT pm.lead ORDER BY po.name) AS partners,
	coalesce((SELECT max(yc.year) FROM partnership_members ym JOIN awards y ON y.partnership_id = ym.partnership_id
		JOIN cycles yc ON yc.id = y.cycle_id AND yc.program_id = c.program_id
		WHERE ym.organization_id = a.lead_organization_id AND y.state NOT IN ('declined_by_museum', 'rescinded')), 0) AS last_award_year,
	c.program_id, c.program_name, c.administrator, c.funder, c.year, c.zone, c.reapply_gap_years AS gap_years,
	c.appropriation_minor - c.admin_reserve_minor AS available_minor, c.received, c.funded,
	coalesce(nullif(trim(d.given_name || ' ' || d.family_name), ''), d.email, '') AS signed_by
FROM c JOIN slates s ON s.cycle_id = c.id AND s.approved_at IS NOT NULL
JOIN slate_lines l ON l.slate_id = s.id AND l.superseded_at IS NULL JOIN applications a ON a.id = l.application_id
LEFT JOIN people d ON d.id = s.approved_by
LEFT JOIN organizations o ON o.id = a.lead_organization_id
LEFT JOIN awards w ON w.slate_line_id = l.id AND w.state NOT IN ('declined_by_museum', 'rescinded')
LEFT JOIN LATERAL (
	SELECT p.id, p.locale, coalesce(nullif(trim(p.given_name || ' ' || p.family_name), ''), p.email) AS name
	FROM people p LEFT JOIN memberships m ON m.person_id = p.id AND m.organization_id = a.lead_organization_id
		AND m.role = 'applicant_coordinator' AND m.until IS NULL
	WHERE m.id IS NOT NULL OR p.id = a.created_by
	ORDER BY m.id IS NULL, m.id LIMIT 1) to_whom ON true
WHERE (l.decision <> 'award' OR w.id IS NOT NULL)
	AND NOT EXISTS (SELECT FROM letters x WHERE x.slate_line_id = l.id AND x.state <> 'revoked')
ORDER BY a.number`

const (
	lettersQueued = `SELECT ` + letterColumns + ` FROM letters l WHERE l.cycle_id = $1 AND l.state = 'queued'
	AND ($2::uuid IS NULL OR l.id > $2) ORDER BY l.id LIMIT $3 FOR UPDATE SKIP LOCKED`
	lettersHeld  = `SELECT ` + letterColumns + ` FROM letters l WHERE l.cycle_id = $1 AND l.state IN ('queued', 'held') ORDER BY l.id FOR UPDATE`
	letterFrom   = ` FROM letters l JOIN cycles c ON c.id = l.cycle_id JOIN applications a ON a.id = l.application_id WHERE ` + letterSeen
	letterOne    = `SELECT ` + letterColumns + letterFrom + ` AND l.id = $7`
	letterLocked = letterOne + ` FOR UPDATE OF l`
	letterLive   = `SELECT ` + letterColumns + ` FROM letters l WHERE l.award_id = $1 AND l.state <> 'revoked' FOR UPDATE`
	letterMark   = `UPDATE letters SET state = 'sent', sent_by = $2, sent_at = $3 WHERE id = ANY($1::uuid[]) AND state = 'held'`
	letterCounts = `SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'held') AS held,
	count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'revoked') AS revoked,
	count(*) FILTER (WHERE state <> 'revoked' AND decision = 'award') AS awards,
	count(*) FILTER (WHERE state <> 'revoked' AND decision = 'alternate') AS alternates,
	count(*) FILTER (WHERE state <> 'revoked' AND decision = 'decline') AS declined
FROM letters l WHERE cycle_id = $1 AND NOT ` + bound + `($2::uuid, l.application_id))`
	verification = `SELECT decision, content->>'program' AS program, (content->>'year')::int AS year, addressee AS organization,
	(content->>'date')::date AS date, sha256, state FROM letters WHERE sent_at IS NOT NULL AND `
	letterFilter = ` AND ($7::uuid IS NULL OR l.cycle_id = $7) AND ($8::uuid IS NULL OR l.application_id = $8)
	AND ($9 = '' OR l.state = $9) AND ($10 = '' OR l.decision = $10)`
	letterRows = `SELECT l.id, l.cycle_id, l.application_id, a.number, a.title, l.decision, l.addressee, l.locale, l.state, l.code, l.document_id,
	coalesce((SELECT nullif(trim(p.given_name || ' ' || p.family_name), '') FROM people p WHERE p.id = l.recipient_id), '') AS recipient,
	l.prepared_at, l.sent_at` + letterFrom + letterFilter
	lettersForward  = letterRows + ` AND ($11::text IS NULL OR (a.number, l.id) > ($11, $12::uuid)) ORDER BY a.number, l.id LIMIT $13`
	lettersBackward = letterRows + ` AND ($11::text IS NULL OR (a.number, l.id) < ($11, $12::uuid)) ORDER BY a.number DESC, l.id DESC LIMIT $13`
	lettersCount    = `SELECT count(*) AS n` + letterFrom + letterFilter
)

// LetterFacts are the lines of an approved slate that have no letter yet, with all a letter says.
func (s Awards) LetterFacts(ctx context.Context, c ident.Cycle) ([]*award.LetterFacts, error) {
	return query[*award.LetterFacts](ctx, s.DB, letterFacts, c)
}

// AddLetters keeps new letters.
func (s Awards) AddLetters(ctx context.Context, l []*award.Letter) error {
	return s.insert(ctx, "letters", &l)
}

// QueuedLetters are letters to draw after the given one, locked, without those another holds.
func (s Awards) QueuedLetters(ctx context.Context, c ident.Cycle, after ident.Letter, n int) ([]*award.Letter, error) {
	return query[*award.Letter](ctx, s.DB, lettersQueued, c, after, n)
}

// KeepDrawn writes a drawn letter's document and hash.
func (s Awards) KeepDrawn(ctx context.Context, l *award.Letter) error {
	return s.update(ctx, "letters", l, "document_id", "sha256", "state")
}

// HeldLetters locks every letter of the cycle that is queued or held.
func (s Awards) HeldLetters(ctx context.Context, c ident.Cycle) ([]*award.Letter, error) {
	return query[*award.Letter](ctx, s.DB, lettersHeld, c)
}

// KeepLetter writes that a letter was revoked, and why.
func (s Awards) KeepLetter(ctx context.Context, l *award.Letter) error {
	return s.update(ctx, "letters", l, "state", "revoked_at", "revoked_reason")
}

// MarkSent releases held letters; one that is no longer held is CONFLICT.
func (s Awards) MarkSent(ctx context.Context, ids []ident.Letter, l award.Letter) error {
	n, err := s.exec(ctx, letterMark, uuids(ids), l.SentBy, l.SentAt)
	if err == nil && int(n) != len(ids) {
		return fault.New(fault.Conflict, "letters_moved", "%d of the letters are no longer held.", len(ids)-int(n))
	}
	return err
}

// LetterForUpdate locks one letter until the transaction ends.
func (s Awards) LetterForUpdate(ctx context.Context, id ident.Letter, v award.Visible) (*award.Letter, error) {
	return one[award.Letter](ctx, s.DB, "letter", letterLocked, awardArgs(ctx, v, id)...)
}

// LetterOfAward locks the letter that tells of an award and stands.
func (s Awards) LetterOfAward(ctx context.Context, id ident.Award) (*award.Letter, error) {
	return one[award.Letter](ctx, s.DB, "letter", letterLive, id)
}

// Letter is one letter as it was prepared.
func (s Awards) Letter(ctx context.Context, id ident.Letter, v award.Visible) (*award.Letter, error) {
	return one[award.Letter](ctx, s.DB, "letter", letterOne, awardArgs(ctx, v, id)...)
}

func letterArgs(ctx context.Context, f award.LetterFilter, v award.Visible, more ...any) []any {
	return awardArgs(ctx, v, append([]any{f.Cycle, f.Application, string(f.State), string(f.Decision)}, more...)...)
}

// Letters is one page of letters by application number, in one statement.
func (s Awards) Letters(ctx context.Context, f award.LetterFilter, v award.Visible, c page.Cut) ([]*award.LetterRow, error) {
	text := lettersForward
	if c.Backward {
		text = lettersBackward
	}
	var number, id any
	if c.Key != nil {
		if err := keyOf(c.Key, aText, anID); err != nil {
			return nil, err
		}
		number, id = c.Key[0], c.Key[1]
	}
	return query[*award.LetterRow](ctx, s.DB, text, letterArgs(ctx, f, v, number, id, c.Limit+1)...)
}

// CountLetters counts the whole list as the viewer may see it.
func (s Awards) CountLetters(ctx context.Context, f award.LetterFilter, v award.Visible) (int, error) {
	return s.count(ctx, lettersCount, letterArgs(ctx, f, v)...)
}

// LetterCounts counts a cycle's letters by state and decision, without those the viewer has a conflict with.
func (s Awards) LetterCounts(ctx context.Context, c ident.Cycle) (award.LetterProgress, error) {
	p, err := one[award.LetterProgress](ctx, s.DB, "cycle", letterCounts, c, viewer(ctx))
	if err != nil {
		return award.LetterProgress{}, err
	}
	return *p, nil
}

// Verification is what a code tells of a letter that left; an unknown code is NotFound.
func (s Awards) Verification(ctx context.Context, code string) (*award.Verification, error) {
	return one[award.Verification](ctx, s.DB, "letter", verification+`code = $1`, code)
}

// VerificationOfFile is the same of a letter by the hash of its file.
func (s Awards) VerificationOfFile(ctx context.Context, sha256 []byte) (*award.Verification, error) {
	return one[award.Verification](ctx, s.DB, "letter", verification+`sha256 = $1`, sha256)
}
