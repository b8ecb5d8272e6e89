package ident

// PanelInvitationKind is the kind of PanelInvitation ids.
type PanelInvitationKind struct{}

// PanelInvitation identifies one time somebody was asked to sit on a panel.
type PanelInvitation = ID[PanelInvitationKind]

// Prefix is piv.
func (PanelInvitationKind) Prefix() string { return "piv" }

// NewPanelInvitation makes a new id of its kind.
func NewPanelInvitation() PanelInvitation { return New[PanelInvitationKind]() }
