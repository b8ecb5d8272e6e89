package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	downloads "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Downloads lets the tab keep files in a folder of the test, under the names they are sent with.
func Downloads(t *testing.T, ctx context.Context) string {
	t.Helper()
	dir := t.TempDir()
	Do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, downloads.SetDownloadBehavior, downloads.SetDownloadBehaviorParams{
			Behavior: downloads.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID, DownloadPath: dir,
		})
		return err
	}))
	return dir
}

// Downloaded waits up to a minute for a file and is where it lies.
func Downloaded(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	for range 3000 {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			return path
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s never comes", name)
	return ""
}
