package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// savedScores is what a kit saves.
type savedScores struct {
	Format  string
	Reviews []struct {
		Number string
		HandIn bool
		Scores []struct{ Key, Mark, Comment string }
	}
}

const onTheTrain = "\"On the train\" 👩🏽‍🔬 مرحبا: the plan says who does what and when, and both communities take part."

// kitWithoutALine takes a kit along, scores it from the disk by keys alone, brings the file back and reads what is kept.
func kitWithoutALine(t *testing.T, s *stage) {
	reader := s.visits(t, "reviewer")
	bound := reader.declares()
	dir := browsertest.Downloads(t, reader.ctx)
	reader.opens("/reviews/offline")
	reader.finds("Download the kit")
	browsertest.Do(t, reader.ctx, chromedp.Click("[data-here]"))
	kit := browsertest.Downloaded(t, dir, "review-kit.html")
	text, err := os.ReadFile(kit)
	if err != nil || strings.Contains(string(text), bound) {
		t.Fatalf("the kit has what its reader is bound to: %v", err)
	}

	away := &visitor{t: t, ctx: browsertest.Start(t), role: "kit"}
	saves := browsertest.Downloads(t, away.ctx)
	away.opensKit(kit)
	away.looksAtKit("new")
	if away.count(".kit-one") < 3 || away.count(".kit-now") != 1 {
		t.Errorf("the kit shows %d of %d proposals", away.count(".kit-now"), away.count(".kit-one"))
	}
	first := browsertest.Eval[string](t, away.ctx, `document.querySelector(".kit-now").id`)
	criteria := away.count(".kit-now .score-scale")
	away.tabs(func(f focus) bool { return strings.HasPrefix(f.Name, first+".mark.") })
	for range criteria {
		away.hits("4")
		away.hits(".")
		away.hits("c", asKeyboardsDo)
		away.writes(onTheTrain)
		away.hits(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	}
	if f := away.at(); f.Name != first+".recommendation" {
		t.Errorf("after the last criterion the keyboard is at %q", f.Name)
	}
	away.waits(`document.getElementById("missing-` + first + `").children.length === 1`)
	away.hits(" ")
	away.tabs(func(f focus) bool { return f.Name == first+".hand-in" })
	away.hits(" ")
	away.waits(`document.getElementById("missing-` + first + `").children.length === 0 && document.getElementById("state-` + first + `").innerText === "complete"`)
	away.waits(`document.getElementById("kit-status").innerText.startsWith("Kept in this browser")`)

	away.opensKit(kit) // opened again: the browser kept it
	away.waits(`document.getElementById("kit-status").innerText.startsWith("What you typed here before")`)
	if n := away.count(`.kit-now .score-scale input[value="4.5"]:checked`); n != criteria {
		t.Errorf("%d of %d scores are kept", n, criteria)
	}
	away.looksAtKit("written")
	away.hits("s", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	file := browsertest.Downloaded(t, saves, "vitrine-scores.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got savedScores
	if err := json.Unmarshal(raw, &got); err != nil || got.Format != "vitrine-offline/1" || len(got.Reviews) != 1 || !got.Reviews[0].HandIn || len(got.Reviews[0].Scores) != criteria {
		t.Fatalf("the kit saves %s, %v", raw, err)
	}
	if k := got.Reviews[0].Scores[0]; k.Mark != "4.5" || k.Comment != onTheTrain {
		t.Errorf("the kit saves %+v", k)
	}
	away.takesFile(t, kit, file, criteria)

	reader.opens("/reviews/offline")
	browsertest.Do(t, reader.ctx, chromedp.SetUploadFiles("input[type=file]", []string{file}))
	reader.clicks("Show what would change")
	reader.sees(itoa(criteria+1)+" changes.", got.Reviews[0].Number+" is whole and can be handed in", "On the train")
	reader.looks()
	reader.clicks("Keep these changes")
	reader.sees("1 review is handed in.", "What is kept", got.Reviews[0].Number, "Kept: 4.5 with "+itoa(len([]rune(onTheTrain)))+" characters")
	reader.looks()

	paper := &visitor{t: t, ctx: browsertest.Start(t), role: "paper"}
	browsertest.Do(t, paper.ctx, browsertest.Width(1280), browsertest.DisableJS())
	paper.opensKit(kit)
	browsertest.NoOverflow(t, paper.ctx)
	browsertest.Screenshot(t, paper.ctx, "kit-paper.wide")
	browsertest.Do(t, paper.ctx, browsertest.Width(320))
	browsertest.NoOverflow(t, paper.ctx)
	said := browsertest.Eval[string](t, paper.ctx, `document.body.innerText`)
	if !strings.Contains(said, "This is a reading copy") || strings.Contains(said, "Save my scores") || regexp.MustCompile(`\{\w+\}`).MatchString(said) {
		t.Error("without script the kit is no reading copy")
	}
	if n := browsertest.Eval[int](t, paper.ctx, `[...document.querySelectorAll("input, textarea, button")].filter(e => e.checkVisibility()).length`); n > 0 {
		t.Errorf("without script %d things can be typed into that nothing keeps", n)
	}
}

// asKeyboardsDo sends a key raw: what a page takes for itself then types nothing.
func asKeyboardsDo(k *keyboard.DispatchKeyEventParams) {
	if k.Type == keyboard.DispatchKeyEventTypeKeyDown {
		k.Type = keyboard.DispatchKeyEventTypeRawKeyDown
	}
}

// opensKit opens a kit from the disk.
func (v *visitor) opensKit(file string) {
	v.t.Helper()
	browsertest.Do(v.t, v.ctx, browsertest.Width(1280), chromedp.Navigate("file://"+file))
}

// takesFile opens the kit where nothing is kept, reads a saved file into it, and refuses one of another kit.
func (v *visitor) takesFile(t *testing.T, kit, file string, criteria int) {
	t.Helper()
	browsertest.Eval[bool](t, v.ctx, `(localStorage.clear(), true)`)
	v.opensKit(kit)
	if n := v.count(`input:checked`); n != 0 {
		t.Errorf("%d fields are filled where nothing is kept", n)
	}
	foreign := file + ".other.json"
	if err := os.WriteFile(foreign, []byte(`{"format":"vitrine-offline/1","form":"off_other","reviews":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(t, v.ctx, chromedp.SetUploadFiles("#f-kit-load", []string{foreign}))
	v.waits(`document.getElementById("kit-status").innerText.startsWith("This is not the scores file")`)
	browsertest.Do(t, v.ctx, chromedp.SetUploadFiles("#f-kit-load", []string{file}))
	v.waits(`document.querySelectorAll(".score-scale input:checked").length === ` + itoa(criteria))
}

// looksAtKit holds the file to what pages are held to, and to paper.
func (v *visitor) looksAtKit(name string) {
	v.t.Helper()
	if testing.Short() {
		return
	}
	browsertest.Do(v.t, v.ctx, browsertest.Width(320), browsertest.Dark())
	browsertest.NoOverflow(v.t, v.ctx)
	browsertest.Screenshot(v.t, v.ctx, "kit-"+name+".narrow-dark")
	colors.Axe(v.t, v.ctx)
	browsertest.Do(v.t, v.ctx, browsertest.Width(1280), browsertest.ForcedColors())
	colors.Axe(v.t, v.ctx)
	browsertest.Do(v.t, v.ctx, browsertest.Paper())
	if n := browsertest.Eval[int](v.t, v.ctx, `[...document.querySelectorAll(".kit-one")].filter(e => !e.checkVisibility()).length`); n > 0 {
		v.t.Errorf("%d proposals are not printed", n)
	}
	if n := browsertest.Eval[int](v.t, v.ctx, `[...document.querySelectorAll(".pane")].filter(e => e.scrollHeight > e.clientHeight + 1).length`); n > 0 {
		v.t.Errorf("%d panes are cut on paper", n)
	}
	browsertest.Screenshot(v.t, v.ctx, "kit-"+name+".print")
	browsertest.Do(v.t, v.ctx, browsertest.Light())
	browsertest.Screenshot(v.t, v.ctx, "kit-"+name+".wide")
	browsertest.Axe(v.t, v.ctx)
}
