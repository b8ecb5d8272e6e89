package ident

// TripKind is the kind of Trip ids.
type TripKind struct{}

// Trip identifies one journey of an award.
type Trip = ID[TripKind]

// Prefix is trp.
func (TripKind) Prefix() string { return "trp" }

// NewTrip makes a new id of its kind.
func NewTrip() Trip { return New[TripKind]() }

// TripSegmentKind is the kind of TripSegment ids.
type TripSegmentKind struct{}

// TripSegment identifies one flight of a trip.
type TripSegment = ID[TripSegmentKind]

// Prefix is tsg.
func (TripSegmentKind) Prefix() string { return "tsg" }

// NewTripSegment makes a new id of its kind.
func NewTripSegment() TripSegment { return New[TripSegmentKind]() }

// TravelerKind is the kind of Traveler ids.
type TravelerKind struct{}

// Traveler identifies one person on one trip.
type Traveler = ID[TravelerKind]

// Prefix is trv.
func (TravelerKind) Prefix() string { return "trv" }

// NewTraveler makes a new id of its kind.
func NewTraveler() Traveler { return New[TravelerKind]() }

// VisaCaseKind is the kind of VisaCase ids.
type VisaCaseKind struct{}

// VisaCase identifies the J-1 case of a visitor.
type VisaCase = ID[VisaCaseKind]

// Prefix is vsa.
func (VisaCaseKind) Prefix() string { return "vsa" }

// NewVisaCase makes a new id of its kind.
func NewVisaCase() VisaCase { return New[VisaCaseKind]() }

// TravelerLookKind is the kind of TravelerLook ids.
type TravelerLookKind struct{}

// TravelerLook identifies one look at a traveler's personal data.
type TravelerLook = ID[TravelerLookKind]

// Prefix is tlk.
func (TravelerLookKind) Prefix() string { return "tlk" }

// NewTravelerLook makes a new id of its kind.
func NewTravelerLook() TravelerLook { return New[TravelerLookKind]() }
