// Package travel is the journeys of an award: trips with their flights, who travels, the J-1 cases of visitors, and
// the personal data all that needs.
//
// It owns trips and travelers. Whoever somebody is stands apart, sealed under a key outside the database: it is
// opened by who says what for, each look is kept, and it is erased when the award's records may go.
package travel

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// State is where a trip is.
type State string

// The states of a trip, as its table of moves has them.
const (
	Planned     State = "planned"
	Approved    State = "approved"
	Booked      State = "booked"
	VisaPending State = "visa_pending"
	Cleared     State = "cleared"
	Traveled    State = "travelled"
	Reconciled  State = "reconciled"
	Cancelled   State = "cancelled"
)

// States are all states, in the order of a trip's life.
func States() []State {
	return []State{Planned, Approved, Booked, VisaPending, Cleared, Traveled, Reconciled, Cancelled}
}

// Trip is one journey of an award.
type Trip struct {
	ID        ident.Trip           `bun:"id,pk"`
	Award     ident.Award          `bun:"award_id"`
	From      string               `bun:"from_place"`
	To        string               `bun:"to_place"`
	StartsOn  calendar.Date        `bun:"starts_on"` // the day of leaving
	EndsOn    calendar.Date        `bun:"ends_on"`   // the day of coming home
	Purpose   string               `bun:"purpose"`
	Direction exchange.Direction   `bun:"direction"`
	Method    ruleset.TravelMethod `bun:"method"`
	Federal   bool                 `bun:"federal"` // paid with the grant
	State     State                `bun:"state"`
	Version   int                  `bun:"version"`
	// GrantMinor and ShareMinor are what it cost, in US cents; nought until it is reconciled.
	GrantMinor int64        `bun:"grant_minor"`
	ShareMinor int64        `bun:"share_minor"`
	PlannedBy  ident.Person `bun:"planned_by"`
	PlannedAt  time.Time    `bun:"planned_at"`
	ApprovedBy ident.Person `bun:"approved_by"`
	ApprovedAt *time.Time   `bun:"approved_at"`
	ClearedBy  ident.Person `bun:"cleared_by"`
	ClearedAt  *time.Time   `bun:"cleared_at"`
	Ended      string       `bun:"ended_reason"`
}

// Grant is what the trip cost the grant, in US dollars.
func (t *Trip) Grant() money.Money { return money.New(t.GrantMinor, money.USD) }

// Share is what the trip cost the museums as cost share, in US dollars.
func (t *Trip) Share() money.Money { return money.New(t.ShareMinor, money.USD) }

// Segment is one flight of a trip, as its ticket shows it.
type Segment struct {
	ID            ident.TripSegment    `bun:"id,pk"`
	Trip          ident.Trip           `bun:"trip_id"`
	From          string               `bun:"from_airport"` // IATA code
	To            string               `bun:"to_airport"`
	FliesOn       calendar.Date        `bun:"flies_on"`
	Designator    string               `bun:"designator"` // airline of the flight number on the ticket
	FlightNumber  string               `bun:"flight_number"`
	Operator      string               `bun:"operator"` // airline that flies
	OperatorOf    string               `bun:"operator_of"`
	Exception     ruleset.FlyException `bun:"exception"`
	Minutes       int                  `bun:"minutes"`
	MinutesUSFlag int                  `bun:"minutes_us_flag"`
	Document      ident.Document       `bun:"document_id"` // the evidence of the exception
	Federal       bool                 `bun:"-"`           // whether the trip is paid with the grant
}

// Documented tells whether the exception has its evidence.
func (s *Segment) Documented() bool { return !s.Document.IsZero() }

// Ground is the exception; nil without one.
func (s *Segment) Ground() *ruleset.FlyException {
	if s.Exception == "" {
		return nil
	}
	return &s.Exception
}

// Findings are what Fly America says of the flight; nothing where the grant does not pay.
func (s *Segment) Findings() []ruleset.Finding {
	if !s.Federal {
		return nil
	}
	return ruleset.FlyAmerica(s.Rules())
}

// Museum is one museum of the award, of which somebody may travel.
type Museum struct {
	Organization ident.Organization `bun:"organization_id"`
	Name         string             `bun:"name"`
	Country      string             `bun:"country"`
	Abroad       bool               `bun:"abroad"`
	Lead         bool               `bun:"lead"`
}

// Detail is a trip with its flights, its travelers and the award it belongs to.
type Detail struct {
	Trip
	Number     string // of the award
	Title      string
	AwardState award.State
	Program    ident.Program
	Museums    []*Museum   // the lead first
	Segments   []*Segment  // by the day they fly
	Travelers  []*Traveler // in their order; those who do not go any more too
}

// Tie tells each flight whether the trip is paid with the grant, and answers the trip.
func (d *Detail) Tie() *Detail {
	for _, s := range d.Segments {
		s.Federal = d.Federal
	}
	return d
}

// Museum is the museum of a traveler.
func (d *Detail) Museum(id ident.Organization) *Museum {
	for _, m := range d.Museums {
		if m.Organization == id {
			return m
		}
	}
	return &Museum{}
}

// Organizations are all museums of the award.
func (d *Detail) Organizations() []ident.Organization {
	out := make([]ident.Organization, len(d.Museums))
	for i, m := range d.Museums {
		out[i] = m.Organization
	}
	return out
}

// Traveler is one of the trip's travelers; nil where it has no such one.
func (d *Detail) Traveler(id ident.Traveler) *Traveler {
	for _, t := range d.Travelers {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Segment is one of the trip's flights; nil where it has no such one.
func (d *Detail) Segment(id ident.TripSegment) *Segment {
	for _, s := range d.Segments {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Going are the travelers who did not leave the trip.
func (d *Detail) Going() []*Traveler {
	var out []*Traveler
	for _, t := range d.Travelers {
		if t.LeftAt == nil {
			out = append(out, t)
		}
	}
	return out
}

// Waiver is the approval of travel in one direction only.
type Waiver struct {
	Award    ident.Award  `bun:"award_id,pk"`
	Reason   string       `bun:"reason"`
	WaivedBy ident.Person `bun:"waived_by"`
	WaivedAt time.Time    `bun:"waived_at"`
}

// Outline is what an award's travel is as a whole.
type Outline struct {
	Award      ident.Award
	Number     string
	Title      string
	State      award.State
	Program    ident.Program
	Museums    []*Museum
	Directions []exchange.Direction // of the trips that were not cancelled
	Waiver     *Waiver
}

// Organizations are all museums of the award.
func (o *Outline) Organizations() []ident.Organization {
	return (&Detail{Museums: o.Museums}).Organizations()
}

// OneWay says which direction of travel is lacking, unless that was waived.
func (o *Outline) OneWay() []ruleset.Finding {
	var trips []exchange.Trip
	for _, d := range o.Directions {
		trips = append(trips, exchange.Trip{Direction: d})
	}
	waiver := ""
	if o.Waiver != nil {
		waiver = o.Waiver.Reason
	}
	return exchange.OneWay(trips, waiver)
}
