package review_test

import (
	"context"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func ready(t *testing.T, applications int) (*bench, context.Context, []ident.Assignment, [][]ident.Assignment) {
	h := newHouse(t, applications)
	b := h.bench(3)
	tasks := b.assign()
	return b, b.ready(1, tasks[1]...), tasks[1], tasks
}

func TestAScoreIsKeptAsANewVersionAndReadBack(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	words := "“Très bien”, she said – مرحبا 🏛 'ok' <b>"
	save := func(half int, expected *int) (*review.Receipt, error) {
		return b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: mine[0], Criterion: b.criteria[1], HalfPoints: half, Comment: words, ExpectedVersion: expected})
	}
	r, err := save(7, nil)
	if err != nil || r.Version != 1 || r.HalfPoints != 7 || r.Comment != words || r.Scored != 1 || r.Of != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	if r, err = save(8, &r.Version); err != nil || r.Version != 2 || r.Scored != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	one := 1
	_, err = save(9, &one)
	want(t, err, "version")
	if n := b.number(`SELECT count(*) FROM scores`); n != 2 {
		t.Errorf("%d versions are kept", n)
	}
	sheet, err := b.review.MyReview(ctx, mine[0])
	if err != nil || !sheet.Writable || *sheet.Lines[1].HalfPoints != 8 || sheet.Lines[1].Comment != words || sheet.Lines[1].Version != 2 || sheet.Lines[0].HalfPoints != nil || len(sheet.Gaps()) != 4 {
		t.Errorf("%+v, %v", sheet, err)
	}
	if sheet.BaseMilli() != 30*125*6 || len(sheet.Review.Scores) != 1 {
		t.Errorf("base so far %d", sheet.BaseMilli())
	}
}

func TestScoresThatAreRefused(t *testing.T) {
	t.Parallel()
	b, ctx, mine, tasks := ready(t, 1)
	save := func(ctx context.Context, id ident.Assignment, c ident.Criterion, half int, comment string) error {
		_, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: id, Criterion: c, HalfPoints: half, Comment: comment})
		return err
	}
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"below the scale":           {save(ctx, mine[0], b.criteria[0], 1, ""), "out_of_range"},
		"above the scale":           {save(ctx, mine[0], b.criteria[0], 11, ""), "out_of_range"},
		"a text with NUL":           {save(ctx, mine[0], b.criteria[0], 4, "a\x00b"), "bad_text"},
		"a text that is not UTF-8":  {save(ctx, mine[0], b.criteria[0], 4, "a\xffb"), "bad_text"},
		"a foreign criterion":       {save(ctx, mine[0], ident.NewCriterion(), 4, ""), "not_found"},
		"another's assignment":      {save(ctx, tasks[2][0], b.criteria[0], 4, ""), "not_found"},
		"before signing":            {save(b.reader(0), tasks[0][0], b.criteria[0], 4, ""), "sign_first"},
		"before declaring":          {save(signed(b, 2), tasks[2][0], b.criteria[0], 4, ""), "declare_first"},
		"nobody signed in":          {save(b.ctx, mine[0], b.criteria[0], 4, ""), "sign_in"},
		"an assignment of nowhere":  {save(ctx, ident.NewAssignment(), b.criteria[0], 4, ""), "not_found"},
		"an empty hand-in":          {second(b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: mine[0]})), "unscored"},
		"an unknown recommendation": {second(b.review.SaveOverall(ctx, review.SaveOverallInput{Assignment: mine[0], Recommendation: "maybe"})), "bad_recommendation"},
	} {
		t.Run(name, func(t *testing.T) { want(t, c.err, c.code) })
	}
	b.exec(`ALTER TABLE cycles DISABLE TRIGGER cycles_rubric_frozen`)
	b.exec(`UPDATE cycles SET half_points = false`)
	want(t, save(ctx, mine[0], b.criteria[0], 5, ""), "whole_points")
	if err := save(ctx, mine[0], b.criteria[0], 4, "short"); err != nil {
		t.Errorf("a short comment is kept until handing in: %v", err)
	}
	_, err := b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: mine[0]})
	for _, code := range []string{"comment_short", "unscored", "required"} {
		want(t, err, code)
	}
}

func TestHandingInTwiceIsOneSubmission(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	b.score(ctx, mine[0], 9)
	var wait sync.WaitGroup
	got := make([]*review.Review, 4)
	for i := range got {
		wait.Go(func() {
			r, err := b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: mine[0]})
			if err != nil {
				t.Error(err)
			}
			got[i] = r
		})
	}
	wait.Wait()
	for _, r := range got {
		if r == nil || r.ID != got[0].ID || r.Version != got[0].Version || *r.BaseMilli != 87500 || *r.Tie1Half != 9 {
			t.Errorf("%+v", r)
		}
	}
	if n := b.number(`SELECT count(*) FROM audit_events WHERE action = 'review.submit'`); n != 1 {
		t.Errorf("%d submissions were recorded", n)
	}
	_, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: mine[0], Criterion: b.criteria[0], HalfPoints: 2})
	want(t, err, "submitted")
}

func TestScoresAtOnceAreAllKeptInOrder(t *testing.T) {
	t.Parallel()
	b, ctx, mine, tasks := ready(t, 1)
	other := b.ready(2, tasks[2]...)
	var wait sync.WaitGroup
	for i := range 6 {
		for who, task := range map[context.Context]ident.Assignment{ctx: mine[0], other: tasks[2][0]} {
			wait.Go(func() {
				_, err := b.review.SaveScore(who, review.SaveScoreInput{Assignment: task, Criterion: b.criteria[0], HalfPoints: 2 + i})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	if n := b.number(`SELECT count(*) FROM (SELECT review_id FROM scores GROUP BY review_id HAVING count(*) = 6 AND max(version) = 6) x`); n != 2 {
		t.Errorf("%d reviews have six versions in order", n)
	}
	b.score(ctx, mine[0], 4)
	b.score(other, tasks[2][0], 8)
	for who, task := range map[context.Context]ident.Assignment{ctx: mine[0], other: tasks[2][0]} {
		wait.Go(func() {
			if _, err := b.review.SubmitReview(who, review.SubmitReviewInput{Assignment: task}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := b.number(`SELECT review_count * 1000000 + review_mean_milli FROM applications`); n != 2050000 {
		t.Errorf("two handed in at once count as %d", n)
	}
}

// Both wait for the application's row, held here, before either has counted.
func TestReviewsHandedInTogetherAreBothCounted(t *testing.T) {
	t.Parallel()
	b, ctx, mine, tasks := ready(t, 1)
	other := b.ready(2, tasks[2]...)
	b.score(ctx, mine[0], 4)
	b.score(other, tasks[2][0], 8)
	tx, err := b.DB.Pool.Begin(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(b.ctx, `SELECT FROM applications FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for who, task := range map[context.Context]ident.Assignment{ctx: mine[0], other: tasks[2][0]} {
		wait.Go(func() {
			if _, err := b.review.SubmitReview(who, review.SubmitReviewInput{Assignment: task}); err != nil {
				t.Error(err)
			}
		})
	}
	for b.number(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) < 2 {
		if b.ctx.Err() != nil {
			t.Fatal("the two never met")
		}
	}
	if err := tx.Rollback(b.ctx); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
	if n := b.number(`SELECT review_count * 1000000 + review_mean_milli FROM applications`); n != 2050000 {
		t.Errorf("two handed in together count as %d", n)
	}
}

func TestAConflictAndAScoreAtOnceNeverLeaveACountedReview(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	b.score(ctx, mine[0], 9)
	var wait sync.WaitGroup
	wait.Go(func() {
		_, err := b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: mine[0]})
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
	wait.Go(func() {
		_, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[0], Person: b.members[1], Kind: review.Family})
		if err != nil {
			t.Error(err)
		}
	})
	wait.Wait()
	if n := b.number(`SELECT count(*) FROM reviews WHERE state <> 'voided'`) + b.number(`SELECT review_count FROM applications`); n != 0 {
		t.Errorf("%d reviews of a conflicted reader count", n)
	}
}

func TestOthersReviewsShowOnlyAfterOnesOwn(t *testing.T) {
	t.Parallel()
	b, ctx, mine, tasks := ready(t, 1)
	chair := b.ready(0, tasks[0]...)
	b.submit(ctx, mine[0], 8)
	reads := func(who context.Context) int {
		list, err := b.review.ReviewsOf(who, b.apps[0])
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := reads(chair); n != 0 {
		t.Errorf("the chair sees %d reviews before handing in their own", n)
	}
	_, err := b.review.DraftRanking(chair, b.panel.ID, review.Raw)
	want(t, err, "own_first")
	b.score(chair, tasks[0][0], 6)
	if n := reads(chair); n != 1 {
		t.Errorf("with a draft the chair sees %d", n)
	}
	if n := reads(b.asOfficer()); n != 1 {
		t.Errorf("the officer sees %d, drafts are their writer's", n)
	}
	if _, err := b.review.SubmitReview(chair, review.SubmitReviewInput{Assignment: tasks[0][0]}); err != nil {
		t.Fatal(err)
	}
	if reads(chair) != 2 || reads(ctx) != 2 || reads(b.asOfficer()) != 2 {
		t.Errorf("afterwards they see %d, %d and %d", reads(chair), reads(ctx), reads(b.asOfficer()))
	}
	if _, err := b.review.ReviewsOf(b.reader(2), b.apps[0]); !fault.Is(err, fault.NotFound) {
		t.Errorf("who is not cleared: %v", err)
	}
	list, err := b.review.ReviewsOf(ctx, b.apps[0])
	if err != nil || len(list[0].Scores) != 3 || list[0].Scores[0].Comment != comment {
		t.Errorf("%+v, %v", list, err)
	}
	if r, err := b.review.DraftRanking(chair, b.panel.ID, review.Raw); err != nil || r.Places[0].Counted != 2 || !r.ID.IsZero() {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestALockedReviewChangesOnlyByTheChairsWord(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	first := b.submit(ctx, mine[0], 8)
	b.lock()
	_, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: mine[0], Criterion: b.criteria[0], HalfPoints: 2})
	want(t, err, "submitted")
	_, err = b.review.ReopenReview(ctx, review.ReopenReviewInput{Review: first.ID, Reason: "x"})
	want(t, err, "not_found")
	_, err = b.review.ReopenReview(b.asOfficer(), review.ReopenReviewInput{Review: first.ID, Reason: "x"})
	want(t, err, "forbidden")
	_, err = b.review.ReopenReview(b.reader(0), review.ReopenReviewInput{Review: first.ID})
	want(t, err, "required")
	fresh, err := b.review.ReopenReview(b.reader(0), review.ReopenReviewInput{Review: first.ID, Reason: "new facts"})
	if err != nil || fresh.Phase != review.Final || fresh.State != review.Drafted || len(fresh.Scores) != 3 || fresh.Overall != "Yes." {
		t.Fatalf("%+v, %v", fresh, err)
	}
	if n := b.number(`SELECT review_count FROM applications`); n != 0 {
		t.Error("a superseded review counts")
	}
	if n := b.number(`SELECT base_milli FROM reviews WHERE state = 'superseded'`); n != 75000 {
		t.Errorf("the superseded review has %d", n)
	}
	_, err = b.review.ReopenReview(b.reader(0), review.ReopenReviewInput{Review: first.ID, Reason: "again"})
	want(t, err, "state")
	again := b.submit(ctx, mine[0], 10)
	if again.ID != fresh.ID || again.State != review.LockedReview || *again.BaseMilli != 100000 {
		t.Errorf("%+v", again)
	}
}

func TestALockWaitsForReopenedReviews(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	first := b.submit(ctx, mine[0], 8)
	if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.review.ReopenReview(b.reader(0), review.ReopenReviewInput{Review: first.ID, Reason: "new facts"}); err != nil {
		t.Fatal(err)
	}
	_, err := b.review.LockPanel(b.reader(0), review.MovePanelInput{Panel: b.panel.ID})
	want(t, err, "reopened_unfinished")
	_, err = b.review.ResumeReading(b.reader(0), review.ResumeReadingInput{Panel: b.panel.ID})
	want(t, err, "required")
	if p, err := b.review.ResumeReading(b.reader(0), review.ResumeReadingInput{Panel: b.panel.ID, Reason: "one reader fell ill"}); err != nil || p.State != review.Reading {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	b.submit(ctx, mine[0], 4)
	stale := 1
	_, err = b.review.LockPanel(b.reader(0), review.MovePanelInput{Panel: b.panel.ID, ExpectedVersion: &stale})
	want(t, err, "version")
	_, err = b.review.LockPanel(b.reader(1), review.MovePanelInput{Panel: b.panel.ID})
	want(t, err, "forbidden")
	if p, err := b.review.LockPanel(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil || p.State != review.Locked || p.LockedBy != b.members[0] {
		t.Errorf("%+v, %v", p, err)
	}
}
