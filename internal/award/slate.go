package award

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// DraftSlateInput asks for a slate of the cycle's newest frozen ranking.
type DraftSlateInput struct {
	Cycle      ident.Cycle
	Alternates *int               // kept in reserve below the line; 3 when not given
	Scenario   ident.LineScenario // a saved line of that ranking to follow; none walks the ranking
}

// DraftSlate walks the ranking down the cycle's free money, or follows a saved scenario; what departs from the
// rank order is then explained line by line. A second slate of a cycle is CONFLICT.
func (s *Service) DraftSlate(ctx context.Context, in DraftSlateInput) (*Slate, error) {
	var out *Slate
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Store.CycleForUpdate(ctx, in.Cycle, auth.Scope(ctx, auth.ViewSlate))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ProposeSlate, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if err := s.unbound(ctx, c.ID); err != nil {
			return err
		}
		ranking, candidates, err := s.Store.NewestRanking(ctx, c.ID)
		if err != nil {
			return err
		}
		line, err := s.fundingLine(ctx, c, in.Alternates)
		if err != nil {
			return err
		}
		lines, err := s.proposed(ctx, in.Scenario, ranking, line, candidates)
		if err != nil {
			return err
		}
		out = newSlate(c.ID, ranking, lines)
		if err := s.Store.AddSlate(ctx, out); err != nil {
			return err
		}
		if err := s.Store.AdvanceCycle(ctx, c.ID, program.InReview, program.SlateState); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "slate.draft", out.ID, "", map[string]any{
			"ranking": ranking, "available": line.Available, "lines": len(out.Lines), "committed": Committed(out.Lines, c.Currency), "scenario": in.Scenario,
		})
	})
	return out, err
}

func (s *Service) fundingLine(ctx context.Context, c *program.Cycle, alternates *int) (FundingLine, error) {
	f := FundingLine{Min: c.AwardMin(), Max: c.AwardMax(), Alternates: 3}
	if alternates != nil {
		if f.Alternates = *alternates; f.Alternates < 0 {
			return f, fault.BadField("alternates", "bad_number", "The number of alternates is not below zero.")
		}
	}
	var err error
	f.Available, err = s.Book.Balance(ctx, ledger.FreeOf(c.ID), c.Currency)
	return f, err
}

func newSlate(c ident.Cycle, r ident.Ranking, lines []Line) *Slate {
	out := &Slate{ID: ident.NewSlate(), Cycle: c, Ranking: r, State: SlateDraft, Version: 1}
	for _, l := range lines {
		out.Lines = append(out.Lines, &SlateLine{
			ID: ident.NewSlateLine(), Slate: out.ID, Application: l.Application, Decision: l.Decision,
			AmountMinor: l.Amount.Minor, Currency: l.Amount.Currency, Place: l.Place, Why: l.Why, Stood: l.Stood, Codes: l.codes(),
		})
	}
	return out
}

// EditSlateLineInput changes one decision of a draft slate.
type EditSlateLineInput struct {
	Line            ident.SlateLine
	Decision        Decision
	Amount          string        // decimal text; empty is what was requested
	Reason          string        // needed when the decision leaves the rank order
	Codes           []DeclineCode // why it is declined; none keeps those of a line that was declined before
	ExpectedVersion *int          // of the slate
}

// EditSlateLine changes a decision; out of rank order without a reason, beyond the
// request or the cycle's limits it is refused, and so is any award to the unranked.
func (s *Service) EditSlateLine(ctx context.Context, in EditSlateLineInput) (*Slate, error) {
	var out *Slate
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		id, err := s.Store.SlateOfLine(ctx, in.Line)
		if err != nil {
			return err
		}
		sl, c, err := s.open(ctx, id, in.ExpectedVersion, "edit", auth.ProposeSlate, nil)
		if err != nil {
			return err
		}
		rows, err := s.Store.SlateRows(ctx, sl.ID)
		if err != nil {
			return err
		}
		line, row := sl.line(in.Line), rowOf(rows, in.Line)
		if line == nil || row == nil {
			return fault.Missing("slate")
		}
		rule, err := s.Store.DecisionRule(ctx, c.ID)
		if err != nil {
			return err
		}
		was := *line
		if err := line.decide(in, row.Requested(), c, rule.List()); err != nil {
			return err
		}
		line.EditedBy = auth.Who(ctx).Person
		if err := sl.explained(line); err != nil {
			return err
		}
		changed := MarkDepartures(sl.Lines)
		if !slices.Contains(changed, line) {
			changed = append(changed, line)
		}
		if err := s.Store.KeepLines(ctx, changed...); err != nil {
			return err
		}
		if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
			return err
		}
		out = sl
		return s.Desk.Log.Record(ctx, "slate.edit", sl.ID, line.Reason, map[string]any{
			"application": line.Application, "was": was.Decision, "wasAmount": was.AmountMinor, "now": line.Decision, "nowAmount": line.AmountMinor,
		})
	})
	return out, err
}

func (sl *Slate) line(id ident.SlateLine) *SlateLine {
	i := slices.IndexFunc(sl.Lines, func(l *SlateLine) bool { return l.ID == id })
	if i < 0 {
		return nil
	}
	return sl.Lines[i]
}

// decide checks the decision against the request and the limits, then writes it on the line.
func (l *SlateLine) decide(in EditSlateLineInput, requested money.Money, c *program.Cycle, list []*DeclineReason) error {
	var check fault.Check
	check.That(in.Decision.Valid(), "decision", "bad_decision", "A decision is award, alternate or decline.")
	check.That(l.Place != nil || in.Decision == ToDecline, "decision", "not_ranked", "With fewer than three counted reviews it cannot be awarded.")
	amount := money.New(0, c.Currency)
	if in.Decision == ToAward {
		amount = requested
		if strings.TrimSpace(in.Amount) != "" {
			given, err := money.Parse(in.Amount, c.Currency)
			if err != nil {
				return err
			}
			amount = given
		}
		check.That(!requested.Less(amount), "amount", "above_request", "The award is at most the %s requested.", requested)
		check.That(!amount.Less(c.AwardMin()) && !c.AwardMax().Less(amount), "amount", "outside_limits", "An award of this cycle is between %s and %s.", c.AwardMin(), c.AwardMax())
	}
	checkCodes(in, list, &check)
	check.That(len(in.Reason) <= 2000, "reason", "too_long", "A reason has at most 2,000 characters.")
	if err := check.Err(); err != nil {
		return err
	}
	l.Codes = codesAfter(l, in, list)
	l.Decision, l.AmountMinor, l.Currency, l.Reason = in.Decision, amount.Minor, amount.Currency, strings.TrimSpace(in.Reason)
	return nil
}

// explained refuses when the line itself leaves the rank order without a word.
func (sl *Slate) explained(l *SlateLine) error {
	if l.Reason != "" {
		return nil
	}
	for _, other := range ordered(sl.Lines) {
		if other == l || other.Reason != "" {
			continue
		}
		above := comparePlaces(other.Place, l.Place)
		if above < 0 && other.Decision.order() > l.Decision.order() || above > 0 && other.Decision.order() < l.Decision.order() {
			return fault.BadField("reason", "departs_from_rank", "This leaves the rank order. Say why, in writing.")
		}
	}
	return nil
}

// open locks a slate and its cycle, in that order, and asks who may; not lists who did the step before.
func (s *Service) open(ctx context.Context, id ident.Slate, expected *int, verb string, p auth.Permission, not func(*Slate) []ident.Person) (*Slate, *program.Cycle, error) {
	f := auth.Scope(ctx, auth.ViewSlate)
	sl, err := s.Store.Slate(ctx, id, f, true)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.Store.CycleForUpdate(ctx, sl.Cycle, f)
	if err != nil {
		return nil, nil, err
	}
	museums, err := s.Store.Museums(ctx, sl.ID)
	if err != nil {
		return nil, nil, err
	}
	t := auth.Target{Program: c.Program, Organizations: museums}
	if not != nil {
		t.Not = not(sl)
	}
	if err := auth.Require(ctx, p, t); err != nil {
		return nil, nil, err
	}
	if err := s.unbound(ctx, c.ID); err != nil {
		return nil, nil, err
	}
	if err := fault.Expected(expected, sl.Version); err != nil {
		return nil, nil, err
	}
	return sl, c, step(SlateMoves(), "slate", string(sl.State), verb)
}

// ProposeSlateInput hands a draft slate to the director.
type ProposeSlateInput struct {
	Slate           ident.Slate
	Note            string
	ExpectedVersion *int
}

// ProposeSlate refuses unexplained departures from the ranking and more than the free money.
func (s *Service) ProposeSlate(ctx context.Context, in ProposeSlateInput) (*Slate, error) {
	return s.change(ctx, in.Slate, in.ExpectedVersion, "propose", auth.ProposeSlate, nil, func(ctx context.Context, sl *Slate, c *program.Cycle) error {
		rule, err := s.Store.DecisionRule(ctx, c.ID)
		if err != nil {
			return err
		}
		if rule.Recommendation && sl.State == SlateDraft {
			return fault.New(fault.Conflict, "not_recommended", "In this cycle the panel recommends the slate first.")
		}
		if gone := Departures(sl.Lines); len(gone) > 0 {
			return unexplained(gone)
		}
		if err := sl.coded(); err != nil {
			return err
		}
		if _, err := s.enough(ctx, c, Committed(sl.Lines, c.Currency)); err != nil {
			return err
		}
		now := s.now()
		sl.State, sl.ProposedBy, sl.ProposedAt, sl.Note = SlateProposed, auth.Who(ctx).Person, &now, strings.TrimSpace(in.Note)
		return nil
	}, in.Note)
}

func unexplained(gone []Departure) error {
	var check fault.Check
	for _, d := range gone[:min(len(gone), 20)] {
		check.Refuse("lines."+d.Favored.ID.String()+".reason", "departs_from_rank",
			"Place %s is better treated than place %s, and neither line says why.", placeText(d.Favored), placeText(d.Better))
	}
	return check.Err()
}

// ReturnSlateInput sends a proposed slate back to its officer.
type ReturnSlateInput struct {
	Slate           ident.Slate
	Reason          string
	ExpectedVersion *int
}

// ReturnSlate puts a recommended or a proposed slate back to draft; it needs a reason.
func (s *Service) ReturnSlate(ctx context.Context, in ReturnSlateInput) (*Slate, error) {
	found, err := s.Store.Slate(ctx, in.Slate, auth.Scope(ctx, auth.ViewSlate), false)
	if err != nil {
		return nil, err
	}
	p := auth.ApproveSlate
	if found.State == SlateRecommended {
		p = auth.ProposeSlate
	}
	return s.change(ctx, in.Slate, in.ExpectedVersion, "return", p, nil, func(_ context.Context, sl *Slate, _ *program.Cycle) error {
		if sl.State != found.State {
			return fault.New(fault.Conflict, "wrong_state", "Someone took a step with this slate meanwhile.").With("state", string(sl.State))
		}
		if strings.TrimSpace(in.Reason) == "" {
			return fault.BadField("reason", "required", "Say what should change.")
		}
		sl.State, sl.Note = SlateDraft, strings.TrimSpace(in.Reason)
		return nil
	}, in.Reason)
}

func (s *Service) change(ctx context.Context, id ident.Slate, expected *int, verb string, p auth.Permission, not func(*Slate) []ident.Person,
	rule func(context.Context, *Slate, *program.Cycle) error, reason string,
) (*Slate, error) {
	var out *Slate
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sl, c, err := s.open(ctx, id, expected, verb, p, not)
		if err != nil {
			return err
		}
		if err := rule(ctx, sl, c); err != nil {
			return err
		}
		if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
			return err
		}
		out = sl
		return s.Desk.Log.Record(ctx, "slate."+verb, sl.ID, strings.TrimSpace(reason), map[string]any{
			"state": sl.State, "committed": Committed(sl.Lines, c.Currency),
		})
	})
	return out, err
}

// enough is the free money after the promise; too little is CONFLICT money_short.
func (s *Service) enough(ctx context.Context, c *program.Cycle, promise money.Money) (money.Money, error) {
	free, err := s.Book.Balance(ctx, ledger.FreeOf(c.ID), c.Currency)
	if err != nil {
		return free, err
	}
	if free.Less(promise) {
		missing := promise.Sub(free)
		return free, fault.New(fault.Conflict, "money_short", "%s is free and %s is promised: %s is missing.", free, promise, missing).
			With("free", free.Decimal()).With("needed", promise.Decimal()).With("missing", missing.Decimal()).With("currency", string(c.Currency))
	}
	return free.Sub(promise), nil
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }
