package award

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// ApproveSlateInput turns a proposed slate into awards.
type ApproveSlateInput struct {
	Slate           ident.Slate
	ExpectedVersion *int
	DryRun          bool // tell what would happen, change nothing
}

// Approval tells what approving a slate does, or would do.
type Approval struct {
	Slate      *Slate
	Awards     []*Award
	Alternates int
	Declined   int
	Committed  money.Money
	Free       money.Money // what is left of the cycle's money afterwards
	DryRun     bool
}

// ApproveSlate makes each award line a provisional award with its posting, all or none.
// The proposer cannot approve; more than the free money is CONFLICT money_short.
func (s *Service) ApproveSlate(ctx context.Context, in ApproveSlateInput) (*Approval, error) {
	var out *Approval
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		proposer := func(sl *Slate) []ident.Person { return []ident.Person{sl.ProposedBy} }
		sl, c, err := s.open(ctx, in.Slate, in.ExpectedVersion, "approve", auth.ApproveSlate, proposer)
		if err != nil {
			return err
		}
		out = &Approval{Slate: sl, Committed: Committed(sl.Lines, c.Currency), DryRun: in.DryRun}
		if out.Free, err = s.enough(ctx, c, out.Committed); err != nil {
			return err
		}
		rows, err := s.Store.SlateRows(ctx, sl.ID)
		if err != nil {
			return err
		}
		given, err := s.Store.NumbersGiven(ctx, c.ID)
		if err != nil {
			return err
		}
		out.plan(rows, c, auth.Who(ctx).Person, s.now(), given)
		if in.DryRun {
			return nil
		}
		return s.approve(ctx, sl, out, rows)
	})
	return out, err
}

// plan makes the awards of the slate's award lines, numbered after those given before.
func (a *Approval) plan(rows []*SlateRow, c *program.Cycle, by ident.Person, at time.Time, given int) {
	for _, r := range rows {
		switch r.Decision {
		case ToAward:
			given++
			a.Awards = append(a.Awards, newAward(r, c, by, at, given))
		case ToAlternate:
			a.Alternates++
		default:
			a.Declined++
		}
	}
}

func newAward(r *SlateRow, c *program.Cycle, by ident.Person, at time.Time, n int) *Award {
	amount, asked, share := r.AmountMinor, r.RequestedMinor, r.CostShareMinor
	return &Award{
		ID: ident.NewAward(), Number: awardNumber(r.Number, c.Year, n), Cycle: c.ID, Partnership: r.Partnership, Application: r.Application,
		SlateLine: r.ID, Kind: New, Title: r.Title, Theme: r.Theme, AmountMinor: &amount, RequestedMinor: &asked, CostShareMinor: &share,
		Currency: r.Currency, StartsOn: c.ProjectStartsOn, EndsOn: c.ProjectEndsOn, State: Provisional, Version: 1, OfferedBy: by, OfferedAt: &at,
	}
}

// awardNumber keeps the series of the application: MC-2027-014 may become MC-2027-A03.
func awardNumber(application string, year, n int) string {
	series := strconv.Itoa(year)
	if i := strings.LastIndexByte(application, '-'); i > 0 {
		series = application[:i]
	}
	return fmt.Sprintf("%s-A%02d", series, n)
}

func (s *Service) approve(ctx context.Context, sl *Slate, a *Approval, rows []*SlateRow) error {
	now := s.now()
	sl.State, sl.ApprovedBy, sl.ApprovedAt = SlateApproved, auth.Who(ctx).Person, &now
	if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
		return err
	}
	if err := s.commit(ctx, a.Awards); err != nil {
		return err
	}
	for _, d := range []struct {
		decision Decision
		state    application.State
	}{{ToAward, application.Awarded}, {ToAlternate, application.Alternate}, {ToDecline, application.Declined}} {
		if err := s.decideAll(ctx, rows, d.decision, d.state); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "slate.approve", sl.ID, "", map[string]any{
		"awards": len(a.Awards), "alternates": a.Alternates, "declined": a.Declined, "committed": a.Committed, "free": a.Free,
	})
}

// commit keeps awards and moves their money out of the cycle's free money.
func (s *Service) commit(ctx context.Context, awards []*Award) error {
	if err := s.Store.AddAwards(ctx, awards); err != nil {
		return err
	}
	for _, a := range awards {
		e := ledger.Move(ledger.Commit, "Provisional award "+a.Number, a.ID.String(), *a.Amount(), ledger.FreeOf(a.Cycle), ledger.CommittedTo(a.ID))
		if err := s.Book.Post(ctx, e); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "award.offer", a.ID, "", map[string]any{"application": a.Application, "amount": a.Amount()}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) decideAll(ctx context.Context, rows []*SlateRow, d Decision, to application.State) error {
	var ids []ident.Application
	for _, r := range rows {
		if r.Decision == d {
			ids = append(ids, r.Application)
		}
	}
	n, err := s.Store.Decide(ctx, to, ids)
	if err != nil {
		return err
	}
	if n != len(ids) {
		return fault.New(fault.Conflict, "application_moved", "%d of the applications on the slate were withdrawn or decided meanwhile.", len(ids)-n)
	}
	return nil
}
