package ruleset

import (
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// ShareSection is where the acceptance of cost share stands.
const ShareSection = "2 CFR 200.306(b)"

// Valuation is how a contribution got its value.
type Valuation string

// The valuations; each asks for figures or approval of its own.
const (
	PaidCost            Valuation = "paid_cost"            // cash: what was paid
	VolunteerHours      Valuation = "volunteer_hours"      // hours at the rate paid for similar work
	LentEmployee        Valuation = "lent_employee"        // hours at own pay plus fringe
	MarketValue         Valuation = "market_value"         // donated supplies and space at fair market value then
	DonatedEquipment    Valuation = "donated_equipment"    // by 2 CFR 200.306(g) to (i)
	UnrecoveredIndirect Valuation = "unrecovered_indirect" // only with prior approval
)

// Valuations are all valuations in the order they are offered.
func Valuations() []Valuation {
	return []Valuation{PaidCost, VolunteerHours, LentEmployee, MarketValue, DonatedEquipment, UnrecoveredIndirect}
}

// Answer is what a person said of a question only a person can judge.
type Answer string

// The answers; an empty one is still open.
const (
	Open Answer = ""
	Yes  Answer = "yes"
	No   Answer = "no"
)

// Contribution is one piece of cost share as claimed.
type Contribution struct {
	Key                 string
	Donor               string
	Side                partnership.Side
	Funding             budget.Funding // cash or in kind
	Category            budget.Category
	On                  calendar.Date
	Valuation           Valuation
	QuantityMilli       int64       // thousandths of a unit
	Unit                money.Money // value of one unit
	Amount              money.Money // quantity times unit, in the unit's currency
	Worth               money.Money // in the award's currency
	Conversion          *Conversion // where the two differ
	Declared            []string
	Description         string
	Evidence            []Evidence
	Certifier           string // who certifies it
	OtherFederalAward   string // an award it was counted on as well
	PaidByGovernment    bool   // under another award
	StatuteAllows       bool   // a statute lets that count; its citation is in StatuteCitation
	StatuteCitation     string
	InBudget            bool // the approved budget has it
	ApprovedIndirect    bool // unrecovered indirect cost was approved before
	NecessaryReasonable Answer
	Conforms            Answer
}

// Test is one of the seven tests, with what decided it.
type Test struct {
	Number  int
	Key     string // words are at rule.share_test
	Answer  Answer
	Finding []Finding // why it fails or is open; empty when it holds
}

// Judged is a contribution held against the seven tests.
type Judged struct {
	Tests []Test
	Value []Finding // what is wrong with how its value was found
}

// Counts tells whether all seven hold and the value stands; only then it is verified.
func (j Judged) Counts() bool {
	return len(j.Value) == 0 && !slices.ContainsFunc(j.Tests, func(t Test) bool { return t.Answer != Yes })
}

// Fails tells whether some test says no or the value does not stand; it is rejected then.
func (j Judged) Fails() bool {
	return Gravest(j.Value) == Deny || slices.ContainsFunc(j.Tests, func(t Test) bool { return t.Answer == No })
}

// Contribution holds a piece of cost share against the seven tests of 2 CFR 200.306(b) and the rule for
// its value; mustBeBudgeted is whether the award asks for it in the approved budget.
func (b Books) Contribution(c Contribution, mustBeBudgeted bool) Judged {
	return Judged{Tests: []Test{
		b.verifiable(c), b.countedOnce(c), judged(3, "necessary", c.NecessaryReasonable), b.allowable(c),
		b.notGovernments(c), b.budgeted(c, mustBeBudgeted), judged(7, "conforms", c.Conforms),
	}, Value: b.value(c)}
}

func test(n int, key string, found ...Finding) Test {
	t := Test{Number: n, Key: key, Answer: Yes, Finding: found}
	switch Gravest(found) {
	case Deny:
		t.Answer = No
	case Ask:
		t.Answer = Open
	}
	return t
}

func judged(n int, key string, a Answer) Test {
	t := Test{Number: n, Key: key, Answer: a}
	switch a {
	case Yes:
	case No:
		t.Finding = []Finding{deny("share_judged_no", ShareSection, "A person judged that this test fails.", Fact{"test", key})}
	default:
		t.Answer, t.Finding = Open, []Finding{{Code: "share_not_judged", Effect: Ask, Section: ShareSection, Message: "A person has still to judge this.", Facts: []Fact{{"test", key}}}}
	}
	return t
}

func (b Books) verifiable(c Contribution) Test {
	switch {
	case len(c.Evidence) == 0:
		return test(1, "verifiable", Finding{Code: "share_no_evidence", Effect: Ask, Section: ShareSection, Message: "Nothing in the records shows it yet."})
	case c.Certifier == "":
		return test(1, "verifiable", Finding{Code: "share_not_certified", Effect: Ask, Section: ShareSection, Message: "Nobody has certified it yet."})
	}
	return test(1, "verifiable")
}

func (b Books) countedOnce(c Contribution) Test {
	found := claimedTwice(b.Claimed, c.Key, c.Evidence)
	if c.OtherFederalAward != "" {
		found = append(found, deny("share_other_award", ShareSection, "It is counted on another federal award, "+c.OtherFederalAward+".", Fact{"award", c.OtherFederalAward}))
	}
	return test(2, "counted_once", found...)
}

// allowable holds it against period and cost rules as a cost paid with the grant would be.
func (b Books) allowable(c Contribution) Test {
	found := b.timing(Expense{On: c.On})
	for _, f := range JudgeCost(b.Rules, c.Declared, c.Description, b.Approved) {
		if f.Effect != Warn {
			found = append(found, f)
		}
	}
	return test(4, "allowable", found...)
}

func (b Books) notGovernments(c Contribution) Test {
	if !c.PaidByGovernment || c.StatuteAllows && c.StatuteCitation != "" {
		return test(5, "not_governments")
	}
	return test(5, "not_governments", deny("share_governments", ShareSection, "The government pays it under another award, and no statute named lets it count."))
}

func (b Books) budgeted(c Contribution, must bool) Test {
	if c.InBudget || !must {
		return test(6, "budgeted")
	}
	return test(6, "budgeted", deny("share_not_budgeted", ShareSection, "The approved budget does not have it."))
}

// value holds the amount against quantity and unit, the way of valuing and the conversion.
func (b Books) value(c Contribution) []Finding {
	var out []Finding
	facts := []Fact{{"valuation", string(c.Valuation)}, {"unit", c.Unit.String()}, {"amount", c.Amount.String()}, {"worth", c.Worth.String()}}
	if !slices.Contains(Valuations(), c.Valuation) {
		out = append(out, deny("share_no_valuation", "2 CFR 200.306", "It does not say how its value was found.", facts...))
	}
	if cash := c.Valuation == PaidCost; cash != (c.Funding == budget.Cash) && c.Valuation != UnrecoveredIndirect {
		out = append(out, deny("share_cash_or_kind", "2 CFR 200.306", "What is paid is cash; what is donated, lent or given in hours is in kind.", append(facts, Fact{"funding", string(c.Funding)})...))
	}
	if c.Valuation == UnrecoveredIndirect && !c.ApprovedIndirect {
		out = append(out, deny("share_unrecovered_indirect", "2 CFR 200.306(c)", "Unrecovered indirect costs count only with prior approval.", facts...))
	}
	product, err := c.Unit.Times(c.QuantityMilli)
	if err != nil || product != c.Amount || c.Amount.Minor <= 0 {
		out = append(out, deny("share_value_off", "2 CFR 200.306", fmt.Sprintf("Quantity times unit value is %s, not %s.", product, c.Amount), append(facts, Fact{"product", product.String()})...))
	}
	worth, sound := c.Amount, true
	if x := c.Conversion; x != nil && (x.On.IsZero() || x.Source == "") {
		out = append(out, deny("expense_rate_unsaid", "2 CFR 200.403(g)", "The exchange rate has no day or no source.", facts...))
	}
	if c.Conversion != nil {
		worth, sound = Conversion{Paid: c.Amount, RateMicro: c.Conversion.RateMicro, On: c.Conversion.On, Source: c.Conversion.Source}.Into(b.Currency)
	}
	if !sound || worth != c.Worth || c.Worth.Currency != b.Currency {
		out = append(out, deny("share_misconverted", "2 CFR 200.306", fmt.Sprintf("It is worth %s, not %s.", worth, c.Worth), facts...))
	}
	return out
}
