package browsertest

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
)

// Colors remembers which text was held to contrast in which colors, so that each is once, on the first page that shows it.
type Colors struct {
	mu   sync.Mutex
	seen map[string]bool
}

// painted keeps one element of each way text is painted on the page, by all that its contrast comes from: its own
// color, size and weight, the ground under it, and for a link the text around it.
const painted = `(() => {
	const grounds = new Map([[null, {paint: "", opacity: 1}]]);
	const ground = e => {
		if (!grounds.has(e)) {
			const s = getComputedStyle(e), under = ground(e.parentElement);
			const clear = s.backgroundImage === "none" && s.backgroundColor === "rgba(0, 0, 0, 0)";
			const whole = s.backgroundImage === "none" && s.backgroundColor.startsWith("rgb(");
			const own = s.backgroundColor + " " + s.backgroundImage;
			grounds.set(e, {paint: clear ? under.paint : whole ? own : own + " on " + under.paint, opacity: under.opacity * s.opacity});
		}
		return grounds.get(e);
	};
	const around = e => {
		let block = e.parentElement;
		while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
		return block.textContent.trim() === e.textContent.trim() ? "alone" : getComputedStyle(block).color;
	};
	const found = new Map();
	let scrolls = false;
	const mode = ["(forced-colors: active)", "(prefers-color-scheme: dark)"].map(q => matchMedia(q).matches);
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility()) continue;
		const s = getComputedStyle(e);
		scrolls ||= /auto|scroll/.test(s.overflow) && (e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight);
		const link = e.matches("a[href]");
		if (!link && !e.matches("input, select, textarea") && ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const under = ground(e);
		const key = [mode, link || e.matches("input, select, textarea") ? e.localName : "", s.color, s.fontSize, s.fontWeight, s.textShadow, s.textDecorationLine,
			s.borderBottom, under.paint, under.opacity, link ? around(e) : ""].join(" | ");
		if (!found.has(key)) found.set(key, e);
	}
	window.painted = found;
	return {keys: [...found.keys()], scrolls};
})()`

// Axe runs the rules of WCAG AA that depend on colors and width, for a page that Axe sees whole in others: contrast
// and links in text where they are painted as nowhere before, and whatever scrolls.
func (c *Colors) Axe(t *testing.T, ctx context.Context) {
	t.Helper()
	page := Eval[struct {
		Keys    []string `json:"keys"`
		Scrolls bool     `json:"scrolls"`
	}](t, ctx, painted)
	if fresh := c.fresh(page.Keys); len(fresh) > 0 {
		keys, err := json.Marshal(fresh)
		if err != nil {
			t.Fatal(err)
		}
		axe(t, ctx, paintedAs(keys), `runOnly: ["color-contrast", "link-in-text-block"]`)
	}
	if page.Scrolls {
		axe(t, ctx, "document", `runOnly: ["scrollable-region-focusable"]`)
	}
}

// paintedAs is where axe looks for the ways of painting; they are found again, because pages that live change meanwhile.
func paintedAs(keys []byte) string {
	return `(` + painted + `, {include: [document.querySelector("h1"), ...` + string(keys) + `.map(k => window.painted.get(k)).filter(e => e)]})`
}

// fresh are the ways that were on no page before.
func (c *Colors) fresh(keys []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	var out []string
	for _, k := range keys {
		if !c.seen[k] {
			c.seen[k] = true
			out = append(out, k)
		}
	}
	return out
}
