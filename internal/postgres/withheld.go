package postgres

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Everything that carries an application's name: what somebody it is shut to does not meet.
// With $2 that is only the panel's and the office's side of what their own museum applies with.
const withheldIDs = `WITH x AS (SELECT DISTINCT k.application_id AS id, a.partnership_id, $2::boolean AND (a.person_id = $1::uuid AND a.kind = 'fellowship'
		OR EXISTS (SELECT FROM partnership_members om JOIN memberships o ON o.organization_id = om.organization_id
			WHERE om.partnership_id = a.partnership_id AND o.person_id = $1::uuid AND o.until IS NULL)) IS TRUE AS own
	FROM (` + binds + `) k JOIN applications a ON a.id = k.application_id WHERE k.person_id = $1::uuid),
y AS (SELECT * FROM x WHERE NOT own)
SELECT 'application' AS kind, id FROM y
UNION SELECT 'partnership', partnership_id FROM y WHERE partnership_id IS NOT NULL
UNION ALL SELECT 'member', m.id FROM partnership_members m JOIN y ON y.partnership_id = m.partnership_id
UNION ALL SELECT 'submission', s.id FROM submissions s JOIN y ON y.id = s.application_id
UNION ALL SELECT 'conflict', c.id FROM conflicts c JOIN x ON x.id = c.application_id
UNION ALL SELECT 'assignment', s.id FROM assignments s JOIN x ON x.id = s.application_id
UNION ALL SELECT 'review', r.id FROM reviews r JOIN x ON x.id = r.application_id
UNION ALL SELECT 'line', l.id FROM slate_lines l JOIN x ON x.id = l.application_id
UNION ALL SELECT 'award', w.id FROM awards w JOIN y ON y.id = w.application_id
UNION ALL SELECT 'letter', l.id FROM letters l JOIN y ON y.id = l.application_id`

// withheld are the public ids of all that belongs to the applications that are shut to a person.
type withheld []string

// withheld keeps applicants' own side of it open when asked to.
func (db *DB) withheld(ctx context.Context, from ident.Person, ownOpen bool) (withheld, error) {
	rows, err := query[struct {
		Kind string    `bun:"kind"`
		ID   uuid.UUID `bun:"id"`
	}](ctx, db, withheldIDs, person(from), ownOpen)
	if err != nil {
		return nil, err
	}
	public := map[string]func(uuid.UUID) string{
		"application": publicID[ident.ApplicationKind], "partnership": publicID[ident.PartnershipKind], "member": publicID[ident.MemberKind],
		"submission": publicID[ident.SubmissionKind], "conflict": publicID[ident.ConflictKind], "assignment": publicID[ident.AssignmentKind],
		"review": publicID[ident.ReviewKind], "line": publicID[ident.SlateLineKind], "award": publicID[ident.AwardKind], "letter": publicID[ident.LetterKind],
	}
	out := make(withheld, len(rows))
	for i, r := range rows {
		out[i] = public[r.Kind](r.ID)
	}
	return out, nil
}

func publicID[K ident.Kind](id uuid.UUID) string { return ident.From[K](id).String() }

// has tells whether the id is one of them.
func (w withheld) has(id string) bool { return slices.Contains(w, id) }
