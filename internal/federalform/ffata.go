package federalform

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// FFATASection is where the report of first-tier subawards stands.
const FFATASection = "2 CFR 170 appendix A"

// Address is a place in the United States by the data set of SAM.gov, or abroad by its country.
type Address struct {
	Street, City string
	State        place.State
	PostalCode   string // of the United States with four digits more: 77058-3696
	Country      place.Country
	District     string // congressional, such as TX-36; none abroad
}

// Officer is one of the five best paid.
type Officer struct {
	Name         string
	Compensation money.Money
}

// FFATA is the data set of a first-tier subaward as SAM.gov takes it.
type FFATA struct {
	FAIN          string
	ListingNumber string
	PrimeUEI      string
	SubawardNo    string
	UEI           string // of the subrecipient
	Name          string
	Address       Address // of the subrecipient
	Performance   Address // principal place of performance
	ObligatedOn   calendar.Date
	Amount        money.Money // obligated in all
	Description   string
	Month         calendar.Date // the last day of the month reported in
	ExecutivePay  bool          // whether the five best paid are reported
	Officers      []Officer
}

// FFATAOf takes what the data set has in common with the disclosure, and the report's own date from its task.
func FFATAOf(d Disclosure, task ruleset.SubawardReport, primeUEI, subaward string) FFATA {
	return FFATA{
		FAIN: d.FAIN, ListingNumber: d.ListingNumber, PrimeUEI: primeUEI, SubawardNo: subaward, UEI: d.UEI, Name: d.Name,
		ObligatedOn: task.ReachedOn, Amount: task.Total, Description: d.Description, Month: task.ReachedOn.MonthEnd(),
	}
}

// Missing are the pieces the data set lacks, each by name.
func (f FFATA) Missing() []ruleset.Finding {
	var out []ruleset.Finding
	lacks := func(ok bool, piece, message string) {
		if !ok {
			x := deny("ffata_"+piece, piece, message)
			x.Section = FFATASection
			out = append(out, x)
		}
	}
	uei := func(s string) bool { _, ok := ruleset.UEI(s); return ok }
	lacks(f.FAIN != "" && len(f.FAIN) <= MostFAIN, "fain", "The federal award number is missing or too long.")
	_, listing := AssistanceListing(f.ListingNumber)
	lacks(listing, "listing_number", "The assistance listing number is missing or does not look like 19.415.")
	lacks(uei(f.PrimeUEI), "prime_uei", "The recipient's UEI is missing or is not one.")
	lacks(uei(f.UEI), "uei", "The subrecipient's UEI is missing or is not one.")
	lacks(strings.TrimSpace(f.SubawardNo) != "", "subaward", "The subaward's number is missing.")
	lacks(strings.TrimSpace(f.Name) != "", "name", "The subrecipient's name is missing.")
	lacks(f.Address.whole(), "address", "The subrecipient's address is not whole.")
	lacks(f.Performance.whole(), "performance", "The principal place of performance is not whole.")
	lacks(!f.ObligatedOn.IsZero(), "obligated_on", "The day of the obligation is missing.")
	lacks(f.Amount.Minor > 0, "amount", "The amount is missing.")
	lacks(strings.TrimSpace(f.Description) != "", "description", "The project description is missing.")
	lacks(f.Month == f.ObligatedOn.MonthEnd() && !f.Month.IsZero(), "month", "The month reported in is not the obligation's.")
	lacks(!f.ExecutivePay || len(f.Officers) == mostPaid && paid(f.Officers), "officers", "The five best paid are missing, each with name and compensation.")
	lacks(f.ExecutivePay || len(f.Officers) == 0, "officers_unasked", "Pay is reported that need not be.")
	return out
}

const mostPaid = 5

func paid(all []Officer) bool {
	for _, o := range all {
		if o.Name == "" || o.Compensation.Minor <= 0 {
			return false
		}
	}
	return true
}

// whole tells whether an address has what SAM.gov asks of it: at home state, nine-digit code and district.
func (a Address) whole() bool {
	if a.City == "" || !a.Country.Valid() {
		return false
	}
	if a.Country != place.UnitedStates {
		return true
	}
	code := strings.ReplaceAll(a.PostalCode, "-", "")
	return a.State.Valid() && len(code) == 9 && strings.Trim(code, "0123456789") == "" && a.District != ""
}
