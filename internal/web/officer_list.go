package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// officeList is a list of applications as it was asked for.
type officeList struct {
	filter application.Filter
	state  application.State // the group that was asked for
	calls  []*program.Call
	rows   []*application.Row
	pager  view.Pager
	total  int
	chips  []view.Chip
}

// listFilter reads the filters of the list; what is not one is not there.
func listFilter(r *http.Request) (application.Filter, application.State, error) {
	q := r.URL.Query()
	f := application.Filter{Search: strings.TrimSpace(q.Get("q")), Country: place.Country(q.Get("country"))}
	if text := q.Get("cycle"); text != "" {
		id, err := ident.Parse[ident.CycleKind](text)
		if err != nil {
			return f, "", fault.Missing("page")
		}
		f.Cycle = id
	}
	if f.Country != "" && !f.Country.Valid() {
		return f, "", fault.Missing("page")
	}
	state := application.State(q.Get("state"))
	f.States = statesLike(state)
	return f, state, nil
}

func (s *Site) officeApplications(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	f, state, err := listFilter(r)
	if err != nil {
		return err
	}
	d := officeList{filter: f, state: state}
	c, err := s.Application.Applications(ctx, f, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	if d.calls, err = s.Program.Calls(ctx); err != nil {
		return err
	}
	if len(d.rows) > 0 {
		if d.total, err = c.TotalCount(ctx); err != nil {
			return err
		}
	}
	p := s.page(r, "officer.list")
	p.Wide = true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	d.pager.Showing = p.N("officer.list.total", d.total)
	d.chip(p, r)
	return s.show(w, r, http.StatusOK, p, officeListPage(p, d))
}

// chip names each filter that is on, with the address without it.
func (d *officeList) chip(p view.Page, r *http.Request) {
	add := func(name, label string) {
		d.chips = append(d.chips, view.Chip{Label: label, RemoveURL: with(r, name, "", "after", "before")})
	}
	if !d.filter.Cycle.IsZero() {
		for _, c := range d.calls {
			if c.ID == d.filter.Cycle {
				add("cycle", c.Title)
			}
		}
	}
	if d.state != "" {
		add("state", p.Choice("officer.group", string(d.state)))
	}
	if d.filter.Country != "" {
		add("country", d.filter.Country.Name(p.Locale()))
	}
	if d.filter.Search != "" {
		add("q", d.filter.Search)
	}
}

func (d *officeList) cycles(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, c := range d.calls {
		out = append(out, view.Option{Value: c.ID.String(), Label: c.Title})
	}
	return out
}

func groups(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, s := range []application.State{
		application.Draft, application.Submitted, application.Eligible, application.InReview, application.Awarded, application.Declined,
	} {
		out = append(out, view.Option{Value: string(s), Label: p.Choice("officer.group", string(s))})
	}
	return out
}

func countries(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, c := range place.All() {
		out = append(out, view.Option{Value: string(c), Label: c.Name(p.Locale())})
	}
	return out
}

func (d *officeList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("officer.list"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.proposal")},
			{Title: p.T("officer.proposal.lead")},
			{Title: p.T("officer.proposal.partner")},
			{Title: p.T("officer.state")},
			{Title: p.T("officer.proposal.requested"), Numeric: true},
			{Title: p.T("officer.submitted")},
		},
		Empty: view.Empty{Title: p.T("officer.list.none"), Text: p.T("officer.list.none.text"), ActionLabel: p.T("officer.list.all"), ActionURL: "/office/applications"},
	}
	for _, r := range d.rows {
		submitted := view.Text("–")
		if r.SubmittedAt != nil {
			submitted = view.Text(p.Day(*r.SubmittedAt))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(titled(p, r.Title), "", "/office/applications/"+r.ID.String()), quietLine(r.Number)),
			institutionLine(r.LeadName, statePlace(r.LeadCity, r.LeadState)), partnerCell(p, r),
			badge(p.Choice("officer.application", string(r.State)), applicationTone(r.State)), view.Cash(p, r.Requested()), submitted,
		}})
	}
	return t
}

// titled is a title, or words for a draft that has none yet.
func titled(p view.Page, title string) string {
	if title == "" {
		return p.T("officer.untitled")
	}
	return title
}

func statePlace(city string, state place.State) string {
	if state == "" {
		return city
	}
	return city + ", " + state.Name()
}

func partnerCell(p view.Page, r *application.Row) templ.Component {
	if r.PartnerName == "" {
		return view.Text("–")
	}
	line := institutionLine(r.PartnerName, r.PartnerCountry.Name(p.Locale()))
	if r.PartnerCount > 1 {
		return cell(line, view.Quiet(p.N("officer.more.partners", r.PartnerCount-1)))
	}
	return line
}

func applicationTone(s application.State) view.Tone {
	switch s {
	case application.Submitted, application.TechnicalCheck, application.ReturnedOnce:
		return view.Waiting
	case application.Eligible, application.InReview, application.Triaged, application.Discussed, application.Recommended, application.Alternate:
		return view.Info
	case application.Awarded:
		return view.Good
	case application.Ineligible, application.Declined, application.NotRecommended:
		return view.Bad
	}
	return view.Neutral
}

// broken notes a list that failed after its answer had begun, and cuts the connection so that nobody takes a part for the whole.
func (s *Site) broken(ctx context.Context, err error) error {
	s.Log.ErrorContext(ctx, "list cut short", "error", err)
	panic(http.ErrAbortHandler)
}
