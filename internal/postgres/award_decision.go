package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const decisionRuleColumns = `cycle_id, recommendation, concurrence, hold_minutes, minority_days, complaints, sentences, reasons, version, set_by, set_at`

const (
	ruleRead   = `SELECT ` + decisionRuleColumns + ` FROM decision_rules WHERE cycle_id = $1`
	ruleChange = `UPDATE decision_rules SET recommendation = $2, concurrence = $3, hold_minutes = $4, minority_days = $5, complaints = $6,
	sentences = $7, reasons = $8, version = version + 1, set_by = $9, set_at = $10 WHERE cycle_id = $1 AND version = $11`

	declineCounts = `SELECT code, count(*) AS applications FROM (
	SELECT l.application_id, jsonb_array_elements_text(l.codes) AS code FROM slate_lines l JOIN slates s ON s.id = l.slate_id
	WHERE s.cycle_id = $1 AND l.superseded_at IS NULL AND l.decision = 'decline'
	UNION SELECT a.id, CASE a.state WHEN 'withdrawn' THEN 'withdrawn' ELSE 'eligibility' END FROM applications a
	WHERE a.cycle_id = $1 AND a.state IN ('withdrawn', 'ineligible') AND a.submitted_at IS NOT NULL) x
WHERE NOT ` + bound + `($2::uuid, x.application_id)) GROUP BY code ORDER BY count(*) DESC, code`

	slateOfPanel   = `SELECT ` + slateColumns + ` FROM slates s JOIN rankings r ON r.id = s.ranking_id WHERE r.panel_id = ANY($1::uuid[]) AND s.id = $2 FOR UPDATE OF s`
	panelOfRanking = `SELECT panel_id AS id FROM rankings WHERE id = $1`
	panelHead      = `SELECT p.id, p.cycle_id, p.name, (SELECT s.id FROM slates s JOIN rankings r ON r.id = s.ranking_id WHERE r.panel_id = p.id) AS slate_id FROM panels p WHERE p.id = $1`

	panelsAsked = `SELECT DISTINCT r.panel_id AS id FROM slates s JOIN rankings r ON r.id = s.ranking_id JOIN decision_rules d ON d.cycle_id = s.cycle_id AND d.recommendation
WHERE s.state = 'draft' AND r.panel_id = ANY($1::uuid[]) ORDER BY 1`

	// The deputy of a panel's last meeting acts where no chair is free of every application of the cycle.
	actingFor = `SELECT p.id FROM panels p JOIN panel_members m ON m.panel_id = p.id AND m.person_id = $1 AND m.left_at IS NULL AND m.confidentiality_at IS NOT NULL AND NOT m.chair
WHERE (SELECT e.person_id FROM meeting_events e WHERE e.kind = 'deputy_named'
		AND e.meeting_id = (SELECT x.id FROM meetings x WHERE x.panel_id = p.id ORDER BY x.opened_at DESC, x.id DESC LIMIT 1) ORDER BY e.seq DESC LIMIT 1) = $1
	AND NOT EXISTS (SELECT FROM panel_members c WHERE c.panel_id = p.id AND c.chair AND c.left_at IS NULL
		AND NOT EXISTS (SELECT FROM applications a WHERE a.cycle_id = p.cycle_id AND ` + bound + `(c.person_id, a.id)))) ORDER BY p.id`

	// A funder sees a slate from its approval on, and only where it is asked.
	funderSeen   = ` FROM slates s JOIN cycles c ON c.id = s.cycle_id JOIN decision_rules d ON d.cycle_id = c.id AND d.concurrence WHERE ` + staffSeen + ` AND s.approved_at IS NOT NULL`
	funderSlates = `SELECT s.id, s.cycle_id, c.title, s.state, s.approved_at, s.concurred_at` + funderSeen + ` ORDER BY s.approved_at DESC, s.id DESC LIMIT 100`
	funderSlate  = `SELECT ` + slateColumns + funderSeen + ` AND s.id = $3`

	fundersOf = `SELECT DISTINCT g.person_id AS id FROM role_grants g
WHERE g.role = 'funder_ro' AND g.revoked_at IS NULL AND (g.program_id = $1 OR g.program_id IS NULL)`

	concurrenceRead = `SELECT id, slate_id, answer, reason, recorded, reference, proposed_by, approved_by, answered_by, answered_at
FROM concurrences WHERE slate_id = $1 ORDER BY answered_at, id`
)

// DecisionRule is how a cycle decides; a cycle that wrote nothing keeps the default.
func (s Awards) DecisionRule(ctx context.Context, c ident.Cycle) (*award.DecisionRule, error) {
	r, err := one[award.DecisionRule](ctx, s.DB, "cycle", ruleRead, c)
	if fault.Is(err, fault.NotFound) {
		return award.DefaultRule(c), nil
	}
	return r, err
}

// KeepDecisionRule writes a cycle's rule, one version on; the cycle's lock keeps others from it.
func (s Awards) KeepDecisionRule(ctx context.Context, r *award.DecisionRule) error {
	if r.Version == 0 {
		r.Version = 1
		return s.insert(ctx, "decision_rules", r)
	}
	n, err := s.exec(ctx, ruleChange, r.Cycle, r.Recommendation, r.Concurrence, r.HoldMinutes, r.MinorityDays, r.Complaints, r.Sentences, r.Reasons, r.SetBy, r.SetAt, r.Version)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "version", "Someone else has changed this since you opened it.")
	}
	r.Version++
	return err
}

// DeclineCounts counts by coded reason, without what the viewer is bound to.
func (s Awards) DeclineCounts(ctx context.Context, c ident.Cycle) ([]*award.DeclineCount, error) {
	return query[*award.DeclineCount](ctx, s.DB, declineCounts, c, viewer(ctx))
}

// SlateOfPanel is a slate made of the ranking of one of the panels, locked.
func (s Awards) SlateOfPanel(ctx context.Context, id ident.Slate, panels []ident.Panel) (*award.Slate, error) {
	return s.withLines(ctx, slateOfPanel, []any{uuids(panels), id})
}

// PanelOfRanking is the panel whose scores a ranking orders.
func (s Awards) PanelOfRanking(ctx context.Context, id ident.Ranking) (ident.Panel, error) {
	r, err := one[struct {
		ID ident.Panel `bun:"id"`
	}](ctx, s.DB, "ranking", panelOfRanking, id)
	if err != nil {
		return ident.Panel{}, err
	}
	return r.ID, nil
}

// PanelHead is a panel by name with its cycle and its slate.
func (s Awards) PanelHead(ctx context.Context, id ident.Panel) (*award.PanelHead, error) {
	return one[award.PanelHead](ctx, s.DB, "panel", panelHead, id)
}

// PanelsAsked are those of the panels whose drafted slate waits for a recommendation.
func (s Awards) PanelsAsked(ctx context.Context, panels []ident.Panel) ([]ident.Panel, error) {
	return idsOf[ident.Panel](ctx, s.DB, panelsAsked, uuids(panels))
}

// Acting are the panels that a person speaks for in their chair's place.
func (s Awards) Acting(ctx context.Context, who ident.Person) ([]ident.Panel, error) {
	return idsOf[ident.Panel](ctx, s.DB, actingFor, who)
}

// FunderSlates are the approved slates of a funder's programs that need its concurrence, newest first.
func (s Awards) FunderSlates(ctx context.Context, f auth.Filter) ([]*award.FunderSlate, error) {
	return query[*award.FunderSlate](ctx, s.DB, funderSlates, staffArgs(f)...)
}

// SlateForFunder is one of them with its lines.
func (s Awards) SlateForFunder(ctx context.Context, id ident.Slate, f auth.Filter, lock bool) (*award.Slate, error) {
	text := funderSlate
	if lock {
		text += ` FOR UPDATE OF s`
	}
	return s.withLines(ctx, text, staffArgs(f, id))
}

// FundersOf are the people of the funder who answer for a program.
func (s Awards) FundersOf(ctx context.Context, p ident.Program) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, fundersOf, p)
}

// AddConcurrence keeps a funder's answer.
func (s Awards) AddConcurrence(ctx context.Context, x *award.Concurrence) error {
	return s.insert(ctx, "concurrences", x)
}

// Concurrences are the answers to a slate, oldest first.
func (s Awards) Concurrences(ctx context.Context, id ident.Slate) ([]*award.Concurrence, error) {
	return query[*award.Concurrence](ctx, s.DB, concurrenceRead, id)
}
