package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

// house is the pages over the demonstration world, with a browser for each role.
type house struct {
	*office.Office
	t      *testing.T
	world  *pgtest.World
	site   *Site
	clock  *sample.Clock
	people map[string]ident.Person
	pages  http.Handler
}

// demonstration is made once; each house is a copy.
var demonstration = pgtest.Fill(func(ctx context.Context, w *pgtest.World, files string) error {
	blobs, err := blob.Open(files)
	if err != nil {
		return err
	}
	defer func() { _ = blobs.Close() }()
	clock := sample.NewClock(w.Clock.Now)
	w.DB.Now = clock.Now
	_, err = sample.Demo(ctx, officeOver(w, blobs), clock, func(string) {})
	return err
})

func officeOver(w *pgtest.World, blobs *blob.Folder) *office.Office {
	return office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true, BaseURL: "https://vitrine.example.org", Publisher: "XX-VITRINE-TEST"})
}

func newHouse(t *testing.T) *house {
	t.Helper()
	w, files := demonstration.New(t)
	clock := sample.NewClock(w.Clock.Now)
	w.DB.Now = clock.Now
	blobs, err := blob.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	o, ctx := officeOver(w, blobs), pgtest.Context(t)
	h := &house{Office: o, t: t, world: w, clock: clock, people: map[string]ident.Person{}}
	for _, r := range sample.Roles() {
		p, err := o.Account.Store.PersonByEmail(ctx, r.Email)
		if err != nil {
			t.Fatalf("%s: %v", r.Email, err)
		}
		h.people[r.Key] = p.ID
	}
	h.site = &Site{Office: o, Sessions: jars{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: clock.Now, Demo: true}
	h.pages = h.site.Handler()
	return h
}

// in is the same house for a part of a test.
func (h *house) in(t *testing.T) *house {
	part := *h
	part.t = t
	return &part
}

// browser is one signed-in person, or nobody.
type browser struct {
	h       *house
	jar     *jar
	cookies map[string]*http.Cookie // that pages set on the device
	speaks  string                  // the browser's wish of a language
}

func (h *house) as(role string) *browser {
	h.t.Helper()
	p, ok := h.people[role]
	if !ok && role != "" {
		h.t.Fatalf("nobody is %q in the demonstration", role)
	}
	return &browser{h: h, jar: &jar{person: p, values: map[string]string{}}, cookies: map[string]*http.Cookie{}}
}

// context is the person's own context, to ask the office behind the pages.
func (b *browser) context() context.Context {
	b.h.t.Helper()
	ctx := pgtest.Context(b.h.t)
	if b.jar.person.IsZero() {
		return ctx
	}
	who, err := b.h.Account.Actor(ctx, b.jar.person, true, "web")
	if err != nil {
		b.h.t.Fatal(err)
	}
	return auth.As(ctx, who)
}

// answer is what a page said.
type answer struct {
	status   int
	location string
	header   http.Header
	body     string
}

func (b *browser) send(method, target string, form url.Values, header ...string) answer {
	b.h.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if b.speaks != "" {
		r.Header.Set("Accept-Language", b.speaks)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	r = r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar))
	w := httptest.NewRecorder()
	b.h.pages.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return answer{w.Code, w.Header().Get("Location"), w.Header(), w.Body.String()}
}

func (b *browser) get(target string) answer {
	b.h.t.Helper()
	return b.send(http.MethodGet, target, nil)
}

// opens gets a page that must be there.
func (b *browser) opens(target string) answer {
	b.h.t.Helper()
	a := b.get(target)
	if a.status != http.StatusOK {
		b.h.t.Fatalf("GET %s: %d %s\n%s", target, a.status, a.location, plainText(a.body))
	}
	return a
}

// does posts a form that must succeed, and opens the page it leads to.
func (b *browser) does(target string, pairs ...string) answer {
	b.h.t.Helper()
	a := b.send(http.MethodPost, target, values(pairs...))
	if a.status != http.StatusSeeOther {
		b.h.t.Fatalf("POST %s: %d\n%s", target, a.status, plainText(a.body))
	}
	path, _, _ := strings.Cut(a.location, "#")
	return b.opens(path)
}

// refused posts a form that must be drawn again with the status.
func (b *browser) refused(status int, target string, pairs ...string) answer {
	b.h.t.Helper()
	a := b.send(http.MethodPost, target, values(pairs...))
	if a.status != status {
		b.h.t.Fatalf("POST %s: %d, want %d\n%s", target, a.status, status, plainText(a.body))
	}
	return a
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// says tells whether the text stands on the page, as a reader sees it.
func (a answer) says(t *testing.T, texts ...string) {
	t.Helper()
	seen := plainText(a.body)
	for _, x := range texts {
		if !strings.Contains(seen, x) {
			t.Errorf("the page does not say %q:\n%s", x, seen)
		}
	}
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

func plainText(body string) string {
	body = tags.ReplaceAllString(body, " ")
	body = strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(body)
	return spaces.ReplaceAllString(body, " ")
}

// link finds the first address on the page that begins so.
func (a answer) link(t *testing.T, prefix string) string {
	t.Helper()
	m := regexp.MustCompile(`(?:href|action)="(` + regexp.QuoteMeta(prefix) + `[^"#]*)`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("the page has no address that begins with %s:\n%s", prefix, plainText(a.body))
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

// jar is what a session remembers of one browser.
type jar struct {
	mu      sync.Mutex
	person  ident.Person
	awaited ident.Person
	proved  bool
	values  map[string]string
}

type jarKey struct{}

// jars are sessions without a server: the browser's jar rides in the context.
type jars struct{}

func at(ctx context.Context) *jar {
	j, ok := ctx.Value(jarKey{}).(*jar)
	if !ok {
		return &jar{values: map[string]string{}}
	}
	return j
}

func (jars) Begin(ctx context.Context, p ident.Person, proved bool) error {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.person, j.awaited, j.proved = p, ident.Person{}, proved
	return nil
}

func (jars) Await(ctx context.Context, p ident.Person) error {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.person, j.awaited, j.proved = ident.Person{}, p, false
	return nil
}

func (jars) Awaited(ctx context.Context) ident.Person {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.awaited
}

func (jars) End(ctx context.Context) error {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.person, j.awaited, j.values = ident.Person{}, ident.Person{}, map[string]string{}
	return nil
}

func (jars) Person(ctx context.Context) (ident.Person, bool) {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.person, j.proved
}

func (jars) Prove(ctx context.Context) error {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.awaited.IsZero() {
		j.person, j.awaited = j.awaited, ident.Person{}
	}
	j.proved = true
	return nil
}

func (s jars) Note(ctx context.Context, words string) { s.Put(ctx, "notice", words) }

func (s jars) Notice(ctx context.Context) string { return s.Take(ctx, "notice") }

func (jars) Put(ctx context.Context, key, value string) {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.values[key] = value
}

func (jars) Take(ctx context.Context, key string) string {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	v := j.values[key]
	delete(j.values, key)
	return v
}

func (jars) Peek(ctx context.Context, key string) string {
	j := at(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.values[key]
}
