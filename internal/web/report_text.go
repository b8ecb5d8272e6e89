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

// federalFacts are the head of SF-425 as far as the records have it.
func federalFacts(p view.Page, d funderReport) []view.Fact {
	f := d.Snapshot.Federal
	return []view.Fact{
		{Term: p.T("report.sf425.agency"), Value: view.Name(f.Agency, "en")},
		{Term: p.T("report.sf425.award"), Value: view.Name(f.Number+", "+f.Title, "en")},
		{Term: p.T("report.sf425.recipient"), Value: view.Name(f.Recipient, "en")},
		{Term: p.T("report.sf425.basis"), Value: view.Text(p.T("report.sf425.cash"))},
		{Term: p.T("report.sf425.period"), Value: view.Text(p.T("report.period.days", "from", p.Date(f.From), "through", p.Date(f.To)))},
		{Term: p.T("report.sf425.through"), Value: view.Text(p.Date(d.Through))},
	}
}
