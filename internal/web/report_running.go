package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// written is one section of a report and whether the reader may write it.
type written struct {
	key     report.SectionKey
	text    string
	version int
}

// texts are the sections of the report in its order, those that nobody has written too.
func (d funderReport) texts() []written {
	var out []written
	for _, k := range report.SectionsOf(d.Kind) {
		w := written{key: k}
		for _, x := range d.sections {
			if x.Key == k {
				w.text, w.version = x.Text, x.Version
			}
		}
		out = append(out, w)
	}
	return out
}

// running is a table of awards in force as the page has it; each figure leads to the records behind it.
func (d funderReport) running(p view.Page, t *report.Table) view.Table {
	first := map[string]string{"A": "project", "B": "part", "C": "trip", "D": "part", "F": "category"}[t.Letter]
	out := view.Table{Caption: p.Choice("report.table", t.Key), HideCaption: true, Empty: view.Empty{Title: p.T("report.table.none")}}
	out.Columns = append(out.Columns, view.Column{Title: p.Choice("report.column", first)})
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, view.Column{Title: p.Choice("report.column", strings.ReplaceAll(c, "/", ".")), Numeric: c != "status"})
	}
	for _, l := range t.Rows {
		out.Rows = append(out.Rows, view.Row{Cells: d.line(p, t, l)})
	}
	if t.Foot != nil {
		out.Foot = []view.Row{{Cells: d.line(p, t, t.Foot)}}
	}
	return out
}

func (d funderReport) line(p view.Page, t *report.Table, l *report.Line) []templ.Component {
	out := []templ.Component{runningLine(p, t, l)}
	for _, c := range l.Cells {
		switch {
		case c.Word != "":
			out = append(out, badge(p.Choice("report.status", c.Word), map[string]view.Tone{report.OnTrack: view.Good, report.AtRisk: view.Warning, report.Late: view.Bad}[c.Word]))
		case t.Foot == l && c.Unit == "":
			out = append(out, view.Text(""))
		default:
			out = append(out, d.number(p, c))
		}
	}
	return out
}

// number is a cell's value, a link to its records where it is a figure.
func (d funderReport) number(p view.Page, c report.Cell) templ.Component {
	var value templ.Component
	switch c.Unit {
	case report.MinorUSD:
		f := report.Figure{Unit: c.Unit, Value: c.Value}
		value = view.Cash(p, f.Money())
	case report.BasisPoints:
		value = view.Text(p.Decimal(float64(c.Value)/100, 0) + " %")
	default:
		value = view.Text(p.Number(c.Value))
	}
	if c.Figure == nil {
		return value
	}
	return linked(d.figureURL(c.Figure), value)
}

func runningLine(p view.Page, t *report.Table, l *report.Line) templ.Component {
	switch {
	case t.Foot == l:
		return view.Text(p.T("report.table.total"))
	case t.Letter == "A":
		return view.NameLink(l.Label, "", "/awards/"+l.Subject)
	case l.Label != "":
		return view.Name(l.Label, "")
	}
	return view.Text(runningPart(p, t.Key, l.Subject))
}

// runningPart is a part of a figure of awards in force in the reader's language.
func runningPart(p view.Page, family, part string) string {
	switch family {
	case "b_country":
		return place.Country(part).Name(p.Locale())
	case "b_age":
		return p.Choice("report.age", part)
	case "b_role":
		return p.Choice("report.role", part)
	case "d", "audience":
		return p.Choice("report.audience", part)
	}
	if strings.HasPrefix(family, "f") {
		return p.Choice("report.category", part)
	}
	return part
}

// partsOf are a figure's part in words: "Kenya, abroad, women".
func runningPartName(p view.Page, key, part string) string {
	head, rest, deep := strings.Cut(part, "/")
	name := runningPart(p, key, head)
	if deep {
		name += ": " + p.Choice("report.column", strings.ReplaceAll(rest, "/", "."))
	}
	return name
}

func (s *Site) writeSection(w http.ResponseWriter, r *http.Request) error {
	return s.reportAct(w, r, "report.section.saved", func(id ident.Report, q url.Values) error {
		n, err := strconv.Atoi(q.Get("section_version"))
		if err != nil {
			return err
		}
		_, err = s.Report.WriteSection(r.Context(), report.WriteSectionInput{Report: id, Key: report.SectionKey(q.Get("key")), Text: q.Get("text." + q.Get("key")), ExpectedVersion: &n})
		return renamed(err, func(path string) string {
			if path == "text" {
				return "text." + q.Get("key")
			}
			return path
		})
	})
}

func (s *Site) reviewReport(w http.ResponseWriter, r *http.Request) error {
	return s.reportAct(w, r, "report.reviewed", func(id ident.Report, q url.Values) error {
		_, err := s.Report.Review(r.Context(), report.ReviewReportInput{Report: id, ExpectedVersion: versionOf(q)})
		return err
	})
}

func (s *Site) sendReport(w http.ResponseWriter, r *http.Request) error {
	return s.reportAct(w, r, "report.sent", func(id ident.Report, q url.Values) error {
		_, err := s.Report.Send(r.Context(), report.SendReportInput{Report: id, ExpectedVersion: versionOf(q)})
		return err
	})
}

func (s *Site) answerReport(w http.ResponseWriter, r *http.Request) error {
	return s.reportAct(w, r, "report.answered", func(id ident.Report, q url.Values) error {
		_, err := s.Report.RecordAnswer(r.Context(), report.AnswerReportInput{Report: id, Accepted: q.Get("answer") == "accepted", Words: q.Get("words"), ExpectedVersion: versionOf(q)})
		return err
	})
}

// reportAct does what a form of the report's page asks for.
func (s *Site) reportAct(w http.ResponseWriter, r *http.Request, words catalog.Key, do func(ident.Report, url.Values) error) error {
	id, err := param[ident.ReportKind](r, "report")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		return "/reports/" + id.String(), s.page(r, "report.list").T(words), do(id, q)
	}, func(a again) error { return s.drawReport(w, r, a) })
}

// reportData is the frozen report as data, the bytes that its hash is of.
func (s *Site) reportData(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewReport); err != nil {
		return err
	}
	id, err := param[ident.ReportKind](r, "report")
	if err != nil {
		return err
	}
	text, err := s.Report.Data(r.Context(), id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(text)
	return err
}

func (s *Site) reportChanges(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewReport); err != nil {
		return err
	}
	id, err := param[ident.ReportKind](r, "report")
	if err != nil {
		return err
	}
	x, err := s.Report.Report(r.Context(), id)
	if err != nil {
		return err
	}
	changes, err := s.Report.Changed(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "report.changes")
	p.Crumbs = []view.Crumb{{Label: p.T("report.list"), URL: "/reports"}, {Label: x.Title, Lang: "en", URL: "/reports/" + id.String()}}
	return s.show(w, r, http.StatusOK, p, view.DataTable(p, changesTable(p, changes)))
}

func changesTable(p view.Page, changes []*report.Change) view.Table {
	t := view.Table{
		Caption: p.T("report.changes"), HideCaption: true, Empty: view.Empty{Title: p.T("report.changes.none")},
		Columns: []view.Column{{Title: p.T("report.changes.figure")}, {Title: p.T("report.changes.before"), Numeric: true}, {Title: p.T("report.changes.after"), Numeric: true}},
	}
	for _, c := range changes {
		name := p.Choice("report.figure", c.Key)
		if c.Part != "" {
			name += ": " + partName(p, c.Key, c.Part)
		}
		value := func(v *int64) templ.Component {
			if v == nil {
				return view.Text("–")
			}
			return view.Text(reportValue(p, c.Unit, *v))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(name), value(c.Before), value(c.After)}})
	}
	return t
}
