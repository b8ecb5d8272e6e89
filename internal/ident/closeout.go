package ident

// HoldKind is the kind of Hold ids.
type HoldKind struct{}

// Hold identifies one reason to keep the records of an award beyond their time.
type Hold = ID[HoldKind]

// Prefix is hld.
func (HoldKind) Prefix() string { return "hld" }

// NewHold makes a new id of its kind.
func NewHold() Hold { return New[HoldKind]() }

// AdjustmentKind is the kind of Adjustment ids.
type AdjustmentKind struct{}

// Adjustment identifies one change to the money of an award at its end or after it.
type Adjustment = ID[AdjustmentKind]

// Prefix is adj.
func (AdjustmentKind) Prefix() string { return "adj" }

// NewAdjustment makes a new id of its kind.
func NewAdjustment() Adjustment { return New[AdjustmentKind]() }
