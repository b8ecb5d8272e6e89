package ident

// AmendmentKind is the kind of Amendment ids.
type AmendmentKind struct{}

// Amendment identifies one change to an award in force.
type Amendment = ID[AmendmentKind]

// Prefix is amd.
func (AmendmentKind) Prefix() string { return "amd" }

// NewAmendment makes a new id of its kind.
func NewAmendment() Amendment { return New[AmendmentKind]() }

// KeyPersonKind is the kind of KeyPerson ids.
type KeyPersonKind struct{}

// KeyPerson identifies one person an award names to do its work.
type KeyPerson = ID[KeyPersonKind]

// Prefix is kpn.
func (KeyPersonKind) Prefix() string { return "kpn" }

// NewKeyPerson makes a new id of its kind.
func NewKeyPerson() KeyPerson { return New[KeyPersonKind]() }
