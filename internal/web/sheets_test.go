package web

import (
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// pagesOf is a page with a list of many pages, 100 rows each, whose amounts are all dollars but one.
func pagesOf(pages int, other bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.URL.Query().Get("after"))
		p := view.Page{Printer: catalog.For("en"), Path: r.URL.RequestURI(), Read: true}
		t := view.Table{Caption: "Payments", Columns: []view.Column{{Title: "Payee"}, {Title: "Amount", Numeric: true}, {Title: "Count", Numeric: true}, {Title: "On"}, {Title: "Act", Hidden: true}}}
		for i := range 100 {
			n := int64(at*100 + i)
			amount := money.Cents(n*100 + 5)
			if other && n == 150 {
				amount = money.New(700, "EUR")
			}
			t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
				view.Text(fmt.Sprintf("=Museum %d", n)), view.Cash(p, amount), view.Text(p.Number(1000 + n)), view.Date(p, calendar.On(2027, 1, 31)), view.LinkButton("Pay", "/pay", "secondary"),
			}})
		}
		var g view.Pager
		if at+1 < pages {
			g.NextURL = "/list?after=" + strconv.Itoa(at+1)
		}
		if err := view.Render(w, r, http.StatusOK, templ.Join(view.DataTable(p, view.Table{Caption: "Other", Columns: t.Columns, Rows: t.Rows[:1]}), view.DataTable(p, t), view.Pages(p, g))); err != nil {
			panic(err)
		}
	})
}

func listed3(t *testing.T, other bool) [][]string {
	t.Helper()
	s := &Site{Log: slog.New(slog.DiscardHandler)}
	w := httptest.NewRecorder()
	s.sheets(pagesOf(3, other)).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/list?after=2&as=csv&list=Payments", nil))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %v", w.Code, err)
	}
	return rows
}

func TestAListIsFetchedWholeFromItsFirstPage(t *testing.T) {
	t.Parallel()
	rows := listed3(t, false)
	if len(rows) != 302 {
		t.Fatalf("%d rows, want a head, 300 and a total", len(rows))
	}
	for i, want := range map[int]string{0: "[Payee Amount (USD) Count On]", 1: "['=Museum 0 0.05 1000 2027-01-31]", 300: "['=Museum 299 299.05 1299 2027-01-31]", 301: "[Total 44865.00  ]"} {
		if got := fmt.Sprint(rows[i]); got != want {
			t.Errorf("row %d is %s, want %s", i, got, want)
		}
	}
}

func TestAmountsOfTwoCurrenciesAreNotAddedUp(t *testing.T) {
	t.Parallel()
	rows := listed3(t, true)
	if len(rows) != 301 || rows[151][1] != "EUR 7.00" {
		t.Errorf("%d rows, the euros are %q", len(rows), rows[151][1])
	}
}
