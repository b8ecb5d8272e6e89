package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// The parts of visibleApplications. Their parameters are $1 to $5, made by visibleArgs:
// all of it; the programs; the museums; the panels; the viewer.
const (
	visibleToStaff = `$1::boolean OR EXISTS (SELECT FROM cycles vc WHERE vc.id = a.cycle_id AND vc.program_id = ANY($2::uuid[]))`

	visibleToApplicants = `EXISTS (SELECT FROM partnership_members vm WHERE vm.partnership_id = a.partnership_id AND vm.organization_id = ANY($3::uuid[]))
	OR (a.kind = 'fellowship' AND a.person_id = $5::uuid)`

	visibleToPanel = `EXISTS (SELECT FROM assignments vs
		JOIN panel_members vp ON vp.panel_id = vs.panel_id AND vp.person_id = $5::uuid AND vp.left_at IS NULL
		WHERE vs.application_id = a.id AND vs.panel_id = ANY($4::uuid[])
			AND vp.confidentiality_at IS NOT NULL AND (vp.chair OR (vs.reviewer_id = $5::uuid AND vs.cleared_at IS NOT NULL AND vs.state NOT IN ('declined', 'conflicted', 'recused', 'voided'))
				OR (vs.state NOT IN ('declined', 'voided') AND ` + readsAll + `)))`

	// In a phase in which members read all, each reads what they have declared to be free of conflict with.
	readsAll = `EXISTS (SELECT FROM panel_declarations vd JOIN panels vq ON vq.id = vd.panel_id
		JOIN panel_phases vh ON vh.panel_id = vq.id AND vh.kind = phase_of_panel(vq.state) AND vh.reads = 'all'
		WHERE vd.panel_id = vs.panel_id AND vd.person_id = $5::uuid AND vd.application_id = vs.application_id)`

	// A conflict of interest shuts the office's and the panel's side, never what applicants see of their own.
	withoutConflict = `NOT EXISTS (SELECT FROM conflicts vx WHERE vx.application_id = a.id AND vx.person_id = $5::uuid AND vx.lifted_at IS NULL
	AND NOT (` + visibleToApplicants + `))`
)

// visibleApplications is the one place where a filter becomes SQL over applications, aliased a;
// a statement's own parameters begin at $6.
//
// A reviewer sees what was assigned and cleared of conflict; the chair what the panel reads;
// and nobody, staff included, what they have an active conflict with, unless it is their own to apply with.
const visibleApplications = `(` + visibleToStaff + ` OR ` + visibleToApplicants + ` OR ` + visibleToPanel + `) AND ` + withoutConflict

// visibleTo is visibleApplications without the parts that cannot let anything through for this
// filter, so that a list has a plan worth keeping; its parameters are the same.
func visibleTo(f auth.Filter) string {
	if (f.Everything || len(f.Programs) > 0) && len(f.Organizations)+len(f.Panels) == 0 {
		return `(` + visibleToStaff + ` OR (a.kind = 'fellowship' AND a.person_id = $5::uuid))
	AND $3::uuid[] IS NOT NULL AND $4::uuid[] IS NOT NULL AND ` + withoutConflict
	}
	return visibleApplications
}

const (
	// ofOffice tells whether the viewer works on the application for its program: $1 to $5 as above, cycles aliased c.
	// Everyone else, staff on their own museum's application too, in whatever role they are there, is an applicant or a reader.
	ofOffice = `(($1::boolean OR c.program_id = ANY($2::uuid[])) AND NOT coalesce(a.partnership_id = ANY(ARRAY(
	SELECT vo.partnership_id FROM partnership_members vo WHERE vo.organization_id = ANY($3::uuid[] || ARRAY(
		SELECT vm.organization_id FROM memberships vm WHERE vm.person_id = $5::uuid AND vm.until IS NULL)))), false))`

	// toldState is the state of an application as its museums know it: decided only once a letter has left,
	// and by the last letter. What was recorded without a slate is history, which everyone knows.
	toldState = `CASE WHEN a.state NOT IN ('triaged', 'discussed', 'recommended', 'not_recommended', 'alternate', 'awarded', 'declined') THEN a.state
	ELSE coalesce(
		(SELECT CASE vl.decision WHEN 'award' THEN 'awarded' WHEN 'alternate' THEN 'alternate' ELSE 'declined' END
			FROM letters vl WHERE vl.application_id = a.id AND vl.sent_at IS NOT NULL ORDER BY vl.sent_at DESC, vl.id DESC LIMIT 1),
		(SELECT CASE vl.stood WHEN 'eligible' THEN 'eligible' ELSE 'in_review' END FROM slate_lines vl WHERE vl.application_id = a.id LIMIT 1),
		CASE WHEN a.state IN ('alternate', 'awarded', 'declined') THEN a.state ELSE 'in_review' END) END`

	// shownState is the one place that says which state of an application a viewer reads, filters and counts by.
	shownState = `CASE WHEN ` + ofOffice + ` THEN a.state ELSE ` + toldState + ` END`

	// shownNote is the note of the technical check, for the office and for the museums it is addressed to.
	shownNote = `CASE WHEN ` + ofOffice + ` OR (a.state IN ('submitted', 'technical_check', 'returned_once', 'ineligible')
	AND (a.person_id = $5::uuid OR EXISTS (SELECT FROM partnership_members vo WHERE vo.partnership_id = a.partnership_id AND vo.organization_id = ANY($3::uuid[]))))
	THEN a.check_note ELSE '' END`
)

// visibleArgs are the five parameters of visibleApplications, then a statement's own.
// Who may see nothing by the filter, such as through a token of another scope, does not see their own either.
func visibleArgs(f auth.Filter, viewer ident.Person, more ...any) []any {
	if f.Nothing() {
		viewer = ident.Person{}
	}
	return append([]any{f.Everything, uuids(f.Programs), uuids(f.Organizations), uuids(f.Panels), person(viewer)}, more...)
}

// binds are the pairs of a person and an application whose office's and panel's side is shut to them:
// by an active conflict of interest, or because a museum of their own applies.
const binds = `SELECT person_id, application_id FROM conflicts WHERE lifted_at IS NULL
	UNION ALL SELECT bm.person_id, ba.id FROM memberships bm JOIN partnership_members bp ON bp.organization_id = bm.organization_id
		JOIN applications ba ON ba.partnership_id = bp.partnership_id WHERE bm.until IS NULL`

// bound begins the test for such a pair; a person and an application follow.
const bound = `EXISTS (SELECT FROM (` + binds + `) vx WHERE (vx.person_id, vx.application_id) = `

// conflicted begins the test for an active conflict of interest alone; a person and an application follow.
const conflicted = `EXISTS (SELECT FROM conflicts vx WHERE vx.lifted_at IS NULL AND (vx.person_id, vx.application_id) = `

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

// idsOf runs a statement that answers ids of one kind in a column named id.
func idsOf[ID any](ctx context.Context, db *DB, text string, args ...any) ([]ID, error) {
	rows, err := query[struct {
		ID ID `bun:"id"`
	}](ctx, db, text, args...)
	out := make([]ID, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}
