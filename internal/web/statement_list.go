package web

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// statementList is the office's list of statements as it was asked for.
type statementList struct {
	in    statement.ListInput
	rows  []*statement.Row
	pager view.Pager
}

func (s *Site) officeStatements(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d := statementList{in: statement.ListInput{State: statement.State(r.URL.Query().Get("state"))}}
	c, err := s.Statement.Statements(ctx, d.in, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	p := s.page(r, "statement.list")
	p.Wide = true
	p.Lead = p.T("statement.list.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, statementListPage(p, d))
}

func statementStates(p view.Page) []view.Option {
	return worded(p, "statement.state", []statement.State{statement.Draft, statement.Submitted, statement.Answered, statement.Invited, statement.Withdrawn}, view.Option{Label: p.T("officer.any")})
}

func (d statementList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("statement.list"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("statement.title")}, {Title: p.T("statement.museums")}, {Title: p.T("officer.state")}, {Title: p.T("statement.handed_in")}, {Title: p.T("statement.call")},
		},
		Empty: view.Empty{Title: p.T("statement.list.none"), Text: p.T("statement.list.none.text")},
	}
	for _, x := range d.rows {
		museums := x.LeadName
		if x.PartnerNames != "" {
			museums += "; " + x.PartnerNames
		}
		in, call := view.Quiet("–"), view.Quiet("–")
		if x.SubmittedAt != nil {
			in = view.Moment(p, *x.SubmittedAt, nil)
		}
		switch {
		case x.CallAt != nil:
			call = view.Moment(p, *x.CallAt, nil)
		case x.CallState != "":
			call = view.Text(p.Choice("statement.callstate", string(x.CallState)))
		}
		title := x.Title
		if title == "" {
			title = p.T("applicant.untitled")
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(title, "", statementURL(x.ID)), view.Name(museums, ""), view.Status(statementBadge(p, x.State)), in, call,
		}})
	}
	return t
}
