package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// order is a ranking with what its numbers are measured in, and the part of it on this page.
type order struct {
	*review.Ranking
	stretch
	spread   map[ident.Application]span
	currency money.Currency
	by       string
	frozen   bool
	cycleURL string // empty for a chair, who does not see the office's pages
}

// span is the lowest and highest base score of an application's counted reviews.
type span struct{ low, high int }

// spans are read from the ranking's own inputs, so that they are what was ranked.
func spans(r *review.Ranking) (map[ident.Application]span, error) {
	if len(r.Inputs) == 0 {
		return nil, nil // a draft keeps them to itself
	}
	in, err := review.ReadInputs(r.Inputs)
	if err != nil {
		return nil, err
	}
	if in.Kind == program.CommentOnly {
		return nil, nil // words have no points
	}
	out := make(map[ident.Application]span, len(in.Entries))
	for _, e := range in.Entries {
		for i, c := range e.Reviews {
			x := out[e.Application]
			if i == 0 || c.BaseMilli < x.low {
				x.low = c.BaseMilli
			}
			x.high = max(x.high, c.BaseMilli)
			out[e.Application] = x
		}
	}
	return out, nil
}

func (s *Site) frozenRanking(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.RankingKind](r, "ranking")
	if err != nil {
		return err
	}
	found, err := s.Review.Ranking(r.Context(), id)
	if err != nil {
		return err
	}
	return s.drawOrder(w, r, order{Ranking: found, frozen: true})
}

func (s *Site) draftRanking(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	method := review.Normalized
	if r.URL.Query().Get("method") == string(review.Raw) {
		method = review.Raw
	}
	found, err := s.Review.DraftRanking(r.Context(), id, method)
	if err != nil {
		return err
	}
	return s.drawOrder(w, r, order{Ranking: found})
}

func (s *Site) drawOrder(w http.ResponseWriter, r *http.Request, o order) error {
	ctx := r.Context()
	panel, err := s.Review.Panel(ctx, o.Panel)
	if err != nil {
		return err
	}
	cycle, err := s.Program.Cycle(ctx, o.Cycle)
	if err != nil {
		return err
	}
	if o.spread, err = spans(o.Ranking); err != nil {
		return err
	}
	if o.stretch, err = stretchOf(r, o.Places, cycle.AppropriationMinor-cycle.AdminReserveMinor); err != nil {
		return err
	}
	o.currency = cycle.Currency
	if o.by, err = s.nameOf(ctx, o.FrozenBy); err != nil {
		return err
	}
	p := s.page(r, "officer.ranking")
	p.Eyebrow, p.Wide = panel.Name+" · "+p.Choice("officer.method", string(o.Method)), true
	p.Lead = p.T("officer.ranking.draft.lead")
	if o.frozen {
		p.Lead = p.T("officer.ranking.lead")
	}
	p.Crumbs = []view.Crumb{{Label: panel.Name, URL: "/reviews/panels/" + panel.ID.String()}}
	if !auth.Scope(ctx, auth.ViewSlate).Nothing() {
		o.cycleURL = cycleURL(cycle.ID)
		p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: cycle.Title, URL: o.cycleURL}, {Label: panel.Name, URL: "/office/panels/" + panel.ID.String()}}
	}
	return s.show(w, r, http.StatusOK, p, orderPage(p, o))
}

func (s *Site) nameOf(ctx context.Context, id ident.Person) (string, error) {
	if id.IsZero() {
		return "", nil
	}
	found, err := s.names(ctx, id)
	return found[id], err
}

func (o order) hash() string { return hex.EncodeToString(o.SHA256) }

// table is the order, raw and normalized side by side, each place with its reason.
func (o order) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("officer.ranking"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.placed")},
			{Title: p.T("officer.proposal.lead")},
			{Title: p.T("officer.raw"), Numeric: true},
			{Title: p.T("officer.normalized"), Numeric: true},
			{Title: p.T("calib.model"), Numeric: true},
			{Title: p.T("officer.interval"), Numeric: true},
			{Title: p.T("officer.counted"), Numeric: true},
			{Title: p.T("officer.proposal.requested"), Numeric: true},
			{Title: p.T("officer.bonus"), Numeric: true},
			{Title: p.T("officer.why")},
		},
		Empty: view.Empty{Title: p.T("officer.ranking.none"), Text: p.T("officer.ranking.none.text")},
	}
	for _, x := range o.shown {
		title := view.Name(x.Title, "")
		if o.cycleURL != "" {
			title = view.NameLink(x.Title, "", "/office/applications/"+x.Application.String())
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(placed(x.Place), title, quietLine(x.Number)), view.Name(x.LeadName, ""), milli(p, x.RawMilli), milli(p, x.NormalizedMilli), modelled(p, x.Model), o.interval(p, x),
			count(p, x.Counted), view.Cash(p, money.New(x.RequestedMinor, o.currency)), milli(p, x.BonusMilli), reasoned(p, x.Why),
		}})
	}
	if !slices.ContainsFunc(o.shown, func(x *review.Place) bool { return x.Why != "" }) {
		dropColumn(&t, 9)
	}
	if !slices.ContainsFunc(o.shown, func(x *review.Place) bool { return x.BonusMilli != nil }) {
		dropColumn(&t, 8)
	}
	if len(o.spread) == 0 {
		dropColumn(&t, 5)
	}
	return t
}

// dropColumn takes a column off a table.
func dropColumn(t *view.Table, column int) {
	t.Columns = slices.Delete(t.Columns, column, column+1)
	for i := range t.Rows {
		t.Rows[i].Cells = slices.Delete(t.Rows[i].Cells, column, column+1)
	}
}

func milli(p view.Page, n *int) templ.Component {
	if n == nil {
		return view.Text("–")
	}
	return view.Text(points(p, *n))
}

// modelled is the score with strictness taken out, with its 95 % interval.
func modelled(p view.Page, m *review.ModelScore) templ.Component {
	if m == nil {
		return view.Text("–")
	}
	return view.Text(ranged(p, tenths(p, m.Milli), m.LowMilli, m.HighMilli))
}

func (o order) interval(p view.Page, x *review.Place) templ.Component {
	s, ok := o.spread[x.Application]
	if !ok {
		return view.Text("–")
	}
	return view.Text(points(p, s.low) + "–" + points(p, s.high))
}

// plot shows each mean with how far its reviewers are apart.
func (o order) plot(p view.Page) string {
	var data []chart.Estimate
	low, high := 100.0, 0.0
	for _, x := range o.shown {
		s, ok := o.spread[x.Application]
		if !ok || x.RawMilli == nil {
			continue
		}
		one := chart.Estimate{Label: x.Number, Value: float64(*x.RawMilli) / 1000, Low: float64(s.low) / 1000, High: float64(s.high) / 1000}
		data, low, high = append(data, one), min(low, one.Low), max(high, one.High)
	}
	if len(data) == 0 {
		return ""
	}
	return chart.Dots(720, max(low-2, 0), min(high+2, 100), data).SVG("order", p.T("officer.ranking.plot"), p.T("officer.ranking.plot.note"))
}
