package view

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/static"
)

func TestAPageHoldsNoInlineScriptOrStyle(t *testing.T) {
	t.Parallel()
	page := markup(t, kitchenSink(kitchenPage("en")))
	for _, bad := range []string{" style=", " onclick=", "<style", "javascript:", "<script>"} {
		if strings.Contains(strings.ToLower(page), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestAPageWithEverythingIsLight(t *testing.T) {
	t.Parallel()
	size := len(markup(t, kitchenSink(kitchenPage("en"))))
	for _, name := range []string{"app.css", "app.js", "icon.svg"} {
		w := httptest.NewRecorder()
		static.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, static.URL(name), nil))
		size += w.Body.Len()
	}
	if size > 100_000 {
		t.Errorf("the page weighs %d bytes before compression", size)
	}
}

func TestEveryWordOfTheShellIsTranslated(t *testing.T) {
	t.Parallel()
	bare := func(locale string) string {
		return markup(t, Layout(Page{Printer: catalog.For(locale), Nav: []NavItem{{Label: "x", URL: "/x"}}, Demo: true}))
	}
	english := bare("en")
	for _, word := range []string{"Skip to the page", "Sign in", "Menu", "Language", "Demonstration"} {
		if !strings.Contains(english, word) {
			t.Fatalf("English lacks %q", word)
		}
		for _, locale := range []string{"es", "zh-Hans"} {
			if strings.Contains(bare(locale), ">"+word) {
				t.Errorf("%s shows the English %q", locale, word)
			}
		}
	}
}

func TestARefusedFieldIsNamedAtItsPlaceAndAtTheTop(t *testing.T) {
	t.Parallel()
	var c fault.Check
	c.Refuse("budget.total", "no_such_code", "The lines do not add up.")
	p := Page{Printer: catalog.For("en"), Title: "Budget"}.Refused(c.Err())
	page := markup(t, with(Layout(p), Input(p, Field{Name: "budget.total", Label: "Total", Hint: "All lines"})))
	for _, want := range []string{
		`<title>Error: Budget · Vitrine</title>`, `href="#f-budget-total"`, `id="f-budget-total"`, `aria-invalid="true"`,
		`aria-describedby="f-budget-total-hint f-budget-total-error"`, `id="f-budget-total-error"`, "The lines do not add up.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestAFailureWithoutFieldsIsANotice(t *testing.T) {
	t.Parallel()
	p := Page{Printer: catalog.For("es")}.Refused(fault.New(fault.Conflict, "stale", "Someone saved first."))
	if p.Notice == nil || p.Notice.Tone != Bad || strings.Contains(p.Notice.Title, "Someone") {
		t.Errorf("notice %+v", p.Notice)
	}
	if p := (Page{Printer: catalog.For("en")}).Refused(errors.New("dial tcp 10.0.0.1")); strings.Contains(p.Notice.Title, "10.0.0.1") {
		t.Errorf("an inner failure leaks: %+v", p.Notice)
	}
}

func TestAPersonsWordsCannotHarmThePage(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"script":         "<script>alert(1)</script>",
		"script link":    "[x](javascript:alert(1))",
		"data link":      "[x](data:text/html;base64,PHNjcmlwdD4=)",
		"handler":        "<b onmouseover=alert(1)>x</b>",
		"picture":        "![x](https://elsewhere.example/pixel.png)",
		"style":          "<p style=\"position:fixed\">x</p>",
		"frame":          "<iframe src=/></iframe>",
		"form":           "<form action=/x><button>x</button></form>",
		"broken markup":  "</div></main><script src=x>",
		"encoded script": "[x](java&#115;cript:alert(1))",
	} {
		out := prose(text)
		for _, bad := range []string{"<script", "javascript:", "data:", "onmouseover", "<img", "style=", "<iframe", "<form", "</div>", "</main>"} {
			if strings.Contains(strings.ToLower(out), bad) {
				t.Errorf("%s: %s gives %s", name, text, out)
			}
		}
	}
	if got := prose("# Why\n\nWe *meet* at <https://example.org>"); !strings.Contains(got, "<strong>Why</strong>") ||
		!strings.Contains(got, "<em>meet</em>") || !strings.Contains(got, `rel="nofollow noreferrer"`) || strings.Contains(got, "<h1") {
		t.Errorf("plain words become %s", got)
	}
}

func TestAnUnsafeAddressIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, c := range []templ.Component{
		Link("x", "javascript:alert(1)"), NameLink("x", "", "javascript:alert(1)"), LinkButton("x", "javascript:alert(1)", ""),
		FileLink(Page{}, File{Name: "x", URL: "javascript:alert(1)"}), Card(CardSpec{Title: "x", URL: "javascript:alert(1)"}),
	} {
		if page := markup(t, c); strings.Contains(page, "javascript:") {
			t.Error(page)
		}
	}
}

func TestAnErasedFileLeadsNowhereAndSaysWhen(t *testing.T) {
	t.Parallel()
	gone := calendar.On(2027, time.May, 20)
	got := markup(t, FileLink(kitchenPage("en"), File{Name: "cv.pdf", URL: "/f/2", Erased: &gone}))
	if strings.Contains(got, "/f/2") || !strings.Contains(got, "cv.pdf") || !strings.Contains(got, "Erased on May 20, 2027") {
		t.Error(got)
	}
}

func TestNamesKeepTheirOwnLanguageAndDirection(t *testing.T) {
	t.Parallel()
	if got := markup(t, Name("متحف", "ar")); got != `<bdi lang="ar" dir="rtl">متحف</bdi>` {
		t.Error(got)
	}
	if got := markup(t, Name("<b>", "")); got != `<bdi>&lt;b&gt;</bdi>` {
		t.Error(got)
	}
}

func TestNavigationMarksThePageOneIsOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, url string
		want      bool
	}{
		{"/", "/", true}, {"/calls", "/", false}, {"/calls?x=1", "/calls", true}, {"/calls/7", "/calls", true}, {"/callsigns", "/calls", false},
	} {
		if got := (Page{Path: c.path}).current(c.url); got != c.want {
			t.Errorf("on %s, %s is current: %t", c.path, c.url, got)
		}
	}
}

func TestAPageThatFailsSendsNothing(t *testing.T) {
	t.Parallel()
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "half a page")
		return errors.New("no rows")
	})
	w := httptest.NewRecorder()
	err := Render(w, httptest.NewRequest(http.MethodGet, "/x", nil), 200, broken)
	if err == nil || w.Body.Len() != 0 {
		t.Errorf("error %v, sent %q", err, w.Body.String())
	}
}

func TestAHeadRequestGetsTheLengthAlone(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := Render(w, httptest.NewRequest(http.MethodHead, "/x", nil), 404, Text("gone")); err != nil {
		t.Fatal(err)
	}
	if w.Code != 404 || w.Header().Get("Content-Length") != "4" || w.Body.Len() != 0 {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body.String())
	}
}

func TestEveryProblemHasItsWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403, 404, 409, 422, 410, 429, 500, 502, 503} {
		for _, l := range catalog.Languages() {
			p := problemPage(Page{Printer: catalog.For(l.Tag)}, Problem{Status: status})
			if len(p.Title) < 5 || len(p.Lead) < 5 {
				t.Errorf("%s %d: %q %q", l.Tag, status, p.Title, p.Lead)
			}
		}
	}
	for _, tone := range []Tone{Neutral, Info, Good, Waiting, Warning, Bad} {
		if lack := catalog.Lacking("show.tone", string(tone)); lack != nil {
			t.Error(lack)
		}
	}
}
