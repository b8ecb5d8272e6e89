package application_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func one(d *application.Detail, key, text, saw, request string) response.SaveInput {
	return response.SaveInput{Subject: d.ID.String(), Answers: []response.AnswerInput{{Key: key, Text: text, Saw: saw}}, RequestKey: request}
}

// partnerSection is the section in which the partner says what it does.
func partnerSection() string {
	d := form.MuseumsConnectProposal()
	s, _, _ := d.Find("partner_role")
	return s.Key
}

func (w *world) saved(ctx context.Context, in response.SaveInput) *response.Saved {
	w.t.Helper()
	s, err := w.responses.Save(ctx, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) history(d *application.Detail, key string) []*response.ChangeRow {
	w.t.Helper()
	c, err := w.responses.History(w.coordinator, response.HistoryInput{Subject: d.ID.String(), Key: key, Page: page.First(100)})
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Nodes
}

func TestSavingAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()

	t.Run("a repeated request changes nothing and answers the same", func(t *testing.T) {
		first := w.saved(w.coordinator, one(d, "concept", "One idea.", response.Stamp(""), "r1"))
		again := w.saved(w.coordinator, one(d, "concept", "One idea.", response.Stamp(""), "r1"))
		if again.Version != first.Version || !again.At.Equal(first.At) || !again.Repeated || first.Repeated || len(again.Keys) != 1 {
			t.Errorf("%+v, then %+v", first, again)
		}
		if n := len(w.history(d, "concept")); n != 1 {
			t.Errorf("%d changes", n)
		}
	})
	t.Run("an answer given twice at once is refused by its key", func(t *testing.T) {
		in := one(d, "concept", "One.", "", "")
		in.Answers = append(in.Answers, response.AnswerInput{Key: "concept", Text: "Two."})
		var f *fault.Error
		_, err := w.responses.Save(w.coordinator, in)
		if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != "answers.concept" || f.Fields[0].Code != "twice" {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("a request key of something else is refused", func(t *testing.T) {
		if _, err := w.responses.Save(w.coordinator, one(d, "concept", "Another.", "", "r1")); !fault.HasCode(err, "key_taken") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("what somebody else wrote meanwhile is a conflict that shows it", func(t *testing.T) {
		saw := response.Stamp("One idea.")
		w.saved(w.coordinator, one(d, "concept", "Their idea.", saw, "r2"))
		_, err := w.responses.Save(w.coordinator, one(d, "concept", "My idea.", saw, "r3"))
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Conflict || f.Code != "version" || f.Facts["kept"].(map[string]string)["concept"] != "Their idea." {
			t.Fatalf("answered %v", err)
		}
		if got := w.read(d).Answers["concept"]; got != "Their idea." {
			t.Errorf("kept %q", got)
		}
	})
	t.Run("two who write the same are no conflict", func(t *testing.T) {
		w.saved(w.coordinator, one(d, "concept", "Their idea.", response.Stamp("One idea."), ""))
	})
	t.Run("another answer is never in the way", func(t *testing.T) {
		w.saved(w.abroad, one(d, "partner_role", "We film.", response.Stamp(""), ""))
		w.saved(w.coordinator, one(d, "concept", "Ours.", response.Stamp("Their idea."), ""))
	})
	t.Run("an answer that was not touched stays as somebody else left it", func(t *testing.T) {
		w.saved(w.coordinator, one(d, "concept", "Their idea.", response.Stamp("Their idea."), ""))
		if got := w.read(d).Answers["concept"]; got != "Ours." {
			t.Errorf("kept %q", got)
		}
	})
	t.Run("the title is at once what lists show, and the version is the next", func(t *testing.T) {
		before := w.read(d).Version
		w.saved(w.coordinator, one(d, "title", " Night Shift ", "", ""))
		if got := w.read(d); got.Title != "Night Shift" || got.Answers["title"] != " Night Shift " || got.Version != before+1 {
			t.Errorf("%q, %q, %d after %d", got.Title, got.Answers["title"], got.Version, before)
		}
	})
	t.Run("the other side's section is not written", func(t *testing.T) {
		if _, err := w.responses.Save(w.abroad, one(d, "concept", "x", "", "")); !fault.HasCode(err, "section_owner") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("a stranger finds nothing", func(t *testing.T) {
		if _, err := w.responses.Save(w.stranger, one(d, "concept", "x", "", "")); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.responses.Save(context.Background(), one(d, "concept", "x", "", "")); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody is answered %v", err)
		}
	})
	t.Run("an officer neither writes nor reads how it was written", func(t *testing.T) {
		if _, err := w.responses.Save(w.officer, one(d, "concept", "x", "", "")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.responses.History(w.officer, response.HistoryInput{Subject: d.ID.String(), Page: page.First(1)}); !fault.Is(err, fault.NotFound) {
			t.Errorf("the history answered %v", err)
		}
		if _, err := w.responses.Comments(w.officer, d.ID.String()); !fault.Is(err, fault.NotFound) {
			t.Errorf("the remarks answered %v", err)
		}
	})
	for name, text := range map[string]string{"NUL": "a\x00b", "broken UTF-8": "a\xff", "ten megabytes": strings.Repeat("x", 10<<20)} {
		t.Run(name+" is refused by its key", func(t *testing.T) {
			_, err := w.responses.Save(w.coordinator, one(d, "concept", text, "", ""))
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Path != "answers.concept" {
				t.Errorf("answered %v", err)
			}
		})
	}
	t.Run("what was not asked is refused", func(t *testing.T) {
		if _, err := w.responses.Save(w.coordinator, one(d, "salary", "x", "", "")); !fault.HasCode(err, "unknown_question") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("a foreign id is not found", func(t *testing.T) {
		for _, id := range []string{"", "app_", "cyc_01", "nonsense", ident.NewApplication().String()} {
			if _, err := w.responses.Save(w.coordinator, response.SaveInput{Subject: id}); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q answered %v", id, err)
			}
		}
	})
}

func (w *world) read(d *application.Detail) *application.Detail {
	w.t.Helper()
	got, err := w.applications.Application(w.coordinator, d.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

func TestHistoryShowsWhoChangedWhatAndBringsItBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	for i, text := range []string{"We film.", "We film rivers.", "We film two rivers."} {
		w.saved(w.abroad, one(d, "partner_role", text, "", fmt.Sprint(i)))
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
	}
	w.Clock.Set(w.Clock.Now().Add(2 * time.Hour))
	w.saved(w.abroad, one(d, "partner_role", "Nothing.", "", "late"))
	changes := w.history(d, "")
	s := response.Sittings(changes)
	if len(s) != 2 || s[0].Edits[0].Now != "Nothing." || s[1].Edits[0].Was != "" || s[1].Edits[0].Now != "We film two rivers." || s[0].PersonName != "Abroad" {
		t.Fatalf("sittings %+v", s)
	}
	pieces, err := w.responses.Diff(w.coordinator, response.DiffInput{Subject: d.ID.String(), From: s[1].Edits[0].First, To: s[0].Edits[0].Last})
	if err != nil || len(pieces) == 0 {
		t.Errorf("%v, %v", pieces, err)
	}
	if _, err := w.responses.Restore(w.coordinator, response.RestoreInput{Subject: d.ID.String(), Change: s[1].Edits[0].Last}); !fault.HasCode(err, "section_owner") {
		t.Errorf("the other side restored it: %v", err)
	}
	if _, err := w.responses.Restore(w.abroad, response.RestoreInput{Subject: d.ID.String(), Change: s[1].Edits[0].Last}); err != nil {
		t.Fatal(err)
	}
	if got := w.read(d).Answers["partner_role"]; got != "We film two rivers." {
		t.Errorf("kept %q", got)
	}
	if n := len(w.history(d, "partner_role")); n != 5 {
		t.Errorf("%d changes", n)
	}
	if _, err := w.DB.Pool.Exec(t.Context(), `DELETE FROM answer_changes`); err == nil {
		t.Error("history was forgotten")
	}
}

func TestRemarksStayBetweenPartners(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	c, err := w.responses.AddComment(w.coordinator, response.CommentInput{Subject: d.ID.String(), Section: partnerSection(), Key: "", Words: "Which river?"})
	if fault.HasCode(err, "unknown_section") {
		t.Fatalf("the form's sections are other ones: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.responses.AddComment(w.abroad, response.CommentInput{Subject: d.ID.String(), Answers: c.ID, Words: "Both."}); err != nil {
		t.Fatal(err)
	}
	var told int
	if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM messages WHERE template = 'response.comment'`).Scan(&told); err != nil || told != 2 {
		t.Errorf("%d messages, %v", told, err)
	}
	if _, err := w.responses.ResolveComment(w.abroad, response.ResolveInput{Subject: d.ID.String(), Comment: c.ID}); err != nil {
		t.Fatal(err)
	}
	all, err := w.responses.Comments(w.coordinator, d.ID.String())
	if err != nil || len(all) != 2 || all[0].ResolvedAt == nil || all[1].Answers != c.ID || all[1].PersonName != "Abroad" {
		t.Errorf("%+v, %v", all, err)
	}
	for name, in := range map[string]response.CommentInput{
		"without words":       {Section: partnerSection()},
		"on no section":       {Section: "salary", Words: "x"},
		"on another question": {Section: partnerSection(), Key: "salary", Words: "x"},
		"with NUL":            {Section: partnerSection(), Words: "a\x00"},
	} {
		in.Subject = d.ID.String()
		if _, err := w.responses.AddComment(w.coordinator, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("a remark %s: %v", name, err)
		}
	}
	if _, err := w.responses.AddComment(w.stranger, response.CommentInput{Subject: d.ID.String(), Section: partnerSection(), Words: "x"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestWhoIsHereIsForgottenSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	here := func(ctx context.Context) []*response.PresenceRow {
		got, err := w.responses.Here(ctx, response.HereInput{Subject: d.ID.String(), Section: partnerSection()})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	here(w.abroad)
	if got := here(w.coordinator); len(got) != 1 || got[0].PersonName != "Abroad" {
		t.Errorf("around are %+v", got)
	}
	w.Clock.Set(w.Clock.Now().Add(response.Around + time.Second))
	if got := here(w.coordinator); len(got) != 0 {
		t.Errorf("still around: %+v", got)
	}
}

// Two hundred writers on twenty proposals write at once, ten on each and two on the same answer, every save sent
// twice as after a dropped line: each acknowledged text is one change, and what is kept is the last of them.
func TestNothingThatWasAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keys := []string{"title", "concept", "community_us", "abstract", "travel"}
	const proposals, writers, rounds = 20, 10, 3
	worlds, drafts := make([]*world, proposals), make([]*application.Detail, proposals)
	for i := range proposals {
		worlds[i] = w.pair(i)
		drafts[i] = worlds[i].draft()
	}
	var all sync.WaitGroup
	for i := range proposals * writers {
		all.Go(func() {
			x, d := worlds[i%proposals], drafts[i%proposals]
			for n := range rounds {
				in := one(d, keys[i/proposals%len(keys)], fmt.Sprintf("text %d of writer %d", n, i), "", fmt.Sprintf("%d-%d", i, n))
				for range 2 {
					if _, err := x.responses.Save(x.coordinator, in); err != nil {
						t.Errorf("writer %d: %v", i, err)
					}
				}
			}
		})
	}
	all.Wait()
	for p, d := range drafts {
		var changes, versions, last int
		err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*), count(DISTINCT version), max(version) FROM answer_changes WHERE response_id = $1`, d.ID.UUID()).Scan(&changes, &versions, &last)
		if err != nil || changes != writers*rounds || versions != changes || last != changes+1 {
			t.Errorf("proposal %d: %d changes of %d versions up to %d, %v", p, changes, versions, last, err)
		}
		var differ int
		err = w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT DISTINCT ON (key) key, now FROM answer_changes WHERE response_id = $1 ORDER BY key, version DESC) c
			JOIN responses r ON r.id = $1 WHERE r.answers ->> c.key IS DISTINCT FROM c.now`, d.ID.UUID()).Scan(&differ)
		if err != nil || differ != 0 {
			t.Errorf("proposal %d: %d answers are not what was acknowledged last, %v", p, differ, err)
		}
	}
}
