// Package browsertest opens pages in a real Chromium for tests.
//
// One browser serves a test binary; each Start is a tab with cookies of its
// own. A package that uses it closes the browser in TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }
//
//	ctx := browsertest.Start(t)
//	browsertest.Do(t, ctx, browsertest.Width(320), chromedp.Navigate(url))
//	browsertest.Axe(t, ctx)
//	browsertest.NoOverflow(t, ctx)
//
// Without a browser a test skips with one loud line, and REQUIRE_BROWSER=1
// makes it fail. AXE_JS is the path of axe.min.js from the npm package
// axe-core; without it only the Axe part is skipped, as loudly. SCREENSHOTS
// names a directory that Screenshot writes to. CHROMIUM names another browser.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one test may use its tab before it is given up.
const patience = 3 * time.Minute

type browser struct {
	ctx  context.Context
	stop context.CancelFunc
}

var errNoBrowser = errors.New("no Chromium was found: install it or set CHROMIUM to its path")

// shared is the one browser of this test binary.
var shared = sync.OnceValues(launch)

// started says whether there is a browser to close.
var started sync.Map

func launch() (*browser, error) {
	path := find()
	if path == "" {
		return nil, errNoBrowser
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-US"),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		stop()
		stopAlloc()
		return nil, err
	}
	b := &browser{ctx: ctx, stop: func() { stop(); stopAlloc() }}
	started.Store("browser", b)
	return b, nil
}

func find() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		for _, dir := range append([]string{""}, filepath.SplitList(os.Getenv("PATH"))...) {
			path := filepath.Join(dir, name)
			if info, err := os.Stat(path); err == nil && filepath.IsAbs(path) && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path
			}
		}
	}
	return ""
}

// Run runs the tests of a package and closes the browser they shared.
func Run(m *testing.M) int {
	code := m.Run()
	if b, ok := started.Load("browser"); ok {
		b.(*browser).stop()
	}
	return code
}

// Start opens a new tab with cookies of its own, closed when the test ends.
// A script error or a violation of the content policy fails the test.
// The reader likes light colors and no motion: what glides slips from under the mouse.
func Start(t *testing.T) context.Context {
	t.Helper()
	b, err := shared()
	if err != nil {
		if os.Getenv("REQUIRE_BROWSER") == "1" {
			t.Fatalf("start browser: %v", err)
		}
		t.Skipf("*** BROWSER TESTS SKIPPED: %v ***", err)
	}
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, log.Enable, cdp.Empty{})
		return err
	}), Light()); err != nil {
		t.Fatalf("open tab: %v", err)
	}
	watch(t, ctx)
	timed, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	return timed
}

// watch notes what the page complains about and fails the test at its end.
func watch(t *testing.T, ctx context.Context) {
	t.Helper()
	var mu sync.Mutex
	var complaints []string
	note := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		complaints = append(complaints, s)
	}
	err := chromedp.Listen(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			if ev.Entry.Source == log.EntrySourceSecurity || ev.Entry.Source == log.EntrySourceJavascript {
				note(ev.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			note(ev.ExceptionDetails.Text + " " + describe(ev.ExceptionDetails.Exception))
		}
	})
	if err != nil {
		t.Fatalf("listen to tab: %v", err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			t.Errorf("the page complains: %s", c)
		}
	})
}

func describe(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return o.Description
}

// Do runs steps in the tab and fails the test at the first that cannot be done.
func Do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("in the browser: %v", err)
	}
}

// Eval runs an expression in the page and gives its value; promises are awaited.
func Eval[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("evaluate %.80s: %v", expression, err)
	}
	return v
}

// Until waits up to a minute for an expression to hold; a page that loads meanwhile is asked again.
func Until(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		until, stop := context.WithTimeout(ctx, time.Minute)
		defer stop()
		for {
			ok, err := chromedp.Evaluate[bool](expression)(until, tab)
			if ok && err == nil {
				return nil
			}
			select {
			case <-until.Done():
				return errors.Join(fmt.Errorf("in vain for %s", expression), err)
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}
