package closeout

import (
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Award is whose end it is.
func (d *Detail) Award() ident.Award { return d.File.Award }

// Number is the award's number.
func (d *Detail) Number() string { return d.File.Number }

// Title is the award's title.
func (d *Detail) Title() string { return d.File.Title }

// State is where the award itself is in its life.
func (d *Detail) State() award.State { return d.File.State }

// KeptUntil is the last day of the records of a closed award; absent before, and a hold keeps them longer.
func (d *Detail) KeptUntil() calendar.Date {
	if d.Closeout == nil {
		return calendar.Date{}
	}
	return d.Closeout.KeepUntil
}
