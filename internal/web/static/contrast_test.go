package static

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var token = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`)

// themes reads the color tokens of the light theme and of both ways to the dark one.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	css := string(load()["app.css"].plain)
	all := map[string]map[string]string{}
	for name, start := range map[string]string{
		"light": ":root {", "dark by system": `:root:not([data-theme="light"]) {`, "dark by choice": `:root[data-theme="dark"] {`,
	} {
		_, rest, found := strings.Cut(css, start)
		block, _, _ := strings.Cut(rest, "}")
		if !found {
			t.Fatalf("no block %s", start)
		}
		all[name] = map[string]string{}
		for _, m := range token.FindAllStringSubmatch(block, -1) {
			all[name][m[1]] = m[2]
		}
	}
	return all
}

// luminance is WCAG's relative luminance of an sRGB color.
func luminance(hex string) float64 {
	n, _ := strconv.ParseUint(hex, 16, 32)
	part := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestWordsAndEdgesHaveContrastInEveryTheme(t *testing.T) {
	t.Parallel()
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "paper", 7},
		{"ink", "card", 7},
		{"quiet", "paper", 4.5},
		{"quiet", "card", 4.5},
		{"quiet", "wash", 4.5},
		{"accent", "paper", 4.5},
		{"accent", "card", 4.5},
		{"accent", "wash", 4.5},
		{"accent-deep", "wash", 4.5},
		{"on-accent", "accent", 4.5},
		{"on-accent", "accent-deep", 4.5},
		{"paper", "bad", 4.5},
		{"paper", "bad-deep", 4.5},
		{"good", "paper", 4.5},
		{"good", "card", 4.5},
		{"warn", "paper", 4.5},
		{"warn", "card", 4.5},
		{"warn", "warn-wash", 4.5},
		{"bad", "paper", 4.5},
		{"bad", "card", 4.5},
		{"bad", "bad-wash", 4.5},
		{"ink", "good-wash", 7},
		{"ink", "warn-wash", 7},
		{"ink", "bad-wash", 7},
		{"edge", "paper", 3},
		{"edge", "card", 3},
		{"clay", "paper", 3},
		{"ochre", "paper", 3},
		{"slate", "paper", 3},
		{"clay", "land", 3},
	}
	for name, colors := range themes(t) {
		for _, p := range pairs {
			if got := contrast(colors[p.front], colors[p.back]); got < p.least {
				t.Errorf("%s: %s on %s has %.2f, needs %.1f", name, p.front, p.back, got, p.least)
			}
		}
	}
}

func TestBothWaysToTheDarkAreTheSame(t *testing.T) {
	t.Parallel()
	all := themes(t)
	for name, color := range all["light"] {
		if a, b := all["dark by system"][name], all["dark by choice"][name]; a == "" || a != b {
			t.Errorf("--%s is %q by system and %q by choice; light has %q", name, a, b, color)
		}
	}
}
