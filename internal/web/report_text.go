package web

import "github.com/vitrine-grants/vitrine/internal/web/view"

// reportFacts are who made the report, when, and the hash that holds it still.
func reportFacts(p view.Page, d funderReport) []view.Fact {
	out := []view.Fact{
		{Term: p.T("report.program"), Value: view.Text(d.Snapshot.Program)},
		{Term: p.T("report.funder"), Value: view.Text(d.Snapshot.Funder)},
		{Term: p.T("report.assembled.at"), Value: view.Moment(p, d.AssembledAt, nil)},
	}
	if name := d.names[d.AssembledBy]; name != "" {
		out = append(out, view.Fact{Term: p.T("report.assembled.by"), Value: view.Name(name, "")})
	}
	if d.FrozenAt != nil {
		out = append(out, view.Fact{Term: p.T("report.frozen.at"), Value: view.Moment(p, *d.FrozenAt, nil)})
		if name := d.names[d.FrozenBy]; name != "" {
			out = append(out, view.Fact{Term: p.T("report.frozen.by"), Value: view.Name(name, "")})
		}
		out = append(out, view.Fact{Term: "SHA-256", Value: view.CopyText(p, d.hash())})
	}
	return out
}
