package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// cycleReports are the reports of one cycle that the reader may see.
type cycleReports struct {
	*program.Call
	list        []*report.Report
	mayAssemble bool
}

func (s *Site) reports(w http.ResponseWriter, r *http.Request) error {
	return s.drawReports(w, r, again{})
}

func (s *Site) drawReports(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewReport); err != nil {
		return err
	}
	all, err := s.cycleReports(ctx)
	if err != nil {
		return err
	}
	p := s.page(r, "report.list")
	p.Lead = p.T("report.list.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return reportsPage(p, all, a) })
}

// cycleReports are the cycles with a report, and those one can be assembled for.
func (s *Site) cycleReports(ctx context.Context) ([]cycleReports, error) {
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return nil, err
	}
	reports, err := s.Report.Reports(ctx, ident.Cycle{})
	if err != nil {
		return nil, err
	}
	of := map[ident.Cycle][]*report.Report{}
	for _, x := range reports {
		of[x.Cycle] = append(of[x.Cycle], x)
	}
	var out []cycleReports
	for _, c := range calls {
		one := cycleReports{Call: c, mayAssemble: auth.May(ctx, auth.AssembleReport, auth.Target{Program: c.Program}), list: of[c.ID]}
		if len(one.list) > 0 || one.mayAssemble && c.State != program.Draft {
			out = append(out, one)
		}
	}
	return out, nil
}

// reportTable is one cycle's reports, the newest first.
func reportTable(p view.Page, c cycleReports) view.Table {
	t := view.Table{
		Caption: c.Title, HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("report.title")}, {Title: p.T("report.kind")}, {Title: p.T("report.state")}, {Title: p.T("report.asof")}},
		Empty:   view.Empty{Title: p.T("report.none"), Text: p.T("report.none.text")},
	}
	for _, x := range c.list {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Title, "en", "/reports/"+x.ID.String()), view.Text(p.Choice("report.kind", string(x.Kind))),
			badge(p.Choice("report.state", string(x.State)), reportTone(x.State)), view.Moment(p, x.AsOf, nil),
		}})
	}
	return t
}

func reportTone(s report.State) view.Tone {
	switch s {
	case report.Assembling:
		return view.Waiting
	case report.Queries:
		return view.Warning
	}
	return view.Good
}

func reportKinds(p view.Page) []view.Option {
	return worded(p, "report.kind", []report.Kind{report.Cycle, report.Quarterly, report.Final})
}

func (s *Site) assembleReport(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		cycle, err := idOf[ident.CycleKind](q, "cycle")
		if err != nil {
			return "", "", fault.Missing("cycle")
		}
		through, err := dayTyped(q, "through."+cycle.String())
		if err != nil {
			return "", "", err
		}
		made, err := s.Report.Assemble(r.Context(), report.AssembleInput{Cycle: cycle, Kind: report.Kind(q.Get("kind." + cycle.String())), Through: through})
		if err != nil {
			return "", "", renamed(err, func(path string) string { return path + "." + cycle.String() })
		}
		return "/reports/" + made.ID.String(), s.page(r, "report.list").N("report.assembled", len(made.Figures)), nil
	}, func(a again) error { return s.drawReports(w, r, a) })
}

func (s *Site) freezeReport(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ReportKind](r, "report")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Report.Freeze(r.Context(), report.FreezeInput{Report: id, ExpectedVersion: versionOf(q)})
		return "/reports/" + id.String(), s.page(r, "report.list").T("report.frozen"), err
	}, func(a again) error { return s.drawReport(w, r, a) })
}

func (s *Site) reportFile(w http.ResponseWriter, r *http.Request) error {
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
	return s.sendFile(w, r, x.Document)
}

func reportVersion(x *report.Report) string { return strconv.Itoa(x.Version) }
