package place

import (
	"time"
)

// IncomeGroup is the World Bank's class of an economy in one fiscal year.
type IncomeGroup string

// The World Bank's four groups, and what it does not classify.
const (
	LowIncome         IncomeGroup = "low"
	LowerMiddleIncome IncomeGroup = "lower_middle"
	UpperMiddleIncome IncomeGroup = "upper_middle"
	HighIncome        IncomeGroup = "high"
	Unclassified      IncomeGroup = "unclassified"
)

// IncomeGroups lists the groups from low to high, unclassified last.
func IncomeGroups() []IncomeGroup {
	return []IncomeGroup{LowIncome, LowerMiddleIncome, UpperMiddleIncome, HighIncome, Unclassified}
}

// Valid reports whether the group is one of the five values.
func (g IncomeGroup) Valid() bool {
	switch g {
	case LowIncome, LowerMiddleIncome, UpperMiddleIncome, HighIncome, Unclassified:
		return true
	}
	return false
}

// The fiscal years whose classifications are known here.
const (
	firstFiscalYear = 2026
	lastFiscalYear  = 2027
)

// FiscalYears lists the World Bank fiscal years with a classification here.
func FiscalYears() []int { return []int{firstFiscalYear, lastFiscalYear} }

// FiscalYear is the World Bank fiscal year of a day in its own zone:
// fiscal year 2027 runs from 1 July 2026 to 30 June 2027.
func FiscalYear(day time.Time) int {
	if day.Month() >= time.July {
		return day.Year() + 1
	}
	return day.Year()
}

// IncomeGroup is the country's group in a World Bank fiscal year.
// A territory the Bank does not list, and a year with no data here, is
// Unclassified, which an officer decides with a reason.
func (c Country) IncomeGroup(fiscalYear int) IncomeGroup {
	f, ok := countries().facts[c]
	if !ok || fiscalYear < firstFiscalYear || fiscalYear > lastFiscalYear {
		return Unclassified
	}
	if fiscalYear == lastFiscalYear {
		return movedIn2027(c, f.income)
	}
	return f.income
}

// movedIn2027 applies the six moves of 1 July 2026, all upward.
func movedIn2027(c Country, before IncomeGroup) IncomeGroup {
	switch c {
	case "JO", "FM", "PH", "LK", "VN":
		return UpperMiddleIncome
	case "TG":
		return LowerMiddleIncome
	}
	return before
}

// Thresholds are the highest gross national incomes per head, in whole US
// dollars by the Atlas method, that still belong to each group.
type Thresholds struct {
	Low         int
	LowerMiddle int
	UpperMiddle int
}

// ThresholdsOf is the Bank's limits for a fiscal year; false when not known here.
func ThresholdsOf(fiscalYear int) (Thresholds, bool) {
	switch fiscalYear {
	case 2026:
		return Thresholds{Low: 1135, LowerMiddle: 4495, UpperMiddle: 13935}, true
	case 2027:
		return Thresholds{Low: 1175, LowerMiddle: 4635, UpperMiddle: 14375}, true
	}
	return Thresholds{}, false
}

// Group is where an income per head in US dollars falls between the limits.
func (t Thresholds) Group(incomePerHead int) IncomeGroup {
	switch {
	case incomePerHead <= t.Low:
		return LowIncome
	case incomePerHead <= t.LowerMiddle:
		return LowerMiddleIncome
	case incomePerHead <= t.UpperMiddle:
		return UpperMiddleIncome
	}
	return HighIncome
}

func groupOfLetter(s string) IncomeGroup {
	switch s {
	case "L":
		return LowIncome
	case "M":
		return LowerMiddleIncome
	case "U":
		return UpperMiddleIncome
	case "H":
		return HighIncome
	}
	return Unclassified
}
