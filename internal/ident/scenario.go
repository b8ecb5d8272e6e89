package ident

// LineScenarioKind is the kind of LineScenario ids.
type LineScenarioKind struct{}

// LineScenario identifies a saved funding line.
type LineScenario = ID[LineScenarioKind]

// Prefix is lsc.
func (LineScenarioKind) Prefix() string { return "lsc" }

// NewLineScenario makes a new id of its kind.
func NewLineScenario() LineScenario { return New[LineScenarioKind]() }
