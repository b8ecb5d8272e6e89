package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// scenarioDesk is one saved funding line with all that was computed of it.
type scenarioDesk struct {
	*award.Comparison
	cycle  *program.Detail
	by     string
	number map[ident.Application]string
	follow bool // a slate can be drafted from it
}

func (s *Site) scenarioPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewLine); err != nil {
		return err
	}
	id, err := param[ident.LineScenarioKind](r, "scenario")
	if err != nil {
		return err
	}
	in := award.CompareScenarioInput{Scenario: id, Seed: 1}
	if n, ok := number(r.URL.Query().Get("draws")); ok {
		in.Draws = &n
	}
	found, err := s.Award.CompareScenario(ctx, in)
	if err != nil {
		return err
	}
	d := scenarioDesk{Comparison: found, number: map[ident.Application]string{}}
	for _, l := range found.Lines {
		d.number[l.Application] = l.Number
	}
	if d.cycle, err = s.Program.Cycle(ctx, found.Scenario.Cycle); err != nil {
		return err
	}
	if d.by, err = s.nameOf(ctx, found.Scenario.MadeBy); err != nil {
		return err
	}
	if _, err := s.Award.SlateOf(ctx, d.cycle.ID); fault.Is(err, fault.NotFound) {
		d.follow = found.Scenario.Result.Feasible && auth.May(ctx, auth.ProposeSlate, auth.Target{Program: d.cycle.Program})
	} else if err != nil {
		return err
	}
	p := s.page(r, "line.scenario")
	p.Title, p.Eyebrow, p.Wide = found.Scenario.Name, p.T("line.scenario"), true
	p.Crumbs = append(fundingCrumbs(p, d.cycle, found.Scenario.Ranking), view.Crumb{Label: p.T("line.title"), URL: fundingURL(found.Scenario.Ranking)})
	return s.show(w, r, http.StatusOK, p, scenarioDeskPage(p, d))
}

func (d scenarioDesk) cash(minor int64) money.Money { return money.New(minor, d.Scenario.Currency) }

// facts are the question and its answer in short.
func (d scenarioDesk) facts(p view.Page) []view.Fact {
	x, least := d.Scenario, p.T("line.partial.none")
	if x.PartialPercent < 100 {
		least = p.T("line.partial.from", "percent", x.PartialPercent)
	}
	out := []view.Fact{
		{Term: p.T("line.objective"), Value: view.Text(p.Choice("line.objective", string(x.Objective)))},
		{Term: p.T("line.available"), Value: view.Cash(p, x.Available())},
		{Term: p.T("line.partial"), Value: view.Text(least)},
	}
	if x.ThresholdMilli != 0 {
		out = append(out, view.Fact{Term: p.T("line.threshold"), Value: view.Text(tenths(p, x.ThresholdMilli))})
	}
	if x.Result.Feasible {
		out = append(out,
			view.Fact{Term: p.T("line.awards"), Value: count(p, len(x.Result.Awards))},
			view.Fact{Term: p.T("line.committed"), Value: view.Cash(p, d.cash(x.Result.CommittedMinor))},
			view.Fact{Term: p.T("line.left"), Value: view.Cash(p, d.cash(x.Result.LeftMinor))},
			view.Fact{Term: p.T("line.points"), Value: view.Text(tenths(p, x.Result.PointsMilli))},
		)
	}
	return append(out, view.Fact{Term: p.T("line.made"), Value: cell(view.Name(d.by, ""), view.Text(" · "), view.Moment(p, x.MadeAt, nil))})
}

// proof says whether nothing better is possible.
func (d scenarioDesk) proof(p view.Page) (view.Tone, string) {
	r := d.Scenario.Result
	switch {
	case !r.Feasible:
		return view.Bad, p.T("line.infeasible")
	case r.Optimal:
		return view.Good, p.T("line.optimal")
	}
	return view.Warning, p.T("line.gap", "points", tenths(p, r.BoundMilli-r.PointsMilli))
}

// clash names the rules that cannot hold together.
func (d scenarioDesk) clash(p view.Page) []string {
	var out []string
	for _, n := range d.Scenario.Result.Conflict {
		if n == 0 {
			out = append(out, p.T("line.the.money", "amount", p.Money(d.Scenario.Available())))
			continue
		}
		out = append(out, d.rule(p, n))
	}
	return out
}

// rule writes the rule of a number in words.
func (d scenarioDesk) rule(p view.Page, n int) string {
	if n < 1 || n > len(d.Scenario.Rules) {
		return ""
	}
	r := d.Scenario.Rules[n-1]
	limit := p.Number(r.Limit)
	if r.Of == fundline.Amount {
		limit = p.Money(d.cash(r.Limit))
	}
	key := p.Choice("line.key", r.Key)
	switch r.Kind {
	case fundline.AtMostEach:
		return p.T("line.rule.each", "limit", limit, "key", key)
	case fundline.AtMost:
		return p.T("line.rule.most", "limit", limit, "value", d.value(p, r.Key, r.Value))
	case fundline.AtLeast:
		return p.T("line.rule.least", "limit", limit, "value", d.value(p, r.Key, r.Value))
	case fundline.ShareLeast:
		return p.T("line.rule.share.least", "percent", r.SharePercent, "of", p.Choice("line.of", string(r.Of)), "value", d.value(p, r.Key, r.Value))
	case fundline.ShareMost:
		return p.T("line.rule.share.most", "percent", r.SharePercent, "of", p.Choice("line.of", string(r.Of)), "value", d.value(p, r.Key, r.Value))
	case fundline.MustFund:
		return p.T("line.rule.fund", "number", d.named(p, r.Application), "reason", r.Reason)
	}
	return p.T("line.rule.not", "number", d.named(p, r.Application), "reason", r.Reason)
}

func (d scenarioDesk) value(p view.Page, key, value string) string {
	if key == award.FirstTimeFact {
		return p.Choice("line.key", key)
	}
	for _, t := range d.cycle.Themes {
		if t.ID.String() == value {
			return t.Title.In(p.Locale())
		}
	}
	return value
}

func (d scenarioDesk) named(p view.Page, id ident.Application) string {
	if n := d.number[id]; n != "" {
		return n
	}
	return p.T("line.gone")
}

func (d scenarioDesk) list(p view.Page, ids []ident.Application) templ.Component {
	if len(ids) == 0 {
		return view.Text("–")
	}
	var out []string
	for _, id := range ids {
		out = append(out, d.named(p, id))
	}
	return view.Text(p.List(out))
}

// why writes the reasons of one application in words.
func (d scenarioDesk) why(p view.Page, reasons []award.LineReason) string {
	var out []string
	for _, r := range reasons {
		text := p.Choice("line.reason", r.Code)
		if rule := d.rule(p, r.Rule); rule != "" {
			text = p.T("line.reason.rule", "rule", rule)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func (d scenarioDesk) lines(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.list"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("calib.proposal")},
			{Title: p.T("line.facts")},
			{Title: p.T("line.score"), Numeric: true},
			{Title: p.T("line.requested"), Numeric: true},
			{Title: p.T("line.in")},
			{Title: p.T("line.gets"), Numeric: true},
			{Title: p.T("line.chance"), Numeric: true},
			{Title: p.T("calib.why")},
		},
		Empty: view.Empty{Title: p.T("line.empty"), Text: p.T("line.empty.text")},
	}
	for _, l := range d.Lines {
		gets, in := view.Text("–"), view.Badge{Label: p.T("line.out"), Tone: view.Neutral}
		if l.Funded {
			gets, in = view.Cash(p, d.cash(l.AmountMinor)), view.Badge{Label: p.T("line.is.in"), Tone: view.Good}
		}
		score := tenths(p, l.ScoreMilli)
		if l.ErrorMilli > 0 {
			score = p.T("line.score.error", "score", score, "error", tenths(p, l.ErrorMilli))
		}
		place := l.Place
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(placed(&place), view.NameLink(l.Title, "", "/office/applications/"+l.Application.String()), quietLine(l.Number+" · "+l.LeadName)),
			view.Text(strings.Join(append(d.about(p, l), l.Countries...), " · ")), view.Text(score), view.Cash(p, d.cash(l.RequestedMinor)),
			view.Status(in), gets, view.Text(p.Percent(float64(l.FundedDraws)/float64(d.Draws), 0)), view.Text(d.why(p, l.Why)),
		}})
	}
	return t
}

// about are what rules may count in an application, but its countries.
func (d scenarioDesk) about(p view.Page, l *award.ScenarioLine) []string {
	var out []string
	if l.State != "" {
		out = append(out, l.State)
	}
	if l.FirstTime {
		out = append(out, p.Choice("line.key", award.FirstTimeFact))
	}
	return out
}

func (d scenarioDesk) costs(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.costs"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("line.rule")}, {Title: p.T("line.cost"), Numeric: true}, {Title: p.T("line.admits")}, {Title: p.T("line.keeps")}},
	}
	for _, c := range d.Costs {
		cost := tenths(p, c.PointsMilli)
		if !c.Optimal {
			cost = p.T("line.about", "points", cost)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(d.rule(p, c.Rule)), view.Text(cost), d.list(p, c.Admits), d.list(p, c.KeepsOut)}})
	}
	return t
}

func (d scenarioDesk) moves(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.moves"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("line.available"), Numeric: true}, {Title: p.T("line.awards"), Numeric: true}, {Title: p.T("line.enters")}, {Title: p.T("line.leaves")}},
	}
	for i, m := range d.Moves {
		awards, enters := strconv.Itoa(m.Awards), d.list(p, m.Enters)
		if !m.Feasible {
			awards = "–"
		}
		if i == 0 {
			enters = view.Text(p.T("line.start"))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Cash(p, d.cash(m.AvailableMinor)), view.Text(awards), enters, d.list(p, m.Leaves)}})
	}
	return t
}

func (d scenarioDesk) breaks(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.breaks"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("line.from"), Numeric: true}, {Title: p.T("line.enters")}},
		Empty:   view.Empty{Title: p.T("line.breaks.none")},
	}
	for _, b := range d.Breaks {
		place := b.Place
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Cash(p, d.cash(b.AvailableMinor)), cell(placed(&place), view.Text(d.named(p, b.Enters)))}})
	}
	return t
}

func (d scenarioDesk) departures(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.departures"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("line.passed")}, {Title: p.T("line.favored")}, {Title: p.T("calib.why")}},
	}
	for _, x := range d.Departures {
		passed, favored := x.PassedPlace, x.FavoredPlace
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(placed(&passed), view.Text(d.named(p, x.Passed))), cell(placed(&favored), view.Text(d.named(p, x.Favored))), view.Text(d.why(p, x.Why)),
		}})
	}
	return t
}
