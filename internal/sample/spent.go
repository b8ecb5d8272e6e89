package sample

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// spending tells the first official award in the middle of its first months: expenses and cost share in every state,
// as long as its work has begun.
func (t *telling) spending(c *program.Detail) error {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{Cycle: c.ID, State: award.Official}, page.First(10))
	if err != nil || len(list.Nodes) == 0 {
		return err
	}
	w := slices.MinFunc(list.Nodes, func(a, b *award.Row) int {
		if a.Number < b.Number {
			return -1
		}
		return 1
	})
	f, err := t.o.Agreement.Running(t.as("grants"), w.ID, false)
	if err != nil || calendar.Of(t.now, time.UTC).AddDays(-65).Before(f.Current().StartsOn) {
		return err
	}
	who := t.as("director of " + w.LeadName)
	if err := t.expenses(f, who); err != nil {
		return err
	}
	if err := t.shares(f, who); err != nil {
		return err
	}
	t.ago(28, 9)
	_, err = t.o.Expense.RecordIncome(who, expense.IncomeInput{Award: f.Award, Kind: expense.InterestEarned, On: t.daysAgo(30), Amount: "41.18", Note: "Interest on the advance, by the bank's statement"})
	return err
}

// daysAgo is a day so many days ago where the program is, as ago has it: elsewhere it may be the next day already.
func (t *telling) daysAgo(n int) calendar.Date {
	return calendar.Of(t.now, calendar.Deadline{Zone: zone}.Location()).AddDays(-n)
}

// fitting is a category of the budget that has money of the kind asked for, the wanted one where it has.
func fitting(f *agreement.File, wanted budget.Category, share bool) budget.Category {
	var any budget.Category
	for _, l := range f.Current().Lines {
		has := l.GrantMinor
		if share {
			has = l.ShareMinor
		}
		if has > 0 && l.Category == wanted {
			return wanted
		}
		if has > 0 && l.Category != budget.Indirect && any == "" {
			any = l.Category
		}
	}
	return any
}

func (t *telling) expenses(f *agreement.File, who context.Context) error {
	travel, supplies, other := fitting(f, budget.Travel, false), fitting(f, budget.Supplies, false), fitting(f, budget.Other, false)
	abroad := f.Museums[len(f.Museums)-1].Organization
	tell := []struct {
		ago  int
		in   expense.SaveInput
		upto string // how far it is
	}{
		{62, expense.SaveInput{
			SpentOn: t.daysAgo(62), Category: travel, Description: "Flights of four educators to the partner", Amount: "4860.00", Vendor: "Meridian Travel", ReceiptNumber: "T-20881",
			Segments: []ruleset.Segment{{From: "IAD", To: "IST", Designator: "UA"}, {From: "IST", To: "IAD", Designator: "UA"}},
		}, "accept"},
		{55, expense.SaveInput{
			Museum: abroad, SpentOn: t.daysAgo(56), Category: travel, Description: "Bus to the schools, three days", Amount: "1450.00", Currency: "EUR", Rate: "0.9215", RateOn: t.daysAgo(56),
			RateSource: "European Central Bank reference rate", Vendor: "City Coaches", ReceiptNumber: "2291",
		}, "accept"},
		{44, expense.SaveInput{SpentOn: t.daysAgo(45), Category: supplies, Description: "Paper, paint and frames for the workshops", Amount: "1312.40", Vendor: "Art Supply House", ReceiptNumber: "INV-774"}, "accept"},
		{31, expense.SaveInput{SpentOn: t.daysAgo(32), Category: budget.Indirect, Description: "Indirect costs of the first months", Amount: "700.00"}, "accept"},
		{21, expense.SaveInput{SpentOn: t.daysAgo(24), Category: other, Description: "Posters in the two cities", Amount: "640.00", Vendor: "Northside Print", ReceiptNumber: "8812", Declared: []string{"advertising"}}, "submit"},
		{18, expense.SaveInput{SpentOn: t.daysAgo(20), Category: travel, Description: "Train to the opening", Amount: "212.00", Vendor: "Rail Office", ReceiptNumber: "A-551"}, "return"},
		{12, expense.SaveInput{SpentOn: t.daysAgo(13), Category: supplies, Description: "Tablets for the exhibition", Amount: "1998.00", Vendor: "Harbor Electronics", ReceiptNumber: "55120"}, "submit"},
		{4, expense.SaveInput{SpentOn: t.daysAgo(5), Category: other, Description: "Reception with wine after the talk", Amount: "318.75", Vendor: "Corner Catering", ReceiptNumber: "77", Declared: []string{"alcohol"}}, "draft"},
	}
	for _, x := range tell {
		x.in.Award = f.Award
		if x.in.Museum.IsZero() {
			x.in.Museum = f.Lead().Organization
		}
		if x.in.Category == budget.Indirect && f.Current().Line(budget.Indirect).GrantMinor == 0 {
			continue
		}
		t.ago(x.ago, 11)
		if err := t.spend(who, x.in, x.upto); err != nil {
			return err
		}
	}
	return nil
}

func (t *telling) spend(who context.Context, in expense.SaveInput, upto string) error {
	e, err := t.o.Expense.SaveExpense(who, in)
	if err != nil || upto == "draft" {
		return err
	}
	if e, err = t.o.Expense.SubmitExpense(who, expense.SubmitInput{Expense: e.ID}); err != nil {
		return err
	}
	t.clock.Set(t.clock.Now().Add(3 * time.Hour))
	switch upto {
	case "accept":
		_, err = t.o.Expense.AcceptExpense(t.as("officer"), expense.AcceptInput{Expense: e.ID})
	case "return":
		_, err = t.o.Expense.ReturnExpense(t.as("officer"), expense.ReturnInput{Expense: e.ID, Reason: "The receipt names two travelers and the list of participants one. Who else went?"})
	}
	return err
}

func (t *telling) shares(f *agreement.File, who context.Context) error {
	abroad := f.Museums[len(f.Museums)-1]
	tell := []struct {
		ago  int
		in   expense.ClaimInput
		ref  string
		upto string
	}{
		{50, expense.ClaimInput{
			Museum: f.Lead().Organization, Donor: f.Lead().Name, Side: partnership.US, Funding: budget.Cash, Category: fitting(f, budget.Personnel, true), GivenOn: t.daysAgo(52),
			Valuation: ruleset.PaidCost, Description: "Salary of the project coordinator, first two months", Quantity: "2", Unit: "3150.00",
		}, "Payroll 09-10", "verify"},
		{40, expense.ClaimInput{
			Museum: abroad.Organization, Donor: abroad.Name, Side: partnership.NonUS, Funding: budget.InKind, Category: fitting(f, budget.Other, true), GivenOn: t.daysAgo(42),
			Valuation: ruleset.MarketValue, Description: "Workshop rooms, twelve days", Quantity: "12", Unit: "185.00",
		}, "Rent list 2026-3", "verify"},
		{16, expense.ClaimInput{
			Museum: f.Lead().Organization, Donor: "Friends of the museum", Side: partnership.US, Funding: budget.InKind, Category: fitting(f, budget.Personnel, true), GivenOn: t.daysAgo(18),
			Valuation: ruleset.VolunteerHours, Description: "Volunteer guides", Quantity: "46.5", Unit: "24.00",
		}, "Time sheets 14 to 19", "evidence"},
		{6, expense.ClaimInput{
			Museum: abroad.Organization, Donor: "City library", Side: partnership.NonUS, Funding: budget.InKind, Category: fitting(f, budget.Other, true), GivenOn: t.daysAgo(8),
			Valuation: ruleset.MarketValue, Description: "Hall for the closing talk", Quantity: "1", Unit: "400.00",
		}, "", "claim"},
	}
	for _, x := range tell {
		x.in.Award = f.Award
		if x.in.Category == "" {
			continue
		}
		t.ago(x.ago, 15)
		c, err := t.o.Expense.ClaimContribution(who, x.in)
		if err != nil {
			return err
		}
		if x.upto == "claim" {
			continue
		}
		if _, err := t.o.Expense.EvidenceContribution(who, expense.EvidenceInput{Contribution: c.ID, Reference: x.ref, Certifier: "The museum's chief of finance"}); err != nil {
			return err
		}
		if x.upto == "verify" {
			t.clock.Set(t.clock.Now().Add(2 * time.Hour))
			if _, err := t.o.Expense.VerifyContribution(t.as("grants"), expense.VerifyInput{Contribution: c.ID, Necessary: true, Conforms: true}); err != nil {
				return err
			}
		}
	}
	return nil
}
