package award

import (
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
)

// OfferInput promotes an alternate of an approved slate to an award.
type OfferInput struct {
	Line            ident.SlateLine
	Amount          string // decimal text; empty is what was requested
	Reason          string // needed when a better placed alternate is passed over
	ExpectedVersion *int   // of the slate
}

// Offer gives an alternate the money that is left; of two who offer the last at once one succeeds.
// Passing over a better placed alternate needs a reason and a director who did not propose the slate.
func (s *Service) Offer(ctx context.Context, in OfferInput) (*Award, error) {
	var out *Award
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		id, err := s.Store.SlateOfLine(ctx, in.Line)
		if err != nil {
			return err
		}
		sl, c, old, row, err := s.alternate(ctx, id, in)
		if err != nil {
			return err
		}
		line := &SlateLine{
			ID: ident.NewSlateLine(), Slate: sl.ID, Application: old.Application, Currency: old.Currency,
			Place: old.Place, Stood: old.Stood, Promoted: true, Codes: []DeclineCode{}, EditedBy: auth.Who(ctx).Person, Why: fmt.Sprintf("Alternate at place %s, offered an award.", placeText(old)),
		}
		if err := line.decide(EditSlateLineInput{Decision: ToAward, Amount: in.Amount, Reason: in.Reason}, row.Requested(), c.Cycle, nil); err != nil {
			return err
		}
		line.Departs = c.passes && line.Reason != ""
		if _, err := s.enough(ctx, c.Cycle, line.Amount()); err != nil {
			return err
		}
		if err := s.Store.Promote(ctx, old, line); err != nil {
			return err
		}
		given, err := s.Store.NumbersGiven(ctx, sl.Cycle)
		if err != nil {
			return err
		}
		promoted := *row
		promoted.SlateLine = *line
		out = newAward(&promoted, c.Cycle, auth.Who(ctx).Person, s.now(), given+1)
		if err := s.commit(ctx, []*Award{out}); err != nil {
			return err
		}
		if err := s.decideAll(ctx, []*SlateRow{&promoted}, ToAward, application.Awarded); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "slate.promote", sl.ID, line.Reason, map[string]any{"application": line.Application, "award": out.ID})
	})
	return out, err
}

// RescindInput takes an offered award back.
type RescindInput struct {
	Award           ident.Award
	Reason          string
	ExpectedVersion *int
}

// Rescind takes a provisional award back, frees its money and revokes its letter; it needs a reason.
func (s *Service) Rescind(ctx context.Context, in RescindInput) (*Award, error) {
	return s.end(ctx, in, "rescind", Rescinded)
}

// DeclineAward records that the museum does not take its award, and frees its money.
func (s *Service) DeclineAward(ctx context.Context, in RescindInput) (*Award, error) {
	return s.end(ctx, in, "decline", DeclinedByMuseum)
}

func (s *Service) end(ctx context.Context, in RescindInput, verb string, to State) (*Award, error) {
	var out *Award
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		a, err := s.Store.AwardForUpdate(ctx, in.Award, visible(ctx, auth.ViewAward))
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, a.Cycle, auth.Filter{Everything: true})
		if err != nil {
			return err
		}
		museums, err := s.Store.AwardOrganizations(ctx, a.ID)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.OfferAward, auth.Target{Program: c.Program, Organizations: museums}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, a.Version); err != nil {
			return err
		}
		if err := step(AwardMoves(), "award", string(a.State), verb); err != nil {
			return err
		}
		if a.EndedReason = strings.TrimSpace(in.Reason); a.EndedReason == "" {
			return fault.BadField("reason", "required", "Say why.")
		}
		a.State, out = to, a
		return s.release(ctx, a, verb)
	})
	return out, err
}

func (s *Service) release(ctx context.Context, a *Award, verb string) error {
	if err := s.Store.KeepAward(ctx, a, a.Version); err != nil {
		return err
	}
	held, err := s.Book.Balance(ctx, ledger.CommittedTo(a.ID), a.Currency)
	if err != nil {
		return err
	}
	if !held.IsZero() {
		e := ledger.Move(ledger.Release, "Award "+a.Number+" "+string(a.State), a.ID.String(), held, ledger.CommittedTo(a.ID), ledger.FreeOf(a.Cycle))
		if err := s.Book.Post(ctx, e); err != nil {
			return err
		}
	}
	if err := s.Desk.Log.Record(ctx, "award."+verb, a.ID, a.EndedReason, map[string]any{"released": held}); err != nil {
		return err
	}
	l, err := s.Store.LetterOfAward(ctx, a.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.revoke(ctx, l, "The award was "+words(a.State)+".")
}

func words(s State) string { return strings.ReplaceAll(string(s), "_", " ") }
