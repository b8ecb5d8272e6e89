package expense

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Balance is one account of an award: what it holds through a month, and what moved in the months of a period.
type Balance struct {
	Kind    ledger.Kind `bun:"kind"`
	Part    string      `bun:"part"`
	Through int64       `bun:"through_minor"`
	Period  int64       `bun:"period_minor"`
}

// Statement is how an award stands: by category what is approved, spent and left, and the money beside it.
type Statement struct {
	Award     ident.Award
	Number    string
	Title     string
	State     string
	Currency  money.Currency
	From      calendar.Date // the period, whole months
	Through   calendar.Date
	Lines     []*federalform.MoneyRow // in the form's order
	Direct    *federalform.MoneyRow
	Total     *federalform.MoneyRow
	Obligated money.Money // by the agreement and its amendments
	Paid      money.Money // and not sent back
	Unpaid    money.Money // obligated and not paid
	OnHand    money.Money // cash at the museum; below zero is owed to it
	Required  money.Money // cost share
	Cash      money.Money // cost share verified, never mixed with what is in kind
	InKind    money.Money
	Interest  ruleset.Interest // of the calendar year in which the period ends
	Held      money.Money      // interest not sent back
	Income    money.Money      // program income not used
	Base      money.Money      // of indirect costs, all that is accepted so far
	Rate      money.Ratio
	Most      money.Money // indirect costs allowed on the base
	Charged   money.Money
}

// AccountInput asks for a statement of account over whole months.
type AccountInput struct {
	Award   ident.Award
	From    calendar.Date // the first day of a month
	Through calendar.Date // the last day of a month
}

// Account is the statement of account of an award; a period that is not whole months is refused.
func (s *Service) Account(ctx context.Context, in AccountInput) (*Statement, error) {
	f, err := s.seenAward(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	c.That(!in.From.IsZero() && in.From.Day() == 1, "from", "whole_months", "A statement begins on the first day of a month.")
	c.That(!in.Through.IsZero() && in.Through == in.Through.MonthEnd() && in.From.Before(in.Through), "through", "whole_months", "A statement ends on the last day of a month, after it begins.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	return s.statement(ctx, f, in.From, in.Through)
}

// Quarter is the federal quarter a day lies in.
func Quarter(d calendar.Date) (from, through calendar.Date) {
	through = d.QuarterEnd()
	return calendar.On(through.Year(), through.Month()-2, 1), through
}

// monthOf is the month a day lies in.
func monthOf(d calendar.Date) (from, through calendar.Date) {
	return calendar.On(d.Year(), d.Month(), 1), d.MonthEnd()
}

func (s *Service) seenAward(ctx context.Context, id ident.Award) (*agreement.File, error) {
	f, err := s.Awards.Running(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewExpenses, f.Target()) {
		return nil, fault.Missing("award")
	}
	return f, nil
}

func (s *Service) statement(ctx context.Context, f *agreement.File, from, through calendar.Date) (*Statement, error) {
	held, err := s.Store.Balances(ctx, f.Award, from, through)
	if err != nil {
		return nil, err
	}
	earned, err := s.Store.Earned(ctx, f.Award, through.Year())
	if err != nil {
		return nil, err
	}
	h, err := s.Store.Held(ctx, f.Award, nil)
	if err != nil {
		return nil, err
	}
	return Stand(f, held, h.Spent, earned, from, through), nil
}

// Stand makes the statement of an award from its accounts, what it spent and the interest it earned that year.
func Stand(f *agreement.File, held []*Balance, spending []*Spending, earned int64, from, through calendar.Date) *Statement {
	c, t := f.Currency(), f.Current()
	cash := func(minor int64) money.Money { return money.New(minor, c) }
	st := &Statement{
		Award: f.Award, Number: f.Number, Title: f.Title, State: string(f.State), Currency: c, From: from, Through: through,
		Cash: cash(0), InKind: cash(0), Held: cash(0), Income: cash(0), Obligated: cash(0), Unpaid: cash(0), OnHand: cash(0), Charged: cash(0), Base: cash(0), Most: cash(0),
	}
	var spent []federalform.Spent
	add := func(category, funding string, b *Balance) {
		spent = append(spent,
			federalform.Spent{On: from, Category: budget.Category(category), Funding: budget.Funding(funding), Amount: cash(b.Period)},
			federalform.Spent{On: from.AddDays(-1), Category: budget.Category(category), Funding: budget.Funding(funding), Amount: cash(b.Through - b.Period)})
	}
	total := int64(0)
	for _, b := range held {
		switch b.Kind {
		case ledger.Obligation:
			st.Unpaid = cash(b.Through)
		case ledger.Disbursement:
			st.OnHand = cash(b.Through)
		case ledger.Expenditure:
			total += b.Through
			add(b.Part, string(budget.Grant), b)
			if b.Part == string(budget.Indirect) {
				st.Charged = cash(b.Through)
			}
		case ledger.CostShare:
			funding, rest, _ := strings.Cut(b.Part, "/")
			_, category, _ := strings.Cut(rest, "/")
			add(category, funding, b)
			if funding == string(budget.Cash) {
				st.Cash = st.Cash.Add(cash(b.Through))
			} else {
				st.InKind = st.InKind.Add(cash(b.Through))
			}
		case ledger.Interest:
			st.Held = cash(b.Through)
		case ledger.ProgramIncome:
			st.Income = cash(b.Through)
		}
	}
	st.Paid = st.OnHand.Add(cash(total))
	st.Obligated = st.Paid.Add(st.Unpaid)
	st.Required = ruleset.ShareTerms{Pledged: cash(t.ShareMinor)}.Required(cash(t.GrantMinor), cash(total)).Required
	st.rows(t, spent)
	if set, known := rules(f); known {
		st.Interest = set.Interest(cash(earned))
		base, _ := Base(f, spending)
		limit, _ := set.Indirect(elected(f), base, st.Charged, through)
		st.Base, st.Rate, st.Most = limit.Base, limit.Rate, limit.Most
	}
	return st
}

// rows are the money by category, as Table F of a report has it.
func (st *Statement) rows(t *agreement.Terms, spent []federalform.Spent) {
	var federal, share []ruleset.Planned
	for _, l := range t.Lines {
		federal = append(federal, ruleset.Planned{Category: l.Category, Amount: money.New(l.GrantMinor, st.Currency)})
		share = append(share, ruleset.Planned{Category: l.Category, Amount: money.New(l.ShareMinor, st.Currency)})
	}
	f := federalform.MoneyOf(federal, share, spent, st.From, st.Through, st.Currency)
	st.Direct, st.Total = &f.Direct, &f.Total
	for i := range f.Rows {
		st.Lines = append(st.Lines, &f.Rows[i])
	}
}

// Posting is one line of the ledger that moved an account of an award.
type Posting struct {
	Entry    ident.Entry      `bun:"entry_id"`
	Ordinal  int              `bun:"ordinal"`
	Account  ledger.Kind      `bun:"account"`
	Part     string           `bun:"part"`
	Kind     ledger.EntryKind `bun:"kind"`
	Memo     string           `bun:"memo"`
	Subject  string           `bun:"subject"`  // public id of what it is for
	On       calendar.Date    `bun:"on_day"`   // the day it counts on
	At       time.Time        `bun:"at"`       // when it was posted
	By       ident.Person     `bun:"by_id"`    // who
	Minor    int64            `bun:"minor"`    // below zero out of the account
	Currency money.Currency   `bun:"currency"` // of the account
}

// Amount is what moved into the account.
func (p *Posting) Amount() money.Money { return money.New(p.Minor, p.Currency) }

// PostingFilter cuts the postings of an award.
type PostingFilter struct {
	Award   ident.Award
	Account ledger.Kind   // empty is every account
	Part    string        // of the account: a category, or "cash/us/travel"; empty is every part
	From    calendar.Date // the days they count on; absent is open
	Through calendar.Date
}

// Postings are the lines of the ledger behind a statement, newest first.
func (s *Service) Postings(ctx context.Context, f PostingFilter, a page.Args) (*page.Connection[*Posting], error) {
	if f.Account != "" && !slices.Contains(ledger.Kinds(), f.Account) {
		return nil, fault.BadField("account", "bad_choice", "There is no such kind of account.")
	}
	if _, err := s.seenAward(ctx, f.Award); err != nil {
		return nil, err
	}
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Postings(ctx, f, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(p *Posting) []string { return []string{p.Entry.UUID().String(), strconv.Itoa(p.Ordinal)} },
		func(ctx context.Context) (int, error) { return s.Store.CountPostings(ctx, f) }), nil
}

// Filter cuts a list of expenses.
type Filter struct {
	Award    ident.Award        // zero is every award the actor may see
	Museum   ident.Organization // zero is every museum
	Category budget.Category
	State    State
	From     calendar.Date // the days they were spent on; absent is open
	Through  calendar.Date
}

// Expenses are the expenses the actor may see, newest first; without an award it is the office's queue over all of them.
func (s *Service) Expenses(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Expense], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	who := seen(ctx)
	rows, err := s.Store.Expenses(ctx, f, who, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(e *Expense) []string { return []string{e.ID.UUID().String()} },
		func(ctx context.Context) (int, error) { return s.Store.CountExpenses(ctx, f, who) }), nil
}

// Expense is one expense; one of an award that may not be seen is not found.
func (s *Service) Expense(ctx context.Context, id ident.Expense) (*Expense, error) {
	return s.Store.Expense(ctx, id, seen(ctx))
}

// ShareFilter cuts a list of contributions.
type ShareFilter struct {
	Award    ident.Award
	Funding  budget.Funding
	Side     partnership.Side
	Category budget.Category
	State    ShareState
}

// Contributions are the pieces of cost share the actor may see, newest first.
func (s *Service) Contributions(ctx context.Context, f ShareFilter, a page.Args) (*page.Connection[*Contribution], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	who := seen(ctx)
	rows, err := s.Store.Contributions(ctx, f, who, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(c *Contribution) []string { return []string{c.ID.UUID().String()} },
		func(ctx context.Context) (int, error) { return s.Store.CountContributions(ctx, f, who) }), nil
}

// Contribution is one piece of cost share; one of an award that may not be seen is not found.
func (s *Service) Contribution(ctx context.Context, id ident.Contribution) (*Contribution, error) {
	return s.Store.Contribution(ctx, id, seen(ctx))
}

// File is the receipt of an expense.
func (s *Service) File(ctx context.Context, id ident.Expense) (ident.Document, error) {
	e, err := s.Expense(ctx, id)
	if err != nil {
		return ident.Document{}, err
	}
	return filed(e.Document, "expense")
}

// ShareFile is the evidence of a contribution.
func (s *Service) ShareFile(ctx context.Context, id ident.Contribution) (ident.Document, error) {
	c, err := s.Contribution(ctx, id)
	if err != nil {
		return ident.Document{}, err
	}
	return filed(c.Document, "contribution")
}

// filed answers for what has no file as for what is not there, so that nobody learns which of the two it is.
func filed(id ident.Document, of string) (ident.Document, error) {
	if id.IsZero() {
		return id, fault.Missing(of)
	}
	return id, nil
}
