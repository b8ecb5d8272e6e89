package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Blindness keeps what was seen of files and who let findings stand.
type Blindness struct{ *DB }

var blindFaults = map[string]faultOf{
	"reviewer_copies_document_id_fkey":       {fault.NotFound, "not_found", "There is no such file.", ""},
	"reviewer_copies_copy_id_fkey":           {fault.NotFound, "not_found", "There is no such file.", ""},
	"blindness_acceptances_cycle_id_fkey":    {fault.NotFound, "not_found", "There is no such cycle.", ""},
	"blindness_acceptances_accepted_by_fkey": {fault.NotFound, "not_found", "There is no such person.", ""},
	"blindness_acceptances_reasoned":         {fault.Invalid, "required", "Say why these findings may stand.", "reason"},
	"reviewer_copies_append_only":            {fault.Conflict, "append_only", "What was seen of a file stays kept.", ""},
	"blindness_acceptances_append_only":      {fault.Conflict, "append_only", "What was accepted stays told.", ""},
	"blindness_acceptances_pkey":             {fault.Conflict, "twice", "This finding was accepted already.", "findings"},
}

// The applications reviewers would read, without those the viewer, $2, is bound to.
const blindRead = ` FROM applications a WHERE a.cycle_id = $1 AND a.submitted_at IS NOT NULL AND a.state NOT IN ('returned_once', 'ineligible', 'withdrawn')
	AND NOT ` + bound + `($2::uuid, a.id))`

const (
	blindHead = `SELECT c.id, c.program_id, c.title, c.review_opened_at,
	EXISTS (SELECT FROM panels q JOIN panel_phases h ON h.panel_id = q.id AND h.kind = 'preliminary' WHERE q.cycle_id = c.id AND NOT h.names) AS applicants
FROM cycles c WHERE ` + staffSeen + ` AND c.id = $3`

	blindRows = `WITH x AS (SELECT a.*` + blindRead + `)
SELECT x.id, x.number, x.title, x.abstract, x.form_id, coalesce(r.answers, '{}') AS answers, coalesce(o.state, '') AS state, coalesce(t.title->>'en', '') AS theme,
	coalesce((SELECT jsonb_agg(DISTINCT po.country) FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id
		WHERE pm.partnership_id = x.partnership_id AND NOT pm.lead), '[]') AS countries
FROM x LEFT JOIN responses r ON r.id = x.id LEFT JOIN organizations o ON o.id = x.lead_organization_id LEFT JOIN themes t ON t.id = x.theme_id
ORDER BY x.number, x.id`

	// An address anybody may have leads to nobody.
	blindNames = `WITH x AS (SELECT a.*` + blindRead + `), n AS (
	SELECT NULL::uuid AS application_id, 'reviewer' AS hidden, p.given_name AS given, p.family_name AS family, '' AS local, p.email, split_part(p.email, '@', 2) AS domain
		FROM panels q JOIN panel_members m ON m.panel_id = q.id AND m.left_at IS NULL JOIN people p ON p.id = m.person_id WHERE q.cycle_id = $1
	UNION SELECT x.id, 'person', p.given_name, p.family_name, '', p.email, split_part(p.email, '@', 2) FROM x JOIN partnership_members pm ON pm.partnership_id = x.partnership_id
		JOIN memberships ms ON ms.organization_id = pm.organization_id AND ms.until IS NULL JOIN people p ON p.id = ms.person_id
	UNION SELECT x.id, 'person', p.given_name, p.family_name, '', p.email, split_part(p.email, '@', 2) FROM x JOIN people p ON p.id = x.person_id
	UNION SELECT x.id, 'museum', '', o.name, o.name_local, '', o.domain FROM x JOIN partnership_members pm ON pm.partnership_id = x.partnership_id
		JOIN organizations o ON o.id = pm.organization_id)
SELECT application_id, hidden, given, family, local, email, CASE WHEN domain IN ('gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com',
	'me.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.net', 'gmx.de', 'web.de', 'mail.ru', 'yandex.ru', 'qq.com', '163.com', '126.com') THEN '' ELSE domain END AS domain
FROM n WHERE family <> '' ORDER BY hidden, family, given, application_id`

	blindCircles = `SELECT q.id AS panel_id, q.name, count(m.id) AS members, '' AS criterion
	FROM panels q LEFT JOIN panel_members m ON m.panel_id = q.id AND m.left_at IS NULL WHERE q.cycle_id = $1 GROUP BY q.id HAVING count(m.id) < 2
UNION ALL SELECT q.id, q.name, 1, coalesce(c.title->>'en', c.key) FROM panels q JOIN assignments s ON s.panel_id = q.id
	JOIN reviews r ON r.assignment_id = s.id AND r.state IN ('submitted', 'locked') JOIN scores x ON x.review_id = r.id JOIN criteria c ON c.id = x.criterion_id
	WHERE q.cycle_id = $1 AND NOT ` + bound + `($2::uuid, r.application_id)) GROUP BY q.id, c.id HAVING count(DISTINCT r.reviewer_id) = 1
ORDER BY name, panel_id, criterion`

	examinedRead = `SELECT document_id, copy_id, held, marks, pages, sha256, made_at FROM reviewer_copies WHERE document_id = ANY($1::uuid[])`

	addExamined = `INSERT INTO reviewer_copies (document_id, copy_id, held, marks, pages, sha256, made_at)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7) ON CONFLICT (document_id) DO NOTHING`
)

// Head is a cycle within the filter.
func (s Blindness) Head(ctx context.Context, id ident.Cycle, f auth.Filter) (*blind.Head, error) {
	return one[blind.Head](ctx, s.DB, "cycle", blindHead, staffArgs(f, id)...)
}

// Rows are the applications that reviewers would read, by number, with their answers.
func (s Blindness) Rows(ctx context.Context, id ident.Cycle) ([]*blind.Row, error) {
	return query[*blind.Row](ctx, s.DB, blindRows, id, viewer(ctx))
}

// Names are those of the panels' members and of the people and museums of each application.
func (s Blindness) Names(ctx context.Context, id ident.Cycle) ([]*blind.Name, error) {
	return query[*blind.Name](ctx, s.DB, blindNames, id, viewer(ctx))
}

// Circles are the panels of fewer than two, and the criteria that one member alone scored.
func (s Blindness) Circles(ctx context.Context, id ident.Cycle) ([]*blind.Circle, error) {
	return query[*blind.Circle](ctx, s.DB, blindCircles, id, viewer(ctx))
}

// Acceptances are the findings of a cycle that somebody let stand.
func (s Blindness) Acceptances(ctx context.Context, id ident.Cycle) ([]*blind.Acceptance, error) {
	return query[*blind.Acceptance](ctx, s.DB, `SELECT cycle_id, finding, reason, accepted_by, accepted_at FROM blindness_acceptances WHERE cycle_id = $1 ORDER BY accepted_at, finding`, id)
}

// AddAcceptances keeps who let findings stand.
func (s Blindness) AddAcceptances(ctx context.Context, list []*blind.Acceptance) error {
	return s.insert(ctx, "blindness_acceptances", &list)
}

// Examined is what was seen of files.
func (s Blindness) Examined(ctx context.Context, ids []ident.Document) ([]*blind.Examined, error) {
	return query[*blind.Examined](ctx, s.DB, examinedRead, uuids(ids))
}

// AddExamined keeps what was seen of a file; who was first keeps it.
func (s Blindness) AddExamined(ctx context.Context, x *blind.Examined) error {
	marks, err := json.Marshal(x.Marks)
	if err != nil {
		return fmt.Errorf("write marks: %w", err)
	}
	pages, err := json.Marshal(x.Pages)
	if err != nil {
		return fmt.Errorf("write pages: %w", err)
	}
	_, err = s.exec(ctx, addExamined, x.Document, nullable(x.Copy), string(x.Held), unspoiled(marks), unspoiled(pages), x.SHA256, x.MadeAt)
	return err
}

// unspoiled is JSON that the database takes: it holds no character nought.
func unspoiled(b []byte) string { return strings.ReplaceAll(string(b), `\u0000`, "") }

// FilesByID are the records of files.
func (s Blindness) FilesByID(ctx context.Context, ids []ident.Document) ([]*document.Document, error) {
	return query[*document.Document](ctx, s.DB, `SELECT * FROM documents WHERE id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], id)`, uuids(ids))
}

// Unread are the files attached to what was handed in for a cycle that nobody examined yet.
func (s Blindness) Unread(ctx context.Context, id ident.Cycle) ([]*document.Document, error) {
	ids, err := idsOf[ident.Application](ctx, s.DB, `SELECT a.id FROM applications a WHERE `+handedInOf, id)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	subjects := make([]string, len(ids))
	for i, id := range ids {
		subjects[i] = id.String()
	}
	return query[*document.Document](ctx, s.DB, `SELECT d.* FROM documents d WHERE d.kind = 'attachment' AND d.subject = ANY($1::text[])
	AND NOT EXISTS (SELECT FROM reviewer_copies y WHERE y.document_id = d.id) ORDER BY d.id`, subjects)
}
