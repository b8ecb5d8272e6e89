package agreement

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// FFATA is the data set of the award as a first-tier subaward, as far as the records have it; what it lacks is named by its
// Missing. There is none for an award that owes no such report.
func (f *File) FFATA() (federalform.FFATA, bool) {
	if f.Report == nil {
		return federalform.FFATA{}, false
	}
	x := federalform.FFATAOf(f.disclosure(), ruleset.SubawardReport{ReachedOn: f.reachedOn(), Total: f.Amount, DueOn: f.Report.DueOn}, "", f.Number)
	if t := f.Current(); t != nil {
		x.Amount.Minor = t.GrantMinor
	}
	lead := f.Lead()
	x.Address = federalform.Address{City: lead.City, State: place.State(lead.State), Country: place.Country(lead.Country)}
	x.Performance = x.Address
	return x, true
}

// reachedOn is the day on which the award reached what has to be reported.
func (f *File) reachedOn() calendar.Date {
	for _, t := range f.Terms {
		if t.GrantMinor >= f.Funder.ReportedFrom {
			return calendar.Of(t.RecordedAt, time.UTC)
		}
	}
	return calendar.Date{}
}
