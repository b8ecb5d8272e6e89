package view

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/static"
)

// desk is a server with one draft that saves itself, or refuses to.
type desk struct {
	mu      sync.Mutex
	text    string
	version int
	answer  int // the status of the next saves; 0 saves
}

func (d *desk) set(answer int, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = answer
	if text != "" {
		d.text = text
		d.version++
	}
}

func (d *desk) saved() (string, int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text, d.version
}

func (d *desk) save(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.answer != 0 {
		w.WriteHeader(d.answer)
		return
	}
	if r.PostFormValue("version") != fmt.Sprint(d.version) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	d.text = r.PostFormValue("summary")
	d.version++
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"version": "%d"}`, d.version)
}

func (d *desk) serve(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("POST /autosave", d.save)
	mux.HandleFunc("GET /draft", func(w http.ResponseWriter, r *http.Request) {
		text, version := d.saved()
		p := Page{Printer: catalog.For("en"), Title: "Draft", Path: "/draft", Viewer: Viewer{Name: "A", Key: "per_1"}}
		w.Header().Set("Content-Security-Policy", Policy)
		page := with(Layout(p), with(Form(p, FormSpec{Action: "/draft", Autosave: "/autosave", Version: fmt.Sprint(version)}),
			TextArea(p, Field{Name: "summary", Label: "Summary", Value: text})))
		if err := Render(w, r, 200, page); err != nil {
			t.Errorf("render: %v", err)
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL + "/draft"
}

func typeSummary(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const f = document.querySelector("#f-summary");
		f.value = %q;
		f.dispatchEvent(new Event("input", {bubbles: true}));
	})()`, text))
}

func status(state string) chromedp.Action[chromedp.Void] {
	return browsertest.Until(fmt.Sprintf(`document.querySelector("[data-autosave-status]").dataset.state === %q`, state))
}

// version waits until the form holds the version of a save that was acknowledged.
func version(n string) chromedp.Action[chromedp.Void] {
	return browsertest.Until(fmt.Sprintf(`document.querySelector("[name=version]").value === %q`, n))
}

const keptKey = `localStorage.getItem("vitrine:per_1:/autosave")`

func TestADraftSavesItself(t *testing.T) {
	t.Parallel()
	ctx, d := browsertest.Start(t), &desk{version: 1}
	browsertest.Do(t, ctx, chromedp.Navigate(d.serve(t)), typeSummary("one"), version("2"), typeSummary("two"), version("3"), status("saved"))
	if text, version := d.saved(); text != "two" || version != 3 {
		t.Errorf("saved %q as version %d", text, version)
	}
	if kept := browsertest.Eval[*string](t, ctx, keptKey); kept != nil {
		t.Errorf("what is saved is still kept on the device: %s", *kept)
	}
	browsertest.Axe(t, ctx)
}

func TestWhatTheLineLostComesBackAfterTheNextVisit(t *testing.T) {
	t.Parallel()
	ctx, d := browsertest.Start(t), &desk{version: 1, answer: http.StatusServiceUnavailable}
	url := d.serve(t)
	browsertest.Do(t, ctx, chromedp.Navigate(url), typeSummary("written on a bad line"), status("offline"))
	d.set(0, "")
	browsertest.Do(t, ctx, chromedp.Navigate(url), status("saved"))
	if text, _ := d.saved(); text != "written on a bad line" {
		t.Errorf("saved %q", text)
	}
}

func TestAnExpiredSessionLosesNothing(t *testing.T) {
	t.Parallel()
	ctx, d := browsertest.Start(t), &desk{version: 1, answer: http.StatusUnauthorized}
	browsertest.Do(t, ctx, chromedp.Navigate(d.serve(t)), typeSummary("after hours"), status("expired"))
	d.set(0, "")
	browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event("visibilitychange"))`), status("saved"))
	if text, _ := d.saved(); text != "after hours" {
		t.Errorf("saved %q", text)
	}
}

func TestAColleaguesWordsAreNotOverwrittenAndMineAreShown(t *testing.T) {
	t.Parallel()
	ctx, d := browsertest.Start(t), &desk{version: 1}
	url := d.serve(t)
	browsertest.Do(t, ctx, chromedp.Navigate(url))
	d.set(0, "the colleague's words")
	browsertest.Do(t, ctx, typeSummary("my words"), status("conflict"), chromedp.Navigate(url), status("conflict"))
	if text, _ := d.saved(); text != "the colleague's words" {
		t.Errorf("saved %q", text)
	}
	field := browsertest.Eval[string](t, ctx, `document.querySelector("#f-summary").value`)
	copied := browsertest.Eval[string](t, ctx, `document.querySelector("textarea[readonly]").value`)
	if field != "the colleague's words" || copied != "my words" {
		t.Errorf("the field holds %q and the copy %q", field, copied)
	}
	browsertest.Axe(t, ctx)
}
