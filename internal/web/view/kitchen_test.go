package view

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/static"
)

// The kitchen sink is one page with every component on it, in every state.

func kitchenPage(locale string) Page {
	now := time.Date(2026, 3, 2, 15, 4, 0, 0, time.UTC)
	lagos := time.FixedZone("WAT", 3600)
	return Page{
		Printer: catalog.For(locale).At(now, lagos),
		Title:   "Two rivers, one table", Eyebrow: "Museums Connect 2026", Path: "/kitchen?x=1",
		Lead:   "A partnership of a city museum on the Mississippi and a community museum on the Niger.",
		Viewer: Viewer{Name: "Amina Yusuf", Roles: []string{"Applicant", "Partner"}, Key: "per_1"}, Demo: true,
		Nav: []NavItem{
			{Label: "Home", URL: "/"},
			{Label: "Proposals", URL: "/kitchen", Count: 3},
			{Label: "Partners", URL: "/partners"},
			{Label: "Reports", URL: "/reports"},
		},
		Crumbs: []Crumb{{Label: "Calls", URL: "/calls"}, {Label: "متحف قطر الوطني", URL: "/calls/1", Lang: "ar"}},
		Notice: &Notice{Tone: Good, Title: "The draft is saved.", Text: "Version 12 of the proposal."},
		Errors: []FieldError{{Field: "summary", Text: "Say what the partnership will do."}, {Field: "budget.lines.1.cash", Text: "An amount looks like 1234.50."}},
	}
}

func kitchenTable(stacked bool) Table {
	p := kitchenPage("en")
	t := Table{
		Caption: "Proposals in this cycle", Stacked: stacked,
		Columns: []Column{
			{Title: "Museum", SortURL: "?sort=name", Sorted: "ascending"},
			{Title: "Country"},
			{Title: "State"},
			{Title: "Requested", Numeric: true, SortURL: "?sort=-requested"},
		},
	}
	names := []struct {
		name, lang, country string
		badge               Badge
		cents               int64
	}{
		{"Museu da Pessoa", "pt", "Brazil", Badge{"In review", Waiting}, 6850000},
		{"متحف قطر الوطني", "ar", "Qatar", Badge{"Awarded", Good}, 9999999},
		{"广东美术馆", "zh-Hans", "China", Badge{"Declined", Bad}, 4500050},
		{"Museo de Arte de Lima", "es", "Peru", Badge{"At risk", Warning}, 100},
		{"History Colorado", "en", "United States", Badge{"Draft", Neutral}, 0},
	}
	for i, n := range names {
		t.Rows = append(t.Rows, Row{Key: fmt.Sprintf("row-%t-%d", stacked, i), Cells: []templ.Component{
			NameLink(n.name, n.lang, "/o/1"), Text(n.country), Status(n.badge), Cash(p, money.Cents(n.cents)),
		}})
	}
	t.Rows[3].Mark = Warning
	t.Foot = []Row{{Cells: []templ.Component{Text("Total"), Text(""), Text(""), Cash(p, money.Cents(21350149))}}}
	return t
}

func kitchenBudget() BudgetTable {
	return BudgetTable{
		Caption: "Budget by category", Currency: "USD", Editable: true,
		Columns: []string{"Grant, US", "Grant, partner", "Cost share"},
		Lines: []BudgetLine{
			{Label: "Personnel", Hint: "Salaries of people on the project", Total: "30,000.00", Cells: []BudgetCell{
				{Name: "budget.lines.0.us", Value: "10000.00"}, {Name: "budget.lines.0.partner", Value: "8000.00"}, {Name: "budget.lines.0.cash", Value: "12000.00"},
			}},
			{Label: "Travel", Total: "15,500.50", Cells: []BudgetCell{
				{Name: "budget.lines.1.us", Value: "7500.50"}, {Name: "budget.lines.1.partner", Value: "8000.00"}, {Name: "budget.lines.1.cash", Value: "lots"},
			}},
		},
		Totals: []BudgetCell{{Text: "17,500.50"}, {Text: "16,000.00"}, {Text: "12,000.00"}, {Text: "45,500.50"}},
	}
}

const kitchenSVG = `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 600 150" aria-labelledby="k-title k-desc">` +
	`<title id="k-title">Awards by region</title><desc id="k-desc">Africa 6, Americas 9, Asia 12</desc>` +
	`<g class="chart-grid" stroke="#ddd"><line x1="300" y1="10" x2="300" y2="130"/></g>` +
	`<g class="chart-bar"><rect x="100" y="15" width="150" height="24"/><rect x="100" y="55" width="225" height="24"/><rect x="100" y="95" width="300" height="24"/></g>` +
	`<g class="chart-axis" stroke="#888"><line x1="100" y1="10" x2="100" y2="130"/></g>` +
	`<g class="chart-label" font-size="12"><text x="10" y="32">Africa</text><text x="10" y="72">Americas</text><text x="10" y="112">Asia</text></g>` +
	`<g class="chart-value" font-size="12"><text x="258" y="32">6</text><text x="333" y="72">9</text><text x="408" y="112">12</text></g></svg>`

func kitchenSteps(p Page) []Step {
	york := time.FixedZone("EST", -5*3600)
	return []Step{
		{Title: "Statement of intent", State: "done", When: Date(p, calendar.On(2025, 11, 3)), URL: "/s/1"},
		{Title: "Proposal", State: "current", When: Moment(p, time.Date(2026, 3, 6, 4, 59, 0, 0, time.UTC), york), Text: "Submit before the deadline."},
		{Title: "Panel", State: "next", When: Date(p, calendar.On(2026, 5, 20))},
	}
}

func kitchenTasks() []Task {
	return []Task{
		{Title: "The partnership", URL: "/p/1", Hint: "Owned by both museums", Status: Badge{"Complete", Good}},
		{Title: "Community", URL: "/p/2", Hint: "Museu da Pessoa: 120 words over", Status: Badge{"Needs work", Warning}},
		{Title: "Budget", URL: "/p/3", Status: Badge{"Not started", Neutral}},
		{Title: "Endorsement", Status: Badge{"Waiting", Waiting}},
	}
}

func kitchenRules() []Rule {
	return []Rule{
		{Title: "A museum in the United States leads", Verdict: "yes", Why: "History Colorado, Denver"},
		{Title: "Three years since the last award", Verdict: "no", Why: "Last award 2024, this cycle 2026: 2 < 3"},
		{Title: "The embassy endorses", Verdict: "unknown", Why: "Asked on March 1, 2026"},
	}
}

func kitchenFigures() []Figure {
	return []Figure{
		{Label: "Partnerships", Value: "27", URL: "/r/1"},
		{Label: "Countries reached", Value: "21", URL: "/r/2"},
		{Label: "Awarded", Value: "$1,846,500", URL: "/r/3", Note: "of $2,000,000"},
		{Label: "Cost share", Value: "54%"},
	}
}

func kitchenFields() []Field {
	return []Field{
		{Name: "title", Label: "Title", Hint: "What visitors would call it", Value: "Two rivers", Required: true},
		{Name: "email", Label: "E-mail", Type: "email", Autocomplete: "email", Optional: true},
		{Name: "summary", Label: "Summary", Hint: "For the public", Limit: 20, Rows: 4, Lang: "ar", Value: "متحف صغير على النهر"},
		{Name: "theme", Label: "Theme", Value: "env", Options: []Option{{Value: "", Label: "Choose"}, {Value: "env", Label: "Environment"}}},
		{Name: "role", Label: "Your museum", Value: "lead", Options: []Option{{Value: "lead", Label: "Leads", Hint: "Signs the agreement"}, {Value: "partner", Label: "Partner"}}},
		{Name: "groups", Label: "Who takes part", Optional: true, Values: []string{"youth"}, Options: []Option{{Value: "youth", Label: "Young people"}, {Value: "women", Label: "Women"}}},
		{Name: "agree", Label: "I may sign for the museum", Value: "on"},
		{Name: "requested", Label: "Requested", Value: "68500.00"},
		{Name: "letter", Label: "Letter of support", Hint: "PDF, at most 10 MB"},
		{Name: "written", Label: "Written in"},
		{Name: "frozen", Label: "Number", Value: "MC-2026-0007", ReadOnly: true, Short: true},
	}
}

func kitchenScores() []Score {
	anchors := []string{"Inadequate", "Some merit", "Good", "Very good", "Excellent"}
	return []Score{
		{Name: "score.community", Label: "Community", Hint: "Whose voices shape the work?", Value: "3.5", Anchors: anchors, Halves: true},
		{Name: "score.outcomes", Label: "Outcomes", Anchors: anchors, Halves: true, Error: "Choose a score."},
	}
}

// kitchen serves the page, the static files and what the forms and script call.
func kitchen(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.Handle("POST "+PreferencesPath, preference.Handler(false))
	mux.HandleFunc("GET /kitchen", func(w http.ResponseWriter, r *http.Request) {
		pref := preference.Read(r, "", "")
		p := kitchenPage(pref.Locale)
		p.Theme = pref.Theme
		w.Header().Set("Content-Security-Policy", Policy)
		if err := Render(w, r, 200, kitchenSink(p)); err != nil {
			t.Errorf("render: %v", err)
		}
	})
	mux.HandleFunc("GET /problem", func(w http.ResponseWriter, r *http.Request) {
		p := Page{Printer: catalog.For(preference.Read(r, "", "").Locale), Path: "/problem"}
		w.Header().Set("Content-Security-Policy", Policy)
		if err := Render(w, r, 500, ErrorPage(p, Problem{Status: 500, ID: "01J-KITCHEN"})); err != nil {
			t.Errorf("render: %v", err)
		}
	})
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: {\"sent\": {\"text\": \"143 of 143\", \"value\": 143}, \"done\": true}\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

func markup(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
