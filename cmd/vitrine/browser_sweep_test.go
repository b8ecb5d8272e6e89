package main

import (
	"compress/gzip"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/sample"
)

const (
	examples  = 1          // of one kind of page is read as one role
	allowance = 100 * 1000 // bytes a page may weigh with its style and script
)

// reader is somebody who reads the pages' text as it comes over the wire.
type reader struct {
	t      *testing.T
	site   string
	role   string
	client *http.Client
	kinds  map[string]int    // of page, how often seen
	firsts [][2]string       // a kind of page and its first example
	titles map[string]string // and where each was first seen
}

// everyPage reads one page of each kind as each role, and looks at each kind in the browser once.
func everyPage(t *testing.T, s *stage) {
	words := readCatalogs(t)
	looked := map[string]bool{}
	for _, role := range append([]string{""}, keys()...) {
		r := s.reads(t, role)
		r.crawl(words["en"], nil)
		var v *visitor
		for _, first := range r.firsts {
			kind, path := first[0], first[1]
			if looked[kind] || strings.Contains(kind, "?") {
				continue
			}
			looked[kind] = true
			if v == nil {
				v = s.visits(t, role)
			}
			before := t.Failed()
			v.opens(path)
			v.looks()
			if t.Failed() && !before {
				t.Logf("first seen on %s as %q", path, role)
			}
		}
	}
	if len(looked) < 45 {
		t.Errorf("only %d kinds of pages were found", len(looked))
	}
	for _, lang := range []string{"es", "zh-Hans"} {
		for _, role := range []string{"", "applicant", "reviewer", "officer", "funder"} {
			r := s.reads(t, role)
			r.send("/preferences", url.Values{"lang": {lang}, "back": {"/"}})
			r.crawl(words[lang], words["en"])
		}
	}
}

func keys() []string {
	var out []string
	for _, r := range sample.Roles() {
		if r.Key != "auditor" {
			out = append(out, r.Key)
		}
	}
	return out
}

func (s *stage) reads(t *testing.T, role string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, site: s.site, role: role, client: &http.Client{Jar: jar}, kinds: map[string]int{}, titles: map[string]string{}}
	if role != "" {
		r.send("/sign-in/demo", url.Values{"email": {role + "@example.org"}})
	}
	return r
}

func (r *reader) send(path string, form url.Values) {
	r.t.Helper()
	a, err := r.client.PostForm(r.site+path, form)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = a.Body.Close()
	if a.StatusCode >= 400 {
		r.t.Fatalf("%s is answered with %s", path, a.Status)
	}
}

var (
	anID    = regexp.MustCompile(`[a-z]{3}_[0-9a-z]{26}`)
	aCode   = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4})+`)
	section = regexp.MustCompile(`/sections/[a-z_]+`)
	links   = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	assets  = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"`)
	aTitle  = regexp.MustCompile(`(?s)<title>(.*?)</title>`)
	aTag    = regexp.MustCompile(`(?s)<(script|style|svg|code)\b.*?</(script|style|svg|code)>|<[^>]+>`)
)

// kind is what pages of one route have in common.
func kind(path string) string {
	path, query, _ := strings.Cut(path, "?")
	path = section.ReplaceAllString(aCode.ReplaceAllString(anID.ReplaceAllString(path, "{id}"), "{code}"), "/sections/{section}")
	names := []string{}
	q, _ := url.ParseQuery(query)
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.TrimSuffix(path+"?"+strings.Join(names, "&"), "?")
}

// get answers with the page's text and its weight over the wire.
func (r *reader) get(path string) (text string, weight int, page bool) {
	r.t.Helper()
	q, err := http.NewRequest(http.MethodGet, r.site+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Accept-Encoding", "gzip")
	a, err := r.client.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	sent := &counted{from: a.Body}
	var body io.Reader = sent
	if a.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(sent); err != nil {
			r.t.Fatal(err)
		}
	}
	all, err := io.ReadAll(body)
	if err != nil {
		r.t.Fatal(err)
	}
	if a.StatusCode >= 400 {
		r.t.Errorf("%q reads %s: %s", r.role, path, a.Status)
	}
	return string(all), sent.n, strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && a.Request.URL.RequestURI() == path
}

type counted struct {
	from io.Reader
	n    int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

// crawl follows every link from the home page on, one example of each kind of page.
func (r *reader) crawl(words, english map[string]string) {
	r.t.Helper()
	weights := map[string]int{}
	queue, seen := []string{"/"}, map[string]bool{"/": true}
	for n := 0; n < len(queue); n++ {
		path := queue[n]
		text, weight, page := r.get(path)
		if !page {
			continue
		}
		if k := kind(path); !slices.ContainsFunc(r.firsts, func(f [2]string) bool { return f[0] == k }) {
			r.firsts = append(r.firsts, [2]string{k, path})
		}
		r.holds(path, text, words, english)
		for _, m := range assets.FindAllStringSubmatch(text, -1) {
			if weights[m[1]] == 0 {
				_, weights[m[1]], _ = r.get(m[1])
			}
			weight += weights[m[1]]
		}
		if weight > allowance {
			r.t.Errorf("%s weighs %d bytes", path, weight)
		}
		for _, m := range links.FindAllStringSubmatch(text, -1) {
			next := html.UnescapeString(m[1])
			if !seen[next] && !strings.HasPrefix(next, "/static/") && r.kinds[kind(next)] < examples {
				seen[next] = true
				r.kinds[kind(next)]++
				queue = append(queue, next)
			}
		}
	}
}

var aKey = regexp.MustCompile(`\b[a-z]+(?:\.[a-z0-9_]+)+\b`)

// holds a page's text to what every page promises: its language, one heading, a title of its own, words and no keys.
func (r *reader) holds(path, text string, words, english map[string]string) {
	r.t.Helper()
	lang := "en"
	if english != nil {
		lang = words["lang"]
	}
	if !strings.Contains(text, `<html lang="`+lang+`"`) {
		r.t.Errorf("%s does not say that it is in %s", path, lang)
	}
	if n := strings.Count(text, "<h1"); n != 1 {
		r.t.Errorf("%s has %d headings of the first order", path, n)
	}
	title, bare := "", strings.SplitN(path, "?", 2)[0]
	if m := aTitle.FindStringSubmatch(text); m != nil {
		title = html.UnescapeString(m[1])
	}
	if other, ok := r.titles[title]; title == "" || ok && other != bare {
		r.t.Errorf("as %q, %s has the title %q of %s", r.role, path, title, other)
	}
	r.titles[title] = bare
	for _, part := range strings.Split(aTag.ReplaceAllString(text, "\n"), "\n") {
		part = strings.TrimSpace(html.UnescapeString(part))
		for _, k := range aKey.FindAllString(part, -1) {
			if first, _, _ := strings.Cut(k, "."); words["area "+first] != "" && !strings.HasSuffix(k, ".pdf") {
				r.t.Errorf("as %q, %s shows the key %s in %q", r.role, path, k, part)
			}
		}
		if k := english["said "+part]; k != "" && words[k] != part && part != "District of Columbia" { // a state's own name
			r.t.Errorf("as %q, %s says %q in English, not %q", r.role, path, part, words[k])
		}
	}
}

// readCatalogs are the words of each language by key; beside them "area x" tells that keys begin with x,
// "said words" gives the key of a sentence, and "lang" is the language.
func readCatalogs(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, lang := range []string{"en", "es", "zh-Hans"} {
		words := map[string]string{"lang": lang}
		files, err := filepath.Glob(filepath.Join("..", "..", "internal", "web", "catalog", lang, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("the words in %s: %v", lang, err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var all map[string]any
			if err := json.Unmarshal(b, &all); err != nil {
				t.Fatal(err)
			}
			for key, v := range all {
				first, _, _ := strings.Cut(key, ".")
				words["area "+first] = "yes"
				if said, ok := v.(string); ok {
					words[key] = said
					if strings.Contains(said, " ") {
						words["said "+said] = key
					}
				}
			}
		}
		out[lang] = words
	}
	return out
}
