package expense

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Spending is how much of a category is accepted already, by museum and exclusion from the base of indirect costs.
type Spending struct {
	Category budget.Category    `bun:"category"`
	Museum   ident.Organization `bun:"organization_id"`
	Excluded ruleset.Exclusion  `bun:"excluded"`
	Minor    int64              `bun:"minor"`
}

// Held is what an expense or contribution is held against, loaded once: the claims on its evidence, the approvals of
// its award and what the award spent so far.
type Held struct {
	Claims    []ruleset.Claim
	Approvals []*Approval
	Spent     []*Spending
	Methods   map[string]ruleset.TravelMethod // of the trips that have costs already
}

// open refuses to move money of an award that is closed or over.
func open(f *agreement.File) error {
	switch f.State {
	case award.Official, award.Active, award.Suspended, award.PeriodEnded, award.Closing:
		return nil
	}
	return fault.New(fault.Conflict, "award_over", "The award is %s: its money does not move any more.", f.State).With("state", string(f.State))
}

// books are the rules an award is under, with what its costs are held against on a day.
func books(f *agreement.File, h Held, today calendar.Date) ruleset.Books {
	t := f.Current()
	b := ruleset.Books{
		Start: t.StartsOn, End: t.EndsOn, Asked: today, Currency: f.Currency(), Rules: ruleset.CostRules(), Claimed: h.Claims, TripMethods: h.Methods,
	}
	for _, l := range t.Lines {
		if l.GrantMinor > 0 {
			b.Categories = append(b.Categories, l.Category)
		}
	}
	for _, a := range h.Approvals {
		b.Approved = append(b.Approved, a.Kind)
		if a.Kind == PreAward {
			b.PreAward = a.FromOn
		}
	}
	return b
}

// Judge says everything there is to say of an expense on a day, the gravest of it first to be mended.
func Judge(f *agreement.File, h Held, e *Expense, today calendar.Date) []ruleset.Finding {
	b := books(f, h, today)
	var out []ruleset.Finding
	if e.Category == budget.Indirect {
		out = judgeIndirect(f, h, e, b)
	} else {
		out = b.Expense(ruleset.Expense{
			Key: e.ID.String(), On: e.SpentOn, Category: e.Category, Description: e.Description, Declared: e.Declared, Amount: e.Amount(), Paid: e.Converted(),
			Evidence: evidence(e.Evidence), Trip: e.Trip, Method: e.Method, Segments: e.Segments, Federal: true,
		})
		for i := range out {
			if out[i].Code == "expense_not_budgeted" {
				out[i].Effect = ruleset.Deny // money for it comes by an amendment of the budget, not with a receipt
			}
		}
	}
	return append(out, within(f, h, e)...)
}

// within holds an expense against the money of its category and of the award.
func within(f *agreement.File, h Held, e *Expense) []ruleset.Finding {
	t, c := f.Current(), f.Currency()
	var category, all int64
	for _, s := range h.Spent {
		all += s.Minor
		if s.Category == e.Category {
			category += s.Minor
		}
	}
	approved, spent := money.New(t.Line(e.Category).GrantMinor, c), money.New(category, c)
	if total := money.New(t.GrantMinor, c); total.Less(money.New(all, c).Add(e.Amount())) {
		return []ruleset.Finding{{
			Code: "expense_over_award", Effect: ruleset.Deny, Section: "2 CFR 200.403",
			Message: fmt.Sprintf("%s of %s is spent; %s more is above the award.", money.New(all, c), total, e.Amount()),
			Facts:   []ruleset.Fact{{Name: "spent", Value: money.New(all, c).String()}, {Name: "award", Value: total.String()}, {Name: "amount", Value: e.Amount().String()}},
		}}
	}
	if !approved.IsZero() && approved.Less(spent.Add(e.Amount())) {
		return []ruleset.Finding{{
			Code: "expense_over_category", Effect: ruleset.Warn, Section: "2 CFR 200.308(f)",
			Message: fmt.Sprintf("%s of %s for %s is spent; %s more is above the approved budget.", spent, approved, e.Category, e.Amount()),
			Facts: []ruleset.Fact{
				{Name: "category", Value: string(e.Category)}, {Name: "spent", Value: spent.String()}, {Name: "approved", Value: approved.String()}, {Name: "amount", Value: e.Amount().String()},
			},
		}}
	}
	return nil
}

// rules is the version of the federal rules an award is pinned to.
func rules(f *agreement.File) (*ruleset.Set, bool) {
	return ruleset.Known().Named(f.Agreement.RuleSet)
}

// elected is how the lead museum charges indirect costs; a negotiated rate is in force over the period it was agreed for.
func elected(f *agreement.File) ruleset.Elected {
	e := ruleset.Elected{Kind: f.Rate, Rate: f.RateShare}
	if f.Rate == budget.Negotiated {
		e.Agreed = &ruleset.Agreed{Rate: f.RateShare, From: f.Current().StartsOn}
	}
	return e
}

// Base is what indirect costs of an award are charged on: what was accepted, without what the rules leave out. What a
// partner spent is a subaward of the lead, of which only the beginning counts over its life.
func Base(f *agreement.File, spent []*Spending) (ruleset.Base, bool) {
	set, known := rules(f)
	if !known {
		return ruleset.Base{}, false
	}
	var costs []ruleset.Cost
	for _, s := range spent {
		if s.Category == budget.Indirect {
			continue
		}
		c := ruleset.Cost{On: f.Current().StartsOn, Category: s.Category, Excluded: s.Excluded, Amount: money.New(s.Minor, f.Currency())}
		if s.Museum != f.Lead().Organization {
			c.Subaward = s.Museum.String()
		}
		costs = append(costs, c)
	}
	return set.Base(costs, calendar.Date{}, f.Currency()), true
}

// judgeIndirect caps indirect costs: with what was charged before never above rate times base.
func judgeIndirect(f *agreement.File, h Held, e *Expense, b ruleset.Books) []ruleset.Finding {
	var out []ruleset.Finding
	for _, x := range b.Expense(ruleset.Expense{Key: e.ID.String(), On: e.SpentOn, Category: budget.Other, Description: e.Description, Amount: e.Amount(), Paid: e.Converted(), Federal: true}) {
		if x.Code != "expense_no_evidence" && x.Code != "expense_not_budgeted" && x.Code != "cost_suggested" {
			out = append(out, x)
		}
	}
	deny := func(code, section, message string) []ruleset.Finding {
		return append(out, ruleset.Finding{Code: code, Effect: ruleset.Deny, Section: section, Message: message})
	}
	set, known := rules(f)
	base, _ := Base(f, h.Spent)
	switch {
	case !known || f.Rate == "" || f.Rate == budget.NoRate:
		return deny("indirect_no_rate", "2 CFR 200.414", "The budget of the award elects no indirect rate.")
	case f.Current().Line(budget.Indirect).GrantMinor == 0:
		return append(out, ruleset.Finding{
			Code: "expense_not_budgeted", Effect: ruleset.Deny, Section: "2 CFR 200.308", Message: "The approved budget has no money for indirect.",
			Facts: []ruleset.Fact{{Name: "category", Value: string(budget.Indirect)}},
		})
	case e.Museum != f.Lead().Organization:
		return deny("indirect_of_lead", "2 CFR 200.414", "The lead museum charges indirect costs of the award.")
	}
	charged := e.AmountMinor
	for _, s := range h.Spent {
		if s.Category == budget.Indirect {
			charged += s.Minor
		}
	}
	_, found := set.Indirect(elected(f), base, money.New(charged, f.Currency()), e.SpentOn)
	return append(out, found...)
}

// evidence reads kept keys as the rules know them.
func evidence(keys []string) []ruleset.Evidence {
	out := make([]ruleset.Evidence, len(keys))
	for i, k := range keys {
		out[i] = ruleset.Evidence(k)
	}
	return out
}

// keys are evidence as it is kept.
func keys(of []ruleset.Evidence) []string {
	out := make([]string, len(of))
	for i, k := range of {
		out[i] = string(k)
	}
	return out
}
