package application

import "github.com/vitrine-grants/vitrine/internal/budget"

// The budget by the names the API binds.
type (
	Category        = budget.Category     // an object class of SF-424A section B
	Funding         = budget.Funding      // who pays a line
	BudgetLine      = budget.Line         // one line of a budget
	LineInput       = budget.LineInput    // one line as typed
	Budget          = budget.Table        // section B of SF-424A
	BudgetRow       = budget.Row          // one object class of it
	Meter           = budget.Meter        // the cost share that is needed, offered and missing
	SaveBudgetInput = budget.ReplaceInput // a whole budget
)
