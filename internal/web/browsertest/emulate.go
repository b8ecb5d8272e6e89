package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Width makes the window so many CSS pixels wide; 320 is the narrowest we serve.
func Width(n int64) chromedp.Action[chromedp.Void] { return chromedp.EmulateViewport(n, 900) }

// Light and Dark set what the reader's system prefers; each undoes forced colors.
func Light() chromedp.Action[chromedp.Void] { return media("", "prefers-color-scheme", "light") }

// Dark sets the system's preference to dark.
func Dark() chromedp.Action[chromedp.Void] { return media("", "prefers-color-scheme", "dark") }

// ForcedColors turns on the system's own high-contrast colors.
func ForcedColors() chromedp.Action[chromedp.Void] { return media("", "forced-colors", "active") }

// Paper shows the page as it prints.
func Paper() chromedp.Action[chromedp.Void] { return media("print", "prefers-color-scheme", "light") }

// DisableJS turns the page's scripts off from the next navigation on.
func DisableJS() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// media also asks for no motion, so that colors change at once.
func media(kind, feature, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: kind, Features: []*emulation.MediaFeature{{Name: feature, Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
}
