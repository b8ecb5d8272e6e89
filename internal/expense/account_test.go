package expense_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// hours is a contribution that counts once a person said so.
func (w *world) hours() expense.ClaimInput {
	return expense.ClaimInput{
		Award: w.Award, Museum: abroad(), Donor: "Friends of the museum", Side: partnership.NonUS, Funding: budget.InKind, Category: budget.Other, GivenOn: calendar.On(2027, 10, 4),
		Valuation: ruleset.VolunteerHours, Description: "Guides for the opening", Quantity: "12.5", Unit: "240.00", Currency: "MXN", Rate: "18.5", RateOn: calendar.On(2027, 10, 4), RateSource: "Banxico",
	}
}

func (w *world) evidenced(in expense.ClaimInput, reference string) *expense.Contribution {
	w.t.Helper()
	c, err := w.s.ClaimContribution(w.partner(), in)
	ok(w.t, err)
	c, err = w.s.EvidenceContribution(w.partner(), expense.EvidenceInput{Contribution: c.ID, Reference: reference, Certifier: "Rosa Example"})
	ok(w.t, err)
	return c
}

func yes(c *expense.Contribution) expense.VerifyInput {
	return expense.VerifyInput{Contribution: c.ID, Necessary: true, Conforms: true}
}

func TestAContributionCountsWhenAllSevenTestsHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.evidenced(w.hours(), "Sheet 4")
	if c.AmountMinor != 300_000 || c.WorthMinor != 16_216 {
		t.Errorf("12.5 hours at 240 pesos are %s, worth %s", c.Amount(), c.Worth())
	}
	_, err := w.s.VerifyContribution(w.officer(), expense.VerifyInput{Contribution: c.ID, Necessary: true})
	if !named(err, "conforms", "share_judged_no") {
		t.Errorf("an open question is answered with %v", err)
	}
	_, err = w.s.VerifyContribution(w.partner(), yes(c))
	refused(t, err, fault.Forbidden, "forbidden")
	c, err = w.s.VerifyContribution(w.officer(), yes(c))
	ok(t, err)
	w.holds(ledger.SharedBy(w.Award, "in_kind", "non_us", "other"), 16_216)
	w.holds(ledger.OutsideOf(w.Award), -16_216)
	if err := w.Try(`UPDATE contributions SET worth_minor = 1`); err == nil || !strings.Contains(err.Error(), "reversed with a reason") {
		t.Errorf("a verified contribution was edited: %v", err)
	}
	c, err = w.s.ReverseContribution(w.officer(), expense.ReverseShareInput{Contribution: c.ID, Reason: "The sheet was of another month."})
	ok(t, err)
	if c.State != expense.ShareReversed {
		t.Errorf("%s", c.State)
	}
	w.holds(ledger.OutsideOf(w.Award), 0)
}

func TestAContributionThatFailsATestIsNotVerified(t *testing.T) {
	t.Parallel()
	for says, c := range map[string]struct {
		change func(*expense.ClaimInput)
		code   string
	}{
		"another federal award counts it":         {func(x *expense.ClaimInput) { x.OtherAward = "NEH-1" }, "share_other_award"},
		"a government pays it":                    {func(x *expense.ClaimInput) { x.PaidByGovernment = true }, "share_governments"},
		"the budget has no share there":           {func(x *expense.ClaimInput) { x.Category = budget.Supplies }, "share_not_budgeted"},
		"hours said to be cash":                   {func(x *expense.ClaimInput) { x.Funding = budget.Cash }, "share_cash_or_kind"},
		"indirect costs nobody approved as share": {func(x *expense.ClaimInput) { x.Valuation = ruleset.UnrecoveredIndirect }, "share_unrecovered_indirect"},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			in := w.hours()
			c.change(&in)
			x := w.evidenced(in, "Sheet 1")
			j, err := w.s.JudgeContribution(w.officer(), x.ID)
			if err != nil || len(j.Tests) != 7 || j.Counts() {
				t.Errorf("judged %+v, %v", j, err)
			}
			if _, err := w.s.VerifyContribution(w.officer(), yes(x)); !fault.Is(err, fault.Invalid) || !strings.Contains(codes(err), c.code) {
				t.Errorf("answered with %v, want %s", err, c.code)
			}
			_, err = w.s.RejectContribution(w.officer(), expense.RejectShareInput{Contribution: x.ID, Reason: "It cannot count."})
			ok(t, err)
			w.evidenced(w.hours(), "Sheet 1") // its evidence is free again
		})
	}
}

func TestEvidenceIsClaimedOnceForExpensesAndContributionsAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.saved(w.flight("R-1"))
	in := w.hours()
	in.Donor = "Rail Co"
	c, err := w.s.ClaimContribution(w.partner(), in)
	ok(t, err)
	_, err = w.s.EvidenceContribution(w.partner(), expense.EvidenceInput{Contribution: c.ID, Reference: "R-1", Certifier: "Rosa Example"})
	if !strings.Contains(codes(err), "expense_claimed_twice") {
		t.Errorf("answered with %v", err)
	}
	c, err = w.s.EvidenceContribution(w.partner(), expense.EvidenceInput{Contribution: c.ID, Reference: "S-1", Certifier: "Rosa Example"})
	ok(t, err)
	c, err = w.s.ReturnContribution(w.officer(), expense.ReturnShareInput{Contribution: c.ID, Reason: "Whose rate is it?"})
	ok(t, err)
	in.Contribution, in.Quantity = c.ID, "10"
	c, err = w.s.ClaimContribution(w.partner(), in)
	ok(t, err)
	if c.WorthMinor != 12_973 || c.State != expense.Claimed {
		t.Errorf("%+v", c)
	}
}

func TestAStatementOfAccountIsTheLedger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.accepted(w.flight("R-1")) // September: 1,250.50
	late := w.flight("R-2")
	late.SpentOn, late.Amount = calendar.On(2027, 10, 2), "100.00"
	w.accepted(late)
	c := w.evidenced(w.hours(), "Sheet 4")
	_, err := w.s.VerifyContribution(w.officer(), yes(c))
	ok(t, err)
	ok(t, w.Book.Post(w.grants(), ledger.Move(ledger.Disburse, "First advance", "x", money.Dollars(2000), ledger.ObligatedTo(w.Award), ledger.CashOf(w.Award)).Dated(calendar.On(2027, 9, 1))))
	_, err = w.s.RecordIncome(w.coordinator(), expense.IncomeInput{Award: w.Award, Kind: expense.InterestEarned, On: calendar.On(2027, 9, 30), Amount: "612.00", Note: "Bank, third quarter"})
	ok(t, err)
	_, err = w.s.RecordIncome(w.coordinator(), expense.IncomeInput{Award: w.Award, Kind: expense.InterestRemitted, On: calendar.On(2027, 10, 1), Amount: "612.01", Note: "x"})
	refused(t, err, fault.Conflict, "money_short")

	st, err := w.s.Account(w.coordinator(), expense.AccountInput{Award: w.Award, From: calendar.On(2027, 7, 1), Through: calendar.On(2027, 9, 30)})
	ok(t, err)
	line := func(st *expense.Statement, c budget.Category) (approved, period, date, balance int64) {
		for _, l := range st.Lines {
			if l.Category == c {
				return l.Approved.Minor, l.Quarter.Minor, l.Cumulative.Minor, l.Balance.Minor
			}
		}
		return 0, 0, 0, 0
	}
	if a, p, d, b := line(st, budget.Travel); a != 6_000_000 || p != 125_050 || d != 125_050 || b != 5_874_950 {
		t.Errorf("travel: approved %d, period %d, to date %d, balance %d", a, p, d, b)
	}
	for what, x := range map[string][2]int64{
		"paid": {st.Paid.Minor, 200_000}, "on hand": {st.OnHand.Minor, 74_950}, "interest kept": {st.Interest.Kept.Minor, 50_000}, "interest to send back": {st.Interest.Remitted.Minor, 11_200},
		"in kind": {st.InKind.Minor, 0}, "required": {st.Required.Minor, 5_000_000},
	} {
		if x[0] != x[1] {
			t.Errorf("%s: %d, want %d", what, x[0], x[1])
		}
	}
	st, err = w.s.Account(w.Staff("auditor", auth.Auditor), expense.AccountInput{Award: w.Award, From: calendar.On(2027, 10, 1), Through: calendar.On(2027, 12, 31)})
	ok(t, err)
	if _, p, d, _ := line(st, budget.Travel); p != 10_000 || d != 135_050 {
		t.Errorf("in the next quarter travel: period %d, to date %d", p, d)
	}
	if st.InKind.Minor != 16_216 || st.Cash.Minor != 0 || st.Obligated != money.Dollars(100_000) || st.Base.Minor != 135_050 || st.Most.Minor != 20_257 {
		t.Errorf("%+v", st)
	}
	_, err = w.s.Account(w.coordinator(), expense.AccountInput{Award: w.Award, From: calendar.On(2027, 7, 2), Through: calendar.On(2027, 9, 30)})
	refused(t, err, fault.Invalid, "whole_months")

	posted, err := w.s.Postings(w.coordinator(), expense.PostingFilter{Award: w.Award, Account: ledger.Expenditure, Part: "travel"}, page.First(1))
	ok(t, err)
	n, err := posted.TotalCount(w.coordinator())
	if err != nil || n != 2 || posted.Nodes[0].Minor != 10_000 || !posted.PageInfo.HasNextPage {
		t.Errorf("%d %+v %v", n, posted.Nodes, err)
	}
	next, err := w.s.Postings(w.coordinator(), expense.PostingFilter{Award: w.Award, Account: ledger.Expenditure, Part: "travel"}, page.Args{First: new1(), After: posted.PageInfo.EndCursor})
	ok(t, err)
	if len(next.Nodes) != 1 || next.Nodes[0].Minor != 125_050 || next.PageInfo.HasNextPage {
		t.Errorf("%+v", next.Nodes)
	}
	_, err = w.s.Account(w.Museum("coordinator2", auth.Coordinator, "us2"), expense.AccountInput{Award: w.Award, From: calendar.On(2027, 7, 1), Through: calendar.On(2027, 9, 30)})
	refused(t, err, fault.NotFound, "not_found")
}

func new1() *int { n := 1; return &n }

func TestTheFederalFinancialReportFollowsFromTheLedger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	big := w.flight("R-1")
	big.Amount = "10000.00"
	w.accepted(big)
	w.accepted(expense.SaveInput{Award: w.Award, Museum: us(), SpentOn: calendar.On(2027, 9, 30), Category: budget.Indirect, Description: "Indirect costs", Amount: "1500.00"})
	ok(t, w.Book.Post(w.grants(), ledger.Move(ledger.Disburse, "First advance", "x", money.Dollars(12_000), ledger.ObligatedTo(w.Award), ledger.CashOf(w.Award)).Dated(calendar.On(2027, 9, 1))))
	_, err := w.s.RecordIncome(w.coordinator(), expense.IncomeInput{Award: w.Award, Kind: expense.IncomeEarned, On: calendar.On(2027, 9, 30), Amount: "300.00", Note: "Tickets"})
	ok(t, err)
	_, err = w.s.RecordIncome(w.coordinator(), expense.IncomeInput{Award: w.Award, Kind: expense.IncomeSpent, On: calendar.On(2027, 9, 30), Amount: "100.00", Note: "Posters"})
	ok(t, err)
	w.Clock.Set(calendar.On(2028, 1, 15).Time())
	x, err := w.s.Financial(w.officer(), expense.FinancialInput{Award: w.Award, Through: calendar.On(2027, 12, 31)})
	ok(t, err)
	for line, want := range map[string]int64{
		"10a": 1_200_000, "10b": 1_150_000, "10c": 50_000, "10e": 1_150_000, "10f": 0, "10g": 1_150_000, "10i": 5_000_000, "10j": 0, "10k": 5_000_000, "10l": 30_000, "10m": 10_000, "10o": 20_000,
	} {
		if got := x.Lines.Value(line).Minor; got != want {
			t.Errorf("%s is %d, want %d", line, got, want)
		}
	}
	if base, charged, federal := x.IndirectTotals(); base.Minor != 1_000_000 || charged.Minor != 150_000 || federal.Minor != 150_000 {
		t.Errorf("indirect: %s %s %s", base, charged, federal)
	}
	why, _ := x.Lines.Explain("10e")
	if len(why.Inputs) != 2 || why.Inputs[1].From != "expenditure/travel" {
		t.Errorf("%+v", why.Inputs)
	}
	_, err = w.s.Financial(w.officer(), expense.FinancialInput{Award: w.Award, Through: calendar.On(2027, 11, 30)})
	refused(t, err, fault.Invalid, "whole_quarters")
}

// Whatever is recorded, accepted, reversed and paid in whatever order, the accounts of an award hold what was obligated,
// and no order spends more.
func TestAnyOrderOfDealingsKeepsTheBooksOfAnAward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var accepted []*expense.Expense
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		if n > 25 {
			return // each act is a few transactions; two dozen meet every pair of acts
		}
		switch rapid.SampledFrom([]string{"spend", "spend", "pay", "reverse"}).Draw(r, "act") {
		case "spend":
			in := w.flight("R-" + strings.Repeat("i", n))
			in.Amount = money.Cents(rapid.Int64Range(1, 3_000_000).Draw(r, "cents")).Decimal()
			e := w.saved(in)
			if _, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID}); err != nil {
				return // more than the award
			}
			e, err := w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: e.ID})
			ok(t, err)
			accepted = append(accepted, e)
		case "pay":
			amount := money.Cents(rapid.Int64Range(1, 4_000_000).Draw(r, "cents"))
			err := w.Book.Post(w.grants(), ledger.Move(ledger.Disburse, "p", "x", amount, ledger.ObligatedTo(w.Award), ledger.CashOf(w.Award)))
			if err != nil && !fault.HasCode(err, "money_short") {
				t.Fatal(err)
			}
		case "reverse":
			if len(accepted) > 0 {
				_, err := w.s.ReverseExpense(w.officer(), expense.ReverseInput{Expense: accepted[0].ID, Reason: "r"})
				ok(t, err)
				accepted = accepted[1:]
			}
		}
		total := int64(0)
		for _, e := range accepted {
			total += e.AmountMinor
		}
		w.holds(ledger.SpentBy(w.Award, "travel"), total)
		st, err := w.s.Account(w.officer(), expense.AccountInput{Award: w.Award, From: calendar.On(2027, 7, 1), Through: calendar.On(2027, 12, 31)})
		ok(t, err)
		if st.Obligated != money.Dollars(100_000) || st.Unpaid.Minor < 0 || st.Unpaid.Add(st.OnHand).Minor < 0 {
			t.Fatalf("%+v", st)
		}
	})
	found, err := w.DB.Examine(w.officer())
	ok(t, err)
	for _, f := range found {
		if strings.Contains(f.Check, "ledger") || strings.Contains(f.Check, "account") || strings.Contains(f.Check, "receipt line") {
			for _, off := range f.Off {
				t.Errorf("%s: %s", f.Check, off)
			}
		}
	}
}

func codes(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	out := f.Code
	for _, x := range f.Fields {
		out += " " + x.Code
	}
	return out
}
