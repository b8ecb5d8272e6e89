package ruleset

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Obligation is one action that obligates or de-obligates federal money to a subrecipient.
type Obligation struct {
	Action string // the award or amendment, for people
	On     calendar.Date
	Amount money.Money // below zero when money is taken back
}

// SubawardReport is the task to report a first-tier subaward (2 CFR 170, FFATA).
type SubawardReport struct {
	Action    string        // which action reached the figure
	ReachedOn calendar.Date // when
	Total     money.Money   // obligated then
	DueOn     calendar.Date // the last day of the month after
}

// SubawardReport finds the action by which a subaward reached the figure, also one that amended it;
// false while none has. Money taken back later does not take back the duty.
func (s *Set) SubawardReport(actions []Obligation) (SubawardReport, bool) {
	sorted := slices.Clone(actions)
	slices.SortStableFunc(sorted, func(a, b Obligation) int { return cmp.Compare(a.On.String(), b.On.String()) })
	total := money.New(0, money.USD)
	for _, a := range sorted {
		total = total.Add(a.Amount)
		if !total.Less(s.Amount(fund.SubawardReported)) {
			return SubawardReport{Action: a.Action, ReachedOn: a.On, Total: total, DueOn: a.On.AddMonths(1).MonthEnd()}, true
		}
	}
	return SubawardReport{}, false
}

// ExecutivePay tells whether the five best paid are reported: the subaward is reported at all, and in
// the year before at least 80 percent and 25,000,000 dollars of revenue were federal and pay is not public.
func (s *Set) ExecutivePay(obligated, revenue, federal money.Money, public bool) bool {
	if public || obligated.Less(s.Amount(fund.SubawardReported)) || federal.Less(s.Amount(fund.ExecutiveRevenue)) {
		return false
	}
	return !federal.Less(s.Share(fund.ExecutiveShare).AtLeast(revenue))
}

// SingleAudit is the audit a subrecipient owes for one of its fiscal years (2 CFR 200.501, 200.512).
type SingleAudit struct {
	Spent money.Money
	DueOn calendar.Date
}

// SingleAudit is owed where federal spending of a fiscal year reaches the figure: by the earlier of 30
// days after the auditors' report (absent while there is none) and nine months after the year; false otherwise.
func (s *Set) SingleAudit(spent money.Money, yearEnd, reportOn calendar.Date) (SingleAudit, bool) {
	if spent.Less(s.Amount(fund.SingleAuditSpending)) {
		return SingleAudit{}, false
	}
	due := yearEnd.AddMonths(s.Months(fund.SingleAuditDue))
	if yearEnd == yearEnd.MonthEnd() {
		due = due.MonthEnd() // June 30 and nine months is March 31
	}
	const afterReport = 30 // days, 2 CFR 200.512(a)
	if early := reportOn.AddDays(afterReport); !reportOn.IsZero() && early.Before(due) {
		due = early
	}
	return SingleAudit{Spent: spent, DueOn: due}, true
}

// MostExclusionDays is how old a check of exclusions may be when an award becomes official: the
// administrator's own rule; 2 CFR 180.300 only asks for one before.
const MostExclusionDays = 30

// Screening is a look into the exclusions of SAM.gov.
type Screening struct {
	On    calendar.Date
	Clear bool
	By    string
}

// Excluded says what is wrong with the newest screening of a museum on a day; nothing when it is clear
// and at most thirty days old.
func Excluded(s *Screening, on calendar.Date) []Finding {
	const section = "2 CFR 180.300"
	switch {
	case s == nil:
		return []Finding{deny("exclusions_unchecked", section, "Nobody has looked for exclusions.")}
	case !s.Clear:
		return []Finding{deny("exclusions_found", section, fmt.Sprintf("An exclusion was found on %s.", s.On), Fact{"on", s.On.String()})}
	case s.On.After(on):
		return []Finding{deny("exclusions_later", section, fmt.Sprintf("The check of %s is after %s.", s.On, on), Fact{"on", s.On.String()})}
	}
	if age := s.On.DaysTo(on); age > MostExclusionDays {
		return []Finding{deny("exclusions_old", section, fmt.Sprintf("The check of %s is %d days old; at most %d are allowed.", s.On, age, MostExclusionDays),
			Fact{"on", s.On.String()}, Fact{"days", strconv.Itoa(age)}, Fact{"most", strconv.Itoa(MostExclusionDays)})}
	}
	return nil
}

// UEI reads a unique entity identifier: twelve letters and digits without O and I, in capitals; blanks
// around it are dropped. What it refuses is no identifier at all.
func UEI(s string) (string, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	return s, len(s) == 12 && strings.Trim(s, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") == ""
}
