package payment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestTheStepsOfAPaymentAreTheseAndNoOthers(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range payment.Moves().Moves {
		fmt.Fprintf(&b, "payment: %s -> %s: %s %v\n", m.From, m.To, m.Verb, m.By)
	}
	golden.Check(t, "testdata/states.golden", b.String())
}

func TestAnAdvanceGoesFromTheMuseumToTheBank(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.begun()
	if c.Amount() != money.Dollars(12_500) || c.FromOn != calendar.On(2027, 8, 1) || c.ToOn != calendar.On(2027, 9, 30) {
		t.Fatalf("the draft asks for %s from %s to %s", c.Amount(), c.FromOn, c.ToOn)
	}
	for line, want := range map[string]string{"11a": "0.00", "11d": "16500.00", "11f": "4000.00", "11g": "12500.00", "11h": "0.00", "11i": "12500.00"} {
		if got := c.Form.Total.Value(line).Decimal(); got != want {
			t.Errorf("line %s is %s, want %s", line, got, want)
		}
	}
	c = w.certify(c)
	if c.State != payment.Certified || len(c.SHA256) != 32 || c.Last("certify") == nil {
		t.Fatalf("certified it is %s", c.State)
	}
	c, err := w.s.Submit(w.coordinator(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Check(w.officer(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Approve(w.grants(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Conflict, "no_vendor")
	_, err = w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "12 34"})
	refused(t, err, fault.Invalid, "bad_vendor")
	_, err = w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "V-10023"})
	ok(t, err)
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	w.holds(ledger.ObligatedTo(w.Award), "87500.00")
	w.holds(ledger.CashOf(w.Award), "12500.00")
	_, err = w.s.MarkPaid(w.finance(), payment.PaidInput{Payment: c.ID, On: calendar.On(2027, 8, 1), Reference: "ACH"})
	refused(t, err, fault.Invalid, "too_early")
	c, err = w.s.MarkPaid(w.finance(), payment.PaidInput{Payment: c.ID, On: calendar.On(2027, 8, 2), Reference: "ACH-77"})
	ok(t, err)
	a, err := w.s.Account(w.partner(), w.Award)
	ok(t, err)
	if a.Paid() != money.Dollars(12_500) || a.Left() != money.Dollars(87_500) || a.OnHand() != money.Dollars(12_500) || len(c.Steps) != 7 {
		t.Errorf("paid %s, left %s, on hand %s, %d steps", a.Paid(), a.Left(), a.OnHand(), len(c.Steps))
	}
	rows, err := w.s.Payments(w.Staff("auditor", auth.Auditor), payment.Filter{State: payment.Paid}, page.First(5))
	ok(t, err)
	if len(rows.Nodes) != 1 || rows.Nodes[0].ID != c.ID || rows.Nodes[0].Vendor != "V-10023" {
		t.Errorf("the auditor reads %+v", rows.Nodes)
	}
}

func TestTheNextAdvanceIsSizedToTheCashAtTheMuseum(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.paid()
	ok(t, w.Book.Post(w.grants(), ledger.Move(ledger.Spend, "Spent", "x", money.Dollars(9_000), ledger.CashOf(w.Award), ledger.SpentBy(w.Award, "travel"))))
	c, err := w.s.Begin(w.coordinator(), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: payment.Plan{On: calendar.On(2027, 11, 5), Month1: "2000", Month2: "6000", Month3: "3000"}})
	ok(t, err)
	// 3,500 are on hand and used first: nothing for October, 4,500 for November.
	f := c.Form.Facts
	if c.Amount() != money.Dollars(7_500) || f.OnHand != money.Dollars(3_500) || f.Months != [3]money.Money{money.Dollars(0), money.Dollars(4_500), money.Dollars(3_000)} {
		t.Errorf("asks for %s, on hand %s, by month %v", c.Amount(), f.OnHand, f.Months)
	}
	if h, _ := c.Form.Columns[0].Line("11h"); len(h.Sources) != 1 || h.Sources[0].Key != first.ID.String() {
		t.Errorf("line 11h is made of %+v", h.Sources)
	}
	for _, g := range c.Gates() {
		if !g.Open {
			t.Errorf("%s is shut: %+v", g.Code, g.Findings)
		}
	}
}

func TestAReimbursementIsWhatWasSpentAndNotPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ask := payment.BeginInput{Award: w.Award, Kind: federalform.Reimbursement, Plan: payment.Plan{On: calendar.On(2027, 8, 5)}}
	c, err := w.s.Begin(w.coordinator(), ask)
	ok(t, err)
	hash, err := c.Draft()
	ok(t, err)
	_, err = w.s.Certify(w.official(), payment.SignInput{Payment: c.ID, Name: "Odette", Title: "Director", Hash: hash})
	refused(t, err, fault.Invalid, "sf270_nothing")
	ok(t, w.Book.Post(w.grants(), ledger.Move(ledger.Spend, "Spent", "x", money.Cents(123_456), ledger.CashOf(w.Award), ledger.SpentBy(w.Award, "travel"))))
	_, err = w.s.Certify(w.official(), payment.SignInput{Payment: c.ID, Name: "Odette", Title: "Director", Hash: hash})
	refused(t, err, fault.Conflict, "version")
	c, err = w.s.Payment(w.coordinator(), c.ID)
	ok(t, err)
	if c = w.certify(c); c.Amount() != money.Cents(123_456) {
		t.Errorf("certified %s", c.Amount())
	}
	ask.Plan.Month1 = "5"
	_, err = w.s.Update(w.coordinator(), payment.UpdateInput{Payment: c.ID, Plan: ask.Plan})
	refused(t, err, fault.Conflict, "wrong_state")
}

func TestWhoAsksApprovesAndReleasesAreThreePeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.submitted()
	both := w.Staff("grants", auth.Grants, auth.Officer, auth.Finance)
	_, err := w.s.Check(both, payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Approve(both, payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "V-1"})
	ok(t, err)
	_, err = w.s.Release(both, payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Forbidden, "same_person")
	for _, who := range []string{"official1", "grants", "coordinator1"} {
		text := fmt.Sprintf(`INSERT INTO payment_steps VALUES ('%s', 6, 'release', 'released', md5('%s')::uuid, now())`, c.ID.UUID(), who)
		if err := w.Try(text); err == nil || !strings.Contains(err.Error(), "three people") {
			t.Errorf("the database let %s release: %v", who, err)
		}
	}
	if err := w.Try(fmt.Sprintf(`UPDATE payments SET state = 'released' WHERE id = '%s'`, c.ID.UUID())); err == nil || !strings.Contains(err.Error(), "by steps") {
		t.Errorf("the database let a request move without a step: %v", err)
	}
}

func TestNothingIsReleasedWhileAReportIsOwedOrTheAwardIsSuspended(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.submitted()
	w.owed.names = []string{"Quarterly report, July to September 2027"}
	_, err := w.s.Check(w.officer(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "sf270_report_owed")
	w.owed.names = nil
	w.SQL(`INSERT INTO award_conditions (id, award_id, text, why, set_by, set_at) VALUES (md5('cd')::uuid, md5('award1')::uuid, 'Receipts first.', 'New.', md5('grants')::uuid, now())`)
	_, err = w.s.Check(w.officer(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "conditions_unweighed")
	_, err = w.s.Check(w.officer(), payment.StepInput{Payment: c.ID, Reason: "The receipts came on 1 August."})
	ok(t, err)
	_, err = w.s.Approve(w.grants(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "V-1"})
	ok(t, err)
	w.owed.names = []string{"Quarterly report"}
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "sf270_report_owed")
	w.owed.names = nil
	w.SQL(`UPDATE awards SET state = 'suspended' WHERE id = md5('award1')::uuid`)
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Conflict, "award_stopped")
	if err := w.Try(fmt.Sprintf(`UPDATE payments SET state = 'released' WHERE id = '%s'`, c.ID.UUID())); err == nil || !strings.Contains(err.Error(), "suspended or over") {
		t.Errorf("the database let money go to a suspended award: %v", err)
	}
}

func TestNothingAboveTheObligationOrTheNeedIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sign := func(c *payment.Card) error {
		hash, err := c.Draft()
		ok(t, err)
		_, err = w.s.Certify(w.official(), payment.SignInput{Payment: c.ID, Name: "Odette", Title: "Director", Hash: hash})
		return err
	}
	plan := w.plan()
	plan.Month3 = "7500.01" // a cent above what the agreement says is needed before the first quarter ends
	c, err := w.s.Begin(w.coordinator(), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: plan})
	ok(t, err)
	refused(t, sign(c), fault.Invalid, "sf270_above_need")
	plan = payment.Plan{On: calendar.On(2027, 12, 31), Month1: "60000", Month2: "40000.01"}
	c, err = w.s.Update(w.coordinator(), payment.UpdateInput{Payment: c.ID, Plan: plan})
	ok(t, err)
	refused(t, sign(c), fault.Invalid, "sf270_above_obligation")
	plan.Month2 = "40000"
	c, err = w.s.Update(w.coordinator(), payment.UpdateInput{Payment: c.ID, Plan: plan})
	ok(t, err)
	ok(t, sign(c))
	_, err = w.s.Submit(w.coordinator(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Check(w.officer(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	ok(t, w.Book.Post(w.grants(), ledger.Move(ledger.Correct, "Less", "x", money.Cents(1), ledger.ObligatedTo(w.Award), ledger.FreeOf(pgtest.ID[ident.Cycle]("cycle")))))
	_, err = w.s.Approve(w.grants(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "sf270_above_obligation")
	if err := w.Try(fmt.Sprintf(`UPDATE payments SET state = 'approved' WHERE id = '%s'`, c.ID.UUID())); err == nil || !strings.Contains(err.Error(), "within what is obligated") {
		t.Errorf("the database let a payment above the obligation pass: %v", err)
	}
}

func TestADraftIsRefusedByTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, x := range map[string]struct {
		kind federalform.PaymentKind
		plan payment.Plan
		code string
	}{
		"no quarter":                     {federalform.Advance, payment.Plan{}, "required"},
		"a quarter before the award":     {federalform.Advance, payment.Plan{On: calendar.On(2027, 5, 1)}, "outside_period"},
		"July, before the award begins":  {federalform.Advance, payment.Plan{On: calendar.On(2027, 9, 1), Month1: "10"}, "outside_period"},
		"no amount":                      {federalform.Advance, payment.Plan{On: calendar.On(2027, 9, 1), Month2: "ten"}, "bad_amount"},
		"less than nothing":              {federalform.Advance, payment.Plan{On: calendar.On(2027, 9, 1), Month2: "-1"}, "bad_amount"},
		"more than the award":            {federalform.Advance, payment.Plan{On: calendar.On(2027, 9, 1), Month2: "100000.01"}, "out_of_range"},
		"a reimbursement of what is not": {federalform.Reimbursement, payment.Plan{On: calendar.On(2027, 9, 1), Month2: "10"}, "no_advance"},
		"no kind":                        {"gift", payment.Plan{On: calendar.On(2027, 9, 1)}, "bad_choice"},
	} {
		if _, err := w.s.Begin(w.coordinator(), payment.BeginInput{Award: w.Award, Kind: x.kind, Plan: x.plan}); !fault.HasCode(err, x.code) {
			t.Errorf("%s: %v, want %s", name, err, x.code)
		}
	}
	w.begun()
	_, err := w.s.Begin(w.coordinator(), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: w.plan()})
	refused(t, err, fault.Conflict, "draft_open")
	_, err = w.s.Begin(w.partner(), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: w.plan()})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.Begin(w.Museum("coordinator2", auth.Coordinator, "us2"), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: w.plan()})
	refused(t, err, fault.NotFound, "not_found")
}

func TestWhatComesBackFromTheBankIsOwedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.paid()
	_, err := w.s.Return(w.finance(), payment.ReturnInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "required")
	c, err = w.s.Return(w.finance(), payment.ReturnInput{Payment: c.ID, Reason: "Account closed."})
	ok(t, err)
	if w.owed.planned != 2 {
		t.Errorf("reports were planned anew %d times, want once when it arrived and once when it came back", w.owed.planned)
	}
	w.holds(ledger.ObligatedTo(w.Award), "100000.00")
	w.holds(ledger.CashOf(w.Award), "0.00")
	_, err = w.s.Retry(w.Staff("finance", auth.Finance, auth.Grants), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Forbidden, "same_person")
	_, err = w.s.Retry(w.grants(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	c, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	if c.Attempt != 2 {
		t.Errorf("released %d times", c.Attempt)
	}
	w.holds(ledger.CashOf(w.Award), "12500.00")
	_, err = w.s.Return(w.finance(), payment.ReturnInput{Payment: c.ID, Reason: "Again."})
	ok(t, err)
	_, err = w.s.Cancel(w.grants(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "required")
	c, err = w.s.Cancel(w.grants(), payment.StepInput{Payment: c.ID, Reason: "The museum asks anew."})
	ok(t, err)
	if c.State != payment.Cancelled {
		t.Errorf("it is %s", c.State)
	}
	w.begun()
}

func TestARequestThatIsSentBackIsADraftAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.submitted()
	_, err := w.s.SendBack(w.officer(), payment.StepInput{Payment: c.ID})
	refused(t, err, fault.Invalid, "required")
	c, err = w.s.SendBack(w.officer(), payment.StepInput{Payment: c.ID, Reason: "Tell us of October."})
	ok(t, err)
	if c.State != payment.Draft || c.Frozen() || c.Last("send_back").Reason == "" {
		t.Errorf("it is %s", c.State)
	}
	if err := w.Try(`DELETE FROM payment_steps`); err == nil {
		t.Error("a step is gone")
	}
	w.certify(c)
	if err := w.Try(`UPDATE payments SET amount_minor = 5`); err == nil || !strings.Contains(err.Error(), "back to draft") {
		t.Errorf("the database let a certified amount change: %v", err)
	}
	_, err = w.s.Reopen(w.coordinator(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Cancel(w.coordinator(), payment.StepInput{Payment: c.ID})
	ok(t, err)
}

func TestALeadPassesOnNoMoreThanItWasPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.released()
	in := payment.ForwardInput{Payment: c.ID, Organization: pgtest.ID[ident.Organization]("abroad1"), Amount: "4000", On: calendar.On(2027, 8, 2), File: []byte("%PDF-1.7 receipt")}
	_, err := w.s.Forward(w.coordinator(), in)
	refused(t, err, fault.Conflict, "not_paid")
	_, err = w.s.MarkPaid(w.finance(), payment.PaidInput{Payment: c.ID, On: calendar.On(2027, 8, 2), Reference: "ACH-1"})
	ok(t, err)
	in.Organization = pgtest.ID[ident.Organization]("us1")
	_, err = w.s.Forward(w.coordinator(), in)
	refused(t, err, fault.Invalid, "not_partner")
	in.Organization, in.Amount = pgtest.ID[ident.Organization]("abroad1"), "12500.01"
	_, err = w.s.Forward(w.coordinator(), in)
	refused(t, err, fault.Invalid, "above_paid")
	in.Amount, in.File = "4000", []byte("MZ")
	_, err = w.s.Forward(w.coordinator(), in)
	refused(t, err, fault.Invalid, "bad_file")
	in.File = []byte("%PDF-1.7 receipt")
	_, err = w.s.Forward(w.partner(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	c, err = w.s.Forward(w.coordinator(), in)
	ok(t, err)
	x := c.Forwards[0]
	if x.Name == "" || !x.Kept() || c.Forwarded() != money.Dollars(4_000) {
		t.Errorf("passed on: %+v", x)
	}
	_, err = w.s.Return(w.finance(), payment.ReturnInput{Payment: c.ID, Reason: "Closed."})
	refused(t, err, fault.Conflict, "forwarded")
	in.Amount = "8500"
	c, err = w.s.Forward(w.coordinator(), in)
	ok(t, err)
	text := fmt.Sprintf(`INSERT INTO payment_forwards (id, payment_id, organization_id, amount_minor, forwarded_on, recorded_by, recorded_at) VALUES (md5('f')::uuid, '%s', md5('abroad1')::uuid, 1, '2027-08-02', md5('official1')::uuid, now())`, c.ID.UUID())
	if err := w.Try(text); err == nil || !strings.Contains(err.Error(), "never more") {
		t.Errorf("the database let more be passed on than was paid: %v", err)
	}
	_, err = w.s.WithdrawForward(w.coordinator(), payment.ForwardedInput{Payment: c.ID, Forward: c.Forwards[1].ID, Reason: "Typed twice."})
	ok(t, err)
	_, err = w.s.ConfirmForward(w.coordinator(), payment.ForwardedInput{Payment: c.ID, Forward: x.ID})
	refused(t, err, fault.Forbidden, "forbidden")
	c, err = w.s.ConfirmForward(w.partner(), payment.ForwardedInput{Payment: c.ID, Forward: x.ID})
	ok(t, err)
	_, err = w.s.WithdrawForward(w.coordinator(), payment.ForwardedInput{Payment: c.ID, Forward: x.ID, Reason: "No."})
	refused(t, err, fault.Conflict, "confirmed_already")
	if c.Forwarded() != money.Dollars(4_000) {
		t.Errorf("%s was passed on", c.Forwarded())
	}
}

func TestABatchGoesToTheBankOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.approved()
	in := payment.BatchInput{Payments: []ident.Payment{c.ID}, On: calendar.On(2027, 8, 3)}
	_, err := w.s.MakeBatch(w.finance(), in)
	refused(t, err, fault.Conflict, "not_waiting")
	_, err = w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "V-10023"})
	ok(t, err)
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.MakeBatch(w.grants(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	b, err := w.s.MakeBatch(w.finance(), in)
	ok(t, err)
	golden.Check(t, "testdata/batch.xml", string(b.XML))
	golden.Check(t, "testdata/batch.csv", string(b.CSV))
	_, err = w.s.MakeBatch(w.finance(), in)
	refused(t, err, fault.Conflict, "not_waiting")
	again, err := w.s.Batch(w.Staff("auditor", auth.Auditor), b.ID)
	ok(t, err)
	if string(again.XML) != string(b.XML) || string(again.CSV) != string(b.CSV) {
		t.Error("the batch is not what the bank got")
	}
	_, err = w.s.Batch(w.coordinator(), b.ID)
	refused(t, err, fault.NotFound, "not_found")
	if err := w.Try(`UPDATE payment_batches SET total_minor = 0`); err == nil {
		t.Error("a batch changed")
	}
	_, err = w.s.Return(w.finance(), payment.ReturnInput{Payment: c.ID, Reason: "Account closed."})
	ok(t, err)
	_, err = w.s.Retry(w.grants(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	_, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	ok(t, err)
	b, err = w.s.MakeBatch(w.finance(), in)
	ok(t, err)
	if b.Number != "PAY-20270803-2" || !strings.Contains(string(b.XML), "<EndToEndId>MC-2027-A01-1-2</EndToEndId>") {
		t.Errorf("the second try is batch %s:\n%s", b.Number, b.XML)
	}
	list, err := w.s.Batches(w.finance(), page.First(1))
	ok(t, err)
	n, err := list.TotalCount(w.finance())
	if err != nil || n != 2 || list.Nodes[0].ID != b.ID || !list.PageInfo.HasNextPage {
		t.Errorf("%d batches: %v", n, err)
	}
}
