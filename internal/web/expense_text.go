package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func was(e *expense.Expense) *expense.Expense {
	if e == nil {
		return &expense.Expense{}
	}
	return e
}

func expenseVersion(e *expense.Expense) string {
	if e == nil {
		return ""
	}
	return strconv.Itoa(e.Version)
}

func paidText(e *expense.Expense) string {
	if e == nil {
		return ""
	}
	return e.Paid().Decimal()
}

func currencyTyped(d spending, e *expense.Expense) string {
	if e == nil {
		return string(d.Currency())
	}
	return string(e.PaidCurrency)
}

func declaredTyped(d spending, e *expense.Expense) []string {
	if d.typed != nil {
		return d.typed["save.declared"]
	}
	return append([]string{}, was(e).Declared...)
}

// budgeted are the categories in which the approved budget has grant money.
func budgeted(d spending) []budget.Category {
	var out []budget.Category
	for _, c := range budget.Categories() {
		if d.Current().Line(c).GrantMinor > 0 {
			out = append(out, c)
		}
	}
	return out
}

func periodHint(p view.Page, d spending) string {
	return p.T("expense.spent.hint", "from", p.Date(d.Current().StartsOn), "to", p.Date(d.Current().EndsOn))
}

func columnsText() string { return strings.Join(expense.Columns(), ",") }

// refusalText is why a pasted cell was refused, in the reader's language where the catalogs have its words.
func refusalText(p view.Page, f fault.Field) string {
	return p.FieldFault(f)
}

func expenseStates(p view.Page) []view.Option {
	return worded(p, "expense.state", expense.States(), view.Option{Label: p.T("officer.any")})
}

func anyCategory(p view.Page) []view.Option {
	return append([]view.Option{{Label: p.T("officer.any")}}, categoryOptions(p, budget.Categories())...)
}

func costRuleOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, r := range ruleset.CostRules() {
		out = append(out, view.Option{Value: r.Key, Label: p.Choice("expense.rule", r.Key), Hint: r.Section})
	}
	return out
}

func approvableOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range expense.Approvable() {
		out = append(out, view.Option{Value: k, Label: p.Choice("expense.rule", k)})
	}
	return out
}

func approvalTitle(p view.Page, a *expense.Approval) string {
	if a.Kind == expense.PreAward {
		return p.T("expense.approvals.pre", "day", p.Date(a.FromOn))
	}
	return p.Choice("expense.rule", a.Kind)
}

func baseOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, x := range expense.Exclusions() {
		key := string(x)
		if x == ruleset.NotExcluded {
			key = "none"
		}
		out = append(out, view.Option{Value: string(x), Label: p.Choice("expense.exclusion", key)})
	}
	return out
}

func methodOptions(p view.Page) []view.Option {
	return worded(p, "expense.method", []ruleset.TravelMethod{ruleset.ActualCost, ruleset.PerDiem, ruleset.MixedCost}, view.Option{Label: p.Choice("expense.method", "none")})
}

func flightLine(p view.Page, s ruleset.Segment) string {
	line := s.From + " – " + s.To + " · " + s.Designator
	if s.Exception != "" {
		line += " · " + p.Choice("expense.exception", string(s.Exception)) + " · " + s.Document
	}
	return line
}

func expenseTone(s expense.State) view.Tone {
	switch s {
	case expense.Accepted:
		return view.Good
	case expense.Submitted:
		return view.Waiting
	case expense.Returned, expense.Reversed:
		return view.Warning
	}
	return view.Neutral
}

// expenseTable is a list of expenses; across awards each says whose it is.
func expenseTable(p view.Page, rows []*expense.Expense, awards bool) view.Table {
	t := view.Table{
		Caption: p.T("expense.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("expense.what")}, {Title: p.T("expense.museum")}, {Title: p.T("expense.spent")}, {Title: p.T("expense.category.title")}, {Title: p.T("expense.state.title")}, {Title: p.T("expense.amount"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("expense.none"), Text: p.T("expense.none.text")},
	}
	for _, e := range rows {
		under := e.Vendor
		if awards {
			under = e.Number
		}
		paid := ""
		if e.PaidCurrency != e.Currency {
			paid = p.Money(e.Paid())
		}
		row := view.Row{Cells: []templ.Component{
			cell(view.NameLink(e.Description, "", expenseURL(e)), quietLine(under)), view.Name(e.MuseumName, ""), view.Date(p, e.SpentOn),
			view.Text(p.Choice("expense.category", string(e.Category))), badge(p.Choice("expense.state", string(e.State)), expenseTone(e.State)), cell(view.Cash(p, e.Amount()), quietLine(paid)),
		}}
		if ruleset.Gravest(e.Findings) == ruleset.Deny && (e.State == expense.Draft || e.State == expense.Returned) {
			row.Mark = view.Warning
			row.Cells[4] = cell(row.Cells[4], quietLine(p.T("expense.denied")))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func expenseFacts(p view.Page, d oneExpense) []view.Fact {
	e := d.Expense
	out := []view.Fact{
		{Term: p.T("expense.state.title"), Value: badge(p.Choice("expense.state", string(e.State)), expenseTone(e.State))},
		{Term: p.T("expense.museum"), Value: view.Name(e.MuseumName, "")},
		{Term: p.T("expense.spent"), Value: view.Date(p, e.SpentOn)},
		{Term: p.T("expense.category.title"), Value: view.Text(p.Choice("expense.category", string(e.Category)))},
		{Term: p.T("expense.amount"), Value: view.Cash(p, e.Amount())},
	}
	add := func(term, text string) {
		if text != "" {
			out = append(out, view.Fact{Term: term, Value: view.Name(text, "")})
		}
	}
	if c := e.Converted(); c != nil {
		add(p.T("expense.paid"), p.T("expense.converted", "paid", p.Money(c.Paid), "rate", rateText(c.RateMicro), "day", p.Date(c.On), "source", c.Source))
	}
	add(p.T("expense.vendor"), e.Vendor)
	add(p.T("expense.receipt.number"), e.ReceiptNumber)
	if e.Excluded != ruleset.NotExcluded {
		add(p.T("expense.excluded"), p.Choice("expense.exclusion", string(e.Excluded)))
	}
	var kinds []string
	for _, k := range e.Declared {
		kinds = append(kinds, p.Choice("expense.rule", k))
	}
	add(p.T("expense.declared"), strings.Join(kinds, ", "))
	add(p.T("expense.trip"), e.Trip)
	add(p.T("expense.reason"), e.Reason)
	add(p.T("expense.reversed"), e.ReversedReason)
	return out
}

// filtered is the address of an award's expenses with what narrows them.
func filtered(base string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return base + "?" + q.Encode()
}
