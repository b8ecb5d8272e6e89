package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// funderDesk is a slate as the funder reads it before it answers.
type funderDesk struct {
	*award.SlateView
	cycle    *program.Detail
	answers  []*award.Concurrence
	minority []*award.MinorityReport
	again
}

// waits tells whether the slate still waits for the funder.
func (d funderDesk) waits() bool { return d.Slate.State == award.SlateApproved }

func (d funderDesk) url() string { return "/slates/" + d.Slate.ID.String() }

// tally counts the decisions of the slate as this reader sees it.
func (d funderDesk) tally(x award.Decision) int {
	n := 0
	for _, r := range d.Rows {
		if r.Decision == x {
			n++
		}
	}
	return n
}

func (s *Site) funderSlates(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ConcurSlate); err != nil {
		return err
	}
	list, err := s.Award.FunderSlates(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "decide.funder.title")
	p.Lead = p.T("decide.funder.lead")
	return s.show(w, r, http.StatusOK, p, view.DataTable(p, funderTable(p, list)))
}

func funderTable(p view.Page, list []*award.FunderSlate) view.Table {
	t := view.Table{
		Caption: p.T("decide.funder.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.cycle")}, {Title: p.T("award.state.title")}, {Title: p.T("decide.funder.approved")}},
		Empty:   view.Empty{Title: p.T("decide.funder.none"), Text: p.T("decide.funder.none.text")},
	}
	for _, x := range list {
		tone, words := view.Good, p.Choice("award.slate", string(x.State))
		if x.State == award.SlateApproved {
			tone, words = view.Waiting, p.T("decide.funder.waits")
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.NameLink(x.Title, "", "/slates/"+x.ID.String()), badge(words, tone), view.Moment(p, *x.ApprovedAt, nil)}})
	}
	return t
}

// funderSlate shows the funder its slate; the office is led to its own page of it.
func (s *Site) funderSlate(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.SlateKind](r, "slate")
	if err != nil {
		return err
	}
	if v, err := s.Award.Slate(r.Context(), id); err == nil {
		http.Redirect(w, r, cycleURL(v.Slate.Cycle)+"/slate", http.StatusSeeOther)
		return nil
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	return s.drawFunderSlate(w, r, id, again{})
}

func (s *Site) drawFunderSlate(w http.ResponseWriter, r *http.Request, id ident.Slate, a again) (err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ConcurSlate); err != nil {
		return err
	}
	d := funderDesk{again: a}
	if d.SlateView, err = s.Award.FunderSlate(ctx, id); err != nil {
		return err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.Slate.Cycle); err != nil {
		return err
	}
	if d.answers, err = s.Award.Concurrences(ctx, id); err != nil {
		return err
	}
	if d.minority, err = s.Award.MinorityReports(ctx, d.Slate.Cycle); err != nil {
		return err
	}
	p := s.page(r, "award.slate.title")
	p.Eyebrow, p.Wide = d.cycle.Title, true
	p.Crumbs = []view.Crumb{{Label: p.T("decide.funder.title"), URL: "/slates"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return funderSlatePage(p, d) })
}

// table is the slate in rank order as the funder reads it: no score is among it.
func (d funderDesk) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("award.slate.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.placed")},
			{Title: p.T("award.museums")},
			{Title: p.T("award.requested"), Numeric: true},
			{Title: p.T("award.decision")},
			{Title: p.T("award.amount"), Numeric: true},
			{Title: p.T("award.why")},
		},
		Foot: []view.Row{{Cells: []templ.Component{
			view.Text(p.T("award.total")), view.Text(""), view.Text(""), view.Text(""), view.Cash(p, d.Committed), view.Text(""),
		}}},
	}
	for _, r := range d.Rows {
		amount := view.Text("–")
		if r.Decision == award.ToAward {
			amount = view.Cash(p, r.Amount())
		}
		row := view.Row{Key: r.ID.String(), Cells: []templ.Component{
			cell(placed(r.Place), view.Name(r.Title, ""), quietLine(r.Number)), cell(institutionLine(r.LeadName, r.LeadState.Name()), view.Quiet(r.Partners)),
			view.Cash(p, r.Requested()), badge(p.Choice("award.decision", string(r.Decision)), decisionTone(r.Decision)), amount, cell(slateReason(p, r, d.Reasons)),
		}}
		if r.Departs {
			row.Mark = view.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Site) concur(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.SlateKind](r, "slate")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := award.ConcurInput{Slate: id, Answer: award.ConcurrenceAnswer(q.Get("answer")), Reason: q.Get("reason"), ExpectedVersion: versionOf(q)}
		done, err := s.Award.Concur(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		p := s.page(r, "award.slate.title")
		if done.Slate.State == award.SlateDraft {
			return "/slates", p.T("decide.declined"), nil // a draft is the office's alone again
		}
		return "/slates/" + id.String(), concurredWords(p, done), nil
	}, func(a again) error { return s.drawFunderSlate(w, r, id, a) })
}
