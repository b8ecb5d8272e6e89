package award_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func (w *world) funder() context.Context { return w.as("funder1", auth.FunderReader) }

// rule writes how the cycle decides; every test that needs another rule says so first.
func (w *world) rule(in award.SetDecisionRuleInput) *award.DecisionRule {
	w.t.Helper()
	in.Cycle = w.cycle
	return must[*award.DecisionRule](w.t)(w.s.SetDecisionRule(w.director(), in))
}

func yes() *bool { v := true; return &v }

// asked is a slate that is approved and waits for the funder.
func asked(t *testing.T) (*world, *award.Approval) {
	t.Helper()
	w := newWorld(t, 8)
	w.sql(fmt.Sprintf(`INSERT INTO people (id, email, given_name, family_name, created_at) VALUES ('%s', 'funder1@example.org', 'Fay', 'Example', now());
INSERT INTO role_grants (id, person_id, role, program_id, granted_at) VALUES (gen_random_uuid(), '%[1]s', 'funder_ro', '%s', now())`, is[ident.Person]("funder1").UUID(), is[ident.Program]("program").UUID()))
	w.rule(award.SetDecisionRuleInput{Concurrence: yes()})
	return w, w.approved()
}

func TestNothingIsGivenBeforeTheFunderConcurs(t *testing.T) {
	t.Parallel()
	w, a := asked(t)
	if !a.Awaits || len(a.Awards) != 0 || w.number("SELECT count(*) FROM awards") != 0 || w.free() != money.Dollars(360_000) {
		t.Fatalf("approval gave something: %+v", a)
	}
	if w.number("SELECT count(*) FROM messages WHERE template = 'slate.concurrence_asked'") != 1 || w.number("SELECT count(*) FROM applications WHERE state = 'discussed'") != 8 {
		t.Error("the funder was not asked, or an application was decided")
	}
	_, err := w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "wrong_state")
	_, err = w.s.Concur(w.grants(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.Concurred})
	refused(t, err, fault.NotFound, "not_found")
	for _, who := range []string{"officer", "director"} {
		_, err = w.s.Concur(w.as(who, auth.FunderReader), award.ConcurInput{Slate: a.Slate.ID, Answer: award.Concurred})
		refused(t, err, fault.Forbidden, "same_person")
	}
	_, err = w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: "perhaps"})
	refused(t, err, fault.Invalid, "bad_choice")
	v := must[*award.SlateView](t)(w.s.FunderSlate(w.funder(), a.Slate.ID))
	if len(v.Rows) != 8 || v.Rows[0].RawMilli != nil || v.Committed != money.Dollars(290_000) {
		t.Errorf("the funder reads %d rows, %s", len(v.Rows), v.Committed)
	}
	done := must[*award.Approval](t)(w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.Concurred}))
	if done.Slate.State != award.SlateConcurred || len(done.Awards) != 3 || w.free() != money.Dollars(70_000) {
		t.Errorf("%s with %d awards, %s free", done.Slate.State, len(done.Awards), w.free())
	}
	if w.number("SELECT count(*) FROM awards WHERE offered_by = $1", is[ident.Person]("director")) != 3 {
		t.Error("the awards are not the director's")
	}
	_, err = w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.DeclinesToConcur, Reason: "late"})
	refused(t, err, fault.Conflict, "wrong_state")
	if list := must[[]*award.FunderSlate](t)(w.s.FunderSlates(w.funder())); len(list) != 1 || list[0].State != award.SlateConcurred {
		t.Errorf("the funder's list is %v", list)
	}
	if list := must[[]*award.FunderSlate](t)(w.s.FunderSlates(w.director())); len(list) != 0 {
		t.Error("the director has the funder's list")
	}
}

func TestASlateTheFunderDeclinesIsADraftAgain(t *testing.T) {
	t.Parallel()
	w, a := asked(t)
	_, err := w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.DeclinesToConcur})
	refused(t, err, fault.Invalid, "required")
	no := must[*award.Approval](t)(w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.DeclinesToConcur, Reason: "One country is under sanctions."}))
	if sl := no.Slate; sl.State != award.SlateDraft || sl.ApprovedAt != nil || sl.Note != "One country is under sanctions." || w.free() != money.Dollars(360_000) {
		t.Errorf("after the funder's no: %+v", sl)
	}
	if _, err := w.s.FunderSlate(w.funder(), a.Slate.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the funder still reads a draft: %v", err)
	}
	sl := must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{
		Line: a.Slate.Lines[2].ID, Decision: award.ToDecline, Reason: "The country is under sanctions.", Codes: []award.DeclineCode{award.LawOrPolicy},
	}))
	w.propose(sl)
	must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
	record := award.RecordConcurrenceInput{Slate: sl.ID, Answer: award.Concurred}
	_, err = w.s.RecordConcurrence(w.grants(), record)
	refused(t, err, fault.Invalid, "required")
	record.Reference = "Cable 27 STATE 1042 of 2 March"
	_, err = w.s.RecordConcurrence(w.officer(), record)
	refused(t, err, fault.Forbidden, "same_person")
	done := must[*award.Approval](t)(w.s.RecordConcurrence(w.grants(), record))
	if done.Slate.State != award.SlateConcurred || len(done.Awards) != 2 {
		t.Errorf("%s with %d awards", done.Slate.State, len(done.Awards))
	}
	told := must[[]*award.Concurrence](t)(w.s.Concurrences(w.funder(), sl.ID))
	if len(told) != 2 || told[0].Answer != award.DeclinesToConcur || !told[1].Recorded || told[1].Reference != record.Reference {
		t.Errorf("the answers kept are %+v", told)
	}
	w.sendAll()
	if w.number("SELECT count(*) FROM slates WHERE state = 'announced' AND concurred_at IS NOT NULL") != 1 {
		t.Error("the slate was not announced")
	}
}

func TestTheDatabaseLetsNothingOutBeforeTheLastStep(t *testing.T) {
	t.Parallel()
	w, a := asked(t)
	fails := func(text, with string) {
		t.Helper()
		if _, err := w.DB.Pool.Exec(w.ctx, text); err == nil || !strings.Contains(err.Error(), with) {
			t.Errorf("%s\nwas answered with %v", text, err)
		}
	}
	fails("UPDATE slates SET state = 'announced', announced_at = now()", "before the last step")
	fails(`INSERT INTO awards (id, number, cycle_id, partnership_id, application_id, slate_line_id, title, amount_minor)
SELECT gen_random_uuid(), a.number, a.cycle_id, a.partnership_id, a.id, l.id, a.title, l.amount_minor
FROM slate_lines l JOIN applications a ON a.id = l.application_id WHERE l.decision = 'award'`, "before the last step")
	fails(fmt.Sprintf(`INSERT INTO letters (id, cycle_id, application_id, slate_line_id, decision, locale, addressee, code, content, state, sent_at, prepared_at, sha256, document_id)
SELECT gen_random_uuid(), '%s', application_id, id, decision, 'en', 'x', '7HX2M0QD93KT', '{}', 'sent', now(), now(), sha256('x'), NULL FROM slate_lines WHERE decision = 'decline' LIMIT 1`, w.cycle.UUID()), "before the last step")
	fails(fmt.Sprintf("UPDATE slates SET state = 'concurred', concurred_at = now(), concurred_by = '%s'", is[ident.Person]("funder1").UUID()), "answer of the funder")
	fails("UPDATE decision_rules SET concurrence = false", "while it is on its way")
	director := is[ident.Person]("director").UUID()
	fails(fmt.Sprintf(`INSERT INTO concurrences (id, slate_id, answer, proposed_by, approved_by, answered_by, answered_at)
SELECT gen_random_uuid(), id, 'concurred', proposed_by, approved_by, '%s', now() FROM slates`, director), "concurrences_third_person")
	must[*award.Approval](t)(w.s.Concur(w.funder(), award.ConcurInput{Slate: a.Slate.ID, Answer: award.Concurred}))
	fails("UPDATE concurrences SET reason = 'x'", "append")
	fails("UPDATE slates SET state = 'draft', approved_at = NULL, approved_by = NULL, concurred_at = NULL, concurred_by = NULL", "stays approved")
}

func TestAPanelRecommendsWhereTheCycleAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.rule(award.SetDecisionRuleInput{Recommendation: yes()})
	sl := w.draft()
	_, err := w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Conflict, "not_recommended")
	if _, err := w.DB.Pool.Exec(w.ctx, "UPDATE slates SET state = 'proposed', proposed_at = now(), proposed_by = $1", is[ident.Person]("officer")); err == nil {
		t.Error("the database let an unrecommended slate through")
	}
	chair := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("reviewer1"), Grants: []auth.Grant{{Role: auth.Chair, Panel: is[ident.Panel]("panel")}}})
	other := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("reviewer2"), Grants: []auth.Grant{{Role: auth.Chair, Panel: is[ident.Panel]("another")}}})
	_, err = w.s.RecommendSlate(other, award.RecommendSlateInput{Slate: sl.ID})
	refused(t, err, fault.NotFound, "not_found")
	rec := must[*award.Slate](t)(w.s.RecommendSlate(chair, award.RecommendSlateInput{Slate: sl.ID, Note: "Unanimous."}))
	if rec.State != award.SlateRecommended || rec.RecommendedBy != is[ident.Person]("reviewer1") {
		t.Errorf("recommended: %+v", rec)
	}
	_, err = w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: sl.Lines[0].ID, Decision: award.ToDecline, Reason: "x"})
	refused(t, err, fault.Conflict, "wrong_state")
	back := must[*award.Slate](t)(w.s.ReturnSlate(w.officer(), award.ReturnSlateInput{Slate: sl.ID, Reason: "Place 4 was read anew."}))
	if back.State != award.SlateDraft {
		t.Errorf("returned to %s", back.State)
	}
	must[*award.Slate](t)(w.s.RecommendSlate(w.officer(), award.RecommendSlateInput{Slate: sl.ID}))
	if p := w.propose(sl); p.State != award.SlateProposed {
		t.Errorf("proposed: %s", p.State)
	}
}

func TestADeclinedLineHasACodeBeforeTheSlateIsProposed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	if last := sl.Lines[7]; len(last.Codes) != 1 || last.Codes[0] != award.TooFewReviews {
		t.Errorf("the unranked line has %v", last.Codes)
	}
	in := award.EditSlateLineInput{Line: sl.Lines[3].ID, Decision: award.ToDecline, Reason: "The budget cannot be repaired."}
	sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), in))
	_, err := w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Invalid, "code_missing")
	_, err = w.DB.Pool.Exec(w.ctx, "UPDATE slates SET state = 'proposed', proposed_at = now(), proposed_by = $1", is[ident.Person]("officer"))
	if err == nil || !strings.Contains(err.Error(), "coded reason") {
		t.Errorf("the database answered with %v", err)
	}
	in.Codes = []award.DeclineCode{"taste"}
	_, err = w.s.EditSlateLine(w.officer(), in)
	refused(t, err, fault.Invalid, "bad_code")
	in.Codes = []award.DeclineCode{award.MeritBelowLine, award.BudgetUnfit, award.BudgetUnfit}
	sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), in))
	if got := fmt.Sprint(sl.Lines[3].Codes); got != "[merit_below_line budget]" {
		t.Errorf("the codes are %s", got)
	}
	w.propose(sl)
	got := must[[]*award.DeclineCount](t)(w.s.DeclineStatistics(w.officer(), w.cycle))
	var text []string
	for _, c := range got {
		text = append(text, fmt.Sprint(c.Code, c.Applications))
	}
	if strings.Join(text, " ") != "budget1 merit_below_line1 too_few_reviews1" {
		t.Errorf("counted %v", text)
	}
	_, err = w.s.DeclineStatistics(w.museum(1), w.cycle)
	refused(t, err, fault.NotFound, "not_found")
}

func TestWhoWroteADepartureDoesNotApproveIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	both := w.as("director2", auth.Officer, auth.Director)
	in := award.EditSlateLineInput{Line: sl.Lines[4].ID, Decision: award.ToAward, Reason: "The only project with East Africa."}
	sl = must[*award.Slate](t)(w.s.EditSlateLine(both, in))
	w.propose(sl)
	_, err := w.s.ApproveSlate(both, award.ApproveSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "same_person")
	_, err = w.DB.Pool.Exec(w.ctx, "UPDATE slates SET state = 'approved', approved_at = now(), approved_by = $1", is[ident.Person]("director2"))
	if err == nil || !strings.Contains(err.Error(), "second person") {
		t.Errorf("the database answered with %v", err)
	}
	must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
	_, err = w.DB.Pool.Exec(w.ctx, `INSERT INTO slate_lines (id, slate_id, application_id, decision, amount_minor, place, reason, promoted, edited_by)
SELECT gen_random_uuid(), slate_id, application_id, 'award', 6000000, place, 'x', true, $1 FROM slate_lines WHERE place = 6`, is[ident.Person]("officer"))
	if err == nil || !strings.Contains(err.Error(), "second person") {
		t.Errorf("an alternate passed over by one person was answered with %v", err)
	}
}
