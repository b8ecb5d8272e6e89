package exchange

import (
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// VisaState is where a J-1 case is.
type VisaState string

// The states of a visa case; a refusal or a withdrawal ends it.
const (
	DataCollected VisaState = "data_collected"
	SentToECA     VisaState = "sent_to_eca"
	FormIssued    VisaState = "ds2019_issued"
	Interview     VisaState = "interview"
	VisaIssued    VisaState = "issued"
	VisaRefused   VisaState = "refused"
	Entered       VisaState = "entered"
	Departed      VisaState = "departed"
	VisaWithdrawn VisaState = "withdrawn"
)

// Granted tells whether the visa was issued; whoever entered or left again had one.
func (s VisaState) Granted() bool { return s == VisaIssued || s == Entered || s == Departed }

// DS2019 is what the form of an exchange visitor asks, by its boxes, and what is collected beside it.
type DS2019 struct {
	Surname, Given     string // exactly as in the machine-readable zone of the passport
	Gender             Gender
	BornOn             calendar.Date
	BirthCity          string
	BirthCountry       place.Country
	Citizenship        place.Country
	Residence          place.Country // legal permanent residence
	PositionCode       string
	Position           string // in the home country
	Site               string // primary site of activity
	Sponsor            string
	ProgramNumber      string // exchange visitor program number, such as G-1-00001
	Purpose            string
	From, To           calendar.Date // period the form covers
	Category           string
	SubjectCode        string
	Support            []Support // total financial support by source
	ResponsibleOfficer string
	PassportNumber     string
	PassportExpires    calendar.Date
	Email, Address     string
	PreviousJ          *bool // held J status in the last two years
}

// Support is one source of a visitor's money, in US dollars.
type Support struct {
	Source string
	Amount money.Money
}

// Missing are the boxes that have nothing in them or what no form takes, each by name.
func (d DS2019) Missing() []ruleset.Finding {
	var out []ruleset.Finding
	lacks := func(ok bool, box, message string) {
		if !ok {
			out = append(out, ruleset.Finding{Code: "ds2019_" + box, Effect: ruleset.Ask, Section: "22 CFR 62.12", At: box, Message: message, Facts: []ruleset.Fact{{Name: "box", Value: box}}})
		}
	}
	said := func(box, value, what string) { lacks(strings.TrimSpace(value) != "", box, "The "+what+" is missing.") }
	lacks(MachineReadable(d.Surname), "surname", "The surname is missing or not as in the machine-readable zone of the passport.")
	lacks(d.Given == "" || MachineReadable(d.Given), "given", "The given name is not as in the machine-readable zone of the passport.")
	lacks(d.Gender == Female || d.Gender == Male || d.Gender == OtherGender, "gender", "The gender is missing.")
	lacks(!d.BornOn.IsZero(), "birth_date", "The date of birth is missing.")
	said("birth_city", d.BirthCity, "city of birth")
	lacks(d.BirthCountry.Valid(), "birth_country", "The country of birth is missing.")
	lacks(d.Citizenship.Valid(), "citizenship", "The country of citizenship is missing.")
	lacks(d.Residence.Valid(), "residence", "The country of legal permanent residence is missing.")
	said("position_code", d.PositionCode, "position code")
	said("position", d.Position, "position in the home country")
	said("site", d.Site, "primary site of activity")
	said("sponsor", d.Sponsor, "program sponsor")
	said("program_number", d.ProgramNumber, "exchange visitor program number")
	said("purpose", d.Purpose, "purpose of the form")
	lacks(!d.From.IsZero() && !d.To.Before(d.From), "period", "The period the form covers is missing or ends before it begins.")
	said("category", d.Category, "category")
	said("subject_code", d.SubjectCode, "subject or field code")
	lacks(len(d.Support) > 0 && supported(d.Support), "support", "The financial support is missing, by source in US dollars.")
	said("responsible_officer", d.ResponsibleOfficer, "responsible officer")
	said("passport_number", d.PassportNumber, "passport number")
	lacks(!d.PassportExpires.IsZero(), "passport_expires", "The day the passport expires is missing.")
	said("email", d.Email, "e-mail address")
	said("address", d.Address, "foreign address")
	lacks(d.PreviousJ != nil, "previous_j", "It is not said whether there was J status in the last two years.")
	return out
}

func supported(all []Support) bool {
	for _, s := range all {
		if strings.TrimSpace(s.Source) == "" || s.Amount.Currency != money.USD || s.Amount.Minor < 0 {
			return false
		}
	}
	return true
}

// MachineReadable tells whether a name can stand in the machine-readable zone of a passport: capitals A
// to Z in words parted by one blank, at most 39 characters.
func MachineReadable(name string) bool {
	return name != "" && len(name) <= 39 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == "" &&
		name == strings.Join(strings.Fields(name), " ")
}

// SEVIS reads the number of a visitor's record: N and ten digits; a hyphen and small letters are taken.
func SEVIS(s string) (string, bool) {
	s = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(s), "-", ""))
	return s, len(s) == 11 && s[0] == 'N' && strings.Trim(s[1:], "0123456789") == ""
}

// Insurance is what a visitor is insured for.
type Insurance struct {
	Policy       string
	From, To     calendar.Date
	Medical      money.Money // for each accident or illness
	Evacuation   money.Money
	Repatriation money.Money // of remains
	Deductible   money.Money // for each accident or illness
}

// InsuranceSection is where the limits stand.
const InsuranceSection = "22 CFR 62.14(b)"

// Limits are the least a visitor is insured for, and the largest deductible.
type Limits struct{ Medical, Evacuation, Repatriation, Deductible money.Money }

// InsuranceLimits are those of 22 CFR 62.14(b), in US dollars.
func InsuranceLimits() Limits {
	return Limits{Medical: money.Dollars(100_000), Evacuation: money.Dollars(50_000), Repatriation: money.Dollars(25_000), Deductible: money.Dollars(500)}
}

// Insured says what is wrong with an insurance for a stay, both days included; nothing when it holds.
func (l Limits) Insured(i *Insurance, from, to calendar.Date) []ruleset.Finding {
	if i == nil || strings.TrimSpace(i.Policy) == "" {
		return []ruleset.Finding{stop("insurance_none", InsuranceSection, "There is no insurance.")}
	}
	var out []ruleset.Finding
	if i.From.After(from) || i.To.Before(to) {
		out = append(out, stop("insurance_days", InsuranceSection, fmt.Sprintf("The insurance is for %s to %s, the stay for %s to %s.", i.From, i.To, from, to),
			ruleset.Fact{Name: "from", Value: i.From.String()}, ruleset.Fact{Name: "to", Value: i.To.String()}))
	}
	for _, x := range []struct {
		code, what  string
		has, limit  money.Money
		limitIsMost bool
	}{
		{"insurance_medical", "medical benefits", i.Medical, l.Medical, false},
		{"insurance_evacuation", "medical evacuation", i.Evacuation, l.Evacuation, false},
		{"insurance_repatriation", "repatriation of remains", i.Repatriation, l.Repatriation, false},
		{"insurance_deductible", "deductible", i.Deductible, l.Deductible, true},
	} {
		if x.has.Currency != x.limit.Currency || !x.limitIsMost && x.has.Less(x.limit) || x.limitIsMost && x.limit.Less(x.has) {
			bound := "at least"
			if x.limitIsMost {
				bound = "at most"
			}
			out = append(out, stop(x.code, InsuranceSection, fmt.Sprintf("The %s is %s; it is %s %s.", x.what, x.has, bound, x.limit),
				ruleset.Fact{Name: "has", Value: x.has.String()}, ruleset.Fact{Name: "limit", Value: x.limit.String()}))
		}
	}
	return out
}

func stop(code, section, message string, facts ...ruleset.Fact) ruleset.Finding {
	return ruleset.Finding{Code: code, Effect: ruleset.Deny, Section: section, Message: message, Facts: facts}
}
