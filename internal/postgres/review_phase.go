package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	phaseColumns = `panel_id, kind, reads, others, names, version`

	phaseForUpdate = `SELECT ` + phaseColumns + ` FROM panel_phases WHERE panel_id = $1 AND kind = $2 FOR UPDATE`

	phasesOf = `SELECT ` + phaseColumns + ` FROM panel_phases WHERE panel_id = $1
ORDER BY array_position(ARRAY['preliminary', 'triage', 'discussion', 'rescoring', 'locked'], kind)`

	phaseChanges = `SELECT panel_id, kind, version, was, becomes, reason, changed_by, at FROM panel_phase_changes WHERE panel_id = $1 ORDER BY at DESC, version DESC, kind LIMIT 200`

	declareFree = `INSERT INTO panel_declarations (panel_id, person_id, application_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`

	panelTitles = `SELECT a.id AS application_id, a.number, a.title, coalesce(o.name, '') AS lead_name, coalesce(o.city, '') AS lead_city, coalesce(o.state, '') AS lead_state,
	coalesce(w.partners, '[]') AS partners, d.at AS declared_at,
	EXISTS (SELECT FROM assignments s WHERE s.application_id = a.id AND s.panel_id = $1 AND s.reviewer_id = $2 AND s.state NOT IN ` + assignmentEnds + `) AS assigned
FROM panel_members m
JOIN applications a ON a.id IN (SELECT s.application_id FROM assignments s WHERE s.panel_id = $1 AND s.state NOT IN ('voided', 'declined'))
LEFT JOIN organizations o ON o.id = a.lead_organization_id
LEFT JOIN panel_declarations d ON d.panel_id = $1 AND d.person_id = $2 AND d.application_id = a.id
LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('name', po.name, 'country', po.country) ORDER BY po.country, po.name) AS partners
	FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id WHERE pm.partnership_id = a.partnership_id AND NOT pm.lead) w ON true
WHERE m.panel_id = $1 AND m.person_id = $2 AND m.left_at IS NULL AND m.confidentiality_at IS NOT NULL AND NOT ` + bound + `($2::uuid, a.id))
ORDER BY length(a.number), a.number, a.id`
)

// PhaseForUpdate locks the rules of one phase of a panel; an unknown kind is NotFound.
func (s Reviews) PhaseForUpdate(ctx context.Context, id ident.Panel, k review.PhaseKind) (*review.PanelPhase, error) {
	return one[review.PanelPhase](ctx, s.DB, "phase", phaseForUpdate, id, string(k))
}

// KeepPhase keeps a phase's rules under the next version, and the change for ever.
func (s Reviews) KeepPhase(ctx context.Context, p *review.PanelPhase, change *review.PhaseChange) error {
	if err := s.updateVersioned(ctx, "panel_phases", p, p.Version, "reads", "others", "names"); err != nil {
		return err
	}
	return s.insert(ctx, "panel_phase_changes", change)
}

// PhasesOf are a panel's phases in the order they run.
func (s Reviews) PhasesOf(ctx context.Context, id ident.Panel) ([]*review.PanelPhase, error) {
	return query[*review.PanelPhase](ctx, s.DB, phasesOf, id)
}

// PhaseChanges are the changes of a panel's phases, newest first.
func (s Reviews) PhaseChanges(ctx context.Context, id ident.Panel) ([]*review.PhaseChange, error) {
	return query[*review.PhaseChange](ctx, s.DB, phaseChanges, id)
}

// DeclareFree keeps that a member is bound by nothing to an application of the panel; the first word stays.
func (s Reviews) DeclareFree(ctx context.Context, d *review.PanelDeclaration) error {
	_, err := s.exec(ctx, declareFree, d.Panel, d.Person, d.Application, d.At)
	return err
}

// PanelTitles are the titles and institutions of a panel's applications for a member who has signed;
// what they are bound to is not among them.
func (s Reviews) PanelTitles(ctx context.Context, id ident.Panel, me ident.Person) ([]*review.PanelTitle, error) {
	return query[*review.PanelTitle](ctx, s.DB, panelTitles, id, me)
}
