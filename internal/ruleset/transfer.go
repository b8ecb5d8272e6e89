package ruleset

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// TransferTerms are an award's own terms on moving money between categories.
type TransferTerms struct {
	Limit          money.Ratio // of the total approved budget; transfers above it are approved first
	BelowThreshold bool        // also where the federal share is not above the simplified acquisition threshold
}

// TransferTerms are what an award says where its agreement says nothing else: the rule set's share, and
// that it binds small awards too. By law alone it would not (2 CFR 200.308).
func (s *Set) TransferTerms() TransferTerms {
	return TransferTerms{Limit: s.Share(fund.TransferShare), BelowThreshold: true}
}

// Planned is the budget of one category, cost share included.
type Planned struct {
	Category budget.Category
	Amount   money.Money
}

// Revision is a version of an award's budget; the original is the first.
type Revision struct {
	Number   int
	Approved bool
	Budget   []Planned
}

// LastApproved is the base of the transfer test: the newest revision that was approved, since an
// approved revision begins the count anew; false while none is.
func LastApproved(revisions []Revision) (Revision, bool) {
	var found *Revision
	for i, r := range revisions {
		if r.Approved && (found == nil || r.Number > found.Number) {
			found = &revisions[i]
		}
	}
	if found == nil {
		return Revision{}, false
	}
	return *found, true
}

// MovedIn is one category beside the last approved budget.
type MovedIn struct {
	Category      budget.Category
	Approved, Now money.Money
	Up            money.Money // what it gained; nothing when it lost
}

// Transfer is the test of cumulative transfers (2 CFR 200.308, invariant 9).
type Transfer struct {
	Terms      TransferTerms
	Categories []MovedIn
	Total      money.Money // total approved budget including cost share
	Moved      money.Money // the sum of what direct categories gained
	Share      money.Ratio // Moved of Total in basis points, rounded half up, to be shown only
	Binds      bool        // the terms or the law ask for the test
	Over       bool        // Moved is above the limit, compared exactly
}

// Approval tells whether the budget cannot go on without approval.
func (t Transfer) Approval() bool { return t.Binds && t.Over }

// Transfer compares a budget with the last approved one: the gains of direct categories are summed and
// held against the limit share of the total, exactly; federal is the federal share of the award.
func (s *Set) Transfer(terms TransferTerms, federal money.Money, approved, now []Planned) Transfer {
	t := Transfer{Terms: terms, Total: sumOf(approved, federal.Currency), Moved: money.New(0, federal.Currency)}
	for _, c := range categoriesOf(approved, now) {
		m := MovedIn{Category: c, Approved: amountOf(approved, c, federal.Currency), Now: amountOf(now, c, federal.Currency), Up: money.New(0, federal.Currency)}
		if m.Approved.Less(m.Now) {
			m.Up = m.Now.Sub(m.Approved)
		}
		if c != budget.Indirect {
			t.Moved = t.Moved.Add(m.Up)
		}
		t.Categories = append(t.Categories, m)
	}
	moved := new(big.Int).Mul(big.NewInt(t.Moved.Minor), big.NewInt(10_000))
	t.Over = moved.Cmp(new(big.Int).Mul(big.NewInt(t.Total.Minor), big.NewInt(int64(terms.Limit)))) > 0
	if t.Total.Minor > 0 {
		moved.Add(moved, big.NewInt(t.Total.Minor/2))
		t.Share = money.Ratio(moved.Div(moved, big.NewInt(t.Total.Minor)).Int64())
	}
	t.Binds = terms.BelowThreshold || s.Amount(fund.SimplifiedAcquisition).Minor < federal.Minor
	return t
}

// Finding says the result of the test where it asks for approval; false otherwise.
func (t Transfer) Finding() (Finding, bool) {
	if !t.Approval() {
		return Finding{}, false
	}
	return Finding{
		Code: "transfer_over_limit", Effect: Ask, Section: "2 CFR 200.308",
		Message: fmt.Sprintf("%s has moved between categories since the last approved budget of %s: %s, above %s.", t.Moved, t.Total, Percent(t.Share), Percent(t.Terms.Limit)),
		Facts:   []Fact{{"moved", t.Moved.String()}, {"total", t.Total.String()}, {"share", Percent(t.Share)}, {"limit", Percent(t.Terms.Limit)}},
	}, true
}

func sumOf(rows []Planned, c money.Currency) money.Money {
	sum := money.New(0, c)
	for _, r := range rows {
		sum = sum.Add(r.Amount)
	}
	return sum
}

func amountOf(rows []Planned, category budget.Category, c money.Currency) money.Money {
	sum := money.New(0, c)
	for _, r := range rows {
		if r.Category == category {
			sum = sum.Add(r.Amount)
		}
	}
	return sum
}

// categoriesOf are the object classes that either budget has, in the form's order.
func categoriesOf(budgets ...[]Planned) []budget.Category {
	var out []budget.Category
	for _, c := range budget.Categories() {
		if slices.ContainsFunc(slices.Concat(budgets...), func(p Planned) bool { return p.Category == c }) {
			out = append(out, c)
		}
	}
	return out
}
