// Package web is the pages: one table of routes, one file per area, plain HTML that works without script.
package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// Sessions are what pages need of a signed-in browser.
type Sessions interface {
	Begin(ctx context.Context, p ident.Person, proved bool) error
	End(ctx context.Context) error
	Person(ctx context.Context) (ident.Person, bool)
	Await(ctx context.Context, p ident.Person) error
	Awaited(ctx context.Context) ident.Person
	Prove(ctx context.Context) error
	Note(ctx context.Context, words string)
	Notice(ctx context.Context) string
	Put(ctx context.Context, key, value string)
	Take(ctx context.Context, key string) string
	Peek(ctx context.Context, key string) string
}

// Site is the pages over the services of the office.
type Site struct {
	*office.Office
	Sessions Sessions
	Log      *slog.Logger
	Now      func() time.Time
	Demo     bool // offers each role with one click
	Secure   bool // served behind TLS
	// Again finds the reader's rights anew for news on an open page; nil keeps those the page was asked with.
	Again func(context.Context) (auth.Actor, error)
}

// page is what every page begins with: the reader's language, who reads, and where they can go.
func (s *Site) page(r *http.Request, title catalog.Key, args ...any) view.Page {
	who := auth.Who(r.Context())
	pref := preference.Read(r, who.Locale, who.Zone)
	p := view.Page{
		Printer: clocked(catalog.For(pref.Locale), s.Now(), pref.Zone),
		Path:    r.URL.RequestURI(), Theme: pref.Theme, Demo: s.Demo, Read: r.Method == http.MethodGet,
	}
	p.Title = p.T(title, args...)
	if who.SignedIn() {
		p.Viewer = view.Viewer{Name: who.Name, Email: who.Email, Roles: roleLabels(p.Printer, who), Key: who.Person.String()}
	}
	p.Nav = navigation(p.Printer, who)
	if words := s.Sessions.Notice(r.Context()); words != "" {
		p.Notice = &view.Notice{Tone: view.Good, Title: words}
	}
	return p
}

// handler is a page that may fail; what it returns becomes the right error page.
type handler func(w http.ResponseWriter, r *http.Request) error

func (s *Site) do(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// show draws content inside the layout.
func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, p view.Page, content templ.Component) error {
	return view.Render(w, r, status, templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return view.Layout(p).Render(templ.WithChildren(ctx, content), out)
	}))
}

// refused draws a form again with what was refused, under the status of the failure.
func (s *Site) refused(w http.ResponseWriter, r *http.Request, p view.Page, err error, content func(view.Page) templ.Component) error {
	if k := fault.KindOf(err); k == fault.Internal || k == fault.NotFound || k == fault.Unauthenticated {
		return err
	}
	p = p.Refused(err)
	return s.show(w, r, statusOf(fault.KindOf(err)), p, content(p))
}

// goTo sends the browser on after a change, leaving words for the next page.
func (s *Site) goTo(w http.ResponseWriter, r *http.Request, to, words string) error {
	if words != "" {
		s.Sessions.Note(r.Context(), words)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func statusOf(k fault.Kind) int {
	switch k {
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Conflict, fault.DeadlinePassed:
		return http.StatusConflict
	case fault.RateLimited:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// Refuse answers a request that got no further, such as one of too many, with the page of why in the reader's language.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	chi.Chain(preference.Follow(s.Secure), s.sheets).HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, err) }).ServeHTTP(w, r)
}

// fail answers with the page of a failure; who is not signed in is asked to.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) || r.Context().Err() != nil {
		return // the reader has left
	}
	kind := fault.KindOf(err)
	if kind == fault.Unauthenticated && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		s.Sessions.Put(r.Context(), "after", r.URL.RequestURI())
		http.Redirect(w, r, view.SignInPath, http.StatusSeeOther)
		return
	}
	id := middleware.GetReqID(r.Context())
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "page failed", "error", err, "request", id, "route", chi.RouteContext(r.Context()).RoutePattern())
	}
	p := s.page(r, "problem.title.500")
	problem := view.Problem{Status: statusOf(kind), ID: id}
	var f *fault.Error
	if errors.As(err, &f) && kind != fault.NotFound && kind != fault.Internal {
		problem.Detail = p.Fault(err)
	}
	if err := view.Render(w, r, problem.Status, view.ErrorPage(p, problem)); err != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", err, "request", id)
	}
}

// param reads a typed id from the path; a foreign or broken one is not found.
func param[K ident.Kind](r *http.Request, name string) (ident.ID[K], error) {
	id, err := ident.Parse[K](chi.URLParam(r, name))
	if err != nil {
		return id, fault.Missing("page")
	}
	return id, nil
}

// parse reads a form of at most 4 MiB of valid text.
func parse(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<20)
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "bad_form", "The form could not be read; it may be too large.")
	}
	var c fault.Check
	for name, values := range r.PostForm {
		for _, v := range values {
			c.That(utf8.ValidString(v) && !strings.ContainsRune(v, 0), name, "bad_text", "The text has a character that cannot be kept.")
		}
	}
	return c.Err()
}
