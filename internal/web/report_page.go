package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// funderReport is a report with every figure linked to its rows.
type funderReport struct {
	*report.Report
	projects []*report.Project  // but for those the reader has a conflict with
	file     *document.Document // nil until frozen
	names    map[ident.Person]string
	may      func(auth.Permission) bool
	assembly bool // may be assembled again
	sends    bool // may send it and record what the funder answered
	sections []*report.Section
	tables   []*report.Table
	listed   listing
	again
}

func (s *Site) reportPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawReport(w, r, again{})
}

func (s *Site) drawReport(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewReport); err != nil {
		return err
	}
	id, err := param[ident.ReportKind](r, "report")
	if err != nil {
		return err
	}
	d, err := s.funderReport(ctx, id)
	if err != nil {
		return err
	}
	d.again = a
	if d.listed, err = listingOf(r, d.projects); err != nil {
		return err
	}
	p := s.page(r, "report.title")
	p.Title, p.TitleLang, p.Eyebrow = strings.TrimSuffix(d.Title, " to "+d.Snapshot.Funder), "en", d.Snapshot.Funder // named above already
	p.Crumbs = []view.Crumb{{Label: p.T("report.list"), URL: "/reports"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return funderReportPage(p, d) })
}

func (s *Site) funderReport(ctx context.Context, id ident.Report) (d funderReport, err error) {
	if d.Report, err = s.Report.Report(ctx, id); err != nil {
		return d, err
	}
	if d.projects, err = s.Report.Projects(ctx, id); err != nil {
		return d, err
	}
	if !d.Document.IsZero() {
		if d.file, err = s.Vault.Document(ctx, d.Document); err != nil {
			return d, err
		}
	}
	if d.names, err = s.names(ctx, d.AssembledBy, d.FrozenBy); err != nil {
		return d, err
	}
	cycle, err := s.Program.Cycle(ctx, d.Cycle)
	if err != nil {
		return d, err
	}
	d.may = func(perm auth.Permission) bool {
		return auth.May(ctx, perm, auth.Target{Program: cycle.Program, Not: []ident.Person{d.AssembledBy}})
	}
	d.sends = auth.May(ctx, auth.SendReport, auth.Target{Program: cycle.Program})
	if d.Kind != report.Cycle {
		if d.sections, err = s.Report.Sections(ctx, id); err != nil {
			return d, err
		}
		if d.tables, err = s.Report.Tables(ctx, id); err != nil {
			return d, err
		}
	}
	d.assembly = d.FrozenAt == nil && auth.May(ctx, auth.AssembleReport, auth.Target{Program: cycle.Program})
	return d, nil
}

func (d funderReport) hash() string { return hex.EncodeToString(d.SHA256) }

func (d funderReport) figureURL(f *report.Figure) string {
	return "/reports/" + d.ID.String() + "/figures/" + f.ID.String()
}

// reportValue is a figure in the reader's language.
func reportValue(p view.Page, u report.Unit, value int64) string {
	f := report.Figure{Unit: u, Value: value}
	switch u {
	case report.MinorUSD:
		return p.Money(f.Money())
	case report.BasisPoints:
		return p.Decimal(float64(value)/10_000, 2) + " : 1"
	}
	return p.Number(value)
}

// cents is the empty part of a whole amount, in any of the languages.
var cents = regexp.MustCompile(`[.,]00(\D|$)`)

// headline is a figure as large type has it: whole amounts without their cents.
func headline(p view.Page, f *report.Figure) string {
	text := reportValue(p, f.Unit, f.Value)
	if f.Unit == report.MinorUSD {
		return cents.ReplaceAllString(text, "$1")
	}
	return text
}

// figures are the named numbers, each a link to the rows behind it.
func (d funderReport) figures(p view.Page, keys ...string) []view.Figure {
	var out []view.Figure
	for _, k := range keys {
		for _, f := range paper.Parts(d.Figures, k) {
			out = append(out, view.Figure{Label: p.Choice("report.figure", f.Key), Value: headline(p, f), URL: d.figureURL(f)})
		}
	}
	return out
}

// partName is a part of a broken-down figure in the reader's language.
func partName(p view.Page, key, part string) string {
	if part == report.Undisclosed {
		return p.T("report.undisclosed")
	}
	switch {
	case strings.HasSuffix(key, "_by_region"):
		if name := place.Region(part).Name(p.Locale()); name != "" {
			return name
		}
	case strings.HasSuffix(key, "_by_country"):
		return place.Country(part).Name(p.Locale())
	case strings.HasSuffix(key, "_by_state"):
		return place.State(part).Name()
	}
	return runningPartName(p, key, part)
}

// parts are the parts of a number as a table, each a link to the rows behind it.
func (d funderReport) parts(p view.Page, key string) view.Table {
	t := view.Table{
		Caption: p.Choice("report.figure", key), Columns: []view.Column{{Title: p.T("report.part")}, {Title: p.T("report.value"), Numeric: true}},
		Empty: view.Empty{Title: p.T("report.empty")},
	}
	for _, f := range paper.Parts(d.Figures, key) {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(partName(p, key, f.Part)), view.Link(reportValue(p, f.Unit, f.Value), d.figureURL(f)),
		}})
	}
	return t
}

// bars is a plot of the parts of a number with its table.
func (d funderReport) bars(p view.Page, key string) view.Chart {
	title := p.Choice("report.figure", key)
	t := d.parts(p, key)
	t.HideCaption = true
	scene := paper.ReportBars(d.Figures, key, 720,
		func(part string) string { return partName(p, key, part) }, func(f *report.Figure) string { return reportValue(p, f.Unit, f.Value) })
	return view.Chart{Title: title, SVG: scene.SVG("plot-"+key, title, p.T("report.plot")), Table: t}
}

// atlas is the map of the partnerships with a table of them.
func (d funderReport) atlas(p view.Page) view.Chart {
	title := p.T("report.map")
	t := view.Table{
		Caption: title, HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("report.project")}, {Title: p.T("report.lead")}, {Title: p.T("report.abroad")}},
		Empty:   view.Empty{Title: p.T("report.empty")},
	}
	for _, x := range d.listed.projects {
		var abroad []templ.Component
		for _, m := range x.Partners {
			abroad = append(abroad, institutionLine(m.Name, m.City+", "+m.Country.Name(p.Locale())))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Name(x.Title, ""), institutionLine(x.Lead.Name, statePlace(x.Lead.City, x.Lead.State)), cell(abroad...),
		}})
	}
	return view.Chart{Title: title, Wide: true, Note: p.T("report.map.note"), Pages: d.listed.Pager, Open: d.listed.turned, SVG: paper.ReportMap(d.projects, 960).SVG("atlas", title, p.T("report.map.note")), Table: t}
}

func (s *Site) figurePage(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewReport); err != nil {
		return err
	}
	id, err := param[ident.FigureKind](r, "figure")
	if err != nil {
		return err
	}
	e, err := s.Report.Explain(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "report.figure.title")
	p.Title = p.Choice("report.figure", e.Key)
	if e.Part != "" {
		p.Title += ": " + partName(p, e.Key, e.Part)
	}
	p.Eyebrow = p.T("report.figure.title")
	p.Crumbs = []view.Crumb{{Label: p.T("report.list"), URL: "/reports"}, {Label: e.Title, Lang: "en", URL: "/reports/" + e.Report.String()}}
	return s.show(w, r, http.StatusOK, p, figureReading(p, e, recordsOf(r.Context())))
}

// records are the kinds of records behind a figure that have a page for the reader.
type records struct{ applications, cycles bool }

func recordsOf(ctx context.Context) records {
	office, all := !auth.Scope(ctx, auth.ViewSlate).Nothing(), auth.Scope(ctx, auth.ViewApplication)
	return records{applications: office && (all.Everything || len(all.Programs) > 0), cycles: office}
}

// behind are the rows that a figure was counted from; they add up to it.
func behind(p view.Page, e *report.Explanation, open records) view.Table {
	t := view.Table{
		Caption: p.T("report.rows"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("report.record")}, {Title: p.T("report.adds"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("report.rows.none")},
	}
	sum := int64(0)
	for _, x := range e.Rows {
		sum += x.Value
		unit := e.Unit
		if unit == report.BasisPoints {
			unit = report.MinorUSD
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{recordLink(x, open), view.Text(reportValue(p, unit, x.Value))}})
	}
	if e.Unit != report.BasisPoints && len(t.Rows) > 0 {
		t.Foot = []view.Row{{Cells: []templ.Component{view.Text(p.T("report.sum")), view.Text(reportValue(p, e.Unit, sum))}}}
	}
	return t
}

// recordLink leads to the record behind a row, where the reader has a page of it.
func recordLink(x *report.Row, open records) templ.Component {
	switch {
	case strings.HasPrefix(x.Subject, "awd_"):
		return view.NameLink(x.Label, "", "/awards/"+x.Subject)
	case strings.HasPrefix(x.Subject, "org_"):
		return view.NameLink(x.Label, "", "/museums/"+x.Subject)
	case strings.HasPrefix(x.Subject, "app_") && open.applications:
		return view.NameLink(x.Label, "", "/office/applications/"+x.Subject)
	case strings.HasPrefix(x.Subject, "cyc_") && open.cycles:
		return view.NameLink(x.Label, "", "/office/cycles/"+x.Subject)
	}
	return view.Name(x.Label, "")
}
