package web

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// panelNews tells a panel's progress as it changes, to officers, auditors and the chair.
func (s *Site) panelNews(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	p := s.page(r, "officer.panel")
	return s.tell(w, r, postgres.PanelNews+id.UUID().String(), func(ctx context.Context) (news, error) {
		now, err := s.Review.PanelProgress(ctx, id)
		if err != nil {
			return nil, err
		}
		out := news{"enough": map[string]any{"text": enoughText(p, now), "value": now.Enough}}
		for _, m := range now.Reviewers {
			out[m.Person.String()] = submittedText(p, m)
		}
		return out, nil
	})
}

func enoughText(p view.Page, g *review.Progress) string {
	return p.T("officer.panel.enough.of", "n", g.Enough, "all", g.Applications, "needed", g.Needed)
}

func submittedText(p view.Page, m *review.ReviewerProgress) string {
	return p.T("officer.panel.submitted.of", "n", m.Submitted, "all", m.Assigned)
}

// progressTable is who has done how much; its figures follow the live news.
func progressTable(p view.Page, g *review.Progress, acts func(*review.ReviewerProgress) templ.Component) view.Table {
	t := view.Table{
		Caption: p.T("officer.panel.members"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.panel.member")},
			{Title: p.T("officer.panel.submitted"), Numeric: true},
			{Title: p.T("officer.panel.drafts"), Numeric: true},
			{Title: p.T("officer.panel.undeclared"), Numeric: true},
			{Title: p.T("officer.panel.recused"), Numeric: true},
			{Title: p.T("officer.panel.limit"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("officer.panel.nobody"), Text: p.T("officer.panel.nobody.text")},
	}
	if acts != nil {
		t.Columns = append(t.Columns, view.Column{Title: p.T("officer.acts"), Hidden: true})
	}
	for _, m := range g.Reviewers {
		cells := []templ.Component{
			memberCell(p, m), view.LiveText(m.Person.String(), submittedText(p, m)), count(p, m.Drafts),
			count(p, m.Undecided), count(p, m.Recused), limitCell(p, m.Limit),
		}
		if acts != nil {
			cells = append(cells, acts(m))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells})
	}
	return t
}

func count(p view.Page, n int) templ.Component { return view.Text(p.Number(int64(n))) }

func limitCell(p view.Page, n *int) templ.Component {
	if n == nil {
		return view.Text("–")
	}
	return count(p, *n)
}

// loadPlot is the picture of who carries how much, with the same figures as a table.
func loadPlot(p view.Page, g *review.Progress) view.Chart {
	series := []string{p.T("officer.panel.submitted"), p.T("officer.panel.drafts"), p.T("officer.panel.waiting"), p.T("officer.panel.recused")}
	var rows []chart.Row
	t := view.Table{Caption: p.T("officer.panel.load"), HideCaption: true, Columns: []view.Column{{Title: p.T("officer.panel.member")}}}
	for _, name := range series {
		t.Columns = append(t.Columns, view.Column{Title: name, Numeric: true})
	}
	for _, m := range g.Reviewers {
		figures := []int{m.Submitted, m.Drafts, max(m.Assigned-m.Submitted-m.Drafts, 0), m.Recused}
		row, cells := chart.Row{Label: m.Name}, []templ.Component{view.Name(m.Name, "")}
		for _, n := range figures {
			row.Values, row.Texts = append(row.Values, float64(n)), append(row.Texts, p.Number(int64(n)))
			cells = append(cells, count(p, n))
		}
		rows, t.Rows = append(rows, row), append(t.Rows, view.Row{Cells: cells})
	}
	title := p.T("officer.panel.load")
	return view.Chart{Title: title, Note: p.T("officer.panel.load.note"), Table: t, SVG: chart.Stacked(720, series, rows).SVG("load", title, p.T("officer.panel.load.note"))}
}

// panelTone sets a panel that still reads apart from one that is done.
func panelTone(s review.PanelState) view.Tone {
	switch s {
	case review.Forming:
		return view.Neutral
	case review.Locked, review.Ranked:
		return view.Good
	}
	return view.Info
}

func assignmentTone(s review.AssignmentState) view.Tone {
	switch s {
	case review.Offered, review.Accepted, review.Cleared, review.ReadingIt:
		return view.Waiting
	case review.DraftReview, review.Reopened:
		return view.Info
	case review.SubmittedIt, review.FinalIt, review.LockedIt:
		return view.Good
	case review.Conflicted, review.Recused:
		return view.Warning
	}
	return view.Neutral
}
