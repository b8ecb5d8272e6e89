package ruleset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/place"
)

// FlySection is where Fly America stands: the statute and the regulation that carries it out.
const FlySection = "49 USC 40118; 41 CFR 301-10.131 to 10.143"

// Segment is one flight from takeoff to landing, as its ticket shows it.
type Segment struct {
	From, To      string        // airports by IATA code
	Designator    string        // airline code before the flight number on the ticket; a code-share counts by it
	Operator      string        // airline code of who flies
	OperatorOf    place.Country // where the operator is licensed
	Exception     FlyException  // why no US-flag carrier was used
	Document      string        // key of the evidence of the exception
	Minutes       int           // of this flight, for exceptions that compare
	MinutesUSFlag int           // of the best journey by US-flag carrier, for exceptions that compare
}

// FlyException is a ground for another than a US-flag carrier.
type FlyException string

// The grounds, by the paragraphs of 41 CFR 301-10.
const (
	OpenSkies       FlyException = "open_skies"      // an air transport agreement grants it
	NoUSService     FlyException = "no_us_service"   // no US-flag carrier flies the leg
	Rerouted        FlyException = "rerouted"        // involuntarily, by the carrier
	ShortFlight     FlyException = "short_flight"    // three hours or less, and at least twice as long by US-flag
	MuchLonger      FlyException = "much_longer"     // by US-flag carrier six hours longer or more
	DayLonger       FlyException = "day_longer"      // by US-flag carrier a day longer or more
	Medical         FlyException = "medical"         // for health, with a doctor's word
	Safety          FlyException = "safety"          // a threat, with a written determination
	PaidByThirdHand FlyException = "paid_by_another" // all of it, so no federal money
)

// FlyExceptions are all grounds in the order they are offered.
func FlyExceptions() []FlyException {
	return []FlyException{OpenSkies, NoUSService, Rerouted, ShortFlight, MuchLonger, DayLonger, Medical, Safety, PaidByThirdHand}
}

// usFlag are the airline codes of US certificated passenger carriers that sell international or domestic tickets.
func usFlag() []string {
	return []string{"AA", "AS", "B6", "DL", "F9", "G4", "HA", "MX", "NK", "SY", "UA", "WN", "XP"}
}

// USFlag tells whether an airline code is a US-flag carrier's.
func USFlag(code string) bool {
	return slices.Contains(usFlag(), strings.ToUpper(strings.TrimSpace(code)))
}

// openSkies are the parties of agreements that grant passage with federal money: the European Union's
// members with Iceland and Norway, Australia, Japan and Switzerland.
func openSkies() []place.Country {
	return []place.Country{
		"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT",
		"RO", "SK", "SI", "ES", "SE", "IS", "NO", "AU", "JP", "CH",
	}
}

// FlyAmerica judges one segment paid with federal money (invariant 24): a US-flag carrier's code on
// the ticket is enough, whoever flies; otherwise there is an exception, its evidence, and figures that bear it.
func FlyAmerica(s Segment) []Finding {
	if USFlag(s.Designator) {
		return nil
	}
	facts := []Fact{{"from", s.From}, {"to", s.To}, {"designator", s.Designator}, {"operator", s.Operator}}
	refuse := func(code, message string, more ...Fact) []Finding {
		return []Finding{{Code: code, Effect: Deny, Section: FlySection, Message: message, Facts: append(facts, more...)}}
	}
	leg := s.From + " to " + s.To
	switch {
	case strings.TrimSpace(s.Designator) == "":
		return refuse("fly_no_carrier", leg+" has no carrier.")
	case s.Exception == "":
		return refuse("fly_foreign", fmt.Sprintf("%s is ticketed by %s, which is no US-flag carrier, without an exception.", leg, s.Designator))
	case !slices.Contains(FlyExceptions(), s.Exception):
		return refuse("fly_unknown_exception", fmt.Sprintf("%q is no exception of Fly America.", s.Exception), Fact{"exception", string(s.Exception)})
	case s.Document == "":
		return refuse("fly_no_document", leg+" has an exception without its evidence.", Fact{"exception", string(s.Exception)})
	case s.Exception == OpenSkies && !slices.Contains(openSkies(), s.OperatorOf):
		return refuse("fly_no_agreement", fmt.Sprintf("No agreement of the United States grants passage by a carrier of %s.", s.OperatorOf), Fact{"country", string(s.OperatorOf)})
	case !s.bears():
		return refuse("fly_exception_fails", fmt.Sprintf("%s takes %d minutes and %d by US-flag carrier, which does not bear the exception.", leg, s.Minutes, s.MinutesUSFlag),
			Fact{"exception", string(s.Exception)}, Fact{"minutes", fmt.Sprint(s.Minutes)}, Fact{"minutesUSFlag", fmt.Sprint(s.MinutesUSFlag)})
	}
	return nil
}

// bears tells whether the minutes carry an exception that compares journeys.
func (s Segment) bears() bool {
	known := s.Minutes > 0 && s.MinutesUSFlag > 0
	switch s.Exception {
	case ShortFlight:
		return known && s.Minutes <= 3*60 && s.MinutesUSFlag >= 2*s.Minutes
	case MuchLonger:
		return known && s.MinutesUSFlag-s.Minutes >= 6*60
	case DayLonger:
		return known && s.MinutesUSFlag-s.Minutes >= 24*60
	}
	return true
}
