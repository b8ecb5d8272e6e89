package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// listed is how many rows a list of the office shows at once.
const listed = 50

// need refuses a page to whom the permission shows nothing; it is then not there.
func need(ctx context.Context, p auth.Permission) error {
	if !auth.Who(ctx).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	if auth.Scope(ctx, p).Nothing() {
		return fault.Missing("page")
	}
	return nil
}

// again is what a page with forms is drawn again with: why it was refused, and what was typed.
type again struct {
	err   error
	typed url.Values
}

func after(r *http.Request, err error) again { return again{err, r.PostForm} }

// value is what was typed into a field, or what it held before.
func (a again) value(name, otherwise string) string {
	if a.typed.Has(name) {
		return a.typed.Get(name)
	}
	return otherwise
}

// draw shows a page, or the same page with the refusal of its form.
func (s *Site) draw(w http.ResponseWriter, r *http.Request, p view.Page, a again, content func(view.Page) templ.Component) error {
	if a.err != nil {
		return s.refused(w, r, p, a.err, content)
	}
	return s.show(w, r, http.StatusOK, p, content(p))
}

// posted reads a form, does what it asks for, and goes on; a refusal draws the page again.
func (s *Site) posted(w http.ResponseWriter, r *http.Request, do func(url.Values) (to, words string, err error), back func(again) error) error {
	if err := parse(w, r); err != nil {
		return back(after(r, err))
	}
	to, words, err := do(r.PostForm)
	if err == nil {
		return s.goTo(w, r, to, words)
	}
	if k := fault.KindOf(err); k == fault.Internal || k == fault.NotFound || k == fault.Unauthenticated {
		return err
	}
	return back(after(r, err))
}

// renamed puts the fields of a refusal where the page has them; to answers the name a path has there.
func renamed(err error, to func(path string) string) error {
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = slices.Clone(f.Fields)
	for i := range moved.Fields {
		moved.Fields[i].Path = to(moved.Fields[i].Path)
	}
	return &moved
}

// under puts a name before every field of a refusal, for a page with several forms.
func under(err error, prefix string) error {
	return renamed(err, func(path string) string { return prefix + path })
}

// quietly tells whether the page's own script saves and wants no page back.
func quietly(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// saved answers the script that saved a form with the version to send next.
func saved(w http.ResponseWriter, version string) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]string{"version": version})
}

// unsaved answers the script with the status of the refusal alone.
func unsaved(w http.ResponseWriter, err error) error {
	if fault.Is(err, fault.Internal) {
		return err
	}
	w.WriteHeader(statusOf(fault.KindOf(err)))
	return nil
}

// pageArgs reads the cursor of a list from the address.
func pageArgs(r *http.Request, n int) page.Args {
	if view.IsGathering(r.Context()) {
		n = page.Most
	}
	a, q := page.First(n), r.URL.Query()
	if before := q.Get("before"); before != "" {
		return page.Args{Last: &n, Before: &before}
	}
	if cursor := q.Get("after"); cursor != "" {
		a.After = &cursor
	}
	return a
}

// pager links to the pages beside this one; every filter stays.
func pager(r *http.Request, i page.Info) view.Pager {
	var g view.Pager
	if i.HasPreviousPage && i.StartCursor != nil {
		g.PrevURL = with(r, "before", *i.StartCursor, "after")
	}
	if i.HasNextPage && i.EndCursor != nil {
		g.NextURL = with(r, "after", *i.EndCursor, "before")
	}
	return g
}

// with is this address with one value changed and others taken off.
func with(r *http.Request, name, value string, off ...string) string {
	q := r.URL.Query()
	for _, o := range off {
		q.Del(o)
	}
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// lost turns a cursor nobody gave out into a page that is not there.
func lost(err error) error {
	if fault.HasCode(err, "bad_cursor") {
		return fault.Missing("page")
	}
	return err
}

// names are what people are called, by id; whom the viewer may not see is missing.
func (s *Site) names(ctx context.Context, ids ...ident.Person) (map[ident.Person]string, error) {
	known := slices.DeleteFunc(slices.Clone(ids), func(id ident.Person) bool { return id.IsZero() })
	slices.SortFunc(known, func(a, b ident.Person) int { return cmp.Compare(a.String(), b.String()) })
	found, err := s.People.PeopleByID(ctx, slices.Compact(known))
	if err != nil {
		return nil, err
	}
	out := make(map[ident.Person]string, len(found))
	for _, p := range found {
		out[p.ID] = p.Name()
	}
	return out, nil
}

// idOf reads an id from a form; a broken or absent one is refused at its field.
func idOf[K ident.Kind](q url.Values, field string) (ident.ID[K], error) {
	id, err := ident.Parse[K](q.Get(field))
	if err != nil {
		return id, fault.BadField(field, "required", "Choose one.")
	}
	return id, nil
}

// versionOf reads the version a form was drawn with; nil when it has none.
func versionOf(q url.Values) *int {
	n, ok := number(q.Get("version"))
	if !ok {
		return nil
	}
	return &n
}

// number reads a small whole number without sign.
func number(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n := 0
	for _, d := range text {
		n = 10*n + int(d-'0')
	}
	return n, true
}

// amiss tells whether a field whose name begins so was refused, so that what hides it is drawn open.
func amiss(p view.Page, prefixes ...string) bool {
	return slices.ContainsFunc(p.Errors, func(e view.FieldError) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(e.Field, prefix) })
	})
}

// badge is a state in words.
func badge(label string, tone view.Tone) templ.Component {
	return view.Status(view.Badge{Label: label, Tone: tone})
}
