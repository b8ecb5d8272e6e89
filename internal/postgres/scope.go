package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// visibleApplications is the one place where a filter becomes SQL over applications, aliased a.
// Its parameters are $1 to $5, made by visibleArgs, so a statement's own begin at $6:
// all of it; the programs; the museums; the panels; the viewer.
//
// A reviewer sees what was assigned and cleared of conflict; the chair what the panel reads;
// and nobody, staff included, what they have an active conflict with.
const visibleApplications = `(
	$1::boolean
	OR a.cycle_id = ANY(ARRAY(SELECT vc.id FROM cycles vc WHERE vc.program_id = ANY($2::uuid[])))
	OR a.partnership_id = ANY(ARRAY(SELECT vm.partnership_id FROM partnership_members vm WHERE vm.organization_id = ANY($3::uuid[])))
	OR (a.kind = 'fellowship' AND a.person_id = $5::uuid)
	OR a.id = ANY(ARRAY(
		SELECT vs.application_id FROM assignments vs
		JOIN panel_members vp ON vp.panel_id = vs.panel_id AND vp.person_id = $5::uuid AND vp.left_at IS NULL
		WHERE vs.panel_id = ANY($4::uuid[])
			AND (vp.chair OR (vs.reviewer_id = $5::uuid AND vs.cleared_at IS NOT NULL AND vs.state NOT IN ('declined', 'conflicted', 'recused', 'voided')))))
) AND NOT EXISTS (SELECT FROM conflicts vx WHERE vx.application_id = a.id AND vx.person_id = $5::uuid AND vx.lifted_at IS NULL)`

// visibleArgs are the five parameters of visibleApplications, then a statement's own.
func visibleArgs(f auth.Filter, viewer ident.Person, more ...any) []any {
	return append([]any{f.Everything, uuids(f.Programs), uuids(f.Organizations), uuids(f.Panels), person(viewer)}, more...)
}

// person is a nullable uuid parameter.
func person(p ident.Person) any {
	if p.IsZero() {
		return nil
	}
	return p.UUID()
}

// optional is NULL for nil and a uuid[] otherwise, for "all, or these".
func optional[K ident.Kind](ids []ident.ID[K]) any {
	if ids == nil {
		return []uuid.UUID(nil)
	}
	return uuids(ids)
}

// persons runs a statement that answers people's ids in a column named id.
func (db *DB) persons(ctx context.Context, text string, args ...any) ([]ident.Person, error) {
	rows, err := query[struct {
		ID ident.Person `bun:"id"`
	}](ctx, db, text, args...)
	out := make([]ident.Person, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}
