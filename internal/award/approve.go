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
	Awaits     bool // the awards are made once the funder has concurred
	Awards     []*Award
	Alternates int
	Declined   int
	Committed  money.Money
	Free       money.Money // what is left of the cycle's money afterwards
	DryRun     bool
}

// ApproveSlate makes each award line a provisional award with its posting, all or none; where the funder
// is to concur it only says yes, and the awards are made then. Neither the proposer nor who wrote a
// departure from the rank order can approve; more than the free money is CONFLICT money_short.
func (s *Service) ApproveSlate(ctx context.Context, in ApproveSlateInput) (*Approval, error) {
	var out *Approval
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sl, c, err := s.open(ctx, in.Slate, in.ExpectedVersion, "approve", auth.ApproveSlate, (*Slate).wrote)
		if err != nil {
			return err
		}
		rule, err := s.Store.DecisionRule(ctx, c.ID)
		if err != nil {
			return err
		}
		var rows []*SlateRow
		if out, rows, err = s.planned(ctx, sl, c, auth.Who(ctx).Person); err != nil {
			return err
		}
		out.DryRun, out.Awaits = in.DryRun, rule.Concurrence
		if in.DryRun {
			return nil
		}
		now := s.now()
		sl.State, sl.ApprovedBy, sl.ApprovedAt = SlateApproved, auth.Who(ctx).Person, &now
		if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
			return err
		}
		if out.Awaits {
			err = s.askFunder(ctx, sl, c, out)
		} else {
			err = s.make(ctx, out, rows)
		}
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "slate.approve", sl.ID, "", map[string]any{
			"awards": len(out.Awards), "alternates": out.Alternates, "declined": out.Declined, "committed": out.Committed, "free": out.Free, "awaits": out.Awaits,
		})
	})
	return out, err
}

// wrote are who may not approve a slate: who proposed it, and who wrote a departure from the rank order.
func (sl *Slate) wrote() []ident.Person {
	out := []ident.Person{sl.ProposedBy}
	for _, l := range sl.Lines {
		if l.Departs && !l.EditedBy.IsZero() {
			out = append(out, l.EditedBy)
		}
	}
	return out
}

// planned is what a slate does once its last step is taken; too little free money is CONFLICT money_short.
func (s *Service) planned(ctx context.Context, sl *Slate, c *program.Cycle, by ident.Person) (*Approval, []*SlateRow, error) {
	out := &Approval{Slate: sl, Committed: Committed(sl.Lines, c.Currency)}
	var err error
	if out.Free, err = s.enough(ctx, c, out.Committed); err != nil {
		return nil, nil, err
	}
	rows, err := s.Store.SlateRows(ctx, sl.ID)
	if err != nil {
		return nil, nil, err
	}
	given, err := s.Store.NumbersGiven(ctx, c.ID)
	if err != nil {
		return nil, nil, err
	}
	out.plan(rows, c, by, s.now(), given)
	return out, rows, nil
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

// make gives what the slate decides, when its last step is taken.
func (s *Service) make(ctx context.Context, a *Approval, rows []*SlateRow) error {
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
	return nil
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
