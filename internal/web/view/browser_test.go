package view

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

func TestTheKitchenSinkIsAccessible(t *testing.T) {
	t.Parallel()
	url := kitchen(t).URL
	for _, look := range []struct {
		name  string
		width int64
		media chromedp.Action[chromedp.Void]
		path  string
	}{
		{"light", 1280, browsertest.Light(), "/kitchen"},
		{"dark", 1280, browsertest.Dark(), "/kitchen"},
		{"forced colors", 1280, browsertest.ForcedColors(), "/kitchen"},
		{"narrow", 320, browsertest.Light(), "/kitchen"},
		{"narrow Chinese", 320, browsertest.Dark(), "/kitchen?lang=zh-Hans"},
		{"Spanish", 768, browsertest.Light(), "/kitchen?lang=es"},
		{"problem", 320, browsertest.Light(), "/problem"},
		{"paper", 800, browsertest.Paper(), "/kitchen"},
	} {
		t.Run(look.name, func(t *testing.T) {
			ctx := browsertest.Start(t)
			browsertest.Do(t, ctx, browsertest.Width(look.width), look.media, chromedp.Navigate(url+look.path))
			browsertest.NoOverflow(t, ctx)
			browsertest.Axe(t, ctx)
			browsertest.Screenshot(t, ctx, "kitchen "+look.name)
		})
	}
}

func TestEverythingOpenIsAccessibleToo(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	browsertest.Do(t, ctx, browsertest.Width(320), chromedp.Navigate(kitchen(t).URL+"/kitchen"),
		chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => { d.open = true })`))
	browsertest.NoOverflow(t, ctx)
	browsertest.Axe(t, ctx)
	browsertest.Screenshot(t, ctx, "kitchen open")
}

func TestWithoutScriptThePageStillWorks(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	browsertest.Do(t, ctx, browsertest.Width(320), browsertest.DisableJS(), chromedp.Navigate(kitchen(t).URL+"/kitchen"),
		chromedp.WaitVisible(chromedp.CSS(".menu summary")),
		chromedp.Click(chromedp.CSS(".menu summary")),
		chromedp.WaitVisible(chromedp.CSS(`.menu a[href="/partners"]`)),
		chromedp.Click(chromedp.CSS(`button[name="lang"][value="es"]`)),
		chromedp.WaitReady(chromedp.CSS(`html[lang="es"]`)),
		chromedp.Click(chromedp.CSS(`button[name="theme"][value="dark"]`)),
		chromedp.WaitReady(chromedp.CSS(`html[lang="es"][data-theme="dark"]`)),
		chromedp.Click(chromedp.CSS(".confirm-danger summary")),
		chromedp.WaitVisible(chromedp.CSS(".confirm-danger form button")),
	)
	browsertest.NoOverflow(t, ctx)
	browsertest.Screenshot(t, ctx, "kitchen without script")
}

func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	browsertest.Do(t, ctx, browsertest.Width(1280), chromedp.Navigate(kitchen(t).URL+"/kitchen"))
	if on := browsertest.Eval[string](t, ctx, `document.activeElement.className`); !strings.Contains(on, "callout-bad") {
		t.Errorf("the error summary has not the focus but %q", on)
	}
	browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`),
		chromedp.Focus(chromedp.CSS("a.skip")), chromedp.KeyEvent(kb.Enter))
	if on := browsertest.Eval[string](t, ctx, `document.activeElement.id`); on != "main" {
		t.Errorf("the skip link leads to %q", on)
	}
	browsertest.Do(t, ctx, chromedp.Focus(chromedp.CSS(`input[name="score.community"][value="3.5"]`)), chromedp.KeyEvent(kb.ArrowRight))
	if v := browsertest.Eval[string](t, ctx, `document.querySelector('input[name="score.community"]:checked').value`); v != "4" {
		t.Errorf("the right arrow scores %s", v)
	}
	browsertest.Do(t, ctx, chromedp.Focus(chromedp.CSS(".confirm-danger summary")), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".confirm-danger [data-close]")), chromedp.KeyEvent(kb.Escape))
	if browsertest.Eval[bool](t, ctx, `document.querySelector(".confirm-danger").open`) {
		t.Error("Escape leaves the confirmation open")
	}
}

func TestScriptCountsWordsSumsBudgetsAndFollowsProgress(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	browsertest.Do(t, ctx, browsertest.Width(1280), chromedp.Navigate(kitchen(t).URL+"/kitchen"),
		chromedp.WaitReady(chromedp.CSS("html.script")),
		browsertest.Until(`document.querySelector('[data-live-text="sent"]').textContent === "143 of 143"`),
		chromedp.Evaluate[chromedp.Void](`(() => {
			const type = (name, text) => { const f = document.querySelector('[name="' + name + '"]'); f.value = text; f.dispatchEvent(new Event("input", {bubbles: true})); };
			type("summary", "one two three");
			type("budget.lines.1.cash", "0.10");
		})()`))
	for selector, want := range map[string]string{
		"#f-summary-count": "Words left: 17", "[data-sum-all]": "45,500.60", `[data-sum-column="2"]`: "12,000.10",
	} {
		if got := browsertest.Eval[string](t, ctx, "document.querySelector('"+selector+"').textContent"); got != want {
			t.Errorf("%s reads %q, want %q", selector, got, want)
		}
	}
}
