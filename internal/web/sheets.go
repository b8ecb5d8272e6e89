package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/sheet"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// sheets gives any list of any page as a file: the page is drawn for the same reader with the same filters and order,
// one page of the list after another, and what its table says is written as it comes.
func (s *Site) sheets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		as, list := q.Get(view.AsFile), q.Get(view.OfList)
		if r.Method != http.MethodGet || list == "" || as != "csv" && as != "xlsx" {
			next.ServeHTTP(w, r)
			return
		}
		for _, x := range []string{view.AsFile, view.OfList, "after", "before"} {
			q.Del(x)
		}
		at := *r.URL
		at.RawQuery = q.Encode()
		s.sheet(w, r, next, &at, as, list)
	})
}

func (s *Site) sheet(w http.ResponseWriter, r *http.Request, next http.Handler, at *url.URL, as, list string) {
	first, answer := gathered(next, r, at, list)
	if answer.Code != http.StatusOK {
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
		return
	}
	if first == nil {
		s.fail(w, r, fault.Missing("list"))
		return
	}
	out, err := openSheet(w, as, first)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sums := newSums(first)
	for t := first; ; {
		for _, row := range t.Rows {
			sums.add(row)
			if err := out.Cells(row...); err != nil {
				_ = s.broken(r.Context(), err)
			}
		}
		if t.Next == "" {
			break
		}
		if at, err = at.Parse(t.Next); err != nil {
			_ = s.broken(r.Context(), err)
		}
		if t, answer = gathered(next, r, at, list); t == nil {
			_ = s.broken(r.Context(), fmt.Errorf("the list ended with status %d", answer.Code))
		}
	}
	for _, row := range sums.foot(first, catalog.For(preference.Read(r, auth.Who(r.Context()).Locale, "").Locale)) {
		if err := out.Cells(row...); err != nil {
			_ = s.broken(r.Context(), err)
		}
	}
	if err := out.End(); err != nil {
		_ = s.broken(r.Context(), err)
	}
}

// drawnWithin ends what never ends by itself, as a stream of news does.
const drawnWithin = 20 * time.Second

// gathered draws a page for one of its lists alone.
func gathered(next http.Handler, r *http.Request, at *url.URL, list string) (*view.Gathered, *httptest.ResponseRecorder) {
	ctx, stop := context.WithTimeout(context.WithValue(r.Context(), chi.RouteCtxKey, chi.NewRouteContext()), drawnWithin)
	defer stop()
	ctx, tables := view.Gathering(ctx)
	inner := r.Clone(ctx)
	inner.URL, inner.RequestURI = at, at.RequestURI()
	answer := httptest.NewRecorder()
	next.ServeHTTP(answer, inner)
	for _, t := range tables() {
		if t.Caption == list {
			return t, answer
		}
	}
	return nil, answer
}

// openSheet begins the file; a column of money names its currency in the head.
func openSheet(w http.ResponseWriter, as string, t *view.Gathered) (sheet.Rows, error) {
	head := slices.Clone(t.Head)
	for i, c := range t.Currency {
		if c != "" {
			head[i] += " (" + c + ")"
		}
	}
	h := w.Header()
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q; filename*=UTF-8''%s", ascii(t.Caption)+"."+as, url.PathEscape(t.Caption+"."+as)))
	if as == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		return sheet.NewCSV(w, head...)
	}
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return sheet.NewBook(w, t.Caption, head...)
}

// ascii is a file's name for programs that know no other.
func ascii(s string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r > unicode.MaxASCII || unicode.IsControl(r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return '-'
	}, s)
	return cmp.Or(strings.Trim(name, "-"), "list")
}

// sums add up the columns that hold money of one currency in every row.
type sums struct {
	units   []string
	columns map[int]money.Money
}

func newSums(t *view.Gathered) sums {
	out := sums{t.Currency, map[int]money.Money{}}
	for i, c := range t.Currency {
		if i > 0 && c != "" {
			out.columns[i] = money.New(0, money.Currency(c))
		}
	}
	return out
}

// add counts a row; an amount in another currency than its column's says so in words, and ends the column's sum.
func (s sums) add(row []sheet.Cell) {
	for i := range row {
		c := &row[i]
		switch so, counted := s.columns[i]; {
		case c.Unit == "":
		case i >= len(s.units) || c.Unit != s.units[i]:
			*c = sheet.Cell{Text: c.Unit + " " + c.Text}
			delete(s.columns, i)
		case counted:
			if m, err := money.Parse(c.Text, so.Currency); err == nil {
				s.columns[i] = so.Add(m)
			} else {
				delete(s.columns, i) // a sum that would not be true is none
			}
		}
	}
}

// foot is the page's own foot, or one row of sums.
func (s sums) foot(t *view.Gathered, p catalog.Printer) [][]sheet.Cell {
	if len(t.Foot) > 0 && t.Next == "" {
		return t.Foot
	}
	if len(s.columns) == 0 {
		return nil
	}
	row := make([]sheet.Cell, len(t.Head))
	row[0] = sheet.Cell{Text: p.T("table.total")}
	for i, m := range s.columns {
		row[i] = sheet.Cell{Text: m.Decimal(), Kind: sheet.Number}
	}
	return [][]sheet.Cell{row}
}
