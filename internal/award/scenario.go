package award

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Rankings is where frozen orders are read, as their viewer may see them.
type Rankings interface {
	Ranking(ctx context.Context, id ident.Ranking) (*review.Ranking, error)
}

// LineStore keeps saved funding lines and reads what constraints speak of.
type LineStore interface {
	CycleSeen(ctx context.Context, id ident.Cycle, f auth.Filter) (*program.Cycle, error)
	// LineFacts are the applications of a ranking still in the running, without what the viewer is bound to.
	LineFacts(ctx context.Context, id ident.Ranking) ([]*LineFact, error)
	AddScenario(ctx context.Context, s *Scenario) error
	Scenario(ctx context.Context, id ident.LineScenario, f auth.Filter) (*Scenario, error)
	Scenarios(ctx context.Context, id ident.Ranking, f auth.Filter) ([]*Scenario, error)
}

// LineFact is what constraints speak of in one ranked application.
type LineFact struct {
	Application    ident.Application `bun:"application_id"`
	Number         string            `bun:"number"`
	Title          string            `bun:"title"`
	LeadName       string            `bun:"lead_name"`
	State          string            `bun:"lead_state"` // of the lead museum, or empty
	Theme          ident.Theme       `bun:"theme_id"`
	Countries      []string          `bun:"countries,type:jsonb"` // of the partners abroad
	FirstTime      bool              `bun:"first_time"`           // the lead submitted nothing in an earlier cycle of the program
	RequestedMinor int64             `bun:"requested_minor"`
}

// The facts of an application that a rule may count.
const (
	CountryFact   = "country"
	StateFact     = "state"
	ThemeFact     = "theme"
	FirstTimeFact = "first_time" // with the value yes
)

// LineRule is one constraint of a funding line, as data; which fields count depends on its kind.
type LineRule struct {
	Kind         fundline.Kind     `json:"kind"`
	Key          string            `json:"key,omitempty"`
	Value        string            `json:"value,omitempty"` // a country's or state's code, a theme's id, or yes
	Limit        int64             `json:"limit,omitempty"` // a count, or minor units when it measures the amount
	SharePercent int               `json:"sharePercent,omitempty"`
	Of           fundline.Measure  `json:"of,omitempty"`
	Application  ident.Application `json:"application,omitzero"` // set by hand
	Reason       string            `json:"reason,omitempty"`     // why it is set by hand
}

// Scenario is a saved question to the funding line with its answer; append-only, and it changes no score.
type Scenario struct {
	ID             ident.LineScenario `bun:"id,pk"`
	Cycle          ident.Cycle        `bun:"cycle_id"`
	Ranking        ident.Ranking      `bun:"ranking_id"`
	Name           string             `bun:"name"`
	Rules          []LineRule         `bun:"constraints,type:jsonb"`
	PartialPercent int                `bun:"partial_percent"` // the least share of a request that may be awarded; 100 is all or nothing
	AvailableMinor int64              `bun:"available_minor"`
	Currency       money.Currency     `bun:"currency"`
	Objective      fundline.Objective `bun:"objective"`
	ThresholdMilli int64              `bun:"threshold_milli"` // the score from which an award earns points
	Result         *ScenarioResult    `bun:"result,type:jsonb"`
	MadeBy         ident.Person       `bun:"made_by"`
	MadeAt         time.Time          `bun:"made_at"`
}

// Available is the money that the scenario gives out.
func (s *Scenario) Available() money.Money { return money.New(s.AvailableMinor, s.Currency) }

// ScenarioResult is the exact answer to a scenario with its proof, as it was saved.
type ScenarioResult struct {
	Feasible       bool            `json:"feasible"`
	Optimal        bool            `json:"optimal"` // proven: no allowed selection is better
	PointsMilli    int64           `json:"points"`
	BoundMilli     int64           `json:"bound"`
	CommittedMinor int64           `json:"committed"`
	LeftMinor      int64           `json:"left"`
	Awards         []ScenarioAward `json:"awards"` // in rank order
	// Conflict numbers the rules that cannot hold together, from 1; nought is the money.
	Conflict []int `json:"conflict,omitempty"`
}

// ScenarioAward is what one application gets in a scenario.
type ScenarioAward struct {
	Application ident.Application `json:"application"`
	AmountMinor int64             `json:"amount"`
}

// SaveScenarioInput asks for the best selection of a frozen ranking under constraints, and keeps it.
type SaveScenarioInput struct {
	Ranking        ident.Ranking
	Name           string
	Available      string // decimal text; empty is the appropriation without the reserve
	Objective      fundline.Objective
	ThresholdMilli int64
	PartialPercent *int // the least share of a request that may be awarded; none is all or nothing
	Rules          []LineRule
}

// SaveScenario selects exactly and keeps question and answer. Who is bound to an application of the cycle is FORBIDDEN;
// constraints that cannot hold are no error but an answer that names them.
func (s *Service) SaveScenario(ctx context.Context, in SaveScenarioInput) (*Scenario, error) {
	var out *Scenario
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		q, err := s.question(ctx, in.Ranking)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ModelLine, auth.Target{Program: q.cycle.Program}); err != nil {
			return err
		}
		if err := s.unbound(ctx, q.cycle.ID); err != nil {
			return err
		}
		if out, err = q.scenario(in); err != nil {
			return err
		}
		if err := q.byHand(out.Rules); err != nil {
			return err
		}
		if out.Result, err = q.answer(out); err != nil {
			return err
		}
		out.ID, out.MadeBy, out.MadeAt = ident.NewLineScenario(), auth.Who(ctx).Person, s.now()
		if err := s.Store.AddScenario(ctx, out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "line.save", out.ID, "", map[string]any{
			"ranking": out.Ranking, "objective": out.Objective, "available": out.Available(), "rules": len(out.Rules), "feasible": out.Result.Feasible,
		})
	})
	return out, err
}

// scenario checks what was typed; the rules themselves are checked where they are used.
func (q *question) scenario(in SaveScenarioInput) (*Scenario, error) {
	out := &Scenario{
		Cycle: q.cycle.ID, Ranking: in.Ranking, Name: strings.TrimSpace(in.Name), Rules: slices.Clone(in.Rules), PartialPercent: 100,
		AvailableMinor: q.cycle.AppropriationMinor - q.cycle.AdminReserveMinor, Currency: q.cycle.Currency, Objective: in.Objective, ThresholdMilli: in.ThresholdMilli,
	}
	if out.Rules == nil {
		out.Rules = []LineRule{}
	}
	if out.Objective == "" {
		out.Objective = fundline.Points
	}
	if in.PartialPercent != nil {
		out.PartialPercent = *in.PartialPercent
	}
	if strings.TrimSpace(in.Available) != "" {
		given, err := money.Parse(in.Available, q.cycle.Currency)
		if err != nil {
			return nil, fault.BadField("available", "bad_amount", "The available amount is a decimal number.")
		}
		out.AvailableMinor = given.Minor
	}
	var check fault.Check
	check.That(out.Name != "", "name", "required", "Give it a name.")
	check.That(len(out.Name) <= 200, "name", "too_long", "A name has at most 200 characters.")
	check.That(out.PartialPercent >= 10 && out.PartialPercent <= 100, "partialPercent", "out_of_range", "A partial award is between 10 and 100 percent of the request.")
	check.That(len(out.Rules) <= 20, "rules", "too_many", "At most 20 rules.")
	for i := range out.Rules {
		out.Rules[i].check(&check, i)
	}
	return out, check.Err()
}

// Scenarios are the saved funding lines of a ranking, newest first. Who is bound to an application of the cycle gets them
// without rules and results.
func (s *Service) Scenarios(ctx context.Context, id ident.Ranking) ([]*Scenario, error) {
	out, err := s.Store.Scenarios(ctx, id, auth.Scope(ctx, auth.ViewLine))
	if err != nil || len(out) == 0 {
		return out, err
	}
	n, err := s.Store.ConflictsIn(ctx, out[0].Cycle)
	if err != nil || n == 0 {
		return out, err
	}
	for _, x := range out {
		x.Rules, x.Result = nil, nil
	}
	return out, nil
}

// Scenario is a saved funding line. For who is bound to an application of the cycle it is answered anew from the ranking
// they see, without the rules that name what they do not.
func (s *Service) Scenario(ctx context.Context, id ident.LineScenario) (*Scenario, error) {
	out, err := s.Store.Scenario(ctx, id, auth.Scope(ctx, auth.ViewLine))
	if err != nil {
		return nil, err
	}
	n, err := s.Store.ConflictsIn(ctx, out.Cycle)
	if err != nil || n == 0 {
		return out, err
	}
	q, err := s.question(ctx, out.Ranking)
	if err != nil {
		return nil, err
	}
	return out, q.anew(out)
}
