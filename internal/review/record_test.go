package review_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestARecordCountsWhatAReviewerDid(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 4)
	b := h.bench(2)
	tasks := b.assign()
	me := b.ready(1, tasks[1]...)
	for _, id := range tasks[1][:3] {
		b.submit(me, id, 8)
	}
	h.exec(`UPDATE panels SET due_at = $1`, h.Clock.Now())
	h.exec(`UPDATE reviews SET submitted_at = $1 WHERE application_id = $2 AND reviewer_id = $3`, h.Clock.Now().Add(49*time.Hour), h.apps[0], b.members[1])
	h.exec(`UPDATE reviews SET submitted_at = $1 WHERE application_id = $2 AND reviewer_id = $3`, h.Clock.Now(), h.apps[1], b.members[1])
	if _, err := h.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: h.apps[2], Person: b.members[1], Kind: review.Board}); err != nil {
		t.Fatal(err)
	}
	h.exec(`UPDATE panels SET state = 'preliminary_closed'`)
	want := review.Record{Person: b.members[1], Panels: 1, Assigned: 3, HandedIn: 2, OnTime: 1, LateDays: 3, Missing: 1, LateFound: 1}
	for who, ask := range map[string]func() (*review.Record, error){
		"the officer":  func() (*review.Record, error) { return h.review.RecordOf(h.asOfficer(), b.members[1]) },
		"the reviewer": func() (*review.Record, error) { return h.review.MyRecord(me) },
	} {
		if got, err := ask(); err != nil || *got != want {
			t.Errorf("%s reads %+v, %v", who, got, err)
		}
	}
	if _, err := h.review.RecordOf(b.reader(0), b.members[1]); err == nil {
		t.Error("the chair reads a colleague's record")
	}
	other := h.person("Other Officer")
	if _, err := h.review.RecordConflict(h.as(other, auth.Grant{Role: auth.Officer, Program: h.program}), review.RecordConflictInput{Application: h.apps[0], Person: h.officer, Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	if got, err := h.review.RecordOf(h.asOfficer(), b.members[1]); err != nil || got.Assigned != 2 || got.LateDays != 0 {
		t.Errorf("an officer bound to one of them reads %+v, %v", got, err)
	}
}
