package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// visitor is somebody at a browser: they see what is shown, and click and type as people do.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	site string
	role string
}

// visits opens a browser of its own; with a role it signs in by the one click of the demonstration.
func (s *stage) visits(t *testing.T, role string, first ...chromedp.Action[chromedp.Void]) *visitor {
	t.Helper()
	v := &visitor{t: t, ctx: browsertest.Start(t), site: s.site, role: role}
	browsertest.Do(t, v.ctx, browsertest.Width(1280))
	browsertest.Do(t, v.ctx, first...)
	if role != "" {
		v.opens("/sign-in")
		v.clicks(`button[value="` + role + `@example.org"]`)
	}
	return v
}

func js(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

func (v *visitor) opens(path string) {
	v.t.Helper()
	answer, err := chromedp.Run(v.ctx, chromedp.NavigateResponse(v.site+path))
	if err != nil {
		v.t.Fatalf("%s opens %s: %v", v.role, path, err)
	}
	if answer.Status >= 400 {
		v.t.Fatalf("%s opens %s: %d\n%s", v.role, path, answer.Status, v.reads())
	}
}

// reads is the text of the page.
func (v *visitor) reads() string {
	v.t.Helper()
	return browsertest.Eval[string](v.t, v.ctx, `document.querySelector("main").innerText.replace(/\s*\n\s*/g, "\n")`)
}

func (v *visitor) sees(words ...string) {
	v.t.Helper()
	text := strings.Join(strings.Fields(v.reads()), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.t.Errorf("%s does not read %q on %s:\n%s", v.role, w, v.place(), text)
		}
	}
}

func (v *visitor) place() string {
	v.t.Helper()
	return strings.TrimPrefix(browsertest.Eval[string](v.t, v.ctx, `location.href`), v.site)
}

// shown finds what can be clicked by its words, or by a selector, and marks it for the mouse.
const shown = `((what) => {
	document.querySelectorAll("[data-here]").forEach(e => e.removeAttribute("data-here"));
	const plain = e => e.innerText.replace(/\s+/g, " ").trim();
	const all = [...document.querySelectorAll("main a, main button, main summary, main label")].filter(e => e.checkVisibility());
	const e = all.find(e => plain(e) === what) || all.find(e => plain(e).includes(what)) ||
		(/^[^ ]*[\[#.]/.test(what) && [...document.querySelectorAll(what)].find(e => e.checkVisibility()));
	if (!e) return "";
	e.setAttribute("data-here", "");
	return e.tagName;
})`

func (v *visitor) finds(what string) string {
	v.t.Helper()
	tag := browsertest.Eval[string](v.t, v.ctx, shown+"("+js(what)+")")
	if tag == "" {
		v.t.Fatalf("%s finds no %q on %s:\n%s", v.role, what, v.place(), v.reads())
	}
	return tag
}

// clicks follows a link, presses a button or opens what is folded, named by its words.
func (v *visitor) clicks(what string) {
	v.t.Helper()
	if tag := v.finds(what); tag == "SUMMARY" || tag == "LABEL" {
		browsertest.Do(v.t, v.ctx, chromedp.Click("[data-here]"))
		return
	}
	answer, err := chromedp.RunResponse(v.ctx, chromedp.Click("[data-here]"))
	if err != nil {
		v.t.Fatalf("%s clicks %q on %s: %v", v.role, what, v.place(), err)
	}
	if answer.Status >= 400 {
		v.t.Fatalf("%s clicks %q and gets %d on %s:\n%s", v.role, what, answer.Status, v.place(), v.reads())
	}
}

// refusedAt clicks what must be refused with a status, and sees the words of the refusal.
func (v *visitor) refusedAt(what string, status int64, words ...string) {
	v.t.Helper()
	v.finds(what)
	answer, err := chromedp.RunResponse(v.ctx, chromedp.Click("[data-here]"))
	if err != nil {
		v.t.Fatal(err)
	}
	if answer.Status != status {
		v.t.Errorf("%q is answered with %d, not %d", what, answer.Status, status)
	}
	v.sees(words...)
}

// types sets the fields of the page by name.
func (v *visitor) types(pairs ...string) {
	v.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		ok := browsertest.Eval[bool](v.t, v.ctx, `((name, value) => {
			const all = [...document.getElementsByName(name)].filter(e => e.closest("main"));
			const e = all.find(e => e.type === "radio" || e.type === "checkbox" ? e.value === value : e.checkVisibility());
			if (!e) return false;
			if (e.type === "radio" || e.type === "checkbox") { if (!e.checked) e.click(); return e.checked; }
			e.value = value;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			return e.value === value;
		})(`+js(pairs[i])+`, `+js(pairs[i+1])+`)`)
		if !ok {
			v.t.Fatalf("%s cannot type %q into %s on %s", v.role, pairs[i+1], pairs[i], v.place())
		}
	}
}

// count is how many elements of the page match.
func (v *visitor) count(selector string) int {
	v.t.Helper()
	return browsertest.Eval[int](v.t, v.ctx, `document.querySelectorAll(`+js(selector)+`).length`)
}

// waits until something holds on the page, which may load itself again meanwhile.
func (v *visitor) waits(expression string) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, browsertest.Until(expression)); err != nil {
		v.t.Fatalf("%s waits on %s: %v\n%s", v.role, v.place(), err, v.reads())
	}
}

// links are the addresses on the page that begin with a prefix, each once.
func (v *visitor) links(prefix string) []string {
	v.t.Helper()
	return browsertest.Eval[[]string](v.t, v.ctx, `[...new Set([...document.querySelectorAll("main a[href]")].map(a => a.getAttribute("href")).filter(h => h.startsWith(`+js(prefix)+`)))]`)
}

// hits presses keys as a keyboard does.
func (v *visitor) hits(keys string, mod ...chromedp.KeyOption) {
	v.t.Helper()
	browsertest.Do(v.t, v.ctx, chromedp.KeyEvent(keys, mod...))
}

// writes puts words where the caret stands, as one stroke of an input method.
func (v *visitor) writes(words string) {
	v.t.Helper()
	browsertest.Do(v.t, v.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, keyboard.InsertText, keyboard.InsertTextParams{Text: words})
		return err
	}))
}

// focus is what the keyboard is at.
type focus struct {
	Tag, Type, Name, Value, Text, Mode string
	Limit                              int
	Chosen                             bool // one of its group is chosen
	Ring                               bool // it is seen that it has the focus
}

const focused = `(() => {
	const e = document.activeElement, f = e.form, style = getComputedStyle(e);
	return {Tag: e.tagName, Type: e.type || "", Name: e.name || "", Value: e.value || "", Text: (e.innerText || "").replace(/\s+/g, " ").trim(),
		Mode: e.inputMode || "", Limit: Number(e.dataset.limit || 0), Chosen: !!(f && e.name && [...f.elements].some(o => o.name === e.name && o.checked)),
		Ring: style.outlineStyle !== "none" || e === document.body};
})()`

func (v *visitor) at() focus {
	v.t.Helper()
	return browsertest.Eval[focus](v.t, v.ctx, focused)
}

// tabs goes from one thing to the next until found; everything on the way shows where the keyboard is.
func (v *visitor) tabs(found func(focus) bool) focus {
	v.t.Helper()
	for range 400 {
		v.hits(kb.Tab)
		f := v.at()
		if !f.Ring {
			v.t.Errorf("nobody sees that the keyboard is at %s %q on %s", f.Tag, f.Name+f.Text, v.place())
		}
		if found(f) {
			return f
		}
	}
	v.t.Fatalf("%s never comes to it by the tab key on %s", v.role, v.place())
	return focus{}
}

// enters goes to a link or button by the tab key and presses Enter.
func (v *visitor) enters(words string) {
	v.t.Helper()
	f := v.tabs(func(f focus) bool { return f.Text == words && f.Tag != "MAIN" })
	v.presses(f, kb.Enter)
}

// presses a key on what has the focus; all but a summary lead to another page.
func (v *visitor) presses(f focus, key string) {
	v.t.Helper()
	if f.Tag == "SUMMARY" {
		v.hits(key)
		return
	}
	answer, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent(key))
	if err != nil {
		v.t.Fatalf("%s presses %q: %v", v.role, f.Text, err)
	}
	if answer.Status >= 400 {
		v.t.Fatalf("%s presses %q and gets %d on %s:\n%s", v.role, f.Text, answer.Status, v.place(), v.reads())
	}
}

// answer is what somebody writes into an empty field.
func (f focus) answer() string {
	switch {
	case strings.HasSuffix(f.Name, "_founded"):
		return "1998"
	case f.Type == "date":
		return "2027-10-01"
	case strings.HasSuffix(f.Name, "email"):
		return "ada@example.org"
	case f.Mode == "decimal" || f.Mode == "numeric":
		return "12"
	case f.Limit > 0:
		return strings.TrimSpace(strings.Repeat("river ", min(f.Limit, 105)))
	}
	return "Ada Lundgren"
}

// colors are those of all stories together.
var colors browsertest.Colors

// looks holds the page to its promises: narrow, light, dark and in forced colors.
func (v *visitor) looks() {
	v.t.Helper()
	if testing.Short() {
		return
	}
	browsertest.Do(v.t, v.ctx, browsertest.Width(320), browsertest.Dark())
	browsertest.NoOverflow(v.t, v.ctx)
	v.pictured("narrow-dark")
	colors.Axe(v.t, v.ctx)
	browsertest.Do(v.t, v.ctx, browsertest.Width(1280), browsertest.ForcedColors())
	colors.Axe(v.t, v.ctx)
	browsertest.Do(v.t, v.ctx, browsertest.Light())
	v.pictured("wide")
	browsertest.Axe(v.t, v.ctx)
}

// pictured keeps how the page looks now, where pictures are kept.
func (v *visitor) pictured(how string) {
	v.t.Helper()
	browsertest.Screenshot(v.t, v.ctx, strings.ReplaceAll(v.role+kind(v.place()), "/", "-")+"."+how)
}
