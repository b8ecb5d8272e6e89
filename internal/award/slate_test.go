package award_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestADraftSlateFollowsTheRankingAndTheMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	var got []string
	for _, l := range sl.Lines {
		got = append(got, string(l.Decision))
	}
	if want := "award award award alternate alternate alternate alternate decline"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if c := award.Committed(sl.Lines, money.USD); c != money.Dollars(290_000) {
		t.Errorf("the draft commits %s", c)
	}
	if w.number("SELECT count(*) FROM cycles WHERE state = $1", string(program.SlateState)) != 1 {
		t.Error("the cycle did not move to its slate")
	}
	_, err := w.s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "slate_exists")
	_, err = w.s.DraftSlate(w.museum(1), award.DraftSlateInput{Cycle: w.cycle})
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.ProposeSlate(w.director(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "forbidden")
}

func TestALineOutOfRankOrderNeedsAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	fifth := award.EditSlateLineInput{Line: sl.Lines[4].ID, Decision: award.ToAward}
	_, err := w.s.EditSlateLine(w.officer(), fifth)
	refused(t, err, fault.Invalid, "departs_from_rank")
	fifth.Reason = "The only project with East Africa."
	sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), fifth))
	if l := sl.Lines[4]; !l.Departs || l.AmountMinor != 6_000_000 {
		t.Errorf("the line departs: %v, with %s", l.Departs, l.Amount())
	}
	for amount, code := range map[string]string{"60000.01": "above_request", "49999.99": "outside_limits", "1.234": "bad_amount"} {
		in := fifth
		in.Amount = amount
		_, err := w.s.EditSlateLine(w.officer(), in)
		refused(t, err, fault.Invalid, code)
	}
	unranked := sl.Lines[len(sl.Lines)-1]
	_, err = w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: unranked.ID, Decision: award.ToAward, Reason: "please"})
	refused(t, err, fault.Invalid, "not_ranked")
	old := 1
	fifth.ExpectedVersion = &old
	_, err = w.s.EditSlateLine(w.officer(), fifth)
	refused(t, err, fault.Conflict, "version")
}

func TestTheDatabaseRefusesAnUnexplainedDeparture(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	if _, err := w.DB.Pool.Exec(w.ctx, "UPDATE slate_lines SET decision = 'decline', amount_minor = 0 WHERE id = $1", sl.Lines[0].ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.DB.Pool.Exec(w.ctx, "UPDATE slates SET state = 'proposed', proposed_by = $2, proposed_at = now() WHERE id = $1", sl.ID, is[ident.Person]("officer"))
	if err == nil || !strings.Contains(err.Error(), "written reason") {
		t.Errorf("answered with %v", err)
	}
	_, err = w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Invalid, "departs_from_rank")
}

func TestWhoProposedDoesNotApprove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.propose(w.draft())
	both := w.as("officer", auth.Officer, auth.Director)
	_, err := w.s.ApproveSlate(both, award.ApproveSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "same_person")
	_, err = w.DB.Pool.Exec(w.ctx, "UPDATE slates SET state = 'approved', approved_by = proposed_by, approved_at = now()")
	if err == nil || !strings.Contains(err.Error(), "slates_two_persons") {
		t.Errorf("the database answered with %v", err)
	}
	own := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("director"), Grants: []auth.Grant{
		{Role: auth.Director}, {Role: auth.Coordinator, Organization: is[ident.Organization]("abroad3")},
	}})
	_, err = w.s.ApproveSlate(own, award.ApproveSlateInput{Slate: sl.ID})
	refused(t, err, fault.Forbidden, "own_organization")
	back := must[*award.Slate](t)(w.s.ReturnSlate(w.director(), award.ReturnSlateInput{Slate: sl.ID, Reason: "Look at place 4 again."}))
	if back.State != award.SlateDraft {
		t.Errorf("a returned slate is %s", back.State)
	}
	_, err = w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID})
	refused(t, err, fault.Conflict, "wrong_state")
}

func TestApprovingMakesAwardsPostingsAndDecisionsTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.propose(w.draft())
	dry := must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID, DryRun: true}))
	if len(dry.Awards) != 3 || w.number("SELECT count(*) FROM awards") != 0 || w.free() != money.Dollars(360_000) {
		t.Fatalf("a dry run planned %d awards and kept some", len(dry.Awards))
	}
	a := must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
	if len(a.Awards) != 3 || a.Alternates != 4 || a.Declined != 1 || a.Free != money.Dollars(70_000) || w.free() != a.Free {
		t.Errorf("%d awards, %d alternates, %d declined, %s free, %s in the book", len(a.Awards), a.Alternates, a.Declined, a.Free, w.free())
	}
	if a.Awards[0].Number != "MC-2027-A01" || a.Awards[0].State != award.Provisional {
		t.Errorf("the first award is %s, %s", a.Awards[0].Number, a.Awards[0].State)
	}
	for state, want := range map[string]int64{"awarded": 3, "alternate": 4, "declined": 1} {
		if got := w.number("SELECT count(*) FROM applications WHERE state = $1", state); got != want {
			t.Errorf("%d applications are %s, want %d", got, state, want)
		}
	}
	if w.number("SELECT count(*) FROM awards w JOIN ledger_accounts l ON l.owner = w.id AND l.kind = 'commitment' AND l.balance_minor = w.amount_minor") != 3 {
		t.Error("an award is not what the book says")
	}
	_, err := w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID})
	refused(t, err, fault.Conflict, "wrong_state")
	_, err = w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: sl.Lines[0].ID, Decision: award.ToDecline, Reason: "x"})
	refused(t, err, fault.Conflict, "wrong_state")
}

func TestASlateOverTheAppropriationIsRefusedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: sl.Lines[3].ID, Decision: award.ToAward}))
	_, err := w.s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	refused(t, err, fault.Conflict, "money_short")
	var f *fault.Error
	if !errors.As(err, &f) || f.Facts["free"] != "360000.00" || f.Facts["missing"] != "30000.00" {
		t.Errorf("the refusal does not say what is missing: %v", err)
	}
	// With Go out of the way the database still refuses the fourth award.
	w.sql(fmt.Sprintf("UPDATE slates SET state = 'proposed', proposed_by = '%s', proposed_at = now()", is[ident.Person]("officer").UUID()))
	w.sql(fmt.Sprintf("UPDATE slates SET state = 'approved', approved_by = '%s', approved_at = now()", is[ident.Person]("director").UUID()))
	_, err = w.DB.Pool.Exec(w.ctx, `INSERT INTO awards (id, number, cycle_id, partnership_id, application_id, slate_line_id, title, amount_minor)
SELECT gen_random_uuid(), a.number, a.cycle_id, a.partnership_id, a.id, l.id, a.title, l.amount_minor
FROM slate_lines l JOIN applications a ON a.id = l.application_id WHERE l.decision = 'award'`)
	if err == nil || !strings.Contains(err.Error(), "more than the money of the cycle") {
		t.Errorf("the database answered with %v", err)
	}
	_, err = w.DB.Pool.Exec(w.ctx, `INSERT INTO awards (id, number, cycle_id, partnership_id, application_id, slate_line_id, title, amount_minor)
SELECT gen_random_uuid(), a.number, a.cycle_id, a.partnership_id, a.id, l.id, a.title, l.amount_minor - 1
FROM slate_lines l JOIN applications a ON a.id = l.application_id WHERE l.decision = 'award' LIMIT 1`)
	if err == nil || !strings.Contains(err.Error(), "approved slate decided") {
		t.Errorf("an award that differs from its decision was answered with %v", err)
	}
}

func TestOfTwoWhoOfferTheLastDollarsExactlyOneSucceeds(t *testing.T) {
	t.Parallel()
	const rounds = 100
	w := newWorld(t, 4+2*rounds+2)
	sl := w.approved().Slate
	people := []string{"director", "director2"}
	for round := range rounds {
		var wait sync.WaitGroup
		awards, errs := make([]*award.Award, 2), make([]error, 2)
		for i, who := range people {
			line := sl.Lines[4+2*round+i].ID
			wait.Go(func() {
				awards[i], errs[i] = w.s.Offer(w.as(who, auth.Director), award.OfferInput{Line: line, Reason: "It reaches a new region."})
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
		}
		won := 0
		if errs[0] != nil {
			won = 1
		}
		refused(t, errs[1-won], fault.Conflict, "money_short")
		if w.free() != money.Dollars(10_000) {
			t.Fatalf("round %d left %s", round, w.free())
		}
		must[*award.Award](t)(w.s.Rescind(w.grants(), award.RescindInput{Award: awards[won].ID, Reason: "For the next round."}))
	}
	if w.free() != money.Dollars(70_000) || w.number("SELECT count(*) FROM awards WHERE state = 'rescinded'") != rounds {
		t.Errorf("%s is free in the end", w.free())
	}
}

func TestAnAlternateIsOfferedInOrderOrByADirectorWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	sl := w.draft()
	_, err := w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[3].ID})
	refused(t, err, fault.Conflict, "wrong_state")
	w.propose(sl)
	must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
	_, err = w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[4].ID})
	refused(t, err, fault.Invalid, "departs_from_rank")
	_, err = w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[4].ID, Reason: "Smaller."})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[0].ID})
	refused(t, err, fault.Conflict, "not_alternate")
	a := must[*award.Award](t)(w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[3].ID, Amount: "70000"}))
	if a.Number != "MC-2027-A04" || w.free() != money.Dollars(0) {
		t.Errorf("%s with %s left", a.Number, w.free())
	}
	_, err = w.s.Offer(w.grants(), award.OfferInput{Line: sl.Lines[3].ID})
	refused(t, err, fault.NotFound, "not_found")
	view := must[*award.SlateView](t)(w.s.SlateOf(w.grants(), w.cycle))
	if r := view.Rows[3]; r.Decision != award.ToAward || !r.Promoted || r.Award != a.ID || view.Committed != money.Dollars(360_000) {
		t.Errorf("the slate now says %+v, %s committed", r, view.Committed)
	}
}

func TestARescindedAwardFreesItsMoneyWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	a := w.approved().Awards[0]
	_, err := w.s.Rescind(w.grants(), award.RescindInput{Award: a.ID})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.Rescind(w.officer(), award.RescindInput{Award: a.ID, Reason: "x"})
	refused(t, err, fault.Forbidden, "forbidden")
	gone := must[*award.Award](t)(w.s.DeclineAward(w.grants(), award.RescindInput{Award: a.ID, Reason: "The museum closed."}))
	if gone.State != award.DeclinedByMuseum || w.free() != money.Dollars(170_000) {
		t.Errorf("%s, %s free", gone.State, w.free())
	}
	_, err = w.s.Rescind(w.grants(), award.RescindInput{Award: a.ID, Reason: "again"})
	refused(t, err, fault.Conflict, "wrong_state")
	if _, err := w.DB.Pool.Exec(w.ctx, "DELETE FROM awards"); err == nil {
		t.Error("an award was deleted")
	}
}

func TestMuseumsSeeTheirAwardOnceTheyWereTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	a := w.approved().Awards[0]
	_, err := w.s.Award(w.museum(1), a.ID)
	refused(t, err, fault.NotFound, "not_found")
	w.sendAll()
	if got := must[*award.Row](t)(w.s.Award(w.museum(1), a.ID)); got.Number != a.Number || got.LeadName != "US Museum 1" || got.Partners != "Museo 1 (FR)" || !got.Told {
		t.Errorf("the museum sees %+v", got)
	}
	_, err = w.s.Award(w.museum(2), a.ID)
	refused(t, err, fault.NotFound, "not_found")
	var seen []string
	for args := page.First(2); ; {
		p := must[*page.Connection[*award.Row]](t)(w.s.Awards(w.grants(), award.Filter{Cycle: w.cycle}, args))
		for _, r := range p.Nodes {
			seen = append(seen, r.Number)
		}
		if n := must[int](t)(p.TotalCount(w.grants())); n != 3 {
			t.Errorf("%d in all", n)
		}
		if !p.PageInfo.HasNextPage {
			break
		}
		args.After = p.PageInfo.EndCursor
	}
	if strings.Join(seen, " ") != "MC-2027-A01 MC-2027-A02 MC-2027-A03" {
		t.Errorf("pages gave %v", seen)
	}
	if own := must[*page.Connection[*award.Row]](t)(w.s.Awards(w.museum(2), award.Filter{}, page.First(10))); len(own.Nodes) != 1 {
		t.Errorf("a museum sees %d awards", len(own.Nodes))
	}
	if by := must[[]*award.Award](t)(w.s.AwardsByID(w.museum(2), []ident.Award{a.ID})); len(by) != 0 {
		t.Error("a batch shows another museum's award")
	}
}
