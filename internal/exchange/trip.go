package exchange

import (
	"fmt"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Leads of a trip, in days and months.
const (
	VisaLeadDays   = 56 // eight weeks from handing over the data to travel: the program's own rule
	PassportMonths = 6  // a passport is valid beyond the end of the stay
	ValidationDays = 30 // an arrival is validated in SEVIS after the program begins, 22 CFR 62.13
	AdultAge       = 18
)

// Direction is which way a trip goes.
type Direction string

// The directions; every project has travel in both (invariant 25).
const (
	ToPartner Direction = "us_partner"
	ToUS      Direction = "partner_us"
	Elsewhere Direction = "elsewhere"
)

// Traveler is one person on a trip, with what decides whether they may go.
type Traveler struct {
	Key             string
	Side            partnership.Side
	Community       bool // of the community, not of a museum's staff
	BornOn          calendar.Date
	Citizenship     place.Country
	PassportExpires calendar.Date
	GuardianConsent string    // key of the evidence; for minors
	Visa            VisaState // empty while there is no case
	Insurance       *Insurance
}

// Trip is one journey of an award.
type Trip struct {
	Key       string
	Direction Direction
	From, To  calendar.Date // days of leaving and coming home
	Federal   bool          // paid with the grant
	Travelers []Traveler
	Segments  []ruleset.Segment
}

// Age is how old somebody is on a day, in whole years; who was born on February 29 has birthday on March 1.
func Age(bornOn, day calendar.Date) int {
	age := day.Year() - bornOn.Year()
	if birthday := bornOn.AddYears(age); day.Before(birthday) {
		age--
	}
	return age
}

// Minor tells whether a traveler is under 18 on a day; without a date of birth nobody is taken for an adult.
func (t Traveler) Minor(day calendar.Date) bool {
	return t.BornOn.IsZero() || Age(t.BornOn, day) < AdultAge
}

// NeedsVisa tells whether a traveler needs a J-1: on a trip to the United States, from the other side,
// on program money and no citizen.
func (t Trip) NeedsVisa(x Traveler) bool {
	return t.Direction == ToUS && t.Federal && x.Side == partnership.NonUS && x.Citizenship != place.UnitedStates
}

// Barriers are what keeps a trip from being cleared, by traveler and flight (invariants 23 and 24):
// a visa that was not issued, no sound insurance, a minor without consent, a passport that runs out,
// a flight that may not be paid.
func (t Trip) Barriers(l Limits) []ruleset.Finding {
	var out []ruleset.Finding
	add := func(at string, found ...ruleset.Finding) {
		for _, f := range found {
			f.At = at
			out = append(out, f)
		}
	}
	if t.From.IsZero() || t.To.Before(t.From) {
		add("days", stop("trip_days", "program", "The trip ends before it begins, or has no beginning."))
	}
	if len(t.Travelers) == 0 {
		add("travelers", stop("trip_nobody", "program", "Nobody travels."))
	}
	for i, x := range t.Travelers {
		at := "travelers." + strconv.Itoa(i)
		if t.NeedsVisa(x) {
			if !x.Visa.Granted() {
				add(at, stop("trip_no_visa", "22 CFR 62", "A visitor has no J-1 visa.", ruleset.Fact{Name: "traveler", Value: x.Key}, ruleset.Fact{Name: "state", Value: string(x.Visa)}))
			}
			add(at, l.Insured(x.Insurance, t.From, t.To)...)
		}
		if x.Minor(t.From) && x.GuardianConsent == "" {
			add(at, stop("trip_no_consent", "program", "A traveler under 18 has no consent of a guardian.", ruleset.Fact{Name: "traveler", Value: x.Key}))
		}
		if until := t.To.AddMonths(PassportMonths); x.PassportExpires.IsZero() || x.PassportExpires.Before(until) {
			add(at, stop("trip_passport", "program", fmt.Sprintf("The passport is valid to %s; it is valid to %s at least.", x.PassportExpires, until),
				ruleset.Fact{Name: "traveler", Value: x.Key}, ruleset.Fact{Name: "expires", Value: x.PassportExpires.String()}, ruleset.Fact{Name: "until", Value: until.String()}))
		}
	}
	if t.Federal {
		for i, s := range t.Segments {
			add("segments."+strconv.Itoa(i), ruleset.FlyAmerica(s)...)
		}
	}
	return out
}

// Warnings are what somebody should do about a trip on a day: a visa not issued eight weeks
// before, everything that still bars it.
func (t Trip) Warnings(l Limits, today calendar.Date) []ruleset.Finding {
	var out []ruleset.Finding
	left := today.DaysTo(t.From)
	for i, x := range t.Travelers {
		if !t.NeedsVisa(x) || x.Visa.Granted() || left >= VisaLeadDays && x.Visa != VisaRefused {
			continue
		}
		f := ruleset.Finding{
			Code: "visa_late", Effect: ruleset.Warn, Section: "program", At: "travelers." + strconv.Itoa(i),
			Message: fmt.Sprintf("%d days are left for a visa that takes %d or more.", left, VisaLeadDays),
			Facts:   []ruleset.Fact{{Name: "traveler", Value: x.Key}, {Name: "days", Value: strconv.Itoa(left)}, {Name: "lead", Value: strconv.Itoa(VisaLeadDays)}, {Name: "by", Value: t.From.AddDays(-VisaLeadDays).String()}},
		}
		if x.Visa == VisaRefused {
			f.Code, f.Message = "visa_refused", "The visa was refused; somebody else has to travel or the case begins anew."
		}
		out = append(out, f)
	}
	for _, f := range t.Barriers(l) {
		f.Effect = ruleset.Warn
		out = append(out, f)
	}
	return out
}

// ValidateBy is the last day on which an arrival is validated in SEVIS.
func ValidateBy(programBegins calendar.Date) calendar.Date {
	return programBegins.AddDays(ValidationDays)
}

// OneWay says which direction of travel a project lacks, unless a waiver was approved; nothing when it has both.
func OneWay(trips []Trip, waiver string) []ruleset.Finding {
	var out []ruleset.Finding
	for _, d := range []Direction{ToPartner, ToUS} {
		found := waiver != ""
		for _, t := range trips {
			found = found || t.Direction == d
		}
		if !found {
			out = append(out, stop("travel_one_way", "program", "The project has no travel in one direction.", ruleset.Fact{Name: "direction", Value: string(d)}))
		}
	}
	return out
}

// EraseOn is when a traveler's personal data is erased: the day after the records' time is over, in
// the zone's midnight; aggregates stay.
func EraseOn(kept calendar.Date, zone *time.Location) time.Time {
	next := kept.AddDays(1)
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, zone)
}
