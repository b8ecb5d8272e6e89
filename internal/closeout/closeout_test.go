package closeout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func TestTheLifeOfAnAwardIsATable(t *testing.T) {
	t.Parallel()
	if mistakes := closeout.LifeMoves().Sound(); len(mistakes) > 0 {
		t.Error(mistakes)
	}
	golden.Check(t, "testdata/states.golden", closeout.LifeMoves().String())
}

func TestTheCalendarBeginsAndEndsAnAward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(2027, 7, 31)
	if st := w.state(); st != award.Official {
		t.Errorf("before its first day it is %s", st)
	}
	w.on(2027, 8, 1)
	if st := w.state(); st != award.Active {
		t.Errorf("on its first day it is %s", st)
	}
	_, err := w.s.Suspend(w.officer(), closeout.SuspendInput{Award: w.Award, Reason: "No."})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.Suspend(w.grants(), closeout.SuspendInput{Award: w.Award})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.Suspend(w.grants(), closeout.SuspendInput{Award: w.Award, Reason: "The audit found no books."})
	ok(t, err)
	_, err = w.s.Suspend(w.grants(), closeout.SuspendInput{Award: w.Award, Reason: "Twice."})
	refused(t, err, fault.Conflict, "wrong_state")
	d, err := w.s.Resume(w.grants(), closeout.SuspendInput{Award: w.Award, Reason: "They are here."})
	ok(t, err)
	if d.File.State != award.Active || len(d.Life) != 3 || d.Life[1].Reason != "The audit found no books." || d.Closeout != nil {
		t.Errorf("resumed it is %s after %d steps", d.File.State, len(d.Life))
	}
	_, err = w.move(w.officer(), closeout.TakeReports)
	refused(t, err, fault.Conflict, "closeout_not_due")
	w.on(2028, 7, 31)
	if st := w.state(); st != award.Active {
		t.Errorf("on its last day it is %s", st)
	}
	w.on(2028, 8, 1)
	d = w.detail()
	c := d.Closeout
	if d.File.State != award.PeriodEnded || c.State != closeout.Open || c.DueOn != calendar.On(2028, 10, 29) || c.FunderDueOn != calendar.On(2028, 11, 28) || c.UnilateralFrom != calendar.On(2029, 8, 1) || d.Days() != 89 {
		t.Errorf("the day after it is %s, closed by %+v", d.File.State, c)
	}
	w.on(2028, 8, 1)
	if n := len(w.detail().Steps); n != 1 {
		t.Errorf("looked at twice it has %d steps", n)
	}
}

func TestAnAwardIsClosedByTwoPeopleOnceNothingIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(2027, 8, 2)
	w.spent(95_000, 90_000, 45_000)
	w.on(2028, 8, 1)
	if got := lacks(w.detail()); got != "final_report refund property certificate" {
		t.Errorf("it lacks %s", got)
	}
	_, err := w.move(w.officer(), closeout.TakeReports)
	refused(t, err, fault.Invalid, "closeout_final_report")
	w.reported()
	_, err = w.move(w.grants(), closeout.TakeReports)
	refused(t, err, fault.Forbidden, "forbidden")
	d := w.moved(w.officer(), closeout.TakeReports)
	if d.File.State != award.Closing || d.Closeout.State != closeout.ReportsIn {
		t.Errorf("its reports taken it is %s, %s", d.File.State, d.Closeout.State)
	}
	w.moved(w.finance(), closeout.Liquidate)
	_, err = w.move(w.grants(), closeout.Reconcile)
	refused(t, err, fault.Invalid, "closeout_refund")
	d = w.moved(w.finance(), closeout.ClaimRefund)
	if d.Closeout.Claimed() != money.Dollars(5_000) {
		t.Errorf("%s is asked back", d.Closeout.Claimed())
	}
	w.Clock.Set(time.Date(2028, 9, 10, 12, 0, 0, 0, time.UTC))
	back := closeout.SettleInput{Award: w.Award, Amount: "5000.01", On: calendar.On(2028, 9, 1), Reference: "WIRE 7"}
	_, err = w.s.ReceiveRefund(w.finance(), back)
	refused(t, err, fault.Invalid, "above_claim")
	back.Amount = "2000"
	_, err = w.s.ReceiveRefund(w.finance(), back)
	ok(t, err)
	_, err = w.move(w.grants(), closeout.Reconcile)
	refused(t, err, fault.Invalid, "closeout_refund")
	back.Amount, back.Reference = "3000", "WIRE 8"
	_, err = w.s.ReceiveRefund(w.finance(), back)
	ok(t, err)
	w.moved(w.grants(), closeout.Reconcile)
	hand := closeout.CertifyInput{Award: w.Award, Name: "Odette Example", Title: "Director"}
	_, err = w.s.Certify(w.official(), hand)
	refused(t, err, fault.Invalid, "closeout_property")
	_, err = w.s.Declare(w.official(), closeout.DeclareInput{Award: w.Award, Equipment: []closeout.ThingInput{{Name: "Projector", Value: "12000"}}, Supplies: "900"})
	ok(t, err)
	_, err = w.s.Certify(w.official(), hand)
	refused(t, err, fault.Invalid, "closeout_property")
	_, err = w.s.Instruct(w.grants(), closeout.InstructInput{Award: w.Award, Instruction: "The museum keeps it for the same use."})
	ok(t, err)
	_, err = w.s.Certify(w.Museum("coordinator1", "applicant_coordinator", "us1"), hand)
	refused(t, err, fault.Forbidden, "forbidden")
	d, err = w.s.Certify(w.official(), hand)
	ok(t, err)
	if !strings.Contains(string(d.Closeout.Content), `"spent":"90000.00"`) {
		t.Errorf("certified is %s", d.Closeout.Content)
	}
	_, err = w.move(w.director(), closeout.Close)
	refused(t, err, fault.Conflict, "close_not_asked")
	w.moved(w.grants(), closeout.AskClose)
	_, err = w.move(w.grants(), closeout.Close)
	refused(t, err, fault.Forbidden, "same_person")
	d = w.moved(w.director(), closeout.Close)
	c := d.Closeout
	if d.File.State != award.Closed || c.State != closeout.Closed || c.Spent() != money.Dollars(90_000) || c.Paid() != money.Dollars(90_000) || c.Deobligated() != money.Dollars(10_000) {
		t.Errorf("closed it is %s: %+v", d.File.State, c)
	}
	if c.KeepUntil != calendar.On(2031, 10, 1) || c.FinalReportOn != calendar.On(2028, 10, 1) {
		t.Errorf("its records are kept until %s, from %s", c.KeepUntil, c.FinalReportOn)
	}
	w.holds(ledger.ObligatedTo(w.Award), 0)
	w.holds(ledger.CashOf(w.Award), 0)
	w.holds(ledger.FreeOf(cycle()), 270_000)
	if err := w.Try(`UPDATE closeouts SET spent_minor = 1`); err == nil || !strings.Contains(err.Error(), "stays as it was closed") {
		t.Errorf("past the product: %v", err)
	}
}

func TestACostShareThatIsNotMetLowersTheGrant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(2027, 8, 2)
	w.spent(80_000, 80_000, 30_000) // bears 60,000
	w.on(2028, 8, 1)
	w.reported()
	w.moved(w.officer(), closeout.TakeReports)
	if d := w.moved(w.finance(), closeout.Liquidate); d.Left() != money.Dollars(20_000) {
		t.Errorf("%s is above the share", d.Left())
	}
	_, err := w.move(w.grants(), closeout.Reconcile)
	refused(t, err, fault.Invalid, "closeout_share")
	ask := closeout.AdjustInput{Award: w.Award, Kind: closeout.Reduce, Category: budget.Travel, Amount: "20000.01", Reason: "The share was 30,000."}
	_, err = w.s.Adjust(w.finance(), ask)
	refused(t, err, fault.Invalid, "above_most")
	ask.Amount = "20000"
	d, err := w.s.Adjust(w.grants(), ask)
	ok(t, err)
	_, err = w.s.Decide(w.grants(), closeout.DecideInput{Adjustment: d.Adjustments[0].ID, Confirm: true})
	refused(t, err, fault.Forbidden, "same_person")
	d, err = w.s.Decide(w.director(), closeout.DecideInput{Adjustment: d.Adjustments[0].ID, Confirm: true})
	ok(t, err)
	if d.Left().Minor != 0 || d.Receivable() != money.Dollars(20_000) {
		t.Errorf("%s is above, %s is to come back", d.Left(), d.Receivable())
	}
	w.holds(ledger.SpentBy(w.Award, "travel"), 60_000)
	if d := w.moved(w.finance(), closeout.ClaimRefund); d.Closeout.Claimed() != money.Dollars(20_000) {
		t.Errorf("%s is asked back", d.Closeout.Claimed())
	}
}

func TestAfterTheEndOnlyAdjustmentsMoveMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.closed()
	for what, sql := range map[string]string{
		"an expense":    `INSERT INTO expenses (id, award_id, organization_id, spent_on, category, description, paid_minor, paid_currency, amount_minor, currency, state, recorded_by, recorded_at) VALUES (gen_random_uuid(), md5('award1')::uuid, md5('us1')::uuid, '2028-07-01', 'travel', 'A fare', 1, 'USD', 1, 'USD', 'draft', md5('grants')::uuid, now())`,
		"a payment":     `INSERT INTO payments (id, award_id, number, kind, from_on, to_on, amount_minor) VALUES (gen_random_uuid(), md5('award1')::uuid, 1, 'reimbursement', '2028-07-01', '2028-07-31', 1)`,
		"a trip":        `INSERT INTO trips (id, award_id, from_place, to_place, starts_on, ends_on, purpose, direction, method, federal, state, planned_by, planned_at) VALUES (gen_random_uuid(), md5('award1')::uuid, 'A', 'B', '2028-07-01', '2028-07-02', 'C', 'us_to_abroad', 'actual', true, 'planned', md5('grants')::uuid, now())`,
		"a participant": `INSERT INTO participants (id, award_id, row_number, mark, country, gender, role, side, age_band, joined_on, added_by) VALUES (gen_random_uuid(), md5('award1')::uuid, 1, '\x00', 'US', 'woman', 'youth', 'us', 'undisclosed', '2028-07-01', md5('grants')::uuid)`,
		"a report":      `UPDATE filings SET version = version + 1`,
		"the award":     `UPDATE awards SET title = 'Another' WHERE id = md5('award1')::uuid`,
		"terms":         `INSERT INTO award_terms (award_id, number, starts_on, ends_on, grant_minor, share_minor, effective_on, recorded_at, recorded_by, source) VALUES (md5('award1')::uuid, 2, '2027-08-01', '2029-07-31', 1, 1, '2027-08-01', now(), md5('grants')::uuid, 'x')`,
	} {
		if err := w.Try(sql); err == nil || !strings.Contains(err.Error(), "closed award") {
			t.Errorf("%s: %v", what, err)
		}
	}
	err := w.Book.Post(w.grants(), ledger.Move(ledger.Unspend, "x", "x", money.Dollars(1), ledger.SpentBy(w.Award, "travel"), ledger.CashOf(w.Award)))
	refused(t, err, fault.Conflict, "award_closed")
	d, err := w.s.Adjust(w.finance(), closeout.AdjustInput{Award: w.Award, Kind: closeout.Disallowed, Category: budget.Travel, Amount: "1200", Reason: "First class.", Reference: "Audit 2030-7"})
	ok(t, err)
	id := d.Adjustments[0].ID
	_, err = w.s.Decide(w.grants(), closeout.DecideInput{Adjustment: id})
	refused(t, err, fault.Invalid, "required")
	d, err = w.s.Decide(w.grants(), closeout.DecideInput{Adjustment: id, Confirm: true})
	ok(t, err)
	if d.Receivable() != money.Dollars(1_200) || d.Closeout.Spent() != money.Dollars(90_000) {
		t.Errorf("%s is to come back, closed on %s", d.Receivable(), d.Closeout.Spent())
	}
	_, err = w.s.Decide(w.director(), closeout.DecideInput{Adjustment: id, Confirm: true})
	refused(t, err, fault.Conflict, "decided_already")
	d, err = w.s.Adjust(w.finance(), closeout.AdjustInput{Award: w.Award, Kind: closeout.Recovered, Amount: "1200", Reason: "It came.", Reference: "WIRE 9"})
	ok(t, err)
	d, err = w.s.Decide(w.grants(), closeout.DecideInput{Adjustment: d.Adjustments[1].ID, Confirm: true})
	ok(t, err)
	if d.Receivable().Minor != 0 {
		t.Errorf("%s is still to come back", d.Receivable())
	}
	w.holds(ledger.FreeOf(cycle()), 271_200)
}

func TestRecordsAreKeptForTheirTimeAndWhileTheyAreHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.closed()
	kept := func() string {
		t.Helper()
		err := w.Try(`DO $$ BEGIN RAISE EXCEPTION 'kept until %', (SELECT string_agg(keep_until::text, ' ') FROM retentions); END $$`)
		_, until, _ := strings.Cut(err.Error(), "kept until ")
		return until[:min(len(until), 10)]
	}
	if got := kept(); got != "2031-10-01" {
		t.Errorf("kept until %s", got)
	}
	if err := w.Try(`UPDATE retentions SET keep_until = '2031-09-30'`); err == nil || !strings.Contains(err.Error(), "kept for their time") {
		t.Errorf("past the product: %v", err)
	}
	_, err := w.s.PlaceHold(w.finance(), closeout.HoldInput{Award: w.Award, Kind: closeout.Audit, Reason: "x"})
	refused(t, err, fault.Forbidden, "forbidden")
	d, err := w.s.PlaceHold(w.grants(), closeout.HoldInput{Award: w.Award, Kind: closeout.Audit, Reason: "The inspector general asked."})
	ok(t, err)
	if !d.Held() || d.Erasable() || kept() == "2031-10-01" {
		t.Error("the hold does not keep the records")
	}
	w.Clock.Set(time.Date(2032, 3, 1, 12, 0, 0, 0, time.UTC))
	if w.detail().Erasable() {
		t.Error("held records may be erased")
	}
	d, err = w.s.LiftHold(w.director(), closeout.LiftInput{Hold: d.Holds[0].ID, Reason: "The audit is over."})
	ok(t, err)
	if d.Held() || d.Closeout.KeepUntil != calendar.On(2032, 3, 1) || kept() != "2032-03-01" {
		t.Errorf("lifted after their time they are kept until %s", d.Closeout.KeepUntil)
	}
	_, err = w.s.LiftHold(w.director(), closeout.LiftInput{Hold: d.Holds[0].ID, Reason: "Twice."})
	refused(t, err, fault.Conflict, "hold_lifted")
	w.Clock.Set(time.Date(2032, 3, 2, 12, 0, 0, 0, time.UTC))
	if !w.detail().Erasable() {
		t.Error("after their time they may be erased")
	}
}

func TestAfterAYearAnAwardIsClosedOnWhatThereIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(2027, 8, 2)
	w.spent(60_000, 55_000, 10_000)
	w.on(2028, 8, 1)
	_, err := w.move(w.grants(), closeout.AskUnilateral)
	refused(t, err, fault.Conflict, "year_not_over")
	w.on(2029, 8, 1)
	w.moved(w.grants(), closeout.AskUnilateral)
	_, err = w.move(w.grants(), closeout.CloseUnilaterally)
	refused(t, err, fault.Forbidden, "same_person")
	d := w.moved(w.director(), closeout.CloseUnilaterally)
	if d.File.State != award.Closed || d.Closeout.State != closeout.ClosedUnilaterally || d.Receivable() != money.Dollars(5_000) || d.Closeout.Deobligated() != money.Dollars(40_000) || d.Closeout.KeepUntil != calendar.On(2032, 8, 1) {
		t.Errorf("closed on what there is: %+v, %s to come back", d.Closeout, d.Receivable())
	}
	d, err = w.s.Adjust(w.finance(), closeout.AdjustInput{Award: w.Award, Kind: closeout.Recovered, Amount: "5000", Reason: "It came.", Reference: "WIRE 9"})
	ok(t, err)
	_, err = w.s.Decide(w.grants(), closeout.DecideInput{Adjustment: d.Adjustments[0].ID, Confirm: true})
	ok(t, err)
	w.holds(ledger.CashOf(w.Award), 0)
}

func TestALongerPeriodTakesTheCloseoutBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(2027, 8, 2)
	w.on(2028, 8, 1)
	w.SQL(`BEGIN; INSERT INTO award_terms (award_id, number, starts_on, ends_on, grant_minor, share_minor, effective_on, recorded_at, recorded_by, source)
SELECT award_id, 2, starts_on, '2028-12-31', grant_minor, share_minor, '2028-07-31', now(), recorded_by, 'amd' FROM award_terms;
INSERT INTO award_term_lines SELECT award_id, 2, category, grant_minor, share_minor FROM award_term_lines; COMMIT`)
	w.on(2028, 8, 2)
	if d := w.detail(); d.File.State != award.Active || d.Closeout.State != closeout.NotDue {
		t.Errorf("it goes on as %s, its closeout %s", d.File.State, d.Closeout.State)
	}
	w.on(2029, 1, 1)
	if d := w.detail(); d.File.State != award.PeriodEnded || d.Closeout.State != closeout.Open || d.Closeout.EndedOn != calendar.On(2028, 12, 31) {
		t.Errorf("it ends as %s, its closeout %+v", d.File.State, d.Closeout)
	}
}
