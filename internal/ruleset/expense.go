package ruleset

import (
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// TravelMethod is how the costs of a trip are computed; one method holds for a whole trip (2 CFR 200.475).
type TravelMethod string

// The methods.
const (
	ActualCost TravelMethod = "actual"
	PerDiem    TravelMethod = "per_diem"
	MixedCost  TravelMethod = "mixed" // chosen for the whole trip and said beforehand
)

// Expense is one cost claimed on an award.
type Expense struct {
	Key         string
	On          calendar.Date // the day it was incurred
	Category    budget.Category
	Description string
	Declared    []string    // the kinds of restricted costs it is, by the keys of cost rules
	Amount      money.Money // in the award's currency
	Paid        *Conversion // nil where it was paid in the award's currency
	Evidence    []Evidence  // of its receipt lines
	Trip        string      // of which trip it is a cost; empty is none
	Method      TravelMethod
	Segments    []Segment // flights it pays
	Federal     bool      // paid with the grant, not a cost share
}

// Books are what an expense is held against.
type Books struct {
	Start, End   calendar.Date // of the period of performance
	PreAward     calendar.Date // from this day costs before the start were approved; absent is none
	Asked        calendar.Date // the day the claim is looked at
	Currency     money.Currency
	Categories   []budget.Category // the approved budget has money in
	Rules        []CostRule
	Approved     []string // keys of cost rules whose approval was given
	Claimed      []Claim  // every evidence claimed already, on whichever award
	TripMethods  map[string]TravelMethod
	ReceiptsFrom money.Money // costs below need no receipt; zero is all need one
}

// Expense says everything there is to say of a claimed cost; nothing found is allowable as far as the
// rules can tell: whether it was necessary and reasonable remains a person's judgment.
func (b Books) Expense(e Expense) []Finding {
	out := b.timing(e)
	out = append(out, b.kind(e)...)
	out = append(out, b.amount(e)...)
	out = append(out, b.documented(e)...)
	out = append(out, b.travel(e)...)
	return append(out, JudgeCost(b.Rules, e.Declared, e.Description, b.Approved)...)
}

func deny(code, section, message string, facts ...Fact) Finding {
	return Finding{Code: code, Effect: Deny, Section: section, Message: message, Facts: facts}
}

// timing holds the day against the period; the first and the last day are inside.
func (b Books) timing(e Expense) []Finding {
	const section = "2 CFR 200.403(h)"
	facts := []Fact{{"on", e.On.String()}, {"start", b.Start.String()}, {"end", b.End.String()}}
	switch {
	case e.On.IsZero():
		return []Finding{deny("expense_no_day", section, "The cost has no day.")}
	case !b.Asked.IsZero() && e.On.After(b.Asked):
		return []Finding{deny("expense_in_future", section, fmt.Sprintf("%s has not come yet.", e.On), append(facts, Fact{"asked", b.Asked.String()})...)}
	case e.On.After(b.End):
		return []Finding{deny("expense_after_period", section, fmt.Sprintf("The cost of %s is after the period, which ended on %s.", e.On, b.End), facts...)}
	case e.On.Before(b.Start) && (b.PreAward.IsZero() || e.On.Before(b.PreAward)):
		return []Finding{deny("expense_before_period", "2 CFR 200.458", fmt.Sprintf("The cost of %s is before the period, which begins on %s, and was not approved.", e.On, b.Start), facts...)}
	}
	return nil
}

func (b Books) kind(e Expense) []Finding {
	switch {
	case e.Category == budget.Indirect:
		return []Finding{deny("expense_indirect", "2 CFR 200.414", "Indirect costs follow from rate and base; they are no expense.")}
	case !slices.Contains(b.Categories, e.Category):
		return []Finding{{
			Code: "expense_not_budgeted", Effect: Ask, Section: "2 CFR 200.308",
			Message: fmt.Sprintf("The approved budget has no money for %s.", e.Category), Facts: []Fact{{"category", string(e.Category)}},
		}}
	}
	return nil
}

// amount holds the claimed amount against what was paid and the rate that converts it.
func (b Books) amount(e Expense) []Finding {
	const section = "2 CFR 200.403(g)"
	if e.Amount.Minor <= 0 || e.Amount.Currency != b.Currency {
		return []Finding{deny("expense_no_amount", section, "An expense is above zero and in the award's currency.", Fact{"amount", e.Amount.String()}, Fact{"currency", string(b.Currency)})}
	}
	c := e.Paid
	if c == nil {
		return nil
	}
	facts := []Fact{{"paid", c.Paid.String()}, {"rate", micro(c.RateMicro)}, {"on", c.On.String()}, {"source", c.Source}, {"amount", e.Amount.String()}}
	worth, sound := c.Into(b.Currency)
	switch {
	case c.RateMicro <= 0:
		return []Finding{deny("expense_no_rate", section, "The exchange rate is not above zero.", facts...)}
	case !sound:
		return []Finding{deny("expense_no_amount", section, "The amount is larger than any form takes.", facts...)}
	case c.On.IsZero() || c.Source == "":
		return []Finding{deny("expense_rate_unsaid", section, "The exchange rate has no day or no source.", facts...)}
	case !b.Asked.IsZero() && c.On.After(b.Asked):
		return []Finding{deny("expense_rate_future", section, fmt.Sprintf("Nobody knows the exchange rate of %s yet.", c.On), facts...)}
	case worth != e.Amount:
		return []Finding{deny("expense_misconverted", section, fmt.Sprintf("%s at %s is %s, not %s.", c.Paid, micro(c.RateMicro), worth, e.Amount), append(facts, Fact{"worth", worth.String()})...)}
	}
	return nil
}

// micro writes millionths as a decimal without trailing zeros.
func micro(n int64) string {
	whole, rest := n/1_000_000, n%1_000_000
	if rest == 0 {
		return fmt.Sprint(whole)
	}
	s := fmt.Sprintf("%d.%06d", whole, max(rest, -rest))
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return s
}

// documented asks for a receipt and finds what claims it already (invariant 7).
func (b Books) documented(e Expense) []Finding {
	const section = "2 CFR 200.403(g)"
	if len(e.Evidence) == 0 {
		if !b.ReceiptsFrom.IsZero() && e.Amount.Less(b.ReceiptsFrom) {
			return nil
		}
		return []Finding{deny("expense_no_evidence", section, "The cost has no receipt.")}
	}
	return claimedTwice(b.Claimed, e.Key, e.Evidence)
}

// claimedTwice finds who else claims an evidence, once for each. Where only issuer, day and amount are
// the same it warns: two equal bus tickets are no double claim. Its facts name the other claim, which may
// be another museum's: they are for the office, the words are for everybody.
func claimedTwice(claimed []Claim, key string, evidence []Evidence) []Finding {
	var out []Finding
	var told []string
	for _, exact := range []bool{true, false} {
		for _, c := range claimed {
			if c.By == key || c.Evidence.exact() != exact || slices.Contains(told, c.By) || !slices.Contains(evidence, c.Evidence) {
				continue
			}
			told = append(told, c.By)
			f := deny("expense_claimed_twice", "2 CFR 200.403(f)", "This receipt is claimed already.",
				Fact{"evidence", string(c.Evidence)}, Fact{"by", c.By}, Fact{"award", c.Award})
			if !exact {
				f.Code, f.Effect, f.Message = "expense_maybe_twice", Warn, "A receipt of the same issuer, day and amount is claimed already."
			}
			out = append(out, f)
		}
	}
	return out
}

// travel holds the method against the trip's and each flight against Fly America.
func (b Books) travel(e Expense) []Finding {
	var out []Finding
	if e.Trip != "" {
		method, set := b.TripMethods[e.Trip]
		switch {
		case !slices.Contains([]TravelMethod{ActualCost, PerDiem, MixedCost}, e.Method):
			out = append(out, deny("expense_no_method", "2 CFR 200.475", "A cost of a trip says whether it is actual cost, per diem or a mix.", Fact{"trip", e.Trip}))
		case set && method != e.Method:
			out = append(out, deny("expense_other_method", "2 CFR 200.475", fmt.Sprintf("The trip is claimed by %s; this cost by %s.", method, e.Method),
				Fact{"trip", e.Trip}, Fact{"method", string(e.Method)}, Fact{"tripMethod", string(method)}))
		}
	}
	if !e.Federal {
		return out
	}
	for i, s := range e.Segments {
		for _, f := range FlyAmerica(s) {
			f.At = fmt.Sprintf("segments.%d", i)
			out = append(out, f)
		}
	}
	return out
}
