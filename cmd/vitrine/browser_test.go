package main

import (
	"strconv"
	"testing"
)

// TestBrowser tells stories through the pages in a real Chromium, each in a copy of the demo's world.
func TestBrowser(t *testing.T) {
	b := newScenery(t)
	for _, story := range []struct {
		name string
		tell func(*testing.T, *stage)
		long bool
	}{
		{"one_cycle", cycleInBrowser, false},
		{"museums_connect", connectIn("en"), false},
		{"museums_connect_in_spanish", connectIn("es"), true},
		{"review_panel", panelInBrowsers, true},
		{"review_kit", kitWithoutALine, true},
		{"connect_by_keys", connectByKeys, true},
		{"composed_by_keys", composedByKeys, true},
		{"keyboard_only", keyboardOnly, true},
		{"without_script", withoutScript, true},
		{"every_page", everyPage, true},
	} {
		if story.long && testing.Short() {
			continue
		}
		s := b.stage(t)
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			s.t = t
			story.tell(t, s)
		})
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
