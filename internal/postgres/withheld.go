package postgres

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Everything that carries an application's name: what somebody with a conflict of interest does not meet.
const withheldIDs = `WITH x AS (SELECT k.application_id AS id, a.partnership_id FROM conflicts k JOIN applications a ON a.id = k.application_id
	WHERE k.person_id = $1::uuid AND k.lifted_at IS NULL)
SELECT 'application' AS kind, id FROM x
UNION SELECT 'partnership', partnership_id FROM x WHERE partnership_id IS NOT NULL
UNION ALL SELECT 'member', m.id FROM partnership_members m JOIN x ON x.partnership_id = m.partnership_id
UNION ALL SELECT 'submission', s.id FROM submissions s JOIN x ON x.id = s.application_id
UNION ALL SELECT 'conflict', c.id FROM conflicts c JOIN x ON x.id = c.application_id
UNION ALL SELECT 'assignment', s.id FROM assignments s JOIN x ON x.id = s.application_id
UNION ALL SELECT 'review', r.id FROM reviews r JOIN x ON x.id = r.application_id
UNION ALL SELECT 'line', l.id FROM slate_lines l JOIN x ON x.id = l.application_id
UNION ALL SELECT 'award', w.id FROM awards w JOIN x ON x.id = w.application_id
UNION ALL SELECT 'letter', l.id FROM letters l JOIN x ON x.id = l.application_id`

// withheld are the public ids of all that belongs to the applications a person has an active conflict with.
type withheld []string

func (db *DB) withheld(ctx context.Context, from ident.Person) (withheld, error) {
	rows, err := query[struct {
		Kind string    `bun:"kind"`
		ID   uuid.UUID `bun:"id"`
	}](ctx, db, withheldIDs, person(from))
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
