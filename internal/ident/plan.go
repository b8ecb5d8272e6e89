package ident

// AssignmentPlanKind is the kind of AssignmentPlan ids.
type AssignmentPlanKind struct{}

// AssignmentPlan identifies one exact assignment of a panel's applications.
type AssignmentPlan = ID[AssignmentPlanKind]

// Prefix is apl.
func (AssignmentPlanKind) Prefix() string { return "apl" }

// NewAssignmentPlan makes a new id of its kind.
func NewAssignmentPlan() AssignmentPlan { return New[AssignmentPlanKind]() }
