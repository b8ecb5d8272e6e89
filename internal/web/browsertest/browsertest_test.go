package browsertest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

func serve(t *testing.T, page string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html lang=en><title>x</title><main><h1>x</h1>"+page+"</main></html>")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAPageThatIsTooWideIsFound(t *testing.T) {
	t.Parallel()
	ctx := Start(t)
	Do(t, ctx, Width(320), chromedp.Navigate(serve(t, `<div style="width:900px">x</div>`)))
	if len(overflow(t, ctx)) < 2 {
		t.Error("a box of 900 pixels fits a window of 320")
	}
	Do(t, ctx, chromedp.Navigate(serve(t, `<p>x</p>`)))
	if wide := overflow(t, ctx); len(wide) != 0 {
		t.Errorf("a line of one letter overflows: %v", wide)
	}
}

func TestAClickHitsThoughThePageGlides(t *testing.T) {
	t.Parallel()
	ctx := Start(t)
	const page = `<style>p { height: 1500px } @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }</style>
		<p>x</p><h2 id="here">x</h2><p>x</p><p>x</p><details><summary>x</summary></details><p>x</p>`
	for range 5 {
		Do(t, ctx, chromedp.Navigate(serve(t, page)+"#here"), chromedp.Click("summary"))
		if !Eval[bool](t, ctx, `document.querySelector("details").open`) {
			t.Error("the click missed")
		}
	}
	if !Eval[bool](t, ctx, `getComputedStyle(document.documentElement).scrollBehavior === "auto"`) {
		t.Error("the page glides in a tab that was told nothing")
	}
}

func TestAxeFindsAPictureWithoutWords(t *testing.T) {
	t.Parallel()
	ctx := Start(t)
	axe, err := os.ReadFile(os.Getenv("AXE_JS"))
	if err != nil {
		t.Skip("*** AXE SKIPPED: set AXE_JS to the path of axe.min.js of npm axe-core ***")
	}
	Do(t, ctx, chromedp.Navigate(serve(t, `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`)))
	found := violations(t, ctx, string(axe), "document", "")
	if !slices.ContainsFunc(found, func(v violation) bool { return v.ID == "image-alt" && len(v.Nodes) == 1 }) {
		t.Errorf("found %v", found)
	}
}

func TestTextIsHeldToContrastOnceForEachWayItIsPainted(t *testing.T) {
	t.Parallel()
	ctx := Start(t)
	axe, err := os.ReadFile(os.Getenv("AXE_JS"))
	if err != nil {
		t.Skip("*** AXE SKIPPED: set AXE_JS to the path of axe.min.js of npm axe-core ***")
	}
	var c Colors
	fresh := func(page string) (keys []string, bad int) {
		Do(t, ctx, Light(), chromedp.Navigate(serve(t, page)))
		found := Eval[struct{ Keys []string }](t, ctx, painted)
		keys = c.fresh(found.Keys)
		told, err := json.Marshal(keys)
		if err != nil {
			t.Fatal(err)
		}
		if len(keys) > 0 {
			bad = len(violations(t, ctx, string(axe), paintedAs(told), `runOnly: ["color-contrast", "link-in-text-block"]`))
		}
		return keys, bad
	}
	const gray = `<p style="color:#999">pale</p>`
	const link = `<p>Read <a href="/" style="text-decoration:none;color:#333">this</a> first.</p>`
	for _, step := range []struct {
		what, page string
		fresh, bad int
	}{
		{"a heading and a line", `<p>x</p>`, 2, 0},
		{"the same again", `<p>another</p><p>line</p>`, 0, 0},
		{"pale text", gray, 1, 1},
		{"pale text that was told of", gray, 0, 0},
		{"pale text on another ground", `<div style="background:#eee">` + gray + `</div>`, 1, 1},
		{"pale text under a veil", `<div style="opacity:.9">` + gray + `</div>`, 1, 1},
		{"a link alone", `<p><a href="/" style="text-decoration:none;color:#000">this</a></p>`, 1, 0},
		{"a link that looks like the text around it", link, 1, 1},
		{"nothing that is seen", `<p hidden style="color:#eee">x</p>`, 0, 0},
	} {
		if keys, bad := fresh(step.page); len(keys) != step.fresh || bad != step.bad {
			t.Errorf("%s: %d ways are new, %d rules broken: %q", step.what, len(keys), bad, keys)
		}
	}
	Do(t, ctx, Dark())
	if keys := c.fresh(Eval[struct{ Keys []string }](t, ctx, painted).Keys); len(keys) == 0 {
		t.Error("in the dark nothing is new")
	}
}

func TestTheEmulationsReachThePage(t *testing.T) {
	t.Parallel()
	ctx := Start(t)
	Do(t, ctx, Width(500), chromedp.Navigate(serve(t, `<script>document.documentElement.className = "ran"</script>`)))
	for query, set := range map[string]chromedp.Action[chromedp.Void]{
		"(prefers-color-scheme: dark)": Dark(), "(prefers-color-scheme: light)": Light(),
		"(forced-colors: active)": ForcedColors(), "print": Paper(), "(width: 500px)": Light(),
	} {
		Do(t, ctx, set)
		if !Eval[bool](t, ctx, `matchMedia("`+query+`").matches`) {
			t.Errorf("%s does not hold", query)
		}
	}
	if !Eval[bool](t, ctx, `document.documentElement.className === "ran"`) {
		t.Error("script does not run")
	}
	Do(t, ctx, DisableJS(), chromedp.Navigate(serve(t, `<script>document.documentElement.className = "ran"</script>`)))
	if Eval[bool](t, ctx, `document.documentElement.className === "ran"`) {
		t.Error("script runs though it is off")
	}
}
