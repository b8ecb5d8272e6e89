package application_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func (w *world) submitted() *application.Detail {
	w.t.Helper()
	d := w.ready()
	if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) told(ctx context.Context, template string) int {
	w.t.Helper()
	var n int
	err := w.DB.Pool.QueryRow(context.Background(), `SELECT count(*) FROM messages WHERE template = $1 AND person_id = $2`, template, auth.Who(ctx).Person.UUID()).Scan(&n)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestReturnedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.submitted()
	if w.told(w.coordinator, "application.received") != 1 || w.told(w.abroad, "application.received") != 1 {
		t.Error("not every museum was told of the receipt")
	}
	w.Clock.Set(closing.Add(48 * time.Hour))
	until := closing.Add(9 * 24 * time.Hour)
	got, err := w.applications.Return(w.officer, application.ReturnInput{Application: d.ID, Missing: "Who travels?", Until: until})
	if err != nil || got.State != application.ReturnedOnce {
		t.Fatalf("%v, %v", got, err)
	}
	if w.told(w.abroad, "application.returned") != 1 {
		t.Error("the partner was not told")
	}
	t.Run("what is missing can be written although the call is over", func(t *testing.T) {
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "travel", Text: "Ten of us."}}})
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(until.Add(time.Second))
		if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); !fault.Is(err, fault.DeadlinePassed) {
			t.Errorf("too late again: %v", err)
		}
		w.Clock.Set(until)
		x, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
		if err != nil || x.Version != 2 {
			t.Fatalf("%v, %v", x, err)
		}
	})
	t.Run("a second return is refused", func(t *testing.T) {
		_, err := w.applications.Return(w.officer, application.ReturnInput{Application: d.ID, Missing: "More", Until: until.Add(time.Hour)})
		if !fault.HasCode(err, "returned_once") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("both submissions are kept", func(t *testing.T) {
		var n int
		if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM submissions WHERE application_id = $1`, d.ID.UUID()).Scan(&n); err != nil || n != 2 {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestWhoSubmittedDoesNotCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	both := auth.Actor{Person: auth.Who(w.officer).Person, Name: "Both", Grants: []auth.Grant{w.at(auth.Official, w.lead)}}
	if _, err := w.applications.Submit(auth.As(pgtest.Context(t), both), application.SubmitInput{Application: d.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.applications.MarkEligible(w.officer, application.FindInput{Application: d.ID}); !fault.HasCode(err, "same_person") {
		t.Errorf("checked their own: %v", err)
	}
}

func TestWithdrawnMakesRoomForAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.submitted()
	if _, err := w.applications.StartProposal(w.coordinator, application.StartInput{Partnership: d.Partnership}); !fault.HasCode(err, "proposal_taken") {
		t.Errorf("a second live proposal: %v", err)
	}
	if _, err := w.partnerships.Dissolve(w.coordinator, partnership.DissolveInput{Partnership: d.Partnership, Reason: "x"}); !fault.HasCode(err, "proposal_live") {
		t.Errorf("dissolved under a live proposal: %v", err)
	}
	if _, err := w.applications.Withdraw(w.coordinator, application.WithdrawInput{Application: d.ID}); !fault.HasCode(err, "required") {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	got, err := w.applications.Withdraw(w.coordinator, application.WithdrawInput{Application: d.ID, Reason: "The river flooded."})
	if err != nil || got.State != application.Withdrawn {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); !fault.Is(err, fault.Conflict) {
		t.Errorf("submitted after withdrawing: %v", err)
	}
	next, err := w.applications.StartProposal(w.coordinator, application.StartInput{Partnership: d.Partnership})
	if err != nil || next.Number != "MC-2027-002" {
		t.Errorf("%v, %v", next, err)
	}
	var until time.Time
	if err := w.DB.Pool.QueryRow(w.t.Context(), `SELECT keep_until FROM retentions WHERE application_id = $1 AND ground = 'withdrawn'`, d.ID.UUID()).Scan(&until); err != nil || until.Year() != w.Clock.Now().Year()+3 {
		t.Errorf("its files are kept until %v, %v", until, err)
	}
}

func TestALeadLeadsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.draft()
	p := w.confirmed(w.lead, w.partner)
	if _, err := w.applications.StartProposal(w.coordinator, application.StartInput{Partnership: p.ID}); !fault.HasCode(err, "lead_taken") {
		t.Errorf("answered %v", err)
	}
}

func TestNumbersHaveNoGapsWhenAllStartAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const pairs = 6
	starts := make([]ident.Partnership, pairs)
	who := make([]context.Context, pairs)
	for i := range pairs {
		lead := w.organization(fmt.Sprintf("Lead %d", i), "US")
		who[i] = w.person(fmt.Sprintf("Coordinator%d", i), w.at(auth.Coordinator, lead))
		p, err := w.partnerships.Propose(who[i], partnership.ProposeInput{
			Cycle: w.cycle.ID, Title: "P", Lead: lead.ID, Partners: []partnership.PartnerInput{{Organization: w.partner.ID}},
		})
		if err != nil {
			t.Fatal(err)
		}
		starts[i] = p.ID
	}
	numbers := make([]string, 2*pairs)
	var all sync.WaitGroup
	for i := range numbers { // each twice: one of the two fails and gives its number back
		all.Go(func() {
			d, err := w.applications.StartProposal(who[i/2], application.StartInput{Partnership: starts[i/2]})
			if err == nil {
				numbers[i] = d.Number
			} else if !fault.HasCode(err, "proposal_taken") {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got := map[string]bool{}
	for _, n := range numbers {
		got[n] = true
	}
	for i := range pairs {
		if n := fmt.Sprintf("MC-2027-%03d", i+1); !got[n] {
			t.Errorf("%s is missing: %v", n, numbers)
		}
	}
}

func TestEligibilityFromTheRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	w.pastAward(2025, w.organization("Earlier Lead", "US"), w.partner)
	t.Run("a partner awarded two years ago stands in the way, with the figures", func(t *testing.T) {
		e, err := w.applications.Eligibility(w.coordinator, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := e.Result(partnership.ReapplyGap)
		if r.Outcome != partnership.False || e.Verdict != partnership.False {
			t.Errorf("%s: %s", r.Outcome, r.Reason)
		}
		_, err = w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
		if !fault.HasCode(err, "reapply_gap_false") {
			t.Errorf("submitted: %v", err)
		}
	})
	t.Run("only the director grants an exception, and then it passes", func(t *testing.T) {
		in := partnership.ExceptInput{Partnership: d.Partnership, Rule: partnership.ReapplyGap, Reason: "The earlier project never began."}
		if _, err := w.partnerships.Except(w.officer, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.partnerships.Except(w.director, in); err != nil {
			t.Fatal(err)
		}
		if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); err != nil {
			t.Error(err)
		}
	})
	t.Run("the embassy's word is recorded and shown", func(t *testing.T) {
		p, err := w.partnerships.Partnership(w.officer, d.Partnership)
		if err != nil {
			t.Fatal(err)
		}
		in := partnership.EndorseInput{Member: p.Museums[1].Member.ID, Post: "Embassy Mexico City", State: partnership.Endorsed}
		if _, err := w.partnerships.Endorse(w.officer, in); err != nil {
			t.Fatal(err)
		}
		in.State = partnership.EndorsementDeclined
		if _, err := w.partnerships.Endorse(w.officer, in); !fault.HasCode(err, "required") {
			t.Errorf("declined without a reason: %v", err)
		}
		e, err := w.partnerships.Eligibility(w.officer, d.Partnership)
		if err != nil || e.Result(partnership.EmbassyWord).Outcome != partnership.True {
			t.Errorf("%v, %v", e, err)
		}
	})
}

// pastAward writes an earlier award of two museums as history.
func (w *world) pastAward(year int, lead, partner *people.Organization) {
	w.t.Helper()
	cycle, p := ident.NewCycle(), ident.NewPartnership()
	w.exec(`INSERT INTO cycles (id, program_id, year, title, state) VALUES ($1, $2, $3, 'Earlier', 'closed')`, cycle.UUID(), w.program.UUID(), year)
	w.exec(`INSERT INTO partnerships (id, cycle_id, title, state, created_at) VALUES ($1, $2, 'Earlier', 'eligible', now())`, p.UUID(), cycle.UUID())
	w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead) VALUES (gen_random_uuid(), $1, $2, 'us', true), (gen_random_uuid(), $1, $3, 'non_us', false)`,
		p.UUID(), lead.ID.UUID(), partner.ID.UUID())
	w.exec(`INSERT INTO awards (id, number, cycle_id, partnership_id, title, state) VALUES ($1, $2, $3, $4, 'Earlier', 'closed')`,
		ident.NewAward().UUID(), fmt.Sprintf("MC-%d-A1", year), cycle.UUID(), p.UUID())
}

func TestReviewersSeeWhatTheyAreClearedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.submitted()
	panel := ident.NewPanel()
	w.exec(`INSERT INTO panels (id, cycle_id, name, formed_at) VALUES ($1, $2, 'Panel', now())`, panel.UUID(), w.cycle.ID.UUID())
	reviewer := w.person("Reviewer", auth.Grant{Role: auth.Reviewer, Panel: panel})
	chair := w.person("Chair", auth.Grant{Role: auth.Chair, Panel: panel})
	other := w.person("OtherReviewer", auth.Grant{Role: auth.Reviewer, Panel: panel})
	for ctx, isChair := range map[context.Context]bool{reviewer: false, chair: true, other: false} {
		w.exec(`INSERT INTO panel_members (id, panel_id, person_id, chair, confidentiality_at) VALUES (gen_random_uuid(), $1, $2, $3, now())`, panel.UUID(), auth.Who(ctx).Person.UUID(), isChair)
	}
	w.exec(`INSERT INTO assignments (id, panel_id, application_id, reviewer_id, assigned_at) VALUES (gen_random_uuid(), $1, $2, $3, now())`,
		panel.UUID(), d.ID.UUID(), auth.Who(reviewer).Person.UUID())
	sees := func(ctx context.Context) bool {
		_, err := w.applications.Application(ctx, d.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	if sees(reviewer) {
		t.Error("a reviewer read it before saying there is no conflict")
	}
	w.exec(`UPDATE assignments SET cleared_at = now(), state = 'conflict_declared_none'`)
	if !sees(reviewer) || !sees(chair) || sees(other) {
		t.Errorf("cleared reviewer %v, chair %v, unassigned reviewer %v", sees(reviewer), sees(chair), sees(other))
	}
	w.exec(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES (gen_random_uuid(), $1, $2, 'board', 'recorded', now())`,
		auth.Who(chair).Person.UUID(), d.ID.UUID())
	if sees(chair) {
		t.Error("a chair with a conflict read it")
	}
}

func TestBadTextIsRefusedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	for name, text := range map[string]string{
		"NUL": "a\x00b", "broken UTF-8": "a\xffb", "ten megabytes": strings.Repeat("x", 10<<20),
	} {
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "concept", Text: text}}})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	kind := "مرحبا 🎉 \u202Eabc e\u0301"
	got, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "concept", Text: kind}}})
	if err != nil {
		t.Fatal(err)
	}
	read, err := w.applications.Application(w.abroad, d.ID)
	if err != nil || read.Answers["concept"] != kind || read.Version != got.Version || read.Answers[form.TitleKey] != "Our Rivers" {
		t.Errorf("%+v, %v", read, err)
	}
}
