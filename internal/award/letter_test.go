package award_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func (w *world) drawn() *award.LetterProgress {
	w.t.Helper()
	p := must[*award.LetterProgress](w.t)(w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle}))
	if err := w.s.DrawLetters(w.system(), award.DrawBatch{Cycle: w.cycle}); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// atOnce lets letters leave with their release.
func (w *world) atOnce() {
	w.t.Helper()
	n := 0
	w.rule(award.SetDecisionRuleInput{HoldMinutes: &n})
}

func (w *world) sendAll() *award.Sending {
	w.t.Helper()
	w.drawn()
	w.atOnce()
	return must[*award.Sending](w.t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle}))
}

func (w *world) letters(f award.LetterFilter) []*award.LetterRow {
	w.t.Helper()
	return must[*page.Connection[*award.LetterRow]](w.t)(w.s.Letters(w.grants(), f, page.First(100))).Nodes
}

func TestLettersAreOnePerDecisionHeldAndSentByAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	_, err := w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle})
	refused(t, err, fault.NotFound, "not_found")
	w.approved()
	dry := must[*award.LetterProgress](t)(w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle, DryRun: true}))
	if dry.Queued != 8 || w.number("SELECT count(*) FROM letters") != 0 {
		t.Fatalf("a dry run counts %+v", dry)
	}
	both := w.as("grants", auth.Grants)
	must[*award.LetterProgress](t)(w.s.PrepareLetters(both, award.PrepareLettersInput{Cycle: w.cycle}))
	_, err = w.s.SendLetters(w.as("grants2", auth.Grants), award.SendLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "letters_not_drawn")
	refused(t, w.s.DrawLetters(w.officer(), award.DrawBatch{Cycle: w.cycle}), fault.Forbidden, "forbidden")
	if err := w.s.DrawLetters(w.system(), award.DrawBatch{Cycle: w.cycle}); err != nil {
		t.Fatal(err)
	}
	_, err = w.s.SendLetters(both, award.SendLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Forbidden, "same_person")
	other := w.as("grants2", auth.Grants)
	if would := must[*award.Sending](t)(w.s.SendLetters(other, award.SendLettersInput{Cycle: w.cycle, DryRun: true})); would.Letters != 8 || would.People != 8 || w.number("SELECT count(*) FROM messages") != 0 {
		t.Errorf("a dry run says %+v", would)
	}
	w.atOnce()
	sent := must[*award.Sending](t)(w.s.SendLetters(other, award.SendLettersInput{Cycle: w.cycle}))
	if sent.Sent != 8 || sent.Awards != 3 || w.number("SELECT count(*) FROM messages WHERE template = 'letter.sent'") != 8 {
		t.Errorf("sent %+v", sent)
	}
	if w.number("SELECT count(*) FROM slates s JOIN cycles c ON c.id = s.cycle_id WHERE s.state = 'announced' AND c.state = 'announced'") != 1 {
		t.Error("the slate or its cycle was not announced")
	}
	if p := must[*award.LetterProgress](t)(w.s.LetterProgress(w.officer(), w.cycle)); p.Sent != 8 || p.Total() != 8 {
		t.Errorf("progress says %+v", p)
	}
	if again := must[*award.LetterProgress](t)(w.s.PrepareLetters(both, award.PrepareLettersInput{Cycle: w.cycle})); again.Queued != 0 {
		t.Errorf("letters were prepared twice: %+v", again)
	}
}

func TestEachLetterEqualsItsDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.approved()
	w.drawn()
	for _, r := range w.letters(award.LetterFilter{}) {
		l := must[*award.Letter](t)(w.s.Letter(w.officer(), r.ID))
		if w.number("SELECT count(*) FROM slate_lines WHERE id = $1 AND decision = $2 AND amount_minor = $3", l.SlateLine, string(l.Content.Kind), l.Content.Amount.Minor) != 1 {
			t.Errorf("the letter on %s says %s %s", r.Number, l.Content.Kind, l.Content.Amount)
		}
		file := must[io.ReadCloser](t)(w.s.Vault.Open(w.ctx, l.Document))
		b := must[[]byte](t)(io.ReadAll(file))
		if sum := sha256.Sum256(b); string(sum[:]) != string(l.SHA256) {
			t.Errorf("the stored letter on %s has another hash", r.Number)
		}
		if !strings.Contains(string(b), l.Content.Code) {
			t.Errorf("the letter on %s has no code", r.Number)
		}
		switch l.Decision {
		case award.ToAward:
			if l.Content.Comments != nil || l.Content.NextCycle != 2030 {
				t.Errorf("an award letter carries %v and %d", l.Content.Comments, l.Content.NextCycle)
			}
		default:
			if len(l.Content.Comments) != 2 || !strings.HasPrefix(l.Content.Comments[0].Comments[0], "Comment 2 ") || strings.Contains(string(b), "Reviewer1") {
				t.Errorf("a declination carries %v", l.Content.Comments)
			}
		}
	}
	if es := w.letters(award.LetterFilter{})[1]; es.Locale != "es" {
		t.Errorf("the second coordinator reads %s", es.Locale)
	}
	_, err := w.DB.Pool.Exec(w.ctx, "UPDATE letters SET decision = 'decline', award_id = NULL WHERE decision = 'award'")
	if err == nil || !strings.Contains(err.Error(), "letters_equal_decision") {
		t.Errorf("a letter that differs from its decision was answered with %v", err)
	}
}

func TestALetterStaysAsItWasSentAndTellsWhenRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.approved()
	w.sendAll()
	row := w.letters(award.LetterFilter{Decision: award.ToAward})[0]
	for _, change := range []string{"content = '{}'", "sha256 = sha256('x')", "code = '000000000000'", "sent_at = now()", "state = 'held'", "addressee = 'x'"} {
		if _, err := w.DB.Pool.Exec(w.ctx, "UPDATE letters SET "+change+" WHERE id = $1", row.ID); err == nil {
			t.Errorf("a sent letter took %s", change)
		}
	}
	if _, err := w.DB.Pool.Exec(w.ctx, "DELETE FROM letters"); err == nil {
		t.Error("sent letters were deleted")
	}
	_, err := w.s.RevokeLetter(w.grants(), award.RevokeLetterInput{Letter: row.ID})
	refused(t, err, fault.Invalid, "required")
	must[*award.Letter](t)(w.s.RevokeLetter(w.grants(), award.RevokeLetterInput{Letter: row.ID, Reason: "Wrong address."}))
	v := must[*award.Verification](t)(w.s.Verify(w.ctx, row.Code))
	if v.State != award.LetterRevoked {
		t.Errorf("the code says %s", v.State)
	}
	if again := w.drawn(); again.Queued != 1 || again.Awards != 1 {
		t.Errorf("after a revocation %+v were prepared", again)
	}
}

func TestACodeTellsWhatALetterIsAndNothingBeforeItLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.approved()
	w.drawn()
	row := w.letters(award.LetterFilter{Decision: award.ToAward})[0]
	_, err := w.s.Verify(w.ctx, row.Code)
	refused(t, err, fault.NotFound, "not_found")
	w.atOnce()
	must[*award.Sending](t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle}))
	v := must[*award.Verification](t)(w.s.Verify(w.ctx, " "+strings.ToLower(award.CodeText(row.Code))+" "))
	l := must[*award.Letter](t)(w.s.Letter(w.museum(1), row.ID))
	if v.Word() != "provisional award" || v.Organization != "US Museum 1" || v.Program != "Museums Connect" || v.Year != 2027 ||
		v.Date.String() != "2027-02-10" || v.Hash() != fmt.Sprintf("%x", l.SHA256) || v.State != award.LetterSent {
		t.Errorf("the code says %+v", v)
	}
	_, err = w.s.Letter(w.museum(2), row.ID)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.Verify(w.ctx, "0000-0000-0000")
	refused(t, err, fault.NotFound, "not_found")
}

func TestALetterWithAGapStopsThemAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.approved()
	w.s.Office.Phone = ""
	_, err := w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Invalid, "missing")
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 8 || f.Fields[0].Path != "letters.MC-2027-001.contactPhone" {
		t.Errorf("the refusal names %v", err)
	}
	if w.number("SELECT (SELECT count(*) FROM letters) + (SELECT count(*) FROM river_job)") != 0 {
		t.Error("something was kept")
	}
}

func TestARescindedAwardsLetterIsRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	a := w.approved().Awards[0]
	w.sendAll()
	must[*award.Award](t)(w.s.Rescind(w.grants(), award.RescindInput{Award: a.ID, Reason: "The museum lost its status."}))
	row := w.letters(award.LetterFilter{Decision: award.ToAward})[0]
	if v := must[*award.Verification](t)(w.s.Verify(w.ctx, row.Code)); v.State != award.LetterRevoked {
		t.Errorf("the letter of a rescinded award is %s", v.State)
	}
}

// jammed is a printer that cannot draw one application's letter.
type jammed struct {
	printer
	number string
}

func (j jammed) Letter(ctx context.Context, c award.LetterContent) ([]byte, error) {
	if c.Number == j.number {
		return nil, errors.New("no such glyph")
	}
	return j.printer.Letter(ctx, c)
}

func TestALetterThatCannotBeDrawnHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 60)
	w.approved()
	must[*award.LetterProgress](t)(w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle}))
	w.s.Printer = jammed{number: "MC-2027-007"}
	if err := w.s.DrawLetters(w.system(), award.DrawBatch{Cycle: w.cycle}); err == nil || !strings.Contains(err.Error(), "MC-2027-007: no such glyph") {
		t.Errorf("drawing was answered with %v", err)
	}
	if p := must[*award.LetterProgress](t)(w.s.LetterProgress(w.officer(), w.cycle)); p.Queued != 1 || p.Held != 59 {
		t.Errorf("progress says %+v", p)
	}
	_, err := w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "letters_not_drawn")
	w.s.Printer = printer{}
	if err := w.s.DrawLetters(w.system(), award.DrawBatch{Cycle: w.cycle}); err != nil {
		t.Fatal(err)
	}
	w.atOnce()
	if sent := must[*award.Sending](t)(w.s.SendLetters(w.grants(), award.SendLettersInput{Cycle: w.cycle})); sent.Sent != 60 {
		t.Errorf("sent %+v", sent)
	}
}
