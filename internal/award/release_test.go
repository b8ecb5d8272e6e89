package award_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// released is a cycle whose letters wait to leave.
func released(t *testing.T) (*world, *award.Sending) {
	t.Helper()
	w := newWorld(t, 8)
	w.approved()
	w.drawn()
	return w, must[*award.Sending](t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle}))
}

func (w *world) leave() error { return w.s.LeaveDue(w.system(), award.LeaveDue{}) }

func (w *world) sent() (letters, mails int64) {
	return w.number("SELECT count(*) FROM letters WHERE state = 'sent'"), w.number("SELECT count(*) FROM messages WHERE template = 'letter.sent'")
}

func TestReleasedLettersLeaveWhenTheirHoldIsOverAndOnce(t *testing.T) {
	t.Parallel()
	w, s := released(t)
	if s.Letters != 8 || s.People != 8 || s.Sent != 0 || s.Held != 8 || !s.Release.LeavesAt.Equal(s.Release.ReleasedAt.Add(time.Hour)) {
		t.Fatalf("released %+v, %+v", s, s.Release)
	}
	_, err := w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "release_waiting")
	refused(t, w.s.LeaveDue(w.grants(), award.LeaveDue{}), fault.Forbidden, "forbidden")
	w.Clock.Set(s.Release.LeavesAt.Add(-time.Second))
	if err := w.leave(); err != nil {
		t.Fatal(err)
	}
	if letters, mails := w.sent(); letters+mails != 0 {
		t.Fatalf("%d letters and %d mails left a second early", letters, mails)
	}
	_, err = w.DB.Pool.Exec(w.ctx, "UPDATE letters SET state = 'sent', sent_by = $1, sent_at = $2", is[ident.Person]("grants"), w.Clock.Now())
	if err == nil || !strings.Contains(err.Error(), "not before its time") {
		t.Errorf("the database let a letter out early: %v", err)
	}
	w.Clock.Set(s.Release.LeavesAt)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := w.leave(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if letters, mails := w.sent(); letters != 8 || mails != 8 {
		t.Errorf("%d letters and %d mails left", letters, mails)
	}
	r := must[*award.Release](t)(w.s.LetterRelease(w.officer(), w.cycle))
	if r.State != award.ReleaseLeft || r.LeftAt == nil || r.Letters != 8 {
		t.Errorf("the release is %+v", r)
	}
	_, err = w.s.UndoRelease(w.grants(), award.UndoReleaseInput{Release: r.ID, Reason: "too late"})
	refused(t, err, fault.Conflict, "release_over")
	if w.number("SELECT count(*) FROM letters WHERE sent_by = $1", is[ident.Person]("grants")) != 8 {
		t.Error("the letters were not sent in the name of who released them")
	}
}

func TestAReleaseIsUndoneUntilItLeaves(t *testing.T) {
	t.Parallel()
	w, s := released(t)
	_, err := w.s.UndoRelease(w.grants(), award.UndoReleaseInput{Release: s.Release.ID})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.UndoRelease(w.officer(), award.UndoReleaseInput{Release: s.Release.ID, Reason: "x"})
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.UndoRelease(w.museum(1), award.UndoReleaseInput{Release: s.Release.ID, Reason: "x"})
	refused(t, err, fault.NotFound, "not_found")
	must[*award.Release](t)(w.s.UndoRelease(w.as("grants2", auth.Grants), award.UndoReleaseInput{Release: s.Release.ID, Reason: "An amount is wrong."}))
	w.Clock.Set(s.Release.LeavesAt.Add(time.Hour))
	if err := w.leave(); err != nil {
		t.Fatal(err)
	}
	if letters, mails := w.sent(); letters+mails != 0 {
		t.Errorf("%d letters and %d mails left though undone", letters, mails)
	}
	again := must[*award.Sending](t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle}))
	row := w.letters(award.LetterFilter{})[0]
	must[*award.Letter](t)(w.s.RevokeLetter(w.grants(), award.RevokeLetterInput{Letter: row.ID, Reason: "It waits for the embassy."}))
	w.Clock.Set(again.Release.LeavesAt)
	if err := w.leave(); err != nil {
		t.Fatal(err)
	}
	if letters, mails := w.sent(); letters != 7 || mails != 7 {
		t.Errorf("%d letters and %d mails left, of eight with one revoked", letters, mails)
	}
}

// breaking is an outbox that crashes at the n-th message.
type breaking struct {
	notify.Outbox
	left int
}

// Tell crashes when its count is used up.
func (b *breaking) Tell(ctx context.Context, template, subject string, data map[string]any, to ...ident.Person) error {
	if b.left--; b.left < 0 {
		return errors.New("the machine went away")
	}
	return b.Outbox.Tell(ctx, template, subject, data, to...)
}

func TestACrashInTheMiddleSendsNothingTwice(t *testing.T) {
	t.Parallel()
	w, s := released(t)
	w.Clock.Set(s.Release.LeavesAt)
	whole := w.s.Desk.Outbox
	w.s.Desk.Outbox = &breaking{whole, 5}
	if err := w.leave(); err == nil {
		t.Fatal("the crash was not noticed")
	}
	if letters, mails := w.sent(); letters+mails != 0 || w.number("SELECT count(*) FROM letter_releases WHERE state = 'waiting'") != 1 {
		t.Errorf("after the crash %d letters and %d mails had left", letters, mails)
	}
	w.s.Desk.Outbox = whole
	if err := w.leave(); err != nil {
		t.Fatal(err)
	}
	if letters, mails := w.sent(); letters != 8 || mails != 8 {
		t.Errorf("%d letters and %d mails left", letters, mails)
	}
}

func TestHeldLettersArePreviewedOneByOne(t *testing.T) {
	t.Parallel()
	w, _ := released(t)
	seen := map[string]bool{}
	for n := 1; n <= 8; n++ {
		p := must[*award.LetterPreview](t)(w.s.PreviewLetter(w.officer(), w.cycle, n))
		seen[p.Letter.Content.Number] = p.N == n && p.Total == 8
	}
	if len(seen) != 8 || !seen["MC-2027-001"] {
		t.Errorf("previewed %v", seen)
	}
	for _, n := range []int{0, -1, 9} {
		_, err := w.s.PreviewLetter(w.officer(), w.cycle, n)
		refused(t, err, fault.NotFound, "not_found")
	}
	_, err := w.s.PreviewLetter(w.museum(1), w.cycle, 1)
	refused(t, err, fault.NotFound, "not_found")
}
