package paper

import (
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/pdf"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// covered is the period of a quarterly or final report; empty for a report of the cycle.
func covered(s report.Snapshot) string {
	if s.Period == nil {
		return ""
	}
	return s.Period.From.Time().Format("January 2, 2006") + " to " + s.Period.Through.Time().Format("January 2, 2006")
}

// running are the text and the tables of a quarterly or final report.
func running(s report.Snapshot) []pdf.Section {
	var out []pdf.Section
	heads := map[report.SectionKey]string{
		report.Summary: "Executive summary", report.Narrative: "What the projects did", report.Problems: "Problems, changes and requests for approval",
		report.NextQuarter: "Next quarter", report.Lessons: "Lessons", report.Afterwards: "After the awards",
	}
	for _, x := range s.Sections {
		if x.Text == "" {
			continue
		}
		section := pdf.Section{Heading: heads[x.Key]}
		for _, p := range strings.Split(x.Text, "\n\n") {
			section.Body = append(section.Body, pdf.Paragraph(plainText(p)))
		}
		out = append(out, section)
	}
	captions := map[string]string{
		"a": "A. Projects", "b_country": "B. Participants by country", "b_age": "B. Participants by age", "b_role": "B. Participants by role", "c": "C. Travel",
		"d": "D. Audience and outreach", "f": "F. Money",
	}
	for _, t := range report.Tables(s.Figures) {
		body := pdf.Block(pdf.Paragraph("Nothing was counted in this period."))
		if len(t.Rows) > 0 {
			body = runningTable(t, captions[t.Key])
		}
		out = append(out, pdf.Section{Heading: captions[t.Key], Body: []pdf.Block{body}})
	}
	return out
}

// plainText is Markdown without its marks, as a paragraph on paper has it.
func plainText(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("**", "", "__", "", "#", "", "`", "").Replace(s)), " ")
}

// columns are the heads of the tables as a funder knows them.
func columns() map[string]string {
	return map[string]string{
		"amount": "Amount", "spent": "Spent", "spent_share": "Spent %", "elapsed_share": "Time %", "status": "Status", "reports_accepted": "Reports accepted", "reports_due": "Reports owed",
		"us/female": "US f", "us/male": "US m", "us/other": "US other", "non_us/female": "Abroad f", "non_us/male": "Abroad m", "non_us/other": "Abroad other", "total": "Total",
		"travelers": "Travelers", "travelers_minors": "Under 18", "travel_grant": "Grant", "travel_share": "Share", "us": "US", "partner_country": "Partner country", "online": "Online",
		"f_approved": "Approved", "f_period": "Period", "f_spent": "Cumulative", "f_balance": "Balance", "f_share_approved": "Share approved", "f_share_cash": "Share cash",
		"f_share_in_kind": "Share in kind", "f_share_remaining": "Share remaining",
	}
}

func runningTable(t *report.Table, caption string) pdf.Table {
	heads := columns()
	out := pdf.Table{Caption: caption, Columns: []pdf.Column{{Head: map[string]string{"A": "Project", "C": "Trip", "F": "Category"}[t.Letter]}}}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, pdf.Column{Head: heads[c], Align: pdf.Right})
	}
	for _, l := range t.Rows {
		out.Rows = append(out.Rows, append([]string{lineLabel(t, l)}, cells(l)...))
	}
	if t.Foot != nil {
		out.Totals = append([]string{"Total"}, cells(t.Foot)...)
	}
	return out
}

func lineLabel(t *report.Table, l *report.Line) string {
	switch {
	case l.Label != "":
		return l.Label
	case t.Key == "b_country":
		return place.Country(l.Subject).Name("en")
	}
	return spelled(l.Subject)
}

// spelled are parts whose words are not their keys with spaces.
func spelled(part string) string {
	words := map[string]string{
		"under_13": "Under 13", "13_17": "13 to 17", "18_24": "18 to 24", "25_34": "25 to 34", "35_54": "35 to 54", "55_up": "55 and over",
		"media_print": "Media hits: print", "media_radio_tv": "Media hits: radio and TV", "media_web": "Media hits: web", "media_circulation": "Estimated circulation",
		"web_social": "Web and social reach", "fringe": "Fringe benefits",
	}
	if w := words[part]; w != "" {
		return w
	}
	part = strings.ReplaceAll(part, "_", " ")
	return strings.ToUpper(part[:1]) + part[1:]
}

func cells(l *report.Line) []string {
	var out []string
	for _, c := range l.Cells {
		switch {
		case c.Word != "":
			out = append(out, spelled(c.Word))
		case c.Unit == report.BasisPoints:
			out = append(out, strconv.FormatInt((c.Value+50)/100, 10)+"%")
		case c.Unit == "":
			out = append(out, "")
		default:
			out = append(out, Value(&report.Figure{Unit: c.Unit, Value: c.Value}, "en"))
		}
	}
	return out
}
