package fund

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Store keeps funders and their awards; what the filter hides is not found.
type Store interface {
	Funders(ctx context.Context) ([]*Funder, error)
	FundersByID(ctx context.Context, ids []ident.Funder) ([]*Funder, error)
	FunderAwards(ctx context.Context, f auth.Filter, ids []ident.FunderAward) ([]*FunderAward, error)
	RuleSets(ctx context.Context) ([]*RuleSet, error)
	Thresholds(ctx context.Context, ruleSet string) ([]*Threshold, error)
	AddFunder(ctx context.Context, f *Funder) error
	AddFunderAward(ctx context.Context, f *FunderAward) error
	SeedRules(ctx context.Context, sets []RuleSet, thresholds []Threshold) error
}

// Service is what the office does with its funders.
type Service struct {
	Desk  desk.Desk
	Store Store
	Book  ledger.Book
}

// Funders are all funders; their names are public.
func (s *Service) Funders(ctx context.Context) ([]*Funder, error) { return s.Store.Funders(ctx) }

// FundersByID are funders by their ids, in any order, for batching.
func (s *Service) FundersByID(ctx context.Context, ids []ident.Funder) ([]*Funder, error) {
	return s.Store.FundersByID(ctx, ids)
}

// FunderAwards are the awards the actor may see, newest first.
func (s *Service) FunderAwards(ctx context.Context) ([]*FunderAward, error) {
	return s.Store.FunderAwards(ctx, auth.Scope(ctx, auth.ViewFunds), nil)
}

// FunderAwardsByID are awards by their ids, as far as the actor may see them.
func (s *Service) FunderAwardsByID(ctx context.Context, ids []ident.FunderAward) ([]*FunderAward, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Store.FunderAwards(ctx, auth.Scope(ctx, auth.ViewFunds), ids)
}

// FunderAward is one award to the administrator; a hidden one is not found.
func (s *Service) FunderAward(ctx context.Context, id ident.FunderAward) (*FunderAward, error) {
	found, err := s.FunderAwardsByID(ctx, []ident.FunderAward{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("funder award")
	}
	return found[0], nil
}

// RuleSets are the rule sets awards may name, oldest first; they are public law.
func (s *Service) RuleSets(ctx context.Context) ([]*RuleSet, error) { return s.Store.RuleSets(ctx) }

// ThresholdsOf are the figures of a rule set, by name.
func (s *Service) ThresholdsOf(ctx context.Context, ruleSet string) ([]*Threshold, error) {
	return s.Store.Thresholds(ctx, ruleSet)
}

// Seed keeps the rule sets and thresholds known here; what is kept already is left as it is.
func (s *Service) Seed(ctx context.Context) error {
	return s.Store.SeedRules(ctx, RuleSets(), Thresholds())
}

// RecordAwardInput is a funder's award as its letter states it; amounts are decimal text.
type RecordAwardInput struct {
	Funder            ident.Funder
	Number            string
	Title             string
	AssistanceListing string
	Amount            string
	Currency          string
	StartsOn          calendar.Date
	EndsOn            calendar.Date
	RuleSet           string
}

// RecordAward keeps a funder's award and posts its money to the book.
func (s *Service) RecordAward(ctx context.Context, in RecordAwardInput) (*FunderAward, error) {
	if err := auth.Require(ctx, auth.EditProgram, auth.Target{}); err != nil {
		return nil, err
	}
	award, err := in.award()
	if err != nil {
		return nil, err
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddFunderAward(ctx, award); err != nil {
			return err
		}
		e := ledger.Move(ledger.Fund, "award "+award.Number, award.ID.String(), award.Amount(),
			ledger.OfFunder(award.Funder), ledger.OfFunderAward(award.ID))
		e.By, e.At = auth.Who(ctx).Person, s.Desk.Now()
		if err := s.Book.Post(ctx, e); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "fund.record_award", award.ID, "", map[string]any{"number": award.Number, "amount": award.Amount().String()})
	})
	if err != nil {
		return nil, err
	}
	return award, nil
}

func (in RecordAwardInput) award() (*FunderAward, error) {
	var c fault.Check
	c.That(len(in.Number) >= 1 && len(in.Number) <= 30, "number", "bad_fain", "A federal award number has between 1 and 30 characters.")
	c.That(in.Title != "", "title", "required", "The award has a title.")
	c.That(in.EndsOn.After(in.StartsOn), "endsOn", "bad_period", "The period ends after it begins.")
	amount, err := money.Parse(in.Amount, money.Currency(in.Currency))
	c.That(err == nil && amount.Minor > 0, "amount", "bad_amount", "The amount is decimal text above zero.")
	known := slices.ContainsFunc(RuleSets(), func(r RuleSet) bool { return r.Key == in.RuleSet })
	c.That(in.RuleSet == "" || known, "ruleSet", "unknown_rule_set", "There is no such rule set.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	a := &FunderAward{
		ID: ident.NewFunderAward(), Funder: in.Funder, Number: in.Number, Title: in.Title, AssistanceListing: in.AssistanceListing,
		AmountMinor: amount.Minor, Currency: amount.Currency, StartsOn: in.StartsOn, EndsOn: in.EndsOn,
	}
	if in.RuleSet != "" {
		a.RuleSet = &in.RuleSet
	}
	return a, nil
}
