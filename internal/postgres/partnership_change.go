package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Spoken are the museums for which somebody speaks.
func (s Partnerships) Spoken(ctx context.Context, orgs []ident.Organization) ([]ident.Organization, error) {
	return idsOf[ident.Organization](ctx, s.DB, spokenFor, uuids(orgs))
}

// KeepPart writes a museum's part of the work, its place and its shares.
func (s Partnerships) KeepPart(ctx context.Context, m *partnership.Member) error {
	return s.update(ctx, "partnership_members", m, "part", "site_id", "grant_minor", "share_minor")
}

// AddMember keeps a museum that joins.
func (s Partnerships) AddMember(ctx context.Context, m *partnership.Member) error {
	return s.insert(ctx, "partnership_members", m)
}

// RemoveMember takes a museum out; what happened to it stays in the history.
func (s Partnerships) RemoveMember(ctx context.Context, id ident.Member) error {
	_, err := s.exec(ctx, `DELETE FROM partnership_members WHERE id = $1`, id)
	return err
}

// Frozen tells whether a proposal of the partnership has been handed in: from then on its members stay.
func (s Partnerships) Frozen(ctx context.Context, id ident.Partnership) (bool, error) {
	r, err := one[struct {
		Frozen bool `bun:"frozen"`
	}](ctx, s.DB, "partnership", `SELECT EXISTS (SELECT FROM applications WHERE partnership_id = $1 AND submitted_at IS NOT NULL
	AND state NOT IN ('withdrawn', 'returned_once')) AS frozen`, id)
	if err != nil {
		return false, err
	}
	return r.Frozen, nil
}

// AddChange keeps one thing that happened.
func (s Partnerships) AddChange(ctx context.Context, c *partnership.Change) error {
	return s.insert(ctx, "partnership_changes", c)
}

// Changes are what happened to a partnership, oldest first.
func (s Partnerships) Changes(ctx context.Context, id ident.Partnership) ([]*partnership.Change, error) {
	return query[*partnership.Change](ctx, s.DB, `SELECT partnership_id, kind, organization_id, organization_name, person_id, person_name, words, at
FROM partnership_changes WHERE partnership_id = $1 ORDER BY id`, id)
}

// AddException keeps a director's leave.
func (s Partnerships) AddException(ctx context.Context, e *partnership.Exception) error {
	return s.insert(ctx, "eligibility_exceptions", e)
}

// RevokeException notes that a leave was taken back.
func (s Partnerships) RevokeException(ctx context.Context, e *partnership.Exception) error {
	return s.update(ctx, "eligibility_exceptions", e, "revoked_by", "revoked_at", "revoked_reason")
}

// CycleRules are the settings of a cycle's rules.
func (s Partnerships) CycleRules(ctx context.Context, id ident.Cycle) ([]*partnership.CycleRule, error) {
	return query[*partnership.CycleRule](ctx, s.DB, `SELECT cycle_id, rule, holds, note FROM cycle_rules WHERE cycle_id = $1 ORDER BY length(rule), rule`, id)
}

// KeepCycleRules replaces the settings of a cycle's rules and gives the cycle its next version.
func (s Partnerships) KeepCycleRules(ctx context.Context, id ident.Cycle, version int, rules []*partnership.CycleRule) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		n, err := s.exec(ctx, `UPDATE cycles SET version = version + 1 WHERE id = $1 AND version = $2`, id, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Stale(version + 1)
		}
		if _, err := s.exec(ctx, `DELETE FROM cycle_rules WHERE cycle_id = $1`, id); err != nil || len(rules) == 0 {
			return err
		}
		return s.insert(ctx, "cycle_rules", &rules)
	})
}

const invitationColumns = `id, partnership_id, organization_id, email, token_hash, invited_by, invited_at, expires_at, state, person_id, taken_at`

// AddInvitation keeps a new invitation; the table holds the hash of its token.
func (s Partnerships) AddInvitation(ctx context.Context, i *partnership.Invitation) error {
	return s.insert(ctx, "partnership_invitations", i)
}

// KeepInvitation writes who took an invitation and where it is.
func (s Partnerships) KeepInvitation(ctx context.Context, i *partnership.Invitation) error {
	return s.update(ctx, "partnership_invitations", i, "state", "person_id", "taken_at")
}

// InvitationByToken locks the invitation of a link; an unknown one is not found.
func (s Partnerships) InvitationByToken(ctx context.Context, hash []byte) (*partnership.Invitation, error) {
	return one[partnership.Invitation](ctx, s.DB, "invitation", `SELECT `+invitationColumns+` FROM partnership_invitations WHERE token_hash = $1 FOR UPDATE`, hash)
}

// Invitation locks one invitation.
func (s Partnerships) Invitation(ctx context.Context, id ident.Invitation) (*partnership.Invitation, error) {
	return one[partnership.Invitation](ctx, s.DB, "invitation", `SELECT `+invitationColumns+` FROM partnership_invitations WHERE id = $1 FOR UPDATE`, id)
}

// Invitations are those of a partnership, newest first.
func (s Partnerships) Invitations(ctx context.Context, id ident.Partnership) ([]*partnership.Invitation, error) {
	return query[*partnership.Invitation](ctx, s.DB, `SELECT `+invitationColumns+` FROM partnership_invitations WHERE partnership_id = $1 ORDER BY invited_at DESC, id DESC`, id)
}

// VoidInvitations ends the open invitations of one museum, or of all.
func (s Partnerships) VoidInvitations(ctx context.Context, id ident.Partnership, of ident.Organization) error {
	_, err := s.exec(ctx, `UPDATE partnership_invitations SET state = 'void' WHERE partnership_id = $1 AND state IN ('sent', 'waits')
	AND ($2::uuid IS NULL OR organization_id = $2)`, id, nullable(of))
	return err
}
