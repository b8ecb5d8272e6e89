package web

import (
	"context"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// ownAwards are the newest awards of applications that the viewer's museums lead or take part in.
func (s *Site) ownAwards(ctx context.Context, museums []*people.Affiliation) ([]*award.Row, error) {
	if len(museums) == 0 {
		return nil, nil
	}
	list, err := s.Award.Awards(ctx, award.Filter{}, page.First(20))
	if err != nil {
		return nil, err
	}
	var out []*award.Row
	for _, r := range list.Nodes {
		if hasPages(&r.Award) {
			out = append(out, r)
		}
	}
	return out, nil
}

// hasPages tells whether an award has an agreement and what follows it: it came of an application and stands.
func hasPages(a *award.Award) bool {
	return !a.Application.IsZero() && a.State != award.DeclinedByMuseum && a.State != award.Rescinded
}

func homeAwardsTable(p view.Page, rows []*award.Row) view.Table {
	t := view.Table{
		Caption: p.T("award_tabs.yours"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("award.project")}, {Title: p.T("award.state.title")}, {Title: p.T("award.amount"), Numeric: true}},
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(r.Title, "", "/awards/"+r.ID.String()), quietLine(r.Number)), badge(p.Choice("award.state", string(r.State)), awardTone(r.State)), maybeCash(p, r.Amount()),
		}})
	}
	return t
}

// begun tells whether an award is official or was.
func begun(s award.State) bool {
	return s != award.Provisional && s != award.Negotiating && s != award.AgreementSigned
}
