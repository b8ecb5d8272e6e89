package award_test

import (
	"context"
	"fmt"
	"slices"
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

func TestTheDeputySpeaksForThePanelWhereTheChairIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.rule(award.SetDecisionRuleInput{Recommendation: yes()})
	panel := is[ident.Panel]("panel")
	chair := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("reviewer1"), Grants: []auth.Grant{{Role: auth.Chair, Panel: panel}}})
	deputy := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("reviewer2"), Grants: []auth.Grant{{Role: auth.Reviewer, Panel: panel}}})
	member := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("reviewer3"), Grants: []auth.Grant{{Role: auth.Reviewer, Panel: panel}}})
	d := must[*award.PanelSlate](t)(w.s.PanelSlate(chair, panel))
	if !d.Asked || d.Mayable || d.Slate != nil || d.State != "" {
		t.Errorf("before a slate is drafted the chair has %+v", d)
	}
	sl := w.draft()
	if d = must[*award.PanelSlate](t)(w.s.PanelSlate(chair, panel)); !d.Mayable || len(d.Slate.Rows) != 8 || d.Bound || d.Deputy {
		t.Errorf("the chair has %+v", d)
	}
	w.sql(`SET session_replication_role = replica;
INSERT INTO meetings (id, panel_id, state, agenda_order, seed, opened_by, opened_at, last_seq) SELECT gen_random_uuid(), p.id, 'closed', 'random', 1, m.person_id, now(), 1
	FROM panels p JOIN panel_members m ON m.panel_id = p.id ORDER BY m.id LIMIT 1;
INSERT INTO meeting_events (meeting_id, seq, kind, at, person_id) SELECT id, 1, 'deputy_named', now(), md5('reviewer2')::uuid FROM meetings;
UPDATE panel_members SET confidentiality_at = now(), chair = (person_id = md5('reviewer1')::uuid);
SET session_replication_role = DEFAULT`)
	for name, ctx := range map[string]context.Context{"deputy": deputy, "member": member} {
		_, err := w.s.PanelSlate(ctx, panel)
		refused(t, err, fault.NotFound, "not_found")
		_, err = w.s.RecommendSlate(ctx, award.RecommendSlateInput{Slate: sl.ID})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("while the chair is free the %s is answered with %v", name, err)
		}
	}
	bind := func(who string, app ident.Application) {
		if _, err := w.DB.Pool.Exec(w.ctx, `INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES (gen_random_uuid(), $1, $2, 'other', 'declared', now())`, is[ident.Person](who), app); err != nil {
			t.Fatal(err)
		}
	}
	bind("reviewer1", sl.Lines[2].Application)
	if d = must[*award.PanelSlate](t)(w.s.PanelSlate(chair, panel)); !d.Bound || d.Mayable || d.Slate != nil || d.State != "" || !d.PanelHead.Slate.IsZero() {
		t.Errorf("the bound chair has %+v", d)
	}
	_, err := w.s.RecommendSlate(chair, award.RecommendSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "conflicted")
	_, err = w.s.PanelSlate(member, panel)
	refused(t, err, fault.NotFound, "not_found")
	if d = must[*award.PanelSlate](t)(w.s.PanelSlate(deputy, panel)); !d.Mayable || !d.Deputy || len(d.Slate.Rows) != 8 {
		t.Errorf("the deputy has %+v", d)
	}
	rec := must[*award.Slate](t)(w.s.RecommendSlate(deputy, award.RecommendSlateInput{Slate: sl.ID, Note: "For the chair."}))
	if rec.RecommendedBy != is[ident.Person]("reviewer2") {
		t.Errorf("recommended by %s", rec.RecommendedBy)
	}
	must[*award.Slate](t)(w.s.ReturnSlate(w.officer(), award.ReturnSlateInput{Slate: sl.ID, Reason: "Again."}))
	bind("reviewer2", sl.Lines[5].Application)
	_, err = w.s.RecommendSlate(deputy, award.RecommendSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "conflicted")
	must[*award.Slate](t)(w.s.RecommendSlate(w.officer(), award.RecommendSlateInput{Slate: sl.ID}))
	w.propose(sl)
	w.sql(`UPDATE conflicts SET lifted_at = now(), lifted_by = md5('officer')::uuid, lifted_reason = 'x'`)
	if d = must[*award.PanelSlate](t)(w.s.PanelSlate(chair, panel)); d.Slate != nil || d.State != award.SlateProposed {
		t.Errorf("once it is proposed the chair has %+v", d)
	}
}

func TestACycleDeclinesByItsOwnList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	list := func(r *award.DecisionRule) (out []award.DeclineReasonInput) {
		for _, x := range r.List() {
			out = append(out, award.DeclineReasonInput{Code: x.Code, English: x.English(), Spanish: x.Spanish(), Chinese: x.Chinese()})
		}
		return out
	}
	rule := must[*award.DecisionRule](t)(w.s.DecisionRule(w.officer(), w.cycle))
	if len(rule.Reasons) != 0 || len(rule.List()) != 8 {
		t.Fatalf("a new cycle has %+v", rule)
	}
	own := award.DeclineReasonInput{Code: "site_unsafe", English: "The site is not safe", Spanish: "El sitio no es seguro", Chinese: "场地不安全"}
	in := award.SetDeclineReasonsInput{Cycle: w.cycle, Reasons: append(list(rule), own), Reason: "After the flood."}
	_, err := w.s.SetDeclineReasons(w.grants(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	for code, change := range map[string]func(*award.SetDeclineReasonsInput){
		"bad_code":          func(x *award.SetDeclineReasonsInput) { x.Reasons[8].Code = "Site unsafe" },
		"twice":             func(x *award.SetDeclineReasonsInput) { x.Reasons[8].Code = award.BudgetUnfit },
		"languages_missing": func(x *award.SetDeclineReasonsInput) { x.Reasons[8].Spanish = " " },
		"too_long":          func(x *award.SetDeclineReasonsInput) { x.Reasons[8].English = strings.Repeat("x", 121) },
		"needed":            func(x *award.SetDeclineReasonsInput) { x.Reasons = append(x.Reasons[:1], x.Reasons[2:]...) },
	} {
		bad := in
		bad.Reasons = slices.Clone(in.Reasons)
		change(&bad)
		_, err := w.s.SetDeclineReasons(w.officer(), bad)
		refused(t, err, fault.Invalid, code)
	}
	rule = must[*award.DecisionRule](t)(w.s.SetDeclineReasons(w.officer(), in))
	old := 0
	in.ExpectedVersion = &old
	_, err = w.s.SetDeclineReasons(w.officer(), in)
	refused(t, err, fault.Conflict, "version")
	in.ExpectedVersion = nil
	sl := w.draft()
	sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: sl.Lines[3].ID, Decision: award.ToDecline, Reason: "Flooded.", Codes: []award.DeclineCode{"site_unsafe"}}))
	if fmt.Sprint(sl.Lines[3].Codes) != "[site_unsafe]" {
		t.Errorf("coded %v", sl.Lines[3].Codes)
	}
	got := must[[]*award.DeclineCount](t)(w.s.DeclineStatistics(w.officer(), w.cycle))
	if len(got) != 2 || got[0].Code != "site_unsafe" || got[0].Reason.Title.In("es") != "El sitio no es seguro" || got[1].Reason.Code != award.TooFewReviews {
		t.Errorf("counted %+v", got)
	}
	in.Reasons = list(rule)
	in.Reasons[8].English = "Unsafe"
	_, err = w.s.SetDeclineReasons(w.officer(), in)
	refused(t, err, fault.Invalid, "frozen")
	in.Reasons = list(rule)[:8]
	_, err = w.s.SetDeclineReasons(w.officer(), in)
	refused(t, err, fault.Invalid, "in_use")
	in.Reasons = list(rule)
	in.Reasons[0].English = "Below the line of merit"
	rule = must[*award.DecisionRule](t)(w.s.SetDeclineReasons(w.officer(), in))
	if rule.List()[0].English() != "Below the line of merit" {
		t.Errorf("an unused reason reads %s", rule.List()[0].English())
	}
	for text, says := range map[string]string{
		`UPDATE decision_rules SET reasons = '[]'`:                                                                "keeps its code",
		`UPDATE decision_rules SET reasons = jsonb_set(reasons, '{8,title,en}', '"x"')`:                           "keeps its code",
		`UPDATE slate_lines SET codes = '["taste"]' WHERE decision = 'decline'`:                                   "its cycle's list",
		`UPDATE slate_lines SET codes = '["taste"]' WHERE decision = 'decline' AND codes = '["too_few_reviews"]'`: "its cycle's list",
	} {
		if _, err := w.DB.Pool.Exec(w.ctx, text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s was answered with %v", text, err)
		}
	}
	w.propose(sl)
	_, err = w.s.SetDeclineReasons(w.officer(), in)
	refused(t, err, fault.Conflict, "reasons_fixed")
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
