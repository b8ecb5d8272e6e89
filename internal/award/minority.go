package award

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// MinorityReport is what a member of a panel holds against its ranking or slate; applicants never see it.
type MinorityReport struct {
	ID      ident.MinorityReport `bun:"id,pk"`
	Cycle   ident.Cycle          `bun:"cycle_id"`
	Panel   ident.Panel          `bun:"panel_id"`
	Author  ident.Person         `bun:"author_id"` // absent for the funder
	Text    string               `bun:"text"`
	FiledAt time.Time            `bun:"filed_at"`
}

// PanelSeat is what a panel's member may do with a minority report.
type PanelSeat struct {
	Panel    ident.Panel `bun:"id"`
	Cycle    ident.Cycle `bun:"cycle_id"`
	Name     string      `bun:"name"`
	LockedAt *time.Time  `bun:"locked_at"`
}

// MinorityStore keeps minority reports.
type MinorityStore interface {
	// SeatOf is a panel as one of its members has it; who is not a member finds none.
	SeatOf(ctx context.Context, p ident.Panel, who ident.Person) (*PanelSeat, error)
	AddMinorityReport(ctx context.Context, m *MinorityReport) error
	MinorityReportsBy(ctx context.Context, p ident.Panel, who ident.Person) ([]*MinorityReport, error)
	// MinorityReports are those of a cycle; who is bound to any of its applications gets none.
	MinorityReports(ctx context.Context, c ident.Cycle) ([]*MinorityReport, error)
}

// FileMinorityReportInput is a member's own view, up to 10,000 characters.
type FileMinorityReportInput struct {
	Panel ident.Panel
	Text  string
}

// FileMinorityReport keeps a member's view beside the slate; after the panel's lock it is taken for the days of the cycle's rule.
func (s *Service) FileMinorityReport(ctx context.Context, in FileMinorityReportInput) (*MinorityReport, error) {
	var out *MinorityReport
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		me := auth.Who(ctx).Person
		if err := auth.Require(ctx, auth.FileMinority, auth.Target{Person: me}); err != nil {
			return err
		}
		seat, err := s.Store.SeatOf(ctx, in.Panel, me)
		if err != nil {
			return err
		}
		rule, err := s.Store.DecisionRule(ctx, seat.Cycle)
		if err != nil {
			return err
		}
		now := s.now()
		if until := seat.until(rule); until != nil && now.After(*until) {
			return fault.New(fault.DeadlinePassed, "minority_closed", "Minority reports were taken until %s.", until.Format(time.RFC3339))
		}
		text := strings.TrimSpace(in.Text)
		var check fault.Check
		check.That(text != "", "text", "required", "Write what you hold against the ranking.")
		check.That(len([]rune(text)) <= 10_000, "text", "too_long", "A minority report has at most 10,000 characters.")
		if err := check.Err(); err != nil {
			return err
		}
		out = &MinorityReport{ID: ident.NewMinorityReport(), Cycle: seat.Cycle, Panel: seat.Panel, Author: me, Text: text, FiledAt: now}
		if err := s.Store.AddMinorityReport(ctx, out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "minority.file", seat.Panel, "", map[string]any{"report": out.ID})
	})
	return out, err
}

// until is the last instant at which reports are taken; nil while the panel is not locked.
func (p *PanelSeat) until(r *DecisionRule) *time.Time {
	if p.LockedAt == nil {
		return nil
	}
	t := p.LockedAt.AddDate(0, 0, r.MinorityDays)
	return &t
}

// MinorityDesk is what a member has filed on a panel, and until when more is taken.
type MinorityDesk struct {
	Panel   ident.Panel
	Name    string
	Until   *time.Time // nil while the panel is not locked
	Open    bool
	Reports []*MinorityReport
}

// MyMinorityReports are the viewer's own on a panel they sit on.
func (s *Service) MyMinorityReports(ctx context.Context, p ident.Panel) (*MinorityDesk, error) {
	me := auth.Scope(ctx, auth.FileMinority).Person // nobody for a token of other things
	seat, err := s.Store.SeatOf(ctx, p, me)
	if err != nil {
		return nil, err
	}
	rule, err := s.Store.DecisionRule(ctx, seat.Cycle)
	if err != nil {
		return nil, err
	}
	d := &MinorityDesk{Panel: seat.Panel, Name: seat.Name, Until: seat.until(rule)}
	d.Open = d.Until == nil || !s.now().After(*d.Until)
	d.Reports, err = s.Store.MinorityReportsBy(ctx, p, me)
	return d, err
}

// MinorityReports are those of a cycle, for staff of its program, and without their authors for the funder once its slate
// is approved. Who is bound to an application of the cycle reads none: a report may speak of it.
func (s *Service) MinorityReports(ctx context.Context, c ident.Cycle) ([]*MinorityReport, error) {
	_, err := s.Store.CycleSeen(ctx, c, auth.Scope(ctx, auth.ReadMinority))
	if err == nil {
		return s.Store.MinorityReports(ctx, c)
	}
	if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	asked, err := s.FunderSlates(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range asked {
		if x.Cycle != c {
			continue
		}
		list, err := s.Store.MinorityReports(ctx, c)
		for _, m := range list {
			m.Author = ident.Person{}
		}
		return list, err
	}
	return nil, fault.Missing("cycle")
}
