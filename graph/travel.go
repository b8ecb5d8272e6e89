package graph

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

func (q query) TravelOutline(ctx context.Context, award string) (*travel.Outline, error) {
	return by(ctx, award, q.r.office.Travel.Outline)
}

func (q query) Trip(ctx context.Context, id string) (*travel.Detail, error) {
	return by(ctx, id, q.r.office.Travel.Trip)
}

func (q query) Trips(ctx context.Context, filter *travel.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*travel.Detail], error) {
	return q.r.office.Travel.Trips(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) Visas(ctx context.Context, filter *travel.VisaFilter, first *int, after *string, last *int, before *string) (*page.Connection[*travel.VisaRow], error) {
	return q.r.office.Travel.Visas(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) TravelerLooks(ctx context.Context, traveler string, first *int, after *string, last *int, before *string) (*page.Connection[*travel.Look], error) {
	return by(ctx, traveler, func(ctx context.Context, id ident.Traveler) (*page.Connection[*travel.Look], error) {
		return q.r.office.Travel.Looks(ctx, id, args(first, after, last, before))
	})
}

func onTrip(d *travel.Detail, err error) (*contract.TripPayload, error) {
	return &contract.TripPayload{Trip: d}, err
}

func (m mutation) WaiveDirection(ctx context.Context, in travel.WaiveInput) (*contract.TravelOutlinePayload, error) {
	o, err := m.r.office.Travel.WaiveDirection(ctx, in)
	return &contract.TravelOutlinePayload{Outline: o}, err
}

func (m mutation) ReadTraveler(ctx context.Context, in travel.ReadInput) (*contract.TravelerPayload, error) {
	o, err := m.r.office.Travel.ReadTraveler(ctx, in)
	if err != nil {
		return nil, err
	}
	return &contract.TravelerPayload{Trip: o.Detail, Traveler: o.Who, Version: o.Version}, nil
}

func (m mutation) PlanTrip(ctx context.Context, in travel.PlanInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.PlanTrip(ctx, in))
}

func (m mutation) ChangeTrip(ctx context.Context, in travel.ChangeInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.ChangeTrip(ctx, in))
}

func (m mutation) AddFlight(ctx context.Context, in travel.FlightInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.AddFlight(ctx, in))
}

func (m mutation) ExceptFlight(ctx context.Context, in travel.ExceptionInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.ExceptFlight(ctx, in))
}

func (m mutation) RemoveFlight(ctx context.Context, in travel.RemoveFlightInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.RemoveFlight(ctx, in))
}

func (m mutation) AddTraveler(ctx context.Context, in travel.AddTravelerInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.AddTraveler(ctx, in))
}

func (m mutation) LeaveTrip(ctx context.Context, in travel.LeaveInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.LeaveTrip(ctx, in))
}

func (m mutation) SaveTraveler(ctx context.Context, in travel.SaveInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.SaveTraveler(ctx, in))
}

func (m mutation) InsureTraveler(ctx context.Context, in travel.InsureInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.InsureTraveler(ctx, in))
}

func (m mutation) GiveConsent(ctx context.Context, in travel.ConsentInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.GiveConsent(ctx, in))
}

func (m mutation) MoveTrip(ctx context.Context, in travel.MoveInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.MoveTrip(ctx, in))
}

func (m mutation) MoveVisa(ctx context.Context, in travel.MoveVisaInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.MoveVisa(ctx, in))
}

func (m mutation) ValidateArrival(ctx context.Context, in travel.ValidateInput) (*contract.TripPayload, error) {
	return onTrip(m.r.office.Travel.ValidateArrival(ctx, in))
}

type tripRefs struct{ *Resolver }

// Trip answers the references of this type.
func (r *Resolver) Trip() generated.TripResolver { return tripRefs{r} }

func (x tripRefs) Warnings(_ context.Context, d *travel.Detail) ([]*ruleset.Finding, error) {
	all := d.Warnings(calendar.Of(x.office.DB.Now(), time.UTC))
	out := make([]*ruleset.Finding, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out, nil
}

type travelerRefs struct{}

// Traveler answers the references of this type.
func (*Resolver) Traveler() generated.TravelerResolver { return travelerRefs{} }

func (travelerRefs) Organization(ctx context.Context, t *travel.Traveler) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, t.Organization)
}

type visaRowRefs struct{ *Resolver }

// VisaRow answers the references of this type.
func (r *Resolver) VisaRow() generated.VisaRowResolver { return visaRowRefs{r} }

func (x visaRowRefs) Late(_ context.Context, v *travel.VisaRow) (bool, error) {
	return v.Late(calendar.Of(x.office.DB.Now(), time.UTC)), nil
}

type travelerLookRefs struct{}

// TravelerLook answers the references of this type.
func (*Resolver) TravelerLook() generated.TravelerLookResolver { return travelerLookRefs{} }

func (travelerLookRefs) Person(ctx context.Context, l *travel.Look) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, l.Person)
}
