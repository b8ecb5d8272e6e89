package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	activeConflicts = `SELECT person_id AS reviewer_id, application_id FROM conflicts WHERE person_id = ANY($1::uuid[]) AND lifted_at IS NULL`

	lockAssignments = `SELECT ` + assignmentFields + ` FROM assignments s WHERE s.application_id = $1 AND s.reviewer_id = $2 ORDER BY s.id FOR UPDATE`

	addConflict = `INSERT INTO conflicts (id, person_id, application_id, kind, source, note, found_at, found_by, path)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb) ON CONFLICT (person_id, application_id) WHERE lifted_at IS NULL DO NOTHING`

	conflictColumns = `k.id, k.person_id, k.application_id, k.kind, k.source, k.note, k.path, k.found_at, k.found_by, k.lifted_at, k.lifted_by, k.lifted_reason, k.lifted_paths`

	knownConflict = `SELECT ` + conflictColumns + ` FROM conflicts k WHERE k.person_id = $1 AND k.application_id = $2 AND k.lifted_at IS NULL`

	conflictForUpdate = `SELECT ` + conflictColumns + ` FROM conflicts k JOIN applications a ON a.id = k.application_id WHERE k.id = $6 AND ` + subjectSeen + ` FOR UPDATE OF k`

	conflictsOf = `SELECT ` + conflictColumns + ` FROM conflicts k JOIN applications a ON a.id = k.application_id WHERE a.id = $6 AND ` + subjectSeen + ` ORDER BY k.found_at, k.id`

	panelConflicts = `SELECT ` + conflictColumns + ` FROM panels p JOIN applications a ON a.cycle_id = p.cycle_id JOIN conflicts k ON k.application_id = a.id AND k.lifted_at IS NULL
JOIN panel_members m ON m.panel_id = p.id AND m.person_id = k.person_id AND m.left_at IS NULL
WHERE p.id = $6 AND ` + subjectSeen + ` ORDER BY k.found_at, k.id`

	// subjectSeen is what a sight reaches of applications a: by program, by a panel that reads it, or because
	// the viewer reads it, is cleared and one's own is enough; never what the viewer has a conflict with,
	// nor what their own museum applies with, in whatever role they look.
	subjectSeen = `($1::boolean
	OR a.cycle_id = ANY(ARRAY(SELECT vc.id FROM cycles vc WHERE vc.program_id = ANY($2::uuid[])))
	OR EXISTS (SELECT FROM assignments vs WHERE vs.application_id = a.id AND vs.state NOT IN ('declined', 'voided')
		AND (vs.panel_id = ANY($3::uuid[]) OR (vs.reviewer_id = $5::uuid AND vs.cleared_at IS NOT NULL AND NOT ` + waitsToSign + `)
			OR (` + readsAll + ` AND ` + stillMember + `))))
	AND NOT ` + bound + `($4::uuid, a.id))`

	stillMember = `EXISTS (SELECT FROM panel_members vm WHERE vm.panel_id = vs.panel_id AND vm.person_id = $5::uuid AND vm.left_at IS NULL AND vm.confidentiality_at IS NOT NULL)`

	// Who sits on the panel and has not signed what is in force there is shown nothing; who left it keeps their own.
	waitsToSign = `EXISTS (SELECT FROM panel_members vm WHERE vm.panel_id = vs.panel_id AND vm.person_id = $5::uuid AND vm.left_at IS NULL AND vm.confidentiality_at IS NULL)`

	subjectRead = `SELECT a.id AS application_id, a.cycle_id, y.program_id, m.organization_id FROM applications a JOIN cycles y ON y.id = a.cycle_id
LEFT JOIN partnership_members m ON m.partnership_id = a.partnership_id WHERE a.id = $6 AND ` + subjectSeen

	recountLock = `SELECT id FROM applications WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`

	recount = `UPDATE applications a SET review_count = x.n, review_mean_milli = x.mean
FROM (SELECT i.id, count(r.id) AS n, floor(avg(r.base_milli))::integer AS mean FROM unnest($1::uuid[]) i(id)
	LEFT JOIN reviews r ON r.application_id = i.id AND r.state IN ('submitted', 'locked') GROUP BY i.id) x
WHERE a.id = x.id`
)

func subjectArgs(v review.Sight, more ...any) []any {
	return sightArgs(v, append([]any{person(v.Viewer), person(v.Person)}, more...)...)
}

// ActiveConflicts are what each of the people may not meet.
func (s Reviews) ActiveConflicts(ctx context.Context, people []ident.Person) ([]review.Pairing, error) {
	return query[review.Pairing](ctx, s.DB, activeConflicts, uuids(people))
}

// LockAssignmentsOf locks a person's assignments of an application, ended ones too.
func (s Reviews) LockAssignmentsOf(ctx context.Context, p review.Pairing) ([]*review.Assignment, error) {
	return query[*review.Assignment](ctx, s.DB, lockAssignments, p.Application, p.Reviewer)
}

// AddConflict keeps a conflict, or fills in the one that is known; the database voids what it touches.
func (s Reviews) AddConflict(ctx context.Context, c *review.Conflict) (bool, error) {
	path, err := json.Marshal(c.Path)
	if err != nil {
		return false, fmt.Errorf("write path: %w", err)
	}
	if c.Path == nil {
		path = []byte("[]")
	}
	n, err := s.exec(ctx, addConflict, c.ID, c.Person, c.Application, string(c.Kind), string(c.Source), c.Note, c.FoundAt, c.FoundBy, string(path))
	if err != nil || n > 0 {
		return n > 0, err
	}
	known, err := one[review.Conflict](ctx, s.DB, "conflict", knownConflict, c.Person, c.Application)
	if err == nil {
		*c = *known
	}
	return false, err
}

// ConflictForUpdate locks a conflict within sight.
func (s Reviews) ConflictForUpdate(ctx context.Context, id ident.Conflict, v review.Sight) (*review.Conflict, error) {
	return one[review.Conflict](ctx, s.DB, "conflict", conflictForUpdate, subjectArgs(v, id)...)
}

// LiftConflict keeps who lifted a conflict, when and why.
func (s Reviews) LiftConflict(ctx context.Context, c *review.Conflict) error {
	return s.update(ctx, "conflicts", c, "lifted_at", "lifted_by", "lifted_reason", "lifted_paths")
}

// ConflictsOf are the conflicts of an application within sight.
func (s Reviews) ConflictsOf(ctx context.Context, id ident.Application, v review.Sight) ([]*review.Conflict, error) {
	return query[*review.Conflict](ctx, s.DB, conflictsOf, subjectArgs(v, id)...)
}

// PanelConflicts are the active conflicts of a panel's members with what the viewer sees of its cycle, oldest first.
func (s Reviews) PanelConflicts(ctx context.Context, id ident.Panel, v review.Sight) ([]*review.Conflict, error) {
	return query[*review.Conflict](ctx, s.DB, panelConflicts, subjectArgs(v, id)...)
}

// Subject is an application within sight, with its program and museums.
func (s Reviews) Subject(ctx context.Context, id ident.Application, v review.Sight) (*review.Subject, error) {
	rows, err := query[struct {
		Application  ident.Application  `bun:"application_id"`
		Cycle        ident.Cycle        `bun:"cycle_id"`
		Program      ident.Program      `bun:"program_id"`
		Organization ident.Organization `bun:"organization_id"`
	}](ctx, s.DB, subjectRead, subjectArgs(v, id)...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Missing("application")
	}
	out := &review.Subject{Application: rows[0].Application, Cycle: rows[0].Cycle, Program: rows[0].Program}
	for _, r := range rows {
		if !r.Organization.IsZero() {
			out.Organizations = append(out.Organizations, r.Organization)
		}
	}
	return out, nil
}

// Recount brings count and mean of the applications in step with their counted reviews.
// The rows are locked first: two reviews handed in at once are both counted.
func (s Reviews) Recount(ctx context.Context, ids ...ident.Application) error {
	if _, err := s.exec(ctx, recountLock, uuids(ids)); err != nil {
		return err
	}
	_, err := s.exec(ctx, recount, uuids(ids))
	return err
}
