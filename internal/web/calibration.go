package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calibration"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// measured is how a panel scores, with who is best read once more.
type measured struct {
	*review.Calibration
	panel  *review.Panel
	cycle  *program.Detail
	advice *review.Advice
	places int
	office bool // a chair does not see the office's pages
}

// calibrationPage is the same for the office and for the chair, who come to it from pages of their own.
func (s *Site) calibrationPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewRanking); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d := measured{office: strings.HasPrefix(r.URL.Path, "/office/")}
	if d.Calibration, err = s.Review.Calibration(ctx, id); err != nil {
		return err
	}
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.panel.Cycle); err != nil {
		return err
	}
	if d.places = d.affordable(); r.URL.Query().Has("places") {
		n, ok := number(r.URL.Query().Get("places"))
		if !ok {
			return lost(fault.BadField("places", "out_of_range", "Places are counted from 0."))
		}
		d.places = n
	}
	if d.advice, err = d.Advice(d.places, 0); err != nil {
		return lost(err)
	}
	p := s.page(r, "calib.title")
	p.Eyebrow, p.Lead, p.Wide = d.panel.Name, p.T("calib.lead"), true
	p.Crumbs = []view.Crumb{{Label: d.panel.Name, URL: "/reviews/panels/" + id.String()}}
	if d.office {
		p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.cycle.ID)}, {Label: d.panel.Name, URL: "/office/panels/" + id.String()}}
	}
	return s.show(w, r, http.StatusOK, p, measuredPage(p, d))
}

// affordable is how many proposals the money reaches down the model's order.
func (d measured) affordable() int {
	left, n := d.cycle.AppropriationMinor-d.cycle.AdminReserveMinor, 0
	for _, x := range d.Proposals {
		if left -= x.RequestedMinor; x.ModelPlace == 0 || left < 0 {
			break
		}
		n++
	}
	return n
}

// facts are the panel's own figures; what cannot be said is a dash.
func (d measured) facts(p view.Page) []view.Fact {
	return []view.Fact{
		{Term: p.T("calib.scores"), Value: count(p, d.Scores)},
		{Term: p.T("calib.mean"), Value: pointed(p, d.MeanMilli)},
		{Term: p.T("calib.spread"), Value: pointed(p, d.SpreadMilli)},
		{Term: p.T("calib.alpha"), Value: millionths(p, d.Agreement.AlphaMicro)},
		{Term: p.T("calib.icc1"), Value: millionths(p, d.Agreement.ICC1Micro)},
		{Term: p.T("calib.icca"), Value: millionths(p, d.Agreement.ICCAbsoluteMicro)},
		{Term: p.T("calib.iccc"), Value: millionths(p, d.Agreement.ICCConsistentMicro)},
		{Term: p.T("calib.between.proposals"), Value: pointed(p, d.Variance.ProposalMilli)},
		{Term: p.T("calib.between.reviewers"), Value: pointed(p, d.Variance.ReviewerMilli)},
		{Term: p.T("calib.error"), Value: pointed(p, d.Variance.ErrorMilli)},
		{Term: p.T("calib.order"), Value: view.Text(slope(p, d.Order))},
	}
}

func pointed(p view.Page, milli *int64) templ.Component {
	if milli == nil {
		return view.Text("–")
	}
	return view.Text(tenths(p, *milli))
}

func millionths(p view.Page, micro *int64) templ.Component {
	if micro == nil {
		return view.Text("–")
	}
	return view.Text(p.Decimal(float64(*micro)/1e6, 2))
}

func tenths(p view.Page, milli int64) string { return p.Decimal(float64(milli)/1000, 1) }

// signed is a distance in points with its sign.
func signed(p view.Page, milli int64) string {
	if milli > 0 {
		return "+" + tenths(p, milli)
	}
	return tenths(p, milli)
}

// ranged writes a figure with its interval, where there is one.
func ranged(p view.Page, figure string, low, high *int64) string {
	if low == nil || high == nil {
		return figure
	}
	return p.T("calib.between", "figure", figure, "low", tenths(p, *low), "high", tenths(p, *high))
}

func slope(p view.Page, o *calibration.Slope) string {
	if o == nil {
		return "–"
	}
	low, high := o.LowMicro/1000, o.HighMicro/1000
	return ranged(p, signed(p, o.PerPlaceMicro/1000), &low, &high)
}

// because are the words of a figure's reasons.
func because(p view.Page, reasons []calibration.Reason) string {
	var out []string
	for _, r := range reasons {
		out = append(out, p.Choice("calib.reason", r.Code))
	}
	return strings.Join(out, " ")
}

// reviewers are the habits of each, the strictest first.
func (d measured) reviewers(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("calib.reviewers"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("calib.reviewer")},
			{Title: p.T("calib.read"), Numeric: true},
			{Title: p.T("calib.mean"), Numeric: true},
			{Title: p.T("calib.spread"), Numeric: true},
			{Title: p.T("calib.leniency"), Numeric: true},
			{Title: p.T("calib.distance"), Numeric: true},
			{Title: p.T("calib.order"), Numeric: true},
			{Title: p.T("calib.why")},
		},
		Empty: view.Empty{Title: p.T("calib.none"), Text: p.T("calib.none.text")},
	}
	for _, x := range d.Reviewers {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Name(x.Name, ""), count(p, x.Count), view.Text(tenths(p, x.MeanMilli)), view.Text(tenths(p, x.SpreadMilli)),
			view.Text(ranged(p, signed(p, x.LeniencyMilli), x.LowMilli, x.HighMilli)), pointed(p, x.DistanceMilli), view.Text(slope(p, x.Order)),
			view.Text(because(p, x.Reviewer.Reasons)),
		}})
	}
	return t
}

// proposals are raw, normalized and model scores side by side.
func (d measured) proposals(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("calib.proposals"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("calib.proposal")},
			{Title: p.T("calib.read"), Numeric: true},
			{Title: p.T("officer.raw"), Numeric: true},
			{Title: p.T("officer.normalized"), Numeric: true},
			{Title: p.T("calib.model"), Numeric: true},
			{Title: p.T("calib.places"), Numeric: true},
			{Title: p.T("calib.why")},
		},
		Empty: view.Empty{Title: p.T("calib.none"), Text: p.T("calib.none.text")},
	}
	for _, x := range d.Proposals {
		places := "–"
		if x.ModelPlace > 0 {
			places = p.T("calib.places.of", "raw", x.RawPlace, "normalized", x.NormalizedPlace, "model", x.ModelPlace)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(d.title(x.Title, x.Application), quietLine(x.Number)), count(p, x.Readings), view.Text(tenths(p, x.RawMilli)), view.Text(tenths(p, x.NormalizedMilli)),
			view.Text(ranged(p, tenths(p, x.ModelMilli), x.LowMilli, x.HighMilli)), view.Text(places), view.Text(because(p, x.Proposal.Reasons)),
		}})
	}
	return t
}

func (d measured) title(title string, id ident.Application) templ.Component {
	if d.office {
		return view.NameLink(title, "", "/office/applications/"+id.String())
	}
	return view.Name(title, "")
}

// advised are the ten readings that would help most.
func (d measured) advised(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("calib.advice"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("calib.proposal")},
			{Title: p.T("calib.gap"), Numeric: true},
			{Title: p.T("calib.wrong"), Numeric: true},
			{Title: p.T("calib.after"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("calib.advice.none"), Text: because(p, d.advice.Reasons)},
	}
	for _, x := range d.advice.Readings[:min(len(d.advice.Readings), 10)] {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(d.title(x.Title, x.Application), quietLine(x.Number)), view.Text(signed(p, x.GapMilli)),
			view.Text(p.Percent(float64(x.WrongMicro)/1e6, 1)), view.Text(p.Percent(float64(x.AfterMicro[0])/1e6, 1)),
		}})
	}
	return t
}

// criteria are how far the panel agrees on each.
func (d measured) criteria(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("calib.criteria"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("calib.criterion")}, {Title: p.T("calib.alpha"), Numeric: true}},
	}
	for _, x := range d.Criteria {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(x.Title.In(p.Locale())), millionths(p, x.AlphaMicro)}})
	}
	return t
}

// plot draws each reviewer's leniency with its interval.
func (d measured) plot(p view.Page) string {
	var data []chart.Estimate
	low, high := -1.0, 1.0
	for _, x := range d.Reviewers {
		one := chart.Estimate{Label: x.Name, Value: float64(x.LeniencyMilli) / 1000, Text: signed(p, x.LeniencyMilli)}
		if one.Low, one.High = one.Value, one.Value; x.LowMilli != nil && x.HighMilli != nil {
			one.Low, one.High = float64(*x.LowMilli)/1000, float64(*x.HighMilli)/1000
		}
		data, low, high = append(data, one), min(low, one.Low), max(high, one.High)
	}
	if len(data) == 0 {
		return ""
	}
	return chart.Dots(720, low-1, high+1, data).SVG("leniency", p.T("calib.plot"), p.T("calib.plot.note"))
}

// ownLine is a reviewer's own calibration on one panel.
type ownLine struct {
	panel string
	*review.OwnCalibration
}

// ownLine is the reader's own calibration on a panel; nil before their own reviews are in.
func (s *Site) ownLine(ctx context.Context, panel *review.Panel) (*ownLine, error) {
	mine, err := s.Review.MyCalibration(ctx, panel.ID)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Conflict) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &ownLine{panel.Name, mine}, nil
}

// words say how strict a reviewer is beside the panel.
func (o ownLine) words(p view.Page) string {
	switch {
	case o.LeniencyMilli == nil:
		return p.T("calib.own.unsaid")
	case *o.LeniencyMilli < 0:
		n := -*o.LeniencyMilli
		return p.T("calib.own.below", "points", tenths(p, n))
	case *o.LeniencyMilli > 0:
		return p.T("calib.own.above", "points", tenths(p, *o.LeniencyMilli))
	}
	return p.T("calib.own.even")
}

func ownFacts(p view.Page, o ownLine) []view.Fact {
	out := []view.Fact{
		{Term: p.T("calib.read"), Value: count(p, o.Readings)},
		{Term: p.T("calib.own.mean"), Value: view.Text(tenths(p, o.MeanMilli))},
		{Term: p.T("calib.spread"), Value: view.Text(tenths(p, o.SpreadMilli))},
	}
	if o.LeniencyMilli != nil && o.LowMilli != nil && o.HighMilli != nil {
		out = append(out, view.Fact{Term: p.T("calib.leniency"), Value: view.Text(ranged(p, signed(p, *o.LeniencyMilli), o.LowMilli, o.HighMilli))})
	}
	if o.Order != nil {
		out = append(out, view.Fact{Term: p.T("calib.order"), Value: view.Text(slope(p, o.Order))})
	}
	return out
}
