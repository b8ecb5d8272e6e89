package application_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// openDrafts are drafts of one form that all have something typed in them, each with the pair that writes it.
type openDrafts struct {
	*world
	pairs []*world
	ids   []*application.Detail
	typed []string // the last text acknowledged to each
}

func (w *world) opened(n int) *openDrafts {
	w.t.Helper()
	o := &openDrafts{world: w, pairs: make([]*world, n), ids: make([]*application.Detail, n), typed: make([]string, n)}
	for i := range n {
		o.pairs[i] = w.pair(i)
		o.ids[i] = o.pairs[i].draft()
		o.write(i, "Idea")
	}
	return o
}

// write keeps one more text of a draft, both in an answer that stays and in one that the next version drops.
func (o *openDrafts) write(i int, words string) {
	text := fmt.Sprintf("%s of draft %d.", words, i)
	in := one(o.ids[i], "community_us", text, "", words)
	if _, err := o.pairs[i].responses.Save(o.pairs[i].coordinator, in); err != nil {
		o.t.Errorf("draft %d is not kept: %v", i, err)
		return
	}
	o.typed[i] = text
}

// intact holds that every draft answers one form and says what was last acknowledged, as its proposal and its answers say.
func (o *openDrafts) intact(f ident.Form) {
	o.t.Helper()
	for i, d := range o.ids {
		now := o.readBy(o.pairs[i], d)
		if now.Form != f || now.Answers["community_us"] != o.typed[i] || now.Answers["concept"] != fmt.Sprintf("Concept %d.", i) {
			o.t.Errorf("draft %d answers %s with %q and %q", i, now.Form, now.Answers["community_us"], now.Answers["concept"])
		}
	}
	var apart int
	if err := o.DB.Pool.QueryRow(o.t.Context(), `SELECT count(*) FROM applications a JOIN responses r ON r.id = a.id WHERE r.form_id <> a.form_id`).Scan(&apart); err != nil || apart != 0 {
		o.t.Errorf("%d drafts answer another form than their proposal says, %v", apart, err)
	}
}

// Three hundred drafts are open when the form is edited: the edit is a version that says how many it touches, drafts
// keep theirs until they are moved, and nothing typed is lost, neither before nor by who types while they move.
func TestAFormIsEditedWhileThreeHundredDraftsAreOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const drafts = 300
	o := w.opened(drafts)
	for i, d := range o.ids {
		o.pairs[i].saved(o.pairs[i].coordinator, one(d, "concept", fmt.Sprintf("Concept %d.", i), "", ""))
	}
	old := o.ids[0].Form
	f := w.revised(*o.ids[0], dropping("concept"))
	if n, err := w.forms.DraftsTouched(w.director, f.ID); err != nil || n != drafts || f.Version != 2 {
		t.Errorf("version %d says it touches %d drafts, %v", f.Version, n, err)
	}
	o.intact(old)
	if _, err := w.responses.Save(o.pairs[0].coordinator, one(o.ids[0], "nickname", "Delta", "", "")); !fault.HasCode(err, "unknown_question") {
		t.Errorf("what only the new version asks is answered %v", err)
	}
	if _, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID, Drafts: drafts - 1}); !fault.HasCode(err, "drafts_changed") {
		t.Errorf("another count than was shown is answered %v", err)
	}
	var typing sync.WaitGroup
	begun := make(chan struct{}, 4*drafts)
	for i := range drafts {
		typing.Go(func() {
			for n := range 4 {
				o.write(i, fmt.Sprintf("Thought %d", n))
				begun <- struct{}{}
			}
		})
	}
	<-begun
	done, err := w.forms.Adopt(w.director, form.AdoptInput{Form: f.ID, Cycle: w.cycle.ID, Drafts: drafts})
	if err != nil || done.Moved != drafts || done.Stayed != 0 {
		t.Errorf("adopted %+v, %v", done, err)
	}
	typing.Wait()
	o.intact(f.ID)
	for i, d := range o.ids {
		o.pairs[i].saved(o.pairs[i].coordinator, one(d, "nickname", "Delta", "", ""))
	}
	if _, err := w.responses.Save(o.pairs[0].coordinator, one(o.ids[0], "concept", "Another.", "", "")); !fault.HasCode(err, "unknown_question") {
		t.Errorf("what the new version no longer asks is answered %v", err)
	}
	kept, err := w.forms.Vanished(o.pairs[7].coordinator, f, w.readBy(o.pairs[7], o.ids[7]).Answers)
	if err != nil || len(kept) != 1 || kept[0].Text != "Concept 7." {
		t.Errorf("no longer asked: %+v, %v", kept, err)
	}
}

func (w *world) readBy(p *world, d *application.Detail) *application.Detail {
	w.t.Helper()
	now, err := w.applications.Application(p.coordinator, d.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return now
}
