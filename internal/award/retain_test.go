package award_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/award"
)

func TestTheTimeFilesAreKeptBeginsWhenLettersLeave(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 6)
	w.sql(`INSERT INTO partnerships (id, cycle_id, title, state, created_at) VALUES (md5('p-draft')::uuid, md5('cycle')::uuid, 'Draft', 'eligible', now());
INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, requested_minor, cost_share_minor, created_by, created_at, updated_at)
VALUES (md5('draft')::uuid, md5('cycle')::uuid, 'MC-2027-900', 'proposal', md5('p-draft')::uuid, md5('abroad1')::uuid, md5('form')::uuid, 'Draft', 'draft', 0, 0, md5('coordinator1')::uuid, now(), now())`)
	w.approved()
	w.drawn()
	held := must[*award.Sending](t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle}))
	if n := w.number(`SELECT count(*) FROM retentions`); n != 0 {
		t.Fatalf("while letters are held the time of %d applications runs", n)
	}
	w.Clock.Set(held.Release.LeavesAt)
	if err := w.leave(); err != nil {
		t.Fatal(err)
	}
	declined := w.number(`SELECT count(*) FROM letters WHERE decision = 'decline' AND state = 'sent'`)
	if declined == 0 || w.number(`SELECT count(*) FROM retentions r JOIN letters l ON l.application_id = r.application_id AND l.decision = 'decline' WHERE r.ground = 'declined'`) != declined {
		t.Errorf("of %d declined, the time of %d runs", declined, w.number(`SELECT count(*) FROM retentions WHERE ground = 'declined'`))
	}
	if w.number(`SELECT count(*) FROM retentions WHERE ground = 'never_submitted' AND application_id = md5('draft')::uuid AND keep_until = since + interval '1 year'`) != 1 {
		t.Error("the draft nobody handed in is kept without end")
	}
	if n := w.number(`SELECT count(*) FROM retentions`); n != declined+1 {
		t.Errorf("the time of %d applications runs", n)
	}
}
