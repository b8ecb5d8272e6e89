package filing_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// accepting answers every anomaly there is.
func (w *world) accepting(id ident.Filing) filing.AcceptInput {
	w.t.Helper()
	in := filing.AcceptInput{Filing: id}
	odd, err := w.s.Anomalies(w.officer(), id)
	ok(w.t, err)
	for _, a := range odd {
		in.Answers = append(in.Answers, filing.Note{Anomaly: a.Key(), Words: "Explained by telephone."})
	}
	return in
}

func (w *world) accepted() *filing.Detail {
	w.t.Helper()
	d := w.handedIn()
	_, err := w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: d.ID})
	ok(w.t, err)
	d, err = w.s.Accept(w.officer(), w.accepting(d.ID))
	ok(w.t, err)
	return d
}

func TestAReportIsNotWrittenBeforeItsPeriodIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.reports()[0]
	w.on(r.To) // its last day
	_, err := w.s.Begin(w.coordinator(), filing.BeginInput{Filing: r.ID})
	refused(t, err, fault.Conflict, "not_due_yet")
}

func TestAReportBeginsWithWhatTheHouseKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.first()
	rows, _ := (&form.Question{Kind: form.Table}).Rows(d.PartOf(duty.Financial).Answers[form.ReportLines])
	if d.State != duty.Draft || len(d.Written) != 2 || len(rows) != 5 || rows[0]["category"] != "personnel" {
		t.Errorf("it is %s with %d parts and %v", d.State, len(d.Written), rows)
	}
}

func TestTheOfficialAloneCertifiesAWholeReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.first()
	in := filing.SubmitInput{Filing: d.ID, Name: "Odette Example", Title: "Director", Certified: true}
	_, err := w.s.Submit(w.coordinator(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.Submit(w.official(), in)
	refused(t, err, fault.Invalid, "unfinished")
	if !hasField(err, "narrative.answers.activities") {
		t.Errorf("it does not say what is missing: %+v", err)
	}
	w.write(d, quarter, "in autumn")
	_, err = w.s.Submit(w.official(), filing.SubmitInput{Filing: d.ID, Name: "Odette Example", Title: "Director"})
	refused(t, err, fault.Invalid, "not_certified")
	done := w.submit(d.ID)
	if done.State != duty.Submitted || done.Round != 1 || len(done.Versions) != 1 || done.Versions[0].Name != "Odette Example" {
		t.Errorf("%+v", done)
	}
	_, err = w.answers.Save(w.coordinator(), response.SaveInput{Subject: d.PartOf(duty.Narrative).ID.String(), Answers: []response.AnswerInput{{Key: "activities", Text: "Something else"}}})
	refused(t, err, fault.Conflict, "content_frozen")
	v, err := w.s.Handed(w.partner(), d.ID, 1)
	ok(t, err)
	c, err := v.Read()
	ok(t, err)
	if c.Award != "MC-2027-A01" || len(c.Parts) != 2 || len(c.Lines) != 5 || c.Terms != 1 {
		t.Errorf("handed in was %+v", c)
	}
	if left := c.Lines[1].Grant.Left(); c.Lines[1].Category != "travel" || left != 48_000_00 {
		t.Errorf("of %s %d is left", c.Lines[1].Category, left)
	}
}

func hasField(err error, path string) bool {
	for _, f := range fields(err) {
		if f.Path == path {
			return true
		}
	}
	return false
}

func TestAReturnedReportIsMendedAndTheFirstVersionStaysReadable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn()
	_, err := w.s.Return(w.officer(), filing.ReturnInput{Filing: d.ID, Reason: "The audience is not said."})
	refused(t, err, fault.Conflict, "wrong_state") // nobody has taken it up
	_, err = w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: d.ID})
	ok(t, err)
	_, err = w.s.Return(w.officer(), filing.ReturnInput{Filing: d.ID})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.Return(w.officer(), filing.ReturnInput{Filing: d.ID, Reason: "See there.", Sections: []filing.Note{{Section: "narrative.elsewhere", Words: "?"}}})
	refused(t, err, fault.Invalid, "unknown_section")
	d, err = w.s.Return(w.officer(), filing.ReturnInput{Filing: d.ID, Reason: "See there.", Sections: []filing.Note{{Section: "narrative.people", Words: "How many came?"}}})
	ok(t, err)
	if d.State != duty.Returned || d.ReviewOf(1).OfSection("narrative.people") != "How many came?" {
		t.Errorf("%+v", d)
	}
	part := d.PartOf(duty.Narrative).ID.String()
	save := func() error {
		_, err := w.answers.Save(w.coordinator(), response.SaveInput{Subject: part, Answers: []response.AnswerInput{{Key: "audience", Text: "1200"}}})
		return err
	}
	refused(t, save(), fault.Conflict, "content_frozen") // until somebody begins to mend it
	_, err = w.s.Begin(w.coordinator(), filing.BeginInput{Filing: d.ID})
	ok(t, err)
	ok(t, save())
	d = w.submit(d.ID)
	for round, audience := range map[int]string{1: "340", 2: "1200"} {
		v, err := w.s.Handed(w.officer(), d.ID, round)
		ok(t, err)
		c, err := v.Read()
		ok(t, err)
		if got := c.Parts[0].Answers["audience"]; got != audience {
			t.Errorf("round %d says %q", round, got)
		}
	}
}

func TestAnAcceptedReportIsCorrectedByAVersionBesideTheOneThatStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.accepted()
	if d.State != duty.Accepted || d.AcceptedRound != 1 {
		t.Fatalf("it is %s, round %d", d.State, d.AcceptedRound)
	}
	if w.Try(`UPDATE filing_versions SET name = 'x'`) == nil || w.Try(`UPDATE filings SET state = 'draft' WHERE state = 'accepted'`) == nil {
		t.Error("what was accepted was changed past the product")
	}
	_, err := w.s.Correct(w.officer(), filing.CorrectInput{Filing: d.ID})
	refused(t, err, fault.Invalid, "required")
	d, err = w.s.Correct(w.officer(), filing.CorrectInput{Filing: d.ID, Reason: "An invoice was booked twice."})
	ok(t, err)
	_, err = w.s.Accept(w.officer(), filing.AcceptInput{Filing: d.ID})
	refused(t, err, fault.Conflict, "not_handed_in")
	_, err = w.answers.Save(w.coordinator(), response.SaveInput{Subject: d.PartOf(duty.Financial).ID.String(), Answers: []response.AnswerInput{{Key: "lines", Text: lines([5]string{"travel", "11000.00", "11000.00", "0.00", "0.00"})}}})
	ok(t, err)
	d = w.submit(d.ID)
	if d.State != duty.Amended || d.AcceptedRound != 1 || !d.ToDecide() {
		t.Errorf("a correction handed in is %s, %d stands", d.State, d.AcceptedRound)
	}
	late, err := w.s.Overdue(w.officer(), w.Award)
	ok(t, err)
	if len(late) != 0 {
		t.Error("a correction holds back payments")
	}
	d, err = w.s.Accept(w.officer(), w.accepting(d.ID))
	ok(t, err)
	if d.State != duty.Accepted || d.AcceptedRound != 2 || len(d.Versions) != 2 || len(d.Reviews) != 2 {
		t.Errorf("%+v", d.Filing)
	}
}

func TestACorrectionThatIsReturnedStaysOpenAndTheAcceptedVersionStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.accepted()
	_, err := w.s.Correct(w.officer(), filing.CorrectInput{Filing: d.ID, Reason: "An invoice was booked twice."})
	ok(t, err)
	d = w.submit(d.ID)
	_, err = w.s.Submit(w.official(), filing.SubmitInput{Filing: d.ID, Name: "Odette Example", Title: "Director", Certified: true})
	refused(t, err, fault.Conflict, "submitted_already")
	d, err = w.s.Return(w.officer(), filing.ReturnInput{Filing: d.ID, Reason: "Nothing changed."})
	ok(t, err)
	if d.State != duty.Amended || d.AcceptedRound != 1 || !d.Writable() {
		t.Errorf("%+v", d.Filing)
	}
	if d = w.submit(d.ID); d.Round != 3 {
		t.Errorf("round %d", d.Round)
	}
}

func TestNobodyAcceptsWhatTheyHandedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn()
	_, err := w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: d.ID})
	ok(t, err)
	_, err = w.s.Accept(w.Staff("official1", auth.Officer), w.accepting(d.ID))
	refused(t, err, fault.Forbidden, "same_person")
	if w.Try(`INSERT INTO filing_reviews (filing_id, round, verdict, reviewed_by, reviewed_at) VALUES ('`+d.ID.UUID().String()+`', 1, 'accepted', md5('official1')::uuid, now())`) == nil {
		t.Error("who handed it in decided on it past the product")
	}
}

func TestTheNextReportBeginsWhereTheLastOneEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.accepted()
	second := w.reports()[1]
	w.on(second.To.AddDays(2))
	d, err := w.s.Begin(w.partner(), filing.BeginInput{Filing: second.ID})
	ok(t, err)
	if got := d.PartOf(duty.Narrative).Answers[form.ReportPlanned]; got != "A trip in autumn" {
		t.Errorf("planned was %q", got)
	}
	rows, _ := (&form.Question{Kind: form.Table}).Rows(d.PartOf(duty.Financial).Answers[form.ReportLines])
	if rows[1]["grant_total"] != "12000.00" || rows[1]["grant_now"] != "0.00" {
		t.Errorf("figures begin with %v", rows)
	}
}
