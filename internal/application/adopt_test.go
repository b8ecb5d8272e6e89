package application_test

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
)

// revised publishes a new version of the proposal form after change has been at it.
func (w *world) revised(id application.Detail, change func(*form.Definition)) *form.Form {
	w.t.Helper()
	f, err := w.forms.Revise(w.director, form.ReviseInput{Form: id.Form})
	if err != nil {
		w.t.Fatal(err)
	}
	change(&f.Definition)
	if f, err = w.forms.Save(w.director, form.SaveInput{Form: f.ID, Title: f.Title, Definition: f.Definition, Revision: f.Revision}); err != nil {
		w.t.Fatal(err)
	}
	if f, err = w.forms.Publish(w.director, form.PublishInput{Form: f.ID}); err != nil {
		w.t.Fatal(err)
	}
	return f
}

// dropping takes a question out of a definition and asks another one instead.
func dropping(key string) func(*form.Definition) {
	return func(d *form.Definition) {
		for i := range d.Sections {
			var left []form.Question
			for _, q := range d.Sections[i].Questions {
				if q.Key != key {
					left = append(left, q)
				}
			}
			d.Sections[i].Questions = left
		}
		d.Sections[0].Questions = append(d.Sections[0].Questions, form.Question{Key: "nickname", Kind: form.ShortText, Label: map[string]string{"en": "Nickname"}})
	}
}

func TestDraftsMoveToANewVersionAndLoseNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	f := w.revised(*d, dropping("concept"))
	touched, err := w.forms.DraftsTouched(w.director, f.ID)
	if err != nil || touched != 1 {
		t.Fatalf("touches %d drafts, %v", touched, err)
	}
	if _, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID, Drafts: 7}); !fault.HasCode(err, "drafts_changed") {
		t.Fatalf("a wrong count passed: %v", err)
	}
	if _, err := w.forms.Adopt(w.officer, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID, Drafts: 1}); !fault.Is(err, fault.Forbidden) {
		t.Fatalf("an officer adopted: %v", err)
	}
	done, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID, Drafts: 1})
	if err != nil || done.Moved != 1 || done.Stayed != 0 {
		t.Fatalf("adopted %+v, %v", done, err)
	}
	now, err := w.applications.Application(w.coordinator, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if now.Form != f.ID || now.Answers["concept"] != d.Answers["concept"] || now.Answers["title"] != d.Answers["title"] {
		t.Errorf("moved to %s with %d answers", now.Form, len(now.Answers))
	}
	kept, err := w.forms.Vanished(w.coordinator, f, now.Answers)
	if err != nil || len(kept) != 1 || kept[0].Question.Label["en"] != "Project concept" || kept[0].Text == "" {
		t.Errorf("no longer asked: %+v, %v", kept, err)
	}
	checks, err := w.applications.Checks(w.coordinator, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.Blocks() && strings.HasPrefix(c.Path, "answers") {
			t.Errorf("%s stands in the way: %s", c.Path, c.Message)
		}
	}
	cycle, err := w.programs.Cycle(w.director, w.cycle.ID)
	if err != nil || cycle.ProposalForm != f.ID {
		t.Errorf("the cycle asks %s of newcomers, %v", cycle.ProposalForm, err)
	}
}

func TestWhatWasHandedInStaysWithItsForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	w.exec(`UPDATE responses SET frozen = true WHERE id = $1`, d.ID.UUID())
	f := w.revised(*d, dropping("concept"))
	if n, err := w.forms.DraftsTouched(w.director, f.ID); err != nil || n != 0 {
		t.Errorf("touches %d, %v", n, err)
	}
	done, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID})
	if err != nil || done.Moved != 0 || done.Stayed != 1 {
		t.Errorf("adopted %+v, %v", done, err)
	}
	if now, err := w.applications.Application(w.coordinator, d.ID); err != nil || now.Form != d.Form {
		t.Errorf("what was handed in moved to %s, %v", now.Form, err)
	}
}

func TestFormsAreEditedByOneAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	f, err := w.forms.Revise(w.officer, form.ReviseInput{Form: d.Form})
	if err != nil || f.Version != 2 || f.PublishedAt != nil {
		t.Fatalf("revised to %+v, %v", f, err)
	}
	if again, err := w.forms.Revise(w.officer, form.ReviseInput{Form: d.Form}); err != nil || again.ID != f.ID {
		t.Errorf("a second draft began: %v", err)
	}
	in := form.SaveInput{Form: f.ID, Title: f.Title, Definition: f.Definition, Revision: f.Revision}
	if _, err := w.forms.Save(w.officer, in); err != nil {
		t.Fatal(err)
	}
	if _, err := w.forms.Save(w.officer, in); !fault.HasCode(err, "version") {
		t.Errorf("an old save passed: %v", err)
	}
	if _, err := w.forms.Publish(w.officer, form.PublishInput{Form: f.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer published: %v", err)
	}
	if _, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID}); !fault.HasCode(err, "form_draft") {
		t.Errorf("a draft was adopted: %v", err)
	}
	in.Revision = 2
	in.Definition.Sections[0].When = "nobody_asks"
	if _, err := w.forms.Save(w.officer, in); err != nil {
		t.Errorf("an unfinished form was not kept: %v", err)
	}
	if _, err := w.forms.Publish(w.director, form.PublishInput{Form: f.ID}); !fault.HasCode(err, "bad_expression") {
		t.Errorf("a rule that does not type-check was published: %v", err)
	}
	if _, err := w.forms.Form(w.coordinator, f.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a museum reads a draft form: %v", err)
	}
	if err := w.forms.Discard(w.officer, form.DiscardInput{Form: f.ID}); err != nil {
		t.Error(err)
	}
	if err := w.forms.Discard(w.director, form.DiscardInput{Form: d.Form}); !fault.HasCode(err, "form_published") {
		t.Errorf("a published form was thrown away: %v", err)
	}
}
