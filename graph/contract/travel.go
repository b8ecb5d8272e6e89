package contract

import (
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// Pages of travel, and what its mutations answer with.
type (
	// TripConnection is a page of trips.
	TripConnection = page.Connection[*travel.Detail]
	// TripEdge is a row of trips.
	TripEdge = page.Edge[*travel.Detail]
	// VisaConnection is a page of visitors.
	VisaConnection = page.Connection[*travel.VisaRow]
	// VisaEdge is a row of visitors.
	VisaEdge = page.Edge[*travel.VisaRow]
	// TravelerLookConnection is a page of looks.
	TravelerLookConnection = page.Connection[*travel.Look]
	// TravelerLookEdge is a row of looks.
	TravelerLookEdge = page.Edge[*travel.Look]
	// TripPayload is a trip as it is now.
	TripPayload struct{ Trip *travel.Detail }
	// TravelOutlinePayload is the travel of an award as it is now.
	TravelOutlinePayload struct{ Outline *travel.Outline }
	// TravelerPayload is a traveler as opened for a purpose.
	TravelerPayload struct {
		Trip     *travel.Detail
		Traveler *travel.Traveler
		Version  int
	}
)
