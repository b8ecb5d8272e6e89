package review_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestAfterTheDiscussionAReviewerScoresAnewWithAReason(t *testing.T) {
	t.Parallel()
	b, ctx, mine, _ := ready(t, 1)
	first := b.submit(ctx, mine[0], 8)
	panel := review.MovePanelInput{Panel: b.panel.ID}

	_, err := b.review.Rescore(ctx, review.RescoreInput{Assignment: mine[0], Reason: "The budget convinced me."})
	want(t, err, "state")
	_, err = b.review.OpenRescoring(b.reader(0), panel)
	want(t, err, "state")
	for _, step := range []func() error{
		func() error { _, err := b.review.ClosePreliminary(b.reader(0), panel); return err },
		func() error { _, err := b.review.OpenDiscussion(b.reader(0), panel); return err },
		func() error { _, err := b.review.OpenRescoring(b.reader(0), panel); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	_, err = b.review.OpenDiscussion(b.reader(1), panel)
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a member who does not chair went back to the discussion: %v", err)
	}
	_, err = b.review.Rescore(ctx, review.RescoreInput{Assignment: mine[0], Reason: " "})
	want(t, err, "required")

	fresh, err := b.review.Rescore(ctx, review.RescoreInput{Assignment: mine[0], Reason: "The budget convinced me."})
	if err != nil {
		t.Fatal(err)
	}
	if fresh.ID == first.ID || fresh.Phase != review.Final || len(fresh.Scores) != len(first.Scores) {
		t.Errorf("the new review begins with the scores of the first: %+v", fresh)
	}
	_, err = b.review.LockPanel(b.reader(0), panel)
	want(t, err, "reopened_unfinished")
	again := b.submit(ctx, mine[0], 10)
	if *again.BaseMilli != 100000 {
		t.Errorf("the new base is %d", *again.BaseMilli)
	}
	if n := b.number(`SELECT base_milli FROM reviews WHERE id = $1 AND state = 'superseded'`, first.ID); n != *first.BaseMilli {
		t.Errorf("the preliminary base became %d", n)
	}
	if n := b.number(`SELECT count(*) FROM reviews WHERE application_id = $1 AND state = 'submitted'`, b.apps[0]); n != 1 {
		t.Errorf("%d reviews count", n)
	}
}
