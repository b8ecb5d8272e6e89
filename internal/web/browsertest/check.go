package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// violation is what axe found, with the elements it found it at.
type violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

const runAxe = `axe.run(%s, {resultTypes: ["violations"], %s}).then(r => r.violations.map(v => ({
	id: v.id, impact: v.impact || "", help: v.help,
	nodes: v.nodes.map(n => n.target.join(" ") + " :: " + n.html.slice(0, 160) + " :: " + (n.failureSummary || "").replace(/\s+/g, " "))
})))`

// Axe fails the test for everything axe-core finds on the page, no rule left out.
func Axe(t *testing.T, ctx context.Context) {
	t.Helper()
	axe(t, ctx, "document", "")
}

func axe(t *testing.T, ctx context.Context, on, options string) {
	t.Helper()
	path := os.Getenv("AXE_JS")
	if path == "" {
		if os.Getenv("REQUIRE_BROWSER") == "1" {
			t.Fatal("AXE_JS is not set: it is the path of axe.min.js of npm axe-core")
		}
		t.Log("*** AXE SKIPPED: set AXE_JS to the path of axe.min.js of npm axe-core ***")
		return
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read axe: %v", err)
	}
	for _, v := range violations(t, ctx, string(source), on, options) {
		t.Errorf("axe %s (%s): %s\n  %s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
	}
}

func violations(t *testing.T, ctx context.Context, source, on, options string) []violation {
	t.Helper()
	if !Eval[bool](t, ctx, `typeof axe === "object"`) {
		Do(t, ctx, chromedp.Evaluate[chromedp.Void](source+"\n;0"))
	}
	return Eval[[]violation](t, ctx, fmt.Sprintf(runAxe, on, options))
}

// NoOverflow fails the test when the page is wider than its window.
func NoOverflow(t *testing.T, ctx context.Context) {
	t.Helper()
	if wide := overflow(t, ctx); len(wide) > 0 {
		t.Errorf("overflow: %s", strings.Join(wide, "\n  "))
	}
}

// overflow names the elements that make the page wider than its window.
func overflow(t *testing.T, ctx context.Context) []string {
	t.Helper()
	return Eval[[]string](t, ctx, `(() => {
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= width) return [];
		const out = [...document.querySelectorAll("body *")]
			.filter(e => e.getBoundingClientRect().right > width + 1 && !e.parentElement.closest(".table-scroll, .plot-scroll"))
			.map(e => e.outerHTML.slice(0, 120) + " ends at " + Math.round(e.getBoundingClientRect().right));
		return ["the page is " + document.documentElement.scrollWidth + " wide in a window of " + width, ...out.slice(0, 8)];
	})()`)
}

// Screenshot writes the whole page to the directory SCREENSHOTS, if that is set.
func Screenshot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatalf("take screenshot: %v", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("make %s: %v", dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.png", name)), picture, 0o644); err != nil {
		t.Fatalf("keep screenshot: %v", err)
	}
}
