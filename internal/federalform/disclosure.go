package federalform

import (
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// DisclosureSection is where the data set of a subaward stands.
const DisclosureSection = "2 CFR 200.332(b)"

// Disclosure is what a subaward tells its subrecipient (domain 3.6).
type Disclosure struct {
	Name           string // of the subrecipient, as registered with its UEI
	RegisteredName string // as the UEI has it
	UEI            string
	FAIN           string
	FederalAwardOn calendar.Date
	Start, End     calendar.Date // subaward period of performance
	BudgetStart    calendar.Date
	BudgetEnd      calendar.Date
	ThisAction     money.Money // federal funds obligated by this action
	Obligated      money.Money // in all, this action included
	Committed      money.Money // in all, to the subrecipient
	Description    string      // of the project, for FFATA
	Agency         string
	PassThrough    string
	OfficialName   string // contact of the pass-through's awarding official
	OfficialEmail  string
	ListingNumber  string
	ListingTitle   string
	ByListing      []Source // the dollar amount under each federal award at disbursement
	Research       *bool    // whether it is research and development
	Rate           budget.RateKind
	RateShare      money.Ratio
	Requirements   string // passed down
	RecordsAccess  string
	CloseoutTerms  string
}

// Missing are the pieces the set lacks and those that contradict each other, each by name.
func (d Disclosure) Missing() []ruleset.Finding {
	var out []ruleset.Finding
	lacks := func(ok bool, piece, message string, facts ...ruleset.Fact) {
		if !ok {
			f := deny("disclosure_"+piece, piece, message, facts...)
			f.Section = DisclosureSection
			out = append(out, f)
		}
	}
	said := func(piece, value, what string) {
		lacks(strings.TrimSpace(value) != "", piece, "The "+what+" is missing.")
	}
	said("name", d.Name, "subrecipient's name")
	lacks(d.Name == "" || d.RegisteredName == "" || sameName(d.Name, d.RegisteredName), "name_differs",
		fmt.Sprintf("The subrecipient is %q here and %q by its UEI.", d.Name, d.RegisteredName), ruleset.Fact{Name: "name", Value: d.Name}, ruleset.Fact{Name: "registered", Value: d.RegisteredName})
	_, uei := ruleset.UEI(d.UEI)
	lacks(uei, "uei", "The subrecipient's UEI is missing or is not one.")
	lacks(d.FAIN != "" && len(d.FAIN) <= MostFAIN, "fain", "The federal award number is missing or too long.")
	lacks(!d.FederalAwardOn.IsZero(), "federal_award_date", "The federal award date is missing.")
	lacks(period(d.Start, d.End), "period", "The subaward's period of performance is missing or ends before it begins.")
	lacks(period(d.BudgetStart, d.BudgetEnd), "budget_period", "The subaward's budget period is missing or ends before it begins.")
	lacks(!period(d.Start, d.End) || !period(d.BudgetStart, d.BudgetEnd) || !d.BudgetStart.Before(d.Start) && !d.BudgetEnd.After(d.End), "budget_period_outside", "The budget period is outside the period of performance.")
	lacks(d.FederalAwardOn.IsZero() || d.Start.IsZero() || !d.Start.Before(d.FederalAwardOn), "before_federal_award", "The subaward begins before the federal award was made.")
	lacks(!d.ThisAction.IsZero(), "this_action", "The amount obligated by this action is missing.")
	lacks(d.Obligated.Minor > 0, "obligated", "The total obligated is missing.")
	lacks(d.Committed.Minor > 0, "committed", "The total committed is missing.")
	lacks(d.Obligated.Minor >= d.ThisAction.Minor, "obligated_less", fmt.Sprintf("The total obligated, %s, is less than this action, %s.", d.Obligated, d.ThisAction))
	lacks(d.Committed.Minor >= d.Obligated.Minor, "committed_less", fmt.Sprintf("The total committed, %s, is less than the total obligated, %s.", d.Committed, d.Obligated))
	said("description", d.Description, "project description")
	said("agency", d.Agency, "federal agency's name")
	said("pass_through", d.PassThrough, "pass-through entity's name")
	said("official", d.OfficialName, "awarding official's name")
	said("official_contact", d.OfficialEmail, "awarding official's contact")
	_, listing := AssistanceListing(d.ListingNumber)
	lacks(listing, "listing_number", "The assistance listing number is missing or does not look like 19.415.")
	said("listing_title", d.ListingTitle, "assistance listing title")
	lacks(len(d.ByListing) > 0 && sum(d.ByListing, d.Obligated.Currency) == d.Obligated, "by_listing", "The amounts under each federal award are missing or do not sum to the total obligated.")
	lacks(d.Research != nil, "research", "It is not said whether the award is research and development.")
	lacks(d.Rate == budget.NoRate || (d.Rate == budget.DeMinimis || d.Rate == budget.Negotiated) && d.RateShare > 0, "indirect_rate", "The indirect cost rate is missing.")
	said("requirements", d.Requirements, "list of requirements passed down")
	said("records_access", d.RecordsAccess, "term on access to records")
	said("closeout_terms", d.CloseoutTerms, "term on closeout")
	return out
}

func period(from, to calendar.Date) bool { return !from.IsZero() && !to.Before(from) }

// sameName compares names as registers do: case and punctuation do not count.
func sameName(a, b string) bool {
	fold := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" .,;:'\"&()-", r) }), " ")
	}
	return fold(a) == fold(b)
}

func sum(rows []Source, c money.Currency) money.Money {
	total := money.New(0, c)
	for _, r := range rows {
		total = total.Add(r.Amount)
	}
	return total
}
