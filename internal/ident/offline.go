package ident

// OfflineFormKind is the kind of OfflineForm ids.
type OfflineFormKind struct{}

// OfflineForm identifies a review form taken along to work without a line.
type OfflineForm = ID[OfflineFormKind]

// Prefix is off.
func (OfflineFormKind) Prefix() string { return "off" }

// NewOfflineForm makes a new id of its kind.
func NewOfflineForm() OfflineForm { return New[OfflineFormKind]() }
