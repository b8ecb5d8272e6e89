package ident

// FilingKind is the kind of Filing ids.
type FilingKind struct{}

// Filing identifies one report that an award owes.
type Filing = ID[FilingKind]

// Prefix is fil.
func (FilingKind) Prefix() string { return "fil" }

// NewFiling makes a new id of its kind.
func NewFiling() Filing { return New[FilingKind]() }

// FilingPartKind is the kind of FilingPart ids.
type FilingPartKind struct{}

// FilingPart identifies the narrative or the financial part of a report.
type FilingPart = ID[FilingPartKind]

// Prefix is flp.
func (FilingPartKind) Prefix() string { return "flp" }

// NewFilingPart makes a new id of its kind.
func NewFilingPart() FilingPart { return New[FilingPartKind]() }

// FilingDateKind is the kind of FilingDate ids.
type FilingDateKind struct{}

// FilingDate identifies one setting of a report's dates.
type FilingDate = ID[FilingDateKind]

// Prefix is fld.
func (FilingDateKind) Prefix() string { return "fld" }

// NewFilingDate makes a new id of its kind.
func NewFilingDate() FilingDate { return New[FilingDateKind]() }
