package ident

// AffiliationKind is the kind of Affiliation ids.
type AffiliationKind struct{}

// Affiliation identifies something a person declared to be tied to.
type Affiliation = ID[AffiliationKind]

// Prefix is afl.
func (AffiliationKind) Prefix() string { return "afl" }

// NewAffiliation makes a new id of its kind.
func NewAffiliation() Affiliation { return New[AffiliationKind]() }
