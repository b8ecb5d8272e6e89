package amendment_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func cycle() ident.Cycle { return pgtest.ID[ident.Cycle]("cycle") }

func moves(pairs ...string) amendment.DeltaInput {
	var d amendment.DeltaInput
	for i := 0; i < len(pairs); i += 2 {
		d.Lines = append(d.Lines, amendment.MovedInput{Category: budget.Category(pairs[i]), Grant: pairs[i+1]})
	}
	return d
}

func TestTransfersAreCountedFromTheLastApprovedBudget(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.submitted(amendment.Rebudget, moves("travel", "9000", "supplies", "-9000"))
	if p := w.preview(first); triggers(p) != "" || p.Transfer.Share != 750 || p.Transfer.Moved != money.Dollars(9_000) || p.Transfer.Total != money.Dollars(120_000) {
		t.Errorf("9,000 of 120,000 needs %q: %+v", triggers(p), p.Transfer)
	}
	w.apply(w.moved(w.grants(), w.moved(w.officer(), first, amendment.Review), amendment.Approve))
	second := w.submitted(amendment.Rebudget, moves("other", "4000", "contractual", "-4000"))
	p := w.preview(second)
	if triggers(p) != "PA10" || p.Transfer.Share != 1_083 || p.Transfer.Moved != money.Dollars(13_000) {
		t.Errorf("13,000 of 120,000 needs %q: %+v", triggers(p), p.Transfer)
	}
	second = w.moved(w.grants(), w.moved(w.officer(), second, amendment.Review), amendment.Approve)
	if !second.Resets || len(second.Triggers) != 1 {
		t.Errorf("approved, it resets the count: %v, for %v", second.Resets, second.Triggers)
	}
	second = w.apply(second)
	third := w.submitted(amendment.Rebudget, moves("travel", "5000", "other", "-5000"))
	if p := w.preview(third); triggers(p) != "" || p.Transfer.Moved != money.Dollars(5_000) {
		t.Errorf("after an approved revision 5,000 needs %q: %+v", triggers(p), p.Transfer)
	}
	undo, err := w.s.Undo(w.officer(), amendment.UndoInput{Amendment: second.ID, Reason: "It was not needed."})
	ok(t, err)
	undo, err = w.s.Submit(w.officer(), amendment.SubmitInput{Amendment: undo.ID, Name: "Olive", Title: "Officer"})
	ok(t, err)
	w.apply(w.moved(w.grants(), w.moved(w.officer(), undo, amendment.Review), amendment.Approve))
	if p := w.preview(third); p.Transfer.Moved != money.Dollars(14_000) || triggers(p) != "PA10" {
		t.Errorf("with the approved revision taken back, the count goes on: %+v", p.Transfer)
	}
}

func TestASupplementMovesMoneyAndTerms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := amendment.DeltaInput{Lines: []amendment.MovedInput{{Category: budget.Travel, Grant: "10000", Share: "5000"}}}
	before := w.Clock.Now()
	r := w.approved(amendment.Supplement, d)
	p := w.preview(r)
	if triggers(p) != "PA7 PA8" || p.Least != money.Dollars(45_000) {
		t.Errorf("it needs %q and %s of cost share", triggers(p), p.Least)
	}
	w.Clock.Set(before.Add(time.Hour))
	r = w.apply(r)
	f := w.file()
	now := f.Current()
	if now.Number != 2 || now.GrantMinor != 90_000_00 || now.ShareMinor != 45_000_00 || now.Line(budget.Travel).GrantMinor != 50_000_00 || now.Source != r.ID.String() {
		t.Errorf("in force is %+v", now)
	}
	if was := f.KnownAt(before); was.Number != 1 || was.GrantMinor != 80_000_00 {
		t.Errorf("an hour before it was applied was known %+v", was)
	}
	w.holds(ledger.ObligatedTo(w.Award), 90_000)
	w.holds(ledger.CommittedTo(w.Award), 0)
	w.holds(ledger.FreeOf(cycle()), 270_000)
	for name, lines := range map[string][]amendment.MovedInput{
		"amendment_above_most":  {{Category: budget.Travel, Grant: "10000.01", Share: "5000.01"}},
		"amendment_share_short": {{Category: budget.Travel, Grant: "5000", Share: "0"}},
	} {
		x := w.drafted(amendment.Supplement, amendment.DeltaInput{Lines: lines})
		_, err := w.s.Submit(w.official(), amendment.SubmitInput{Amendment: x.ID, Name: "Odette", Title: "Director"})
		refused(t, err, fault.Invalid, name)
	}
}

func TestALetterOfAnAmendmentIsCheckedByItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.applied(amendment.Extend, amendment.DeltaInput{EndsOn: calendar.On(2028, 10, 31)})
	body, err := w.s.Vault.Open(w.grants(), r.Document)
	ok(t, err)
	drawn, err := io.ReadAll(body)
	ok(t, err)
	if !bytes.HasPrefix(drawn, []byte("%PDF-")) || len(r.Content) == 0 {
		t.Error("the letter is no PDF, or says nothing")
	}
	v, err := w.s.Verify(context.Background(), *r.Code)
	ok(t, err)
	if v.Name() != "MC-2027-A01-M1" || v.Kind != amendment.Extend || v.UndoneAt != nil || v.Organization != "US Museum 1" || len(v.Hash()) != 64 {
		t.Errorf("the code tells %+v", v)
	}
	undo, err := w.s.Undo(w.officer(), amendment.UndoInput{Amendment: r.ID, Reason: "The exhibition opened in time."})
	ok(t, err)
	_, err = w.s.Undo(w.officer(), amendment.UndoInput{Amendment: r.ID, Reason: "Twice."})
	refused(t, err, fault.Conflict, "undone_already")
	undo, err = w.s.Submit(w.officer(), amendment.SubmitInput{Amendment: undo.ID, Name: "Olive", Title: "Officer"})
	ok(t, err)
	w.apply(w.moved(w.grants(), w.moved(w.officer(), undo, amendment.Review), amendment.Approve))
	if v, err = w.s.Verify(context.Background(), *r.Code); err != nil || v.UndoneAt == nil {
		t.Errorf("taken back, the code tells %+v (%v)", v, err)
	}
	if f := w.file(); f.Current().EndsOn != calendar.On(2028, 7, 31) || f.Current().Number != 3 {
		t.Errorf("taken back, in force is %+v", f.Current())
	}
}

func TestAnExtensionIsAskedForTenDaysBeforeTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.drafted(amendment.Extend, amendment.DeltaInput{EndsOn: calendar.On(2028, 10, 31)})
	hand := amendment.SubmitInput{Amendment: r.ID, Name: "Odette", Title: "Director"}
	w.Clock.Set(time.Date(2028, 7, 22, 12, 0, 0, 0, time.UTC))
	_, err := w.s.Submit(w.official(), hand)
	refused(t, err, fault.Invalid, "extension_late")
	w.Clock.Set(time.Date(2028, 7, 21, 12, 0, 0, 0, time.UTC))
	r, err = w.s.Submit(w.official(), hand)
	ok(t, err)
	w.Clock.Set(time.Date(2028, 7, 30, 12, 0, 0, 0, time.UTC)) // read later, it was asked for in time
	p := w.preview(r)
	if triggers(p) != "PA9" || len(p.Shifts) == 0 {
		t.Errorf("it needs %q and moves %d reports", triggers(p), len(p.Shifts))
	}
	w.apply(w.moved(w.grants(), w.moved(w.officer(), r, amendment.Review), amendment.Approve))
	if f := w.file(); f.Current().EndsOn != calendar.On(2028, 10, 31) {
		t.Errorf("it ends on %s", f.Current().EndsOn)
	}
	again := w.drafted(amendment.Extend, amendment.DeltaInput{EndsOn: calendar.On(2028, 11, 30)})
	if p := w.preview(again); len(p.Approvals) != 1 || p.Approvals[0].Code != "extension_again" {
		t.Errorf("a second one needs %+v", p.Approvals)
	}
	w.Clock.Set(time.Date(2028, 8, 1, 12, 0, 0, 0, time.UTC))
	late := w.drafted(amendment.Extend, amendment.DeltaInput{EndsOn: calendar.On(2029, 1, 31)})
	_, err = w.s.Submit(w.official(), amendment.SubmitInput{Amendment: late.ID, Name: "Odette", Title: "Director"})
	refused(t, err, fault.Invalid, "amendment_outside_funder")
}

func TestWhoHandsInDoesNotApprove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := moves("travel", "1000", "supplies", "-1000")
	both := w.Staff("grants", auth.Grants, auth.Officer)
	r, err := w.s.Begin(both, amendment.BeginInput{Award: w.Award, Kind: amendment.Rebudget, EffectiveOn: calendar.On(2027, 9, 1), Reason: "Prices rose.", Delta: d})
	ok(t, err)
	_, err = w.s.Submit(w.official(), amendment.SubmitInput{Amendment: r.ID, Name: "Odette", Title: "Director"})
	ok(t, err)
	r, err = w.s.Amendment(both, r.ID)
	ok(t, err)
	r = w.moved(both, r, amendment.Return)
	_, err = w.s.Submit(both, amendment.SubmitInput{Amendment: r.ID, Name: "Greta", Title: "Manager"})
	ok(t, err)
	w.moved(both, r, amendment.Review)
	_, err = w.s.Move(both, amendment.MoveInput{Amendment: r.ID, Verb: amendment.Approve})
	refused(t, err, fault.Forbidden, "same_person")
	if err := w.Try(`INSERT INTO amendment_steps SELECT amendment_id, 99, 'approve', 'aam_review', 'approved', taken_by, now(), '' FROM amendment_steps WHERE verb = 'submit' ORDER BY ordinal DESC LIMIT 1`); err == nil || !strings.Contains(err.Error(), "does not approve it") {
		t.Errorf("the database let one person be two: %v", err)
	}
	r = w.moved(w.Staff("grants2", auth.Grants), r, amendment.Approve)
	_, err = w.s.Move(w.official(), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Review})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a museum reviewed its own: %v", err)
	}
	_, err = w.s.Amendment(w.Museum("coordinator2", auth.Coordinator, "us2"), r.ID)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum learned of it: %v", err)
	}
}

func TestThePreviewThatWasReadIsWhatIsApplied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.approved(amendment.Rebudget, moves("travel", "9000", "supplies", "-9000"))
	read := w.preview(r).Hash
	w.applied(amendment.Rebudget, moves("other", "2500", "contractual", "-2500"))
	_, err := w.s.Apply(w.grants(), amendment.ApplyInput{Amendment: r.ID, Hash: read})
	refused(t, err, fault.Conflict, "version")
	w.apply(r) // 11,500 is under a tenth
	other := w.approved(amendment.Rebudget, moves("travel", "400", "contractual", "-400"))
	w.applied(amendment.Rebudget, moves("other", "500", "travel", "-500"))
	w.apply(other)
	over := w.approved(amendment.Rebudget, moves("personnel", "90", "contractual", "-90"))
	w.applied(amendment.Rebudget, moves("other", "90", "contractual", "-90"))
	_, err = w.s.Apply(w.grants(), amendment.ApplyInput{Amendment: over.ID, Hash: w.preview(over).Hash})
	refused(t, err, fault.Conflict, "not_approved_for")
	w.moved(w.grants(), over, amendment.GiveUp)
}

func TestATerminationTakesBackWhatIsNotPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ok(t, w.Book.Post(pgtest.Context(t), ledger.Move(ledger.Disburse, "First advance", "x", money.Dollars(30_000), ledger.ObligatedTo(w.Award), ledger.CashOf(w.Award))))
	r := w.applied(amendment.Terminate, amendment.DeltaInput{EndsOn: calendar.On(2027, 12, 31)})
	f := w.file()
	now := f.Current()
	if f.State != award.Terminated || now.GrantMinor != 30_000_00 || now.ShareMinor != 15_000_00 || now.EndsOn != calendar.On(2027, 12, 31) || now.Line(budget.Travel).GrantMinor != 15_000_00 {
		t.Errorf("terminated, the award is %s under %+v", f.State, now)
	}
	w.holds(ledger.ObligatedTo(w.Award), 0)
	w.holds(ledger.FreeOf(cycle()), 330_000)
	_, err := w.s.Begin(w.coordinator(), amendment.BeginInput{Award: w.Award, Kind: amendment.ChangeScope, EffectiveOn: calendar.On(2027, 9, 1), Reason: "x", Delta: amendment.DeltaInput{Changes: "x", Description: "y"}})
	refused(t, err, fault.Conflict, "wrong_state")
	undo, err := w.s.Undo(w.officer(), amendment.UndoInput{Amendment: r.ID, Reason: "The museum found new space."})
	ok(t, err)
	undo, err = w.s.Submit(w.officer(), amendment.SubmitInput{Amendment: undo.ID, Name: "Olive", Title: "Officer"})
	ok(t, err)
	w.apply(w.moved(w.grants(), w.moved(w.officer(), undo, amendment.Review), amendment.Approve))
	if f = w.file(); f.State != award.Official || f.Current().GrantMinor != 80_000_00 {
		t.Errorf("taken back, the award is %s under %+v", f.State, f.Current())
	}
	w.holds(ledger.ObligatedTo(w.Award), 50_000)
}

func TestAClosedAwardIsNotAmended(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.approved(amendment.Rebudget, moves("travel", "100", "supplies", "-100"))
	hash := w.preview(r).Hash
	w.SQL(`SET session_replication_role = replica; UPDATE awards SET state = 'closed'; SET session_replication_role = origin`)
	_, err := w.s.Begin(w.coordinator(), amendment.BeginInput{Award: w.Award, Kind: amendment.Rebudget, EffectiveOn: calendar.On(2027, 9, 1), Reason: "x", Delta: moves("travel", "1", "supplies", "-1")})
	refused(t, err, fault.Conflict, "award_closed")
	_, err = w.s.Apply(w.grants(), amendment.ApplyInput{Amendment: r.ID, Hash: hash})
	refused(t, err, fault.Conflict, "award_closed")
	if err := w.Try(`UPDATE amendments SET version = 99`); err == nil || !strings.Contains(err.Error(), "a closed award is not amended") {
		t.Errorf("the database let an amendment of a closed award change: %v", err)
	}
	if err := w.Try(`INSERT INTO award_terms SELECT award_id, 2, starts_on, ends_on, 0, 0, effective_on, now(), recorded_by, 'x' FROM award_terms`); err == nil || !strings.Contains(err.Error(), "terms of a closed award") {
		t.Errorf("the database let the terms of a closed award change: %v", err)
	}
}

func TestTheFunderDecidesWhatItChose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.moved(w.officer(), w.submitted(amendment.ChangeScope, amendment.DeltaInput{Changes: "A film instead of an exhibition.", Description: "A film."}), amendment.Review)
	_, err := w.s.Move(w.grants(), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Approve})
	refused(t, err, fault.Conflict, "needs_funder")
	w.moved(w.grants(), r, amendment.Refer)
	answer := amendment.AnswerInput{Amendment: r.ID, Approved: true, On: calendar.On(2030, 1, 1), Reference: "ECA-7"}
	_, err = w.s.RecordAnswer(w.officer(), answer)
	refused(t, err, fault.Invalid, "in_future")
	answer.On = calendar.Of(w.Clock.Now(), time.UTC)
	_, err = w.s.RecordAnswer(w.officer(), answer)
	ok(t, err)
	r = w.apply(r)
	if r.State != amendment.Applied || len(r.Log) != 6 || w.file().Current().Number != 2 {
		t.Errorf("it is %s after %d steps", r.State, len(r.Log))
	}
}

func TestKeyPersonsAreNamedReplacedAndNamedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people, err := w.s.KeyPersons(w.coordinator(), w.Award)
	ok(t, err)
	if len(people) != 2 || people[0].Role != amendment.ProjectDirector {
		t.Fatalf("official, the award names %+v", people)
	}
	r := w.approved(amendment.ChangePerson, amendment.DeltaInput{
		KeyPerson: people[0].ID, Leaves: true, Name: "Nora Nkemelu", Role: amendment.ProjectDirector, Organization: people[0].Organization, NewEffort: 4_000,
	})
	if p := w.preview(r); triggers(p) != "PA2" {
		t.Errorf("replacing somebody the award names needs %q", triggers(p))
	}
	r = w.apply(r)
	if got := standing(t, w); got != people[1].Name+", Nora Nkemelu" {
		t.Errorf("the award names %s", got)
	}
	undo, err := w.s.Undo(w.officer(), amendment.UndoInput{Amendment: r.ID, Reason: "She declined."})
	ok(t, err)
	undo, err = w.s.Submit(w.officer(), amendment.SubmitInput{Amendment: undo.ID, Name: "Olive", Title: "Officer"})
	ok(t, err)
	w.apply(w.moved(w.grants(), w.moved(w.officer(), undo, amendment.Review), amendment.Approve))
	if got := standing(t, w); got != people[1].Name+", "+people[0].Name {
		t.Errorf("taken back, the award names %s", got)
	}
	_, err = w.s.Begin(w.coordinator(), amendment.BeginInput{Award: w.Award, Kind: amendment.ChangePerson, EffectiveOn: calendar.On(2027, 9, 1), Reason: "x", Delta: amendment.DeltaInput{KeyPerson: people[0].ID, Leaves: true}})
	refused(t, err, fault.Invalid, "not_named")
}

func standing(t *testing.T, w *world) string {
	t.Helper()
	people, err := w.s.KeyPersons(w.coordinator(), w.Award)
	ok(t, err)
	var out []string
	for _, k := range people {
		if k.EndedOn.IsZero() {
			out = append(out, k.Name)
		}
	}
	return strings.Join(out, ", ")
}

func TestAMuseumJoinsOnlyClearOfExclusions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	leaves, joins := pgtest.ID[ident.Organization]("abroad1"), pgtest.ID[ident.Organization]("abroad2")
	alone := w.drafted(amendment.ChangeMuseum, amendment.DeltaInput{MuseumLeaves: leaves})
	_, err := w.s.Submit(w.official(), amendment.SubmitInput{Amendment: alone.ID, Name: "Odette", Title: "Director"})
	refused(t, err, fault.Invalid, "amendment_one_sided")
	r := w.moved(w.officer(), w.submitted(amendment.ChangeMuseum, amendment.DeltaInput{MuseumLeaves: leaves, MuseumJoins: joins, Part: "Hosts the students."}), amendment.Review)
	_, err = w.s.Move(w.grants(), amendment.MoveInput{Amendment: r.ID, Verb: amendment.Refer})
	refused(t, err, fault.Invalid, "exclusions_unchecked")
	w.SQL(`INSERT INTO exclusion_checks (id, organization_id, checked_on, result, note, checked_by, recorded_at) VALUES (md5('x9')::uuid, md5('abroad2')::uuid, '` +
		w.Clock.Now().Format("2006-01-02") + `', 'clear', '', md5('officer')::uuid, now())`)
	w.moved(w.grants(), r, amendment.Refer)
	_, err = w.s.RecordAnswer(w.officer(), amendment.AnswerInput{Amendment: r.ID, Approved: true, On: calendar.Of(w.Clock.Now(), time.UTC), Reference: "ECA-8"})
	ok(t, err)
	w.apply(r)
	f := w.file()
	if len(f.Museums) != 2 || f.Museums[1].Organization != joins {
		t.Errorf("its museums are %v", f.Organizations())
	}
}

func TestWhatIsAskedMakesSense(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begin := func(k amendment.Kind, on calendar.Date, d amendment.DeltaInput) error {
		_, err := w.s.Begin(w.coordinator(), amendment.BeginInput{Award: w.Award, Kind: k, EffectiveOn: on, Reason: "Why not.", Delta: d})
		return err
	}
	in, out := calendar.On(2027, 9, 1), calendar.On(2028, 8, 1)
	refused(t, begin(amendment.Rebudget, in, moves("travel", "5", "supplies", "-4.99")), fault.Invalid, "unbalanced")
	refused(t, begin(amendment.Rebudget, in, moves()), fault.Invalid, "no_money")
	refused(t, begin(amendment.Rebudget, in, moves("catering", "5")), fault.Invalid, "bad_choice")
	refused(t, begin(amendment.Rebudget, out, moves("travel", "5", "supplies", "-5")), fault.Invalid, "outside_work")
	refused(t, begin(amendment.Supplement, in, moves("travel", "-5")), fault.Invalid, "negative")
	refused(t, begin(amendment.Supplement, in, moves("travel", "5 000")), fault.Invalid, "bad_amount")
	refused(t, begin(amendment.Extend, in, amendment.DeltaInput{}), fault.Invalid, "required")
	refused(t, begin(amendment.Terminate, in, amendment.DeltaInput{EndsOn: out}), fault.Invalid, "out_of_range")
	refused(t, begin(amendment.ChangeMuseum, in, amendment.DeltaInput{MuseumLeaves: pgtest.ID[ident.Organization]("us1")}), fault.Invalid, "lead_stays")
	refused(t, begin(amendment.ChangeScope, in, amendment.DeltaInput{Changes: "a\x00b", Description: "x"}), fault.Invalid, "bad_text")
	refused(t, begin("renaming", in, amendment.DeltaInput{}), fault.Invalid, "bad_choice")
	r := w.drafted(amendment.Rebudget, moves("travel", "20000.01", "supplies", "-20000.01"))
	_, err := w.s.Submit(w.official(), amendment.SubmitInput{Amendment: r.ID, Name: "Odette", Title: "Director"})
	refused(t, err, fault.Invalid, "amendment_below_nothing")
	one := 1
	r, err = w.s.Change(w.coordinator(), amendment.ChangeInput{Amendment: r.ID, EffectiveOn: in, Reason: "Less.", Delta: moves("travel", "2", "supplies", "-2"), ExpectedVersion: &one})
	ok(t, err)
	_, err = w.s.Change(w.coordinator(), amendment.ChangeInput{Amendment: r.ID, EffectiveOn: in, Reason: "Less.", Delta: moves("travel", "2", "supplies", "-2"), ExpectedVersion: &one})
	refused(t, err, fault.Conflict, "version")
}

func TestASupplementThatReachesTheFigureBringsTheReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SQL(`SET session_replication_role = replica;
UPDATE award_terms SET grant_minor = 2900000, share_minor = 4000000;
UPDATE award_term_lines SET grant_minor = 0; UPDATE award_term_lines SET grant_minor = 2900000 WHERE category = 'travel';
SET session_replication_role = origin`)
	ok(t, w.Book.Post(pgtest.Context(t), ledger.Move(ledger.Deobligate, "To 29,000", "x", money.Dollars(51_000), ledger.ObligatedTo(w.Award), ledger.FreeOf(cycle()))))
	r := w.approved(amendment.Supplement, moves("travel", "1000"))
	if p := w.preview(r); p.Report == nil || p.Report.Total != money.Dollars(30_000) {
		t.Fatalf("30,000 brings %+v", p.Report)
	}
	w.apply(r)
	due := calendar.Of(w.Clock.Now(), time.UTC).AddMonths(1).MonthEnd()
	if f := w.file(); f.Report == nil || f.Report.DueOn != due {
		t.Errorf("the report of the subaward is due %+v, want %s", f.Report, due)
	}
}
