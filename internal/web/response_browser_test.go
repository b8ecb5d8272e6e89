package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// line is a server whose line can be cut, whose sessions can end, and on which somebody else can sign in.
type line struct {
	*httptest.Server
	cut     atomic.Bool // every save is dropped without an answer
	deaf    atomic.Bool // saves are kept and their answers dropped
	expired atomic.Bool
}

func (h *house) line(t *testing.T, role string) *line {
	t.Helper()
	b, l := h.as(role), &line{}
	who := auth.Who(b.context())
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		saves := r.Method == http.MethodPost
		if l.cut.Load() && saves {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Security-Policy", view.Policy)
		ctx, into := context.WithValue(r.Context(), jarKey{}, b.jar), w
		if !l.expired.Load() {
			ctx = auth.As(ctx, who)
		}
		if l.deaf.Load() && saves {
			into = httptest.NewRecorder()
		}
		h.pages.ServeHTTP(into, r.WithContext(ctx))
		if l.deaf.Load() && saves {
			panic(http.ErrAbortHandler)
		}
	}))
	l.Config.ErrorLog = nil
	t.Cleanup(l.CloseClientConnections)
	t.Cleanup(l.Close)
	return l
}

func typeInto(id, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const f = document.getElementById(%q);
		f.focus();
		f.value = %q;
		f.dispatchEvent(new Event("input", {bubbles: true}));
	})()`, id, text))
}

func answersSay(state string) chromedp.Action[chromedp.Void] {
	return browsertest.Until(fmt.Sprintf(`document.querySelector("[data-answers-status]").dataset.state === %q`, state))
}

// A museum writes while the line drops, the session ends, the tab is closed and the other museum writes the same:
// at the end everything typed is in the record or on the screen.
func TestNothingTypedIsLostByTheLineTheSessionOrTheTab(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	h := newHouse(t)
	path, d := h.draftOf(t)
	l := h.line(t, "applicant")
	b := h.as("applicant")
	url := l.URL + path + "/sections/face_sheet"
	const title, abstract = "f-answers-title", "f-answers-abstract"
	kept := func(key, want string) {
		t.Helper()
		now, err := h.Application.Application(b.context(), d.ID)
		if err != nil || now.Answers[key] != want {
			t.Errorf("%s is %q, %v; want %q", key, now.Answers[key], err, want)
		}
	}
	device := func() int {
		t.Helper()
		return browsertest.Eval[int](t, ctx, `Object.keys(localStorage).filter((k) => k.includes(":answers:")).length`)
	}

	browsertest.Do(t, ctx, chromedp.Navigate(url), typeInto(title, "One"), answersSay("saved"))
	kept("title", "One")
	if n := device(); n != 0 {
		t.Errorf("%d saved answers are still kept on the device", n)
	}

	l.cut.Store(true)
	browsertest.Do(t, ctx, typeInto(title, "Two"), typeInto(abstract, "Written without a line."), answersSay("offline"))
	kept("title", "One")
	browsertest.Do(t, ctx, chromedp.Navigate(l.URL+"/verify"))
	browsertest.Do(t, ctx, chromedp.Navigate(url))
	browsertest.Do(t, ctx, answersSay("offline"))
	if got := browsertest.Eval[string](t, ctx, `document.getElementById("`+abstract+`").value`); got != "Written without a line." {
		t.Errorf("after the tab was closed the field holds %q", got)
	}
	l.cut.Store(false)
	browsertest.Do(t, ctx, answersSay("saved"), browsertest.Until(`Object.keys(localStorage).filter((k) => k.includes(":answers:")).length === 0`))
	kept("title", "Two")
	kept("abstract", "Written without a line.")

	l.deaf.Store(true)
	browsertest.Do(t, ctx, typeInto(title, "Three"), answersSay("offline"))
	l.deaf.Store(false)
	browsertest.Do(t, ctx, answersSay("saved"))
	kept("title", "Three")
	if n := changesTo(t, h, "Three"); n != 1 {
		t.Errorf("a save whose answer was lost is %d changes", n)
	}

	l.expired.Store(true)
	browsertest.Do(t, ctx, typeInto(title, "Four"), answersSay("expired"))
	kept("title", "Three")
	l.expired.Store(false) // signed in again in another tab
	browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("focus"))`), answersSay("saved"))
	kept("title", "Four")

	h.as("partner").does(path+"/sections/face_sheet", "answers.title", "Theirs", "answers.audiences", "youth", "do", "list")
	browsertest.Do(t, ctx, typeInto(title, "Mine"), answersSay("conflict"))
	kept("title", "Theirs")
	if got := browsertest.Eval[string](t, ctx, `document.querySelector("[data-theirs]").textContent`); got != "Theirs" {
		t.Errorf("their text is shown as %q", got)
	}
	browsertest.Screenshot(t, ctx, "answer-conflict")
	browsertest.Axe(t, ctx)
	browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-keep=mine]").click()`), answersSay("saved"))
	kept("title", "Mine")
}

func changesTo(t *testing.T, h *house, text string) int {
	t.Helper()
	var n int
	err := h.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM answer_changes WHERE now = $1`, text).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whoever signs out leaves nothing of theirs on the device.
func TestSigningOutForgetsWhatTheDeviceKept(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	h := newHouse(t)
	path, _ := h.draftOf(t)
	l := h.line(t, "applicant")
	browsertest.Do(t, ctx, chromedp.Navigate(l.URL+path+"/sections/face_sheet"))
	l.cut.Store(true)
	browsertest.Do(t, ctx, typeInto("f-answers-title", "Not for the next one"), answersSay("offline"))
	browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => {
		localStorage.setItem("vitrine:per_other:answers:/x:title", "{}");
		window.confirm = () => true;
		window.addEventListener("submit", (e) => e.preventDefault()); // the line is down: nothing would come back
		document.querySelector("form[data-leaves]").requestSubmit();
	})()`))
	if left := browsertest.Eval[string](t, ctx, `Object.keys(localStorage).join(" ")`); left != "vitrine:per_other:answers:/x:title" {
		t.Errorf("the device keeps %q", left)
	}
}
