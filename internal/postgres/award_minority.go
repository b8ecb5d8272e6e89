package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const minorityColumns = `m.id, m.cycle_id, m.panel_id, m.author_id, m.text, m.filed_at`

const (
	seatOf = `SELECT p.id, p.cycle_id, p.name, p.locked_at FROM panels p
WHERE p.id = $1 AND EXISTS (SELECT FROM panel_members m WHERE m.panel_id = p.id AND m.person_id = $2 AND m.left_at IS NULL)`
	minorityBy  = `SELECT ` + minorityColumns + ` FROM minority_reports m WHERE m.panel_id = $1 AND m.author_id = $2 ORDER BY m.filed_at, m.id`
	minorityAll = `SELECT ` + minorityColumns + ` FROM minority_reports m WHERE m.cycle_id = $1
	AND NOT EXISTS (SELECT FROM applications a WHERE a.cycle_id = m.cycle_id AND ` + bound + `($2::uuid, a.id))) ORDER BY m.filed_at, m.id`
)

// SeatOf is a panel as one of its members has it; who is not a member finds none.
func (s Awards) SeatOf(ctx context.Context, p ident.Panel, who ident.Person) (*award.PanelSeat, error) {
	return one[award.PanelSeat](ctx, s.DB, "panel", seatOf, p, who)
}

// AddMinorityReport keeps a member's view.
func (s Awards) AddMinorityReport(ctx context.Context, m *award.MinorityReport) error {
	return s.insert(ctx, "minority_reports", m)
}

// MinorityReportsBy are a member's own on a panel, oldest first.
func (s Awards) MinorityReportsBy(ctx context.Context, p ident.Panel, who ident.Person) ([]*award.MinorityReport, error) {
	return query[*award.MinorityReport](ctx, s.DB, minorityBy, p, who)
}

// MinorityReports are those of a cycle, oldest first; none for who is bound to any of its applications.
func (s Awards) MinorityReports(ctx context.Context, c ident.Cycle) ([]*award.MinorityReport, error) {
	return query[*award.MinorityReport](ctx, s.DB, minorityAll, c, viewer(ctx))
}
