package statement_test

import (
	"slices"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

func TestAPartnershipHasOneLiveStatementACycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.statements.Start(w.stranger, statement.StartInput{Partnership: w.partnership}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger was answered with %v", err)
	}
	d, err := w.statements.Start(w.partner, statement.StartInput{Partnership: w.partnership})
	if err != nil || d.Title != "Water" || d.State != statement.Draft {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := w.statements.Start(w.lead, statement.StartInput{Partnership: w.partnership}); !fault.HasCode(err, "statement_taken") {
		t.Errorf("a second one was answered with %v", err)
	}
	if _, err := w.statements.Withdraw(w.partner, statement.WithdrawInput{Statement: d.ID, Reason: "x"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the partner took it back: %v", err)
	}
	if _, err := w.statements.Withdraw(w.lead, statement.WithdrawInput{Statement: d.ID}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason it was answered with %v", err)
	}
	if _, err := w.statements.Withdraw(w.lead, statement.WithdrawInput{Statement: d.ID, Reason: "Next year."}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.statements.Start(w.lead, statement.StartInput{Partnership: w.partnership}); err != nil {
		t.Errorf("after taking it back: %v", err)
	}
	if _, err := w.statements.Statement(w.stranger, d.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger read it: %v", err)
	}
}

func TestAStatementIsHandedInWholeAndInTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, err := w.statements.Start(w.lead, statement.StartInput{Partnership: w.partnership})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.write(w.lead, d.ID, "community", "Not mine to write."); !fault.HasCode(err, "section_owner") {
		t.Errorf("the lead wrote the partner's section: %v", err)
	}
	if _, err := w.statements.Submit(w.lead, statement.SubmitInput{Statement: d.ID}); !fault.HasCode(err, "unfinished") {
		t.Errorf("an unfinished one was answered with %v", err)
	}
	if err := w.write(w.lead, d.ID, "idea", "Rivers."); err != nil {
		t.Fatal(err)
	}
	if err := w.write(w.partner, d.ID, "community", "Pupils."); err != nil {
		t.Fatal(err)
	}
	if _, err := w.statements.Submit(w.partner, statement.SubmitInput{Statement: d.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the partner handed it in: %v", err)
	}
	w.Clock.Set(w.closes.Add(time.Second))
	if _, err := w.statements.Submit(w.lead, statement.SubmitInput{Statement: d.ID}); !fault.Is(err, fault.DeadlinePassed) {
		t.Errorf("late by a second was answered with %v", err)
	}
	w.Clock.Set(w.closes)
	for range 2 {
		if d, err = w.statements.Submit(w.lead, statement.SubmitInput{Statement: d.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if d.Round != 1 || len(d.Submissions) != 1 || d.State != statement.Submitted {
		t.Errorf("%+v", d.Statement)
	}
	if err := w.write(w.lead, d.ID, "idea", "Changed."); !fault.HasCode(err, "content_frozen") {
		t.Errorf("what was submitted changed: %v", err)
	}
	if w.told("statement.received") != 3 || w.told("statement.to_read") != 2 {
		t.Errorf("told %d and %d", w.told("statement.received"), w.told("statement.to_read"))
	}
}

func TestStaffAnswerSectionBySectionAndTheMuseumsHandInAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn()
	words := statement.WriteFeedbackInput{Statement: d.ID, Sections: []statement.SectionWords{{Section: "idea", Words: "Who are they?"}, {Section: "", Words: ""}}}
	if _, err := w.statements.WriteFeedback(w.ownOfficer, words); !fault.HasCode(err, "own_organization") {
		t.Errorf("staff of the museum advised it: %v", err)
	}
	if _, err := w.statements.SendFeedback(w.officer, statement.SendFeedbackInput{Statement: d.ID}); !fault.Is(err, fault.Invalid) {
		t.Errorf("nothing was sent: %v", err)
	}
	if _, err := w.statements.WriteFeedback(w.officer, statement.WriteFeedbackInput{Statement: d.ID, Sections: []statement.SectionWords{{Section: "magic", Words: "x"}}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown section was answered with %v", err)
	}
	if _, err := w.statements.WriteFeedback(w.officer, words); err != nil {
		t.Fatal(err)
	}
	if seen, err := w.statements.Statement(w.lead, d.ID); err != nil || len(seen.Feedback) != 0 {
		t.Errorf("the museums read a draft of feedback: %v, %v", seen.Feedback, err)
	}
	d, err := w.statements.SendFeedback(w.officer, statement.SendFeedbackInput{Statement: d.ID})
	if err != nil || d.State != statement.Answered {
		t.Fatalf("%v, %v", d, err)
	}
	seen, err := w.statements.Statement(w.partner, d.ID)
	if err != nil || len(seen.Feedback) != 1 || seen.FeedbackOf(1, "idea").Words != "Who are they?" {
		t.Fatalf("%v, %v", seen, err)
	}
	if _, err := w.statements.WriteFeedback(w.officer, words); !fault.HasCode(err, "state") {
		t.Errorf("feedback to a draft was answered with %v", err)
	}
	if err := w.write(w.lead, d.ID, "idea", "Fishers and pupils."); err != nil {
		t.Fatal(err)
	}
	if d, err = w.statements.Submit(w.lead, statement.SubmitInput{Statement: d.ID}); err != nil || d.Round != 2 {
		t.Fatalf("%v, %v", d, err)
	}
	first, err := d.Submission(1).Answers()
	if err != nil || first["idea"] != "Two communities and their rivers." {
		t.Errorf("the first round reads %q, %v", first["idea"], err)
	}
	if d, err = w.statements.Invite(w.officer, statement.InviteInput{Statement: d.ID, Words: "Go on."}); err != nil || d.State != statement.Invited {
		t.Fatalf("%v, %v", d, err)
	}
	if err := w.write(w.lead, d.ID, "idea", "Later."); !fault.HasCode(err, "content_frozen") {
		t.Errorf("an invited statement changed: %v", err)
	}
	if got := w.told("statement.invited"); got != 3 { // lead, partner, and the official who is staff too
		t.Errorf("%d were invited", got)
	}
}

func TestACallIsOfferedBookedMovedAndCancelledInEveryCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn()
	at := pgtest.Today.Add(24 * time.Hour)
	offer := statement.OfferCallInput{Statement: d.ID, Times: []time.Time{at.Add(time.Hour), at, at}, Minutes: 30, Place: "+1 202 555 0100"}
	if _, err := w.statements.OfferCall(w.lead, offer); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a museum offered: %v", err)
	}
	for name, bad := range map[string]statement.OfferCallInput{
		"no time": {Minutes: 30, Place: "x"}, "a time gone by": {Times: []time.Time{pgtest.Today}, Minutes: 30, Place: "x"},
		"no place": {Times: offer.Times, Minutes: 30}, "no length": {Times: offer.Times, Place: "x"},
		"a place of two lines": {Times: offer.Times, Minutes: 30, Place: "x\r\nATTENDEE:y"},
	} {
		bad.Statement = d.ID
		if _, err := w.statements.OfferCall(w.officer, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was answered with %v", name, err)
		}
	}
	d, err := w.statements.OfferCall(w.officer, offer)
	if err != nil || len(d.Live().Offers) != 2 {
		t.Fatalf("%v, %v", d, err)
	}
	call := d.Live().ID
	if _, err := w.statements.BookCall(w.partner, statement.BookCallInput{Call: call, At: at.Add(time.Minute)}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a time nobody offered was answered with %v", err)
	}
	if _, err := w.statements.BookCall(w.stranger, statement.BookCallInput{Call: call, At: at}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger was answered with %v", err)
	}
	for range 2 {
		if _, err := w.statements.BookCall(w.partner, statement.BookCallInput{Call: call, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.told("statement.call_booked"); n != 4 { // two museums with three people, and the officer
		t.Errorf("%d invitations", n)
	}
	if d, err = w.statements.OfferCall(w.officer, offer); err != nil || d.Live().ID != call || d.Live().Sequence != 1 || d.Live().At != nil {
		t.Fatalf("moved: %+v, %v", d.Live(), err)
	}
	if _, err = w.statements.BookCall(w.lead, statement.BookCallInput{Call: call, At: at.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if d, err = w.statements.CancelCall(w.lead, statement.CancelCallInput{Call: call, Reason: "Flood."}); err != nil || d.Live() != nil || d.Calls[0].Sequence != 2 {
		t.Fatalf("cancelled: %+v, %v", d.Calls[0], err)
	}
	if n := w.told("statement.call_cancelled"); n != 4 {
		t.Errorf("%d were told", n)
	}
	if !notify.Essential("statement.call_booked") {
		t.Error("an invitation to a call could wait for a digest")
	}
}

func TestTheOfficesListIsReadInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.handedIn()
	list, err := w.statements.Statements(w.officer, statement.ListInput{Cycle: w.cycle, Waiting: true}, page.First(1))
	if err != nil || len(list.Nodes) != 1 || list.Nodes[0].LeadName != "Minneapolis" || list.Nodes[0].PartnerNames != "Nairobi" {
		t.Fatalf("%v, %v", list, err)
	}
	if n, err := list.TotalCount(w.officer); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	next, err := w.statements.Statements(w.officer, statement.ListInput{}, page.Args{First: new(int), After: list.PageInfo.EndCursor})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a page of none: %v, %v", next, err)
	}
	one := 1
	if next, err = w.statements.Statements(w.officer, statement.ListInput{}, page.Args{First: &one, After: list.PageInfo.EndCursor}); err != nil || len(next.Nodes) != 0 {
		t.Errorf("%v, %v", next, err)
	}
	if none, err := w.statements.Statements(w.stranger, statement.ListInput{}, page.First(5)); err != nil || len(none.Nodes) != 0 {
		t.Errorf("a stranger's list: %v, %v", none, err)
	}
	found, err := w.statements.StatementsByID(w.partner, []ident.Statement{list.Nodes[0].ID, ident.NewStatement()})
	if err != nil || len(found) != 1 || !slices.ContainsFunc(found, func(s *statement.Statement) bool { return s.ID == list.Nodes[0].ID }) {
		t.Errorf("%v, %v", found, err)
	}
	if of, err := w.statements.StatementOf(w.partner, w.partnership); err != nil || of == nil || of.ID != list.Nodes[0].ID {
		t.Errorf("%v, %v", of, err)
	}
}

func TestAPostReadsWhatWasLastHandedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := &partnership.Asked{Detail: &partnership.Detail{Partnership: partnership.Partnership{ID: w.partnership}}}
	if x, err := w.statements.ShownTo(pgtest.Context(t), asked); err != nil || x != nil {
		t.Errorf("before there is one: %v, %v", x, err)
	}
	d := w.handedIn()
	words := statement.WriteFeedbackInput{Statement: d.ID, Sections: []statement.SectionWords{{Section: "idea", Words: "More."}}}
	if _, err := w.statements.WriteFeedback(w.officer, words); err != nil {
		t.Fatal(err)
	}
	if _, err := w.statements.SendFeedback(w.officer, statement.SendFeedbackInput{Statement: d.ID}); err != nil {
		t.Fatal(err)
	}
	if err := w.write(w.lead, d.ID, "idea", "Not handed in yet."); err != nil {
		t.Fatal(err)
	}
	x, err := w.statements.ShownTo(pgtest.Context(t), asked)
	if err != nil || x.Answers["idea"] != "Two communities and their rivers." || len(x.Form.Definition.Sections) != 2 {
		t.Errorf("%+v, %v", x, err)
	}
}

func TestAnAutosaveIsOneStatementAndItsAuditRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, err := w.statements.Start(w.lead, statement.StartInput{Partnership: w.partnership})
	if err != nil {
		t.Fatal(err)
	}
	for n, text := range []string{"Rivers.", "Two rivers."} {
		ctx, sent := postgres.Counting(w.lead)
		if _, err := w.answers.Save(ctx, response.SaveInput{Subject: d.ID.String(), Answers: []response.AnswerInput{{Key: "idea", Text: text}}}); err != nil {
			t.Fatal(err)
		}
		if n > 0 && sent() != 4 { // begin, save, audit, commit
			t.Errorf("%d statements were sent", sent())
		}
	}
	w.Clock.Set(w.closes.Add(time.Second))
	if _, err := w.answers.Save(w.lead, response.SaveInput{Subject: d.ID.String(), Answers: []response.AnswerInput{{Key: "idea", Text: "Late."}}}); !fault.Is(err, fault.DeadlinePassed) {
		t.Errorf("late is answered %v", err)
	}
	if now, err := w.statements.Statement(w.lead, d.ID); err != nil || now.Answers["idea"] != "Two rivers." {
		t.Errorf("kept %q, %v", now.Answers["idea"], err)
	}
}
