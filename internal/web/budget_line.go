package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// lineView is one line as a form; kept is what it was when read, nil for a new one.
type lineView struct {
	budgetView
	Kept  *budget.Line
	In    budget.LineInput
	Clash bool // somebody else changed it while it was typed
	Stamp int  // the version of the kept line
}

// lineTyped reads a line from a form; a day that is none is refused at its field.
func lineTyped(q url.Values) (budget.LineInput, error) {
	in := budget.LineInput{
		Item: budget.Item(q.Get("item")), Funding: budget.Funding(q.Get("funding")), Description: q.Get("description"), Unit: q.Get("unit"),
		Quantity: q.Get("quantity"), Rate: q.Get("rate"), Currency: q.Get("currency"), Exchange: q.Get("exchange"), ExchangeSource: q.Get("exchangeSource"),
		ParticipantSupport: q.Get("participantSupport") == "on", Justification: q.Get("justification"),
	}
	var c fault.Check
	if day := strings.TrimSpace(q.Get("exchangeOn")); day != "" {
		d, err := calendar.Parse(day)
		c.That(err == nil, "exchangeOn", "bad_date", "A day looks like 2027-06-30.")
		in.ExchangeOn = d
	}
	id, err := ident.Parse[ident.OrganizationKind](q.Get("organization"))
	c.That(err == nil, "organization", "unknown_museum", "Choose a museum of the partnership.")
	in.Organization = id
	return in, c.Err()
}

func (s *Site) newLine(w http.ResponseWriter, r *http.Request) error {
	return s.linePage(w, r, again{})
}

// addLine keeps a new line and goes back to the budget, or on to the next line.
func (s *Site) addLine(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := lineTyped(q)
		if err != nil {
			return "", "", err
		}
		l, err := s.Budget.AddLine(r.Context(), budget.AddLineInput{Application: id, Line: in})
		if err != nil {
			return "", "", err
		}
		words := s.page(r, "applicant.untitled").T("budget.line.added", "what", l.Description)
		if q.Get("do") == "another" {
			return budgetURL(id) + "/lines/new?like=" + l.ID.String(), words, nil
		}
		return budgetURL(id) + "#" + l.ID.String(), words, nil
	}, func(a again) error { return s.linePage(w, r, a) })
}

func (s *Site) editLine(w http.ResponseWriter, r *http.Request) error {
	return s.linePage(w, r, again{})
}

// changeLine keeps a changed line; one that somebody else changed meanwhile is shown beside what was typed.
func (s *Site) changeLine(w http.ResponseWriter, r *http.Request) error {
	app, id, err := lineOf(r)
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := lineTyped(q)
		if err != nil {
			return "", "", err
		}
		_, err = s.Budget.ChangeLine(r.Context(), budget.ChangeLineInput{Application: app, ID: id, Line: in, ExpectedVersion: versionOf(q)})
		return budgetURL(app) + "#" + id.String(), s.page(r, "applicant.untitled").T("budget.line.saved"), err
	}, func(a again) error { return s.linePage(w, r, a) })
}

func (s *Site) removeLine(w http.ResponseWriter, r *http.Request) error {
	app, id, err := lineOf(r)
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Budget.RemoveLine(r.Context(), budget.RemoveLineInput{Application: app, ID: id, ExpectedVersion: versionOf(q)})
		return budgetURL(app), s.page(r, "applicant.untitled").T("budget.line.removed"), err
	}, func(a again) error { return s.linePage(w, r, a) })
}

func lineOf(r *http.Request) (app ident.Application, id ident.BudgetLine, err error) {
	if app, err = param[ident.ApplicationKind](r, "application"); err != nil {
		return app, id, err
	}
	id, err = param[ident.BudgetLineKind](r, "line")
	return app, id, err
}

// linePage draws one line as a form: kept, typed, or new and like its neighbor.
func (s *Site) linePage(w http.ResponseWriter, r *http.Request, a again) error {
	v := lineView{}
	var err error
	if v.budgetView, err = s.budgeted(r, a); err != nil {
		return err
	}
	if !v.Mine {
		return fault.New(fault.Forbidden, "forbidden", "This budget is not yours to write, or it was handed in.")
	}
	p := s.budgetPart(r, v.budgetView)
	p.Title, p.Lead = p.T("applicant.budget.add"), p.T("budget.line.lead")
	v.In = v.likeNeighbor(r.URL.Query().Get("like"), budget.Item(r.URL.Query().Get("item")))
	if _, id, err := lineOf(r); err == nil {
		if v.Kept = v.Sheet.Line(id); v.Kept == nil {
			return fault.Missing("line")
		}
		p.Title, v.In, v.Stamp = p.T("budget.line.change"), v.Kept.Input(), v.Kept.Version
	}
	if a.typed != nil {
		v.In, _ = lineTyped(a.typed)
		v.Clash = fault.HasCode(a.err, "version")
		if n, ok := number(a.typed.Get("version")); ok && !v.Clash {
			v.Stamp = n
		}
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return linePage(p, v) })
}

// likeNeighbor begins a line like the one it follows, because neighbors are alike.
func (v lineView) likeNeighbor(like string, item budget.Item) budget.LineInput {
	in := budget.LineInput{Item: budget.Salaries, Funding: budget.Grant, Quantity: "1", Currency: string(v.Currency)}
	if len(v.Sheet.Museums) > 0 {
		in.Organization = v.Sheet.Museums[0].Organization
	}
	if id, err := ident.Parse[ident.BudgetLineKind](like); err == nil {
		if l := v.Sheet.Line(id); l != nil {
			of := l.Input()
			in.Item, in.Funding, in.Organization, in.Currency = of.Item, of.Funding, of.Organization, of.Currency
			in.Exchange, in.ExchangeOn, in.ExchangeSource = of.Exchange, of.ExchangeOn, of.ExchangeSource
		}
	}
	if _, ok := budget.KindOf(item); ok {
		in.Item = item
	}
	return in
}

// abroad tells whether the part about other currencies is drawn open.
func (v lineView) abroad(p view.Page) bool {
	for _, name := range []string{"currency", "exchange", "exchangeOn", "exchangeSource"} {
		if p.Error(name) != "" {
			return true
		}
	}
	return v.In.Currency != "" && !strings.EqualFold(v.In.Currency, string(v.Currency))
}

func (v lineView) action() string {
	if v.Kept != nil {
		return lineURL(v.Kept)
	}
	return budgetURL(v.ID) + "/lines/new"
}

func itemOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range budget.Kinds() {
		label := p.Choice("budget.item", string(k.Item))
		if class := p.Choice("applicant.category", string(k.Category)); class != label {
			label = p.T("budget.item.of", "item", label, "class", class)
		}
		out = append(out, view.Option{Value: string(k.Item), Label: label})
	}
	return out
}

func (v budgetView) museumOptions() []view.Option {
	var out []view.Option
	for _, m := range v.Sheet.Museums {
		out = append(out, view.Option{Value: m.Organization.String(), Label: m.Name})
	}
	return out
}

func fundingOptions(p view.Page) []view.Option {
	return worded(p, "applicant.funding", budget.Fundings())
}

// currencyOf is the currency of a line's rate, for the input.
func (v lineView) currency() string {
	if c := money.Currency(strings.ToUpper(strings.TrimSpace(v.In.Currency))); c.Valid() {
		return string(c)
	}
	return string(v.Currency)
}

func checked(on bool) string {
	if on {
		return "on"
	}
	return ""
}
