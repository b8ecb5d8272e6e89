package agreement_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestAnAwardIsOfficialOnceEveryPieceIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.signed()
	if f.State != award.AgreementSigned || f.Signed(agreement.Administrator).Document.IsZero() {
		t.Fatalf("signed by both, the award is %s with the copy %v", f.State, f.Signed(agreement.Administrator).Document)
	}
	_, err := w.s.MakeOfficial(w.grants(), agreement.OfficialInput{Award: w.award})
	refused(t, err, fault.Invalid, "piece_missing")
	for _, piece := range []string{"endorsement", "exclusions", "budget"} {
		if !strings.Contains(fmt.Sprint(agreement.Missing(w.s.Pieces(f))), piece) {
			t.Errorf("%s is not named as missing: %v", piece, agreement.Missing(w.s.Pieces(f)))
		}
	}
	w.cleared()
	f, err = w.s.MakeOfficial(w.grants(), agreement.OfficialInput{Award: w.award})
	ok(t, err)
	if f.State != award.Official || f.Agreement.OfficialAt == nil {
		t.Errorf("the award is %s", f.State)
	}
	w.holds(ledger.CommittedTo(w.award), 0)
	w.holds(ledger.ObligatedTo(w.award), 100_000)
	if f.Report == nil || f.Report.DueOn.String() != "2027-03-31" {
		t.Errorf("the report of the subaward is due %v", f.Report)
	}
	_, err = w.s.Withdraw(w.grants(), agreement.WithdrawInput{Award: w.award, Reason: "No."})
	refused(t, err, fault.Conflict, "wrong_state")
}

func (w *world) holds(a ledger.Account, dollars int64) {
	w.t.Helper()
	got, err := w.book.Balance(w.ctx, a, money.USD)
	ok(w.t, err)
	if got != money.Dollars(dollars) {
		w.t.Errorf("%s holds %s, want %d dollars", a.Kind, got.Decimal(), dollars)
	}
}

func TestWhatIsSignedDoesNotChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hash := w.issued().Agreement.Hash()
	_, err := w.s.Prepare(w.grants(), w.prepared())
	refused(t, err, fault.Conflict, "issued")
	_, err = w.s.Answer(w.coordinator(), w.answered())
	refused(t, err, fault.Conflict, "issued")
	if err := w.try(`UPDATE agreements SET payee = 'Somebody else'`); err == nil || !strings.Contains(err.Error(), "withdrawn before it changes") {
		t.Errorf("the database let the terms change: %v", err)
	}
	_, err = w.s.Sign(w.official(), agreement.SignInput{Award: w.award, Name: "Odette", Title: "Director", Hash: "of something else"})
	refused(t, err, fault.Conflict, "version")
	_, err = w.s.Sign(w.coordinator(), agreement.SignInput{Award: w.award, Name: "Cora", Title: "Coordinator", Hash: hash})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a coordinator signed: %v", err)
	}
	_, err = w.s.Countersign(w.director(), agreement.SignInput{Award: w.award, Name: "Dora", Title: "Director", Hash: hash})
	refused(t, err, fault.Conflict, "museum_first")
	for range 2 { // signed twice is signed once
		_, err = w.s.Sign(w.official(), agreement.SignInput{Award: w.award, Name: "Odette", Title: "Director", Hash: hash})
		ok(t, err)
	}
	f, err := w.s.Withdraw(w.grants(), agreement.WithdrawInput{Award: w.award, Reason: "The dates were wrong."})
	ok(t, err)
	if len(f.Signatures) != 0 || f.Agreement.IssuedAt != nil || f.State != award.Negotiating {
		t.Errorf("withdrawn, it has %d signatures and the award is %s", len(f.Signatures), f.State)
	}
	if err := w.try(`DELETE FROM agreement_signatures`); err == nil {
		t.Error("a signature that was taken back is gone")
	}
}

func TestWhoGivesAnAgreementOutDoesNotSignItToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both := w.as("grants", auth.Grants, auth.Director)
	hash := w.issued().Agreement.Hash()
	_, err := w.s.Sign(w.official(), agreement.SignInput{Award: w.award, Name: "Odette", Title: "Director", Hash: hash})
	ok(t, err)
	_, err = w.s.Countersign(both, agreement.SignInput{Award: w.award, Name: "Greta", Title: "Director", Hash: hash})
	refused(t, err, fault.Forbidden, "same_person")
	if err := w.try(`UPDATE awards SET state = 'agreement_signed' WHERE id = md5('x')::uuid OR state = 'negotiating'`); err == nil || !strings.Contains(err.Error(), "when both sides have signed") {
		t.Errorf("the database let one signature be two: %v", err)
	}
}

func TestIssuingNamesEachMissingDisclosure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.s.Issue(w.grants(), agreement.IssueInput{Award: w.award})
	refused(t, err, fault.Conflict, "not_opened")
	w.opened()
	_, err = w.s.Issue(w.grants(), agreement.IssueInput{Award: w.award})
	refused(t, err, fault.Invalid, "piece_missing")
	for _, path := range []string{"project description is missing", "federal award date is missing", "listing title is missing", "awarding official's contact", "terms.payee", "terms.tickets"} {
		if !strings.Contains(fmt.Sprintf("%+v", err.(*fault.Error).Fields), path) {
			t.Errorf("%s is not named: %+v", path, err.(*fault.Error).Fields)
		}
	}
}

func TestAnAnswerIsTheLeadMuseumsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.opened()
	in := w.answered()
	_, err := w.s.Answer(w.museum("coordinator2", auth.Coordinator, "us2"), in)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum learned of the award: %v", err)
	}
	_, err = w.s.Answer(w.museum("coordinator1", auth.PartnerCoordinator, "abroad1"), in)
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("the partner answered for the lead: %v", err)
	}
	in.FirstNeed = "100000.01"
	_, err = w.s.Answer(w.coordinator(), in)
	refused(t, err, fault.Invalid, "out_of_range")
	in.FirstNeed, in.Payment = "5", agreement.Reimbursement
	_, err = w.s.Answer(w.coordinator(), in)
	refused(t, err, fault.Invalid, "no_advance")
	in.FirstNeed, in.Payee = "", "a\x00b"
	_, err = w.s.Answer(w.coordinator(), in)
	refused(t, err, fault.Invalid, "bad_text")
	one := 1
	in = w.answered()
	in.ExpectedVersion = &one
	_, err = w.s.Answer(w.coordinator(), in)
	ok(t, err)
	_, err = w.s.Answer(w.coordinator(), in)
	refused(t, err, fault.Conflict, "version")
}

func TestAPeriodStaysInsideTheFundersAward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.s.Open(w.grants(), agreement.OpenInput{Award: w.award, StartsOn: calendar.On(2026, 9, 30), EndsOn: calendar.On(2028, 10, 1)})
	refused(t, err, fault.Invalid, "outside_period")
	_, err = w.s.Open(w.grants(), agreement.OpenInput{Award: w.award, StartsOn: calendar.On(2027, 9, 30), EndsOn: calendar.On(2027, 9, 30)})
	refused(t, err, fault.Invalid, "ends_before_start")
	_, err = w.s.Open(w.officer(), agreement.OpenInput{Award: w.award, StartsOn: calendar.On(2027, 8, 1), EndsOn: calendar.On(2028, 7, 31)})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer opened an agreement: %v", err)
	}
	w.opened()
	_, err = w.s.Open(w.grants(), agreement.OpenInput{Award: w.award, StartsOn: calendar.On(2027, 8, 1), EndsOn: calendar.On(2028, 7, 31)})
	refused(t, err, fault.Conflict, "opened")
}

func TestASignedCopyOnPaperIsAPDF(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hash := w.issued().Agreement.Hash()
	in := agreement.PaperInput{Award: w.award, Name: "Odette Example", Title: "Director", Hash: hash, File: []byte("PK\x03\x04 says pdf")}
	_, err := w.s.SignedOnPaper(w.grants(), in)
	refused(t, err, fault.Invalid, "bad_file")
	in.File = []byte("%PDF-1.7\n")
	f, err := w.s.SignedOnPaper(w.grants(), in)
	ok(t, err)
	if g := f.Signed(agreement.Museum); g == nil || g.Document.IsZero() {
		t.Errorf("the copy is not kept: %+v", g)
	}
	_, err = w.s.SignedOnPaper(w.grants(), in)
	refused(t, err, fault.Conflict, "signed_already")
}

func TestRiskIsTheOfficesAndConditionsAreTheMuseumsToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.opened()
	in := agreement.AssessInput{Award: w.award, Factors: []agreement.Factor{agreement.AuditFindings, agreement.LateBefore, agreement.Minors}, Why: "Two findings in 2025."}
	_, err := w.s.AssessRisk(w.officer(), in)
	refused(t, err, fault.Invalid, "required")
	in.Plan = "A call each month."
	f, err := w.s.AssessRisk(w.officer(), in)
	ok(t, err)
	if f.Risk.Points != 9 || f.Risk.Level != agreement.High {
		t.Errorf("%d points are %s", f.Risk.Points, f.Risk.Level)
	}
	in.Factors = append(in.Factors, agreement.Minors)
	_, err = w.s.AssessRisk(w.officer(), in)
	refused(t, err, fault.Invalid, "bad_choice")
	f, err = w.s.SetCondition(w.grants(), agreement.ConditionInput{Award: w.award, Text: "Paid by reimbursement only.", Why: "The audit."})
	ok(t, err)
	seen, err := w.s.Agreement(w.coordinator(), w.award)
	ok(t, err)
	if seen.Risk != nil || len(seen.Conditions) != 1 {
		t.Errorf("the museum sees risk %v and %d conditions", seen.Risk, len(seen.Conditions))
	}
	lift := agreement.LiftInput{Award: w.award, Condition: f.Conditions[0].ID, Reason: "A clean audit."}
	_, err = w.s.LiftCondition(w.grants(), lift)
	ok(t, err)
	_, err = w.s.LiftCondition(w.grants(), lift)
	refused(t, err, fault.Conflict, "lifted_already")
	lift.Condition = ident.NewCondition()
	_, err = w.s.LiftCondition(w.grants(), lift)
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("a condition that is not there: %v", err)
	}
}

func TestASubawardIsReportedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.s.FileReport(w.grants(), agreement.FileReportInput{Award: w.award, Reference: "SAM-1"})
	refused(t, err, fault.Conflict, "not_due")
	w.signed()
	w.cleared()
	_, err = w.s.MakeOfficial(w.grants(), agreement.OfficialInput{Award: w.award})
	ok(t, err)
	in := agreement.FileReportInput{Award: w.award, FiledOn: calendar.On(2030, 1, 1), Reference: "SAM-1"}
	_, err = w.s.FileReport(w.grants(), in)
	refused(t, err, fault.Invalid, "in_future")
	in.FiledOn = calendar.On(2026, 11, 1)
	_, err = w.s.FileReport(w.grants(), in)
	ok(t, err)
	_, err = w.s.FileReport(w.grants(), in)
	refused(t, err, fault.Conflict, "filed_already")
}

func TestTheStepsOfAnAgreementAreTheseAndNoOthers(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range agreement.Moves() {
		fmt.Fprintf(&b, "award: %s -> %s: %s (%s)\n", m.From, m.To, m.Verb, m.Permission)
	}
	const file = "testdata/states.golden"
	if *update {
		ok(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		t.Errorf("the moves differ from %s (%v):\n%s", file, err, b.String())
	}
}

func TestWhatAnOfficialAwardNeededIsAsOfTheDayItBecameSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signed()
	w.cleared()
	_, err := w.s.MakeOfficial(w.grants(), agreement.OfficialInput{Award: w.award})
	ok(t, err)
	w.Clock.Set(w.Clock.Now().AddDate(0, 3, 0))
	f, err := w.s.Agreement(w.grants(), w.award)
	ok(t, err)
	if m := agreement.Missing(w.s.Pieces(f)); len(m) > 0 {
		t.Errorf("three months later it would miss %v", m)
	}
}

func TestAnOfficialAwardRunsUnderTheTermsThatWereSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.s.Running(w.officer(), w.award, false)
	refused(t, err, fault.Conflict, "not_official")
	w.signed()
	w.cleared()
	_, err = w.s.MakeOfficial(w.grants(), agreement.OfficialInput{Award: w.award})
	ok(t, err)
	f, err := w.s.Running(w.officer(), w.award, true)
	ok(t, err)
	now := f.Current()
	if now.Number != 1 || now.GrantMinor != f.Amount.Minor || now.StartsOn != f.Agreement.StartsOn || now.Source != f.Agreement.ID.String() || len(now.Lines) == 0 {
		t.Errorf("%+v", now)
	}
	if f.KnownAt(now.RecordedAt) != now || f.KnownAt(now.RecordedAt.Add(-1)) != nil {
		t.Error("terms are known from when they were recorded, and not before")
	}
	var sum int64
	for _, l := range now.Lines {
		sum += now.Line(l.Category).GrantMinor
	}
	if sum != now.GrantMinor {
		t.Errorf("the lines sum to %d of %d", sum, now.GrantMinor)
	}
	for _, text := range []string{"UPDATE award_terms SET ends_on = ends_on + 1", "DELETE FROM award_term_lines"} {
		if err := w.try(text); err == nil {
			t.Errorf("%s: kept", text)
		}
	}
	if err := w.try(`INSERT INTO award_terms SELECT award_id, 3, starts_on, ends_on, 0, 0, effective_on, recorded_at, recorded_by, source FROM award_terms`); err == nil || !strings.Contains(err.Error(), "gap") {
		t.Errorf("a gap in the numbers: %v", err)
	}
	if err := w.try(`INSERT INTO award_terms SELECT award_id, 2, starts_on, ends_on, 5, 0, effective_on, recorded_at, recorded_by, source FROM award_terms`); err == nil || !strings.Contains(err.Error(), "sums") {
		t.Errorf("a budget that does not add up: %v", err)
	}
}
