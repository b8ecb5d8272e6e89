// Package fund keeps funders, their awards to the administrator, and the rule sets their terms name.
package fund

import (
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Funder gives the money: the Department of State, the Getty Foundation.
type Funder struct {
	ID      ident.Funder `bun:"id,pk"`
	Key     string       `bun:"key"`
	Name    string       `bun:"name"`
	Federal bool         `bun:"federal"`
}

// FunderAward is a funder's award to the administering organization.
type FunderAward struct {
	ID                ident.FunderAward `bun:"id,pk"`
	Funder            ident.Funder      `bun:"funder_id"`
	Number            string            `bun:"number"` // the FAIN of a federal award, at most 30 characters
	Title             string            `bun:"title"`
	AssistanceListing string            `bun:"assistance_listing"`
	AmountMinor       int64             `bun:"amount_minor"`
	Currency          money.Currency    `bun:"currency"`
	StartsOn          calendar.Date     `bun:"starts_on"`
	EndsOn            calendar.Date     `bun:"ends_on"`
	RuleSet           *string           `bun:"rule_set"`
}

// Amount is what the funder awarded.
func (f *FunderAward) Amount() money.Money { return money.New(f.AmountMinor, f.Currency) }

// RuleSet names the rules of 2 CFR 200 in force for an award by its terms, not by today's date.
type RuleSet struct {
	Key           string        `bun:"key,pk"`
	EffectiveFrom calendar.Date `bun:"effective_from"`
	Title         string        `bun:"title"`
}

// Threshold is one figure of a rule set, with its unit and section.
type Threshold struct {
	RuleSet string `bun:"rule_set,pk"`
	Name    string `bun:"name,pk"`
	Value   int64  `bun:"value"`
	Unit    string `bun:"unit"`
	Source  string `bun:"source"` // "2 CFR 200.414(f)"
}
