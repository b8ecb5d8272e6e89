package web

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func quarterOptions(p view.Page, all []calendar.Date) []view.Option {
	out := make([]view.Option, len(all))
	for i, q := range all {
		out[i] = view.Option{Value: q.String(), Label: p.T("accounting.quarter.to", "day", p.Date(q))}
	}
	return out
}

func incomeOptions(p view.Page) []view.Option {
	return worded(p, "accounting.income.kind", expense.Incomes())
}

// postingsURL leads to the postings of an account, below the same quarter's statement.
func postingsURL(d standing, account ledger.Kind, part string) string {
	return filtered(standingURL(d.File.Award), "quarter", d.st.Through.String(), "account", string(account), "part", part) + "#postings"
}

// accountFigures are how the award stands, each leading to the postings it was made from.
func accountFigures(p view.Page, d standing) []view.Figure {
	cash := view.Figure{Value: p.Money(d.st.OnHand), Label: p.T("accounting.on_hand"), URL: postingsURL(d, ledger.Disbursement, "")}
	if d.st.OnHand.Minor < 0 {
		cash.Value, cash.Label = p.Money(d.st.OnHand.Neg()), p.T("accounting.owed")
	}
	return []view.Figure{
		{Value: p.Money(d.st.Obligated), Label: p.T("accounting.obligated"), URL: postingsURL(d, ledger.Obligation, "")},
		{Value: p.Money(d.st.Paid), Label: p.T("accounting.paid"), URL: postingsURL(d, ledger.Disbursement, "")},
		cash,
		{
			Value: p.Money(d.st.Interest.Earned), Label: p.T("accounting.interest", "year", d.st.Through.Year()), URL: postingsURL(d, ledger.Interest, ""),
			Note: p.T("accounting.interest.note", "kept", p.Money(d.st.Interest.Kept), "back", p.Money(d.st.Interest.Remitted), "held", p.Money(d.st.Held)),
		},
		{Value: p.Money(d.st.Income), Label: p.T("accounting.program_income"), URL: postingsURL(d, ledger.ProgramIncome, "")},
	}
}

func accountTable(p view.Page, d standing) view.Table {
	t := view.Table{
		Caption: p.T("accounting.lines"), HideCaption: true,
		Columns: []view.Column{
			{Title: p.T("expense.category.title")},
			{Title: p.T("accounting.approved"), Numeric: true},
			{Title: p.T("accounting.period"), Numeric: true},
			{Title: p.T("accounting.to_date"), Numeric: true},
			{Title: p.T("accounting.balance"), Numeric: true},
			{Title: p.T("accounting.used"), Numeric: true},
			{Title: p.T("accounting.share"), Numeric: true},
			{Title: p.T("costshare.cash"), Numeric: true},
			{Title: p.T("costshare.in_kind"), Numeric: true},
			{Title: p.T("costshare.left"), Numeric: true},
		},
	}
	for _, l := range d.st.Lines {
		if l.Approved.IsZero() && l.ApprovedShare.IsZero() && l.Cumulative.IsZero() && l.Cash.IsZero() && l.InKind.IsZero() {
			continue
		}
		t.Rows = append(t.Rows, view.Row{Cells: accountCells(p, d, l, p.Choice("expense.category", string(l.Category)))})
	}
	t.Foot = []view.Row{{Cells: accountCells(p, d, d.st.Total, p.T("accounting.total"))}}
	return t
}

func accountCells(p view.Page, d standing, l *federalform.MoneyRow, name string) []templ.Component {
	// An amount leads to the rows it was summed from.
	at := func(m money.Money, url string) templ.Component {
		if m.IsZero() {
			return view.Cash(p, m)
		}
		return view.Link(p.Money(m), url)
	}
	expenses := func(from, through calendar.Date) string {
		return filtered(expensesURL(d.File.Award), "state", string(expense.Accepted), "category", string(l.Category), "from", from.String(), "through", through.String())
	}
	shares := func(f budget.Funding) string {
		return filtered(sharesURL(d.File.Award), "state", string(expense.Verified), "funding", string(f), "category", string(l.Category))
	}
	used := "–"
	if u := l.Used(); u != nil {
		used = ruleset.Percent(*u)
	}
	return []templ.Component{
		view.Text(name), view.Cash(p, l.Approved), at(l.Quarter, expenses(d.st.From, d.st.Through)), at(l.Cumulative, expenses(calendar.Date{}, d.st.Through)), view.Cash(p, l.Balance), view.Text(used),
		view.Cash(p, l.ApprovedShare), at(l.Cash, shares(budget.Cash)), at(l.InKind, shares(budget.InKind)), view.Cash(p, l.Remaining),
	}
}

func indirectText(p view.Page, d standing) string {
	if d.st.Rate == 0 {
		return p.T("accounting.indirect.none")
	}
	return p.T("accounting.indirect.text", "charged", p.Money(d.st.Charged), "rate", ruleset.Percent(d.st.Rate), "base", p.Money(d.st.Base), "most", p.Money(d.st.Most))
}

// accountName is an account in words: its kind and which of its kind.
func accountName(p view.Page, kind ledger.Kind, part string) string {
	name := p.Choice("accounting.account", string(kind))
	for _, x := range strings.Split(part, "/") {
		switch {
		case x == "":
		case x == string(budget.Cash) || x == string(budget.InKind):
			name += " · " + p.Choice("costshare.funding", x)
		case x == "us" || x == "non_us":
			name += " · " + p.Choice("costshare.side", x)
		default:
			name += " · " + p.Choice("expense.category", x)
		}
	}
	return name
}

func postingTable(p view.Page, d standing) view.Table {
	t := view.Table{
		Caption: p.T("accounting.postings"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("accounting.memo")}, {Title: p.T("accounting.account.title")}, {Title: p.T("accounting.entry.title")}, {Title: p.T("accounting.day")}, {Title: p.T("accounting.posted")}, {Title: p.T("expense.amount"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("accounting.postings.none")},
	}
	for _, x := range d.postings {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			subjectLink(d, x), view.Text(accountName(p, x.Account, x.Part)), view.Text(p.Choice("accounting.entry", string(x.Kind))), view.Date(p, x.On), view.Moment(p, x.At, nil), view.Cash(p, x.Amount()),
		}})
	}
	return t
}

// subjectLink leads from a posting to what it is for, where that has a page.
func subjectLink(d standing, x *expense.Posting) templ.Component {
	switch {
	case strings.HasPrefix(x.Subject, "exp_"):
		return view.NameLink(x.Memo, "", expensesURL(d.File.Award)+"/"+x.Subject)
	case strings.HasPrefix(x.Subject, "csh_"):
		return view.NameLink(x.Memo, "", sharesURL(d.File.Award)+"/"+x.Subject)
	}
	return view.Name(x.Memo, "")
}

func ffrTable(p view.Page, d ffrView) view.Table {
	t := view.Table{
		Caption: p.T("accounting.sf425"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("accounting.sf425.line")}, {Title: p.T("accounting.sf425.made")}, {Title: p.T("expense.amount"), Numeric: true}},
	}
	for _, l := range d.form.Lines {
		from := l.Text()
		if !l.Computed() {
			var parts []string
			for _, x := range l.Sources {
				parts = append(parts, sourceName(p, x.Key)+" "+p.Money(x.Amount))
			}
			from = strings.Join(parts, "; ")
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(l.No + " " + l.Name), view.Text(from), view.Cash(p, l.Value)}})
	}
	return t
}

// sourceName is a row of a line in words: an account of the ledger, or the terms of the award.
func sourceName(p view.Page, key string) string {
	kind, part, _ := strings.Cut(key, "/")
	if kind == "terms" {
		return p.T("accounting.sf425.terms")
	}
	return accountName(p, ledger.Kind(kind), part)
}

func ffrIndirect(p view.Page, d ffrView) view.Table {
	t := view.Table{
		Caption: p.T("accounting.sf425.indirect"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("accounting.sf425.rate")}, {Title: p.T("accounting.sf425.base"), Numeric: true}, {Title: p.T("accounting.sf425.charged"), Numeric: true}, {Title: p.T("accounting.sf425.federal"), Numeric: true}},
	}
	for _, x := range d.form.Indirect {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.Choice("budget.ratekind", string(x.Kind)) + " · " + ruleset.Percent(x.Rate)), view.Cash(p, x.Base), view.Cash(p, x.Charged), view.Cash(p, x.Federal),
		}})
	}
	return t
}
