package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// lineRoutes are how a panel scores, and the funding line of its rankings.
func (s *Site) lineRoutes(r chi.Router) {
	r.Get("/office/panels/{panel}/calibration", s.do(s.calibrationPage))
	r.Get("/reviews/panels/{panel}/calibration", s.do(s.calibrationPage))
	r.Get("/office/rankings/{ranking}/line", s.do(s.fundingPage))
	r.Post("/office/rankings/{ranking}/line", s.do(s.saveScenario))
	r.Get("/office/scenarios/{scenario}", s.do(s.scenarioPage))
}

// byHandRows is how many applications one form sets by hand.
const byHandRows = 3

// fundingDesk is the funding line of a ranking: what was saved, and a form for another question.
type fundingDesk struct {
	ranking *review.Ranking
	cycle   *program.Detail
	saved   []*award.Scenario
	names   map[ident.Person]string
	may     func(auth.Permission) bool
	again
}

func (s *Site) fundingPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawFunding(w, r, again{})
}

func (s *Site) drawFunding(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewLine); err != nil {
		return err
	}
	id, err := param[ident.RankingKind](r, "ranking")
	if err != nil {
		return err
	}
	d := fundingDesk{again: a}
	if d.ranking, err = s.Review.Ranking(ctx, id); err != nil {
		return err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.ranking.Cycle); err != nil {
		return err
	}
	if d.saved, err = s.Award.Scenarios(ctx, id); err != nil {
		return err
	}
	var who []ident.Person
	for _, x := range d.saved {
		who = append(who, x.MadeBy)
	}
	if d.names, err = s.names(ctx, who...); err != nil {
		return err
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: d.cycle.Program}) }
	p := s.page(r, "line.title")
	p.Lead, p.Wide, p.Crumbs = p.T("line.lead"), true, fundingCrumbs(p, d.cycle, id)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return fundingDeskPage(p, d) })
}

func fundingCrumbs(p view.Page, c *program.Detail, id ident.Ranking) []view.Crumb {
	return []view.Crumb{
		{Label: p.T("officer.home"), URL: "/office"},
		{Label: c.Title, URL: cycleURL(c.ID)},
		{Label: p.T("officer.ranking"), URL: "/office/rankings/" + id.String()},
	}
}

func fundingURL(id ident.Ranking) string { return "/office/rankings/" + id.String() + "/line" }

func (s *Site) saveScenario(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.RankingKind](r, "ranking")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, fields, err := s.scenarioTyped(r.Context(), id, q)
		if err != nil {
			return "", "", err
		}
		made, err := s.Award.SaveScenario(r.Context(), in)
		if err != nil {
			return "", "", renamed(err, func(path string) string { return fields.of(path) })
		}
		return "/office/scenarios/" + made.ID.String(), s.page(r, "line.title").T("line.saved"), nil
	}, func(a again) error { return s.drawFunding(w, r, a) })
}

// cameFrom name the part of the form that each rule came from.
type cameFrom []string

// of is the field that a refusal belongs to.
func (f cameFrom) of(path string) string {
	rest, ok := strings.CutPrefix(path, "rules.")
	if !ok {
		return path
	}
	index, part, _ := strings.Cut(rest, ".")
	i, err := strconv.Atoi(index)
	if err != nil || i >= len(f) {
		return path
	}
	if strings.HasPrefix(f[i], "hand.") {
		return f[i] + "." + part
	}
	return f[i]
}

// scenarioTyped reads the form; a field left empty is no rule.
func (s *Site) scenarioTyped(ctx context.Context, id ident.Ranking, q url.Values) (award.SaveScenarioInput, cameFrom, error) {
	in := award.SaveScenarioInput{Ranking: id, Name: q.Get("name"), Available: q.Get("available"), Objective: fundline.Objective(q.Get("objective"))}
	var check fault.Check
	var fields cameFrom
	whole := func(name string) (int, bool) {
		text := strings.TrimSpace(q.Get(name))
		n, ok := number(text)
		check.That(text == "" || ok, name, "bad_number", "A whole number.")
		return n, ok
	}
	add := func(name string, r award.LineRule) { in.Rules, fields = append(in.Rules, r), append(fields, name) }
	if n, ok := whole("threshold"); ok {
		in.ThresholdMilli = int64(n) * 1000
	}
	if n, ok := whole("partialPercent"); ok {
		in.PartialPercent = &n
	}
	for _, key := range []string{award.CountryFact, award.StateFact} {
		if n, ok := whole("each." + key); ok {
			add("each."+key, award.LineRule{Kind: fundline.AtMostEach, Key: key, Limit: int64(n)})
		}
	}
	if n, ok := whole("first"); ok {
		add("first", award.LineRule{Kind: fundline.ShareLeast, Key: award.FirstTimeFact, SharePercent: n, Of: fundline.Measure(q.Get("firstOf"))})
	}
	cycle, err := s.cycleOfRanking(ctx, id)
	if err != nil {
		return in, nil, err
	}
	for _, t := range cycle.Themes {
		if n, ok := whole("least." + t.ID.String()); ok {
			add("least."+t.ID.String(), award.LineRule{Kind: fundline.AtLeast, Key: award.ThemeFact, Value: t.ID.String(), Limit: int64(n)})
		}
		if n, ok := whole("most." + t.ID.String()); ok {
			add("most."+t.ID.String(), award.LineRule{Kind: fundline.AtMost, Key: award.ThemeFact, Value: t.ID.String(), Limit: int64(n)})
		}
	}
	for i := range byHandRows {
		under := fmt.Sprintf("hand.%d", i)
		if q.Get(under+".application") == "" && strings.TrimSpace(q.Get(under+".reason")) == "" {
			continue
		}
		app, err := ident.Parse[ident.ApplicationKind](q.Get(under + ".application"))
		check.That(err == nil, under+".application", "required", "Choose one.")
		add(under, award.LineRule{Kind: fundline.Kind(q.Get(under + ".kind")), Application: app, Reason: q.Get(under + ".reason")})
	}
	return in, fields, check.Err()
}

func (s *Site) cycleOfRanking(ctx context.Context, id ident.Ranking) (*program.Detail, error) {
	r, err := s.Review.Ranking(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Program.Cycle(ctx, r.Cycle)
}

// applications are the ranked ones, to set by hand.
func (d fundingDesk) applications(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("line.hand.none")}}
	for _, x := range d.ranking.Places {
		if x.Place != nil {
			out = append(out, view.Option{Value: x.Application.String(), Label: strconv.Itoa(*x.Place) + ". " + x.Number + " " + x.Title})
		}
	}
	return out
}

// money is what there is to give: the appropriation without the reserve.
func (d fundingDesk) money() money.Money {
	return money.New(d.cycle.AppropriationMinor-d.cycle.AdminReserveMinor, d.cycle.Currency)
}

// table are the saved funding lines side by side.
func (d fundingDesk) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("line.saved.all"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("line.name")},
			{Title: p.T("line.objective")},
			{Title: p.T("line.available"), Numeric: true},
			{Title: p.T("line.awards"), Numeric: true},
			{Title: p.T("line.points"), Numeric: true},
			{Title: p.T("line.committed"), Numeric: true},
			{Title: p.T("line.made")},
		},
		Empty: view.Empty{Title: p.T("line.none"), Text: p.T("line.none.text")},
	}
	for _, x := range d.saved {
		awards, points, committed := view.Text("–"), view.Text("–"), view.Text("–")
		if x.Result != nil && x.Result.Feasible {
			awards, points = count(p, len(x.Result.Awards)), view.Text(tenths(p, x.Result.PointsMilli))
			committed = view.Cash(p, money.New(x.Result.CommittedMinor, x.Currency))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Name, "", "/office/scenarios/"+x.ID.String()), view.Text(p.Choice("line.objective", string(x.Objective))), view.Cash(p, x.Available()),
			awards, points, committed, cell(view.Name(d.names[x.MadeBy], ""), view.Text(" · "), view.Moment(p, x.MadeAt, nil)),
		}})
	}
	return t
}
