package ident

// ExpenseKind is the kind of Expense ids.
type ExpenseKind struct{}

// Expense identifies one cost a museum claims on an award.
type Expense = ID[ExpenseKind]

// Prefix is exp.
func (ExpenseKind) Prefix() string { return "exp" }

// NewExpense makes a new id of its kind.
func NewExpense() Expense { return New[ExpenseKind]() }

// ContributionKind is the kind of Contribution ids.
type ContributionKind struct{}

// Contribution identifies one piece of cost share.
type Contribution = ID[ContributionKind]

// Prefix is csh.
func (ContributionKind) Prefix() string { return "csh" }

// NewContribution makes a new id of its kind.
func NewContribution() Contribution { return New[ContributionKind]() }

// CostApprovalKind is the kind of CostApproval ids.
type CostApprovalKind struct{}

// CostApproval identifies an approval given before a cost.
type CostApproval = ID[CostApprovalKind]

// Prefix is cap.
func (CostApprovalKind) Prefix() string { return "cap" }

// NewCostApproval makes a new id of its kind.
func NewCostApproval() CostApproval { return New[CostApprovalKind]() }
