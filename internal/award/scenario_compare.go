package award

import (
	"context"
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// MostDraws is how often scores are drawn anew for one answer at the most.
const MostDraws = 1_000

// usualDraws are those of an answer that asks for no number. Each selection of it may search lineNodes and all draws
// together drawNodes, lest rules that no search settles hold up a server.
const (
	usualDraws = 200
	lineNodes  = 20_000
	drawNodes  = 4_000_000
)

// CompareScenarioInput asks what a saved funding line costs and how firm it is.
type CompareScenarioInput struct {
	Scenario ident.LineScenario
	Draws    *int  // of scores within their errors, from 1 to 1,000; none is 200
	Seed     int64 // the same seed gives the same chances
}

// Comparison is a scenario line by line, beside the plain walk down the ranking, with what each rule costs,
// who flips as the money moves and how often each is funded when scores move within their errors.
type Comparison struct {
	Scenario   *Scenario
	Changed    bool            // answered again today it would differ: an application has left the running
	Lines      []*ScenarioLine // best place first
	Costs      []*RuleCost
	Moves      []*MoneyMove // the selection under less and more money
	Breaks     []*LineBreak // amounts at which the walked line changes
	Draws      int
	Unproven   int // draws without proof of the best
	Departures []*ScenarioDeparture
	Notes      []LineReason
}

// ScenarioLine is one ranked application in a scenario, and why it is in or out.
type ScenarioLine struct {
	*LineFact
	Place       int
	ScoreMilli  int64
	ErrorMilli  int64
	Funded      bool
	AmountMinor int64
	Walked      *fundline.Standing // what the plain walk says of it; nil outside the limits
	FundedDraws int
	Why         []LineReason
}

// RuleCost is what one rule costs: the best selection without it beside the best with it.
type RuleCost struct {
	Rule        int // from 1
	PointsMilli int64
	Admits      []ident.Application // funded only while it holds
	KeepsOut    []ident.Application // funded only without it
	Optimal     bool
}

// MoneyMove is the selection under one amount, and who came and went since the amount before it.
type MoneyMove struct {
	AvailableMinor int64
	Feasible       bool
	Awards         int
	PointsMilli    int64
	Enters, Leaves []ident.Application
}

// LineBreak is an available amount from which the walked line funds one more.
type LineBreak struct {
	AvailableMinor int64
	Enters         ident.Application
	Place          int
}

// ScenarioDeparture is an application passed over for one ranked below it; the slate asks for a written reason.
type ScenarioDeparture struct {
	Passed, Favored           ident.Application
	PassedPlace, FavoredPlace int
	Why                       []LineReason
}

// LineReason explains by a code, the rule it speaks of and figures; rule 0 is none.
type LineReason struct {
	Code    string
	Rule    int
	Value   string
	Figures []fundline.Figure
}

// CompareScenario computes all of it anew from the ranking as the viewer sees it; kept nowhere.
func (s *Service) CompareScenario(ctx context.Context, in CompareScenarioInput) (*Comparison, error) {
	draws := usualDraws
	if in.Draws != nil {
		draws = *in.Draws
	}
	if draws < 1 || draws > MostDraws {
		return nil, fault.BadField("draws", "out_of_range", "Between 1 and %d draws.", MostDraws)
	}
	sc, err := s.Scenario(ctx, in.Scenario)
	if err != nil {
		return nil, err
	}
	q, err := s.question(ctx, sc.Ranking)
	if err != nil {
		return nil, err
	}
	return q.compare(sc, draws, uint64(in.Seed))
}

func (q *question) compare(sc *Scenario, draws int, seed uint64) (*Comparison, error) {
	in := q.input(sc)
	found, costs, err := fundline.Costs(in)
	if err != nil {
		return nil, err
	}
	now, err := resultOf(found)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Scenario: sc, Draws: draws, Notes: reasons(found.Notes), Changed: !sc.Result.equal(now)}
	for _, c := range costs {
		out.Costs = append(out.Costs, &RuleCost{
			Rule: ruleOf(c.Constraint), PointsMilli: c.PointsMilli, Admits: applications(c.Admits), KeepsOut: applications(c.KeepsOut), Optimal: c.Optimal,
		})
	}
	if err := q.lines(out, in, found); err != nil {
		return nil, err
	}
	in.Nodes = lineNodes
	if err := out.move(in); err != nil {
		return nil, err
	}
	in.Nodes = min(lineNodes, drawNodes/draws)
	return out, out.shake(in, draws, seed)
}

// lines says of each ranked application whether it is in, and why not.
func (q *question) lines(out *Comparison, in fundline.Input, found *fundline.Selection) error {
	steps, err := fundline.Walk(in)
	if err != nil {
		return err
	}
	departures, err := fundline.Departures(in, found.Awards)
	if err != nil {
		return err
	}
	walked, got, passed := map[string]fundline.Standing{}, map[string]int64{}, map[string]bool{}
	for _, x := range steps {
		walked[x.ID] = x.Standing
	}
	for _, a := range found.Awards {
		got[a.ID] = a.Amount
	}
	why := map[string][]LineReason{}
	for _, d := range departures {
		if passed[d.Passed] {
			continue // the best placed of those preferred to it speaks for the rest
		}
		passed[d.Passed] = true
		why[d.Passed] = reasons(d.Why)
		out.Departures = append(out.Departures, &ScenarioDeparture{
			Passed: appID(d.Passed), Favored: appID(d.Favored), PassedPlace: d.PassedPlace, FavoredPlace: d.FavoredPlace, Why: reasons(d.Why),
		})
	}
	by := map[string]fundline.Proposal{}
	for _, p := range in.Proposals {
		by[p.ID] = p
	}
	for _, p := range q.ranking.Places {
		f, id := q.facts[p.Application], p.Application.String()
		if f == nil || p.Place == nil {
			continue
		}
		l := &ScenarioLine{LineFact: f, Place: *p.Place, ScoreMilli: scoreOf(q.ranking.Method, p), ErrorMilli: by[id].ErrorMilli}
		if at, ok := walked[id]; ok {
			l.Walked = &at
		}
		l.AmountMinor, l.Funded = got[id]
		switch {
		case !q.limited(f.RequestedMinor):
			l.Why = []LineReason{{Code: "outside_limits"}}
		case !l.Funded && passed[id]:
			l.Why = why[id]
		case !l.Funded:
			l.Why = []LineReason{{Code: "below_line"}}
		case l.AmountMinor < f.RequestedMinor:
			l.Why = []LineReason{{Code: "partial"}}
		}
		out.Lines = append(out.Lines, l)
	}
	return nil
}

// move tells who flips as the money moves from four fifths of it to a fifth more.
func (out *Comparison) move(in fundline.Input) error {
	var amounts []int64
	for _, percent := range []int64{80, 85, 90, 95, 100, 105, 110, 115, 120} {
		amounts = append(amounts, in.Available/100*percent)
	}
	moves, err := fundline.Sweep(in, amounts)
	if err != nil {
		return err
	}
	for _, m := range moves {
		out.Moves = append(out.Moves, &MoneyMove{
			AvailableMinor: m.Available, Feasible: m.Selection.Feasible, Awards: len(m.Selection.Awards), PointsMilli: m.Selection.PointsMilli,
			Enters: applications(m.Enters), Leaves: applications(m.Leaves),
		})
	}
	breaks, err := fundline.Breaks(in, amounts[0], amounts[len(amounts)-1])
	for _, b := range breaks {
		out.Breaks = append(out.Breaks, &LineBreak{AvailableMinor: b.Available, Enters: appID(b.Enters), Place: b.Place})
	}
	return err
}

// shake counts in how many draws of the scores each is funded.
func (out *Comparison) shake(in fundline.Input, draws int, seed uint64) error {
	found, err := fundline.Stable(in, fundline.Selecting, draws, seed)
	if err != nil {
		return err
	}
	funded := map[string]int{}
	for _, c := range found.Chances {
		funded[c.ID] = c.Funded
	}
	for _, l := range out.Lines {
		l.FundedDraws = funded[l.Application.String()]
	}
	out.Unproven = found.Unproven
	return nil
}

func ruleID(i int) string { return strconv.Itoa(i + 1) }

// ruleOf is a rule's number; what is no rule is 0.
func ruleOf(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil {
		return 0
	}
	return n
}

func ratio(percent int) money.Ratio { return money.Ratio(percent * 100) }

func conflictOf(c *fundline.Conflict) []int {
	var out []int
	if c.Money {
		out = append(out, 0)
	}
	for _, id := range c.Constraints {
		out = append(out, ruleOf(id))
	}
	return out
}

// equal compares what two answers award.
func (r *ScenarioResult) equal(o *ScenarioResult) bool {
	return r != nil && r.Feasible == o.Feasible && slices.Equal(r.Awards, o.Awards)
}

// appID reads an id that was written here.
func appID(id string) ident.Application {
	out, err := ident.Parse[ident.ApplicationKind](id)
	if err != nil {
		return ident.Application{}
	}
	return out
}

func applications(ids []string) []ident.Application {
	out := make([]ident.Application, len(ids))
	for i, id := range ids {
		out[i] = appID(id)
	}
	return out
}

func reasons(in []fundline.Reason) []LineReason {
	out := make([]LineReason, len(in))
	for i, r := range in {
		out[i] = LineReason{Code: r.Code, Rule: ruleOf(r.Constraint), Value: r.Value, Figures: r.Figures}
	}
	return out
}
