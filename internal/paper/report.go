// Package paper turns what the areas decided into documents: letters, receipts and funder reports.
package paper

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/pdf"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// Press draws documents; the same content gives the same bytes.
type Press struct {
	Log *slog.Logger // hears of letters no typeface has; they are marked on paper
}

const plotWidth = 480

// Report draws a frozen report from its snapshot alone; it is in English, as its funder reads it.
func (p Press) Report(_ context.Context, r *report.Report) ([]byte, error) {
	s := r.Snapshot
	doc := pdf.Report{
		Meta:   pdf.Meta{Locale: "en", Title: r.Title, Author: s.Program, Subject: "Report to " + s.Funder, Made: s.AsOf},
		Kicker: s.Program, Subtitle: "Report to " + s.Funder,
		Cover: []pdf.Fact{
			{Label: "Funder", Value: s.Funder},
			{Label: "Program and cycle", Value: fmt.Sprintf("%s %d", s.Program, s.Year)},
			{Label: "Period", Value: covered(s)},
			{Label: "Records as of", Value: s.AsOf.UTC().Format("January 2, 2006, 15:04 UTC")},
			{Label: "Report", Value: fmt.Sprintf("%s no. %d", s.Kind, s.Number)},
		},
		Sections: slices.Concat(running(s), []pdf.Section{summary(s), selection(s), reach(s), themes(s), projects(s)}),
		Rules:    s.Rules, Snapshot: r.ID.String(), Hash: hex.EncodeToString(r.SHA256),
	}
	doc.Cover = slices.DeleteFunc(doc.Cover, func(f pdf.Fact) bool { return f.Value == "" })
	var b bytes.Buffer
	done, err := pdf.WriteReport(&b, doc)
	if err != nil {
		return nil, fmt.Errorf("draw report: %w", err)
	}
	p.note(r.ID.String(), done.Missing)
	return b.Bytes(), nil
}

// labels are the figures' names as a funder knows them.
func labels() map[string]string {
	return map[string]string{
		"applications_received": "Proposals received", "applications_eligible": "Found eligible", "applications_reviewed": "Read by the panel",
		"applications_awarded": "Proposals awarded", "partnerships_awarded": "Partnerships awarded", "museums": "Museums", "museums_us": "US museums",
		"museums_abroad": "Museums abroad", "states_reached": "US states reached", "district_reached": "District of Columbia", "territories_reached": "US territories reached",
		"countries_reached": "Countries reached", "money_available": "Money available", "money_requested": "Money requested", "money_awarded": "Money awarded",
		"cost_share_offered": "Cost share offered", "leverage": "Leverage, share to award",
	}
}

func figures(s report.Snapshot, keys ...string) pdf.Figures {
	var out pdf.Figures
	names := labels()
	for _, k := range keys {
		for _, f := range Parts(s.Figures, k) {
			out = append(out, pdf.Figure{Label: names[k], Value: Value(f, "en")})
		}
	}
	return out
}

func one(s report.Snapshot, key string) string {
	if f := Parts(s.Figures, key); len(f) > 0 {
		return Value(f[0], "en")
	}
	return "0"
}

func summary(s report.Snapshot) pdf.Section {
	words := fmt.Sprintf("In %d the program received %s proposals and awarded %s partnerships between museums in %s states of the United States and %s countries, with %s of grant money and %s of the museums' own cost share.",
		s.Year, one(s, "applications_received"), one(s, "partnerships_awarded"), one(s, "states_reached"), one(s, "countries_reached"), one(s, "money_awarded"), one(s, "cost_share_offered"))
	return pdf.Section{Heading: "Summary", Body: []pdf.Block{
		pdf.Paragraph(words),
		figures(s, "partnerships_awarded", "states_reached", "countries_reached", "money_requested", "money_awarded", "cost_share_offered"),
	}}
}

func selection(s report.Snapshot) pdf.Section {
	return pdf.Section{Heading: "Call and selection", Body: []pdf.Block{
		figures(s, "applications_received", "applications_eligible", "applications_reviewed", "applications_awarded", "money_available", "leverage"),
	}}
}

func reach(s report.Snapshot) pdf.Section {
	return pdf.Section{Heading: "Where", Body: []pdf.Block{
		pdf.Plot{Scene: ReportMap(s.Projects, plotWidth), Caption: "US museums and the museums abroad they work with."},
		figures(s, "museums_us", "museums_abroad", "states_reached", "district_reached", "territories_reached", "countries_reached"),
		pdf.Plot{Scene: ReportBars(s.Figures, "partners_by_region", plotWidth, regionName, english), Caption: "Museums abroad by regional bureau."},
		table(s, "Museums abroad by country", "Country", "Museums", "partners_by_country", countryName),
		table(s, "US museums by state", "State", "Museums", "museums_by_state", stateName),
		table(s, "Money awarded by state of the lead museum", "State", "Awarded", "awarded_by_state", stateName),
	}}
}

func themes(s report.Snapshot) pdf.Section {
	return pdf.Section{Heading: "Themes", Body: []pdf.Block{
		pdf.Plot{Scene: ReportBars(s.Figures, "awarded_by_theme", plotWidth, undisclosed, english), Caption: "Money awarded by theme."},
		table(s, "Partnerships by theme", "Theme", "Partnerships", "partnerships_by_theme", undisclosed),
		table(s, "Money awarded by theme", "Theme", "Awarded", "awarded_by_theme", undisclosed),
	}}
}

func projects(s report.Snapshot) pdf.Section {
	t := pdf.Table{Caption: "Awarded partnerships", Columns: []pdf.Column{{Head: "Project"}, {Head: "US museum"}, {Head: "Museums abroad"}}}
	for _, p := range s.Projects {
		var abroad []string
		for _, x := range p.Partners {
			abroad = append(abroad, x.Name+", "+x.City+", "+x.Country.Name("en"))
		}
		t.Rows = append(t.Rows, []string{p.Title, p.Lead.Name + ", " + p.Lead.City + " " + string(p.Lead.State), strings.Join(abroad, "; ")})
	}
	return pdf.Section{Heading: "Projects", Body: []pdf.Block{t}}
}

func table(s report.Snapshot, caption, part, value, key string, name func(string) string) pdf.Table {
	t := pdf.Table{Caption: caption, Columns: []pdf.Column{{Head: part}, {Head: value, Align: pdf.Right}}}
	var total report.Figure
	for _, f := range Parts(s.Figures, key) {
		t.Rows = append(t.Rows, []string{name(f.Part), Value(f, "en")})
		total.Unit = f.Unit
		total.Value += f.Value
	}
	t.Totals = []string{"Total", Value(&total, "en")}
	return t
}

func english(f *report.Figure) string { return Value(f, "en") }

func undisclosed(part string) string {
	if part == report.Undisclosed {
		return "Undisclosed"
	}
	return part
}

func regionName(part string) string {
	if r := place.Region(part); r.Valid() {
		return r.Name("en")
	}
	return undisclosed(part)
}

func countryName(part string) string {
	if c := place.Country(part); c.Valid() {
		return c.Name("en")
	}
	return undisclosed(part)
}

func stateName(part string) string {
	if s := place.State(part); s.Valid() {
		return s.Name()
	}
	return undisclosed(part)
}

var _ report.Printer = Press{}

func (p Press) note(subject string, missing []rune) {
	if len(missing) > 0 && p.Log != nil {
		p.Log.Error("no typeface has these letters; they are marked on paper", "document", subject, "letters", string(missing))
	}
}
