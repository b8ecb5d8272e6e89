package closeout

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Facts are what the records of an award say of its end, read in one statement.
type Facts struct {
	ReportsOwed       int           `bun:"reports_owed"` // neither accepted nor waived
	FinalFiled        calendar.Date `bun:"final_filed"`  // the day the accepted final financial report was submitted, in UTC
	FinalWaived       bool          `bun:"final_waived"`
	TripsOpen         int           `bun:"trips_open"` // neither reconciled nor cancelled
	VisasOpen         int           `bun:"visas_open"` // travelers who have not departed
	AmendmentsOpen    int           `bun:"amendments_open"`
	ExpensesOpen      int           `bun:"expenses_open"`
	ExpensesOpenMinor int64         `bun:"expenses_open_minor"`
	SharesOpen        int           `bun:"shares_open"`
	PaymentsOpen      int           `bun:"payments_open"`
	AdjustmentsOpen   int           `bun:"adjustments_open"`
	SubawardOwed      bool          `bun:"subaward_owed"` // the report to the federal government is not filed
	ObligatedMinor    int64         `bun:"obligated_minor"`
	CashMinor         int64         `bun:"cash_minor"`
	SpentMinor        int64         `bun:"spent_minor"`
	ShareMinor        int64         `bun:"share_minor"`
}

// Item is one thing that must be so before an award is closed.
type Item struct {
	Code     string // reports, final_report, trips, amendments, expenses, contributions, payments, owed, adjustments, subaward, share, refund, property, final_425, certificate
	Done     bool
	Count    int          // of what is missing; nought where it is not counted
	Amount   *money.Money // that it is about
	Page     string       // the last part of the address where it is done; empty for the closeout itself
	Findings []ruleset.Finding
}

// Required is the cost share owed for what was spent: it falls in proportion with the grant money that is not spent.
func Required(f *agreement.File, spent money.Money) money.Money {
	t, c := f.Current(), f.Currency()
	return ruleset.ShareTerms{Pledged: money.New(t.ShareMinor, c), Proportional: true}.Required(money.New(t.GrantMinor, c), spent).Required
}

// Above is by how much the federal share of what was spent is above what the verified cost share bears; nothing when it is met.
func Above(f *agreement.File, x *Facts) money.Money {
	c := f.Currency()
	spent, share := money.New(x.SpentMinor, c), money.New(x.ShareMinor, c)
	if !share.Less(Required(f, spent)) {
		return money.New(0, c)
	}
	// The largest spending whose share is met; what is above it is taken back.
	low, high := int64(0), x.SpentMinor
	for low < high {
		mid := low + (high-low+1)/2
		if share.Less(Required(f, money.New(mid, c))) {
			high = mid - 1
		} else {
			low = mid
		}
	}
	return money.New(x.SpentMinor-low, c)
}

// Check is everything an award needs before it is closed, in the order of the steps.
func Check(f *agreement.File, c *Closeout, x *Facts, report *federalform.SF425) []Item {
	cash := func(minor int64) *money.Money {
		m := money.New(minor, f.Currency())
		return &m
	}
	counted := func(code, page string, n int) Item { return Item{Code: code, Done: n == 0, Count: n, Page: page} }
	out := []Item{
		counted("reports", "reports", x.ReportsOwed),
		{Code: "final_report", Done: !x.FinalFiled.IsZero() || x.FinalWaived, Page: "reports"},
		counted("trips", "trips", x.TripsOpen+x.VisasOpen),
		counted("amendments", "amendments", x.AmendmentsOpen), counted("expenses", "expenses", x.ExpensesOpen), counted("contributions", "costshare", x.SharesOpen),
		counted("payments", "payments", x.PaymentsOpen),
		{Code: "owed", Done: x.CashMinor >= 0, Page: "payments"},
		counted("adjustments", "", x.AdjustmentsOpen),
		{Code: "subaward", Done: !x.SubawardOwed, Page: "agreement"},
	}
	out[4].Amount = cash(x.ExpensesOpenMinor)
	out[7].Amount = cash(max(-x.CashMinor, 0))
	above := Above(f, x)
	out = append(out,
		Item{Code: "share", Done: above.IsZero(), Amount: &above, Page: "costshare"},
		Item{Code: "refund", Done: x.CashMinor <= 0, Amount: cash(max(x.CashMinor, 0)), Page: "account"},
		property(f, c), final(report, x.ExpensesOpenMinor), Item{Code: "certificate", Done: c.SignedAt != nil})
	return out
}

// property asks what is left: the museum declares it, and above the figures of the rule set the office says what becomes of it.
func property(f *agreement.File, c *Closeout) Item {
	it := Item{Code: "property", Done: c.DeclaredAt != nil}
	if set, known := ruleset.Known().Named(f.Agreement.RuleSet); known {
		var things []ruleset.Thing
		for _, t := range c.Equipment {
			things = append(things, ruleset.Thing{Key: t.Name, Value: t.Value()})
		}
		it.Findings = set.LeftOver(things, c.Supplies())
	}
	if len(it.Findings) > 0 && c.InstructedAt == nil {
		it.Done = false
	}
	return it
}

// final holds the last federal financial report to its rules: nothing unliquidated, which is what was claimed and is not
// decided, and figures that add up. The cost share is asked on its own, since it falls with what was spent.
func final(x *federalform.SF425, undecided int64) Item {
	it := Item{Code: "final_425", Page: "account"}
	for _, y := range x.Check(nil, nil) {
		if y.Effect == ruleset.Deny && y.Code != "sf425_final_share" && !strings.HasPrefix(y.Code, "form_") {
			it.Findings = append(it.Findings, y)
		}
	}
	open := x.Lines.Value("10f").Add(money.New(undecided, x.Currency))
	it.Amount, it.Done = &open, open.IsZero() && len(it.Findings) == 0
	return it
}

// asked are the items each step asks for.
func asked(verb string) []string {
	settled := []string{"reports", "final_report", "trips", "amendments", "expenses", "contributions", "payments", "owed", "adjustments"}
	switch verb {
	case "take_reports":
		return settled[:4]
	case "liquidate":
		return settled[4:]
	case "claim_refund":
		return settled
	case "reconcile":
		return append(settled, "share", "refund")
	case "certify":
		return append(settled, "share", "refund", "property", "final_425")
	case "ask_close", "close":
		return append(settled, "subaward", "share", "refund", "property", "final_425", "certificate")
	case "ask_unilateral", "close_unilaterally":
		return []string{"payments", "owed", "adjustments"} // what is owed to a museum is paid whatever is missing
	}
	return nil
}

// missing refuses a step with every item it asks for that is not done, each by its code.
func missing(items []Item, verb string) error {
	var c fault.Check
	for _, code := range asked(verb) {
		for _, it := range items {
			if it.Code == code && !it.Done {
				c.Refuse(code, "closeout_"+code, "This is missing: %s.", code)
			}
		}
	}
	return c.Err()
}
