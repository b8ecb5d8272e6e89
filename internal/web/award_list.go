package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// faultFields are the inputs a failure names.
func faultFields(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

func (s *Site) awards(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewAward); err != nil {
		return err
	}
	f := award.Filter{State: award.State(r.URL.Query().Get("state"))}
	if text := r.URL.Query().Get("cycle"); text != "" {
		id, err := ident.Parse[ident.CycleKind](text)
		if err != nil {
			return fault.Missing("page")
		}
		f.Cycle = id
	}
	c, err := s.Award.Awards(ctx, f, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	p := s.page(r, "award.awards")
	p.Lead = p.T("award.awards.lead")
	g := pager(r, c.PageInfo)
	if len(c.Nodes) > 0 {
		n, err := c.TotalCount(ctx)
		if err != nil {
			return err
		}
		g.Showing = p.N("award.awards.total", n)
	}
	return s.show(w, r, http.StatusOK, p, awardsPage(p, f, c.Nodes, g))
}

func awardStates(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, x := range []award.State{
		award.Provisional, award.Negotiating, award.AgreementSigned, award.Official, award.Active, award.Suspended, award.PeriodEnded,
		award.Closing, award.Closed, award.DeclinedByMuseum, award.Rescinded, award.Terminated,
	} {
		out = append(out, view.Option{Value: string(x), Label: p.Choice("award.state", string(x))})
	}
	return out
}

func awardsTable(p view.Page, rows []*award.Row) view.Table {
	t := view.Table{
		Caption: p.T("award.awards"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("award.project")},
			{Title: p.T("award.program")},
			{Title: p.T("award.lead")},
			{Title: p.T("award.partners")},
			{Title: p.T("award.state.title")},
			{Title: p.T("award.amount"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("award.awards.none"), Text: p.T("award.awards.none.text")},
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(r.Title, "", "/awards/"+r.ID.String()), quietLine(r.Number)), view.Text(r.Program + " " + strconv.Itoa(r.Year)),
			institutionLine(r.LeadName, statePlace(r.LeadCity, r.LeadState)), view.Name(r.Partners, ""),
			badge(p.Choice("award.state", string(r.State)), awardTone(r.State)), maybeCash(p, r.Amount()),
		}})
	}
	return t
}

// maybeCash is an amount, or words for a record that does not say.
func maybeCash(p view.Page, m *money.Money) templ.Component {
	if m == nil {
		return view.Quiet(p.T("award.unknown"))
	}
	return view.Cash(p, *m)
}

// oneAward is an award with its money and its letter.
type oneAward struct {
	*award.Row
	held    *money.Money // committed or obligated in the book now, for who may see the office's money
	letters []*award.LetterRow
	file    *agreement.File // once it is official, for who may see its agreement
	may     func(auth.Permission) bool
	again
}

func (s *Site) awardPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawAward(w, r, again{})
}

func (s *Site) drawAward(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewAward); err != nil {
		return err
	}
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	d := oneAward{again: a}
	if d.Row, err = s.Award.Award(ctx, id); err != nil {
		return err
	}
	if err := s.awardDetail(r, &d); err != nil {
		return err
	}
	p := s.page(r, "award.title")
	p.Title, p.Eyebrow = d.Title, d.Program+" "+strconv.Itoa(d.Year)+" · "+d.Number
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return awardReading(p, d) })
}

func (s *Site) awardDetail(r *http.Request, d *oneAward) error {
	ctx := r.Context()
	cycle, err := s.Program.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	d.may = func(perm auth.Permission) bool {
		return auth.May(ctx, perm, auth.Target{Program: cycle.Program})
	}
	if d.may(auth.ViewSlate) {
		held := money.New(0, d.Currency)
		for _, of := range []ledger.Account{ledger.CommittedTo(d.ID), ledger.ObligatedTo(d.ID)} {
			m, err := s.Book.Balance(ctx, of, d.Currency)
			if err != nil {
				return err
			}
			held = held.Add(m)
		}
		d.held = &held
	}
	if d.Application.IsZero() {
		return nil
	}
	if begun(d.State) {
		if d.file, err = s.Agreement.Running(ctx, d.ID, false); err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	c, err := s.Award.Letters(ctx, award.LetterFilter{Application: d.Application}, page.First(10))
	if err != nil {
		return err
	}
	d.letters = c.Nodes
	return nil
}

func (d oneAward) facts(p view.Page) []view.Fact {
	out := []view.Fact{
		{Term: p.T("award.state.title"), Value: badge(p.Choice("award.state", string(d.State)), awardTone(d.State))},
		{Term: p.T("award.lead"), Value: institutionLine(d.LeadName, statePlace(d.LeadCity, d.LeadState))},
		{Term: p.T("award.partners"), Value: view.Name(d.Partners, "")},
		{Term: p.T("award.amount"), Value: maybeCash(p, d.Amount())},
		{Term: p.T("award.requested"), Value: maybeCash(p, d.Requested())},
		{Term: p.T("award.share"), Value: maybeCash(p, d.CostShare())},
	}
	if d.ThemeTitle != "" {
		out = append(out, view.Fact{Term: p.T("award.theme"), Value: view.Name(d.ThemeTitle, "")})
	}
	if !d.StartsOn.IsZero() {
		out = append(out, view.Fact{Term: p.T("award.period"), Value: view.Text(p.T("award.period.of", "from", p.Date(d.StartsOn), "to", p.Date(d.EndsOn)))})
	}
	if t := d.terms(); t != nil {
		out = append(out,
			view.Fact{Term: p.T("award.terms"), Value: view.Link(p.T("award.terms.of", "number", t.Number), "/awards/"+d.ID.String()+"/amendments")},
			view.Fact{Term: p.T("award.terms.grant"), Value: view.Cash(p, money.New(t.GrantMinor, d.file.Currency()))},
			view.Fact{Term: p.T("award.terms.share"), Value: view.Cash(p, money.New(t.ShareMinor, d.file.Currency()))},
			view.Fact{Term: p.T("award.terms.period"), Value: view.Text(p.T("award.period.of", "from", p.Date(t.StartsOn), "to", p.Date(t.EndsOn)))})
	}
	if d.held != nil {
		out = append(out, view.Fact{Term: p.T("award.held.money"), Value: view.Cash(p, *d.held)})
	}
	if d.EndedReason != "" {
		out = append(out, view.Fact{Term: p.T("award.why"), Value: view.Name(d.EndedReason, "")})
	}
	return out
}

// terms are those in force, once they are not those of the award letter any more.
func (d oneAward) terms() *agreement.Terms {
	if d.file == nil || d.file.Current().Number == 1 {
		return nil
	}
	return d.file.Current()
}

func (d oneAward) version() string { return strconv.Itoa(d.Version) }

func (s *Site) rescindAward(w http.ResponseWriter, r *http.Request) error {
	return s.endAward(w, r, true)
}

func (s *Site) declineAward(w http.ResponseWriter, r *http.Request) error {
	return s.endAward(w, r, false)
}

func (s *Site) endAward(w http.ResponseWriter, r *http.Request, rescind bool) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		end, prefix := s.Award.DeclineAward, "decline."
		if rescind {
			end, prefix = s.Award.Rescind, "rescind."
		}
		_, err := end(r.Context(), award.RescindInput{Award: id, Reason: q.Get(prefix + "reason"), ExpectedVersion: versionOf(q)})
		return "/awards/" + id.String(), s.page(r, "award.title").T("award.ended"), under(err, prefix)
	}, func(a again) error { return s.drawAward(w, r, a) })
}
