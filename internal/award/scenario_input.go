package award

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// question is a ranking as its viewer sees it, with all that rules may count.
type question struct {
	cycle   *program.Cycle
	ranking *review.Ranking
	facts   map[ident.Application]*LineFact
}

func (s *Service) question(ctx context.Context, id ident.Ranking) (*question, error) {
	r, err := s.Rankings.Ranking(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.CycleSeen(ctx, r.Cycle, auth.Scope(ctx, auth.ViewLine))
	if err != nil {
		return nil, err
	}
	facts, err := s.Store.LineFacts(ctx, id)
	if err != nil {
		return nil, err
	}
	q := &question{cycle: c, ranking: r, facts: make(map[ident.Application]*LineFact, len(facts))}
	for _, f := range facts {
		q.facts[f.Application] = f
	}
	return q, nil
}

// mostMinor is the largest limit: a hundred billion in minor units.
const mostMinor = 10_000_000_000_000

// check refuses a rule that says nothing or counts what is not known.
func (r *LineRule) check(c *fault.Check, i int) {
	at := fmt.Sprintf("rules.%d.", i)
	r.Reason = strings.TrimSpace(r.Reason)
	if r.Kind == fundline.MustFund || r.Kind == fundline.MustNot {
		c.That(!r.Application.IsZero(), at+"application", "required", "Say which application.")
		c.That(r.Reason != "", at+"reason", "required", "Say why, in writing.")
		c.That(len(r.Reason) <= 2000, at+"reason", "too_long", "A reason has at most 2,000 characters.")
		return
	}
	kinds := []fundline.Kind{fundline.AtMostEach, fundline.AtMost, fundline.AtLeast, fundline.ShareLeast, fundline.ShareMost}
	c.That(slices.Contains(kinds, r.Kind), at+"kind", "bad_choice", "There is no such kind of rule.")
	c.That(r.Of == "" || r.Of == fundline.Awards || r.Of == fundline.Amount, at+"of", "bad_choice", "A rule counts awards or their amount.")
	if r.Of == "" {
		r.Of = fundline.Awards
	}
	c.That(r.Limit >= 0 && r.Limit <= mostMinor, at+"limit", "out_of_range", "A limit is nought or more.")
	known := []string{CountryFact, StateFact, ThemeFact, FirstTimeFact}
	c.That(slices.Contains(known, r.Key), at+"key", "bad_choice", "A rule counts countries, states, themes or first-time applicants.")
	if r.Key == FirstTimeFact && r.Value == "" {
		r.Value = "yes"
	}
	c.That(r.Kind == fundline.AtMostEach || r.Value != "", at+"value", "required", "Say which one is counted.")
	c.That(r.SharePercent >= 0 && r.SharePercent <= 100, at+"sharePercent", "out_of_range", "A share lies between 0 and 100 percent.")
}

// limited tells whether the cycle's limits let the request be awarded at all.
func (q *question) limited(asked int64) bool {
	return asked >= q.cycle.AwardMinMinor && asked <= q.cycle.AwardMaxMinor
}

// input is a scenario as the exact selection takes it; rules on applications no longer in the running fall away,
// and so does what asks for less or more than the cycle's limits.
func (q *question) input(s *Scenario) fundline.Input {
	in := fundline.Input{Available: s.AvailableMinor, Objective: s.Objective, ThresholdMilli: s.ThresholdMilli, Alternates: 3}
	there := map[ident.Application]bool{}
	for _, p := range q.ranking.Places {
		f := q.facts[p.Application]
		if f == nil || p.Place == nil || !q.limited(f.RequestedMinor) {
			continue
		}
		there[p.Application] = true
		in.Proposals = append(in.Proposals, q.proposal(p, f, s.PartialPercent))
	}
	for i, r := range s.Rules {
		c := fundline.Constraint{
			ID: ruleID(i), Kind: r.Kind, Key: r.Key, Value: r.Value, Limit: r.Limit, Share: ratio(r.SharePercent), Of: r.Of, Reason: r.Reason,
		}
		if !r.Application.IsZero() {
			if !there[r.Application] {
				continue
			}
			c.Proposal = r.Application.String()
		}
		in.Constraints = append(in.Constraints, c)
	}
	return in
}

func (q *question) proposal(p *review.Place, f *LineFact, percent int) fundline.Proposal {
	out := fundline.Proposal{ID: p.Application.String(), Place: *p.Place, ScoreMilli: scoreOf(q.ranking.Method, p), Requested: f.RequestedMinor}
	if p.Model != nil && p.Model.ErrorMilli != nil {
		out.ErrorMilli = *p.Model.ErrorMilli
	}
	for _, c := range f.Countries {
		out.Attributes = append(out.Attributes, fundline.Attribute{Key: CountryFact, Value: c})
	}
	if f.State != "" {
		out.Attributes = append(out.Attributes, fundline.Attribute{Key: StateFact, Value: f.State})
	}
	if !f.Theme.IsZero() {
		out.Attributes = append(out.Attributes, fundline.Attribute{Key: ThemeFact, Value: f.Theme.String()})
	}
	if f.FirstTime {
		out.Attributes = append(out.Attributes, fundline.Attribute{Key: FirstTimeFact, Value: "yes"})
	}
	if least := max(wholeUnits(f.RequestedMinor*int64(percent)/100), q.cycle.AwardMinMinor); least < f.RequestedMinor {
		out.Partial = &fundline.Limits{Min: least, Max: f.RequestedMinor, Step: max(wholeUnits(f.RequestedMinor/20), 100)}
	}
	return out
}

// wholeUnits rounds minor units up to whole dollars, so that a partial award has no cents.
func wholeUnits(minor int64) int64 { return (minor + 99) / 100 * 100 }

// scoreOf is the mean that the ranking orders by.
func scoreOf(m review.Method, p *review.Place) int64 {
	mean := p.RawMilli
	if m == review.Normalized && p.NormalizedMilli != nil {
		mean = p.NormalizedMilli
	}
	if mean == nil {
		return 0
	}
	return int64(*mean)
}

// answer selects exactly; what the selection refuses is told under the names of a scenario.
func (q *question) answer(s *Scenario) (*ScenarioResult, error) {
	found, err := fundline.Select(q.input(s))
	if err != nil {
		return nil, err
	}
	return resultOf(found)
}

func resultOf(found *fundline.Selection) (*ScenarioResult, error) {
	out := &ScenarioResult{
		Feasible: found.Feasible, Optimal: found.Optimal, PointsMilli: found.PointsMilli, BoundMilli: found.BoundMilli,
		CommittedMinor: found.Committed, LeftMinor: found.Left, Awards: []ScenarioAward{},
	}
	for _, a := range found.Awards {
		id, err := ident.Parse[ident.ApplicationKind](a.ID)
		if err != nil {
			return nil, err
		}
		out.Awards = append(out.Awards, ScenarioAward{Application: id, AmountMinor: a.Amount})
	}
	if found.Conflict != nil {
		out.Conflict = conflictOf(found.Conflict)
	}
	return out, nil
}

// byHand refuses a rule on an application that is not in the line.
func (q *question) byHand(rules []LineRule) error {
	var check fault.Check
	for i, r := range rules {
		if r.Application.IsZero() {
			continue
		}
		f := q.facts[r.Application]
		ok := f != nil && q.limited(f.RequestedMinor) && slices.ContainsFunc(q.ranking.Places, func(p *review.Place) bool { return p.Application == r.Application && p.Place != nil })
		check.That(ok, fmt.Sprintf("rules.%d.application", i), "not_in_line", "This application is not in the line: it has no place, or asks for less or more than the cycle's limits.")
	}
	return check.Err()
}

// anew answers a scenario from what its viewer sees, and drops the rules on what they do not.
func (q *question) anew(s *Scenario) error {
	ranked := map[ident.Application]bool{}
	for _, p := range q.ranking.Places {
		ranked[p.Application] = true
	}
	s.Rules = slices.DeleteFunc(s.Rules, func(r LineRule) bool { return !r.Application.IsZero() && !ranked[r.Application] })
	var err error
	s.Result, err = q.answer(s)
	return err
}
