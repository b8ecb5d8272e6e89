package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) commentDesk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ReadComments); err != nil {
		return err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	rows, err := s.Award.CommentDesk(ctx, id)
	if err != nil {
		return err
	}
	p := s.page(r, "decide.comments")
	p.Lead = p.T("decide.comments.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("award.letters"), URL: cycleURL(id) + "/letters"}}
	return s.show(w, r, http.StatusOK, p, view.DataTable(p, commentTable(p, rows)))
}

func commentTable(p view.Page, rows []*award.CommentRow) view.Table {
	t := view.Table{
		Caption: p.T("decide.comments"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("award.proposal")},
			{Title: p.T("award.decision")},
			{Title: p.T("decide.comments.all"), Numeric: true},
			{Title: p.T("decide.comments.flagged"), Numeric: true},
			{Title: p.T("decide.comments.waiting"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("decide.comments.none"), Text: p.T("decide.comments.none.text")},
	}
	for _, r := range rows {
		row := view.Row{Cells: []templ.Component{
			cell(view.NameLink(r.Title, "", commentsURL(r.Application)), quietLine(r.Number)), badge(p.Choice("award.decision", string(r.Decision)), decisionTone(r.Decision)),
			view.Text(strconv.Itoa(r.Comments)), view.Text(strconv.Itoa(r.Flagged)), view.Text(strconv.Itoa(r.Waiting)),
		}}
		if r.Flagged+r.Waiting > 0 {
			row.Mark = view.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func commentsURL(a ident.Application) string {
	return "/office/applications/" + a.String() + "/comments"
}

// wordings are the comments on one application with their edits.
type wordings struct {
	application ident.Application
	comments    []*award.Comment
	names       map[ident.Person]string
	edits       bool // may this reader edit
	releases    int  // edits that this reader can let go
	again
}

func (s *Site) letterComments(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.drawComments(w, r, id, again{})
}

func (s *Site) drawComments(w http.ResponseWriter, r *http.Request, id ident.Application, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ReadComments); err != nil {
		return err
	}
	d, err := s.wordings(ctx, id)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "decide.comments")
	p.Lead = p.T("decide.comment.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return commentsPage(p, d) })
}

func (s *Site) wordings(ctx context.Context, id ident.Application) (d wordings, err error) {
	d.application = id
	if d.comments, err = s.Award.Comments(ctx, id); err != nil {
		return d, err
	}
	me := auth.Who(ctx).Person
	var people []ident.Person
	mine := false
	for _, c := range d.comments {
		people = append(people, c.EditedBy, c.ReleasedBy)
		if c.Waits() {
			d.releases++
			mine = mine || c.EditedBy == me
		}
	}
	d.edits = auth.Who(ctx).Has(auth.Officer, auth.Grants)
	if mine || !auth.Who(ctx).Has(auth.Grants, auth.Director) {
		d.releases = 0
	}
	d.names, err = s.names(ctx, people...)
	return d, err
}

// suffix names the fields of one comment's form.
func suffix(c *award.Comment) string { return "." + c.Review.String() + "." + c.Criterion.String() }

func (s *Site) editComment(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		review, err := idOf[ident.ReviewKind](q, "review")
		if err != nil {
			return "", "", err
		}
		criterion, err := idOf[ident.CriterionKind](q, "criterion")
		if err != nil {
			return "", "", err
		}
		end := "." + review.String() + "." + criterion.String()
		_, err = s.Award.EditComment(r.Context(), award.EditCommentInput{
			Review: review, Criterion: criterion, Text: q.Get("text" + end), Nature: q.Get("nature" + end),
			Grounds: award.EditGrounds(q.Get("grounds" + end)), Reason: q.Get("reason" + end),
		})
		return commentsURL(id), s.page(r, "decide.comments").T("decide.comment.kept"), renamed(err, func(path string) string { return path + end })
	}, func(a again) error { return s.drawComments(w, r, id, a) })
}

func (s *Site) releaseComments(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		_, err := s.Award.ReleaseComments(r.Context(), award.ReleaseCommentsInput{Application: id})
		return commentsURL(id), s.page(r, "decide.comments").T("decide.comment.released"), err
	}, func(a again) error { return s.drawComments(w, r, id, a) })
}

func natures(p view.Page) []view.Option {
	var out []view.Option
	for _, n := range []string{award.Remark, award.Strength, award.Weakness} {
		name := n
		if n == award.Remark {
			name = "remark"
		}
		out = append(out, view.Option{Value: n, Label: p.Choice("decide.nature", name)})
	}
	return out
}

func grounds(p view.Page) []view.Option {
	return worded(p, "decide.grounds", []award.EditGrounds{award.ForTone, award.ForIdentity, award.KeptAsIs})
}
