package application_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestSubmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)

	t.Run("publishing gave the cycle its money and its reserve", func(t *testing.T) {
		if free, reserve := w.balance(ledger.FreeOf(w.cycle.ID)), w.balance(ledger.ReserveOf(w.cycle.ID)); free != 540_000_00 || reserve != 60_000_00 {
			t.Errorf("free %d, reserve %d", free, reserve)
		}
		if left := w.balance(ledger.OfFunderAward(w.cycle.FunderAward)); left != 200_000_00 {
			t.Errorf("left of the funder's award: %d", left)
		}
	})

	d := w.draft()
	if d.Number != "MC-2027-001" || d.State != application.Draft {
		t.Fatalf("the first draft is %s, %s", d.Number, d.State)
	}
	t.Run("an unfinished draft names what to mend and stays", func(t *testing.T) {
		_, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
		for _, code := range []string{"not_ready", "required", "abstract_words", "theme_needed", "budget_empty", "request_outside_limits"} {
			if !fault.HasCode(err, code) {
				t.Errorf("no %s in %v", code, err)
			}
		}
	})
	t.Run("each side writes its own section", func(t *testing.T) {
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "partner_role", Text: "x"}}})
		if !fault.Is(err, fault.Forbidden) || !fault.HasCode(err, "section_owner") {
			t.Errorf("the lead wrote the partner's section: %v", err)
		}
		_, err = w.applications.SaveAnswers(w.abroad, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "concept", Text: "x"}}})
		if !fault.HasCode(err, "section_owner") {
			t.Errorf("the partner wrote the lead's section: %v", err)
		}
	})
	t.Run("a stale save is refused with the current version", func(t *testing.T) {
		old := d.Version - 1
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "title", Text: "x"}}, ExpectedVersion: &old})
		if !fault.HasCode(err, "version") {
			t.Errorf("saved over another's work: %v", err)
		}
	})
	w.answer(d.ID, w.coordinator, form.ByLead, form.Shared)
	w.answer(d.ID, w.abroad, form.ByPartner)
	t.Run("a budget that does not add up names the line and changes nothing", func(t *testing.T) {
		bad := append(lines("80000", "40000"), budget.LineInput{
			Category: budget.Supplies, Side: "us", Funding: budget.Grant, Description: "Paint", Quantity: "3", Rate: "10.005", Amount: "31",
		})
		_, err := w.budgets.Replace(w.coordinator, budget.ReplaceInput{Application: d.ID, Lines: bad})
		if !fault.HasCode(err, "bad_rate") {
			t.Errorf("refused with %v", err)
		}
		got, err := w.applications.Application(w.coordinator, d.ID)
		if err != nil || len(got.Lines) != 0 {
			t.Errorf("%d lines were kept, %v", len(got.Lines), err)
		}
	})
	if _, err := w.budgets.Replace(w.coordinator, budget.ReplaceInput{Application: d.ID, Lines: lines("80000", "39999.99")}); err != nil {
		t.Fatal(err)
	}
	t.Run("a cent too little cost share is all that is missing", func(t *testing.T) {
		checks, err := w.applications.Checks(w.coordinator, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		blocking := application.Blocking(checks)
		if len(blocking) != 1 || blocking[0].Code != "cost_share_missing" {
			t.Errorf("blocking: %+v", blocking)
		}
	})
	if _, err := w.budgets.Replace(w.coordinator, budget.ReplaceInput{Application: d.ID, Lines: lines("80000", "40000")}); err != nil {
		t.Fatal(err)
	}
	t.Run("the partner does not submit for the lead", func(t *testing.T) {
		if _, err := w.applications.Submit(w.abroad, application.SubmitInput{Application: d.ID}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("submitted: %v", err)
		}
	})
	t.Run("another museum does not find it", func(t *testing.T) {
		if _, err := w.applications.Submit(w.stranger, application.SubmitInput{Application: d.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.applications.Application(w.stranger, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
	})
	w.Clock.Set(closing)
	x, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the second call answers with the same submission", func(t *testing.T) {
		again, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
		if err != nil || again.ID != x.ID || again.ReceiptCode != x.ReceiptCode {
			t.Errorf("%v, %v", again, err)
		}
	})
	t.Run("the receipt is what was kept, whole", func(t *testing.T) {
		r, err := w.applications.Receipt(w.abroad, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Submission.Intact() || !bytes.Equal(r.Submission.SHA256, x.SHA256) || len(r.Museums) != 2 || r.Museums[0] != "Lead Museum" {
			t.Errorf("%+v", r)
		}
		v, err := w.applications.VerifyReceipt(t.Context(), r.Submission.ReceiptCode)
		if err != nil || !v.Intact || v.Number != "MC-2027-001" {
			t.Errorf("%+v, %v", v, err)
		}
	})
	t.Run("what was submitted does not change", func(t *testing.T) {
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "title", Text: "Other"}}})
		if !fault.HasCode(err, "content_frozen") {
			t.Errorf("answers changed: %v", err)
		}
		_, err = w.DB.Pool.Exec(t.Context(), `UPDATE responses SET answers = '{}' WHERE id = $1`, d.ID.UUID())
		if err == nil {
			t.Error("the database let the answers change")
		}
	})
	t.Run("lists show it with the names of its museums, once to each side and not to others", func(t *testing.T) {
		for name, c := range map[string]struct {
			filter application.Filter
			want   int
		}{
			"all":             {application.Filter{}, 1},
			"of the cycle":    {application.Filter{Cycle: w.cycle.ID}, 1},
			"by state":        {application.Filter{States: []application.State{application.Draft}}, 0},
			"by another word": {application.Filter{Search: "glaciers"}, 0},
			"by title":        {application.Filter{Search: "word"}, 1},
			"by country":      {application.Filter{Country: "MX"}, 1},
			"by US state":     {application.Filter{USState: "OH"}, 0},
			"by its theme":    {application.Filter{Theme: w.cycle.Themes[0].ID}, 1},
			"by NUL and odd":  {application.Filter{Search: "\x00\xff\"'("}, 0},
		} {
			p, err := w.applications.Applications(w.officer, c.filter, page.First(50))
			if err != nil || len(p.Nodes) != c.want {
				t.Errorf("%s: %d rows, %v", name, len(p.Nodes), err)
				continue
			}
			if n, err := p.TotalCount(w.officer); err != nil || n != c.want {
				t.Errorf("%s: %d counted, %v", name, n, err)
			}
		}
		p, err := w.applications.Applications(w.abroad, application.Filter{}, page.First(50))
		if err != nil || len(p.Nodes) != 1 || p.Nodes[0].LeadName != "Lead Museum" || p.Nodes[0].PartnerName != "Museo Asociado" || p.Nodes[0].PartnerCountry != "MX" {
			t.Errorf("%+v, %v", p, err)
		}
		p, err = w.applications.Applications(w.stranger, application.Filter{}, page.First(50))
		if err != nil || len(p.Nodes) != 0 {
			t.Errorf("a stranger sees %d, %v", len(p.Nodes), err)
		}
	})
	t.Run("a list and a detail are one statement each", func(t *testing.T) {
		ctx, count := postgres.Counting(w.officer)
		if _, err := w.applications.Applications(ctx, application.Filter{Cycle: w.cycle.ID}, page.First(50)); err != nil || count() != 1 {
			t.Errorf("the list took %d statements, %v", count(), err)
		}
		ctx, count = postgres.Counting(w.officer)
		if _, err := w.applications.Application(ctx, d.ID); err != nil || count() != 1 {
			t.Errorf("the detail took %d statements, %v", count(), err)
		}
	})
	t.Run("who has a conflict of interest does not find it, staff included", func(t *testing.T) {
		officer := w.person("Conflicted", auth.Grant{Role: auth.Officer, Program: w.program})
		w.exec(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES (gen_random_uuid(), $1, $2, 'family', 'declared', now())`,
			auth.Who(officer).Person.UUID(), d.ID.UUID())
		if _, err := w.applications.Application(officer, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.applications.MarkEligible(officer, application.FindInput{Application: d.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("an officer who does not belong to a museum finds it eligible, and the partnership with it", func(t *testing.T) {
		got, err := w.applications.MarkEligible(w.officer, application.FindInput{Application: d.ID})
		if err != nil || got.State != application.Eligible {
			t.Fatalf("%v, %v", got, err)
		}
		p, err := w.partnerships.Partnership(w.officer, d.Partnership)
		if err != nil || p.State != "eligible" {
			t.Errorf("the partnership is %s, %v", p.State, err)
		}
	})
}

func TestLateByASecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	w.Clock.Set(closing.Add(time.Second))
	_, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
	if !fault.Is(err, fault.DeadlinePassed) {
		t.Fatalf("answered %v", err)
	}
	got, err := w.applications.Application(w.coordinator, d.ID)
	if err != nil || got.State != application.Draft || len(got.Lines) != 2 {
		t.Fatalf("the draft is %v, %v", got, err)
	}
	t.Run("the database refuses it too", func(t *testing.T) {
		_, err := w.DB.Pool.Exec(t.Context(), `UPDATE applications SET state = 'submitted', submitted_at = $2 WHERE id = $1`, d.ID.UUID(), w.Clock.Now())
		if err == nil {
			t.Error("it was submitted late")
		}
	})
	t.Run("the draft stays as it was, and writing says which clocks", func(t *testing.T) {
		_, err := w.applications.SaveAnswers(w.coordinator, application.SaveAnswersInput{Application: d.ID, Answers: []application.AnswerInput{{Key: "title", Text: "Too late"}}})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.DeadlinePassed || f.Facts["deadline"] == nil || f.Facts["now"] == nil {
			t.Errorf("answered %v", err)
		}
	})
}

func TestSubmittingAtOnceIsOneSubmission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	const callers = 8
	codes := make([]string, callers)
	errs := make([]error, callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			x, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})
			if errs[i] = err; err == nil {
				codes[i] = x.ReceiptCode
			}
		})
	}
	all.Wait()
	for i := range callers {
		if errs[i] != nil || codes[i] != codes[0] {
			t.Errorf("caller %d: %q, %v", i, codes[i], errs[i])
		}
	}
	var n int
	if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM submissions WHERE application_id = $1`, d.ID.UUID()).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d submissions, %v", n, err)
	}
}
