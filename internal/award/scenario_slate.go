package award

import (
	"context"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// proposed are the lines of a new slate: the walk down the ranking, or those of a scenario of that ranking.
func (s *Service) proposed(ctx context.Context, id ident.LineScenario, r ident.Ranking, line FundingLine, candidates []Candidate) ([]Line, error) {
	if id.IsZero() {
		return line.Propose(candidates), nil
	}
	x, err := s.Store.Scenario(ctx, id, auth.Scope(ctx, auth.ViewLine))
	if err != nil {
		return nil, err
	}
	switch {
	case x.Ranking != r:
		return nil, fault.New(fault.Conflict, "scenario_old", "The scenario is of another ranking than the newest one.")
	case !x.Result.Feasible:
		return nil, fault.New(fault.Conflict, "scenario_infeasible", "The rules of this scenario cannot hold together.")
	}
	for _, a := range x.Result.Awards {
		if !slices.ContainsFunc(candidates, func(c Candidate) bool { return c.Application == a.Application && c.Place != nil }) {
			return nil, fault.New(fault.Conflict, "scenario_changed", "An application of this scenario is no longer in the running. Save it anew.")
		}
	}
	return line.follow(x, candidates), nil
}

// follow decides as a scenario does; the best placed of the rest are the alternates. It gives no reasons for departures:
// people write them.
func (f FundingLine) follow(x *Scenario, candidates []Candidate) []Line {
	amounts := make(map[ident.Application]int64, len(x.Result.Awards))
	for _, a := range x.Result.Awards {
		amounts[a.Application] = a.AmountMinor
	}
	walk := slices.Clone(candidates)
	slices.SortFunc(walk, byPlace)
	lines, reserves := make([]Line, 0, len(walk)), f.Alternates
	for _, c := range walk {
		l := Line{Candidate: c, Amount: money.New(0, x.Currency), Decision: ToDecline}
		amount, funded := amounts[c.Application]
		switch {
		case c.Place == nil:
			l.Why = "Not ranked: fewer than three counted reviews."
		case funded:
			l.Decision, l.Amount = ToAward, money.New(amount, x.Currency)
			l.Why = fmt.Sprintf("The scenario funds place %d with %s of %s.", *c.Place, l.Amount, c.Requested)
		case reserves > 0:
			reserves--
			l.Decision, l.Why = ToAlternate, fmt.Sprintf("The scenario leaves out place %d; it is an alternate.", *c.Place)
		default:
			l.Why = fmt.Sprintf("The scenario leaves out place %d.", *c.Place)
		}
		lines = append(lines, l)
	}
	return lines
}
