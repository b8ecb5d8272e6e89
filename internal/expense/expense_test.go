package expense_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestAnAcceptedExpenseIsPostedAndReversedByACounterEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.submitted(w.flight("R-1"))
	_, err := w.s.AcceptExpense(w.coordinator(), expense.AcceptInput{Expense: e.ID})
	refused(t, err, fault.Forbidden, "forbidden")
	e, err = w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: e.ID, ExpectedVersion: &e.Version})
	ok(t, err)
	if e.State != expense.Accepted || len(e.Findings) != 0 {
		t.Fatalf("%+v", e)
	}
	w.holds(ledger.SpentBy(w.Award, "travel"), 125_050)
	w.holds(ledger.CashOf(w.Award), -125_050)
	if err := w.Try(`UPDATE expenses SET amount_minor = 1, paid_minor = 1`); err == nil || !strings.Contains(err.Error(), "reversed with a reason") {
		t.Errorf("an accepted expense was edited: %v", err)
	}
	_, err = w.s.SaveExpense(w.coordinator(), expense.SaveInput{Expense: e.ID})
	refused(t, err, fault.Conflict, "wrong_state")
	_, err = w.s.ReverseExpense(w.officer(), expense.ReverseInput{Expense: e.ID})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.ReverseExpense(w.officer(), expense.ReverseInput{Expense: e.ID, Reason: "Paid by another program."})
	ok(t, err)
	w.holds(ledger.SpentBy(w.Award, "travel"), 0)
	w.holds(ledger.CashOf(w.Award), 0)
	w.accepted(w.flight("R-1")) // the receipt is free again
}

func TestNobodyAcceptsWhatTheyRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// Somebody who worked at the museum then, and at the office now.
	e, err := w.s.SaveExpense(w.Museum("officer", auth.Coordinator, "us1"), w.flight("R-1"))
	ok(t, err)
	_, err = w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID})
	ok(t, err)
	_, err = w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: e.ID})
	refused(t, err, fault.Forbidden, "same_person")
}

func TestWhatCanNeverBeAllowedIsRefusedWhenItIsWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.saved(w.flight("R-1"))
	for says, c := range map[string]struct {
		change      func(*expense.SaveInput)
		field, code string
	}{
		"a day before the period":  {func(x *expense.SaveInput) { x.SpentOn = calendar.On(2027, 7, 31) }, "spentOn", "expense_before_period"},
		"a day that has not come":  {func(x *expense.SaveInput) { x.SpentOn = calendar.On(2027, 11, 16) }, "spentOn", "expense_in_future"},
		"a category without money": {func(x *expense.SaveInput) { x.Category = budget.Equipment }, "category", "expense_not_budgeted"},
		"a rate of zero": {func(x *expense.SaveInput) {
			x.Currency, x.Rate, x.RateOn, x.RateSource = "MXN", "0", x.SpentOn, "Banxico"
		}, "rate", "bad_rate"},
		"a rate without a source":             {func(x *expense.SaveInput) { x.Currency, x.Rate, x.RateOn = "MXN", "18.5", x.SpentOn }, "rateSource", "required"},
		"the same receipt, typed differently": {func(x *expense.SaveInput) { x.Vendor, x.ReceiptNumber = "RAIL co.", "r 1" }, "receiptNumber", "expense_claimed_twice"},
		"nothing":                             {func(x *expense.SaveInput) { x.Amount = "0.00" }, "amount", "bad_amount"},
		"half a cent":                         {func(x *expense.SaveInput) { x.Amount = "1.005" }, "amount", "bad_amount"},
		"a museum of another award":           {func(x *expense.SaveInput) { x.Museum = organization("us2") }, "museum", "not_of_award"},
		"a file that is no receipt":           {func(x *expense.SaveInput) { x.File = []byte("PK zip") }, "file", "bad_file"},
	} {
		in := w.flight("R-2")
		c.change(&in)
		_, err := w.s.SaveExpense(w.coordinator(), in)
		if !fault.Is(err, fault.Invalid) || !named(err, c.field, c.code) {
			t.Errorf("%s is answered with %v, want %s %s", says, err, c.field, c.code)
		}
	}
	w.Clock.Set(w.Clock.Now().AddDate(1, 0, 0))
	late := w.flight("R-3")
	late.SpentOn = calendar.On(2028, 8, 1)
	_, err := w.s.SaveExpense(w.coordinator(), late)
	if !named(err, "spentOn", "expense_after_period") {
		t.Errorf("a day after the end is answered with %v", err)
	}
	w.SQL(`SET session_replication_role = replica; UPDATE awards SET state = 'closed'; SET session_replication_role = origin`)
	_, err = w.s.SaveExpense(w.coordinator(), w.flight("R-4"))
	refused(t, err, fault.Conflict, "award_over")
}

func TestAReceiptIsClaimedOnceAlsoAcrossAwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("")
	in.Vendor, in.File = "", []byte("%PDF-1.7 receipt")
	w.saved(in)
	w.SQL(`SET session_replication_role = replica;
INSERT INTO evidence_claims VALUES ('number:railco/r9#0', 'exp_elsewhere', md5('other award')::uuid); SET session_replication_role = origin;`)
	_, err := w.s.SaveExpense(w.coordinator(), in)
	if !named(err, "receiptNumber", "expense_claimed_twice") {
		t.Errorf("the same file is answered with %v", err)
	}
	if _, err = w.s.SaveExpense(w.coordinator(), w.flight("R-9")); !named(err, "receiptNumber", "expense_claimed_twice") || strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("a receipt of another award is answered with %v", err)
	}
	// Whoever passes the rule at the same moment is stopped by the constraint.
	if err := w.Try(`INSERT INTO evidence_claims VALUES ('number:railco/r9#0', 'exp_third', md5('award1')::uuid)`); err == nil || !strings.Contains(err.Error(), "evidence_claims_once") {
		t.Errorf("the database took a receipt twice: %v", err)
	}
}

func TestACurrencyIsConvertedByItsDatedRateAndComesOutTheSameAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("MX-7")
	in.Museum, in.Currency, in.Amount, in.Rate, in.RateOn, in.RateSource = abroad(), "mxn", "18450.00", "18.4512", calendar.On(2027, 9, 20), "Banco de México FIX"
	e, err := w.s.SaveExpense(w.partner(), in)
	ok(t, err)
	if e.AmountMinor != 99_993 || e.Currency != "USD" {
		t.Errorf("18,450 pesos at 18.4512 are %s", e.Amount())
	}
	if again, sound := e.Converted().Into("USD"); !sound || again != e.Amount() {
		t.Errorf("recomputed it is %s", again)
	}
	in.Museum = us()
	_, err = w.s.SaveExpense(w.partner(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	if _, err := w.s.Expense(w.Museum("coordinator2", auth.Coordinator, "us2"), e.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum reads it: %v", err)
	}
}

func TestWhatTheRulesFindIsShownAndStopsWhatTheyDeny(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("")
	in.Vendor, in.Description, in.Declared = "", "Dinner with wine", []string{"alcohol"}
	e := w.saved(in)
	if got := ruleset.Codes(e.Findings); strings.Join(got, " ") != "expense_no_evidence cost_alcohol" {
		t.Fatalf("found %v", got)
	}
	_, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID})
	if !named(err, "receiptNumber", "expense_no_evidence") || !named(err, "declared", "cost_alcohol") {
		t.Errorf("submitting is answered with %v", err)
	}
	in.Expense, in.Vendor, in.ReceiptNumber, in.Description, in.Declared = e.ID, "Posters Ltd", "P-1", "Posters", []string{"advertising"}
	e = w.submitted(in)
	if e.Findings[0].Effect != ruleset.Ask || e.Findings[0].Section != "2 CFR 200.421" {
		t.Errorf("%+v", e.Findings)
	}
	_, err = w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: e.ID})
	refused(t, err, fault.Invalid, "approval_reason")
	e, err = w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: e.ID, Reason: "The posters announce the exhibition of the award."})
	ok(t, err)
	if e.Reason == "" || e.State != expense.Accepted {
		t.Errorf("%+v", e)
	}
}

func TestAnApprovalGivenBeforeLetsACostPass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	early := w.flight("R-1")
	early.SpentOn = calendar.On(2027, 7, 15)
	approve := func(kind string, from calendar.Date) error {
		_, err := w.s.ApproveCost(w.grants(), expense.ApproveCostInput{Award: w.Award, Kind: kind, FromOn: from, Reason: "The fares rise in August."})
		return err
	}
	refused(t, approve("alcohol", calendar.Date{}), fault.Invalid, "bad_choice")
	refused(t, approve(expense.PreAward, calendar.On(2027, 9, 1)), fault.Invalid, "out_of_range")
	ok(t, approve(expense.PreAward, calendar.On(2027, 7, 10)))
	refused(t, approve(expense.PreAward, calendar.On(2027, 7, 1)), fault.Conflict, "approved_already")
	w.accepted(early)
	early.SpentOn, early.ReceiptNumber = calendar.On(2027, 7, 9), "R-2"
	if _, err := w.s.SaveExpense(w.coordinator(), early); !named(err, "spentOn", "expense_before_period") {
		t.Errorf("a day before the approved one is answered with %v", err)
	}
}

func TestAFlightByAForeignCarrierNeedsAnExceptionThatBears(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("T-1")
	in.Segments = []ruleset.Segment{{From: "IAD", To: "MEX", Designator: "UA"}, {From: "MEX", To: "IAD", Designator: "AM", Operator: "AM", OperatorOf: "MX"}}
	e := w.saved(in)
	if len(e.Findings) != 1 || e.Findings[0].Code != "fly_foreign" || e.Findings[0].At != "segments.1" {
		t.Fatalf("%+v", e.Findings)
	}
	_, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID})
	if !named(err, "segments.1", "fly_foreign") {
		t.Errorf("answered with %v", err)
	}
	in.Expense = e.ID
	in.Segments[1].Exception, in.Segments[1].Document = ruleset.NoUSService, "printout of 20 September"
	w.submitted(in)
}

func TestMoreThanTheAwardIsRefusedAndMoreThanACategoryIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("R-1")
	in.Category, in.Amount = budget.Supplies, "10000.01"
	e := w.saved(in)
	if got := ruleset.Codes(e.Findings); strings.Join(got, " ") != "expense_over_category" {
		t.Errorf("found %v", got)
	}
	in.Expense, in.Amount = e.ID, "100000.01"
	e = w.saved(in)
	_, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID})
	if !named(err, "amount", "expense_over_award") {
		t.Errorf("answered with %v", err)
	}
	in.Amount = "100000.00"
	w.accepted(in)
	w.holds(ledger.CashOf(w.Award), -10_000_000)
}

func TestIndirectCostsStayUnderRateTimesBase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	spent := w.flight("R-1")
	spent.Amount = "10000.00"
	w.accepted(spent)
	room := w.flight("R-2")
	room.Category, room.Amount, room.Excluded = budget.Other, "5000.00", ruleset.Rent
	w.accepted(room) // no part of the base
	in := expense.SaveInput{Award: w.Award, Museum: us(), SpentOn: calendar.On(2027, 9, 30), Category: budget.Indirect, Description: "Indirect costs of the quarter", Amount: "1500.01"}
	e := w.saved(in)
	_, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: e.ID})
	if !named(err, "amount", "indirect_above_cap") || e.Findings[0].Fact("base") != "10000.00 USD" {
		t.Errorf("a cent above the cap is answered with %v %+v", err, e.Findings)
	}
	in.Expense, in.Amount = e.ID, "1500.00"
	w.accepted(in)
	w.holds(ledger.SpentBy(w.Award, "indirect"), 150_000)
}

func TestAPartnersCostsAreASubawardOfWhichOnlyTheBeginningIsInTheBase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.flight("MX-1")
	in.Museum, in.Amount = abroad(), "59000.00"
	w.accepted(in)
	charge := expense.SaveInput{Award: w.Award, Museum: us(), SpentOn: calendar.On(2027, 9, 30), Category: budget.Indirect, Description: "Indirect costs", Amount: "7500.01"}
	if e := w.saved(charge); e.Findings[0].Code != "indirect_above_cap" || e.Findings[0].Fact("base") != "50000.00 USD" {
		t.Errorf("%+v", e.Findings)
	}
	charge.Amount = "7500.00"
	w.accepted(charge)
}

func TestAReturnedExpenseIsMendedAndItsMuseumTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.submitted(w.flight("R-1"))
	_, err := w.s.ReturnExpense(w.officer(), expense.ReturnInput{Expense: e.ID, Reason: " "})
	refused(t, err, fault.Invalid, "required")
	e, err = w.s.ReturnExpense(w.officer(), expense.ReturnInput{Expense: e.ID, Reason: "The date is not the receipt's."})
	ok(t, err)
	if e.State != expense.Returned {
		t.Errorf("%s", e.State)
	}
	in := w.flight("R-1")
	in.Expense, in.SpentOn, in.ExpectedVersion = e.ID, calendar.On(2027, 9, 21), &e.Version
	w.accepted(in)
	list, err := w.s.Expenses(w.officer(), expense.Filter{State: expense.Accepted}, page.First(5))
	ok(t, err)
	n, err := list.TotalCount(w.officer())
	if err != nil || n != 1 || len(list.Nodes) != 1 || list.Nodes[0].MuseumName != "US Museum 1" || list.Nodes[0].Number != "MC-2027-A01" {
		t.Errorf("%d %+v %v", n, list.Nodes, err)
	}
}

func TestAPastedListKeepsWhatIsRightAndReturnsTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.saved(w.flight("R-1"))
	text := "spent_on,category,description,amount,currency,rate,rate_on,rate_source,vendor,receipt_number\n" +
		"2027-09-01,travel,Bus,80.00,,,,,Bus Co,B-1\n" +
		"2027-09-02,travel,Bus again,80.00,,,,,Bus Co,B-1\n" +
		"soon,travel,Bus,80.00,,,,,Bus Co,B-2\n" +
		"2027-09-03,supplies,\"Paper, colored\",\"1,200.00\",,,,,Paper Co,P-1\n" +
		"2027-09-04,travel,Rail,10.00,,,,,Rail Co,R-1\n" +
		"2027-09-05,travel,Taxi,500,MXN,0,2027-09-05,Banxico,Taxi,T-1\n" +
		"2029-01-01,travel,Later,5.00,,,,,X,X-1\n"
	got, err := w.s.ImportExpenses(w.coordinator(), expense.ImportInput{Award: w.Award, Museum: us(), Text: text})
	ok(t, err)
	want := "3 expense_claimed_twice|4 bad_date|6 expense_claimed_twice|7 bad_rate|8 expense_in_future"
	var b []string
	for _, r := range got.Refused {
		b = append(b, string(rune('0'+r.Row))+" "+r.Fields[0].Code)
	}
	if got.Taken != 2 || strings.Join(b, "|") != want {
		t.Errorf("took %d and refused %s", got.Taken, strings.Join(b, "|"))
	}
	for _, bad := range []string{"", "spent_on,category", "day,category\n1,2", "amount,amount\n1,2", "amount\n\"1"} {
		if _, err := w.s.ImportExpenses(w.coordinator(), expense.ImportInput{Award: w.Award, Museum: us(), Text: bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is answered with %v", bad, err)
		}
	}
}

func TestTheLifeOfAnExpenseIsThisAndNoOther(t *testing.T) {
	t.Parallel()
	if bad := expense.Moves().Sound(); len(bad) > 0 {
		t.Error(bad)
	}
	const file = "testdata/states.golden"
	got := expense.Moves().String()
	if *update {
		ok(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("the moves differ from %s (%v):\n%s", file, err, got)
	}
}

func named(err error, field, code string) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	for _, x := range f.Fields {
		if x.Path == field && x.Code == code {
			return true
		}
	}
	return false
}

func organization(name string) ident.Organization { return id[ident.Organization](name) }
