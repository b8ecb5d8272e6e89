package travel

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

var (
	airport = regexp.MustCompile(`^[A-Z]{3}$`)
	airline = regexp.MustCompile(`^[A-Z0-9]{2}$`)
	flight  = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// FlightInput is one flight as its ticket shows it.
type FlightInput struct {
	Trip         ident.Trip
	From         string // IATA code
	To           string
	FliesOn      calendar.Date
	Designator   string // airline of the flight number on the ticket; a code-share counts by it
	FlightNumber string // digits alone
	Operator     string // airline that flies; empty is the same
	OperatorOf   string // country the operator is licensed in
}

// AddFlight adds a flight to a trip that is not cleared yet.
func (s *Service) AddFlight(ctx context.Context, in FlightInput) (*Detail, error) {
	return s.change(ctx, in.Trip, auth.PlanTravel, nil, func(ctx context.Context, d *Detail) error {
		if err := unsettled(d); err != nil {
			return err
		}
		g, err := segment(d, in)
		if err != nil {
			return err
		}
		if len(d.Segments) >= 60 {
			return fault.New(fault.Conflict, "too_many", "A trip has at most 60 flights; plan another.")
		}
		if err := s.Store.AddSegment(ctx, g); err != nil {
			return err
		}
		d.Segments = append(d.Segments, g)
		return s.Desk.Log.Record(ctx, "travel.flight_add", d.ID, "", map[string]any{"segment": g.ID, "leg": g.From + "-" + g.To, "carrier": g.Designator})
	})
}

func segment(d *Detail, in FlightInput) (*Segment, error) {
	capital := func(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }
	g := &Segment{
		ID: ident.NewTripSegment(), Trip: d.ID, From: capital(in.From), To: capital(in.To), FliesOn: in.FliesOn, Designator: capital(in.Designator),
		FlightNumber: strings.TrimSpace(in.FlightNumber), Operator: capital(in.Operator), OperatorOf: capital(in.OperatorOf),
	}
	if g.Operator == "" {
		g.Operator = g.Designator
	}
	var c fault.Check
	c.That(airport.MatchString(g.From), "from", "bad_airport", "An airport has three letters, such as IAD.")
	c.That(airport.MatchString(g.To) && g.To != g.From, "to", "bad_airport", "An airport has three letters, such as IAD, and another than the first.")
	c.That(airline.MatchString(g.Designator), "designator", "bad_airline", "An airline has two letters or digits, such as UA.")
	c.That(airline.MatchString(g.Operator), "operator", "bad_airline", "An airline has two letters or digits, such as UA.")
	c.That(flight.MatchString(g.FlightNumber), "flightNumber", "bad_flight", "A flight number has up to four digits.")
	c.That(!g.FliesOn.IsZero() && !g.FliesOn.Before(d.StartsOn) && !g.FliesOn.After(d.EndsOn), "fliesOn", "outside_trip", "It flies between %s and %s.", d.StartsOn, d.EndsOn)
	c.That(g.OperatorOf == "" || place.Country(g.OperatorOf).Valid(), "operatorOf", "bad_country", "There is no such country.")
	return g, c.Err()
}

// ExceptionInput gives a flight on another than a US-flag carrier its exception, with the evidence.
type ExceptionInput struct {
	Trip          ident.Trip
	Segment       ident.TripSegment
	Exception     ruleset.FlyException
	Minutes       int    // of this flight, for exceptions that compare
	MinutesUSFlag int    // of the best journey by US-flag carrier
	File          []byte // a PDF of at most 10 MB; empty leaves the one that is there
}

// ExceptFlight records why a flight is not by a US-flag carrier; whether that bears is judged with the trip.
func (s *Service) ExceptFlight(ctx context.Context, in ExceptionInput) (*Detail, error) {
	return s.change(ctx, in.Trip, auth.PlanTravel, nil, func(ctx context.Context, d *Detail) error {
		g := d.Segment(in.Segment)
		if g == nil {
			return fault.Missing("flight")
		}
		if err := unsettled(d); err != nil {
			return err
		}
		var c fault.Check
		c.That(slices.Contains(ruleset.FlyExceptions(), in.Exception), "exception", "bad_choice", "Choose one.")
		c.That(in.Minutes >= 0 && in.Minutes <= 10_000, "minutes", "out_of_range", "Between 0 and 10,000 minutes.")
		c.That(in.MinutesUSFlag >= 0 && in.MinutesUSFlag <= 10_000, "minutesUSFlag", "out_of_range", "Between 0 and 10,000 minutes.")
		if len(in.File) > 0 {
			pdf(&c, in.File, 10)
		}
		if err := c.Err(); err != nil {
			return err
		}
		g.Exception, g.Minutes, g.MinutesUSFlag = in.Exception, in.Minutes, in.MinutesUSFlag
		if len(in.File) > 0 {
			kept, err := s.Vault.File(ctx, document.TravelEvidence, d.Number+"-"+g.From+"-"+g.To+".pdf", "application/pdf", d.ID.String(), bytes.NewReader(in.File))
			if err != nil {
				return err
			}
			g.Document = kept.ID
		}
		if err := s.Store.KeepSegment(ctx, g); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "travel.flight_except", d.ID, "", map[string]any{"segment": g.ID, "exception": g.Exception, "document": g.Document})
	})
}

// pdf refuses what is no PDF or too large, in megabytes.
func pdf(c *fault.Check, file []byte, most int) {
	c.That(len(file) <= most<<20, "file", "too_large", "At most %d MB.", most)
	c.That(bytes.HasPrefix(file, []byte("%PDF-")), "file", "bad_file", "The file is a PDF.")
}

// RemoveFlightInput takes a flight off a trip.
type RemoveFlightInput struct {
	Trip    ident.Trip
	Segment ident.TripSegment
}

// RemoveFlight takes a flight off a trip that is not cleared yet.
func (s *Service) RemoveFlight(ctx context.Context, in RemoveFlightInput) (*Detail, error) {
	return s.change(ctx, in.Trip, auth.PlanTravel, nil, func(ctx context.Context, d *Detail) error {
		g := d.Segment(in.Segment)
		if g == nil {
			return fault.Missing("flight")
		}
		if err := unsettled(d); err != nil {
			return err
		}
		if err := s.Store.DropSegment(ctx, g.ID); err != nil {
			return err
		}
		d.Segments = slices.DeleteFunc(d.Segments, func(x *Segment) bool { return x.ID == g.ID })
		return s.Desk.Log.Record(ctx, "travel.flight_remove", d.ID, "", map[string]any{"segment": g.ID, "leg": g.From + "-" + g.To})
	})
}

// Evidence is the file that bears a flight's exception, for whoever sees the trip.
func (s *Service) Evidence(ctx context.Context, trip ident.Trip, id ident.TripSegment) (*document.Document, error) {
	d, err := s.Trip(ctx, trip)
	if err != nil {
		return nil, err
	}
	g := d.Segment(id)
	if g == nil || g.Document.IsZero() {
		return nil, fault.Missing("file")
	}
	return s.Vault.Document(ctx, g.Document)
}

// unsettled refuses what changes a trip that was cleared, is over or will not be.
func unsettled(d *Detail) error {
	if d.done() {
		return fault.New(fault.Conflict, "wrong_state", "This cannot change any more: the trip is %s.", d.State).With("state", string(d.State))
	}
	return nil
}
