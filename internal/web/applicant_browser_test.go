package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// TestPagesOfApplicantsInABrowser opens the public pages, those of an account and those of an applicant in Chromium:
// nothing overflows at 320 pixels, axe finds nothing in light, dark and forced colors, and the content policy holds.
func TestPagesOfApplicantsInABrowser(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	h := newHouse(t)
	path, d := h.draftOf(t)
	nobody := h.as("")
	open := map[string][]string{
		"": {
			"/", "/calls", nobody.opens("/calls").link(t, "/calls/cyc_"), "/projects?country=KE&year=2015", nobody.opens("/projects").link(t, "/projects/awd_"),
			"/museums?text=museum", nobody.opens("/projects").link(t, "/museums/org_"), "/verify", "/help", "/accessibility",
			"/sign-up", "/sign-up/sent", "/sign-in", "/sign-in/link/x",
		},
		"applicant": {
			"/account", "/applicant", "/applicant/partnerships/new", "/applicant/museums/new", partnershipURL(d.Partnership), path, path + "/print",
			path + "/sections/face_sheet", path + "/sections/partner_museum", path + "/history", path + "/budget", path + "/submit", path + "/withdraw",
		},
	}
	for role, pages := range open {
		s := h.serve(t, role)
		for _, page := range pages {
			lookAt(t, ctx, s.URL, page)
		}
	}
}

// serve is a server on which everyone is the one role.
func (h *house) serve(t *testing.T, role string) *httptest.Server {
	t.Helper()
	b := h.as(role)
	who := auth.Who(b.context())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", view.Policy)
		h.pages.ServeHTTP(w, r.WithContext(auth.As(context.WithValue(r.Context(), jarKey{}, b.jar), who)))
	}))
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

// colors are those of all pages together.
var colors browsertest.Colors

func lookAt(t *testing.T, ctx context.Context, base, page string) {
	t.Helper()
	before := t.Failed()
	name := strings.Trim(strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(page), "-")
	defer func() {
		if t.Failed() && !before {
			t.Logf("first seen on %s", page)
		}
	}()
	browsertest.Do(t, ctx, browsertest.Light(), browsertest.Width(320), chromedp.Navigate(base+page))
	browsertest.NoOverflow(t, ctx)
	browsertest.Screenshot(t, ctx, name+"-320")
	browsertest.Axe(t, ctx)
	if os.Getenv("AXE_JS") == "" && os.Getenv("SCREENSHOTS") == "" {
		return
	}
	browsertest.Do(t, ctx, browsertest.Width(1280), browsertest.Dark())
	browsertest.Screenshot(t, ctx, name+"-dark")
	colors.Axe(t, ctx)
	browsertest.Do(t, ctx, browsertest.ForcedColors())
	colors.Axe(t, ctx)
}
