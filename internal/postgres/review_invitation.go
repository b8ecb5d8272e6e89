package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	panelInvitationRead = `SELECT i.*, p.name AS panel_name, y.title AS cycle_title, y.zone, p.due_at, coalesce(t.fee_minor, 0) AS fee_minor, coalesce(t.fee_per, 'panel') AS fee_per,
	coalesce(t.currency, 'USD') AS currency, coalesce(nullif(btrim(h.given_name || ' ' || h.family_name), ''), '') AS name
FROM panel_invitations i JOIN panels p ON p.id = i.panel_id JOIN cycles y ON y.id = p.cycle_id LEFT JOIN panel_terms t ON t.panel_id = p.id LEFT JOIN people h ON h.id = i.person_id `

	honorariumRead = `SELECT m.id AS member_id, p.id AS panel_id, p.name AS panel_name, p.state AS panel_state, p.cycle_id, y.title AS cycle_title, y.program_id, m.person_id, ` + nameOfPerson + ` AS name, m.left_at,
	coalesce(t.fee_minor, 0) AS fee_minor, coalesce(t.fee_per, 'panel') AS fee_per, coalesce(t.currency, 'USD') AS currency,
	(SELECT count(*) FROM reviews r WHERE r.panel_id = p.id AND r.reviewer_id = m.person_id AND r.state IN ('submitted', 'locked')) AS counted, to_jsonb(x) AS settlement
FROM panel_members m JOIN panels p ON p.id = m.panel_id JOIN cycles y ON y.id = p.cycle_id JOIN people h ON h.id = m.person_id
LEFT JOIN panel_terms t ON t.panel_id = p.id LEFT JOIN honoraria x ON x.member_id = m.id `

	feePanels = `SELECT p.id AS panel_id, p.name, p.state, p.cycle_id, y.title AS cycle_title, t.fee_minor, t.fee_per, t.currency,
	(SELECT count(*) FROM panel_members m WHERE m.panel_id = p.id AND m.left_at IS NULL) AS members,
	(SELECT count(*) FROM panel_members m JOIN honoraria x ON x.member_id = m.id WHERE m.panel_id = p.id) AS settled
FROM panel_terms t JOIN panels p ON p.id = t.panel_id JOIN cycles y ON y.id = p.cycle_id
WHERE ` + panelSeen + ` AND t.fee_minor > 0 ORDER BY p.formed_at DESC, p.id LIMIT 500`
)

// AddInvitation keeps a new invitation.
func (s Reviews) AddInvitation(ctx context.Context, i *review.PanelInvitation) error {
	return s.insert(ctx, "panel_invitations", i)
}

// KeepInvitation keeps what became of an invitation.
func (s Reviews) KeepInvitation(ctx context.Context, i *review.PanelInvitation) error {
	return s.update(ctx, "panel_invitations", i, "person_id", "state", "reason", "reminded_at", "ended_at")
}

// InvitationForUpdate locks an invitation with its panel, the panel first as everywhere.
func (s Reviews) InvitationForUpdate(ctx context.Context, id ident.PanelInvitation) (*review.PanelInvitation, error) {
	if _, err := s.exec(ctx, `SELECT p.id FROM panels p JOIN panel_invitations i ON i.panel_id = p.id WHERE i.id = $1 FOR UPDATE OF p`, id); err != nil {
		return nil, err
	}
	return one[review.PanelInvitation](ctx, s.DB, "invitation", panelInvitationRead+`WHERE i.id = $1 FOR UPDATE OF i`, id)
}

// InvitationByToken finds an invitation by the hash of its link and locks it with its panel.
func (s Reviews) InvitationByToken(ctx context.Context, hash []byte) (*review.PanelInvitation, error) {
	found, err := one[struct {
		ID ident.PanelInvitation `bun:"id"`
	}](ctx, s.DB, "page", `SELECT id FROM panel_invitations WHERE token_hash = $1`, hash)
	if err != nil {
		return nil, err
	}
	return s.InvitationForUpdate(ctx, found.ID)
}

// OpenInvitation is the one of an address to a panel that waits; nil for none.
func (s Reviews) OpenInvitation(ctx context.Context, id ident.Panel, email string) (*review.PanelInvitation, error) {
	return maybe(query[*review.PanelInvitation](ctx, s.DB, panelInvitationRead+`WHERE i.panel_id = $1 AND i.email = $2 AND i.state = 'sent' FOR UPDATE OF i`, id, email))
}

// InvitationsWaiting are those that nobody has answered yet, oldest first.
func (s Reviews) InvitationsWaiting(ctx context.Context) ([]ident.PanelInvitation, error) {
	return idsOf[ident.PanelInvitation](ctx, s.DB, `SELECT id FROM panel_invitations WHERE state = 'sent' ORDER BY expires_at, id`)
}

// PanelInvitations are all to a panel, newest first.
func (s Reviews) PanelInvitations(ctx context.Context, id ident.Panel) ([]*review.PanelInvitation, error) {
	return query[*review.PanelInvitation](ctx, s.DB, panelInvitationRead+`WHERE i.panel_id = $1 ORDER BY i.invited_at DESC, i.id DESC LIMIT 1000`, id)
}

// InvitationsOf are those to a person's own address, newest first.
func (s Reviews) InvitationsOf(ctx context.Context, me ident.Person) ([]*review.PanelInvitation, error) {
	return query[*review.PanelInvitation](ctx, s.DB, panelInvitationRead+`WHERE i.person_id = $1 ORDER BY i.invited_at DESC, i.id DESC LIMIT 200`, me)
}

type honorariumRow struct {
	review.Honorarium
	Settlement []byte `bun:"settlement"`
}

func (s Reviews) honoraria(ctx context.Context, text string, args ...any) ([]*review.Honorarium, error) {
	rows, err := query[honorariumRow](ctx, s.DB, honorariumRead+text, args...)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*review.Honorarium, len(rows))
	for i := range rows {
		out[i] = &rows[i].Honorarium
		out[i].Settlement = nestedOne[review.Settlement](&n, rows[i].Settlement)
	}
	return out, n.err
}

// Honoraria are those of a panel, by name.
func (s Reviews) Honoraria(ctx context.Context, id ident.Panel) ([]*review.Honorarium, error) {
	return s.honoraria(ctx, `WHERE p.id = $1 ORDER BY m.left_at IS NOT NULL, `+nameOfPerson+` COLLATE "und-x-icu", m.id`, id)
}

// HonorariaOf are a person's own, of panels that pay one.
func (s Reviews) HonorariaOf(ctx context.Context, me ident.Person) ([]*review.Honorarium, error) {
	return s.honoraria(ctx, `WHERE m.person_id = $1 AND (t.fee_minor > 0 OR x.member_id IS NOT NULL) ORDER BY p.formed_at DESC, p.id`, me)
}

// HonorariumForUpdate locks a member's seat and panel, so that nothing of what is owed moves.
func (s Reviews) HonorariumForUpdate(ctx context.Context, id ident.PanelMember) (*review.Honorarium, error) {
	if _, err := s.exec(ctx, `SELECT p.id FROM panels p JOIN panel_members m ON m.panel_id = p.id WHERE m.id = $1 FOR UPDATE`, id); err != nil {
		return nil, err
	}
	list, err := s.honoraria(ctx, `WHERE m.id = $1`, id)
	if err == nil && len(list) == 0 {
		return nil, fault.Missing("honorarium")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// SettleHonorarium keeps what became of an honorarium, once.
func (s Reviews) SettleHonorarium(ctx context.Context, x *review.Settlement) error {
	return s.insert(ctx, "honoraria", x)
}

// FeePanels are the panels that pay honoraria, within sight.
func (s Reviews) FeePanels(ctx context.Context, v review.Sight) ([]*review.FeePanel, error) {
	return query[*review.FeePanel](ctx, s.DB, feePanels, sightArgs(v)...)
}
