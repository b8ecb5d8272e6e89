package application_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nobody := pgtest.Context(t)
	t.Run("anyone reads the open call with its phases, themes and criteria", func(t *testing.T) {
		calls, err := w.programs.OpenCalls(nobody)
		if err != nil || len(calls) != 1 || calls[0].ProgramName != "Museums Connect" || calls[0].FunderName != "Department of State" {
			t.Fatalf("%+v, %v", calls, err)
		}
		ctx, count := postgres.Counting(nobody)
		d, err := w.programs.Cycle(ctx, w.cycle.ID)
		if err != nil || len(d.Phases) != 1 || len(d.Themes) != 1 || len(d.Criteria) != 2 || d.Of.Key != "museums_connect" || d.Themes[0].Title.In("es") != "Youth" {
			t.Fatalf("%+v, %v", d, err)
		}
		if count() != 1 {
			t.Errorf("%d statements", count())
		}
		if x, _ := d.Deadline(program.ProposalPhase); !x.At.Equal(closing) {
			t.Errorf("closes %s", x.At)
		}
	})
	t.Run("a draft cycle is not found, but by the staff of its program", func(t *testing.T) {
		hidden := w.newCycle(2028, w.cycle.FunderAward, w.cycle.ProposalForm)
		if err := (postgres.Programs{DB: w.DB}).AddCycle(nobody, hidden); err != nil {
			t.Fatal(err)
		}
		if _, err := w.programs.Cycle(w.coordinator, hidden.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.programs.Cycle(w.officer, hidden.ID); err != nil {
			t.Error(err)
		}
		if _, err := w.programs.Publish(w.officer, program.PublishInput{Cycle: hidden.ID}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer published: %v", err)
		}
		// 800,000 came in and 600,000 are given: a second cycle of 600,000 is more than is left.
		if _, err := w.programs.Publish(w.director, program.PublishInput{Cycle: hidden.ID}); !fault.HasCode(err, "money_short") {
			t.Errorf("money that is not there was given: %v", err)
		}
		if d, err := w.programs.Cycle(w.officer, hidden.ID); err != nil || d.State != program.Draft {
			t.Errorf("%v, %v", d, err)
		}
	})
	t.Run("the clock opens the phases", func(t *testing.T) {
		ctx := auth.As(nobody, auth.System("timetable"))
		for want := 1; want >= 0; want-- { // a second time there is nothing to do
			if n, err := w.programs.OpenDue(ctx); err != nil || n != want {
				t.Errorf("%d moved, %v", n, err)
			}
		}
		if d, err := w.programs.Cycle(nobody, w.cycle.ID); err != nil || d.State != program.ProposalsOpen {
			t.Errorf("%v, %v", d.State, err)
		}
	})
	d := w.ready()
	moved := closing.Add(72 * time.Hour)
	t.Run("a deadline moves with a reason, a history and a notice to all who have a draft", func(t *testing.T) {
		in := program.MoveDeadlineInput{Phase: w.cycle.Phases[0].ID, ClosesAt: moved}
		if _, err := w.programs.MoveDeadline(w.director, in); !fault.HasCode(err, "required") {
			t.Errorf("no reason: %v", err)
		}
		in.Reason = "The servers of the post office were down."
		if _, err := w.programs.MoveDeadline(w.officer, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer moved it: %v", err)
		}
		got, err := w.programs.MoveDeadline(w.director, in)
		if err != nil || len(got.Deadlines) != 1 || !got.Deadlines[0].ClosesWas.Equal(closing) {
			t.Fatalf("%+v, %v", got, err)
		}
		if w.told(w.coordinator, "program.deadline_moved") != 1 || w.told(w.abroad, "program.deadline_moved") != 1 || w.told(w.stranger, "program.deadline_moved") != 0 {
			t.Error("the notice did not go to those with a draft, and to them alone")
		}
		read, err := w.programs.Cycle(nobody, w.cycle.ID)
		if err != nil || len(read.Deadlines) != 1 || read.Deadlines[0].Reason != in.Reason {
			t.Errorf("%+v, %v", read, err)
		}
	})
	t.Run("after the old deadline it is still taken", func(t *testing.T) {
		w.Clock.Set(closing.Add(time.Hour))
		if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("review opens once, after the call, and fixes the weights", func(t *testing.T) {
		in := program.OpenReviewInput{Cycle: w.cycle.ID}
		if _, err := w.programs.OpenReview(w.officer, in); !fault.HasCode(err, "still_open") {
			t.Errorf("opened during the call: %v", err)
		}
		w.Clock.Set(moved.Add(time.Second))
		w.exec(`UPDATE criteria SET weight = 39 WHERE cycle_id = $1 AND key = 'community'`, w.cycle.ID.UUID())
		if _, err := w.programs.OpenReview(w.officer, in); !fault.HasCode(err, "weights_sum") {
			t.Errorf("opened with weights of 99: %v", err)
		}
		w.exec(`UPDATE criteria SET weight = 40 WHERE cycle_id = $1 AND key = 'community'`, w.cycle.ID.UUID())
		got, err := w.programs.OpenReview(w.officer, in)
		if err != nil || got.State != program.InReview || got.ReviewOpenedAt == nil {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := w.programs.OpenReview(w.officer, in); !fault.Is(err, fault.Conflict) {
			t.Errorf("opened twice: %v", err)
		}
		if _, err := w.DB.Pool.Exec(nobody, `UPDATE criteria SET weight = 50 WHERE cycle_id = $1`, w.cycle.ID.UUID()); err == nil {
			t.Error("the database let the weights change")
		}
		if _, err := w.programs.MoveDeadline(w.director, program.MoveDeadlineInput{Phase: w.cycle.Phases[0].ID, ClosesAt: moved.Add(time.Hour), Reason: "x"}); !fault.HasCode(err, "review_opened") {
			t.Errorf("a deadline moved under review: %v", err)
		}
	})
}

func TestPropose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.organization("Second US Museum", "US")
	for name, c := range map[string]struct {
		edit func(*partnership.ProposeInput)
		code string
	}{
		"only US museums":        {func(in *partnership.ProposeInput) { in.Partners[0].Organization = second.ID }, "no_museum_abroad"},
		"a museum twice":         {func(in *partnership.ProposeInput) { in.Partners = append(in.Partners, in.Partners[0]) }, "museum_twice"},
		"a museum nobody knows":  {func(in *partnership.ProposeInput) { in.Partners[0].Organization = ident.NewOrganization() }, "unknown_organization"},
		"no title":               {func(in *partnership.ProposeInput) { in.Title = " " }, "bad_title"},
		"no partner":             {func(in *partnership.ProposeInput) { in.Partners = nil }, "no_museum_abroad"},
		"another museum's lead":  {func(in *partnership.ProposeInput) { in.Lead = second.ID }, "forbidden"},
		"a cycle nobody knows":   {func(in *partnership.ProposeInput) { in.Cycle = ident.NewCycle() }, "not_found"},
		"the partner as its own": {func(in *partnership.ProposeInput) { in.Partners[0].Organization = in.Lead }, "museum_twice"},
	} {
		t.Run(name, func(t *testing.T) {
			in := partnership.ProposeInput{Cycle: w.cycle.ID, Title: "T", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: w.partner.ID}}}
			c.edit(&in)
			if _, err := w.partnerships.Propose(w.coordinator, in); !fault.HasCode(err, c.code) {
				t.Errorf("answered %v, want %s", err, c.code)
			}
		})
	}
	p, err := w.partnerships.Propose(w.coordinator, partnership.ProposeInput{
		Cycle: w.cycle.ID, Title: "Three museums", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: second.ID}, {Organization: w.partner.ID, Part: "films"}},
	})
	if err != nil || p.State != partnership.Proposed || len(p.Museums) != 3 || !p.Museums[0].Member.Lead {
		t.Fatalf("%+v, %v", p, err)
	}
	if w.told(w.abroad, "partnership.proposed") != 1 {
		t.Error("the partner was not asked")
	}
	t.Run("nobody confirms for another museum", func(t *testing.T) {
		_, err := w.partnerships.Confirm(w.coordinator, partnership.ConfirmInput{Partnership: p.ID, Organization: w.partner.ID, Words: "Yes"})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("the list names the museums and counts the yeses", func(t *testing.T) {
		if _, err := w.partnerships.Confirm(w.abroad, partnership.ConfirmInput{Partnership: p.ID, Organization: w.partner.ID, Words: "Yes"}); err != nil {
			t.Fatal(err)
		}
		ctx, count := postgres.Counting(w.abroad)
		rows, err := w.partnerships.Partnerships(ctx, partnership.ListInput{Cycle: w.cycle.ID})
		if err != nil || len(rows) != 1 || rows[0].LeadName != "Lead Museum" || rows[0].PartnerNames != "Second US Museum; Museo Asociado" || rows[0].ConfirmedMembers != 2 || rows[0].Members != 3 {
			t.Errorf("%+v, %v", rows[0], err)
		}
		if count() != 1 {
			t.Errorf("%d statements", count())
		}
		if rows, err := w.partnerships.Partnerships(w.stranger, partnership.ListInput{}); err != nil || len(rows) != 0 {
			t.Errorf("a stranger sees %d, %v", len(rows), err)
		}
	})
}
