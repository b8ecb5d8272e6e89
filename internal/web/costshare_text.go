package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func gave(c *expense.Contribution) *expense.Contribution {
	if c == nil {
		return &expense.Contribution{}
	}
	return c
}

func shareVersion(c *expense.Contribution) string {
	if c == nil {
		return ""
	}
	return strconv.Itoa(c.Version)
}

func quantityText(c *expense.Contribution) string {
	if c == nil {
		return ""
	}
	return rateText(c.QuantityMilli * 1000)
}

func unitText(c *expense.Contribution) string {
	if c == nil {
		return ""
	}
	return c.Unit().Decimal()
}

func unitCurrency(d spending, c *expense.Contribution) string {
	if c == nil {
		return string(d.Currency())
	}
	return string(c.UnitCurrency)
}

// sharedCategories are the categories in which the approved budget has cost share.
func sharedCategories(d spending) []budget.Category {
	var out []budget.Category
	for _, c := range budget.Categories() {
		if d.Current().Line(c).ShareMinor > 0 {
			out = append(out, c)
		}
	}
	return out
}

func sideOptions(p view.Page) []view.Option {
	return []view.Option{
		{Value: string(partnership.US), Label: p.Choice("costshare.side", string(partnership.US))},
		{Value: string(partnership.NonUS), Label: p.Choice("costshare.side", string(partnership.NonUS))},
	}
}

func givenOptions(p view.Page) []view.Option {
	return []view.Option{
		{Value: string(budget.Cash), Label: p.Choice("costshare.funding", string(budget.Cash))},
		{Value: string(budget.InKind), Label: p.Choice("costshare.funding", string(budget.InKind))},
	}
}

func anyFunding(p view.Page) []view.Option {
	return append([]view.Option{{Label: p.T("officer.any")}}, givenOptions(p)...)
}

func valuationOptions(p view.Page) []view.Option {
	return worded(p, "costshare.valuation", ruleset.Valuations())
}

func shareStates(p view.Page) []view.Option {
	return worded(p, "costshare.state", expense.ShareStates(), view.Option{Label: p.T("officer.any")})
}

func shareTone(s expense.ShareState) view.Tone {
	switch s {
	case expense.Verified:
		return view.Good
	case expense.Evidenced:
		return view.Waiting
	case expense.Rejected, expense.ShareReversed:
		return view.Warning
	}
	return view.Neutral
}

func givenTable(p view.Page, rows []*expense.Contribution, awards bool) view.Table {
	t := view.Table{
		Caption: p.T("costshare.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("costshare.what")}, {Title: p.T("costshare.donor")}, {Title: p.T("costshare.given")}, {Title: p.T("costshare.funding.title")}, {Title: p.T("expense.state.title")}, {Title: p.T("costshare.worth"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("costshare.none"), Text: p.T("costshare.none.text")},
	}
	for _, c := range rows {
		under := c.MuseumName
		if awards {
			under = c.Number
		}
		amount := ""
		if c.UnitCurrency != c.Currency {
			amount = p.Money(c.Amount())
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(c.Description, "", shareURL(c)), quietLine(under)), view.Name(c.Donor, ""), view.Date(p, c.GivenOn),
			cell(view.Text(p.Choice("costshare.funding", string(c.Funding))), quietLine(p.Choice("costshare.side", string(c.Side)))),
			badge(p.Choice("costshare.state", string(c.State)), shareTone(c.State)), cell(view.Cash(p, c.Worth()), quietLine(amount)),
		}})
	}
	return t
}

func shareFacts(p view.Page, d oneShare) []view.Fact {
	c := d.Contribution
	out := []view.Fact{
		{Term: p.T("expense.state.title"), Value: badge(p.Choice("costshare.state", string(c.State)), shareTone(c.State))},
		{Term: p.T("expense.museum"), Value: view.Name(c.MuseumName, "")},
		{Term: p.T("costshare.donor"), Value: view.Name(c.Donor, "")},
		{Term: p.T("costshare.given"), Value: view.Date(p, c.GivenOn)},
		{Term: p.T("costshare.funding.title"), Value: view.Text(p.Choice("costshare.funding", string(c.Funding)) + " · " + p.Choice("costshare.side", string(c.Side)))},
		{Term: p.T("expense.category.title"), Value: view.Text(p.Choice("expense.category", string(c.Category)))},
		{Term: p.T("costshare.valuation.title"), Value: view.Text(p.T("costshare.valued", "how", p.Choice("costshare.valuation", string(c.Valuation)), "quantity", quantityText(c), "unit", p.Money(c.Unit())))},
		{Term: p.T("costshare.worth"), Value: view.Cash(p, c.Worth())},
	}
	add := func(term, text string) {
		if text != "" {
			out = append(out, view.Fact{Term: term, Value: view.Name(text, "")})
		}
	}
	if c.UnitCurrency != c.Currency {
		add(p.T("expense.rate"), p.T("expense.converted", "paid", p.Money(c.Amount()), "rate", rateText(c.RateMicro), "day", p.Date(c.RateOn), "source", c.RateSource))
	}
	add(p.T("costshare.other"), c.OtherAward)
	add(p.T("costshare.statute"), c.Statute)
	add(p.T("costshare.reference"), c.Reference)
	add(p.T("costshare.certifier"), c.Certifier)
	add(p.T("expense.reason"), c.Reason)
	add(p.T("expense.reversed"), c.ReversedReason)
	return out
}

// testRules are the seven tests and what is wrong with the value, as a list with verdicts.
func testRules(p view.Page, j *ruleset.Judged) []view.Rule {
	var out []view.Rule
	for _, t := range j.Tests {
		verdict := "unknown"
		if t.Answer != ruleset.Open {
			verdict = string(t.Answer)
		}
		r := view.Rule{Title: p.Choice("rule.share_test", t.Key), Verdict: verdict}
		for _, f := range t.Finding {
			if r.Why != "" {
				r.Why += " "
			}
			r.Why += p.Finding(f)
		}
		out = append(out, r)
	}
	for _, f := range j.Value {
		out = append(out, view.Rule{Title: p.T("costshare.value") + " · " + f.Section, Verdict: "no", Why: p.Finding(f)})
	}
	return out
}

func shareProgress(p view.Page, st *expense.Statement) view.Share {
	given := st.Cash.Add(st.InKind)
	return view.Share{
		Label: p.T("costshare.meter"), Value: float64(min(given.Minor, st.Required.Minor)), Max: float64(max(st.Required.Minor, 1)),
		Text: p.T("costshare.meter.text", "given", p.Money(given), "required", p.Money(st.Required)),
	}
}

// shareFigures keep cash and in kind apart, each leading to the rows behind it.
func shareFigures(p view.Page, d shareList) []view.Figure {
	at := sharesURL(d.File.Award)
	left := d.account.Required.Sub(d.account.Cash.Add(d.account.InKind))
	if left.Minor < 0 {
		left.Minor = 0
	}
	return []view.Figure{
		{Value: p.Money(d.account.Required), Label: p.T("costshare.required"), Note: p.T("costshare.required.note")},
		{Value: p.Money(d.account.Cash), Label: p.T("costshare.cash"), URL: filtered(at, "state", "verified", "funding", "cash")},
		{Value: p.Money(d.account.InKind), Label: p.T("costshare.in_kind"), URL: filtered(at, "state", "verified", "funding", "in_kind")},
		{Value: p.Money(left), Label: p.T("costshare.left")},
	}
}
