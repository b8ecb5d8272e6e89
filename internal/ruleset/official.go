package ruleset

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Agreement is what a provisional award needs before it is official.
type Agreement struct {
	On             calendar.Date // the day it would become official
	Endorsed       bool          // by the post
	UEI            string
	Screening      *Screening
	Disclosure     []Finding   // what the data set of 2 CFR 200.332(b) still misses
	BudgetApproved bool        // a version of the budget is approved
	BudgetGrant    money.Money // the grant column of that version
	Award          money.Money
	MuseumSigned   bool // by the authorized official
	OfficeSigned   bool // by the administrator
}

// Missing are the pieces an award still needs to be official, each by name (9.3, invariant 21).
func (a Agreement) Missing() []Finding {
	var out []Finding
	lacks := func(ok bool, code, section, message string, facts ...Fact) {
		if !ok {
			out = append(out, deny(code, section, message, facts...))
		}
	}
	lacks(a.Endorsed, "official_no_endorsement", "program", "The post has not endorsed the project.")
	uei, sound := UEI(a.UEI)
	lacks(uei != "", "official_no_uei", "2 CFR 25.300", "The museum has no UEI.")
	lacks(uei == "" || sound, "official_bad_uei", "2 CFR 25.300", "The museum's UEI is not one: it has twelve letters and digits, without O and I.", Fact{"uei", uei})
	out = append(out, Excluded(a.Screening, a.On)...)
	out = append(out, a.Disclosure...)
	lacks(a.BudgetApproved, "official_no_budget", "2 CFR 200.308", "No version of the budget is approved.")
	lacks(!a.BudgetApproved || a.BudgetGrant == a.Award, "official_budget_differs", "2 CFR 200.308",
		fmt.Sprintf("The approved budget asks for %s and the award is %s.", a.BudgetGrant, a.Award), Fact{"budget", a.BudgetGrant.String()}, Fact{"award", a.Award.String()})
	lacks(a.MuseumSigned, "official_museum_unsigned", "2 CFR 200.332", "The museum's authorized official has not signed.")
	lacks(a.OfficeSigned, "official_office_unsigned", "2 CFR 200.332", "The administrator has not signed.")
	return out
}
