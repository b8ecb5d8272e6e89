package filing_test

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func day(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// dates are what is owed, a line a report: rule, period, date.
func dates(rows []*filing.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Rule+" "+r.From.String()+" "+r.To.String()+" "+r.By().String())
	}
	return out
}

// period gives the award other terms.
func (w *world) period(number, from, to string) {
	w.t.Helper()
	w.SQL(`BEGIN; INSERT INTO award_terms SELECT award_id, ` + number + `, '` + from + `', '` + to + `', grant_minor, share_minor, effective_on, now(), recorded_by, source FROM award_terms WHERE number = 1;
INSERT INTO award_term_lines SELECT award_id, ` + number + `, category, grant_minor, share_minor FROM award_term_lines WHERE number = 1; COMMIT;`)
}

// The example of domain 3.3: an award from 2026-08-01 to 2027-07-31.
func TestAnAwardFromAugustToJulyReportsOnTheDatesOfTheExample(t *testing.T) {
	t.Parallel()
	w := unplanned(t)
	w.period("2", "2026-08-01", "2027-07-31")
	w.plan()
	want := []string{
		"museum_quarterly 2026-08-01 2026-09-30 2026-10-15",
		"museum_quarterly 2026-10-01 2026-12-31 2027-01-15",
		"museum_quarterly 2027-01-01 2027-03-31 2027-04-15",
		"museum_quarterly 2027-04-01 2027-06-30 2027-07-15",
		"museum_final 2026-08-01 2027-07-31 2027-10-29",
	}
	rows := w.reports()
	if got := dates(rows); !slices.Equal(got, want) {
		t.Errorf("museums owe\n%v, want\n%v", got, want)
	}
	if !rows[0].Short || rows[1].Short || !rows[4].Final {
		t.Errorf("the first is short: %t, the second: %t, the last is final: %t", rows[0].Short, rows[1].Short, rows[4].Final)
	}
	all, err := w.s.Schedule(w.official(), w.Award)
	ok(t, err)
	var funder []string
	for _, d := range all.Funder {
		funder = append(funder, d.On.String())
	}
	if want := []string{"2026-10-30", "2027-01-30", "2027-04-30", "2027-07-30", "2027-11-28"}; !slices.Equal(funder, want) {
		t.Errorf("the funder is owed %v, want %v", funder, want)
	}
}

func TestAWeekendIsWarnedOfAndKeepsTheLegalDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, err := w.s.Filing(w.coordinator(), w.reports()[1].ID) // due 2028-01-15, a Saturday before a holiday
	ok(t, err)
	if d.On != day("2028-01-15") || d.Free() == nil || !d.Free().Weekend || d.Free().Next != day("2028-01-18") {
		t.Errorf("due on %s with %+v", d.On, d.Free())
	}
}

func TestALongerAwardMovesWhatIsNotSettledAndKeepsTheFirstDates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.handedIn()
	id := w.reports()[0].ID
	_, err := w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: id})
	ok(t, err)
	_, err = w.s.Accept(w.officer(), w.accepting(id))
	ok(t, err)
	w.period("2", "2027-08-01", "2028-12-31")
	shifts, err := w.s.Replan(w.grants(), w.Award)
	ok(t, err)
	why := map[string]int{}
	for _, s := range shifts {
		why[s.Why]++
	}
	if why[duty.ShiftSettled] != 1 || why[duty.ShiftStays] != 3 || why[duty.ShiftMoves] != 1 || why[duty.ShiftAdded] != 1 {
		t.Errorf("shifts %v", why)
	}
	rows := w.reports()
	last := rows[len(rows)-1]
	if last.By() != day("2029-03-31") || last.OriginalOn != day("2028-10-29") {
		t.Errorf("the final report is due on %s, first on %s", last.By(), last.OriginalOn)
	}
	d, err := w.s.Filing(w.officer(), last.ID)
	ok(t, err)
	if len(d.Dates) != 2 || d.Dates[0].Cause != filing.Planned || d.Dates[1].Cause != filing.Replanned || d.Dates[0].On != day("2028-10-29") {
		t.Errorf("dates on the record: %+v", d.Dates)
	}
	again, err := w.s.Replan(w.grants(), w.Award)
	ok(t, err)
	for _, s := range again {
		if s.Why != duty.ShiftStays && s.Why != duty.ShiftSettled {
			t.Errorf("planned twice, %s of %v", s.Why, s.Before)
		}
	}
}

func TestAShorterAwardDropsWhatLiesBeyondIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gone := w.reports()[3].ID
	w.period("2", "2027-08-01", "2028-04-15")
	_, err := w.s.Replan(w.grants(), w.Award)
	ok(t, err)
	if got := dates(w.reports()); len(got) != 4 || got[3] != "museum_final 2027-08-01 2028-04-15 2028-07-14" {
		t.Errorf("left are %v", got)
	}
	_, err = w.s.Extend(w.grants(), filing.ExtendInput{Filing: gone, Until: day("2029-01-01"), Reason: "late"})
	refused(t, err, fault.Conflict, "dropped")
}

func TestTheDatesOfAPeriodAreShownBeforeItIsAgreed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := dates(w.reports())
	shifts, err := w.s.PreviewPeriod(w.coordinator(), w.Award, day("2027-08-01"), day("2028-09-30"))
	ok(t, err)
	moved := 0
	for _, s := range shifts {
		if s.Why == duty.ShiftMoves {
			moved++
			if s.After.On != day("2028-12-29") {
				t.Errorf("the final report would be due on %s", s.After.On)
			}
		}
	}
	if moved != 1 || !slices.Equal(dates(w.reports()), before) {
		t.Errorf("%d move, and the plan is %v", moved, dates(w.reports()))
	}
	_, err = w.s.PreviewPeriod(w.coordinator(), w.Award, day("2027-08-01"), day("2027-07-01"))
	refused(t, err, fault.Invalid, "ends_before_start")
}

func TestRulesOfACycleAreChangedWithAReasonAfterTheirPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cycle := pgtest.ID[ident.Cycle]("cycle")
	both := []duty.Part{duty.Narrative, duty.Financial}
	in := filing.SetRulesInput{Cycle: cycle, Rules: []filing.RuleInput{
		{Key: "museum_quarterly", Parts: both, Every: duty.Quarter, Anchor: duty.FederalCalendar, Days: 20},
		{Key: "museum_final", Parts: both, Every: duty.Once, Anchor: duty.AwardEnd, Days: 90},
		{Key: "first_payment", Parts: []duty.Part{duty.Narrative}, Every: duty.Once, Anchor: duty.FirstPayment, Months: 1},
	}}
	seen, err := w.s.PreviewRules(w.officer(), in)
	ok(t, err)
	if len(seen.Awards) != 1 || len(seen.Awards[0].Shifts) != 6 || w.reports()[0].By() != day("2027-10-15") {
		t.Fatalf("the preview says %+v, the plan %v", seen.Awards, dates(w.reports()))
	}
	_, err = w.s.SetRules(w.officer(), in)
	refused(t, err, fault.Invalid, "required")
	in.Reason = "The program gives five days more."
	_, err = w.s.SetRules(w.coordinator(), in)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.SetRules(w.director(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	done, err := w.s.SetRules(w.officer(), in)
	ok(t, err)
	if done.After.Number != 1 || done.After.Rules[1].Source == "program" || done.After.Rules[0].Source != "program" {
		t.Errorf("kept %+v", done.After)
	}
	rows := w.reports()
	if rows[0].By() != day("2027-10-20") || rows[0].OriginalOn != day("2027-10-15") || rows[len(rows)-1].Rule != "first_payment" || !rows[len(rows)-1].By().IsZero() {
		t.Errorf("planned is %v", dates(rows))
	}
	zero := 0
	in.ExpectedNumber = &zero
	_, err = w.s.SetRules(w.officer(), in)
	refused(t, err, fault.Conflict, "version")
	in.ExpectedNumber, in.Rules[0].Days, in.Rules[0].Months, in.Rules[1].Key = nil, 10, 1, "museum_quarterly"
	_, err = w.s.SetRules(w.officer(), in)
	refused(t, err, fault.Invalid, "doubled")
	refused(t, err, fault.Invalid, "unsound")
}

func TestAReportAfterTheFirstPaymentWaitsForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both := []duty.Part{duty.Narrative}
	_, err := w.s.SetRules(w.officer(), filing.SetRulesInput{Cycle: pgtest.ID[ident.Cycle]("cycle"), Reason: "A word after the first payment.", Rules: []filing.RuleInput{
		{Key: "museum_final", Parts: both, Every: duty.Once, Anchor: duty.AwardEnd, Days: 90},
		{Key: "first_payment", Parts: both, Every: duty.Once, Anchor: duty.FirstPayment, Months: 1},
	}})
	ok(t, err)
	w.SQL(`INSERT INTO payments (id, award_id, number, kind, from_on, to_on, amount_minor, state, content, sha256, signed_name, signed_title, paid_on, reference)
VALUES (md5('pay')::uuid, md5('award1')::uuid, 1, 'advance', '2027-08-01', '2027-09-30', 100000, 'paid', 'x', sha256('x'), 'Odette Example', 'Director', '2027-09-08', 'BANK-1');
INSERT INTO payment_steps (payment_id, ordinal, verb, to_state, taken_by, taken_at) VALUES (md5('pay')::uuid, 1, 'pay', 'paid', md5('funder')::uuid, now())`)
	_, err = w.s.Replan(w.grants(), w.Award)
	ok(t, err)
	r := w.reports()[0]
	if r.Rule != "first_payment" || r.By() != day("2027-10-29") || r.OriginalOn != r.By() { // the last business day of October
		t.Errorf("planned is %v, first due by %s", dates(w.reports()), r.OriginalOn)
	}
}

func TestALaterDateIsGrantedOnceWithAReasonAndTheLegalOneStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.reports()[0]
	w.on(day("2027-10-14"))
	in := filing.ExtendInput{Filing: r.ID, Until: day("2027-10-25")}
	_, err := w.s.Extend(w.grants(), in)
	refused(t, err, fault.Invalid, "required")
	in.Reason = "The storm closed the museum."
	_, err = w.s.Extend(w.officer(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	d, err := w.s.Extend(w.grants(), in)
	ok(t, err)
	if d.On != day("2027-10-15") || d.By() != day("2027-10-25") || d.Dates[1].Reason != in.Reason {
		t.Errorf("legal %s, counts %s, %+v", d.On, d.By(), d.Dates)
	}
	_, err = w.s.Extend(w.grants(), in)
	refused(t, err, fault.Invalid, "not_later")
	if w.Try(`UPDATE filings SET extended_on = '2028-01-01' WHERE id = '`+r.ID.UUID().String()+`'`) == nil {
		t.Error("a later date was written without an extension")
	}
	w.on(day("2027-10-25"))
	late, err := w.s.Overdue(w.officer(), w.Award)
	ok(t, err)
	if len(late) != 0 {
		t.Errorf("on the extended day %d are overdue", len(late))
	}
	w.on(day("2027-10-26"))
	if late, err = w.s.Overdue(w.officer(), w.Award); err != nil || len(late) != 1 {
		t.Errorf("a day later %d are overdue, %v", len(late), err)
	}
}

func TestAWaivedReportHoldsNothingBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.reports()[0]
	w.on(day("2027-11-01"))
	_, err := w.s.Waive(w.officer(), filing.WaiveInput{Filing: r.ID, Reason: "Too little happened."})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.Waive(w.grants(), filing.WaiveInput{Filing: r.ID})
	refused(t, err, fault.Invalid, "required")
	d, err := w.s.Waive(w.grants(), filing.WaiveInput{Filing: r.ID, Reason: "Too little happened."})
	ok(t, err)
	late, err := w.s.Overdue(w.officer(), w.Award)
	ok(t, err)
	if d.State != duty.Waived || len(late) != 0 {
		t.Errorf("it is %s and %d are overdue", d.State, len(late))
	}
	_, err = w.s.Begin(w.coordinator(), filing.BeginInput{Filing: r.ID})
	refused(t, err, fault.Conflict, "wrong_state")
}

func TestOthersDoNotSeeAnAwardsReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.reports()[0].ID
	other := w.Museum("coordinator2", auth.Coordinator, "us2")
	_, err := w.s.Filing(other, id)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.Begin(other, filing.BeginInput{Filing: id})
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.Handed(other, id, 1)
	refused(t, err, fault.NotFound, "not_found")
}
